"""What can be wrong about loops once their steps are finished: names and places that collide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.requests.written import requested
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in
from pipec.compiler.values import Expression, ItemGet, Join, PropertyGet, Wire, expressions

_OUTPUTS = "ProcessingOutputConfig"
"""The member of a processing request that says where it writes to."""


def repeated(
    definitions: Iterable[StepDefinition],
) -> dict[str, tuple[StepDefinition, StepDefinition]]:
    """The steps that stand in loops, by name: each with its loop before it."""
    return {
        inner.name: (loop, inner)
        for loop in definitions
        if STEP_TYPES[loop.kind].repeats
        for block in loop.branches.values()
        for inner in block
    }


def check_loops(definitions: Iterable[StepDefinition], report: Report) -> None:
    """Report names that a loop's runs would take, and places that its runs share."""
    steps = list(definitions)
    bodies = repeated(steps)
    for step in steps:
        match = re.fullmatch(r"(.+)-\d+", step.name)
        if match and match[1] in bodies:
            loop, inner = bodies[match[1]]
            report.add(
                codes.BAD_LOOP,
                f"`{step.name}` has the name of a run of `{inner.name}` in the loop `{loop.name}`",
                step.span,
                hint="rename one of the two: the service numbers the runs of a loop's steps",
                related=[Related(inner.span, "the step of the loop")],
            )
    by_name = {step.name: step for step in steps}
    for loop, inner in bodies.values():
        for name, uri in written_places(inner):
            if _is_shared(uri, loop, inner, by_name):
                report.add(
                    codes.SHARED_PLACE,
                    f"all runs of `{inner.name}` in the loop `{loop.name}` write to one S3 place",
                    inner.span,
                    hint=f"put the item into the place: `outputs: {{{name}: {{to: "
                    '"s3://${vars.bucket}/${execution.PipelineExecutionId}/'
                    f'{inner.name}/${{item}}"}}}}`'
                    if name
                    else "put `${item}`, or a part of it, into the place of its output",
                )
                break


def _is_shared(
    uri: Wire, loop: StepDefinition, inner: StepDefinition, steps: Mapping[str, StepDefinition]
) -> bool:
    """Whether the runs of a step in a loop write to one place; not where each updates it."""
    if any(isinstance(found, ItemGet) for found in expressions(uri)):
        return False
    one_by_one = loop.arguments.get("MaxConcurrency") == 1
    return not (one_by_one and folder_of(uri) in read_places(inner, steps))


def written_places(step: StepDefinition) -> Iterator[tuple[str, Wire]]:
    """Where a step writes to, each place with the name of the output, if it has one.

    Just these jobs write to the place that is named; a training adds its own name to it.
    """
    for output in mappings_in(mapping_at(step.arguments, _OUTPUTS).get("Outputs")):
        if place := mapping_at(output, "S3Output").get("S3Uri"):
            yield str(output.get("OutputName")), place
    if place := mapping_at(step.arguments, "TransformOutput").get("S3OutputPath"):
        yield "", place


def read_places(step: StepDefinition, steps: Mapping[str, StepDefinition]) -> set[Wire]:
    """The folders that a step's request names, also where another step's answer tells them.

    But for those that it writes to.
    """
    asked = {name: value for name, value in step.arguments.items() if name != _OUTPUTS}
    return {folder_of(_told(value, steps)) for value in _values(asked)}


def folder_of(uri: Wire) -> Wire:
    """A place, without the slash at its end."""
    return uri.rstrip("/") if isinstance(uri, str) else uri


def _told(value: Wire, steps: Mapping[str, StepDefinition]) -> Wire:
    """What a value is, where the request of another step tells."""
    if isinstance(value, PropertyGet) and value.step in steps:
        found = requested(steps[value.step], value.path)
        return found if isinstance(found, str | Expression) else value
    return value


def _values(value: Wire) -> Iterator[Wire]:
    """The texts and expressions in a value; of what is put together also the parts."""
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += item.values()
        elif isinstance(item, list):
            stack += item
        elif isinstance(item, str | Expression):
            yield item
            stack += item.values if isinstance(item, Join) else ()
