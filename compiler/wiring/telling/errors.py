"""Inputs without a wire: what to report, with the line that mends it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipec.compiler.codes import AMBIGUOUS_INPUT
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import WiringStep
from pipec.compiler.wiring.choice.decisions import Outcome, kept, why_after
from pipec.compiler.wiring.choice.precedence import Precedence
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Named, Option
from pipec.compiler.wiring.evidence.parts import Rule
from pipec.compiler.wiring.evidence.scores import MARGIN
from pipec.compiler.wiring.telling.in_vain import report_itself, report_unused
from pipec.compiler.wiring.telling.lines import Shared, reference_to, to_write
from pipec.compiler.wiring.telling.missing import (
    NEAREST,
    Missing,
    is_enough,
    named,
    report_missing,
)


def report_errors(
    known: Field,
    step: WiringStep,
    outcomes: Sequence[Outcome],
    order: Precedence,
    report: Report,
) -> None:
    """Report a step's inputs that have no wire; if all have, the entries of `from:` in vain."""
    if report_itself(step, report):
        return
    unbound = [outcome for outcome in outcomes if outcome.search.chosen is None]
    ambiguous = [outcome for outcome in unbound if len(outcome.front) > 1]
    missing = {
        outcome.search.port.name: Missing.of(known, outcome)
        for outcome in unbound
        if len(outcome.front) <= 1
        and (outcome.search.port.required or outcome.search.want.only is not None)
    }
    drawn = frozenset(_drawn(outcomes))
    proposed = _proposed(known, ambiguous, missing)
    missing = {port: found.leaving(proposed) for port, found in missing.items()}
    count = len(ambiguous) + len(missing)
    shared = _shared(known, step, proposed, missing, count)
    for group in _alike(known, ambiguous, drawn, shared):
        # A `from:` shuts out what the step's other open inputs may need.
        alone = len(group) == count
        hint = _choice(known, group, drawn if alone else None, shared)
        _report_ambiguous(known, step, group, hint, report)
    for name, found in missing.items():
        report_missing(known, step, found, shared.get(name), report, alone=count == 1)
    if not ambiguous and not missing:
        report_unused(known, step, outcomes, order, report)


def _drawn(outcomes: Sequence[Outcome]) -> Iterator[int]:
    """The steps that feed a step already, and that its `from:` must name."""
    for outcome in outcomes:
        if outcome.search.chosen is not None and outcome.search.want.only is None:
            yield outcome.search.chosen.step


# --- several fit --------------------------------------------------------------------------


def _alike(
    known: Field,
    outcomes: Sequence[Outcome],
    drawn: frozenset[int],
    shared: Mapping[str, Shared],
) -> list[list[Outcome]]:
    """The inputs that the same steps offer something to, and that one line settles together."""
    groups: dict[object, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        producers = frozenset(option.step for option in outcome.front)
        rivals = shared.get(outcome.search.port.name)
        if rivals is None:
            settled = all(_from(known, outcome, option, drawn) for option in outcome.front)
        else:
            settled = rivals.hint is not None and len(producers) == len(outcome.front)
        groups[(producers, rivals and rivals.hint) if settled else id(outcome)].append(outcome)
    return list(groups.values())


def _report_ambiguous(
    known: Field, step: WiringStep, group: Sequence[Outcome], hint: str, report: Report
) -> None:
    first = group[0]
    front = first.front
    if len(group) == 1:
        fits = [_shown(known, first.search, option) for option in front[:2]]
        title = f"the input `{first.search.port.name}`"
    else:
        fits = [f"`{known.steps[option.step].name}`" for option in front[:2]]
        names = [f"`{outcome.search.port.name}`" for outcome in group]
        title = f"the inputs {', '.join(names[:-1])} and {names[-1]}"
    more = f" (and {len(front) - 2} more)" if len(front) > 2 else ""
    title = f"{title} of `{step.name}`"
    why = _why_both(known, first) if len(group) == 1 else None
    report.add(
        AMBIGUOUS_INPUT,
        f"{fits[0]} fits {title}, and {fits[1]}{more} may be meant as well: {why}"
        if why
        else f"{' and '.join(fits)}{more} fit {title} nearly equally well",
        first.search.want.span,
        hint=hint,
        related=[
            Related(known.steps[option.step].span, _gives(group, option))
            for option in front[:NEAREST]
        ],
    )


def _why_both(known: Field, outcome: Outcome) -> str | None:
    """Why the first two outputs are both in question, if they do not fit nearly equally well."""
    search = outcome.search
    for option in outcome.front[:2]:
        if after := why_after(known, outcome, option.step):
            return f"`{known.steps[option.step].name}` {after}"
    best, other = outcome.front[:2]
    if abs(search.points(best) - search.points(other)) < MARGIN:
        return None
    lower = min(best, other, key=search.points)
    doubts = [part.label for part in lower.parts if part.rule is Rule.OTHER_LANE]
    return f"only that {doubts[0]} speaks against it" if doubts else "it is not ruled out"


def _gives(group: Sequence[Outcome], by: Option) -> str:
    """What the step of an option gives for each input."""
    if len(group) == 1:
        return f"gives `{by.output.name}`, score {_score(group[0].search, by)}"
    given = [
        f"`{option.output.name}` ({_score(outcome.search, option)})"
        for outcome in group
        for option in outcome.front
        if option.step == by.step
    ]
    return f"gives {', '.join(given[:-1])} and {given[-1]}"


def _choice(
    known: Field,
    group: Sequence[Outcome],
    drawn: frozenset[int] | None,
    shared: Mapping[str, Shared],
) -> str:
    """A line to write for each of the two best: `from:` if that settles it, else the wires.

    `drawn` are the steps that feed the step already; None if other inputs of it are open, too.
    """
    first = group[0]
    rivals = shared.get(first.search.port.name)
    if rivals and rivals.hint:
        return rivals.hint
    body = known.steps[first.search.step].body
    best = first.front[:2]
    wires = [_wires(known, group, option) for option in best]
    lines = [None if drawn is None else _from(known, first, option, drawn) for option in best]
    if not any(lines):
        rest = rivals.besides(first.search.port.name) if rivals else ""
        return f"write {to_write(body, *wires, alone=drawn is not None)}{rest}"
    either = " or ".join(
        line or to_write(body, wire) for line, wire in zip(lines, wires, strict=True)
    )
    only_here = f"; for this input alone {to_write(body, wires[0])}"
    return f"write {either}{only_here if len(group) == 1 and lines[0] else ''}"


def _wires(known: Field, group: Sequence[Outcome], by: Option) -> dict[str, str]:
    """By input what the step of an option gives for it."""
    name = known.steps[by.step].name
    return {
        outcome.search.port.name: reference_to(name, option.output.name)
        for outcome in group
        for option in ([by] if len(group) == 1 else outcome.front)
        if option.step == by.step
    }


def _from(known: Field, outcome: Outcome, option: Option, drawn: frozenset[int]) -> str | None:
    """`from:` with all that the step draws on and an option's step; None if that settles nothing.

    Nothing is settled between two outputs of one step, nor by a list that exists already, nor
    if another of the steps in question must be in the list for the sake of another input.
    """
    search = outcome.search
    if known.steps[search.step].draws_from is not None or search.want.only is not None:
        return None
    rivals = [other.step for other in outcome.front if other is not option]
    if option.step in rivals or not drawn.isdisjoint(rivals):
        return None
    names = sorted(known.steps[number].name for number in drawn | {option.step})
    return f"`from: [{', '.join(names)}]`"


# --- several inputs want the same ---------------------------------------------------------


def _proposed(
    known: Field, ambiguous: Sequence[Outcome], missing: Mapping[str, Missing]
) -> dict[str, list[Named]]:
    """By input the outputs that score enough for it, best first; some of them its hint names."""
    found = {
        outcome.search.port.name: [
            (known.steps[option.step].name, option.output.name) for option in outcome.front
        ]
        for outcome in ambiguous
    }
    for port, nearest in missing.items():
        if enough := [named(miss) for miss in nearest.possible if is_enough(miss)]:
            found[port] = enough
    return found


def _shared(
    known: Field,
    step: WiringStep,
    proposed: Mapping[str, list[Named]],
    missing: Mapping[str, Missing],
    count: int,
) -> dict[str, Shared]:
    """By input with which others it shares what is proposed for it; `count` are all open ones.

    If each had a hint of its own, two would be given one output: a model compared with itself.
    """
    said = {port: set(proposed[port][: 1 if port in missing else 2]) for port in proposed}
    guessed = {
        port: {named(miss) for miss in [*found.possible[:1], found.typeless] if miss}
        for port, found in missing.items()
        if port not in proposed
    }
    shared: dict[str, Shared] = {}
    for ports in (*_overlapping(said), *_overlapping(guessed)):
        # Each other order is named only where there is one; the upper step is for the first input.
        given = sorted(proposed.get(ports[0], []), key=lambda one: known.place(one[0]))
        alike = all(set(given) == set(proposed.get(port, ())) for port in ports)
        hint = None
        if alike and len(given) == len(ports):
            lines = {port: reference_to(*output) for port, output in zip(ports, given, strict=True)}
            order = "the other way round" if len(ports) == 2 else "in another order"
            said_so = to_write(step.body, lines, alone=len(ports) == count)
            hint = f"write {said_so} or {order}"
        shared |= dict.fromkeys(ports, Shared(ports, hint))
    return shared


def _overlapping(proposed: Mapping[str, set[Named]]) -> Iterator[list[str]]:
    """The inputs, several each time, that are joined by outputs proposed for more than one."""
    left = list(proposed)
    while left:
        ports, outputs = [left.pop(0)], set[Named]()
        for port in ports:  # which grows
            outputs |= proposed[port]
            ports += [other for other in left if proposed[other] & outputs]
            left = [other for other in left if other not in ports]
        if len(ports) > 1:
            yield ports


# --- words --------------------------------------------------------------------------------


def _shown(known: Field, search: Search, option: Option) -> str:
    name = known.steps[option.step].name
    return f"`{name}.{option.output.name}` ({_score(search, option)})"


def _score(search: Search, option: Option) -> str:
    return f"{kept(search.points(option)) / 100:.2f}"
