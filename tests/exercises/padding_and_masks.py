"""Right and wrong answers to the code exercises of chapters/exercises/padding_and_masks.md."""

ANSWERS = {
    "ex-one-masked-step": {
        "right": [
            """
def masked_step(cell, x, states, mask):
    m = np.asarray(mask, float).reshape(-1, 1)
    return [m * new + (1 - m) * old for new, old in zip(cell(x, states), states)]
""",
            """
def masked_step(cell, x, states, mask):
    after = []
    for new, old in zip(cell(x, states), states):
        state = old.copy()
        state[mask] = new[mask]
        after.append(state)
    return after
""",
            """
def masked_step(cell, x, states, mask):
    new = cell(x, states)
    return tuple(np.array([n if real else o for n, o, real in zip(a, b, mask)])
                 for a, b in zip(new, states))
""",
        ],
        "wrong": [
            (
                """
def masked_step(cell, x, states, mask):
    return cell(x, states)
""",
                "the mask has no effect",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    new = cell(x, states)
    return [np.where(mask[:, None], new[0], states[0])] + new[1:]
""",
                "the second is not carried",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return [np.where(mask[:, None], old, new) for new, old in zip(cell(x, states), states)]
""",
                "the wrong way round",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return [new * mask[:, None] for new in cell(x, states)]
""",
                "carry its old state over",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return [np.where(mask, new, old) for new, old in zip(cell(x, states), states)]
""",
                "second axis",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return cell(x, states) if mask.all() else states
""",
                "each text of the batch decides",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return cell(x, states) if mask.any() else states
""",
                "the mask has no effect",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    for old, new in zip(states, cell(x, states)):
        old[mask] = new[mask]
    return states
""",
                "build new arrays",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    new = cell(x, states)
    return [np.where(mask[:, None], new[0], states[0])]
""",
                "two states came in",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    new, = cell(x, states)
    return np.where(mask[:, None], new, states[0])
""",
                "return a list of states",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return [np.where(mask[:, None], new, 0) for new in cell(x, states)]
""",
                "carry its old state over",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    x = x * mask[:, None]
    return cell(x, states)
""",
                "as the cell gives it",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return [np.stack([n if real else o for n, o, real in zip(new, old, mask)])
            for new, old in list(zip(cell(x, states), states))[:1]] * len(states)
""",
                "of two states the second came back",
            ),
            (
                """
def masked_step(cell, x, states, mask):
    return [np.where(mask[:, None], cell(x, [state])[0], state) for state in states]
""",
                "call the cell once, with all states",
            ),
        ],
        "hidden": """
def _cell(x, states):
    return [np.tanh(state * 2 + x.mean(axis=1, keepdims=True)) for state in states]
_x = np.linspace(-1, 1, 15).reshape(5, 3)
_s = [np.linspace(0, 1, 10).reshape(5, 2), np.linspace(-1, 0, 5).reshape(5, 1), np.linspace(2, 3, 20).reshape(5, 4)]
_kept = [state.copy() for state in _s]
_m = np.array([True, False, False, True, True])
_got = masked_step(_cell, _x, _s, _m)
assert isinstance(_got, (list, tuple)) and len(_got) == 3
for _new, _old, _now in zip(_cell(_x, _s), _s, _got):
    assert np.allclose(_now[_m], _new[_m]) and np.allclose(_now[~_m], _old[~_m])
assert all(np.array_equal(a, b) for a, b in zip(_s, _kept))
_square = [np.arange(9.0).reshape(3, 3)]
_m = np.array([False, False, True])
assert np.allclose(masked_step(_cell, _x[:3], _square, _m)[0][:2], _square[0][:2])
def _coupled(x, states):
    return [states[1] + 1, states[0] * 2]
_got = masked_step(_coupled, np.zeros((2, 1)), [np.ones((2, 1)), np.full((2, 1), 5.0)], np.array([True, False]))
assert np.allclose(_got[0], [[6], [1]]) and np.allclose(_got[1], [[2], [5]])
""",
    },
    "ex-batches-with-a-budget": {
        "right": [
            """
def batches_by_length(lengths, budget):
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    batches = []
    while order:
        size = 1
        while size < len(order) and (size + 1) * lengths[order[size]] <= budget:
            size += 1
        batches.append(order[:size])
        order = order[size:]
    return batches
""",
            """
def batches_by_length(lengths, budget):
    batches = []
    for i in np.argsort(np.array(lengths, int), kind="stable"):
        if batches and (len(batches[-1]) + 1) * lengths[i] <= budget:
            batches[-1].append(i)
        else:
            batches.append([i])
    return [np.array(batch) for batch in batches]
""",
        ],
        "wrong": [
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in range(len(lengths)):
        if batch and (len(batch) + 1) * max(lengths[j] for j in batch + [i]) > budget:
            batches.append(batch)
            batch = []
        batch.append(i)
    return batches + [batch]
""",
                "from short to long",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches = []
    for i in np.argsort(np.array(lengths, int)):
        if batches and (len(batches[-1]) + 1) * lengths[i] <= budget:
            batches[-1].append(int(i))
        else:
            batches.append([int(i)])
    return batches
""",
                "among 200 texts",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        else:
            batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "that does not fit begins the next one",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and sum(lengths[j] for j in batch) + lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "count the rectangle",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[i] >= budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "exactly the budget",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches
""",
                "last batch",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for length in sorted(lengths):
        if batch and (len(batch) + 1) * length > budget:
            batches.append(batch)
            batch = []
        batch.append(length)
    return batches + [batch] if batch else batches
""",
                "not the lengths themselves",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch]
""",
                "empty batch",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(-np.array(lengths), kind="stable"):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "begin with the longest",
            ),
            (
                """
def batches_by_length(lengths, budget):
    order = list(np.argsort(lengths, kind="stable"))
    return [order[i : i + 3] for i in range(0, len(order), 3)]
""",
                "include the text that is added",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and len(batch) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "include the text that is added",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in sorted(range(len(lengths)), key=lambda i: (lengths[i], -i)):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(i)
    return batches + [batch] if batch else batches
""",
                "kind='stable'",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch]
""",
                "there are no batches",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if lengths[i] > budget:
            continue
        if batch and (len(batch) + 1) * lengths[i] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "longer than the budget was left out",
            ),
            (
                """
def batches_by_length(lengths, budget):
    return [[int(i)] for i in np.argsort(lengths, kind="stable")]
""",
                "fill each batch",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[i] > 9:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "is the budget used",
            ),
            (
                """
def batches_by_length(lengths, budget):
    batches, batch = [], []
    for i in np.argsort(lengths, kind="stable"):
        if batch and (len(batch) + 1) * lengths[batch[-1]] > budget:
            batches.append(batch)
            batch = []
        batch.append(int(i))
    return batches + [batch] if batch else batches
""",
                "as wide as the text that is added",
            ),
        ],
        "hidden": """
def _plain(batches):
    return [[int(i) for i in batch] for batch in batches]
assert _plain(batches_by_length([4, 4, 4, 4, 1], 8)) == [[4, 0], [1, 2], [3]]
assert _plain(batches_by_length([1, 1, 1], 3)) == [[0, 1, 2]]
assert _plain(batches_by_length([10, 11], 5)) == [[0], [1]]
assert _plain(batches_by_length([1, 5], 6)) == [[0], [1]]
assert _plain(batches_by_length([1] * 12, 12)) == [list(range(12))]
assert _plain(batches_by_length([], 5)) == []
assert _plain(batches_by_length([6, 1, 2, 3, 2], 7)) == [[1, 2, 4], [3], [0]]
""",
    },
    "ex-what-padding-costs": {
        "right": [
            """
def padding_share(lengths, batches):
    lengths = np.array(lengths)
    boxes = sum(len(batch) * lengths[batch].max() for batch in batches)
    return (boxes - sum(lengths[batch].sum() for batch in batches)) / boxes
""",
            """
def padding_share(lengths, batches):
    padding, boxes = 0, 0
    for batch in batches:
        width = max(lengths[i] for i in batch)
        for i in batch:
            padding += width - lengths[i]
            boxes += width
    return padding / boxes
""",
        ],
        "wrong": [
            (
                """
def padding_share(lengths, batches):
    return np.mean([1 - sum(lengths[i] for i in b) / (len(b) * max(lengths[i] for i in b)) for b in batches])
""",
                "divide once",
            ),
            (
                """
def padding_share(lengths, batches):
    return sum(lengths) / sum(len(b) * max(lengths[i] for i in b) for b in batches)
""",
                "padding is the rest",
            ),
            (
                """
def padding_share(lengths, batches):
    return 1 - sum(lengths) / (len(lengths) * max(lengths))
""",
                "its own width",
            ),
            (
                """
def padding_share(lengths, batches):
    return sum(max(lengths[i] for i in b) - lengths[j] for b in batches for j in b)
""",
                "a share, please",
            ),
            (
                """
def padding_share(lengths, batches):
    words = sum(lengths[i] for b in batches for i in b)
    return sum(len(b) * max(lengths[i] for i in b) for b in batches) / words - 1
""",
                "not by the words",
            ),
            (
                """
def padding_share(lengths, batches):
    boxes = sum(len(b) * lengths[b[-1]] for b in batches)
    return 1 - sum(lengths[i] for b in batches for i in b) / boxes
""",
                "need not come last",
            ),
            (
                """
def padding_share(lengths, batches):
    return 1 - sum(lengths) / sum(len(b) * max(lengths[i] for i in b) for b in batches)
""",
                "only the texts that are in the batches",
            ),
        ],
        "hidden": """
assert np.isclose(padding_share([2, 8, 5], [[1, 0], [2]]), 6 / 21)
assert np.isclose(padding_share([3], [[0]]), 0)
assert np.isclose(padding_share([1, 2, 3, 10], [[3, 2], [0]]), 7 / 21)
assert np.isclose(padding_share([3, 3, 5], [[0, 1, 2]]), 4 / 15)
""",
    },
    "ex-keep-both-ends": {
        "right": [
            """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[len(row) - (limit - head):]
""",
            """
def both_ends(row, limit, head):
    removed = max(len(row) - limit, 0)
    return [token for i, token in enumerate(row) if i < head or i >= head + removed]
""",
            """
def both_ends(row, limit, head):
    row = np.asarray(row)
    if len(row) <= limit:
        return row
    tail = limit - head
    return np.concatenate([row[:head], row[-tail:] if tail else row[:0]])
""",
        ],
        "wrong": [
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[-(limit - head):]
""",
                "row[-0:] is the whole row",
            ),
            (
                """
def both_ends(row, limit, head):
    return row[:head] + row[max(len(row) - (limit - head), 0):]
""",
                "without repetitions",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[len(row) - limit:]
""",
                "should leave 4 tokens, yours leaves 5",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[len(row) - (limit - head):] + row[:head] if head < limit else row[:head]
""",
                "the other way round",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[len(row) - (limit - head) + 1:]
""",
                "should leave 4 tokens, yours leaves 3",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[:head] + row[-(limit - head) - 1:-1]
""",
                "the last limit - head tokens",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return row[-head:] + row[:limit - head]
""",
                "the first head tokens",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) < limit:
        return row
    tail = limit - head
    return row[:head] + row[head + 1:][-tail:] if tail else row[:head]
""",
                "exactly limit",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) > limit:
        del row[head:len(row) - limit + head]
    return row
""",
                "input row was changed",
            ),
            (
                """
def both_ends(row, limit, head):
    row if len(row) <= limit else row[:head] + row[len(row) - (limit - head):]
""",
                "is the return missing",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row + [0] * (limit - len(row))
    return row[:head] + row[len(row) - (limit - head):]
""",
                "a short row should come back",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return list(dict.fromkeys(row[:head] + row[len(row) - (limit - head):]))
""",
                "tokens may repeat",
            ),
            (
                """
def both_ends(row, limit, head):
    if len(row) <= limit:
        return row
    return sorted(row[:head] + row[len(row) - (limit - head):])
""",
                "tokens may repeat",
            ),
        ],
        "hidden": """
row = list(range(20))
assert list(both_ends(row, 7, 3)) == [0, 1, 2, 16, 17, 18, 19]
assert list(both_ends(row, 7, 7)) == list(range(7))
assert list(both_ends(row, 20, 5)) == row
assert list(both_ends([], 4, 2)) == []
assert list(both_ends([1, 2, 3, 4, 5], 9, 4)) == [1, 2, 3, 4, 5]
assert list(both_ends([7, 7, 3, 9, 7, 1, 7], 5, 2)) == [7, 7, 7, 1, 7]
""",
    },
    "ex-maximum-over-the-real-steps": {
        "right": [
            """
def masked_max(states, mask):
    return np.where(mask[..., None], states, -np.inf).max(axis=1)
""",
            """
def masked_max(states, mask):
    states = states.copy()
    states[~mask] = -1e9
    return np.max(states, axis=1)
""",
            """
def masked_max(states, mask):
    return np.stack([row[keep].max(axis=0) for row, keep in zip(states, mask)])
""",
        ],
        "wrong": [
            (
                """
def masked_max(states, mask):
    return states.max(axis=1)
""",
                "the mask has no effect",
            ),
            (
                """
def masked_max(states, mask):
    return (states * mask[:, :, None]).max(axis=1)
""",
                "multiplying by the mask is not enough",
            ),
            (
                """
def masked_max(states, mask):
    return np.where(mask[:, :, None], states, -np.inf).max(axis=2)
""",
                "maximum over axis 1",
            ),
            (
                """
def masked_max(states, mask):
    states[~mask] = -np.inf
    return states.max(axis=1)
""",
                "work on a copy",
            ),
            (
                """
def masked_max(states, mask):
    return np.stack([row[:keep.sum()].max(axis=0) for row, keep in zip(states, mask)])
""",
                "padding may stand in front",
            ),
            (
                """
def masked_max(states, mask):
    return states[mask].max(axis=0)[None]
""",
                "rows were mixed",
            ),
            (
                """
def masked_max(states, mask):
    return np.where(mask[:, :, None], states, -10).max(axis=1)
""",
                "below every real value",
            ),
            (
                """
def masked_max(states, mask):
    return np.where(mask[:, :, None], states, -1000).max(axis=1)
""",
                "also below -20,000,000",
            ),
            (
                """
def masked_max(states, mask):
    kept = states * mask[:, :, None]
    kept[kept == 0] = -np.inf
    return kept.max(axis=1)
""",
                "choose by the mask, not by the value",
            ),
            (
                """
def masked_max(states, mask):
    return np.where(mask[:, :, None], states, np.nan).max(axis=1)
""",
                "nan is not below",
            ),
            (
                """
def masked_max(states, mask):
    last = mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)
    return states[np.arange(len(states)), last]
""",
                "last real step",
            ),
            (
                """
def masked_max(states, mask):
    sums = np.where(mask, states.sum(axis=2), -np.inf)
    return states[np.arange(len(states)), sums.argmax(axis=1)]
""",
                "each unit has its own maximum",
            ),
            (
                """
def masked_max(states, mask):
    first = np.where(mask, states[:, :, 0], -np.inf)
    return states[np.arange(len(states)), first.argmax(axis=1)]
""",
                "each unit has its own maximum",
            ),
        ],
        "hidden": """
zero = np.array([[[0.0], [-1.0], [4.0]]])
assert np.allclose(masked_max(zero, np.array([[True, True, False]])), 0)
assert np.allclose(masked_max(1e8 * zero - 3e7, np.array([[False, True, False]])), -1.3e8)
deep = np.arange(-12.0, 0.0).reshape(2, 3, 2) - 1e6
assert np.allclose(masked_max(deep, np.array([[1, 1, 0], [0, 1, 1]], bool)), [[-10 - 1e6, -9 - 1e6], [-2 - 1e6, -1 - 1e6]], rtol=0, atol=0.1)
states = np.arange(-12.0, 0.0).reshape(2, 3, 2)
mask = np.array([[True, True, False], [False, True, False]])
assert np.allclose(masked_max(states, mask), [[-10, -9], [-4, -3]])
assert np.array_equal(states, np.arange(-12.0, 0.0).reshape(2, 3, 2))
assert np.allclose(masked_max(np.array([[[-3.0, 5], [-2, 1]]]), np.ones((1, 2), bool)), [[-2, 5]])
""",
    },
}
