"""What only a whole, finished pipeline shows: what is idle in it, and what it has too much of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipec.compiler import codes
from pipec.compiler.deployment.caching import COUNTING
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Parameter
from pipec.compiler.steps.base import StepDefinition, all_definitions
from pipec.compiler.syntax import Node, scalars
from pipec.compiler.values import ABSENT, ExecutionGet, ParameterGet, Wire, expressions

_MENTION = re.compile(r"\bparameters\.([A-Za-z0-9_-]+)")
_NEW_IN_EACH_RUN = (
    "StartDateTime",
    "CurrentDateTime",
    "PipelineExecutionId",
    "PipelineExecutionArn",
)
_MOST_PARAMETERS = 200
"""`ParameterList` of StartPipelineExecution in botocore's model (1.44)."""
_LONGEST_VALUE = 1024
"""Characters: `String1024`, the type of a parameter's value in the same place."""
_MOST_STEPS = 50
"""https://docs.aws.amazon.com/general/latest/gr/sagemaker.html, "steps per pipeline"."""
_JOB_DEFINITIONS = ("TrainingJobDefinition", "TrainingJobDefinitions")


def check_whole(
    parameters: Sequence[Parameter],
    steps: Sequence[StepDefinition],
    others: Iterable[Wire],
    texts: Iterable[Node],
    report: Report,
) -> None:
    """Report what is wrong with the pipeline as a whole.

    `others` are values outside the steps (experiment, MLflow); `texts` are the trees that may
    mention a parameter in a place that did not reach a request. Of a pipeline with errors the
    requests are not whole, so nothing is said about it.
    """
    if report.has_errors:
        return
    every = list(all_definitions(steps))
    _check_used(parameters, every, others, texts, report)
    _check_quotas(parameters, every, report)
    for step in every:
        _check_cache(step, report)
        for request in _trainings(step):
            _check_spot(step, request, report)


def _check_used(
    parameters: Iterable[Parameter],
    steps: Iterable[StepDefinition],
    others: Iterable[Wire],
    texts: Iterable[Node],
    report: Report,
) -> None:
    values = [*others, *(value for step in steps for value in (step.arguments, step.siblings))]
    used = {found.name for found in expressions(values) if isinstance(found, ParameterGet)}
    for text in texts:
        for scalar in scalars(text):
            used.update(_MENTION.findall(scalar.text))
    for parameter in parameters:
        if parameter.name not in used:
            report.add(
                codes.UNUSED_PARAMETER,
                f"nothing uses the parameter `{parameter.name}`",
                parameter.span,
                hint=f"remove it, or write `${{parameters.{parameter.name}}}` where it is meant",
            )


def _check_quotas(
    parameters: Sequence[Parameter], steps: Sequence[StepDefinition], report: Report
) -> None:
    if len(parameters) > _MOST_PARAMETERS:
        report.add(
            codes.OVER_A_QUOTA,
            f"the pipeline has {len(parameters)} parameters, "
            f"and an execution can be given {_MOST_PARAMETERS}",
            parameters[_MOST_PARAMETERS].span,
            hint="make vars of those that no execution sets",
        )
    for parameter in parameters:
        length = max(len(str(value)) for value in (parameter.default or "", *parameter.enum))
        if length > _LONGEST_VALUE:
            report.add(
                codes.OVER_A_QUOTA,
                f"the parameter `{parameter.name}` has a value of {length} characters, "
                f"and an execution can be given {_LONGEST_VALUE}",
                parameter.span,
                hint="shorten it, or put the text into a file in S3 and give its place",
            )
    if len(steps) > _MOST_STEPS:
        report.add(
            codes.OVER_A_QUOTA,
            f"the pipeline has {len(steps)} steps, and unless AWS has raised your account's "
            f"quota it can have {_MOST_STEPS}",
            steps[_MOST_STEPS].span,
            hint="ask for a higher quota, or make two pipelines of it",
        )


def _check_cache(step: StepDefinition, report: Report) -> None:
    """Only where AWS documents which members count, as default places hold the execution's id."""
    if not (step.cache and step.cache.get("Enabled")):
        return
    whole = {"Arguments": step.arguments, **step.siblings}
    for path in COUNTING.get(step.kind, ()):
        if path == "Arguments":
            continue  # of a check, where the page does not say what of them counts
        for found in expressions(_at(whole, path)):
            if isinstance(found, ExecutionGet) and found.name in _NEW_IN_EACH_RUN:
                report.add(
                    codes.CACHE_NEVER_HITS,
                    f"the cache of `{step.name}` is never used: `execution.{found.name}` in "
                    f"`{path.removeprefix('Arguments.')}` is another in every run",
                    step.span,
                    hint=f"remove `cache`, or do without `execution.{found.name}` there",
                )
                return


def _at(value: Wire, path: str) -> Wire:
    for key in path.split("."):
        value = value.get(key, ABSENT) if isinstance(value, dict) else ABSENT
    return value


def _trainings(step: StepDefinition) -> Iterator[dict[str, Wire]]:
    """The training requests of a step: a Training step's own, and those of a Tuning step."""
    if step.kind == "Training":
        yield step.arguments
    elif step.kind == "Tuning":
        for member in _JOB_DEFINITIONS:
            found = step.arguments.get(member, [])
            jobs = found if isinstance(found, list) else [found]
            yield from (job for job in jobs if isinstance(job, dict))


def _check_spot(step: StepDefinition, request: dict[str, Wire], report: Report) -> None:
    """The API reference of `StoppingCondition`: to wait is at least to run, and is for spot."""
    stopping = request.get("StoppingCondition")
    limits = stopping if isinstance(stopping, dict) else {}
    run, wait = limits.get("MaxRuntimeInSeconds"), limits.get("MaxWaitTimeInSeconds")
    if request.get("EnableManagedSpotTraining") is True and wait is None:
        message = f"`{step.name}` trains on spot instances and does not say how long to wait"
    elif isinstance(run, int) and isinstance(wait, int) and wait < run:
        message = f"`{step.name}` waits {wait} seconds for a training that may run {run}"
    else:
        return
    report.add(
        codes.BAD_MEMBER,
        message,
        step.span,
        hint="write `request: {StoppingCondition: {MaxWaitTimeInSeconds: "
        f"{run if isinstance(run, int) else '…'}}}}}` or more: it counts the run too",
    )
