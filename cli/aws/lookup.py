"""Looking for a run of a pipeline: by its ARN, id or name, or among the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.errors import is_not_found
from pipec.cli.aws.executions import (
    EXECUTING,
    UNKNOWN,
    Execution,
    describe,
    describe_if_there,
    run_id,
)
from pipec.cli.aws.pipelines import not_deployed
from pipec.cli.stop import USAGE, Stop, stop
from pipec.compiler import codes

_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:([a-z0-9-]*):\d{12}:pipeline/([^/]+)/execution/([^/]+)"
)
_SHOWN = 5
_PAGE = 100
"""The most runs of one answer, by botocore's model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A run as ListPipelineExecutions tells it."""

    arn: str
    status: str
    name: str | None = None
    started: datetime | None = None

    @property
    def label(self) -> str:
        """What it is called in a message: its id, and its name if it has one."""
        return f"`{run_id(self.arn)}`" + (f" ({self.name})" if self.name else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A run of a pipeline that was looked for; `recent` are the pipeline's newest runs.

    They are missing where the run was known by its ARN, and the caller may not list runs.
    `is_latest`: no run was named, and this is the latest.
    """

    pipeline: str
    execution: Execution
    recent: tuple[Summary, ...]
    is_latest: bool = False

    @property
    def others(self) -> tuple[Summary, ...]:
        """The recent runs besides this one that go on."""
        return tuple(
            run
            for run in self.recent
            if run.status == EXECUTING and run_id(run.arn) != self.execution.id
        )


def find_execution(aws: Aws, pipeline: str, which: str | None) -> Execution:
    """As `look_up`, the run alone."""
    return look_up(aws, pipeline, which).execution


def look_up(aws: Aws, pipeline: str, which: str | None) -> Found:
    """A run of a pipeline: the latest (None), or by its ARN, the ARN's last part, or its name.

    A name is looked for among the newest runs. Raises `Stop` if there is no such run or more than
    one, none at all, or no such pipeline.
    """
    if which is not None and which.startswith("arn:"):
        return _by_arn(aws, pipeline, which)
    recent = _some(aws, pipeline)
    if which is None:
        latest = describe(aws, recent[0].arn)
        return Found(pipeline=pipeline, execution=latest, recent=recent, is_latest=True)
    prefix = recent[0].arn.rpartition("/")[0]
    arn = _named(recent, which, pipeline) or f"{prefix}/{which}"
    found = describe_if_there(aws, arn) if _ARN.fullmatch(arn) else None
    if found is None:
        raise _no_run(pipeline, which, recent)
    return Found(pipeline=pipeline, execution=found, recent=recent)


def recent_runs(aws: Aws, pipeline: str, count: int) -> list[Summary]:
    """The newest runs, newest first. Raises `Stop` if there is no such pipeline."""
    try:
        # A page may be short of runs, or empty, and not the last.
        items = list(islice(summaries(aws, pipeline), max(count, _PAGE)))
    except Stop as refused:
        if is_not_found(refused.__cause__):
            raise not_deployed(aws, pipeline) from refused
        raise
    # moto's server gives all of them, and in another order.
    first = datetime.min.replace(tzinfo=UTC)
    items.sort(key=lambda item: item.get("StartTime") or first, reverse=True)
    return [_summary(item) for item in items if item.get("PipelineExecutionArn")][:count]


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


def _by_arn(aws: Aws, pipeline: str, arn: str) -> Found:
    match = _ARN.fullmatch(arn)
    if match is None:
        raise _no_run(pipeline, arn, _some(aws, pipeline))
    region, other, _ = match.groups()
    # The service writes the pipeline's name in small letters into some ARNs.
    if other.casefold() != pipeline.casefold():
        raise stop(
            codes.NO_RUN,
            f"`{arn}` is a run of `{other}`, and not of `{pipeline}`",
            hint="if it is meant, give its ARN in place of the pipeline, and no `--execution`",
        )
    if region != aws.region_name:
        raise stop(
            codes.OTHER_REGION,
            f"`{arn}` is a run in region {region}, and `{pipeline}` is looked for in {aws.place}",
            hint="if it is meant, give its ARN in place of the pipeline, and no `--execution`",
            exit_code=USAGE,
        )
    found = describe_if_there(aws, arn)
    if found is None:
        raise _no_run(pipeline, run_id(arn), _some(aws, pipeline))
    try:
        recent = tuple(recent_runs(aws, pipeline, _PAGE))
    except Stop:  # a kindness: who may not list runs does without the others
        recent = ()
    return Found(pipeline=pipeline, execution=found, recent=recent)


def _some(aws: Aws, pipeline: str) -> tuple[Summary, ...]:
    """The newest runs, at least one. Raises `Stop` if there is none."""
    found = recent_runs(aws, pipeline, _PAGE)
    if not found:
        raise stop(
            codes.NO_RUN,
            f"`{pipeline}` was never started",
            hint=f"start it: `pipec start {pipeline}`",
        )
    return tuple(found)


def _named(recent: Sequence[Summary], which: str, pipeline: str) -> str | None:
    """The ARN of the run that has this name; None if none has it, or it is an id."""
    if any(run_id(run.arn) == which for run in recent):
        return None
    found = [run for run in recent if run.name == which]
    if len(found) < 2:
        return found[0].arn if found else None
    listed = ", ".join(f"`{run_id(run.arn)}` ({run.status})" for run in found[:_SHOWN])
    raise stop(
        codes.NO_RUN,
        f"{len(found)} runs of `{pipeline}` are named `{which}`",
        hint=f"give the id of one of them, from the newest: {listed}",
    )


def _no_run(pipeline: str, which: str, recent: Sequence[Summary]) -> Stop:
    listed = ", ".join(run.label for run in recent[:_SHOWN])
    more = f"; `pipec runs {pipeline}` lists more" if len(recent) > _SHOWN else ""
    return stop(
        codes.NO_RUN, f"`{pipeline}` has no run `{which}`", hint=f"the newest: {listed}{more}"
    )


def _summary(found: Mapping[str, Any]) -> Summary:
    return Summary(
        arn=found["PipelineExecutionArn"],
        status=found.get("PipelineExecutionStatus") or UNKNOWN,
        name=found.get("PipelineExecutionDisplayName"),
        started=found.get("StartTime"),
    )
