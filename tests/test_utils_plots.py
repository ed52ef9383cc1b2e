"""Plots: the same bytes twice, an alternative text in the notebook, curves that say what they are."""

import base64
from pathlib import Path

import keras
import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import utils
from nbclient import NotebookClient
from utils import has_colour_map, plot_history, plot_style, show, t

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def own_style(monkeypatch):
    monkeypatch.setenv("BOOK_LANG", "en")
    with matplotlib.rc_context():
        plot_style()
        yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    outputs = []
    monkeypatch.setattr(
        utils, "display", lambda data, raw, metadata: outputs.append((data, metadata))
    )
    return outputs


def draw(shown):
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3], [-1, 4, 2])
    ax.set_title("Loss 损失")
    show(fig, t("A line that rises, then falls."))
    assert not plt.fignum_exists(fig.number)  # closed, so that it is not shown twice
    return shown.pop()


def test_a_figure_has_an_alternative_text_and_the_same_bytes_every_time(shown):
    (first, metadata), (second, _) = draw(shown), draw(shown)
    assert first["image/png"][:4] == b"\x89PNG" and first["image/png"] == second["image/png"]
    assert b"Matplotlib" not in first["image/png"]  # no version inside
    assert metadata == {"image/png": {"alt": "A line that rises, then falls.", "width": 600}}
    assert first["text/plain"] == "A line that rises, then falls."


def test_the_background_is_white_and_opaque_and_the_picture_is_made_for_a_phone(shown):
    from io import BytesIO

    pixels = plt.imread(BytesIO(draw(shown)[0]["image/png"]))
    assert (pixels[[0, -1], [0, -1]] == 1).all()  # red, green, blue, opacity at two corners
    assert pixels.shape[1] == 1200  # twice as many as on the page
    text = (
        plt.rcParams["xtick.labelsize"]
        * 2
        * plt.rcParams["figure.dpi"]
        / 72
        * 360
        / pixels.shape[1]
    )
    assert text >= 10, f"tick labels are {text:.1f} px tall on a screen 360 px wide"


@pytest.mark.parametrize("alt", ["", "  "])
def test_a_figure_without_words_is_refused(alt):
    with pytest.raises(ValueError, match="no alternative text"):
        show(plt.figure(), alt)


IMAGE = np.arange(6).reshape(2, 3)
MAPPED = {
    "an image": lambda ax: ax.imshow(IMAGE),
    "an image in greys": lambda ax: ax.imshow(IMAGE, cmap="gray_r"),
    "an image of red, green and blue": lambda ax: ax.imshow(np.zeros((2, 2, 3))),
    "a heat map": lambda ax: ax.pcolormesh(IMAGE),
    "a heat map of seaborn": lambda ax: utils.sns.heatmap(IMAGE, ax=ax),
    "points coloured by a value": lambda ax: ax.scatter([1, 2], [1, 2], c=[0.1, 0.9]),
    "areas between levels": lambda ax: ax.contourf(IMAGE),
    "an image beside a curve": lambda ax: (
        ax.plot([1, 2]),
        ax.inset_axes((0, 0, 1, 1)).imshow(IMAGE),
    ),
}
PLAIN = {
    "a curve": lambda ax: ax.plot([1, 2]),
    "a band": lambda ax: ax.fill_between([1, 2], [0, 0], [1, 1]),
    "bars": lambda ax: ax.bar([1, 2], [1, 2]),
    "points of one colour": lambda ax: ax.scatter([1, 2], [1, 2], c="C1"),
    "a histogram": lambda ax: ax.hist([1, 2, 2]),
    "words with an arrow": lambda ax: ax.annotate(
        "here", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"}
    ),
    "a legend": lambda ax: (ax.plot([1, 2], label="a"), ax.legend()),
}


@pytest.mark.parametrize("what", [*MAPPED, *PLAIN])
def test_a_picture_whose_colours_stand_for_numbers_says_so(shown, what):
    fig, ax = plt.subplots()
    (MAPPED | PLAIN)[what](ax)
    assert has_colour_map(fig) == (what in MAPPED)
    show(fig, alt="What it shows.")
    metadata = shown.pop()[1]["image/png"]
    assert metadata == {"alt": "What it shows.", "width": 600} | (
        {"keeps_colours": True} if what in MAPPED else {}
    )


def test_the_page_leaves_the_colours_of_such_a_picture_alone(tmp_path, monkeypatch):
    """What show() recorded becomes a class of the image, and the style sheet exempts that class from the inversion."""
    from hashlib import sha256
    from types import SimpleNamespace

    from docutils import nodes
    from docutils import utils as docutils

    root = Path(utils.__file__).resolve().parent.parent
    from bookkit.records import Record
    from bookkit.site import outputs as site_outputs

    files = {name: f"picture {name}".encode() for name in ("heat map", "curve", "drawing")}
    said = {
        "heat map": {"alt": "Cells.", "keeps_colours": True},
        "curve": {"alt": "A line.", "width": 600},
    }
    outputs = [
        nbformat.v4.new_output(
            "display_data",
            {"image/png": base64.b64encode(files[name]).decode()},
            metadata={"image/png": metadata},
        )
        for name, metadata in said.items()
    ]
    cell = nbformat.v4.new_code_cell("show(fig)", outputs=outputs)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    monkeypatch.setattr(site_outputs, "recorded", lambda page: Record(notebook, {"c00": cell}, {}))
    page = docutils.new_document("page")
    for data in files.values():
        page += nodes.image(uri=f"jupyter_execute/{sha256(data).hexdigest()}.png")
    env = SimpleNamespace(docname="chapters/toy", srcdir=str(tmp_path))
    env.app = SimpleNamespace(env=env)
    site_outputs.describe_pictures(env.app, page)
    heat_map, curve, drawing = page.children
    assert (heat_map["alt"], heat_map["classes"]) == ("Cells.", ["keeps-colours"])
    assert curve["width"] == "600px"
    assert (curve["alt"], curve["classes"]) == ("A line.", []) and (
        drawing["alt"],
        drawing["classes"],
    ) == ("", [])
    css = (root / "book" / "_static" / "book.css").read_text("utf8")
    inverted, exempt = css.index("filter: invert"), css.index("img.keeps-colours")
    assert "filter: none" in css[exempt : css.index("}", exempt)] and inverted < exempt


def test_in_a_notebook_the_output_is_one_picture_with_its_alternative_text():
    code = (
        "import matplotlib.pyplot as plt\nfrom utils import plot_style, show\nplot_style()\n"
        "fig, ax = plt.subplots()\nax.plot([1, 2])\nshow(fig, 'A rising line.')"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": Path(utils.__file__).parent}}
    ).execute()
    outputs = [output for output in notebook.cells[0].outputs if output.output_type != "stream"]
    (picture,) = outputs
    assert picture.metadata == {"image/png": {"alt": "A rising line.", "width": 600}}
    assert base64.b64decode(picture.data["image/png"])[:4] == b"\x89PNG"
    assert picture.data["text/plain"] == "A rising line."


def test_the_style_names_only_installed_fonts_and_leaves_no_warning():
    installed = {font.name for font in matplotlib.font_manager.fontManager.ttflist}
    assert plt.rcParams["font.family"] and set(plt.rcParams["font.family"]) <= installed
    assert plt.rcParams["axes.unicode_minus"] is False


# --- training curves --------------------------------------------------------------


HISTORY = {"loss": [0.7, 0.5, 0.3], "val_loss": [0.6, 0.55, 0.6], "accuracy": [0.5, 0.7, 0.9]}


def test_both_curves_start_at_epoch_one_and_are_labelled_at_their_ends():
    ax = plot_history(HISTORY, "loss", plt.subplots()[1])
    assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2, 3]] * 2
    labels = {text.get_text(): text for text in ax.texts}
    assert labels["training"].xy == (3, 0.3) and labels["validation"].xy == (3, 0.6)
    assert labels["validation"].get_color() == ax.lines[1].get_color()
    assert (
        labels["validation"].get_va() == "bottom" and labels["training"].get_va() == "top"
    )  # the higher one above
    assert (
        ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()
    )  # colour is not the only carrier
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Epoch", "Loss")


def test_labels_stay_inside_the_figure_and_apart_where_the_curves_meet():
    fig, ax = plt.subplots()
    plot_history({"loss": [0.7, 0.5], "val_loss": [0.6, 0.5]}, ax=ax)
    fig.canvas.draw()
    lower, upper = (text.get_window_extent() for text in ax.texts)
    assert lower.y1 <= upper.y0 + 1 and max(lower.x1, upper.x1) <= fig.bbox.x1


def test_a_keras_history_one_epoch_and_no_validation():
    history = keras.callbacks.History()
    history.history = {"loss": [0.7]}
    assert [text.get_text() for text in plot_history(history).texts] == ["training"]
    assert np.isfinite(plot_history(HISTORY, "accuracy", plt.subplots()[1]).dataLim.bounds).all()


def test_an_unknown_metric_is_refused_with_those_there_are():
    with pytest.raises(KeyError, match="no 'f1' in this history; it has: loss, val_loss, accuracy"):
        plot_history(HISTORY, "f1")
