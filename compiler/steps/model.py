"""Model: makes a model that can be served. Arguments are `CreateModelInput`."""

from __future__ import annotations

from pipec.compiler.steps.base import CodePlace, StepType, members
from pipec.compiler.syntax import Mapping, Node


def code(place: CodePlace, _command: Node | None) -> Mapping:
    """Inference code by environment, which the framework images read."""
    span = place.entry.span
    environment = members(span, SAGEMAKER_PROGRAM=place.entry, SAGEMAKER_SUBMIT_DIRECTORY=place.uri)
    return members(span, PrimaryContainer=members(span, Environment=environment))


_NO_JOB = "making a model starts no machine"

STEP = StepType(
    kind="Model",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html",
    placements={
        "image": ("PrimaryContainer", "Image"),
        "role": ("ExecutionRoleArn",),
        "environment": ("PrimaryContainer", "Environment"),
        "network.subnets": ("VpcConfig", "Subnets"),
        "network.security_groups": ("VpcConfig", "SecurityGroupIds"),
        "network.isolation": ("EnableNetworkIsolation",),
        "tags": ("Tags",),
    },
    reasons={"instance": _NO_JOB, "timeout": _NO_JOB, "args": _NO_JOB, "command": _NO_JOB},
    refused={"ModelName": "the service names each model itself"},
    retry="step",
    code=code,
    packs_code=True,
    enum_member="CREATE_MODEL",
)
