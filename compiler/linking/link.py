"""Joining the steps: written references, wired inputs, and the order that follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span, write
from pipec.compiler.language.conditions import condition_references, parse_condition
from pipec.compiler.language.expressions import ROOTS, Reference, parse_template
from pipec.compiler.linking.evaluate import Scope, World
from pipec.compiler.linking.graph import Edge
from pipec.compiler.linking.outcomes import check_outcomes
from pipec.compiler.linking.reach import within_reach
from pipec.compiler.merge import is_null
from pipec.compiler.model import (
    Candidate,
    Decision,
    InputPort,
    Step,
    Want,
    WiringStep,
    common_block,
)
from pipec.compiler.parsing.contracts import is_built_in, mentions
from pipec.compiler.parsing.parse import all_steps
from pipec.compiler.record import Record
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Node, Scalar, scalars
from pipec.compiler.values import ABSENT, UNKNOWN, Key, PropertyFileGet, PropertyGet, expressions
from pipec.compiler.wiring.evidence.ports import may_be, same_data
from pipec.compiler.wiring.resolve import resolve
from pipec.compiler.wiring.telling.lines import to_write
from pipec.compiler.wiring.telling.warnings import report_passed_over

_REFERENCE_TO_STEP = re.compile(r"(?:\$?\{+\s*)?steps\.([A-Za-z0-9_-]+)")


class Links(Record):
    """How the steps of a pipeline hang together.

    `bound` holds each step's inputs by name as evaluated values (a scalar with a hole where
    nothing is bound), `mentioned` the inputs that a contract's text mentions, `awaited` the steps
    that each waits for, but those that it stands in.
    """

    decisions: tuple[Decision, ...]
    edges: tuple[Edge, ...]
    bound: dict[str, dict[str, Node]]
    mentioned: dict[str, frozenset[str]]
    awaited: dict[str, tuple[str, ...]]


def link(steps: tuple[Step, ...], world: World, report: Report, *, explain: bool = False) -> Links:
    """Bind every input that can be bound; report what cannot, and every bad reference.

    With `explain` the decisions also say what else was weighed.
    """
    flat = list(all_steps(steps))
    edges = [edge for step in flat for edge in _written_edges(step, world, report)]
    after: dict[str, set[str]] = {step.name: set() for step in flat}
    for edge in edges:
        after[edge.step].add(edge.on)
    wiring = [_wiring_step(step, frozenset(after[step.name]), world) for step in flat]
    used = read_outputs(flat, world.steps)
    decisions, past = resolve(wiring, report, runners_up=explain, used=used, words=world.words)
    chosen = {(d.step, d.input): d for d in decisions}
    edges += (_wired_edge(d, world) for d in decisions if d.chosen)
    links = Links(
        decisions=decisions,
        edges=tuple(edges),
        bound={},
        mentioned={},
        awaited=_awaited(flat, edges),
    )
    check_outcomes(world.steps, links.edges, report)
    for found in past:
        report_passed_over(found, report)
    for step in flat:
        if step.contract is None:
            continue
        scope = Scope(world=world, report=report, step=step.name)
        links.mentioned[step.name] = mentions(step.contract)
        links.bound[step.name] = {
            name: _bound_value(port, chosen.get((step.name, name)), scope, step)
            for name, port in step.contract.inputs.items()
        }
    return links


def _awaited(steps: Iterable[Step], edges: Iterable[Edge]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {step.name: {} for step in steps}
    holders = {step.name: step.block[::2] for step in steps}
    for edge in edges:
        if edge.on not in holders[edge.step]:
            found[edge.step][edge.on] = None
    return {name: tuple(names) for name, names in found.items()}


# --- what is written --------------------------------------------------------------------


def _written_edges(step: Step, world: World, report: Report) -> Iterator[Edge]:
    if step.block:
        condition = step.block[-2]
        yield Edge(step.name, condition, f"it stands in its `{step.block[-1]}`", step.span)
    for item in step.depends_on:
        if _known_step(step, item.step, item.span, "depends_on", world, report):
            yield Edge(step.name, item.step, "`depends_on` says so", item.span)
            _check_visible(step, world.steps[item.step], item.span, world, report, order_only=True)
    for scalar in STEP_TYPES[step.kind].follows(step.body):
        if _known_step(step, scalar.text, scalar.span, step.name, world, report):
            yield Edge(step.name, scalar.text, "it names the step", scalar.span)
            _check_visible(step, world.steps[scalar.text], scalar.span, world, report)
    for scalar in step.draws_from or ():
        _known_step(step, scalar.text, scalar.span, "from", world, report)
    for reference in written_references(step):
        part = reference.path[0]
        name = part.text if isinstance(part, Key) else str(part)
        if name in world.steps:  # evaluating reports the unknown ones
            # What went wrong may be read of a step that failed, its outputs may not.
            in_answer = reference.path[1:2] == ("properties",)
            why = f"it reads `{reference.text}`"
            yield Edge(
                step.name,
                name,
                why,
                reference.span,
                is_data=not in_answer and not _is_written_out(reference, name, step, world),
                may_have_failed=in_answer,
            )
            _check_visible(step, world.steps[name], reference.span, world, report)


def _is_written_out(reference: Reference, producer: str, step: Step, world: World) -> bool:
    """Whether a step reads of one that need not have completed what the definition says itself.

    As a place in S3: it is known however the step went, and something may lie there.
    """
    if all(item.step != producer or item.when == "completed" for item in step.depends_on):
        return False
    scope = Scope(world=world, report=Report(), step=step.name)
    value = scope.value(reference, reference.span)
    found = expressions(value.data if isinstance(value, Scalar) else UNKNOWN)
    return not any(isinstance(part, PropertyGet | PropertyFileGet) for part in found)


def written_references(step: Step) -> Iterable[Reference]:
    """The references to other steps in a step's own text (its branches' steps aside)."""
    step_type = STEP_TYPES[step.kind]
    body = step.body.without("from", "depends_on", *step_type.branches, *step_type.looks_ahead)
    for scalar in scalars(body):
        if scalar is body.get("if"):
            test = parse_condition(scalar, Report())
            found = condition_references(test) if test else ()
        else:
            found = tuple(
                p for p in parse_template(scalar, Report()) or () if isinstance(p, Reference)
            )
        yield from (reference for reference in found if reference.root == "steps")


def read_outputs(steps: Iterable[Step], by_name: AnyMapping[str, Step]) -> set[tuple[str, str]]:
    """The outputs (step, name) that some text reads; all of a step whose properties are read."""
    found: set[tuple[str, str]] = set()
    for step in steps:
        for reference in written_references(step):
            names = [part.text if isinstance(part, Key) else str(part) for part in reference.path]
            producer = by_name.get(names[0])
            if producer and producer.contract and len(names) > 1:
                whole = names[1] == "properties"
                outputs = producer.contract.outputs if whole else names[1:2]
                found |= {(producer.name, name) for name in outputs}
    return found


def _known_step(step: Step, name: str, span: Span, key: str, world: World, report: Report) -> bool:
    if name in world.steps:
        return True
    may = within_reach(step.name, world.steps)
    named = _REFERENCE_TO_STEP.match(name)
    is_reference = named is not None and named[1] in world.steps and may(named[1])
    report.add(
        codes.UNKNOWN_STEP,
        f"`{key}` names `{name}`, and there is no such step",
        span,
        hint=write(named[1], "") if named and is_reference else hint_from(name, world.steps, may),
    )
    return False


def _check_visible(
    step: Step,
    producer: Step,
    span: Span,
    world: World,
    report: Report,
    *,
    order_only: bool = False,
) -> None:
    """References into a branch are risky from outside it, and impossible from its twin.

    What runs in a loop runs many times, and cannot be referred to from outside at all.
    """
    loops = {name for name in producer.block[::2] if STEP_TYPES[world.steps[name].kind].repeats}
    common = common_block(step.block, producer.block)
    if STEP_TYPES[producer.kind].repeats and producer.name in step.block:
        report.add(
            codes.NOT_VISIBLE,
            f"`{step.name}` runs inside the loop `{producer.name}`, which has not ended by then",
            span,
            hint="move the step behind the loop",
        )
        return
    if len(common) == len(producer.block) or step.name in producer.block:
        return  # a condition that reads its own branch is a cycle
    if loop := next((name for name in producer.block[len(common) :: 2] if name in loops), None):
        report.add(
            codes.NOT_VISIBLE,
            f"`{producer.name}` runs in the loop `{loop}`, once for each item",
            span,
            hint=f"wait for `{loop}` itself"
            if order_only
            else f"read it of one iteration: `steps.{loop}.iterations[0].{producer.name}.…`, or of "
            f"the picked one: `steps.{loop}.selected.…`",
        )
        return
    if len(common) % 2 == 1:
        condition = common[-1]
        report.add(
            codes.NOT_VISIBLE,
            f"`{producer.name}` runs only when `{step.name}` does not: "
            f"they stand in the two branches of `{condition}`",
            span,
            hint="move the step that both need in front of the condition",
        )
    elif not order_only:
        condition = producer.block[len(common)]
        report.add(
            codes.MAY_NOT_RUN,
            f"`{producer.name}` stands in a branch of `{condition}` "
            f"and may not have run when `{step.name}` reads it",
            span,
            hint=f"move `{step.name}` into the same branch",
        )


# --- what is wired ----------------------------------------------------------------------


def _wiring_step(step: Step, after: frozenset[str], world: World) -> WiringStep:
    inputs = step.contract.inputs if step.contract and _sources_known(step, world) else {}
    wants = (_want(port, step.span, world) for port in inputs.values())
    draws_from = None
    if step.draws_from is not None and _sources_known(step, world):
        draws_from = tuple(scalar.text for scalar in step.draws_from)
    return WiringStep(
        name=step.name,
        step_type=(step.contract.name if step.contract else None) or step.kind,
        kind=step.kind,
        block=step.block,
        span=step.span,
        wants=tuple(want for want in wants if want),
        outputs=tuple(step.contract.outputs.values()) if step.contract else (),
        after=after,
        draws_from=draws_from,
        in_place=not (step.contract and step.contract.name),
        body=step.body,
        built_in=step.contract is not None and is_built_in(step.contract),
        written=tuple(_written_wires(inputs.values(), world)),
        given=tuple(port for port in inputs.values() if _is_given(port, step)),
        input_types=frozenset(port.type for port in inputs.values()),
        input_names=frozenset(step.contract.inputs if step.contract else ()),
        from_spans={scalar.text: scalar.span for scalar in step.draws_from or ()},
    )


def _sources_known(step: Step, world: World) -> bool:
    """Whether `from:` names steps; if not, that was reported and nothing is wired by it."""
    return all(scalar.text in world.steps for scalar in step.draws_from or ())


def _want(port: InputPort, span: Span, world: World) -> Want | None:
    if port.value is None:
        return Want(port=port, span=span) if port.type and not port.given else None
    only = _whole_step(port.value)
    if only is not None and only in world.steps:
        return Want(port=port, span=port.value.span, only=only)
    return None


def _whole_step(value: Node) -> str | None:
    """The step in a value `${steps.prep}`, which means "the output of prep that fits"."""
    names = _names(value)
    return names[0] if len(names) == 1 else None


def _written_wires(
    ports: Iterable[InputPort], world: World
) -> Iterator[tuple[InputPort, str, str]]:
    """The inputs whose value is one output of a step, `${steps.prep.train}`."""
    for port in ports:
        names = _names(port.value) if port.value is not None and port.type else []
        source = world.steps.get(names[0]) if len(names) == 2 else None
        if source and source.contract and names[1] in source.contract.outputs:
            yield port, names[0], names[1]


def _is_given(port: InputPort, step: Step) -> bool:
    """Whether a step gives an input a value that no step makes; a wrong one may mean a step's.

    So may an item of a loop, and what a contract says, it says for every step.
    """
    value = port.value
    if not port.type or not isinstance(value, Scalar) or is_null(value):
        return False
    if value.span.file != step.span.file:
        return False
    parts = parse_template(value, Report())
    roots = {part.root for part in parts or () if isinstance(part, Reference)}
    return parts is not None and roots <= set(ROOTS) - {"steps", "item"}


def _names(value: Node) -> list[str]:
    """The names in a value that is nothing but one reference to a step."""
    if not isinstance(value, Scalar) or "${" not in value.text:
        return []
    parts = parse_template(value, Report())
    if not parts or len(parts) != 1 or not isinstance(parts[0], Reference):
        return []
    path = parts[0].path if parts[0].root == "steps" else ()
    return [part.text if isinstance(part, Key) else str(part) for part in path]


def _wired_edge(decision: Decision, world: World) -> Edge:
    assert decision.chosen is not None
    step, chosen = world.steps[decision.step], decision.chosen
    why = f"its input `{decision.input}` is wired to `{chosen.output}`"
    reference = _to_output(chosen, step.span)
    is_data = not _is_written_out(reference, chosen.step, step, world)
    return Edge(step.name, chosen.step, why, step.span, is_data=is_data)


def _to_output(chosen: Candidate, span: Span) -> Reference:
    text = f"steps.{chosen.step}.{chosen.output}"
    return Reference("steps", (chosen.step, chosen.output), span, text)


def _bound_value(port: InputPort, decision: Decision | None, scope: Scope, step: Step) -> Node:
    if decision is not None and decision.chosen is not None:
        return scope.value(_to_output(decision.chosen, step.span), step.span)
    if decision is not None:
        return Scalar(UNKNOWN if decision.required else ABSENT, port.name, False, step.span)
    if port.value is not None and not is_null(port.value):
        _check_written(port, port.value, scope, step)
        return scope.evaluate(port.value)
    if port.given:
        return Scalar(ABSENT, port.name, False, step.span)
    if port.value is None and not _sources_known(step, scope.world):
        return Scalar(UNKNOWN, port.name, False, step.span)
    if port.required:
        line = to_write(step.body, {port.name: '"${steps.STEP.OUTPUT}"'})
        scope.report.add(
            codes.UNRESOLVED_INPUT,
            f"`{step.name}` needs a value for `{port.name}`"
            + (", and `null` says that it has none" if port.value else ""),
            port.value.span if port.value else step.span,
            hint=f"write {line}, or a value"
            + (f"; without a line for `{port.name}` pipec looks for one" if port.value else ""),
        )
        return Scalar(UNKNOWN, port.name, False, step.span)
    return Scalar(ABSENT, port.name, False, step.span)


def _check_written(port: InputPort, value: Node, scope: Scope, step: Step) -> None:
    """A written reference to another step's output must give what a typed port wants."""
    names = _names(value) if port.type else []
    source = scope.steps.get(names[0]) if len(names) == 2 else None
    output = source.contract.outputs.get(names[1]) if source and source.contract else None
    if source is None or source is step or source.contract is None or output is None:
        return
    if not same_data(port, output) or not may_be(port, output, source.contract.name):
        from pipec.compiler.linking.written_types import report_types

        report_types(port, step, source, output, scope)
