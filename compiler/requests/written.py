"""Where a step says what a finished request shows, so that a report has the user's own line."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.diagnostics import Span
from pipec.compiler.model import Step
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, scalars


def place_of_text(step: Step, text: str) -> Span:
    """The first value under a step's key that is a text, else that holds it.

    The step itself if it is its contract, a default or the compiler that says so.
    """
    found = [scalar for scalar in scalars(step.body) if text in scalar.text]
    whole = next((scalar for scalar in found if scalar.text == text), None)
    place = whole or next(iter(found), None)
    return place.span if place else step.span


def place_of_key(step: Step, key: str, text: str) -> Span:
    """The first value under a step that a key has, at any depth; else the step itself.

    The value is this text, or is made from references.
    """
    found = (entry.value for entry in _entries(step.body) if entry.key == key)
    for value in found:
        if isinstance(value, Scalar) and (value.text == text or "${" in value.text):
            return value.span
    return step.span


def _entries(node: Node) -> Iterator[Entry]:
    """Every entry of a tree, in file order."""
    if isinstance(node, Mapping):
        for entry in node:
            yield entry
            yield from _entries(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from _entries(item)
