"""For each claim of chapters/pytorch.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "normal numbers have a spread near 1": "measured = measured + 0.1",  # TODO one entry for each claim
}
