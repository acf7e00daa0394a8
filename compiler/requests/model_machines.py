"""Whether a model runs on machines that its image is for, where the image is one of AWS's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import without_member
from pipec.compiler.model import Contract, Step
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.requests.written import place_of_text
from pipec.compiler.service.images import processor_for, processor_of
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in, member
from pipec.compiler.syntax import Mapping, Node, scalars, to_data
from pipec.compiler.values import PropertyGet, Wire

_SPECIFICATION = "InferenceSpecification"
_TRANSFORMS = "SupportedTransformInstanceTypes"
_SUPPORTED = ("SupportedRealtimeInferenceInstanceTypes", _TRANSFORMS)
_CALLED = {"cpu": "CPUs", "gpu": "GPUs"}


def without_idle_machines(request: Mapping, contract: Contract) -> Mapping:
    """The request of a registration without machines for transforms that nobody chose or can use.

    Those of the built-in contract have no GPU; of an image that needs one they would say what is
    not so. A version of a model group need not name any (`SupportedTransformInstanceTypes` in
    botocore's model: "optional for versioned models"), so that an empty list is none.
    """
    specification = request.get(_SPECIFICATION)
    listed = member(request, _SPECIFICATION, _TRANSFORMS)
    if specification is None or listed is None or not is_built_in(contract):
        return request
    machines = [processor_of(scalar.text) for scalar in scalars(listed)]
    if machines and listed.span.file != contract.body.span.file:
        return request
    if machines and _processor(to_data(specification)) in (None, *machines):
        return request
    return without_member(request, (_SPECIFICATION, _TRANSFORMS))


def check_model_machines(
    definitions: Iterable[StepDefinition],
    steps: AnyMapping[str, Step],
    defaults: Sequence[Mapping],
    report: Report,
) -> None:
    """Warn of a model with an image for CPUs that runs on machines with GPUs, or the other way."""
    by_name = {step.name: step for step in definitions}
    for step in by_name.values():
        if step.kind == "RegisterModel" and _is_meant_for_all(steps[step.name], defaults):
            continue
        for model, machine in _runs(step, by_name):
            processor = _processor(model.arguments)
            if processor and {processor, processor_of(machine)} == {"cpu", "gpu"}:
                _warn(step, model, machine, processor, steps[step.name], report)


def _runs(
    step: StepDefinition, steps: AnyMapping[str, StepDefinition]
) -> Iterator[tuple[StepDefinition, str]]:
    """The steps whose images a step runs, each with a machine that is known."""
    runs: list[tuple[Wire, Wire]] = []
    if step.kind == "Transform":
        machine = mapping_at(step.arguments, "TransformResources").get("InstanceType")
        runs = [(step.arguments.get("ModelName"), machine)]
    elif step.kind == "EndpointConfig":
        for key in ("ProductionVariants", "ShadowProductionVariants"):
            variants = mappings_in(step.arguments.get(key))
            runs += [(item.get("ModelName"), item.get("InstanceType")) for item in variants]
    elif step.kind == "RegisterModel":
        listed = mapping_at(step.arguments, _SPECIFICATION)
        for key in _SUPPORTED:
            machines = listed.get(key)
            for machine in machines if isinstance(machines, list) else ():
                if isinstance(machine, str):
                    yield step, machine
    for name, machine in runs:
        model = steps.get(name.step) if isinstance(name, PropertyGet) else None
        if model and model.kind == "Model" and isinstance(machine, str):
            yield model, machine


def _processor(request: Wire) -> str | None:
    """What all images of a model's containers are for; None if that is not known of each."""
    model = request if isinstance(request, dict) else {}
    specification = mapping_at(model, _SPECIFICATION) or model
    containers = mappings_in(specification.get("Containers"))
    if primary := mapping_at(specification, "PrimaryContainer"):
        containers.append(primary)
    images = [container.get("Image") for container in containers]
    found = {processor_for(image) if isinstance(image, str) else None for image in images}
    return found.pop() if len(found) == 1 else None


def _is_meant_for_all(step: Step, defaults: Sequence[Mapping]) -> bool:
    """Whether `accelerator` says that one image is meant, whatever the machines."""
    layers: list[Node | None] = [step.body, *defaults]
    if step.contract:
        layers += [step.contract.body]
        layers += [member(layer, "for", step.contract.name or "") for layer in defaults]
    return any(layer and member(layer, "image", "accelerator") for layer in layers)


def _warn(
    step: StepDefinition,
    model: StepDefinition,
    machine: str,
    processor: str,
    written: Step,
    report: Report,
) -> None:
    from pipec.compiler.requests.image_errors import TO_TAKE

    other = "cpu" if processor == "gpu" else "gpu"
    is_own = model is step
    verb = "registers its model for" if is_own else f"runs the model of `{model.name}` on"
    add = f"`accelerator: {other if not is_own else processor}`"
    meant = (
        f"if it is meant, add {add} to `image`"
        if is_own
        else (f"or write {add} in the `image` of `{model.name}`")
    )
    report.add(
        codes.OTHER_PROCESSOR,
        f"`{step.name}` {verb} `{machine}`, and its image is for {_CALLED[processor]}",
        place_of_text(written, machine),
        hint=f"take {TO_TAKE[processor]}{'; ' if is_own else ', '}{meant}",
    )
