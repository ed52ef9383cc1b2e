"""For each claim of chapters/reference/how_fast.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "no network is as good as NB-SVM": "table.loc['Training', 'best validation'] = 0.95",
    "Training passes the article's best epoch in a thirtieth of its ten epochs": "runs['Training'] = runs['Training'].assign(cpu_seconds=2_000.0)",
    "with word vectors one is at 0.91 before the article's third epoch ends": "table.loc['the same, word vectors', 'to 0.91'] = 600.0",
    "two runs of Keras's bi-LSTMs end more than five points apart": "every_run = every_run[every_run.seed == 1]",
    "in this run the article's program needs fifty times as long as NB-SVM for 0.85": "table.loc['NB-SVM', 'to 0.85'] = 500.0",
    "without recurrent_dropout it is twice as fast": "rungs['times as fast as at first'] = 1.5",
    "before 400 tokens and 64 units it is at least three times as fast": "rungs['times as fast as at first'] = 1.5",
}
LISTED: dict[str, str] = {}
