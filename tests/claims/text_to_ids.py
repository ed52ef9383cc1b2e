"""For each claim of chapters/text_to_ids.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "a hundred words make up about half of everything written": """
on_train = on_train.copy()
on_train[:100] *= 0.8
""",
    "up to 5,000 words the two columns agree to within 0.001": """
on_held_out = on_held_out.copy()
on_held_out[700] -= 0.002
""",
    "from 6,000 words on the validation column is lower by more than 0.001": """
on_held_out = on_held_out.copy()
on_held_out[20_000] = on_train[20_000]
""",
    "most unknown words occur in training, too seldom": "never_seen = 0.6",
    "5,000 ids cover 88 to 91 % of validation words": "unknown = unknown[::2]",
    "twenty merges at least agree before a tie parts the lists": "alike = 19",
    "where the lists part, the two pairs are equally common": "learned[alike] = merges[0]",
    "nineteen merges in twenty are in both lists": "common = 900",
}
LISTED: dict[str, str] = {}
