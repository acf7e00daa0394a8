"""Starting a run: the request, checked as far as it can be, and sending it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.lookup import find_execution
from pipec.cli.aws.pipelines import read_version
from pipec.cli.aws.sources import check_source, parameters_of, source_execution
from pipec.cli.stop import Stop, stop
from pipec.compiler import codes
from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.deployment.graph import parameters_in
from pipec.compiler.deployment.selection import Selection, selection
from pipec.compiler.deployment.start_parameters import start_parameters
from pipec.compiler.diagnostics import Report
from pipec.compiler.requests.settings import LINE_END, MAX_DESCRIPTION

MAX_NAME = 82
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,81}")
"""PipelineExecutionDisplayName in botocore's model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a run; None and empty where they do not say.

    `parameters` are texts by name. `select` are the steps to run, all of them if it is empty;
    `source` is the run (ARN or id) that the outputs of the others are taken from. `version` is one
    of the pipeline's versions in place of the newest; it and `parallelism` are at least 1. The
    same `token` (any text) starts only one run of the pipeline.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    description: str | None = None
    parallelism: int | None = None
    select: Sequence[str] = ()
    source: str | None = None
    version: int | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A checked StartPipelineExecution that is not sent yet.

    `selection` is None for a run of the whole pipeline. `differing` are the parameters whose value
    in the run that outputs are taken from is another than this run will have, with that value.
    """

    pipeline: str
    request: dict[str, Any]
    selection: Selection | None = None
    source: str | None = None
    differing: Mapping[str, str]


def prepare_start(aws: Aws, deployed: Deployed, wish: Wish) -> Start:
    """The request for a run of a deployed pipeline; the run that outputs come from is found.

    Raises `Stop` with everything that is wrong and can be known before the call.
    """
    definition = _definition(aws, deployed, wish.version)
    report = Report()
    request: dict[str, Any] = {"PipelineName": deployed.name, **_options(wish, report)}
    if given := start_parameters(definition, wish.parameters, report):
        request["PipelineParameters"] = given
    chosen = selection(definition, wish.select, report) if wish.select else None
    if wish.source is not None and chosen is None:
        report.add(
            codes.BAD_START_OPTION,
            f"`--from {wish.source}` says where outputs of steps that do not run are taken from, "
            "and all steps run",
            None,
            hint="add `--select STEP`",
        )
    if report.has_errors:
        raise Stop(report.diagnostics())
    if wish.token is not None:
        request["ClientRequestToken"] = client_token(deployed.name, wish.token)
    source = _source(aws, deployed.name, chosen, wish.source) if chosen else None
    if chosen:
        request["SelectiveExecutionConfig"] = _selective(chosen, source)
    return Start(
        pipeline=deployed.name,
        request=request,
        selection=chosen,
        source=source,
        differing=_differing(aws, definition, wish.parameters, source) if source else {},
    )


def start(aws: Aws, prepared: Start) -> str:
    """Send it; gives the ARN of the run.

    Without a token of the user's botocore makes one, so that its own retries start one run only.
    """
    answer = aws.call(
        "sagemaker", "start_pipeline_execution", on=prepared.pipeline, **prepared.request
    )
    return str(answer["PipelineExecutionArn"])


def client_token(pipeline: str, text: str) -> str:
    """A text of any length as a ClientRequestToken (64 of the 32 to 128 characters it may have)."""
    return hashlib.sha256(f"{pipeline}\n{text}".encode()).hexdigest()


def _definition(aws: Aws, deployed: Deployed, version: int | None) -> dict[str, Any]:
    if version is None:
        return deployed.definition
    found = read_version(aws, deployed.name, version)
    if found is None:
        raise stop(
            codes.NO_VERSION,
            f"`{deployed.name}` has no version {version}",
            hint=f"`pipec versions {deployed.name}` lists them",
        )
    return found


def _options(wish: Wish, report: Report) -> dict[str, Any]:
    request: dict[str, Any] = {}
    if wish.name is not None:
        _check_name(wish.name, report)
        request["PipelineExecutionDisplayName"] = wish.name
    if wish.description is not None:
        _check_description(wish.description, report)
        request["PipelineExecutionDescription"] = wish.description
    if wish.parallelism is not None:
        request["ParallelismConfiguration"] = {"MaxParallelExecutionSteps": wish.parallelism}
    if wish.version is not None:
        request["PipelineVersionId"] = wish.version
    return request


def _check_name(name: str, report: Report) -> None:
    if _NAME.fullmatch(name):
        return
    mended = re.sub(r"[^a-zA-Z0-9]+", "-", name).strip("-")[:MAX_NAME].rstrip("-")
    report.add(
        codes.BAD_START_OPTION,
        f"`{name}` cannot be the name of a run",
        None,
        hint=f"write `--name {mended}`" if mended else "use letters, digits and `-`",
    )


def _check_description(text: str, report: Report) -> None:
    if LINE_END.search(text):
        problem = "the description of a run has one line only"
    elif len(text) > MAX_DESCRIPTION:
        problem = (
            f"the description has {len(text)} characters, and the service takes {MAX_DESCRIPTION}"
        )
    else:
        return
    report.add(codes.BAD_START_OPTION, problem, None)


def _source(aws: Aws, pipeline: str, chosen: Selection, given: str | None) -> str | None:
    if given is not None:
        execution = find_execution(aws, pipeline, given)
        check_source(aws, execution, chosen.needs)
        return execution.arn
    return source_execution(aws, pipeline, chosen.needs) if chosen.needs else None


def _selective(chosen: Selection, source: str | None) -> dict[str, Any]:
    config: dict[str, Any] = {"SelectedSteps": [{"StepName": name} for name in chosen.steps]}
    if source is not None:
        config["SourcePipelineExecutionArn"] = source
    return config


def _differing(
    aws: Aws, definition: dict[str, Any], given: Mapping[str, str], source: str
) -> dict[str, str]:
    """Parameters that this run leaves to their default, and the source run did not.

    The service does not carry them over: the page on selective execution says to read them from
    the reference run and give them again.
    """
    defaults = {
        name: _text(item.get("DefaultValue")) for name, item in parameters_in(definition).items()
    }
    return {
        name: value
        for name, value in parameters_of(aws, source).items()
        if name in defaults and name not in given and value != defaults[name]
    }


def _text(value: Any) -> str:
    """A default as the service writes values: `true`, not `True`."""
    return str(value).lower() if isinstance(value, bool) else str(value)
