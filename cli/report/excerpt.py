"""A line of a file as a terminal can show it, and where a span lies in what is shown."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from pipec.compiler.diagnostics import Span

# What a terminal shows beside the line number without wrapping, on most screens.
WIDTH = 100
_BEFORE = 30
_TAB = 4
_CUT = "…"

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Excerpt(NamedTuple):
    """`text` as shown; the marks begin at column `start` (0-based) and are `width` wide."""

    text: str
    start: int
    width: int


def split_lines(text: str) -> list[str]:
    """The lines as spans count them, without byte order mark."""
    return _LINE_BREAK.split(text.removeprefix("\ufeff"))


def visible(text: str) -> str:
    """The text with nothing in it that would act on a terminal or hide.

    Control characters, bidirectional and other format characters, line separators and lone
    surrogates are written as escapes.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(char) for char in text)


def excerpt(line: str, span: Span, room: int = WIDTH) -> Excerpt:
    """What to show of `line`, the first line of `span`.

    A line that has more columns than `room` is cut on both sides of the span's beginning. The
    marks cover the span as far as it is on this line and shown, and at least one column.
    """
    first = min(span.column - 1, len(line))
    last = len(line.rstrip()) if span.end_line > span.line else min(span.end_column - 1, len(line))
    begin, end = 0, _fitting(line, 0, room)
    if end < len(line):
        begin = max(0, first - min(_BEFORE, room // 3))
        end = _fitting(line, begin, room)
    left = _CUT if begin else ""
    right = _CUT if end < len(line) else ""
    start = _columns(left + _expanded(line[begin:first]))
    stop = _columns(left + _expanded(line[begin : min(max(first, last), end)]))
    return Excerpt(left + _expanded(line[begin:end]) + right, start, max(1, stop - start))


def _fitting(line: str, begin: int, room: int) -> int:
    """Up to which character the line can be shown from `begin` on."""
    for index in range(begin, len(line)):
        char = line[index]
        # A character without width counts too, so that a line of them is cut as well.
        room -= _TAB if char == "\t" else max(1, _columns(visible(char)))
        if room < 0:
            return index
    return len(line)


def _expanded(text: str) -> str:
    """Visible text, tabs made spaces up to the next stop."""
    if "\t" not in text:
        return visible(text)
    shown = ""
    for part in re.split(r"(\t)", text):
        shown += " " * (_TAB - _columns(shown) % _TAB) if part == "\t" else visible(part)
    return shown


def _escaped(char: str) -> str:
    is_like_a_space = unicodedata.category(char) == "Zs" and char not in (" ", "\u3000")
    if is_like_a_space or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char.encode("unicode_escape", "surrogatepass").decode("ascii")
    return char


def _columns(text: str) -> int:
    """How many columns a terminal gives to visible text."""
    if text.isascii():
        return len(text)
    return sum(_char_columns(char) for char in text)


def _char_columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("F", "W") else 1
