"""Word vectors from the reviews, three seeds each, judged in several ways (the chapter Word embeddings).

The chapter trains skip-gram once and asks its questions of one table. Here the same training is repeated with seeds 7, 8 and
9, beside CBOW with the same settings and PMI with a singular value decomposition (its seed starts only the solver). Corpus,
vocabulary, settings, pairs and families are the chapter's; the row of skip-gram with seed 7 has to equal what the page shows.

    python benchmarks/word_vectors.py    # about eight minutes on one core; resumes after an interruption

Writes benchmarks/results/word_vectors.csv, one row per method and seed:
    median place, in the first 10   of the partners of the chapter's 24 pairs
    wordsim353, simlex999           rank correlation with the judgements of people, over the pairs in the vocabulary
    place of bad                    in the list of the neighbours of good
    FAMILY, usual / open / alone    share of analogies answered: words of the question excluded, nothing excluded, no arithmetic
    occupations                     rank correlation of their association with the share of female words nearby
"""

from __future__ import annotations

import re
import string
from collections import Counter

import numpy as np
import pandas as pd
from gensim.models import Word2Vec
from gensim.test.utils import datapath
from record import HERE, save
from scipy.sparse import csr_matrix
from scipy.stats import spearmanr
from sklearn.decomposition import TruncatedSVD
from utils import MARKUP, load_imdb

WORDS, SIZE, WINDOW, NEGATIVES, SEEDS = 10_000, 64, 5, 5, (7, 8, 9)
SETTINGS = {
    "vector_size": SIZE,
    "window": WINDOW,
    "negative": NEGATIVES,
    "sample": 1e-4,
    "min_count": 1,
    "epochs": 2,
    "workers": 1,
}
LOWER_AND_STRIP = str.maketrans(string.ascii_uppercase, string.ascii_lowercase, string.punctuation)
PAIRS = [
    pair.split()
    for pair in [
        "awful terrible",
        "boring dull",
        "funny hilarious",
        "movie film",
        "actor actress",
        "mother father",
        "brother sister",
        "two three",
        "great excellent",
        "script screenplay",
        "scary creepy",
        "kid child",
        "wife husband",
        "book novel",
        "music soundtrack",
        "plot story",
        "stupid dumb",
        "bad poor",
        "ending end",
        "war soldiers",
        "police cop",
        "school college",
        "american british",
        "beginning start",
    ]
]
FAMILIES = {
    "man : woman": "man woman, king queen, father mother, brother sister, son daughter, "
    "husband wife, boy girl, actor actress, he she, uncle aunt",
    "film : films": "film films, movie movies, scene scenes, character characters, "
    "year years, actor actors, story stories, woman women",
    "watch : watched": "watch watched, look looked, play played, want wanted, try tried, "
    "hate hated, make made, say said",
}
GENDER = [
    pair.split()
    for pair in [
        "he she",
        "his her",
        "him her",
        "man woman",
        "boy girl",
        "father mother",
        "son daughter",
        "husband wife",
    ]
]
WORK = [
    "doctor",
    "nurse",
    "teacher",
    "secretary",
    "scientist",
    "lawyer",
    "cop",
    "detective",
    "singer",
    "dancer",
    "boss",
    "writer",
    "director",
    "producer",
    "model",
    "student",
    "president",
    "soldier",
    "journalist",
    "psychiatrist",
]
UNFINISHED = HERE / "results/.word_vectors.unfinished.part"


def tokenize(text: str) -> list[str]:
    """Each HTML tag a space; lower case, no punctuation; split at white space."""
    text = re.sub(MARKUP, " ", text).translate(LOWER_AND_STRIP)
    return re.findall(r"\S+", text, re.ASCII)


def neighbour_counts(documents: list[list[str]], index: dict[str, int]) -> csr_matrix:
    """How often word j stands within WINDOW places of word i, in the same text."""
    stream = np.fromiter(
        (i for tokens in documents for i in [index[word] for word in tokens] + [-1] * WINDOW),
        "int32",
    )
    total = csr_matrix((len(index), len(index)), dtype="float32")
    for distance in range(1, WINDOW + 1):
        left, right = stream[:-distance], stream[distance:]
        inside = (left >= 0) & (right >= 0)
        ones = np.ones(inside.sum(), "float32")
        total += csr_matrix((ones, (left[inside], right[inside])), total.shape)
    return total + total.T


def positive_pmi(pairs: csr_matrix) -> csr_matrix:
    """max(PMI, 0) of a sparse table of counts."""
    per_word = np.asarray(pairs.sum(axis=1)).ravel()
    cells = pairs.tocoo()
    pmi = np.log(cells.data / (per_word[cells.row] * per_word[cells.col] / per_word.sum()))
    attract = pmi > 0
    return csr_matrix((pmi[attract], (cells.row[attract], cells.col[attract])), pairs.shape)


def judged(directions: np.ndarray, index: dict[str, int], name: str) -> float:
    """Rank correlation of cosines with a list of pairs that people judged."""
    pairs = pd.read_csv(datapath(name), sep="\t", comment="#", names=["a", "b", "people"])
    pairs = pairs[pairs.a.str.lower().isin(index) & pairs.b.str.lower().isin(index)]
    a = directions[[index[word] for word in pairs.a.str.lower()]]
    b = directions[[index[word] for word in pairs.b.str.lower()]]
    return spearmanr(np.sum(a * b, axis=1), pairs.people).statistic


def analogies(listed: str, directions: np.ndarray, index: dict[str, int]) -> np.ndarray:
    """Shares answered: question's words excluded, nothing excluded, no arithmetic."""
    pairs = [pair.split() for pair in listed.split(", ")]
    hits = []
    for a, b in pairs:
        for c, d in pairs:
            if (a, b) != (c, d):
                ids = [index[word] for word in (a, b, c)]
                target = directions[ids[1]] - directions[ids[0]] + directions[ids[2]]
                score = np.stack([directions @ target, directions @ directions[ids[2]]])
                found = [score[0].argmax()]
                score[:, ids] = -np.inf
                found += score.argmax(axis=1).tolist()
                hits.append([found[1] == index[d], found[0] == index[d], found[2] == index[d]])
    return np.mean(hits, axis=0)


def report(vectors: np.ndarray, index: dict[str, int], counts: csr_matrix) -> dict[str, float]:
    """All judgements of one table of vectors (words, SIZE)."""
    directions = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def place(a: str, b: str) -> int:
        cosines = directions @ directions[index[a]]
        cosines[index[a]] = -2
        return 1 + int((cosines > cosines[index[b]]).sum())

    places = np.array([place(a, b) for a, b in PAIRS])
    row = {
        "median place": np.median(places),
        "in the first 10": (places <= 10).mean(),
        "wordsim353": judged(directions, index, "wordsim353.tsv"),
        "simlex999": judged(directions, index, "simlex999.txt"),
        "place of bad": place("good", "bad"),
    }
    for family, listed in FAMILIES.items():
        for how, share in zip(
            ("usual", "open", "alone"), analogies(listed, directions, index), strict=True
        ):
            row[f"{family}, {how}"] = share
    male, female = ([index[pair[side]] for pair in GENDER] for side in (0, 1))
    at = [index[word] for word in WORK]
    association = (directions[at] @ (directions[female] - directions[male]).T).mean(axis=1)
    near = counts[at].toarray()
    women, men = (near[:, sorted(set(ids))].sum(axis=1) for ids in (female, male))
    row["occupations"] = spearmanr(association, women / (women + men)).statistic
    return row


def main() -> None:
    """Read the corpus, make the tables that are missing, write the results."""
    imdb = load_imdb(unlabelled=True)
    extra = imdb.unlabelled.text
    held_out = set(imdb.test.text) | set(imdb.validation.text)
    corpus = pd.concat([imdb.train.text, extra[~extra.isin(held_out)]]).drop_duplicates()
    documents = [tokenize(text) for text in corpus]
    frequency = Counter(word for tokens in documents for word in tokens)
    words = sorted(frequency, key=lambda word: (-frequency[word], word))[:WORDS]
    index = {word: i for i, word in enumerate(words)}
    documents = [[word for word in tokens if word in index] for tokens in documents]
    counts = neighbour_counts(documents, index)
    pmi = positive_pmi(counts)

    rows = pd.read_csv(UNFINISHED).to_dict("records") if UNFINISHED.exists() else []
    done = {(row["method"], row["seed"]) for row in rows}
    for seed in SEEDS:
        for method in ("skip-gram", "CBOW", "PMI + SVD"):
            if (method, seed) in done:
                continue
            if method == "PMI + SVD":
                svd = TruncatedSVD(SIZE, n_iter=4, random_state=seed)
                vectors = svd.fit_transform(pmi) / np.sqrt(svd.singular_values_)
            else:
                trained = Word2Vec(
                    documents, **SETTINGS, sg=int(method == "skip-gram"), seed=seed
                ).wv
                vectors = np.stack([trained[word] for word in words])
            rows.append({"method": method, "seed": seed, **report(vectors, index, counts)})
            print(rows[-1], flush=True)
            pd.DataFrame(rows).to_csv(UNFINISHED, index=False)
    save(pd.DataFrame(rows), "word_vectors")


if __name__ == "__main__":
    main()
