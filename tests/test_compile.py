"""Where batches differ in width, ``compile`` says jit_compile=False: on a GPU XLA would compile a step for every width.

The rule is simple on purpose. In a page or script that names ``BatchesByLength``, or makes batches of its own from
``PyDataset``, every call of ``.compile(...)`` has ``jit_compile=False``. Where all batches have one width the table ONE_WIDTH names it, or a comment in
the cell (in a script: at the call or in the line above): ``# batches of one width``.
"""

from __future__ import annotations

import ast
import re

import pytest
from thebook import PAGES, ROOT, each

from bookkit.chapter import to_run

ONE_WIDTH = {  # per chapter, what is compiled and fed batches of one width: by function, or by name of the model
    "padding_and_masks": {"train_and_score"},  # rows of a set number of words
    "training": {"tiny"},  # four rows of five
}
EXEMPT = re.compile(r"#.*\bbatches of one width\b")
OTHERWISE = {
    "benchmarks/reader.py": "on JAX False would switch compiling off altogether; its widths are multiples of 50"
}
SCRIPTS = [
    *sorted((ROOT / "benchmarks").glob("*.py")),
    ROOT / "chapters" / "utils.py",
    *sorted((ROOT / "chapters" / "exercises").glob("*.py")),
]


def widths_differ(trees: list[ast.Module]) -> bool:
    """Whether the code feeds models with batches by length, the book's or its own."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {getattr(node, "id", getattr(node, "attr", "")) for node in nodes}
    imported = {
        alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return bool({"BatchesByLength", "PyDataset"} & (named | imported))


def compiled_for_every_width(
    cells: list[str], whole_cell: bool = True, one_width: set[str] = frozenset()
) -> list[str]:
    """The calls of ``compile`` in *cells* that leave ``jit_compile=False`` out, where the rule holds."""
    trees = [ast.parse(cell) for cell in cells]
    if not widths_differ(trees):
        return []
    found = []
    for cell, tree in zip(cells, trees, strict=True):
        excused = {
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name in one_width
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "compile"
            ):
                continue
            if node in excused or getattr(node.func.value, "id", "") in one_width:
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
                continue
            off = any(
                k.arg == "jit_compile"
                and isinstance(k.value, ast.Constant)
                and k.value.value is False
                for k in node.keywords
            )
            near = (
                cell
                if whole_cell
                else "\n".join(cell.splitlines()[max(node.lineno - 2, 0) : node.end_lineno])
            )
            if not off and not EXEMPT.search(near):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def page_cells(page) -> list[str]:
    """The code of a page as it is run, with what it takes from its chapter."""
    return [cell.source for cell in to_run(page).cells if cell.cell_type == "code"]


@each(PAGES)
def test_page_compiles_once_for_all_widths(page):
    found = compiled_for_every_width(page_cells(page), one_width=ONE_WIDTH.get(page.key, set()))
    assert not found, f"{page.key}: add jit_compile=False, or name it in ONE_WIDTH\n" + "\n".join(
        found
    )


@each(PAGES)
def test_every_exemption_is_needed(page):
    names = ONE_WIDTH.get(page.key, set())
    for name in names:
        assert compiled_for_every_width(page_cells(page), one_width=names - {name}), (
            f"{name} needs no exemption any more"
        )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.stem)
def test_script_compiles_once_for_all_widths(path):
    found = compiled_for_every_width([path.read_text("utf8")], whole_cell=False)
    if path.relative_to(ROOT).as_posix() in OTHERWISE:
        assert found, f"{path.name} needs no exemption any more"
    else:
        assert not found, (
            f"{path.name}: add jit_compile=False, or the comment '# batches of one width'\n"
            + "\n".join(found)
        )


def leaving_it_out(text: str) -> list[str]:
    """*text* once for each ``jit_compile=False`` in it, with that one left out."""
    places = [m.span() for m in re.finditer(r",\s*jit_compile=False", text)]
    return [text[:start] + text[end:] for start, end in places]


@each(PAGES)
def test_it_fails_where_one_is_left_out_of_a_page(page):
    cells = page_cells(page)
    if not widths_differ([ast.parse(cell) for cell in cells]):
        pytest.skip("all batches of this page have one width")
    mutations = [
        cells[:i] + [mutated] + cells[i + 1 :]
        for i, cell in enumerate(cells)
        for mutated in leaving_it_out(cell)
    ]
    assert mutations or compiled_for_every_width(cells), (
        "nothing in it is compiled, or without a word on widths"
    )
    for mutated in mutations:
        assert compiled_for_every_width(mutated, one_width=ONE_WIDTH.get(page.key, set()))


def test_it_fails_where_one_is_left_out_of_a_script():
    tried = [
        m
        for path in SCRIPTS
        for m in leaving_it_out(path.read_text("utf8"))
        if widths_differ([ast.parse(m)])
    ]
    assert len(tried) >= 3
    assert all(compiled_for_every_width([mutated], whole_cell=False) for mutated in tried)


@pytest.mark.parametrize(
    "cell, count",
    [
        ("model.compile('adam', jit_compile=False)", 0),
        (
            "model.compile('adam')  # batches of one width: the article's program pads everything to 200",
            0,
        ),
        ("model.compile('adam')", 1),
        ("model.compile('adam', jit_compile=True)", 1),
        ("model.compile('adam', jit_compile='auto')", 1),
        ("model.compile('adam', **options)", 1),
        ("for build in builders:\n    build().compile('adam')", 1),
        ("re.compile('x')", 0),
    ],
)
def test_rule_on_single_calls(cell, count):
    assert len(compiled_for_every_width(["from utils import BatchesByLength", cell])) == count
    assert compiled_for_every_width(["from utils import load_imdb", cell]) == []
    own = "class Batches(keras.utils.PyDataset): pass"
    assert len(compiled_for_every_width([own, cell])) == count
