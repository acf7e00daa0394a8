"""A graph as one HTML page that needs nothing else: no server, no network, no other file.

What the page shows of steps and wires lies in it as JSON; `page.js` only ever sets it as text. The
Content-Security-Policy allows the page's own script and styles by their digests, and nothing else
(https://www.w3.org/TR/CSP3/#framework-directive-source-list).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from pipec.cli.explain import (
    RUNNERS_UP,
    ToWrite,
    behind,
    nothing_bound,
    state,
    why_empty,
    why_not_bound,
    written,
)
from pipec.cli.graph.model import Graph, GraphInput, GraphParameter, GraphStep, Wire
from pipec.cli.report.colours import COLOURS, EDGE_MEANINGS, colour_of
from pipec.cli.report.markup import escaped, plain, tag
from pipec.cli.report.svg import block_label, graph_svg
from pipec.compiler.dag import How
from pipec.compiler.merge import is_null
from pipec.compiler.model import Candidate, Decision
from pipec.compiler.syntax import Scalar

_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""What could end a script element or begin a comment in it; other than ASCII is escaped anyway."""


def graph_page(graph: Graph) -> str:
    """The whole page."""
    styles, script = _file("page.css"), _file("page.js")
    policy = "; ".join((
        "default-src 'none'",
        f"script-src '{_digest(script)}'",
        f"style-src '{_digest(styles)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip
    head = (
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        tag("title", escaped(f"{graph.name}: pipeline graph")),
        f"<style>{styles}</style>",
    )
    data = json.dumps(_data(graph), separators=(",", ":")).translate(_IN_SCRIPT)
    body = (
        _bar(graph),
        tag(
            "main",
            tag(
                "section", graph_svg(graph.dag, graph.compiled), id="stage", aria_label="the graph"
            ),
            tag("aside", _overview(graph), tag("div", id="details"), id="panel"),
        ),
        f'<script type="application/json" id="data">{data}</script>',
        f"<script>{script}</script>",
    )
    lines = ("<!doctype html>", '<html lang="en">', "<head>", *head, "</head>", "<body>", *body)
    return "".join(f"{line}\n" for line in (*lines, "</body>", "</html>"))


def _file(name: str) -> str:
    return (files("pipec.cli.graph") / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


# --- what is there without the script -----------------------------------------------------


def _bar(graph: Graph) -> str:
    name = tag("h1", escaped(graph.name))
    many = tag("p", escaped(f"{graph.summary} · {graph.file}"))
    find = (
        '<input id="search" type="search" placeholder="Find a step" aria-label="Find a step" '
        'autocomplete="off" spellcheck="false">'
    )
    buttons = (
        tag("button", sign, id=name, type="button", aria_label=label, title=label)
        for name, sign, label in (
            ("out", "\N{MINUS SIGN}", "Zoom out (-)"),
            ("in", "+", "Zoom in (+)"),
            ("fit", "Fit", "Show all of it (0)"),
        )
    )
    tools = tag("div", find, tag("output", id="found"), *buttons, class_="tools")
    return tag("header", tag("div", name, many), tools)


def _overview(graph: Graph) -> str:
    """The parameters, and what colours and lines mean."""
    parts = []
    if graph.parameters:
        listed = (tag("li", _parameter(item)) for item in graph.parameters)
        parts += [tag("h2", "Parameters"), tag("ul", *listed, class_="parameters")]
    parts += [tag("h2", "Legend"), tag("ul", *_legend(graph), class_="legend")]
    parts.append(
        tag("p", "Choose a step to see its request, its inputs and its lines of YAML; choose a "
            "wire to see why it is there. The wheel zooms, dragging moves; Tab goes from step to "
            "step.", class_="help")
    )  # fmt: skip
    return tag("div", *parts, id="overview")


def _parameter(item: GraphParameter) -> str:
    name = tag(
        "button",
        escaped(item.name),
        type="button",
        class_="link",
        data_parameter=item.name,
        aria_pressed="false",
    )
    default = "" if item.default is None else f" = {item.default}"
    choices = f" of {', '.join(item.choices)}" if item.choices else ""
    text = f"{name} {tag('code', escaped(f'{item.type}{default}{choices}'))}"
    if item.steps is None:
        return text
    return text + tag("small", escaped(f"used by {', '.join(item.steps) or 'no step'}"))


def _legend(graph: Graph) -> Iterator[str]:
    kinds: dict[str, dict[str, None]] = {}
    for item in graph.steps:
        kinds.setdefault(colour_of(item.step.kind).name, {})[item.step.kind] = None
    for colour in COLOURS:
        if names := kinds.get(colour.name):
            swatch = tag("span", class_=f"swatch pipec-{colour.name}")
            yield tag("li", swatch, escaped(", ".join(names)))
    there = {edge.how for edge in graph.dag.edges}
    for how in How:
        if how in there:
            more = "; the number is the lowest score" if how is How.INFERRED else ""
            line = tag("span", class_=f"sample sample-{how}")
            yield tag("li", line, escaped(f"{EDGE_MEANINGS[how]}{more}"))


# --- what the script shows ----------------------------------------------------------------


def _data(graph: Graph) -> dict[str, Any]:
    return {
        "steps": [_step(item) for item in graph.steps],
        "wires": [_wire(item, wire) for item in graph.steps for wire in item.wires],
    }


def _step(item: GraphStep) -> dict[str, Any]:
    step, source = item.step, item.source
    contract, own = step.contract, step.body.get("description")
    request = None if item.request is None else dict(item.request)
    arguments = request.pop("Arguments", {}) if request is not None else None
    beside = {key: value for key, value in (request or {}).items() if key not in ("Name", "Type")}
    return {
        "name": plain(step.name),
        "type": plain(item.type),
        "block": plain(block_label(step.block)) if step.block else None,
        "description": plain(own.text) if isinstance(own, Scalar) else None,
        "about": plain(contract.description) if contract and contract.description else None,
        "said": plain(item.said) if item.said is not None else None,
        "contract": _place(contract.span.file, contract.span.line)
        if contract and contract.name
        else None,
        "parameters": list(item.parameters),
        "inputs": [_input(given, item) for given in item.inputs],
        "request": None if arguments is None else _pretty(arguments),
        "beside": _pretty(beside) if beside else None,
        "source": {
            "place": _place(source.file, source.first),
            "first": source.first,
            "lines": [plain(line) for line in source.lines],
        }
        if source
        else None,
    }


def _input(given: GraphInput, item: GraphStep) -> dict[str, Any]:
    port, decision = given.port, given.decision
    found: dict[str, Any] = {"name": plain(port.name)}
    for wire in item.wires:
        edge = wire.edge
        if edge.input == port.name and edge.how is not How.ORDER:
            score = round(edge.confidence, 4) if edge.how is How.INFERRED else None
            return {**found, "from": plain(edge.source), "output": plain(edge.output or ""),
                    "score": score}  # fmt: skip
    if decision is not None and (became := state(port, decision)) != "empty":
        note = why_not_bound(port, decision)
        return {**found, "open": f"not bound ({became}): {note}", "others": _others(decision)}
    if port.value is None or is_null(port.value):
        why = f" ({why_empty(decision)})" if decision is not None else ""
        return {**found, "empty": f"{nothing_bound(port)}{plain(why)}"}
    return {**found, "value": written(port.value)}


def _wire(item: GraphStep, wire: Wire) -> dict[str, Any]:
    edge = wire.edge
    found: dict[str, Any] = {
        "source": plain(edge.source),
        "target": plain(edge.target),
        "output": plain(edge.output) if edge.output else None,
        "input": plain(edge.input) if edge.input else None,
        "how": edge.how,
        "reasons": [
            {
                "text": plain(reason.text),
                "place": _place(reason.span.file, reason.span.line),
                "line": plain(reason.line),
            }
            for reason in wire.reasons
        ],
    }
    if wire.decision is not None and (chosen := wire.decision.chosen):
        found |= {
            **_candidate(chosen),
            "pin": plain(ToWrite(item.step.body).text(wire.decision.input, chosen)),
            "others": _others(wire.decision),
        }
    return found


def _candidate(candidate: Candidate) -> dict[str, Any]:
    parts = [
        {"label": plain(part.label), "value": round(part.value, 4)} for part in candidate.parts
    ]
    return {"score": round(candidate.score, 4), "parts": parts}


def _others(decision: Decision) -> list[dict[str, Any]]:
    return [
        {
            "name": plain(f"{other.step}.{other.output}"),
            **_candidate(other),
            "why": plain(other.refused or behind(decision, other)),
        }
        for other in decision.others[:RUNNERS_UP]
    ]


def _place(file: str, line: int) -> str:
    return plain(f"{file}:{line}")


def _pretty(value: Any) -> str:
    lines = json.dumps(value, indent=2, ensure_ascii=False).split("\n")
    return "\n".join(plain(line) for line in lines)
