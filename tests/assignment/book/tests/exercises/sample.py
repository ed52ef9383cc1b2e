"""Answers to the code exercises of the sample: right ones, wrong ones, and the tests that count."""

VARIANTS = {"ex-both-ends": {"HEAD": [1, 2, 3, 4]}}

ANSWERS = {
    "ex-clip-by-norm": {
        "right": [
            """
def clip_by_norm(gradients, limit):
    length = np.linalg.norm(np.concatenate([np.ravel(gradient) for gradient in gradients]))
    if length <= limit:
        return [gradient.copy() for gradient in gradients]
    return [gradient * (limit / length) for gradient in gradients]
"""
        ],
        "wrong": [
            (
                """
def clip_by_norm(gradients, limit):
    return [gradient * (limit / np.linalg.norm(gradient)) for gradient in gradients]
""",
                "one factor",
            )
        ],
        "hidden": """
parts = [np.array([[3.0, 0.0]]), np.array([4.0])]
assert [part.shape for part in clip_by_norm(parts, 2.0)] == [(1, 2), (1,)]
assert np.isclose(sum(abs(part).sum() for part in clip_by_norm(parts, 2.0)), 2.8)
assert np.allclose(clip_by_norm(parts, 9.0)[1], 4.0)
assert np.allclose(clip_by_norm([np.zeros(3)], 1.0), 0.0)
""",
    },
    "ex-both-ends": {
        "right": [
            """
def both_ends(row, limit):
    tail = max(limit - HEAD, 0)
    return row if len(row) <= limit else [*row[:HEAD], *row[len(row) - tail:]]
"""
        ],
        "wrong": [
            (
                """
def both_ends(row, limit):
    return row[:limit]
""",
                "six entries",
            )
        ],
        "hidden": """
row = list(range(20, 40))
assert both_ends(row, 20) == row
assert both_ends(row, HEAD + 3) == row[:HEAD] + row[-3:]
assert both_ends(row, HEAD) == row[:HEAD]
""",
    },
    "ex-half-life": {
        "right": [
            """
def forget_bias_for(steps):
    return -np.log(2.0 ** (1 / steps) - 1)
"""
        ],
        "wrong": [
            (
                """
def forget_bias_for(steps):
    return 0.5 ** (1 / steps)
""",
                "what root",
            )
        ],
        "hidden": """
for steps in (1, 2, 7, 50):
    assert abs(sigmoid(forget_bias_for(steps)) ** steps - 0.5) < 1e-6
""",
    },
}
