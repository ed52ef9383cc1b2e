"""Right and wrong answers to the code exercises of chapters/imdb_reviews.md."""

ANSWERS = {
    "ex-parse-name": {
        "right": [
            r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if not match:
        return None
    part, folder, number, stars = match.groups()
    label = None if folder == "unsup" else int(folder == "pos")
    rating = None if stars == "0" else int(stars)
    return dict(part=part, label=label, id=int(number), rating=rating)
""",
            """
def parse_name(name):
    pieces = name.split("/")
    if len(pieces) != 4 or pieces[0] != "aclImdb" or not pieces[3].endswith(".txt"):
        return None
    numbers = pieces[3][:-4].split("_")
    if len(numbers) != 2 or not all(n.isdigit() for n in numbers):
        return None
    labels = {"neg": 0, "pos": 1, "unsup": None}
    if pieces[1] not in ("train", "test") or pieces[2] not in labels:
        return None
    stars = int(numbers[1])
    return {"part": pieces[1], "label": labels[pieces[2]], "id": int(numbers[0]),
            "rating": stars if stars > 0 else None}
""",
        ],
        "wrong": [
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": "test", "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number), "rating": int(stars) or None}
""",
                "the part is the first folder",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    label = {"neg": 0, "pos": 1}.get(folder)
    return {"part": part, "label": label, "id": None if label is None else int(number), "rating": int(stars) or None}
""",
                "has a number as well",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": number, "rating": stars}
""",
                "whole numbers (int)",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": int(int(stars) >= 7), "id": int(number), "rating": int(stars) or None}
""",
                "an unlabelled review is a review too",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": int(folder == "pos"), "id": int(number), "rating": int(stars)}
""",
                "an unlabelled review is a review too",
            ),
            (
                r"""
def parse_name(name):
    match = re.search(r"(train|test)/(neg|pos|unsup)/(\d+)_(\d+)", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars) or None}
""",
                "this is no review file",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d)\.txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars) or None}
""",
                "two digits",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars)}
""",
                "the stars are not given",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+).txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars) or None}
""",
                "a dot stands for any character",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(\w+)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars) or None}
""",
                "the part is train or test",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number) or None,
            "rating": int(stars) or None}
""",
                "there is a file number 0",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(neg|pos|unsup)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars) if int(stars) > 1 else None}
""",
                "one star is given",
            ),
            (
                r"""
def parse_name(name):
    match = re.fullmatch(r"aclImdb/(train|test)/(\w+)/(\d+)_(\d+)[.]txt", name)
    if match is None:
        return None
    part, folder, number, stars = match.groups()
    return {"part": part, "label": {"neg": 0, "pos": 1}.get(folder), "id": int(number),
            "rating": int(stars) or None}
""",
                "this is no review file",
            ),
        ],
        "hidden": """
assert parse_name("aclImdb/train/pos/12499_10.txt") == {
    "part": "train", "label": 1, "id": 12499, "rating": 10}
assert parse_name("aclImdb/test/neg/0_1.txt") == {"part": "test", "label": 0, "id": 0, "rating": 1}
assert parse_name("aclImdb/train/unsup/0_0.txt") == {
    "part": "train", "label": None, "id": 0, "rating": None}
assert parse_name("aclImdb/imdb.vocab") is None
assert parse_name("aclImdb/../train/pos/1_7.txt") is None
assert parse_name("aclImdb/validation/neg/3_2.txt") is None
assert parse_name("aclImdb/train/neg/3_2_txt") is None
assert parse_name("aclImdb/train/pos/1_7.txt.bak") is None
assert parse_name("x/aclImdb/train/pos/1_7.txt") is None
assert parse_name("aclImdb/train/extra/1_7.txt") is None
assert parse_name("aclImdb/train/pos/1_x.txt") is None
assert parse_name("aclImdb/train/pos/17.txt") is None
assert parse_name("other/train/pos/1_7.txt") is None
""",
    },
    "ex-text-key": {
        "right": [
            r"""
def text_key(text):
    return " ".join(re.sub(r"[\W_]", " ", text.replace("<br />", " ").lower()).split())
""",
            """
def text_key(text):
    text = text.lower().replace("<br />", " ")
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())
""",
        ],
        "wrong": [
            (
                r"""
def text_key(text):
    small = re.sub(r"[A-Z]", lambda letter: letter.group().lower(), text.replace("<br />", " "))
    return " ".join(re.sub(r"[\W_]", " ", small).split())
""",
                "É is a capital too",
            ),
            (
                """
def text_key(text):
    return " ".join(re.findall("[a-z0-9]+", text.lower()))
""",
                "neither the letters br",
            ),
            (
                """
def text_key(text):
    return " ".join(re.findall("[A-Za-z0-9]+", text.replace("<br />", " ")))
""",
                "capitals should not matter",
            ),
            (
                """
def text_key(text):
    return " ".join(sorted(set(re.findall("[a-z0-9]+", text.replace("<br />", " ").lower()))))
""",
                "the order of words matters",
            ),
            (
                """
def text_key(text):
    return "".join(re.findall("[a-z0-9]+", text.replace("<br />", " ").lower()))
""",
                "borders between words",
            ),
            (
                """
def text_key(text):
    import string
    kept = text.replace("<br />", " ").lower().translate(str.maketrans("", "", string.punctuation))
    return " ".join(kept.split())
""",
                "a space should take its place",
            ),
            (
                """
def text_key(text):
    return " ".join(re.findall("[a-z]+", text.replace("<br />", " ").lower()))
""",
                "keep digits",
            ),
            (
                r"""
def text_key(text):
    return re.sub(r"\W+", " ", text.replace("<br />", " ").lower())
""",
                "at the start or end of the key",
            ),
            (
                r"""
def text_key(text):
    return " ".join(re.sub(r"[.,;:!?]", " ", text.replace("<br />", " ").lower()).split())
""",
                "brackets, quotes, dashes",
            ),
            (
                r"""
def text_key(text):
    return " ".join(re.findall(r"[\w']+", text.replace("<br />", " ").lower()))
""",
                "brackets, quotes, dashes",
            ),
            (
                """
def text_key(text):
    return re.findall("[a-z0-9]+", text.replace("<br />", " ").lower())
""",
                "should be one string",
            ),
            (
                """
def text_key(text):
    return " ".join(re.findall("[a-z0-9]+", text.replace("<br />", " ").lower()))
""",
                "a-z is too narrow",
            ),
            (
                r"""
def text_key(text):
    return " ".join(re.findall(r"\w+", text.replace("<br />", " ").lower()))
""",
                "an underscore is punctuation too",
            ),
            (
                """
def text_key(text):
    import string
    spaces = str.maketrans(string.punctuation, " " * len(string.punctuation))
    return " ".join(text.replace("<br />", " ").lower().translate(spaces).split())
""",
                "knows ASCII only",
            ),
            (
                r"""
def text_key(text):
    return " ".join(re.findall(r"[^\W_]+", text.replace("<br />", "").casefold()))
""",
                "put a space in its place",
            ),
            (
                r"""
def text_key(text):
    return " ".join(re.findall(r"[^\W_]+", re.sub("<[^>]*>", " ", text).casefold()))
""",
                "need not be a tag",
            ),
            (
                r"""
def text_key(text):
    words = re.findall(r"[^\W_]+", text.casefold())
    return " ".join(word for word in words if word != "br")
""",
                "not every br",
            ),
            (
                r"""
def text_key(text):
    words = re.findall(r"[^\W_]+", text.replace("<br />", " ").casefold())
    return " ".join(word.rstrip("s") for word in words)
""",
                "cut no ending off",
            ),
            (
                r"""
def text_key(text):
    words = re.findall(r"[^\W_]+", text.replace("<br />", " ").casefold())
    return " ".join(words[:50])
""",
                "the whole text counts",
            ),
            (
                r"""
def text_key(text):
    return " ".join(re.findall(r"[^\W\d_]+|\d", text.replace("<br />", " ").casefold()))
""",
                "a number stays together",
            ),
            (
                r"""
def text_key(text):
    import unicodedata
    text = unicodedata.normalize("NFKD", text.replace("<br />", " ").casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", text))
""",
                "different letters",
            ),
        ],
        "hidden": """
assert text_key("So BAD...<br /><br />that (really) I left!") == text_key("so bad that really I left")
assert text_key("7/10") == text_key("7 10") != text_key("10 7")
assert text_key("bad bad") != text_key("bad")
assert text_key("ÉTUDE Ω") == text_key("étude ω")
assert text_key("") == text_key("<br />")
assert isinstance(text_key("any film"), str)
assert text_key("don't (stop)!") == text_key("don t stop")
assert text_key("to day") != text_key("today")
assert text_key("naïve") != text_key("na ve") != text_key("nave")
assert text_key("_bad_film_") == text_key("bad film")
assert text_key("so<br /><br />bad") == text_key("so bad") != text_key("sobad")
assert text_key("\u2018so\u2019 \u2014 bad") == text_key("so bad")
assert text_key("résumé") != text_key("resume") and text_key("ab 12") != text_key("ab 1 2")
assert len({text_key("w " * 99 + end) for end in ("film", "films", "the film")}) == 3
assert text_key("1 < 2 good > 1") == text_key("1 2 good 1") != text_key("1 1")
assert text_key("the br of it") != text_key("the of it")
""",
    },
    "ex-group-split": {
        "right": [
            """
def group_split(groups, share, seed):
    films = np.random.default_rng(seed).permutation(np.unique(groups))
    chosen = set(films[: int(round(share * len(films)))].tolist())
    return np.array([film in chosen for film in np.asarray(groups).tolist()])
""",
            """
def group_split(groups, share, seed):
    from sklearn.model_selection import GroupShuffleSplit
    size = round(share * len(np.unique(groups)))
    splitter = GroupShuffleSplit(n_splits=1, test_size=size, random_state=seed)
    _, rows = next(splitter.split(np.zeros(len(groups)), groups=groups))
    chosen = np.zeros(len(groups), bool)
    chosen[rows] = True
    return chosen
""",
        ],
        "wrong": [
            (
                """
def group_split(groups, share, seed):
    return np.random.default_rng(seed).random(len(groups)) < share
""",
                "draw films, not reviews",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    return np.isin(groups, films[: round(share * len(films))])
""",
                "another seed should draw other films",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    chosen = np.random.default_rng(seed).choice(films, round(share * len(films)), replace=True)
    return np.isin(groups, chosen)
""",
                "should be drawn",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    chosen = np.random.default_rng(seed).choice(films, round(share * len(films)), replace=False)
    return np.flatnonzero(np.isin(groups, chosen))
""",
                "one truth value per review",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    chosen = np.random.choice(films, round(share * len(films)), replace=False)
    return np.isin(groups, chosen)
""",
                "the same seed, the same split",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    chosen = np.random.default_rng(seed).choice(films, round(share * len(films)), replace=False)
    return ~np.isin(groups, chosen)
""",
                "not for training",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    np.random.seed(seed)
    return np.isin(groups, np.random.permutation(films)[: round(share * len(films))])
""",
                "a generator of your own",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    chosen = np.random.default_rng(seed).choice(films, int(share * len(films)), replace=False)
    return np.isin(groups, chosen)
""",
                "neither cutting off",
            ),
            (
                """
def group_split(groups, share, seed):
    from sklearn.model_selection import GroupShuffleSplit
    splitter = GroupShuffleSplit(n_splits=1, test_size=share, random_state=seed)
    _, rows = next(splitter.split(np.zeros(len(groups)), groups=groups))
    return np.isin(np.arange(len(groups)), rows)
""",
                "nor rounding up",
            ),
            (
                """
def group_split(groups, share, seed):
    films, sizes = np.unique(groups, return_counts=True)
    chosen = np.random.default_rng(seed).choice(
        films, round(share * len(films)), replace=False, p=sizes / len(groups))
    return np.isin(groups, chosen)
""",
                "every film should have the same chance",
            ),
            (
                """
def group_split(groups, share, seed):
    count = len(np.unique(groups))
    chosen = np.random.default_rng(seed).choice(count, round(share * count), replace=False)
    return np.isin(groups, chosen)
""",
                "draw from the films themselves",
            ),
            (
                """
def group_split(groups, share, seed):
    films = np.unique(groups)
    start = np.random.default_rng(seed).integers(len(films))
    chosen = np.roll(films, -start)[: round(share * len(films))]
    return np.isin(groups, chosen)
""",
                "not only neighbours",
            ),
        ],
        "hidden": """
films = np.random.default_rng(1).integers(0, 40, size=500) * 3
first = np.asarray(group_split(films, 0.5, seed=0))
assert first.dtype == bool and first.shape == (500,)
assert not set(films[first]) & set(films[~first])
assert abs(len(set(films[first])) - len(set(films)) / 2) <= 2
assert (first == group_split(films, 0.5, seed=0)).all()
big = np.repeat(np.arange(10), [200] + [1] * 9)
for seed in range(10):
    assert len(set(big[group_split(big, 0.2, seed)])) == 2
state = np.random.get_state()[1].copy()
group_split(big, 0.2, 0)
assert (state == np.random.get_state()[1]).all()
assert any((first != group_split(films, 0.5, seed=seed)).any() for seed in (1, 2, 3))
assert [len(set(big[group_split(big, share, 5)])) for share in (0.18, 0.33, 0.69)] == [2, 3, 7]
assert sum(bool(group_split(big, 0.2, seed)[0]) for seed in range(50, 90)) < 20
assert len({tuple(np.asarray(group_split(np.arange(6), 0.5, s)).tolist()) for s in range(200)}) > 10
names = np.array(["b", "a", "c", "b"])
assert len(set(names[np.asarray(group_split(names, 0.34, 1))])) == 1
""",
    },
}
