"""For each claim of chapters/unlabelled_text.md a change of its data after which it must come out otherwise."""

FALSIFIED = {
    "word2vec is more than half a point ahead of random vectors as large": "changes.loc['word2vec embeddings', 'difference'] = changes.difference['mean over time']",
    "it lowers the log loss by more than 0.03": "shown.loc['word2vec embeddings', 'log loss'] = shown['log loss']['random vectors, as large']",
    "the marks lift the network by more than half a point": "lesson.loc['pupil, long', 'mean'] = lesson['mean']['recipe, long']",
    "no pupil is seen above its teacher": "teacher = 100 * accuracy(scores('recipe, long'))",
    "taught by itself a linear model gains less than a quarter of a point": "taught['points'] = 0.5",
    "linear 2 is ahead of what it was before": "like_for_like.iloc[5] = like_for_like.iloc[1]",
    "a network shares fewer of NB-SVM's errors than either linear model": "overlap['pupil, long'] = overlap['NB-LR']",
    "linear 2 speaks more than one and a half times as loud": "spread = spread[::-1]",
    "either mixture is ahead of both halves": "mixed.iloc[3] = mixed.iloc[0]",
    "half and half and equal say are within a quarter of a point": "mixed.iloc[3] = mixed.iloc[2] + 1",
    "with the same text the linear model is ahead of the networks": "like_for_like.iloc[0] = like_for_like.iloc[1]",
    "the pupils are not shown to be better than their teacher": "like_for_like.iloc[1] = like_for_like.iloc[2]",
    "the pupils are more than half a point ahead of the recipe": "like_for_like.iloc[2] = like_for_like.iloc[1]",
    "together they are ahead of either": "like_for_like.iloc[3] = like_for_like.iloc[1]",
    "over NB-SVM with triples the mixture is less than a point ahead": "lead = lambda model, other: (1.5, 1.2, 1.8)",
    "the networks are not shown to be better than NB-SVM with triples": "lead = lambda model, other: (0.9, 0.5, 1.3)",
    "the networks are better than NB-SVM with pairs": "lead = lambda model, other: (0.1, -0.2, 0.4)",
    "the pupil decides as recorded, but for reviews near one half": "kept = {name: -kept[name] for name in kept.files}",
    "'not bad' is read as blame": "said = 1 - said",
}
