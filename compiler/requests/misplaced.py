"""Where a member belongs that stands too high up in a request; loaded when one is not known."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.language.examples import braces, inline
from pipec.compiler.service.shapes import Shape
from pipec.compiler.similarity import did_you_mean, hint_from
from pipec.compiler.syntax import Entry

_DEPTH = 3
"""Farther below, a member of the same name says something else."""


def member_hint(entry: Entry, shape: Shape) -> str | None:
    """What to write for a member that a structure does not have."""
    for depth in range(1, _DEPTH):
        places = [*_places(shape, entry.key, depth)]
        if len(places) == 1:
            text = braces({entry.key: inline(entry.value)})
            for name in reversed(places[0][1:]):
                text = braces({name: text})
            return f"it belongs below `{places[0][0]}`: write `{places[0][0]}: {text}`"
        if places:
            break
    return did_you_mean(entry.key, shape.members) or hint_from(entry.key, shape.members)


def _places(shape: Shape, key: str, depth: int) -> Iterator[tuple[str, ...]]:
    """The structures so far below a structure that have a member of this name."""
    for name in shape.members:
        inner = shape.member(name)
        if inner is None or inner.type != "structure":
            continue
        if depth == 1 and key in inner.members:
            yield (name,)
        elif depth > 1:
            yield from ((name, *path) for path in _places(inner, key, depth - 1))
