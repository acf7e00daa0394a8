"""RegisterModel: a version in the model registry. Arguments are `CreateModelPackageInput`."""

from __future__ import annotations

from pipec.compiler.steps.base import CodePlace, StepType, members, sequence
from pipec.compiler.syntax import Mapping

_CONTAINER = ("InferenceSpecification", "Containers", 0)


def code(place: CodePlace, _keys: Mapping) -> Mapping:
    """Inference code by environment, which the framework images read."""
    span = place.entry.span
    environment = members(span, SAGEMAKER_PROGRAM=place.entry, SAGEMAKER_SUBMIT_DIRECTORY=place.uri)
    containers = sequence([members(span, Environment=environment)], span)
    return members(span, InferenceSpecification=members(span, Containers=containers))


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
    refused={
        "ModelPackageName": "the pipeline service drops it; use `ModelPackageGroupName`",
        "CertifyForMarketplace": "the pipeline service drops it",
    },
    retry="step",
    code=code,
    packs_code=True,
    enum_member="REGISTER_MODEL",
)
