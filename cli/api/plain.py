"""Python's single values as YAML has them."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from enum import Enum

Plain = str | int | float | bool | None


def plain(value: object) -> Plain:
    """A single value as one of Python's own: a member of an enumeration, a number of numpy's.

    Raises `TypeError` for what is no single value.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        if not math.isfinite(value):
            raise TypeError(f"{value!r} is no finite number")
        return float(value)
    if getattr(value, "shape", None) == () and callable(item := getattr(value, "item", None)):
        return plain(item())  # numpy's booleans
    raise TypeError(f"{value!r} is no text, number, boolean or None")


def spelled(value: Plain) -> str:
    """A single value as it is written without quotes in YAML: `6.0`, `true`, `null`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def listed(values: object, what: str) -> list[object]:
    """The items of a list, or of another thing that has them in an order.

    Raises `TypeError` for a text, which has letters, and for what has no order.
    """
    wrong = (str, bytes, bytearray, set, frozenset, Mapping)
    if isinstance(values, wrong) or not hasattr(values, "__iter__"):
        raise TypeError(f"{what} is a list, and {values!r} is none")
    return list(values)


def name(value: object, what: str) -> str:
    """A name. Raises `TypeError` for what is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no name of {what}: names are texts")
    return value
