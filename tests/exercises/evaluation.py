"""Right and wrong answers to the code exercises of chapters/evaluation.md."""

ANSWERS = {
    "ex-four-counts": {
        "right": [
            """
def summary_of(tp, fp, fn, tn):
    accuracy = (tp + tn) / (tp + tn + fp + fn)
    precision = tp / (tp + fp) if tp + fp > 0 else 0
    recall = tp / (tp + fn) if tp + fn > 0 else 0
    return accuracy, precision, recall
""",
            """
def summary_of(tp, fp, fn, tn):
    table = np.array([[tp, fn], [fp, tn]], float)
    called, real = table[:, 0].sum(), table[0].sum()
    return [np.trace(table) / table.sum(), tp / max(called, 1), tp / max(real, 1)]
""",
        ],
        "wrong": [
            (
                """
def summary_of(tp, fp, fn, tn):
    return (tp + tn) / (tp + fp + fn + tn), tp / (tp + fn), tp / (tp + fp)
""",
                "that is recall",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    return tp / (tp + fp + fn + tn), tp / (tp + fp), tp / (tp + fn)
""",
                "share of right verdicts",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (fp + tn) if fp + tn else 0.0
    return (tp + tn) / (tp + fp + fn + tn), precision, recall
""",
                "positive were found",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return [round(x, 2) for x in ((tp + tn) / (tp + fp + fn + tn), precision, recall)]
""",
                "not rounded",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    return (tp + tn) / (tp + fp + fn + tn), tp / (tp + fp), tp / (tp + fn)
""",
                "precision is 0",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    return (tp + tn) / (tp + fp + fn + tn), tp / (tp + fp), tn / (tn + fp)
""",
                "positive were found",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    try:
        return (tp + tn) / (tp + fp + fn + tn), tp / (tp + fp), tp / (tp + fn)
    except ZeroDivisionError:
        return 0, 0, 0
""",
                "only the ratio without a denominator",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    precision = tp / (tp + fp) if tp + fp else 0.0
    return (tp + tn) / (tp + fp + fn + tn), precision, tp / (tp + fn)
""",
                "recall is 0",
            ),
            (
                """
def summary_of(tp, fp, fn, tn):
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    return (tp + tn) / (tp + fp + fn + tn), precision, recall
""",
                "recall is 0",
            ),
        ],
        "hidden": """
got = summary_of(tp=1, fp=9, fn=3, tn=87)
assert np.allclose(got, (0.88, 0.1, 0.25))
assert summary_of(tp=0, fp=4, fn=0, tn=6)[2] == 0
assert np.isclose(summary_of(tp=0, fp=0, fn=1, tn=3)[0], 0.75)
assert np.allclose(summary_of(tp=1, fp=2, fn=6, tn=4), (5 / 13, 1 / 3, 1 / 7))
""",
    },
    "ex-mcnemar-by-hand": {
        "right": [
            """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binom
    only_a = np.sum(right_a & ~right_b)
    only_b = np.sum(~right_a & right_b)
    return min(1, 2 * binom.cdf(min(only_a, only_b), only_a + only_b, 0.5))
""",
            """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binomtest
    differ = right_a != right_b
    if not differ.any():
        return 1.0
    return binomtest(int(right_a[differ].sum()), int(differ.sum()), 0.5).pvalue
""",
        ],
        "wrong": [
            (
                """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binom
    b, c = np.sum(right_a & ~right_b), np.sum(~right_a & right_b)
    return binom.cdf(min(b, c), b + c, 0.5)
""",
                "that is one tail",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binom
    b = np.sum(right_a & ~right_b)
    return min(1, 2 * binom.cdf(b, len(right_a), 0.5))
""",
                "both are right",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binom
    b, c = np.sum(right_a & ~right_b), np.sum(~right_a & right_b)
    return 2 * binom.cdf(min(b, c), b + c, 0.5)
""",
                "doubling can pass 1",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import chi2
    b, c = np.sum(right_a & ~right_b), np.sum(~right_a & right_b)
    return chi2.sf((b - c) ** 2 / max(b + c, 1), 1)
""",
                "approximation by chi-square",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binom
    b, c = np.sum(right_a), np.sum(right_b)
    return min(1, 2 * binom.cdf(min(b, c), b + c, 0.5))
""",
                "both are right",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    from scipy.stats import binom
    b, c = np.sum(right_a & ~right_b), np.sum(~right_a & right_b)
    return min(1, 2 * binom.pmf(min(b, c), b + c, 0.5))
""",
                "at most min(b, c) heads",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    from math import comb
    b, c = int(np.sum(right_a & ~right_b)), int(np.sum(~right_a & right_b))
    tail = sum(comb(b + c, k) * 0.5 ** (b + c) for k in range(min(b, c) + 1))
    return min(1, 2 * tail)
""",
                "divide whole numbers",
            ),
            (
                """
def exact_mcnemar(right_a, right_b):
    b, c = np.sum(right_a & ~right_b), np.sum(~right_a & right_b)
    return mcnemar([[0, b], [c, 0]], exact=True).pvalue
""",
                "add up the tail yourself",
            ),
        ],
        "hidden": """
generator = np.random.default_rng(5)
for _ in range(20):
    a, b = generator.random((2, 60)) < 0.8
    table = [[np.sum(a & b), np.sum(a & ~b)], [np.sum(~a & b), np.sum(~a & ~b)]]
    assert np.isclose(exact_mcnemar(a, b), mcnemar(table, exact=True).pvalue)
assert np.isclose(exact_mcnemar(np.array([True, False, True]), np.array([False, True, True])), 1)
big = np.arange(4_000) % 2 == 0
assert np.isclose(exact_mcnemar(big, ~big), 1)
more = np.arange(4_000) < 2_100
assert np.isclose(exact_mcnemar(more, ~more), mcnemar([[0, 2_100], [1_900, 0]], exact=True).pvalue)
assert "mcnemar" not in exact_mcnemar.__code__.co_names
""",
    },
    "ex-equal-bins": {
        "right": [
            """
def equal_count_error(probability, label, bins):
    pairs = np.array(sorted(zip(probability, label)))
    parts = np.array_split(pairs, bins)
    return sum(len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts) / len(pairs)
""",
            """
def equal_count_error(probability, label, bins):
    frame = pd.DataFrame({"p": probability, "y": label}).sort_values("p", kind="stable")
    long, rest = divmod(len(frame), bins)
    frame["bin"] = np.repeat(np.arange(bins), [long + (k < rest) for k in range(bins)])
    means = frame.groupby("bin")[["p", "y"]].mean()
    return ((means.p - means.y).abs() * frame.groupby("bin").size()).sum() / len(frame)
""",
        ],
        "wrong": [
            (
                """
def equal_count_error(probability, label, bins):
    total = 0
    for part in np.array_split(np.arange(len(label)), bins):
        total += len(part) / len(label) * abs(probability[part].mean() - label[part].mean())
    return total
""",
                "sort by probability",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    p, total = np.sort(probability), 0
    for q, y in zip(np.array_split(p, bins), np.array_split(label, bins)):
        total += len(q) / len(label) * abs(q.mean() - y.mean())
    return total
""",
                "labels must follow",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    order = np.argsort(probability)
    return np.mean([abs(probability[k].mean() - label[k].mean()) for k in np.array_split(order, bins)])
""",
                "weigh each bin",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    order = np.argsort(probability)
    return sum(len(k) / len(order) * (probability[k].mean() - label[k].mean())
               for k in np.array_split(order, bins))
""",
                "absolute distance",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    total = 0
    which = np.minimum((probability * bins).astype(int), bins - 1)
    for k in set(which):
        here = which == k
        total += here.mean() * abs(probability[here].mean() - label[here].mean())
    return total
""",
                "equal width",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    order = np.argsort(-probability)
    return sum(len(k) / len(order) * abs(probability[k].mean() - label[k].mean())
               for k in np.array_split(order, bins))
""",
                "sorted highest first",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    order = np.argsort(probability)
    return sum(len(k) / len(order) * np.abs(probability[k] - label[k]).mean()
               for k in np.array_split(order, bins))
""",
                "first the means",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    frame = pd.DataFrame({"p": probability, "y": label})
    frame["bin"] = pd.qcut(frame.p, bins)
    means = frame.groupby("bin", observed=True)[["p", "y"]].mean()
    return ((means.p - means.y).abs() * frame.groupby("bin", observed=True).size()).sum() / len(frame)
""",
                "8 reviews in 3 bins",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    order, n, total = np.argsort(probability), len(label), 0
    size = -(-n // bins)  # rounded up
    for start in range(0, n, size):
        k = order[start : start + size]
        total += len(k) / n * abs(probability[k].mean() - label[k].mean())
    return total
""",
                "8 reviews in 5 bins",
            ),
            (
                """
def equal_count_error(probability, label, bins):
    order, n, total = np.argsort(probability), len(label), 0
    edges = [-(-k * n // bins) for k in range(bins + 1)]
    for start, end in zip(edges, edges[1:]):
        k = order[start:end]
        total += len(k) / n * abs(probability[k].mean() - label[k].mean())
    return total
""",
                "8 reviews in 5 bins",
            ),
        ],
        "hidden": """
generator = np.random.default_rng(6)
p = generator.random(103)
y = (generator.random(103) < 1 - p).astype(int)  # gaps of both signs
order, expected = np.argsort(p), 0
for k in np.array_split(order, 7):
    expected += len(k) * abs(p[k].mean() - y[k].mean()) / 103
assert np.isclose(equal_count_error(p, y, 7), expected)
assert np.isclose(equal_count_error(np.array([0.2, 0.4]), np.array([1, 0]), 2), 0.6)
p, y = np.array([0.05, 0.1, 0.15, 0.3, 0.35, 0.45, 0.6, 0.8]), np.array([1, 0, 0, 1, 1, 0, 0, 1])
expected = sum(abs(p[k].sum() - y[k].sum()) for k in np.array_split(np.arange(8), 5)) / 8
assert np.isclose(equal_count_error(p, y, 5), expected)
""",
    },
    "ex-bootstrap-any": {
        "right": [
            """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
            """
def bootstrap_interval(measure, label, value, times, seed):
    frame = pd.DataFrame({"label": label, "value": value})
    results = []
    for k in range(times):
        drawn = frame.sample(frac=1, replace=True, random_state=seed * 100_000 + k)
        results.append(measure(drawn.label.to_numpy(), drawn.value.to_numpy()))
    return np.percentile(results, [2.5, 97.5])
""",
            """
def bootstrap_interval(measure, label, value, times, seed):
    n, results = len(label), []
    for k in range(times):
        rows = np.random.default_rng(seed + k).integers(0, n, n)
        results.append(measure(label[rows], value[rows]))
    return tuple(np.quantile(results, [0.025, 0.975]))
""",
        ],
        "wrong": [
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    draws = [measure(rng.choice(label, len(label)), rng.choice(value, len(value))) for _ in range(times)]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "keep the pairs",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng, draws = np.random.default_rng(seed), []
    parts = [np.flatnonzero(label == one) for one in np.unique(label)]
    for _ in range(times):
        rows = np.concatenate([rng.choice(part, len(part)) for part in parts])
        draws.append(measure(label[rows], value[rows]))
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "whatever their label",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(times):
        rows = rng.permutation(len(label))
        draws.append(measure(label[rows], value[rows]))
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "draw with replacement",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n))]
    return np.quantile(draws, 0.25), np.quantile(draws, 0.75)
""",
                "too narrow",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n // 4))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "too wide",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(value[rows], label[rows]) for rows in rng.integers(0, n, (times, n))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "in this order",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n))]
    return np.quantile(draws, 0.05), np.quantile(draws, 0.95)
""",
                "too narrow",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    results = []
    for _ in range(times):
        rows = np.random.default_rng(seed).integers(0, len(label), len(label))
        results.append(measure(label[rows], value[rows]))
    return np.quantile(results, 0.025), np.quantile(results, 0.975)
""",
                "every draw was the same set",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n))]
    return np.mean(draws) - 1.96 * np.std(draws), np.mean(draws) + 1.96 * np.std(draws)
""",
                "take quantiles of the draws",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (1_000, n))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "as the argument says",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n - 1, (times, n))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "never drawn",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n - 1))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "draw as many reviews as there are",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(seed)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, int(0.9 * n)))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "draw as many reviews as there are",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    rng = np.random.default_rng(1)
    n = len(label)
    draws = [measure(label[rows], value[rows]) for rows in rng.integers(0, n, (times, n))]
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "another seed should draw",
            ),
            (
                """
def bootstrap_interval(measure, label, value, times, seed):
    n = len(label)
    draws = []
    for _ in range(times):
        rows = np.random.randint(0, n, n)
        draws.append(measure(label[rows], value[rows]))
    return np.quantile(draws, 0.025), np.quantile(draws, 0.975)
""",
                "the same seed should draw",
            ),
        ],
        "hidden": """
generator = np.random.default_rng(7)
label = generator.integers(0, 2, 300)
low, high = bootstrap_interval(lambda label, v: np.mean(label), label, label + 0.0, 400, 3)
assert high - low > 0.06
value = label + generator.normal(size=300)
low, high = bootstrap_interval(roc_auc_score, label, value, 400, 3)
assert low < roc_auc_score(label, value) < high and 0.06 < high - low < 0.16
plain = generator.normal(size=900)
plain = (plain - plain.mean()) / plain.std()
low, high = bootstrap_interval(lambda label, v: np.mean(v), label=np.zeros(900), value=plain, times=4_000, seed=3)
assert 0.0587 < -low < 0.0725 and 0.0587 < high < 0.0725
seen = []
def skewed(label, value):
    seen.append(value)
    return np.exp(12 * np.mean(value))
low, high = bootstrap_interval(skewed, np.zeros(900), plain, 500, 4)
assert low > 0.3 and high > 1.9 and len(seen) in (500, 501) and {len(v) for v in seen} == {900}
assert set(np.concatenate(seen)) == set(plain)
assert np.array_equal(bootstrap_interval(skewed, np.zeros(900), plain, 50, 8),
                      bootstrap_interval(skewed, np.zeros(900), plain, 50, 8))
assert not np.array_equal(bootstrap_interval(skewed, np.zeros(900), plain, 50, 8),
                          bootstrap_interval(skewed, np.zeros(900), plain, 50, 1_009))
""",
    },
}
