"""The label catalogue: current, stable, and a translation of it reaches the reader."""
from io import BytesIO

import labels
import matplotlib.pyplot as plt
import pytest
import utils
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from harness import CHAPTERS, ROOT, calls, read_chapter

TEMPLATE = ROOT / "locale" / "labels.pot"


@pytest.fixture
def pseudo(monkeypatch, tmp_path):
    """An edition in which every label stands in double brackets."""
    catalog = read_po(BytesIO(labels.labels()), locale="en")
    for message in catalog:
        if message.id:
            message.string = f"[[{message.id}]]"
    folder = tmp_path / "locale" / "xx_YY" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "labels.mo").open("wb") as file:
        write_mo(file, catalog, use_fuzzy=True)
    monkeypatch.setattr(utils, "ROOT", tmp_path)
    monkeypatch.setenv("BOOK_LANG", "xx_YY")
    utils._catalogue.cache_clear()
    yield catalog
    utils._catalogue.cache_clear()


def test_the_committed_template_is_current():
    assert TEMPLATE.read_bytes().replace(b"\r\n", b"\n") == labels.labels(), "run: python tools/labels.py"


def test_it_changes_only_when_a_text_does():
    text = TEMPLATE.read_text(encoding="utf-8")
    assert labels.labels() == labels.labels()
    assert "Date" not in text and "Babel" not in text and str(ROOT) not in text
    assert not [line for line in text.split("\n") if line.startswith("#: ") and any(":" in w for w in line[3:].split())]


def test_every_label_of_the_template_is_translated(pseudo):
    for message in pseudo:
        if message.id:
            assert utils.t(message.id) == f"[[{message.id}]]"


def test_every_label_of_the_chapters_is_in_the_template(pseudo):
    for path in CHAPTERS:
        for source, _ in read_chapter(path).code:
            for call in [*calls(source, "t"), *calls(source, "claim"), *calls(source, "check")]:
                text = getattr(call.args[0], "value", None)
                assert text is None or utils.t(text) == f"[[{text}]]"


def test_a_translation_reaches_verdicts_plots_and_alternative_texts(pseudo, capsys, monkeypatch):
    def test():
        raise NotImplementedError("x")
    utils.check("Sum", test)
    assert capsys.readouterr().out == "Sum: [[not attempted yet]] (x)\n"
    ax = utils.plot_history({"loss": [1.0], "val_loss": [2.0]}, ax=plt.subplots()[1])
    assert ax.get_xlabel() == "[[Epoch]]" and {text.get_text() for text in ax.texts} == {"[[training]]", "[[validation]]"}
    shown = []
    monkeypatch.setattr(utils, "display", lambda data, raw, metadata: shown.append(metadata["image/png"]["alt"]))
    utils.show(ax.figure, alt=utils.t("Epoch"))
    assert shown == ["[[Epoch]]"]
