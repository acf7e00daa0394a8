"""Whether the image that serves a model fits it: the framework, its version, and the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.model import Step
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.requests.trainings import training_requests
from pipec.compiler.service.images import (
    found_in_tables,
    framework_of,
    reads_archive_only,
    short_form,
)
from pipec.compiler.steps.base import StepDefinition, fetches_code, mapping_at, member
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import Node
from pipec.compiler.syntax import Sequence as List
from pipec.compiler.values import PropertyGet, Wire, expressions, mappings

_XGBOOST = "{framework: xgboost, version: 1.7-1}"
"""The image of the contracts CreateModel and ModelRegistration."""
_OF_A_MODEL = ("ModelArtifacts", "BestTrainingJob", "TrainingJobSummaries")
"""Properties of trainings and of tunings that tell where a model lies."""
_MODELS = ("ModelDataUrl", "ModelDataSource", "ArtifactUrl")
"""Members of a container that say what it serves."""
_ADD_CODE = "add `code: inference.py`, a script with `model_fn`; if the archive holds it, "
_ADD_PACKED = "pack a script with `model_fn` into the archive by `ModelPackaging`, and "
"""For a container that cannot fetch any."""


def check_model_images(
    definitions: Iterable[StepDefinition],
    steps: Iterable[Step],
    defaults: Sequence[Tree],
    report: Report,
) -> None:
    """Warn of a container whose prebuilt image does not fit the model or the code it is given."""
    by_name = {step.name: step for step in definitions}
    assumed = {step.name for step in steps if _is_image_assumed(step, defaults)}
    code = {step.name: _code_place(step) for step in steps}
    for step in by_name.values():
        if step.contents.names.isdisjoint(_MODELS):
            continue
        for container in _containers(step.arguments):
            _check_training(step, container, by_name, report, is_assumed=step.name in assumed)
            if isinstance(container["Image"], str):
                _check_code(step, container, code.get(step.name) or step.span, report)


def _check_training(
    step: StepDefinition,
    container: dict[str, Any],
    by_name: Mapping[str, StepDefinition],
    report: Report,
    *,
    is_assumed: bool,
) -> None:
    """Warn of an image of another framework than the model's training, or of an older version.

    The model is followed through processing steps that pack it. What an image of one's own trains
    is not known, only that a built-in contract's image for XGBoost was nobody's choice.
    """
    serving = _framework(container["Image"])
    trainings = list(_trainings(container.get("ModelDataUrl"), by_name))
    trained = [image for training in trainings for image in _training_images(training)]
    found = [_framework(image) for image in trained]
    if serving is None or not trained:
        return
    server = None if is_assumed else found_in_tables(container["Image"])
    processor = server.processor if server else ""
    if serving in found:
        image = trained[found.index(serving)]
        if all(
            _is_other_version(container["Image"], each, is_assumed=is_assumed) for each in trained
        ):
            line = _image_line(step, image, processor)
            _warn_of_version(step, container["Image"], trainings[0], image, line, report)
    elif all(found):
        line = _image_line(step, trained[0], processor)
        _warn(step, serving, trainings[0], str(found[0]), line, report)
    elif is_assumed and all(map(_is_others, trained)):
        _warn_of_own(step, trainings[0], report)


def _is_other_version(serving: str, trained: Wire, *, is_assumed: bool) -> bool:
    """Whether an image may not read what the other of its framework wrote.

    An older version is not promised to. A newer one is if somebody has chosen it.
    """
    server = found_in_tables(serving)
    trainer = found_in_tables(trained) if isinstance(trained, str) else None
    if server is None or trainer is None or server.framework != trainer.framework:
        return False
    new, old = (_numbers(found.version) for found in (server, trainer))
    return len(new) == len(old) == 2 and (new != old if is_assumed else new < old)


def _numbers(version: str) -> tuple[int, ...]:
    """The first two numbers of a version: `1.7-1` is XGBoost 1.7 in the first of its images."""
    found = re.match(r"(\d+)\.(\d+)", version)
    return tuple(map(int, found.groups())) if found else ()


def _warn_of_version(
    step: StepDefinition,
    serving: str,
    training: StepDefinition,
    trained: str,
    line: str | None,
    report: Report,
) -> None:
    server, trainer = found_in_tables(serving), found_in_tables(trained)
    assert server is not None
    assert trainer is not None
    report.add(
        codes.OTHER_FRAMEWORK,
        f"`{step.name}` serves the model of `{training.name}` with an image for "
        f"{server.framework} {server.version}, and it was trained with {trainer.version}",
        step.span,
        hint=line
        or f"train with a version that has an image to serve it, such as {server.version}",
    )


def _warn(
    step: StepDefinition,
    serving: str,
    training: StepDefinition,
    trained: str,
    line: str | None,
    report: Report,
) -> None:
    report.add(
        codes.OTHER_FRAMEWORK,
        f"`{step.name}` serves the model of `{training.name}` with an image for {serving}, "
        f"and it was trained with {trained}",
        step.span,
        hint=line or f"give `{step.name}` an `image:` for {trained}",
    )


def _image_line(step: StepDefinition, trained: str, processor: str) -> str | None:
    """The line to write for the image that serves what another one trained.

    `processor` is that of an image which somebody has chosen; "" where nobody has.
    """
    served_on = mapping_at(step.arguments, "InferenceSpecification").get(
        "SupportedRealtimeInferenceInstanceTypes"
    )
    first = served_on[0] if isinstance(served_on, list) and served_on else None
    machine = first if isinstance(first, str) else None
    form = short_form(trained, "inference", machine, processor)
    return f"write `image: {form}` in `{step.name}`" if form else None


def _code_place(step: Step) -> Span | None:
    """Where a step names its code."""
    entry = step.body.entries.get("code")
    return entry.key_span if entry else None


def _check_code(
    step: StepDefinition, container: dict[str, Any], place: Span, report: Report
) -> None:
    """Warn of code that the image does not read, and of an image that serves nothing without."""
    environment, image = container.get("Environment", {}), container["Image"]
    if not isinstance(environment, dict):
        return
    is_isolated = step.arguments.get("EnableNetworkIsolation") not in (None, False)
    if fetches_code(container) and reads_archive_only(image):
        if is_isolated:
            return  # an error already, whatever the image: nothing fetches the code
        program = environment.get("SAGEMAKER_PROGRAM")
        program = program if isinstance(program, str) else "inference.py"
        report.add(
            codes.NO_INFERENCE_CODE,
            f"the code of `{step.name}` lies beside the model, and its image looks for code only "
            "in `code/` of model.tar.gz",
            place,
            hint="pack it into the archive, as with the contract `ModelPackaging`, and write "
            f"`environment: {{SAGEMAKER_PROGRAM: {program}, SAGEMAKER_SUBMIT_DIRECTORY: "
            "/opt/ml/model/code}` in place of `code`",
        )
    elif framework_of(image) == "sklearn" and "SAGEMAKER_PROGRAM" not in environment:
        report.add(
            codes.NO_INFERENCE_CODE,
            f"`{step.name}` has no `code`, and the image for sklearn serves nothing without",
            step.span,
            hint=(_ADD_PACKED if is_isolated else _ADD_CODE)
            + "write `environment: {SAGEMAKER_PROGRAM: inference.py, SAGEMAKER_SUBMIT_DIRECTORY: "
            "/opt/ml/model/code}`",
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
    return (m for m in mappings(value) if "Image" in m and not m.keys().isdisjoint(_MODELS))


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
