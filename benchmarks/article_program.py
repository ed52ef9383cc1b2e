"""The article's program after the smallest repair that makes it run: its ten epochs, loss and accuracy of each.

Same layers, sizes, optimiser and batch size as the article; what is repaired is listed in the chapter "Training".
The reviews and the split are the book's. Written after every epoch to results/article_program.csv.
"""

from pathlib import Path


import numpy as np
import pandas as pd
from record import save
from utils import load_imdb

from tensorflow import keras  # the article's import; it still finds the legacy Tokenizer

VOCAB_SIZE, MAX_LENGTH, EMBEDDING_DIM, BATCH_SIZE, SEED = 10_000, 250, 100, 32, 1
EPOCHS = 10  # as in the article
RESULT = Path(__file__).parent / "results" / "article_program.csv"


def build_model() -> keras.Model:
    inputs = keras.layers.Input(shape=(None,))
    embedding = keras.layers.Embedding(input_dim=VOCAB_SIZE + 1, output_dim=EMBEDDING_DIM)(inputs)
    lstm = keras.layers.LSTM(units=100, dropout=0.2, recurrent_dropout=0.2)(embedding)
    dense = keras.layers.Dense(units=1, activation="sigmoid")(lstm)
    model = keras.models.Model(inputs=inputs, outputs=dense)
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model


class WriteEpochs(keras.callbacks.Callback):
    """Append each epoch to RESULT as soon as it is over."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def on_epoch_end(self, epoch, logs=None):
        self.rows.append({"epoch": epoch + 1, **logs})
        pd.DataFrame(self.rows).to_csv(RESULT, index=False)
        print(self.rows[-1], flush=True)


def main() -> None:
    imdb = load_imdb()
    tokenizer = keras.preprocessing.text.Tokenizer(num_words=VOCAB_SIZE, lower=True)
    tokenizer.fit_on_texts(imdb.train.text)

    def to_ids(texts):
        return keras.preprocessing.sequence.pad_sequences(
            tokenizer.texts_to_sequences(texts), maxlen=MAX_LENGTH
        )

    keras.utils.set_random_seed(SEED)
    build_model().fit(
        to_ids(imdb.train.text),
        np.array(imdb.train.label),
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        verbose=0,
        validation_data=(to_ids(imdb.validation.text), np.array(imdb.validation.label)),
        callbacks=[WriteEpochs()],
    )
    save(pd.read_csv(RESULT), "article_program")


if __name__ == "__main__":
    main()
