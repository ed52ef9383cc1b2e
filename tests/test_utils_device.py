"""The cuDNN rules against what the installed Keras really does, with the GPU check switched to "present"."""

import sys

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from utils import cudnn_obstacles, device_report

LAYERS = keras.layers
BACKEND = keras.backend.backend()


class Reached(Exception):
    """Raised in place of the cuDNN kernel."""


@pytest.fixture
def pretend_gpu(monkeypatch):
    if BACKEND == "torch":
        pytest.skip("Keras asks PyTorch for a GPU tensor by tensor; there is no switch to turn")
    rnn = sys.modules[f"keras.src.backend.{BACKEND}.rnn"]

    def kernel(mask=None):
        if mask is not None:
            rnn._assert_valid_mask(mask)
        raise Reached

    monkeypatch.setattr(rnn, "_is_gpu_available", lambda: True)
    if BACKEND == "jax":
        monkeypatch.setattr("jax.experimental.rnn.lstm", lambda *arguments, **options: kernel())
        return
    monkeypatch.setattr(rnn, "_cudnn_lstm", lambda *arguments: kernel(arguments[6]))
    monkeypatch.setattr(rnn, "_cudnn_gru", lambda *arguments: kernel(arguments[5]))


def reaches_cudnn(layer, mask):
    try:
        layer(np.zeros((2, 3, 2), "float32"), mask=mask)
    except Reached:
        return True
    return False


OPTIONS = {
    "activation": st.sampled_from(["tanh", "tanh", keras.ops.tanh, "relu"]),
    "recurrent_activation": st.sampled_from(
        ["sigmoid", "sigmoid", keras.ops.sigmoid, "hard_sigmoid"]
    ),
    "recurrent_dropout": st.sampled_from([0, 0.0, 0.0, 0.2]),
    "use_bias": st.sampled_from([True, True, True, False]),
    "unroll": st.sampled_from([False, False, False, True]),
    "use_cudnn": st.sampled_from(["auto", "auto", "auto", False]),
    "go_backwards": st.booleans(),
    "return_sequences": st.booleans(),
    "dropout": st.sampled_from([0, 0.3]),
}
MASK = st.none() | st.lists(
    st.lists(st.booleans(), min_size=3, max_size=3), min_size=2, max_size=2
).map(np.array)


@given(st.fixed_dictionaries(OPTIONS), st.sampled_from([None, True, False]), MASK)
@settings(
    deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_obstacle_means_keras_calls_cudnn_and_the_other_way_round(
    pretend_gpu, options, reset_after, mask
):
    layer = (
        LAYERS.LSTM(2, **options)
        if reset_after is None
        else LAYERS.GRU(2, reset_after=reset_after, **options)
    )
    assert (cudnn_obstacles(layer, mask) == []) == reaches_cudnn(layer, mask)


@pytest.mark.parametrize(
    "option, words",
    [
        ({"activation": "relu"}, "activation is not tanh"),
        ({"activation": None}, "activation is not tanh"),
        ({"recurrent_activation": "hard_sigmoid"}, "recurrent_activation is not sigmoid"),
        ({"recurrent_dropout": 0.2}, "recurrent_dropout is not 0"),
        ({"unroll": True}, "unroll is True"),
        ({"use_bias": False}, "use_bias is False"),
        ({"use_cudnn": False}, "use_cudnn is False"),
    ],
)
def test_each_rule_is_named(option, words):
    assert cudnn_obstacles(LAYERS.LSTM(2)) == []
    assert cudnn_obstacles(LAYERS.LSTM(2, **option)) == [words]
    assert words in cudnn_obstacles(LAYERS.GRU(2, **option))
    assert cudnn_obstacles(LAYERS.Bidirectional(LAYERS.LSTM(2, **option))) == [words]


def test_options_that_do_not_matter():
    layer = LAYERS.LSTM(
        2, dropout=0.5, return_sequences=True, return_state=True, stateful=True, go_backwards=True
    )
    assert cudnn_obstacles(layer) == []


@pytest.mark.skipif(
    BACKEND != "tensorflow", reason="only TensorFlow has a cuDNN kernel with a mask"
)
def test_masks_on_tensorflow():
    lstm, gru = LAYERS.LSTM(2), LAYERS.GRU(2)
    assert (
        cudnn_obstacles(lstm, [[1, 1, 0], [1, 0, 0]]) == cudnn_obstacles(gru, np.ones((2, 3))) == []
    )
    assert "empty" in " ".join(cudnn_obstacles(lstm, [[1, 1, 0], [0, 0, 0]]))
    for holes in ([[0, 1, 1]], [[1, 0, 1]]):
        assert "right" in " ".join(cudnn_obstacles(lstm, holes))
    assert len(cudnn_obstacles(lstm, [[0, 1], [0, 0]])) == 2
    mask = LAYERS.Embedding(9, 2, mask_zero=True).compute_mask(np.array([[3, 4, 0], [5, 0, 0]]))
    assert cudnn_obstacles(LAYERS.Bidirectional(lstm), mask) == []
    assert cudnn_obstacles(LAYERS.GRU(2, reset_after=False)) == ["reset_after is False"]


@pytest.mark.skipif(BACKEND == "tensorflow", reason="JAX and PyTorch")
def test_masks_and_gru_on_other_backends():
    assert cudnn_obstacles(LAYERS.LSTM(2)) == []
    assert "mask" in " ".join(cudnn_obstacles(LAYERS.LSTM(2), np.ones((1, 3))))
    assert bool(cudnn_obstacles(LAYERS.GRU(2))) == (BACKEND == "jax")


def test_other_recurrent_layers_have_no_kernel_and_other_layers_are_refused():
    for layer in (
        LAYERS.SimpleRNN(2),
        LAYERS.RNN(LAYERS.LSTMCell(2)),
        LAYERS.Bidirectional(LAYERS.SimpleRNN(2)),
    ):
        assert cudnn_obstacles(layer) == ["only the layers LSTM and GRU have a cuDNN kernel"]
    with pytest.raises(TypeError, match="Dense is not a recurrent layer"):
        cudnn_obstacles(LAYERS.Dense(2))


def test_mask_of_the_wrong_shape_is_refused():
    with pytest.raises(ValueError, match=r"\(batch, time\)"):
        cudnn_obstacles(LAYERS.LSTM(2), [True, False])


def test_the_report_names_backend_version_and_gpu_in_words():
    report = device_report()
    assert BACKEND in report and keras.__version__ in report and "GPU" in report


@pytest.mark.skipif(BACKEND != "tensorflow", reason="TensorFlow's device list")
def test_the_report_with_and_without_a_gpu(monkeypatch):
    import tensorflow as tf

    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [])
    assert "No GPU is in use" in device_report()
    gpu = tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind=None: [gpu])
    monkeypatch.setattr(
        tf.config.experimental, "get_device_details", lambda device: {"device_name": "Tesla T4"}
    )
    assert "A GPU is in use: Tesla T4." in device_report()


def test_the_report_reads_the_other_backends(monkeypatch):
    """Stand-ins with the three calls used; the real ones are tried where they are installed."""
    from types import SimpleNamespace as Fake

    jax = Fake(__version__="0.7.2", devices=lambda: [Fake(platform="gpu", device_kind="NVIDIA L4")])
    torch = Fake(
        __version__="2.11.0",
        cuda=Fake(device_count=lambda: 0),
        backends=Fake(mps=Fake(is_available=lambda: True)),
    )
    for name, module, words in (("jax", jax, "NVIDIA L4"), ("torch", torch, "Apple GPU")):
        monkeypatch.setattr(keras.backend, "backend", lambda name=name: name)
        monkeypatch.setitem(sys.modules, name, module)
        assert f"on {name}" in device_report() and words in device_report()
