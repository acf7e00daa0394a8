"""A graph as plain text: steps by order, branches and loops set in, what each takes from where."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.cli.explain import nothing_bound, state, told_by_inputs, why_not_bound, written
from pipec.cli.graph.model import Graph, GraphInput, GraphParameter, GraphStep
from pipec.cli.report.excerpt import visible
from pipec.compiler.dag import DependencyEdge, How
from pipec.compiler.merge import is_null
from pipec.compiler.model import LOOPED, Block

WIDTH = 100


def graph_text(graph: Graph) -> str:
    """The text; no line of it is wider than `WIDTH`."""
    lines = [
        f"{graph.name}: {graph.summary}",
        *_parameters(graph.parameters),
        "",
        *_block(graph, (), max((len(str(item.level)) for item in graph.steps), default=1)),
    ]
    return "".join(f"{_cut(visible(line))}\n" for line in lines)


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _parameters(parameters: tuple[GraphParameter, ...]) -> Iterator[str]:
    if parameters:
        yield ""
    widest = max((len(item.name) for item in parameters), default=0)
    for item in parameters:
        default = "" if item.default is None else f" = {item.default}"
        used = _used(item.steps)
        given = f"  {item.name:{widest}}  {item.type}{default}"
        if not used or len(given) + len(used) <= WIDTH:
            yield f"{given}{used}"
        else:
            yield given
            yield f"  {'':{widest}}{used}"


def _used(steps: tuple[str, ...] | None) -> str:
    if steps is None:
        return ""
    return f"  → {', '.join(steps)}" if steps else "  (no step uses it)"


def _block(graph: Graph, block: Block, digits: int) -> Iterator[str]:
    """The steps of a block, each under the number of its place in the order."""
    for item in graph.within(block):
        inner = [key for *_, key in item.blocks]
        yield f"{item.level:>{digits}}  {item.step.name}  {item.type}"
        rail = "│" if inner else " "
        yield from (f"{'':{digits}}  {rail}   {line}" for line in _about(item))
        for number, branch in enumerate(item.blocks):
            is_last = number == len(inner) - 1
            yield f"{'':{digits}}  {'└' if is_last else '├'}─ {_branch(branch)}"
            rail = " " if is_last else "│"
            yield from (f"{'':{digits}}  {rail}  {line}" for line in _block(graph, branch, digits))


def _branch(block: Block) -> str:
    return "each item" if block[-1] == LOOPED else block[-1]


def _about(item: GraphStep) -> Iterator[str]:
    if item.said is not None:
        yield item.said
    fed: dict[str | None, list[DependencyEdge]] = {}
    for wire in item.wires:
        if wire.edge.how is not How.ORDER:
            fed.setdefault(wire.edge.input, []).append(wire.edge)
    for given in item.inputs:
        if edges := fed.pop(given.port.name, []):
            yield from (f"{given.port.name} ← {_from(edge)}" for edge in edges)
        elif line := _not_fed(given):
            yield f"{given.port.name} {line}"
    for edges in fed.values():
        for edge in edges:
            if not told_by_inputs(edge, item.step.contract):
                yield f"reads {_from(edge)}"
    if after := _after(item):
        yield f"after {', '.join(after)}"


def _from(edge: DependencyEdge) -> str:
    how = f"{edge.confidence:.2f}" if edge.how is How.INFERRED else "written"
    return f"{edge.source}{f'.{edge.output}' if edge.output else ''}  {how}"


def _not_fed(given: GraphInput) -> str | None:
    """What an input is that takes no output; None for one that is left empty."""
    port, decision = given.port, given.decision
    if decision is not None and state(port, decision) != "empty":
        return f" NOT BOUND: {why_not_bound(port, decision)}"
    if port.given and (port.value is None or is_null(port.value)):
        return f" {nothing_bound(port)}"
    if port.value is None or is_null(port.value):
        return None
    return f"= {written(port.value)}"


def _after(item: GraphStep) -> list[str]:
    """The steps that it only waits for. Where it stands tells that it waits for their owner."""
    owner = item.step.block[-2:-1]
    return [
        wire.edge.source
        for wire in item.wires
        if wire.edge.how is How.ORDER and (wire.edge.source,) != owner
    ]
