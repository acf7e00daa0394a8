"""EMRServerless: a job on EMR Serverless, in an application that exists or one of its own.

Members as `sagemaker.mlops.workflow.emr_serverless_step` (3.27) writes them, in its mixed spelling;
the shapes are EMR Serverless's.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract
from pipec.compiler.python.idiomatic.emr import emr_serverless_step
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import BoundStep, PropertyPath, StepType
from pipec.compiler.values import Wire


def properties(_contract: Contract | None, _path: PropertyPath) -> PathError:
    """The SDK knows none, and no page of AWS lists any."""
    return PathError(0, "an EMRServerless step has no properties that can be read", ())


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A job runs in one application."""
    ways = [way for way in ("ApplicationId", "ApplicationConfig") if way in arguments]
    if len(ways) != 1:
        report.add(
            codes.BAD_MEMBER if ways else codes.MISSING_MEMBER,
            f"`{step.name}` needs `ApplicationId` or `ApplicationConfig`, one of them",
            step.place_of("ApplicationConfig"),
            hint="keep one" if ways else "add `request: {ApplicationId: …}`",
        )


STEP = StepType(
    kind="EMRServerless",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    check=check,
    cache=True,
    not_from_defaults=frozenset({"cache"}),
    retry="job",
    service="emr-serverless",
    request="EMRServerlessArguments",
    shapes={
        "EMRServerlessJob": {
            "like": "StartJobRunRequest",
            "without": ["clientToken"],
            "required": ["executionRoleArn", "jobDriver"],
        },
        "EMRServerlessApplication": {
            "like": "CreateApplicationRequest",
            "without": ["clientToken"],
        },
        "EMRServerlessArguments": {
            "type": "structure",
            "members": {
                "ExecutionRoleArn": "IAMRoleArn",
                "ApplicationId": "ApplicationId",
                "ApplicationConfig": "EMRServerlessApplication",
                "JobConfig": "EMRServerlessJob",
            },
            "required": ["ExecutionRoleArn", "JobConfig"],
        },
    },
    properties=properties,
    enum_member="EMR_SERVERLESS",
    idiomatic=emr_serverless_step,
)
