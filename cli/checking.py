"""What `validate` does with each file; many of them on all cores."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipec.cli import workspace
from pipec.cli.memory import collect_rarely
from pipec.compiler.compile import check_contract_file, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.unused import check_unused_outputs

Files = Sequence[tuple[str, str]]
"""Each with its kind, `pipeline` or `contract`."""

MANY = 32
"""So many files are worth the start of other processes, which takes half a second."""
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Check:
    """How files are checked; goes to the other processes."""

    environment: str | None
    variables: dict[str, str]
    unused_outputs: bool

    def all(self, files: Files) -> Iterator[Report]:
        """What is wrong with some files, in parts."""
        cores = os.cpu_count() or 1
        if len(files) < MANY or cores == 1:
            yield self.some(files)
            return
        from multiprocessing import get_context

        chunks = [files[at : at + _CHUNK] for at in range(0, len(files), _CHUNK)]
        with get_context("spawn").Pool(min(cores, len(chunks)), collect_rarely) as pool:
            yield from _with_bar(pool.imap(self.some, chunks), len(chunks))

    def some(self, files: Files) -> Report:
        """What is wrong with some files, checked one after the other."""
        contexts = workspace.Contexts.empty(self.environment)
        report = Report()
        for path, kind in files:
            self._one(path, kind, contexts, report)
        return report

    def _one(self, path: str, kind: str, contexts: workspace.Contexts, report: Report) -> None:
        source = workspace.read_source(path, report)
        if source is None:
            return
        context = contexts.of(path)
        files = workspace.DiskFiles(workspace.folder_of(path))
        if kind == "contract":
            report.take(check_contract_file(source, context, files, self.variables))
            return
        result = compile_pipeline(source, context, files, self.variables)
        report.take(result.diagnostics)
        if self.unused_outputs and result.links:
            check_unused_outputs(result.steps, result.links, report)


def _with_bar(parts: Iterator[Report], count: int) -> Iterator[Report]:
    """The parts as they are; a terminal sees how many are done."""
    if not sys.stderr.isatty():
        return parts
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return iter(track(parts, "checking", total=count, console=console, transient=True))
