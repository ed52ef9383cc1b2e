"""For each claim of chapters/language_models.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "counts: every character of context up to the fourth helps": """
table = table.copy()
table.loc["counts of order 5", "nats"] = table.loc["counts of order 4", "nats"] + 0.1
""",
    "the first character of context helps most": """
table = table.copy()
table.loc["counts of order 2", "nats"] = table.loc["counts of order 1", "nats"] - 0.05
""",
    "after one pass the network is behind counts of order 5": "nats_one = [1.6]",
    "eight passes are better than one by a tenth of a nat": "nats_one = [nats_all[-1] + 0.05]",
    "after eight passes it is ahead of counts whose strength is 5": "nats_all = nats_all[:-1] + [1.65]",
    "a strength of 20 takes 0.05 nats at least off order 6": "tuned = tuned.copy()\ntuned[20] = tuned[5] - 0.01",
    "counts at 20 are level with the network after eight passes, within 0.03 nats": "nats_all = nats_all[:-1] + [1.5]",
    "half and half beats the better of the two by 0.03 nats at least": "half_and_half = by_network",
    "the first letter of a word is the hardest for both": """
by_place = by_place.astype(float)
by_place.loc[2, "network"] = by_place.loc[1, "network"]
""",
    "the first letter costs over twice what the fourth costs": """
by_place = by_place.astype(float)
by_place.loc[4, "network"] = by_place.loc[1, "network"] / 1.9
""",
    "the network is ahead at the first letter": """
by_place = by_place.astype(float)
by_place.loc[1, "network"] = by_place.loc[1, "counts of order 6"]
""",
    "the counts are ahead from the fifth letter on": """
by_place = by_place.astype(float)
by_place.loc[7, "network"] = by_place.loc[7, "counts of order 6"]
""",
    "the warmer, the fewer known words": """
judged = judged.copy()
judged.loc["LSTM, temperature 1.0", "words known"] = 1
""",
    "the coldest sample repeats itself most": """
judged = judged.copy()
judged.loc["LSTM, temperature 0.3", "different words"] = 0.6
""",
    "the warmest sample has fewer known words than real text": """
judged = judged.copy()
judged.loc["held-out text", "words known"] = 0.7
""",
    "and fewer than the sample of the counts": """
judged = judged.copy()
judged.loc["counts of order 6", "words known"] = 0.7
""",
    "every beam finds text at under two thirds of the surprise of real text": "found = [0.5, 0.6, 1.2]",
    "a beam of eight finds likelier text than greedy": "found = [0.5, 0.6, 0.7]",
}
