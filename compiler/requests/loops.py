"""What can be wrong about loops once their steps are finished: names and places that collide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import ItemGet, Wire, expressions

_OUTPUT_MEMBERS = ("ProcessingOutputConfig", "TransformOutput")
"""Where jobs write to just the place that is named. Training adds the job's own name to it."""


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
        for uri in _written_places(inner):
            if not any(isinstance(found, ItemGet) for found in expressions(uri)):
                report.add(
                    codes.SHARED_PLACE,
                    f"all runs of `{inner.name}` in the loop `{loop.name}` write to one S3 place",
                    inner.span,
                    hint="put `${item}`, or a part of it, into the place of its output",
                )
                break


def _written_places(step: StepDefinition) -> Iterator[Wire]:
    for member in _OUTPUT_MEMBERS:
        yield from _uris(step.arguments.get(member))


def _uris(value: Wire) -> Iterator[Wire]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("S3Uri", "S3OutputPath"):
                yield item
            else:
                yield from _uris(item)
    elif isinstance(value, list):
        for item in value:
            yield from _uris(item)
