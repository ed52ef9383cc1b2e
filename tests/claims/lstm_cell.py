"""For each claim of chapters/lstm_cell.md a change of its data after which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "the sum is right in about half the sequences": "share_summed = np.mean(np.sign(gated[:, -1]) == values[:, 0])",
    "without a forget gate about half end in zero": "undecided = np.mean(with_gate == 0)",
    "at p = 1 the answer is a coin's": "held.loc[1, 'right'] = held.loc[10, 'right']",
    "at p = 4 most answers are right, not all": "held.loc[4, 'right'] = held.loc[1, 'right']",
    "both gates at 1 or 2: the slope is positive in every draw": "slopes.loc[1] = slopes.loc[3]",
    "both gates at 3, 4 or 10: it is negative in every draw": "slopes.loc[3] = slopes.loc[2]",
    "without noise it is negative for 1, 2, 3, 4 and 10": "slopes['without noise'] = slopes['highest']",
    "input gate at 10: it is negative in every draw for 2, 3, 4 and 10": "slopes.loc[2, 'highest of these'] = slopes.loc[2, 'highest']",
    "input gate at 10, forget gate at 1: under a thousandth of the slope at 1, 1": "slopes.loc[1, 'highest of these'] = slopes.loc[1, 'highest']",
    "limit 0.05: the plain network keeps over a thousand times more in every draw": "measured['LSTM, bias 1', 0.05] = measured['LSTM, bias 2', 0.05]",
    "limit 1.73: the LSTM keeps more in every draw": "measured['LSTM, bias 1', 1.73] = measured['LSTM, bias 0', 1.73]",
    "limit 1.73: but less than a thousandth": "measured['LSTM, bias 1', 1.73] = measured['LSTM, bias 2', 1.73]",
    "limit 0.05: it keeps more than the thick line alone": "measured['LSTM, bias 1', 0.05] = measured['LSTM, bias 0', 0.05]",
    "limit 0.05: at bias 2 it keeps a tenth or more in every draw": "measured['LSTM, bias 2', 0.05] = measured['LSTM, bias 2', 1.73]",
    "limit 0.05: in the median plain keeps more than bias 2, less than three times": "measured['LSTM, bias 2', 0.05] = measured['LSTM, bias 4', 0.05]",
    "at every length the plain network keeps a thousand times more than bias 1": "by_length[LENGTHS[-1]]['bias 1'] = by_length[LENGTHS[-1]]['bias 4']",
    "bias 4 keeps at least three times more at lag 50 of 51 than of 101 steps": "by_length[51]['bias 4'] = by_length[101]['bias 4']",
    "back to the start bias 4 has more than 1 in every draw and length": "by_length[LENGTHS[-1]]['bias 4, to the start'] = by_length[LENGTHS[-1]]['bias 4']",
    "limit 0.05: at bias 2 most of it does not come along the thick line": "measured['LSTM, bias 2', 0.05] = measured['LSTM, bias 2', 0.05] / 200",
    "in the two longest bias 4 keeps less than half at lag 50 in every draw": "by_length[LENGTHS[-2]]['bias 4'] = by_length[51]['bias 4']",
}

LISTED = {}
