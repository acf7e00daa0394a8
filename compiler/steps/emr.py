"""EMR: a step on an EMR cluster, one that runs already or one of its own.

Members and rules as `sagemaker.mlops.workflow.emr_step` (3.27) has them; the shapes are EMR's.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.python.idiomatic.emr import emr_step
from pipec.compiler.steps.base import BoundStep, StepType
from pipec.compiler.values import Wire


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A step runs on one cluster, whose instances are described in one way."""
    if ("ClusterId" in arguments) == ("ClusterConfig" in arguments):
        both = "ClusterId" in arguments
        report.add(
            codes.BAD_MEMBER if both else codes.MISSING_MEMBER,
            f"`{step.name}` names a cluster and describes one of its own"
            if both
            else f"`{step.name}` names no cluster",
            step.place_of("ClusterConfig"),
            hint="keep `ClusterId` or `ClusterConfig`"
            if both
            else "add `request: {ClusterId: …}`, or `ClusterConfig` for a cluster of its own",
        )
    if "ExecutionRoleArn" in arguments and "ClusterId" not in arguments:
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` has an `ExecutionRoleArn`, which goes with `ClusterId` only",
            step.place_of("ExecutionRoleArn"),
            hint="write `JobFlowRole` and `ServiceRole` below `ClusterConfig`",
        )
    cluster = arguments.get("ClusterConfig")
    instances = cluster.get("Instances") if isinstance(cluster, dict) else None
    if not isinstance(instances, dict):
        return  # none asked for, or what the model's check reports
    ways = [way for way in ("InstanceGroups", "InstanceFleets") if way in instances]
    if len(ways) != 1:
        report.add(
            codes.BAD_MEMBER,
            f"`ClusterConfig.Instances` of `{step.name}` needs `InstanceGroups` or "
            "`InstanceFleets`, one of them",
            step.place_of("ClusterConfig", "Instances"),
            hint="keep one" if ways else "add `InstanceGroups: […]`",
        )


STEP = StepType(
    kind="EMR",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    check=check,
    cache=True,
    not_from_defaults=frozenset({"cache"}),
    service="emr",
    request="EMRStepArguments",
    described=("Step",),
    shapes={
        "EMRStepConfig": {"like": "StepConfig", "required": ["HadoopJarStep"]},
        "EMRInstances": {
            "like": "JobFlowInstancesConfig",
            "without": ["KeepJobFlowAliveWhenNoSteps", "TerminationProtected"],
        },
        "EMRClusterConfig": {
            "like": "RunJobFlowInput",
            "without": ["Name", "Steps", "AutoTerminationPolicy"],
            "with": {"Instances": "EMRInstances"},
            "required": ["Instances"],
        },
        "EMRStepArguments": {
            "type": "structure",
            "members": {
                "StepConfig": "EMRStepConfig",
                "ClusterId": "ClusterId",
                "ExecutionRoleArn": "ArnType",
                "ClusterConfig": "EMRClusterConfig",
            },
            "required": ["StepConfig"],
        },
    },
    idiomatic=emr_step,
    enum_member="EMR",
)
