"""Python's single values as YAML has them."""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Mapping
from enum import Enum

from pipec.compiler.reader.yaml_scalars import MAX_DIGITS

Plain = str | int | float | bool | None

_TOO_LARGE = 10 ** (MAX_DIGITS - 1)
_SURROGATE = re.compile("[\ud800-\udfff]")


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
        if not _is_finite(value):
            raise TypeError(f"{shown(value)} is no finite number")
        return float(value)
    if getattr(value, "shape", None) == () and callable(item := getattr(value, "item", None)):
        return plain(item())  # numpy's booleans
    raise TypeError(f"{shown(value)} is no text, number, boolean or None")


def _is_finite(value: numbers.Real) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a fraction beyond all floats
        return False


def readable(value: object, what: str) -> Plain:
    """The same of what a file can say, so that YAML reads it back to the same value.

    Raises `TypeError` for anything else; `what` begins the sentence.
    """
    single = plain(value)
    if isinstance(single, str) and (half := _SURROGATE.search(single)):
        raise TypeError(
            f"{what} has half of a surrogate pair, U+{ord(half[0]):04X}, which is no character and "
            "stands in no file: take it out of the text"
        )
    if isinstance(single, int) and abs(single) >= _TOO_LARGE:
        raise TypeError(
            f"{what} has {MAX_DIGITS} digits or more, and is no number in YAML then: give it as a "
            "text"
        )
    return single


def shown(value: object) -> str:
    """A value as Python writes it; its type, where Python does not write so many digits."""
    try:
        return repr(value)
    except ValueError:
        return f"a value of {type(value).__name__}"


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
