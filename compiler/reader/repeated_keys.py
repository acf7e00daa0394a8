"""What to say of keys that a mapping has twice; loaded if there are any."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.syntax import Entry, Scalar

_HEADS = ("kind", "uses")
"""Keys that each step has, so that one more begins another step."""


class Repeated(NamedTuple):
    """A key that was there before, at `first`; `merges`: it is `<<`."""

    key: str
    span: Span
    first: Span
    merges: bool


def report_repeated(repeated: list[Repeated], entries: Iterable[Entry], report: Report) -> None:
    """One error for each key, or one for all that stand beside the key that they belong below."""
    empty = [entry.key_span for entry in entries if _is_empty(entry)]
    places = [(span.line, span.column) for span in empty]
    names = {entry.key_span: entry.key for entry in entries}
    groups: dict[Span | None, list[Repeated]] = {}
    for item in repeated:
        at = bisect(places, (item.span.line, item.span.column))
        above = empty[at - 1] if at and item.first.line < places[at - 1][0] else None
        groups.setdefault(above, []).append(item)
    for above, items in groups.items():
        is_lost = above and above.column == items[0].span.column
        if above and is_lost and (len(items) > 1 or items[0].key in _HEADS):
            _report_lost(names[above], above, items, report)
        else:
            for item in items:
                _report_one(item, report)


def _is_empty(entry: Entry) -> bool:
    return isinstance(entry.value, Scalar) and entry.value.plain and not entry.value.text


def _report_lost(name: str, place: Span, items: list[Repeated], report: Report) -> None:
    listed = ", ".join(f"`{item.key}`" for item in items)
    beside = "stands" if len(items) == 1 else "stand"
    report.add(
        codes.DUPLICATE_KEY,
        f"`{name}:` has nothing below it, and {listed} {beside} beside it for the second time",
        place,
        hint=f"move `{name}:` to the left, where its like begin, or indent its keys below it",
        related=[Related(items[0].first, "first defined here")],
    )


def _report_one(item: Repeated, report: Report) -> None:
    report.add(
        codes.DUPLICATE_KEY,
        f"the key `{item.key}` is there twice",
        item.span,
        hint="write one `<<` with a list: `<<: [*a, *b]`"
        if item.merges
        else "remove or rename one of them",
        related=[Related(item.first, "first defined here")],
    )
