"""What is named or fits and is not taken: entries of `from:` in vain, inputs left empty."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler.codes import LEFT_EMPTY, UNUSED_FROM
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import Candidate, WiringStep, may_wait
from pipec.compiler.wiring.choice.decisions import Outcome, runners_up_of
from pipec.compiler.wiring.choice.precedence import Precedence
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.scores import LONE
from pipec.compiler.wiring.telling.lines import Values, reference_to, to_write
from pipec.compiler.wiring.telling.missing import NEAREST, is_no_answer

_OF_EACH = 2
"""Parts that speak for every output of a step in `from:`: that it is named, and the type."""


def report_itself(step: WiringStep, report: Report) -> bool:
    """Report a step that its own `from:` names; True if that names no other."""
    if step.name not in (step.draws_from or ()):
        return False
    others = {*(step.draws_from or ())} - {step.name}
    report.add(
        UNUSED_FROM,
        f"`{step.name}` in `from:` of `{step.name}` is the step itself",
        step.from_spans.get(step.name, step.span),
        hint="remove it" if others else "name the step that it draws on, or remove `from:`",
    )
    return not others


def report_unused(
    known: Field,
    step: WiringStep,
    outcomes: Sequence[Outcome],
    order: Precedence,
    report: Report,
) -> None:
    """Report the steps of a `from:` that feed none of the step's inputs.

    It follows what it stands in, and gets nothing of it.
    """
    feeding = set(step.after) - set(step.block[::2])
    for outcome in outcomes:
        if outcome.search.chosen is not None:
            feeding.add(known.steps[outcome.search.chosen.step].name)
    for name in dict.fromkeys(step.draws_from or ()):
        if name in known.number and name not in feeding | {step.name}:
            wires = _could_take(known, outcomes, name)
            take = f"to take what it gives write {to_write(step.body, *wires)}; " if wires else ""
            wait = f", or write `depends_on: [{name}]` if order is what you want"
            other = known.number[name]
            is_later = order.follows(other, known.number[step.name])
            can_wait = may_wait(step, known.steps[other]) and not is_later
            report.add(
                UNUSED_FROM,
                f"`{name}` in `from:` of `{step.name}` feeds none of its inputs",
                step.from_spans.get(name, step.span),
                hint=f"{take}remove it{wait if can_wait else ''}",
                related=[Related(known.steps[other].span, f"`{name}` is here")],
            )


def _could_take(known: Field, outcomes: Sequence[Outcome], name: str) -> list[Values]:
    """The wires from a step to the empty input that it fits best, the likeliest first."""
    fitting: list[list[tuple[float, Values]]] = []
    for outcome in outcomes:
        search = outcome.search
        if search.chosen is None and search.want.only is None:
            could: list[tuple[float, Values]] = [
                (miss.score, {search.port.name: reference_to(name, miss.output)})
                for miss in runners_up_of(known, outcome)
                if miss.step == name and _could_be(miss) and not is_no_answer(known, outcome, miss)
            ]
            fitting += [could[:NEAREST]] if could else []
    best = max(fitting, key=lambda could: could[0][0], default=[])
    return [wire for _, wire in best]


def report_left_empty(known: Field, search: Search, report: Report) -> set[str]:
    """Warn of an optional input that is empty because what fits it belongs to something else.

    Gives back the name of the step that gives what fits.
    """
    if not search.strange or search.chosen or search.port.required:
        return set()
    aside = max(
        (search.options[key] for key in search.strange), key=lambda o: (search.points(o), o.key)
    )
    step, source = known.steps[search.step], known.steps[aside.step]
    port = search.port.name
    take = to_write(step.body, {port: reference_to(source.name, aside.output.name)})
    leave = to_write(step.body, {port: "null"})
    report.add(
        LEFT_EMPTY,
        f"`{port}` of `{step.name}` is left empty: {search.strange[aside.key]}",
        search.want.span,
        hint=f"to take `{source.name}.{aside.output.name}` write {take}, to leave it empty {leave}",
        related=[Related(source.span, f"gives `{aside.output.name}`")],
    )
    return {source.name}


def _could_be(miss: Candidate) -> bool:
    """Whether so much speaks for a miss that it is worth naming."""
    speaks = [part for part in miss.parts if part.value > 0]
    return miss.score * 100 >= LONE and len(speaks) > _OF_EACH
