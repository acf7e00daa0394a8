"""A pipeline's graph as SVG, which stands alone and can stand in HTML.

There are no scripts, no styles that reach further and no ids, so that many fit in one page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pipec.cli.report.colours import (
    EDGE_STYLES,
    FRAME,
    FRAME_LINE,
    INK,
    PAPER,
    SMALL_INK,
    colour_of,
)
from pipec.cli.report.fitting import shortened, width_of
from pipec.cli.report.layout import FOOT, HEAD, Box, Frame, Point, Way, layout_of
from pipec.cli.report.markup import escaped, tag
from pipec.cli.report.svg_legend import legend_of
from pipec.compiler.dag import DependencyEdge, How, PipelineDAG
from pipec.compiler.model import LOOPED, Block, Step

_FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
_NAME_SIZE, _SMALL_SIZE, _SCORE_SIZE = 13, 11, 9
_WIDEST, _NARROWEST, _INDENT = 210, 90, 12
_ARROW = 8


def graph_svg(
    dag: PipelineDAG,
    steps: Iterable[Step] = (),
    *,
    style: str | None = None,
    has_legend: bool = False,
) -> str:
    """The graph from left to right; `steps` tell the kinds, and who stands in which branch.

    `style` is what the page around it needs. Steps and edges have their names as `data-step`,
    `data-source` and `data-target`. Raises `CycleFound`.
    """
    by_name = {step.name: step for step in steps}
    texts = {name: _texts(dag, name, by_name.get(name)) for name in dag.nodes}
    layout = layout_of(dag, by_name.values(), lambda name: _needed(texts[name]))
    edges: dict[tuple[str, str], list[DependencyEdge]] = {}
    for edge in dag.edges:
        edges.setdefault((edge.source, edge.target), []).append(edge)
    width, height = max(layout.width, 1), max(layout.height, 1)
    legend = ""
    if has_legend:
        kinds = {kind: None for _, _, kind in texts.values() if kind}
        legend, width, more = legend_of(kinds, {edge.how for edge in dag.edges}, width, height)
        height += more
    return tag(
        "svg",
        tag("rect", width=width, height=height, fill=PAPER, class_="pipec-paper"),
        *(_frame(frame) for frame in layout.frames),
        *(_edge(way, edges[way.source, way.target]) for way in layout.ways),
        *(_score(box, dag.incoming(box.name)) for box in layout.boxes),
        *(_node(box, texts[box.name], dag) for box in layout.boxes),
        legend,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_label=f"graph of {len(layout.boxes)} steps",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        font_family=_FONT,
        class_="pipec-graph",
        style=style,
    )


def edge_text(edge: DependencyEdge) -> str:
    """What goes along an edge, as one line."""
    if edge.how is How.ORDER:
        return "runs after it"
    goes = f"{edge.output or 'a value'} → {edge.input or 'a value in the step'}"
    how = f"inferred, {edge.confidence:.2f}" if edge.how is How.INFERRED else "written"
    return f"{goes} ({how})"


def how_of(edges: Iterable[DependencyEdge]) -> How:
    """How one line is drawn for several edges: what is inferred is what people look for."""
    found = {edge.how for edge in edges}
    return next(how for how in How if how in found)


def block_label(block: Block) -> str:
    """What a branch or the body of a loop is called."""
    owner, key = block[-2:]
    return f"each of {owner}" if key == LOOPED else f"{key} of {owner}"


# --- what is written in a box -----------------------------------------------------------

_Texts = tuple[str, str, str]
"""A step's name, its contract or kind, its kind."""


def _texts(dag: PipelineDAG, name: str, step: Step | None) -> _Texts:
    contract = dag.nodes[name]
    kind = step.kind if step else contract.kind if contract else ""
    return name, (contract.name if contract else None) or kind, kind


def _needed(texts: _Texts) -> int:
    name, small, _ = texts
    widest = max(width_of(name, _NAME_SIZE), width_of(small, _SMALL_SIZE)) + 2 * _INDENT
    return math.ceil(min(_WIDEST, max(_NARROWEST, widest)))


# --- drawing ----------------------------------------------------------------------------


def _node(box: Box, texts: _Texts, dag: PipelineDAG) -> str:
    name, small, kind = texts
    contract = dag.nodes[name]
    of_kind = f"{small} ({kind})" if small != kind else kind
    description = contract.description if contract else None
    colour = colour_of(kind)
    room = box.width - 2 * _INDENT
    x = box.x + box.width / 2
    return tag(
        "g",
        _title(name, of_kind, *(description or "").splitlines()),
        tag(
            "rect",
            x=box.x,
            y=box.y,
            width=box.width,
            height=box.height,
            rx=7,
            fill=colour.fill,
            stroke=colour.border,
        ),
        _text(shortened(name, _NAME_SIZE, room), x, box.y + 18, _NAME_SIZE, bold=True),
        _text(shortened(small, _SMALL_SIZE, room), x, box.y + 33, _SMALL_SIZE) if small else "",
        class_=f"pipec-step pipec-{colour.name}",
        data_step=name,
    )


def _frame(frame: Frame) -> str:
    label = block_label(frame.block)
    shown = shortened(label, _SMALL_SIZE, frame.width - FOOT)
    return tag(
        "g",
        _title(label),
        tag(
            "rect",
            x=frame.x,
            y=frame.y,
            width=frame.width,
            height=frame.height,
            rx=9,
            fill=FRAME,
            stroke=FRAME_LINE,
            stroke_dasharray="6 4",
        ),
        _text(shown, frame.x + FOOT - 2, frame.y + HEAD - 6, _SMALL_SIZE, anchor="start"),
        class_="pipec-frame",
    )


def _edge(way: Way, edges: list[DependencyEdge]) -> str:
    how = how_of(edges)
    style: Mapping[str, str] = EDGE_STYLES[how]
    x, y = way.points[-1]
    line = _line((*way.points[:-1], (x - _ARROW, y)))
    head = f"M{x} {y}l{-_ARROW - 1} {-_ARROW // 2}v{_ARROW}z"
    return tag(
        "g",
        _title(f"{way.source} → {way.target}", *(edge_text(edge) for edge in edges)),
        # A wide one that is not seen: the pointer meets a thin line only by chance.
        tag("path", d=line, fill="none", stroke=PAPER, stroke_opacity=0, stroke_width=12),
        tag("path", d=line, fill="none", class_="pipec-line", **style),
        tag("path", d=head, fill=style["stroke"], class_="pipec-head"),
        class_=f"pipec-edge pipec-{how}",
        data_source=way.source,
        data_target=way.target,
    )


def _score(box: Box, edges: Iterable[DependencyEdge]) -> str:
    """How certain the inferred wires into a box are, before it; of several the least certain."""
    found = {f"{edge.confidence:.2f}" for edge in edges if edge.how is How.INFERRED}
    if not found:
        return ""
    return tag(
        "text",
        min(found) if len(found) == 1 else f"≥ {min(found)}",
        x=box.x - _ARROW - 3,
        y=box.y + box.height // 2 + 11,
        text_anchor="end",
        font_size=_SCORE_SIZE,
        fill=EDGE_STYLES[How.INFERRED]["stroke"],
        stroke=PAPER,
        stroke_width=3,
        paint_order="stroke",
        class_="pipec-score",
    )


def _line(points: tuple[Point, ...]) -> str:
    """A way as a path; a bend begins and ends level."""
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) // 2
        parts.append(f"H{to_x}" if y == to_y else f"C{middle} {y} {middle} {to_y} {to_x} {to_y}")
    return "".join(parts)


def _text(
    text: str, x: float, y: float, size: int, *, bold: bool = False, anchor: str = "middle"
) -> str:
    return tag(
        "text",
        escaped(text),
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        font_weight="600" if bold else None,
        fill=INK if bold else SMALL_INK,
        class_="pipec-name" if bold else "pipec-small",
    )


def _title(*lines: str) -> str:
    """What the pointer shows; a line that comes again is shown once."""
    return tag("title", "\n".join(escaped(line) for line in dict.fromkeys(lines) if line))
