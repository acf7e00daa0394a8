"""The look of what notebooks show: a card, its heading, texts and tables.

Styles are written into each element: a notebook has its own for tables, and on GitHub a `<style>`
is taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipec.cli.report.colours import FAINT, INK, PAPER
from pipec.cli.report.markup import escaped, tag

_CARD = (
    f"background:{PAPER};color:{INK};border:1px solid #d0d7de;border-radius:8px;"
    "padding:12px 14px;font:13px/1.45 system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;"
    "text-align:left"
)
SCROLL = "overflow:auto;max-height:{}px"
_TABLE = "border-collapse:collapse;margin:0;font-size:12px"
CELL = (
    f"text-align:left;vertical-align:top;padding:2px 14px 2px 0;background:{PAPER};color:{INK};"
    "border:0;white-space:normal"
)
_HEAD = f"{CELL};color:{FAINT};border-bottom:1px solid #d0d7de"
FIRST = f"{CELL};border-top:1px solid #eaeef2"
_CODE = f"background:#f3f4f6;color:{INK};padding:0 3px;font-size:11px"
PRE = f"background:#f6f8fa;color:{INK};padding:8px 10px;margin:8px 0 0;overflow:auto;font-size:12px"
DETAILS = f"color:{FAINT}"
LINE = "margin:2px 0 2px 12px"
OPEN = "color:#b42318;font-weight:600"

Cells = tuple[str, ...]
"""What is in the cells of a row, as markup."""


def card(*children: str) -> str:
    """All that is shown, on light paper of its own, as a notebook may be dark."""
    return tag("div", *children, class_="pipec", style=_CARD)


def heading(name: str, more: str) -> str:
    """A name, and how much there is of it."""
    return tag("div", tag("b", escaped(name), style="font-size:15px"), " ", muted(more))


def muted(text: str) -> str:
    """A text that matters less."""
    return tag("span", escaped(text), style=f"color:{FAINT}")


def code(text: str) -> str:
    """A text to be copied."""
    return tag("code", escaped(text), style=_CODE)


def cell(*children: str, style: str = CELL, rows: int | None = None) -> str:
    """A cell of a table; its children are markup."""
    return tag("td", *children, style=style, rowspan=rows)


def table(head: Iterable[str], rows: Iterable[str]) -> str:
    """A table. The head is plain words, a row is a `tr`."""
    first = tag("tr", *(tag("th", text, style=_HEAD) for text in head))
    return tag("table", tag("thead", first), tag("tbody", *rows), style=_TABLE)


def row(cells: Cells, style: str = CELL) -> Iterator[str]:
    """The cells of a row."""
    return (cell(text, style=style) for text in cells)


def arrow(output: str) -> str:
    """An output that feeds; it stays beside its arrow."""
    return f"←&#160;{escaped(output)}"  # of the no-break space, as `escaped` shows it
