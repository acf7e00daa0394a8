"""How diagnostics are shown: one module per format, each a function of the same arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipec.cli.report import concise, text
from pipec.compiler.diagnostics import Diagnostic

Sources = Callable[[str], str | None]
Renderer = Callable[[Sequence[Diagnostic], Sources], str]

FORMATS: dict[str, Renderer] = {
    "text": text.render_plain,
    "concise": concise.render,
}
"""Format name to renderer. A console that shows colour takes `text.render` for "text"."""
