"""Where in CloudWatch a step's log is, or why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.executions import StepRun, run_id
from pipec.cli.stop import Stop, stop
from pipec.compiler import codes


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLog:
    """The streams of a log group whose names begin with `prefix`."""

    group: str
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionLog:
    """A Lambda function's log between two times: its streams do not tell one call from another.

    `ended` is None while the step runs.
    """

    group: str
    function: str
    started: datetime
    ended: datetime | None


Place = JobLog | FunctionLog

# https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html: streams are named
# `[job name]/…`. The part of a job's ARN before its name tells the group.
_GROUPS = {
    "training-job": "/aws/sagemaker/TrainingJobs",
    "processing-job": "/aws/sagemaker/ProcessingJobs",
    "transform-job": "/aws/sagemaker/TransformJobs",
}


_LOGGED = (
    *("TrainingJob", "ProcessingJob", "TransformJob", "TuningJob", "AutoMLJob"),
    *("QualityCheck", "ClarifyCheck", "Lambda"),
)


def log_places(aws: Aws, step: StepRun) -> list[Place]:
    """Where the log of a step is; empty if its job has not been made yet.

    Raises `Stop` with the reason if the step never has one.
    """
    arn = step.job_arn
    match step.kind:
        case "TrainingJob" | "ProcessingJob" | "TransformJob" | "QualityCheck" | "ClarifyCheck":
            if arn is None:
                return _no_job(step)
            if place := _job(arn):
                return [place]
            raise _none(step, _unknown(step.metadata))
        case "TuningJob" if arn:
            # A tuning job names its training jobs `<its own name>-001-<8 characters>`.
            return [JobLog(group=_GROUPS["training-job"], prefix=f"{run_id(arn)}-")]
        case "AutoMLJob" if arn:
            return _automl(aws, run_id(arn))
        case "Lambda" if arn and step.started:
            return [_function(arn, step.started, step.ended)]
        case "":
            return _no_job(step)
        case _:
            reason = _REASONS.get(step.kind, _made)
            raise _none(step, reason(step.metadata))


def has_log(step: StepRun) -> bool:
    """Whether what a step ran is of a kind that writes a log; asks nobody."""
    return step.kind in _LOGGED and step.job_arn is not None


def _no_job(step: StepRun) -> list[Place]:
    """A step without a job: one that will have it yet, or never will."""
    if other := step.cached_from or step.reused_from:
        raise stop(
            codes.NO_LOG,
            f"`{step.name}` did not run: its results are those of the run `{run_id(other)}`",
            hint=f"add `--execution {run_id(other)}`",
        )
    if step.metadata.get("SkipCheck"):
        raise _none(step, "the check was skipped")
    if step.has_ended:
        raise _none(step, f"it ended ({step.status}) before a job was made")
    return []


def _none(step: StepRun, reason: str) -> Stop:
    hint = f"why it failed: {step.failure}" if step.failure else None
    return stop(codes.NO_LOG, f"`{step.name}` has no log: {reason}", hint=hint)


def _job(arn: str) -> JobLog | None:
    """Where a job's log is; None if it is of an unknown kind."""
    resource = arn.rpartition(":")[2]
    kind, _, name = resource.partition("/")
    return JobLog(group=_GROUPS[kind], prefix=f"{name}/") if kind in _GROUPS else None


def _automl(aws: Aws, name: str) -> list[Place]:
    """The jobs that an AutoML job's candidates are made of; their names do not hold its own."""
    candidates = aws.items(
        "sagemaker",
        "list_candidates_for_auto_ml_job",
        on=name,
        key="Candidates",
        AutoMLJobName=name,
    )
    arns = [part["CandidateStepArn"] for item in candidates for part in item["CandidateSteps"]]
    return [place for arn in dict.fromkeys(arns) if (place := _job(arn))]


def _function(arn: str, started: datetime, ended: datetime | None) -> FunctionLog:
    # arn:aws:lambda:REGION:ACCOUNT:function:NAME[:VERSION]
    name = arn.split(":", 7)[6] if arn.count(":") >= 6 else arn
    return FunctionLog(group=f"/aws/lambda/{name}", function=name, started=started, ended=ended)


# --- steps without a log -----------------------------------------------------------------


def _emr(metadata: Mapping[str, Any]) -> str:
    place = metadata.get("LogFilePath")
    return f"EMR writes it to `{place}`" if place else "EMR was given no place to write it to"


def _made(metadata: Mapping[str, Any]) -> str:
    arn = metadata.get("Arn")
    return f"it made `{arn}`, and no job ran" if arn else "no job ran for it"


def _unknown(metadata: Mapping[str, Any]) -> str:
    arn = metadata.get("Arn") or metadata.get("CheckJobArn")
    return f"pipec does not know where the job `{arn}` writes it"


_REASONS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "Callback": lambda it: (
        f"its work is done outside SageMaker, by who reads the queue `{it.get('SqsQueueUrl')}`"
    ),
    "Condition": lambda it: f"a condition runs no job; its outcome was `{it.get('Outcome')}`",
    "EMR": _emr,
    "EMRServerless": _emr,
    "Endpoint": lambda it: (
        "it only made an endpoint, which writes to the log group "
        f"`/aws/sagemaker/Endpoints/{run_id(it.get('Arn') or '')}`"
    ),
    "Fail": lambda it: f"it only ends the run, with `{it.get('ErrorMessage')}`",
    "ForEach": lambda _: "a loop runs no job; the steps of its body have logs",
    "Job": _unknown,
}
