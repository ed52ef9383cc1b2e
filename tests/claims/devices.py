"""For each claim of chapters/devices.md a change of its data under which it must come out otherwise."""

FALSIFIED = {
    "only the two bfloat16 rows run one kernel 250 times": """
by_variant = by_variant.copy()
by_variant.loc["LSTM float16", "runs of one kernel"] = 250
""",
    "LSTM in bfloat16 takes ten times as long as in float32": """
by_variant = by_variant.copy()
by_variant.loc["LSTM bfloat16", "ms, 32 reviews"] = 12
""",
    "with 256 reviews it takes four times as long": """
by_variant = by_variant.copy()
by_variant.loc["LSTM bfloat16", "ms, 256"] = 12
""",
    "beside float16 it takes about six times as long, with 32 reviews": """
by_variant = by_variant.copy()
by_variant.loc["LSTM float16", "ms, 32 reviews"] = 1.5
""",
    "and about four with 256": """
by_variant = by_variant.copy()
by_variant.loc["LSTM float16", "ms, 256"] = 15.0
""",
    "JAX: the masked layer takes less time than the plain one": """
table = table.copy()
table.loc["plain", ("jax", 32)] = 10
""",
    "with XLA a new width takes at least five times as long as a known one": "with_xla = np.ones(2 * n)",
    "without XLA a new width takes less than half as long as with it": "without = with_xla",
    "PyTorch: recurrent dropout costs a factor above 60": """
table = table.copy()
table.loc["recurrent_dropout", ("torch", 32)] = 100
""",
    "JAX: less than a factor of 2": """
table = table.copy()
table.loc["recurrent_dropout", ("jax", 32)] = 100
""",
    "JAX: with a mask it makes no difference where the zeros stand": """
table = table.copy()
table.loc["mask, zeros left", ("jax", 32)] = 100
""",
    "JAX: eight times as many reviews take less than 1.3 times as long": """
table = table.copy()
table.loc["dropout", ("jax", 256)] = 100
""",
    "recurrent dropout costs at least half as much again as dropout alone": """
cost = cost.copy()
cost["dropout and recurrent_dropout"] = cost["dropout"]
""",
    "in batches of 128 a review is cheaper than in batches of 32": """
cost = cost.copy()
cost["plain, batches of 128"] = cost.iloc[0]
""",
    "0.889 after 16 seconds": "reader_there = reader_there[1:].assign(val_accuracy=0.88)",
    "three epochs in 31 seconds": "reader_there = reader_there.assign(seconds=40.0)",
    "most weights are in the embedding": "embedding = embedding[:1_000]",
    "a batch of 20 reviews uses fewer than a quarter of the rows": "touched = WORDS // 2",
}
LISTED: dict[str, str] = {}
