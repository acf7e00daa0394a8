"""The user's Python data as the compiler's syntax tree, every value at its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipec.cli.api.places import Place, folder
from pipec.cli.api.plain import Plain, plain, readable, shown, spelled
from pipec.cli.api.references import Reference, Test
from pipec.compiler.diagnostics import Span
from pipec.compiler.reader.yaml_tree import MAX_DEPTH
from pipec.compiler.syntax import Entry, Node, Scalar, Sequence
from pipec.compiler.syntax import Mapping as Tree


class Named:
    """What stands among the steps of a pipeline.

    In lists of steps it is its name, as the value of an input "what of it fits". `_owner` is the
    pipeline that it was added to; None before.
    """

    _owner: object = None

    def __init__(self, step_name: str) -> None:
        self.step_name = step_name

    def __repr__(self) -> str:
        return f"<step {self.step_name}>"

    def __format__(self, specification: str) -> str:
        raise TypeError(
            f"{self!r} is a step and no text: write an output of it, or its `step_name`"
        )


def tree_of(value: Any, place: Place, way: str = "value") -> Node:
    """The tree of a value: mappings, lists, single values, references, paths, steps.

    `way` is what the value is of: `Train: inputs.model`. Raises `TypeError` for anything else, with
    the way to it.
    """
    _check_depth(way)
    match value:
        case Scalar() | Sequence() | Tree():
            return value
        case Reference():
            return _scalar(str(value), place, way)
        case Test():
            raise TypeError(f"`{way}` is {value!r}, which only `condition` can decide by")
        case Named():
            return text(f"${{steps.{value.step_name}}}", place.single(way))
        case os.PathLike():
            return _scalar(_path(Path(value), place, way), place, way)
        case Mapping():
            return _mapping(value, place, way)
        case list() | tuple():
            items = (
                tree_of(item, place.item(index, len(value)), f"{way}[{index}]")
                for index, item in enumerate(value)
            )
            return Sequence(tuple(items), place.collection(way))
        case _:
            return _scalar(value, place, way)


def _check_depth(way: str) -> None:
    """Raise `TypeError` for what no file nests so deep; what holds itself has no end."""
    if way.count(".") + way.count("[") > MAX_DEPTH:
        raise TypeError(f"`{way[:40]}…` has more than {MAX_DEPTH} levels")


def _mapping(members: Mapping[Any, Any], place: Place, way: str) -> Tree:
    entries: dict[str, Entry] = {}
    for key, value in members.items():
        name = spelled(_single(key, f"a key of `{way}`"))
        if name in entries:
            raise TypeError(f"`{way}` has two keys that are `{name}` in YAML")
        inner = f"{way}.{name}"
        child = tree_of(value, place.member(key), inner)
        entries[name] = Entry(name, place.name(key, inner), child)
    return Tree(entries, place.collection(way))


def _scalar(value: Any, place: Place, way: str) -> Scalar:
    single = _single(value, f"`{way}`")
    if isinstance(single, str):
        return text(single, place.single(way))
    return Scalar(single, spelled(single), True, place.single(way))


def _single(value: Any, what: str) -> Plain:
    try:
        single = plain(value)
    except TypeError:
        raise TypeError(
            f"{what} is {shown(value)}, and can be a text, a finite number, a boolean, None, a "
            "list, a mapping, a path, a step or what one gives"
        ) from None
    return readable(single, what)


def text(value: str, span: Span) -> Scalar:
    """A text as if it stood in quotes."""
    return Scalar(value, value, False, span)


def check_owner(value: Any, owner: object) -> None:
    """Raise `TypeError` for a reference or a step of another pipeline: its names mean others here.

    A step that is not added yet, and a reference without an owner, are of none.
    """
    for one in _leaves(value):
        match one:
            case Reference():
                found: tuple[object, ...] = (one.owner,)
            case Test():
                found = one.owners
            case Named():
                found = (one._owner,)  # noqa: SLF001 - of this module
            case _:
                continue
        if any(other is not None and other is not owner for other in found):
            raise TypeError(f"{one!r} is of another pipeline")


def _leaves(value: Any) -> Iterator[Any]:
    """What mappings and lists hold, each of them gone through once: one may hold itself."""
    seen: dict[int, object] = {}
    left = [value]
    while left:
        one = left.pop()
        if not isinstance(one, Mapping | list | tuple):
            yield one
        elif id(one) not in seen:
            seen[id(one)] = one  # held, so that no other gets its identity
            left += one.values() if isinstance(one, Mapping) else one


def in_names(value: Any, way: str) -> Any:
    """The value with names in place of steps, for keys that list steps; `way` as in `tree_of`."""
    _check_depth(way)
    match value:
        case Named():
            return value.step_name
        case Mapping():
            return {key: in_names(item, f"{way}.{key}") for key, item in value.items()}
        case list() | tuple():
            return [in_names(item, f"{way}[{index}]") for index, item in enumerate(value)]
        case _:
            return value


_CODE = re.compile(r"code(\.dir)?")
_INPUT = re.compile(r"inputs\.[^.]+(\.value)?")


def _path(path: Path, place: Place, way: str) -> str:
    """A path as YAML has it: a local one from the folder of the file that says it.

    Local are the paths of code and of inputs; all others are paths in a container, and stay.
    """
    key = way.partition(": ")[2]
    is_input = _INPUT.fullmatch(key) is not None
    if not is_input and not _CODE.fullmatch(key):
        return path.as_posix()
    if path.is_absolute():
        path = Path(os.path.relpath(path, folder(place).absolute()))
    written = path.as_posix()
    return f"./{written}" if is_input and not written.startswith("../") else written
