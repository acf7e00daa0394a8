"""What became of each input, in words: decisions for `pipec explain`, errors with a way out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipec.compiler.codes import AMBIGUOUS_INPUT, UNRESOLVED_INPUT, UNUSED_FROM
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import Candidate, Decision, OutputPort, ScorePart, WiringStep
from pipec.compiler.wiring.candidates import Field, Option, OutputKey, Search
from pipec.compiler.wiring.precedence import Precedence
from pipec.compiler.wiring.scores import THRESHOLD, Parts, unfit

SHOWN = 8
"""Most candidates that a decision keeps beside the chosen one."""
NEAREST = 3
"""Most misses that an error shows."""
_PER_CONTRACT = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """An input at the end: its best options, and the outputs that its step's other inputs took."""

    search: Search
    front: Sequence[Option]
    taken: set[OutputKey]
    order: Precedence


def conclude(
    steps: Sequence[WiringStep], known: Field, outcomes: Sequence[Outcome], report: Report
) -> tuple[Decision, ...]:
    """The decisions in the order of `steps` and their wants, and the errors to `report`."""
    of_step = defaultdict[str, list[Outcome]](list)
    for outcome in outcomes:
        of_step[known.steps[outcome.search.step].name].append(outcome)
    decisions: list[Decision] = []
    for step in steps:
        found = {id(outcome.search.want): outcome for outcome in of_step[step.name]}
        complete = True
        for want in step.wants:
            outcome = found[id(want)]
            decision = _decision(known, outcome)
            decisions.append(decision)
            if decision.chosen is None and not _report_unbound(
                known, outcome, of_step[step.name], decision, report
            ):
                continue
            complete = complete and decision.chosen is not None
        if complete:
            _report_unused(step, known, of_step[step.name], report)
    return tuple(decisions)


# --- decisions ----------------------------------------------------------------------------


def _decision(known: Field, outcome: Outcome) -> Decision:
    search = outcome.search
    picked: Candidate | None = None
    candidates: list[Candidate] = []
    for option in _noteworthy(known, outcome):
        if search.chosen is not None and option.key == search.chosen.key:
            picked = _candidate(known, search, option, None)
        else:
            reason = _refusal(known, outcome, option)
            candidates.append(_candidate(known, search, option, reason))
    candidates.sort(key=lambda c: (c.refused is not None, -c.score, c.step, c.output))
    return Decision(
        step=known.steps[search.step].name,
        input=search.port.name,
        required=search.port.required,
        chosen=picked,
        others=tuple(candidates[:SHOWN]),
    )


def _noteworthy(known: Field, outcome: Outcome) -> list[Option]:
    """The options that were weighed, and the likeliest of those that were not.

    Of these a few of each contract's outputs, so that explaining costs no more than binding.
    """
    search = outcome.search
    likeliest = sorted(
        search.options.values(), key=lambda option: (-search.points(option), option.key)
    )[: SHOWN + 1]
    if search.chosen is not None and search.chosen not in likeliest:
        likeliest.append(search.chosen)
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


def _candidate(known: Field, search: Search, option: Option, refused: str | None) -> Candidate:
    """The score is the parts' sum; a last part keeps it within 0 and 1, so that they add up."""
    parts: Parts = option.parts
    if change := search.changes.get(option.key):
        parts = (*parts, change)
    total = sum(value for _, value in parts)
    kept = _kept(total)
    if kept != total:
        parts = (*parts, ("kept within 0 and 1", kept - total))
    return Candidate(
        step=known.steps[option.step].name,
        output=option.output.name,
        score=kept / 100,
        parts=tuple(ScorePart(label, value / 100) for label, value in parts),
        refused=refused,
    )


def _kept(points: int) -> int:
    return min(100, max(0, points))


def _refusal(known: Field, outcome: Outcome, option: Option) -> str | None:
    """Why an option cannot be; None if it could."""
    search = outcome.search
    return (
        known.refusal(search.step, search.want, option.step)
        or unfit(search.port, option.output)
        or _after(known, outcome, option.step)
        or known.optional_refusal(search, option)
        or ("feeds another input of this step" if option.key in outcome.taken else None)
        or _too_low(search.points(option))
    )


def _after(known: Field, outcome: Outcome, producer: int) -> str | None:
    if outcome.order.follows(producer, outcome.search.step):
        return f"runs after `{known.steps[outcome.search.step].name}`"
    return None


def _too_low(points: int) -> str | None:
    return None if points >= THRESHOLD else f"the score is below {THRESHOLD / 100:.2f}"


# --- errors -------------------------------------------------------------------------------


def _report_unbound(
    known: Field,
    outcome: Outcome,
    siblings: Sequence[Outcome],
    decision: Decision,
    report: Report,
) -> bool:
    """Say why an input has no wire; False for an optional one that rightly has none."""
    search = outcome.search
    step = known.steps[search.step]
    front = outcome.front
    title = f"the input `{search.port.name}` of `{step.name}`"
    if len(front) > 1:
        first, second = (_shown(known, search, option) for option in front[:2])
        more = f" (and {len(front) - 2} more)" if len(front) > 2 else ""
        report.add(
            AMBIGUOUS_INPUT,
            f"{first} and {second}{more} fit {title} nearly equally well",
            search.want.span,
            hint=_hint(known, outcome, siblings, front),
            related=[
                Related(
                    known.steps[option.step].span,
                    f"gives `{option.output.name}`, score {_kept(search.points(option)) / 100:.2f}",
                )
                for option in front[:NEAREST]
            ],
        )
        return True
    if not search.port.required and search.want.only is None:
        return False
    best = max((candidate.score for candidate in decision.others), default=0)
    misses = [item for item in decision.others if item.score > 0 and item.score >= best / 2]
    misses = misses[:NEAREST]
    reason = f": {search.blocked}" if search.blocked else ""
    # What a type or a branch forbids is no advice.
    possible = [miss for miss in misses if not _gate(known, outcome, miss)]
    report.add(
        UNRESOLVED_INPUT,
        f"no output fits {title}{reason}",
        search.want.span,
        hint=_pin(search.port.name, possible[0].step, possible[0].output)
        if possible
        else f"add a step that gives it, or a value: `inputs: {{{search.port.name}: …}}`",
        related=[
            Related(
                known.steps[known.number[miss.step]].span,
                f"`{miss.step}.{miss.output}` ({miss.score:.2f}): {_why(miss, search)}",
            )
            for miss in misses
        ],
    )
    return True


def _gate(known: Field, outcome: Outcome, miss: Candidate) -> bool:
    """Whether naming the wire would be refused as well."""
    search = outcome.search
    number = known.number[miss.step]
    output = next(o for o in known.steps[number].outputs if o.name == miss.output)
    return (
        not known.visible(search.step, number)
        or unfit(search.port, output) is not None
        or outcome.order.follows(number, search.step)
    )


def _why(miss: Candidate, search: Search) -> str:
    return miss.refused or search.blocked or "may be meant for another input of this step"


def _hint(
    known: Field, outcome: Outcome, siblings: Sequence[Outcome], front: Sequence[Option]
) -> str:
    """The line to write: `from:` with all that the step draws on, if that tells them apart."""
    search = outcome.search
    step = known.steps[search.step]
    first = front[0]
    producer = known.steps[first.step].name
    pin = _pin(search.port.name, producer, first.output.name)
    same_step = any(option.step == first.step for option in front[1:])
    if same_step or step.draws_from is not None or search.want.only is not None:
        return pin
    others = (other for other in siblings if other.search is not search)
    drawn = sorted({producer, *_producers(known, others)})
    return f"write `from: [{', '.join(drawn)}]`, or {pin.removeprefix('write ')}"


def _producers(known: Field, outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.search.chosen is not None and outcome.search.want.only is None:
            yield known.steps[outcome.search.chosen.step].name


def _pin(port: str, step: str, output: str) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", output)
    path = f".{output}" if plain else "['" + output.replace("'", "''") + "']"
    return f'write `inputs: {{{port}: "${{steps.{step}{path}}}"}}`'


def _shown(known: Field, search: Search, option: Option) -> str:
    name = known.steps[option.step].name
    return f"`{name}.{option.output.name}` ({_kept(search.points(option)) / 100:.2f})"


def _report_unused(
    step: WiringStep, known: Field, outcomes: Sequence[Outcome], report: Report
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
