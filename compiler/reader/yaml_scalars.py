"""What an unquoted word of YAML means: the core schema, by our own rule."""

from __future__ import annotations

import re

MAX_DIGITS = 250
"""A longer whole number is text: all numbers fit into a float, in base 16 too, and stay below
Python's own limit on digits."""

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED_INTEGER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def resolve_plain(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar: https://yaml.org/spec/1.2.2/#103-core-schema.

    So `yes`, `2024-01-01` and `1_000` are text, and `0123` is the number 123. An integer of
    very many digits, and a decimal number too large for a float, stay text, as the service may
    well want one there: `out_of_range` is for the places that do not.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= MAX_DIGITS else text
    if _BASED_INTEGER.fullmatch(text):
        return int(text, 0) if len(text) <= MAX_DIGITS else text
    if _FLOAT.fullmatch(text):
        value = float(text)
        return text if abs(value) == float("inf") else value
    if _SPECIAL_FLOAT.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def out_of_range(text: str) -> str | None:
    """What is wrong with an unquoted word that looks like a number and cannot be held as one."""
    if not text or text[0] not in "+-.0123456789":
        return None
    if _INTEGER.fullmatch(text) or _BASED_INTEGER.fullmatch(text):
        return f"has more than {MAX_DIGITS} digits" if len(text) > MAX_DIGITS else None
    if _SPECIAL_FLOAT.fullmatch(text):
        return "is none that JSON has"
    if not _FLOAT.fullmatch(text):
        return None
    value = float(text)
    if abs(value) == float("inf"):
        return "is too large: numbers end at 1.8e308"
    lost = value == 0 and re.search(r"[1-9]", re.split("[eE]", text)[0])
    return "is too close to zero: numbers begin at 4.9e-324" if lost else None
