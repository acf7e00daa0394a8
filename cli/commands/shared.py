"""What several commands need: compiling a file, showing diagnostics.

Nothing here may need typer: `pipec.cli.plain` runs without it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TextIO

from pipec.cli import workspace
from pipec.compiler.compile import Result, compile_pipeline
from pipec.compiler.diagnostics import Diagnostic, Report
from pipec.compiler.emit.python import IDIOMATIC


class Format(StrEnum):
    """How diagnostics are shown."""

    TEXT = "text"
    CONCISE = "concise"


def compiled(
    file: str,
    var: list[str] | None,
    *,
    env: str | None = None,
    explain: bool = False,
    python: str = IDIOMATIC,
) -> tuple[Result, str]:
    """One file compiled, and the folder that its project writes to."""
    report = Report()
    source = workspace.read_source(file, report)
    if source is None:
        return Result(diagnostics=report.diagnostics()), ""
    context = workspace.Contexts.empty(env).of(file)
    files = workspace.DiskFiles(workspace.folder_of(file))
    result = compile_pipeline(
        source, context, files, variables(var), explain=explain, python=python
    )
    return result, context.project.out


def variables(given: list[str] | None) -> dict[str, str]:
    """`--var NAME=VALUE` as a mapping."""
    return pairs(given, "--var")


def pairs(given: list[str] | None, option: str, *, once: bool = False) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping; the last one of a name wins, unless each is for `once`."""
    found: dict[str, str] = {}
    for item in given or []:
        name, sign, value = item.partition("=")
        if not sign or not name:
            raise _wrong(f"{item!r} is not NAME=VALUE", option)
        if once and name in found:
            raise _wrong(f"{name} is given twice", option)
        found[name] = value
    return found


def _wrong(message: str, option: str) -> Exception:
    from typer import BadParameter

    return BadParameter(message, param_hint=option)


def write_json(data: Any, stream: TextIO) -> None:
    """Write JSON data as all commands do: indented, text as it is, a newline at the end."""
    stream.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def show(diagnostics: Sequence[Diagnostic], stream: TextIO, format_: Format = Format.TEXT) -> None:
    """Write diagnostics to a stream, in colour where it is a terminal."""
    if not diagnostics:
        return
    from pipec.cli.report import FORMATS, text

    if format_ is Format.TEXT and stream.isatty():
        # Colour is rich's business: it knows NO_COLOR and what the terminal can do.
        from rich.console import Console

        report = text.render(diagnostics, workspace.source_text)
        Console(file=stream).print(report, soft_wrap=True, end="")
    else:
        stream.write(FORMATS[format_.value](diagnostics, workspace.source_text))
