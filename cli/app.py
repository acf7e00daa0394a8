"""The `pipec` command: options in, one call each, an exit code out.

Exit codes: 0 clean, 1 errors found, 2 wrong usage, 3 environment or a bug of pipec.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO

import typer

from pipec.cli import workspace
from pipec.cli.report import FORMATS, text
from pipec.compiler.compile import Result, check_contract_file, compile_pipeline
from pipec.compiler.diagnostics import Diagnostic, Report

CLEAN, ERRORS, USAGE, ENVIRONMENT = range(4)

app = typer.Typer(
    name="pipec",
    help="Compile SageMaker pipelines from YAML: what you see is what runs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How diagnostics are shown."""

    TEXT = "text"
    CONCISE = "concise"


Pipeline = Annotated[
    str, typer.Argument(metavar="FILE", help="The pipeline file; - for standard input.")
]
Variables = Annotated[
    list[str] | None,
    typer.Option("--var", metavar="NAME=VALUE", help="Set a compile-time var; may be repeated."),
]
Shown = Annotated[Format, typer.Option("--format", help="How diagnostics are shown.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        sys.stdout.write(f"pipec {version('pipec')}\n")
        raise typer.Exit


@app.callback()
def _options(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command("compile")
def compile_(
    file: Pipeline,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where to write, in place of build."),
    ] = None,
    var: Variables = None,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print the definition, write nothing.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the files on disk are stale.")
    ] = False,
    format_: Shown = Format.TEXT,
) -> None:
    """Write a pipeline's definition.json, pipeline.py and assets.json."""
    if stdout and check:
        raise typer.BadParameter("--stdout and --check exclude each other")
    result, context_out = _compiled(file, var)
    _show(result.diagnostics, format_, sys.stderr)
    if result.artifacts is None:
        raise typer.Exit(ERRORS)
    texts = workspace.outputs(result.artifacts, out or context_out)
    if stdout:
        sys.stdout.write(result.artifacts.definition_text)
    elif check:
        raise typer.Exit(_check(texts))
    else:
        workspace.write_all(texts)
        for path in texts:
            sys.stderr.write(f"wrote {path.as_posix()}\n")


@app.command()
def validate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Pipeline and contract files, folders, globs."),
    ],
    var: Variables = None,
    format_: Shown = Format.TEXT,
) -> None:
    """Check pipelines and contracts, and write nothing."""
    report = Report()
    files = workspace.expand(paths, report)
    contexts = workspace.Contexts.empty()
    variables = _variables(var)
    for path, kind in files:
        report.extend(_checked(path, kind, contexts, variables))
    _show(report.diagnostics(), format_, sys.stdout)
    if report.has_errors:
        raise typer.Exit(ERRORS)
    sys.stderr.write(f"checked {len(files)} file{'' if len(files) == 1 else 's'}, no errors\n")


@app.command()
def explain(
    file: Pipeline,
    step: Annotated[str | None, typer.Argument(help="Only this step.")] = None,
    var: Variables = None,
    format_: Shown = Format.TEXT,
) -> None:
    """Show what each input is bound to, its score in parts, and what lost and why."""
    from pipec.cli.explain import explain as lines
    from pipec.compiler.similarity import hint_from

    result, _ = _compiled(file, var, explain=True)
    names = [item.name for item in result.steps]
    if step is not None and result.steps and step not in names:
        raise typer.BadParameter(f"there is no step {step!r}; {hint_from(step, names) or ''}")
    sys.stdout.write("".join(f"{line}\n" for line in lines(result, step)))
    _show(result.diagnostics, format_, sys.stderr)
    if result.artifacts is None:
        raise typer.Exit(ERRORS)


def _compiled(file: str, var: list[str] | None, *, explain: bool = False) -> tuple[Result, str]:
    """One file compiled, and the folder that its project writes to."""
    report = Report()
    source = workspace.read_source(file, report)
    if source is None:
        return Result(diagnostics=report.diagnostics()), ""
    context = workspace.Contexts.empty().of(file)
    result = compile_pipeline(
        source, context, workspace.DiskFiles(), _variables(var), explain=explain
    )
    return result, context.project.out


def _checked(
    path: str, kind: str, contexts: workspace.Contexts, variables: dict[str, str]
) -> Report:
    """What is wrong with one file."""
    report = Report()
    source = workspace.read_source(path, report)
    if source is None:
        return report
    context, files = contexts.of(path), workspace.DiskFiles()
    if kind == "contract":
        report.take(check_contract_file(source, context, files, variables))
    else:
        report.take(compile_pipeline(source, context, files, variables).diagnostics)
    return report


def _variables(given: list[str] | None) -> dict[str, str]:
    found = {}
    for item in given or []:
        name, sign, value = item.partition("=")
        if not sign or not name:
            raise typer.BadParameter(f"{item!r} is not NAME=VALUE", param_hint="--var")
        found[name] = value
    return found


def _show(diagnostics: Sequence[Diagnostic], format_: Format, stream: TextIO) -> None:
    if not diagnostics:
        return
    if format_ is Format.TEXT and stream.isatty():
        # Colour is rich's business: it knows NO_COLOR and what the terminal can do.
        from rich.console import Console

        report = text.render(diagnostics, workspace.source_text)
        Console(file=stream).print(report, soft_wrap=True, end="")
    else:
        stream.write(FORMATS[format_.value](diagnostics, workspace.source_text))


def _check(texts: dict[Path, str]) -> int:
    stale = list(workspace.stale(texts))
    for path in stale:
        sys.stderr.write(f"stale: {path.as_posix()}\n")
    return ERRORS if stale else CLEAN


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives the exit code. Tests call this, the console script exits with it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # The same bytes everywhere, and no terminal that cannot show an arrow ends the run.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    try:
        app(args=[item for item in arguments if item != "--debug"], prog_name="pipec")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else CLEAN
    except OSError as error:
        place = f"`{error.filename}`: " if error.filename else ""
        sys.stderr.write(f"pipec: {place}{error.strerror or error}\n")
        return ENVIRONMENT
    except Exception:  # noqa: BLE001 - the last line of defence: a bug must not look like the user's mistake
        sys.stderr.write(
            "pipec: this is a bug in pipec, sorry. Please report it with your files.\n"
        )
        if debug:
            traceback.print_exc()
        else:
            sys.stderr.write("pipec: --debug shows where it happened.\n")
        return ENVIRONMENT
    return CLEAN
