"""The checking schemas of the language as plain JSON Schema, draft-07, with hover texts.

Draft-07 is what all editors know. yaml-language-server 2.0 keeps a `description` beside `$ref`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from typing import Any

from pipec.compiler.editor.descriptions import DESCRIPTIONS
from pipec.compiler.language.keys import SCALARS, Schema

TEXT_OR_NULL: Schema = {
    "if": {"type": ["boolean", "null"]},
    "else": {"type": ["string", "number"]},
}
"""Any single value. In this form, since editors would offer `true` and `null` for each text."""
TEXT_REFERENCE: Schema = {"$ref": "#/definitions/text"}
_LINK = re.compile(r"\[([^]]*)\]\(([^)]*)\)")
_OURS = ("words", "or_null", "elsewhere", "inside", "description", "required", "if", "then", "else")
_NOT_MERGED = ("$ref", "allOf", "anyOf", "const", "enum", "if")


def form(schema: AnyMapping[str, Any], path: str = "") -> Schema:
    """A schema of `keys.py` without the keywords that are ours; `path` is where its texts are.

    Each key may also be null, which removes what a lower layer set.
    """
    if "if" in schema:  # `if` it is a mapping, then …, else …
        long = form(schema["then"], path)
        if schema.get("else", {}).get("type") == schema["if"]["type"]:
            return long  # nothing else is taken
        if "else" in schema:
            return union(long, form(schema["else"], path))
        return {key: value for key, value in long.items() if key != "type"}
    if "anyOf" in schema:
        return union(*(form(item, path) for item in schema["anyOf"]))
    found: Schema = {}
    for keyword, value in schema.items():
        match keyword, value:
            case "properties", _:
                found[keyword] = {
                    key: described(item, inner(path, key)) for key, item in value.items()
                }
            case "additionalProperties", dict():
                found[keyword] = or_null(form(value, path))
            case "items" | "propertyNames", _:
                found[keyword] = form(value, path)
            case _:
                if keyword not in _OURS:
                    found[keyword] = value
    if schema.get("required"):
        found["required"] = schema["required"]
    return found


def inner(path: str, key: str) -> str:
    """The path of a key below another one."""
    return f"{path}.{key}" if path else key


def described(schema: AnyMapping[str, Any], path: str) -> Schema:
    """The form of the value of a key, with the text that explains the key."""
    found = or_null(form(schema, path))
    if found == {"type": [*SCALARS, "null"]}:
        found = TEXT_REFERENCE
    return {**found, **hover(text_of(schema, path))}


def text_of(schema: AnyMapping[str, Any], path: str) -> str:
    """What explains a key: its description, that of such a key anywhere, else what it takes."""
    if "description" in schema:
        return str(schema["description"])
    while path not in DESCRIPTIONS and "." in path:
        path = path.partition(".")[2]
    words = str(schema.get("words", ""))
    return DESCRIPTIONS.get(path) or f"{words[:1].upper()}{words[1:]}."


def hover(text: str) -> Schema:
    """A text as editors show it: `description` is for those that know no Markdown."""
    if not text.strip("."):
        return {}
    if "`" not in text and "](" not in text:
        return {"description": text}
    plain = _LINK.sub(r"\1 (\2)", text).replace("`", "")
    return {"description": plain, "markdownDescription": text}


def or_null(schema: Schema) -> Schema:
    """A schema that also takes null."""
    if not schema or ("type" not in schema and not any(key in schema for key in _NOT_MERGED)):
        return schema  # it takes anything that is no mapping
    return union(schema, {"type": "null"})


def union(*schemas: Schema) -> Schema:
    """What any of the schemas takes: one schema where they speak of different types.

    Editors blame one schema precisely, and of alternatives only the likeliest.
    """
    merged: Schema = {"type": []}
    for schema in schemas:
        types = schema.get("type", [])
        types = types if isinstance(types, list) else [types]
        both = [item for item in types if item in merged["type"]]
        rest = {key: value for key, value in schema.items() if key != "type"}
        if (
            both == ["string"]
            and len(types) == 1
            and {*rest} == {"pattern"}
            and "pattern" in merged
        ):
            merged["pattern"] = f"{merged['pattern']}|{rest['pattern']}"
            continue
        if not types or both or any(key in schema for key in _NOT_MERGED) or {*rest} & {*merged}:
            return _alternatives(schemas)
        merged |= rest
        merged["type"] += types
    return merged


def _alternatives(schemas: tuple[Schema, ...]) -> Schema:
    found: list[Schema] = []
    for schema in schemas:
        plain = {*schema} == {"anyOf"}
        found += schema["anyOf"] if plain else [schema]
    return {"anyOf": [item for i, item in enumerate(found) if item not in found[:i]]}
