"""Transform: a batch transform job. Arguments are `CreateTransformJobRequest`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.transform import transform_step
from pipec.compiler.steps.base import NO_EXPERIMENT, BoundStep, StepType, members
from pipec.compiler.syntax import Mapping


def carry(step: BoundStep) -> Mapping:
    """Inputs enter where the contract mentions them; predictions lie under the execution's id."""
    place = step.place(run=True)
    return members(step.span, TransformOutput=members(step.span, S3OutputPath=place))


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
    request="CreateTransformJobRequest",
    described=("DescribeTransformJobResponse",),
    enum_member="TRANSFORM",
    idiomatic=transform_step,
)
