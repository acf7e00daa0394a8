"""Comments that allow a warning: `# pipec: allow PC218: the branch always runs`.

Such a comment stands at the end of the line that the warning points at, or on a line of its own
above that line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipec.compiler.diagnostics import Span
from pipec.compiler.reader.yaml_places import LINE_BREAK
from pipec.compiler.syntax import Mapping, scalars

MARK = "pipec:"
"""Only a text that has this can hold such a comment."""
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*pipec:\s*(?P<rest>.*?)\s*$")
_ALLOW = re.compile(r"allow\b\s*(?P<codes>[^:]*?)\s*(?::\s*(?P<reason>.*))?$")
_CODE = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a comment allows on `line`: codes or their names, each with its place.

    `codes` is empty, and `reason` "", where the comment does not say them; `span` is the comment.
    """

    span: Span
    line: int
    codes: tuple[tuple[str, Span], ...]
    reason: str


def allowances(file: str, text: str, tree: Mapping | None = None) -> Iterator[Allowance]:
    """The allowing comments of a file's text, which is without byte order mark.

    With the file's `tree`, a text value that looks like such a comment is none.
    """
    lines = LINE_BREAK.split(text)
    values = [scalar.span for scalar in scalars(tree)] if tree else []
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line) if MARK in line else None
        if found is None:
            continue
        place = Span(file, number, found.start() + 1, number, found.end() + 1)
        if any(_is_within(place, value) for value in values):
            continue
        rest = found["rest"]
        allow = _ALLOW.match(rest)
        begin = found.start("rest") + 1
        codes = [
            (code[0], Span(file, number, begin + code.start(), number, begin + code.end()))
            for code in (_CODE.finditer(rest, *allow.span("codes")) if allow else ())
        ]
        reason = allow["reason"] or "" if allow else ""
        yield Allowance(place, _target(lines, number, line[: found.start()]), tuple(codes), reason)


def _target(lines: list[str], number: int, before: str) -> int:
    """The line that a comment on line `number` speaks of: its own, or the next with content."""
    if before.strip():
        return number
    for below, line in enumerate(lines[number:], number + 1):
        if (content := line.strip()) and not content.startswith("#"):
            return below
    return number


def _is_within(place: Span, value: Span) -> bool:
    start, end = (value.line, value.column), (value.end_line, value.end_column)
    return start <= (place.line, place.column) < end
