"""What moto's SageMaker lacks and pipec asks for: a small extension, and no proof of what AWS does.

moto 5.2 knows pipelines and starts runs, which succeed at once and have no steps. This adds
versions, runs of older versions and of selected steps, the steps of a run and their logs
(`made_up_runs`), stopping and retrying. Each create, update and start takes two minutes of
`Clock`, and so does every look at a run. A run's id is made from the pipeline's ARN and the run's
number.

Every answer that is made here is held against the output shape of botocore's model.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from unittest.mock import patch

import botocore.session
from botocore.validate import ParamValidator
from moto.core.responses import ActionResult
from moto.moto_api._internal.models import moto_api_backend
from moto.sagemaker import urls
from moto.sagemaker.exceptions import ConflictException, ResourceNotFound
from moto.sagemaker.responses import SageMakerResponse
from moto.sagemaker.utils import get_pipeline_execution_from_arn, get_pipeline_from_name
from moto.server import ThreadedMotoServer

from deploy.made_up_runs import Run, letters, write_logs

BEGIN = datetime(2026, 5, 4, 9, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """The time of the server: it stands still, and `pass_` moves it on by some minutes."""

    time: datetime = BEGIN
    pace: ClassVar[float] = 1

    def now(self) -> datetime:
        """What it shows."""
        return self.time

    def pass_(self) -> None:
        """Time passes."""
        self.time += timedelta(minutes=2)


class RealClock:
    """The real time; what takes a minute by `made_up_runs` takes two thirds of a second."""

    pace: ClassVar[float] = 1 / 90

    def now(self) -> datetime:
        """The real time."""
        return datetime.now(UTC)

    def pass_(self) -> None:
        """Nothing to do: time passes by itself."""


@contextmanager
def serve(clock: Clock | RealClock, account: str) -> Iterator[str]:
    """An empty moto server with this extension, for a while; gives its URL.

    All callers are in one account. One at a time: a process's servers share moto's memory.
    """
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line for each request
    kind: Any = type("Served", (More,), {"clock": clock})
    paths = dict.fromkeys(urls.url_paths, kind.dispatch)
    settings = {"MOTO_ACCOUNT_ID": account}
    with patch.dict(urls.url_paths, paths), patch.dict(os.environ, settings):
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        moto_api_backend.reset()
        try:
            host, port = server.get_host_and_port()
            yield f"http://{host}:{port}"
        finally:
            moto_api_backend.reset()
            server.stop()


class More(SageMakerResponse):
    """SageMaker's answers: moto's where it has them."""

    clock: Clock | RealClock

    # --- pipelines --------------------------------------------------------------------------------

    def create_pipeline(self) -> Any:
        """The answer of moto; the pipeline has version 1."""
        answer = super().create_pipeline()
        self._keep_version()
        return answer

    def update_pipeline(self) -> ActionResult:
        """One version more, whatever was changed."""
        super().update_pipeline()
        number = self._keep_version()
        arn = self._pipeline.arn
        return _answer("UpdatePipeline", {"PipelineArn": arn, "PipelineVersionId": number})

    def describe_pipeline(self) -> Any:
        """The answer of moto, with the definition of a version if one is asked for."""
        answer: Any = super().describe_pipeline()
        version = self._version(self._get_param("PipelineVersionId"))
        answer.result["PipelineDefinition"] = version["text"]
        return answer

    def list_pipeline_versions(self) -> ActionResult:
        """All versions in one page."""
        pipeline = self._pipeline
        items = [
            {
                "PipelineArn": pipeline.arn,
                "PipelineVersionId": version["number"],
                "CreationTime": version["created"],
                **({"LastExecutionPipelineExecutionArn": run} if (run := version["run"]) else {}),
            }
            for version in pipeline.kept
        ]
        return _answer("ListPipelineVersions", {"PipelineVersionSummaries": self._ordered(items)})

    @property
    def _pipeline(self) -> Any:
        name = self._get_param("PipelineName")
        return get_pipeline_from_name(self.sagemaker_backend.pipelines, name)

    def _keep_version(self) -> int:
        """Remember the definition as it is now; gives the version's number."""
        pipeline = self._pipeline
        self.clock.pass_()
        now = self.clock.now()
        pipeline.last_modified_time = now.replace(tzinfo=None)  # moto's times have no zone
        if not hasattr(pipeline, "kept"):
            pipeline.creation_time, pipeline.kept = pipeline.last_modified_time, []
        number = len(pipeline.kept) + 1
        found = pipeline.pipeline_definition
        # moto holds the object itself where it came from S3
        text = found if isinstance(found, str) else json.dumps(found)
        pipeline.kept.append({"number": number, "text": text, "created": now, "run": None})
        return number

    def _version(self, number: int | None) -> dict[str, Any]:
        kept: list[dict[str, Any]] = self._pipeline.kept
        if number is None:
            return kept[-1]
        for version in kept:
            if version["number"] == number:
                return version
        raise ResourceNotFound(message=f"Pipeline version {number} does not exist.")

    # --- runs -------------------------------------------------------------------------------------

    def start_pipeline_execution(self) -> ActionResult:
        """A run that goes on; the same token gives the run that it gave before."""
        token = self._get_param("ClientRequestToken")
        runs = self._pipeline.pipeline_executions
        for execution in runs.values():
            if execution.client_request_token == token:
                return _answer("StartPipelineExecution", {"PipelineExecutionArn": execution.arn})
        self.clock.pass_()
        started: Any = super().start_pipeline_execution()
        execution = runs.pop(started.result["PipelineExecutionArn"])
        number = len(runs) + 1
        arn = self._pipeline.arn
        execution.arn = f"{arn}/execution/{letters(f'{arn} {number}', 12)}"
        execution.run = self._run(execution.arn)
        runs[execution.arn] = execution
        return _answer("StartPipelineExecution", {"PipelineExecutionArn": execution.arn})

    def list_pipeline_executions(self) -> ActionResult:
        """All runs in one page."""
        now = self.clock.now()
        items = []
        for arn, execution in self._pipeline.pipeline_executions.items():
            name = execution.pipeline_execution_display_name
            item = {
                "PipelineExecutionArn": arn,
                "StartTime": execution.run.created,
                "PipelineExecutionStatus": execution.run.status(now),
            }
            items.append(item | ({"PipelineExecutionDisplayName": name} if name else {}))
        summaries = {"PipelineExecutionSummaries": self._ordered(items)}
        return _answer("ListPipelineExecutions", summaries)

    def describe_pipeline_execution(self) -> ActionResult:
        """The run, some minutes later."""
        self.clock.pass_()
        execution, now = self._execution, self.clock.now()
        run: Run = execution.run
        status = run.status(now)
        failure = "Step failure: One or multiple steps failed." if status == "Failed" else None
        members = {
            "PipelineArn": run.arn.partition("/execution/")[0],
            "PipelineExecutionArn": run.arn,
            "PipelineExecutionStatus": status,
            "CreationTime": run.created,
            "LastModifiedTime": run.last_change(now),
            "PipelineVersionId": run.version,
            "PipelineExecutionDisplayName": execution.pipeline_execution_display_name,
            "PipelineExecutionDescription": execution.pipeline_execution_description,
            "ParallelismConfiguration": execution.parallelism_configuration,
            "SelectiveExecutionConfig": run.selective,
            "FailureReason": failure,
        }
        found = {key: value for key, value in members.items() if value is not None}
        return _answer("DescribePipelineExecution", found)

    def describe_pipeline_definition_for_execution(self) -> ActionResult:
        """The definition of the version that the run was started with."""
        run: Run = self._execution.run
        found = {"PipelineDefinition": run.text, "CreationTime": run.created}
        return _answer("DescribePipelineDefinitionForExecution", found)

    def list_pipeline_execution_steps(self) -> ActionResult:
        """The steps that have begun, in one page; their logs are there from now on."""
        run: Run = self._execution.run
        steps = run.steps(self.clock.now())
        write_logs(run, steps)
        found = {"PipelineExecutionSteps": self._ordered(steps)}
        return _answer("ListPipelineExecutionSteps", found)

    def stop_pipeline_execution(self) -> ActionResult:
        """The run is stopping now, and stopped at the next look."""
        run: Run = self._execution.run
        if run.status(self.clock.now()) != "Executing":
            raise ConflictException("Only a run that goes on can be stopped.")
        run.stopped = run.changed = self.clock.now()
        return _answer("StopPipelineExecution", {"PipelineExecutionArn": run.arn})

    def retry_pipeline_execution(self) -> ActionResult:
        """The run goes on with the step that failed or was stopped."""
        run: Run = self._execution.run
        now = self.clock.now()
        if run.status(now) not in ("Failed", "Stopped"):
            raise ConflictException("Only a run that failed or was stopped can be tried again.")
        run.retry(now)
        return _answer("RetryPipelineExecution", {"PipelineExecutionArn": run.arn})

    def list_candidates_for_auto_ml_job(self) -> ActionResult:
        """None: there is no AutoML."""
        return _answer("ListCandidatesForAutoMLJob", {"Candidates": []})

    @property
    def _execution(self) -> Any:
        arn = self._get_param("PipelineExecutionArn")
        return get_pipeline_execution_from_arn(self.sagemaker_backend.pipelines, arn)

    def _run(self, arn: str) -> Run:
        version = self._version(self._get_param("PipelineVersionId"))
        version["run"] = arn
        values = {
            item["Name"]: item.get("DefaultValue")
            for item in json.loads(version["text"]).get("Parameters", [])
        }
        given = self._get_param("PipelineParameters") or []
        now = self.clock.now()
        return Run(
            arn=arn,
            text=version["text"],
            version=version["number"],
            values=values | {item["Name"]: item["Value"] for item in given},
            selective=self._get_param("SelectiveExecutionConfig"),
            pace=self.clock.pace,
            created=now,
            begun=now,
            changed=now,
        )

    def _ordered(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Items that are in order of time, as the request wants them."""
        return items if self._get_param("SortOrder") == "Ascending" else items[::-1]


@cache
def _service() -> Any:
    return botocore.session.get_session().get_service_model("sagemaker")


def _answer(operation: str, data: dict[str, Any]) -> ActionResult:
    """An answer; it must be one that the service's model allows."""
    shape = _service().operation_model(operation).output_shape
    report = ParamValidator().validate(data, shape)
    assert not report.has_errors(), report.generate_report()
    return ActionResult(data)
