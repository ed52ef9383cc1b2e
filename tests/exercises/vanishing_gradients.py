"""Right and wrong answers to the code exercises of chapters/exercises/vanishing_gradients.md."""

ANSWERS = {
    "ex-clip-by-norm": {
        "right": [
            """
def clip_by_norm(gradients, limit):
    length = np.linalg.norm(np.concatenate([g.ravel() for g in gradients]))
    if length <= limit:
        return [g.copy() for g in gradients]
    return [g * limit / length for g in gradients]
""",
            """
def clip_by_norm(gradients, limit):
    total = 0.0
    for g in gradients:
        total += float(np.sum(np.square(g)))
    scale = min(1.0, limit / max(total**0.5, 1e-12))
    return [g * scale for g in gradients]
""",
        ],
        "wrong": [
            (
                """
def clip_by_norm(gradients, limit):
    return [g * min(1.0, limit / max(np.linalg.norm(g), 1e-12)) for g in gradients]
""",
                "turns the direction",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]
""",
                "turns the direction",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    length = np.sqrt(sum(np.linalg.norm(g, 2) ** 2 for g in gradients))
    return [g * min(1.0, limit / max(length, 1e-12)) for g in gradients]
""",
                "with all its entries",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    result = [g.copy() for g in gradients]
    while np.sqrt(sum((g**2).sum() for g in result)) > limit:
        result = [g / 2 for g in result]
    return result
""",
                "multiplied by 0.8",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * limit / max(length, 1e-12) for g in gradients]
""",
                "below the limit",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    length = sum((g**2).sum() for g in gradients)
    return [g * min(1.0, limit / max(length, 1e-12)) for g in gradients]
""",
                "length you compute 5",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    length = sum(np.linalg.norm(g) for g in gradients)
    return [g * min(1.0, limit / max(length, 1e-12)) for g in gradients]
""",
                "length you compute 5",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    return [g * np.minimum(1.0, np.where(length > 0, limit / length, np.nan)) for g in gradients]
""",
                "0 / 0",
            ),
            (
                """
def clip_by_norm(gradients, limit):
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    for g in gradients:
        g *= limit / length if length > limit else 1.0
    return gradients
""",
                "input was changed",
            ),
        ],
        "hidden": """
g = [np.array([1.0, 2.0]), np.array([[2.0]])]
assert np.allclose(clip_by_norm(g, 1.5)[1], [[1.0]]) and np.allclose(clip_by_norm(g, 1.5)[0], [0.5, 1.0])
both = clip_by_norm([np.array([[1.0, 2.0], [2.0, 0.0]]), np.array([4.0])], 4.0)
assert np.allclose(both[0], [[0.8, 1.6], [1.6, 0.0]]) and np.allclose(both[1], [3.2])
assert np.allclose(clip_by_norm(g, 3.5)[1], g[1]) and g[0][1] == 2.0
with np.errstate(all="ignore"):
    assert not np.isnan(clip_by_norm([np.zeros(3)], 1.0)[0]).any()
""",
    },
    "ex-leaky-jacobian": {
        "right": [
            """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    z = x_t @ W_xh + h @ W_hh + b
    J = W_hh @ np.diag(a / np.cosh(z) ** 2)
    J[np.diag_indices(len(h))] += 1 - a
    return J
""",
            """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    m = len(h)
    slope = 1 - np.tanh(x_t @ W_xh + h @ W_hh + b) ** 2
    J = np.zeros((m, m))
    for i in range(m):
        for j in range(m):
            J[i, j] = (1 - a[j]) * (i == j) + a[j] * W_hh[i, j] * slope[j]
    return J
""",
        ],
        "wrong": [
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + (W_hh * (a * (1 - new**2))).T
""",
                "transposed",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return W_hh * (a * (1 - new**2))
""",
                "first term is missing",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return (1 - a) + W_hh * (a * (1 - new**2))
""",
                "diagonal only",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.eye(len(h)) + W_hh * (a * (1 - new**2))
""",
                "not 1",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + W_hh * (1 - new**2)
""",
                "factor a",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + a[:, None] * W_hh * (1 - new**2)
""",
                "scales columns",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = (1 - a) * h + a * np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + W_hh * (a * (1 - new**2))
""",
                "new h is not tanh",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + np.diag(a * (1 - new**2)) @ W_hh
""",
                "rows were scaled",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + W_hh * a
""",
                "slope of tanh is missing",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    z = x_t @ W_xh + h @ W_hh + b
    return np.diag(1 - a) + W_hh * (a * (1 - z**2))
""",
                "not 1 - z",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + W_hh * (a.mean() * (1 - new**2))
""",
                "finite differences",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(1 - a) + W_hh.T * (a * (1 - new**2))
""",
                "row i belongs",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    new = np.tanh(x_t @ W_xh + h @ W_hh + b)
    return np.diag(a) + W_hh * ((1 - a) * (1 - new**2))
""",
                "changed places",
            ),
            (
                """
def leaky_jacobian(x_t, h, W_xh, W_hh, b, a):
    return np.diag(1 - a) + W_hh * (a * (1 - h**2))
""",
                "not at the old state",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(11)
x_t, h, b, a = rng.normal(size=4), rng.normal(size=5), rng.normal(size=5), rng.uniform(size=5)
W_xh, W_hh = rng.normal(size=(4, 5)), rng.normal(size=(5, 5))
step = lambda h: (1 - a) * h + a * np.tanh(x_t @ W_xh + h @ W_hh + b)
true = np.array([(step(h + d) - step(h - d)) / 2e-6 for d in 1e-6 * np.eye(5)])
assert np.allclose(leaky_jacobian(x_t, h, W_xh, W_hh, b, a), true, atol=1e-6)
""",
    },
    "ex-bound-from-a-matrix": {
        "right": [
            """
def gradient_bound(W_hh, lag):
    return np.linalg.norm(W_hh, 2) ** lag
""",
            """
def gradient_bound(W_hh, lag):
    largest = np.sqrt(np.linalg.eigvalsh(W_hh.T @ W_hh).max())
    bound = 1.0
    for _ in range(lag):
        bound *= largest
    return bound
""",
        ],
        "wrong": [
            (
                """
def gradient_bound(W_hh, lag):
    return np.abs(np.linalg.eigvals(W_hh)).max() ** lag
""",
                "singular values",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    return np.linalg.norm(W_hh) ** lag
""",
                "Frobenius",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    return np.linalg.svd(W_hh, compute_uv=False)[0] * lag
""",
                "lag 0",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    return np.linalg.svd(W_hh, compute_uv=False) ** lag
""",
                "one number",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    return max(1.0, np.linalg.svd(W_hh, compute_uv=False)[0] * max(lag, 0.1))
""",
                "a power",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    return np.linalg.norm(np.linalg.matrix_power(W_hh, lag), 2)
""",
                "norm of a power",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    product = np.eye(len(W_hh))
    for _ in range(lag):
        product = product @ W_hh
    return np.linalg.svd(product, compute_uv=False)[0]
""",
                "norm of a power",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    if lag == 0:
        return 1.0
    power = np.linalg.matrix_power(W_hh, lag - 1)
    return np.linalg.norm(W_hh, 2) * max(np.linalg.norm(power, 2), 1.0)
""",
                "once for each step",
            ),
            (
                """
def gradient_bound(W_hh, lag):
    return max(1.0, np.linalg.norm(W_hh, 2)) ** lag
""",
                "bounds below 1 count too",
            ),
        ],
        "hidden": """
W = np.array([[1.0, 2.0], [0.0, 0.5]])
assert np.isclose(gradient_bound(W, 3), np.linalg.norm(W, 2) ** 3)
assert np.isclose(gradient_bound(W, 4), np.linalg.norm(W, 2) ** 4)
assert np.isclose(gradient_bound(0.5 * np.eye(3), 10), 0.5**10)
assert np.isclose(gradient_bound(np.array([[1.0, 2.0], [-0.5, -1.0]]), 2), 6.25)
""",
    },
}
