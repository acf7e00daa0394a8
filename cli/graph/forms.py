"""The forms that a graph is shown in, and which of them a file has by its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pipec.cli.graph.model import Graph


class Form(StrEnum):
    """How a graph is shown."""

    TEXT = "text"
    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    HTML = "html"


SUFFIXES = {
    ".txt": Form.TEXT,
    ".mmd": Form.MERMAID,
    ".md": Form.MERMAID,
    ".dot": Form.DOT,
    ".gv": Form.DOT,
    ".svg": Form.SVG,
    ".html": Form.HTML,
}


def formed(graph: Graph, form: Form, *, is_markdown: bool = False) -> str:
    """The graph in a form; a Mermaid flowchart in Markdown stands in a fence."""
    # Only what is asked for is imported.
    match form:
        case Form.TEXT:
            from pipec.cli.graph.text import graph_text

            return graph_text(graph)
        case Form.MERMAID:
            from pipec.cli.graph.mermaid import fenced, graph_mermaid

            return fenced(graph_mermaid(graph)) if is_markdown else graph_mermaid(graph)
        case Form.DOT:
            from pipec.cli.graph.dot import graph_dot

            return graph_dot(graph)
        case Form.SVG:
            from pipec.cli.report.svg import graph_svg

            return f"{graph_svg(graph.dag, graph.compiled, has_legend=True)}\n"
        case Form.HTML:
            from pipec.cli.graph.page import graph_page

            return graph_page(graph)


def form_of(path: str) -> Form | None:
    """The form of a file by its suffix; None for another suffix."""
    return SUFFIXES.get(Path(path).suffix.lower())
