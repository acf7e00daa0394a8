"""Laying one tree over another: how defaults, contract and step become one request."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from typing import Any

from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

NAMED_LISTS = {
    "InputDataConfig": "ChannelName",
    "ProcessingInputs": "InputName",
    "Outputs": "OutputName",
    "Tags": "Key",
    "MetricDefinitions": "Name",
}
"""Lists whose entries merge by a name; every other list replaces (`Containers`: by position)."""


def is_null(node: Node | None) -> bool:
    """Whether a node is YAML's null."""
    return isinstance(node, Scalar) and node.data is None


def is_unwritten(node: Node | None) -> bool:
    """Whether a node is a null of which nothing is written, as the value of `key:`."""
    return isinstance(node, Scalar) and node.data is None and not node.text


def named_item(items: Node | None, key: str, name: str) -> Mapping | None:
    """The entry of a list whose `key` is this name."""
    for item in items.items if isinstance(items, Sequence) else ():
        found = item.get(key) if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(found, Scalar) and found.text == name:
            return item
    return None


def says(node: Node | None, *members: str) -> bool:
    """Whether a mapping has one of these members, and it is not null."""
    found = (node.get(name) if isinstance(node, Mapping) else None for name in members)
    return any(value is not None and not is_null(value) for value in found)


def merge(lower: Node | None, upper: Node, name: str = "") -> Node:
    """`upper` laid over `lower`; `name` is the member that they stand in.

    Mappings merge member by member, `null` removes what the lower layer set, other values
    replace. A member keeps the place in the order that it first had.
    """
    if lower is None and not _holds_null(upper):
        return upper
    if isinstance(upper, Mapping):
        return _merge_mappings(lower if isinstance(lower, Mapping) else None, upper)
    if isinstance(upper, Sequence):
        below = lower if isinstance(lower, Sequence) else Sequence((), upper.span)
        if name in NAMED_LISTS:
            return _merge_by_name(below, upper, NAMED_LISTS[name])
        if name == "Containers":
            return _merge_by_position(below, upper)
    return upper


def _holds_null(node: Node) -> bool:
    """Whether there is a null anywhere in a node."""
    pending = [node]
    while pending:
        match pending.pop():
            case Scalar(data=data):
                if data is None:
                    return True
            case Sequence(items=items):
                pending += items
            case Mapping(entries=entries):
                pending += [entry.value for entry in entries.values()]
    return False


def merge_mappings(*layers: Mapping) -> Mapping:
    """All layers, weakest first, as one mapping."""
    merged = layers[0]
    for layer in layers[1:]:
        merged = _merge_mappings(merged, layer)
    return merged


def _merge_mappings(lower: Mapping | None, upper: Mapping) -> Mapping:
    entries = dict(lower.entries) if lower else {}
    for entry in upper.entries.values():
        if isinstance(entry.value, Scalar):  # as most, in all layers of all requests
            if entry.value.data is None:
                entries.pop(entry.key, None)
            else:
                entries[entry.key] = entry
            continue
        below = entries.get(entry.key)
        value = merge(below.value if below else None, entry.value, entry.key)
        if isinstance(value, Mapping) and not value.entries and _removes(entry.value):
            entries.pop(entry.key, None)
            continue
        entries[entry.key] = Entry(entry.key, entry.key_span, value)
    return Mapping(entries, upper.span)


def _removes(node: Node) -> bool:
    """Whether a mapping holds a null: then what it empties goes with its last member."""
    return isinstance(node, Mapping) and any(
        is_null(entry.value) or _removes(entry.value) for entry in node
    )


def _entry_name(node: Node, key: str) -> str | None:
    value = node.get(key) if isinstance(node, Mapping) else None
    return value.text if isinstance(value, Scalar) else None


def named_items(node: Node | None, member: str) -> list[tuple[str, Node]]:
    """The entries of a list that merges by name, with their names; none of anything else."""
    if not isinstance(node, Sequence) or member not in NAMED_LISTS:
        return []
    named = ((_entry_name(item, NAMED_LISTS[member]), item) for item in node)
    return [(name, item) for name, item in named if name is not None]


def named_entries(node: Node | None, member: str) -> set[str]:
    """The names of the entries of a list that merges by name; empty for anything else."""
    return {name for name, _ in named_items(node, member)}


def _merge_by_name(lower: Sequence, upper: Sequence, key: str) -> Sequence:
    """An entry of which nulls leave only the name is removed."""
    items = list(lower.items)
    removed = set[int]()
    positions = {_entry_name(item, key): index for index, item in enumerate(items)}
    for item in upper:
        name = _entry_name(item, key)
        place = positions.get(name, len(items)) if name is not None else len(items)
        below = items[place] if place < len(items) else None
        items[place:] = [merge(below, item), *items[place + 1 :]]
        if _removes(item) and _bare(items[place], key):
            removed.add(place)
    kept = (item for index, item in enumerate(items) if index not in removed)
    return Sequence(tuple(kept), upper.span)


def _bare(node: Node, key: str) -> bool:
    """Whether an entry has nothing left but its name."""
    return isinstance(node, Mapping) and list(node.entries) == [key]


def _merge_by_position(lower: Sequence, upper: Sequence) -> Sequence:
    items = [
        merge(lower.items[index] if index < len(lower.items) else None, item)
        for index, item in enumerate(upper.items)
    ]
    return Sequence((*items, *lower.items[len(items) :]), upper.span)


def without_member(tree: Mapping, path: Iterable[str | int]) -> Mapping:
    """A tree less the member at a path of members."""
    first, *rest = (str(part) for part in path)
    entry = tree.entries.get(first)
    if not rest or entry is None or not isinstance(entry.value, Mapping):
        return tree.without(first)
    inner = entry._replace(value=without_member(entry.value, rest))
    return Mapping({**tree.entries, first: inner}, tree.span)


def without_value(data: AnyMapping[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    """Plain data without the member at a path, and without what is empty thereby."""
    first, *rest = path
    found = {key: value for key, value in data.items() if key != first}
    inner = data.get(str(first))
    if rest and isinstance(inner, dict) and (left := without_value(inner, tuple(rest))):
        found[str(first)] = left
    return found
