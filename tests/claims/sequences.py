"""For each claim of chapters/sequences.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "this network makes at most two thirds of the error of the last value": """
miss = miss.copy()
miss["network 1"] = 0.7 * miss["last value"]
""",
    "200 years do not decide between the networks and the linear rule": """
gaps = gaps.copy()
gaps.loc["mean of the seeds", ["from", "to"]] = [-1.5, -0.1]
""",
    "the networks are ahead by less than two and a half": """
gaps = gaps.copy()
gaps.loc["mean of the seeds", "from"] = -3.0
""",
    "the linear rule is ahead of the last value by over four": """
gaps = gaps.copy()
gaps.loc["linear minus last value", "to"] = -3.0
""",
    "so are the networks": """
gaps = gaps.copy()
gaps.loc["seeds minus last value", "to"] = -3.0
""",
    "the networks are ahead in some eras and behind in others": """
eras = eras.copy()
eras["networks, mean"] = eras["linear"] - 1
""",
    "sorted, the error at least doubles": """
destroyed = dict(destroyed)
destroyed["each row sorted"] = 1.5 * destroyed["in order"]
""",
    "the order of the ten older values is worth at least three": """
destroyed = dict(destroyed)
destroyed["ten sorted, latest in place"] = destroyed["in order"] + 2.0
""",
    "with it lost they add less than two to the latest value": """
destroyed = dict(destroyed)
destroyed["latest value alone"] = destroyed["ten sorted, latest in place"] + 3.0
""",
}
LISTED: dict[str, str] = {}
