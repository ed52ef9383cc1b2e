"""Checks of the exercises of chapters/padding_and_masks.md: each prints a verdict with a hint, and never raises."""

import numpy as np
from utils import check


def check_masked_step(masked_step):
    """Prints a verdict on *masked_step*; never raises."""

    def test():
        def cell(x, states):  # the new states do not depend on the mask
            return [0.5 * state + x.sum(axis=1, keepdims=True) for state in states]

        x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])  # (3, 2)
        state = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])  # (3, 3)
        new = cell(x, [state])[0]
        mask = np.array([True, False, True])

        got = masked_step(cell, x, [state.copy()], mask)
        assert isinstance(got, (list, tuple)), "return a list of states, also if there is only one"
        assert len(got) == 1, f"one state came in, {len(got)} came out: return as many as came in"
        got = np.asarray(got[0])
        assert got.shape == (3, 3), f"the state should keep its shape (3, 3), yours has {got.shape}"
        assert not np.array_equal(got, new), (
            "the padded text got the new state: the mask has no effect"
        )
        assert not np.array_equal(got, state), (
            "with one padded text no state was updated: each text of the batch decides for itself"
        )
        assert not np.allclose(got[1], 0), "the padded text got zeros: carry its old state over"
        assert not np.allclose(got, np.where(mask[:, None], state, new)), (
            "the wrong way round: the mask is true where the step is real"
        )
        assert not np.allclose(got, np.where(mask, new, state)), (
            "the mask chose among the units instead of the texts: it needs a second axis, mask[:, None]"
        )
        assert np.allclose(got, np.where(mask[:, None], new, state)), (
            "real steps take the new state as the cell gives it, padded ones the old state"
        )

        x = np.arange(8.0).reshape(4, 2)
        h = np.arange(12.0).reshape(4, 3) + 1
        c = np.arange(20.0).reshape(4, 5) - 7
        mask = np.array([False, True, True, False])
        given = [h.copy(), c.copy()]
        got = masked_step(cell, x, given, mask)
        assert len(got) == 2, f"two states came in, {len(got)} came out: an LSTM carries h and c"
        for which, old, now in zip(("first", "second"), (h, c), got, strict=True):
            assert np.shape(now) == old.shape, (
                f"of two states the {which} came back with the shape {np.shape(now)}, not {old.shape}"
            )
            assert np.allclose(np.asarray(now)[mask == 0], old[mask == 0]), (
                f"of two states the {which} is not carried at padded steps"
            )
            expected = cell(x, [old])[0][mask]
            assert np.allclose(np.asarray(now)[mask], expected), (
                f"of two states the {which} is not updated at real steps"
            )
        assert np.array_equal(given[0], h) and np.array_equal(given[1], c), (
            "the states that came in were changed: build new arrays"
        )

        got = masked_step(cell, x, [h], np.ones(4, bool))
        assert np.allclose(got[0], cell(x, [h])[0]), (
            "with every step real the result is the cell's own"
        )
        got = masked_step(cell, x, [h], np.zeros(4, bool))
        assert np.allclose(got[0], h), "with every step padded nothing changes"

        random = np.random.default_rng(0)
        weights = random.normal(size=(2, 3))
        inputs = random.normal(size=(5, 1, 2))  # (time, batch, n)

        def plain(x, states):
            assert len(states) == 2, "call the cell once, with all states: each may need the others"
            return [np.tanh(x @ weights + 0.7 * states[0]), states[1] + states[0]]

        alone = [np.zeros((1, 3)), np.zeros((1, 3))]
        for step in range(3):
            alone = plain(inputs[step], alone)
        padded = [np.zeros((1, 3)), np.zeros((1, 3))]
        for step in range(5):
            padded = masked_step(plain, inputs[step], padded, np.array([step < 3]))
        assert np.allclose(padded[0], alone[0]) and np.allclose(padded[1], alone[1]), (
            "a text of three steps gives another state with two padded steps after it"
        )

    check("One masked step", test)


def check_batches_by_length(batches_by_length):
    """Prints a verdict on *batches_by_length*; never raises."""

    def expected(lengths, budget, strict=False):
        batches = []
        for position in sorted(range(len(lengths)), key=lambda i: lengths[i]):
            area = (len(batches[-1]) + 1) * lengths[position] if batches else 0
            if batches and (area < budget or (area == budget and not strict)):
                batches[-1].append(position)
            else:
                batches.append([position])
        return batches

    def plain(batches):
        assert isinstance(batches, list) and all(np.ndim(batch) == 1 for batch in batches), (
            "return a list of batches, each a list of positions"
        )
        return [[int(position) for position in batch] for batch in batches]

    def test():
        lengths = [5, 3, 9, 2, 4, 3]
        budget = 9
        given = list(lengths)
        got = plain(batches_by_length(given, budget))
        flat = [position for batch in got for position in batch]
        assert given == lengths, (
            "the list of lengths was changed: sort positions, not the list itself"
        )
        assert all(got), (
            "there is an empty batch: begin a new one only if the present one holds a text"
        )
        assert sorted(flat) != sorted(lengths), (
            "return positions in lengths, not the lengths themselves"
        )
        assert set(flat) <= set(range(6)), f"{max(flat)} is no position in a list of 6 lengths"
        assert len(flat) == len(set(flat)), "a text is in two batches"
        missing = sorted(set(range(6)) - set(flat))
        assert missing != [2], (
            "the longest of 6 texts is in no batch: does the last batch get lost?"
        )
        assert not missing, (
            f"the texts {missing} are in no batch: a text that does not fit begins the next one"
        )
        in_order = [lengths[position] for position in flat]
        assert in_order != sorted(lengths, reverse=True), (
            "short texts first: yours begin with the longest"
        )
        assert in_order == sorted(lengths), (
            "take the texts from short to long before you fill the batches"
        )
        same = plain(batches_by_length([4, 4, 4], 9))
        assert same != [[0, 1, 2]], (
            "three texts of 4 words, 12 boxes, went into one batch with a budget of 9: "
            "the area must include the text that is added"
        )
        for batch in got:
            words = sum(lengths[position] for position in batch)
            area = len(batch) * max(lengths[position] for position in batch)
            assert area <= budget or words > budget, (
                f"the batch {batch} has {words} words but {area} boxes: count the rectangle, "
                "padding included, as wide as the text that is added"
            )
            assert area <= budget, (
                f"the batch {batch} has an area of {area}, the budget is {budget}: "
                "the text that is added sets the width of all rows"
            )
        assert flat == [3, 1, 5, 4, 0, 2], (
            "texts 1 and 5 are equally long and should keep their order: sort with kind='stable'"
        )
        assert got != expected(lengths, budget, strict=True), (
            "an area of exactly the budget is allowed: at most, not below"
        )
        assert got == expected(lengths, budget), (
            f"fill each batch as long as the next text fits: expected {expected(lengths, budget)}, not {got}"
        )

        got = plain(batches_by_length([20, 1, 30, 2], 8))
        assert all(got), "there is an empty batch beside a text that is longer than the budget"
        assert sum(len(batch) for batch in got) == 4, (
            "a text longer than the budget was left out: it is a batch alone"
        )
        assert got == [[1, 3], [0], [2]], (
            f"lengths 20, 1, 30, 2 and budget 8 give [[1, 3], [0], [2]], not {got}"
        )
        got = plain(batches_by_length([20], 8))
        assert all(got), "there is an empty batch before a text that is longer than the budget"
        assert got == [[0]], "one text, longer than the budget, is one batch"
        assert plain(batches_by_length([], 8)) == [], (
            "without texts there are no batches: an empty list"
        )

        random = np.random.default_rng(1)
        for budget in (30, 100):
            many = random.integers(1, 40, size=200)
            got = plain(batches_by_length(many.tolist(), budget))
            flat = [position for batch in got for position in batch]
            assert (
                sorted(flat) != list(range(200)) or flat == np.argsort(many, kind="stable").tolist()
            ), "among 200 texts equally long ones do not keep their order: sort with kind='stable'"
            assert got == expected(many.tolist(), budget), (
                f"200 texts with a budget of {budget} should be filled like the six: is the budget used, or a number?"
            )

    check("Batches with a budget", test)


def check_padding_share(padding_share):
    """Prints a verdict on *padding_share*; never raises."""

    def test():
        lengths = [5, 3, 9, 2, 4, 3]
        batches = [[3, 1, 5], [4, 0], [2]]
        boxes = 9 + 10 + 9
        got = padding_share(lengths, batches)
        assert got is not None, "the function returns nothing: is the return missing?"
        assert np.ndim(got) == 0, "return one number for all batches together"
        assert not np.isclose(got, 26 / boxes), "this is the share of words: padding is the rest"
        assert not np.isclose(got, 2), "a share, please: divide the padded boxes by all boxes"
        assert not np.isclose(got, np.mean([1 / 9, 1 / 10, 0])), (
            "the mean of the batches' shares weighs a small batch like a large one: divide once, at the end"
        )
        assert not np.isclose(got, 1 - 26 / (6 * 9)), (
            "each batch has its own width, not that of the longest text"
        )
        assert not np.isclose(got, 2 / 26), (
            "divide by all boxes, padding included, not by the words"
        )
        assert np.isclose(got, 2 / boxes), f"2 of {boxes} boxes are padding, yours says {got:.3f}"
        assert np.isclose(padding_share([7, 1, 4], [[0, 2], [1]]), 3 / 15), (
            "with lengths 7, 1, 4 in [[0, 2], [1]] 3 of 15 boxes are padding: the longest need not come last"
        )
        assert np.isclose(padding_share([4, 4], [[0, 1]]), 0), "equal lengths need no padding"
        assert np.isclose(padding_share([7, 1, 4], [[1, 2]]), 3 / 8), (
            "count only the texts that are in the batches"
        )

    check("What padding costs", test)


def check_both_ends(both_ends):
    """Prints a verdict on *both_ends*; never raises."""

    def test():
        row = list(range(10, 20))
        got = both_ends(row, 4, 1)
        assert got is not None, "the function returns nothing: is the return missing?"
        assert row == list(range(10, 20)), "the input row was changed: build a new list"
        got = list(got)
        assert got != [17, 18, 19, 10], (
            "the first tokens come first: you joined the two slices the other way round"
        )
        assert len(got) == 4, (
            f"limit = 4 and head = 1 should leave 4 tokens, yours leaves {len(got)}"
        )
        assert got[0] == 10, "the first head tokens of the row should stand at the beginning"
        assert got[1:] == [17, 18, 19], (
            "after the head come the last limit - head tokens, in their old order"
        )
        assert list(both_ends(row, 7, 5)) == [10, 11, 12, 13, 14, 18, 19], (
            "limit = 7 and head = 5 should keep the first five and the last two"
        )
        assert list(both_ends([1, 2, 3], 5, 2)) == [1, 2, 3], (
            "a short row should come back as it is, without repetitions or gaps"
        )
        assert list(both_ends(row, 10, 3)) == row, "a row of exactly limit tokens is kept whole"
        assert list(both_ends(row, 9, 3)) == [10, 11, 12, *range(14, 20)], (
            "a row one longer than limit loses one token, the first after the head"
        )
        assert list(both_ends(row, 4, 0)) == [16, 17, 18, 19], "head = 0 keeps only the end"
        assert list(both_ends(row, 4, 4)) == [10, 11, 12, 13], (
            "with head == limit nothing of the end is kept: row[-0:] is the whole row"
        )
        assert list(both_ends([7, 7, 3, 9, 7, 1, 7], 5, 2)) == [7, 7, 7, 1, 7], (
            "tokens may repeat and need not rise: keep them as they stand"
        )
        assert list(both_ends([], 4, 2)) == [], "an empty row stays empty"
        assert row == list(range(10, 20)), "the input row was changed: build a new list"

    check("Keep both ends", test)


def check_masked_max(masked_max):
    """Prints a verdict on *masked_max*; never raises."""

    def test():
        states = np.array(
            [[[-3.0, 5], [-2, 1], [9, 9]], [[9, 9], [-800, 2], [-900, 4]]]
        )  # (2, 3, 2)
        mask = np.array([[True, True, False], [False, True, True]])
        before = states.copy()
        got = masked_max(states, mask)
        assert got is not None, "the function returns nothing: is the return missing?"
        got = np.asarray(got)
        assert got.ndim < 3, "the result should have two axes: no keepdims"
        assert got.ndim == 2, "one maximum per text and unit: take it over axis 1 only"
        assert not np.any(np.isnan(got)), (
            "nan is not below all numbers: max gives nan as soon as one is there"
        )
        assert len(got) == 2, "rows were mixed: each text has its own maximum"
        assert not np.any(got[0] == 9), "a padded step won: the mask has no effect"
        assert not np.any(got == 0), (
            "a zero won over negative values: multiplying by the mask is not enough"
        )
        assert not np.any(got[1] == 9), (
            "padding may stand in front: use the mask, not the number of real steps"
        )
        assert got.shape == (2, 2), (
            "the shape should be (batch, units): take the maximum over axis 1"
        )
        want = np.array([[-2, 5], [-800, 4]])
        assert not np.allclose(got, [[-2, 1], [-900, 4]]), (
            "this is the last real step, not the largest"
        )
        whole_steps = ([[-2, 1], [-800, 2]], [[-3, 5], [-800, 2]], [[-3, 5], [-900, 4]])
        assert not any(np.allclose(got, steps) for steps in whole_steps), (
            "you chose one step for all units: each unit has its own maximum"
        )
        assert not np.all(got >= want) or np.allclose(got, want), (
            "the filling must be below every real value"
        )
        assert np.allclose(got, want), (
            "expected [[-2, 5], [-800, 4]]: for each unit the largest value over the real steps"
        )
        assert np.array_equal(states, before), "the input was changed: work on a copy"
        wide = np.arange(24.0).reshape(1, 4, 6) - 100
        hole = np.array([[True, False, True, False]])
        got = np.asarray(masked_max(wide, hole))
        assert np.allclose(got, wide[:, 2]), (
            "with padding between real steps the last real step holds the maximum here"
        )
        deep = np.array([[[-3e7], [-2e7], [1e7]]])
        got = np.asarray(masked_max(deep, np.array([[True, True, False]])))
        assert np.allclose(got, -2e7), (
            "the filling must be below every real value, also below -20,000,000"
        )
        got = np.asarray(
            masked_max(np.array([[[0.0], [-1.0], [4.0]]]), np.array([[True, True, False]]))
        )
        assert np.allclose(got, 0), (
            "a real value can be zero and the largest: choose by the mask, not by the value"
        )

    check("Maximum over the real steps", test)
