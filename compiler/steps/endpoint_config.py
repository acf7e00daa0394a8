"""EndpointConfig: what an endpoint serves, and on which machines. `CreateEndpointConfigInput`."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.python.idiomatic.endpoints import endpoint_config_step
from pipec.compiler.steps.base import BoundStep, StepType, mappings_in
from pipec.compiler.values import Wire

_MACHINES = ("InstanceType", "InstancePools")
"""Members that say on what machines a variant runs."""


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """A variant that serves a model runs on machines or serverless, which the model leaves open.

    One without a model is for inference components.
    """
    for key in ("ProductionVariants", "ShadowProductionVariants"):
        for variant in mappings_in(arguments.get(key)):
            name = variant.get("VariantName")
            machines = next((member for member in _MACHINES if member in variant), None)
            if machines and "ServerlessConfig" in variant:
                report.add(
                    codes.BAD_MEMBER,
                    f"the variant `{name}` of `{step.name}` has both `{machines}` and "
                    "`ServerlessConfig`, which exclude each other",
                    step.span,
                    hint=f"keep `{machines}`, or `ServerlessConfig` alone: in a step of a contract "
                    f"write `{machines}: null` and `InitialInstanceCount: null` beside it",
                )
            elif "ModelName" in variant and not machines and "ServerlessConfig" not in variant:
                report.add(
                    codes.MISSING_MEMBER,
                    f"the variant `{name}` of `{step.name}` says no machine to serve the model on",
                    step.span,
                    hint="add `InstanceType: ml.m5.xlarge, InitialInstanceCount: 1` to it, or "
                    "`ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}`",
                )


STEP = StepType(
    kind="EndpointConfig",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html",
    placements={
        "role": ("ExecutionRoleArn",),
        "network.subnets": ("VpcConfig", "Subnets"),
        "network.security_groups": ("VpcConfig", "SecurityGroupIds"),
        "network.isolation": ("EnableNetworkIsolation",),
        "kms.volume": ("KmsKeyId",),
        "tags": ("Tags",),
    },
    reasons={
        "instance": "each variant has its own: an option of the contract EndpointConfiguration, "
        "else in `request: {ProductionVariants: …}`"
    },
    cache=True,
    # Role and network are for endpoints that inference components share; a model has its own.
    not_from_defaults=frozenset({"cache", "role", "network", "kms"}),
    retry="job",
    own_name="EndpointConfigName",
    check=check,
    request="CreateEndpointConfigInput",
    described=("DescribeEndpointConfigOutput",),
    idiomatic=endpoint_config_step,
    enum_member="ENDPOINT_CONFIG",
)
