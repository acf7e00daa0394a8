"""`pipec compile`, `validate` and `explain`: the commands that need no AWS."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.code_pages import code_page, print_page
from pipec.cli.commands.options import (
    Environment,
    Pipelines,
    ShownOptions,
    Variables,
    choice,
    with_options,
)
from pipec.cli.commands.shared import compiled, has_errors, source_name
from pipec.cli.compiling import compile_files, validate_paths
from pipec.cli.emitting import Emit, PythonStyle
from pipec.cli.stop import ERRORS


@with_options
def compile_(
    files: Pipelines,
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
            parser=choice(Emit),
            help="Write the pipeline for cloudformation or terraform too; may be repeated.",
        ),
    ] = None,
    python: Annotated[
        PythonStyle,
        typer.Option(
            "--python",
            metavar="STYLE",
            parser=choice(PythonStyle),
            help="pipeline.py by SDK classes (idiomatic) or request.",
        ),
    ] = PythonStyle.IDIOMATIC,
    stdout: Annotated[
        bool,
        typer.Option("--stdout", help="Print the definition, or what --emit asks for; no files."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the files on disk are stale.")
    ] = False,
    *,
    shown: ShownOptions,
) -> None:
    """Write a pipeline's definition.json, pipeline.py and assets.json; of several, each's."""
    if stdout and check:
        raise typer.BadParameter("--stdout and --check exclude each other")
    tools = tuple(dict.fromkeys(emit or ()))
    if stdout and len(tools) > 1:
        raise typer.BadParameter("--stdout prints one text: give --emit once")
    if stdout and len(files) > 1:
        raise typer.BadParameter("--stdout prints one text: name one file")
    style = python.value
    raise typer.Exit(
        compile_files(
            files,
            out,
            var,
            env,
            emit=tools,
            python=style,
            stdout=stdout,
            check=check,
            shown=shown,
        )
    )


@with_options
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
    *,
    shown: ShownOptions,
) -> None:
    """Check pipelines and contracts, and write nothing."""
    raise typer.Exit(validate_paths(paths, var, env, unused_outputs=unused_outputs, shown=shown))


@with_options
def explain(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|CODE",
            help="The pipeline file (- for standard input), or a code: PC201; PC2 lists some.",
        ),
    ],
    step: Annotated[str | None, typer.Argument(help="Only this step.")] = None,
    var: Variables = None,
    env: Environment = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    as_table: Annotated[
        bool, typer.Option("--table", help="Print tables even where no terminal shows them.")
    ] = False,
    *,
    shown: ShownOptions,
) -> None:
    """Show what each input is bound to and why, or what a code such as PC201 means."""
    if page := _code_page(file):
        if step is not None or var or env is not None or as_json or as_table:
            raise typer.BadParameter(f"{file} is a code: its page takes no step and no options")
        print_page(page, sys.stdout)
        return
    _check_contract(file, env)
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
    told = shown.settle(result.diagnostics, [source_name(file)])
    shown.write(told, sys.stderr, [source_name(file)])
    if result.artifacts is None or has_errors(told):
        raise typer.Exit(ERRORS)


def _check_contract(file: str, env: str | None) -> None:
    """Raises `BadParameter` for the name of a contract, or nearly one, in place of a file."""
    if not re.fullmatch(r"[A-Z][\w-]*", file) or Path(file).exists():
        return
    from pipec.compiler.similarity import suggestions

    names = workspace.read_project(workspace.find_project("-"), env).registry.names()
    if near := file if file in names else next(iter(suggestions(file, names)), None):
        raise typer.BadParameter(
            f"there is no file {file!r}; `pipec contracts show {near}` shows the contract"
        )


def _code_page(name: str) -> str | None:
    """The page of a code; None for a pipeline file."""
    try:
        return code_page(name)
    except LookupError as error:
        raise typer.BadParameter(str(error.args[0])) from error
