"""The run that a run of selected steps takes the outputs of the other steps from."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.cli.aws.client import Aws
from pipec.cli.aws.executions import (
    SUCCEEDED,
    Execution,
    run_id,
    steps_of_run,
)
from pipec.cli.aws.lookup import summaries
from pipec.cli.stop import stop
from pipec.compiler import codes

_SHOWN = 5
_LOOKED_AT = 20
# AWS's page on selective execution says "Success or Failed", the SDK's SelectiveExecutionConfig
# "Stopped, Failed, or Succeeded". A run that ended otherwise can be named with `--from`.
_SOURCES = (SUCCEEDED, "Failed", "Stopped")


def source_execution(aws: Aws, pipeline: str, needs: Sequence[str]) -> str:
    """The ARN of the newest ended run in which each step of `needs` succeeded.

    A step whose result was a cache hit or was itself reused counts. Raises `Stop` if there is none
    among the newest runs, and says what they lack.
    """
    lacking = []
    for item in summaries(aws, pipeline):
        arn = item.get("PipelineExecutionArn")
        if not arn or item.get("PipelineExecutionStatus") not in _SOURCES:
            continue
        missing = _missing(aws, arn, needs)
        if not missing:
            return str(arn)
        lacking.append(f"`{run_id(arn)}` lacks {_listed(missing)}")
        if len(lacking) == _LOOKED_AT:
            break
    raise stop(
        codes.NO_SOURCE_RUN,
        f"no ended run of `{pipeline}` has {_listed(needs)}, which the selected steps need"
        + (f": {'; '.join(lacking[:_SHOWN])}" if lacking else "")
        + (f"; {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""),
        hint="add " + " ".join(f"`--select {name}`" for name in needs),
    )


def check_source(aws: Aws, execution: Execution, needs: Sequence[str]) -> None:
    """Raises `Stop` if a run cannot give what a run of selected steps needs."""
    if not execution.has_ended:
        raise stop(
            codes.WRONG_RUN_STATE,
            f"the run `{execution.id}` is {execution.status}, and outputs are taken from a run "
            "that has ended",
            hint="`pipec status --watch` tells when it has; or name another run",
        )
    missing = _missing(aws, execution.arn, needs)
    if missing:
        raise stop(
            codes.NO_SOURCE_RUN,
            f"in the run `{execution.id}` {_listed(missing)} did not succeed, and the selected "
            "steps need the outputs",
            hint="name another run with `--from`, or select these steps too",
        )


def parameters_of(aws: Aws, arn: str) -> dict[str, str]:
    """The parameters that a run was started with."""
    found = aws.items(
        "sagemaker",
        "list_pipeline_parameters_for_execution",
        on=arn,
        key="PipelineParameters",
        PipelineExecutionArn=arn,
        MaxResults=100,
    )
    return {item["Name"]: item["Value"] for item in found}


def _missing(aws: Aws, arn: str, needs: Sequence[str]) -> list[str]:
    there = {step.name for step in steps_of_run(aws, arn) if step.status == SUCCEEDED}
    return [name for name in needs if name not in there]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
