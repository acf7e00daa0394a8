"""Warnings of inferred wires that may not be meant: by what they go past, or which way they run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import Candidate, Decision, WiringStep
from pipec.compiler.wiring.settling.passed_over import PassedOver
from pipec.compiler.wiring.telling.lines import reference_to, to_write

_ONE_IN = 5
"""At most one wire in so many may run up the file, or its order tells nothing."""


def report_up_the_file(
    steps: Sequence[WiringStep], decisions: Iterable[Decision], report: Report
) -> None:
    """Warn of inferred wires that run up a file whose other wires run down it.

    No wire depends on the order of the steps. But who writes steps in the order in which they work
    has told by it what is meant: half of the benchmark's wires told of here are wrong.
    """
    by_name = {step.name: step for step in steps}
    of_type = Counter(step.step_type for step in steps)
    wires = [
        (by_name[decision.step], decision.input, decision.chosen)
        for decision in decisions
        if decision.chosen
        and not _is_meant(by_name[decision.step], decision, by_name[decision.chosen.step], of_type)
    ]
    up = [wire for wire in wires if _is_below(by_name[wire[2].step], wire[0])]
    if _ONE_IN * len(up) <= len(wires):
        for step, port, chosen in up:
            _report(step, port, chosen, by_name[chosen.step], report)


def _is_meant(
    step: WiringStep, decision: Decision, source: WiringStep, of_type: Counter[str]
) -> bool:
    """Whether the user names the step that feeds an input, or the list leaves no other one."""
    want = next(want for want in step.wants if want.port.name == decision.input)
    if want.only is not None or source.name in (step.draws_from or ()):
        return True
    listed = set(want.port.compatible_sources)
    return source.step_type in listed and sum(of_type[one] for one in listed) == 1


def _is_below(step: WiringStep, other: WiringStep) -> bool:
    one, two = step.span, other.span
    return one.file == two.file and (one.line, one.column) > (two.line, two.column)


def _report(
    step: WiringStep, port: str, chosen: Candidate, source: WiringStep, report: Report
) -> None:
    wire = to_write(step.body, {port: reference_to(chosen.step, chosen.output)})
    report.add(
        codes.UP_THE_FILE,
        f"`{port}` of `{step.name}` takes `{chosen.step}.{chosen.output}`, which stands below it, "
        "while the other wires run down the file",
        step.span,
        hint=f"if it is meant, move `{chosen.step}` above `{step.name}`, or write {wire}; "
        "`pipec explain` shows what else fits",
        related=[Related(source.span, f"gives `{chosen.output}`")],
    )


def report_passed_over(found: PassedOver, report: Report) -> None:
    """Warn of a wire that goes past a step whose result is lost."""
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
