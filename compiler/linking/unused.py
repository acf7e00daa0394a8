"""Outputs that nothing in the pipeline reads: told only when asked for, as many are results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.expressions import GrammarError, Reference, read_reference
from pipec.compiler.linking.link import Links, read_outputs, written_references
from pipec.compiler.linking.loops import picked_step
from pipec.compiler.model import Step
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import scalars
from pipec.compiler.values import Key


def check_unused_outputs(steps: Sequence[Step], links: Links, report: Report) -> None:
    """Warn of each output of each step that neither a wire nor a reference takes."""
    by_name = {step.name: step for step in steps}
    used = taken_outputs(by_name, links) | read_outputs(steps, by_name)
    for step in steps:
        outputs = step.contract.outputs if step.contract else {}
        idle = [name for name in outputs if (step.name, name) not in used]
        if idle:
            listed = ", ".join(f"`{name}`" for name in idle)
            report.add(
                codes.UNUSED_OUTPUT,
                f"nothing reads {listed} of `{step.name}`",
                step.span,
                hint="if it is a result of the pipeline, that is as it should be",
            )


def taken_outputs(steps: Mapping[str, Step], links: Links) -> set[tuple[str, str]]:
    """The outputs (step, name) that a wire or a reference takes, of iterations of loops too.

    Who reads a step's `properties` takes none.
    """
    wired = {(d.chosen.step, d.chosen.output) for d in links.decisions if d.chosen}
    references = (reference for step in steps.values() for reference in _references(step))
    named = {_output(reference, steps) for reference in references}
    return wired | {(names[0], names[1]) for names in named if len(names) > 1}


def _references(step: Step) -> Iterator[Reference]:
    """What a step reads of others, and the value of its own steps by which a loop picks one."""
    yield from written_references(step)
    for key in STEP_TYPES[step.kind].looks_ahead:
        node = step.body.get(key)
        for scalar in scalars(node) if node else ():
            with suppress(GrammarError):  # it is told of where it counts
                reference, _ = read_reference(scalar, 0)
                if reference.root == "steps" and reference.path:
                    yield reference


def _output(reference: Reference, steps: Mapping[str, Step]) -> tuple[str, ...]:
    """The step and output that a reference names, and what is within it."""
    names = tuple(part.text if isinstance(part, Key) else str(part) for part in reference.path)
    loop = steps.get(names[0])
    if loop is None or not STEP_TYPES[loop.kind].repeats:
        return names
    if names[1:2] == ("selected",):
        return (picked_step(loop) or "", *names[2:])
    return names[3:] if names[1:2] == ("iterations",) else names
