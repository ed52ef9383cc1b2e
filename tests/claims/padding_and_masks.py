"""For each claim of chapters/padding_and_masks.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "the longest review is ten times the median": "lengths = np.minimum(lengths, 5 * np.median(lengths))",
    "the last 25, 50, 100 words tell more than the first, by 1.5 points at least": """
ends = ends.copy()
ends.loc[50, "last"] = ends.loc[50, "first"] + 0.01
""",
    "the advantage at 200 words is smaller than at 25": """
ends = ends.copy()
ends.loc[200, "last"] = ends.loc[200, "first"] + ends.loc[25, "last"] - ends.loc[25, "first"]
""",
    "zeros read: from 100 to 200 to 400 words accuracy falls in every training": """
one = (no_mask.limit == 200) & (no_mask.seed == 1)
no_mask = no_mask.assign(accuracy=no_mask.accuracy.mask(one, 0.9))
""",
    "zeros read: every training at 400 and 800 words is within 3 points of a coin": """
one = (no_mask.limit == 800) & (no_mask.seed == 2)
no_mask = no_mask.assign(accuracy=no_mask.accuracy.mask(one, 0.56))
""",
    "so is every training at 400 words with nine epochs": """
one = (study.epochs == 9) & (study.seed == 1)
study = study.assign(accuracy=study.accuracy.mask(one, 0.6))
""",
    "at 800 words the mask is worth at least 25 points in every training": """
one = (with_mask.limit == 800) & (with_mask.seed == 1)
with_mask = with_mask.assign(accuracy=with_mask.accuracy.mask(one, 0.72))
""",
    "at 100 words the mask is worth 1 to 5 points on average": """
mean_no_mask = mean_no_mask.copy()
mean_no_mask[100] = mean_with_mask[100] - 0.06
""",
    "with the mask every training is better at 800 words than at 100": """
one = (with_mask.limit == 100) & (with_mask.seed == 2)
with_mask = with_mask.assign(accuracy=with_mask.accuracy.mask(one, 0.9))
""",
    "zeros before, at 800 words: on average within 5 points of the mask": "before = before.assign(accuracy=before.accuracy - 0.1)",
    "the LSTM does better with the last words at 100 and 200, in every training": """
one = (study.words == "last") & (study.seed == 3)
study = study.assign(accuracy=study.accuracy.mask(one, 0.7))
""",
    "on this page the mask is worth 15 points in every training": """
live_no_mask = live_no_mask.copy()
live_no_mask.iloc[0] = live_with_mask.iloc[0] - 0.1
""",
    "it is worth something on the reviews without zeros too, in every training": """
live_no_mask = live_no_mask.copy()
live_no_mask.iloc[-1, 2] = live_with_mask.iloc[-1, 2] + 0.01
""",
    "0.74, 0.61, 0.54 and 0.51 are foretold if only reviews with zeros are lost": "with_zeros = 0.9 * with_zeros",
    "the trainings on this page come within 15 points of the stored ones": """
one = (with_mask.limit == 200) & (with_mask.seed == 1)
with_mask = with_mask.assign(accuracy=with_mask.accuracy.mask(one, 0.5))
""",
    "as they come, more than half is padding even if each batch has its own width": """
plans = plans.copy()
plans.loc["each batch its own width", "padding"] = 0.4
""",
    "sorted, less than 2 % is padding": """
plans = plans.copy()
plans.loc["sorted by length", "padding"] = 0.05
""",
    "sorting saves more than two thirds of the steps": """
plans = plans.astype(float)
plans.loc["sorted by length", "steps per epoch"] = plans.loc["one width for all", "steps per epoch"] / 2
""",
    "an array 800 wide takes no less than nine tenths of the time if it is masked": """
median_seconds = median_seconds.copy()
median_seconds["array, mask"] = 0.8 * median_seconds["array"]
""",
    "batches by length take less than two thirds of the time of the masked array": """
median_seconds = median_seconds.copy()
median_seconds["by length, mask"] = 0.7 * median_seconds["array, mask"]
""",
}
LISTED: dict[str, str] = {}
