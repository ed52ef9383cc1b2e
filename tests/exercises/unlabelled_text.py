"""Right and wrong answers to the code exercises of chapters/unlabelled_text.md."""


def answer(loss="np.mean(np.logaddexp(0, u) - q * u)", gradient="(p - q) / len(u)", more=""):
    """A soft_cross_entropy with this loss and this gradient."""
    return f"""
def soft_cross_entropy(u, q):
    p = (1 + np.tanh(u / 2)) / 2
    {more}
    return {loss}, {gradient}
"""


def say(result):
    """An equal_say with this result."""
    return f"""
def equal_say(validation, new):
    return {result}
"""


PLAIN = "-q * np.log(p) - (1 - q) * np.log(1 - p)"

ANSWERS = {
    "ex-soft-cross-entropy": {
        "right": [
            answer(),
            """
def soft_cross_entropy(u, q):
    largest = np.maximum(u, 0)
    loss = largest + np.log(np.exp(-largest) + np.exp(u - largest)) - q * u
    small = np.exp(-np.abs(u))
    p = np.where(u > 0, 1 / (1 + small), small / (1 + small))
    return sum(loss) / len(loss), [(a - b) / len(u) for a, b in zip(p, q)]
""",
        ],
        "wrong": [
            (answer(f"np.mean({PLAIN})"), "ln(1 + e^u) - q u"),
            (answer("np.sum(np.logaddexp(0, u) - q * u)"), "that is the sum"),
            (answer("np.logaddexp(0, u) - q * u"), "the loss is one number"),
            (answer("-np.mean(np.logaddexp(0, u) - q * u)"), "a sign is missing"),
            (answer("np.mean(q * np.logaddexp(0, -u))"), "the part of 1 - q is missing"),
            (answer("np.mean((p - q) ** 2)"), "the squared error"),
            (answer(more="q = (q > 0.5) * 1.0"), "q is not rounded"),
            (answer(gradient="(p - (q > 0.5)) / len(u)"), "the gradient rounds q"),
            (answer(gradient="p - q"), "the factor 1 / n"),
            (answer(gradient="(q - p) / len(u)"), "the wrong sign"),
            (answer(gradient="(p - q) / (p * (1 - p)) / len(u)"), "with respect to p"),
            (answer(gradient="(p - q) * p * (1 - p) / len(u)"), "too many"),
            (answer(gradient="np.mean(p - q)"), "should have shape (n,)"),
            (
                answer(
                    "np.mean(-q * np.log(c) - (1 - q) * np.log(1 - c))",
                    more="c = np.clip(p, 1e-7, 1 - 1e-7)",
                ),
                "cut off somewhere",
            ),
            (
                """
def soft_cross_entropy(u, q):
    p = 1 - 1 / (1 + np.exp(u))
    return np.mean(np.log(1 + np.exp(u)) - q * u), (p - q) / len(u)
""",
                "nan or inf for log-odds",
            ),
            (
                """
def soft_cross_entropy(u, q):
    p = np.exp(u) / (1 + np.exp(u))
    return np.mean(np.logaddexp(0, u) - q * u), (p - q) / len(u)
""",
                "the gradient is nan",
            ),
            (
                """
def soft_cross_entropy(u, q):
    return np.mean(np.logaddexp(0, u) - q * u)
""",
                "return two things",
            ),
            (
                """
def soft_cross_entropy(u, q):
    loss = np.mean(np.logaddexp(0, u) - q * u)
    u /= 2
    return loss, ((1 + np.tanh(u)) / 2 - q) / len(u)
""",
                "work on copies",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(9)
u, q = rng.normal(size=7), rng.uniform(size=7)
loss, gradient = soft_cross_entropy(u, q)
assert np.ndim(loss) == 0 and np.shape(gradient) == (7,)
for place in range(7):
    up, down = u.copy(), u.copy()
    up[place] += 1e-5
    down[place] -= 1e-5
    slope = (soft_cross_entropy(up, q)[0] - soft_cross_entropy(down, q)[0]) / 2e-5
    assert abs(slope - gradient[place]) < 1e-7
p = 1 / (1 + np.exp(-u))
assert np.isclose(loss, np.mean(-q * np.log(p) - (1 - q) * np.log(1 - p)))
far, slope = soft_cross_entropy(np.array([800.0, -800.0]), np.array([0.5, 0.5]))
assert np.isclose(far, 400) and np.allclose(slope, [0.25, -0.25])
""",
    },
    "ex-equal-say": {
        "right": [
            say("np.mean([x / np.std(v) for v, x in zip(validation, new)], axis=0)"),
            """
def equal_say(validation, new):
    spread = np.array([np.sqrt(np.mean((v - v.mean()) ** 2)) for v in validation])
    return (np.array(new) / spread[:, None]).mean(axis=0)
""",
        ],
        "wrong": [
            (say("np.mean(new, axis=0)"), "the loud model decides"),
            (say("sum(x / np.std(v) for v, x in zip(validation, new))"), "that is the sum"),
            (
                say("np.mean([x * np.std(v) for v, x in zip(validation, new)], axis=0)"),
                "do not multiply",
            ),
            (
                say(
                    "np.mean([(x - np.mean(v)) / np.std(v) for v, x in zip(validation, new)], axis=0)"
                ),
                "0 must stay the border",
            ),
            (
                say("np.mean([x / np.var(v) for v, x in zip(validation, new)], axis=0)"),
                "the variance",
            ),
            (say("np.mean([x / np.std(x) for x in new], axis=0)"), "not of the new ones"),
            (say("np.mean([v / np.std(v) for v in validation], axis=0)"), "score the new ones"),
            (say("np.mean(new, axis=0) / np.std(validation)"), "each needs its own"),
            (
                say("(new[0] / np.std(validation[0]) + new[1] / np.std(validation[1])) / 2"),
                "more than two models",
            ),
            (
                say("np.mean([x / np.std(v) for v, x in zip(validation, new)])"),
                "one number for each new review",
            ),
            (
                say("np.mean([x / np.std(v) for v, x in zip(validation[::-1], new)], axis=0)"),
                "the spread of another",
            ),
            (
                """
def equal_say(validation, new):
    for v, x in zip(validation, new):
        x /= np.std(v)
    return np.mean(new, axis=0)
""",
                "not x /= s",
            ),
        ],
        "hidden": """
rng = np.random.default_rng(4)
validation = [rng.normal(size=12), 7 * rng.normal(size=12), 0.1 * rng.normal(1, size=12)]
new = [np.array([1.0, -2.0]), np.array([3.0, 9.0]), np.array([0.0, 0.1])]
got = np.asarray(equal_say(validation, new))
for place in range(2):
    assert np.isclose(got[place], sum(new[i][place] / validation[i].std() for i in range(3)) / 3)
assert np.isfinite(equal_say(validation, [x[:1] for x in new])).all()
""",
    },
}
