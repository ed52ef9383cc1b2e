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
