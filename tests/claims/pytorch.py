"""For each claim of chapters/pytorch.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "in each training Keras's initial weights are ahead by ten points after 3 epochs": """
starts = starts.copy()
starts.loc[(starts.start == "PyTorch") & (starts.seed == 2), "val_accuracy"] += 0.2
""",
    "and by ten points ahead of either half of them": """
starts = starts.copy()
starts.loc[(starts.start == "the rest as in Keras") & (starts.seed == 3), "val_accuracy"] += 0.1
""",
    "both beat a coin clearly after three epochs": "torch_accuracy = [0.5, 0.55, 0.6]",
    "after three epochs they are less than four points apart": "keras_accuracy = [torch_accuracy[-1] - 0.05]",
    "the last epoch costs Keras more processor time than this chapter's loop": """
speed = speed.rename(columns={"Keras": "PyTorch", "PyTorch": "Keras"})
speed["Keras / PyTorch"] = speed["Keras"] / speed["PyTorch"]
""",
    "Keras on PyTorch takes at least twice as long as Keras on TensorFlow": """
engines = engines.copy()
engines.loc["Keras on PyTorch", "epoch 3"] = 1.5
""",
}
LISTED: dict[str, str] = {}
