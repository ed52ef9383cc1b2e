"""The reference page on arguments of recurrent layers is read, not run; its examples hold all the same."""

import re

import numpy as np
import pytest
from thebook import ROOT

PAGE = (ROOT / "book" / "layer_arguments.md").read_text("utf8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def after_all_examples():
    """The names that are there when the examples have run one after the other."""
    names: dict = {}
    for example in EXAMPLES:
        exec(compile(example, "layer_arguments.md", "exec"), names)
    return names


def test_the_examples_hold_as_they_stand(after_all_examples):
    assert len(EXAMPLES) >= 9 and "stateful" in after_all_examples


def test_what_its_tables_say(after_all_examples):
    import keras
    from keras import layers

    x = after_all_examples["x"]
    for mode, width in (("concat", 8), ("sum", 4), ("ave", 4), ("mul", 4)):
        pair = layers.Bidirectional(layers.GRU(4), merge_mode=mode)
        assert pair(x).shape == (3, width)
    assert len(layers.Bidirectional(layers.GRU(4), merge_mode=None)(x)) == 2
    masked = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
    assert not np.any(np.asarray(masked(x, mask=after_all_examples["mask"]))[:, 5:])
    for old in ({"time_major": True}, {"batch_input_shape": (3, None, 2)}):
        try:
            layers.LSTM(4, **old)
        except (TypeError, ValueError):
            continue
        raise AssertionError(f"{old} is accepted")
    one, two = (layers.LSTM(4, implementation=number) for number in (1, 2))
    one.build(x.shape)
    two.build(x.shape)
    two.set_weights(one.get_weights())
    assert np.allclose(one(x), two(x), atol=1e-5)
    with pytest.raises(ValueError, match="expected ndim=3, found ndim=2"):
        keras.Sequential([layers.LSTM(4), layers.LSTM(4)])(x)
    layer = layers.LSTM(4)
    defaults = {
        "activation": "tanh",
        "recurrent_activation": "sigmoid",
        "use_bias": True,
        "unit_forget_bias": True,
        "unroll": False,
        "stateful": False,
        "go_backwards": False,
        "zero_output_for_mask": False,
        "dropout": 0.0,
        "recurrent_dropout": 0.0,
    }
    config = layer.get_config()
    assert {name: config[name] for name in defaults} == defaults and layer.use_cudnn == "auto"
    assert not hasattr(layers, "CuDNNLSTM")
    steps = np.ones((2, 6, 400), "float32")  # one pattern of dropout for all steps
    keras.utils.set_random_seed(1)
    dropping = layers.SimpleRNN(400, activation="linear", dropout=0.5, return_sequences=True)
    dropping.build(steps.shape)
    dropping.set_weights([np.eye(400), np.zeros((400, 400)), np.zeros(400)])
    states = np.asarray(dropping(steps, training=True))
    assert np.allclose(states, states[:, :1]) and 0.3 < (states == 0).mean() < 0.7
