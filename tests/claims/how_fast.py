"""For each claim of chapters/reference/how_fast.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "no network is as good as NB-SVM": "table.loc['Training', 'best validation'] = 0.95",
    "Training passes the article's best epoch in a thirtieth of its ten epochs": "looks.loc[looks.recipe == 'training', 'cpu_seconds'] = 2_000.0",
    "with word vectors one is at 0.91 before the article's third epoch ends": "table.loc['the same, word vectors', 'to 0.91'] = 600.0",
    "two runs of Keras's bi-LSTMs end more than five points apart": "repeated['test'] = 0.85",
    "in this run the article's program needs fifty times as long as NB-SVM for 0.85": "table.loc['NB-SVM', 'to 0.85'] = 500.0",
    "the book's way takes less than Keras's in each state": "ways[\"Keras's to the book's\"] = 0.9",
    "and Keras's takes less memory": "memory['keras'] = 3_000.0",
    "neither takes a tenth of what Training takes, even the first time": "ways['keras'] = 30.0",
    "padded to the limit, ten times the limit takes eight times as long or more": "epoch.loc[1_000, 'to limit'] = 60.0",
    "with similar lengths it takes less than three times as long": "epoch.loc[1_000, 'similar length'] = 60.0",
    "eight times the reviews take about eight times as long": "more['cpu_seconds'] = 30.0",
    "from a clone to the site, with all that is set up, in under three minutes": "build['cold'] = 200.0",
    "a sentence costs what a build costs in which nothing changed": "build['prose edit'] = 60.0",
    "to run all pages takes more than a hundred times as long": "build['run everything'] = 600.0",
    "without recurrent_dropout it is twice as fast": "rungs['times as fast as at first'] = 1.5",
    "before 400 tokens and 64 units it is at least three times as fast": "rungs['times as fast as at first'] = 1.5",
}
LISTED: dict[str, str] = {}
