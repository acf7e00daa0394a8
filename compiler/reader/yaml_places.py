"""Where in the text the parser's events stand.

Its marks are 0-based and ours 1-based; it counts an anchor or tag into a value and the blank
lines after a `|` text too, and puts the value of an empty `key:` differently in C and Python.
"""

from __future__ import annotations

import re
from typing import Any

from pipec.compiler.diagnostics import Span
from pipec.compiler.record import Record

LINE_BREAK = re.compile(r"\r\n|\r|\n")

_ANCHOR = r"&[^\s,\[\]{}]*"
_TAG = r"![^\s,\[\]{}]*"
_GAP = r"(?:\s+|#[^\r\n]*)*"
_PROPERTIES = re.compile(rf"(?:(?:{_ANCHOR}|{_TAG}){_GAP})+")
_TAG_AFTER_ANCHOR = re.compile(rf"((?:{_ANCHOR}{_GAP})?)({_TAG})")


class Places(Record):
    """The places of one text's events. A span without width is a point."""

    file: str
    text: str

    def event(self, event: Any) -> Span:
        """All that the parser counts to an event."""
        start, end = event.start_mark, event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def tag(self, event: Any) -> Span:
        """The tag of an event."""
        mark = event.start_mark
        found = _TAG_AFTER_ANCHOR.match(self.text, mark.index)
        if not found:
            return self.event(event)
        return reach(self._after(mark, found[1]), self._after(mark, found[0]))

    def value_start(self, event: Any) -> Span:
        """The point where a value begins, after its anchor and its tag."""
        mark = event.start_mark
        if event.anchor or event.tag is not None:
            found = _PROPERTIES.match(self.text, mark.index)
            return self._after(mark, found[0]) if found else self._point(mark)
        return self._point(mark)

    def scalar(self, event: Any, key: Span | None) -> Span:
        """A scalar, quotes included; one that is not written stands right after its `key`."""
        first, last = event.start_mark, event.end_mark
        if event.style in ("|", ">"):
            end = self._after(first, self.text[first.index : last.index].rstrip())
            return reach(self.value_start(event), end)
        if event.anchor or event.tag is not None:
            start = self.value_start(event)
            nothing = (start.line, start.column) >= (last.line + 1, last.column + 1)
            return self.event(event) if nothing else reach(start, self._point(last))
        if key and first.index == last.index:
            return Span(self.file, key.end_line, key.end_column, key.end_line, key.end_column)
        return self.event(event)

    def _point(self, mark: Any) -> Span:
        line, column = mark.line + 1, mark.column + 1
        return Span(self.file, line, column, line, column)

    def _after(self, mark: Any, text: str) -> Span:
        """The point to which `text` reaches from `mark`."""
        lines = LINE_BREAK.split(text)
        line = mark.line + len(lines)
        column = len(lines[-1]) + 1 + (mark.column if len(lines) == 1 else 0)
        return Span(self.file, line, column, line, column)


def reach(span: Span, last: Span) -> Span:
    """`span`, going on to the end of `last` if that is further."""
    line, column = max((span.end_line, span.end_column), (last.end_line, last.end_column))
    return Span(span.file, span.line, span.column, line, column)
