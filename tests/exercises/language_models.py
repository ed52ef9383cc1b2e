"""Right and wrong answers to the code exercises of chapters/language_models.md."""

ANSWERS = {
    "ex-temperature-by-hand": {
        "right": [
            """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
            """
def tempered(logits, temperature):
    z = np.array(logits, dtype=float) / temperature
    top = z.max(axis=-1, keepdims=True)
    log_total = top + np.log(np.exp(z - top).sum(axis=-1, keepdims=True))
    return np.exp(z - log_total)
""",
            """
def tempered(logits, temperature):
    from keras import ops
    return ops.convert_to_numpy(ops.softmax(np.asarray(logits, "float64") / temperature, axis=-1))
""",
        ],
        "wrong": [
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) * temperature
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "divide by it, do not multiply",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max())
    return e / e.sum()
""",
                "row by row",
            ),
            (
                """
def tempered(logits, temperature):
    e = np.exp(np.asarray(logits) / temperature)
    return e / e.sum(-1, keepdims=True)
""",
                "overflow",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) / temperature
""",
                "no longer sum to 1",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits)
    p = np.exp(z - z.max(-1, keepdims=True))
    p = p / p.sum(-1, keepdims=True)
    return p ** (1 / temperature)
""",
                "then normalise",
            ),
            (
                """
def tempered(logits, temperature):
    e = np.exp(np.clip(np.asarray(logits) / temperature, None, 700))
    return e / e.sum(-1, keepdims=True)
""",
                "do not cut off",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - np.abs(z).max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "overflow",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.atleast_2d(logits) / temperature
    e = np.exp(z - z.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    return p[0] if np.ndim(logits) == 1 else p
""",
                "three axes",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature**2
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "squares of those",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits)
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "changes nothing",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max())
    return e / e.sum(-1, keepdims=True)
""",
                "largest of each row",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits, dtype="float64")
    z /= temperature
    z -= z.max(-1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)
""",
                "work on a copy",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.mean(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
""",
                "subtract the largest logit, not the mean",
            ),
            (
                """
def tempered(logits, temperature):
    z = np.asarray(logits) / temperature
    e = np.exp(z - z.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).tolist()
""",
                "return a NumPy array",
            ),
        ],
        "hidden": """
z = np.array([[[0.0, 2.0, 4.0], [5.0, 5.0, 5.0]]])
p = np.asarray(tempered(z, 2.0))
assert p.shape == (1, 2, 3) and np.allclose(p.sum(-1), 1)
assert np.allclose(p[0, 0] / p[0, 0, 0], np.exp([0, 1, 2]))
assert np.allclose(p[0, 1], 1 / 3)
assert np.isfinite(tempered(np.array([-1000.0, 3.0, 1000.0]), 0.1)).all()
assert np.allclose(tempered(np.array([0.0, 40.0]), 20.0), [1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))])
assert np.allclose(tempered(np.array([[1500.0, 1499.0]]), 1.0)[0, 0], 1 / (1 + np.exp(-1)))
assert np.allclose(tempered(np.array([-1500.0, -1500.0]), 0.5), 0.5)
far = np.array([[2000.0, 2000.0], [3.0, 3.0]])
kept = far.copy()
assert np.allclose(tempered(far, 2.0), 0.5) and np.array_equal(far, kept)
""",
    },
    "ex-cut-off-the-tail": {
        "right": [
            """
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    number = int(np.searchsorted(np.cumsum(p[order]), share - 1e-12)) + 1
    cut = np.zeros(len(p))
    cut[order[:number]] = p[order[:number]]
    return cut / cut.sum()
""",
            """
def nucleus(p, share):
    left = sorted(range(len(p)), key=lambda letter: (-p[letter], letter))
    kept, total = [], 0.0
    while total < share - 1e-9 and left:
        kept.append(left.pop(0))
        total += p[kept[-1]]
    return np.array([p[letter] / total if letter in kept else 0.0 for letter in range(len(p))])
""",
        ],
        "wrong": [
            (
                """
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    kept = order[np.cumsum(p[order]) <= share]
    cut = np.zeros(len(p))
    cut[kept] = p[kept]
    return cut / cut.sum()
""",
                "crosses the share is kept too",
            ),
            (
                """
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    number = int(np.searchsorted(np.cumsum(p[order]), share - 1e-12)) + 1
    cut = np.zeros(len(p))
    cut[order[:number]] = p[order[:number]]
    return cut
""",
                "divide by its sum",
            ),
            (
                """
def nucleus(p, share):
    ranked = np.sort(p)[::-1]
    ranked[np.cumsum(ranked) - ranked >= share] = 0
    return ranked / ranked.sum()
""",
                "in its place",
            ),
            (
                """
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    number = int(np.searchsorted(np.cumsum(p[order]), share, side="right")) + 2
    cut = np.zeros(len(p))
    cut[order[:number]] = p[order[:number]]
    return cut / cut.sum()
""",
                "one letter too many",
            ),
            (
                """
def nucleus(p, share):
    order = np.argsort(p, kind="stable")
    kept = order[np.cumsum(p[order]) - p[order] < share - 1e-12]
    cut = np.zeros(len(p))
    cut[kept[:3]] = p[kept[:3]]
    return cut / cut.sum()
""",
                "sort from likely to unlikely",
            ),
            (
                """
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    number = int(np.searchsorted(np.cumsum(p[order]), share, side="right")) + 1
    cut = np.zeros(len(p))
    cut[order[:number]] = p[order[:number]]
    return cut / cut.sum()
""",
                "exactly 0.75",
            ),
            (
                """
def nucleus(p, share):
    order = np.argsort(-p, kind="stable")
    kept = order[np.cumsum(p[order]) - p[order] < share - 1e-12]
    for letter in range(len(p)):
        if letter not in kept:
            p[letter] = 0
    return p / p.sum()
""",
                "work on a copy",
            ),
        ],
        "hidden": """
p = np.array([0.05, 0.15, 0.3, 0.1, 0.4])
before = p.copy()
assert np.allclose(nucleus(p, 0.65), np.array([0, 0, 0.3, 0, 0.4]) / 0.7)
assert np.allclose(nucleus(p, 0.8), np.array([0, 0.15, 0.3, 0, 0.4]) / 0.85)
assert np.allclose(nucleus(p, 0.01), [0, 0, 0, 0, 1])
assert np.array_equal(p, before)
assert np.allclose(nucleus(np.array([0.5, 0.25, 0.25]), 0.5), [1, 0, 0])
assert np.allclose(nucleus(np.array([1 / 3, 1 / 3, 1 / 3]), 0.5), [0.5, 0.5, 0])
""",
    },
}
