"""Whether a model is served by the framework that it was trained with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.steps.base import StepDefinition, mapping_at
from pipec.compiler.values import PropertyGet, Wire, expressions

_PREBUILT = re.compile(
    r"\.dkr\.ecr\.[^/]+/(?:sagemaker-)?(?:huggingface-)?(xgboost|scikit-learn|pytorch|tensorflow)\b"
)
"""The repositories of AWS's framework images, as the SDK's image data names them."""


def check_model_images(definitions: Iterable[StepDefinition], report: Report) -> None:
    """Warn of a container whose prebuilt image is of another framework than its model's training.

    The model is followed through processing steps that pack it.
    """
    steps = {step.name: step for step in definitions}
    for step in steps.values():
        for container in _containers(step.arguments):
            serving = _framework(container["Image"])
            trainings = list(_trainings(container["ModelDataUrl"], steps))
            trained = [_framework(_training_image(training)) for training in trainings]
            if serving and trained and all(trained) and serving not in trained:
                report.add(
                    codes.OTHER_FRAMEWORK,
                    f"`{step.name}` serves the model of `{trainings[0].name}` with an image for "
                    f"{serving}, and it was trained with {trained[0]}",
                    step.span,
                    hint=f"give `{step.name}` an `image:` for {trained[0]}",
                )


def _training_image(training: StepDefinition) -> Wire:
    return mapping_at(training.arguments, "AlgorithmSpecification").get("TrainingImage")


def _framework(image: Wire) -> str | None:
    match = _PREBUILT.search(image) if isinstance(image, str) else None
    return match[1].replace("scikit-learn", "sklearn") if match else None


def _containers(value: Wire) -> Iterator[dict[str, Any]]:
    """Every mapping that holds an image and the model that runs in it."""
    if isinstance(value, dict):
        if "Image" in value and "ModelDataUrl" in value:
            yield value
        for item in value.values():
            yield from _containers(item)
    elif isinstance(value, list):
        for item in value:
            yield from _containers(item)


def _trainings(
    value: Wire, steps: Mapping[str, StepDefinition], seen: frozenset[str] = frozenset()
) -> Iterator[StepDefinition]:
    """The training steps whose model a value holds, directly or packed by a processing step."""
    for found in expressions([value]):
        step = steps.get(found.step) if isinstance(found, PropertyGet) else None
        if step is None or not isinstance(found, PropertyGet) or step.name in seen:
            continue
        if found.path[:1] == ("ModelArtifacts",):
            yield step
        elif "ProcessingInputs" in step.arguments:
            inputs = step.arguments["ProcessingInputs"]
            yield from _trainings(inputs, steps, seen | {step.name})
