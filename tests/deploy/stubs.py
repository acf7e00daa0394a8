"""AWS as scripted answers: every request is held against botocore's model, and its order counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from botocore.stub import Stubber

from deploy.aws import CREDENTIALS, REGION
from pipec.cli.aws.client import Aws

PIPELINE_ARN = "arn:aws:sagemaker:us-east-1:111122223333:pipeline/demo"
BEGIN = datetime(2026, 5, 1, 12, tzinfo=UTC)


def run_arn(run: str = "abc123") -> str:
    """The ARN of a run of the pipeline `demo`."""
    return f"{PIPELINE_ARN}/execution/{run}"


def job_arn(kind: str, name: str) -> str:
    """The ARN of a SageMaker job."""
    return f"arn:aws:sagemaker:us-east-1:111122223333:{kind}/{name}"


def at(seconds: int) -> datetime:
    """So many seconds after the run began."""
    return BEGIN + timedelta(seconds=seconds)


def step(name: str, status: str = "Succeeded", begin: int = 0, **more: Any) -> dict[str, Any]:
    """A step as ListPipelineExecutionSteps gives it; it takes a minute."""
    found = {"StepName": name, "StepStatus": status, "StartTime": at(begin), **more}
    if status in ("Succeeded", "Failed", "Stopped"):
        found.setdefault("EndTime", at(begin + 60))
    return found


@cache
def client(service: str) -> Any:
    """A client, made once: reading SageMaker's model takes a while."""
    return Aws.client(Aws(region=REGION), service)


class Stubs:
    """Scripted answers of SageMaker and CloudWatch Logs."""

    def __init__(self) -> None:
        self.aws = Aws(region=REGION)
        self._stubbers = {name: Stubber(client(name)) for name in ("sagemaker", "logs")}
        for stubber in self._stubbers.values():
            stubber.activate()

    def answer(self, method: str, response: dict[str, Any], **request: Any) -> None:
        """The next call is this one, with these parameters, and gets this answer."""
        self._of(method).add_response(method, response, request)

    def fail(self, method: str, code: str, message: str = "no", status: int = 400) -> None:
        """The next call is this one, and fails."""
        self._of(method).add_client_error(method, code, message, status)

    def close(self) -> None:
        """Leave the clients as they were."""
        for stubber in self._stubbers.values():
            stubber.deactivate()

    def check(self) -> None:
        """Raises if a scripted call was not made."""
        for stubber in self._stubbers.values():
            stubber.assert_no_pending_responses()

    def _of(self, method: str) -> Stubber:
        logs = method in ("describe_log_streams", "get_log_events", "filter_log_events")
        return self._stubbers["logs" if logs else "sagemaker"]

    # --- what most tests script ---------------------------------------------------------

    def runs(self, *runs: tuple[str, str], page: int = 100) -> None:
        """The pipeline's newest runs: id and status, newest first."""
        summaries = [
            {
                "PipelineExecutionArn": run_arn(run),
                "PipelineExecutionStatus": status,
                "StartTime": at(-index),
            }
            for index, (run, status) in enumerate(runs)
        ]
        self.answer(
            "list_pipeline_executions",
            {"PipelineExecutionSummaries": summaries},
            PipelineName="demo",
            SortBy="CreationTime",
            SortOrder="Descending",
            MaxResults=page,
        )

    def run(self, run: str = "abc123", status: str = "Executing", **more: Any) -> None:
        """A description of a run."""
        described = {
            "PipelineArn": PIPELINE_ARN,
            "PipelineExecutionArn": run_arn(run),
            "PipelineExecutionStatus": status,
            "CreationTime": BEGIN,
            "LastModifiedTime": at(600),
            **more,
        }
        self.answer("describe_pipeline_execution", described, PipelineExecutionArn=run_arn(run))

    def steps(self, *steps: dict[str, Any], run: str = "abc123") -> None:
        """The steps of a run that have begun, in one page."""
        self.answer(
            "list_pipeline_execution_steps",
            {"PipelineExecutionSteps": list(steps)},
            PipelineExecutionArn=run_arn(run),
            SortOrder="Ascending",
            MaxResults=100,
        )

    def definition(self, text: str, run: str = "abc123") -> None:
        """The definition that a run was started with."""
        self.answer(
            "describe_pipeline_definition_for_execution",
            {"PipelineDefinition": text, "CreationTime": BEGIN},
            PipelineExecutionArn=run_arn(run),
        )


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubs]:
    """Scripted answers, for this test's commands too; each must have been asked for."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    found = Stubs()
    monkeypatch.setattr(Aws, "client", lambda _, service: client(service))
    yield found
    found.close()
    found.check()
