"""The runs of a pipeline, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipec.cli.aws.executions import Execution
from pipec.cli.report.excerpt import visible
from pipec.cli.report.runs import run_data, run_time, selection_note
from pipec.cli.report.table import table
from pipec.cli.report.times import readable

_HEAD = ("run", "state", "started (UTC)", "time", "version", "name", "")


def render(runs: Sequence[Execution], now: datetime) -> str:
    """A table, newest first."""
    return table(_HEAD, [_row(run, now) for run in runs])


def _row(run: Execution, now: datetime) -> tuple[str, ...]:
    return (
        run.id,
        run.status,
        readable(run.started) if run.started else "",
        run_time(run, now),
        "" if run.version is None else str(run.version),
        visible(run.display_name or ""),
        visible(", ".join(selection_note(run))),
    )


def to_data(pipeline: str, runs: Sequence[Execution], *, more: bool) -> dict[str, Any]:
    """The same as JSON data, each run as `status` has it; `more`: there are older ones."""
    found = [{**run_data(run), "seconds": _seconds(run)} for run in runs]
    return {"version": 1, "pipeline": pipeline, "runs": found, "more": more}


def _seconds(run: Execution) -> float | None:
    return (run.ended - run.started).total_seconds() if run.ended and run.started else None
