"""Right and wrong answers to the code exercises of chapters/exercises/trained_lstm.md."""

EFFECTS = """
def effects(score, ids):
    out = []
    for k in range(len(ids)):
        {body}
    return {out}
"""

ATTEND = """
def attend(states, scores, real):
    {weights}
    return {out}
"""
SOFTMAX = (
    "s = np.where(real, scores, -np.inf)\n"
    "    e = np.exp(s - s.max(axis=1, keepdims=True))\n"
    "    w = e / e.sum(axis=1, keepdims=True)"
)
SUM = "(w[:, :, None] * states).sum(axis=1), w"

ANSWERS = {
    "ex-leave-each-word-out": {
        "right": [
            EFFECTS.format(
                body="rest = list(ids)\n        rest.pop(k)\n        out.append(score(ids) - score(rest))",
                out="np.array(out)",
            ),
            EFFECTS.format(
                body="out.append(score(list(ids)) - score([ids[j] for j in range(len(ids)) if j != k]))",
                out="np.asarray(out, dtype=float)",
            ),
        ],
        "wrong": [
            (
                EFFECTS.format(
                    body="out.append(score(ids[:k] + ids[k + 1:]) - score(ids))",
                    out="np.array(out)",
                ),
                "sign is turned round",
            ),
            (
                EFFECTS.format(
                    body="out.append(score(ids[:k] + ids[k + 1:]))", out="np.array(out)"
                ),
                "scores without the words",
            ),
            (
                EFFECTS.format(
                    body="out.append(score(ids) - score(ids[:k] + [0] + ids[k + 1:]))",
                    out="np.array(out)",
                ),
                "replaced by 0",
            ),
            (
                EFFECTS.format(
                    body="out.append(score(ids) - score([n for n in ids if n != ids[k]]))",
                    out="np.array(out)",
                ),
                "left out twice",
            ),
            (
                EFFECTS.format(
                    body="out.append(abs(score(ids) - score(ids[:k] + ids[k + 1:])))",
                    out="np.array(out)",
                ),
                "keep the sign",
            ),
            (
                EFFECTS.format(
                    body="out.append(score(ids) - score(ids[:k] + ids[k + 1:]))",
                    out="sum(out)",
                ),
                "effects, yours has the shape",
            ),
            (
                "\ndef effects(score, ids):\n    whole = score(ids)\n    out = []\n"
                "    for k in range(len(ids)):\n        ids.pop(0)\n        out.append(whole - score(ids))\n"
                "    return np.array(out)\n",
                "list that came in was changed",
            ),
            (
                EFFECTS.format(
                    body="out.append(score(ids) - score(ids[:k]))",
                    out="np.array(out)",
                ),
                "without position k",
            ),
            (
                EFFECTS.format(
                    body="rest = list(ids)\n        rest.remove(ids[k])\n"
                    "        out.append(score(ids) - score(rest))",
                    out="np.array(out)",
                ),
                "FIRST occurrence",
            ),
            (
                EFFECTS.format(
                    body="out.append(score(ids) - score(ids[:k] + ids[k + 1:]))",
                    out="np.array(out, dtype=int)",
                ),
                "whole numbers",
            ),
        ],
        "hidden": """
def weighted(ids):
    return float(np.dot(ids, np.arange(len(ids)))) + 0.1 * len(ids)
ids = [8, 3, 8, 1]
expected = [weighted(ids) - weighted(ids[:k] + ids[k + 1:]) for k in range(4)]
assert np.allclose(effects(weighted, ids), expected) and ids == [8, 3, 8, 1]
assert np.allclose(effects(lambda row: -float(len(row)), [2, 2]), [-1, -1])
assert np.shape(effects(weighted, [])) == (0,)
""",
    },
    "ex-attention-over-real-words": {
        "right": [
            ATTEND.format(weights=SOFTMAX, out=SUM),
            """
def attend(states, scores, real):
    weights = np.zeros(np.shape(scores))
    for row in range(len(scores)):
        words = np.flatnonzero(real[row])
        powers = np.exp(scores[row][words] - scores[row][words].max())
        weights[row, words] = powers / powers.sum()
    return np.einsum("bt,btn->bn", weights, states), weights
""",
        ],
        "wrong": [
            (
                ATTEND.format(
                    weights="e = np.exp(np.where(real, scores, -np.inf))\n    w = e / e.sum(axis=0)",
                    out=SUM,
                ),
                "over the texts of the batch",
            ),
            (
                ATTEND.format(
                    weights="e = np.exp(scores)\n    w = e / e.sum(axis=1, keepdims=True)", out=SUM
                ),
                "padding still has weight",
            ),
            (
                ATTEND.format(
                    weights="e = np.exp(scores)\n    w = e / e.sum(axis=1, keepdims=True) * real",
                    out=SUM,
                ),
                "add up to 1 again",
            ),
            (
                ATTEND.format(
                    weights="e = np.exp(scores * real)\n    w = e / e.sum(axis=1, keepdims=True)",
                    out=SUM,
                ),
                "exp(0) = 1",
            ),
            (
                ATTEND.format(
                    weights="e = np.exp(scores) * real\n    w = e / e.sum(axis=1, keepdims=True)",
                    out=SUM,
                ),
                "scores of a thousand",
            ),
            (
                ATTEND.format(
                    weights="e = np.exp(scores - scores.max(axis=1, keepdims=True)) * real\n"
                    "    w = e / e.sum(axis=1, keepdims=True)",
                    out=SUM,
                ),
                "scores of a thousand",
            ),
            (
                ATTEND.format(
                    weights="s = np.where(real, scores, -np.inf)\n    e = np.exp(s - s.max())\n"
                    "    w = e / e.sum(axis=1, keepdims=True)",
                    out=SUM,
                ),
                "not the batch's",
            ),
            (
                ATTEND.format(weights="w = np.exp(np.where(real, scores, -np.inf))", out=SUM),
                "must add up to 1",
            ),
            (
                ATTEND.format(weights=SOFTMAX, out="(w[:, :, None] * states).mean(axis=1), w"),
                "no mean",
            ),
            (
                ATTEND.format(weights=SOFTMAX, out="(w[:, :, None] * states).sum(axis=1)"),
                "two arrays",
            ),
            (
                ATTEND.format(weights=SOFTMAX, out="w, (w[:, :, None] * states).sum(axis=1)"),
                "first, then weights",
            ),
            (ATTEND.format(weights=SOFTMAX, out="states.sum(axis=1), w"), "times its weight"),
            (
                ATTEND.format(weights=SOFTMAX.replace("-np.inf", "-100"), out=SUM),
                "scores of minus a thousand",
            ),
            (
                ATTEND.format(
                    weights="e = np.exp(np.clip(scores, -50, 50)) * real\n"
                    "    w = e / e.sum(axis=1, keepdims=True)",
                    out=SUM,
                ),
                "scores of a thousand",
            ),
            (
                ATTEND.format(
                    weights=SOFTMAX + "\n    w = w**2 / np.sum(w**2, axis=1, keepdims=True)",
                    out=SUM,
                ),
                "exp of each score",
            ),
        ],
        "hidden": """
states = np.arange(24.0).reshape(2, 3, 4)
scores = np.array([[900.0, 0.0, 900.0], [1.0, 2.0, 3.0]])
real = np.array([[True, True, True], [False, True, False]])
summary, weights = attend(states, scores, real)
assert np.allclose(weights, [[0.5, 0, 0.5], [0, 1, 0]])
assert np.allclose(summary, [states[0, [0, 2]].mean(axis=0), states[1, 1]])
third = np.log(np.array([[1.0, 2.0, 7.0], [3.0, 1.0, 1.0]]))
everywhere = np.ones((2, 3), bool)
for shift in (0.0, 800.0, -800.0):
    _, shares = attend(states, third + shift, everywhere)
    assert np.allclose(shares, [[0.1, 0.2, 0.7], [0.6, 0.2, 0.2]])
_, shares = attend(states, third - 800.0, real)
assert np.allclose(shares, [[0.1, 0.2, 0.7], [0, 1, 0]])
_, weights = attend(states, np.where(real, scores, 5_000.0), real)
assert np.allclose(weights, [[0.5, 0, 0.5], [0, 1, 0]])
""",
    },
}
