"""Inputs that nothing fits, and steps that fit nothing: what comes nearest, and the way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipec.compiler.codes import UNRESOLVED_INPUT
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.model import (
    PORT_TYPES,
    Candidate,
    InputPort,
    OutputPort,
    WiringStep,
)
from pipec.compiler.similarity import suggestions
from pipec.compiler.syntax import scalars
from pipec.compiler.wiring.choice.decisions import OF_OTHER_PART, Outcome, runners_up_of, why_after
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Named
from pipec.compiler.wiring.evidence.ports import same_data, unfit
from pipec.compiler.wiring.evidence.scores import LONE_LEAD, THRESHOLD, TYPE
from pipec.compiler.wiring.telling.lines import Shared, reference_to, to_write

NEAREST = 3
"""Most misses that an error shows."""
_PROPOSED = 2
"""Most of them that its hint has a line for."""


class Missing(NamedTuple):
    """A required input that nothing fits, with the nearest `misses`.

    `possible` are those that the user can name: nothing but the score speaks against them, and
    no other input of the step takes them. `typeless` is one that comes nearer than they do, and
    nothing but its type is in the way. A guess is made of none that others come nearer than.
    """

    outcome: Outcome
    misses: Sequence[Candidate]
    possible: Sequence[Candidate]
    typeless: Candidate | None = None

    @staticmethod
    def of(known: Field, outcome: Outcome) -> Missing:
        """What comes nearest to an input."""
        runners_up = runners_up_of(known, outcome)
        forward = [
            item for item in runners_up if not outcome.turns_back(known, known.number[item.step])
        ]
        best = max((candidate.score for candidate in forward or runners_up), default=0)
        misses = [item for item in runners_up if item.score > 0 and item.score >= best / 2]
        misses = misses[:NEAREST]
        possible = [miss for miss in misses if not is_no_answer(known, outcome, miss)]
        nearest = max(misses, key=lambda miss: miss.score, default=None)
        if nearest is None or (possible and _is_as_good(possible[0], nearest)):
            return Missing(outcome, misses, possible)
        typeless = nearest if _only_of_its_type(known, outcome, nearest) else None
        return Missing(outcome, misses, [], typeless)

    def leaving(self, proposed: Mapping[str, Sequence[Named]]) -> Missing:
        """The same without guesses at what scores enough for another input."""
        if self.outcome.search.port.name in proposed:
            return self
        wanted = {output for outputs in proposed.values() for output in outputs}
        left = [miss for miss in self.possible if named(miss) not in wanted]
        return self._replace(possible=left)


def report_missing(
    known: Field,
    step: WiringStep,
    found: Missing,
    shared: Shared | None,
    report: Report,
    *,
    alone: bool,
) -> None:
    """Report an input that nothing fits, with the nearest and why they were refused."""
    search = found.outcome.search
    _, waits = _runs_later(known, found)
    blocked = f"`{waits[0].waiting}` waits for `{waits[0].step}`" if waits else search.blocked
    reason = f": {blocked}" if search.blocked else ""
    # What holds a wire back is no reason to say that there is none.
    fitting = [miss for miss in found.misses if is_enough(miss)]
    held_back = not search.strange and any(search.blocked or not miss.refused for miss in fitting)
    says = "it is not certain what fits" if held_back else "no output fits"
    report.add(
        UNRESOLVED_INPUT,
        f"{says} the input `{search.port.name}` of `{step.name}`{reason}",
        search.want.span,
        hint=_way_out(known, step, found, shared, alone=alone),
        related=[
            Related(
                known.steps[known.number[miss.step]].span,
                f"`{miss.step}.{miss.output}` ({miss.score:.2f}): {_why(known, miss, search)}",
            )
            for miss in found.misses
        ]
        + [Related(wait.span, f"`{wait.waiting}` waits for `{wait.step}`") for wait in waits],
    )


def _way_out(
    known: Field, step: WiringStep, found: Missing, shared: Shared | None, *, alone: bool
) -> str:
    """The order to turn round, or else the wire to write, or else what to add.

    `shared` is for an input that is not the only one that the wire could be written for; `alone`
    for the only one of the step that is open.
    """
    outcome, _, possible, typeless = found
    port, only = outcome.search.port, outcome.search.want.only
    if port.type is None and only is not None:
        return _out_of_named(known, step, found, only, alone=alone)
    late, waits = _runs_later(known, found)
    if late and all(late.score > miss.score for miss in possible if miss != late):
        return _way_to_run_before(known, step, found, late, waits, alone=alone)
    if typeless:
        rest = shared.besides(port.name) if shared else ""
        return _way_to_a_type(known, step, port, typeless, alone=alone) + rest
    sources = port.compatible_sources
    absent = sources and not any({one.step_type, one.kind} & {*sources} for one in known.steps)
    if not possible:
        some = '"s3://BUCKET/FOLDER"' if port.data_type == "S3Uri" else "…"
        value = to_write(step.body, {port.name: some}, alone=alone)
        if absent:
            return f"add a step that uses `{sources[0]}`, or give a value: {value}"
        return f"add a step that gives it, or a value: {value}"
    miss = possible[0]
    add = f"add a step that uses `{sources[0]}`; " if absent else ""
    if shared and shared.hint:
        return f"{add}{shared.hint}"
    rest = shared.besides(port.name) if shared else ""
    near = [other for other in possible if _is_near(other, miss)]
    near = near[: 1 if shared else _PROPOSED]
    if is_enough(miss) and len(near) == 1 and not absent and not outcome.search.blocked:
        return f"{_pin(step, port, miss, alone=alone)}{rest}"
    ways = (
        f"if `{other.step}.{other.output}` is meant, {_pin(step, port, other, alone=alone)}"
        for other in near
    )
    return f"{add}{', '.join(ways)}{rest}"


def _is_near(other: Candidate, miss: Candidate) -> bool:
    return round((miss.score - other.score) * 100) < LONE_LEAD


class _Wait(NamedTuple):
    """That one step says in `depends_on` to wait for another."""

    waiting: str
    step: str
    span: Span


def _runs_later(known: Field, found: Missing) -> tuple[Candidate | None, list[_Wait]]:
    """What would fit and runs after this step, and each `depends_on` by which it does.

    With inferred wires or none; or else with those that are not certain, as one would close a
    circle. That is told at the `depends_on`: of the wires each is as good as the others.
    """
    outcome, step = found.outcome, found.outcome.search.step
    if outcome.fixed is None or outcome.hoped is None:
        return None, []
    for miss in found.misses:
        if _only_late(known, outcome, miss):
            number = known.number[miss.step]
            is_written = outcome.fixed.follows(number, step)
            order = outcome.fixed if is_written else outcome.order
            return miss, _waits(known, order.way(number, step))
    for miss in found.possible if outcome.search.blocked else ():
        number = known.number[miss.step]
        waits = _waits(known, outcome.hoped.way(number, step))
        if is_enough(miss) and waits and outcome.hoped.follows(number, step):
            return miss, waits
    return None, []


def _waits(known: Field, way: Sequence[tuple[int, int]]) -> list[_Wait]:
    """Each `depends_on` on the way from one step to another."""
    waits = []
    for before, after in way:
        step, name = known.steps[after], known.steps[before].name
        written = step.body.get("depends_on") if step.body else None
        named = (item for item in scalars(written) if item.text == name) if written else ()
        waits += [_Wait(step.name, name, item.span) for item in named]
    return waits


def _way_to_run_before(
    known: Field,
    step: WiringStep,
    found: Missing,
    late: Candidate,
    waits: Sequence[_Wait],
    *,
    alone: bool,
) -> str:
    """What to do if an output is meant whose step runs later."""
    outcome = found.outcome
    number = known.number[late.step]
    fits = f"`{late.step}.{late.output}` would fit, but `{late.step}`"
    if waits or (outcome.fixed and outcome.fixed.follows(number, outcome.search.step)):
        waiting = waits[0].waiting if waits else late.step
        other = f"`{waits[0].step}`" if waits else "this step"
        return (
            f"{fits} runs after this step: "
            f"if it is meant, let `{waiting}` wait for {other} no longer"
        )
    pin = _pin(step, outcome.search.port, late, alone=alone)
    return f"{fits} {why_after(known, outcome, number)}: if it is meant, {pin}"


def _out_of_named(known: Field, step: WiringStep, found: Missing, only: str, *, alone: bool) -> str:
    """The output to write of a step that an input names as a whole, and has no type to find it."""
    port = found.outcome.search.port
    outputs = [output.name for output in known.steps[known.number[only]].outputs]
    misses = [miss for miss in found.misses if miss.step == only]
    if not outputs:
        return f'`{only}` has no outputs: write a property, `"${{steps.{only}.properties.…}}"`'
    is_clear = misses and all(other.score < misses[0].score for other in misses[1:])
    meant = misses[:1] if is_clear else misses
    names = [miss.output for miss in meant] or outputs[:NEAREST]
    wires = [{port.name: reference_to(only, name)} for name in names]
    return f"write {to_write(step.body, *wires, alone=alone)}"


def _pin(step: WiringStep, port: InputPort, miss: Candidate, *, alone: bool) -> str:
    wire = {port.name: reference_to(miss.step, miss.output)}
    return f"write {to_write(step.body, wire, alone=alone)}"


def _way_to_a_type(
    known: Field, step: WiringStep, port: InputPort, miss: Candidate, *, alone: bool
) -> str:
    """The type to write for an output; if it has none, so that it is left alone, or the wire.

    Of two types that are slips of each other the one that is used less is wrong.
    """
    line, type_ = f"`type: {port.type}` for that output", _output(known, miss).type
    if type_ is not None:
        is_right = _is_misspelt(type_, port.type) and _uses(known, type_) > _uses(known, port.type)
        way = f"write `type: {type_}` for this input" if is_right else f"write {line}"
    else:
        way = _pin(step, port, miss, alone=alone)
        is_own = not known.steps[known.number[miss.step]].built_in
        if is_own and miss.score * 100 + TYPE >= THRESHOLD:
            way = f"write {line}, which has none, or {way}"
    return f"if `{miss.step}.{miss.output}` is meant, {way}"


def named(miss: Candidate) -> Named:
    """The step and the output of a candidate."""
    return miss.step, miss.output


def is_enough(miss: Candidate) -> bool:
    """Whether a miss scores as if it were meant."""
    return miss.score * 100 >= THRESHOLD and miss.refused != OF_OTHER_PART


def _is_as_good(possible: Candidate, nearest: Candidate) -> bool:
    return is_enough(possible) or possible.score >= nearest.score


def is_no_answer(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    """Whether the wire is no answer: for a branch, a type, the order, or another input."""
    number = known.number[miss.step]
    taken = (number, miss.output) in outcome.taken or outcome.turns_back(known, number)
    return taken or _unfit(known, outcome, miss) or _late(known, outcome, miss)


def _only_late(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    late = _late(known, outcome, miss)
    return is_enough(miss) and late and not _unfit(known, outcome, miss)


def _late(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    return outcome.order.follows(known.number[miss.step], outcome.search.step)


def _unfit(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    search = outcome.search
    number = known.number[miss.step]
    is_unfit = unfit(search.port, _output(known, miss)) is not None
    return not known.visible(search.step, number) or is_unfit


def _only_of_its_type(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    """Whether only its type is in the way: none, or one of the project's for one of pipec's.

    Or one of the two is a slip of the other.
    """
    port, output = outcome.search.port, _output(known, miss)
    if output.type is not None:
        is_own = output.type not in PORT_TYPES
        is_other = port.type in PORT_TYPES or _is_misspelt(output.type, port.type)
        if not (is_own and is_other and is_enough(miss)):
            return False
    number = known.number[miss.step]
    is_visible = known.visible(outcome.search.step, number)
    is_free = (number, miss.output) not in outcome.taken
    late = _late(known, outcome, miss)
    return port.type is not None and same_data(port, output) and is_visible and is_free and not late


def _is_misspelt(type_: str, meant: str | None) -> bool:
    """Whether another type may be meant by one of the project's own."""
    return meant is not None and bool(suggestions(type_, [meant], within=2))


def _uses(known: Field, type_: str | None) -> int:
    """How often steps give or take what is of a type."""
    given = sum(output.type == type_ for step in known.steps for output in step.outputs)
    return given + sum(type_ in step.input_types for step in known.steps)


def _output(known: Field, miss: Candidate) -> OutputPort:
    outputs = known.steps[known.number[miss.step]].outputs
    return next(output for output in outputs if output.name == miss.output)


def _why(known: Field, miss: Candidate, search: Search) -> str:
    if miss.refused:
        return miss.refused
    if search.blocked:
        return "may be meant"  # why that is not certain is said once
    others = [want.port for want in known.steps[search.step].wants if want.port != search.port]
    if all(unfit(port, _output(known, miss)) for port in others):
        return "it is not certain while others may be meant as well"
    return "may be meant for another input of this step"
