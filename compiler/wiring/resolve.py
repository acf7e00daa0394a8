"""Binds inputs to outputs: gates, then scores, then the best acyclic assignment.

Wires are chosen in rounds, the certain ones first. When no more can be chosen, every wire is
weighed once more in the light of all others; one that is no longer certain is taken back and,
once, chosen anew. Then rules of last resort settle what they can. Nothing depends on the order of
the steps, and what is not certain is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from pipec.compiler.diagnostics import Report
from pipec.compiler.model import NO_WORDS, Decision, WiringStep, Words
from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.decisions import decision, seen_together
from pipec.compiler.wiring.choice.search import Beyond
from pipec.compiler.wiring.choice.ties import delivers
from pipec.compiler.wiring.evidence.options import Named, OutputKey
from pipec.compiler.wiring.settling.beyond import bars, look_beyond
from pipec.compiler.wiring.settling.passed_over import PassedOver, passed_over
from pipec.compiler.wiring.settling.settle import settle
from pipec.compiler.wiring.telling.errors import report_errors
from pipec.compiler.wiring.telling.idle import idle_steps, report_idle
from pipec.compiler.wiring.telling.in_vain import report_left_empty
from pipec.compiler.wiring.telling.warnings import report_up_the_file
from pipec.compiler.wiring.words.lexicon import speaking


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
    the project's own. Steps that work for nobody are warned of, and inputs left empty for doubts.
    """
    beyond: dict[Named, Beyond] = {}
    with speaking(words):
        while True:
            tried = Report()
            assignment, rivals = _weighed(steps, beyond, used)
            busy = assignment.taken_by_any(used)
            decisions = _decided(assignment, steps, busy, tried, runners_up=runners_up)
            steps_of = passed_over(steps, decisions, used)
            # Of several that a wire goes past the first by name, whatever the order of the file.
            first = {
                wire: found
                for wire, of_wire in steps_of.items()
                for found in islice((f for f in of_wire if not bars(assignment, f)), 1)
            }
            if not first.keys() - beyond.keys():
                report.extend(tried)
                report_up_the_file(steps, decisions, report)
                wires = [wire for wire in first if wire in rivals]
                past = [found for wire in wires for found in (first[wire], *steps_of[wire])]
                past = [found for found in past if not delivers(found.middle)]
                told = {found.middle.name for found in past}
                for search in () if tried.diagnostics() else assignment.searches:
                    told |= report_left_empty(assignment.field, search, report)
                for idle in () if tried.diagnostics() else idle_steps(assignment, busy):
                    if idle.step.name not in told:
                        report_idle(assignment, idle, report)
                return decisions, past
            beyond = {**{wire: found.beyond for wire, found in first.items()}, **beyond}


def _weighed(
    steps: Sequence[WiringStep], beyond: Mapping[Named, Beyond], used: Collection[Named]
) -> tuple[Assignment, set[Named]]:
    """What the inputs have chosen, and those that `beyond` gives a rival."""
    assignment = Assignment(steps)
    rivals = {key for key, other in beyond.items() if look_beyond(assignment, *key, other)}
    while True:
        while assignment.round():
            pass
        if assignment.verify() and not settle(assignment, used):
            return assignment, rivals


def _decided(
    assignment: Assignment,
    steps: Sequence[WiringStep],
    busy: Collection[OutputKey],
    report: Report,
    *,
    runners_up: bool,
) -> tuple[Decision, ...]:
    """The decisions in the order of `steps`, the open inputs reported; `busy` outputs are taken."""
    field = assignment.field
    found = [assignment.outcome(search, busy) for search in assignment.searches]
    outcomes = {
        (outcome.search.step, outcome.search.port.name): outcome
        for outcome in seen_together(field, assignment.order, assignment.fixed, found)
    }
    decisions: list[Decision] = []
    for step in steps:
        of_step = [outcomes[field.number[step.name], want.port.name] for want in step.wants]
        report_errors(field, step, of_step, assignment.order, report)
        decisions += [decision(field, outcome, runners_up=runners_up) for outcome in of_step]
    return tuple(decisions)
