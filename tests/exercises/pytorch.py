"""Right and wrong answers to the code exercises of chapters/pytorch.md."""

# TODO replace the answers: two right ones, and five wrong ones as a student would write them
# Each wrong one stands with a part of the hint that it should get.
ANSWERS = {
    "ex-pytorch-first": {
        "right": [
            """
def centred(values):
    return values - np.mean(values)
""",
            """
def centred(values):
    middle = sum(values) / len(values)
    return np.array([value - middle for value in values])
""",
        ],
        "wrong": [
            (
                """
def centred(values):
    return np.mean(values)
""",
                "shape",
            ),
            (
                """
def centred(values):
    return values
""",
                "TODO a hint that names the mistake",
            ),
            (
                """
def centred(values):
    return values - np.median(values)
""",
                "TODO a hint that names the mistake",
            ),
        ],
        "hidden": """
assert np.allclose(centred(np.array([5.0, 7.0])), [-1, 1])
""",
    },
    "ex-pytorch-second": {
        "right": [
            """
def standardized(values):
    return (values - np.mean(values)) / np.std(values)
""",
            """
def standardized(values):
    around = values - values.mean()
    return around / np.sqrt(np.mean(around**2))
""",
        ],
        "wrong": [
            (
                """
def standardized(values):
    return values / np.std(values)
""",
                "TODO a hint that names the mistake",
            ),
            (
                """
def standardized(values):
    return values - np.mean(values)
""",
                "TODO a hint that names the mistake",
            ),
            (
                """
def standardized(values):
    return (values - np.mean(values)) / np.std(values, ddof=1)
""",
                "TODO a hint that names the mistake",
            ),
        ],
        "hidden": """
assert np.allclose(standardized(np.array([5.0, 7.0])), [-1, 1])
""",
    },
}
