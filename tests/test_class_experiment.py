"""The runs of a class are merged rightly: intervals and power against other ways to them, and bad files refused."""

from __future__ import annotations

import subprocess
import sys

import class_experiment
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from thebook import ROOT

COLUMNS = class_experiment.COLUMNS


def write(folder, seed, masked, zeros, name=None, experiment="mask or zeros"):
    """A student's file."""
    rows = [[experiment, seed, "masked", masked], [experiment, seed, "zeros read", zeros]]
    path = folder / (name or f"mask_seed{seed}.csv")
    pd.DataFrame(rows, columns=COLUMNS).to_csv(path, index=False)
    return path


def merged(folder):
    """What the files in *folder* come to."""
    paths, _ = class_experiment.files([str(folder)])
    return class_experiment.pair(class_experiment.read(paths))


HEADER = ",".join(COLUMNS) + "\n"


def test_mean_and_interval_are_those_of_a_paired_t_test(tmp_path):
    rng = np.random.default_rng(3)
    masked = rng.normal(0.86, 0.01, 7)
    zeros = rng.normal(0.84, 0.02, 7)
    for seed in range(7):
        write(tmp_path, seed, masked[seed], zeros[seed])
    paired = merged(tmp_path)
    test = stats.ttest_rel(masked, zeros)
    np.testing.assert_allclose(paired.mean, np.mean(masked - zeros))
    np.testing.assert_allclose(paired.interval(), test.confidence_interval(0.95))
    assert (paired.first, paired.second) == ("masked", "zeros read")
    assert "7 runs, masked minus zeros read" in class_experiment.report(paired)


@pytest.mark.parametrize(
    "mean, spread, runs",
    [(0.01, 0.02, 10), (-0.01, 0.02, 40), (0.02, 0.02, 3), (0.09, 0.03, 10), (0.2, 0.03, 40)],
)
def test_power_is_what_simulated_classes_find(mean, spread, runs):
    rng = np.random.default_rng(0)
    sample = rng.normal(size=5)
    sample = mean + spread * (sample - sample.mean()) / sample.std(ddof=1)
    paired = class_experiment.Paired("x", "a", "b", pd.Series(sample))
    draws = rng.normal(mean, spread, (20_000, runs))
    rejected = np.mean(stats.ttest_1samp(draws, 0, axis=1).pvalue < 0.05)
    assert paired.power(runs) == pytest.approx(rejected, abs=0.01)
    assert paired.power(1) == pytest.approx(
        np.mean(np.sign(draws[:, 0]) == np.sign(mean)), abs=0.01
    )


def test_one_run_has_no_interval(tmp_path):
    write(tmp_path, 1, 0.9, 0.8)
    paired = merged(tmp_path)
    assert paired.mean == pytest.approx(0.1)
    assert np.isnan(paired.interval()).all() and np.isnan(paired.power(10))
    said = class_experiment.report(paired)
    assert "One run has no interval" in said and "nan" not in said


def test_runs_without_spread_are_reported_in_words():
    paired = class_experiment.Paired("x", "a", "b", pd.Series([0.5, 0.5]))
    said = class_experiment.report(paired)
    assert "All runs have the same difference" in said and "nan" not in said


def test_the_command_writes_table_and_plot_and_can_be_repeated(tmp_path):
    for seed in range(4):
        write(tmp_path, seed, 0.9 + seed / 100, 0.8)
    command = [sys.executable, str(ROOT / "chapters" / "class_experiment.py"), str(tmp_path)]
    command += ["--table", str(tmp_path / "all.csv"), "--plot", str(tmp_path / "class.png")]
    first = subprocess.run(command, capture_output=True, text=True, check=True)
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert first.stdout == second.stdout and "masked ahead in 4 runs, behind in 0" in first.stdout
    assert len(pd.read_csv(tmp_path / "all.csv")) == 8
    assert (tmp_path / "class.png").stat().st_size > 5_000


@pytest.mark.parametrize(
    "text, message",
    [
        ("seed,condition,value\n1,a,2\n", "no column experiment"),
        ("experiment,seed,condition,value\nx,1,masked,many\n", "finite number"),
        ("experiment,seed,condition,value\n", "finite number"),
        ("", "cannot be read"),
        ("experiment,seed,condition,value\nother,1,a,2\nother,1,b,2\n", "more than one experiment"),
        ("experiment,seed,condition,value\nmask or zeros,5,a,2\n", "two conditions"),
        ("experiment,seed,condition,value\nmask or zeros,5,masked,2\n", "seed 5 has 1 rows"),
        (
            "experiment,seed,condition,value\nmask or zeros,1,masked,2\nmask or zeros,1,zeros read,2\n",
            "the same seed twice",
        ),
        (HEADER + "x,,masked,0.9\nx,,zeros read,0.8\n", "an empty cell in the column seed"),
        (HEADER + "x,2,masked,0.9\nx, ,zeros read,0.8\n", "an empty cell in the column seed"),
        (HEADER + ",2,masked,0.9\nx,2,zeros read,0.8\n", "an empty cell in the column experiment"),
        (HEADER + "x,2,masked,0.9\nx,2,,0.8\n", "an empty cell in the column condition"),
        (HEADER + "x,2,masked,0.9\nx,2,zeros read\n", "an empty cell in the column value"),
        (HEADER + "x,2,masked,True\nx,2,zeros read,False\n", "True or False in the column value"),
        (
            "experiment,seed,condition,value,value\nx,2,masked,0.9,1\nx,2,zeros read,0.8,1\n",
            "2 columns are named value",
        ),
        (
            "experiment;seed;condition;value\nx;2;masked;0,9\nx;2;zeros read;0,8\n",
            "its first line has: experiment;seed;condition;value\nIt looks separated by semicolons",
        ),
        ("experiment\tseed\tcondition\tvalue\nx\t2\tmasked\t1\n", "separated by tabs"),
        (
            HEADER + "x,2,masked,0,9\nx,2,zeros read,0,8\n",
            "the row x,2,masked,0,9 has 5 cells, more than the header, which has 4",
        ),
        (HEADER + "x,2,masked,1\nx,2,zeros read,0,8\n", "x,2,zeros read,0,8 has 5 cells"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, text, message):
    write(tmp_path, 1, 0.9, 0.8)
    (tmp_path / "bad.csv").write_text(text)
    with pytest.raises(ValueError, match=message):
        merged(tmp_path)
    assert message in class_experiment.main([str(tmp_path)])


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert "no such file" in class_experiment.main([str(tmp_path / "none")])
    assert "no .csv files" in class_experiment.main([str(tmp_path)])


def test_two_runs_without_seed_are_refused_by_file_and_column(tmp_path):
    for name in ("ann.csv", "bob.csv"):
        write(tmp_path, "", 0.9, 0.8, name=name)
    with pytest.raises(ValueError, match=r"ann\.csv: an empty cell in the column seed"):
        merged(tmp_path)


def test_a_condition_may_be_named_none(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "x,1,None,0.9\nx,1,NA,0.8\n")
    assert merged(tmp_path).first == "None"


def test_a_students_file_is_never_overwritten(tmp_path):
    ann = write(tmp_path, 1, 0.9, 0.8, name="ann.csv")
    write(tmp_path, 2, 0.9, 0.7, name="bob.csv")
    before = ann.read_bytes()
    refusal = class_experiment.main([str(tmp_path), "--table", str(ann)])
    assert "not overwritten" in refusal and "name another file" in refusal
    assert ann.read_bytes() == before


def test_an_earlier_table_is_replaced_and_whole_if_writing_fails(tmp_path, monkeypatch):
    write(tmp_path, 1, 0.9, 0.8)
    table = tmp_path / "all.csv"
    assert class_experiment.main([str(tmp_path), "--table", str(table)]) == 0
    write(tmp_path, 2, 0.9, 0.7)
    assert class_experiment.main([str(tmp_path), "--table", str(table)]) == 0
    before = table.read_bytes()
    assert len(pd.read_csv(table)) == 4

    def full_disk(self, path, **_):
        path.write_text("experiment,se")
        raise OSError("No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full_disk)
    assert "No space left" in class_experiment.main([str(tmp_path), "--table", str(table)])
    assert table.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_subfolders_and_capital_endings_are_read_and_others_named(tmp_path, capsys):
    write(tmp_path, 1, 0.9, 0.8, name="ANN.CSV")
    (tmp_path / "bob").mkdir()
    write(tmp_path / "bob", 2, 0.9, 0.7)
    (tmp_path / "notes.txt").write_text("late")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    write(tmp_path / ".ipynb_checkpoints", 2, 0.9, 0.7, name="mask_seed2-checkpoint.csv")
    assert class_experiment.main([str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert "2 runs" in printed.out
    assert printed.err.startswith("Files to read: 2; passed over: ")
    assert printed.err.count("\n") == 1
    assert "notes.txt" in printed.err and "mask_seed2-checkpoint.csv" in printed.err


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path):
    for student in ("ann", "bob"):
        (tmp_path / student).mkdir()
        write(tmp_path / student, 1, 0.9, 0.8)
    refusal = class_experiment.main([str(tmp_path)])
    assert "ann/mask_seed1.csv" in refusal and "bob/mask_seed1.csv" in refusal


@pytest.mark.parametrize(
    "option, target, message",
    [
        ("--table", "no/such.csv", "there is no folder"),
        ("--plot", "no/such.png", "there is no folder"),
        ("--plot", "class.xyz", "must end in .png or .pdf or .svg"),
        ("--table", "all.txt", "must end in .csv"),
        ("--table", "", "this is a folder; name a .csv file in it"),
    ],
)
def test_a_target_that_cannot_be_written_is_refused_first(
    tmp_path, capsys, option, target, message
):
    write(tmp_path, 1, 0.9, 0.8)
    refusal = class_experiment.main([str(tmp_path), option, str(tmp_path / target)])
    assert message in refusal and option in refusal
    assert capsys.readouterr().out == ""
