"""The final model of the chapter "Training", over three seeds; the chapter's seed is kept for other chapters.

It reads text whose markup was removed: vocabulary and ids are those of standardize_without_markup().

results/final_reader.csv: one row per seed and epoch (loss and accuracy).
chapters/artifacts/training/final.npz, for whoever wants the trained model without training it:
    vocabulary        str (20000,): what TextVectorization.get_vocabulary() gives; row i of the embedding is word i
    names             str (n,): the paths of the weights, in the order of model.weights
    w0, w1, ...       float16: the weights, `model.set_weights([npz[f"w{i}"].astype("float32") ...])`
    validation, test  float16 (5000,), (25000,): probabilities of the positive class, in the order of
                      load_imdb().validation and load_imdb().test, by the model before its weights were rounded
    seed              int
The test probabilities are stored without being scored: the chapter scores them once.
"""

import sys
from pathlib import Path


import keras
import numpy as np
import pandas as pd
from keras import layers, ops
from record import save
from utils import BatchesByLength, load_imdb, predict_in_order, standardize_without_markup

VOCABULARY, TOKENS, EMBEDDING, UNITS, BATCH, EPOCHS, RATE = 20_000, 400, 64, 64, 64, 3, 2e-3
CHAPTER_SEED = 1


def build(seed: int, steps: int) -> keras.Model:
    """Ids (batch, time) to the probability that the review is positive; kept equal to the chapter's cell."""
    keras.utils.set_random_seed(seed)
    ids = keras.Input((None,), dtype="int32", name="ids")
    vectors = layers.Embedding(VOCABULARY, EMBEDDING, mask_zero=True)(ids)
    vectors = layers.SpatialDropout1D(0.3)(vectors)
    states = layers.Bidirectional(layers.LSTM(UNITS, return_sequences=True))(vectors)
    real = ops.expand_dims(ops.not_equal(ids, 0), -1)
    largest = ops.max(ops.where(real, states, -1.0), axis=1)  # states lie between -1 and 1
    mean = layers.GlobalAveragePooling1D()(states)
    both = layers.Dropout(0.5)(layers.concatenate([largest, mean]))
    model = keras.Model(ids, layers.Dense(1, activation="sigmoid")(both))
    rate = keras.optimizers.schedules.CosineDecay(RATE, steps)
    model.compile(
        keras.optimizers.Adam(rate), "binary_crossentropy", metrics=["accuracy"], jit_compile=False
    )  # every width of a batch would be compiled anew
    return model


def main(seeds) -> None:
    imdb = load_imdb()
    vectorize = layers.TextVectorization(
        max_tokens=VOCABULARY, standardize=standardize_without_markup
    )
    vectorize.adapt(imdb.train.text.to_numpy())

    def to_ids(texts):
        out = []
        for start in range(0, len(texts), 1000):
            ids = vectorize(texts.to_numpy()[start : start + 1000]).numpy()[:, :TOKENS]
            out += [row[row > 0].tolist() for row in ids]
        return out

    train, validation = to_ids(imdb.train.text), to_ids(imdb.validation.text)
    rows = []
    for seed in seeds:
        batches = BatchesByLength(train, imdb.train.label, BATCH, seed=seed)
        model = build(seed, EPOCHS * len(batches))
        history = model.fit(
            batches,
            epochs=EPOCHS,
            verbose=2,
            shuffle=False,
            validation_data=BatchesByLength(validation, imdb.validation.label, 256),
        ).history
        for epoch in range(EPOCHS):
            rows.append(
                {"seed": seed, "epoch": epoch + 1, **{k: v[epoch] for k, v in history.items()}}
            )
        print(rows[-1], flush=True)
        if seed == CHAPTER_SEED:
            np.savez_compressed(
                Path(__file__).parent.parent / "chapters" / "artifacts" / "training/final.npz",
                seed=seed,
                vocabulary=np.array(vectorize.get_vocabulary()),
                names=np.array([w.path for w in model.weights]),
                validation=predict_in_order(model, validation).astype("float16"),
                test=predict_in_order(model, to_ids(imdb.test.text)).astype("float16"),
                **{f"w{i}": w.astype("float16") for i, w in enumerate(model.get_weights())},
            )
        save(pd.DataFrame(rows), "final_reader")


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or (1, 2, 3))
