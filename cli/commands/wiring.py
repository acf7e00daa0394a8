"""`pipec wire`: inferred wires written down, and whether all are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.shared import (
    Environment,
    Format,
    Pipeline,
    Shown,
    Variables,
    show,
    variables,
)
from pipec.cli.stop import ERRORS
from pipec.compiler.compile import Context, Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.pins import Pinned, pin
from pipec.compiler.reader.source import read_yaml


@dataclass(frozen=True, slots=True)
class _Project:
    """What a pipeline is compiled with, to compile it again."""

    context: Context
    files: workspace.DiskFiles
    given: dict[str, str]

    def compiled(self, source: SourceFile) -> Result:
        return compile_pipeline(source, self.context, self.files, self.given)


def wire(
    file: Pipeline,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the wires into the file; all else stays."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 if a wire is inferred and not written.")
    ] = False,
    var: Variables = None,
    env: Environment = None,
    format_: Shown = Format.TEXT,
) -> None:
    """Show the inferred wires as lines of the file; with --write, write them down."""
    if write and check:
        raise typer.BadParameter("--write and --check exclude each other")
    if write and file == "-":
        raise typer.BadParameter("--write needs a file")
    report = Report()
    source = workspace.read_source(file, report)
    if source is None:
        show(report.diagnostics(), sys.stderr, format_)
        raise typer.Exit(ERRORS)
    project = _Project(
        workspace.Contexts.empty(env).of(file),
        workspace.DiskFiles(workspace.folder_of(file)),
        variables(var),
    )
    result = project.compiled(source)
    show(result.diagnostics, sys.stderr, format_)
    if result.artifacts is None:
        raise typer.Exit(ERRORS)
    wires = _inferred(result)
    if check:
        raise typer.Exit(_checked(wires))
    text = source.content.decode("utf-8")
    pinned = _pinned(text, source, wires, result, project)
    if not wires:
        sys.stderr.write("every wire is written\n")
    elif write:
        workspace.write_all({Path(file): pinned.text})
        written = {step: ports for step, ports in wires.items() if step not in pinned.left}
        sys.stderr.write(f"wrote {_count(written)} into {file}\n")
    else:
        old, new = (_lines(each) for each in (text, pinned.text))
        sys.stdout.writelines(unified_diff(old, new, file, f"{file} with --write"))
    if pinned.left:
        raise typer.Exit(ERRORS)


def _inferred(result: Result) -> dict[str, dict[str, str]]:
    """The wires that no text says, by step and input."""
    found: dict[str, dict[str, str]] = {}
    for decision in result.links.decisions if result.links else ():
        if chosen := decision.chosen:
            wire_ = f"{chosen.step}.{chosen.output}"
            found.setdefault(decision.step, {})[decision.input] = wire_
    return found


def _checked(wires: dict[str, dict[str, str]]) -> int:
    for step, ports in wires.items():
        for port, source in ports.items():
            sys.stdout.write(f"{step}.{port} ← {source}  inferred, not written\n")
    if wires:
        sys.stderr.write(f"{_count(wires)} inferred; `pipec wire --write` writes them down\n")
    return ERRORS if wires else 0


def _count(wires: dict[str, dict[str, str]]) -> str:
    count = sum(map(len, wires.values()))
    return f"{count} wire{'' if count == 1 else 's'}"


def _pinned(
    text: str,
    source: SourceFile,
    wires: dict[str, dict[str, str]],
    before: Result,
    project: _Project,
) -> Pinned:
    """The text with the wires in it, once it has been seen to mean the same."""
    tree = read_yaml(source.name, source.content, Report())
    assert tree is not None
    pinned = pin(text, tree, wires)
    for step in pinned.left:
        sys.stderr.write(f"`{step}` shares its text with another step: write its wires by hand\n")
    after = project.compiled(SourceFile(name=source.name, content=pinned.text.encode()))
    same = (
        after.artifacts is not None
        and before.artifacts is not None
        and after.artifacts.definition_text == before.artifacts.definition_text
        and _inferred(after).keys() <= set(pinned.left)
    )
    if not same:
        show(after.diagnostics, sys.stderr, Format.TEXT)
        sys.stderr.write("the wires cannot be written into this text; nothing was changed\n")
        raise typer.Exit(ERRORS)
    return pinned


def _lines(text: str) -> list[str]:
    """Lines for a diff; each ends, so that the last one does not run into the next."""
    return [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
