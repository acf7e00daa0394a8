"""`pipec wire`: inferred wires written down, and whether all are."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.asking import asked
from pipec.cli.commands.options import (
    Environment,
    Pipelines,
    ShownOptions,
    Variables,
    with_options,
)
from pipec.cli.commands.shared import (
    Shown,
    can_ask,
    has_errors,
    source_name,
    typed,
    variables,
)
from pipec.cli.difference import difference
from pipec.cli.stop import CLEAN, ERRORS, USAGE, stop
from pipec.cli.wires import (
    Compilation,
    WiredText,
    count,
    inferred,
    left_out,
    unclear,
    with_wires,
)
from pipec.cli.writing import check_writable, write_all
from pipec.compiler import codes
from pipec.compiler.compile import Result, SourceFile
from pipec.compiler.diagnostics import Report


@with_options
def wire(
    files: Pipelines,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the wires into the file; all else stays."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 if a wire is inferred and not written.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask what each open input takes, and write that.")
    ] = False,
    var: Variables = None,
    env: Environment = None,
    *,
    shown: ShownOptions,
) -> None:
    """Show the inferred wires as lines of the file; with --write, write them down."""
    _check_options(files, write=write, check=check, ask=ask)
    if check:
        raise typer.Exit(_check(list(dict.fromkeys(files)), var, env, shown))
    (file,) = files
    names = [source_name(file)]
    project = _read(file, var, env, shown)
    result = _clear(project, names, shown, "nothing was written" if write else "no wires to show")
    if ask:
        project = _asked(file, project, shown)
        if write:
            result = _clear(project, names, shown, "no more was written")
        else:
            result = project.compiled()
            told = shown.settle(result.diagnostics, names)
            shown.write(told, sys.stderr, names)
            raise typer.Exit(ERRORS if has_errors(told) else CLEAN)
    old = WiredText.as_it_is(project.source.content.decode("utf-8"), result)
    wires = inferred(result)
    new = with_wires(old, wires, project)
    if write and new.written:
        # What goes away with the writing, as PC204 does, is told for the last time; all else is
        # shown on the lines that the file then has.
        said = {(item.code, item.message) for item in new.result.diagnostics}
        last = [item for item in result.diagnostics if (item.code, item.message) not in said]
        if not shown.format_.is_document:
            shown.write(shown.settle(last, names), sys.stderr, names)
        write_all({Path(file): new.pinned.text})
        result = new.result
    told = shown.settle(result.diagnostics, names)
    shown.write(told, sys.stderr, names)
    for sentence in left_out(new, wires):
        shown.say(f"{sentence}\n")
    if not wires:
        certain = "" if result.artifacts else " that is certain"
        shown.say(f"every wire{certain} is written\n")
    elif write:
        shown.say(f"wrote {count(new.written)} into {file}\n")
    else:
        change = difference(old.pinned.text, new.pinned.text, file, f"{file} with --write")
        sys.stdout.write(change)
    clean = result.artifacts and not has_errors(told) and new.written == wires
    raise typer.Exit(CLEAN if clean else ERRORS)


def _read(file: str, var: list[str] | None, env: str | None, shown: Shown) -> Compilation:
    """The pipeline of a file that can be read; else the command ends."""
    report = Report()
    source = workspace.read_source(file, report)
    if source is None:
        shown.write(report.diagnostics(), sys.stderr, [source_name(file)])
        raise typer.Exit(ERRORS)
    return Compilation.of(source, workspace.Contexts(env).of(file), variables(var))


def _clear(project: Compilation, names: list[str], shown: Shown, unless: str) -> Result:
    """The pipeline compiled, if its wires can be told; else the command ends, and says `unless`."""
    result = project.compiled()
    if problem := unclear(result):
        shown.write(shown.settle(result.diagnostics, names), sys.stderr, names)
        shown.say(f"{unless}: {problem}\n")
        raise typer.Exit(ERRORS)
    return result


def _check_options(files: list[str], *, write: bool, check: bool, ask: bool) -> None:
    """Raises `BadParameter` for what does not go together."""
    writing = "--write" if write else "--ask" if ask else None
    if writing and check:
        raise typer.BadParameter(f"{writing} and --check exclude each other")
    if len(files) > 1 and not check:
        raise typer.BadParameter("several files go with --check only")
    if writing and files == ["-"]:
        raise typer.BadParameter(f"{writing} needs a file")


def _asked(file: str, project: Compilation, shown: Shown) -> Compilation:
    """The pipeline with what a person says of its open inputs, written into its file."""
    if not can_ask():
        raise stop(
            codes.NOT_CONFIRMED,
            "there is no terminal to ask on",
            hint=f"`pipec explain {file}` shows the lines to write for each open input",
            exit_code=USAGE,
        )
    check_writable(Path(file))  # before a person has answered all
    answers = asked(project, typed)
    if answers is None:
        shown.say("nothing was changed\n")
        raise typer.Exit(ERRORS)
    if not answers:
        shown.say("nothing was written\n")
        return project
    now = workspace.read_source(file, Report())
    if now is None or now.content != project.source.content:  # a person takes their time
        shown.say(f"{file} has changed meanwhile; nothing was written\n")
        raise typer.Exit(ERRORS)
    new = project.pinned(project.source.content.decode("utf-8"), answers).text
    write_all({Path(file): new})
    shown.say(f"wrote {count(answers)} into {file}\n")
    return replace(project, source=SourceFile(project.source.name, new.encode()))


def _check(files: list[str], var: list[str] | None, env: str | None, shown: Shown) -> int:
    """Whether all wires of some files are written; gives the exit code."""
    report, contexts = Report(), workspace.Contexts(env)
    found: list[tuple[Result, Compilation]] = []
    for file in files:
        source = workspace.read_source(file, report)
        if source is None:
            continue
        project = Compilation.of(source, contexts.of(file), variables(var))
        result = project.compiled()
        report.take(result.diagnostics)
        if result.artifacts:
            found.append((result, project))
    names = [source_name(file) for file in files]
    told = shown.settle(report.diagnostics(), names)
    shown.write(told, sys.stderr, names)
    if len(found) < len(files) or has_errors(told):
        return ERRORS
    of_which = [f"{name}: " if len(files) > 1 else "" for name in names]
    return max(
        _checked(result, project, shown, name)
        for (result, project), name in zip(found, of_which, strict=True)
    )


def _checked(result: Result, project: Compilation, shown: Shown, of_which: str) -> int:
    """Tell what is not written in one file; `of_which` begins each line where there are several."""
    wires = inferred(result)
    for step, ports in wires.items():
        for port, source in ports.items():
            sys.stdout.write(f"{of_which}{step}.{port} ← {source}  inferred, not written\n")
    if not wires:
        return CLEAN
    old = WiredText.as_it_is(project.source.content.decode("utf-8"), result)
    new = with_wires(old, wires, project)
    for sentence in left_out(new, wires):
        shown.say(f"{of_which}{sentence}\n")
    way = "`pipec wire --write` writes them down"
    if new.written != wires:
        way = f"`pipec wire --write` writes down {count(new.written)}" if new.written else ""
    shown.say(of_which + "; ".join(filter(None, (f"{count(wires)} inferred", way))) + "\n")
    return ERRORS
