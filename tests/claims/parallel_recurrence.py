"""For each claim of chapters/parallel_recurrence.md a change of its data after which it must come out otherwise."""

FALSIFIED = {
    "with factors of both signs a single unit changes its sign over a hundred times": "changes['-1 to 1'] = changes['0 to 1']",
    "16 numbers per step, 1,024 steps: the scan is at least twice as fast": "times = times[::-1].set_axis(times.index)",
    "2,048 numbers per step: the scan takes at least twice as long": "times = times[::-1].set_axis(times.index)",
}
