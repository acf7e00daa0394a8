"""What the colours and lines of a drawn graph mean, below it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

from pipec.cli.report.colours import EDGE_MEANINGS, EDGE_STYLES, SMALL_INK, colour_of
from pipec.cli.report.fitting import width_of
from pipec.cli.report.markup import escaped, tag
from pipec.compiler.dag import How

_SIZE = 11
_MARGIN, _ROW, _GAP = 14, 20, 18
_SAMPLE = 26


def legend_of(
    kinds: Iterable[str], hows: Collection[How], width: int, top: int
) -> tuple[str, int, int]:
    """The legend from `top` on, the width that it needs in a drawing of `width`, its height."""
    items = [*_kinds(kinds), *_lines(hows)]
    x, y = _MARGIN, top + _ROW // 2
    parts = []
    for sample, label in items:
        needed = _SAMPLE + math.ceil(width_of(label, _SIZE))
        if x > _MARGIN and x + needed + _MARGIN > width:
            x, y = _MARGIN, y + _ROW
        width = max(width, x + needed + _MARGIN)
        text = tag("text", escaped(label), x=_SAMPLE, y=4, font_size=_SIZE, fill=SMALL_INK)
        parts.append(tag("g", sample, text, transform=f"translate({x} {y})"))
        x += needed + _GAP
    height = y + _ROW - top if parts else 0
    return tag("g", *parts, class_="pipec-legend"), width, height


def _kinds(kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each colour that is there, and the kinds that have it."""
    found: dict[str, list[str]] = {}
    for kind in kinds:
        found.setdefault(colour_of(kind).name, []).append(kind)
    for names in found.values():
        colour = colour_of(names[0])
        box = tag("rect", y=-6, width=18, height=12, rx=3, fill=colour.fill, stroke=colour.border)
        yield box, ", ".join(names)


def _lines(hows: Collection[How]) -> Iterator[tuple[str, str]]:
    for how in How:
        if how in hows:
            label = EDGE_MEANINGS[how]
            if how is How.INFERRED:
                label += ", with the lowest score"
            yield tag("path", d="M0 0h18", fill="none", **EDGE_STYLES[how]), label
