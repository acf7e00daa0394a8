"""`pipec fix`: what the hints say to write, written."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipec.cli import workspace
from pipec.cli.commands.options import Environment, ShownOptions, Variables, with_options
from pipec.cli.commands.shared import Shown, has_errors, variables
from pipec.cli.difference import difference
from pipec.cli.expanding import expand, passed_over
from pipec.cli.fixing import Edit, Fixed, fix
from pipec.cli.stop import CLEAN, ERRORS
from pipec.cli.wires import (
    Compilation,
    WiredText,
    count,
    inferred,
    left_out,
    unclear,
    with_wires,
)
from pipec.cli.writing import write_all
from pipec.compiler.compile import SourceFile
from pipec.compiler.contract_file import check_contract_file
from pipec.compiler.diagnostics import Diagnostic, Report
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Mapping

_PROJECT = "project"
_ORDER = (_PROJECT, "contract", "pipeline")
"""What others are read with is mended before them."""


@with_options
def fix_(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Pipeline, contract and project files, folders."),
    ],
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change, and change nothing.")
    ] = False,
    wires: Annotated[
        bool, typer.Option("--wires", help="Write the inferred wires down too, as `pipec wire`.")
    ] = False,
    var: Variables = None,
    env: Environment = None,
    *,
    shown: ShownOptions,
) -> None:
    """Write what the hints say to write: names and values that are nearly right, wires."""
    report = Report()
    files, others = _files(paths, report)
    told_over = passed_over(others)
    mended: set[str] = set()
    users = _pipelines(files)
    for path, kind in files:
        if path == "-":
            raise typer.BadParameter("a file is needed to write to")
        source = workspace.read_source(path, report)
        if source is None:
            continue
        job = _Job(source, kind, variables(var), env, users)
        text = job.text
        done = fix(source.name, text, job.diagnose) if text is not None else None
        if done is None:
            _take(job.diagnose(None), report)
            continue
        if wires and kind == "pipeline":
            done = job.with_wires(done, shown, will=diff)
        if done.text == text or not diff:
            _take(done.left, report)
        if done.text == text:
            continue
        mended.add(path)
        if diff:  # the places are those of the file as it is
            mends = {edit.diagnostic for edit in done.edits}
            stays = {(item.code, item.message) for item in done.left}
            found = [item for item in job.diagnose(None) if (item.code, item.message) in stays]
            _take([item for item in found if item not in mends], report)
            sys.stdout.write(difference(text or "", done.text, path, f"{path}, mended"))
        else:
            write_all({Path(path): done.text})
        _tell(path, done.edits, shown, will=diff)
    names = [path for path, _ in files]
    # Without what would be mended it is not known which allowances have a use.
    judged = [name for name in names if not (diff and name in mended)]
    left = shown.settle(report.diagnostics(), judged)
    shown.write(left, sys.stderr, names)
    if not mended:
        more = f"; {told_over}" if told_over else ""
        shown.say(f"there is nothing that `pipec fix` can mend{more}\n")
    elif told_over:
        shown.say(f"{told_over}\n")
    raise typer.Exit(ERRORS if has_errors(left) or (diff and mended) else CLEAN)


def _take(found: Iterable[Diagnostic], report: Report) -> None:
    """Take over what is not said yet: a contract knows more of its own mistakes than its users."""
    said = {(item.code, item.message, item.span) for item in report.diagnostics()}
    report.take(item for item in found if (item.code, item.message, item.span) not in said)


def _files(paths: list[str], report: Report) -> tuple[list[tuple[str, str]], list[str]]:
    """The files that are meant, each with its kind, project files first; and those that are not."""
    projects = {path: _PROJECT for path in paths if Path(path).name == workspace.PROJECT_FILE}
    for path in paths:
        if Path(path).is_dir():
            found = workspace.yaml_files(Path(path))
            projects |= {
                file.as_posix(): _PROJECT for file in found if file.name == workspace.PROJECT_FILE
            }
    meant, others = expand([path for path in paths if path not in projects], report)
    files = sorted([*projects.items(), *meant], key=lambda file: _ORDER.index(file[1]))
    return files, others


def _pipelines(files: list[tuple[str, str]]) -> list[Mapping]:
    """The pipelines among some files, as far as they can be read: they write contracts' names."""
    paths = [path for path, kind in files if kind == "pipeline"]
    trees = (read_yaml(path, workspace.readable(path).encode(), Report()) for path in paths)
    return [tree for tree in trees if tree is not None]


@dataclass(frozen=True, slots=True)
class _Job:
    """One file to mend, and what it is checked with; `users` are pipelines as they were."""

    source: SourceFile
    kind: str
    given: dict[str, str]
    environment: str | None
    users: list[Mapping]

    @property
    def text(self) -> str | None:
        """The file's text; None where it is not UTF-8."""
        try:
            return self.source.content.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def diagnose(self, text: str | None) -> tuple[Diagnostic, ...]:
        """What is wrong with the file, with another text if one is given."""
        content = self.source.content if text is None else text.encode()
        source = SourceFile(name=self.source.name, content=content)
        if self.kind == _PROJECT:
            project = Path(self.source.name).absolute()
            context = workspace.read_project(project, self.environment, source=source)
            told = context.report.diagnostics()
            return tuple(item for item in told if item.span and item.span.file == source.name)
        compilation = self._compilation(source)
        if self.kind == "contract":
            context, files = compilation.context, compilation.files
            return check_contract_file(source, context, files, self.given, self.users)
        return compilation.compiled().diagnostics

    def _compilation(self, source: SourceFile) -> Compilation:
        context = workspace.Contexts(self.environment).of(self.source.name)
        return Compilation.of(source, context, self.given)

    def with_wires(self, done: Fixed, shown: Shown, *, will: bool) -> Fixed:
        """A mended pipeline with its inferred wires written down, where they are certain."""
        name = self.source.name
        compilation = self._compilation(SourceFile(name=name, content=done.text.encode()))
        result = compilation.compiled()
        if problem := unclear(result):
            shown.say(f"{name}: no wires are written: {problem}\n")
            return done
        wires = inferred(result)
        if not wires:
            return done
        new = with_wires(WiredText.as_it_is(done.text, result), wires, compilation)
        if new.written:
            what = "would be written down" if will else "written down"
            shown.say(f"{name}: {count(new.written)} {what}\n")
        for sentence in left_out(new, wires):
            shown.say(f"{name}: {sentence}\n")
        return Fixed(new.pinned.text, done.edits, new.result.diagnostics)


def _tell(path: str, edits: Iterable[Edit], shown: Shown, *, will: bool) -> None:
    """Say what was written where; lines are those of the file before."""
    for edit in edits:
        old = " ".join(line.strip() for line in edit.old.splitlines())
        what = f"`{old}` {'would become' if will else 'is now'} `{edit.new}`"
        shown.say(f"{path}:{edit.line}: {what} ({edit.diagnostic.code.number})\n")
