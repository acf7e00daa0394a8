"""A graph as a Mermaid flowchart, which GitHub and many editors draw.

Syntax: https://mermaid.js.org/syntax/flowchart.html. Nodes have names of ours, and every text
is in quotes with all but plain characters as entity codes, so that none can end its place, begin
a comment or a directive (`%%{`), or be read as Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipec.cli.graph.model import Graph
from pipec.cli.report.colours import COLOURS, INK, colour_of
from pipec.cli.report.markup import plain
from pipec.cli.report.svg import block_label, how_of
from pipec.compiler.dag import DependencyEdge, How
from pipec.compiler.model import Block

MAX_LINES, MAX_CHARACTERS = 500, 50_000
"""What Mermaid draws unless its settings say otherwise (`maxEdges`, `maxTextSize`)."""

_NO_PLAIN = re.compile(r"[^\w .,/=+←→≥-]")
_ARROW = re.compile(r"^  s\d+ (?:-->|==>|-\.->)", re.MULTILINE)
_ARROWS = {How.INFERRED: "-->", How.WRITTEN: "==>", How.ORDER: "-.->"}


def graph_mermaid(graph: Graph) -> str:
    """The flowchart, one line a node or an arrow."""
    ids = {item.step.name: f"s{number}" for number, item in enumerate(graph.steps, 1)}
    lines = [
        "flowchart LR",
        *_block(graph, (), ids),
        *(
            f"  {ids[source]} {_ARROWS[how_of(edges)]}{_arrow_label(edges)} {ids[target]}"
            for source, target, edges in graph.drawn()
        ),
        *_classes(graph),
    ]
    return "".join(f"{line}\n" for line in lines)


def fenced(mermaid: str) -> str:
    """A flowchart as a block in Markdown."""
    return f"```mermaid\n{mermaid}```\n"


def too_large(mermaid: str) -> str | None:
    """What Mermaid would say of a flowchart that is too large for it by default, or None."""
    arrows = len(_ARROW.findall(mermaid))
    if arrows <= MAX_LINES and len(mermaid) <= MAX_CHARACTERS:
        return None
    return (
        f"Mermaid draws at most {MAX_LINES} arrows and {MAX_CHARACTERS:,} characters unless it is "
        f"set up for more; this has {arrows} and {len(mermaid):,}"
    )


def _block(graph: Graph, block: Block, ids: dict[str, str]) -> Iterator[str]:
    for item in graph.within(block):
        name = item.step.name
        contract = item.step.contract.name if item.step.contract else None
        label = f"{_quoted(name)}<br/>{_quoted(contract or item.step.kind)}"
        yield f'  {ids[name]}["{label}"]:::{colour_of(item.step.kind).name}'
        for number, branch in enumerate(item.blocks, 1):
            yield f'  subgraph {ids[name]}b{number}["{_quoted(block_label(branch))}"]'
            yield from (f"  {line}" for line in _block(graph, branch, ids))
            yield "  end"


def _arrow_label(edges: Iterable[DependencyEdge]) -> str:
    """Which outputs go along an arrow, and how certain that is where it is inferred."""
    found = [
        f"{_quoted(edge.output or 'a value')}"
        f"{f' {edge.confidence:.2f}' if edge.how is How.INFERRED else ''}"
        for edge in edges
        if edge.how is not How.ORDER
    ]
    label = "<br/>".join(dict.fromkeys(found))
    return f'|"{label}"|' if found else ""


def _classes(graph: Graph) -> Iterator[str]:
    there = {colour_of(item.step.kind) for item in graph.steps}
    for colour in COLOURS:
        if colour in there:
            style = f"fill:{colour.fill},stroke:{colour.border},color:{INK}"
            yield f"  classDef {colour.name} {style}"


def _quoted(text: str) -> str:
    return _NO_PLAIN.sub(lambda match: f"#{ord(match[0])};", plain(text))
