"""What is done to runs that are there: stopping one, trying it again, describing several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from pipec.cli.aws.client import Aws
from pipec.cli.aws.errors import error_code
from pipec.cli.aws.executions import STOPPING, SUCCEEDED, Execution, describe
from pipec.cli.aws.lookup import Summary
from pipec.cli.aws.parallel import for_each
from pipec.cli.stop import Stop, stop
from pipec.compiler import codes


def stop_execution(aws: Aws, execution: Execution, hint: str | None = None) -> bool:
    """Ask a run to stop; False if it is stopping already. Raises `Stop` if it has ended.

    `hint` says what else may be meant. The run goes on until a Lambda or Callback step that is
    running has ended (API reference of StopPipelineExecution).
    """
    check_stop(execution, hint)
    if execution.status == STOPPING:
        return False
    try:
        aws.call(
            "sagemaker",
            "stop_pipeline_execution",
            on=execution.arn,
            PipelineExecutionArn=execution.arn,
        )
    except Stop as refused:
        now = _after_conflict(aws, execution, refused)
        check_stop(now, hint)
        if now.status == STOPPING:
            return False
        raise
    return True


def retry_execution(aws: Aws, execution: Execution, parallelism: int | None) -> None:
    """Run again what failed or was stopped. Raises `Stop` while it goes on or if all succeeded."""
    _check_retry(execution)
    request: dict[str, Any] = {"PipelineExecutionArn": execution.arn}
    if parallelism is not None:
        request["ParallelismConfiguration"] = {"MaxParallelExecutionSteps": parallelism}
    try:
        aws.call("sagemaker", "retry_pipeline_execution", on=execution.arn, **request)
    except Stop as refused:
        _check_retry(_after_conflict(aws, execution, refused))
        raise


def described(aws: Aws, runs: Sequence[Summary]) -> list[Execution]:
    """All that is told of runs, which their list does not have: when they ended, what they ran."""
    return for_each(lambda run: describe(aws, run.arn), runs)


def _check_retry(execution: Execution) -> None:
    if execution.status == SUCCEEDED:
        raise stop(
            codes.WRONG_RUN_STATE,
            f"the run `{execution.id}` succeeded: there is nothing to try again",
            hint="`pipec start` runs the pipeline anew, `--select STEP` parts of it",
        )
    if not execution.has_ended:
        raise stop(
            codes.WRONG_RUN_STATE,
            f"the run `{execution.id}` is {execution.status}, and can be tried again once it has "
            "ended",
            hint="`pipec stop` ends it early",
        )


def check_stop(execution: Execution, hint: str | None = None) -> None:
    """Raises `Stop` if a run has ended, so that it cannot be stopped."""
    if execution.has_ended:
        raise stop(
            codes.WRONG_RUN_STATE,
            f"the run `{execution.id}` has already ended: {execution.status}",
            hint=hint,
        )


def _after_conflict(aws: Aws, execution: Execution, refused: Stop) -> Execution:
    """The run as it is now if the service saw a conflict, else as it was."""
    error = refused.__cause__
    if isinstance(error, ClientError) and error_code(error) == "ConflictException":
        return describe(aws, execution.arn)
    return execution
