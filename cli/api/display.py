"""What a notebook shows of a pipeline: its graph, what feeds each input, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipec.cli.api.places import source_text
from pipec.cli.explain import told_by_inputs
from pipec.cli.report.cards import (
    CELL,
    FIRST,
    PRE,
    SCROLL,
    Cells,
    arrow,
    card,
    cell,
    heading,
    muted,
    row,
    table,
)
from pipec.cli.report.colours import EDGE_MEANINGS, EDGE_STYLES, FAINT
from pipec.cli.report.explain_html import not_fed
from pipec.cli.report.markup import escaped, tag
from pipec.cli.report.svg import graph_svg
from pipec.cli.report.text import render_plain
from pipec.compiler.compile import Result
from pipec.compiler.dag import DependencyEdge, How, PipelineDAG, dag_of
from pipec.compiler.diagnostics import Diagnostic
from pipec.compiler.model import Contract, Step


def pipeline_html(name: str, dag: PipelineDAG, steps: Iterable[Step] = ()) -> str:
    """The graph of a compiled pipeline, and below it what feeds each input.

    Without `steps` it is not known what kind the steps without a contract are, and who stands in
    which branch. Raises `CycleFound`.
    """
    return card(*_pipeline(name, dag, tuple(steps)))


def builder_html(name: str, result: Result) -> str:
    """A pipeline in the making, as far as it is: what it compiles to, or what is wrong with it."""
    if result.artifacts is None or result.links is None:
        return card(heading(name, "does not compile yet"), *_report(result.diagnostics))
    shown = _pipeline(name, dag_of(result.steps, result.links), result.steps)
    return card(*shown, *_report(result.diagnostics))


def _report(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    if diagnostics:
        # Line by line, as `escaped` makes a line break visible.
        lines = render_plain(diagnostics, source_text).rstrip().split("\n")
        yield tag("pre", "\n".join(escaped(line) for line in lines), style=PRE)


# --- a compiled pipeline ----------------------------------------------------------------


def _pipeline(name: str, dag: PipelineDAG, steps: tuple[Step, ...]) -> Iterator[str]:
    yield heading(name, _counts(dag))
    if not dag.nodes:
        return
    drawn = graph_svg(dag, steps, style="max-width:none;display:block")
    yield tag("div", drawn, style=f"{SCROLL.format(560)};margin:8px 0 2px")
    yield _legend(dag)
    if rows := [
        line for name, contract in dag.nodes.items() for line in _wires(dag, name, contract)
    ]:
        listed = table(("step", "input", "← output", "score"), rows)
        yield tag("div", listed, style=f"{SCROLL.format(420)};margin-top:8px")


def _counts(dag: PipelineDAG) -> str:
    count = {how: sum(edge.how is how for edge in dag.edges) for how in How}
    steps = f"{len(dag.nodes)} step{'' if len(dag.nodes) == 1 else 's'}"
    wires = f"wires: {count[How.INFERRED]} inferred, {count[How.WRITTEN]} written"
    return f"{steps}; {wires}"


_MARKS = {How.INFERRED: "━", How.WRITTEN: "━", How.ORDER: "╍"}


def _legend(dag: PipelineDAG) -> str:
    """What the lines mean that are there."""
    found = {edge.how for edge in dag.edges}
    marks = (
        tag(
            "span",
            tag("span", mark, style=f"color:{EDGE_STYLES[how]['stroke']};font-weight:bold"),
            escaped(f" {EDGE_MEANINGS[how]}"),
            style="margin-right:16px",
        )
        for how, mark in _MARKS.items()
        if how in found
    )
    return tag("div", *marks, style=f"color:{FAINT};font-size:11px")


def _wires(dag: PipelineDAG, name: str, contract: Contract | None) -> list[str]:
    """The rows of a step: its inputs, and what else of it reads other steps."""
    edges: dict[str | None, list[DependencyEdge]] = {}
    for edge in dag.incoming(name):
        if edge.how is not How.ORDER:
            edges.setdefault(edge.input, []).append(edge)
    found: list[Cells] = []
    for port in contract.inputs.values() if contract else ():
        fed = edges.pop(port.name, [])
        found += [(escaped(port.name), *_taken(edge)) for edge in fed]
        if not fed:
            found.append((escaped(port.name), *not_fed(port)))
    found += [
        (escaped(edge.input) if edge.input else muted("a value in the step"), *_taken(edge))
        for fed in edges.values()
        for edge in fed
        if not told_by_inputs(edge, contract)
    ]
    return [
        tag(
            "tr",
            cell(tag("b", escaped(name)), style=FIRST, rows=len(found)),
            *row(cells, FIRST),
        )
        if index == 0
        else tag("tr", *row(cells, CELL))
        for index, cells in enumerate(found)
    ]


def _taken(edge: DependencyEdge) -> Cells:
    output = f"{edge.source}.{edge.output}" if edge.output else edge.source
    how = f"{edge.confidence:.2f}" if edge.how is How.INFERRED else "written"
    return arrow(output), how
