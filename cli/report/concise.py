"""Diagnostics one to a line, as editors and grep read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipec.cli.report.excerpt import visible
from pipec.compiler.diagnostics import Diagnostic


def render(
    diagnostics: Sequence[Diagnostic],
    _sources: Callable[[str], str | None],
    _files: Sequence[str] = (),
) -> str:
    """`file:line:column: error[PC201]: message` for each; files are not needed."""
    return "".join(_line(item) + "\n" for item in diagnostics)


def _line(item: Diagnostic) -> str:
    where = f"{item.span.file}:{item.span.line}:{item.span.column}: " if item.span else ""
    return visible(f"{where}{item.code.severity}[{item.code.number}]: {item.message}")
