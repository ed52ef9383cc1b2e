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
    return class_experiment.pair(class_experiment.read(class_experiment.files([str(folder)])))


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
