"""EndpointConfig: what an endpoint serves, and on which machines. `CreateEndpointConfigInput`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.endpoints import endpoint_config_step
from pipec.compiler.steps.base import StepType

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
    request="CreateEndpointConfigInput",
    described=("DescribeEndpointConfigOutput",),
    idiomatic=endpoint_config_step,
    enum_member="ENDPOINT_CONFIG",
)
