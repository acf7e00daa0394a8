"""Runs of a pipeline (executions, in AWS's words): what one is, and what each of its steps does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.redact import redacted
from pipec.compiler.deployment.graph import DeployedStep, as_mapping, steps_of

# PipelineExecutionStatus in botocore's model. The SDK's waiter knows the first and the third only,
# and waits on for ever after the others.
SUCCEEDED = "Succeeded"
FAILED = "Failed"
ENDED = (SUCCEEDED, "Stopped", FAILED, "CompletedWithFailures")
EXECUTING = "Executing"
STOPPING = "Stopping"
UNKNOWN = "Unknown"
"""Stands for a state that the service did not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """A run as DescribePipelineExecution tells it.

    `ended` is the time of the last change of a run that has ended, else None. `selected` are the
    steps of a run of selected steps, `source` is the ARN of the run that the others' outputs are
    of.
    """

    arn: str
    status: str
    display_name: str | None = None
    description: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    failure: str | None = None
    version: int | None = None
    selected: tuple[str, ...] = ()
    source: str | None = None

    @property
    def id(self) -> str:
        """The last part of the ARN."""
        return run_id(self.arn)

    @property
    def has_ended(self) -> bool:
        """Whether nothing will change any more, unless it is tried again."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration:
    """Which turn of a loop a step ran in: the loop's name, the turn (from 0), its item."""

    loop: str
    index: int
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """A step of a run as ListPipelineExecutionSteps tells it: only steps that began are there.

    `kind` is the member of the metadata that the step has (`TrainingJob`, `Condition`), "" before
    it has one, and `metadata` what that member holds. `cached_from` and `reused_from` are ARNs of
    the runs that a cache hit, or a run of selected steps, has its results from.
    """

    name: str
    status: str
    display_name: str | None = None
    kind: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    started: datetime | None = None
    ended: datetime | None = None
    failure: str | None = None
    attempts: int = 1
    cached_from: str | None = None
    reused_from: str | None = None
    iteration: Iteration | None = None

    @property
    def job_arn(self) -> str | None:
        """The ARN of what the step made: a job, a model, an endpoint; None if it has none."""
        return self.metadata.get("Arn") or self.metadata.get("CheckJobArn")

    @property
    def has_ended(self) -> bool:
        """Whether the step is over."""
        return self.status in ENDED


def run_id(arn: str) -> str:
    """The last part of a run's ARN, as the service's console shows it."""
    return arn.rpartition("/")[2]


def describe(aws: Aws, arn: str) -> Execution:
    """A run by its ARN."""
    found = aws.call("sagemaker", "describe_pipeline_execution", on=arn, PipelineExecutionArn=arn)
    return _execution(found, arn)


def describe_if_there(aws: Aws, arn: str) -> Execution | None:
    """The same; None if there is no such run."""
    found = aws.find("sagemaker", "describe_pipeline_execution", on=arn, PipelineExecutionArn=arn)
    return None if found is None else _execution(found, arn)


def steps_of_run(aws: Aws, arn: str) -> tuple[StepRun, ...]:
    """The steps of a run that have begun, those that began first in front."""
    found = aws.items(
        "sagemaker",
        "list_pipeline_execution_steps",
        on=arn,
        key="PipelineExecutionSteps",
        PipelineExecutionArn=arn,
        SortOrder="Ascending",
        MaxResults=100,
    )
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(map(_step, found), key=lambda step: step.started or last))


def definition_of_run(aws: Aws, arn: str) -> dict[str, DeployedStep]:
    """The steps of the definition that a run was started with, by name."""
    found = aws.call(
        "sagemaker",
        "describe_pipeline_definition_for_execution",
        on=arn,
        PipelineExecutionArn=arn,
    )
    try:
        definition = json.loads(found.get("PipelineDefinition") or "{}")
    except ValueError:  # moto's server, for a definition that came from S3
        return {}
    return steps_of(as_mapping(definition))


# --- answers as values; of none of them botocore's model says that a member is always there ---


def _execution(found: Mapping[str, Any], arn: str) -> Execution:
    status = found.get("PipelineExecutionStatus") or UNKNOWN
    selective = found.get("SelectiveExecutionConfig") or {}
    return Execution(
        arn=found.get("PipelineExecutionArn") or arn,
        status=status,
        display_name=found.get("PipelineExecutionDisplayName"),
        description=found.get("PipelineExecutionDescription"),
        started=found.get("CreationTime"),
        ended=found.get("LastModifiedTime") if status in ENDED else None,
        failure=redacted(found.get("FailureReason") or "") or None,
        version=found.get("PipelineVersionId"),
        selected=tuple(item["StepName"] for item in selective.get("SelectedSteps", ())),
        source=selective.get("SourcePipelineExecutionArn"),
    )


def _step(found: Mapping[str, Any]) -> StepRun:
    kind, metadata = next(iter((found.get("Metadata") or {}).items()), ("", {}))
    iteration = found.get("IterationContext")
    return StepRun(
        name=found.get("StepName") or "?",
        status=found.get("StepStatus") or UNKNOWN,
        display_name=found.get("StepDisplayName"),
        kind=kind,
        metadata=metadata,
        started=found.get("StartTime"),
        ended=found.get("EndTime"),
        failure=redacted(found.get("FailureReason") or "") or None,
        attempts=found.get("AttemptCount") or 1,
        cached_from=(found.get("CacheHitResult") or {}).get("SourcePipelineExecutionArn"),
        reused_from=(found.get("SelectiveExecutionResult") or {}).get("SourcePipelineExecutionArn"),
        iteration=iteration
        and Iteration(
            loop=iteration.get("ParentStepName", ""),
            index=iteration.get("Index", 0),
            item=iteration.get("Item", ""),
        ),
    )
