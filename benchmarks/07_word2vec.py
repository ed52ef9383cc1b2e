"""Word vectors from the reviews without their labels, for the chapters "Word embeddings" and "Better recurrent models".

data/07_word2vec_64.npz (not committed: made again by this script in a few minutes):
    words    str (20000,): what TextVectorization.get_vocabulary() gives on the training reviews
    vectors  float16 (20000, 64): row i belongs to word i; rows 0 and 1 (padding, unknown) are zero
The vectors are a skip-gram with negative sampling, trained by gensim on one core (with more, two runs differ) on the
training and the unlabelled reviews, except those unlabelled ones whose text occurs in the test or the validation set.
Where the official archive cannot be had, the training reviews alone serve.
"""
import re
import string
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "chapters"))

import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from keras import layers
from utils import DATA, load_imdb

VOCABULARY, SIZE = 20_000, 64
SETTINGS = {"vector_size": SIZE, "window": 5, "min_count": 5, "sg": 1, "negative": 5, "sample": 1e-3, "epochs": 5,
            "workers": 1, "seed": 1}
LOWER_AND_STRIP = str.maketrans(string.ascii_uppercase, string.ascii_lowercase, string.punctuation)


def tokenize(text: str) -> list[str]:
    """As in the chapter "From text to tensors", where it is tested against TextVectorization."""
    return re.findall(r"\S+", text.translate(LOWER_AND_STRIP), re.ASCII)


def corpus(imdb) -> pd.Series:
    """Training texts, and the unlabelled ones that stand neither in the test nor in the validation set."""
    if imdb.unlabelled is None:
        return imdb.train.text
    held_out = set(imdb.test.text) | set(imdb.validation.text)
    return pd.concat([imdb.train.text, imdb.unlabelled.text[~imdb.unlabelled.text.isin(held_out)]])


def main() -> None:
    imdb = load_imdb(unlabelled=True)
    print(imdb)
    vectorize = layers.TextVectorization(max_tokens=VOCABULARY)
    vectorize.adapt(imdb.train.text.to_numpy())
    words = vectorize.get_vocabulary()
    texts = [tokenize(text) for text in corpus(imdb)]
    print(f"{len(texts):,} texts, {sum(map(len, texts)):,} words")
    start = time.perf_counter()
    model = Word2Vec(texts, **SETTINGS)
    print(f"trained in {time.perf_counter() - start:.0f} s", flush=True)
    vectors = np.zeros((len(words), SIZE), "float16")
    known = [i for i, word in enumerate(words) if word in model.wv]
    vectors[known] = model.wv[[words[i] for i in known]]
    print(f"{len(known):,} of {len(words):,} words have a vector")
    np.savez(DATA / "07_word2vec_64.npz", words=np.array(words), vectors=vectors)
    for word in ("good", "terrible", "boring", "actor"):
        print(word, [w for w, _ in model.wv.most_similar(word, topn=10)])


if __name__ == "__main__":
    main()
