"""EndpointConfig: what an endpoint serves, and on which machines. `CreateEndpointConfigInput`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.endpoints import endpoint_config_step
from pipec.compiler.steps.base import StepType

STEP = StepType(
    kind="EndpointConfig",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html",
    placements={"tags": ("Tags",)},
    reasons={"instance": "each variant has its own: `request: {ProductionVariants: …}`"},
    cache=True,
    not_from_defaults=frozenset({"cache"}),
    retry="job",
    own_name="EndpointConfigName",
    request="CreateEndpointConfigInput",
    described=("DescribeEndpointConfigOutput",),
    idiomatic=endpoint_config_step,
    enum_member="ENDPOINT_CONFIG",
)
