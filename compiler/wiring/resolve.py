"""Binds inputs to outputs: gates, then scores, then the best acyclic assignment.

Wires are chosen in rounds, the certain ones first. When no more can be chosen, every wire is
weighed once more in the light of all others; one that is no longer certain is taken back and,
once, chosen anew. Then rules of last resort settle what they can. Nothing depends on the order of
the steps, and what is not certain is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import NO_WORDS, Decision, WiringStep, Words
from pipec.compiler.wiring.assignment import Assignment
from pipec.compiler.wiring.decisions import decision
from pipec.compiler.wiring.errors import report_errors
from pipec.compiler.wiring.lexicon import speaking
from pipec.compiler.wiring.options import Beyond, Named
from pipec.compiler.wiring.passed_over import PassedOver, passed_over
from pipec.compiler.wiring.settling import settle


def resolve(
    steps: Sequence[WiringStep],
    report: Report,
    *,
    runners_up: bool = False,
    used: Collection[Named] = (),
    words: Words = NO_WORDS,
) -> tuple[tuple[Decision, ...], list[PassedOver]]:
    """One decision for each input that asks for a wire, in the order of `steps` and their wants.

    And the wires that go past a step whose result is lost; where one does, all is weighed again
    with that result in view, so that few are left. Unbound required inputs, inputs that two
    outputs fit, and entries of `from:` that feed nothing go to `report`. With `runners_up`
    decisions also say what else was weighed. `used` are the outputs that some text reads, `words`
    the project's own.
    """
    beyond: dict[Named, Beyond] = {}
    with speaking(words):
        while True:
            tried = Report()
            decisions, rivals = _weighed(steps, tried, beyond, used, runners_up=runners_up)
            past = list(passed_over(steps, decisions, used))
            new = {(found.step.name, found.input): found.beyond for found in past}
            if not new.keys() - beyond.keys():
                report.extend(tried)
                return decisions, [f for f in past if (f.step.name, f.input) in rivals]
            beyond = {**new, **beyond}


def _weighed(
    steps: Sequence[WiringStep],
    report: Report,
    beyond: Mapping[Named, Beyond],
    used: Collection[Named],
    *,
    runners_up: bool,
) -> tuple[tuple[Decision, ...], set[Named]]:
    """The decisions, and the inputs that `beyond` gives a rival."""
    assignment = Assignment.start(steps)
    rivals = {key for key, other in beyond.items() if assignment.look_beyond(*key, other)}
    while True:
        while assignment.round():
            pass
        if assignment.verify() and not settle(assignment, used):
            break
    field = assignment.field
    busy = assignment.taken_by_any(used)
    outcomes = {
        (search.step, search.port.name): assignment.outcome(search, busy)
        for search in assignment.searches
    }
    decisions: list[Decision] = []
    for step in steps:
        of_step = [outcomes[field.number[step.name], want.port.name] for want in step.wants]
        report_errors(field, step, of_step, report)
        decisions += [decision(field, outcome, runners_up=runners_up) for outcome in of_step]
    return tuple(decisions), rivals
