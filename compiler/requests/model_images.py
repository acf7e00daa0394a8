"""Whether a model is served by the framework that it was trained with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Step
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.requests.pipeline_checks import training_requests
from pipec.compiler.service.images import SCRIPT_FRAMEWORKS, framework_of
from pipec.compiler.steps.base import StepDefinition, mapping_at, member
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import Node
from pipec.compiler.syntax import Sequence as List
from pipec.compiler.values import PropertyGet, Wire, expressions

_XGBOOST = "{framework: xgboost, version: 1.7-1}"
"""The image of the contracts CreateModel and ModelRegistration."""
_OF_A_MODEL = ("ModelArtifacts", "BestTrainingJob", "TrainingJobSummaries")
"""Properties of trainings and of tunings that tell where a model lies."""


def check_model_images(
    definitions: Iterable[StepDefinition],
    steps: Iterable[Step],
    defaults: Sequence[Tree],
    report: Report,
) -> None:
    """Warn of a container whose prebuilt image is of another framework than its model's training.

    The model is followed through processing steps that pack it. What an image of one's own trains
    is not known, only that a built-in contract's image for XGBoost was nobody's choice.
    """
    by_name = {step.name: step for step in definitions}
    assumed = {step.name for step in steps if _is_image_assumed(step, defaults)}
    for step in by_name.values():
        for container in _containers(step.arguments):
            serving = _framework(container["Image"])
            trainings = list(_trainings(container["ModelDataUrl"], by_name))
            trained = [image for training in trainings for image in _training_images(training)]
            found = [_framework(image) for image in trained]
            if serving is None or not trained or serving in found:
                continue
            if all(found):
                _warn(step, serving, trainings[0], str(found[0]), trained[0], report)
            elif step.name in assumed and all(map(_is_others, trained)):
                _warn_of_own(step, trainings[0], report)


def _warn(
    step: StepDefinition,
    serving: str,
    training: StepDefinition,
    trained: str,
    image: str,
    report: Report,
) -> None:
    hint = f"give `{step.name}` an `image:` for {trained}"
    if trained not in SCRIPT_FRAMEWORKS:  # the image of an algorithm trains and serves
        tag = image.rpartition(":")[2]
        hint = f'write `image: {{framework: {trained}, version: "{tag}"}}` in `{step.name}`'
    report.add(
        codes.OTHER_FRAMEWORK,
        f"`{step.name}` serves the model of `{training.name}` with an image for {serving}, "
        f"and it was trained with {trained}",
        step.span,
        hint=hint,
    )


def _warn_of_own(step: StepDefinition, training: StepDefinition, report: Report) -> None:
    report.add(
        codes.OTHER_FRAMEWORK,
        f"`{step.name}` serves the model of `{training.name}` with an image for xgboost, as none "
        "is given, and it was trained with an image of your own",
        step.span,
        hint=f"give `{step.name}` the `image:` that can serve it; if that is this one, "
        f"write `image: {_XGBOOST}`",
    )


def _is_image_assumed(step: Step, defaults: Sequence[Tree]) -> bool:
    """Whether nobody has written the image: it is the one of a built-in contract."""
    contract = step.contract
    if contract is None or contract.name is None or not is_built_in(contract):
        return False
    chosen = (member(layer, "for", contract.name) for layer in defaults)
    return not any(
        isinstance(keys, Tree) and ("image" in keys or _has_image(keys.get("request")))
        for keys in (step.body, *chosen)
    )


def _has_image(request: Node | None) -> bool:
    """Whether a container in a written request has an image."""
    match request:
        case Tree():
            return "Image" in request or any(_has_image(entry.value) for entry in request)
        case List():
            return any(map(_has_image, request.items))
        case _:
            return False


def _training_images(training: StepDefinition) -> Iterator[Wire]:
    for request in training_requests(training):
        yield mapping_at(request, "AlgorithmSpecification").get("TrainingImage")


def _framework(image: Wire) -> str | None:
    return framework_of(image) if isinstance(image, str) else None


def _is_others(image: Wire) -> bool:
    """Whether it is the place of an image that is not XGBoost's, one's own one for it included."""
    return isinstance(image, str) and "xgb" not in image.lower()


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
        if found.path and found.path[0] in _OF_A_MODEL:
            yield step
        elif "ProcessingInputs" in step.arguments:
            inputs = step.arguments["ProcessingInputs"]
            yield from _trainings(inputs, steps, seen | {step.name})
