"""What became of each input: the wire, and for `pipec explain` what else was weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pipec.compiler.model import Candidate, Decision, OutputPort, ScorePart
from pipec.compiler.wiring.choice.lookup import Lookup
from pipec.compiler.wiring.choice.optional import optional_refusal
from pipec.compiler.wiring.choice.precedence import Precedence
from pipec.compiler.wiring.choice.search import NOBODY_TAKES, Search
from pipec.compiler.wiring.choice.ties import is_barred, is_report
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.parts import Part, Parts, total
from pipec.compiler.wiring.evidence.ports import may_be, same_data, unfit
from pipec.compiler.wiring.evidence.scores import LONE, MARGIN, THRESHOLD
from pipec.compiler.wiring.words.names import (
    lex,
)

NOBODY_TOOK = "nobody else took it when this was weighed"
SHOWN = 8
"""Most candidates that a decision keeps beside the chosen one."""
_PER_CONTRACT = 3
_SHOWN_FIRST = 3
OF_OTHER_PART = "is of another part of the data"
"""Why an output is refused that fits, and that only the user can want."""
"""How many of them an error shows."""


class Outcome(NamedTuple):
    """An input at the end: its best options, and the outputs that its step's other inputs took.

    `busy` are all outputs that anybody takes; `hoped` is the order that follows if each open input
    takes what is shown first of what stands above it in the file. `fixed` is the order that no
    inferred wire makes, `wires` are these, by the steps that they join.
    """

    search: Search
    front: Sequence[Option]
    taken: set[OutputKey]
    order: Precedence
    lookup: Lookup
    busy: Collection[OutputKey] = ()
    hoped: Precedence | None = None
    fixed: Precedence | None = None
    wires: Mapping[tuple[int, int], Search] = {}

    def turns_back(self, known: Field, producer: int) -> bool:
        """Whether a step below in the file would close a cycle with what others are told."""
        is_below, _ = known.distance(self.search.step, producer)
        return (
            is_below and self.hoped is not None and self.hoped.follows(producer, self.search.step)
        )


def seen_together(
    known: Field, order: Precedence, fixed: Precedence, outcomes: Sequence[Outcome]
) -> list[Outcome]:
    """The outcomes, each with what the others say of the order.

    So that what is proposed for the open inputs closes no cycle: of two steps that could take from
    each other the upper one is not told to take from the lower.
    """
    chosen = [(outcome.search.chosen, outcome.search) for outcome in outcomes]
    wires = {(option.step, search.step): search for option, search in chosen if option}
    hoped = order.copy()
    for outcome in outcomes:
        above = _nearest_above(known, outcome)
        if above is not None:
            hoped.add([(above, outcome.search.step)])
    hoped.update()
    return [
        _hoping(known, outcome._replace(hoped=hoped, fixed=fixed, wires=wires))
        for outcome in outcomes
    ]


def _nearest_above(known: Field, outcome: Outcome) -> int | None:
    """The step above an open input's in the file that is shown first, if level with the best."""
    search = outcome.search
    if search.chosen or not (search.port.required or len(outcome.front) > 1):
        return None
    found = outcome.front or [o for o in search.options.values() if not search.is_out(o.key)]
    found = [option for option in found if search.points(option) >= LONE]
    found.sort(key=lambda option: first_shown(known, search, option, outcome.busy))
    for option in found:
        if search.points(option) <= search.points(found[0]) - MARGIN:
            break
        if not known.distance(search.step, option.step)[0]:
            return option.step
    return None


def _hoping(known: Field, outcome: Outcome) -> Outcome:
    front = sorted(outcome.front, key=lambda option: outcome.turns_back(known, option.step))
    return outcome._replace(front=front)


def decision(known: Field, outcome: Outcome, *, runners_up: bool) -> Decision:
    """The chosen wire of an input, or what it hesitates between; with `runners_up` all that lost.

    These take as long to find as all the wires, and only `pipec explain` shows them.
    """
    search = outcome.search
    chosen = search.chosen
    return Decision(
        step=known.steps[search.step].name,
        input=search.port.name,
        required=search.port.required,
        chosen=_candidate(known, search, chosen, None, ()) if chosen else None,
        others=runners_up_of(known, outcome) if runners_up else _front(known, outcome),
        blocked=None if chosen else search.blocked or next(iter(search.strange.values()), None),
    )


def _front(known: Field, outcome: Outcome) -> tuple[Candidate, ...]:
    """The outputs that an open input hesitates between, as `runners_up_of` has them first."""
    search, busy = outcome.search, outcome.busy
    if search.chosen or len(outcome.front) < 2:
        return ()
    best_first = sorted(
        outcome.front,
        key=lambda option: (
            outcome.turns_back(known, option.step),
            first_shown(known, search, option, busy),
        ),
    )
    return tuple(_candidate(known, search, option, None, busy) for option in best_first[:SHOWN])


def runners_up_of(known: Field, outcome: Outcome) -> tuple[Candidate, ...]:
    """What was not chosen, best first: what could be, then what scores too low or is refused."""
    search = outcome.search
    chosen = search.chosen.key if search.chosen else None
    options = [option for option in _noteworthy(known, outcome) if option.key != chosen]
    front = {option.key for option in outcome.front}
    # What an input hesitates between could be, also where an optional one would take neither.
    could = front if chosen is None and len(front) > 1 else ()
    refusals = {
        option.key: None if option.key in could else _refusal(known, outcome, option)
        for option in options
    }

    def rank(option: Option) -> tuple[object, ...]:
        refusal = refusals[option.key]
        possible = refusal in (None, _too_low(0), OF_OTHER_PART)
        place = first_shown(known, search, option, outcome.busy if possible else ())
        back = search.chosen is None and outcome.turns_back(known, option.step)
        return not possible, refusal is not None, back, option.key not in front, place

    options.sort(key=rank)
    if search.chosen is None:
        _show_lost(options, refusals, outcome)
    return tuple(
        _candidate(known, search, option, refusals[option.key], outcome.busy)._replace(
            writable=_is_writable(known, outcome, option)
        )
        for option in options[:SHOWN]
    )


def first_shown(
    known: Field, search: Search, option: Option, busy: Collection[OutputKey]
) -> tuple[int, bool, tuple[bool, int], bool, int, OutputKey]:
    """The place of an output among others.

    Of equals first what is no report, if none is asked for; then what the nearest step above in
    the file gives; then what nobody takes; then what is so by itself.
    """
    points = kept(search.points(option))
    strange = is_report(option.output) and not lex(search.port.name).is_of("report")
    distance = known.distance(search.step, option.step)
    return -points, strange, distance, option.key in busy, -option.points, option.key


def _show_lost(
    options: list[Option], refusals: Mapping[OutputKey, str | None], outcome: Outcome
) -> None:
    """Move the best output that nobody takes among the first that are shown."""
    for place, option in enumerate(options):
        refusal = refusals[option.key]
        possible = refusal is None or refusal == _too_low(0)
        if possible and option.key not in outcome.busy:
            if place >= _SHOWN_FIRST:
                options.insert(_SHOWN_FIRST - 1, options.pop(place))
            return


def _noteworthy(known: Field, outcome: Outcome) -> list[Option]:
    """The options that were weighed, and the likeliest of those that were not.

    Of these a few of each contract's outputs, so that explaining costs no more than binding.
    """
    search = outcome.search
    if search.chosen is None:  # else what is worth weighing is weighed
        outcome.lookup.look_everywhere(search)
    likeliest = sorted(
        search.options.values(),
        key=lambda option: (-search.points(option), -option.points, option.key),
    )[: SHOWN + 1]
    if len(likeliest) > SHOWN:
        return likeliest
    seen: dict[tuple[str, str], int] = defaultdict(int)
    others: list[tuple[int, OutputKey, OutputPort]] = []
    for number, step in enumerate(known.steps):
        for output in step.outputs:
            key = (number, output.name)
            group = (step.step_type, output.name)
            if key in search.options or number == search.step or seen[group] >= _PER_CONTRACT:
                continue
            if search.chosen is not None and unfit(search.port, output):
                continue  # of interest only where something is missing
            seen[group] += 1
            evidence = known.evidence(search.step, search.want, number, output)
            others.append((-evidence.points, key, output))
    others.sort(key=lambda other: other[:2])
    return likeliest + [
        known.option(search.step, search.want, key[0], output)
        for _, key, output in others[: SHOWN - len(likeliest)]
    ]


def _candidate(
    known: Field, search: Search, option: Option, refused: str | None, busy: Collection[OutputKey]
) -> Candidate:
    """The score is the parts' sum; a last part keeps it within 0 and 1, so that they add up.

    What somebody takes by now (`busy`) nobody took when the input was weighed.
    """
    parts: Parts = option.parts
    change = search.change(option)
    if change and change.points:
        is_stale = change.label == NOBODY_TAKES and option.key in busy
        parts = (*parts, change._replace(label=NOBODY_TOOK) if is_stale else change)
    points = total(parts)
    score = kept(points)
    if score != points:
        parts = (*parts, Part("kept within 0 and 1", score - points))
    return Candidate(
        step=known.steps[option.step].name,
        output=option.output.name,
        score=score / 100,
        parts=tuple(ScorePart(part.label, part.points / 100) for part in parts),
        refused=refused,
    )


def kept(points: int) -> int:
    """A score as it is shown."""
    return min(100, max(0, points))


def _refusal(known: Field, outcome: Outcome, option: Option) -> str | None:
    """Why an option cannot be; None if it could."""
    search = outcome.search
    return (
        known.refusal(search.step, search.want, option.step)
        or unfit(search.port, option.output)
        or why_after(known, outcome, option.step)
        or search.strange.get(option.key)
        or (OF_OTHER_PART if is_barred(search, option) else None)
        or optional_refusal(known, search, option)
        or ("optional, and the step belongs to another" if option.foreign else None)
        or ("feeds another input of this step" if option.key in outcome.taken else None)
        or _too_low(search.points(option))
    )


def why_after(known: Field, outcome: Outcome, producer: int) -> str | None:
    """Why a step can only run after an input's; None if it need not.

    Where the user has not said so, the weakest of the wires that make it so.
    """
    consumer = outcome.search.step
    if not outcome.order.follows(producer, consumer):
        return None
    after = f"runs after `{known.steps[consumer].name}`"
    if wire := _inferred(outcome, producer):
        after += f", by the inferred wire {_as_wire(known, wire)}"
    return after


def _inferred(outcome: Outcome, producer: int) -> Search | None:
    """The weakest inferred wire by which a step runs after an input's, if no text says so."""
    if outcome.fixed is None or outcome.fixed.follows(producer, outcome.search.step):
        return None
    way = outcome.order.way(producer, outcome.search.step)
    wires = [outcome.wires[pair] for pair in way if pair in outcome.wires]
    return min(wires, key=_strength, default=None)


def _strength(search: Search) -> int:
    return search.points(search.chosen) if search.chosen else 0


def _as_wire(known: Field, search: Search) -> str:
    assert search.chosen is not None
    source = f"{known.steps[search.chosen.step].name}.{search.chosen.output.name}"
    return f"`{known.steps[search.step].name}.{search.port.name} ← {source}`"


def _is_writable(known: Field, outcome: Outcome, option: Option) -> bool:
    """Whether the input may be written to be an output, whatever the wiring finds of it.

    Not where it cannot be read, is another kind of value or data, or is made only later.
    """
    port, source = outcome.search.port, known.steps[option.step]
    step_type = None if source.in_place else source.step_type
    is_late = outcome.fixed is not None and outcome.fixed.follows(option.step, outcome.search.step)
    return (
        option.step != outcome.search.step
        and known.visible(outcome.search.step, option.step)
        and same_data(port, option.output)
        and may_be(port, option.output, step_type)
        and not is_late
    )


def _too_low(points: int) -> str | None:
    return None if points >= THRESHOLD else f"the score is below {THRESHOLD / 100:.2f}"
