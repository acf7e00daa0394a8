"""`pipec explain` in a notebook: a table for each step, with what was not taken folded."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.cli.explain import (
    RUNNERS_UP,
    Inputs,
    ToWrite,
    behind,
    decisions_of,
    inputs_of,
    is_open,
    is_proposed,
    nothing_bound,
    parts,
    shows_parts,
    state,
    why_empty,
    why_not_bound,
    written,
)
from pipec.cli.report.cards import (
    CELL,
    DETAILS,
    LINE,
    OPEN,
    Cells,
    arrow,
    card,
    code,
    muted,
    row,
    table,
)
from pipec.cli.report.markup import escaped, tag
from pipec.compiler.compile import Result
from pipec.compiler.merge import is_null
from pipec.compiler.model import Candidate, Decision, InputPort, Step


def wiring_html(result: Result, only: str | None = None) -> str:
    """What `pipec explain` says, as a table for each step, or for the one that is named."""
    decisions = decisions_of(result)
    shown = [
        part
        for step in result.steps
        if only == step.name or (only is None and step.contract is not None)
        for part in _explained(step, inputs_of(step, decisions))
    ]
    return card(*(shown or [muted("no step has inputs")]))


def not_fed(port: InputPort) -> Cells:
    """What an input is that takes no output, and how: its own value, or nothing."""
    if port.value is None or is_null(port.value):
        return muted(nothing_bound(port)), ""
    return code(written(port.value)), "written"


def _explained(step: Step, inputs: Inputs) -> Iterator[str]:
    kind = (step.contract.name if step.contract else None) or step.kind
    yield tag("div", tag("b", escaped(step.name)), " ", muted(f"({kind})"), style="margin-top:6px")
    if step.contract is None:
        yield muted("has no inputs to wire: what its text refers to is written there")
    elif not step.contract.inputs:
        yield muted("has no inputs")
    else:
        write = ToWrite.into(step, inputs)
        rows = (tag("tr", *row(_input(port, decision, write), CELL)) for port, decision in inputs)
        listed = table(("input", "output taken", "score", "why"), rows)
        yield tag("div", listed, style="overflow:auto")


def _input(port: InputPort, decision: Decision | None, write: ToWrite) -> Cells:
    """The cells of an input."""
    name = escaped(port.name)
    if decision is None:
        what, how = not_fed(port)
        return name, what, "", how
    folded = _folded(port, decision, write)
    if chosen := decision.chosen:
        why = f"{escaped(parts(chosen))}{folded}"
        return name, arrow(f"{chosen.step}.{chosen.output}"), f"{chosen.score:.2f}", why
    what, why = _not_bound(port, decision)
    return name, what, "", f"{escaped(why)}{folded}"


def _not_bound(port: InputPort, decision: Decision) -> tuple[str, str]:
    if state(port, decision) == "empty":
        return muted("left empty"), f"optional, and {why_empty(decision)}"
    return tag("span", "NOT BOUND", style=OPEN), why_not_bound(port, decision)


def _folded(port: InputPort, decision: Decision, write: ToWrite) -> str:
    """How to pin what was taken, and what was not; unfolded where the user has to choose."""
    others = decision.others[:RUNNERS_UP]
    opened = is_open(port, decision)
    lines = [_other(port, decision, other, write if opened else None) for other in others]
    words = [f"{len(others)} not taken"] if others else []
    if chosen := decision.chosen:
        lines.insert(0, tag("div", "to pin it: ", code(write.text(port.name, chosen)), style=LINE))
        words.insert(0, "how to pin it")
    if not lines:
        return ""
    summary = tag("summary", ", ".join(words), style="cursor:pointer")
    return tag("details", summary, *lines, style=DETAILS, open="" if opened else None)


def _other(port: InputPort, decision: Decision, other: Candidate, write: ToWrite | None) -> str:
    why = other.refused or behind(decision, other)
    more = []
    if shows_parts(other):
        more.append(tag("div", escaped(parts(other)), style=LINE))
    if write and is_proposed(other):
        more.append(tag("div", "to take it: ", code(write.text(port.name, other)), style=LINE))
    lost = escaped(f"not {other.step}.{other.output} {other.score:.2f}: {why}")
    return tag("div", lost, *more, style=LINE)
