"""A module of Python code as text: statements and the empty lines between them.

The result is what `ruff format` (default settings) leaves as it is; `pylayout` breaks the
lines.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from pipec.compiler.python.pycode import (
    Assign,
    Blank,
    Block,
    Call,
    Docstring,
    Import,
    Raw,
    Return,
    Statement,
)
from pipec.compiler.python.pylayout import INDENT, WIDTH, bound, exploded, visible, width

_FUNCTION = ("def ", "async def ")


def module_text(statements: Iterable[Statement]) -> str:
    """The whole file: empty lines where the formatter wants them, a line break at the end."""
    lines = _body(tuple(statements), 0)
    return "\n".join(lines) + "\n" if lines else ""


def _body(statements: Sequence[Statement], indent: int, header: str = "") -> list[str]:
    lines: list[str] = []
    previous: Statement | None = None
    wanted = 0
    for statement in statements:
        if isinstance(statement, Blank):
            wanted += 1
            continue
        if previous is not None:
            if isinstance(previous, Docstring) and not header.startswith(_FUNCTION):
                wanted = 1
            lines += [""] * _empty_lines(previous, statement, wanted, indent)
        lines += _statement(statement, indent).split("\n")
        previous, wanted = statement, 0
    return lines


def _is_definition(statement: Statement) -> bool:
    match statement:
        case Block(header=text) | Raw(text=text):
            return text.startswith((*_FUNCTION, "class ", "@"))
        case _:
            return False


def _ends_in_definition(statement: Statement) -> bool:
    if isinstance(statement, Block) and not _is_definition(statement):
        return any(map(_ends_in_definition, _printed(statement.body)[-1:]))
    return _is_definition(statement)


def _printed(statements: Sequence[Statement]) -> list[Statement]:
    return [statement for statement in statements if not isinstance(statement, Blank)]


def _empty_lines(previous: Statement, statement: Statement, wanted: int, indent: int) -> int:
    most = 1 if indent else 2
    if _ends_in_definition(previous) or _is_definition(statement):
        return most
    if isinstance(previous, Import) and not isinstance(statement, Import):
        return max(1, min(wanted, most))
    return min(wanted, most)


def _statement(statement: Statement, indent: int) -> str:
    margin = " " * indent
    match statement:
        case Assign():
            return margin + bound(f"{statement.name} = ", statement.value, indent)
        case Return():
            return margin + bound("return ", statement.value, indent)
        case Call():
            return margin + bound("", statement, indent)
        case Raw():
            return textwrap.indent(statement.text.strip("\n"), margin)
        case Import():
            return margin + _import(statement, indent)
        case Block():
            return "\n".join([margin + statement.header, *_block_body(statement, indent)])
        case Docstring():
            return margin + _docstring(statement.text, indent)
        case Blank():
            return ""


def _import(statement: Import, indent: int) -> str:
    if not statement.names:
        return f"import {statement.module}"
    names = sorted(statement.names, key=_import_order)
    flat = f"from {statement.module} import {', '.join(names)}"
    if indent + width(flat) <= WIDTH:
        return flat
    return f"from {statement.module} import " + exploded("(", names, ")", indent)


def _import_order(name: str) -> tuple[int, str, str]:
    """As isort sorts names: constants, then classes, then the rest."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.casefold(), name


def _block_body(block: Block, indent: int) -> list[str]:
    lines = _body(block.body, indent + INDENT, block.header) or [f"{' ' * indent}    pass"]
    opens_with_definition = any(map(_is_definition, _printed(block.body)[:1]))
    return ["", *lines] if opens_with_definition and not _is_definition(block) else lines


def _docstring(text: str, indent: int) -> str:
    quotes = '"""'
    escaped = text.strip().replace("\\", "\\\\").replace(quotes, '\\"\\"\\"')
    escaped = re.sub(r'^"', r"\\\g<0>", escaped)
    escaped = re.sub(r'(?<!\\)((?:\\\\)*)"$', r'\1\\"', escaped)
    first, *rest = _wrapped(escaped, indent + 2 * len(quotes))
    if not rest:
        return f"{quotes}{first}{quotes}"
    margin = " " * indent
    lines = [f"{margin}{line}".rstrip() for line in rest]
    return "\n".join([f"{quotes}{first}", *lines, f"{margin}{quotes}"])


def _wrapped(text: str, used: int) -> list[str]:
    """Lines that fit beside `used` columns; paragraphs stay apart by one empty line."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        words = [visible(word) for word in paragraph.split()]
        if words:
            lines += [""] if lines else []
            lines += textwrap.wrap(
                " ".join(words), WIDTH - used, break_long_words=False, break_on_hyphens=False
            )
    return lines or [""]
