"""`pipec explain` on a terminal: a table for each step, and the lines that settle what is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipec.cli.explain import (
    RUNNERS_UP,
    Inputs,
    ToWrite,
    behind,
    decisions_of,
    explain,
    inputs_of,
    is_open,
    is_proposed,
    nothing_bound,
    parts,
    why_empty,
    why_not_bound,
    written,
)
from pipec.compiler.compile import Result
from pipec.compiler.merge import is_null
from pipec.compiler.model import Candidate, Decision, InputPort, Step
from pipec.compiler.wiring.evidence.scores import THRESHOLD

_NARROW = 60
"""In fewer columns a table is all line breaks, and the text is easier to read."""
_ROOMY = 120
_NAME = 20
"""So long is a `step.output` that is not broken at its dot, where there is little room."""
_DIM = "dim"


def print_tables(result: Result, only: str | None, stream: TextIO) -> None:
    """Print a table for each step that has inputs to wire, or for the one that is named."""
    console = Console(file=stream, highlight=False)
    if console.width < _NARROW:
        stream.write("".join(f"{line}\n" for line in explain(result, only)))
        return
    decisions = decisions_of(result)
    for step in result.steps:
        if only not in (None, step.name) or (step.contract is None and only is None):
            continue
        kind = (step.contract.name if step.contract else None) or step.kind
        inputs = inputs_of(step, decisions)
        console.print(Text.assemble((step.name, "bold"), f" ({kind})"))
        if step.contract is None:
            console.print(Text("has no inputs to wire: what its text refers to is written there"))
        elif not inputs:
            console.print(Text("has no inputs"))
        else:
            console.print(_table(inputs, console.width))
        for line in _choices(step, inputs):
            console.print(line, soft_wrap=True)  # unbroken, so that what is copied is whole
        console.print()


def _table(inputs: Inputs, width: int) -> Table:
    longest = width if width >= _ROOMY else _NAME
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("input", overflow="fold")
    table.add_column("output taken", overflow="fold")
    table.add_column("score", no_wrap=True)
    table.add_column("why", overflow="fold")
    for port, decision in inputs:
        if decision and (chosen := decision.chosen):
            taken = Text(_name(chosen, longest), "green")
            table.add_row(Text(port.name), taken, f"{chosen.score:.2f}", _sum(chosen))
        else:
            what, why = _without_wire(port, decision)
            table.add_row(Text(port.name), what, "", Text(why))
        for other, why in _lost(port, decision):
            name = Text(f"not {_name(other, longest)}")
            table.add_row("", name, f"{other.score:.2f}", Text(why), style=_DIM)
    return table


def _name(candidate: Candidate, longest: int) -> str:
    name = f"{candidate.step}.{candidate.output}"
    return name if len(name) <= longest else f"{candidate.step}\n.{candidate.output}"


def _sum(candidate: Candidate) -> Table:
    """The parts of a score below each other."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for part in candidate.parts:
        table.add_row(f"{part.value:+.2f}", Text(part.label))
    return table


def _without_wire(port: InputPort, decision: Decision | None) -> tuple[Text, str]:
    """What happened to an input that takes nothing, or what is written for it; and why."""
    if decision is None:
        if port.value is None or is_null(port.value):
            return Text(nothing_bound(port)), ""
        return Text(written(port.value)), "written"
    if not is_open(port, decision):
        return Text("left empty"), f"optional, and {why_empty(decision)}"
    return Text("NOT BOUND", "bold red"), why_not_bound(port, decision)


def _lost(port: InputPort, decision: Decision | None) -> Iterator[tuple[Candidate, str]]:
    """What scored enough and was not taken, and why; the rest is in the text and the JSON.

    What an open input could be stands below the table.
    """
    if decision is None or is_open(port, decision):
        return
    for other in decision.others[:RUNNERS_UP]:
        if round(other.score * 100) >= THRESHOLD:
            yield other, other.refused or behind(decision, other)


def _choices(step: Step, inputs: Inputs) -> Iterator[Text]:
    """For each input that is open what it could be, and the lines of which one says so."""
    write = ToWrite.into(step, inputs)
    for port, decision in inputs:
        if decision is None or not is_open(port, decision):
            continue
        could = [other for other in decision.others if not other.refused]
        alone = "fits, but is not certain" if len(could) == 1 else None
        shown = (could or list(decision.others))[:RUNNERS_UP]
        says = f" One line in `{step.name}` says what is meant:"
        yield Text("")
        yield Text(f"`{port.name}` is not bound.{says if any(map(is_proposed, shown)) else ''}")
        for other in shown:
            why = other.refused or alone or behind(decision, other)
            yield Text(f"  {other.step}.{other.output}  {other.score:.2f}: {why}")
            if other.parts:
                yield Text(f"    {parts(other)}", _DIM)
            if is_proposed(other):
                line = write.line(port.name, other)
                yield Text.assemble((f"    {line.text}", "cyan"), (line.where, _DIM))
            rivals = {rival.step for rival in could if rival is not other}
            if rivals and port.value is None and (way := _from(step, inputs, other.step, rivals)):
                yield Text(f"    {way}", "cyan")


def _from(step: Step, inputs: Inputs, source: str, rivals: set[str]) -> str | None:
    """The `from:` that leaves `source` and not its rivals, and all that feeds the step already.

    None where no list does that, one is written, or other inputs of the step are open too: two
    that may take the same outputs are not told apart by a list.
    """
    if sum(is_open(port, decision) for port, decision in inputs) > 1:
        return None
    drawn = {d.chosen.step for port, d in inputs if d and d.chosen and port.value is None}
    if step.draws_from is not None or rivals & (drawn | {source}):
        return None
    return f"from: [{', '.join(sorted(drawn | {source}))}]"
