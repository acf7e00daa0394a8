"""`pipec wire`: inferred wires written down, and whether all are."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Annotated, Any

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
from pipec.cli.stop import CLEAN, ERRORS
from pipec.cli.writing import write_all
from pipec.compiler import codes
from pipec.compiler.compile import Context, Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.pins import Pinned, pin
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import to_data

Wires = dict[str, dict[str, str]]
"""By step and input the output that feeds it, `step.output`."""

_UNCLEAR = (
    codes.BAD_REFERENCE,
    codes.UNKNOWN_ROOT,
    codes.BAD_CONDITION,
    codes.UNKNOWN_STEP,
    codes.UNKNOWN_OUTPUT,
    codes.NOT_VISIBLE,
    codes.CYCLE,
    codes.NEVER_RUNS,
)
"""Errors about what the steps say of each other: what runs before what, and what is taken.

Wires are inferred from that. Once it is mended they may be others, and one that was written down
before would stand in the way. No other error makes a wire doubtful.
"""


@dataclass(frozen=True, slots=True)
class _Text:
    """A pipeline's text with some wires in it, and what it compiles to."""

    pinned: Pinned
    wires: Wires
    result: Result

    @property
    def written(self) -> Wires:
        """The wires that found a place in the text."""
        return {step: ports for step, ports in self.wires.items() if step not in self.pinned.left}


@dataclass(frozen=True, slots=True)
class _Project:
    """A pipeline, and what it is compiled with, to compile it again."""

    source: SourceFile
    context: Context
    files: workspace.DiskFiles
    given: dict[str, str]

    def compiled(self, text: str | None = None) -> Result:
        """The pipeline compiled, with another text if one is given."""
        content = self.source.content if text is None else text.encode()
        source = SourceFile(name=self.source.name, content=content)
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
        source,
        workspace.Contexts.empty(env).of(file),
        workspace.DiskFiles(workspace.folder_of(file)),
        variables(var),
    )
    result = project.compiled()
    if check:
        show(result.diagnostics, sys.stderr, format_)
        raise typer.Exit(_checked(_inferred(result)) if result.artifacts else ERRORS)
    if unclear := _unclear(result):
        show(result.diagnostics, sys.stderr, format_)
        sys.stderr.write(f"{'nothing was written' if write else 'no wires to show'}: {unclear}\n")
        raise typer.Exit(ERRORS)
    old = _Text(Pinned(source.content.decode("utf-8"), ()), {}, result)
    wires = _inferred(result)
    new = _with_wires(old, wires, project)
    if write and new.written:
        # What goes away with the writing, as PC204 does, is told for the last time; all else is
        # shown on the lines that the file then has.
        said = {(item.code, item.message) for item in new.result.diagnostics}
        last = [item for item in result.diagnostics if (item.code, item.message) not in said]
        show(last, sys.stderr, format_)
        write_all({Path(file): new.pinned.text})
        result = new.result
    show(result.diagnostics, sys.stderr, format_)
    _tell_left(new, wires)
    if not wires:
        certain = "" if result.artifacts else " that is certain"
        sys.stderr.write(f"every wire{certain} is written\n")
    elif write:
        sys.stderr.write(f"wrote {_count(new.written)} into {file}\n")
    else:
        before, after = (_lines(text.pinned.text) for text in (old, new))
        sys.stdout.writelines(unified_diff(before, after, file, f"{file} with --write"))
    clean = result.artifacts and not new.pinned.left
    raise typer.Exit(CLEAN if clean else ERRORS)


def _inferred(result: Result) -> Wires:
    """The wires that no text says."""
    found: Wires = {}
    for decision in result.links.decisions if result.links else ():
        if chosen := decision.chosen:
            wire_ = f"{chosen.step}.{chosen.output}"
            found.setdefault(decision.step, {})[decision.input] = wire_
    return found


def _checked(wires: Wires) -> int:
    for step, ports in wires.items():
        for port, source in ports.items():
            sys.stdout.write(f"{step}.{port} ← {source}  inferred, not written\n")
    if wires:
        sys.stderr.write(f"{_count(wires)} inferred; `pipec wire --write` writes them down\n")
    return ERRORS if wires else CLEAN


def _count(wires: Wires) -> str:
    count = sum(map(len, wires.values()))
    return f"{count} wire{'' if count == 1 else 's'}"


def _unclear(result: Result) -> str | None:
    """Why no wire may be written; None where those that are inferred may."""
    if result.links is None:
        return "the errors above must be mended before the steps can be wired"
    found = {item.code.number for item in result.diagnostics if item.code in _UNCLEAR}
    if not found:
        return None
    return (
        "wires depend on what the steps say of each other, and that is not clear "
        f"({', '.join(sorted(found))}); mend it first"
    )


# --- the text with the wires ------------------------------------------------------------


def _with_wires(old: _Text, wires: Wires, project: _Project) -> _Text:
    """The text with the wires in it, once it has been seen to mean the same."""
    new = _tried(old, wires, project)
    if _is_same(new, old):
        return new
    if old.result.artifacts is None:
        return _most(old, old, wires, project)
    show(new.result.diagnostics, sys.stderr, Format.TEXT)
    sys.stderr.write("the wires cannot be written into this text; nothing was changed\n")
    raise typer.Exit(ERRORS)


def _most(kept: _Text, old: _Text, wires: Wires, project: _Project) -> _Text:
    """`kept` with as many of the `wires` more as can be written and all else stays as it was.

    Beside an open input that may be fewer: a written wire is certain, and an inferred one is
    weighed with the open ones, so that writing it down may settle what was open.
    """
    for half in _halves(wires):
        new = _tried(old, {**kept.wires, **half}, project)
        if _is_same(new, old):
            kept = new
        elif len(half) > 1:
            kept = _most(kept, old, half, project)
    return kept


def _halves(wires: Wires) -> tuple[Wires, Wires]:
    steps = list(wires)
    middle = len(steps) // 2
    first, second = (
        {step: wires[step] for step in half} for half in (steps[:middle], steps[middle:])
    )
    return first, second


def _tried(old: _Text, wires: Wires, project: _Project) -> _Text:
    tree = read_yaml(project.source.name, project.source.content, Report())
    assert tree is not None
    pinned = pin(old.pinned.text, tree, wires)
    return _Text(pinned, wires, project.compiled(pinned.text))


def _is_same(new: _Text, old: _Text) -> bool:
    """Whether a text means what it meant, reports nothing new, and says the wires put into it."""
    said, before = (
        Counter((item.code, item.message) for item in text.result.diagnostics)
        for text in (new, old)
    )
    inferred = _inferred(new.result).keys() & new.written.keys()
    return _meaning(new.result) == _meaning(old.result) and not said - before and not inferred


def _meaning(result: Result) -> Any:
    """The definition, or where errors are in its way what each input is bound to."""
    if result.artifacts:
        return result.artifacts.definition_text
    bound = result.links.bound if result.links else {}
    return {
        (step, name): to_data(value)
        for step, inputs in bound.items()
        for name, value in inputs.items()
    }


# --- words ------------------------------------------------------------------------------


def _tell_left(text: _Text, wires: Wires) -> None:
    """Say which wires are not written, and why."""
    for step in text.pinned.left:
        sys.stderr.write(f"`{step}` shares its text with another step: write its wires by hand\n")
    if left := wires.keys() - text.wires.keys():
        names = ", ".join(f"`{step}`" for step in wires if step in left)
        sys.stderr.write(
            f"left out: the wires of {names}, by which the open inputs above are weighed; "
            "settle those, then run it again\n"
        )


def _lines(text: str) -> list[str]:
    """Lines for a diff; each ends, so that the last one does not run into the next."""
    return [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
