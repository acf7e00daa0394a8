"""`pipec explain`: every input of a pipeline, what it is bound to, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipec.cli.report.excerpt import visible
from pipec.compiler.compile import Result
from pipec.compiler.dag import DependencyEdge
from pipec.compiler.merge import is_null
from pipec.compiler.model import Candidate, Contract, Decision, InputPort, Step
from pipec.compiler.syntax import Mapping, Node, Scalar, to_data
from pipec.compiler.wiring.evidence.scores import MARGIN, THRESHOLD
from pipec.compiler.wiring.telling.lines import Line, line_for, reference_to

RUNNERS_UP = 3
BELOW = "the score is below"
"""So begins the reason of what only scores too little: its parts say why."""
Inputs = list[tuple[InputPort, Decision | None]]
"""The inputs of a step, each with what became of it where pipec was to bind it."""
_Decisions = dict[tuple[str, str], Decision]


class ToWrite(NamedTuple):
    """Tells the lines to write into a step, whose keys are `body`; `alone`: one input is open."""

    body: Mapping | None
    alone: bool = True

    @classmethod
    def into(cls, step: Step, inputs: Inputs) -> ToWrite:
        """The lines for a step, of which several may be pasted."""
        return cls(step.body, alone=sum(is_open(port, found) for port, found in inputs) <= 1)

    def line(self, port: str, candidate: Candidate) -> Line:
        """The line by which an input takes a candidate."""
        wire = reference_to(candidate.step, candidate.output)
        return line_for(self.body, port, wire, alone=self.alone)

    def text(self, port: str, candidate: Candidate) -> str:
        """The same, and where it goes if that is not into the step itself."""
        line = self.line(port, candidate)
        return f"{line.text}{line.where}"


def decisions_of(result: Result) -> _Decisions:
    """The decisions by step and input."""
    return {(d.step, d.input): d for d in result.links.decisions} if result.links else {}


def inputs_of(step: Step, decisions: _Decisions) -> Inputs:
    """The inputs of a step."""
    ports = step.contract.inputs if step.contract else {}
    return [(port, decisions.get((step.name, name))) for name, port in ports.items()]


def explain(result: Result, only: str | None) -> Iterator[str]:
    """Lines of text: a paragraph a step, a line an input, its score in parts, who lost and why."""
    decisions = decisions_of(result)
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
        inputs = inputs_of(step, decisions)
        write = ToWrite.into(step, inputs)
        for port, decision in inputs:
            yield from _input(port, decision, write)
        yield ""


def explain_json(result: Result, only: str | None) -> str:
    """The same as a JSON text: a list of steps with their inputs; null where there is no score."""
    decisions = decisions_of(result)
    steps = [
        _step_json(step, inputs_of(step, decisions))
        for step in result.steps
        if only in (None, step.name)
    ]
    return json.dumps({"steps": steps}, indent=2, ensure_ascii=False)


def _step_json(step: Step, inputs: Inputs) -> dict[str, Any]:
    write = ToWrite.into(step, inputs)
    return {
        "step": step.name,
        "contract": step.contract.name if step.contract else None,
        "kind": step.kind,
        "inputs": [_input_json(port, decision, write) for port, decision in inputs],
    }


def _input_json(port: InputPort, decision: Decision | None, write: ToWrite) -> dict[str, Any]:
    if decision is None:
        if port.value is None or is_null(port.value):
            return {"input": port.name, "state": "empty"}
        plain = port.value.text if isinstance(port.value, Scalar) else to_data(port.value)
        return {"input": port.name, "state": "written", "value": plain}
    chosen = decision.chosen
    return {
        "input": port.name,
        "state": state(port, decision),
        "source": _candidate_json(chosen) if chosen else None,
        **_line_json(write.line(port.name, chosen) if chosen else None),
        "others": [
            {
                **_candidate_json(other),
                **_line_json(write.line(port.name, other) if is_proposed(other) else None),
                "refused": other.refused or None,
            }
            for other in decision.others[: RUNNERS_UP if chosen else None]
        ],
    }


def _line_json(line: Line | None) -> dict[str, str | None]:
    """What to write, and under which keys of the step; None where that is the step itself."""
    if line is None:
        return {"write": None, "under": None}
    return {"write": line.text, "under": ".".join(line.under) or None}


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "step": candidate.step,
        "output": candidate.output,
        "score": round(candidate.score, 4),
        "parts": [{"label": p.label, "value": round(p.value, 4)} for p in candidate.parts],
    }


def state(port: InputPort, decision: Decision) -> str:
    """What became of an input that pipec was to bind."""
    if decision.chosen:
        return "bound"
    if _ambiguous(decision):
        return "ambiguous"
    return "unbound" if decision.required or port.value is not None else "empty"


def is_open(port: InputPort, decision: Decision | None) -> bool:
    """Whether a person is to say what an input takes."""
    return decision is not None and state(port, decision) in ("ambiguous", "unbound")


def nothing_bound(port: InputPort) -> str:
    """What an input is that takes nothing, and for which pipec looked for nothing."""
    return "said by `request:`" if port.given else "left empty"


def why_empty(decision: Decision) -> str:
    """Why nothing was taken for an optional input."""
    if decision.blocked:
        return decision.blocked
    others = [one for one in decision.others if not (one.refused or "").startswith("is of ")]
    other = max(others, key=_speaks, default=None)
    if other is None or _speaks(other) < THRESHOLD:
        return "nothing is listed for it or named like it"
    return f"the nearest, `{other.step}.{other.output}`, is out: {_why_out(other)}"


def _speaks(other: Candidate) -> int:
    """What speaks for a candidate, in hundredths, whatever else speaks against it."""
    said = [part.value for part in other.parts if not part.label.startswith("kept within")]
    return round(100 * sum(value for value in said if value > 0))


def _why_out(other: Candidate) -> str:
    """Why an optional input leaves out what much speaks for."""
    against = min(other.parts, key=lambda part: part.value)
    if against.value < 0 and round(100 * other.score) < THRESHOLD:
        return f"{against.label} {against.value:+.2f}"
    return (other.refused or "it is not certain").removeprefix("optional, and ")


def several_fit(decision: Decision) -> str:
    """What holds of the outputs that could all be."""
    first, second = [other for other in decision.others if not other.refused][:2]
    near = abs(round(100 * (first.score - second.score))) < MARGIN
    return "several fit nearly equally well" if near else "several may be meant"


def why_not_bound(port: InputPort, decision: Decision) -> str:
    """Why an input that is not to stay empty takes no output."""
    if state(port, decision) == "ambiguous":
        return several_fit(decision)
    if decision.required:
        return "it is required, and no output is certain"
    return "the step that it names has nothing that fits"


def _input(port: InputPort, decision: Decision | None, write: ToWrite) -> Iterator[str]:
    name = port.name
    if decision is None:
        if port.value is None or is_null(port.value):
            yield f"  {name}  {nothing_bound(port)}"
        else:
            yield f"  {name} = {written(port.value)}  written"
        return
    chosen = decision.chosen
    became = state(port, decision)
    if chosen:
        yield f"  {name} ← {chosen.step}.{chosen.output}  {chosen.score:.2f}"
        yield f"      {parts(chosen)}"
        yield f"      to pin it: {write.text(name, chosen)}"
    elif became == "ambiguous":
        yield f"  {name}  NOT BOUND: {several_fit(decision)}"
    elif decision.required:
        yield f"  {name}  NOT BOUND, and required"
    elif port.value is not None:
        yield f"  {name}  NOT BOUND: the step that it names has nothing that fits"
    else:
        yield f"  {name}  left empty (optional, and {why_empty(decision)})"
    for other in decision.others[:RUNNERS_UP]:
        why = other.refused or behind(decision, other)
        yield f"      not {other.step}.{other.output}  {other.score:.2f}: {why}"
        if shows_parts(other):
            yield f"          {parts(other)}"
        if is_open(port, decision) and is_proposed(other):
            yield f"          to take it: {write.text(name, other)}"


def _ambiguous(decision: Decision) -> bool:
    """Whether outputs that could be were left aside for each other's sake."""
    return decision.chosen is None and sum(not other.refused for other in decision.others) > 1


def shows_parts(other: Candidate) -> bool:
    """Whether the parts of a score say why it was not taken."""
    return bool(other.parts) and (other.refused or BELOW).startswith(BELOW)


def parts(candidate: Candidate) -> str:
    """A score in its parts."""
    return ", ".join(f"{part.label} {part.value:+.2f}" for part in candidate.parts)


def is_proposed(other: Candidate) -> bool:
    """Whether an open input is shown the line that takes an output: one that can be meant."""
    return other.score > 0 and other.writable


def behind(decision: Decision, other: Candidate) -> str:
    """Why a candidate that nothing refuses was not taken."""
    if decision.chosen is None:
        return decision.blocked or "not clearly better than the others"
    return f"{decision.chosen.score - other.score:.2f} behind"


def written(value: Node) -> str:
    """A value as one line, without what a terminal would obey."""
    return visible(value.text) if isinstance(value, Scalar) else "a list or mapping"


def told_by_inputs(edge: DependencyEdge, contract: Contract | None) -> bool:
    """Whether the text of an input, which the table has, tells what is read along an edge."""
    read = (f"steps.{edge.source}.", f"steps.{edge.source}[")
    ports = contract.inputs.values() if contract and edge.input is None else ()
    texts = [port.value.text for port in ports if isinstance(port.value, Scalar)]
    return any(start in text for start in read for text in texts)
