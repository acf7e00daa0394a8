"""References that have to do with loops: the current item, and what an iteration gave."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from keyword import iskeyword
from typing import Any

from pipec.compiler.language.expressions import NAME_BEHIND_ROOT
from pipec.compiler.model import Step
from pipec.compiler.steps.base import PropertyPath
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, scalars
from pipec.compiler.values import UNKNOWN, ItemGet, Join, Key, PropertyGet, S3JsonGet

LOOP_WORDS = ("selected", "iterations")
"""What a loop gives beside its properties: the picked iteration, and any of them."""


def items_around(step: Step, steps: AnyMapping[str, Step]) -> tuple[Node, ...]:
    """The written items of the loop that a step stands in; none where the run gives them."""
    loop = steps[step.block[-2]] if len(step.block) > 1 else None
    items = loop.body.get("for_each") if loop else None
    return items.items if isinstance(items, Sequence) else ()


def part_of_item(item: Node, part: ItemGet) -> Node | None:
    """The part of a written item that a reference reads; None if the item has no such part.

    Of a text it is unknown: JSON may stand in it, or a reference.
    """
    found: Node | None = item
    for name in part.path:
        match found, name:
            case Scalar(data=str()), _:
                return found._replace(data=UNKNOWN)
            case Mapping(), _:
                found = found.get(name.text if isinstance(name, Key) else str(name))
            case Sequence(), int() if name < len(found.items):
                found = found.items[name]
            case _:
                return None
    if isinstance(found, Scalar) and "${" in found.text:
        return found._replace(data=UNKNOWN)
    return found


def members_of_items(loop: Step) -> set[str] | None:
    """What the written items of a loop have together; None where an item may have anything.

    That is one which a reference gives, or a text, in which JSON may stand. Of a list without
    items, which is an error of the loop's own, nothing is known.
    """
    items = loop.body.get("for_each")
    known = items.items if isinstance(items, Sequence) else ()
    if not known or not all(map(_is_known, known)):
        return None
    return {key for item in known if isinstance(item, Mapping) for key in item.entries}


def _is_known(item: Node) -> bool:
    """Whether a written item shows what members it has: a number has none."""
    is_number = isinstance(item, Scalar) and isinstance(item.data, int | float)
    return is_number or isinstance(item, Mapping)


def picked_step(loop: Step) -> str | None:
    """The body step by whose value a loop picks an iteration; None if it picks none."""
    pick = loop.body.get("pick")
    for scalar in scalars(pick) if pick else ():
        match = re.match(rf"steps{NAME_BEHIND_ROOT}", scalar.text.removeprefix("${"))
        if match:
            return match[1]
    return None


# Names that the SDK's `CurrentItem` (3.27) has for itself, and would not look up in the item.
_OF_CURRENT_ITEM = frozenset({"expr", "to_string", "startswith", "endswith"})


def item_part(part: str | int | Key) -> str | int | Key:
    """A member of an item as the SDK can say it too: quoted where it is no plain name."""
    if isinstance(part, str) and (
        not part.isidentifier()
        or part.startswith("_")
        or iskeyword(part)
        or part in _OF_CURRENT_ITEM
    ):
        return Key(part)
    return part


def within_iteration(value: Any, loop: str, prefix: PropertyPath) -> Any:
    """A body step's value as it is read of an iteration of its loop."""
    match value:
        case PropertyGet():
            return PropertyGet(loop, (*prefix, *value.path), value.type)
        case Join():
            return Join(tuple(within_iteration(item, loop, prefix) for item in value.values))
        case S3JsonGet():
            return S3JsonGet(within_iteration(value.uri, loop, prefix), value.path)
        case _:
            return value
