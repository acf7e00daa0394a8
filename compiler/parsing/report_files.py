"""Whether a report's file can lie in the folder of its output; loaded where it looks as if not."""

from __future__ import annotations

import posixpath

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, write
from pipec.compiler.syntax import Entry, Mapping, Scalar

NO_JSON = (".csv", ".html", ".jsonl", ".npy", ".parquet", ".pkl", ".tsv", ".xml", ".yaml", ".yml")
"""Ends of names of files that are surely no JSON."""


def check_report_file(entry: Entry, folder: Scalar | None, file: Scalar, report: Report) -> None:
    """Report a path of the container in place of one in the output, and a file of another form.

    `path` of the SDK's `PropertyFile` (`sagemaker.workflow.properties`, 2.257) is the place of the
    file in the output; what is read from it is read as JSON.
    """
    within = _within(folder.text if folder else "", file.text)
    if within != file.text:
        report.add(
            codes.WRONG_VALUE,
            f"the report of `{entry.key}` is `{file.text}`, and it must be the file's path in the "
            "folder of the output",
            file.span,
            hint=write(within, "") if within else "write the file's name",
        )
    elif file.text.endswith(NO_JSON):
        report.add(
            codes.ODD_VALUE,
            f"the report of `{entry.key}` is `{file.text}`, and reports are read as JSON",
            file.span,
            hint="let the step write a `.json` file, or remove `report`: other files of the folder "
            "need none",
        )


def _within(folder: str, file: str) -> str:
    """What a path in the container is in the output's folder; its name alone if that is unknown."""
    if not file.startswith("/") and ".." not in file.split("/"):
        return file
    path = posixpath.normpath(posixpath.join(folder or "/", file))
    below = f"{folder.rstrip('/')}/"
    return path.removeprefix(below) if folder and path.startswith(below) else path.rsplit("/")[-1]


def written_folder(fields: Mapping) -> Scalar | None:
    """The folder that an output says by its `path`, in its short form or in its long one."""
    path = fields.get("path")
    found = path.get("local") if isinstance(path, Mapping) else path
    return found if isinstance(found, Scalar) else None
