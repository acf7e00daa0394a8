"""A tree as a YAML file that reads well, and that the reader reads back to an equal tree.

Written without a YAML library: the text must not change with its version, and what may stand
without quotes is decided by the reader's own rule for scalars (`compiler.reader.yaml_scalars`).
"""

from __future__ import annotations

import re

from pipec.compiler.reader.source import MAX_BYTES
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.reader.yaml_tree import MAX_DEPTH
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

WIDTH = 100
"""Columns that a collection between brackets may reach to."""

_INDENT = "  "
# YAML allows 1024 characters between the beginning of a key and its colon.
_MAX_KEY = 1000
_STEP_HEADS = {"uses", *(step_type.head for step_type in STEP_TYPES.values())}

# What cannot stand unquoted: outside of brackets, and in addition between them, where the
# reader's C parser stumbles over more than YAML forbids.
_NEEDS_QUOTES = re.compile(
    r"""
    \A(?: \Z | [ \[\]{},\#&*!|>'"%@`?:] | -(?:[ ]|\Z) | --- | \.\.\. )
    | :(?:[ ]|\Z) | [ ]\# | [ ]\Z
    """,
    re.VERBOSE,
)
_NEEDS_QUOTES_IN_BRACKETS = re.compile(r"[,\[\]{}?] | (?<!\w): | :(?![\w/])", re.VERBOSE)

# What is written as an escape: all that the reader refuses to find in a text (`_UNREADABLE` in
# `compiler.reader.source`), tabs and line ends, and what no one would see: spaces that look like
# others, characters without width, marks that turn the direction, private use.
_INVISIBLE = re.compile(
    r"[^ -~\u00a1-\u00ac\u00ae-\u167f\u1681-\u180d\u180f-\u1fff\u2010-\u2027\u2030-\u205e"
    r"\u2070-\u2fff\u3001-\ud7ff\uf900-\ufefe\uff00-\uffef\ufffc-\ufffd\U00010000-\U000dffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def yaml_text(tree: Mapping) -> str:
    """The file's text.

    A collection is written between brackets if that fits into its line and it holds single values
    (a mapping also lists of them). What is never written so: the file's outermost mapping, the
    mappings that are its values, and steps.

    Raises ValueError for what no file says: half of a surrogate pair, a value that is neither
    text nor what its source text means, and trees beyond the reader's limits.
    """
    text = "\n".join(_block_lines(tree, 0) if tree.entries else ["{}"]) + "\n"
    if len(text.encode()) > MAX_BYTES:
        raise ValueError("the tree is larger than the 4 MiB that a file may have")
    return text


# --- Collections, a line for each value ---------------------------------------------------


def _block_lines(node: Mapping | Sequence, depth: int) -> list[str]:
    """The lines of a collection that is not empty, without the indentation of its place."""
    if depth >= MAX_DEPTH:
        raise ValueError(f"the tree has more than {MAX_DEPTH} levels of nesting")
    lines: list[str] = []
    if isinstance(node, Mapping):
        for entry in node:
            lines += _entry_lines(entry, depth)
    else:
        for item in node:
            lines += _item_lines(item, depth)
    return lines


def _entry_lines(entry: Entry, depth: int) -> list[str]:
    key = _key(entry.key)
    if len(key) > _MAX_KEY:
        return [f"? {key}", *_value_lines(":", entry.value, depth)]
    return _value_lines(f"{key}:", entry.value, depth)


def _value_lines(head: str, value: Node, depth: int) -> list[str]:
    on_line = _beside(head, value, depth)
    if on_line is not None:
        return on_line
    assert not isinstance(value, Scalar)
    return [head, *_indented(_block_lines(value, depth + 1))]


def _item_lines(item: Node, depth: int) -> list[str]:
    on_line = _beside("-", item, depth)
    if on_line is not None:
        return on_line
    assert not isinstance(item, Scalar)
    first, *rest = _block_lines(item, depth + 1)
    return [f"- {first}", *_indented(rest)]


def _beside(head: str, value: Node, depth: int) -> list[str] | None:
    """A value that begins in the line of its key or dash; None for one that does not."""
    if isinstance(value, Scalar):
        first, *rest = _scalar_lines(value)
        return [f"{head} {first}" if first else head, *_indented(rest)]
    if not _may_be_in_brackets(value, depth + 1):
        return None
    line = f"{head} {_in_brackets(value)}"
    fits = len(_INDENT) * depth + len(line) <= WIDTH
    is_empty = not (value.entries if isinstance(value, Mapping) else value.items)
    return [line] if fits or is_empty else None


def _indented(lines: list[str]) -> list[str]:
    return [line and _INDENT + line for line in lines]


# --- Collections between brackets ---------------------------------------------------------


def _may_be_in_brackets(node: Mapping | Sequence, depth: int) -> bool:
    if depth >= MAX_DEPTH:
        return False  # `_block_lines` refuses it
    if isinstance(node, Sequence):
        return all(_is_single(item) for item in node)
    if node.entries and (depth <= 1 or _STEP_HEADS & node.entries.keys()):
        return False
    return all(
        _may_be_in_brackets(entry.value, depth + 1)
        if isinstance(entry.value, Sequence)
        else _is_single(entry.value)
        for entry in node
    )


def _is_single(node: Node) -> bool:
    """Whether a node is a value of one line; a null that is not written cannot be in a list."""
    return (
        isinstance(node, Scalar) and "\n" not in node.text and (not node.plain or node.text != "")
    )


def _in_brackets(node: Node) -> str:
    match node:
        case Scalar():
            return _text(node.text, in_brackets=True) if _is_text(node) else node.text
        case Sequence():
            return f"[{', '.join(_in_brackets(item) for item in node)}]"
        case Mapping():
            parts = (
                f"{_key(entry.key, in_brackets=True)}: {_in_brackets(entry.value)}"
                for entry in node
            )
            return f"{{{', '.join(parts)}}}"


# --- Single values ------------------------------------------------------------------------


def _scalar_lines(scalar: Scalar) -> list[str]:
    """A single value: `|` and its lines for a text of several, else one line."""
    text = scalar.text
    if not _is_text(scalar):
        return [text]
    lines = text.removesuffix("\n").split("\n")
    if not _reads_well_as_block(text, lines):
        return [_text(text)]
    # Without the number, the spaces of the first line would be taken for the indentation.
    spaces = str(len(_INDENT)) if text.lstrip("\n").startswith(" ") else ""
    chomp = "" if text.endswith("\n") else "-"
    return [f"|{spaces}{chomp}", *lines]


def _reads_well_as_block(text: str, lines: list[str]) -> bool:
    """Whether a text, shown as it is, hides nothing: no spaces or empty lines at an end.

    Blank lines after the text would need `|+`, and look like they belonged to the file.
    """
    if "\n" not in text or lines[-1] == "":
        return False
    return not any(line.endswith(" ") or _INVISIBLE.search(line) for line in lines)


def _is_text(scalar: Scalar) -> bool:
    """Whether a value is text; what is not must be what its source text means."""
    data, text = scalar.data, scalar.text
    if isinstance(data, str) and data == text:
        return True
    meant = resolve_plain(text)
    # By type and as written: `1`, `1.0` and `true` are equal, and `.nan` is not even to itself.
    if scalar.plain and type(meant) is type(data) and repr(meant) == repr(data):
        return False
    raise ValueError(f"YAML does not read {text!r} as {data!r}")


def _text(text: str, *, in_brackets: bool = False) -> str:
    """A text in one line, in quotes if without them it were something else."""
    plain = _may_be_plain(text, in_brackets=in_brackets) and resolve_plain(text) == text
    return text if plain else _quoted(text)


def _key(key: str, *, in_brackets: bool = False) -> str:
    """A key, which is text whatever it looks like; only `<<`, unquoted, is none: it merges."""
    plain = _may_be_plain(key, in_brackets=in_brackets) and key != "<<"
    return key if plain else _quoted(key)


def _may_be_plain(text: str, *, in_brackets: bool) -> bool:
    if _NEEDS_QUOTES.search(text) or _INVISIBLE.search(text):
        return False
    return not (in_brackets and _NEEDS_QUOTES_IN_BRACKETS.search(text))


def _quoted(text: str) -> str:
    """A text in double quotes, or in single ones if that saves it all escapes."""
    if half := _SURROGATE.search(text):
        raise ValueError(f"no YAML file holds half of a surrogate pair, U+{ord(half[0]):04X}")
    escaped = "".join(_ESCAPES.get(char) or _visible(char) for char in text)
    if escaped != text and "'" not in text and not _INVISIBLE.search(text):
        return f"'{text}'"
    return f'"{escaped}"'


def _visible(char: str) -> str:
    if not _INVISIBLE.match(char):
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
