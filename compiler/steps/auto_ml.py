"""AutoML: searches for a model by itself. Arguments are `CreateAutoMLJobRequest` (version 1)."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import (
    BoundStep,
    PropertyPath,
    StepType,
    describe_property,
    mapping_at,
)
from pipec.compiler.values import Expression, Hole, Wire

# `sagemaker.workflow.automl_step` (2.257) adds these to what Describe answers.
_INSIGHTS = ("ModelInsightsJsonReportPath", "ExplainabilityJsonReportPath")


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """The Describe answer, and two reports of the best candidate."""
    if path[:1] != ("BestCandidateProperties",):
        return describe_property("AutoML", path)
    if len(path) == 2 and path[1] in _INSIGHTS:
        return "String"
    return PathError(len(path) - 1, "`BestCandidateProperties` has two reports only", _INSIGHTS)


_METRICS: dict[Wire, tuple[str, ...]] = {
    "BinaryClassification": ("F1", "AUC", "Precision", "Recall"),
    "MulticlassClassification": ("Accuracy", "F1macro", "PrecisionMacro", "RecallMacro"),
    "Regression": ("MSE", "MAE", "R2", "RMSE"),
}
"""Metrics by type of problem, the default one first; one of two types stands with the second."""


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """The step takes the ensembling mode only, and a metric with the type of the problem.

    "You must either specify the type of supervised learning problem in ProblemType and provide the
    AutoMLJobObjective metric, or none at all": `TabularJobConfig.ProblemType` in botocore's model.
    `sagemaker.automl.automl` (2.257) says the same of this request.
    """
    metric = mapping_at(arguments, "AutoMLJobObjective").get("MetricName")
    problem = arguments.get("ProblemType")
    fitting = next((name for name, metrics in _METRICS.items() if metric in metrics), "…")
    objective = f"{{MetricName: {_METRICS[problem][0] if problem in _METRICS else '…'}}}"
    for one, other, example in (
        ("AutoMLJobObjective", "ProblemType", fitting),
        ("ProblemType", "AutoMLJobObjective", objective),
    ):
        if one in arguments and other not in arguments:
            report.add(
                codes.MISSING_MEMBER,
                f"`{step.name}` says `{one}`, which the service takes with `{other}` only",
                step.place_of(one),
                hint=f"add `request: {{{other}: {example}}}`, or remove `{one}`",
            )
    mode = mapping_at(arguments, "AutoMLJobConfig").get("Mode")
    if mode != "ENSEMBLING" and not isinstance(mode, Expression | Hole):
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` must search by ensembling, the only mode that a step takes",
            step.place_of("AutoMLJobConfig", "Mode"),
            hint="add `request: {AutoMLJobConfig: {Mode: ENSEMBLING}}`",
        )


STEP = StepType(
    kind="AutoML",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateAutoMLJob.html",
    placements={
        "kms.output": ("OutputDataConfig", "KmsKeyId"),
        "kms.volume": ("AutoMLJobConfig", "SecurityConfig", "VolumeKmsKeyId"),
        "role": ("RoleArn",),
        "network.subnets": ("AutoMLJobConfig", "SecurityConfig", "VpcConfig", "Subnets"),
        "network.security_groups": (
            "AutoMLJobConfig",
            "SecurityConfig",
            "VpcConfig",
            "SecurityGroupIds",
        ),
        "network.encrypt": (
            "AutoMLJobConfig",
            "SecurityConfig",
            "EnableInterContainerTrafficEncryption",
        ),
        "tags": ("Tags",),
    },
    reasons={
        "instance": "the service chooses the machines",
        "image": "the service chooses the algorithms",
        "timeout": "write `request: {AutoMLJobConfig: {CompletionCriteria: …}}`",
    },
    # What `AutoMLStep.arguments` in `sagemaker.mlops.workflow.automl_step` (3.27) removes.
    refused={
        "AutoMLJobName": "the service names each job itself",
        "ModelDeployConfig": "the service drops it; a Model and an Endpoint step deploy",
        "GenerateCandidateDefinitionsOnly": "the service drops it",
    },
    check=check,
    cache=True,
    retry="job",
    request="CreateAutoMLJobRequest",
    described=("DescribeAutoMLJobResponse",),
    properties=properties,
    python_attributes=False,  # the SDK would have none for the two reports
    enum_member="AUTOML",
)
