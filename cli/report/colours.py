"""The colours of a drawn graph: of paper and ink, of each kind of step, of each kind of line."""

from __future__ import annotations

from dataclasses import dataclass

from pipec.compiler.dag import How

PAPER = "#ffffff"
INK = "#1f2933"
FAINT = "#57606a"
SMALL_INK = "#3d4853"
FRAME = "#f6f8fa"
FRAME_LINE = "#8c959f"
EDGE_STYLES: dict[How, dict[str, str]] = {
    How.INFERRED: {"stroke": "#2563eb", "stroke_width": "1.8"},
    How.WRITTEN: {"stroke": "#374151", "stroke_width": "1.8"},
    How.ORDER: {"stroke": "#6b7280", "stroke_width": "1.2", "stroke_dasharray": "5 4"},
}
EDGE_MEANINGS = {
    How.INFERRED: "inferred by pipec",
    How.WRITTEN: "written",
    How.ORDER: "only the order",
}


@dataclass(frozen=True, slots=True)
class Colour:
    """What a box is filled with, and its border; `name` is for style sheets."""

    name: str
    fill: str
    border: str


_BLUE = Colour("blue", "#dbeafe", "#3b82f6")
_GREEN = Colour("green", "#dcfce7", "#16a34a")
_VIOLET = Colour("violet", "#ede9fe", "#7c3aed")
_CYAN = Colour("cyan", "#cffafe", "#0891b2")
_AMBER = Colour("amber", "#fef3c7", "#d97706")
_RED = Colour("red", "#fee2e2", "#dc2626")
_PINK = Colour("pink", "#fce7f3", "#db2777")
_GREY = Colour("grey", "#eceff3", "#6b7280")
COLOURS = (_BLUE, _GREEN, _VIOLET, _CYAN, _AMBER, _RED, _PINK, _GREY)
_OF_KIND = {
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


def colour_of(kind: str) -> Colour:
    """The colour of the steps of a kind; all but the usual kinds are grey."""
    return _OF_KIND.get(kind, _GREY)
