"""The pipeline definition, version 2020-12-01, in the key order that the SDK v3 writes."""

from __future__ import annotations

import json
from typing import Any, assert_never

from pipec.compiler.emit.plan import Plan
from pipec.compiler.model import Parameter
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import (
    ExecutionGet,
    ExperimentGet,
    Expression,
    ItemGet,
    IterationGet,
    Join,
    Key,
    ParameterGet,
    PropertyFileGet,
    PropertyGet,
    S3JsonGet,
    Wire,
    path_text,
)

MAX_DEFINITION = 1_048_576
"""Characters, from botocore's model of CreatePipeline."""

TRIGGERS = {"failed": "Failed", "stopped": "Stopped", "any": "Any"}


def definition_of(plan: Plan) -> dict[str, Any]:
    """The whole definition as JSON data."""
    return {
        "Version": "2020-12-01",
        "Metadata": {},
        "Parameters": [_parameter(parameter) for parameter in plan.parameters],
        "PipelineExperimentConfig": to_json(plan.experiment),
        "MlflowConfig": to_json(plan.mlflow),
        "Steps": [_step(step) for step in plan.steps],
    }


def definition_text(definition: dict[str, Any]) -> str:
    """The definition's file: indented, with a newline at the end."""
    return json.dumps(definition, indent=2) + "\n"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {"Name": parameter.name, "Type": parameter.type}
    if parameter.default is not None:
        found["DefaultValue"] = parameter.default
    if parameter.enum:
        found["EnumValues"] = list(parameter.enum)
    return found


def _step(step: StepDefinition) -> dict[str, Any]:
    arguments = to_json(step.arguments)
    for key, member in STEP_TYPES[step.kind].branches.items():
        arguments[member] = [_step(inner) for inner in step.branches.get(key, ())]
    found: dict[str, Any] = {"Name": step.name, "Type": step.kind, "Arguments": arguments}
    if step.depends_on:
        found["DependsOn"] = [
            name if when == "completed" else {"Step": name, "Trigger": TRIGGERS[when]}
            for name, when in step.depends_on
        ]
    if step.display_name:
        found["DisplayName"] = step.display_name
    if step.description:
        found["Description"] = step.description
    if step.retry:
        found["RetryPolicies"] = list(step.retry)
    if step.cache is not None:
        found["CacheConfig"] = step.cache
    return {**found, **to_json(step.siblings)}


def to_json(value: Wire) -> Any:
    """JSON data of a value, expressions in the service's own form."""
    match value:
        case str():
            return value
        case dict():
            return {key: to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
        case _ if isinstance(value, Expression):
            return _expression(value)
        case _:
            return value


def joined_path(root: str, path: tuple[str | int | Key, ...]) -> str:
    """`root` and the text of a path after it."""
    text = path_text(path)
    return f"{root}.{text}" if text and not text.startswith("[") else root + text


def _expression(value: Expression) -> dict[str, Any]:
    match value:
        case ParameterGet():
            return {"Get": f"Parameters.{value.name}"}
        case ExecutionGet():
            return {"Get": f"Execution.{value.name}"}
        case ExperimentGet():
            return {"Get": f"PipelineExperimentConfig.{value.name}"}
        case PropertyGet():
            return {"Get": joined_path(f"Steps.{value.step}", value.path)}
        case ItemGet():
            return {"Get": joined_path("ForEach.CurrentItem", value.path)}
        case IterationGet():
            return {"Get": joined_path(f"IterationOutput.{value.step}", value.path)}
        case PropertyFileGet():
            file = {"Get": f"Steps.{value.step}.PropertyFiles.{value.file}"}
            return {"Std:JsonGet": {"PropertyFile": file, "Path": value.path}}
        case S3JsonGet():
            return {"Std:JsonGet": {"S3Uri": _expression(value.uri), "Path": value.path}}
        case Join():
            return {"Std:Join": {"On": "", "Values": [to_json(item) for item in value.values]}}
        case _:
            assert_never(value)
