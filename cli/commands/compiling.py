"""`pipec compile`, `validate` and `explain`: the commands that need no AWS."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.checking import Check
from pipec.cli.commands.shared import (
    Environment,
    Format,
    Pipeline,
    Shown,
    Variables,
    compiled,
    show,
    variables,
)
from pipec.cli.emitting import Emit, PythonStyle, emitted
from pipec.cli.expanding import expand
from pipec.cli.stop import CLEAN, ERRORS
from pipec.cli.writing import write_all
from pipec.compiler.diagnostics import Report


def compile_(
    file: Pipeline,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where to write, in place of build."),
    ] = None,
    var: Variables = None,
    env: Environment = None,
    emit: Annotated[
        list[Emit] | None,
        typer.Option(
            "--emit",
            metavar="TOOL",
            help="Write the pipeline for cloudformation or terraform too; may be repeated.",
        ),
    ] = None,
    python: Annotated[
        PythonStyle,
        typer.Option(
            "--python", metavar="STYLE", help="pipeline.py by SDK classes (idiomatic) or request."
        ),
    ] = PythonStyle.IDIOMATIC,
    stdout: Annotated[
        bool,
        typer.Option("--stdout", help="Print the definition, or what --emit asks for; no files."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the files on disk are stale.")
    ] = False,
    format_: Shown = Format.TEXT,
) -> None:
    """Write a pipeline's definition.json, pipeline.py and assets.json."""
    if stdout and check:
        raise typer.BadParameter("--stdout and --check exclude each other")
    tools = list(dict.fromkeys(emit or ()))
    if stdout and len(tools) > 1:
        raise typer.BadParameter("--stdout prints one text: give --emit once")
    result, context_out = compiled(file, var, env=env, python=python.value)
    report = Report()
    report.take(result.diagnostics)
    made = emitted(result.artifacts, file, tools, report) if result.artifacts else {}
    show(report.diagnostics(), sys.stderr, format_)
    if result.artifacts is None or report.has_errors:
        raise typer.Exit(ERRORS)
    texts = workspace.outputs(result.artifacts, out or context_out, made)
    if stdout:
        sys.stdout.write(next(iter(made.values()), result.artifacts.definition_text))
    elif check:
        raise typer.Exit(_check(texts))
    else:
        write_all(texts, inside=Path(out or context_out) / result.artifacts.name)
        for path in texts:
            sys.stderr.write(f"wrote {path.as_posix()}\n")


def validate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Pipeline and contract files, folders, globs."),
    ],
    var: Variables = None,
    env: Environment = None,
    unused_outputs: Annotated[
        bool, typer.Option("--unused-outputs", help="Tell of outputs that nothing reads, too.")
    ] = False,
    format_: Shown = Format.TEXT,
) -> None:
    """Check pipelines and contracts, and write nothing."""
    report = Report()
    files, passed_over = expand(paths, report)
    for part in Check(env, variables(var), unused_outputs).all(files):
        report.extend(part)
    show(report.diagnostics(), sys.stdout, format_)
    if report.has_errors:
        raise typer.Exit(ERRORS)
    more = f"; {passed_over}" if passed_over else ""
    checked = f"checked {len(files)} file{'' if len(files) == 1 else 's'}"
    sys.stderr.write(f"{checked}, no errors{more}\n")


def explain(
    file: Pipeline,
    step: Annotated[str | None, typer.Argument(help="Only this step.")] = None,
    var: Variables = None,
    env: Environment = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_table: Annotated[
        bool, typer.Option("--table", help="Print tables even where no terminal shows them.")
    ] = False,
    format_: Shown = Format.TEXT,
) -> None:
    """Show what each input is bound to, its score in parts, and what lost and why."""
    from pipec.cli.explain import explain as lines
    from pipec.cli.explain import explain_json
    from pipec.compiler.similarity import hint_from

    if as_json and as_table:
        raise typer.BadParameter("--json and --table exclude each other")
    result, _ = compiled(file, var, env=env, explain=True)
    names = [item.name for item in result.steps]
    if step is not None and result.steps and step not in names:
        hint = hint_from(step, names) or "its steps are listed by `pipec explain FILE`"
        raise typer.BadParameter(f"there is no step {step!r}; {hint}")
    if as_json:
        sys.stdout.write(f"{explain_json(result, step)}\n")
    elif as_table or sys.stdout.isatty():
        from pipec.cli.explain_table import print_tables

        print_tables(result, step, sys.stdout)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(result, step)))
    show(result.diagnostics, sys.stderr, format_)
    if result.artifacts is None:
        raise typer.Exit(ERRORS)


def _check(texts: dict[Path, str]) -> int:
    stale = list(workspace.stale(texts))
    for path in stale:
        sys.stderr.write(f"stale: {path.as_posix()}\n")
    return ERRORS if stale else CLEAN
