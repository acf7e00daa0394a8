"""Diagnostics as JSON, for programs. `version` grows when a member changes its meaning or goes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from pipec.cli.fixing import edit_of
from pipec.compiler.diagnostics import Diagnostic, Severity, Span

VERSION = 1


def render(
    diagnostics: Sequence[Diagnostic],
    sources: Callable[[str], str | None],
    files: Sequence[str],
) -> str:
    """One document, also where nothing is wrong; docs/ci.md names its members."""
    counts = Counter(item.code.severity for item in diagnostics)
    document = {
        "version": VERSION,
        "files": list(files),
        "diagnostics": [_diagnostic(item, sources) for item in diagnostics],
        "summary": {f"{severity}s": counts[severity] for severity in Severity},
    }
    return json.dumps(document, indent=2) + "\n"


def _diagnostic(item: Diagnostic, sources: Callable[[str], str | None]) -> dict[str, Any]:
    text = sources(item.span.file) if item.span else None
    edit = edit_of(item, item.span.file, text) if item.span and text is not None else None
    return {
        "code": item.code.number,
        "name": item.code.slug,
        "severity": item.code.severity.value,
        "message": item.message,
        "hint": item.hint,
        **_place(item.span),
        "related": [
            {"message": related.message, **_place(related.span)} for related in item.related
        ],
        "fix": {"old": edit.old, "new": edit.new} if edit else None,
    }


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"file": None, "start": None, "end": None}
    return {
        "file": span.file,
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
