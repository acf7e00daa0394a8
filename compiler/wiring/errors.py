"""Inputs without a wire: what to report, with the line that mends it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipec.compiler.codes import AMBIGUOUS_INPUT, UNRESOLVED_INPUT, UNUSED_FROM
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import Candidate, WiringStep
from pipec.compiler.wiring.decisions import Outcome, kept, runners_up_of
from pipec.compiler.wiring.field import Field
from pipec.compiler.wiring.options import Option, Search
from pipec.compiler.wiring.scores import THRESHOLD, unfit

NEAREST = 3
"""Most misses that an error shows."""


def report_errors(
    known: Field, step: WiringStep, outcomes: Sequence[Outcome], report: Report
) -> None:
    """Report a step's inputs that have no wire; if all have, the entries of `from:` in vain."""
    unbound = [outcome for outcome in outcomes if outcome.search.chosen is None]
    ambiguous = [outcome for outcome in unbound if len(outcome.front) > 1]
    missing = [
        outcome
        for outcome in unbound
        if len(outcome.front) <= 1
        and (outcome.search.port.required or outcome.search.want.only is not None)
    ]
    drawn = frozenset(_drawn(outcomes))
    for group in _alike(known, ambiguous, drawn):
        # A `from:` shuts out what the step's other open inputs may need.
        alone = len(group) == len(ambiguous) + len(missing)
        _report_ambiguous(known, step, group, drawn if alone else None, report)
    for outcome in missing:
        _report_missing(known, step, outcome, report)
    if not ambiguous and not missing:
        _report_unused(known, step, outcomes, report)


def _drawn(outcomes: Sequence[Outcome]) -> Iterator[int]:
    """The steps that feed a step already, and that its `from:` must name."""
    for outcome in outcomes:
        if outcome.search.chosen is not None and outcome.search.want.only is None:
            yield outcome.search.chosen.step


# --- several fit --------------------------------------------------------------------------


def _alike(known: Field, outcomes: Sequence[Outcome], drawn: frozenset[int]) -> list[list[Outcome]]:
    """The inputs that one `from:` settles together: the same steps offer something to each."""
    groups: dict[object, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        settled = all(_from(known, outcome, option, drawn) for option in outcome.front)
        producers = frozenset(option.step for option in outcome.front)
        groups[producers if settled else id(outcome)].append(outcome)
    return list(groups.values())


def _report_ambiguous(
    known: Field,
    step: WiringStep,
    group: Sequence[Outcome],
    drawn: frozenset[int] | None,
    report: Report,
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
        hint=_choice(known, group, drawn),
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


def _choice(known: Field, group: Sequence[Outcome], drawn: frozenset[int] | None) -> str:
    """A line to write for each of the two best: `from:` if that settles it, else the wire.

    `drawn` are the steps that feed the step already; None if other inputs of it are open, too.
    """
    first = group[0]
    if drawn is None:
        wires = [
            [_wire(known, outcome.search, option) for option in outcome.front[:2]]
            for outcome in group
        ]
        return "write " + ", and ".join(" or ".join(lines) for lines in wires)
    lines = [
        _from(known, first, option, drawn) or _wire(known, first.search, option)
        for option in first.front[:2]
    ]
    best = first.front[0]
    only_here = ""
    if len(group) == 1 and _from(known, first, best, drawn):
        only_here = f"; for this input alone {_wire(known, first.search, best)}"
    return f"write {lines[0]} or {lines[1]}{only_here}"


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


# --- nothing fits -------------------------------------------------------------------------


def _report_missing(known: Field, step: WiringStep, outcome: Outcome, report: Report) -> None:
    search = outcome.search
    runners_up = runners_up_of(known, outcome)
    best = max((candidate.score for candidate in runners_up), default=0)
    misses = [item for item in runners_up if item.score > 0 and item.score >= best / 2]
    misses = misses[:NEAREST]
    reason = f": {search.blocked}" if search.blocked else ""
    report.add(
        UNRESOLVED_INPUT,
        f"no output fits the input `{search.port.name}` of `{step.name}`{reason}",
        search.want.span,
        hint=_way_out(known, outcome, misses),
        related=[
            Related(
                known.steps[known.number[miss.step]].span,
                f"`{miss.step}.{miss.output}` ({miss.score:.2f}): {_why(miss, search)}",
            )
            for miss in misses
        ],
    )


def _way_out(known: Field, outcome: Outcome, misses: Sequence[Candidate]) -> str:
    """The order to turn round, or else the wire to write, or else what to add."""
    port = outcome.search.port.name
    some = '"s3://BUCKET/FOLDER"' if outcome.search.port.data_type == "S3Uri" else "…"
    value = f"`inputs: {{{port}: {some}}}`"
    possible = [miss for miss in misses if not _gate(known, outcome, miss)]
    late = [miss for miss in misses if _only_late(known, outcome, miss)]
    if late and all(late[0].score > miss.score for miss in possible):
        return (
            f"`{late[0].step}.{late[0].output}` would fit, but `{late[0].step}` runs after this "
            f"step: if it is meant, let `{late[0].step}` wait for this step no longer"
        )
    sources = outcome.search.port.compatible_sources
    absent = sources and not any(step.step_type in sources for step in known.steps)
    add = f"add a step that uses `{sources[0]}`" if absent else ""
    if possible:
        pin = f"write {_pin(port, possible[0].step, possible[0].output)}"
        if absent:
            return f"{add}; if `{possible[0].step}` gives it, {pin}"
        return pin
    if absent:
        return f"{add}, or give a value: {value}"
    return f"add a step that gives it, or a value: {value}"


def _gate(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    """Whether naming the wire would be refused as well: by a branch, a type or the order."""
    return _unfit(known, outcome, miss) or _late(known, outcome, miss)


def _only_late(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    enough = miss.score * 100 >= THRESHOLD
    return enough and _late(known, outcome, miss) and not _unfit(known, outcome, miss)


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
            report.add(
                UNUSED_FROM,
                f"`{name}` in `from:` of `{step.name}` feeds none of its inputs",
                step.from_spans.get(name, step.span),
                hint=f"remove it, or write `depends_on: [{name}]` if order is what you want",
                related=[Related(known.steps[known.number[name]].span, f"`{name}` is here")],
            )


# --- words --------------------------------------------------------------------------------


def _shown(known: Field, search: Search, option: Option) -> str:
    name = known.steps[option.step].name
    return f"`{name}.{option.output.name}` ({_score(search, option)})"


def _score(search: Search, option: Option) -> str:
    return f"{kept(search.points(option)) / 100:.2f}"


def _wire(known: Field, search: Search, option: Option) -> str:
    return _pin(search.port.name, known.steps[option.step].name, option.output.name)


def _pin(port: str, step: str, output: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", output)
    path = f".{output}" if plain else "['" + output.replace("'", "''") + "']"
    return f'`inputs: {{{port}: "${{steps.{step}{path}}}"}}`'
