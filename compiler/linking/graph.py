"""The order of steps: who waits for whom, cycles, and a stable topological order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from graphlib import TopologicalSorter
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span


class Edge(NamedTuple):
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
    waits: dict[str, list[str]] = {name: [] for name in names}
    for step, on in reasons:
        waits[step].append(on)
    for cycle in [*_cycles(waits)]:
        _report_cycle(_from_first(cycle[::-1], position), reasons, report)
        waits[cycle[-1]].remove(cycle[0])
    sorter = TopologicalSorter(waits)
    sorter.prepare()
    return _stable(sorter, names, position)


def _cycles(waits: AnyMapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Each link that closes a cycle, as the cycle: a step waits for the next, the last the first.

    Without these links there is none left. A link is followed once: there may be thousands.
    """
    seen: set[str] = set()
    for start in waits:
        path, ahead = list[str](), [iter([start])]
        place: dict[str, int] = {}
        while ahead:
            step = next(ahead[-1], None)
            if step is None:
                ahead.pop()
                if path:
                    del place[path.pop()]
            elif step in place:
                yield path[place[step] :]
            elif step not in seen:
                seen.add(step)
                place[step] = len(path)
                path.append(step)
                ahead.append(iter(waits[step]))


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
