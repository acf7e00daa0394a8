"""What can be told of trainings once their requests are whole: spot, metrics, AWS's own XGBoost."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Report
from pipec.compiler.model import Parameter, Step
from pipec.compiler.requests.written import place_of_name, place_of_text
from pipec.compiler.service.images import SCRIPT_FRAMEWORKS, framework_of, is_own_xgboost
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in
from pipec.compiler.syntax import Scalar
from pipec.compiler.values import Wire

_JOB_DEFINITIONS = ("TrainingJobDefinition", "TrainingJobDefinitions")
_CONFIG = "HyperParameterTuningJobConfig"
_FILES = ("File", "FastFile")
"""Input modes in which a channel is a folder of files."""
_LABELLED = "AugmentedManifestFile"
_NO_REGEX = re.compile(
    r"missing \)|unbalanced parenthesis|unterminated character set|nothing to repeat"
    r"|bad escape \(end of pattern\)"
)
"""What Python says of a pattern that no language would read."""


def training_requests(step: StepDefinition) -> Iterator[dict[str, Wire]]:
    """The training requests of a step: a Training step's own, and those of a Tuning step."""
    if step.kind == "Training":
        yield step.arguments
    elif step.kind == "Tuning":
        for member in _JOB_DEFINITIONS:
            found = step.arguments.get(member, [])
            jobs = found if isinstance(found, list) else [found]
            yield from (job for job in jobs if isinstance(job, dict))


def check_training(
    step: StepDefinition, written: Step, parameters: AnyMapping[str, Parameter], report: Report
) -> None:
    """Report what a Training or Tuning step asks of its trainings in vain."""
    for request in training_requests(step):
        _check_spot(step, request, written, report)
        _check_time(step, request, written, report)
        _check_cluster(step, request, written, report)
        _check_channels(step, request, written, report)
        _check_metrics(request, written, report)
        _check_distribution(step, request, written, report)
        is_xgboost = is_own_xgboost(_image(request))
        if is_xgboost:
            _check_xgboost(step, request, written, parameters, report)
        if step.kind == "Tuning":
            _check_objective(step, request, written, report, is_xgboost=is_xgboost)
    if step.kind == "Tuning":
        _check_at_once(step, written, report)


# --- spot instances -------------------------------------------------------------------------


def _check_spot(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """The API reference of `StoppingCondition`: to wait is at least to run, and is for spot."""
    limits = mapping_at(request, "StoppingCondition")
    run, wait = limits.get("MaxRuntimeInSeconds"), limits.get("MaxWaitTimeInSeconds")
    spot = request.get("EnableManagedSpotTraining", False)
    if spot is False and wait is not None:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` says how long to wait for spot instances, and does not train on any",
            place_of_name(written, "MaxWaitTimeInSeconds"),
            hint="remove `MaxWaitTimeInSeconds`, or write `EnableManagedSpotTraining: true`",
        )
        return
    member = "MaxWaitTimeInSeconds"
    if spot is True and wait is None:
        member = "EnableManagedSpotTraining"
        message = f"`{step.name}` trains on spot instances and does not say how long to wait"
    elif isinstance(run, int) and isinstance(wait, int) and wait < run:
        message = f"`{step.name}` waits {wait} seconds for a training that may run {run}"
    else:
        return
    seconds = run if isinstance(run, int) else "…"
    limit = f"{{StoppingCondition: {{MaxWaitTimeInSeconds: {seconds}}}}}"
    if step.kind == "Tuning":
        jobs = next(name for name in _JOB_DEFINITIONS if name in step.arguments)
        line = f"{jobs}: {f'[{limit}]' if jobs == _JOB_DEFINITIONS[1] else limit}"
        limit = f"{{{line}}}"
    report.add(
        codes.BAD_MEMBER,
        message,
        place_of_name(written, member),
        hint=f"write `request: {limit}` or more: it counts the run too",
    )


_ONE_MINUTE = 60


def _check_time(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Warn of a time of some seconds that is written without its unit: surely another is meant."""
    limit = mapping_at(request, "StoppingCondition").get("MaxRuntimeInSeconds")
    said = written.body.get("timeout")
    is_short = isinstance(limit, int) and limit < _ONE_MINUTE
    if is_short and isinstance(said, Scalar) and said.text.isdecimal():
        report.add(
            codes.ODD_VALUE,
            f"`{step.name}` is stopped after {limit} seconds of training",
            said.span,
            hint=f"write the unit: `{limit}m`, `{limit}h`, or `{limit}s` if it is meant",
        )


# --- machines and channels ------------------------------------------------------------------


def _check_cluster(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    machines = mapping_at(request, "ResourceConfig")
    if machines.get("KeepAlivePeriodInSeconds") or machines.get("InstanceGroups"):
        from pipec.compiler.requests.clusters import check_cluster  # few trainings have any

        check_cluster(step, request, written, report)


def _check_distribution(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    given = request.get("HyperParameters") or request.get("StaticHyperParameters")
    if isinstance(given, dict) and any(name.startswith("sagemaker_") for name in given):
        from pipec.compiler.requests.distribution import check_distribution

        check_distribution(step, given, mapping_at(request, "ResourceConfig"), written, report)


_ONLY_PIPED = {"CompressionType": ("Gzip", _FILES), "RecordWrapperType": ("RecordIO", ("File",))}
"""Members of a channel with the value, and the modes in which botocore's model says that it is not
to be set: compression "is used only in Pipe input mode", both are to be left unset in File mode."""


def _check_channels(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Files are neither unpacked nor wrapped, nor is a manifest of objects and labels read."""
    of_all = mapping_at(request, "AlgorithmSpecification").get("TrainingInputMode")
    for channel in mappings_in(request.get("InputDataConfig")):
        mode, name = channel.get("InputMode", of_all), channel.get("ChannelName")
        if mode not in _FILES:
            continue
        hint = f"write `channel: {{input_mode: Pipe}}` for `{name}`, which gives the training a "
        hint += "stream in place of files, or "
        for member, (value, modes) in _ONLY_PIPED.items():
            if channel.get(member) == value and mode in modes:
                report.add(
                    codes.ODD_VALUE,
                    f"the channel `{name}` of `{step.name}` has `{member}: {value}`, which is for "
                    f"the input mode Pipe, and its mode is {mode}",
                    place_of_text(written, value),
                    hint=f"{hint}remove it",
                )
        if mapping_at(channel, "DataSource", "S3DataSource").get("S3DataType") == _LABELLED:
            report.add(
                codes.BAD_MEMBER,
                f"the channel `{name}` of `{step.name}` reads an augmented manifest, which the "
                f"service does in the input mode Pipe only, and its mode is {mode}",
                place_of_text(written, _LABELLED),
                hint=f"{hint}give it the objects themselves",
            )


# --- metrics, and what a search is for ------------------------------------------------------


def _check_metrics(request: dict[str, Wire], written: Step, report: Report) -> None:
    """A metric is what the first group of its `Regex` finds in the log."""
    for metric in _metrics(request):
        name, pattern = metric.get("Name"), metric.get("Regex")
        if not isinstance(pattern, str):
            continue
        place = place_of_text(written, pattern)
        try:
            with warnings.catch_warnings(action="ignore"):
                groups = re.compile(pattern).groups
        except (re.error, OverflowError, RecursionError) as error:
            if _NO_REGEX.match(str(error)):
                message = f"the `Regex` of the metric `{name}` cannot be read: {error}"
                hint = "mend it, or escape what is meant as it stands: `\\(`"
                report.add(codes.BAD_MEMBER, message, place, hint=hint)
            continue
        if not groups:
            report.add(
                codes.ODD_VALUE,
                f"the `Regex` of the metric `{name}` has no group, so that nothing is read by it",
                place,
                hint="put what finds the value into parentheses: `loss=([0-9.]+)`",
            )


def _check_objective(
    step: StepDefinition,
    request: dict[str, Wire],
    written: Step,
    report: Report,
    *,
    is_xgboost: bool,
) -> None:
    """What a search is for must be measured: by AWS's own algorithm, or as a definition says."""
    config = mapping_at(step.arguments, _CONFIG, "HyperParameterTuningJobObjective")
    objective = mapping_at(request, "TuningObjective") or config
    goal = objective.get("MetricName")
    if not isinstance(goal, str):
        return
    if is_xgboost:
        from pipec.compiler.requests.own_xgboost import check_objective

        check_objective(step, goal, objective.get("Type"), written, report)
        return
    names = [metric.get("Name") for metric in _metrics(request)]
    known = [name for name in names if isinstance(name, str)]
    if goal in known or len(known) < len(names):
        return
    code = _of_no_definition(request)
    if code is None:
        return
    if known:
        code = codes.BAD_MEMBER
        message = f"`{step.name}` searches for the best `{goal}`, a metric that no definition has"
        hint = hint_from(goal, known)
    else:
        message = f"`{step.name}` does not say how its metric `{goal}` is read from the log"
        definitions = f'[{{Name: "{goal}", Regex: "{goal}=([0-9.]+)"}}]'
        line = (
            f"`request: {{{_JOB_DEFINITIONS[0]}: {{AlgorithmSpecification: {{MetricDefinitions: "
            f"{definitions}}}}}}}`"
        )
        if _JOB_DEFINITIONS[1] in step.arguments:
            name = request.get("DefinitionName")
            of = f"the definition `{name}`" if name else "its definition"
            line = f"`MetricDefinitions: {definitions}` in the `AlgorithmSpecification` of {of}"
        hint = f"add it as the training prints it: {line}"
    report.add(code, message, place_of_text(written, goal), hint=hint)


def _check_xgboost(
    step: StepDefinition,
    request: dict[str, Wire],
    written: Step,
    parameters: AnyMapping[str, Parameter],
    report: Report,
) -> None:
    """What AWS's own XGBoost takes, of hyperparameters and data where it runs no script."""
    from pipec.compiler.requests.own_xgboost import (
        check_channels,
        check_definitions,
        check_hyperparameters,
        check_parameters,
        check_searched,
    )

    if _metrics(request):
        check_definitions(step, written, report)
    check_searched(step, request, written, report)
    if not _is_script(request):
        check_hyperparameters(step, request, written, report)
        check_parameters(step, request, parameters, report)
        check_channels(step, request, written, report)


def _metrics(request: dict[str, Wire]) -> list[dict[str, Wire]]:
    return mappings_in(mapping_at(request, "AlgorithmSpecification").get("MetricDefinitions"))


def _of_no_definition(request: dict[str, Wire]) -> Code | None:
    """What it is to define no metric: AWS's algorithms have some, and of scripts it is an error.

    Of AWS's own XGBoost it is never asked: an image named so is a copy, which has none.
    """
    image = _image(request)
    framework = framework_of(image)
    if _is_script(request) or framework in SCRIPT_FRAMEWORKS:
        return codes.BAD_MEMBER
    return codes.ODD_VALUE if image and framework in (None, "xgboost") else None


def _image(request: dict[str, Wire]) -> str:
    """The image as it is written; empty where there is none, or only the run tells it."""
    image = mapping_at(request, "AlgorithmSpecification").get("TrainingImage")
    return image if isinstance(image, str) else ""


def _is_script(request: dict[str, Wire]) -> bool:
    given = request.get("HyperParameters") or request.get("StaticHyperParameters")
    has_program = isinstance(given, dict) and "sagemaker_program" in given
    has_program |= "SAGEMAKER_PROGRAM" in mapping_at(request, "Environment")  # as the toolkit
    return has_program or "ContainerEntrypoint" in mapping_at(request, "AlgorithmSpecification")


def _check_at_once(step: StepDefinition, written: Step, report: Report) -> None:
    limits = mapping_at(step.arguments, _CONFIG, "ResourceLimits")
    whole, at_once = limits.get("MaxNumberOfTrainingJobs"), limits.get("MaxParallelTrainingJobs")
    if isinstance(whole, int) and isinstance(at_once, int) and at_once > whole:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` runs {at_once} trainings at once, and {whole} in all",
            place_of_name(written, "parallel_jobs"),
            hint=f"write `max_jobs: {at_once}` or more, or `parallel_jobs: {whole}`",
        )
