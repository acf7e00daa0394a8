"""Where a member belongs that stands too high up in a request; loaded when one is not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipec.compiler.language.examples import braces, inline
from pipec.compiler.service.shapes import Shape
from pipec.compiler.similarity import did_you_mean, hint_from, suggestions
from pipec.compiler.syntax import Entry

_DEPTH = 3
"""Farther below, a member of the same name says something else."""


def member_hint(entry: Entry, shape: Shape) -> str | None:
    """What to write for a member that a structure does not have."""
    if place := _only_place(shape, entry.key):
        text = braces({entry.key: inline(entry.value)})
        for name in reversed(place[1:]):
            text = braces({name: text})
        return f"it belongs below `{place[0]}`: write `{place[0]}: {text}`"
    return did_you_mean(entry.key, shape.members) or hint_from(entry.key, shape.members)


def meant_members(entry: Entry, shape: Shape) -> Sequence[str]:
    """The members of a structure that a hint names for one that it does not have."""
    return _only_place(shape, entry.key)[:1] or suggestions(entry.key, shape.members)


def _only_place(shape: Shape, key: str) -> tuple[str, ...]:
    """The only structure below a structure that has a member of this name, and not too deep."""
    for depth in range(1, _DEPTH):
        if places := [*_places(shape, key, depth)]:
            return places[0] if len(places) == 1 else ()
    return ()


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
