"""Runs of pipelines that no service runs: which steps they have at which time, and their logs.

The steps of a run run one after the other, in the definition's order, for as long as `SECONDS`
says. They succeed, except for Fail steps. A condition compares numbers; every number in a report
is `METRIC`; conditions that compare something else hold. Of a run of selected steps only these
are there. A job's log is a few fixed lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.logs.models import LogEvent, logs_backends

METRIC = 4.9
SECONDS = {"Processing": 240, "Training": 330, "Transform": 180, "Tuning": 900}
_AT_ONCE = 3
"""Seconds of a step that is none of these."""

_JOBS = {
    "Processing": ("ProcessingJob", "processing-job"),
    "Training": ("TrainingJob", "training-job"),
    "Transform": ("TransformJob", "transform-job"),
    "AutoML": ("AutoMLJob", "automl-job"),
    "Model": ("Model", "model"),
    "RegisterModel": ("RegisterModel", "model-package"),
}
_LOGS = {
    "ProcessingJob": "/aws/sagemaker/ProcessingJobs",
    "TrainingJob": "/aws/sagemaker/TrainingJobs",
    "TransformJob": "/aws/sagemaker/TransformJobs",
}
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "Equals": lambda left, right: left == right,
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanOrEqualTo": lambda left, right: left >= right,
    "LessThan": lambda left, right: left < right,
    "LessThanOrEqualTo": lambda left, right: left <= right,
}


@dataclass(slots=True, kw_only=True)
class Run:
    """A run.

    `text` is its definition, `values` are its parameters, `selective` is its
    SelectiveExecutionConfig. `begun` is when this attempt began, `done` are the steps that
    succeeded in the one before, `changed` is when somebody did something to it. `pace` is how long
    a second of a step takes.
    """

    arn: str
    text: str
    version: int
    values: dict[str, Any]
    selective: dict[str, Any] | None
    pace: float
    created: datetime
    begun: datetime
    done: list[dict[str, Any]] = field(default_factory=list)
    stopped: datetime | None = None
    changed: datetime

    def status(self, now: datetime) -> str:
        """PipelineExecutionStatus."""
        steps = self.steps(now)
        states = {step["StepStatus"] for step in steps}
        if "Failed" in states:
            return "Failed"
        if self.stopped and self.stopped < now and "Executing" not in states:
            return "Stopped"
        if self.stopped:
            return "Stopping"
        return "Executing" if "Executing" in states else "Succeeded"

    def steps(self, now: datetime) -> list[dict[str, Any]]:
        """The steps that have begun."""
        found = list(self.done)
        names = {step["StepName"] for step in found}
        time = self.begun
        for step in self._planned(json.loads(self.text)["Steps"]):
            if step["Name"] in names:
                continue
            if time > now or (self.stopped and time >= self.stopped):
                break
            end = time + timedelta(seconds=SECONDS.get(step["Type"], _AT_ONCE) * self.pace)
            found.append(self._step(step, time, end, now))
            time = end
        return found

    def retry(self, now: datetime) -> None:
        """Begin again with the first step that did not succeed."""
        self.done = [step for step in self.steps(now) if step["StepStatus"] == "Succeeded"]
        self.begun = self.changed = now
        self.stopped = None

    def last_change(self, now: datetime) -> datetime:
        """When the last thing happened."""
        times: list[datetime] = [step["EndTime"] for step in self.steps(now) if "EndTime" in step]
        return max([self.changed, *times])

    def _step(
        self, step: dict[str, Any], begin: datetime, end: datetime, now: datetime
    ) -> dict[str, Any]:
        shown: dict[str, Any] = {"StepName": step["Name"], "StartTime": begin, "AttemptCount": 1}
        last = min(end, self.stopped) if self.stopped else end
        shown["StepStatus"] = (
            "Executing" if last > now else "Stopped" if last < end else "Succeeded"
        )
        if last <= now:
            shown["EndTime"] = last
        kind = step["Type"]
        if kind == "Fail":
            message = str(self._value(step["Arguments"]["ErrorMessage"]))
            shown["Metadata"] = {"Fail": {"ErrorMessage": message}}
            if last <= now:
                shown |= {"StepStatus": "Failed", "FailureReason": message}
        elif kind == "Condition" and last <= now:
            shown["Metadata"] = {"Condition": {"Outcome": str(self._holds(step))}}
        elif kind == "Lambda":
            shown["Metadata"] = {"Lambda": {"Arn": step["FunctionArn"], "OutputParameters": []}}
        elif kind in _JOBS:
            member, resource = _JOBS[kind]
            shown["Metadata"] = {member: {"Arn": self._job_arn(resource, step["Name"])}}
        return shown

    def _job_arn(self, resource: str, step: str) -> str:
        prefix, _, run = self.arn.rpartition("/")
        name = f"pipelines-{run}-{step[:20]}-{letters(step + self.arn, 10)}"
        return f"{prefix.partition(':pipeline/')[0]}:{resource}/{name}"

    def _planned(self, block: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The steps of a block that will run, in the definition's order."""
        selected = [s["StepName"] for s in (self.selective or {}).get("SelectedSteps", [])]
        for step in block:
            if not selected or step["Name"] in selected:
                yield step
            if step["Type"] == "Condition":
                branch = "IfSteps" if self._holds(step) else "ElseSteps"
                yield from self._planned(step["Arguments"][branch])
            if step["Type"] == "Fail":
                return

    def _holds(self, step: dict[str, Any]) -> bool:
        return all(map(self._holds_one, step["Arguments"]["Conditions"]))

    def _holds_one(self, condition: dict[str, Any]) -> bool:
        compare = _COMPARE.get(condition["Type"])
        if compare is None:
            return True
        try:
            left, right = (float(self._value(condition[f"{x}Value"])) for x in ("Left", "Right"))
        except (TypeError, ValueError):
            return True
        return compare(left, right)

    def _value(self, value: Any) -> Any:
        match value:
            case {"Get": str(path)}:
                return self.values.get(path.removeprefix("Parameters."), path)
            case {"Std:JsonGet": _}:
                return METRIC
            case {"Std:Join": {"On": glue, "Values": parts}}:
                return str(glue).join(str(self._value(part)) for part in parts)
            case _:
                return value


def letters(text: str, count: int) -> str:
    """So many small letters and digits that depend on a text alone, as in the service's ids."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    digest = hashlib.sha256(text.encode()).digest()
    return "".join(alphabet[byte % len(alphabet)] for byte in digest[:count])


def write_logs(run: Run, steps: list[dict[str, Any]]) -> None:
    """Put the streams of the jobs that have begun into moto's CloudWatch Logs."""
    _, _, _, region, account = run.arn.split(":")[:5]
    backend = logs_backends[account][region]
    for step in steps:
        member = next(iter(step.get("Metadata", ())), "")
        if member not in _LOGS:
            continue
        job = step["Metadata"][member]["Arn"].rpartition("/")[2]
        backend.ensure_log_group(_LOGS[member])
        streams = backend.groups[_LOGS[member]].streams
        name = f"{job}/algo-1-{int(step['StartTime'].timestamp())}"
        if name in streams:
            continue
        backend.create_log_stream(_LOGS[member], name)
        time = int(step["StartTime"].timestamp() * 1000)
        streams[name].events = [
            LogEvent(time, {"timestamp": time + at, "message": line})
            for at, line in enumerate(_lines(member))
        ]


def _lines(member: str) -> list[str]:
    if member != "TrainingJob":
        return ["reading the input", "writing the output", "done"]
    return [
        f"[{turn}]\ttrain-rmse:{8 - turn * 0.75:.2f}\tvalidation-rmse:{8.2 - turn * 0.7:.2f}"
        for turn in range(4)
    ]
