"""Comments that allow a warning: `# pipec: allow PC218: the branch always runs`.

Such a comment stands at the end of the line that the warning points at, or on a line of its own
above that line.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from pipec.compiler.diagnostics import Span
from pipec.compiler.reader.source import may_allow
from pipec.compiler.reader.yaml_places import LINE_BREAK
from pipec.compiler.syntax import Mapping, Scalar, scalars

# In prose `# Pipec: …` may be the name of the tool.
_COMMENT = re.compile(
    r"(?:^|(?<=\s))#\s*(?:pipec\s*:|(?i:pipec\s*:(?=\s*allow\b))"
    r"|(?i:pipec)\s+(?=(?i:allow|ignore)\s+(?:(?i:pc)[0-9]|[a-z]+-[a-z-]+\s*:)))"
    r"\s*(?P<rest>.*)"
)
# No lazy part is followed by spaces: that takes the square of their number.
_ALLOW = re.compile(r"(?i:allow)\b(?P<codes>[^:]*)(?::\s*(?P<reason>.*))?$")
_WITHOUT_COLON = re.compile(
    r"(?i:allow)\s+(?P<codes>[^\s,:]+(?:\s*,\s*[^\s,:]+|\s+(?i:pc)[0-9]+)*),?\s+(?P<reason>[^\s:][^:]*)$"
)
_DASHES = "\u2013\u2014"
_OTHER_SEPARATOR = re.compile(
    rf"(?i:allow)\s+(?P<codes>[^\s,:{_DASHES}#]+(?:\s*,\s*[^\s,:{_DASHES}#]+|\s+(?i:pc)[0-9]+)*)"
    rf"\s*(?:[{_DASHES}#]|(?<=\s)-)[-{_DASHES}#\s]*(?P<reason>[^-{_DASHES}#\s].*)?$"
)
"""A dash or `#` where the colon should be; a hyphen only behind a space, as names hold some."""
_OTHER_FORM = re.compile(
    r"(?:(?i:a[low]{2,5}s?|ignore|disable|noqa|skip)\b)?[\s:=(\[]*"
    r"(?P<codes>(?i:pc)[0-9]+(?:[\s,]+(?i:pc)[0-9]+)*)\b[\s,:)\]]*(?P<reason>.*)$"
)
"""The word misspelt or of another tool, a bracket, a colon before the code."""
_CODE = re.compile(r"[^\s,]+")

_Extent = tuple[tuple[int, int], tuple[int, int]]
"""Where a text begins and ends, each by line and column."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a comment allows on `line`: codes or their names, each with its place.

    `codes` is empty where the comment names none, and `reason` is "" where it allows nothing;
    `span` is the comment. `wrong` is why it allows nothing, and `meant` the comment as it should
    be, "" if it has no code; `is_whole` tells that the reason in it is the comment's own.
    """

    span: Span
    line: int
    codes: tuple[tuple[str, Span], ...]
    reason: str
    wrong: str = ""
    meant: str = ""
    is_whole: bool = False


def allowances(file: str, text: str, tree: Mapping | None = None) -> Iterator[Allowance]:
    """The allowing comments of a file's text, which is without byte order mark.

    With the file's `tree`, a text value that looks like such a comment is none.
    """
    lines = LINE_BREAK.split(text)
    values = sorted(map(_extent, scalars(tree))) if tree else []
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line) if may_allow(line) else None
        if found is None:
            continue
        place = Span(file, number, found.start() + 1, number, found.end() + 1)
        before = bisect(values, (number, place.column), key=_start)
        if before and (number, place.column) < values[before - 1][1]:
            continue
        rest = found["rest"].rstrip()
        has_colon = ":" in line[found.start() : found.start("rest")]
        form, wrong = _form(rest, has_colon=has_colon)
        begin = found.start("rest") + 1
        codes = [
            (code[0], Span(file, number, begin + code.start(), number, begin + code.end()))
            for code in (_CODE.finditer(rest, *form.span("codes")) if form else ())
        ]
        reason = (form["reason"] or "") if form else ""
        target = _target(lines, number, line[: found.start()])
        if wrong:
            names = ", ".join(name for name, _ in codes)
            meant = f"# pipec: allow {names}: {reason or 'why'}" if codes else ""
            yield Allowance(place, target, tuple(codes), "", wrong, meant, bool(reason))
        else:
            yield Allowance(place, target, tuple(codes), reason)


def _form(rest: str, *, has_colon: bool) -> tuple[re.Match[str] | None, str]:
    """What stands behind `# pipec:`, with its `codes` and `reason`, and what is wrong with it."""
    if separated := _OTHER_SEPARATOR.match(rest):
        has_reason = separated["reason"] is not None
        return separated, "has no `:` before the reason" if has_reason else "does not say why"
    allow = _ALLOW.match(rest)
    names_codes = allow is not None and bool(allow["codes"].strip())
    if allow and names_codes and allow["reason"]:
        return allow, "" if has_colon else "has no `:` after `pipec`"
    if ":" not in rest and (slip := _WITHOUT_COLON.match(rest)):
        return slip, "has no `:` before the reason"
    if names_codes:
        return allow, "does not say why"
    if other := _OTHER_FORM.match(rest):
        return other, "is not written as `# pipec: allow CODE: why`"
    return allow, "names no code to allow"


def _target(lines: list[str], number: int, before: str) -> int:
    """The line that a comment on line `number` speaks of: its own, or the next with content."""
    if before.strip():
        return number
    for below, line in enumerate(lines[number:], number + 1):
        if (content := line.strip()) and not content.startswith("#"):
            return below
    return number


def _extent(value: Scalar) -> _Extent:
    span = value.span
    return (span.line, span.column), (span.end_line, span.end_column)


def _start(extent: _Extent) -> tuple[int, int]:
    return extent[0]
