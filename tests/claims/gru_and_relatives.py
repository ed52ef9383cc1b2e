"""For each claim of chapters/gru_and_relatives.md a change of its data after which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""


def changed(table: str, cell: str, task: str, error: float) -> str:
    """Code that gives every run of *cell* on *task* this error in the table of that name."""
    return f"""
{table} = {table}.copy()
{table}.loc[({table}.cell == {cell!r}) & ({table}.task == {task!r}), "error"] = {error}
"""


FALSIFIED = {
    "in 800 steps, none of 3 runs without input gate adds": changed(
        "same_rate", "no input gate", "adding 40", 0.001
    ),
    "all 3 coupled ones do": changed("same_rate", "coupled, i = 1 - f", "adding 40", 0.16),
    "every variant with a part left out, or coupled, learns recall in every run": changed(
        "same_rate", "no output gate", "recall 20", 0.8
    ),
    "forget bias 0: recall at guessing in all 3 runs": changed(
        "same_rate", "forget bias 0", "recall 20", 0.1
    ),
    "forget bias 4: all 3 learn both tasks": changed(
        "same_rate", "forget bias 4", "adding 40", 0.16
    ),
    "on reviews, without forget gate or with one wide open, over 40 % are wrong": changed(
        "same_rate", "forget bias 4", "reviews", 0.3
    ),
    "every other variant is within four points of the complete LSTM": changed(
        "same_rate", "peepholes", "reviews", 0.45
    ),
    "rate 0.003, 3,000 steps: every variant adds in each of 5 runs": "worst['adding 40'] = add.max(axis=1)",
    "2,000 steps: every variant but forget bias 0 recalls in each of 5 runs": "worst['recall 20'] = name_first.max(axis=1)",
    "forget bias 0 recalls in none of 5": "recall_runs = longer[(longer.task == 'recall 20') & (longer.cell == 'LSTM')]",
    "in two of them it is clearly better than guessing": "recall_runs = recall_runs.assign(error=recall_runs.error.max())",
    "over 40 steps the printed equations add, with at least twice the LSTM's error": "chosen_runs.loc[chosen_runs.cell.str.startswith('article'), 'error'] = mean['adding 40']['LSTM']",
    "with at most six times the LSTM's error": "chosen_runs.loc[chosen_runs.cell == 'LSTM', 'error'] /= 10",
    "with less than a twentieth of SimpleRNN's": "chosen_runs.loc[chosen_runs.cell == 'SimpleRNN', 'error'] = 0.01",
    "in 1,500 steps they learn to add over 120": "chosen_runs.loc[chosen_runs.cell.str.startswith('article'), 'error'] = mean['adding 120']['SimpleRNN']",
    "there SimpleRNN is at a constant answer": "chosen_runs.loc[chosen_runs.cell == 'SimpleRNN', 'error'] = mean['adding 120']['GRU']",
    "every cell learns recall at its better rate": "chosen_runs.loc[chosen_runs.cell == 'SimpleRNN', 'error'] = name_first.loc['forget bias 0'].mean()",
    "on reviews every run of the printed equations is behind every LSTM and GRU run": "chosen_runs.loc[chosen_runs.cell == 'GRU', 'error'] = mean['reviews']['SimpleRNN']",
    "the printed equations are on average ahead of SimpleRNN": "chosen_runs.loc[chosen_runs.cell == 'SimpleRNN', 'error'] = mean['reviews']['GRU']",
    "and the runs overlap": "chosen_runs.loc[chosen_runs.cell == 'SimpleRNN', 'error'] = 0.5",
    "the GRU adds better than the LSTM in every run": "chosen_runs.loc[chosen_runs.cell == 'GRU', 'error'] = mean['adding 40']['SimpleRNN']",
    "the LSTM reads reviews better than the GRU in every run": "chosen_runs.loc[chosen_runs.cell == 'LSTM', 'error'] = mean['reviews']['SimpleRNN']",
    "the live run learns the adding problem too": "live = train_adding(ArticleCell(32), batches=1)",
}

LISTED = {}
