"""Models whose image is for other machines than those that they run on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
parameters: {Machine: ml.m5.large, Used: ml.g5.xlarge}
DEFAULTS
steps:
  M: {kind: Model, image: IMAGE, request: {PrimaryContainer: {ModelDataUrl: "s3://b-b/m.tar.gz"}}}
  S: STEP
"""
TORCH = "{framework: pytorch, version: 2.5.1, py: py311ACCELERATOR}"
TRANSFORM = (
    'kind: Transform, request: {ModelName: "${steps.M.properties.ModelName}", '
    'TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: "s3://e-b/in"}}}}, '
    "instance: MACHINE"
)
ENDPOINT = (
    "uses: EndpointConfiguration, options: {instance_type: MACHINE}, "
    'inputs: {model_name: "${steps.M.properties.ModelName}"}'
)
OWN = "111122223333.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.5.1-gpu-py311"


def _told(step: str, image: str, machine: str) -> list[str]:
    text = HEAD.replace("DEFAULTS", "").replace("IMAGE", image)
    text = text.replace("STEP", f"{{{step}}}").replace("MACHINE", machine)
    result = compiled(text)
    told = [item for item in result.diagnostics if item.code.number != "PC219"]
    return [item.code.number for item in told if item.code.number != "PC426"]


def _torch(accelerator: str = "") -> str:
    more = f", accelerator: {accelerator}" if accelerator else ""
    return TORCH.replace("ACCELERATOR", more)


@pytest.mark.parametrize("step", [TRANSFORM, ENDPOINT])
@pytest.mark.parametrize(
    ("image", "machine", "codes"),
    [
        (_torch("gpu"), "ml.m5.xlarge", ["PC425"]),
        (_torch("cpu"), "ml.g4dn.xlarge", ["PC425"]),
        (_torch("gpu"), "ml.g4dn.xlarge", []),
        (_torch("cpu"), "ml.m5.xlarge", []),
        (_torch("gpu"), '"${parameters.Machine}"', []),
        (OWN, "ml.m5.xlarge", []),
        (OWN.replace("gpu", "cpu"), "ml.g4dn.xlarge", []),
        ("{framework: xgboost, version: 1.7-1}", "ml.g4dn.xlarge", []),
        ('"${parameters.Used}"', "ml.g4dn.xlarge", []),
    ],
)
def test_a_model_is_served_on_machines_that_its_image_is_for(
    step: str, image: str, machine: str, codes: list[str]
) -> None:
    """Where both are known, and the image is AWS's own."""
    assert _told(step, image, machine) == codes


def _registration(image: str, options: str, defaults: str = "") -> tuple[list[str], Any]:
    step = "{uses: ModelRegistration, inputs: {model_artifacts: s3://example-bucket/m.tar.gz}, "
    step += f"image: {image}, options: {{model_package_group: g{options}}}}}"
    text = HEAD.replace("DEFAULTS", defaults).replace("STEP", step)
    lines = [line for line in text.split("\n") if not line.startswith("  M:")]
    result = compiled("\n".join(lines))
    assert result.artifacts, result.diagnostics
    steps = json.loads(result.artifacts.definition_text)["Steps"]
    codes = [item.code.number for item in result.diagnostics if item.code.number != "PC219"]
    return codes, steps[0]["Arguments"]["InferenceSpecification"].get(
        "SupportedTransformInstanceTypes"
    )


@pytest.mark.parametrize(
    ("image", "options", "codes", "transforms"),
    [
        (_torch(), ", inference_instances: [ml.g5.xlarge]", [], None),
        (_torch(), ", inference_instances: [ml.g5.xlarge, ml.m5.large]", ["PC425"], None),
        (
            _torch(),
            ", inference_instances: [ml.m5.large, ml.g5.xlarge]",
            ["PC425"],
            ["ml.m5.xlarge"],
        ),
        (_torch("gpu"), ", inference_instances: [ml.g5.xlarge, ml.m5.large]", [], None),
        (_torch(), "", [], ["ml.m5.xlarge"]),
        (
            _torch(),
            ", inference_instances: [ml.g5.xlarge], transform_instances: [ml.m5.xlarge]",
            ["PC425"],
            ["ml.m5.xlarge"],
        ),
        (
            _torch(),
            ", inference_instances: [ml.g5.xlarge], transform_instances: [ml.g4dn.xlarge]",
            [],
            ["ml.g4dn.xlarge"],
        ),
        (OWN, ", inference_instances: [ml.g5.xlarge]", [], ["ml.m5.xlarge"]),
    ],
)
def test_a_version_is_registered_for_machines_that_its_image_is_for(
    image: str, options: str, codes: list[str], transforms: list[str] | None
) -> None:
    """What nobody wrote is left out; `accelerator` says that one image is meant for all."""
    assert _registration(image, options) == (codes, transforms)


def test_what_defaults_say_of_transforms_is_kept() -> None:
    """It is somebody's choice."""
    chosen = "{transform_instances: [ml.g4dn.xlarge]}"
    defaults = f"defaults: {{for: {{ModelRegistration: {{options: {chosen}}}}}}}"
    options = ", inference_instances: [ml.g5.xlarge]"
    assert _registration(_torch(), options, defaults) == ([], ["ml.g4dn.xlarge"])
