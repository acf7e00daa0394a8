"""Diagnostics as commands to GitHub's runner, which shows them at their lines in a pull request.

The form is that of "Workflow commands for GitHub Actions"; what is escaped, and that columns may
not be given for several lines, is as `@actions/core` does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipec.cli.report.excerpt import visible
from pipec.compiler.diagnostics import Diagnostic, Span


def render(
    diagnostics: Sequence[Diagnostic],
    _sources: Callable[[str], str | None],
    _files: Sequence[str],
) -> str:
    """`::error file=…,line=…,col=…,title=PC201 unresolved-input::message` for each."""
    return "".join(_command(item) + "\n" for item in diagnostics)


def _command(item: Diagnostic) -> str:
    properties = _place(item.span) if item.span else {}
    properties["title"] = f"{item.code.number} {item.code.slug}"
    shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    lines = [item.message]
    lines += [f"{_at(related.span)}: {related.message}" for related in item.related]
    if item.hint:
        lines.append(f"hint: {item.hint}")
    text = "\n".join(visible(line) for part in lines for line in part.split("\n"))
    return f"::{item.code.severity} {shown}::{_text(text)}"


def _place(span: Span) -> dict[str, str]:
    found = {"file": span.file, "line": str(span.line), "endLine": str(span.end_line)}
    if span.line == span.end_line:
        # The last column is part of what is marked, and a span ends behind it.
        found |= {"col": str(span.column), "endColumn": str(max(span.column, span.end_column - 1))}
    return found


def _at(span: Span) -> str:
    return f"{span.file}:{span.line}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(visible(text)).replace(":", "%3A").replace(",", "%2C")
