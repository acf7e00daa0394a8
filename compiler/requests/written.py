"""Where a step says what a finished request shows, so that a report has the user's own line."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.diagnostics import Span
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, scalars


def place_of_text(tree: Mapping, step: Span, text: str) -> Span:
    """The first value under a step's key, at `step`, that is a text, else that holds it.

    The step itself if it is its contract, a default or the compiler that says so.
    """
    found = [scalar for scalar in scalars(_body(tree, step)) if text in scalar.text]
    whole = next((scalar for scalar in found if scalar.text == text), None)
    place = whole or next(iter(found), None)
    return place.span if place else step


def place_of_key(tree: Mapping, step: Span, key: str, text: str) -> Span:
    """The first value under a step that a key has, at any depth; else the step itself.

    The value is this text, or is made from references.
    """
    found = (entry.value for entry in _entries(_body(tree, step)) if entry.key == key)
    for value in found:
        if isinstance(value, Scalar) and (value.text == text or "${" in value.text):
            return value.span
    return step


def _body(tree: Mapping, step: Span) -> Node:
    return next(
        (entry.value for entry in _entries(tree) if entry.key_span == step), Mapping({}, step)
    )


def _entries(node: Node) -> Iterator[Entry]:
    """Every entry of a tree, in file order."""
    if isinstance(node, Mapping):
        for entry in node:
            yield entry
            yield from _entries(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from _entries(item)
