"""The tree that YAML becomes, every node with its place in the text.

One kind of tree serves from the reader to the request: evaluating puts a pipeline
variable (`compiler.values.Expression`) where a `${…}` stood, merging lays trees over each
other, and the place of each value stays with it, so that any later pass can point at the
user's own line.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, NamedTuple

from pipec.compiler.diagnostics import Related, Span
from pipec.compiler.record import Record
from pipec.compiler.values import Expression, Hole

_set = object.__setattr__


class Scalar(NamedTuple):
    """A single value.

    `data` is the value by YAML 1.2's core schema; after evaluation also an expression or a hole.
    `text` is the source text (without quotes), for places where the service wants a string:
    `1.10` stays `"1.10"`. `plain` is False for quoted and block scalars, which are always text.
    """

    data: str | int | float | bool | Expression | Hole | None
    text: str
    plain: bool
    span: Span


class Sequence(Record):
    """A list."""

    items: tuple[Node, ...]
    span: Span

    def __init__(self, items: tuple[Node, ...], span: Span) -> None:
        # As a record's own, but faster: no other is made as often as these two.
        _set(self, "items", items)
        _set(self, "span", span)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


class Entry(NamedTuple):
    """A key of a mapping, with its own place, and its value."""

    key: str
    key_span: Span
    value: Node

    def in_wide_form(self, name: str) -> Entry:
        """The entry with its value as the member `name` of a mapping: `key: {name: value}`."""
        inner = Entry(name, self.key_span, self.value)
        return Entry(self.key, self.key_span, Mapping({name: inner}, self.value.span))


class Mapping(Record):
    """A mapping; keys are always text, as written, and in file order."""

    entries: dict[str, Entry]
    span: Span

    def __init__(self, entries: dict[str, Entry], span: Span) -> None:
        _set(self, "entries", entries)
        _set(self, "span", span)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def without(self, *keys: str) -> Mapping:
        """The same mapping less some keys."""
        return Mapping({k: e for k, e in self.entries.items() if k not in keys}, self.span)


Node = Scalar | Sequence | Mapping


def key_place(entry: Entry, body: Node) -> tuple[Span, list[Related]]:
    """Where an entry's key is to be blamed, and what to show besides.

    A key that `<<` merges into a mapping stands at the anchor, where it may well be right.
    """
    is_yaml = body.span.file.endswith((".yaml", ".yml"))
    if not is_yaml or body.span.holds(entry.key_span):
        return entry.key_span, []
    return body.span.first, [Related(entry.key_span, "merged from here by `<<`")]


def text_node(text: str, span: Span) -> Scalar:
    """A scalar that the compiler itself writes, at the place that made it do so."""
    return Scalar(text, text, False, span)


def mapping(span: Span, **members: Node) -> Mapping:
    """A mapping that the compiler itself writes."""
    return Mapping({key: Entry(key, span, value) for key, value in members.items()}, span)


def from_data(data: Any, span: Span) -> Node:
    """The tree of plain data (dict, list, scalars), all of it placed at `span`."""
    match data:
        case str():
            return text_node(data, span)
        case Scalar() | Sequence() | Mapping():  # before tuples, as a scalar is one
            return data
        case dict():
            return Mapping(
                {str(k): Entry(str(k), span, from_data(v, span)) for k, v in data.items()}, span
            )
        case list() | tuple():
            return Sequence(tuple(from_data(item, span) for item in data), span)
        case bool():
            return Scalar(data, "true" if data else "false", True, span)
        case None:
            return Scalar(None, "null", True, span)
        case _:
            return Scalar(data, str(data), True, span)


def to_data(node: Node) -> Any:
    """Plain data of a tree, as jsonschema and JSON want it (expressions stay objects)."""
    match node:
        case Scalar():
            return node.data
        case Sequence():
            return [to_data(item) for item in node.items]
        case Mapping():
            return {entry.key: to_data(entry.value) for entry in node}


def inner_mappings(node: Node, beside: Container[str] = ()) -> Iterator[Mapping]:
    """Every mapping in a node, itself first, but those under a key of `beside`."""
    stack = [node]
    while stack:  # not recursive: every request passes here
        item = stack.pop()
        if isinstance(item, Mapping):
            yield item
            stack += [
                entry.value
                for entry in reversed(item.entries.values())
                if not isinstance(entry.value, Scalar) and entry.key not in beside
            ]
        elif isinstance(item, Sequence):
            stack += reversed(item.items)


def scalars(node: Node) -> Iterator[Scalar]:
    """Every scalar of a tree, in file order."""
    stack = [node]
    while stack:
        match stack.pop():
            case Scalar() as found:
                yield found
            case Sequence(items=items):
                stack += reversed(items)
            case Mapping(entries=entries):
                stack += [entry.value for entry in reversed(entries.values())]
