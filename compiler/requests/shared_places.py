"""Outputs of one run that are uploaded to the same place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.linking.graph import Edge
from pipec.compiler.model import Step
from pipec.compiler.record import Record
from pipec.compiler.requests.loops import folder_of, read_places, written_places
from pipec.compiler.steps.base import StepDefinition, member
from pipec.compiler.values import Expression, ItemGet, Wire, expressions

if TYPE_CHECKING:
    from pipec.compiler.requests.together import Together


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
    definitions: Iterable[StepDefinition],
    steps: AnyMapping[str, Step],
    edges: Sequence[Edge],
    report: Report,
) -> None:
    """Warn of each output whose place another one of the same run has."""
    by_name = {definition.name: definition for definition in definitions}
    by_place: dict[Wire, list[_Output]] = defaultdict(list)
    for definition in by_name.values():
        for name, uri in written_places(definition):
            # A transform names each file as its input; of an error there is no place.
            if name and isinstance(uri, str | Expression):
                output = _Output(steps[definition.name], name, folder_of(uri))
                by_place[output.uri].append(output)
    shared = [outputs for outputs in by_place.values() if len(outputs) > 1]
    if not shared:
        return
    from pipec.compiler.requests.together import Together

    sharing = _Sharing(by_name, Together(steps, by_name, edges))
    for first, output in (pair for outputs in shared for pair in sharing.met(outputs)):
        report.add(
            codes.SHARED_PLACE,
            f"{first.label} and {output.label} are written to one S3 place",
            output.span,
            hint="give each a place of its own with `to:`, or remove it for the default one",
            related=[Related(first.span, "the first one")],
        )


class _Sharing:
    """What tells whether outputs with one place come into each other's way."""

    def __init__(self, definitions: AnyMapping[str, StepDefinition], together: Together) -> None:
        self._definitions = definitions
        self._together = together
        self._read: dict[str, set[Wire]] = {}

    def met(self, outputs: Sequence[_Output]) -> Iterator[tuple[_Output, _Output]]:
        """Each output of one place that meets an earlier one, behind the first of these."""
        for index, output in enumerate(outputs):
            first = next((other for other in outputs[:index] if self._meet(other, output)), None)
            if first:
                yield first, output

    def _meet(self, one: _Output, other: _Output) -> bool:
        """Whether one run writes to the place for both; an item is the same in one loop only."""
        of_item = any(isinstance(found, ItemGet) for found in expressions(one.uri))
        if of_item and one.step.block != other.step.block:
            return False
        return self._together.may_run(one.step.name, other.step.name) and not (
            self._is_update(one, other) or self._is_update(other, one)
        )

    def _is_update(self, later: _Output, earlier: _Output) -> bool:
        """Whether a step reads what another has written to the place that it writes to itself."""
        name = later.step.name
        if name not in self._read:
            self._read[name] = read_places(self._definitions[name], self._definitions)
        return later.uri in self._read[name] and self._together.follows(name, earlier.step.name)
