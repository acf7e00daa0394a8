"""Where a pipeline's runs are filed: its experiment, and its MLflow server."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.expressions import Names
from pipec.compiler.linking.evaluate import Scope, World
from pipec.compiler.merge import is_null, is_unwritten
from pipec.compiler.model import Pipeline
from pipec.compiler.requests.definitions import StepEvaluator
from pipec.compiler.requests.limits import text_of_parts_problem, text_problem
from pipec.compiler.service.shapes import Shape, load_request
from pipec.compiler.syntax import Entry, Mapping
from pipec.compiler.values import ExecutionGet, Expression, Join, Wire, wire_type


def experiment_of(pipeline: Pipeline, world: World, report: Report) -> dict[str, Wire] | None:
    """The experiment that runs are filed under.

    By default what the SDK writes: pipeline name and execution id, here in every region alike.
    """
    defaults: dict[str, Wire] = {
        "name": ExecutionGet("PipelineName"),
        "trial": ExecutionGet("PipelineExecutionId"),
    }
    if "experiment" in pipeline.body and not isinstance(pipeline.body.get("experiment"), Mapping):
        return None
    name = _experiment_name()
    given = _texts("experiment", {"name": name, "trial": name}, pipeline, world, report)
    values = {**defaults, **given}
    return {"ExperimentName": values["name"], "TrialName": values["trial"]}


def mlflow_of(pipeline: Pipeline, world: World, report: Report) -> dict[str, Wire] | None:
    """The MLflow configuration; both members are written, as the SDK does."""
    given = pipeline.body.get("mlflow")
    if not isinstance(given, Mapping):
        return None
    config = load_request("Training").member("MlflowConfig")
    assert config is not None
    arn, experiment = (
        config.member(member) for member in ("MlflowResourceArn", "MlflowExperimentName")
    )
    assert arn is not None
    assert experiment is not None
    values = _texts("mlflow", {"arn": arn, "experiment": experiment}, pipeline, world, report)
    if "arn" not in values and not is_unwritten(given.get("arn")):  # a null has the form
        place = pipeline.body.entries["mlflow"].key_span
        report.add(codes.MISSING_KEY, "`mlflow` lacks `arn`", place, hint="add `arn: …`")
    return {
        "MlflowResourceArn": values.get("arn"),
        "MlflowExperimentName": values.get("experiment"),
    }


def _experiment_name() -> Shape:
    """`ExperimentEntityName`, which a tuning's experiment has too."""
    config = load_request("Training").member("ExperimentConfig")
    shape = config.member("ExperimentName") if config else None
    assert shape is not None
    return shape


def _texts(
    key: str, shapes: dict[str, Shape], pipeline: Pipeline, world: World, report: Report
) -> dict[str, Wire]:
    """The members of a mapping of texts; null is as good as not written."""
    given = pipeline.body.get(key)
    evaluator = StepEvaluator(Scope(world=world, report=report))
    found: dict[str, Wire] = {}
    for entry in given if isinstance(given, Mapping) else ():
        if not is_null(entry.value):
            value = evaluator.text(entry.value)
            found[entry.key] = value
            _check(f"`{key}.{entry.key}`", entry, value, shapes[entry.key], world.names, report)
    return found


def _check(
    place: str, entry: Entry, value: Wire, shape: Shape, names: Names, report: Report
) -> None:
    problem = None
    if isinstance(value, str):
        problem = text_problem(value, shape, names)
    elif isinstance(value, Join):
        problem = text_of_parts_problem(value, shape, names)
    elif isinstance(value, Expression) and wire_type(value) not in ("String", None):
        report.add(
            codes.TYPE_MISMATCH,
            f"{place} wants text, and this is {wire_type(value)}",
            entry.value.span,
        )
    if problem:
        report.add(
            codes.BAD_MEMBER, f"{place} {problem.message}", entry.value.span, hint=problem.hint
        )
