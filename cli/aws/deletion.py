"""Deleting a pipeline: what goes with it, whether it can go, and whether it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.executions import ENDED, run_id
from pipec.cli.aws.lookup import summaries
from pipec.cli.aws.pipelines import not_deployed
from pipec.cli.stop import stop
from pipec.compiler import codes

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A pipeline that can be deleted, and how many runs it has had.

    `deleting`: the service is at it already.
    """

    name: str
    arn: str
    runs: int = 0
    deleting: bool = False


def check_deletion(aws: Aws, name: str) -> Doomed:
    """What would be deleted. Raises `Stop` if there is no such pipeline, or if it is running.

    The service refuses to delete a pipeline that is running too, in less helpful words.
    """
    found = _describe(aws, name)
    if found is None:
        raise not_deployed(aws, name)
    name, arn = found["PipelineName"], found["PipelineArn"]
    if found.get("PipelineStatus") == "Deleting":
        return Doomed(name=name, arn=arn, deleting=True)
    runs = list(summaries(aws, name))
    running = [
        run_id(run.get("PipelineExecutionArn", "?"))
        for run in runs
        if run.get("PipelineExecutionStatus") not in ENDED
    ]
    if running:
        more = f" and {len(running) - _SHOWN} more" if len(running) > _SHOWN else ""
        raise stop(
            codes.STILL_RUNNING,
            f"`{name}` is running: {', '.join(running[:_SHOWN])}{more}",
            hint=f"stop it first: `pipec stop {name} --execution {running[0]}`",
        )
    return Doomed(name=name, arn=arn, runs=len(runs))


def delete_pipeline(aws: Aws, doomed: Doomed) -> bool:
    """Delete it; gives whether it is gone by now, by whomsoever. The service may take a while."""
    aws.find("sagemaker", "delete_pipeline", on=doomed.arn, PipelineName=doomed.name)
    return _describe(aws, doomed.name) is None


def _describe(aws: Aws, name: str) -> dict[str, Any] | None:
    return aws.find("sagemaker", "describe_pipeline", on=name, PipelineName=name)
