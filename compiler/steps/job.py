"""Job: a job of SageMaker AI that a JSON document describes. Arguments are `CreateJobRequest`."""

from __future__ import annotations

from pipec.compiler.model import Contract
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import PropertyPath, StepType, describe_property
from pipec.compiler.values import ANY


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """The Describe answer. The service also reads inside the document, which no model describes."""
    if path[:1] == ("JobConfigDocument",) and len(path) > 1:
        return ANY
    return describe_property("Job", path)


STEP = StepType(
    kind="Job",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateJob.html",
    placements={"role": ("RoleArn",), "tags": ("Tags",)},
    refused={"JobName": "the service names each job itself"},
    cache=True,
    retry="job",
    request="CreateJobRequest",
    described=("DescribeJobResponse",),
    properties=properties,
    enum_member="JOB",
)
