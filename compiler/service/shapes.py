"""The service's API model: what a request takes, and which properties a step has.

The tables are `schemas/api/<Kind>.json`, made from botocore by `pipec.schemas.generate`. A
property path follows what `sagemaker.core.workflow.properties` (3.27) writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pipec.compiler.packaged import read
from pipec.compiler.record import Record
from pipec.compiler.values import Key, path_text

Table = Mapping[str, Mapping[str, Any]]

_JSON_TYPES = {
    "string": "String",
    "timestamp": "String",  # reaches a pipeline as text
    "integer": "Integer",
    "long": "Integer",
    "float": "Float",
    "double": "Float",
    "boolean": "Boolean",
}


class Shape:
    """One shape of the model, beside the others of its table, since shapes recurse.

    `type` is structure, list, map, string, integer, long, float, double, boolean or timestamp;
    `json_type` is what parameters call it, None for what is not a single value.
    `members` are the names of a structure's members in the model's order, `required` those that
    it must have; both are empty for other types. `enum` are the values that a string may have,
    empty where it is free; `pattern` is the service's regular expression for the whole of one.
    `min` and `max` bound a number, or the length of a string, list or map. `is_union`: a structure
    that must have just one of its members.
    """

    def __init__(self, name: str, shapes: Shapes) -> None:
        facts = shapes.table[name]
        self.name = name
        self.type: str = facts["type"]
        self.json_type = _JSON_TYPES.get(self.type)
        self._member_names: Mapping[str, str] = facts.get("members", {})
        self.members = tuple(self._member_names)
        self.required = frozenset(facts.get("required", ()))
        self.enum = tuple(facts.get("enum", ()))
        self.pattern: str | None = facts.get("pattern")
        self.min: int | float | None = facts.get("min")
        self.max: int | float | None = facts.get("max")
        self.is_union: bool = facts.get("union", False)
        self._facts = facts
        self.shapes = shapes

    def member(self, name: str) -> Shape | None:
        """A structure's member, None where there is none of that name."""
        found = self._member_names.get(name)
        return self.shapes[found] if found else None

    @property
    def element(self) -> Shape | None:
        """What a list holds."""
        return self._part("member")

    @property
    def key(self) -> Shape | None:
        """What a map's keys are."""
        return self._part("key")

    @property
    def value(self) -> Shape | None:
        """What a map's values are."""
        return self._part("value")

    def _part(self, what: str) -> Shape | None:
        found = self._facts.get(what)
        return self.shapes[found] if found else None


class Shapes(dict[str, Shape]):
    """The shapes of a table by their names, each made when it is first asked for."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, name: str) -> Shape:
        found = self[name] = Shape(name, self)
        return found


class PathError(Record):
    """Why a path leads nowhere: `index` is the part that fails, `known` what could stand there."""

    index: int
    message: str
    known: tuple[str, ...] = ()
    hint: str | None = None


def load_request(kind: str) -> Shape:
    """The request of a step kind: `Training` -> CreateTrainingJobRequest."""
    return _root(kind, "request")


def load_properties(kind: str) -> Shape:
    """The properties of a step kind: `Training` -> DescribeTrainingJobResponse."""
    return _root(kind, "properties")


@cache
def _root(kind: str, which: str) -> Shape:
    table = _load(kind)
    return Shapes(table["shapes"])[table[which]]


@cache
def _load(kind: str) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(read("pipec.schemas", f"api/{kind}.json"))
    return table


def is_listed(value: str, kinds: Iterable[str]) -> bool:
    """Whether the service lists a text among the values of anything in the requests of kinds."""
    return any(
        value in shape.get("enum", ()) for kind in kinds for shape in _load(kind)["shapes"].values()
    )


def walk(shape: Shape, path: tuple[str | int | Key, ...]) -> Shape | PathError:
    """The shape that a property path leads to from `shape`, or the first part that fails."""
    for index, part in enumerate(path):
        step = _step(shape, path, index, part)
        if isinstance(step, PathError):
            return step
        shape = step
    return shape


def _step(
    shape: Shape, path: tuple[str | int | Key, ...], index: int, part: str | int | Key
) -> Shape | PathError:
    """Follow one part of a path.

    The SDK would also take `[0]` on a map and `['x']` on a list of plain values; nothing can
    stand there, as keys are texts and plain values have no names.
    """
    place = path_text(path[:index]) or shape.name
    found: Shape | None = None
    match shape.type, part:
        case "structure", str():
            found = shape.member(part)
            if found is None:
                message = f"`{place}` has no member `{part}`"
                return PathError(index, message, shape.members)
        case "list", int():
            found = shape.element
        case "list", Key() if shape.element is not None and shape.element.type == "structure":
            found = shape.element
        case "map", Key():
            found = shape.value
        case _:
            pass
    if found is not None:
        return found
    return PathError(
        index,
        f"`{place}` is {_described(shape)}, which `{_written(part)}` cannot follow",
        shape.members,
        _hint(shape, place, part),
    )


def _described(shape: Shape) -> str:
    match shape.type:
        case "structure":
            return "a structure"
        case "list":
            return "a list"
        case "map":
            return "a map"
        case _:
            return "a plain value"


def _written(part: str | int | Key) -> str:
    return f".{part}" if isinstance(part, str) else path_text((part,))


def _inside(shape: Shape, name: str, depth: int = 3) -> str:
    """The path to a member of that name in a structure, or in those within it; "" for none."""
    if name in shape.members:
        return name
    for member in shape.members if depth > 1 else ():
        inner = shape.member(member)
        if inner and inner.type == "structure" and (rest := _inside(inner, name, depth - 1)):
            return f"{member}.{rest}"
    return ""


def _hint(shape: Shape, place: str, part: str | int | Key) -> str:
    name = part.text if isinstance(part, Key) else str(part)
    match shape.type:
        case "structure":
            member = name if name in shape.members else "NAME"
            return f"write a member's name after a dot: `{place}.{member}`"
        case "list" if shape.element is not None and shape.element.type == "structure":
            if isinstance(part, str) and (inside := _inside(shape.element, part)):
                return f"write which one: `{place}[0].{inside}`"
            entry = name if isinstance(part, str) else "NAME"
            return f"write an index or an entry's name: `{place}[0]` or `{place}['{entry}']`"
        case "list":
            return f"write an index: `{place}[0]`"
        case "map":
            return f"write a quoted key: `{place}['{name if isinstance(part, str) else 'KEY'}']`"
        case _:
            return f"end the path at `{place}`"
