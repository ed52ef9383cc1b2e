"""Checks of the exercises of chapters/beyond_text.md; each prints a verdict and never raises."""

import numpy as np
from utils import check


def check_cut_into_frames(frames_of):
    """Prints a verdict on *frames_of*; never raises."""

    def expected(sound, frame, hop):
        starts = range(0, len(sound) - frame + 1, hop)
        return np.array([sound[start : start + frame] for start in starts]).reshape(-1, frame)

    def test():
        sound = np.arange(10) * 10
        given = sound.copy()
        got = frames_of(given, 4, 2)
        assert got is not None, "return the array of frames"
        got = np.asarray(got)
        assert got.ndim == 2, (
            f"the result should have two axes (frames, frame), yours has {got.ndim}"
        )
        assert (
            got.shape != (4, 4)
            or np.array_equal(got, got.T)
            or not np.array_equal(got, expected(sound, 4, 2).T)
        ), "frames should be rows: (frames, frame)"
        assert len(got) != 3, "the last frame that fits is missing: it begins at len(sound) - frame"
        assert len(got) <= 4, (
            "a frame runs over the end: only frames that lie wholly within the sound count"
        )
        assert got.shape == (4, 4), (
            f"10 samples, frames of 4 every 2: the result should be (4, 4), yours is {got.shape}"
        )
        assert not np.array_equal(got[1], sound[4:8]), (
            "the second frame begins at sample 4: move on by hop, not by frame"
        )
        assert not np.array_equal(got[1], sound[1:5]), (
            "the second frame begins at sample 1: move on by hop"
        )
        assert np.array_equal(got, expected(sound, 4, 2)), "frame k should begin at sample k * hop"
        assert np.array_equal(given, sound), "the sound that came in was changed"
        for size, frame, hop in (
            (11, 4, 3),
            (11, 3, 3),
            (11, 2, 5),
            (7, 7, 2),
            (9, 1, 1),
            (12, 5, 4),
        ):
            sound = np.arange(size) + 0.1
            got = np.asarray(frames_of(sound, frame, hop))
            wanted = expected(sound, frame, hop)
            assert got.shape == wanted.shape, (
                f"{size} samples, frames of {frame} every {hop}: the result should be {wanted.shape}, "
                f"yours is {got.shape}"
            )
            assert np.allclose(got, wanted), (
                f"{size} samples, frames of {frame} every {hop}: wrong samples; do you round them?"
            )
        got = np.asarray(frames_of(np.arange(3.0), 5, 2))
        assert got.shape == (0, 5), (
            f"a sound of 3 samples has no frame of 5: the result should be (0, 5), yours is {got.shape}"
        )
        got = np.asarray(frames_of(np.zeros(0), 2, 2))
        assert got.shape == (0, 2), f"an empty sound has no frames: (0, 2), not {got.shape}"

    check("Cut into frames", test)


def check_a_loss_for_a_quantile(pinball):
    """Prints a verdict on *pinball*; never raises."""

    def test_pinball():
        y = np.array([1.0, 5.0])
        assert np.ndim(pinball(y, np.zeros(2), 0.9)) == 0, "return the mean, one number"
        assert np.all(pinball(y, y, 0.9) == 0), "a perfect prediction costs nothing"
        assert not np.isclose(pinball(y, np.zeros(2), 0.9), 0.3), (
            "outcomes above the prediction weigh q, not 1 - q"
        )
        assert pinball(y, y + 1, 0.9) > 0, "predicting too high must cost something too"
        assert not np.isclose(pinball(y, y + 1, 0.9), 0.2), (
            "average over the entries: a mean, not a sum"
        )
        assert np.isclose(pinball(y, y + 1, 0.9), 0.1), "outcomes below the prediction weigh 1 - q"
        assert np.isclose(pinball(y, np.zeros(2), 0.9), 2.7), (
            "average q times the distance over all entries"
        )
        assert np.isclose(pinball(y, np.array([2.0, 2.0]), 0.25), 0.75), (
            "right at q = 0.9, wrong at 0.25: use the argument, entry by entry"
        )
        assert np.isclose(pinball(y, np.array([2.0, 4.0]), 0.25), 0.5), (
            "one prediction too high, one too low: weigh each entry by its own sign, then average"
        )
        table = np.array([[0.0, 0.0, 0.0], [0.0, 4.0, 20.0]])
        assert np.isclose(pinball(table, np.zeros((2, 3)), 0.5), 2.0), (
            "right for two numbers, wrong for a table of 2 by 3: take the mean over all entries"
        )

    check("A loss for a quantile", test_pinball)
