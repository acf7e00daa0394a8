"""Where a step says what a finished request shows, so that a report has the user's own line.

And the other way round: what a request says, where an answer of the service repeats it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.diagnostics import Span
from pipec.compiler.model import Step
from pipec.compiler.steps.base import PropertyPath, StepDefinition
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, scalars
from pipec.compiler.values import Key, Wire


def place_of_text(step: Step, text: str, with_it: str = "") -> Span:
    """The first value under a step's key that is a text, else that holds it.

    One that holds `with_it` too is before any other. The step itself if it is its contract, a
    default or the compiler that says so.
    """
    found = [scalar for scalar in scalars(step.body) if text in scalar.text]
    found = [scalar for scalar in found if with_it in scalar.text] or found
    whole = next((scalar for scalar in found if scalar.text == text), None)
    place = whole or next(iter(found), None)
    return place.span if place else step.span


def place_of_name(step: Step, name: str) -> Span:
    """The first key under a step that is this name; else the step itself."""
    found = (entry.key_span for entry in _entries(step.body) if entry.key == name)
    return next(found, step.span)


def place_of_key(step: Step, key: str, text: str) -> Span:
    """The first value under a step that a key has, at any depth; else the step itself.

    The value is this text, or is made from references.
    """
    found = (entry.value for entry in _entries(step.body) if entry.key == key)
    for value in found:
        if isinstance(value, Scalar) and (value.text == text or "${" in value.text):
            return value.span
    return step.span


def requested(step: StepDefinition, path: PropertyPath) -> Wire:
    """What a step's request has where a property of its answer repeats it; None for nothing."""
    value: Wire = step.arguments
    for part in path:
        if isinstance(part, Key) and isinstance(value, list):
            named = [item for item in value if item.get("OutputName") == part.text]
            value = named[0] if named else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def _entries(node: Node) -> Iterator[Entry]:
    """Every entry of a tree, in file order."""
    if isinstance(node, Mapping):
        for entry in node:
            yield entry
            yield from _entries(entry.value)
    elif isinstance(node, Sequence):
        for item in node:
            yield from _entries(item)
