"""Where texts in a page's code go: to a reader's eyes, or to a library that acts on them.

From each place that shows text (print, a title, a table that the cell makes) the value is followed back through names,
containers, loops and the page's own functions to the literals it can come from; and likewise from each place that acts
on text (an argument of a library, a pattern, a key of a file). A literal that a reader sees and no library acts on can
be said in another language.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ELEMENT, KEY, VALUE = "element", "key", "value"  # of a container: what a loop yields, keys, values
Path = tuple[str | int, ...]  # into a container; a number is a place in a tuple or list
DEPTH = 6  # steps into containers in containers

# fmt: off
SHOWN_BY_NAME = {"print": None, "display": None, "claim": 1, "check": 1}  # how many first arguments, None for all
SHOWN_BY_METHOD = {  # positions of the arguments that are text
    "set_title": (0,), "set_xlabel": (0,), "set_ylabel": (0,), "set_xticklabels": (0,), "set_yticklabels": (0,),
    "set_label": (0,), "suptitle": (0,), "supxlabel": (0,), "supylabel": (0,), "annotate": (0,), "text": (2,),
    "legend": (0, 1), "title": (0,), "xlabel": (0,), "ylabel": (0,), "set_xticks": (1,), "set_yticks": (1,),
    "xticks": (1,), "yticks": (1,), "bar": (0,), "barh": (0,), "rename_axis": (0,), "to_frame": (0,),
    "set_axis": (0,), "insert": (1,), "from_product": (0,), "from_tuples": (0,), "from_arrays": (0,), "set_names": (0,),
}
SHOWN_KEYWORDS = {
    "alt", "xlabel", "ylabel", "zlabel", "title", "label", "labels", "tick_labels", "s", "desc",
}
TABLES = {
    "DataFrame", "Series", "concat", "Index", "RangeIndex", "MultiIndex", "from_dict", "from_records",
    "from_product", "from_tuples", "from_arrays", "set_axis", "to_frame", "reset_index", "rename_axis", "cut",
    "qcut", "melt", "set_names",
}
TABLE_KEYWORDS = {"columns", "index", "name", "names", "keys", "data", "labels", "var_name", "value_name"}
AGGREGATES = {
    "mean", "std", "min", "max", "count", "first", "last", "sem", "sum", "median", "size", "nunique", "var",
    "idxmax", "idxmin",
}
ACTING_ON_TABLES = {  # methods of tables that act on texts, not on names of columns
    "astype", "query", "eval", "read_csv", "to_csv", "corr", "rank", "contains", "match", "extract", "extractall",
    "findall", "split", "fullmatch", "str", "interpolate", "fillna",
}
NAMES_COLUMNS = {"format", "dict", "assign", "agg"}  # their keywords are names that the page chooses
TABLE_OPTIONS = {
    "how", "orient", "kind", "method", "join", "validate", "interpolation", "dtype", "engine", "sep",
    "encoding",
}
PASSED_ON = {"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "next", "min", "max"}
NEUTRAL = PASSED_ON | {
    "len", "range", "zip", "enumerate", "dict", "str", "repr", "sum", "any", "all", "map", "filter",
    "isinstance", "type", "abs", "round", "float", "int", "bool", "format", "id", "hash", "show",
    *SHOWN_BY_NAME,
}
NEUTRAL_METHODS = {
    "append", "extend", "add", "update", "insert", "setdefault", "items", "keys", "values", "get", "pop",
    "copy", "join", "format", "index", "ljust", "rjust", "center", "array", "asarray", "where", "select",
    "isin", "shorten", "fill", "tolist", "to_list", "repeat", "concatenate", "discard", "remove", "fromkeys",
}
TEXT_METHODS = {  # methods of a text that give the text
    "ljust", "rjust", "center", "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "replace",
    "removeprefix", "removesuffix", "copy", "tolist", "to_list", "splitlines",
}
READS_TEXT = {  # a text that these take apart is data
    "split", "rsplit", "encode", "startswith", "endswith", "partition", "rpartition", "lower", "upper",
    "splitlines", "find", "count", "isalpha", "translate",
}
LOADERS = {"load", "loads", "read_csv", "read_json", "read_text", "open", "safe_load", "genfromtxt"}
# fmt: on


class Part(ast.expr):
    """The value of an expression at a path inside it: what a loop or an unpacking binds."""

    def __init__(self, value: ast.expr, path: Path):
        super().__init__()
        self.value, self.path = value, path


@dataclass
class Binding:
    """One place where a name gets a value."""

    cell: int
    value: ast.expr
    path: Path
    fresh: bool  # False for what is put into a value that the name has already
    owner: ast.AST | None = None  # the loop or comprehension whose variable this is


@dataclass
class Scope:
    """Names of a function, or of the whole page."""

    node: ast.AST | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)


def callee(call: ast.Call) -> str:
    """The last name of what is called: ``DataFrame`` of ``pd.DataFrame(...)``."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def root(node: ast.AST) -> str:
    """The name that a chain of attributes, subscripts and calls starts with."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


class Flow:
    """Names, functions and tables of a page's code cells, in order."""

    def __init__(self, trees: list[ast.Module]):
        self.trees = trees
        self.parents: dict[ast.AST, ast.AST] = {}
        self.cell_of: dict[ast.AST, int] = {}
        self.page = Scope(None)
        self.scopes: dict[ast.AST, Scope] = {}
        self.functions: dict[str, list[ast.FunctionDef]] = {}
        self.calls: dict[str, list[ast.Call]] = {}
        for cell, tree in enumerate(trees):
            self._enter(tree, cell)
        for cell, tree in enumerate(trees):
            for node in ast.walk(tree):
                self._bind_of(node, cell)
        self._bind_parameters()
        self.starts = self._starts()
        self.tables = self._tables()
        self.files = self._loaded()

    # names

    def _enter(self, tree: ast.Module, cell: int) -> None:
        for node in ast.walk(tree):
            self.cell_of[node] = cell
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                self.scopes[node] = Scope(node)
                if not isinstance(node, ast.Lambda):
                    self.functions.setdefault(node.name, []).append(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                self.calls.setdefault(node.func.id, []).append(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """What *node* stands in, from inside to outside."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope_of(self, node: ast.AST) -> Scope:
        """The innermost function around *node*, or the page."""
        return next(
            (self.scopes[outer] for outer in self.ancestors(node) if outer in self.scopes),
            self.page,
        )

    def _bind(
        self,
        target: ast.AST,
        value: ast.expr,
        path: Path,
        cell: int,
        owner: ast.AST | None = None,
        fresh: bool = True,
    ) -> None:
        if isinstance(target, ast.Name):
            scope = self.scope_of(target)
            scope.bindings.setdefault(target.id, []).append(
                Binding(cell, value, path, fresh, owner)
            )
        elif isinstance(target, (ast.Tuple, ast.List)):
            same = (
                isinstance(value, (ast.Tuple, ast.List))
                and not path
                and len(value.elts) == len(target.elts)
            )
            starred = any(isinstance(part, ast.Starred) for part in target.elts)
            for place, part in enumerate(target.elts):
                if same and not starred:
                    self._bind(part, value.elts[place], (), cell, owner, fresh)
                else:
                    self._bind(
                        part, value, (*path, VALUE if starred else place), cell, owner, fresh
                    )
        elif isinstance(target, ast.Starred):
            self._bind(target.value, value, path[:-1], cell, owner, fresh)
        elif isinstance(target, ast.Subscript):
            key = target.slice
            put = ast.Dict(keys=[key], values=[Part(value, path) if path else value])
            self._bind(target.value, put, (), cell, owner, fresh=False)

    def _bind_of(self, node: ast.AST, cell: int) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value, (), cell)
        elif (
            isinstance(node, ast.AnnAssign)
            and node.value is not None
            or isinstance(node, ast.NamedExpr)
        ):
            self._bind(node.target, node.value, (), cell)
        elif isinstance(node, ast.AugAssign):
            self._bind(node.target, node.value, (), cell, fresh=False)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._bind(node.target, node.iter, (ELEMENT,), cell, owner=node)
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            for generator in node.generators:
                self._bind(generator.target, generator.iter, (ELEMENT,), cell, owner=node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            self._bind_put(node, cell)

    def _bind_put(self, call: ast.Call, cell: int) -> None:
        put = call.args[-1]
        if call.func.attr in ("append", "add", "insert"):
            self._bind(call.func.value, ast.List(elts=[put]), (), cell, fresh=False)
        elif call.func.attr in ("extend", "update"):
            self._bind(call.func.value, put, (), cell, fresh=False)
        elif call.func.attr == "setdefault" and len(call.args) == 2:
            self._bind(
                call.func.value, ast.Dict(keys=[call.args[0]], values=[put]), (), cell, fresh=False
            )

    def _bind_parameters(self) -> None:
        for name, nodes in self.functions.items():
            for node in nodes:
                self._bind_arguments(node, self.calls.get(name, []))

    def _bind_arguments(self, function: ast.FunctionDef, calls: list[ast.Call]) -> None:
        bound, arguments = self.scopes[function].bindings, function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        if positional and positional[0].arg == "self":
            positional = positional[1:]
        names = [argument.arg for argument in positional]
        keywords = [*names, *(argument.arg for argument in arguments.kwonlyargs)]
        given = list(zip(reversed(names), reversed(arguments.defaults), strict=False))
        given += zip(keywords[len(names) :], arguments.kw_defaults, strict=True)
        for call in calls:
            given += self._positional(call, names, arguments.vararg)
            given += self._by_keyword(call, keywords, arguments.kwarg)
        for name, value in given:
            if value is not None:
                bound.setdefault(name, []).append(Binding(self.cell_of[function], value, (), True))

    @staticmethod
    def _positional(
        call: ast.Call, names: list[str], rest: ast.arg | None
    ) -> Iterator[tuple[str, ast.expr]]:
        for place, value in enumerate(call.args):
            if isinstance(value, ast.Starred):
                yield from ((name, Part(value.value, (VALUE,))) for name in names[place:])
            elif place < len(names):
                yield names[place], value
            elif rest:
                yield rest.arg, ast.List(elts=[value])

    @staticmethod
    def _by_keyword(
        call: ast.Call, names: list[str], rest: ast.arg | None
    ) -> Iterator[tuple[str, ast.expr]]:
        for keyword in call.keywords:
            if keyword.arg is None:  # **options
                yield from ((name, Part(keyword.value, (VALUE,))) for name in names)
            if keyword.arg in names:
                yield keyword.arg, keyword.value
            elif rest:
                one = ast.Dict(keys=[ast.Constant(None)], values=[keyword.value])
                yield rest.arg, one if keyword.arg else keyword.value

    def bindings(self, name: ast.Name) -> list[Binding]:
        """What *name* can stand for where it is read."""
        outer = list(self.ancestors(name))
        for node in outer:  # the variable of a loop around it
            own = [
                b
                for scope in (self.scope_of(name), self.page)
                for b in scope.bindings.get(name.id, [])
                if b.owner is node
            ]
            if own and not self._in_iterable(name, node):
                return own
            if node in self.scopes and name.id in self.scopes[node].bindings:
                return [
                    b for b in self.scopes[node].bindings[name.id] if not _is_comprehension(b.owner)
                ]
        found = [b for b in self.page.bindings.get(name.id, []) if not _is_comprehension(b.owner)]
        if any(node in self.scopes for node in outer):
            return found
        cell = self.cell_of.get(name, 0)
        starts = [b.cell for b in found if b.fresh and b.cell <= cell]
        return [b for b in found if max(starts, default=0) <= b.cell <= cell]

    def _in_iterable(self, name: ast.Name, loop: ast.AST) -> bool:
        iterables = (
            [loop.iter] if isinstance(loop, (ast.For, ast.AsyncFor)) else [loop.generators[0].iter]
        )
        around = {name, *self.ancestors(name)}
        return any(iterable in around for iterable in iterables)

    def _starts(self) -> set[str]:
        """pandas, the book's functions ``load_...``, and what these return: not tables, but tables come from there."""
        nodes = [
            node
            for tree in self.trees
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        ]
        names = {alias.asname or alias.name for node in nodes for alias in node.names}
        loaders = {name for name in names if name.startswith("load_")}
        loaded = {
            name
            for name, bs in self.page.bindings.items()
            for b in bs
            if getattr(getattr(b.value, "func", None), "id", "") in loaders
        }
        return {"pd"} | loaders | loaded

    def _tables(self) -> set[str]:
        """Names of tables: what pandas or a loader of the book returned, or what was made from such."""
        found = set(self.starts)
        every = [
            (name, b)
            for scope in (self.page, *self.scopes.values())
            for name, bs in scope.bindings.items()
            for b in bs
        ]
        while (
            more := {name for name, b in every if b.fresh and self._is_table(b.value, found)}
            - found
        ):
            found |= more
        return found

    def _is_table(self, node: ast.AST, tables: set[str]) -> bool:
        if isinstance(node, Part):
            return self._is_table(node.value, tables)
        if (
            isinstance(node, ast.Call)
            and callee(node) in self.functions
            and isinstance(node.func, ast.Name)
        ):
            returned = [
                value
                for function in self.functions[node.func.id]
                for value in self._returned(function)
            ]
            return any(self._is_table(value, tables) for value in returned)
        parts = node.elts if isinstance(node, ast.Tuple) else _either(node)
        return root(node) in tables or any(self._is_table(part, tables) for part in parts)

    def _loaded(self) -> set[str]:
        return {
            name
            for scope in (self.page, *self.scopes.values())
            for name, bindings in scope.bindings.items()
            for b in bindings
            if isinstance(b.value, ast.Call) and callee(b.value) in LOADERS
        }

    # literals

    def literals(
        self, node: ast.AST, path: Path = (), seen: set | None = None
    ) -> Iterator[ast.expr]:
        """The string literals that *node* can come from, at *path* inside it."""
        seen = set() if seen is None else seen
        if node is None or (id(node), path) in seen or len(path) > DEPTH:
            return
        seen.add((id(node), path))
        for part, rest in self._sources(node, path):
            if part is node:  # a literal is its own source; a name can be, too: f(inputs=inputs)
                if isinstance(part, (ast.Constant, ast.JoinedStr)):
                    yield part
            else:
                yield from self.literals(part, rest, seen)

    def _sources(self, node: ast.AST, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        """What *node* at *path* is made of; itself if it is a literal."""
        rest = path[1:]
        if isinstance(node, (ast.Constant, ast.JoinedStr)):
            yield from self._of_text(node, path)
        elif isinstance(node, Part):
            yield node.value, (*node.path, *path)
        elif isinstance(node, (ast.Starred, ast.NamedExpr)):
            yield node.value, path
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            chosen = _at(node.elts, path)
            yield from ((part, path if isinstance(part, ast.Starred) else rest) for part in chosen)
        elif isinstance(node, (ast.Dict, ast.DictComp)):
            yield from self._of_dict(node, path)
        elif isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
            yield node.elt, rest
        elif isinstance(node, ast.Name):
            yield from ((b.value, (*b.path, *path)) for b in self.bindings(node))
        elif isinstance(node, ast.Subscript):
            yield from self._of_subscript(node, path)
        elif isinstance(node, ast.Call):
            yield from self._of_call(node, path)
        else:
            yield from ((part, path) for part in _either(node))

    @staticmethod
    def _of_text(node: ast.expr, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        if path or (isinstance(node, ast.Constant) and not isinstance(node.value, str)):
            return
        yield node, ()
        if isinstance(node, ast.JoinedStr):
            yield from (
                (value.value, ()) for value in node.values if isinstance(value, ast.FormattedValue)
            )

    @staticmethod
    def _of_subscript(node: ast.Subscript, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        place = node.slice
        if isinstance(place, ast.Slice):
            yield node.value, path
        else:
            exact = (
                isinstance(place, ast.Constant) and type(place.value) is int and place.value >= 0
            )
            yield node.value, (place.value if exact else VALUE, *path)

    @staticmethod
    def _of_dict(node: ast.Dict | ast.DictComp, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        first, rest = (path[0] if path else None), path[1:]
        pairs = (
            zip(node.keys, node.values, strict=True)
            if isinstance(node, ast.Dict)
            else [(node.key, node.value)]
        )
        for key, value in pairs:
            if key is None:
                yield value, path  # **other
                continue
            if first in (None, KEY, ELEMENT):
                yield key, rest
            if first not in (KEY, ELEMENT):
                yield value, rest

    def _of_call(self, call: ast.Call, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        name, first, rest = callee(call), (path[0] if path else None), path[1:]
        if isinstance(call.func, ast.Name):
            if name in self.functions:
                for function in self.functions[name]:
                    yield from ((value, path) for value in self._returned(function))
            elif name == "zip":
                chosen = (
                    [call.args[rest[0]]]
                    if rest and isinstance(rest[0], int) and rest[0] < len(call.args)
                    else call.args
                )
                yield from ((argument, (ELEMENT, *rest[1:])) for argument in chosen)
            elif name == "enumerate":
                if rest[:1] != (0,) and call.args:
                    yield call.args[0], (ELEMENT, *rest[1:])
            elif name == "dict":
                yield from self._of_dict_call(call, path)
            elif name in PASSED_ON:
                yield from (
                    (argument, path if first == ELEMENT or len(call.args) > 1 else (ELEMENT, *rest))
                    for argument in call.args
                )
            elif name in ("str", "repr", "format"):
                yield from ((argument, path) for argument in call.args[:1])
        elif isinstance(call.func, ast.Attribute):
            yield from self._of_method(call, name, path)

    def _of_dict_call(self, call: ast.Call, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        first, rest = (path[0] if path else None), path[1:]
        for argument in call.args:
            if (
                isinstance(argument, ast.Call)
                and callee(argument) == "zip"
                and len(argument.args) == 2
            ):
                if first in (None, KEY, ELEMENT):
                    yield argument.args[0], (ELEMENT, *rest)
                if first not in (KEY, ELEMENT):
                    yield argument.args[1], (ELEMENT, *rest)
            else:
                yield argument, path
        if first not in (KEY, ELEMENT):
            yield from ((keyword.value, rest) for keyword in call.keywords)

    def _of_method(self, call: ast.Call, name: str, path: Path) -> Iterator[tuple[ast.AST, Path]]:
        receiver, rest = call.func.value, path[1:]
        if name == "items":
            which = {0: (KEY,), 1: (VALUE,)}.get(rest[0] if rest else None)
            yield from ((receiver, (part, *rest[1:])) for part in which or (KEY, VALUE))
        elif name in ("keys", "values"):
            yield receiver, (KEY if name == "keys" else VALUE, *rest)
        elif name in ("get", "pop", "setdefault"):
            yield receiver, (VALUE, *path)
            yield from ((argument, path) for argument in call.args[1:])
        elif name in ("join", "format"):
            step = (ELEMENT,) if name == "join" else ()
            yield receiver, path
            yield from (
                (argument, step)
                for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
            )
        elif name in (
            "Series",
            "array",
            "asarray",
            "fill",
            "shorten",
            "repeat",
            "concatenate",
            "fromkeys",
        ):
            yield from ((argument, path) for argument in call.args[:1])
        elif name in ("from_product", "from_tuples", "from_arrays", "Index"):
            yield from ((argument, ()) for argument in call.args[:1])
        elif name in ("where", "select") and root(receiver) == "np":
            yield from ((argument, path) for argument in call.args[1:])
        elif name in TEXT_METHODS:
            yield receiver, path
        elif name == "map" and call.args:
            yield call.args[0], (VALUE, *rest)

    def _returned(self, function: ast.FunctionDef) -> list[ast.expr]:
        own = [
            node
            for node in ast.walk(function)
            if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None
        ]
        return [
            node.value
            for node in own
            if next(outer for outer in self.ancestors(node) if outer in self.scopes) is function
        ]

    # sinks

    def shown(self) -> Iterator[ast.expr]:
        """Expressions whose texts a reader sees."""
        for tree in self.trees:
            if tree.body and isinstance(tree.body[-1], ast.Expr):
                yield tree.body[-1].value
            for node in ast.walk(tree):
                if isinstance(node, ast.Assert) and node.msg is not None:
                    yield node.msg
                elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    yield from node.exc.args
                elif isinstance(node, ast.Call):
                    yield from self._shown_by(node)
                elif isinstance(node, ast.Assign):
                    for target in node.targets:
                        yield from self._shown_in_table(target, node.value)

    def _shown_in_table(self, target: ast.AST, value: ast.expr) -> Iterator[ast.expr]:
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        for part in parts:
            if isinstance(part, (ast.Subscript, ast.Attribute)) and root(part) in self.tables:
                yield value
                while isinstance(part, (ast.Subscript, ast.Attribute)):
                    if isinstance(part, ast.Subscript):
                        yield part.slice
                    part = part.value

    def _shown_by(self, call: ast.Call) -> Iterator[ast.expr]:
        name, method = callee(call), isinstance(call.func, ast.Attribute)
        if not method and name in SHOWN_BY_NAME:
            yield from call.args[: SHOWN_BY_NAME[name]]
        if method:
            yield from (call.args[place] for place in _text_places(call))
        if name == "show":
            yield from call.args[1:]
        if name in TABLES:
            yield from call.args
        if name in ("rename", "replace", "map") and method and root(call.func) in self.tables:
            for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
                yield (
                    argument
                    if isinstance(argument, (ast.Constant, ast.JoinedStr))
                    else Part(argument, (VALUE,))
                )  # not the old names
        for keyword in call.keywords:
            if (
                keyword.arg in SHOWN_KEYWORDS
                and (method or name == "show")
                or keyword.arg in TABLE_KEYWORDS
                and name in TABLES
                or name == "assign"
            ):
                yield keyword.value

    def used(self) -> Iterator[tuple[ast.expr, Path]]:
        """Expressions, and paths in them, on whose texts a library acts."""
        for tree in self.trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield from self._used_by(node)
                elif isinstance(node, ast.Compare):
                    yield from self._compared(node)
                elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                    yield from self._looked_up(node)

    def _looked_up(self, node: ast.Subscript) -> Iterator[tuple[ast.expr, Path]]:
        """Keys that the page did not put into the container: those of a file, words of a vocabulary."""
        if isinstance(node.slice, ast.Slice):  # a text cut into pieces is data
            values = (
                [b.value for b in self.bindings(node.value)]
                if isinstance(node.value, ast.Name)
                else []
            )
            if any(
                isinstance(value, ast.JoinedStr) or isinstance(getattr(value, "value", None), str)
                for value in values
            ):
                yield node.value, ()
        elif root(node.value) in self.files:
            yield node.slice, ()
        elif table := self._table_of_data(node.value):
            yield (
                (
                    node.slice.elts[0]
                    if isinstance(node.slice, ast.Tuple) and table == "DataFrame"
                    else node.slice
                ),
                (),
            )
        elif root(node.value) not in self.tables:
            own = list(self.literals(node.value, (KEY,)))
            if not any(isinstance(key, ast.JoinedStr) for key in own):
                own = {key.value for key in own}
                yield from (
                    (key, ())
                    for key in self.literals(node.slice)
                    if getattr(key, "value", None) not in own
                )

    def _table_of_data(self, node: ast.expr) -> str:
        """DataFrame or Series, if *node* selects rows and their names come from elsewhere: ``index=vocabulary``."""
        kinds = ["Series"]
        if isinstance(node, ast.Attribute) and node.attr in ("loc", "at"):
            node, kinds = node.value, ["Series", "DataFrame"]
        for binding in self.bindings(node) if isinstance(node, ast.Name) else ():
            call = binding.value
            if isinstance(call, ast.Call) and callee(call) in kinds:
                rows = [
                    *call.args[1:2],
                    *(keyword.value for keyword in call.keywords if keyword.arg == "index"),
                ]
                if rows and not any(True for _ in self.literals(rows[0])):
                    return callee(call)
        return ""

    def _used_by(self, call: ast.Call) -> Iterator[tuple[ast.expr, Path]]:
        name, method = callee(call), isinstance(call.func, ast.Attribute)
        if method and name in READS_TEXT:
            yield call.func.value, ()
        if name not in NAMES_COLUMNS:
            yield from (
                (keyword.value, (KEY,)) for keyword in call.keywords if keyword.arg is None
            )  # **options
        raised = isinstance(self.parents.get(call), ast.Raise)
        on_text = method and isinstance(call.func.value, ast.Constant)  # "{} words".format(n)
        if raised or on_text or (not method and (name in NEUTRAL or name in self.functions)):
            return
        by_name = method and root(call.func.value) in self.tables and not self._acts_on_texts(call)
        if not (by_name or name in TABLES or (method and name in NEUTRAL_METHODS)):
            for place, argument in enumerate(call.args):
                if not (method and place in _text_places(call)):
                    yield _acted_on(name, argument)
        if name not in NAMES_COLUMNS:
            for keyword in call.keywords:
                seen = keyword.arg in SHOWN_KEYWORDS or (
                    name in TABLES and keyword.arg in TABLE_KEYWORDS
                )
                if not seen and not (by_name and keyword.arg not in TABLE_OPTIONS):
                    yield keyword.value, (() if keyword.arg else (VALUE,))

    @staticmethod
    def _acts_on_texts(call: ast.Call) -> bool:
        return callee(call) in ACTING_ON_TABLES or ".str." in ast.unparse(call.func)

    def _compared(self, node: ast.Compare) -> Iterator[tuple[ast.expr, Path]]:
        sides = [node.left, *node.comparators]
        for one, other, operator in zip(sides[:-1], sides[1:], node.ops, strict=True):
            inside = (ELEMENT,) if isinstance(operator, (ast.In, ast.NotIn)) else ()
            for side, path, against in ((one, (), other), (other, inside, one)):
                if root(against) not in self.tables and not any(
                    True for _ in self.literals(against)
                ):
                    yield side, path  # with something that the page did not make

    def column_names(self) -> set[str]:
        """Names of columns as Python names: ``table.share``, ``assign(share=...)``, ``query("share > 1")``."""
        found = set()
        for tree in self.trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and self._is_table(node.value, self.tables):
                    if getattr(getattr(node.value, "func", node.value), "id", "") in self.starts:
                        continue  # imdb.reviews is a table, no column
                    parent = self.parents.get(node)
                    if not (isinstance(parent, ast.Call) and parent.func is node):
                        found.add(node.attr)
                elif isinstance(node, ast.Call):
                    found |= _columns_named_by(node)
        return found


def _acted_on(name: str, argument: ast.expr) -> tuple[ast.expr, Path]:
    if isinstance(argument, ast.Starred):
        return argument.value, (VALUE,)
    return argument, ((VALUE,) if name == "astype" and isinstance(argument, ast.Dict) else ())


def _text_places(call: ast.Call) -> list[int]:
    """Which arguments of a method are text."""
    places = SHOWN_BY_METHOD.get(callee(call), ())
    if places and any(
        isinstance(argument, ast.Starred) for argument in call.args
    ):  # ax.text(*place, "left")
        return [
            i
            for i, argument in enumerate(call.args)
            if isinstance(argument, (ast.Constant, ast.JoinedStr))
        ]
    return [place for place in places if place < len(call.args)]


def _columns_named_by(call: ast.Call) -> set[str]:
    name = callee(call)
    found = (
        {keyword.arg for keyword in call.keywords if keyword.arg}
        if name in ("assign", "agg", "dict")
        else set()
    )
    if name in ("query", "eval"):
        texts = [
            str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)
        ]
        found |= {word for text in texts for word in text.replace("`", " ").split()}
    elif name == "agg":
        found |= {
            node.value for node in ast.walk(call) if isinstance(node, ast.Constant)
        } & AGGREGATES
    return found


def _at(parts: list[ast.expr], path: Path) -> list[ast.expr]:
    """The part at the start of *path*; all parts where that is not known."""
    place = path[0] if path else None
    known = (
        isinstance(place, int)
        and 0 <= place < len(parts)
        and not any(isinstance(part, ast.Starred) for part in parts)
    )
    return [parts[place]] if known else parts


def _either(node: ast.AST) -> list[ast.expr]:
    """The expressions of which *node* is one, or a sum."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.BoolOp) else []


def _is_comprehension(node: ast.AST | None) -> bool:
    return isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp))


def messages(flow: Flow, wanted: Iterable[tuple[ast.AST, Path]]) -> Iterator[ast.expr]:
    """The literals behind expressions and paths."""
    for node, path in wanted:
        yield from flow.literals(node, path)
