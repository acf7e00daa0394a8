"""A quick yes to data that surely keeps its JSON Schema.

Importing jsonschema takes longer than compiling a pipeline, and most files are right. So this
stands in front of it and knows the keywords that our own schemas and plain options use. It only
ever accepts: whatever it does not know or is not sure of goes to jsonschema, the only judge of
what is wrong. tests/test_accepts.py shows that jsonschema finds nothing in what is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from typing import Any

REMOVED = object()
"""In data, the `null` of a key, which keeps any schema as it removes what was set elsewhere."""


def accepts(schema: Any, data: Any) -> bool:
    """Whether jsonschema surely finds nothing wrong with plain data; False means "ask it".

    `schema` is a mapping, or True or False for one that takes anything or nothing.
    """
    if isinstance(schema, bool):
        return schema
    if data is REMOVED:
        return True
    return all(
        _RULES.get(keyword, _unsure)(value, data, schema) for keyword, value in schema.items()
    )


def with_removed(data: Any) -> Any:
    """Plain data with `REMOVED` as the value of each key that is null."""
    if isinstance(data, dict):
        return {k: REMOVED if v is None else with_removed(v) for k, v in data.items()}
    return [with_removed(item) for item in data] if isinstance(data, list) else data


def accepts_schema(rules: Any) -> bool:
    """Whether this is surely a JSON Schema, and one that `accepts` knows."""
    return accepts(_SCHEMA, rules)


_Rule = Callable[[Any, Any, AnyMapping[str, Any]], bool]
"""From the keyword's value, the data, and the schema that the keyword stands in."""

_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}


def _unsure(_value: Any, _data: Any, _schema: AnyMapping[str, Any]) -> bool:
    return False


def _says_nothing(_value: Any, _data: Any, _schema: AnyMapping[str, Any]) -> bool:
    return True


def _is_type(value: Any, data: Any, _schema: AnyMapping[str, Any]) -> bool:
    names = value if isinstance(value, list) else [value]
    return any(type(data) in _TYPES[name] for name in names)


def _is(value: Any, data: Any) -> bool:
    """Equal as jsonschema has it, which tells true from 1; lists and mappings are left to it."""
    return type(value) is type(data) and type(data) in (str, int, bool) and bool(value == data)


def _properties(value: Any, data: Any, _schema: AnyMapping[str, Any]) -> bool:
    if type(data) is not dict:
        return True
    return all(accepts(value[key], inner) for key, inner in data.items() if key in value)


def _additional(value: Any, data: Any, schema: AnyMapping[str, Any]) -> bool:
    if type(data) is not dict:
        return True
    others = [inner for key, inner in data.items() if key not in schema.get("properties", ())]
    if value is False:
        return not others
    return all(accepts(value, inner) for inner in others)


def _any_of(value: Any, data: Any, _schema: AnyMapping[str, Any]) -> bool:
    """Of mappings jsonschema is asked: below a choice, a null is no longer passed over."""
    items = data if type(data) is list else [data]
    return not any(type(item) in (dict, list) for item in items) and any(
        accepts(each, data) for each in value
    )


def _branch(value: Any, data: Any, schema: AnyMapping[str, Any]) -> bool:
    """`if`, where it asks for the type alone: of more, a doubt would say nothing for `else`."""
    if value not in ({"type": "object"}, {"type": "string"}):
        return False
    return accepts(
        schema.get("then" if _is_type(value["type"], data, schema) else "else", {}), data
    )


def _pattern(value: Any, data: Any, _schema: AnyMapping[str, Any]) -> bool:
    try:
        return type(data) is not str or bool(re.search(value, data))
    except re.error:  # a contract's own pattern: it is told of as that
        return False


def _unique(_value: Any, data: Any, _schema: AnyMapping[str, Any]) -> bool:
    if type(data) is not list:
        return True
    return all(type(item) is str for item in data) and len({*data}) == len(data)


_RULES: dict[str, _Rule] = {
    "type": _is_type,
    "properties": _properties,
    "additionalProperties": _additional,
    "required": lambda value, data, _: type(data) is not dict or all(key in data for key in value),
    "propertyNames": lambda value, data, _: (
        type(data) is not dict or all(accepts(value, key) for key in data)
    ),
    "minProperties": lambda value, data, _: type(data) is not dict or len(data) >= value,
    "items": lambda value, data, _: (
        type(data) is not list or all(accepts(value, item) for item in data)
    ),
    "minItems": lambda value, data, _: type(data) is not list or len(data) >= value,
    "maxItems": lambda value, data, _: type(data) is not list or len(data) <= value,
    "uniqueItems": _unique,
    "anyOf": _any_of,
    "if": _branch,
    "then": lambda _value, _data, schema: "if" in schema,
    "else": lambda _value, _data, schema: "if" in schema,
    "const": lambda value, data, _: _is(value, data),
    "enum": lambda value, data, _: any(_is(each, data) for each in value),
    "minLength": lambda value, data, _: type(data) is not str or len(data) >= value,
    "maxLength": lambda value, data, _: type(data) is not str or len(data) <= value,
    "pattern": _pattern,
    "minimum": lambda value, data, _: type(data) not in _TYPES["number"] or data >= value,
    "maximum": lambda value, data, _: type(data) not in _TYPES["number"] or data <= value,
    # our own words for messages, and what only tells
    "words": _says_nothing,
    "or_null": _says_nothing,
    "elsewhere": _says_nothing,
    "inside": _says_nothing,
    "step": _says_nothing,
    "taken": _says_nothing,
    "description": _says_nothing,
    "default": _says_nothing,
}

_NUMBER = {"type": "number"}
_COUNT = {"type": "integer", "minimum": 0}
_SCHEMA: dict[str, Any] = {"type": "object", "additionalProperties": False}
_SCHEMA["properties"] = {
    "type": {
        "if": {"type": "string"},
        "then": {"enum": list(_TYPES)},
        "else": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": [*_TYPES]}},
    },
    "enum": {"type": "array"},
    "description": {"type": "string"},
    "default": {},
    "items": _SCHEMA,
    "properties": {"type": "object", "additionalProperties": _SCHEMA},
    "required": {"type": "array", "maxItems": 1, "items": {"type": "string"}},
    "minItems": _COUNT,
    "maxItems": _COUNT,
    "minLength": _COUNT,
    "maxLength": _COUNT,
    "minimum": _NUMBER,
    "maximum": _NUMBER,
}
"""Plain options: a part of the metaschema, in which `required` would have to be without doubles."""
