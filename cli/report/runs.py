"""How a run is shown: a table of its steps, one line for each change, or JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipec.cli.aws.executions import ENDED, FAILED, SUCCEEDED, Execution, StepRun, run_id
from pipec.cli.aws.log_places import has_log
from pipec.cli.aws.watch import Snapshot
from pipec.cli.report.excerpt import visible
from pipec.cli.report.times import iso, readable

if TYPE_CHECKING:
    from rich.console import Group

HEADER = ("step", "type", "state", "time", "")
Row = tuple[str, str, str, str, str]
Lead = Callable[[str], str]
"""The command that shows the log of a step, by the step's name."""

_WAITING, _NOT_RUN = "waiting", "not run"
_STYLES = {
    SUCCEEDED: "green",
    "Executing": "cyan",
    "Starting": "cyan",
    "Stopping": "yellow",
    "Stopped": "yellow",
    "Failed": "bold red",
    _WAITING: "dim",
    _NOT_RUN: "dim",
}
# Where the metadata names the job and the definition's step type is not known.
_TYPES = {
    "AutoMLJob": "AutoML",
    "ProcessingJob": "Processing",
    "TrainingJob": "Training",
    "TransformJob": "Transform",
    "TuningJob": "Tuning",
}


def plain(snapshot: Snapshot, now: datetime, lead: Lead) -> str:
    """The run, a table of its steps, and in full why what failed did; lines end with a newline."""
    table = [HEADER, *rows(snapshot, now)]
    widths = [max(len(row[column]) for row in table) for column in range(len(HEADER))]
    lines = [headline(snapshot, now), ""]
    lines += ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
    lines += reasons(snapshot, lead)
    return "".join(f"{line}\n" for line in lines)


def live(snapshot: Snapshot, now: datetime, lead: Lead) -> Group:
    """The same for a rich console."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in HEADER:
        table.add_column(title, overflow="fold")
    for row in rows(snapshot, now):
        style = _STYLES.get(row[2], "")
        table.add_row(*(Text(cell, style if at == 2 else "") for at, cell in enumerate(row)))
    why = [Text(line, overflow="fold") for line in reasons(snapshot, lead)]
    return Group(Text(headline(snapshot, now)), Text(""), table, *why)


def headline(snapshot: Snapshot, now: datetime) -> str:
    """The run in one line."""
    run = snapshot.execution
    parts = [f"run {run.id}: {run.status}"]
    if run.started:
        parts.append(f"started {readable(run.started)} UTC")
        if took := run_time(run, now):
            parts.append(took)
    if run.display_name:
        parts.append(f"named {run.display_name}")
    if run.version is not None:
        parts.append(f"version {run.version}")
    parts += selection_note(run)
    return visible(", ".join(parts))


def run_time(run: Execution, now: datetime) -> str:
    """For how long a run went on, or does; "" where that is not told."""
    end = run.ended or (None if run.has_ended else now)
    return duration(end - run.started) if end and run.started else ""


def selection_note(run: Execution) -> list[str]:
    """That a run is one of selected steps."""
    if not run.selected:
        return []
    source = f", the rest from run {run_id(run.source)}" if run.source else ""
    steps = "step" if len(run.selected) == 1 else "steps"
    return [f"only {len(run.selected)} selected {steps}{source}"]


def rows(snapshot: Snapshot, now: datetime) -> list[Row]:
    """The cells of the table: steps that have begun, then the others."""
    state = _NOT_RUN if snapshot.execution.has_ended else _WAITING
    begun = [
        (
            visible(_label(step)),
            visible(type_of(snapshot, step)),
            step.status,
            _time(step, now),
            visible(", ".join(_notes(step))),
        )
        for step in snapshot.steps
    ]
    rest = [(visible(s.name), visible(s.type), state, "", "") for s in snapshot.not_begun]
    return begun + rest


def type_of(snapshot: Snapshot, step: StepRun) -> str:
    """The kind of a step: as the definition has it, else as its metadata lets know."""
    deployed = snapshot.definition.get(step.name)
    return deployed.type if deployed else _TYPES.get(step.kind, step.kind)


def reasons(snapshot: Snapshot, lead: Lead) -> list[str]:
    """Why steps, and the run, failed: in full, however long; and where more is to be seen."""
    lines = []
    for step in snapshot.steps:
        if step.failure or step.status == FAILED:
            lines += _reason(_label(step), step.failure or "AWS gives no reason")
            lines += _ways_on(step, lead)
    if snapshot.execution.failure:
        lines += _reason("run", snapshot.execution.failure)
    return lines


def _reason(label: str, text: str) -> list[str]:
    first, *more = text.splitlines() or [""]
    head = f"{visible(label)}: {visible(first)}"
    return ["", head, *(f"    {visible(line)}" for line in more)]


def _ways_on(step: StepRun, lead: Lead) -> Iterator[str]:
    """What a step that failed made, a job mostly, and the command that shows its log."""
    if step.job_arn:
        yield f"    {visible(step.job_arn)}"
    if has_log(step):
        yield f"    {visible(lead(step.name))}"


class Changes:
    """What changed from one snapshot to the next, a line each; for where there is no terminal."""

    def __init__(self, lead: Lead) -> None:
        self._lead = lead
        self._states: dict[str, str] = {}

    def lines(self, snapshot: Snapshot) -> list[str]:
        """The changes since the last snapshot that was given; at first all that has begun."""
        return list(self._lines(snapshot))

    def _lines(self, snapshot: Snapshot) -> Iterator[str]:
        run = snapshot.execution
        for step in snapshot.steps:
            label = _label(step)
            if self._changed(label, f"{step.status} {step.attempts}"):
                notes = "".join(f", {note}" for note in _notes(step))
                took = f" after {_time(step, None)}" if step.ended and step.started else ""
                yield visible(f"{label}: {step.status}{took}{notes}")
        # A step cannot be called so: its name has no blank.
        if self._changed("the run", run.status):
            yield visible(f"run {run.id}: {run.status}")
            if run.has_ended:
                yield from reasons(snapshot, self._lead)

    def _changed(self, what: str, state: str) -> bool:
        before = self._states.get(what)
        self._states[what] = state
        return before != state


def to_data(snapshot: Snapshot) -> dict[str, Any]:
    """Everything as JSON data; times are ISO 8601 in UTC, durations in seconds."""
    state = "NotRun" if snapshot.execution.has_ended else "Waiting"
    steps = [_step_json(snapshot, step) for step in snapshot.steps]
    steps += [
        {"name": step.name, "type": step.type, "status": state} for step in snapshot.not_begun
    ]
    return {"version": 1, **run_data(snapshot.execution), "steps": steps}


def run_data(run: Execution) -> dict[str, Any]:
    """What is told of a run itself."""
    return {
        "arn": run.arn,
        "id": run.id,
        "status": run.status,
        "display_name": run.display_name,
        "description": run.description,
        "pipeline_version": run.version,
        "started": iso(run.started),
        "ended": iso(run.ended),
        "failure": run.failure,
        "selected": list(run.selected),
        "source": run.source,
    }


def _step_json(snapshot: Snapshot, step: StepRun) -> dict[str, Any]:
    turn = step.iteration
    return {
        "name": step.name,
        "type": type_of(snapshot, step),
        "status": step.status,
        "started": iso(step.started),
        "ended": iso(step.ended),
        "seconds": (step.ended - step.started).total_seconds()
        if step.started and step.ended
        else None,
        "attempts": step.attempts,
        "cached_from": step.cached_from,
        "reused_from": step.reused_from,
        "failure": step.failure,
        "arn": step.job_arn,
        "outcome": step.metadata.get("Outcome"),
        "iteration": turn and {"loop": turn.loop, "index": turn.index, "item": turn.item},
    }


def duration(time: timedelta) -> str:
    """A stretch of time as people say it: `7s`, `3m 12s`, `2h 03m`."""
    seconds = max(0, int(time.total_seconds()))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours}h {minutes:02}m"
    return f"{minutes}m {seconds % 60:02}s" if minutes else f"{seconds}s"


def _label(step: StepRun) -> str:
    return f"{step.name}[{step.iteration.index}]" if step.iteration else step.name


def _notes(step: StepRun) -> Iterator[str]:
    if step.cached_from:
        yield f"cached from run {run_id(step.cached_from)}"
    if step.reused_from:
        yield f"reused from run {run_id(step.reused_from)}"
    if step.attempts > 1:
        yield f"attempt {step.attempts}"
    if outcome := step.metadata.get("Outcome"):
        yield f"outcome {outcome}"


def _time(step: StepRun, now: datetime | None) -> str:
    if step.started is None:
        return ""
    end = step.ended or (None if step.status in ENDED else now)
    return duration(end - step.started) if end else ""
