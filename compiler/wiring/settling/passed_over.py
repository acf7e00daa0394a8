"""Steps that a wire goes past: what they make of the data is used by nobody."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipec.compiler.model import Candidate, Decision, OutputPort, Want, WiringStep
from pipec.compiler.record import Record
from pipec.compiler.wiring.choice.forms import is_predicted, of_one_kind
from pipec.compiler.wiring.choice.search import Beyond
from pipec.compiler.wiring.evidence.options import Named
from pipec.compiler.wiring.evidence.ports import unfit
from pipec.compiler.wiring.evidence.scores import port_evidence
from pipec.compiler.wiring.words.comparison import (
    is_left_out,
    without_work,
)
from pipec.compiler.wiring.words.names import (
    lex,
    says_what_was_done,
)


class PassedOver(Record):
    """An inferred wire that takes an output from before a step whose result is lost."""

    step: WiringStep
    input: str
    taken: Candidate
    middle: WiringStep
    output: OutputPort

    @property
    def beyond(self) -> Beyond:
        """What the input may mean instead, and what it took."""
        taken = (self.taken.step, self.taken.output)
        return Beyond((self.middle.name, self.output.name), taken)


def passed_over(
    steps: Sequence[WiringStep],
    decisions: Sequence[Decision],
    used: Collection[Named],
) -> dict[Named, Iterator[PassedOver]]:
    """For each input with an inferred wire the steps that the wire goes past, by name.

    `anonymize` takes `load.data` and nobody takes what it gives, while `prep` takes `load.data`
    too: likely `prep` should take the anonymized data. `used` are the outputs that some text
    reads. There may be many of each, of which mostly the first counts: no more is looked at than
    is asked for.
    """
    by_name = {step.name: step for step in steps}
    taken = set(used)
    takers: dict[tuple[str, str], list[str]] = defaultdict(list)
    before: dict[str, set[str]] = {step.name: set(step.after) for step in steps}
    for step in steps:
        for _, source, output in step.written:
            taken.add((source, output))
            takers[source, output].append(step.name)
    for decision in decisions:
        if chosen := decision.chosen:
            taken.add((chosen.step, chosen.output))
            takers[chosen.step, chosen.output].append(decision.step)
            before[decision.step].add(chosen.step)
    lost = {
        step.name
        for step in steps
        if not any((step.name, port.name) in taken for port in step.outputs)
    }
    ends = _Ends(by_name, takers, lost, taken, before)
    return {
        (decision.step, decision.input): ends.passed_over(
            by_name[decision.step], decision.input, decision.chosen
        )
        for decision in decisions
        if decision.chosen
    }


class _Ends:
    """Where what is made of an output ends: the steps whose results nobody takes."""

    def __init__(
        self,
        steps: Mapping[str, WiringStep],
        takers: Mapping[tuple[str, str], Sequence[str]],
        lost: Collection[str],
        taken: Collection[tuple[str, str]],
        before: Mapping[str, Collection[str]],
    ) -> None:
        self.steps = steps
        self.takers = takers
        self.lost = lost
        self.taken = taken
        self.before = before
        self.known: dict[tuple[str, str], tuple[str, ...]] = {}
        # By step its outputs that are what it works on, by their names, and that nobody takes.
        self.kept: dict[str, set[str]] = defaultdict(set)
        self.grouped: dict[tuple[str, str], Collection[Sequence[WiringStep]]] = {}

    def passed_over(self, step: WiringStep, name: str, chosen: Candidate) -> Iterator[PassedOver]:
        """The ends behind what an input has chosen that it may mean in its place, by name."""
        want = next(want for want in step.wants if want.port.name == name)
        of_contracts = self._by_contract(chosen)
        meant = (self._meant(want, step, chosen, middles) for middles in of_contracts)
        for middle, output in heapq.merge(*meant, key=lambda found: found[0].name):
            if not _runs_after(middle.name, step.name, self.before):
                yield PassedOver(step, name, chosen, middle, output)

    def _meant(
        self, want: Want, step: WiringStep, chosen: Candidate, middles: Sequence[WiringStep]
    ) -> Iterator[tuple[WiringStep, OutputPort]]:
        """The steps of one contract that give what an input may mean, and nobody takes."""
        first = middles[0]
        if first.twins == self.steps[chosen.step].twins:
            return  # it only applies what the other fitted
        meant = _meant(want, step, first)
        given = self._output(chosen)
        meant = [port for port in meant if not is_predicted(given, first, port)]
        for middle in middles if meant else ():
            idle = [output for output in meant if self._is_idle(middle.name, output.name)]
            if idle and _in_reach(step, middle):
                yield middle, idle[0]

    def _output(self, chosen: Candidate) -> OutputPort:
        outputs = self.steps[chosen.step].outputs
        return next(port for port in outputs if port.name == chosen.output)

    def _by_contract(self, chosen: Candidate) -> Collection[Sequence[WiringStep]]:
        """The ends behind an output, those of one contract together, by name."""
        key = (chosen.step, chosen.output)
        if key not in self.grouped:
            grouped: dict[str, list[WiringStep]] = defaultdict(list)
            for name in sorted(self.of(*key)):
                grouped[self.steps[name].twins].append(self.steps[name])
            self.grouped[key] = grouped.values()
        return self.grouped[key]

    def of(self, step: str, output: str) -> tuple[str, ...]:
        """The ends of the chains that begin with an output."""
        order: list[tuple[str, str]] = []
        stack = [(step, output)]
        seen = set(stack)
        while stack:
            at = stack.pop()
            order.append(at)
            for after in self._later(at):
                if after not in seen and after not in self.known:
                    seen.add(after)
                    stack.append(after)
        for at in reversed(order):
            found = [name for name in self.takers.get(at, ()) if self._ends(name, at[1])]
            for after in self._later(at):
                found += self.known.get(after, ())
            self.known[at] = tuple(dict.fromkeys(found))
        return self.known[step, output]

    def _ends(self, name: str, output: str) -> bool:
        """Whether nobody takes a step's results, or the one that it makes of an output."""
        step, of_what = self.steps[name], lex(output)
        of_step = lex(name), lex(step.step_type)
        self.kept[name] |= {
            port.name
            for port in step.outputs
            if (name, port.name) not in self.taken
            and (
                (said := without_work(lex(port.name), *of_step)) == of_what.keys
                or (not said and says_what_was_done(lex(port.name)))
                or (of_what.information == 1 and of_what.keys < lex(port.name).keys)
            )
        }
        return name in self.lost or bool(self.kept[name])

    def _is_idle(self, name: str, output: str) -> bool:
        """Whether nobody takes an output, nor its step's others, if it is not `kept` by itself."""
        return (name in self.lost or output in self.kept[name]) and (name, output) not in self.taken

    def _later(self, at: tuple[str, str]) -> Iterator[tuple[str, str]]:
        """The outputs of the takers that may be a later form."""
        given = next((port for port in self.steps[at[0]].outputs if port.name == at[1]), None)
        for name in self.takers.get(at, ()):
            for port in self.steps[name].outputs:
                if name not in self.lost and given and of_one_kind(given, port):
                    yield name, port.name


def _meant(want: Want, step: WiringStep, middle: WiringStep) -> list[OutputPort]:
    """The outputs of the step passed over that the input may mean, the likest first.

    What a step finds out about a thing is no new form of it.
    """
    if want.only or middle.twins == step.twins:
        return []
    outputs = [p for p in middle.outputs if not p.report and not unfit(want.port, p)]
    found = [(port_evidence(want.port, port, middle.step_type), port) for port in outputs]
    wanted = lex(want.port.name)
    found.sort(key=lambda item: (is_left_out(wanted, lex(item[1].name)), -item[0].points))
    return [port for evidence, port in found if not evidence.clash]


def _in_reach(step: WiringStep, middle: WiringStep) -> bool:
    return middle.block == step.block[: len(middle.block)]


def _runs_after(later: str, earlier: str, before: Mapping[str, Collection[str]]) -> bool:
    seen: set[str] = set()
    stack = [later]
    while stack:
        name = stack.pop()
        if name == earlier:
            return True
        if name not in seen:
            seen.add(name)
            stack += sorted(before.get(name, ()))
    return False
