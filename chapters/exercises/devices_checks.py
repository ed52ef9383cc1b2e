"""Checks of the exercises of chapters/devices.md: each prints a verdict with a hint, and never raises."""

import numpy as np
from utils import check


def check_batch_for_kernel(batch_for_kernel):
    """Prints a verdict on *batch_for_kernel*; never raises."""

    def test():
        def given():
            return [[5, 3, 2], [], [7, 8, 9, 4, 6]]

        rows = given()
        got = batch_for_kernel(rows, 9)
        assert got is not None, "the function returns nothing: is the return missing?"
        assert rows == given(), "the rows were changed: build new ones"
        got = np.asarray(got)
        assert got.ndim == 2, "return one array of shape (texts, width)"
        assert got.dtype.kind in "iu", f"ids are whole numbers, yours are {got.dtype}"
        assert len(got) == 3, "one row for each text, also for an empty one"
        assert got.shape != (3, 9), "as wide as the longest row, not as the limit"
        assert got.shape == (3, 5), f"the longest row has 5 ids, yours is {got.shape[1]} wide"
        assert got[0].tolist() != [0, 0, 5, 3, 2], "zeros stand after the text, not before it"
        assert got[1].any(), "the empty text is still an empty row: give it the unknown word, 1"
        assert got[1].tolist() != [0, 0, 0, 0, 1], "zeros stand after the text, also after the 1"
        assert got[1].tolist() != [1] * 5, "one unknown word, not a row full of them"
        assert got[0].tolist() == [5, 3, 2, 0, 0], f"5 3 2 became {got[0].tolist()}"
        assert got[1].tolist() == [1, 0, 0, 0, 0], f"the empty text became {got[1].tolist()}"
        assert got[2].tolist() == [7, 8, 9, 4, 6], f"7 8 9 4 6 became {got[2].tolist()}"

        got = np.asarray(batch_for_kernel(given(), 2))
        assert got[0].tolist() != [3, 2], "a long row keeps its first ids, not its last"
        assert got.shape == (3, 2), "cut to the limit before you ask for the longest row"
        assert got.tolist() == [[5, 3], [1, 0], [7, 8]], (
            f"with limit 2 this came out: {got.tolist()}"
        )
        got = np.asarray(batch_for_kernel(given(), 4))
        assert got.shape == (3, 4) and got[2].tolist() == [7, 8, 9, 4], (
            "with limit 4 the longest row keeps its first four ids"
        )
        assert np.asarray(batch_for_kernel([[], []], 3)).tolist() == [[1], [1]], (
            "two empty texts give the rows [1] and [1]"
        )
        assert np.asarray(batch_for_kernel([[4, 4]], 7)).tolist() == [[4, 4]], (
            "one text of two ids needs no padding"
        )

    check("A batch for every kernel", test)


def check_parallel_step(parallel_step):
    """Prints a verdict on *parallel_step*; never raises."""

    def test():
        rng = np.random.default_rng(5)
        seen = []  # one call of gradient_of: number of rows, weights

        def gradient_of(weights, x, y):
            """Gradient of the mean of (x weights - y)^2, with respect to the weights."""
            seen.append((len(x), np.array(weights)))
            assert len(x) > 0, "a part without rows has no gradient: leave it out"
            assert len(x) == len(y), "x and y of a part must be the same rows"
            return 2 * x.T @ (x @ weights - y) / len(x)

        def tried(rows, parts, rate, features=2):
            """What came out, what should have, and the numbers of rows of the calls."""
            weights = rng.normal(size=features)
            x, y = rng.normal(size=(rows, features)), rng.normal(size=rows)
            whole = gradient_of(weights, x, y)
            seen.clear()
            before = weights.copy()
            got = parallel_step(weights, gradient_of, x, y, parts, rate)
            assert got is not None, "the function returns nothing: is the return missing?"
            assert np.array_equal(weights, before), "the weights that came in were changed"
            got = np.asarray(got)
            assert got.shape == weights.shape, (
                f"return weights of shape {weights.shape}, yours have {got.shape}"
            )
            sizes = [size for size, _ in seen]
            assert all(np.array_equal(used, before) for _, used in seen), (
                "every device computes its gradient at the old weights, not one after the other"
            )
            return got, before, whole, sizes

        def close(one, other):
            return np.allclose(one, other, rtol=1e-9, atol=1e-12)

        got, weights, whole, sizes = tried(rows=7, parts=2, rate=0.1)
        assert len(sizes) > 1, "the batch was not shared: one call of gradient_of for each part"
        assert len(sizes) == 2, f"2 parts need 2 gradients, there were {len(sizes)}"
        assert sum(sizes) == 7, (
            f"7 rows in 2 parts are 4 and 3; your parts have {sizes}, so rows are left out or read twice"
        )
        assert max(sizes) - min(sizes) <= 1, f"numbers of rows differ by at most one: {sizes}"
        assert not close(got, weights + 0.1 * whole), "a step goes against the gradient: minus"
        assert not close(got, weights - whole), "is the rate used?"
        assert not close(got, weights - 0.1 * 7 * whole), (
            "sums of gradients were added: divide by the number of rows"
        )
        assert not close(got, 0.1 * whole) and not close(got, whole), (
            "that is the gradient: return the new weights"
        )
        assert close(got, weights - 0.1 * whole), (
            "with parts of 4 and 3 rows the step is not that of the whole batch: "
            "is each gradient weighted with its number of rows?"
        )
        got, weights, whole, sizes = tried(rows=8, parts=3, rate=0.5, features=4)
        assert sorted(sizes) == [2, 3, 3], f"8 rows in 3 parts are 3, 3 and 2; yours are {sizes}"
        assert not close(got, weights - 0.1 * whole), "a rate of 0.5 changes nothing: is it used?"
        assert close(got, weights - 0.5 * whole), "with 8 rows in 3 parts it is another step"
        got, weights, whole, sizes = tried(rows=5, parts=1, rate=0.2)
        assert sizes == [5] and close(got, weights - 0.2 * whole), (
            "with a single part it is the step of the whole batch"
        )
        got, weights, whole, sizes = tried(rows=2, parts=4, rate=0.2, features=3)
        assert sizes == [1, 1], f"2 rows in 4 parts are two parts of one row; yours are {sizes}"
        assert close(got, weights - 0.2 * whole), (
            "with 2 rows in 4 parts it is another step: weigh by rows, not by parts"
        )

    check("One step, several devices", test)


def check_rounded_width(rounded_width):
    """Prints a verdict on *rounded_width*; never raises."""

    def test():
        got = rounded_width(41, 20, 400)
        assert got is not None, "the function returns nothing: is the return missing?"
        assert np.ndim(got) == 0 and got == int(got), "return one whole number"
        assert got != 40, "round up, not down: 41 words do not fit into 40"
        assert got != 3, "that is the number of steps: multiply by the step"
        assert got == 60, f"41 rounded up to a multiple of 20 is 60, not {got}"
        assert rounded_width(60, 20, 400) != 80, "60 is a multiple of 20 already"
        assert rounded_width(60, 20, 400) == 60, "60 stays 60"
        assert rounded_width(41, 50, 400) == 50, (
            "with a step of 50, 41 becomes 50: is the step used?"
        )
        assert rounded_width(0, 20, 400) != 0, "a batch has at least one step: 0 becomes 20"
        assert rounded_width(0, 20, 400) == 20, "0 becomes one step, 20"
        assert rounded_width(1_000, 20, 400) == 400, "never more than the limit"
        assert rounded_width(395, 20, 390) == 390, (
            "the limit counts also where it is no multiple of the step"
        )
        assert rounded_width(385, 20, 390) != 400, "400 is above the limit of 390"
        assert rounded_width(385, 20, 390) == 390, "385 becomes 390: the next multiple is too wide"
        assert rounded_width(3, 20, 10) == 10, "also a single step is cut to the limit"
        assert rounded_width(7, 1, 400) == 7, "with a step of 1 nothing is rounded"

    check("Round a width up", test)
