"""Places in S3 that end with a slash, and what is put behind them with a slash of its own.

The service writes `s3://bucket/out/JOB/…` for `s3://bucket/out` and for `s3://bucket/out/`; who
reads the place back out of its answer gets it as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from itertools import pairwise

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Parameter
from pipec.compiler.requests.written import requested
from pipec.compiler.steps.base import StepDefinition, all_definitions
from pipec.compiler.values import (
    Expression,
    Join,
    ParameterGet,
    PropertyGet,
    S3JsonGet,
    Wire,
    contents_of,
    join,
)


def single_slashes(
    steps: tuple[StepDefinition, ...], parameters: AnyMapping[str, Parameter], report: Report
) -> tuple[StepDefinition, ...]:
    """The steps, with one slash between a place of a step's request and what is put behind it.

    What a parameter ends with is only known in a run: of its default it is a warning.
    """
    by_name = {step.name: step for step in all_definitions(steps)}
    doubled = set[PropertyGet]()
    for step in by_name.values():
        for place in _continued(step.contents.expressions):
            end = end_of(by_name.get(place.step), place)
            parameter = parameters.get(end.name) if isinstance(end, ParameterGet) else None
            if isinstance(end, str) and end.endswith("/"):
                doubled.add(place)
            elif parameter and str(parameter.default).endswith("/"):
                report.add(
                    codes.BAD_DEFAULT,
                    f"the parameter `{parameter.name}`, the place to which `{place.step}` writes, "
                    f"ends with `/`, and `{step.name}` puts another one behind it",
                    parameter.span,
                    hint="end the default without `/`: what is written lies behind one either way",
                )
    return tuple(_step(step, doubled) for step in steps) if doubled else steps


def _continued(found: Iterable[Expression]) -> Iterator[PropertyGet]:
    """The properties that a slash stands behind."""
    for text in found:
        pieces = text.values if isinstance(text, Join) else ()
        for piece, after in pairwise(pieces):
            if isinstance(piece, PropertyGet) and isinstance(after, str) and after[:1] == "/":
                yield piece


def end_of(source: StepDefinition | None, place: PropertyGet) -> Wire:
    """What ends the text that a step's request has where a property repeats it."""
    value = requested(source, place.path) if source else None
    return value.values[-1] if isinstance(value, Join) else value


def _step(step: StepDefinition, doubled: set[PropertyGet]) -> StepDefinition:
    arguments = _with_one(step.arguments, doubled)
    siblings = _with_one(dict(step.siblings), doubled)
    return step._replace(
        arguments=arguments,
        siblings=siblings,
        contents=contents_of(arguments, siblings),
        branches={
            key: tuple(_step(inner, doubled) for inner in block)
            for key, block in step.branches.items()
        },
    )


def _with_one(value: Wire, doubled: set[PropertyGet]) -> Wire:
    """A value without the second of two slashes."""
    match value:
        case dict():
            return {key: _with_one(item, doubled) for key, item in value.items()}
        case list():
            return [_with_one(item, doubled) for item in value]
        case S3JsonGet(uri=uri):
            return S3JsonGet(uri=_with_one(uri, doubled), path=value.path)
        case Join(values=pieces):
            before = (None, *pieces)
            return join(
                [
                    piece.removeprefix("/")
                    if isinstance(piece, str) and last in doubled
                    else _with_one(piece, doubled)
                    for last, piece in zip(before, pieces, strict=False)
                ]
            )
        case _:
            return value
