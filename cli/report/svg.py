"""A pipeline's graph as SVG, which stands alone and can stand in HTML.

There are no scripts, no styles that reach further and no ids, so that many fit in one page.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise

from pipec.cli.report.layout import FOOT, HEAD, Box, Frame, Layout, Point, Way, layout_of
from pipec.cli.report.markup import escaped, tag
from pipec.compiler.dag import DependencyEdge, How, PipelineDAG
from pipec.compiler.model import Step

PAPER = "#ffffff"
INK = "#1f2933"
FAINT = "#57606a"
EDGE_STYLES: dict[How, dict[str, str]] = {
    How.INFERRED: {"stroke": "#2563eb", "stroke_width": "1.8"},
    How.WRITTEN: {"stroke": "#374151", "stroke_width": "1.8"},
    How.ORDER: {"stroke": "#6b7280", "stroke_width": "1.2", "stroke_dasharray": "5 4"},
}
_FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
_NAME_SIZE, _SMALL_SIZE = 13, 11
_WIDEST, _NARROWEST, _INDENT = 210, 90, 12
_ARROW = 8

_BLUE = ("#dbeafe", "#3b82f6")
_GREEN = ("#dcfce7", "#16a34a")
_VIOLET = ("#ede9fe", "#7c3aed")
_CYAN = ("#cffafe", "#0891b2")
_AMBER = ("#fef3c7", "#d97706")
_RED = ("#fee2e2", "#dc2626")
_PINK = ("#fce7f3", "#db2777")
_GREY = ("#eceff3", "#6b7280")
_COLOURS = {
    "Processing": _BLUE,
    "Training": _GREEN,
    "Tuning": _GREEN,
    "AutoML": _GREEN,
    "Model": _VIOLET,
    "RegisterModel": _VIOLET,
    "Endpoint": _VIOLET,
    "EndpointConfig": _VIOLET,
    "InferenceComponent": _VIOLET,
    "Transform": _CYAN,
    "Condition": _AMBER,
    "ForEach": _AMBER,
    "Fail": _RED,
    "QualityCheck": _PINK,
    "ClarifyCheck": _PINK,
}
"""What a box is filled with, and its border, by the kind; all other kinds are grey."""


def graph_svg(dag: PipelineDAG, steps: Iterable[Step] = ()) -> str:
    """The graph from left to right; `steps` tell the kinds, and who stands in which branch.

    Raises `CycleFound`.
    """
    by_name = {step.name: step for step in steps}
    texts = {name: _texts(dag, name, by_name.get(name)) for name in dag.nodes}
    layout = layout_of(dag, by_name.values(), lambda name: _needed(texts[name]))
    edges: dict[tuple[str, str], list[DependencyEdge]] = {}
    for edge in dag.edges:
        edges.setdefault((edge.source, edge.target), []).append(edge)
    return _whole(
        layout,
        *(_frame(frame) for frame in layout.frames),
        *(_edge(way, edges[way.source, way.target]) for way in layout.ways),
        *(_node(box, texts[box.name], dag) for box in layout.boxes),
    )


def edge_text(edge: DependencyEdge) -> str:
    """What goes along an edge, as one line."""
    if edge.how is How.ORDER:
        return "runs after it"
    goes = f"{edge.output or 'a value'} → {edge.input or 'a value in the step'}"
    how = f"inferred, {edge.confidence:.2f}" if edge.how is How.INFERRED else "written"
    return f"{goes} ({how})"


# --- what is written in a box -----------------------------------------------------------

_Texts = tuple[str, str, str]
"""A step's name, its contract or kind, its kind."""


def _texts(dag: PipelineDAG, name: str, step: Step | None) -> _Texts:
    contract = dag.nodes[name]
    kind = step.kind if step else contract.kind if contract else ""
    return name, (contract.name if contract else None) or kind, kind


def _needed(texts: _Texts) -> int:
    name, small, _ = texts
    widest = max(_width(name, _NAME_SIZE), _width(small, _SMALL_SIZE)) + 2 * _INDENT
    return math.ceil(min(_WIDEST, max(_NARROWEST, widest)))


def _width(text: str, size: int) -> float:
    """About how wide a text is. It differs from font to font, so it is rather too much."""
    return sum(_char_width(char) for char in text) * size


def _char_width(char: str) -> float:
    if char in "iljtfrI.,:|-' ":
        return 0.44
    if char in "mwMW…" or unicodedata.east_asian_width(char) in ("F", "W"):
        return 1.05
    return 0.76 if char.isupper() or char == "_" else 0.67


def _shortened(text: str, size: int, room: float) -> str:
    """The text, or as much of its beginning as there is room for, and `…`."""
    if _width(text, size) <= room + 0.5:  # sums of fractions are not exact
        return text
    room -= _width("…", size)
    shown = 0
    while shown < len(text) and (room := room - _width(text[shown], size)) >= 0:
        shown += 1
    return f"{text[:shown]}…"


# --- drawing ----------------------------------------------------------------------------


def _whole(layout: Layout, *parts: str) -> str:
    width, height = max(layout.width, 1), max(layout.height, 1)
    return tag(
        "svg",
        tag("rect", width=width, height=height, fill=PAPER),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_label=f"graph of {len(layout.boxes)} steps",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        font_family=_FONT,
        style="max-width:none;display:block",
    )


def _node(box: Box, texts: _Texts, dag: PipelineDAG) -> str:
    name, small, kind = texts
    contract = dag.nodes[name]
    of_kind = f"{small} ({kind})" if small != kind else kind
    description = contract.description if contract else None
    fill, border = _COLOURS.get(kind, _GREY)
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
            fill=fill,
            stroke=border,
        ),
        _text(_shortened(name, _NAME_SIZE, room), x, box.y + 18, _NAME_SIZE, bold=True),
        _text(_shortened(small, _SMALL_SIZE, room), x, box.y + 33, _SMALL_SIZE) if small else "",
        class_="pipec-step",
    )


def _frame(frame: Frame) -> str:
    owner, key = frame.block[-2:]
    label = f"each of {owner}" if key == "steps" else f"{key} of {owner}"
    shown = _shortened(label, _SMALL_SIZE, frame.width - FOOT)
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
            fill="#f6f8fa",
            stroke="#8c959f",
            stroke_dasharray="6 4",
        ),
        _text(shown, frame.x + FOOT - 2, frame.y + HEAD - 6, _SMALL_SIZE, anchor="start"),
        class_="pipec-frame",
    )


def _edge(way: Way, edges: list[DependencyEdge]) -> str:
    # One that is inferred is what people look for: it may be wrong.
    how = next(how for how in How if any(edge.how is how for edge in edges))
    style: Mapping[str, str] = EDGE_STYLES[how]
    x, y = way.points[-1]
    line = _line((*way.points[:-1], (x - _ARROW, y)))
    head = f"M{x} {y}l{-_ARROW - 1} {-_ARROW // 2}v{_ARROW}z"
    return tag(
        "g",
        _title(f"{way.source} → {way.target}", *(edge_text(edge) for edge in edges)),
        # A wide one that is not seen: the pointer meets a thin line only by chance.
        tag("path", d=line, fill="none", stroke=PAPER, stroke_opacity=0, stroke_width=10),
        tag("path", d=line, fill="none", **style),
        tag("path", d=head, fill=style["stroke"]),
        class_=f"pipec-edge pipec-{how}",
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
        fill=INK if bold else "#3d4853",
    )


def _title(*lines: str) -> str:
    """What the pointer shows; a line that comes again is shown once."""
    return tag("title", "\n".join(escaped(line) for line in dict.fromkeys(lines) if line))
