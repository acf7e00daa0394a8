"""`pipec init`: a small project that compiles."""

from __future__ import annotations

import re
import shlex
import sys
import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.stop import Stop
from pipec.cli.writing import write_all
from pipec.compiler import codes
from pipec.compiler.diagnostics import Report

_LONGEST = 63
"""A name of this length can be that of a model package group, too."""


def init(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder, made if it is not there.")
    ] = Path(),
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="The pipeline's name; else the folder's."),
    ] = None,
    bucket: Annotated[
        str | None, typer.Option("--bucket", metavar="NAME", help="The bucket for data and code.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="REGION", help="The AWS region.")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ARN", help="The role that the jobs run under.")
    ] = None,
) -> None:
    """Write a small project that compiles: pipeline, contract, scripts, and checks for CI."""
    from pipec.cli.starting import Start, check_start, project_texts

    report = Report()
    chosen = _name_from(directory) if name is None else name
    start = Start(name=chosen, bucket=bucket, region=region, role=role)
    check_start(start, report)
    if report.has_errors:
        raise Stop(report.diagnostics())
    texts = {directory / path: text for path, text in project_texts(start).items()}
    refuse_to_overwrite(texts)
    write_all(texts, inside=directory)
    for path in texts:
        sys.stderr.write(f"wrote {workspace.shown(path)}\n")
    place = "" if directory == Path() else f"cd {shlex.quote(_way_to(directory))} && "
    sys.stdout.write(
        "next, with your own bucket, region and role in pipec.yaml, and the place of your data in "
        "pipeline.yaml:\n"
        f"  {place}pipec validate .\n"
        f"  {place}pipec compile pipeline.yaml --env dev\n"
    )


def _way_to(folder: Path) -> str:
    """A folder as a shell's `cd` takes it: a name that begins with a dash would be an option."""
    return f"./{folder}" if str(folder).startswith("-") else str(folder)


def refuse_to_overwrite(paths: dict[Path, str]) -> None:
    """Raises `Stop` with each file that is there, and each that is where a folder must be."""
    report = Report()
    found: dict[Path, None] = {}
    for path in paths:
        if path.exists() or path.is_symlink():
            found[path] = None
        elif parent := next((p for p in path.parents if p.is_file()), None):
            found[parent] = None
    for path in found:
        message = f"`{workspace.shown(path)}` is there already, so nothing was written"
        hint = "move or remove it, or name another place"
        report.add(codes.FILE_EXISTS, message, None, hint=hint)
    if found:
        raise Stop(report.diagnostics())


def _name_from(directory: Path) -> str:
    """A name for the pipeline that is like the folder's."""
    plain = unicodedata.normalize("NFKD", directory.resolve().name).encode("ascii", "ignore")
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain.decode()).strip("-")
    return words[:_LONGEST].rstrip("-") or "Pipeline"
