"""For each claim of chapters/better_models.md a change of its data after which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "a run has a noise between a quarter and a half of a point": "noise = noise_of_a_run(table.iloc[:, ::-1].set_axis(table.columns, axis=1) * 2)[0]",
    "pairing by seed removes less than a tenth of it": "noise = noise_of_a_run(table + np.array([0.0, 1.0, 2.0, *[0.0] * (n - 3)]))[0]; "
    "unpaired = np.sqrt((table + np.array([0.0, 1.0, 2.0, *[0.0] * (n - 3)])).var(axis=1).mean())",
    "a constant learning rate is clearly worse": "changes.loc['constant learning rate', 'difference'] = changes.difference['word dropout 0.1']",
    "word2vec vectors are over half a point ahead of random ones of their size": "changes.loc['word2vec embeddings', 'difference'] = changes.difference['mean over time']",
    "a second layer or an LSTM is worth less than half a point": "changes.loc['LSTM', 'to'] = changes['to']['400 tokens']",
    "one direction is not ahead by a quarter of a point": "changes.loc['one direction, 64 units', 'to'] = changes['to']['400 tokens']",
    "a second layer takes more than one and a half times as long": "changes.loc['two layers', 'time, base = 1'] = changes['time, base = 1']['LSTM']",
    "in log loss word2vec, minGRU and the maximum alone are clearly better": "loss_changes['difference'] = -loss_changes.difference",
    "in log loss two layers and the mean alone are clearly worse": "loss_changes['difference'] = -loss_changes.difference",
    "three seeds see a gain of half a point in fewer than one study of five": "powers.loc[3] = powers.loc[10]",
    "ten seeds see it about every second time": "powers.loc[10] = powers.loc[3]",
    "ten seeds see a whole point nearly always": "powers.loc[10] = powers.loc[3]",
    "even twenty seeds miss 0.3 points more often than not": "powers.loc[20] = powers.loc[40]",
    "a winner loses more than half of its lead with other seeds": "winners['with other seeds'] = winners['ahead']",
    "the best of fourteen useless changes seems better by about 1.7 times the noise": "best_of[14] = best_of[50]",
    "random search finds the better setting": "search = search.iloc[::-1]",
    "both report more than they have": "search['too good by'] = search['seems'] - search['seems']",
}
