"""What can be wrong about loops once their steps are finished: names and places that collide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in
from pipec.compiler.values import ItemGet, Wire, expressions


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
    for loop, inner in bodies.values():
        for name, uri in written_places(inner):
            if not any(isinstance(found, ItemGet) for found in expressions(uri)):
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


def written_places(step: StepDefinition) -> Iterator[tuple[str, Wire]]:
    """Where a step writes to, each place with the name of the output, if it has one.

    Just these jobs write to the place that is named; a training adds its own name to it.
    """
    for output in mappings_in(mapping_at(step.arguments, "ProcessingOutputConfig").get("Outputs")):
        if place := mapping_at(output, "S3Output").get("S3Uri"):
            yield str(output.get("OutputName")), place
    if place := mapping_at(step.arguments, "TransformOutput").get("S3OutputPath"):
        yield "", place
