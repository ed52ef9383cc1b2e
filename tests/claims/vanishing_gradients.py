"""For each claim of chapters/vanishing_gradients.md a change of its data under which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "small inputs, scale 1: a third or more is kept over 50 steps, in every draw": "measured[0.05, 1.0] = measured[1.73, 1.0]",
    "small inputs, scale 1: a tenth or more is kept over 100 steps, in every draw": "measured[0.05, 1.0] = measured[1.73, 1.5]",
    "small inputs, scale 1.5: back to the start it grows at least a thousandfold": "measured[0.05, 1.5] = measured[0.05, 1.0]",
    "large inputs, scale 1: under a billionth is left at lag 50, in every draw": "measured[1.73, 1.0] = measured[0.05, 1.0]",
    "large inputs, scale 1.5: under a hundredth is left at lag 50, in every draw": "measured[1.73, 1.5] = measured[0.05, 1.0]",
    "lag 50 of 51 steps keeps at least five times what it keeps in longer sequences": "by_length[51] = by_length[LENGTHS[1]]",
    "back to the start it grows with the length": "by_length[LENGTHS[-1]] = by_length[51][:, :51]",
    "at 100 steps the median at 1.5 is over ten times that at 1 and that at 10 steps": "table.loc[(1.5, 100), 'median'] = table.loc[(1.5, 10), 'median']",
    "at scale 1 the median at 100 steps is less than three times that at 10": "table.loc[(1.0, 100), 'median'] = table.loc[(1.5, 100), 'median']",
    "the read-out's median stays below 15 everywhere": "table['read-out, median'] = table['median']",
    "in at least three of the networks the step is longer than the matrix": "free['step / matrix'] = clipped['step / matrix']",
    "after the step the recurrent gradient is at most a twentieth, in every network": "free['after'] = free['gradient before']",
    "in at least one network the loss of the same batch rises": "free['loss after'] = free['loss before'] - 0.1",
    "scale 1, rate 0.5: the read-out's gradient grows a hundredfold in five steps": "first_adder = fresh_adder; fresh_adder = lambda scale, seed: [0 * array for array in first_adder(scale, seed)]",
    "before the step the mean slope is above 0.6 in every network": "inside['slope before'] = inside['slope after']",
    "where the step is longer than the matrix, the mean slope falls below 0.3": "inside['slope after'] = inside['slope before']",
    "there the gradient grows over fifty steps at least fivefold before the step": "inside['kept before'] = inside['kept after']",
    "and less than a hundredth is kept after it": "inside['kept after'] = inside['kept before']",
    "without the limit every network comes near the loss of answering 1": "later.iloc[0] = later.iloc[1].to_numpy()",
    "and its recurrent gradient is shorter than 1": "later.iloc[3] = later.iloc[4].to_numpy()",
    "with the limit at least three are still exploding at batch 200": "later.iloc[4] = later.iloc[3].to_numpy()",
    "of these at least one is out of it at batch 1,000": "later.iloc[5] = later.iloc[4].to_numpy()",
    "no network has learned to add": "later.iloc[2] = later.iloc[2].to_numpy() / 10",
    "clipped, the step is less than a hundredth of the matrix": "clipped['step / matrix'] = free['step / matrix']",
    "clipped, the gradient does not collapse: at least a tenth is there after it": "clipped['after'] = free['after']",
    "nor over fifty steps, where the step was longer than the matrix": "clip_factor = lambda gradients, limit: 1.0",
    "without the limit no weight is nan after one step, with it every weight": "first_batch['1'] = first_batch['none']",
    "at scale 1.5 the limit keeps the losses finite": "nan_table.at[2, 'losses'] = nan_table.at[3, 'losses']",
    "at scale 2 it does not": "nan_table.at[3, 'losses'] = nan_table.at[2, 'losses']",
    "at a = 0.01 at least half is kept over fifty steps": "leaky[0.01] = leaky[0.1]",
    "less is kept the less is carried over": "leaky[0.1] = leaky[0.5] / 2",
}

LISTED = {}
