"""A small tree of Python code, from which `pyprint` writes the generated module.

Also the names that its variables get.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container

from pipec.compiler.record import Record

# --- expressions --------------------------------------------------------------------------


LiteralValue = str | int | float | bool | None


class Lit(Record):
    """A literal: text, a finite number, True, False or None."""

    value: LiteralValue


class Raw(Record):
    """Code as it is.

    As an expression a name, or another short text without line breaks; as a statement one
    or more whole lines, formatted already.
    """

    text: str


class Attr(Record):
    """`owner.name`; the name may be dotted."""

    owner: Chain
    name: str


class Index(Record):
    """`owner["key"]` or `owner[0]`."""

    owner: Chain
    key: str | int


class Call(Record):
    """`func(args, name=value)`; `func` is a dotted name, or an expression for a method."""

    func: str | Chain
    args: tuple[Expression, ...] = ()
    kwargs: tuple[tuple[str, Expression], ...] = ()


class List_(Record):  # noqa: N801 - `List` is typing's
    """`[items]`."""

    items: tuple[Expression, ...]


class Dict_(Record):  # noqa: N801 - as List_
    """`{"key": value}`, in the given order."""

    items: tuple[tuple[str, Expression], ...]


Chain = Raw | Attr | Index | Call
Expression = Lit | Chain | List_ | Dict_


# --- statements ---------------------------------------------------------------------------


class Assign(Record):
    """`name = value`."""

    name: str
    value: Expression


class Return(Record):
    """`return value`."""

    value: Expression


class Import(Record):
    """`from module import names`, or `import module` where there are no names."""

    module: str
    names: tuple[str, ...] = ()


class Block(Record):
    """A line that ends in a colon (`def f() -> None:`), and what is indented below it."""

    header: str
    body: tuple[Statement, ...]


class Docstring(Record):
    """The docstring of the module or block that it begins, wrapped to the width.

    An empty line of the text parts its paragraphs.
    """

    text: str


class Blank(Record):
    """An empty line between two statements."""


Statement = Assign | Return | Call | Raw | Import | Block | Docstring | Blank


# --- names --------------------------------------------------------------------------------

_FORBIDDEN = frozenset([*keyword.kwlist, *keyword.softkwlist, *dir(builtins)])

_BRANDS = ("XGBoost", "LightGBM", "CatBoost", "PyTorch", "TensorFlow", "MLflow", "AutoML")
"""Words with capitals inside them that are still one word."""

_BRAND = re.compile("|".join(_BRANDS))
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+[a-z]*")


def identifier(name: str, taken: Container[str] = ()) -> str:
    """A readable variable for something of the pipeline: `Train-XGB2` gives `train_xgb2`.

    Never a keyword, a builtin or a name in `taken`: then `class_`, and `train_2`, `train_3`
    and so on. A name that begins with a digit gets `step_` before it.
    """
    name = _BRAND.sub(lambda brand: brand.group().capitalize(), name)
    base = "_".join(_WORD.findall(name)).lower() or "step"
    if base[0].isdigit():
        base = f"step_{base}"
    if base in _FORBIDDEN:
        base += "_"
    candidate = base
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{base.rstrip('_')}_{number}"
    return candidate
