"""RegisterModel: a version in the model registry. Arguments are `CreateModelPackageInput`."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract, InputPort, Place
from pipec.compiler.python.idiomatic.registration import register_step
from pipec.compiler.steps.base import (
    BoundStep,
    CodePlace,
    StepType,
    gives_model,
    inference_code,
    inputs_in,
    member,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node
from pipec.compiler.values import Wire

_CONTAINER = ("InferenceSpecification", "Containers", 0)


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Inference code by environment, which the framework images read."""
    span = place.entry.span
    containers = sequence([members(span, Environment=inference_code(place))], span)
    return members(span, InferenceSpecification=members(span, Containers=containers))


def given(request: Mapping, contract: Contract, port: InputPort) -> bool:
    """Whether the request says where the model lies, in place of an input's archive."""
    return gives_model(contract, port, member(request, *_CONTAINER))


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Tags belong to the group: botocore's model says that a version cannot be given any."""
    if "Tags" in arguments and "ModelPackageGroupName" in arguments:
        report.add(
            codes.REFUSED_TAGS,
            f"`{step.name}` has tags, which the service refuses for a version of a model group",
            step.keys.entries["tags"].key_span if "tags" in step.keys else step.span,
            hint="remove `tags` here, and tag the group: its versions use the group's tags",
        )


_QUALITY = {
    "model_data_statistics": "ModelDataQuality.Statistics",
    "model_data_constraints": "ModelDataQuality.Constraints",
    "model_statistics": "ModelQuality.Statistics",
    "model_constraints": "ModelQuality.Constraints",
}
_METRICS = {
    **_QUALITY,
    "bias_pre_training": "Bias.PreTrainingReport",
    "bias_post_training": "Bias.PostTrainingReport",
    "explainability": "Explainability.Report",
}
_BASELINES = {
    **_QUALITY,
    "bias_pre_training_constraints": "Bias.PreTrainingConstraints",
    "bias_post_training_constraints": "Bias.PostTrainingConstraints",
    "explainability_constraints": "Explainability.Constraints",
}
_BY_NAME = {name: f"ModelMetrics.{place}" for name, place in _METRICS.items()} | {
    f"drift_check_{name}": f"DriftCheckBaselines.{place}" for name, place in _BASELINES.items()
}
"""What the SDK's `ModelMetrics` and `DriftCheckBaselines` (`sagemaker.core`, 3.27) call each."""


def knows(contract: Contract) -> Contract:
    """Which of the registry's reports each input is: some only a check gives, of one type.

    By where the request has it, or else by its name, if that is the SDK's.
    """
    inputs = {name: port._replace(place=None) for name, port in contract.inputs.items()}
    for name, path in inputs_in(member(contract.body, "request", "InferenceSpecification")):
        if name in inputs and path == "Containers.ModelDataUrl":
            inputs[name] = inputs[name]._replace(place=Place("ModelDataUrl", only=False))
    for group in ("ModelMetrics", "DriftCheckBaselines"):
        for name, path in inputs_in(member(contract.body, "request", group), (group,)):
            place = path.removesuffix(".S3Uri")
            # Which bias is meant is not said there.
            if name in inputs and place != "ModelMetrics.Bias.Report":
                twice = inputs[name].place is not None
                inputs[name] = inputs[name]._replace(place=None if twice else _place(place))
    for name, port in inputs.items():
        if port.place is None and name in _BY_NAME:
            inputs[name] = port._replace(place=_place(_BY_NAME[name]))
    return contract._replace(inputs=inputs)


def _place(path: str) -> Place:
    """A place of the registry; an evaluation may measure the model's quality, too."""
    return Place(path, only=not path.startswith("ModelMetrics.ModelQuality."))


_NO_JOB = "registering a model starts no machine"

STEP = StepType(
    kind="RegisterModel",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html",
    placements={
        "image": (*_CONTAINER, "Image"),
        "environment": (*_CONTAINER, "Environment"),
        "tags": ("Tags",),
    },
    reasons={
        "instance": f"{_NO_JOB}; the allowed types are `SupportedRealtimeInferenceInstanceTypes`",
        "timeout": _NO_JOB,
        "role": "a model package holds no role",
        "network": "a model package holds no network",
    },
    unasked={"ModelApprovalStatus": "PendingManualApproval", "SkipModelValidation": "None"},
    # What `ModelStep` in `sagemaker.mlops.workflow.model_step` (3.27) removes.
    refused={
        "ModelPackageName": "the pipeline service drops it; use `ModelPackageGroupName`",
        "CertifyForMarketplace": "the pipeline service drops it",
    },
    # Of these the SDK asks the first; without any it finds no image by framework.
    machines=(
        ("InferenceSpecification", "SupportedRealtimeInferenceInstanceTypes"),
        ("InferenceSpecification", "SupportedTransformInstanceTypes"),
    ),
    not_from_defaults=frozenset({"tags"}),
    retry="step",
    check=check,
    knows=knows,
    known_by=("request",),
    given=given,
    code=code,
    packs_code=True,
    request="CreateModelPackageInput",
    described=("DescribeModelPackageOutput",),
    enum_member="REGISTER_MODEL",
    idiomatic=register_step,
)
