"""For each claim of chapters/better_models.md a change of its data after which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "a run has a noise between a fifth and two fifths of a point": "noise = noise_of_a_run(table.iloc[:, ::-1].set_axis(table.columns, axis=1) * 2)[0]",
    "pairing by seed removes less than a tenth of it": "noise = noise_of_a_run(table + np.array([0.0, 1.0, 2.0, *[0.0] * (n - 3)]))[0]; "
    "unpaired = np.sqrt((table + np.array([0.0, 1.0, 2.0, *[0.0] * (n - 3)])).var(axis=1).mean())",
    "word2vec, minGRU and 400 tokens are clearly better": "changes.loc['minGRU', 'difference'] = changes.difference['word dropout 0.1']",
    "a constant rate, the mean alone and one direction are clearly worse": "changes.loc['mean over time', 'difference'] = changes.difference['word dropout 0.1']",
    "word2vec vectors are over half a point ahead of random ones of their size": "changes.loc['word2vec embeddings', 'difference'] = changes.difference['mean over time']",
    "a second layer, an LSTM or attention is worth less than 0.4 points": "changes.loc['LSTM', 'to'] = changes['to']['400 tokens']",
    "a second layer takes more than one and a half times as long": "changes.loc['two layers', 'time, base = 1'] = changes['time, base = 1']['LSTM']",
    "in log loss word2vec, minGRU and the maximum alone are clearly better": "loss_changes['difference'] = -loss_changes.difference",
    "in log loss two layers and the mean alone are clearly worse": "loss_changes['difference'] = -loss_changes.difference",
    "random vectors as large are better in log loss and behind in accuracy": "loss_changes['difference'] = -loss_changes.difference",
    "three seeds see a gain of half a point in fewer than one study of three": "powers.loc[3] = powers.loc[10]",
    "ten seeds see it more than three times in four": "powers.loc[10] = powers.loc[3]",
    "three seeds see 0.7 points about every second time": "powers.loc[3] = powers.loc[10]",
    "ten seeds miss 0.3 points more often than not": "powers.loc[10] = powers.loc[40]",
    "three seeds found one clear change": "early['clear'] = True",
    "their three best are the three that are clearly better with all seeds": "early = early.iloc[::-1]",
    "a winner loses more than a fifth of its lead with other seeds": "winners['with other seeds'] = winners['ahead']",
    "the best of fourteen useless changes seems better by about 1.7 times the noise": "best_of[14] = best_of[50]",
    "random search finds the better setting": "search = search.iloc[::-1]",
    "both report more than they have": "search['too good by'] = search['seems'] - search['seems']",
}
