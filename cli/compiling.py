"""What `pipec compile` and `validate` do, once it is known what they were given."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
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
    tell_stale,
    variables,
)
from pipec.cli.stop import CLEAN, ERRORS
from pipec.compiler import codes
from pipec.compiler.compile import Artifacts, Result
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.python import IDIOMATIC
from pipec.compiler.record import Record

if TYPE_CHECKING:
    from pipec.cli.emitting import Emit


def compile_files(  # noqa: PLR0913 - one argument per option
    files: Sequence[str],
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
    """Compile pipelines and write their files (or print, or compare); gives the exit code.

    Nothing is written of any if there is an error in one.
    """
    # `a.yaml` and `./a.yaml` are one file.
    files = list({os.path.normpath(file): file for file in reversed(files)}.values())[::-1]
    report = Report()
    outputs: list[Outputs] = []
    pipelines: list[tuple[str, Result]] = []
    for file in files:
        result, project = compiled(file, var, env=env, python=python)
        report.take(result.diagnostics)
        pipelines.append((file, result))
        if result.artifacts:
            made = _emitted(result.artifacts, file, emit, report)
            outputs.append(Outputs(result.artifacts, out or project.out, made))
    if len(files) > 1:
        _check_names(pipelines, report)
    names = [source_name(file) for file in files]
    told = shown.settle(report.diagnostics(), names)
    shown.write(told, sys.stderr, names)
    if len(outputs) < len(files) or has_errors(told):
        return ERRORS
    if stdout:
        (only,) = outputs
        sys.stdout.write(next(iter(only.made.values()), only.artifacts.definition_text))
        return CLEAN
    if len({each.folder.as_posix().casefold() for each in outputs}) < len(outputs):
        shown.say("nothing was written: two of them would be written into one folder\n")
        return ERRORS
    if check:
        texts = {path: text for each in outputs for path, text in each.texts.items()}
        return tell_stale(list(workspace.stale(texts)), shown)
    for each in outputs:
        keep_fresh(each.texts, shown, check=False, inside=each.folder)
    return CLEAN


class Outputs(Record):
    """What is written of a pipeline below a folder; `made` are files for other tools, by name."""

    artifacts: Artifacts
    out: str
    made: AnyMapping[str, str]

    @property
    def texts(self) -> dict[Path, str]:
        """The files' texts by their paths."""
        return workspace.outputs(self.artifacts, self.out, self.made)

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return Path(self.out) / self.artifacts.name


def _emitted(
    artifacts: Artifacts, file: str, emit: Sequence[Emit], report: Report
) -> AnyMapping[str, str]:
    if not emit:
        return {}
    from pipec.cli.emitting import emitted

    return emitted(artifacts, file, emit, report)


def _check_names(pipelines: Iterable[tuple[str, Result]], report: Report) -> None:
    """Report pipelines of one name: one would be written over the other."""
    from pipec.cli.shared_names import Named, check_shared_names

    check_shared_names(
        (
            Named(name.text, name.span, str(Path(file).resolve()), workspace.find_project(file))
            for file, result in pipelines
            if (name := result.named)
        ),
        report,
    )


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
