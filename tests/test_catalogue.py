"""The catalogue of texts in code: what it takes and leaves by position, and what a translated page says and does."""

from __future__ import annotations

import ast
import io
from contextlib import redirect_stdout

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pseudo as pseudo_language
import pytest
import utils
from pseudo import is_pseudo, pseudo
from thebook import BOOK, ROOT

from bookkit import catalogue
from bookkit.catalogue import catalogue_of, translate
from bookkit.records import write_whole


def collected(*codes: str, files: set[str] = frozenset()) -> set[str]:
    """The messages of cells run one after the other."""
    return set(catalogue_of(list(codes), files).messages)


def run(code: str, **names: object) -> tuple[dict, str]:
    """The names that *code* leaves behind, and what it prints."""
    names |= {"pd": pd, "np": np, "plt": plt, "__name__": "cell"}
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(code, "cell", "exec"), names)
    return names, printed.getvalue()


def in_pseudo(code: str) -> str:
    """*code* as an edition in the pseudo-language has it."""
    return translate(code, catalogue_of([code]).translation(pseudo))


# --- what is collected -----------------------------------------------------------

SHOWN = {
    "print": "print('steps', 3)",
    "an f-string, with its expressions": "print(f'{steps} of {total:,} steps')",
    "a text chosen inside an f-string": "print(f\"{'steps' if n > 1 else 'step'}\")",
    "a formatted text": "print('{} steps'.format(3))",
    "the message of an assert": "assert 1 == 1, 'steps'",
    "a claim": "claim('steps', 0.9, above=0.5)",
    "an error that the page raises": "def f():\n    raise ValueError('steps')",
    "a title": "ax.set_title('steps')",
    "an annotation": "ax.annotate('steps', (0, 1), textcoords='offset points')",
    "a label": "ax.plot(x, 'o--', label='steps')",
    "names of bars": "ax.bar(['steps'], [1])",
    "an alternative text": "show(fig, alt='steps')",
    "the same by position": "show(fig, 'steps')",
    "a column": "pd.DataFrame({'steps': [1]})",
    "columns by keyword": "pd.DataFrame([[1]], columns=['steps'])",
    "rows": "pd.Series([1], index=['steps'])",
    "a cell": "pd.DataFrame([('steps', 1)])",
    "rows put together first": "rows = []\nrows.append(('steps', 1))\npd.DataFrame(rows)",
    "rows in a dictionary": "rows = {}\nrows['steps', 1] = [2]\npd.DataFrame.from_dict(rows, orient='index')",
    "a column put in": "t = pd.DataFrame({1: [2]})\nt['steps'] = 3",
    "a new name": "t = pd.read_csv('file.csv')\nt.rename(columns={'n': 'steps'})",
    "the name of a column made here": "s = pd.Series([1])\ns.to_frame('steps')",
    "keys that a loop prints": "runs = {'steps': 1}\nfor name, n in runs.items():\n    print(name, n)",
    "keys that a plot is labelled with": "for name, n in [('steps', 1)]:\n    ax.plot(n, label=name)",
    "keys in a comprehension": "runs = {'steps': 1}\npd.Series({name: n for name, n in runs.items()})",
    "what a function is given to print": "def say(what):\n    print(what)\nsay('steps')",
    "what a function returns to be printed": "def name():\n    return 'steps'\nprint(name())",
    "zipped": "for n, name in zip([1], ['steps']):\n    print(name)",
    "rows named in pairs": "names = pd.MultiIndex.from_product([['steps'], [1]])\nt = pd.DataFrame(n, names)\nt.loc['steps']",
    "the result of a cell": "'steps'",
}


@pytest.mark.parametrize("code", SHOWN.values(), ids=SHOWN)
def test_a_text_that_a_reader_sees_is_collected(code):
    assert [message for message in collected(code) if "steps" in message]


LEFT = {
    "a value of an API": "layers.Dense(3, activation='steps')",
    "the same through a name": "kind = 'steps'\nprint(kind)\nlayers.Dense(3, kind)",
    "the same through a loop": "for kind in ('steps', 'words'):\n    print(kind)\n    layers.Dense(3, activation=kind)",
    "the same through a function": "def f(**options):\n    return layers.Dense(3, **options)\nf(activation='steps')",
    "rows of a table of the data": "print('steps')\nt = pd.DataFrame(numbers, index=vocabulary)\nt.loc[['steps', 'words']]",
    "rows of a column of the data": "print('steps')\nt = pd.Series(numbers, vocabulary)\nprint([t[word] for word in ('steps',)])",
    "a text cut into pieces": "def f(word):\n    marked = f'<{word}>'\n    return marked[1:3]\nprint([(w, f(w)) for w in ('steps',)])",
    "names of options": "options = {'steps': 3}\nprint(options)\nlayers.Dense(**options)",
    "names of options of a function": "def f(steps):\n    return 1\noptions = {'steps': 3}\nprint(options, f(**options))",
    "a place in a plot": "ax.legend(loc='steps right')",
    "a style": "ax.plot(x, color='steps')",
    "a pattern": "import re\nre.findall('steps', text)",
    "a pattern for a column": "t = pd.read_csv('file.csv')\nt['text'].str.contains('steps')",
    "a file": "np.load('steps.npz')",
    "a name in a file": "stored = np.load('file.npz')\nprint(stored['steps'].shape)",
    "a sample text that a model reads": "text = 'steps of words'\nprint(text, model(text))",
    "the same in a column": "def texts(word):\n    return pd.Series([word + ' steps'])\nword = 'of'\nprint(word, model(texts(word)))",
    "a word looked up in the data": "word = 'steps'\nprint(word, vocabulary[word])",
    "a word that the data may have": "print([word for word in ('steps', 'words') if word in vocabulary])",
    "a text that is taken apart": "text = 'steps of words'\nprint(text, text.split())",
    "a docstring": "def f():\n    'steps of words'\n    print(1)",
    "a selection": "t = pd.read_csv('file.csv')\nt.query('steps > 3')",
    "a column also used as an attribute": "t = pd.DataFrame({'steps': [1]})\nprint(t.steps.sum())",
    "the same of what a function returns": "def f():\n    return pd.DataFrame({'steps': [1]})\nprint(f().steps.sum())",
    "an old name of a column": "t = pd.read_csv('file.csv')\nt.rename(columns={'steps': 3})",
    "no words": "print('x = ', f'{steps}')",
}


@pytest.mark.parametrize("code", LEFT.values(), ids=LEFT)
def test_a_text_on_which_something_acts_is_left_alone(code):
    assert not [message for message in collected(code) if "steps" in message]


def test_columns_and_values_of_files_are_left_alone():
    code = "t = pd.DataFrame({'steps': [1], 'words': [2]})"
    assert collected(code, files={"steps"}) == {"words"}


def test_names_in_files_are_found_whole_and_in_parts(tmp_path):
    folder = tmp_path / "chapters"
    (folder / "artifacts").mkdir(parents=True)
    (folder / "artifacts" / "a.csv").write_text('seed,"man : woman, usual"\n1,linear\n')
    (folder / "artifacts" / "b.jsonl").write_text(
        '{"variant": "dropout", "runs": [{"kernel": "gemm"}]}\n'
    )
    code = "pd.read_csv('artifacts/a.csv'), open('artifacts/b.jsonl')"
    found = catalogue.file_words([ast.parse(code)], folder)
    assert {"man : woman, usual", "man : woman", "usual", "linear"} <= found
    assert {"variant", "dropout", "runs", "kernel", "gemm"} <= found


def test_a_name_used_again_in_a_later_cell_is_another_value():
    cells = [
        "rows = ['relu', 'tanh']\nlayers.Dense(3, rows[0])",
        "rows = ['steps', 'words']\nprint(rows)",
    ]
    assert collected(*cells) == {"steps", "words"}


def test_what_is_seen_and_must_stay_is_known():
    assert catalogue_of(["kind = 'relu'\nprint(kind, layers.Dense(3, kind))"]).kept == {"relu"}


# --- what is replaced --------------------------------------------------------------


def test_placeholders_formats_and_braces_stay():
    code = "n, width = 1234.5, 9\nprint(f'{n:>{width},.1f} steps in {{braces}}', '{steps}')"
    assert collected(code) == {"{n:>{width},.1f} steps in {{braces}}", "{steps}"}
    _, said = run(
        translate(
            code,
            {
                "{n:>{width},.1f} steps in {{braces}}": "{{x}} von {n:>{width},.1f}",
                "{steps}": "{Schritte}",
            },
        )
    )
    assert said == "{x} von   1,234.5 {Schritte}\n"


def test_expressions_in_a_message_are_written_alike_by_every_python():
    assert collected("print(f\"steps {d['a']!r:>{w}} { {1,2} } {x:.1f}\")") == {
        "steps {d['a']!r:>{w}} { {1, 2}} {x:.1f}"
    }


def test_a_text_inside_an_expression_of_an_f_string_is_replaced():
    code = "n = 2\nprint(f\"{n} {'steps' if n > 1 else 'step'} back\")"
    assert run(in_pseudo(code))[1] == f"2 {pseudo('steps')} {pseudo('back')}\n"


def test_a_key_inside_an_f_string_keeps_fitting():
    code = "d = {'steps': 3}\nprint(f\"{d['steps']} steps\")\npd.Series(d)"
    assert run(in_pseudo(code))[1] == f"3 {pseudo('steps')}\n"


def test_line_breaks_quotes_and_backslashes_survive():
    code = 'n = 1\nprint(f"{n}\\nsteps \\\\ \'of\' \\"words\\"")\nprint("it\'s\\tnew")'
    assert run(
        translate(
            code, {message: message.replace("steps", "Schritte") for message in collected(code)}
        )
    )[1] == ("1\nSchritte \\ 'of' \"words\"\nit's\tnew\n")


def test_a_text_over_several_lines_is_one_message_and_keeps_its_lines():
    code = "print('steps of '\n      'many '\n      f'words: {1 + 1}')\nbroken = 1 / 0"
    assert collected(code) == {"steps of many words: {1 + 1}"}
    changed = in_pseudo(code)
    assert changed.count("\n") == code.count("\n")
    with pytest.raises(ZeroDivisionError) as error:
        run(changed)
    assert error.traceback[-1].lineno + 1 == 4


def test_a_default_that_has_the_name_of_its_argument_is_no_circle():
    code = "inputs = load()\ndef rule(inputs=inputs):\n    print(inputs, 'two words')"
    assert catalogue_of([code]).messages == {"two words"}


def test_docstrings_and_comments_stay():
    code = 'def steps():\n    "steps"\n    return 1  # steps\nprint("steps", steps())'
    assert (
        in_pseudo(code)
        == f'def steps():\n    "steps"\n    return 1  # steps\nprint({pseudo("steps")!r}, steps())'
    )


def test_identical_keys_keep_fitting_in_every_cell():
    first = "rows = {}\nfor kind in ('short', 'long'):\n    rows[kind, 'error'] = len(kind)"
    second = "table = pd.Series(rows)\nprint(table['short', 'error'] < table['long', 'error'], rows['long', 'error'])"
    translation = catalogue_of([first, second]).translation(pseudo)
    assert set(translation) == {"short", "long", "error"}
    names, _ = run(translate(first, translation))
    assert run(translate(second, translation), **names)[1] == "False True 4\n".replace(
        "False True", "False"
    )


def test_a_key_that_an_f_string_has_made_keeps_fitting():
    code = "t = pd.Series({f'bias {b}': b for b in (1, 2)})\nprint(t['bias 2'])"
    assert collected(code) == {"bias {b}"}
    assert run(in_pseudo(code))[1] == "2\n"


def test_a_key_that_is_put_together_keeps_fitting():
    code = "def name(a, b):\n    return a + ' to ' + b\nfor a in ('one', 'many'):\n    print(name(a, 'many'))\n"
    code += "assert name('one', 'many') == 'one to many'"
    assert run(in_pseudo(code))[1].split() == [
        pseudo(word) for word in ["one", "to", "many", "many", "to", "many"]
    ]


def test_a_name_that_is_kept_stays_in_what_is_made_of_it():
    code = "for name, n in (('LSTM', 1), ('plain', 2)):\n    print(f'{name}, {n}', layers.load(name), 'LSTM, 1')"
    texts = catalogue_of([code + "\nfor name in ('other',):\n    print(name)"])
    assert texts.kept == {"LSTM", "plain"} and texts.translation(pseudo) == {
        "other": pseudo("other")
    }


def test_without_a_translation_nothing_changes():
    for page in BOOK.pages:
        for cell in catalogue._cells(catalogue.to_run(page)):
            assert translate(cell.source, {}) == cell.source


def test_every_cell_of_the_book_still_compiles_on_the_same_lines():
    for page in BOOK.pages:
        translation = catalogue.catalogue(page).translation(pseudo)
        for cell in catalogue._cells(catalogue.to_run(page)):
            changed = translate(cell.source, translation)
            lines = [
                [node.lineno for node in ast.parse(source).body]
                for source in (cell.source, changed)
            ]
            assert lines[0] == lines[1]


def test_parameters_and_prose_are_not_touched(tmp_path):
    page = BOOK.page("lstm_cell")
    cells = [
        nbformat.v4.new_code_cell("WORD = 'Step'", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_markdown_cell("Step"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    assert [cell.source for cell in catalogue.translated(page, notebook, pseudo).cells] == [
        "WORD = 'Step'",
        "Step",
    ]


# --- the pseudo-language -------------------------------------------------------------


def test_the_pseudo_language_changes_words_only():
    text = "\n Step {n:>{width},.1f} of {{x}}: $W_{hh}$, <br />, 90 % of steps\n"
    changed = pseudo(text)
    assert changed == "\n Śťéṗ {n:>{width},.1f} óḟ {{x}}: $W_{hh}$, <br />, 90 % óḟ śťéṗś\n"
    assert is_pseudo("Śťéṗ") and not is_pseudo("Step") and not is_pseudo("naïve")


def test_its_letters_are_in_the_font_of_the_plots():
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap()
    assert not [letter for letter in pseudo_language.MARKED if ord(letter) not in known]


def test_a_page_says_the_same_numbers_in_another_language(tmp_path, monkeypatch):
    """A light page; tests/check has all."""
    for name, value in pseudo_language.SETTINGS.items():
        monkeypatch.setenv(name, value)
    page = BOOK.page("exercises/vanishing_gradients")
    folder = pseudo_language.compiled(BOOK, tmp_path)
    compared = pseudo_language.twice(page, folder).run().compared()
    assert not compared.different and compared.coverage >= 0.95, str(compared)


# --- the template ----------------------------------------------------------------------

TEMPLATE = ROOT / "locale" / "labels.pot"


@pytest.fixture
def edition(monkeypatch, tmp_path):
    """utils.py in the pseudo-language."""
    folder = pseudo_language.compiled(BOOK, tmp_path / "locale")
    monkeypatch.setattr(utils, "ROOT", folder.parent)
    monkeypatch.setenv("BOOK_LANG", pseudo_language.LANGUAGE)
    utils._catalogue.cache_clear()
    yield
    utils._catalogue.cache_clear()


def test_the_committed_template_is_current():
    written = TEMPLATE.read_bytes().replace(b"\r\n", b"\n")
    assert written == catalogue.template(BOOK), "run: make labels"


def test_it_changes_only_when_a_text_does(tmp_path):
    text = TEMPLATE.read_text("utf8")
    assert "Date" not in text and "Babel" not in text and str(ROOT) not in text
    assert not [
        line
        for line in text.split("\n")
        if line.startswith("#: ") and any(":" in word for word in line[3:].split())
    ]
    write_whole(tmp_path / "labels.pot", text)
    assert (tmp_path / "labels.pot").read_text("utf8") == text


def test_helpers_speak_the_language_of_the_edition(edition, capsys, monkeypatch):
    def test():
        raise NotImplementedError("x")

    utils.check("Sum", test)
    assert capsys.readouterr().out == f"Sum: {pseudo('not attempted yet')} (x)\n"
    ax = utils.plot_history({"loss": [1.0], "val_loss": [2.0]}, ax=plt.subplots()[1])
    assert ax.get_xlabel() == pseudo("Epoch")
    assert {text.get_text() for text in ax.texts} == {pseudo("training"), pseudo("validation")}


def test_every_text_of_the_helpers_is_in_the_template(edition):
    assert "Open in Colab" in catalogue.helper_texts(catalogue.SITE / "header.py")
    for path in catalogue.helpers(BOOK):
        for message in catalogue.helper_texts(path):
            assert utils.t(message) == pseudo(message), f"{path.name}: {message}"
