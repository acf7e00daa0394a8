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

_MARK = "pipec:"
# In prose `# Pipec: …` may be the name of the tool.
_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*(?:pipec:|(?i:pipec:(?=\s*allow\b)))\s*(?P<rest>.*?)\s*$")
_ALLOW = re.compile(r"(?i:allow)\b\s*(?P<codes>[^:]*?)\s*(?::\s*(?P<reason>.*))?$")
_WITHOUT_COLON = re.compile(
    r"(?i:allow)\s+(?P<codes>[^\s,:]+(?:\s*,\s*[^\s,:]+|\s+(?i:pc)[0-9]+)*),?\s+(?P<reason>[^:]+)$"
)
_CODE = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a comment allows on `line`: codes or their names, each with its place.

    `codes` is empty, and `reason` "", where the comment does not say them; `span` is the comment.
    `meant` is the comment as it was meant where only the colon before the reason is missing.
    """

    span: Span
    line: int
    codes: tuple[tuple[str, Span], ...]
    reason: str
    meant: str = ""


def can_hold_any(text: str) -> bool:
    """Whether a text may have such comments; most have none."""
    return _MARK in text.lower()


def allowances(file: str, text: str, tree: Mapping | None = None) -> Iterator[Allowance]:
    """The allowing comments of a file's text, which is without byte order mark.

    With the file's `tree`, a text value that looks like such a comment is none.
    """
    lines = LINE_BREAK.split(text)
    values = [scalar.span for scalar in scalars(tree)] if tree else []
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line) if can_hold_any(line) else None
        if found is None:
            continue
        place = Span(file, number, found.start() + 1, number, found.end() + 1)
        if any(_is_within(place, value) for value in values):
            continue
        rest = found["rest"]
        slip = _WITHOUT_COLON.match(rest)
        allow = slip or _ALLOW.match(rest)
        begin = found.start("rest") + 1
        codes = [
            (code[0], Span(file, number, begin + code.start(), number, begin + code.end()))
            for code in (_CODE.finditer(rest, *allow.span("codes")) if allow else ())
        ]
        target = _target(lines, number, line[: found.start()])
        if slip:
            names = ", ".join(name for name, _ in codes)
            meant = f"# {_MARK} allow {names}: {slip['reason']}"
            yield Allowance(place, target, tuple(codes), "", meant)
        else:
            reason = allow["reason"] or "" if allow else ""
            yield Allowance(place, target, tuple(codes), reason)


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
