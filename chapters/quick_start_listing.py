# An LSTM for two kinds of texts. DATA: the review archive, or a CSV table with columns text,label
import re
import tarfile

import keras
import pandas as pd
import tensorflow as tf
from keras import layers
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

DATA = "http://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"
WORDS, LENGTH = 10_000, 300  # words in the vocabulary; words read of each text
UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"  # Thai, 中文


def load(data):
    if not data.endswith((".tar.gz", ".tgz", ".tar")):
        table = pd.read_csv(data, dtype=str, keep_default_na=False)
        if len(table) and not isinstance(table.index, pd.RangeIndex):  # more cells than names
            raise ValueError(f"row 1 is {table.index[0]}, ...: put texts with commas in quotes")
        return table
    path = keras.utils.get_file(origin=data) if data.startswith("http") else data
    with tarfile.open(path) as archive:
        files = [file for file in archive if re.search(r"train/(neg|pos)/\d+_\d+\.txt$", file.name)]
        rows = [(archive.extractfile(f).read().decode(), f.name.split("/")[-2]) for f in files]
    if not rows or (data.endswith("aclImdb_v1.tar.gz") and len(rows) != 25_000):
        raise ValueError(f"{len(rows)} training reviews in {path}: delete it and load it again")
    return pd.DataFrame(rows, columns=["text", "label"])


def checked(table):
    for column in ["text", "label"]:
        if column not in table:
            raise ValueError(f"no column {column!r}, only {list(table)}: name them text,label")
        bad = table.index[table[column].str.strip().isin(["", "NaN", "nan"])]
        if len(bad):
            raise ValueError(f"{len(bad)} empty cells in {column!r}, first in row {bad[0] + 1}")
    counts = table.drop_duplicates("text")["label"].value_counts()
    if len(counts) != 2 or counts.min() < 10:
        raise ValueError(f"give two labels, ten texts or more each: {counts.head().to_dict()}")
    runs = table["text"].str.findall(UNSPACED).explode().dropna().str.len()
    if runs.mean() > 5 and runs.sum() > table["text"].str.len().sum() / 2:
        raise ValueError("no spaces between words: put them in, as ' '.join(jieba.cut(text)) does")
    return table.drop_duplicates("text").assign(y=(table["label"] == counts.index.max()) * 1.0)


@keras.saving.register_keras_serializable("quick_start")
def standardize(texts):
    texts = tf.strings.lower(texts, encoding="utf-8")
    texts = tf.strings.regex_replace(texts, r"</?[a-z][^<>]*>|[\p{P}\p{Z}\p{Cc}]", " ")
    return tf.strings.join(["[begin] ", texts])  # a first word: no text is empty


def ask(reader, texts):
    strings = [text.encode(errors="replace") for text in pd.Series(texts, dtype=object)]
    return reader.predict(tf.constant(strings), verbose=0)[:, 0]


if __name__ == "__main__":
    keras.utils.set_random_seed(1)
    table = checked(load(DATA))
    held_out = table.groupby("label").sample(frac=0.2, random_state=1)
    train = table.drop(held_out.index)
    bag = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+")
    linear = LogisticRegression(C=10).fit(bag.fit_transform(train["text"]), train["y"])
    vectorize = layers.TextVectorization(WORDS, standardize, output_sequence_length=LENGTH)
    vectorize.adapt(train["text"].to_numpy(object))
    x = vectorize(train["text"].to_numpy(object))
    judged = (vectorize(held_out["text"].to_numpy(object)), held_out["y"])
    network = keras.Sequential([layers.Embedding(WORDS, 64, mask_zero=True)])
    network.add(layers.LSTM(32, dropout=0.3, return_sequences=True))
    network.add(layers.GlobalAveragePooling1D())  # the mean state over the real words
    network.add(layers.Dense(1, activation="sigmoid"))
    network.compile(keras.optimizers.Adam(2e-3), "binary_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    size = 1 + min(63, len(x) // 30)  # of a batch: a small table needs small ones
    network.fit(x, train["y"], size, 20, validation_data=judged, callbacks=[stop])
    print("always the same answer:", held_out["y"].value_counts(normalize=True).max())
    print("linear model:", linear.score(bag.transform(held_out["text"]), held_out["y"]))
    print("LSTM:", network.evaluate(judged[0], judged[1], verbose=0)[1])
    keras.Sequential([keras.Input((), dtype="string"), vectorize, network]).save("reader.keras")
    print(ask(keras.saving.load_model("reader.keras"), ["A warm, funny film.", "", "太好看了"]))
