"""For each claim of chapters/training.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "each fault is found first by the test named in the text": """
found = found.copy()
found.iloc[6, -1] = "twenty"
""",
    "the network without a sigmoid passes the other three": """
found = found.copy()
found.loc["no sigmoid on the last layer", "new"] = 0.55
""",
    "the lowest mean of eight epochs is that of a smaller rate than of one epoch": "best_epoch = first_epoch",
    "after one epoch both runs at the highest rate are ahead of both at the lowest": """
first_epoch = first_epoch.copy()
first_epoch.loc[first_epoch.index[-2], "loss"] = 0.7
""",
    "with eight epochs to choose from they are behind": "best_epoch = first_epoch",
    "a U: the lowest loss is neither at the first epoch nor at the last": "lowest = lowest.assign(epoch=1)",
    "in each run the loss grows by a larger factor than the wrong answers": "last = last.assign(wrong=3 * last.wrong)",
    "in each run wrong answers become dearer": """
last = last.copy()
last.loc[2, "loss if wrong"] = lowest.loc[2, "loss if wrong"] - 0.1
""",
    "in each run right answers become cheaper": """
last = last.copy()
last.loc[3, "loss if right"] = lowest.loc[3, "loss if right"] + 0.1
""",
    "early stopping saves epochs here": "stopped = np.arange(SWEEP_EPOCHS)",
    "the run of the sweep from this seed had the same losses": "sweep = sweep.assign(loss=sweep.loss + 0.1)",
    "the article's program: lowest validation loss within three epochs": """
article = article.assign(val_loss=article.val_loss[::-1].to_numpy())
""",
    "and at least a quarter more at its end": """
article = article.copy()
article.loc[article.index[-1], "val_loss"] = 1.2 * article.val_loss.min()
""",
    "only the steps to rows 5, 6 and 8 have intervals without 0": """
step_before = step_before.copy()
step_before.loc[4, "from"] = 0.001
""",
    "rows 8 and 10, and no others, lie above the article's program": """
to_article = to_article.copy()
to_article.loc[9, "from"] = 0.001
""",
    "no recurrent_dropout: less than half of the time": "rungs = rungs.assign(time=1.5 * rungs.time)",
    "row 7: less than a quarter of the time": "rungs = rungs.assign(time=2 * rungs.time)",
    "the reader, given 1,000 validation reviews as text, judges 86 % of them rightly": """
from types import SimpleNamespace
other_way_round = imdb.validation.assign(label=1 - imdb.validation.label)
imdb = SimpleNamespace(validation=other_way_round)
""",
    "each of the three recorded seeds reaches 0.88 on validation": """
final = final.copy()
final.loc[(final.seed == 2) & (final.epoch == 3), "val_accuracy"] = 0.87
""",
    "plain praise is recognised, 'Not bad at all' is not": """
described = described.copy()
described.loc[2, "positive"] = 0.6
""",
    "on a table of 1,500 reviews the network is right on two new texts of three": "own_accuracy = 0.6",
    "the linear model is ahead of it by six points or more": "own_linear = own_accuracy + 0.02",
    "the test score lies below the validation score, by less than four points": "test_accuracy = 0.83",
}
LISTED: dict[str, str] = {}
