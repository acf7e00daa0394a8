"""Places in S3 that steps answer with, and what a text puts before or behind one.

Such a place is whole: the archive of a model, or the folder that its step's request names. Of one
that ends with a slash the service writes `s3://bucket/out/JOB/…` for `s3://bucket/out` and for
`s3://bucket/out/`; who reads the place back out of its answer gets it as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from itertools import pairwise

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report
from pipec.compiler.model import Parameter, Step
from pipec.compiler.requests.model_data import output_port
from pipec.compiler.requests.written import place_of_text, requested
from pipec.compiler.steps.base import StepDefinition, all_definitions, mapping_at
from pipec.compiler.values import (
    Expression,
    Join,
    ParameterGet,
    PropertyGet,
    S3JsonGet,
    Wire,
    contents_of,
    join,
    path_text,
)

_FILE = re.compile(r"/?\w[\w./-]*")

# --- slashes --------------------------------------------------------------------------------


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
            end = _end(by_name.get(place.step), place)
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


def _end(source: StepDefinition | None, place: PropertyGet) -> Wire:
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


# --- what is put before and behind ----------------------------------------------------------


def check_joined_places(
    definitions: Iterable[StepDefinition], steps: AnyMapping[str, Step], report: Report
) -> None:
    """Warn of what makes another place of one."""
    by_name = {step.name: step for step in definitions}
    for step in by_name.values():
        for before, place, behind in _joined(step):
            source = by_name.get(place.step)
            told = _problem(source, steps[source.name], before, place, behind) if source else None
            if source and told:
                what, hint = told
                report.add(
                    codes.ODD_VALUE,
                    f"`{step.name}` puts {what}",
                    place_of_text(steps[step.name], f"steps.{source.name}.", hint.wrong),
                    hint=hint,
                )


def _joined(step: StepDefinition) -> Iterator[tuple[str, PropertyGet, str]]:
    """Every property in a text, with the text before and behind it."""
    for text in step.contents.expressions:
        pieces = ("", *text.values, "") if isinstance(text, Join) else ()
        for before, place, behind in zip(pieces, pieces[1:], pieces[2:], strict=False):
            if isinstance(place, PropertyGet):
                first, last = (part if isinstance(part, str) else "" for part in (before, behind))
                yield first, place, last


def _problem(
    source: StepDefinition, written: Step, before: str, place: PropertyGet, behind: str
) -> tuple[str, Hint] | None:
    """What stands before or behind a place, and what to do about it."""
    is_archive = _is_archive(source, place)
    if not is_archive and not _begins_in_s3(source, place):
        return None
    port = output_port(written, place)
    name = f"`{source.name}.{port.name if port else path_text(place.path)}`"
    found = _FILE.match(behind)
    word = found[0] if found else ""
    if before.endswith("s3://"):
        begin = f"${{steps.{source.name}."
        hint = Hint("leave out `s3://`", f"s3://{begin}", begin)
        return f"`s3://` before {name}, which begins with it", hint
    if is_archive and word:
        hint = Hint(f"leave out `{word}`", f"}}{word}", "}")
        return f"`{word}` behind {name}, which is the archive itself", hint
    file = port.report.file if port and port.report else ""
    if file and re.match(rf"/?{re.escape(f'{file}/{file}')}(?!\w)", behind):
        said = f"leave out `/{file}`: the reference to an output with a report is to its file"
        return f"`/{file}` behind {name}, which ends with it", Hint(said, f"}}/{file}", "}")
    end = _end(source, place)
    if word[:1].isalnum() and isinstance(end, str) and end[-1:].isalnum():
        hint = Hint(f"write `/{word}`", f"}}{word}", f"}}/{word}")
        return f"`{word}` behind {name} without a `/`, so that it is a part of its name", hint
    return None


def _is_archive(source: StepDefinition, place: PropertyGet) -> bool:
    upload = mapping_at(source.arguments, "OutputDataConfig")
    return place.path[:1] == ("ModelArtifacts",) and upload.get("CompressionType") in (None, "GZIP")


def _begins_in_s3(source: StepDefinition, place: PropertyGet) -> bool:
    value = requested(source, place.path)
    begin = value.values[0] if isinstance(value, Join) else value
    return isinstance(begin, str) and begin.startswith("s3://")
