"""For each claim of chapters/word_embeddings.md a change of its data under which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "between 68,500 and 69,000 texts remain": "corpus = pd.concat([corpus, imdb.train.text])",
    "all twelve are among the hundred commonest words": "row = pmi[index['good']].toarray().ravel()",
    "this page's training is the study's first seed, by WordSim-353": "skipgram = from_counts",
    "skip-gram: bad is among the ten nearest of good": "fate.loc['before', 'place of bad'] = fate['place of bad'].iloc[1]",
    "after training, bad is beyond place 1,000 for every seed": "fate['place of bad'] = fate['place of bad'].iloc[0]",
    "on this page the usual count answers over a third in every family": "hits = {family: share * 0 for family, share in hits.items()}",
    "on SimLex-999 counting leads for pairs drawn anew as well": "anew = -anew",
    "twenty words tell the side of nine in ten of the others": "sides.iloc[0] = sides.iloc[2]",
    "with random vectors they tell nothing": "sides.iloc[2] = sides.iloc[0]",
    "subtracting a adds at least ten points here to what b + c answers": "hits = {family: share[[3, 1, 2, 0, 4]] for family, share in hits.items()}",
    "in four of ten questions, or more, the open answer repeats the question": "hits = {family: share * 0 for family, share in hits.items()}",
    "more than half of all words are below zero": "for_all = -for_all",
    "vectors and text order the occupations much alike": "agreement = spearmanr(bias['association'], bias['error']).statistic",
    "fewer than half of the listed words are female in all reviews": "female, male = male, female",
    "with 100 labels both kinds of vectors are two points ahead of TF-IDF": "best[best.columns[0]] = best[best.columns[-1]]",
    "with a thousand the three are within two points": "best[best.columns[-2]] = best[best.columns[0]]",
    "with a thousand counting is ahead of TF-IDF in every draw": "scores['accuracy'] = scores.accuracy.where(scores.method != 'PMI + SVD', 0.8)",
    "with all labels TF-IDF is 1.5 points ahead of both": "best[best.columns[-1]] = best[best.columns[0]]",
    "with all labels random vectors are ten points behind the others": "best.loc['random vectors'] = best.loc['PMI + SVD']",
}

LISTED = {}
