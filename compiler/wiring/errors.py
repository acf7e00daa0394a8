"""Inputs without a wire: what to report, with the line that mends it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipec.compiler.codes import AMBIGUOUS_INPUT, LEFT_EMPTY, UNRESOLVED_INPUT, UNUSED_FROM
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import Candidate, WiringStep
from pipec.compiler.wiring.decisions import Outcome, kept, runners_up_of
from pipec.compiler.wiring.field import Field
from pipec.compiler.wiring.lines import Values, reference_to, to_write
from pipec.compiler.wiring.options import Named, Option, Search
from pipec.compiler.wiring.ports import unfit
from pipec.compiler.wiring.scores import LONE, THRESHOLD

NEAREST = 3
"""Most misses that an error shows."""


def report_errors(
    known: Field, step: WiringStep, outcomes: Sequence[Outcome], report: Report
) -> None:
    """Report a step's inputs that have no wire; if all have, the entries of `from:` in vain."""
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
    shared = _shared(step, proposed, missing, count)
    for group in _alike(known, ambiguous, drawn, shared):
        # A `from:` shuts out what the step's other open inputs may need.
        alone = len(group) == count
        hint = _choice(known, group, drawn if alone else None, shared)
        _report_ambiguous(known, step, group, hint, report)
    for name, found in missing.items():
        _report_missing(known, step, found, shared.get(name), report, alone=count == 1)
    if not ambiguous and not missing:
        _report_unused(known, step, outcomes, report)


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
    report.add(
        AMBIGUOUS_INPUT,
        f"{' and '.join(fits)}{more} fit {title} of `{step.name}` nearly equally well",
        first.search.want.span,
        hint=hint,
        related=[
            Related(known.steps[option.step].span, _gives(group, option))
            for option in front[:NEAREST]
        ],
    )


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


class Shared(NamedTuple):
    """Open inputs of a step that the same output is proposed for.

    `hint` gives each its own; None where it may not be any of them for any input.
    """

    ports: Sequence[str]
    hint: str | None

    def besides(self, port: str) -> str:
        """What to say behind a line for one of them."""
        others = [f"`{other}`" for other in self.ports if other != port]
        return f", and another output for {' and '.join(others)}"


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
        if enough := [_named(miss) for miss in nearest.possible if _is_enough(miss)]:
            found[port] = enough
    return found


def _shared(
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
        port: {_named(miss) for miss in found.possible[:1]}
        for port, found in missing.items()
        if port not in proposed
    }
    shared: dict[str, Shared] = {}
    for ports in (*_overlapping(said), *_overlapping(guessed)):
        given = proposed.get(ports[0], [])[: len(ports)]
        alike = all(set(given) <= set(proposed.get(port, ())) for port in ports)
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


# --- nothing fits -------------------------------------------------------------------------


class Missing(NamedTuple):
    """A required input that nothing fits, with the nearest `misses`.

    `possible` are those that the user can name: nothing but the score speaks against them, and
    no other input of the step takes them.
    """

    outcome: Outcome
    misses: Sequence[Candidate]
    possible: Sequence[Candidate]

    @staticmethod
    def of(known: Field, outcome: Outcome) -> Missing:
        """What comes nearest to an input."""
        runners_up = runners_up_of(known, outcome)
        best = max((candidate.score for candidate in runners_up), default=0)
        misses = [item for item in runners_up if item.score > 0 and item.score >= best / 2]
        possible = [miss for miss in misses[:NEAREST] if not _gate(known, outcome, miss)]
        return Missing(outcome, misses[:NEAREST], possible)

    def leaving(self, proposed: Mapping[str, Sequence[Named]]) -> Missing:
        """The same without guesses at what scores enough for another input."""
        if self.outcome.search.port.name in proposed:
            return self
        wanted = {output for outputs in proposed.values() for output in outputs}
        left = [miss for miss in self.possible if _named(miss) not in wanted]
        return self._replace(possible=left)


def _report_missing(
    known: Field,
    step: WiringStep,
    found: Missing,
    shared: Shared | None,
    report: Report,
    *,
    alone: bool,
) -> None:
    search = found.outcome.search
    reason = f": {search.blocked}" if search.blocked else ""
    report.add(
        UNRESOLVED_INPUT,
        f"no output fits the input `{search.port.name}` of `{step.name}`{reason}",
        search.want.span,
        hint=_way_out(known, step, found, shared, alone=alone),
        related=[
            Related(
                known.steps[known.number[miss.step]].span,
                f"`{miss.step}.{miss.output}` ({miss.score:.2f}): {_why(miss, search)}",
            )
            for miss in found.misses
        ],
    )


def _way_out(
    known: Field, step: WiringStep, found: Missing, shared: Shared | None, *, alone: bool
) -> str:
    """The order to turn round, or else the wire to write, or else what to add.

    `shared` is for an input that is not the only one that the wire could be written for; `alone`
    for the only one of the step that is open.
    """
    outcome, misses, possible = found
    port = outcome.search.port
    late = [miss for miss in misses if _only_late(known, outcome, miss)]
    if late and all(late[0].score > miss.score for miss in possible):
        return (
            f"`{late[0].step}.{late[0].output}` would fit, but `{late[0].step}` runs after this "
            f"step: if it is meant, let `{late[0].step}` wait for this step no longer"
        )
    sources = port.compatible_sources
    absent = sources and not any(other.step_type in sources for other in known.steps)
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
    wire = {port.name: reference_to(miss.step, miss.output)}
    pin = f"write {to_write(step.body, wire, alone=alone)}"
    rest = shared.besides(port.name) if shared else ""
    if _is_enough(miss) and not absent:
        return f"{pin}{rest}"
    return f"{add}if `{miss.step}.{miss.output}` is meant, {pin}{rest}"


def _named(miss: Candidate) -> Named:
    return miss.step, miss.output


def _is_enough(miss: Candidate) -> bool:
    """Whether a miss scores as if it were meant."""
    return miss.score * 100 >= THRESHOLD


def _could_be(miss: Candidate) -> bool:
    """Whether so much speaks for a miss that it is worth naming."""
    return miss.score * 100 >= LONE


def _gate(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    """Whether the wire is no answer: for a branch, a type, the order, or another input."""
    taken = (known.number[miss.step], miss.output) in outcome.taken
    return taken or _unfit(known, outcome, miss) or _late(known, outcome, miss)


def _only_late(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    late = _late(known, outcome, miss)
    return _is_enough(miss) and late and not _unfit(known, outcome, miss)


def _late(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    return outcome.order.follows(known.number[miss.step], outcome.search.step)


def _unfit(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    search = outcome.search
    number = known.number[miss.step]
    output = next(o for o in known.steps[number].outputs if o.name == miss.output)
    return not known.visible(search.step, number) or unfit(search.port, output) is not None


def _why(miss: Candidate, search: Search) -> str:
    return miss.refused or search.blocked or "may be meant for another input of this step"


# --- nothing taken ------------------------------------------------------------------------


def _report_unused(
    known: Field, step: WiringStep, outcomes: Sequence[Outcome], report: Report
) -> None:
    feeding = set(step.after)
    for outcome in outcomes:
        if outcome.search.chosen is not None:
            feeding.add(known.steps[outcome.search.chosen.step].name)
    for name in dict.fromkeys(step.draws_from or ()):
        if name in known.number and name not in feeding:
            wires = _could_take(known, outcomes, name)
            take = f"to take what it gives write {to_write(step.body, *wires)}; " if wires else ""
            report.add(
                UNUSED_FROM,
                f"`{name}` in `from:` of `{step.name}` feeds none of its inputs",
                step.from_spans.get(name, step.span),
                hint=f"{take}remove it, or write `depends_on: [{name}]` if order is what you want",
                related=[Related(known.steps[known.number[name]].span, f"`{name}` is here")],
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
                if miss.step == name and _could_be(miss) and not _gate(known, outcome, miss)
            ]
            fitting += [could[:NEAREST]] if could else []
    best = max(fitting, key=lambda could: could[0][0], default=[])
    return [wire for _, wire in best]


def report_left_empty(known: Field, search: Search, report: Report) -> None:
    """Warn of an optional input that is empty because what fits it belongs to something else."""
    if not search.strange or search.chosen or search.port.required:
        return
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


# --- words --------------------------------------------------------------------------------


def _shown(known: Field, search: Search, option: Option) -> str:
    name = known.steps[option.step].name
    return f"`{name}.{option.output.name}` ({_score(search, option)})"


def _score(search: Search, option: Option) -> str:
    return f"{kept(search.points(option)) / 100:.2f}"
