"""Right and wrong answers to the code exercises of chapters/exercises/long_memory.md."""

ANSWERS = {
    "ex-half-life": {
        "right": [
            """
def forget_bias_for(steps, left=0.5):
    f = left ** (1 / steps)
    return -np.log(1 / f - 1)
""",
            """
def forget_bias_for(steps, left=0.5):
    low, high = -50.0, 50.0
    for _ in range(200):
        middle = (low + high) / 2
        if sigmoid(middle) ** steps < left:
            low = middle
        else:
            high = middle
    return middle
""",
        ],
        "wrong": [
            (
                """
def forget_bias_for(steps, left=0.5):
    return left ** (1 / steps)
""",
                "this is the gate",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    return left ** (1 / steps) if steps > 1 else 0.0
""",
                "invert the sigmoid",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    f = left ** (1 / steps)
    return np.log((1 - f) / f)
""",
                "sign of the logarithm",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    f = left / steps
    return np.log(f / (1 - f))
""",
                "is the gate the root of the share",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    f = 1 - (1 - left) / steps
    return np.log(f / (1 - f))
""",
                "what root of 1/2",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    f = 0.5 ** (1 / steps)
    return np.log(f / (1 - f))
""",
                "use the argument left",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    f = (1 - left) ** (1 / steps)
    return np.log(f / (1 - f))
""",
                "not the share that is lost",
            ),
            (
                """
def forget_bias_for(steps, left=0.5):
    f = left ** (1 / steps)
    return abs(np.log(f / (1 - f)))
""",
                "where the bias is negative",
            ),
        ],
        "hidden": """
for steps in (2, 7, 50):
    for left in (0.5, 0.2, 0.95):
        assert abs(sigmoid(forget_bias_for(steps, left)) ** steps - left) < 1e-6
assert forget_bias_for(2, 0.01) < 0
assert abs(forget_bias_for(1)) < 1e-6
assert np.isclose(forget_bias_for(2), forget_bias_for(2, 0.5))
""",
    },
    "ex-steps-back": {
        "right": [
            """
def factors_back(lag, skip):
    long, short = divmod(lag, skip)
    return long + short
""",
            """
def factors_back(lag, skip):
    best = [0]
    for k in range(1, lag + 1):
        ways = [best[k - 1]]
        if k >= skip:
            ways.append(best[k - skip])
        best.append(1 + min(ways))
    return best[lag]
""",
        ],
        "wrong": [
            (
                """
def factors_back(lag, skip):
    return lag / skip
""",
                "whole number",
            ),
            (
                """
def factors_back(lag, skip):
    return lag // skip
""",
                "one short step is left",
            ),
            (
                """
def factors_back(lag, skip):
    return -(-lag // skip)
""",
                "each of them counts",
            ),
            (
                """
def factors_back(lag, skip):
    return lag // skip + (lag % skip > 0)
""",
                "each of them counts",
            ),
            (
                """
def factors_back(lag, skip):
    return lag % skip
""",
                "five long steps",
            ),
            (
                """
def factors_back(lag, skip):
    return lag - skip + 1
""",
                "not once",
            ),
            (
                """
def factors_back(lag, skip):
    return max(lag // skip + lag % skip, 1)
""",
                "no time steps",
            ),
            (
                """
def factors_back(lag, skip):
    k = round(lag / skip)
    return k + abs(lag - k * skip)
""",
                "no step leads forwards",
            ),
        ],
        "hidden": """
assert factors_back(100, 3) == 34
assert factors_back(7, 4) == 4
assert factors_back(2, 9) == 2
assert factors_back(0, 5) == 0
assert factors_back(29, 10) == 11
assert factors_back(50, 10) == 5 and factors_back(4, 4) == 1
""",
    },
}
