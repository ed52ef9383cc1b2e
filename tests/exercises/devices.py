"""Right and wrong answers to the code exercises of chapters/devices.md."""

ANSWERS = {
    "ex-batch-for-kernel": {
        "right": [
            """
def batch_for_kernel(rows, limit):
    cut = [list(row[:limit]) if len(row) else [1] for row in rows]
    width = max(map(len, cut))
    return np.array([row + [0] * (width - len(row)) for row in cut])
""",
            """
def batch_for_kernel(rows, limit):
    rows = [row if row else [1] for row in rows]
    ids = keras.utils.pad_sequences(rows, padding="post", truncating="post")
    return ids[:, :limit]
""",
        ],
        "wrong": [
            (
                """
def batch_for_kernel(rows, limit):
    return keras.utils.pad_sequences([row[:limit] or [1] for row in rows])
""",
                "zeros stand after the text",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    return keras.utils.pad_sequences([row[:limit] for row in rows], padding="post")
""",
                "still an empty row",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    rows = [row or [1] for row in rows]
    return keras.utils.pad_sequences(rows, limit, padding="post", truncating="post")
""",
                "not as the limit",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    rows = [row[-limit:] or [1] for row in rows]
    return keras.utils.pad_sequences(rows, padding="post")
""",
                "first ids, not its last",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    rows = [row or [1] for row in rows]
    return keras.utils.pad_sequences(rows, padding="post")
""",
                "cut to the limit",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    rows = [row[:limit] for row in rows if row]
    return keras.utils.pad_sequences(rows, padding="post")
""",
                "also for an empty one",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    width = min(limit, max(len(row) for row in rows))
    ids = np.zeros((len(rows), width))
    for position, row in enumerate(rows):
        row = row[:limit] or [1]
        ids[position, : len(row)] = row
    return ids
""",
                "whole numbers",
            ),
            (
                """
def batch_for_kernel(rows, limit):
    for row in rows:
        if not row:
            row.append(1)
    return keras.utils.pad_sequences([row[:limit] for row in rows], padding="post")
""",
                "were changed",
            ),
        ],
        "hidden": """
got = np.asarray(batch_for_kernel([[2], [], [3, 4, 5, 6, 7, 8]], 5))
assert got.tolist() == [[2, 0, 0, 0, 0], [1, 0, 0, 0, 0], [3, 4, 5, 6, 7]]
assert np.asarray(batch_for_kernel([[2, 3], [4]], 9)).tolist() == [[2, 3], [4, 0]]
given = [[2, 3], []]
assert np.asarray(batch_for_kernel(given, 1)).dtype.kind in "iu" and given == [[2, 3], []]
assert np.asarray(batch_for_kernel([[]], 1)).tolist() == [[1]]
assert np.asarray(batch_for_kernel([[9, 8, 7]], 1)).tolist() == [[9]]
""",
    },
    "ex-parallel-step": {
        "right": [
            """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    used = min(parts, len(x))
    edges = [len(x) * part // used for part in range(used + 1)]
    gradients, sizes = [], []
    for begin, end in zip(edges[:-1], edges[1:]):
        gradients.append(gradient_of(weights, x[begin:end], y[begin:end]))
        sizes.append(end - begin)
    return weights - rate * np.average(gradients, axis=0, weights=sizes)
""",
            """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    new = weights.copy()
    for rows in np.array_split(np.arange(len(x)), parts):
        if len(rows):
            new -= rate * len(rows) / len(x) * gradient_of(weights, x[rows], y[rows])
    return new
""",
        ],
        "wrong": [
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    shares = zip(np.array_split(x, parts), np.array_split(y, parts))
    return weights - rate * np.mean([gradient_of(weights, *share) for share in shares], axis=0)
""",
                "weighted with its number of rows",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    return weights - rate * gradient_of(weights, x, y)
""",
                "was not shared",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        weights = weights - rate * gradient_of(weights, x_part, y_part)
    return weights
""",
                "not one after the other",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    size = len(x) // parts
    total = 0
    for part in range(parts):
        rows = slice(part * size, (part + 1) * size)
        total = total + gradient_of(weights, x[rows], y[rows])
    return weights - rate * total / parts
""",
                "rows are left out",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    size = len(x) // parts
    total = 0
    for part in range(parts):
        rows = slice(part * size, len(x) if part == parts - 1 else (part + 1) * size)
        total = total + len(x[rows]) * gradient_of(weights, x[rows], y[rows])
    return weights - rate * total / len(x)
""",
                "8 rows in 3 parts are 3, 3 and 2",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    total = 0
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        total = total + len(x_part) * gradient_of(weights, x_part, y_part)
    return weights + rate * total / len(x)
""",
                "against the gradient",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    total = 0
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        total = total + len(x_part) * gradient_of(weights, x_part, y_part)
    return weights - rate * total
""",
                "divide by the number of rows",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    total = 0
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        total = total + len(x_part) * gradient_of(weights, x_part, y_part)
    return weights - rate * total / len(x)
""",
                "without rows has no gradient",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    total = 0
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        if len(x_part):
            total = total + len(x_part) * gradient_of(weights, x_part, y_part)
    weights -= rate * total / len(x)
    return weights
""",
                "that came in were changed",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    total = 0
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        if len(x_part):
            total = total + len(x_part) * gradient_of(weights, x_part, y_part)
    return weights - 0.1 * total / len(x)
""",
                "is it used",
            ),
            (
                """
def parallel_step(weights, gradient_of, x, y, parts, rate):
    total = 0
    for x_part, y_part in zip(np.array_split(x, parts), np.array_split(y, parts)):
        if len(x_part):
            total = total + len(x_part) * gradient_of(weights, x_part, y_part)
    return rate * total / len(x)
""",
                "return the new weights",
            ),
        ],
        "hidden": """
def of_squares(weights, x, y):
    assert len(x) == len(y) > 0
    sizes.append(len(x))
    return 2 * x.T @ (x @ weights - y) / len(x)


random = np.random.default_rng(2)
for rows, parts, rate in ((11, 3, 0.3), (4, 4, 0.1), (3, 5, 2.0), (6, 1, 0.1)):
    w, x, y = random.normal(size=3), random.normal(size=(rows, 3)), random.normal(size=rows)
    sizes = []
    whole = w - rate * of_squares(w, x, y)
    sizes, before = [], w.copy()
    got = parallel_step(w, of_squares, x, y, parts, rate)
    assert np.allclose(got, whole) and np.array_equal(w, before)
    assert len(sizes) == min(rows, parts) and sum(sizes) == rows
""",
    },
    "ex-rounded-width": {
        "right": [
            """
def rounded_width(longest, step, limit):
    width = step
    while width < longest:
        width += step
    return min(width, limit)
""",
            """
def rounded_width(longest, step, limit):
    return min(limit, step * max(1, (longest + step - 1) // step))
""",
        ],
        "wrong": [
            (
                """
def rounded_width(longest, step, limit):
    return min(limit, max(step, longest // step * step))
""",
                "round up, not down",
            ),
            (
                """
def rounded_width(longest, step, limit):
    return min(limit, (longest // step + 1) * step)
""",
                "a multiple of 20 already",
            ),
            (
                """
def rounded_width(longest, step, limit):
    return min(limit, -(-longest // step) * step)
""",
                "at least one step",
            ),
            (
                """
def rounded_width(longest, step, limit):
    return max(1, -(-longest // step)) * step
""",
                "never more than the limit",
            ),
            (
                """
def rounded_width(longest, step, limit):
    return max(1, -(-min(longest, limit) // step)) * step
""",
                "no multiple of the step",
            ),
            (
                """
def rounded_width(longest, step, limit):
    return min(limit, max(1, -(-longest // 20)) * 20)
""",
                "is the step used",
            ),
            (
                """
def rounded_width(longest, step, limit):
    return -(-longest // step)
""",
                "multiply by the step",
            ),
        ],
        "hidden": """
assert rounded_width(101, 50, 800) == 150 and rounded_width(100, 50, 800) == 100
assert rounded_width(0, 7, 800) == 7 and rounded_width(799, 7, 800) == 800
assert rounded_width(12, 30, 25) == 25
""",
    },
}
