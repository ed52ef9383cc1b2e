"""The recipes that time_to_accuracy.py compares: what people use for these reviews today, and the book's own.

A published recipe is written anew from its published numbers: words, lengths, layers, optimiser, batches, epochs. What it
does to the text is kept, also where the book would do otherwise. All of them get the book's split. Where a recipe was made
for the packaged ids of ``keras.datasets.imdb``, `DatasetIds` numbers the words of the training reviews by the same rules.

A recipe's ``prepare(material, seed)`` turns texts into what its model reads, builds the model, and returns a reader:
    looks                into how many parts an epoch is cut, to look at validation after each
    train(epoch, part)   one of these parts; epochs and parts count from 0
    encode(texts)        whatever predict() takes; texts is a Series or list of strings
    predict(encoded)     (n,) probabilities of praise (NB-SVM: a margin through a sigmoid, which is none)
    state(), restore()   all that training needs to go on, as a list of arrays
    parameters           numbers that training may change, and those it may not
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import measure  # noqa: F401  it finds utils and bookkit

import keras
from keras import layers, ops
from utils import PUNCTUATION, BatchesByLength, predict_in_order, standardize_without_markup

LOOKS = 4  # parts of an epoch, after each of which validation is looked at


@dataclass
class Material:
    """What a recipe may learn from: texts and labels (0 or 1) of the training reviews, and vectors made before."""

    texts: pd.Series
    labels: np.ndarray  # (n,)
    vectors: dict[str, np.ndarray] = field(default_factory=dict)  # word: (size,)
    epochs: int | None = None  # of the run, where it is shortened


def code_of(page: str, names: list[str]) -> dict:
    """The definitions *names* of a chapter of the book, as they stand on its page."""
    from bookkit.book import find_book
    from bookkit.chapter import definitions

    source = find_book(Path(__file__).parent).page(page)
    defined: dict = {"__name__": page}
    exec(definitions(source, source, names), defined)
    return defined


# --- batches, and parts of an epoch ------------------------------------------


def edges(steps: int, part: int) -> tuple[int, int]:
    """The first step of a part of an epoch, and the first one after it."""
    return part * steps // LOOKS, (part + 1) * steps // LOOKS


class Rows:
    """Rows of one width, (n, width), in batches; shuffled anew in every epoch."""

    def __init__(self, rows: np.ndarray, labels: np.ndarray, batch: int, seed: int):
        self.rows, self.labels, self.batch, self.seed = rows, labels, batch, seed
        self.steps = -(-len(rows) // batch)

    def numbers(self, epoch: int, part: int) -> np.ndarray:
        """Which rows belong to this part of this epoch, in their order."""
        order = np.random.default_rng([self.seed, epoch]).permutation(len(self.rows))
        first, after = edges(self.steps, part)
        return order[first * self.batch : after * self.batch]

    def part(self, epoch: int, part: int) -> dict:
        """Arguments for ``fit``."""
        numbers = self.numbers(epoch, part)
        return {"x": self.rows[numbers], "y": self.labels[numbers], "batch_size": self.batch}


class Strings(Rows):
    """The same for texts (n,), which the model itself turns into ids."""

    def part(self, epoch: int, part: int) -> dict:
        import tensorflow as tf

        numbers = self.numbers(epoch, part)
        pairs = tf.data.Dataset.from_tensor_slices((self.rows[numbers], self.labels[numbers]))
        return {"x": pairs.batch(self.batch).prefetch(tf.data.AUTOTUNE)}


class Ready:
    """Batches that a PyDataset makes, and rearranges after every epoch."""

    def __init__(self, dataset: keras.utils.PyDataset):
        self.dataset, self.epoch, self.steps = dataset, 0, len(dataset)

    def part(self, epoch: int, part: int) -> dict:
        while self.epoch < epoch:  # more than once where a run is taken up again
            self.dataset.on_epoch_end()
            self.epoch += 1
        return {"x": Some(self.dataset, range(*edges(self.steps, part)))}


class Some(keras.utils.PyDataset):
    """The batches of *dataset* with these numbers."""

    def __init__(self, dataset: keras.utils.PyDataset, numbers: range):
        super().__init__(workers=1)
        self.dataset, self.numbers = dataset, numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, index: int):
        ids, labels = self.dataset[self.numbers[index]]
        # TensorFlow takes the shape of all batches from the first two: a width they shared would be law.
        if index == 1 and keras.backend.backend() == "tensorflow":
            first = self.dataset[self.numbers[0]][0].shape[1]
            ids = np.pad(ids, ((0, 0), (0, int(ids.shape[1] == first))))
        return ids, labels


# --- readers -----------------------------------------------------------------


@dataclass
class NetworkReader:
    """A compiled Keras model with its batches."""

    looks = LOOKS

    model: keras.Model
    batches: Rows | Ready
    encode: Callable
    probabilities: Callable  # (model, encoded) -> (n,)

    def train(self, epoch: int, part: int) -> None:
        self.model.fit(**self.batches.part(epoch, part), epochs=1, shuffle=False, verbose=0)

    def predict(self, encoded) -> np.ndarray:
        return self.probabilities(self.model, encoded)

    @property
    def parameters(self) -> tuple[int, int]:
        """(trained, held fixed)"""
        trained, fixed = self.model.trainable_weights, self.model.non_trainable_weights
        return tuple(sum(int(np.prod(w.shape)) for w in weights) for weights in (trained, fixed))

    def variables(self) -> list:
        """Weights, the places of the random number generators, and what the optimiser keeps."""
        self.model.optimizer.build(self.model.trainable_variables)
        seeds = [v for v in self.model.variables if "seed_generator" in v.path]
        return [*self.model.weights, *seeds, *self.model.optimizer.variables]

    def state(self) -> list[np.ndarray]:
        return [ops.convert_to_numpy(variable) for variable in self.variables()]

    def restore(self, state: list[np.ndarray]) -> None:
        for variable, value in zip(self.variables(), state, strict=True):
            variable.assign(value)


class LinearReader:
    """NB-SVM: one fit, which is its only epoch."""

    looks = 1

    def __init__(self, x, y, encode: Callable, fit: Callable):
        self.x, self.y, self.encode, self.fit = x, y, encode, fit

    def train(self, epoch: int, part: int) -> None:
        self.weights, self.bias = self.fit(self.x, self.y)

    def predict(self, encoded) -> np.ndarray:
        return 1 / (1 + np.exp(-(encoded @ self.weights + self.bias)))

    @property
    def parameters(self) -> tuple[int, int]:
        """(weights with the bias, evidence)"""
        return self.x.shape[1] + 1, self.x.shape[1]

    def state(self) -> list[np.ndarray]:
        return [self.weights, np.array(self.bias)]

    def restore(self, state: list[np.ndarray]) -> None:
        self.weights, self.bias = state[0], float(state[1])


def of_rows(model: keras.Model, rows: np.ndarray) -> np.ndarray:
    """Probabilities (n,) for rows of one width."""
    return model.predict(rows, batch_size=256, verbose=0)[:, -1]


# --- words to ids ------------------------------------------------------------


def listed(texts) -> list[str]:
    return [str(text) for text in texts]


class DatasetIds:
    """Ids nearly as in ``keras.datasets.imdb``: 1 begins a text, 2 is any other word, the commonest word is 3 (there 4); all below *words*.

    That data set was made with Keras's old Tokenizer, which takes punctuation for blanks: of ``<br />`` it leaves ``br``.
    """

    def __init__(self, texts, words: int):
        from tensorflow.keras.preprocessing.text import Tokenizer

        # it numbers the words from 2 on, 1 is any other word: here all one higher, since 1 begins a text
        self.tokenizer = Tokenizer(num_words=words - 1, oov_token="[other]")
        self.tokenizer.fit_on_texts(listed(texts))

    def __call__(self, texts) -> list[list[int]]:
        rows = self.tokenizer.texts_to_sequences(listed(texts))
        return [[1] + [number + 1 for number in row] for row in rows]


def vectorized(vectorize: layers.TextVectorization, texts, tokens: int | None = None) -> list:
    """The first *tokens* ids of each text, without padding."""
    texts, rows = np.array(listed(texts), dtype=object), []
    for start in range(0, len(texts), 1_000):
        ids = ops.convert_to_numpy(vectorize(texts[start : start + 1_000]))
        rows += [row[row > 0][:tokens] for row in ids]
    return rows


# --- published recipes -------------------------------------------------------


def article(material: Material, seed: int) -> NetworkReader:
    """The article this book grew from, after the smallest repair (the chapter "Training"; article_program.py)."""
    from article_program import BATCH_SIZE, MAX_LENGTH, VOCAB_SIZE, build_model
    from tensorflow.keras.preprocessing.text import Tokenizer

    tokenizer = Tokenizer(num_words=VOCAB_SIZE, lower=True)
    tokenizer.fit_on_texts(listed(material.texts))

    def encode(texts):
        rows = tokenizer.texts_to_sequences(listed(texts))
        return keras.utils.pad_sequences(rows, maxlen=MAX_LENGTH)

    keras.utils.set_random_seed(seed)
    batches = Rows(encode(material.texts), material.labels, BATCH_SIZE, seed)
    return NetworkReader(build_model(), batches, encode, of_rows)


def keras_bilstm_model() -> keras.Model:
    ids = keras.Input((None,), dtype="int32")
    states = layers.Embedding(20_000, 128)(ids)
    states = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(states)
    last = layers.Bidirectional(layers.LSTM(64))(states)
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(last))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])  # batches of one width
    return model


def keras_bilstm(material: Material, seed: int) -> NetworkReader:
    """keras.io, "Bidirectional LSTM on IMDB": the last 200 of 20,000 words, zeros before the text, no mask."""
    to_ids = DatasetIds(material.texts, 20_000)

    def encode(texts):
        return keras.utils.pad_sequences(to_ids(texts), maxlen=200)

    keras.utils.set_random_seed(seed)
    batches = Rows(encode(material.texts), material.labels, 32, seed)
    return NetworkReader(keras_bilstm_model(), batches, encode, of_rows)


def tensorflow_tutorial_model(encoder: layers.TextVectorization) -> keras.Model:
    text = keras.Input((), dtype="string")
    vectors = layers.Embedding(encoder.vocabulary_size(), 64, mask_zero=True)(encoder(text))
    last = layers.Bidirectional(layers.LSTM(64))(vectors)
    logit = layers.Dense(1)(layers.Dense(64, activation="relu")(last))
    model = keras.Model(text, logit)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-4), loss, metrics=["accuracy"], jit_compile=False)
    return model


def tensorflow_tutorial(material: Material, seed: int) -> NetworkReader:
    """tensorflow.org, "Text classification with an RNN": 1,000 words, whole reviews, a mask; the model reads strings."""
    import tensorflow as tf

    encoder = layers.TextVectorization(max_tokens=1_000)
    encoder.adapt(np.array(listed(material.texts), dtype=object))

    def encode(texts):
        # on a batch in which no text has a word this model raises an error: such a text is the unknown word
        asked = [
            text if re.sub(PUNCTUATION, "", text).split() else "[unknown]" for text in listed(texts)
        ]
        return np.array(asked, dtype=object)

    def probabilities(model, texts):
        order = np.argsort([text.count(" ") for text in texts], kind="stable")
        of_length = model.predict(
            tf.data.Dataset.from_tensor_slices(texts[order]).batch(256), verbose=0
        )
        logits = np.empty(len(texts))
        logits[order] = of_length[:, 0]
        return 1 / (1 + np.exp(-logits))

    keras.utils.set_random_seed(seed)
    batches = Strings(np.array(listed(material.texts), dtype=object), material.labels, 64, seed)
    return NetworkReader(tensorflow_tutorial_model(encoder), batches, encode, probabilities)


def d2l_bilstm_model(vectors: np.ndarray) -> keras.Model:
    """vectors: (words, 100), which stay as they are."""
    ids = keras.Input((None,), dtype="int32")
    embedding = layers.Embedding(*vectors.shape, trainable=False)
    states = embedding(ids)
    for _ in range(2):
        states = layers.Bidirectional(layers.LSTM(100, return_sequences=True))(states)
    ends = layers.concatenate([states[:, 0], states[:, -1]])  # (batch, 400)
    model = keras.Model(ids, layers.Dense(2, activation="softmax")(ends))
    embedding.set_weights([vectors])
    adam = keras.optimizers.Adam(0.01)
    model.compile(
        adam, "sparse_categorical_crossentropy", metrics=["accuracy"]
    )  # batches of one width
    return model


def d2l_bilstm(material: Material, seed: int) -> NetworkReader:
    """ "Dive into Deep Learning", sentiment analysis with an RNN: two layers on fixed vectors, the first 500 words.

    There the vectors are GloVe's; here they are trained on the training and the unlabelled reviews. Initial weights are
    Keras's. Words are cut at blanks, those of five and more occurrences have a row each; 0 is any other word, 1 padding.
    """
    counts = pd.Series(
        [word for text in listed(material.texts) for word in text.split()]
    ).value_counts()
    words = counts.index[counts >= 5]
    number = {word: place for place, word in enumerate(words, 2)}
    vectors = np.zeros((len(words) + 2, 100), "float32")
    for word, place in number.items():
        if word in material.vectors:
            vectors[place] = material.vectors[word]

    def encode(texts):
        rows = [[number.get(word, 0) for word in text.split()[:500]] for text in listed(texts)]
        return keras.utils.pad_sequences(rows, 500, padding="post", value=1)

    keras.utils.set_random_seed(seed)
    batches = Rows(encode(material.texts), material.labels, 64, seed)
    return NetworkReader(d2l_bilstm_model(vectors), batches, encode, of_rows)


def bigrams_model(entries: int) -> keras.Model:
    ids = keras.Input((None,), dtype="int32")
    mean = layers.GlobalAveragePooling1D()(layers.Embedding(entries, 50)(ids))
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(mean))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])  # batches of one width
    return model


def bigrams(material: Material, seed: int) -> NetworkReader:
    """Keras's former example "imdb_fasttext": the mean of 50 numbers for each word and each pair of words.

    20,000 words and every pair of them in the training reviews. The pairs stand behind the words of a review, of all these
    the last 400 are read, zeros before them, and the mean is taken over the zeros too.
    """
    to_ids = DatasetIds(material.texts, 20_000)
    numbers: dict[tuple[int, int], int] = {}
    known = to_ids(material.texts)
    for row in known:
        for pair in pairwise(row):
            numbers.setdefault(pair, 20_001 + len(numbers))

    def rows_of(ids):
        rows = [row + [numbers[pair] for pair in pairwise(row) if pair in numbers] for row in ids]
        return keras.utils.pad_sequences(rows, maxlen=400)

    def encode(texts):
        return rows_of(to_ids(texts))

    keras.utils.set_random_seed(seed)
    batches = Rows(rows_of(known), material.labels, 32, seed)
    return NetworkReader(bigrams_model(20_001 + len(numbers)), batches, encode, of_rows)


def keras_cnn_model() -> keras.Model:
    ids = keras.Input((None,), dtype="int64")
    x = layers.Dropout(0.5)(layers.Embedding(20_000, 128)(ids))
    for _ in range(2):
        x = layers.Conv1D(128, 7, padding="valid", activation="relu", strides=3)(x)
    x = layers.GlobalMaxPooling1D()(x)
    x = layers.Dropout(0.5)(layers.Dense(128, activation="relu")(x))
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(x))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])  # batches of one width
    return model


def keras_cnn(material: Material, seed: int) -> NetworkReader:
    """keras.io, "Text classification from scratch": a convolutional network, the first 500 of 20,000 words."""
    vectorize = layers.TextVectorization(
        20_000, standardize=standardize_without_markup, output_sequence_length=500
    )  # that page's own function removes <br /> alone, which is all the markup most reviews have
    vectorize.adapt(np.array(listed(material.texts), dtype=object))

    def encode(texts):
        return ops.convert_to_numpy(vectorize(np.array(listed(texts), dtype=object)))

    keras.utils.set_random_seed(seed)
    batches = Rows(encode(material.texts), material.labels, 32, seed)
    return NetworkReader(keras_cnn_model(), batches, encode, of_rows)


# --- the book's own ----------------------------------------------------------


def nb_svm(material: Material, seed: int) -> LinearReader:
    """The chapter "Baselines": words and pairs, each weighted by its evidence, and a linear SVM. Nothing is drawn."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.svm import LinearSVC

    page = code_of("baselines", ["log_count_ratio", "weigh", "without_tags"])
    count = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[^\w\s]", min_df=2)
    x = count.fit_transform(page["without_tags"](material.texts))
    ratio = page["log_count_ratio"](x, material.labels)

    def encode(texts):
        texts = pd.Series(listed(texts), dtype=object)
        return page["weigh"](count.transform(page["without_tags"](texts)), ratio)

    def fit(x, y):
        svm = LinearSVC(C=0.01, random_state=0).fit(x, y)
        return svm.coef_[0], float(svm.intercept_[0])

    return LinearReader(page["weigh"](x, ratio), material.labels, encode, fit)


def quick_start(material: Material, seed: int) -> NetworkReader:
    """The chapter "Quick start": LSTM(32), mean over time, the first 300 of 10,000 words; stops by validation loss."""
    page = code_of("quick_start", ["WORDS", "LENGTH", "standardize", "build_network"])
    vectorize = layers.TextVectorization(
        page["WORDS"], standardize=page["standardize"], output_sequence_length=page["LENGTH"]
    )
    vectorize.adapt(np.array(listed(material.texts), dtype=object))

    def encode(texts):
        return ops.convert_to_numpy(vectorize(np.array(listed(texts), dtype=object)))

    keras.utils.set_random_seed(seed)
    batches = Rows(encode(material.texts), material.labels, 64, seed)
    model = page["build_network"]()
    model.build((None, page["LENGTH"]))
    return NetworkReader(model, batches, encode, of_rows)


def training(material: Material, seed: int) -> NetworkReader:
    """The chapter "Training": both directions, pooled, the first 400 of 20,000 words (final_reader.py)."""
    from final_reader import BATCH, EPOCHS, TOKENS, VOCABULARY, build

    vectorize = layers.TextVectorization(VOCABULARY, standardize=standardize_without_markup)
    vectorize.adapt(np.array(listed(material.texts), dtype=object))

    def encode(texts):
        return vectorized(vectorize, texts, TOKENS)

    dataset = BatchesByLength(encode(material.texts), material.labels, BATCH, seed=seed)
    model = build(seed, (material.epochs or EPOCHS) * len(dataset))
    return NetworkReader(model, Ready(dataset), encode, predict_in_order)


def better_base(material: Material, seed: int) -> NetworkReader:
    """The base of the chapter "Better recurrent models": a GRU with 32 units each way, the first 250 tokens."""
    return book_reader(material, seed, tokens=250, long=250, epochs=3)


def better_vectors(material: Material, seed: int) -> NetworkReader:
    """The recipe of unlabelled.py: GRU(64) each way, started from word2vec, word dropout; predicts from 1,000 tokens."""
    settings = {"units": 64, "size": 64, "word": 0.1}
    return book_reader(material, seed, tokens=400, long=1_000, epochs=4, **settings)


def book_reader(material: Material, seed: int, tokens: int, long: int, epochs: int, **settings):
    """reader.py with these settings, on the first *tokens* tokens; it predicts from the first *long* ones."""
    import reader as book

    if keras.backend.backend() == "jax":
        import jax

        jax.config.update("jax_enable_compilation_cache", False)  # compiling is part of the cost
    words = book.vocabulary_of(listed(material.texts))
    if material.vectors:
        table = np.zeros((book.VOCABULARY, settings["size"]), "float32")
        for place, word in enumerate(words, 2):
            if word in material.vectors:
                table[place] = material.vectors[word]
        settings["vectors"] = table * 0.25 / table[2:].std()

    def encode(texts):
        return book.encode(listed(texts), words, long)

    keras.utils.set_random_seed(seed)
    ids = book.encode(listed(material.texts), words, tokens)
    dataset = book.Batches(ids, material.labels, seed=seed)
    model = book.reader((material.epochs or epochs) * len(dataset), **settings)
    return NetworkReader(model, Ready(dataset), encode, book.predict)


# --- the list ----------------------------------------------------------------


@dataclass(frozen=True)
class Recipe:
    """One line of the table."""

    name: str
    title: str
    source: str
    prepare: Callable
    epochs: int  # the most there are
    seeds: tuple[int, ...] = (1,)
    backend: str = "tensorflow"
    patience: int | None = None  # epochs without a lower validation loss after which it stops
    vectors: int | None = None  # numbers in a vector, where it starts from word2vec
    split: str = "blanks"  # how words are cut for these: at blanks, or by reader.words()
    own: bool = False


KERAS_IO = "https://keras.io/examples/nlp/"
RECIPES = [
    Recipe("nb_svm", "NB-SVM, words and pairs", "chapter Baselines", nb_svm, 1, own=True),
    Recipe(
        "quick_start", "Quick start", "chapter Quick start", quick_start, 20, (1, 2, 3), patience=2, own=True
    ),
    Recipe("training", "Training", "chapter Training", training, 3, (1, 2, 3), own=True),
    Recipe(
        "better_base", "Better models, base", "chapter Better models", better_base, 3, (1, 2, 3), "jax", own=True
    ),
    Recipe(
        "better_vectors", "Better models, word vectors", "benchmarks/unlabelled.py", better_vectors, 4,
        (1, 2, 3), "jax", vectors=64, split="words", own=True,
    ),
    Recipe(
        "better_vectors_tensorflow", "The same on TensorFlow", "benchmarks/unlabelled.py", better_vectors, 4,
        vectors=64, split="words", own=True,
    ),
    Recipe("keras_cnn", "Keras's text CNN", KERAS_IO + "text_classification_from_scratch/", keras_cnn, 3, (1, 2)),
    Recipe(
        "keras_bilstm", "Keras's bi-LSTM", KERAS_IO + "bidirectional_lstm_imdb/", keras_bilstm, 2, (1, 2)
    ),
    Recipe(
        "article", "The article's program, repaired", "chapter Training", article, 10
    ),
    Recipe(
        "bigrams", "Averaged pairs, as in fastText",
        "https://github.com/keras-team/keras/blob/0b0c3dbb621cbc8b9c79fbdf3b8e9e72383e2bc2/examples/imdb_fasttext.py", bigrams, 5,
    ),
    Recipe(
        "tensorflow_tutorial", "TensorFlow's RNN tutorial",
        "https://www.tensorflow.org/text/tutorials/text_classification_rnn", tensorflow_tutorial, 10,
    ),
    Recipe(
        "d2l_bilstm", "Two bi-LSTM layers on word vectors",
        "https://d2l.ai/chapter_natural-language-processing-applications/sentiment-analysis-rnn.html",
        d2l_bilstm, 5, vectors=100,
    ),
]  # fmt: skip
BY_NAME = {recipe.name: recipe for recipe in RECIPES}


def train_vectors(texts, size: int, split: str, epochs: int = 3) -> dict[str, np.ndarray]:
    """word2vec (skip-gram) as in unlabelled.py, on one thread: a vector (size,) for each word of five occurrences."""
    from gensim.models import Word2Vec
    from reader import words

    cut = {"blanks": str.split, "words": words}[split]
    model = Word2Vec(
        [cut(text) for text in texts],
        vector_size=size,
        sg=1,
        window=5,
        negative=5,
        min_count=5,
        epochs=epochs,
        seed=1,
        workers=1,
    )
    return {word: model.wv[word] for word in model.wv.index_to_key}
