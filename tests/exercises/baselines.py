"""Right and wrong answers to the code exercises of chapters/baselines.md."""

SVM = """
def fit_nb_svm(x, y, smoothing, C):
    present = (np.asarray(x) > 0).astype(float)
    s = smoothing + present[y == 1].sum(axis=0)
    t = smoothing + present[y == 0].sum(axis=0)
    r = np.log(s / s.sum()) - np.log(t / t.sum())
    svm = LinearSVC(C=C, random_state=0).fit(present * r, y)
    return svm.coef_[0] * r, svm.intercept_[0]
"""
BAYES = """
def naive_bayes_score(x, y, new, smoothing):
    present = (np.asarray(x) > 0).astype(float)
    s = smoothing + present[y == 1].sum(axis=0)
    t = smoothing + present[y == 0].sum(axis=0)
    r = np.log(s / s.sum()) - np.log(t / t.sum())
    return (np.asarray(new) > 0) @ r + np.log((y == 1).sum() / (y == 0).sum())
"""


def changed(source: str, old: str, new: str) -> str:
    """*source* with *old*, which must be there, replaced."""
    assert old in source, old
    return source.replace(old, new)


ANSWERS = {
    "ex-nb-svm": {
        "right": [
            SVM,
            """
def fit_nb_svm(x, y, smoothing, C):
    seen = np.where(np.array(x) >= 1, 1.0, 0.0)
    praise = seen[np.array(y, bool)].sum(0) + smoothing
    blame = seen[~np.array(y, bool)].sum(0) + smoothing
    evidence = np.log(blame / np.sum(blame)) - np.log(praise / np.sum(praise))
    model = LinearSVC(C=C, random_state=0)
    model.fit(seen @ np.diag(evidence), y)
    return [np.diag(evidence) @ model.coef_.ravel(), float(model.intercept_[0])]
""",
        ],
        "wrong": [
            (
                changed(SVM, "svm.coef_[0] * r, svm", "svm.coef_[0], svm"),
                "belongs into the weights",
            ),
            (changed(SVM, "smoothing + present", "1 + present"), "smoothing has no effect"),
            (changed(SVM, "C=C", "C=1.0"), "C has no effect"),
            (
                changed(SVM, "(np.asarray(x) > 0).astype(float)", "np.asarray(x, float)"),
                "once per review",
            ),
            (changed(SVM, "fit(present * r", "fit(x * r"), "the SVM sees counts"),
            (
                changed(SVM, "np.log(s / s.sum()) - np.log(t / t.sum())", "np.log(s / t)"),
                "by its sum",
            ),
            (
                changed(
                    SVM, "np.log(s / s.sum()) - np.log(t / t.sum())", "np.ones(present.shape[1])"
                ),
                "without evidence",
            ),
            (changed(SVM, "svm.coef_[0] * r, svm", "svm.coef_ * r, svm"), "one number per feature"),
            (changed(SVM, "svm.intercept_[0]", "0.0"), "the bias is missing"),
            (
                changed(
                    SVM,
                    "np.log(s / s.sum()) - np.log(t / t.sum())",
                    "np.log(s / (y == 1).sum()) - np.log(t / (y == 0).sum())",
                ),
                "not by its number of reviews",
            ),
            (
                changed(
                    SVM, "np.log(s / s.sum()) - np.log(t / t.sum())", "s / s.sum() / (t / t.sum())"
                ),
                "the logarithm is missing",
            ),
        ],
        "hidden": """
generator = np.random.default_rng(11)
counts = generator.poisson(1.0, size=(50, 9))
labels = (generator.random(50) < 0.6).astype(int)
weights, bias = fit_nb_svm(counts, labels, 9.0, 0.2)
seen = (counts > 0).astype(float)
up, down = 9.0 + seen[labels == 1].sum(0), 9.0 + seen[labels == 0].sum(0)
evidence = np.log(up / up.sum()) - np.log(down / down.sum())
bare = LinearSVC(C=0.2, random_state=0).fit(seen * evidence, labels)
assert np.allclose(seen @ weights + bias, bare.decision_function(seen * evidence), atol=0.005)
""",
    },
    "ex-naive-bayes-unequal": {
        "right": [
            BAYES,
            """
def naive_bayes_score(x, y, new, smoothing):
    from sklearn.naive_bayes import MultinomialNB
    model = MultinomialNB(alpha=smoothing).fit(np.asarray(x) > 0, y)
    joint = model.predict_joint_log_proba(np.asarray(new) > 0)
    return joint[:, 1] - joint[:, 0]
""",
        ],
        "wrong": [
            (
                changed(BAYES, " + np.log((y == 1).sum() / (y == 0).sum())", ""),
                "classes are unequal",
            ),
            (
                changed(
                    BAYES, "(y == 1).sum() / (y == 0).sum()", "(y == 0).sum() / (y == 1).sum()"
                ),
                "upside down",
            ),
            (
                changed(BAYES, "(np.asarray(new) > 0) @ r", "np.asarray(new) @ r"),
                "in new a feature",
            ),
            (
                changed(BAYES, "(np.asarray(x) > 0).astype(float)", "np.asarray(x, float)"),
                "in x a feature",
            ),
            (changed(BAYES, "smoothing + present", "1 + present"), "smoothing has no effect"),
            (changed(BAYES, "smoothing + present", "0.5 + present"), "wrong for another"),
            (
                changed(BAYES, "np.log(s / s.sum()) - np.log(t / t.sum())", "np.log(s / t)"),
                "by its sum",
            ),
            (
                changed(
                    BAYES,
                    "np.log(s / s.sum()) - np.log(t / t.sum())",
                    "np.log(s / (y == 1).sum()) - np.log(t / (y == 0).sum())",
                ),
                "not of the number of reviews",
            ),
            (
                changed(BAYES, "return (np", "return -1 * (np").replace("@ r + np", "@ r - np"),
                "not the other way round",
            ),
        ],
        "hidden": """
from sklearn.naive_bayes import MultinomialNB
generator = np.random.default_rng(12)
counts = generator.poisson(1.0, size=(70, 8))
labels = (generator.random(70) < 0.8).astype(int)
model = MultinomialNB(alpha=0.3).fit(counts > 0, labels)
joint = model.predict_joint_log_proba(counts > 0)
assert np.allclose(naive_bayes_score(counts, labels, counts, 0.3), joint[:, 1] - joint[:, 0])
assert np.allclose(naive_bayes_score(counts, labels, counts[:9], 0.3), (joint[:, 1] - joint[:, 0])[:9])
""",
    },
}
