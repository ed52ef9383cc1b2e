"""A control for the row `linear 2` of unlabelled.py: the same linear model, taught by its own decisions alone.

`linear 2` learned from the unlabelled reviews with the decisions of a teacher that was half a recurrent network. Here NB-weighted
logistic regression on 1-3-grams marks the unlabelled reviews itself and is trained once more with its own marks. Everything else is
as in unlabelled.py: texts that occur among validation or test reviews are left out, C is the one chosen there by validation. Test
reviews are not read.

    python benchmarks/self_taught.py    # about four minutes on one core

Writes benchmarks/results/self_taught.csv (accuracy on validation, seconds of processor time) and
    chapters/artifacts/unlabelled_text/self_taught.npz    float16 log-odds `NB-LR` and `self-taught` for the validation reviews
"""

import time

import numpy as np
import pandas as pd
from record import save
from scipy.sparse import vstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from unlabelled import nb_weighted
from utils import load_imdb

from reader import ROOT  # isort: skip

SCORES = ROOT / "chapters/artifacts/unlabelled_text/self_taught.npz"


def main() -> None:
    imdb = load_imdb(unlabelled=True)
    if not imdb.official:
        raise SystemExit(
            "this study needs the official archive: set IMDB_ARCHIVE to aclImdb_v1.tar.gz"
        )
    held_out = set(imdb.validation.text) | set(imdb.test.text)
    free = imdb.unlabelled.text[~imdb.unlabelled.text.isin(held_out)]
    texts = {"train": imdb.train.text, "free": free, "validation": imdb.validation.text}
    y = imdb.train.label.to_numpy()
    label = imdb.validation.label.to_numpy()
    start = time.process_time()
    count = CountVectorizer(
        analyzer="word",
        token_pattern=r"\w+|[^\w\s]",
        ngram_range=(1, 3),
        min_df=3,
        binary=True,
        dtype=np.float32,
    )
    clean = {part: text.str.replace("<br />", " ", regex=False) for part, text in texts.items()}
    x = {"train": count.fit_transform(clean["train"])}
    x.update({part: count.transform(clean[part]) for part in ("free", "validation")})

    def fitted(rows, labels, C):
        """The weights of the features and the model trained with them."""
        ratio = nb_weighted(rows, labels)
        model = LogisticRegression(C=C, solver="liblinear", dual=True, random_state=0)
        return ratio, model.fit(rows.multiply(ratio).tocsr(), labels)

    def scores(ratio, model, part):
        return model.decision_function(x[part].multiply(ratio).tocsr())

    tried = {C: fitted(x["train"], y, C) for C in (0.1, 0.3, 1.0)}
    right = {C: np.mean((scores(*both, "validation") > 0) == label) for C, both in tried.items()}
    C = max(right, key=right.get)
    teacher = tried[C]
    found = {"NB-LR": scores(*teacher, "validation")}
    seconds = {"NB-LR": time.process_time() - start}
    marks = scores(*teacher, "free") > 0
    pupil = fitted(vstack([x["train"], x["free"]]).tocsr(), np.r_[y, marks], C)
    found["self-taught"] = scores(*pupil, "validation")
    seconds["self-taught"] = time.process_time() - start
    rows = [
        {
            "model": name,
            "C": C,
            "accuracy": float(np.mean((score > 0) == label)),
            "seconds": round(seconds[name], 1),
        }
        for name, score in found.items()
    ]
    print(rows, flush=True)
    SCORES.parent.mkdir(exist_ok=True)
    np.savez_compressed(SCORES, **{name: score.astype("float16") for name, score in found.items()})
    save(pd.DataFrame(rows), "self_taught")


if __name__ == "__main__":
    main()
