"""InferenceComponent: a model on an endpoint that several share.

Arguments are `CreateInferenceComponentInput`.
"""

from __future__ import annotations

from pipec.compiler.python.idiomatic.endpoints import inference_component_step
from pipec.compiler.steps.base import StepType

STEP = StepType(
    kind="InferenceComponent",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceComponent.html",
    placements={
        "image": ("Specification", "Container", "Image"),
        "environment": ("Specification", "Container", "Environment"),
        "tags": ("Tags",),
    },
    # A component of a Model has no container of its own.
    not_from_defaults=frozenset({"image", "environment"}),
    own_name="InferenceComponentName",
    request="CreateInferenceComponentInput",
    described=("DescribeInferenceComponentOutput",),
    idiomatic=inference_component_step,
    enum_member="INFERENCE_COMPONENT",
)
