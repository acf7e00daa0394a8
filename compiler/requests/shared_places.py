"""Outputs of one run that are uploaded to the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.linking.reach import common_block
from pipec.compiler.model import Step
from pipec.compiler.record import Record
from pipec.compiler.requests.loops import written_places
from pipec.compiler.steps.base import StepDefinition, member
from pipec.compiler.values import Expression, ItemGet, Wire, expressions


class _Output(Record):
    """An output of a processing job, and its place."""

    step: Step
    name: str
    uri: Wire

    @property
    def label(self) -> str:
        return f"`{self.name}` of `{self.step.name}`"

    @property
    def span(self) -> Span:
        """Where its place is written; the step, if it is elsewhere."""
        node = member(self.step.body, "outputs", self.name, "to")
        return node.span if node else self.step.span


def check_places(
    definitions: Iterable[StepDefinition], steps: AnyMapping[str, Step], report: Report
) -> None:
    """Warn of each output whose place another one of the same run has."""
    outputs = [
        _Output(steps[definition.name], name, _folder(uri))
        for definition in definitions
        for name, uri in written_places(definition)
        # A transform names each file as its input; of an error there is no place.
        if name and isinstance(uri, str | Expression)
    ]
    earlier: dict[Wire, list[_Output]] = defaultdict(list)
    for output in outputs:
        of_place = earlier[output.uri]
        first = next((other for other in of_place if _meet(other, output)), None)
        of_place.append(output)
        if first:
            report.add(
                codes.SHARED_PLACE,
                f"{first.label} and {output.label} are written to one S3 place",
                output.span,
                hint="give each a place of its own with `to:`, or remove it for the default one",
                related=[Related(first.span, "the first one")],
            )


def _folder(uri: Wire) -> Wire:
    return uri.rstrip("/") if isinstance(uri, str) else uri


def _meet(one: _Output, other: _Output) -> bool:
    """Whether one run writes to a place for both; an item is the same in one loop only."""
    if any(isinstance(found, ItemGet) for found in expressions(one.uri)):
        return one.step.block == other.step.block
    in_other_branch = len(common_block(one.step.block, other.step.block)) % 2
    return not (in_other_branch or _is_fallback(one.step) or _is_fallback(other.step))


def _is_fallback(step: Step) -> bool:
    """Whether it runs where something has not been completed."""
    return any(item.when != "completed" for item in step.depends_on)
