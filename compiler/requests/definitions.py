"""From linked steps to finished ones, branches inside their conditions, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Severity
from pipec.compiler.language.expressions import Names, Reference
from pipec.compiler.linking.evaluate import Scope
from pipec.compiler.linking.link import Links, written_references
from pipec.compiler.merge import NAMED_LISTS
from pipec.compiler.model import Parameter, Step
from pipec.compiler.parsing.contracts import is_built_in_place
from pipec.compiler.record import Record
from pipec.compiler.requests.formats import check_formats
from pipec.compiler.requests.payload import free_wire, json_pieces
from pipec.compiler.requests.request import RequestBuilder
from pipec.compiler.requests.trainings import check_training
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition, steps_read
from pipec.compiler.syntax import Node, Scalar
from pipec.compiler.values import UNKNOWN, Expression, Key, Wire, contents_of, join


class StepEvaluator(Record):
    """Gives steps without a contract the values of their own text."""

    scope: Scope

    @property
    def report(self) -> Report:
        """Where mistakes go."""
        return self.scope.report

    @property
    def names(self) -> Names:
        """What there is to name, for hints."""
        return self.scope.world.names

    @property
    def parameters(self) -> AnyMapping[str, Parameter]:
        """The pipeline's parameters."""
        return self.scope.world.parameters

    @property
    def steps(self) -> AnyMapping[str, Step]:
        """The pipeline's steps."""
        return self.scope.steps

    def value(self, node: Node) -> Wire:
        """Any tree with its references evaluated."""
        return free_wire(self.scope.evaluate(node), self.scope.step or "", self.report)

    def text(self, node: Node) -> Wire:
        """A text with its references evaluated; a mapping or list becomes JSON text."""
        value = self.scope.evaluate(node)
        if not isinstance(value, Scalar):
            pieces: list[str | Expression] = []
            return UNKNOWN if json_pieces(value, pieces, self.report) else join(pieces)
        return value.data if isinstance(value.data, Expression) else value.text

    def reference(self, reference: Reference) -> Wire:
        """What one bare reference stands for."""
        value = self.scope.value(reference, reference.span)
        return value.data if isinstance(value, Scalar) else UNKNOWN


def build_steps(
    steps: Sequence[Step], builder: RequestBuilder, links: Links, names: Sequence[str]
) -> tuple[StepDefinition, ...]:
    """One block's finished steps, in the order of `names`."""
    position = {name: index for index, name in enumerate(names)}
    ordered = sorted(steps, key=lambda step: position[step.name])
    return tuple(
        _with_its_order(_build(step, builder, links, names), links.awaited[step.name])
        for step in ordered
        if not builder.world.room.is_full
    )


def _with_its_order(step: StepDefinition, awaited: Iterable[str]) -> StepDefinition:
    """The step, depending on all that it waits for and does not get a value of by `Get`.

    The service sees the order in these two only: not in a place that is written out, where an
    output with a `value` of its own lies.
    """
    seen = {*steps_read(step), *(name for name, _ in step.depends_on)}
    unseen = ((name, "completed") for name in awaited if name not in seen)
    return step._replace(depends_on=(*step.depends_on, *unseen))


def _build(
    step: Step, builder: RequestBuilder, links: Links, names: Sequence[str]
) -> StepDefinition:
    if step.contract is not None:
        report, before = builder.report, builder.report.count
        built = builder.build(step, links.bound[step.name], links.mentioned[step.name])
        found = report.since(before)
        if not any(item.code.severity is Severity.ERROR for item in found):  # else it is not whole
            check_formats(built, step, report)
            check_training(built, step, builder.world.parameters, report)
        # What a built-in contract says can only be mended in the step that uses it.
        report.move((d for d in found if d.span and is_built_in_place(d.span)), step.span)
        builder.world.room.take(built.contents.size, step.span, report)
        return built
    step_type = STEP_TYPES[step.kind]
    scope = Scope(world=builder.world, report=builder.report, step=step.name)
    arguments = step_type.arguments(step, StepEvaluator(scope)) if step_type.arguments else {}
    definition = StepDefinition(
        name=step.name,
        kind=step.kind,
        span=step.span,
        arguments=arguments,
        contents=contents_of(arguments),
        depends_on=tuple((item.step, item.when) for item in step.depends_on),
        display_name=builder.plain_text(step, "display_name"),
        description=builder.plain_text(step, "description"),
    )
    branches = {
        key: build_steps(inner, builder, links, names) for key, inner in step.branches.items()
    }
    return definition._replace(branches=branches)


def check_named_entries(
    steps: Iterable[Step], definitions: Iterable[StepDefinition], report: Report
) -> None:
    """Report written references to a list entry that the other step's request does not have.

    `Outputs['train']` reads an entry of the request itself, so its name can be held against it;
    what only the service's answer holds is unknown here.
    """
    finished = {step.name: step for step in definitions}
    for step in steps:
        for reference in written_references(step):
            if len(reference.path) > 2 and reference.path[1] == "properties":
                name = reference.path[0]
                producer = finished.get(name.text if isinstance(name, Key) else str(name))
                if producer:
                    _check_path(reference, producer, report)


def _check_path(reference: Reference, producer: StepDefinition, report: Report) -> None:
    node: Wire = producer.arguments
    member = ""
    for part in reference.path[2:]:
        if isinstance(part, str) and isinstance(node, dict):
            node, member = node.get(part), part
        elif isinstance(part, Key) and isinstance(node, list) and member in NAMED_LISTS:
            entries = {
                item.get(NAMED_LISTS[member]): item for item in node if isinstance(item, dict)
            }
            if part.text not in entries:
                report.add(
                    codes.BAD_PROPERTY,
                    f"the step `{producer.name}` has no `{member}` entry `{part.text}`",
                    reference.span,
                    hint=hint_from(part.text, [name for name in entries if isinstance(name, str)]),
                )
                return
            node = entries[part.text]
        else:
            return
