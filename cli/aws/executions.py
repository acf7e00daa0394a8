"""Runs of a pipeline (executions, in AWS's words): finding one, and what each of its steps does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.errors import is_not_found
from pipec.cli.aws.pipelines import not_deployed
from pipec.cli.aws.redact import redacted
from pipec.cli.stop import Stop, stop
from pipec.compiler import codes
from pipec.compiler.deployment.graph import DeployedStep, as_mapping, steps_of

# PipelineExecutionStatus in botocore's model. The SDK's waiter knows the first and the third only,
# and waits on for ever after the others.
SUCCEEDED = "Succeeded"
ENDED = (SUCCEEDED, "Stopped", "Failed", "CompletedWithFailures")
STOPPING = "Stopping"
UNKNOWN = "Unknown"
"""Stands for a state that the service did not tell."""

_ARN = re.compile(r"arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:pipeline/([^/]+)/execution/([^/]+)")
_SHOWN = 5
_PAGE = 100
"""The most runs of one answer, by botocore's model."""


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


def find_execution(aws: Aws, pipeline: str, which: str | None) -> Execution:
    """A run of a pipeline: the latest (None), or by its ARN or the ARN's last part.

    Raises `Stop` if there is no such run, none at all, or no such pipeline.
    """
    newest = _newest(aws, pipeline)
    if which is None:
        return describe(aws, newest[0])
    arn = which if which.startswith("arn:") else f"{newest[0].rpartition('/')[0]}/{which}"
    match = _ARN.fullmatch(arn)
    # The service writes the pipeline's name in small letters into some ARNs.
    if match and match[1].casefold() == pipeline.casefold():
        found = aws.find(
            "sagemaker", "describe_pipeline_execution", on=arn, PipelineExecutionArn=arn
        )
        if found is not None:
            return _execution(found, arn)
    listed = ", ".join(f"`{run_id(item)}`" for item in newest)
    raise stop(codes.NO_RUN, f"`{pipeline}` has no run `{which}`", hint=f"the newest: {listed}")


def summaries(aws: Aws, pipeline: str) -> Iterator[dict[str, Any]]:
    """Summaries of all runs, newest first, page by page as they are needed."""
    return aws.items(
        "sagemaker",
        "list_pipeline_executions",
        on=pipeline,
        key="PipelineExecutionSummaries",
        PipelineName=pipeline,
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=_PAGE,
    )


def describe(aws: Aws, arn: str) -> Execution:
    """A run by its ARN."""
    found = aws.call("sagemaker", "describe_pipeline_execution", on=arn, PipelineExecutionArn=arn)
    return _execution(found, arn)


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


def _newest(aws: Aws, pipeline: str) -> list[str]:
    """The ARNs of the newest runs, at least one. Raises `Stop` if there is none."""
    try:
        # A page may be short of runs, or empty, and not the last.
        found = list(islice(summaries(aws, pipeline), _PAGE))
    except Stop as refused:
        if is_not_found(refused.__cause__):
            raise not_deployed(aws, pipeline) from refused
        raise
    # moto's server gives all of them, and in another order.
    first = datetime.min.replace(tzinfo=UTC)
    found.sort(key=lambda item: item.get("StartTime") or first, reverse=True)
    newest = [arn for item in found if (arn := item.get("PipelineExecutionArn"))]
    if not newest:
        raise stop(
            codes.NO_RUN,
            f"`{pipeline}` was never started",
            hint=f"start it: `pipec start {pipeline}`",
        )
    return newest[:_SHOWN]


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
