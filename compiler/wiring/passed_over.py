"""Steps that a wire goes past: what they make of the data is used by nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import Candidate, Decision, OutputPort, Want, WiringStep
from pipec.compiler.record import Record
from pipec.compiler.wiring.chains import of_one_kind
from pipec.compiler.wiring.lines import reference_to, to_write
from pipec.compiler.wiring.names import lex, reads_same
from pipec.compiler.wiring.options import Beyond
from pipec.compiler.wiring.ports import unfit
from pipec.compiler.wiring.scores import port_evidence


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
    used: Collection[tuple[str, str]],
) -> Iterator[PassedOver]:
    """The wires that go past a step, by the decisions' order.

    `anonymize` takes `load.data` and nobody takes what it gives, while `prep` takes `load.data`
    too: likely `prep` should take the anonymized data. `used` are the outputs (step, name) that
    some text reads.
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
    ends = _Ends(by_name, takers, lost, taken)
    for decision in decisions:
        if chosen := decision.chosen:
            step = by_name[decision.step]
            for middle, port in ends.meant(step, decision.input, chosen):
                if not _runs_after(middle.name, step.name, before):
                    yield PassedOver(step, decision.input, chosen, middle, port)


class _Ends:
    """Where what is made of an output ends: the steps whose results nobody takes."""

    def __init__(
        self,
        steps: Mapping[str, WiringStep],
        takers: Mapping[tuple[str, str], Sequence[str]],
        lost: Collection[str],
        taken: Collection[tuple[str, str]],
    ) -> None:
        self.steps = steps
        self.takers = takers
        self.lost = lost
        self.taken = taken
        self.known: dict[tuple[str, str], tuple[str, ...]] = {}
        self.grouped: dict[tuple[str, str], dict[str, list[WiringStep]]] = {}

    def meant(
        self, step: WiringStep, input_name: str, chosen: Candidate
    ) -> Iterator[tuple[WiringStep, OutputPort]]:
        """The ends behind what an input has chosen, and what nobody takes of them that it may mean.

        Asked of one step of a contract first, as there may be many.
        """
        want = next(want for want in step.wants if want.port.name == input_name)
        for twins, middles in self._by_contract(chosen).items():
            port = _meant(want, step, middles[0])
            # Twins only apply what the other fitted.
            if port is None or twins == self.steps[chosen.step].twins:
                continue
            if middles[0].kind == "Transform":
                continue  # predictions do not take the place of the data
            for middle in middles:
                if _in_reach(step, middle) and (middle.name, port.name) not in self.taken:
                    yield middle, port

    def _by_contract(self, chosen: Candidate) -> dict[str, list[WiringStep]]:
        key = (chosen.step, chosen.output)
        if key not in self.grouped:
            grouped: dict[str, list[WiringStep]] = defaultdict(list)
            for name in self.of(*key):
                grouped[self.steps[name].twins].append(self.steps[name])
            self.grouped[key] = grouped
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
        return name in self.lost or any(
            reads_same(lex(port.name), lex(output)) and (name, port.name) not in self.taken
            for port in self.steps[name].outputs
        )

    def _later(self, at: tuple[str, str]) -> Iterator[tuple[str, str]]:
        """The outputs of the takers that may be a later form."""
        given = next((port for port in self.steps[at[0]].outputs if port.name == at[1]), None)
        for name in self.takers.get(at, ()):
            for port in self.steps[name].outputs:
                if name not in self.lost and given and of_one_kind(given, port):
                    yield name, port.name


def _meant(want: Want, step: WiringStep, middle: WiringStep) -> OutputPort | None:
    """The output of the step passed over that the input may mean, by type and name."""
    if want.only or middle.twins == step.twins:
        return None
    for port in middle.outputs:
        if port.report:
            continue  # what a step finds out about a thing is no new form of it
        fits = not unfit(want.port, port)
        if fits and not port_evidence(want.port, port, middle.step_type).clash:
            return port
    return None


def _in_reach(step: WiringStep, middle: WiringStep) -> bool:
    return middle.block == step.block[: len(middle.block)]


def _runs_after(later: str, earlier: str, before: dict[str, set[str]]) -> bool:
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


def report_passed_over(found: PassedOver, report: Report) -> None:
    """Warn of one."""
    step = found.step.name
    taken, other = found.taken, found.middle
    take, keep = (
        to_write(found.step.body, {found.input: reference_to(*output)})
        for output in ((other.name, found.output.name), (taken.step, taken.output))
    )
    report.add(
        codes.PASSED_OVER,
        f"`{step}` takes `{taken.step}.{taken.output}`, "
        f"and nobody takes `{other.name}.{found.output.name}`, which is made of it",
        found.step.span,
        hint=f"to take it write {take}, to keep the wire {keep}",
        related=[Related(found.middle.span, f"gives `{found.output.name}`")],
    )
