"""What `validate` does with each file; many of them on all cores."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence

from pipec.cli import workspace
from pipec.cli.memory import collect_rarely
from pipec.cli.shared_names import Named
from pipec.compiler.compile import compile_pipeline
from pipec.compiler.contract_file import check_contract_file
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.unused import check_unused_outputs
from pipec.compiler.record import Record

Files = Sequence[tuple[str, str]]
"""Each with its kind, `pipeline` or `contract`."""

MANY = 32
"""So many files are worth the start of other processes, which may take a quarter of a second."""
_CHUNK = 8


class Check(Record):
    """How files are checked; goes to the other processes, once to each."""

    environment: str | None
    variables: dict[str, str]
    unused_outputs: bool

    def all(self, files: Files) -> Iterator[Checked]:
        """What is found in some files, in parts."""
        cores = os.cpu_count() or 1
        if len(files) < MANY or cores == 1:
            yield self.some(files)
            return
        from multiprocessing import get_context

        # A copy of this process starts at once, with all its modules; but of a process with more
        # threads than this one a copy may hang, and only Linux's own libraries are made for it.
        alone = sys.platform == "linux" and threading.active_count() == 1
        chunks = [files[at : at + _CHUNK] for at in range(0, len(files), _CHUNK)]
        context = get_context("fork" if alone else "spawn")
        with context.Pool(min(cores, len(chunks)), _begin, [self]) as pool:
            yield from _with_bar(pool.imap(_some, chunks), len(chunks))

    def some(self, files: Files) -> Checked:
        """What is found in some files, checked one after the other."""
        return self.batches()(files)

    def batches(self) -> Callable[[Files], Checked]:
        """`some` for one batch after another, which reads each project only once."""
        contexts = workspace.Contexts(self.environment)

        def check(files: Files) -> Checked:
            checked = Checked(Report(), [])
            for path, kind in files:
                self._one(path, kind, contexts, checked)
            return checked

        return check

    def _one(self, path: str, kind: str, contexts: workspace.Contexts, checked: Checked) -> None:
        report = checked.report
        source = workspace.read_source(path, report)
        if source is None:
            return
        context = contexts.of(path)
        files = workspace.DiskFiles(workspace.folder_of(path))
        if kind == "contract":
            report.take(check_contract_file(source, context, files, self.variables))
            return
        result = compile_pipeline(source, context, files, self.variables, python=None)
        report.take(result.diagnostics)
        if named := result.named:
            project = contexts.project_of(path)
            checked.pipelines.append(Named(named.text, named.span, os.path.realpath(path), project))
        if self.unused_outputs and result.links:
            check_unused_outputs(result.steps, result.links, report)


class Checked(Record):
    """What was found in some files, and the pipelines that they are."""

    report: Report
    pipelines: list[Named]


_check: Callable[[Files], Checked]
"""In a process of a pool: what it does with each batch."""


def _begin(check: Check) -> None:
    global _check  # noqa: PLW0603 - all that a pool lets a process keep between batches
    collect_rarely()
    _check = check.batches()


def _some(files: Files) -> Checked:
    return _check(files)


def _with_bar(parts: Iterator[Checked], count: int) -> Iterator[Checked]:
    """The parts as they are; a terminal sees how many are done."""
    if not sys.stderr.isatty():
        return parts
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return iter(track(parts, "checking", total=count, console=console, transient=True))
