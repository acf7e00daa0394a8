"""How diagnostics are shown: one module per format, each with a function of the same arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib import import_module

from pipec.compiler.diagnostics import Diagnostic

Sources = Callable[[str], str | None]
Renderer = Callable[[Sequence[Diagnostic], Sources, Sequence[str]], str]
"""Makes a text of diagnostics, of what gives the text of a file by the name that spans use, and
of the names of the files that were checked."""


class Format(StrEnum):
    """How diagnostics are shown."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"

    @property
    def is_document(self) -> bool:
        """Whether it is one document for a program, which must stand alone in its stream."""
        return self in {Format.JSON, Format.SARIF, Format.JUNIT}


def renderer(format_: Format) -> Renderer:
    """What renders a format; its module is imported here and not before."""
    if format_ is Format.TEXT:
        from pipec.cli.report.text import render_plain

        return render_plain
    module = import_module(f"pipec.cli.report.{format_.value}")
    found: Renderer = module.render
    return found
