"""Right and wrong answers to the code exercises of chapters/beyond_text.md."""

ANSWERS = {
    "ex-cut-into-frames": {
        "right": [
            """
def frames_of(sound, frame, hop):
    starts = np.arange(0, len(sound) - frame + 1, hop)
    if len(starts) == 0:
        return np.zeros((0, frame))
    return np.asarray(sound)[starts[:, None] + np.arange(frame)]
""",
            """
def frames_of(sound, frame, hop):
    if len(sound) < frame:
        return np.empty((0, frame))
    return np.lib.stride_tricks.sliding_window_view(sound, frame)[::hop]
""",
        ],
        "wrong": [
            (
                """
def frames_of(sound, frame, hop):
    number = max(len(sound) - frame, 0) // hop
    return np.array([sound[k * hop : k * hop + frame] for k in range(number)]).reshape(-1, frame)
""",
                "the last frame that fits is missing",
            ),
            (
                """
def frames_of(sound, frame, hop):
    number = len(sound) // hop
    padded = np.concatenate([sound, np.zeros(frame)])
    return np.array([padded[k * hop : k * hop + frame] for k in range(number)]).reshape(-1, frame)
""",
                "runs over the end",
            ),
            (
                """
def frames_of(sound, frame, hop):
    number = (len(sound) - frame) // hop + 1
    return np.array([sound[k * hop : k * hop + frame] for k in range(number)])
""",
                "no frame of 5",
            ),
            (
                """
def frames_of(sound, frame, hop):
    number = max(len(sound) - frame + hop, 0) // hop
    return np.array([sound[k : k + frame] for k in range(number)]).reshape(-1, frame)
""",
                "begins at sample 1",
            ),
            (
                """
def frames_of(sound, frame, hop):
    number = max(len(sound) - frame + hop, 0) // hop
    return np.array([sound[k * hop : k * hop + frame] for k in range(number)]).reshape(-1, frame).T
""",
                "frames should be rows",
            ),
            (
                """
def frames_of(sound, frame, hop):
    number = max(len(sound) - frame + 2, 0) // 2
    return np.array([sound[k * 2 : k * 2 + frame] for k in range(number)]).reshape(-1, frame)
""",
                "frames of 4 every 3",
            ),
            (
                """
def frames_of(sound, frame, hop):
    number = max(len(sound) - frame + hop, 0) // hop
    frames = np.zeros((number, frame), dtype=int)
    for k in range(number):
        frames[k] = sound[k * hop : k * hop + frame]
    return frames
""",
                "do you round them",
            ),
        ],
        "hidden": """
def wanted(sound, frame, hop):
    starts = range(0, len(sound) - frame + 1, hop)
    return np.array([sound[s : s + frame] for s in starts]).reshape(-1, frame)
rng = np.random.default_rng(0)
for size, frame, hop in ((50, 8, 3), (49, 8, 8), (48, 3, 10), (8, 8, 1), (4, 8, 1), (0, 3, 2), (20, 6, 5)):
    sound = rng.normal(size=size)
    got = np.asarray(frames_of(sound, frame, hop))
    assert got.shape == wanted(sound, frame, hop).shape
    assert np.allclose(got, wanted(sound, frame, hop))
""",
    },
    "ex-a-loss-for-a-quantile": {
        "right": [
            """
def pinball(y, predicted, q):
    e = y - predicted
    return np.where(e > 0, q * e, (q - 1) * e).mean()
""",
            """
def pinball(y, predicted, q):
    total = 0.0
    for outcome, guess in zip(np.ravel(y), np.ravel(predicted)):
        total += q * (outcome - guess) if outcome > guess else (1 - q) * (guess - outcome)
    return total / np.size(y)
""",
        ],
        "wrong": [
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum((1 - q) * e, -q * e).mean()
""",
                "weigh q, not 1 - q",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum(q * e, (q - 1) * e)
""",
                "one number",
            ),
            (
                """
def pinball(y, predicted, q):
    return np.mean(q * np.abs(y - predicted))
""",
                "below the prediction weigh 1 - q",
            ),
            (
                """
def pinball(y, predicted, q):
    return np.mean(q * np.maximum(y - predicted, 0))
""",
                "too high must cost",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum(q * e, (q - 1) * e).sum()
""",
                "a mean, not a sum",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.mean(np.maximum(0.9 * e, -0.1 * e))
""",
                "use the argument",
            ),
            (
                """
def pinball(y, predicted, q):
    e = np.mean(y - predicted)
    return max(q * e, (q - 1) * e)
""",
                "entry by entry",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.mean(np.where(e > 0, q * e**2, (1 - q) * e**2))
""",
                "q times the distance",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.median(np.maximum(q * e, (q - 1) * e))
""",
                "over all entries",
            ),
            (
                """
def pinball(y, predicted, q):
    e = y - predicted
    return np.maximum(q * e, (q - 1) * e).sum() / len(y)
""",
                "over all entries",
            ),
        ],
        "hidden": """
y, guess = np.array([[0.0, 2.0], [4.0, -1.0]]), np.array([[1.0, 1.0], [1.0, 1.0]])
assert np.isclose(pinball(y, guess, 0.25), (0.75 * 1 + 0.25 * 1 + 0.25 * 3 + 0.75 * 2) / 4)
assert np.isclose(pinball(y, guess, 0.5), np.abs(y - guess).mean() / 2)
assert np.isclose(pinball(np.array([1.0, 5.0]), np.array([2.0, 4.0]), 0.25), 0.5)
""",
    },
}
