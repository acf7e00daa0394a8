"""Whether the AWS API would take a step's Arguments, by botocore's own parameter validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import ServiceModel, Shape

# Step type: the operation it stands for, and the name that the service gives at run time
# and that a definition therefore leaves out (measured with sagemaker 3.27).
OPERATIONS: Mapping[str, tuple[str, str | None]] = {
    "Training": ("CreateTrainingJob", "TrainingJobName"),
    "Processing": ("CreateProcessingJob", "ProcessingJobName"),
    "ClarifyCheck": ("CreateProcessingJob", "ProcessingJobName"),
    "QualityCheck": ("CreateProcessingJob", "ProcessingJobName"),
    "Transform": ("CreateTransformJob", "TransformJobName"),
    "Tuning": ("CreateHyperParameterTuningJob", "HyperParameterTuningJobName"),
    "AutoML": ("CreateAutoMLJob", "AutoMLJobName"),
    "Model": ("CreateModel", "ModelName"),
    "RegisterModel": ("CreateModelPackage", None),
    "EndpointConfig": ("CreateEndpointConfig", None),
    "Endpoint": ("CreateEndpoint", None),
    "InferenceComponent": ("CreateInferenceComponent", None),
}

# Steps that are no request of the SageMaker API.
NO_REQUEST = frozenset(
    {
        *("Condition", "ForEach", "Fail", "Lambda", "Callback", "EMR", "EMRServerless"),
        *("Lineage", "Job", "Cleanup"),
    }
)

EXPRESSIONS = frozenset(["Get", "Std:Join", "Std:JsonGet"])


def request_errors(definition: Mapping[str, Any]) -> list[str]:
    """What botocore has against the steps' Arguments, branches and loops included.

    Each pipeline variable is first replaced by a sample value of its member's type, and the
    job names that the service gives are filled in. Empty when all requests pass.
    """
    return [error for step in _steps(definition["Steps"]) for error in _step_errors(step)]


def _steps(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        yield step
        if step["Type"] in ("Condition", "ForEach"):
            for member in ("IfSteps", "ElseSteps", "ForEachBody"):
                yield from _steps(step["Arguments"].get(member) or [])


def _step_errors(step: Mapping[str, Any]) -> Iterator[str]:
    from botocore.validate import ParamValidator

    name, kind = step["Name"], step["Type"]
    if kind in NO_REQUEST:
        return
    if kind not in OPERATIONS:
        yield f"{name}: no request is known for a step of type {kind}"
        return
    operation, given_name = OPERATIONS[kind]
    shape = _service().operation_model(operation).input_shape
    assert shape is not None
    request = _fill(step["Arguments"], shape)
    if given_name is not None:
        request.setdefault(given_name, "name")
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        yield f"{name}: {report.generate_report()}"


def _fill(value: Any, shape: Shape) -> Any:
    """The value with sample values in place of expressions; unknown members stay as they are."""
    if isinstance(value, dict):
        if len(value) == 1 and EXPRESSIONS & value.keys():
            return _sample(shape)
        if shape.type_name == "structure":
            return {
                key: _fill(member, shape.members[key]) if key in shape.members else member
                for key, member in value.items()
            }
        if shape.type_name == "map":
            return {key: _fill(member, shape.value) for key, member in value.items()}
    if isinstance(value, list) and shape.type_name == "list":
        return [_fill(item, shape.member) for item in value]
    return value


def _sample(shape: Shape) -> Any:
    """The least value that a shape allows."""
    least = max(1, int(shape.metadata.get("min", 1)))
    match shape.type_name:
        case "string":
            return shape.enum[0] if shape.enum else "x" * least
        case "integer" | "long":
            return least
        case "float" | "double":
            return float(least)
        case "boolean":
            return True
        case "list":
            return [_sample(shape.member)] * least
        case "map":
            return {}
        case "structure":
            return {name: _sample(shape.members[name]) for name in shape.required_members}
        case _:
            raise ValueError(f"no sample value for a {shape.type_name}")


@cache
def _service() -> ServiceModel:
    import botocore.session

    return botocore.session.Session().get_service_model("sagemaker")
