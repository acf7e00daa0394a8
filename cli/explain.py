"""`pipec explain`: every input of a pipeline, what it is bound to, and why."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.cli.report.excerpt import visible
from pipec.compiler.compile import Result
from pipec.compiler.model import Candidate, Decision, InputPort
from pipec.compiler.syntax import Node, Scalar

RUNNERS_UP = 3


def explain(result: Result, only: str | None) -> Iterator[str]:
    """Lines of text: a paragraph a step, a line an input, its score in parts, who lost and why."""
    decisions = {(d.step, d.input): d for d in result.links.decisions} if result.links else {}
    for step in result.steps:
        if only not in (None, step.name):
            continue
        if step.contract is None:
            if only is not None:
                yield f"{step.name} ({step.kind})"
                yield "  has no inputs to wire: what its text refers to is written there"
                yield ""
            continue
        yield f"{step.name} ({step.contract.name or step.kind})"
        if not step.contract.inputs:
            yield "  has no inputs"
        for name, port in step.contract.inputs.items():
            yield from _input(port, decisions.get((step.name, name)))
        yield ""


def _input(port: InputPort, decision: Decision | None) -> Iterator[str]:
    name = port.name
    if decision is None:
        if port.value is None or (isinstance(port.value, Scalar) and port.value.data is None):
            yield f"  {name}  left empty"
        else:
            yield f"  {name} = {_written(port.value)}  written"
        return
    chosen = decision.chosen
    if chosen:
        yield f"  {name} ← {chosen.step}.{chosen.output}  {chosen.score:.2f}"
        yield f"      {_parts(chosen)}"
        yield f'      to pin it: inputs: {{{name}: "${{steps.{chosen.step}.{chosen.output}}}"}}'
    elif _ambiguous(decision):
        yield f"  {name}  NOT BOUND: several fit nearly equally well"
    elif decision.required:
        yield f"  {name}  NOT BOUND, and required"
    elif port.value is not None:
        yield f"  {name}  NOT BOUND: the step that it names has nothing that fits"
    else:
        yield f"  {name}  left empty (optional, and nothing is listed for it or named like it)"
    for other in decision.others[:RUNNERS_UP]:
        why = other.refused or _behind(chosen, other)
        yield f"      not {other.step}.{other.output}  {other.score:.2f}: {why}"
        if other.parts and not other.refused:
            yield f"          {_parts(other)}"


def _ambiguous(decision: Decision) -> bool:
    """Whether outputs that could be were left aside for each other's sake."""
    return decision.chosen is None and sum(not other.refused for other in decision.others) > 1


def _parts(candidate: Candidate) -> str:
    return ", ".join(f"{part.label} {part.value:+.2f}" for part in candidate.parts)


def _behind(chosen: Candidate | None, other: Candidate) -> str:
    if chosen is None:
        return "not clearly better than the others"
    return f"{chosen.score - other.score:.2f} behind"


def _written(value: Node) -> str:
    """A value as one line, without what a terminal would obey."""
    return visible(value.text) if isinstance(value, Scalar) else "a list or mapping"
