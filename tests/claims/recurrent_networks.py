"""For each claim of chapters/recurrent_networks.md a change of its data under which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "without the slope the loss ends below 0.3 in at least half of the starts": "ends['without the slope'] = ends['right'] + 1.0",
    "and below that of the right gradient in at least one of them": "ends['without the slope'] = ends['right'] + 1.0",
}

LISTED = {}
