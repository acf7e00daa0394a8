"""What `pipec compile` and `validate` do, once it is known what they were given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipec.cli import workspace
from pipec.cli.commands.shared import Format, compiled, show, variables
from pipec.cli.stop import CLEAN, ERRORS
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.python import IDIOMATIC

if TYPE_CHECKING:
    from pipec.cli.emitting import Emit


def compile_file(  # noqa: PLR0913 - one argument per option
    file: str,
    out: str | None = None,
    var: list[str] | None = None,
    env: str | None = None,
    *,
    emit: Sequence[Emit] = (),
    python: str = IDIOMATIC,
    stdout: bool = False,
    check: bool = False,
    format_: Format = Format.TEXT,
) -> int:
    """Compile a pipeline and write its files (or print, or compare); gives the exit code."""
    result, context_out = compiled(file, var, env=env, python=python)
    report = Report()
    report.take(result.diagnostics)
    made = {}
    if result.artifacts and emit:
        from pipec.cli.emitting import emitted

        made = emitted(result.artifacts, file, emit, report)
    show(report.diagnostics(), sys.stderr, format_)
    if result.artifacts is None or report.has_errors:
        return ERRORS
    texts = workspace.outputs(result.artifacts, out or context_out, made)
    if stdout:
        sys.stdout.write(next(iter(made.values()), result.artifacts.definition_text))
        return CLEAN
    if check:
        return _compared(texts)
    workspace.write_all(texts)
    for path in texts:
        sys.stderr.write(f"wrote {path.as_posix()}\n")
    return CLEAN


def _compared(texts: dict[Path, str]) -> int:
    stale = list(workspace.stale(texts))
    for path in stale:
        sys.stderr.write(f"stale: {path.as_posix()}\n")
    return ERRORS if stale else CLEAN


def validate_paths(
    paths: list[str],
    var: list[str] | None = None,
    env: str | None = None,
    *,
    unused_outputs: bool = False,
    format_: Format = Format.TEXT,
) -> int:
    """Check pipelines and contracts, and write nothing; gives the exit code."""
    from pipec.cli.checking import Check
    from pipec.cli.expanding import expand

    report = Report()
    files, passed_over = expand(paths, report)
    for part in Check(env, variables(var), unused_outputs).all(files):
        report.extend(part)
    show(report.diagnostics(), sys.stdout, format_)
    if report.has_errors:
        return ERRORS
    more = f"; {passed_over}" if passed_over else ""
    checked = f"checked {len(files)} file{'' if len(files) == 1 else 's'}"
    sys.stderr.write(f"{checked}, no errors{more}\n")
    return CLEAN
