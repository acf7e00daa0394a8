"""Which files the paths given to `validate` stand for."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from pipec.cli.workspace import PROJECT_FILE, YAML_SUFFIXES, kind_of, yaml_files
from pipec.compiler import codes
from pipec.compiler.diagnostics import Report

_BEGIN = "a pipeline begins with `pipeline: NAME`, a contract with `contract: StepType`"

_MAX_PASSED_OVER = 5


def expand(paths: list[str], report: Report) -> tuple[list[tuple[str, str]], list[str]]:
    """What `validate` was given as files: (path, `pipeline` or `contract`), each once, in order.

    Of a folder or glob, files that are neither are passed over; a file named outright counts as
    a pipeline then, so that it is said what is wrong with it. Also gives the YAML files that were
    passed over.
    """
    found: dict[str, str] = {}
    others: dict[str, None] = {}
    for path in paths:
        if glob.has_magic(path) and not os.path.exists(path):  # noqa: PTH110 - of any name
            matches = [m for m in sorted(glob.glob(path, recursive=True)) if Path(m).is_file()]  # noqa: PTH207 - Path.glob takes no absolute pattern
            _add_kinds(matches, found, others)
            if not matches:
                report.add(codes.UNREADABLE_FILE, f"nothing matches `{path}`", None)
        elif os.path.isdir(path):  # noqa: PTH112 - of any name
            before = len(found)
            try:
                below = [file.as_posix() for file in yaml_files(Path(path))]
            except OSError as error:
                message = f"`{error.filename}` cannot be read: {error.strerror}"
                report.add(codes.UNREADABLE_FILE, message, None)
                continue
            _add_kinds(below, found, others)
            if len(found) == before:
                message = f"there is no pipeline or contract below `{path}`"
                report.add(codes.UNREADABLE_FILE, message, None, hint=_BEGIN)
        else:
            found[path] = kind_of(path) or "pipeline"
    return list(found.items()), [path for path in others if path not in found]


def _add_kinds(paths: list[str], found: dict[str, str], others: dict[str, None]) -> None:
    for path in paths:
        if kind := kind_of(path):
            found.setdefault(path, kind)
        elif path.endswith(YAML_SUFFIXES) and Path(path).name != PROJECT_FILE:
            others[path] = None


def passed_over(names: Sequence[str]) -> str:
    """What to say of YAML files that were passed over; "" if there are none."""
    listed = ", ".join(names[:_MAX_PASSED_OVER])
    if more := len(names[_MAX_PASSED_OVER:]):
        listed += f" and {more} more"
    return f"passed over: {listed} (neither a pipeline nor a contract)" if names else ""
