"""The table that every code is in, by its number."""

from __future__ import annotations

from pipec.compiler.diagnostics import Code, Severity

CODES: dict[str, Code] = {}


def code(
    number: str,
    slug: str,
    summary: str,
    explanation: str,
    severity: Severity = Severity.ERROR,
) -> Code:
    """A code, put into the table."""
    found = Code(number, slug, severity, summary, explanation)
    CODES[number] = found
    return found
