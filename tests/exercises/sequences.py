"""Right and wrong answers to the code exercises of chapters/sequences.md."""

ANSWERS = {
    "ex-accuracy-gap": {
        "right": [
            """
def accuracy_gap(truth, first, second):
    d = [100 * (int(a == t) - int(b == t)) for t, a, b in zip(truth, first, second)]
    mean = sum(d) / len(d)
    variance = sum((x - mean) ** 2 for x in d) / (len(d) - 1)
    return mean, (variance / len(d)) ** 0.5
""",
            """
def accuracy_gap(truth, first, second):
    first, second, truth = map(np.asarray, (first, second, truth))
    d = 100 * ((first == truth).astype(int) - (second == truth).astype(int))
    return np.array([d.mean(), np.sqrt(d.var(ddof=1) / d.size)])
""",
        ],
        "wrong": [
            (
                """
def accuracy_gap(truth, first, second):
    d = 1.0 * (np.asarray(first) == truth) - (np.asarray(second) == truth)
    return d.mean(), d.std(ddof=1) / np.sqrt(len(d))
""",
                "in points, please",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(second) == truth) - 100.0 * (np.asarray(first) == truth)
    return d.mean(), d.std(ddof=1) / np.sqrt(len(d))
""",
                "the first minus the second",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) - np.asarray(second))
    return d.mean(), d.std(ddof=1) / np.sqrt(len(d))
""",
                "compared with truth",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    a = 100.0 * (np.asarray(first) == truth)
    b = 100.0 * (np.asarray(second) == truth)
    return a.mean() - b.mean(), np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
""",
                "not paired",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.mean(), d.std(ddof=1)
""",
                "by the root of n",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.mean(), d.std() / np.sqrt(len(d))
""",
                "ddof=1",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    differ = d[d != 0]
    return d.mean(), differ.std(ddof=1) / np.sqrt(len(differ))
""",
                "part of n too",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.mean(), 2 * d.std(ddof=1) / np.sqrt(len(d))
""",
                "not two",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.mean()
""",
                "return two numbers",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return abs(d.mean()), d.std(ddof=1) / np.sqrt(len(d))
""",
                "negative difference",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    a = np.mean(np.asarray(first) == truth)
    b = np.mean(np.asarray(second) == truth)
    return 100 * (a - b), 100 * np.sqrt((a * (1 - a) + b * (1 - b)) / len(truth))
""",
                "not paired",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.mean(), d.std(ddof=1) / np.sqrt(len(d) - 1)
""",
                "under the squares only",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.std(ddof=1) / np.sqrt(len(d)), d.mean()
""",
                "the other way round",
            ),
            (
                """
def accuracy_gap(truth, first, second):
    d = 100.0 * (np.asarray(first) == truth) - 100.0 * (np.asarray(second) == truth)
    return d.mean(), np.sqrt(np.sum(d**2)) / len(d)
""",
                "not from 0",
            ),
        ],
        "hidden": """
t = np.array([1, 0, 1, 1, 0, 0, 1])
a = np.array([1, 0, 0, 1, 0, 1, 1])
b = np.array([0, 0, 1, 1, 1, 1, 1])
gap, error = accuracy_gap(t, a, b)
assert np.isclose(gap, 100 / 7)
d = np.array([100, 0, -100, 0, 100, 0, 0])
assert np.isclose(error, d.std(ddof=1) / 7**0.5)
assert np.allclose(accuracy_gap(list(t), list(b), list(a)), [-100 / 7, error])
assert np.allclose(accuracy_gap([0, 0, 0], [0, 0, 0], [1, 1, 0]), [200 / 3, 100 / 3])
""",
    },
    "ex-further-ahead": {
        "right": [
            """
def windows_ahead(values, length, ahead):
    m = len(values) - length - ahead + 1
    inputs = np.stack([values[i : i + length] for i in range(m)])
    return inputs, values[length + ahead - 1 : length + ahead - 1 + m]
""",
            """
def windows_ahead(values, length, ahead):
    inputs, _ = windows(values[: len(values) - ahead + 1], length)
    return inputs, values[length + ahead - 1 :]
""",
        ],
        "wrong": [
            (
                """
def windows_ahead(values, length, ahead):
    return windows(values, length)
""",
                "one step ahead",
            ),
            (
                """
def windows_ahead(values, length, ahead):
    targets = values[length + ahead :]
    return np.lib.stride_tricks.sliding_window_view(values, length)[: len(targets)], targets
""",
                "one step too far",
            ),
            (
                """
def windows_ahead(values, length, ahead):
    return np.lib.stride_tricks.sliding_window_view(values, length), values[length + ahead - 1 :]
""",
                "each window needs one target",
            ),
            (
                """
def windows_ahead(values, length, ahead):
    count = len(values) - length - ahead + 1
    inputs = [values[i : i + length] for i in range(count)]
    return inputs, [values[i + length + ahead - 1] for i in range(count)]
""",
                "two arrays",
            ),
            (
                """
def windows_ahead(values, length, ahead):
    targets = values[length + ahead - 1 : -1]
    return np.lib.stride_tricks.sliding_window_view(values, length)[: len(targets)], targets
""",
                "give 6 windows",
            ),
            (
                """
def windows_ahead(values, length, ahead):
    targets = values[length + (ahead > 1) :]
    return np.lib.stride_tricks.sliding_window_view(values, length)[: len(targets)], targets
""",
                "wrong for 5",
            ),
            (
                """
def windows_ahead(values, length, ahead):
    count = len(values) - length - ahead + 1
    later = [values[i + length : i + length + ahead] for i in range(count)]
    return np.stack([values[i : i + length] for i in range(count)]), np.stack(later)
""",
                "one number is the target",
            ),
        ],
        "hidden": """
v = np.arange(20.0)
for length, ahead in ((1, 1), (4, 1), (4, 5), (11, 9)):
    x, y = windows_ahead(v, length, ahead)
    assert x.shape == (20 - length - ahead + 1, length) and y.shape == (len(x),)
    assert np.array_equal(x[:, -1] + ahead, y) and y[-1] == 19 and x[0, 0] == 0
    assert np.array_equal(x[:, 0] + length - 1, x[:, -1])
""",
    },
    "ex-feed-it-back": {
        "right": [
            """
def feed_back(step, window, years_ahead):
    window, out = np.array(window, float), []
    for _ in range(years_ahead):
        out.append(float(step(window)))
        window = np.append(window[1:], out[-1])
    return np.array(out)
""",
            """
def feed_back(step, window, years_ahead):
    n = len(window)
    values = np.concatenate([window, np.zeros(years_ahead)])
    for k in range(years_ahead):
        values[n + k] = step(values[k : n + k])
    return values[n:]
""",
        ],
        "wrong": [
            (
                """
def feed_back(step, window, years_ahead):
    return np.array([step(window) for _ in range(years_ahead)])
""",
                "each one enter",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    out = []
    for _ in range(years_ahead):
        out.append(step(window))
        window[:-1] = window[1:]
        window[-1] = out[-1]
    return np.array(out)
""",
                "copy it first",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    values = list(window)
    for _ in range(years_ahead):
        values.append(step(np.array(values)))
    return np.array(values[len(window):])
""",
                "drop the oldest",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    values = list(window)
    for _ in range(years_ahead):
        values.append(step(np.array(values[-len(window):])))
    return np.array(values)
""",
                "without the window",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    values = list(window)
    for _ in range(years_ahead):
        values.append(float(step(values[-len(window):])))
    return np.array(values[len(window):])
""",
                "step takes an array",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    values = list(window)
    for _ in range(years_ahead):
        values.append(float(step(np.array(values[-len(window):]))))
    return values[len(window):]
""",
                "not a list",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    n = len(window)
    values = np.zeros(n + years_ahead, window.dtype)
    values[:n] = window
    for k in range(n, n + years_ahead):
        values[k] = step(values[k - n : k])
    return values[n:]
""",
                "keep their fractions",
            ),
            (
                """
def feed_back(step, window, years_ahead):
    window, out = window.copy(), []
    for _ in range(years_ahead):
        out.append(float(step(window)))
        window = np.roll(window, -1)
        window[-1] = out[-1]
    return np.array(out)
""",
                "keep their fractions",
            ),
        ],
        "hidden": """
begin = np.array([3.0, 1.0, 2.0, 5.0])
assert np.allclose(feed_back(lambda w: w.sum(), begin, 4), [11, 19, 37, 72])
assert begin.tolist() == [3, 1, 2, 5]
assert np.allclose(feed_back(lambda w: w[0] - w[-1], np.array([1.0, 3.0]), 3), [-2, 5, -7])
assert np.shape(feed_back(lambda w: 0.0, begin, 1)) == (1,)
assert np.allclose(feed_back(lambda w: w.mean(), np.array([1, 2]), 2), [1.5, 1.75])
assert isinstance(feed_back(lambda w: 0.0, begin, 2), np.ndarray)
assert np.allclose(feed_back(lambda w: w[-1] / 2, np.array([3, 5]), 2), [2.5, 1.25])
""",
    },
}
