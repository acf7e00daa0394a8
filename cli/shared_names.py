"""Pipelines of one name among the files of a run: each would take the other's place."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.record import Record


class Named(Record):
    """A pipeline: its name and where that stands, the file itself, and its project's."""

    name: str
    span: Span
    file: str
    project: Path | None


def check_shared_names(pipelines: Iterable[Named], report: Report) -> None:
    """Report each pipeline that has the name of one before it, in the order of their files.

    Other projects may be deployed to other places, so only those of one project are compared.
    """
    first: dict[tuple[Path | None, str], Named] = {}
    for item in sorted(pipelines, key=lambda item: item.span.file):
        other = first.setdefault((item.project, item.name.casefold()), item)
        if other.file == item.file:  # it is given by two ways
            continue
        message = f"there is another pipeline `{item.name}` in {other.span.file}"
        why = "compiled or deployed, each takes the place of the other"
        if item.name != other.name:
            message = f"the name `{item.name}` is that of `{other.name}` but for capitals"
            why = "on Windows and macOS both are written into one folder"
        report.add(
            codes.SHARED_NAME,
            message,
            item.span,
            hint=f"rename one of them: {why}",
            related=[Related(other.span, "the other one")],
        )
