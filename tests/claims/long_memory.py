"""For each claim of chapters/long_memory.md a change of its data under which it must come out otherwise.

The code runs in the chapter's namespace after the whole chapter, just before the claim's cell is run again.
"""

FALSIFIED = {
    "the LSTM learns it": "lstm_run = plain_run",
    "the plain network does not get below 0.01": "plain_run['error'] = lstm_run['error']",
    "a look before its gradient passes a tenth, no LSTM is far below answering 1": "lstm_run['error'] = lstm_run['error'].iloc[-1]",
    "a look after it, the error is below 0.05": "second_run['error'] = second_run['error'].iloc[0]",
    "by then the gradient has grown at least fiftyfold from its lowest": "lstm_run['kept'] = lstm_run['kept'].clip(lower=0.09)",
    "the plain network's gradient has crept up tenfold by the look before": "plain_run['kept'] = plain_run['kept'].clip(lower=0.09)",
    "its error then is not far below answering 1": "plain_run['error'] = lstm_run['error'].iloc[-1]",
    "recall, cut: no seed is a tenth better than answering 0, an error of 1": "horizons.loc[(horizons.task == 'recall') & horizons['blind start'] & (horizons['gradient over'] == 10), 'error'] = 0.05",
    "recall, cut, from Keras's own start: a seed learns it": "horizons.loc[~horizons['blind start'], 'error'] = 1.0",
    "recall, whole: every seed learns": "horizons.loc[(horizons.task == 'recall') & (horizons['gradient over'] == 20), 'error'] = 1.0",
    "adding, whole: every seed gets below a quarter of knowing one number": "horizons.loc[(horizons.task == 'adding') & (horizons['gradient over'] == 20), 'error'] = 1 / 12",
    "adding, cut: every seed too": "horizons.loc[(horizons.task == 'adding') & horizons['blind start'] & (horizons['gradient over'] == 10), 'error'] = 1 / 12",
    "a fresh LSTM keeps over twenty times more at bias 1 than at 0": "by_bias.loc[1.0, 'kept, fresh'] = by_bias.loc[0.0, 'kept, fresh']",
    "at 40 steps it has learned the task": "errors[40] = errors[400]",
    "at 400 it is no better than answering 1": "errors[400] = errors[40]",
}

LISTED = {}
