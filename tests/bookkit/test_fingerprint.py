"""What makes a recorded output stale, and what does not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from toybook import ToyBook

from bookkit.book import Book, Page
from bookkit.fingerprint import current, fingerprint, input_files, pins, reached, script, up_to

ALL = ["gates", "exercises/gates", "second"]


@pytest.fixture
def toy(tmp_path) -> ToyBook:
    """The toy book as it is written, with pins; nothing is run."""
    toy = ToyBook(tmp_path / "book")
    (toy.folder / "requirements.txt").write_text(
        "keras==3.15.1\ntensorflow-cpu==2.21.0 ; platform_machine == 'x86_64'\nnumpy==2.4.6\n",
        "utf8",
    )
    return toy


def fingerprints(toy: ToyBook) -> dict[str, str]:
    """Of every page, read anew."""
    return {page.key: current(page) for page in toy.book.pages}


def changed_by(toy: ToyBook, name: str, old: str, new: str) -> list[str]:
    """Pages whose fingerprint is another one after *old* in the file *name* became *new*."""
    before = fingerprints(toy)
    toy.edit(name, old, new)
    return [key for key, mark in fingerprints(toy).items() if mark != before[key]]


@pytest.mark.parametrize(
    "name, old, new",
    [
        ("chapters/gates.md", "Closing words.", "Other closing words, with {eq}`eq-gate`."),
        ("chapters/gates.md", "area(5)", "area( 5 )  # a comment"),
        ("chapters/gates.md", '"""FACTOR times *x*."""', '"""*x* times FACTOR."""'),
        ("chapters/gates.md", ":tags: [timing]", ":tags: [hide-input]"),
        ("chapters/utils.py", '"""Double *x*."""', '"""Twice *x*."""'),
        ("chapters/utils.py", "return SCALE * x", "# a comment\n    return (SCALE * x)"),
        ("chapters/utils.py", "OTHER = 5.0", "OTHER = 6.0"),
        ("chapters/utils.py", "HELPERS = 1", "HELPERS = 2"),
        ("chapters/exercises/gates_checks.py", "never raises", "does never raise"),
        ("chapters/exercises/gates.md", "half of zero", "a half of zero"),
        ("chapters/figures/a.svg", "r=\"4\"", "r=\"3\""),
        ("tests/smoke/gates.toml", "0.5", "0.25"),
        ("_config.yml", "OWNER.github.io", "example.org"),
        ("requirements.txt", "keras==3.15.1", "keras==3.15.2"),
        ("requirements.txt", "numpy==2.4.6", "numpy==2.5.0"),
    ],
    ids=["prose", "comment", "docstring", "tag", "docstring of utils", "layout of utils", "unused constant", "helper version",
         "docstring of a check", "task", "figure", "smaller values", "address", "third number of a version", "version of another package"],
)  # fmt: skip
def test_what_changes_no_fingerprint(toy, name, old, new):
    assert changed_by(toy, name, old, new) == []


@pytest.mark.parametrize(
    "name, old, new, pages",
    [
        ("chapters/gates.md", "area(5)", "area(6)", ["gates"]),
        ("chapters/gates.md", "area(5)\n```", "area(5)\n```\n\n```{code-cell} ipython3\narea(6)\n```", ["gates"]),
        ("chapters/gates.md", "RADIUS = 1.0", "RADIUS = 2.0", ["gates"]),
        ("chapters/gates.md", "FACTOR = 3.0", "FACTOR = 4.0", ["gates", "exercises/gates"]),
        ("chapters/gates.md", "return FACTOR * x", "return x * FACTOR", ["gates", "exercises/gates"]),
        ("chapters/exercises/gates.md", "return 3 * x\n", "return x * 3\n", ["exercises/gates"]),
        ("chapters/exercises/gates_checks.py", "triple(2)", "triple(4)", ["exercises/gates"]),
        ("chapters/utils.py", "SCALE = 2.0", "SCALE = 2.5", ["gates"]),
        ("chapters/utils.py", "return 3.0 *", "return 3.1 *", ["gates"]),
        ("chapters/utils.py", "holds = value > above", "holds = value >= above", ["gates"]),
        ("chapters/utils.py", "not yet right", "not right yet", ["exercises/gates"]),
        ("chapters/artifacts/number.txt", "7", "8", ["gates"]),
        ("chapters/second.md", "1 + 1", "1 + 2", ["second"]),
        ("requirements.txt", "keras==3.15.1", "keras==3.16.0", ALL),
        ("requirements.txt", "tensorflow-cpu==2.21.0", "tensorflow-cpu==2.22.0", ALL),
    ],
    ids=["code", "new cell", "parameter", "needed constant", "needed function", "solution", "check", "constant reached through a helper",
         "helper", "claim", "helper reached through a check", "artifact", "last page", "minor version of Keras", "minor version of TensorFlow"],
)  # fmt: skip
def test_what_changes_only_its_pages(toy, name, old, new, pages):
    assert changed_by(toy, name, old, new) == pages


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_line_ends_of_a_clone_do_not_count(toy, line_end):
    before = fingerprints(toy)
    for path in toy.folder.rglob("*"):
        if path.is_file() and path.suffix in (".md", ".py", ".txt", ".yml", ".toml"):
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end))
    assert fingerprints(toy) == before


def test_a_file_that_is_not_there_is_named_with_what_to_do(toy):
    (toy.folder / "chapters" / "artifacts" / "number.txt").unlink()
    with pytest.raises(
        FileNotFoundError,
        match=r"number.txt is read by .*gates.md but does not exist; run the script in benchmarks/",
    ):
        current(toy.page("gates"))


def test_down_to_a_cell_only_what_stands_above_it_counts(toy):
    page = toy.page("gates")
    above, below = up_to(page, "c02"), up_to(page, "c07")
    toy.edit("chapters/gates.md", "area(5)", "area(6)")
    page = toy.page("gates")
    assert up_to(page, "c02") == above and up_to(page, "c07") != below
    toy.edit("chapters/gates.md", "RADIUS = 1.0", "RADIUS = 2.0")
    assert up_to(toy.page("gates"), "c02") != above


def test_what_is_done_at_import_counts_for_every_page_that_imports(toy):
    changed = changed_by(
        toy,
        "chapters/utils.py",
        "HELPERS = 1\n",
        'HELPERS = 1\nos.environ.setdefault("SEED", "1")\n',
    )
    assert changed == ["gates", "exercises/gates"]


def test_fingerprint_is_the_same_under_every_python(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "utils.py").write_text(
        'class A:\n    "doc"\n    def f(self, x: int = 1, *a, **k): return f"{x!r:>{2}}"\n'
    )
    (tmp_path / "chapters" / "page.md").write_text("---\nkernelspec: {name: python3}\n---\n")
    code = [
        "from utils import A\nasync def g():\n    async with A() as a: return [i for i in a if i]",
        "lambda: 1 if A else None",
    ]
    page = Page(Book(tmp_path), "page")
    assert fingerprint([ast.parse(cell) for cell in code], page) == "0554436b9441bf0d", (
        "a new Python or a changed rule makes every page stale"
    )


def test_only_packages_that_decide_numbers_count(toy):
    assert (
        pins(toy.folder) == {"keras": "3.15", "tensorflow-cpu": "2.21"}
        and pins(toy.folder / "chapters") == {}
    )


def test_what_a_page_requires_counts_for_that_page_only(toy):
    page, other = toy.page("second"), toy.page("gates")
    toy.edit("chapters/second.md", "name: python3}\n---", "name: python3}\nrequires: [torch]\n---")
    (toy.folder / "requirements-torch.txt").write_text("torch==2.13.0\n", "utf8")
    before = current(page), current(other)
    (toy.folder / "requirements-torch.txt").write_text("torch==2.13.1\n", "utf8")
    assert (current(page), current(other)) == before, "only the minor version counts"
    (toy.folder / "requirements-torch.txt").write_text("torch==2.14.0\n", "utf8")
    assert current(page) != before[0] and current(other) == before[1]


def test_files_that_a_page_reads_are_found_by_their_names(tmp_path):
    code = 'a = np.load("artifacts/x/y.npz")\nb = read("../benchmarks/results/z.csv", "other/x.csv", "artifacts")'
    assert list(input_files([ast.parse(code)], tmp_path)) == [
        "../benchmarks/results/z.csv",
        "artifacts/x/y.npz",
    ]


def test_a_studys_script_counts_without_comments(tmp_path):
    file = tmp_path / "study.py"
    marks = []
    for text in ('"""Doc."""\nx = 1  # comment\n', '"""Other."""\nx = 1\n', "x = 2\n"):
        file.write_text(text)
        marks.append(script(file))
    assert marks[0] == marks[1] != marks[2]


# --- which statements of utils.py a page reaches -------------------------------------


def reach(folder: Path, module: str, imported: str = "from utils import f") -> dict[str, list]:
    """What a cell that imports *imported* reaches in a utils.py that holds *module*."""
    path = folder / "utils.py"
    path.write_text(module, "utf8")
    import os

    stamp = path.stat().st_mtime_ns + reach.count * 1_000_000
    reach.count += 1
    os.utime(path, ns=(stamp, stamp))
    return reached([ast.parse(imported)], {"utils": path})


reach.count = 1
USES = "\ndef f():\n    return A\n"


@pytest.mark.parametrize(
    "module, old, new",
    [
        ('A = {"a": 1}\nKEY = "a"\nA[KEY] = 2' + USES, '{"a": 1}', '{"a": 1, "b": 3}'),
        ('A = {"a": 1}\nKEY = "a"\nA[KEY] = 2' + USES, "= 2", "= 3"),
        ('KEY = "a"\nA = {}\nA[KEY] = 2' + USES, '"a"', '"b"'),
        ("class A:\n    scale = 1\n    def g(self): return 5\nA.scale = 2" + USES, "return 5", "return 6"),
        ("class A:\n    scale = 1\nA.scale = 2" + USES, "A.scale = 2", "A.scale = 3"),
        ("if True:\n    A = 1\nelse:\n    A = 2" + USES, "A = 2", "A = 3"),
        ("try:\n    A = 1\nexcept ImportError:\n    A = 2" + USES, "A = 2", "A = 3"),
        ("if True:\n    def A(): return 1" + USES, "return 1", "return 2"),
        ("import random\nrandom.seed(1)\nA = 1" + USES, "seed(1)", "seed(2)"),
        ("import os\nos.environ.setdefault('A', '1')\nA = 1" + USES, "'1'", "'2'"),
        ("import os\nos.environ['A'] = '1'\nA = 1" + USES, "'1'", "'2'"),
        ("print('loaded')\nA = 1" + USES, "loaded", "here"),
        ("A = []\nA.append(1)" + USES, "append(1)", "append(2)"),
        ("A = 1\nA += 1" + USES, "A += 1", "A += 2"),
        ("import numpy as A" + USES, "numpy", "math"),
        ("from math import pi as A" + USES, "pi", "e"),
        ("def deco(g):\n    return g\n@deco\ndef f():\n    return 1", "return g", "return lambda: 2"),
        ("B = 2\ndef f(x=B):\n    return x", "B = 2", "B = 3"),
        ("B = 2\nclass f:\n    x = B", "B = 2", "B = 3"),
        ("class B:\n    x = 1\nclass f(B):\n    pass", "x = 1", "x = 2"),
        ("def g():\n    return 1\ndef f():\n    def h():\n        return g()\n    return h", "return 1", "return 2"),
    ],
    ids=["dictionary filled later", "the filling", "the key it is filled by", "class changed later", "the change", "if and else", "try and except",
         "definition inside if", "seed at import", "environment at import", "item at import", "call at import", "list appended to", "augmented", "module of another name",
         "name imported from another place", "decorator", "default", "class body", "base class", "nested function"],
)  # fmt: skip
def test_every_statement_that_decides_a_definition_counts(tmp_path, module, old, new):
    assert reach(tmp_path, module) != reach(tmp_path, module.replace(old, new, 1))


@pytest.mark.parametrize(
    "module, old, new",
    [
        ("A = 1\nB = 2" + USES, "B = 2", "B = 3"),
        ("A = 1\ndef g():\n    return 2" + USES, "return 2", "return 3"),
        ('"""Doc."""\nA = 1' + USES, "Doc", "Text"),
        ("A = 1\nclass B:\n    pass\nB.a = A" + USES, "B.a = A", "B.b = A"),
    ],
    ids=["another constant", "another function", "docstring", "another class"],
)
def test_what_a_definition_does_not_use_does_not_count(tmp_path, module, old, new):
    assert reach(tmp_path, module) == reach(tmp_path, module.replace(old, new, 1))


@pytest.mark.parametrize(
    "imported", ["import utils", "import utils as u", "def g():\n    from utils import A"]
)
def test_every_way_to_import_is_seen(tmp_path, imported):
    assert reach(tmp_path, "A = 1", imported) != reach(tmp_path, "A = 2", imported)
