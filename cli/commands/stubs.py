"""`pipec stubs`: step classes for Python programs, with types made from the contracts."""

from __future__ import annotations

import sys
from keyword import iskeyword
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.options import ShownOptions, with_options
from pipec.cli.commands.shared import has_errors, keep_fresh
from pipec.cli.stop import ERRORS
from pipec.compiler.compile import Context
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contract_checks import check_contract


@with_options
def stubs(
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="The module to write, or its folder, in place of steps.py beside pipec.yaml.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the files on disk are stale.")
    ] = False,
    *,
    shown: ShownOptions,
) -> None:
    """Write step classes for Python programs, and their types for type checkers."""
    from pipec.cli.stubs import MARK, MODULE, stub_text

    project = workspace.find_project("-")
    module = _module(out, project.parent if project else Path.cwd())
    if workspace.find_project(str(module)) != project:
        where = f"the project of `{workspace.shown(project)}`" if project else "this folder"
        raise typer.BadParameter(
            f"`{workspace.shown(module)}` would have the contracts of another project; "
            f"name a file in {where}",
            param_hint="--out",
        )
    context = workspace.read_project(project, None)
    contracts = _contracts(context)
    told = shown.settle(context.report.diagnostics(), [])
    shown.write(told, sys.stderr)
    if has_errors(told):
        raise typer.Exit(ERRORS)
    texts = {module: MODULE, module.with_suffix(".pyi"): stub_text(contracts)}
    _spare_others(texts, MARK)
    raise typer.Exit(keep_fresh(texts, shown, check=check))


def _module(out: str | None, folder: Path) -> Path:
    """The module to write. Raises `BadParameter` for one that no program can import."""
    path = Path(out).resolve() if out else folder
    if path.suffix not in (".py", ".pyi") or path.is_dir():
        path /= "steps.py"
    if not path.stem.isidentifier() or iskeyword(path.stem):
        raise typer.BadParameter(f"no program can import `{path.name}`", param_hint="--out")
    return path.with_suffix(".py")


def _contracts(context: Context) -> list[Contract]:
    """All contracts; what is wrong with the project's own goes to the context's report."""
    names = context.registry.names()
    for contract in context.registry.own.values():
        check_contract(contract, context.registry, context.report)
    found = (context.registry.get(name, context.report) for name in names)
    return [contract for contract in found if contract is not None]


def _spare_others(paths: dict[Path, str], mark: str) -> None:
    """Raises `BadParameter` if one of the files is there, and is not of pipec's making."""
    for path in paths:
        known = workspace.DiskFiles().read(str(path))
        if known is not None and mark.encode() not in known.split(b"\n", 1)[0]:
            raise typer.BadParameter(
                f"`{workspace.shown(path)}` is a file of yours, which stays as it is; "
                "name another one: --out pipeline_steps.py",
                param_hint="--out",
            )
