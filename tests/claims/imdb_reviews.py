"""For each claim of chapters/imdb_reviews.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "with the leak, the leaked texts are answered by heart": "memorised = 0.9",
    "without it they are ordinary test reviews": "unread = 0.7",
    "on the whole test set the leak adds under 0.2 points": "change = 0.003",
    "the direct gain is a little above the six hundredths of the arithmetic": "direct = 0.0005",
    "the control moves it by under 0.2 points too": "control = control + 0.003",
    "the same part gives over half a point more, two standard errors deducted": """
films = films.copy()
films.loc[0, "difference"] = films.loc[0, "two SE"] + 0.4
""",
    "on average more than ten times the worth of the leaked texts": """
films = films.copy()
films["difference"] = 5 * 100 * change
""",
    "judging neighbours, the same part has no advantage": """
apart = apart.copy()
apart.loc[0, "difference"] = films["difference"][0]
""",
    "with a tenth of C it has half a point less, for each seed": "gentle = films",
    "with a tenth of C there is an advantage still, two standard errors deducted": """
gentle = gentle.copy()
gentle.loc[0, "difference"] = 0.0
""",
    "a model with a tenth of C memorises less": "less = on_own.iloc[0]",
    "accuracy on validation is higher than on the test by over half a point": "on_validation = on_test + 0.004",
    "we read all that the rule selects": """
verdict = verdict.copy()
verdict.iloc[0] = "not read by us"
""",
}
LISTED: dict[str, str] = {}
