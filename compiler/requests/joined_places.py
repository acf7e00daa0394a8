"""Places in S3 that steps answer with, and what a text puts before or behind one.

Such a place is whole: the archive of a model, or the folder that its step's request names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report
from pipec.compiler.model import Step
from pipec.compiler.requests.model_data import output_name
from pipec.compiler.requests.slashes import end_of
from pipec.compiler.requests.written import place_of_text, requested
from pipec.compiler.steps.base import StepDefinition, mapping_at
from pipec.compiler.values import Join, PropertyGet, path_text

_FILE = re.compile(r"/?\w[\w./-]*")
_NAMED_TWICE = re.compile(r"/([^/]+\.[^/]+)/\1(?!\w)")


def check_joined_places(
    definitions: Iterable[StepDefinition], steps: AnyMapping[str, Step], report: Report
) -> None:
    """Warn of what makes another place of one."""
    by_name = {step.name: step for step in definitions}
    for step in by_name.values():
        for before, place, behind in _joined(step):
            source = by_name.get(place.step)
            told = _problem(source, before, place, behind) if source else None
            if source and told:
                output = output_name(steps[source.name], place) or path_text(place.path)
                report.add(
                    codes.ODD_VALUE,
                    f"`{step.name}` puts {told[0].format(f'`{source.name}.{output}`')}",
                    place_of_text(steps[step.name], f"steps.{source.name}."),
                    hint=told[1],
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
    source: StepDefinition, before: str, place: PropertyGet, behind: str
) -> tuple[str, str] | None:
    """What stands before or behind a place, and what to do about it."""
    is_archive = _is_archive(source, place)
    if not is_archive and not _begins_in_s3(source, place):
        return None
    found = _FILE.match(behind)
    word = found[0] if found else ""
    if before.endswith("s3://"):
        begin = f"${{steps.{source.name}."
        hint = Hint("leave out `s3://`", f"s3://{begin}", begin)
        return "`s3://` before {}, which begins with it", hint
    if is_archive and word:
        hint = Hint(f"leave out `{word}`", f"}}{word}", "}")
        return f"`{word}` behind {{}}, which is the archive itself", hint
    if twice := _NAMED_TWICE.match(behind):
        said = f"leave out `/{twice[1]}`: the reference to an output with a report is to its file"
        hint = Hint(said, f"}}/{twice[1]}", "}")
        return f"`/{twice[1]}` behind {{}}, which ends with it", hint
    end = end_of(source, place)
    if word[:1].isalnum() and isinstance(end, str) and end[-1:].isalnum():
        hint = Hint(f"write `/{word}`", f"}}{word}", f"}}/{word}")
        return f"`{word}` behind {{}} without a `/`, so that it is a part of its name", hint
    return None


def _is_archive(source: StepDefinition, place: PropertyGet) -> bool:
    upload = mapping_at(source.arguments, "OutputDataConfig")
    return place.path[:1] == ("ModelArtifacts",) and upload.get("CompressionType") in (None, "GZIP")


def _begins_in_s3(source: StepDefinition, place: PropertyGet) -> bool:
    value = requested(source, place.path)
    begin = value.values[0] if isinstance(value, Join) else value
    return isinstance(begin, str) and begin.startswith("s3://")
