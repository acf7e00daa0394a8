"""Endpoint: serves what an endpoint configuration says. Arguments are `CreateEndpointInput`."""

from __future__ import annotations

from pipec.compiler.python.idiomatic.endpoints import endpoint_step
from pipec.compiler.steps.base import StepType

STEP = StepType(
    kind="Endpoint",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html",
    placements={"tags": ("Tags",)},
    cache=True,
    not_from_defaults=frozenset({"cache"}),
    own_name="EndpointName",
    request="CreateEndpointInput",
    described=("DescribeEndpointOutput",),
    idiomatic=endpoint_step,
    enum_member="ENDPOINT",
)
