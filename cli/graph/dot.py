"""A graph in the DOT language, for Graphviz.

Syntax: https://graphviz.org/doc/info/lang.html. In a quoted text `"` ends it, a backslash begins
an escape, and `&` an HTML entity (https://graphviz.org/docs/attr-types/escString/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipec.cli.graph.model import Graph
from pipec.cli.report.colours import EDGE_STYLES, FRAME, FRAME_LINE, INK, colour_of
from pipec.cli.report.markup import plain
from pipec.cli.report.svg import block_label, edge_text, how_of
from pipec.compiler.dag import DependencyEdge, How
from pipec.compiler.model import Block


def graph_dot(graph: Graph) -> str:
    """The graph from left to right; boxes round branches and loops are clusters."""
    lines = [
        f"digraph {_quoted(graph.name)} {{",
        "  rankdir=LR",
        f'  node [shape=box, style="rounded,filled", fontname="sans-serif", fontcolor="{INK}"]',
        '  edge [fontname="sans-serif", fontsize=10]',
        *_block(graph, ()),
        *(_edge(source, target, edges) for source, target, edges in graph.drawn()),
        "}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _block(graph: Graph, block: Block) -> Iterator[str]:
    for item in graph.within(block):
        colour = colour_of(item.step.kind)
        contract = item.step.contract.name if item.step.contract else None
        given = _attributes(
            label="\n".join((item.step.name, contract or item.step.kind)),
            fillcolor=colour.fill,
            color=colour.border,
            tooltip="\n".join(text for text in (item.type, item.description) if text),
        )
        yield f"  {_quoted(item.step.name)} [{given}]"
        for branch in item.blocks:
            cluster = _quoted("cluster " + "/".join(branch))
            yield f"  subgraph {cluster} {{"
            label = _quoted(block_label(branch))
            yield f'    graph [label={label}, style="rounded,filled,dashed", labeljust=l,'
            yield f'      fillcolor="{FRAME}", color="{FRAME_LINE}", fontname="sans-serif"]'
            yield from (f"  {line}" for line in _block(graph, branch))
            yield "  }"


def _edge(source: str, target: str, edges: tuple[DependencyEdge, ...]) -> str:
    how = how_of(edges)
    given = _attributes(
        label="\n".join(dict.fromkeys(_labels(edges))),
        color=EDGE_STYLES[how]["stroke"],
        style="dashed" if how is How.ORDER else "solid",
        tooltip="\n".join(edge_text(edge) for edge in edges),
    )
    return f"  {_quoted(source)} -> {_quoted(target)} [{given}]"


def _labels(edges: Iterable[DependencyEdge]) -> Iterator[str]:
    for edge in edges:
        if edge.how is How.INFERRED:
            yield f"{edge.output} {edge.confidence:.2f}"
        elif edge.how is How.WRITTEN:
            yield edge.output or "a value"


def _attributes(**given: str) -> str:
    return ", ".join(f"{key}={_quoted(text)}" for key, text in given.items())


def _quoted(text: str) -> str:
    """A text of one or several lines; what would act or hide in it is shown as its code."""
    lines = (plain(line) for line in text.split("\n"))
    safe = (line.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(safe) + '"'
