"""The order of steps: who waits for whom, cycles, and a stable topological order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.record import Record


class Edge(Record):
    """`step` runs after `on`. `why` says for what reason, `span` where that is written.

    `is_data`: it does since it reads something that `on` gives. `may_have_failed`: it reads only
    how `on` went, whatever that was.
    """

    step: str
    on: str
    why: str
    span: Span
    is_data: bool = False
    may_have_failed: bool = False


def order(names: Sequence[str], edges: Iterable[Edge], report: Report) -> tuple[str, ...]:
    """The names so that each follows what it waits for, else in their given order.

    Every cycle is reported as a path that begins at its first step in the file; the order is
    then of no use.
    """
    reasons: dict[tuple[str, str], Edge] = {}
    for edge in edges:
        reasons.setdefault((edge.step, edge.on), edge)
    position = {name: index for index, name in enumerate(names)}
    while True:
        sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(names, ()))
        for step, on in reasons:
            sorter.add(step, on)
        try:
            sorter.prepare()
        except CycleError as error:
            cycle = _from_first(error.args[1][:-1], position)
            _report_cycle(cycle, reasons, report)
            # Cut it, so that a second cycle elsewhere is reported too.
            del reasons[(cycle[1 % len(cycle)], cycle[0])]
            continue
        return _stable(sorter, names, position)


def _stable(
    sorter: TopologicalSorter[str], names: Sequence[str], position: dict[str, int]
) -> tuple[str, ...]:
    ready: list[int] = []
    found: list[str] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heapq.heappush(ready, position[name])
        name = names[heapq.heappop(ready)]
        found.append(name)
        sorter.done(name)
    return tuple(found)


def _from_first(cycle: list[str], position: dict[str, int]) -> list[str]:
    """The cycle from its first step in the file on; an entry is waited for by the next one."""
    start = min(range(len(cycle)), key=lambda index: position[cycle[index]])
    return cycle[start:] + cycle[:start]


def _report_cycle(cycle: list[str], reasons: dict[tuple[str, str], Edge], report: Report) -> None:
    pairs = [(cycle[(index + 1) % len(cycle)], name) for index, name in enumerate(cycle)]
    edges = [reasons[pair] for pair in pairs]
    if len(cycle) == 1:
        report.add(
            codes.CYCLE,
            f"the step `{cycle[0]}` waits for itself",
            edges[0].span,
            hint=f"{edges[0].why}; name another step, or remove it",
        )
        return
    path = " → ".join(f"`{name}`" for name in (*cycle, cycle[0]))
    report.add(
        codes.CYCLE,
        f"these steps wait for each other: {path}",
        edges[-1].span,
        hint="an arrow points to the step that runs later; remove one of the links",
        related=[Related(e.span, f"`{e.step}` runs after `{e.on}`: {e.why}") for e in edges],
    )
