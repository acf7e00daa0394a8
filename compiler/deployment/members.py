"""Where two JSON values differ, member by member, in the terms of pipeline definitions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from pipec.compiler.deployment.graph import Json


class Absent(Enum):
    """The type of `ABSENT`, which stands for a member that is not there; None is JSON's null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT

NAME_KEYS = (
    "Name",
    "ChannelName",
    "InputName",
    "OutputName",
    "PropertyFileName",
    "VariantName",
    "RuleConfigurationName",
    "CollectionName",
    "InstanceGroupName",
    "DefinitionName",
    "ActionName",
    "ArtifactName",
    "ContextName",
    "Key",
)
"""The members that name the entries of a list, in requests of pipeline steps."""

EXPRESSIONS = ("Get", "Std:Join", "Std:JsonGet")
"""The only member of a mapping that is one of the service's expressions."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Change(NamedTuple):
    """A value that differs: `path` says where, `old` and `new` are JSON or `ABSENT`.

    A path is written as in the service's references: `Arguments.HyperParameters.max_depth`,
    `…Outputs['train'].S3Output`, `…ContainerArguments[1]`. Where the named entries of a list
    stand in another order, a path that ends in `[order]` has their names, old and new.
    """

    path: str
    old: Json
    new: Json

    @property
    def how(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.old is ABSENT:
            return "added"
        return "removed" if self.new is ABSENT else "changed"

    def to_data(self) -> dict[str, Json]:
        """`{"path", "old", "new"}`, without the one that is not there."""
        sides = (("path", self.path), ("old", self.old), ("new", self.new))
        return {key: value for key, value in sides if value is not ABSENT}


def equal(left: Json, right: Json) -> bool:
    """Whether two values are the same JSON. Unlike Python, 1, 1.0 and true are three values."""
    if left is ABSENT or right is ABSENT:
        return left is right
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def member_changes(old: Json, new: Json, path: str = "") -> Iterator[Change]:
    """The innermost members that differ; `path` is where the two values stand.

    Entries of a list are compared by the name that they carry, else by index if the lists are
    equally long; else, as with one of the service's expressions, the change is the whole value.
    """
    if equal(old, new):
        return
    if _is_mapping(old) and _is_mapping(new):
        for key in dict.fromkeys([*old, *new]):
            place = _member(path, key)
            yield from member_changes(old.get(key, ABSENT), new.get(key, ABSENT), place)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _entry_changes(old, new, path)
    else:
        yield Change(path, old, new)


def leaf_members(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """All that a value says: the path and value of each innermost member, `path` being its own.

    Paths are as in `Change`. Lists of plain values, the service's expressions, and what is empty
    are one value each; together the values are the whole of it, nothing twice.
    """
    if value and _is_mapping(value):
        for key, member in value.items():
            yield from leaf_members(member, _member(path, key))
    elif isinstance(value, list) and any(_is_mapping(entry) for entry in value):
        named = entries_by_name(value)
        entries = named[0].items() if named else enumerate(value)
        for key, entry in entries:
            place = _quoted(key) if isinstance(key, str) else f"[{key}]"
            yield from leaf_members(entry, path + place)
    else:
        yield path, value


def entries_by_name(*lists: list[Json]) -> list[dict[str, Json]] | None:
    """The lists as mappings by their entries' names; None if not every entry has one of its own.

    All entries must have the same one of `NAME_KEYS`.
    """
    for key in NAME_KEYS:
        found = [named for entries in lists if (named := _by_key(entries, key)) is not None]
        if len(found) == len(lists):
            return found
    return None


def _entry_changes(old: list[Json], new: list[Json], path: str) -> Iterator[Change]:
    if named := entries_by_name(old, new):
        before, after = named
        for name in dict.fromkeys([*before, *after]):
            place = path + _quoted(name)
            yield from member_changes(before.get(name, ABSENT), after.get(name, ABSENT), place)
        if [name for name in before if name in after] != [name for name in after if name in before]:
            yield Change(f"{path}[order]", list(before), list(after))
    elif len(old) == len(new):
        for index, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from member_changes(left, right, f"{path}[{index}]")
    else:
        yield Change(path, old, new)


def _by_key(entries: list[Json], key: str) -> dict[str, Json] | None:
    found: dict[str, Json] = {}
    for entry in entries:
        name = entry.get(key) if isinstance(entry, dict) else None
        if not isinstance(name, str) or name in found:
            return None
        found[name] = entry
    return found


def _is_mapping(value: Json) -> bool:
    return isinstance(value, dict) and not (len(value) == 1 and next(iter(value)) in EXPRESSIONS)


def _member(path: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        return path + _quoted(key)
    return f"{path}.{key}" if path else key


def _quoted(name: str) -> str:
    return "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']"
