"""For each claim of chapters/trained_lstm.md a change of its data after which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "a gate's average correlation is below 0.25, two standard errors included": "agreement['forget gate'] = agreement['forget gate'] + 0.25",
    "it is below 0.4 in three reviews of four": "agreement['output gate'] = agreement['output gate'].abs() + 0.3",
    "the stir of the gates agrees better than any opening": "agreement['stir'] = agreement['output gate']",
    "the length of the word's vector agrees better than the stir of the gates": "agreement['vector'] = agreement['stir']",
    "the step of the score agrees best": "agreement['step'] = agreement['vector']",
    "gates held at their means, one or all three, cost less than two points": "ablation.loc[ablation['gate held'] == 'all three', 'lost'] = ablation['lost'][2]",
    "any gate forced to 1, or the forget gate to 0, costs more than ten": "ablation.loc[(ablation['gate held'] == 'forget gate') & (ablation['at'] == '1'), 'lost'] = ablation['lost'][1] / 10",
    "erasing the first direction costs more than ten points, and less than thirty": "costs.loc['the first direction'] = costs.loc['the next two directions']",
    "erasing the next two, or all but the first, costs less than four, with errors": "costs.loc['all but the first'] = costs.loc['the first direction']",
    "held at its mean the first direction costs more than twenty": "costs.loc['the first direction', 'lost at mean'] = costs.loc['the first direction', 'lost']",
    "the others, held at their means, less than three, errors included": "costs.loc['all but the first', 'lost at mean'] = costs.loc['the first direction', 'lost']",
    "of a push into the plane less than a fifth is left after ten words": "left_in_plane = left.mean().to_numpy()",
    "after ten words more than half is left on average": "left[10] = left[100]",
    "after a hundred less than half, more than nothing": "left[100] = left[10]",
    "shuffled or equal weights change at most five verdicts in a hundred, each seed": "disturbed['verdicts changed, %', 'shuffled'] = 4 * disturbed['verdicts changed, %', 'all on the least']",
    "all weight on the least word changes more than either, each seed": "disturbed['verdicts changed, %', 'all on the least'] = disturbed['verdicts changed, %', 'shuffled']",
    "and fewer than 40": "disturbed['verdicts changed, %', 'all on the least'] += 40",
    "the weights are not on a few words": "explained.loc['effective number, share of all words'] = 10",
    "nor are they equal": "explained.loc['effective number, share of all words'] = 100",
    "three single states in four agree with the verdict": "explained.loc['single states that say the same'] -= 25",
}

LISTED = {}
