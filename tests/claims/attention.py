"""For each claim of chapters/attention.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "at 12 letters attention is ahead": "live = live.assign(attention=live['one state'] + 0.05)",
    "after 2,400 batches attention gets over nine whole strings in ten right at every trained length, every seed": """
one = (long_run.index == 40) & (long_run.seed == 2)
long_run = long_run.assign(whole=long_run.whole.mask(one, 0.85))
""",
    "after 800 no run gets 65 of 100 letters right at 40": """
one = (short_run.index == 40) & (short_run.seed == 2)
short_run = short_run.assign(right=short_run.right.mask(one, 0.7))
""",
    "after 800 no run gets a whole string of 30 or more": """
one = (short_run.index == 30) & (short_run.seed == 2)
short_run = short_run.assign(whole=short_run.whole.mask(one, 0.01))
""",
    "one state, after 2,400: less than half at 40, every seed": """
one = (without.index == 40) & (without.seed == 2)
without = without.assign(right=without.right.mask(one, 0.55))
""",
    "one state, after 2,400: no whole string of 20 or more": """
one = (without.index == 20) & (without.seed == 2)
without = without.assign(whole=without.whole.mask(one, 0.01))
""",
    "of 50 letters no run gets two thirds right": """
one = (alone.batches == 2_400) & (alone.attention == "with") & (alone.seed == 2) & (alone.length == 50)
alone = alone.assign(right=alone.right.mask(one, 0.7))
alone_runs = alone.set_index(["batches", "attention", "length"]).sort_index()
""",
    "told nothing, after 300 batches: mostly on the letter to copy": "own = own + 1",
    "told letters: mostly one place to the right": "aside = aside - 1",
    "told letters that are repeated: mostly the right copy": "aside = np.where(repeated, aside - 1, aside)",
    "drawing among the copies would find the right place in under 75 of 100 steps": "copies = np.ones_like(copies)",
    "told nothing, study, after 2,400: on the letter to copy, every seed to 40": """
one = (long_run.index == 30) & (long_run.seed == 3)
long_run = long_run.assign(on_target=long_run.on_target.mask(one, 0.9))
""",
    "told letters, study, at 20: seldom on it, every seed": """
told_study = told_study.assign(on_target=told_study.on_target.mask(told_study.seed == 2, 0.2))
told_runs = told_study.set_index(["batches", "attention", "length"]).sort_index()
""",
    "told letters: forced over 0.95 at 40, every seed": """
told_study = told_study.assign(forced=told_study.forced.mask((told_study.seed == 3) & (told_study.batches == 2_400), 0.9))
told_runs = told_study.set_index(["batches", "attention", "length"]).sort_index()
""",
    "told letters: free at 40 at least doubled from 800 to 2,400 batches": """
told_study = told_study.assign(free=told_study.free.mask((told_study.seed == 3) & (told_study.batches == 800), 0.3))
told_runs = told_study.set_index(["batches", "attention", "length"]).sort_index()
""",
    "told letters: free 0.4 to 0.6 at 40, every seed": """
told_study = told_study.assign(free=told_study.free.mask((told_study.seed == 3) & (told_study.batches == 2_400), 0.3))
told_runs = told_study.set_index(["batches", "attention", "length"]).sort_index()
""",
    "and at most 0.6": """
told_study = told_study.assign(free=told_study.free.mask((told_study.seed == 1) & (told_study.batches == 2_400), 0.7))
told_runs = told_study.set_index(["batches", "attention", "length"]).sort_index()
""",
    "free, told nothing is ahead at 40 by 40 points at least": """
one = (long_run.index == 40) & (long_run.seed == 2)
long_run = long_run.assign(right=long_run.right.mask(one, 0.9))
""",
}
