"""For each claim of chapters/quick_start.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "the training loss falls from epoch to epoch": "losses = losses.assign(loss=losses['val_loss'].max() + losses.index)",
    "the validation loss ends above its lowest value": "losses = losses.assign(val_loss=-losses.index.astype(float))",
    "the LSTM judges at least 85 of 100 validation reviews rightly": "lstm_accuracy = 0.84",
    "the linear model is ahead of the LSTM, by less than six points": "linear_accuracy = lstm_accuracy - 0.001",
    "plain praise gets more than one half": "answers = 1 - answers",
}
LISTED: dict[str, str] = {}
