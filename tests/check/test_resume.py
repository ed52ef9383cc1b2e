"""The training of the page "Devices", which goes on after a lost session: killed in a process of its own, and resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from thebook import BOOK, ROOT

from bookkit.chapter import definitions

NAMES = ["SEED", "WORDS", "BATCH", "DROPOUT", "start", "keep", "newest", "train"]
EPOCHS = 4
PROGRAM = """
import os
import signal
import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers

{definitions}

WORDS = 60
random = np.random.default_rng(3)
ids = random.integers(1, WORDS, (4 * BATCH + 5, 7)).astype("int32")  # the last batch is smaller
ids[::3, 4:] = 0  # zeros after the text
labels = (ids[:, 0] > WORDS // 2).astype("float32")


class Killed(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if (self.epoch, batch) == ({epoch}, 2):
            os.kill(os.getpid(), signal.SIGKILL)  # no callback, no finally, nothing is tidied


folder = Path(sys.argv[1])
model = train(folder, ids, labels, {epochs}, callbacks=[Killed()])
variables = model.weights + model.optimizer.variables
arrays = [keras.ops.convert_to_numpy(variable) for variable in variables]
np.savez(folder.with_suffix(".npz"), *arrays)
"""


def session(folder: Path, killed_in: int = -1) -> tuple[int, str]:
    """(exit status, output) of one process that trains in *folder*, killed in the middle of an epoch."""
    page = BOOK.page("devices")
    program = PROGRAM.format(
        definitions=definitions(page, page, NAMES), epoch=killed_in, epochs=EPOCHS
    )
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
    ran = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr[-3000:]


def end(folder: Path) -> list[np.ndarray]:
    """Weights, and what the optimiser remembers, of the model that the session in *folder* ended with."""
    with np.load(folder.with_suffix(".npz")) as stored:
        return [stored[name] for name in stored.files]


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """The folder of a training that nothing disturbed."""
    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    status, output = session(folder)
    assert status == 0, output
    return folder


def cut_short(folder: Path) -> None:
    """A disk that lost the end of the newest file, and a write that was broken off."""
    newest = max(folder.glob("[0-9]*.keras"))
    newest.write_bytes(newest.read_bytes()[:-2_000])
    (folder / "half-written.keras").write_bytes(b"PK\x03\x04 and no more")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("damage", "done"), [(None, 2), (cut_short, 1)], ids=["killed", "killed and cut short"]
)
def test_a_training_killed_in_the_middle_of_an_epoch_ends_where_an_undisturbed_one_does(
    damage, done, finished, tmp_path
):
    folder = tmp_path / "run"
    status, output = session(folder, killed_in=2)
    assert status == -signal.SIGKILL, output
    assert sorted(file.name for file in folder.iterdir()) == ["001.keras", "002.keras"]
    if damage:
        damage(folder)
    status, output = session(folder)
    assert status == 0, output
    assert f"going on after {done} epochs" in output
    assert ("cannot be read" in output) == (damage is not None)
    ends = zip(end(folder), end(finished), strict=True)
    assert all(np.array_equal(one, other) for one, other in ends)


@pytest.mark.timeout(900)
def test_a_finished_training_is_not_trained_further(finished):
    before = end(finished)
    status, output = session(finished)
    assert status == 0 and f"going on after {EPOCHS} epochs" in output
    assert all(map(np.array_equal, end(finished), before))
    assert [file.name for file in sorted(finished.iterdir())] == ["003.keras", "004.keras"]
