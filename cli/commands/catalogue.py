"""`pipec docs`: the contracts of a project as pages in Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.options import Environment, ShownOptions, Variables, as_path, with_options
from pipec.cli.commands.shared import has_errors, keep_fresh, tell_stale, variables
from pipec.cli.stop import ERRORS
from pipec.compiler.compile import Context, Result, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.variables import PLACEHOLDERS
from pipec.compiler.parsing.contract_checks import check_contract


@with_options
def docs(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A folder of the project, or a file in it.")
    ] = Path(),
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            parser=as_path,
            help="Where to write, in place of docs/contracts.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the files on disk are stale.")
    ] = False,
    var: Variables = None,
    env: Environment = None,
    *,
    shown: ShownOptions,
) -> None:
    """Write a catalogue of the project's contracts: ports, options, wires, an example of each."""
    from pipec.cli.catalogue.model import catalogue
    from pipec.cli.catalogue.pages import linked, pages

    if not path.exists():
        raise typer.BadParameter(f"{path.as_posix()!r} does not exist", param_hint="PATH")
    project = workspace.find_project(str(path / "pipeline.yaml" if path.is_dir() else path))
    root = project.parent if project else (path if path.is_dir() else path.parent).resolve()
    folder = (out or root / "docs" / "contracts").resolve()
    context = workspace.read_project(project, env)
    report = Report()
    report.extend(context.report)
    for contract in context.registry.own.values():
        check_contract(contract, context.registry, report)
    given = variables(var)
    compiled = list(_pipelines(root, project, context, given, report)) if not context.broken else []
    told = shown.settle(report.diagnostics(), [])
    # Warnings are for who compiles; a document for programs stands there all the same.
    shown.write(told if has_errors(told) else (), sys.stderr)
    if has_errors(told):
        raise typer.Exit(ERRORS)
    found = pages(catalogue(context, compiled, given), linked(str(folder)))
    texts = {folder / name: text for name, text in found.items()}
    obsolete = _spare_others(folder, texts)
    if check:
        raise typer.Exit(tell_stale([*workspace.stale(texts), *obsolete], shown))
    keep_fresh(texts, shown, check=False)
    for file in obsolete:  # not before the others are there
        file.unlink()
        shown.say(f"removed {workspace.shown(file)}\n")


def _pipelines(
    root: Path, project: Path | None, context: Context, given: dict[str, str], report: Report
) -> Iterator[tuple[str, Result]]:
    """The project's pipelines, each with its way from the project's folder."""
    known = {**context.project.variables, **context.project.environment.variables}
    missing = {key: value for key, value in PLACEHOLDERS.items() if key not in known}
    for file in workspace.yaml_files(root):
        name = workspace.shown(file)
        if workspace.kind_of(name) != "pipeline" or workspace.find_project(name) != project:
            continue
        source = workspace.read_source(name, report)
        if source is None:
            continue
        files = workspace.DiskFiles(workspace.folder_of(name))
        result = compile_pipeline(source, context, files, {**missing, **given})
        report.take(result.diagnostics)
        if result.links is not None:
            yield file.relative_to(root).as_posix(), result


def _spare_others(folder: Path, texts: dict[Path, str]) -> list[Path]:
    """The pages of contracts that are no more.

    Raises `BadParameter` if a file that is to be written is there and not of pipec's making.
    """
    from pipec.cli.catalogue.pages import MARK

    obsolete = []
    for path in sorted(folder.glob("*.md")):
        is_made = (workspace.DiskFiles().read(str(path)) or b"").startswith(MARK.encode())
        if path not in texts and is_made:
            obsolete.append(path)
        elif path in texts and not is_made:
            raise typer.BadParameter(
                f"`{workspace.shown(path)}` is a file of yours, which stays as it is; "
                "name another folder: --out docs/catalogue",
                param_hint="--out",
            )
    return obsolete
