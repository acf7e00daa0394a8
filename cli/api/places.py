"""Where the user's program says something: the span of a call, and of each literal in it.

Diagnostics of a pipeline that is built in Python point at the program's own lines. A call is
found by the running frame, its arguments in the syntax tree of its file. Where no source is known
(a prompt, `exec`), a call is a line without text.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, UnionType

from pipec.cli import workspace
from pipec.compiler.diagnostics import Span

_HERE = __name__.removesuffix("places")
"""How this package's modules are named; files tell less: a dataclass's `__init__` is in none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the program: its span, and the expression there if its syntax is known."""

    span: Span
    node: ast.expr | ast.keyword | None = None
    lines: tuple[str, ...] = ()

    def argument(self, position: int, name: str) -> Place:
        """An argument of a call that may be given by position or by name."""
        if isinstance(self.node, ast.Call) and position < len(self.node.args):
            given = self.node.args[: position + 1]
            return self if any(isinstance(i, ast.Starred) for i in given) else self._of(given[-1])
        return self.member(name)

    def member(self, name: object) -> Place:
        """The value of a keyword argument of a call, or of a key of a mapping.

        What is not spelled out (`**options`, a variable) stands where the whole does.
        """
        match self.node:
            case ast.Call():
                found = [item.value for item in self.node.keywords if item.arg == name]
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                found = [value for key, value in pairs if _is_constant(key, name)]
            case _:
                found = []
        return self._of(found[0]) if found else self

    def name(self, name: object, way: str) -> Span:
        """Where the name of a keyword argument stands, or the key of a mapping.

        `way` tells apart those that are not spelled out, and stand where the whole does.
        """
        match self.node:
            case ast.Call():
                found = next((i for i in self.node.keywords if i.arg == name), None)
                if found is not None:
                    span = self._of(found).span
                    return span._replace(
                        end_line=span.line, end_column=span.column + len(str(name))
                    )
            case ast.Dict():
                for key in self.node.keys:
                    if key is not None and _is_constant(key, name):
                        return self._of(key).span
            case _:
                pass
        return self.span._replace(within=way)

    def single(self, way: str) -> Span:
        """Where a single value stands that the program gives here; `way` is the way to it."""
        return self._value(way, ast.Constant)

    def collection(self, way: str) -> Span:
        """The same of a mapping or list."""
        return self._value(way, ast.Dict | ast.List | ast.Tuple)

    def _value(self, way: str, literal: type | UnionType) -> Span:
        return self.span if isinstance(self.node, literal) else self.span._replace(within=way)

    def item(self, index: int, count: int) -> Place:
        """An item of a list of `count`, where it is spelled out whole."""
        if isinstance(self.node, ast.List | ast.Tuple) and len(self.node.elts) == count:
            return self._of(self.node.elts[index])
        return self

    def _of(self, node: ast.expr | ast.keyword) -> Place:
        return Place(_span(self.span.file, node, self.lines), node, self.lines)


def caller() -> Place:
    """The call in the user's program that is running now: the nearest one outside this package."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - what `inspect.currentframe` is
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(_HERE):
        frame = frame.f_back
    if frame is None:  # a program's outermost frame is never here
        return Place(Span("(program)", 1, 1, 1, 1))
    file = frame.f_code.co_filename
    line, end_line, _, end = _positions(frame)
    source = _source(file, frame)
    node = source.calls.get((end_line, end))
    name = _shown(file)
    if node is None:
        return Place(Span(name, line, 1, line, 1 + len(source.line(line))))
    return Place(_span(name, node, source.lines), node, source.lines)


def is_cell(name: str) -> bool:
    """Whether a span's file is a notebook's cell or a prompt, which lie in the working folder."""
    return name.startswith("<")


def folder(place: Place) -> Path:
    """The folder that paths are relative to which are written at a place."""
    return Path(place.span.file).parent


def source_text(name: str) -> str | None:
    """The text of a file that a span names: on the disk, or of a notebook's cell."""
    if name in _sources:
        return "".join(_sources[name].lines)
    return workspace.source_text(name)


# --- files of the program ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Source:
    """A file's lines as they were when it was read, and its calls by where they end."""

    read: list[str]
    lines: tuple[str, ...]
    calls: dict[tuple[int | None, int | None], ast.Call]

    def line(self, number: int) -> str:
        return self.lines[number - 1].rstrip() if 0 < number <= len(self.lines) else ""


_sources: dict[str, _Source] = {}
"""By the name that spans have."""


def _source(file: str, frame: FrameType) -> _Source:
    linecache.checkcache(file)
    lines = linecache.getlines(file, frame.f_globals)
    name = _shown(file)
    known = _sources.get(name)
    if known is None or known.read is not lines:
        known = _sources[name] = _Source(lines, tuple(lines), _calls("".join(lines)))
    return known


def _calls(text: str) -> dict[tuple[int | None, int | None], ast.Call]:
    """Every call of a program by the line and byte at which it ends; no two end at one place."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python has said what it thinks of the program
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):  # a cell with `%magic` lines
        return {}
    return {
        (node.end_lineno, node.end_col_offset): node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


Positions = list[tuple[int | None, int | None, int | None, int | None]]

_positions_of: dict[int, tuple[CodeType, Positions]] = {}
"""By the identity of the code, which is kept so that no other gets it; to compare code is slow."""


def _positions(frame: FrameType) -> tuple[int, int | None, int | None, int | None]:
    """Line, last line, first and last byte of what a frame runs."""
    code = frame.f_code
    if id(code) not in _positions_of:
        _positions_of[id(code)] = (code, list(code.co_positions()))
    line, end_line, start, end = _positions_of[id(code)][1][frame.f_lasti // 2]
    return line or frame.f_lineno, end_line, start, end


def _is_constant(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _cell(file: str) -> str | None:
    """What IPython calls one of its cells: `Cell In[3]`. None for what is none, and without it."""
    shell = getattr(builtins, "get_ipython", lambda: None)()
    name_of = getattr(getattr(shell, "compile", None), "format_code_name", None)
    named = name_of(file) if name_of is not None else None
    return " ".join(named) if named else None


def _shown(file: str) -> str:
    """A file's name as diagnostics show it; a cell or a prompt has no folder."""
    if cell := _cell(file):
        return f"<{cell}>"
    path = Path(file)
    if path.is_file() and not path.name.startswith("<") and "ipykernel" not in path.parent.name:
        return workspace.shown(path)
    return "<" + path.name.strip("<>") + ">"


def _span(file: str, node: ast.expr | ast.keyword, lines: tuple[str, ...]) -> Span:
    """A node's stretch; Python counts columns in bytes."""
    end_line = node.end_lineno or node.lineno

    def column(line: int, offset: int) -> int:
        text = lines[line - 1] if line <= len(lines) else ""
        return len(text.encode()[:offset].decode("utf-8", "ignore")) + 1

    return Span(
        file,
        node.lineno,
        column(node.lineno, node.col_offset),
        end_line,
        column(end_line, node.end_col_offset or node.col_offset),
    )
