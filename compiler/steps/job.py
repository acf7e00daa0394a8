"""Job: a job of SageMaker AI that a JSON document describes. Arguments are `CreateJobRequest`."""

from __future__ import annotations

import json

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import BoundStep, PropertyPath, StepType, describe_property
from pipec.compiler.values import ANY, Wire


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """The Describe answer. The service also reads inside the document, which no model describes."""
    if path[:1] == ("JobConfigDocument",) and len(path) > 1:
        return ANY
    return describe_property("Job", path)


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """The document is a JSON object, as far as it is known before the run."""
    document = arguments.get("JobConfigDocument")
    if isinstance(document, str) and not _is_object(document):
        report.add(
            codes.BAD_MEMBER,
            f"`JobConfigDocument` of `{step.name}` is no JSON object",
            step.place_of("JobConfigDocument"),
            hint="write it as a mapping: `JobConfigDocument: {…}`",
        )


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


STEP = StepType(
    kind="Job",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateJob.html",
    placements={
        "role": ("RoleArn",),
        "network.subnets": ("VpcConfig", "Subnets"),
        "network.security_groups": ("VpcConfig", "SecurityGroupIds"),
        "tags": ("Tags",),
    },
    refused={"JobName": "the service names each job itself"},
    cache=True,
    retry="job",
    check=check,
    request="JobArguments",
    # The SDK's own template gives a job a network, which botocore's model does not know:
    # `sagemaker.train.evaluate.mtrl_pipeline_templates` (3.27).
    shapes={"JobArguments": {"like": "CreateJobRequest", "with": {"VpcConfig": "VpcConfig"}}},
    described=("DescribeJobResponse",),
    properties=properties,
    enum_member="JOB",
)
