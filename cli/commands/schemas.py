"""`pipec schema`: JSON Schemas by which editors complete, explain and check the YAML files."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.options import ShownOptions, choice, with_options
from pipec.cli.commands.shared import has_errors, keep_fresh
from pipec.cli.stop import ERRORS
from pipec.compiler.compile import Context

FOLDER = ".pipec"
"""Where the schemas lie, beside pipec.yaml."""


class Kind(StrEnum):
    """The kinds of file."""

    PIPELINE = "pipeline"
    CONTRACT = "contract"
    PROJECT = "project"


class Editor(StrEnum):
    """The editors whose settings can be printed."""

    VSCODE = "vscode"


@with_options
def schema(
    kind: Annotated[
        Kind | None,
        typer.Argument(
            metavar="KIND", parser=choice(Kind), help="Print it: pipeline, contract or project."
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write all three to .pipec beside pipec.yaml.")
    ] = False,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where to write, in place of .pipec."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the files on disk are stale.")
    ] = False,
    settings: Annotated[
        Editor | None,
        typer.Option(
            "--settings",
            metavar="EDITOR",
            parser=choice(Editor),
            help="Print the settings of vscode.",
        ),
    ] = None,
    *,
    shown: ShownOptions,
) -> None:
    """Print or write JSON Schemas for editors, with the project's own contracts."""
    _check_usage(kind, settings, files=write or check, out=out)
    project = workspace.find_project("-")
    folder = Path(out) if out else (project.parent if project else Path.cwd()) / FOLDER
    if settings:
        sys.stdout.write(_settings(folder, project))
        return
    context = workspace.read_project(project, None)
    told = shown.settle(context.report.diagnostics(), [])
    shown.write(told, sys.stderr)
    if has_errors(told):
        raise typer.Exit(ERRORS)
    if kind:
        sys.stdout.write(schema_text(kind.value, context))
        return
    texts = {folder / f"{item}.schema.json": schema_text(item.value, context) for item in Kind}
    anew = f"pipec schema --write{f' --out {quote(out)}' if out else ''}"
    raise typer.Exit(keep_fresh(texts, shown, check=check, anew=f"`{anew}`"))


def schema_text(kind: str, context: Context | None) -> str:
    """The JSON Schema of one kind of file: `pipeline`, `contract` or `project`.

    `context` has the contracts that `uses:` may name; None for the built-in ones and any other.
    """
    from pipec.compiler.editor.schemas import schema_of, schema_text
    from pipec.compiler.parsing.contracts import ContractRegistry

    registry = context.registry if context else ContractRegistry()
    return schema_text(schema_of(kind, registry, closed=context is not None))


def _check_usage(
    kind: Kind | None, settings: Editor | None, *, files: bool, out: str | None
) -> None:
    """Raises `BadParameter` unless one thing is asked for."""
    if [kind is not None, settings is not None, files].count(True) != 1:
        raise typer.BadParameter(
            "name a kind of file to print its schema (pipeline, contract or project), or give "
            "one of --write, --check and --settings vscode"
        )
    if out and kind:
        raise typer.BadParameter("it goes with --write and --check", param_hint="--out")


def _settings(folder: Path, project: Path | None) -> str:
    """What VS Code's `settings.json` says to the YAML extension, by the names that files have."""
    base = project.parent if project else Path.cwd()
    own = folder.resolve()
    place = own.relative_to(base.resolve()) if own.is_relative_to(base.resolve()) else own
    patterns = {
        Kind.PIPELINE: _named("pipeline", "*.pipeline"),
        Kind.CONTRACT: _named("contracts/**/*"),
        Kind.PROJECT: [workspace.PROJECT_FILE],
    }
    schemas = {f"{place.as_posix()}/{kind}.schema.json": found for kind, found in patterns.items()}
    return json.dumps({"yaml.schemas": schemas}, indent=2, ensure_ascii=False) + "\n"


def _named(*names: str) -> list[str]:
    return [f"{name}{suffix}" for name in names for suffix in workspace.YAML_SUFFIXES]
