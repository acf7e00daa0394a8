"""What `pipec compile` and `validate` do, once it is known what they were given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipec.cli import workspace
from pipec.cli.commands.shared import (
    PLAIN,
    Shown,
    compiled,
    has_errors,
    keep_fresh,
    source_name,
    variables,
)
from pipec.cli.stop import CLEAN, ERRORS
from pipec.compiler import codes
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
    shown: Shown = PLAIN,
) -> int:
    """Compile a pipeline and write its files (or print, or compare); gives the exit code."""
    result, project = compiled(file, var, env=env, python=python)
    report = Report()
    report.take(result.diagnostics)
    made = {}
    if result.artifacts and emit:
        from pipec.cli.emitting import emitted

        made = emitted(result.artifacts, file, emit, report)
    told = shown.settle(report.diagnostics(), [source_name(file)])
    shown.write(told, sys.stderr, [source_name(file)])
    if result.artifacts is None or has_errors(told):
        return ERRORS
    texts = workspace.outputs(result.artifacts, out or project.out, made)
    if stdout:
        sys.stdout.write(next(iter(made.values()), result.artifacts.definition_text))
        return CLEAN
    folder = Path(out or project.out) / result.artifacts.name
    return keep_fresh(texts, shown, check=check, inside=folder)


def validate_paths(
    paths: list[str],
    var: list[str] | None = None,
    env: str | None = None,
    *,
    unused_outputs: bool = False,
    shown: Shown = PLAIN,
) -> int:
    """Check pipelines and contracts, and write nothing; gives the exit code."""
    from pipec.cli.checking import Check
    from pipec.cli.expanding import expand, passed_over
    from pipec.cli.shared_names import Named, check_shared_names

    asked = unused_outputs or shown.selects(codes.UNUSED_OUTPUT)
    report = Report()
    files, others = expand(paths, report)
    pipelines: list[Named] = []
    for part in Check(env, variables(var), asked).all(files):
        report.extend(part.report)
        pipelines += part.pipelines
    check_shared_names(pipelines, report)
    names = [source_name(path) for path, _ in files]
    told = shown.settle(report.diagnostics(), names, all_asked=asked)
    shown.write(told, sys.stdout, names)
    # A contract of the project that does not look like one was read after all.
    read = {item.span.file for item in told if item.span}
    left = passed_over([path for path in others if source_name(path) not in read])
    if has_errors(told):
        if left:
            sys.stderr.write(f"{left}\n")
        return ERRORS
    more = f"; {left}" if left else ""
    checked = f"checked {len(files)} file{'' if len(files) == 1 else 's'}"
    sys.stderr.write(f"{checked}, no errors{more}\n")
    return CLEAN
