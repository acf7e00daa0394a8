"""Transform: a batch transform job. Arguments are `CreateTransformJobRequest`."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.python.idiomatic.transform import transform_step
from pipec.compiler.steps.base import NO_EXPERIMENT, BoundStep, StepType, members
from pipec.compiler.syntax import Mapping
from pipec.compiler.values import Wire


def carry(step: BoundStep) -> Mapping:
    """Inputs enter where the contract mentions them; predictions lie under the execution's id."""
    place = step.place(run=True)
    return members(step.span, TransformOutput=members(step.span, S3OutputPath=place))


_MOST_IN_FLIGHT = 100


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """What is sent at once is limited: `MaxPayloadInMB` in botocore's model."""
    size, count = arguments.get("MaxPayloadInMB"), arguments.get("MaxConcurrentTransforms") or 1
    if isinstance(size, int) and isinstance(count, int) and size * count > _MOST_IN_FLIGHT:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` sends {count} payloads of {size} MB at once, "
            f"at most {_MOST_IN_FLIGHT} MB are allowed",
            step.place_of("MaxConcurrentTransforms"),
            hint=f"lower `MaxConcurrentTransforms` to {_MOST_IN_FLIGHT // size}, "
            f"or `MaxPayloadInMB` to {_MOST_IN_FLIGHT // count}",
        )


_OF_THE_MODEL = "it belongs to the Model that the step runs"

STEP = StepType(
    kind="Transform",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html",
    placements={
        "instance.type": ("TransformResources", "InstanceType"),
        "instance.count": ("TransformResources", "InstanceCount"),
        "kms.volume": ("TransformResources", "VolumeKmsKeyId"),
        "kms.output": ("TransformOutput", "KmsKeyId"),
        "environment": ("Environment",),
        "job_prefix": ("TransformJobName",),
        "tags": ("Tags",),
    },
    reasons={
        "image": _OF_THE_MODEL,
        "role": _OF_THE_MODEL,
        "network": _OF_THE_MODEL,
        "code": _OF_THE_MODEL,
        "instance.volume_gb": "transform jobs have no volume to size",
        "timeout": "transform jobs have no time limit",
    },
    unasked={"TransformResources": {"InstanceCount": 1}},
    refused={"TransformJobName": "the service names each job itself", **NO_EXPERIMENT},
    cache=True,
    retry="job",
    carry=carry,
    check=check,
    request="CreateTransformJobRequest",
    described=("DescribeTransformJobResponse",),
    enum_member="TRANSFORM",
    idiomatic=transform_step,
)
