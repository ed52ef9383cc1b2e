"""Right and wrong answers to the code exercises of chapters/training.md."""

ANSWERS = {
    "ex-cross-entropy": {
        "right": [
            """
def cross_entropy(probabilities, labels):
    p = np.clip(np.asarray(probabilities).reshape(-1), 1e-7, 1 - 1e-7)
    given = np.where(np.asarray(labels) == 1, p, 1 - p)
    return float(-np.log(given).mean())
""",
            """
def cross_entropy(probabilities, labels):
    total, count = 0.0, 0
    for p, y in zip(np.ravel(probabilities), np.ravel(labels)):
        p = min(max(float(p), 1e-7), 1 - 1e-7)
        total, count = total - np.log(p if y == 1 else 1 - p), count + 1
    return total / count
""",
            """
def cross_entropy(probabilities, labels):
    y = keras.ops.convert_to_tensor(np.reshape(labels, (-1, 1)), "float32")
    p = keras.ops.convert_to_tensor(np.reshape(probabilities, (-1, 1)), "float32")
    return float(keras.ops.mean(keras.losses.binary_crossentropy(y, p)))
""",
        ],
        "wrong": [
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))
""",
                "broadcasts to (n, n)",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.ravel(probabilities)
    return -np.mean(np.log(np.where(labels == 1, p, 1 - p)))
""",
                "clip first",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(np.ravel(probabilities), 1e-7, 1 - 1e-7)
    return -np.sum(labels * np.log(p) + (1 - labels) * np.log(1 - p))
""",
                "divide by n",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(np.ravel(probabilities), 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log2(p) + (1 - labels) * np.log2(1 - p))
""",
                "natural logarithm",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(np.ravel(probabilities), 1e-7, 1 - 1e-7)
    return -(labels * np.log(p) + (1 - labels) * np.log(1 - p))
""",
                "one number",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(np.ravel(probabilities), 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p))
""",
                "wrong value",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(np.ravel(probabilities), 1e-7, 1 - 1e-7)
    return np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))
""",
                "wrong sign",
            ),
            (
                """
def cross_entropy(probabilities, labels):
    p = np.clip(np.ravel(probabilities), 1e-3, 1 - 1e-3)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))
""",
                "clip at 1e-7",
            ),
        ],
        "hidden": """
p, y = np.linspace(0.05, 0.95, 7), np.array([0, 1, 0, 1, 1, 0, 1])
expected = -np.mean(np.log(np.where(y == 1, p, 1 - p)))
assert np.isclose(cross_entropy(p, y), expected)
assert np.isclose(cross_entropy(p.reshape(-1, 1), y), expected)
assert np.isclose(cross_entropy(np.full(4, 0.5), np.array([0, 1, 1, 1])), np.log(2))
assert 14 < cross_entropy(np.array([0.0]), np.array([1])) < 18
assert 14 < cross_entropy(np.array([1.0]), np.array([0])) < 18
""",
    },
    "ex-patience": {
        "right": [
            """
def stop_early(losses, patience):
    best, best_at, waited = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, best_at, waited = loss, epoch, 0
        else:
            waited += 1
            if waited >= patience:
                return epoch, best_at
    return epoch, best_at
""",
            """
def stop_early(losses, patience):
    losses = np.asarray(losses)
    for epoch in range(1, len(losses) + 1):
        best_at = int(np.argmin(losses[:epoch])) + 1
        if epoch - best_at == patience:
            break
    return epoch, best_at
""",
        ],
        "wrong": [
            (
                """
def stop_early(losses, patience):
    best_at, waited = 1, 0
    for epoch in range(2, len(losses) + 1):
        waited = waited + 1 if losses[epoch - 1] >= losses[epoch - 2] else 0
        if losses[epoch - 1] < losses[best_at - 1]:
            best_at = epoch
        if waited == patience:
            return epoch, best_at
    return len(losses), best_at
""",
                "with the loss of the epoch before",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best_at]:
            best_at = epoch
        elif epoch - best_at >= patience:
            return epoch, best_at
    return len(losses) - 1, best_at
""",
                "count from 1",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at > patience:
            return epoch, best_at
    return len(losses), best_at
""",
                "patience 2 means",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = losses.index(min(losses)) + 1
    return min(best_at + patience, len(losses)), best_at
""",
                "do you look ahead",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss <= losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= patience:
            return epoch, best_at
    return len(losses), best_at
""",
                "no improvement",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= patience:
            return epoch, epoch
    return len(losses), len(losses)
""",
                "not the last one",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= patience:
            break
    return epoch, best_at
""",
                "UnboundLocalError",
            ),
            (
                """
def stop_early(losses, patience):
    best_at, waited = 1, 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best_at - 1]:
            best_at = epoch
        else:
            waited += 1
        if waited >= patience:
            return epoch, best_at
    return len(losses), best_at
""",
                "starts the count again",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= max(patience, 2):
            return epoch, best_at
    return len(losses), best_at
""",
                "with patience 1",
            ),
            (
                """
def stop_early(losses, patience):
    best, best_at = 1.0, 1
    for epoch, loss in enumerate(losses, 1):
        if loss < best:
            best, best_at = loss, epoch
        elif epoch - best_at >= patience:
            return epoch, best_at
    return len(losses), best_at
""",
                "a loss may be above 1",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1] - 0.01:
            best_at = epoch
        elif epoch - best_at >= patience:
            return epoch, best_at
    return len(losses), best_at
""",
                "lower by a little is lower",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= min(patience, 3):
            return epoch, best_at
    return len(losses), best_at
""",
                "patience may be above 3",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= patience:
            return best_at, epoch
    return best_at, len(losses)
""",
                "the other way round",
            ),
            (
                """
def stop_early(losses, patience):
    best_at = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best_at - 1]:
            best_at = epoch
        elif epoch - best_at >= patience:
            epoch, best_at
""",
                "return two numbers",
            ),
            (
                """
def stop_early(losses, patience):
    best, best_at, epoch = float("inf"), 0, 0
    while losses:
        epoch, loss = epoch + 1, losses.pop(0)
        if loss < best:
            best, best_at = loss, epoch
        elif epoch - best_at >= patience:
            break
    return epoch, best_at
""",
                "the list of losses was changed",
            ),
        ],
        "hidden": """
assert tuple(stop_early([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.5], 2)) == (6, 4)
assert tuple(stop_early([0.9, 0.8, 0.85, 0.7, 0.75, 0.76, 0.5], 3)) == (7, 7)
assert tuple(stop_early([1.0, 1.1], 1)) == (2, 1)
assert tuple(stop_early([1.0], 5)) == (1, 1)
assert tuple(stop_early([0.4, 0.6, 0.5, 0.7, 0.1], 3)) == (4, 1)
assert tuple(stop_early([0.4, 0.4, 0.4, 0.1], 2)) == (3, 1)
assert tuple(stop_early([0.4, 0.5, 0.45, 0.6], 1)) == (2, 1)
assert tuple(stop_early([2.5, 2.0, 1.999, 2.1, 2.2, 2.3, 2.4, 1.5], 4)) == (7, 3)
_kept = [0.5, 0.6, 0.7, 0.4]
stop_early(_kept, 2)
assert _kept == [0.5, 0.6, 0.7, 0.4]
""",
    },
    "ex-temperature": {
        "right": [
            """
def cool(probabilities, temperature):
    p = np.clip(np.asarray(probabilities, "float64"), 1e-7, 1 - 1e-7)
    z = np.log(p) - np.log(1 - p)
    return 1 / (1 + np.exp(-z / temperature))
""",
            """
def cool(probabilities, temperature):
    p = np.clip(probabilities, 1e-6, 1 - 1e-6)
    a, b = p ** (1 / temperature), (1 - p) ** (1 / temperature)
    return a / (a + b)
""",
        ],
        "wrong": [
            (
                """
def cool(probabilities, temperature):
    return np.asarray(probabilities) / temperature
""",
                "divide the logit, not the probability",
            ),
            (
                """
def cool(probabilities, temperature):
    return np.asarray(probabilities) ** (1 / temperature)
""",
                "crossed one half",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return 1 / (1 + np.exp(-np.log(p / (1 - p)) * temperature))
""",
                "did you multiply",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.clip(probabilities, 0.02, 0.98)
    return 0.5 + (p - 0.5) / temperature
""",
                "temperature 1 changes nothing",
            ),
            (
                """
def cool(probabilities, temperature):
    return 0.5 + (np.asarray(probabilities) - 0.5) / temperature
""",
                "half of it is ln 2",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.asarray(probabilities)
    with np.errstate(all="ignore"):
        z = np.log(p) - np.log(1 - p)
        return 1 / (1 + np.exp(-z / temperature))
""",
                "clip first",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.clip(probabilities, 1e-9, 1 - 1e-9)
    with np.errstate(all="ignore"):
        return 1 / (1 + ((1 - p) / p) ** (1 / temperature))
""",
                "which float32 can hold",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.clip(np.asarray(probabilities, "float64"), 1e-7, 1 - 1e-7)
    z = np.log(p) - np.log(1 - p)
    return 1 / (1 + np.exp(-z / (1 + np.log2(temperature))))
""",
                "right at temperature 2, wrong at 3",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.clip(np.asarray(probabilities, "float64"), 1e-7, 1 - 1e-7)
    z = np.log(p) - np.log(1 - p)
    return 1 / (1 + np.exp(-np.sign(z) * np.maximum(np.abs(z) - np.log(temperature), 0)))
""",
                "right at temperature 2, wrong at 3",
            ),
            (
                """
def cool(probabilities, temperature):
    p = np.clip(np.asarray(probabilities, "float64"), 1e-3, 1 - 1e-3)
    z = np.log(p) - np.log(1 - p)
    return 1 / (1 + np.exp(-z / temperature))
""",
                "clip at 1e-7, not further in",
            ),
        ],
        "hidden": """
p = np.array([0.05, 0.25, 0.6, 0.95])
assert np.allclose(cool(cool(p, 2.0), 3.0), cool(p, 6.0), atol=1e-4)
assert np.allclose(cool(p, 4.0) + cool(1 - p, 4.0), 1, atol=1e-5)
assert np.allclose(cool(p, 1e6), 0.5, atol=1e-3)
assert np.all(np.diff(cool(p, 3.0)) > 0)
edge = cool(np.array([0, 1], "float32"), 3.0)
assert 0 < edge[0] < 0.1 and 0.9 < edge[1] < 1
assert 0 < cool(np.array([0.0]), 2.0)[0] < 2e-3
assert np.allclose(cool(np.array([0.9, 0.01]), 2.0), [0.75, 1 / (1 + 99**0.5)], atol=1e-4)
assert np.isfinite(cool(np.array([0.0, 0.4, 1.0]), 3.0)).all()
""",
    },
}
