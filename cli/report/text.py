"""Diagnostics for people at a terminal: the line of the file, carets below it, what to do.

The layout is rustc's. Everything is made as pieces of text with a style each; joined they are
the plain form, and rich's form is the same pieces with their styles, so that whether colour is
wanted (`NO_COLOR`, a pipe) is the console's decision alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pipec.cli.report.excerpt import WIDTH, Excerpt, excerpt, split_lines, visible
from pipec.compiler.diagnostics import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from rich.text import Text

Sources = Callable[[str], str | None]
Piece = tuple[str, str]

_SEVERITY_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
_MESSAGE = "bold"
_FRAME = "bold blue"
_NOTE = "bold cyan"
_PLAIN = ""
_LEAST = 20
"""So much of a line is shown in a terminal however narrow."""
_WIDEST = 1000
"""Wider than what is shown in any."""


def render_plain(
    diagnostics: Sequence[Diagnostic], sources: Sources, _files: Sequence[str] = ()
) -> str:
    """All diagnostics and a closing count, without styles; "" if there are none.

    `sources` gives the text of a file by the name that spans use, or None if it is not known.
    """
    return "".join(text for text, _ in _pieces(diagnostics, sources))


def render(diagnostics: Sequence[Diagnostic], sources: Sources, columns: int) -> Text:
    """The same for a rich console of so many columns, in which no line of a file wraps."""
    from rich.text import Text

    return Text.assemble(*_pieces(diagnostics, sources, columns), no_wrap=True, overflow="ignore")


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many there are of each severity: `2 errors, 1 warning`."""
    counts = Counter(item.code.severity for item in diagnostics)
    return ", ".join(
        f"{counts[severity]} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in Severity
        if counts[severity]
    )


def _pieces(
    diagnostics: Sequence[Diagnostic], sources: Sources, columns: int | None = None
) -> Iterator[Piece]:
    files: dict[str, list[str] | None] = {}

    def line(span: Span) -> str | None:
        if span.file not in files:
            text = sources(span.file)
            files[span.file] = None if text is None else split_lines(text)
        lines = files[span.file]
        return lines[span.line - 1] if lines and span.line <= len(lines) else None

    for item in diagnostics:
        yield from _diagnostic(item, line, columns)
        yield "\n", _PLAIN
    if diagnostics:
        yield summary(diagnostics) + "\n", _MESSAGE


def _diagnostic(
    item: Diagnostic, line: Callable[[Span], str | None], columns: int | None
) -> Iterator[Piece]:
    style = _SEVERITY_STYLE[item.code.severity]
    spans = [item.span] if item.span else []
    spans += [related.span for related in item.related]
    gutter = max((len(str(span.line)) for span in spans), default=1)
    room = min(WIDTH, max(_LEAST, (columns or _WIDEST) - gutter - len(" | ……")))

    yield f"{item.code.severity}[{item.code.number}]", style
    yield f": {visible(item.message)}\n", _MESSAGE
    if item.span:
        yield f"{'':{gutter}}--> ", _FRAME
        yield f"{_location(item.span)}\n", _PLAIN
        yield from _snippet(item.span, line(item.span), (gutter, room), "^", style)
    for related in item.related:
        yield from _note("related", f"{_location(related.span)}: {related.message}", gutter)
        yield from _snippet(related.span, line(related.span), (gutter, room), "-", _FRAME)
    if item.hint:
        yield from _note("hint", item.hint, gutter)
    yield from _note("explain", f"pipec explain {item.code.number}", gutter)


def _snippet(
    span: Span, source: str | None, widths: tuple[int, int], mark: str, style: str
) -> Iterator[Piece]:
    """The first line of a span with marks below it; nothing where the text is not known.

    `widths` are those of the line numbers and of what is shown of the line.
    """
    if source is None:
        return
    gutter, room = widths
    shown: Excerpt = excerpt(source, span, room)
    yield f"{'':{gutter}} |\n", _FRAME
    yield f"{span.line:>{gutter}} |", _FRAME
    yield f" {shown.text}".rstrip() + "\n", _PLAIN
    yield f"{'':{gutter}} | ", _FRAME
    yield f"{'':{shown.start}}{mark * shown.width}\n", style


def _note(label: str, text: str, gutter: int) -> Iterator[Piece]:
    """`= label: text`, further lines of the text aligned below the first."""
    yield f"{'':{gutter}} = ", _FRAME
    yield f"{label}: ", _NOTE
    indent = " " * (gutter + len(f" = {label}: "))
    yield f"\n{indent}".join(visible(part) for part in text.split("\n")) + "\n", _PLAIN


def _location(span: Span) -> str:
    within = f" ({span.within})" if span.within else ""
    return visible(f"{span.file}:{span.line}:{span.column}{within}")
