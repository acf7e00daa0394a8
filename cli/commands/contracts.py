"""`pipec contracts`: which contracts there are, what is in one, and a new one."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.init import refuse_to_overwrite
from pipec.cli.commands.options import Environment, ShownOptions, as_path, with_options
from pipec.cli.commands.schemas import FOLDER
from pipec.cli.commands.shared import has_errors, write_json
from pipec.cli.stop import ERRORS, Stop, stop
from pipec.cli.writing import write_all
from pipec.compiler import codes
from pipec.compiler.compile import Context
from pipec.compiler.diagnostics import Report
from pipec.compiler.parsing.contract_hints import unknown_contract_hint
from pipec.compiler.parsing.contracts import library

contracts = typer.Typer(
    help="List, show and begin contracts: what one kind of step needs and gives.",
    no_args_is_help=True,
)

Project = Annotated[
    Path | None,
    typer.Option(
        "--project",
        metavar="DIR",
        parser=as_path,
        help="The project, if not that of this folder.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@contracts.command("list")
@with_options
def list_(
    project: Project = None, env: Environment = None, as_json: Json = False, *, shown: ShownOptions
) -> None:
    """List the project's contracts and pipec's own."""
    from pipec.cli.contract_views import contract_rows, rows_text

    context = workspace.read_project(_project_file(project), env)
    rows = contract_rows(context.registry, context.report)
    if as_json:
        write_json(rows, sys.stdout)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        sys.stdout.write(rows_text(rows, width))
    _finish(context, shown)


@contracts.command("show")
@with_options
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The contract's step type.")],
    project: Project = None,
    env: Environment = None,
    as_json: Json = False,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print its file as it is.")] = False,
    *,
    shown: ShownOptions,
) -> None:
    """Show a contract's ports, what fits them, its options, and the keys that it sets."""
    from pipec.cli.contract_views import contract_data, contract_lines

    if as_json and as_yaml:
        raise typer.BadParameter("--json and --yaml exclude each other")
    context = workspace.read_project(_project_file(project), env)
    contract = context.registry.get(name, context.report)
    if contract is None:
        if name not in context.registry.names():
            hint = unknown_contract_hint(name, context.registry, "-")
            message = f"there is no contract `{name}`"
            context.report.add(codes.UNKNOWN_CONTRACT, message, None, hint=hint)
        raise Stop(context.report.diagnostics())
    if as_yaml:
        sys.stdout.write(workspace.source_text(contract.span.file) or "")
    else:
        data = contract_data(contract, context)
        if as_json:
            write_json(data, sys.stdout)
        else:
            lines = contract_lines(data, contract, context)
            sys.stdout.write("".join(f"{line}\n" for line in lines))
    _finish(context, shown)


@contracts.command("new")
@with_options
def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its step type, which steps name in `uses:`.")
    ],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="The kind of its steps: Processing, …")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            parser=as_path,
            help="The file, in place of one by its name.",
        ),
    ] = None,
    project: Project = None,
    *,
    shown: ShownOptions,
) -> None:
    """Write the beginning of a contract, with all that its kind can have as comments."""
    from pipec.compiler.editor.drafts import contract_draft
    from pipec.compiler.steps import STEP_TYPES

    _check_names(name, kind)
    file = _project_file(project)
    context = workspace.read_project(file, None)
    if file:
        _check_project(file)
    root = file.parent if file else (project or Path.cwd())
    path = out or _folder(root, context) / f"{_file_name(name)}.yaml"
    if name in {*context.registry.own, *context.registry.broken}:
        known = context.registry.own.get(name)
        raise stop(
            codes.DUPLICATE_CONTRACT,
            f"the project has a contract `{name}` already",
            hint=f"change it in {known.span.file}, or choose another name" if known else None,
        )
    if name in library():
        raise stop(
            codes.DUPLICATE_CONTRACT,
            f"pipec has a contract `{name}` of its own, which steps that use it would get no more",
            hint="choose another name; to change it for this project, put into "
            f"`{workspace.shown(path)}` what `pipec contracts show {name} --yaml` prints",
        )
    schema = _way(root / FOLDER / "contract.schema.json", path.absolute().parent)
    texts = {path: contract_draft(name, STEP_TYPES[kind], schema)}
    refuse_to_overwrite(texts)
    write_all(texts)
    shown.say(f"wrote {workspace.shown(path)}\n")
    if unlisted := _unlisted(path, root, context, file):
        shown.say(unlisted)
    if (root / FOLDER).is_dir():
        shown.say("editors know it after `pipec schema --write`\n")
    shown.write((), sys.stderr)


def _project_file(folder: Path | None) -> Path | None:
    """The project of a folder, or of the working folder."""
    if folder is None:
        return workspace.find_project("-")
    if not folder.is_dir():
        raise typer.BadParameter(f"`{folder.as_posix()}` is no folder", param_hint="--project")
    return workspace.find_project(str(folder.resolve() / "pipeline.yaml"))


def _finish(context: Context, shown: ShownOptions) -> None:
    """Tell what is wrong with the project, and end with an error if something is."""
    told = shown.settle(context.report.diagnostics(), [])
    shown.write(told, sys.stderr)
    if has_errors(told):
        raise typer.Exit(ERRORS)


def _check_names(name: str, kind: str) -> None:
    """Raises `Stop` with what is wrong with a new contract's name and its kind, both at once."""
    from pipec.compiler.language.keys import CONTRACT_KEYS
    from pipec.compiler.language.schema import as_step_type
    from pipec.compiler.parsing.kinds import meant_kind
    from pipec.compiler.steps import STEP_TYPES

    report = Report()
    if not re.fullmatch(CONTRACT_KEYS["contract"]["pattern"].rstrip("$"), name):
        rule = "a letter, then letters, digits, `_` and `-`"
        hint = f"write `{meant}`: {rule}" if (meant := as_step_type(name)) else rule
        report.add(codes.BAD_NAME, f"`{name}` cannot be the name of a contract", None, hint=hint)
    kinds = sorted(item for item in STEP_TYPES if STEP_TYPES[item].head == "kind")
    if kind not in kinds:
        hint = meant_kind(kind) or "the kinds: " + ", ".join(f"`{k}`" for k in kinds)
        report.add(codes.UNKNOWN_KIND, f"there is no kind `{kind}`", None, hint=hint)
    if report.has_errors:
        raise Stop(report.diagnostics())


def _check_project(file: Path) -> None:
    """Raises `Stop` if the project file does not tell where its contracts lie.

    A folder of them that is not there yet, or a wrong contract in it, keeps nobody from a new one.
    """
    alone = workspace.project_alone(file)
    if alone.broken:
        raise Stop(alone.report.diagnostics())


def _file_name(name: str) -> str:
    """A contract's name as pipec's own files are called: `XGBoostTraining` → `xgboost_training`."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-", "_", name)
    return parts.lower()


def _folder(root: Path, context: Context) -> Path:
    """The first folder of `contracts:`, else `contracts` beside the project file."""
    listed = [item.text for item in context.project.contracts]
    folders = [item for item in listed if not item.endswith(workspace.YAML_SUFFIXES)]
    return root / (folders[0] if folders else "contracts")


def _way(target: Path, folder: Path) -> str:
    """The way to a file from a folder, with `/`."""
    try:
        return os.path.relpath(target.resolve(), folder.resolve()).replace(os.sep, "/")
    except ValueError:  # another drive, on Windows
        return target.resolve().as_posix()


def _unlisted(path: Path, root: Path, context: Context, file: Path | None) -> str | None:
    """What to add to the project so that it finds a new contract; None if it does."""
    listed = [(root / item.text).resolve() for item in context.project.contracts]
    if any(path.resolve().is_relative_to(item) for item in listed):
        return None
    entry = _way(path.parent if path.resolve().parent != root.resolve() else path, root)
    where = workspace.shown(file) if file else workspace.shown(root / workspace.PROJECT_FILE)
    return f"steps find it once {where} has `contracts: [{entry}]`\n"
