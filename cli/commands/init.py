"""`pipec init`: a small project that compiles."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.options import with_options
from pipec.cli.stop import Stop, stop
from pipec.cli.writing import write_all
from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.plain_names import plain_name

_NAMED = 5
"""So many files in the way are named."""
_LONGEST = 63
"""A name of this length can be that of a model package group, too."""


@with_options
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
    from pipec.cli.starting import CHECKS, SHARED, Start, check_start, project_texts

    report = Report()
    chosen = _name_from(directory) if name is None else name
    top = _top_above(directory)
    way = directory.resolve().relative_to(top).as_posix() if top else ""
    start = Start(name=chosen, way=way, bucket=bucket, region=region, role=role)
    check_start(start, report)
    if report.has_errors:
        raise Stop(report.diagnostics())
    texts = {directory / path: text for path, text in project_texts(start).items()}
    kept = [path for name in SHARED if _is_taken(path := directory / name)]
    own = {path: text for path, text in texts.items() if path not in kept}
    refuse_to_overwrite(own)
    if misnamed := workspace.misnamed_project(directory):
        message = (
            f"`{workspace.shown(misnamed)}` is a project file under another name, "
            "so nothing was written"
        )
        hint = f"rename it to `{workspace.PROJECT_FILE}` and go on with it, or name another place"
        raise stop(codes.FILE_EXISTS, message, hint=hint)
    write_all(own, inside=directory)
    for path in own:
        sys.stderr.write(f"wrote {workspace.shown(path)}\n")
    for path in kept:
        sys.stderr.write(
            f"kept {workspace.shown(path)}, which is there{_to_add(path, texts[path])}\n"
        )
    if top:
        sys.stderr.write(
            _moves(directory, top, [name for name in CHECKS if directory / name in own])
        )
    place = "" if directory == Path() else f"cd {shlex.quote(_way_to(directory))} && "
    sys.stdout.write(
        "next, with your own buckets, region and roles in pipec.yaml, the folder of your data in "
        "pipeline.yaml, and the place of pipec in .github/workflows/pipec.yml:\n"
        f"  {place}pipec validate .\n"
        f"  {place}pipec compile pipeline.yaml --env dev\n"
    )


def _way_to(folder: Path) -> str:
    """A folder as a shell's `cd` takes it: a name that begins with a dash would be an option."""
    return f"./{folder}" if str(folder).startswith("-") else str(folder)


def refuse_to_overwrite(paths: dict[Path, str]) -> None:
    """Raises `Stop` if there is one of the files, or a file where a folder must be."""
    found: dict[Path, None] = {}
    for path in paths:
        if _is_taken(path):
            found[path] = None
        elif parent := next((p for p in path.parents if p.is_file()), None):
            found[parent] = None
    names = [f"`{workspace.shown(path)}`" for path in found]
    listed = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        listed += f" and {len(names) - _NAMED} more"
    are, them = ("is", "it") if len(names) == 1 else ("are", "them")
    if names:
        message = f"{listed} {are} there already, so nothing was written"
        hint = f"move or remove {them}, or name another place"
        raise stop(codes.FILE_EXISTS, message, hint=hint)


def _is_taken(path: Path) -> bool:
    """Whether something is there, if only a link that leads nowhere."""
    return path.exists() or path.is_symlink()


def _to_add(path: Path, text: str) -> str:
    """What a file that is kept should have of the text that it does not become."""
    if path.name == ".gitignore":
        there = (workspace.DiskFiles().read(str(path)) or b"").decode("utf-8", "replace")
        names = {line.strip("/") for line in there.split()}
        missing = [f"`{line}`" for line in text.split() if line.strip("/") not in names]
        return f": add {' and '.join(missing)} to it" if missing else ""
    if path.name == ".pre-commit-config.yaml":
        return ": add hooks to it that run `pipec validate .` and `pipec schema --check`"
    return ""


def _top_above(directory: Path) -> Path | None:
    """The top of the git repository that a folder is in, if it is not the folder itself."""
    folder = directory.resolve()
    places = (folder, *folder.parents)
    top = next((place for place in places if os.path.exists(place / ".git")), None)  # noqa: PTH110 - Path.exists fails in closed folders
    return top if top != folder else None


def _moves(directory: Path, top: Path, checks: list[str]) -> str:
    """What to do so that the checks of a project below the top of a repository run."""
    if not checks:
        return ""
    lines = ["note: GitHub and pre-commit look for checks only at the top of the repository:"]
    for name in checks:
        source, wanted = directory / name, top / name
        if wanted.exists() and wanted.name.startswith(".pre-commit"):
            there, here = workspace.shown(wanted), workspace.shown(source)
            lines.append(f"  add to {there} the hooks of {here}, and remove that")
            continue
        if wanted.exists():
            wanted = wanted.with_stem(f"{wanted.stem}-{directory.resolve().name}")
        moved = f"mv {_word(source)} {_word(wanted)}"
        if not wanted.parent.exists():
            moved = f"mkdir -p {_word(wanted.parent)} && {moved}"
        lines.append(f"  {moved}")
    return "".join(f"{line}\n" for line in lines)


def _word(path: Path) -> str:
    """A path as a word of a shell's command line."""
    return shlex.quote(_way_to(Path(workspace.shown(path))))


def _name_from(directory: Path) -> str:
    """A name for the pipeline that is like the folder's."""
    return plain_name(directory.resolve().name, _LONGEST, underscores=False) or "Pipeline"
