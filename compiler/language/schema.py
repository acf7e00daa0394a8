"""Holding a file against its JSON Schema, with the errors in our own words.

jsonschema is the judge, asked only about what `accepts` does not take at once; this module turns
each of its errors into a diagnostic at the right line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span, unquoted, write
from pipec.compiler.language.accepts import accepts, with_removed
from pipec.compiler.language.almost import almost_hint, lone_reference
from pipec.compiler.language.examples import braces, example, inline
from pipec.compiler.language.keys import (
    AN_OUTPUT,
    ARGUMENTS,
    DEPENDS_ON,
    DURATION,
    FRIENDLY,
    JSON_SCHEMA,
    MAX_NAME,
    SCALARS,
    STEP_TYPE,
    TEXT_MAP,
    Schema,
)
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, key_place, to_data

Known = Callable[[Any], Schema]
"""What a schema says besides, for hints, of what a path of jsonschema leads to."""


def validate(
    tree: Mapping,
    schema: Schema,
    report: Report,
    what: str = "the file",
    known: Known = lambda _path: {},
    besides: Callable[[], Schema] = dict,
) -> bool:
    """Report everything in which a tree breaks a schema; True when nothing does.

    `what` is what messages call the whole tree. `besides` is what the schema says besides, for
    hints; it is asked for after a mistake.
    """
    data = to_data(tree)
    if accepts(schema, with_removed(data)):
        return True
    from jsonschema import Draft202012Validator

    clean, schema = True, {**schema, **besides()}
    for error in Draft202012Validator(schema).iter_errors(data):
        if _removed(error):
            continue
        clean = False
        if isinstance(error.schema, dict):
            error.schema = {**error.schema, **known(error.absolute_path)}
        if "step" in schema and _is_of_port(error):
            error.schema = {**error.schema, "port_of": {**schema["step"], "body": tree}}
        _report(tree, error, report, what)
    return clean


def _is_of_port(error: Any) -> bool:
    """Whether a mapping with a key too many is that of an input or output."""
    path = error.absolute_path
    of_port = len(path) == 2 and path[0] in ("inputs", "outputs")
    return bool(of_port and error.validator == "additionalProperties")


def _removed(error: Any) -> bool:
    """Whether the refused value is a key's `null`, which always means "remove what was set"."""
    path = error.absolute_path
    return error.instance is None and bool(path) and isinstance(path[-1], str)


def _report(tree: Mapping, error: Any, report: Report, what: str) -> None:
    from pipec.compiler.language.flow_slips import slips
    from pipec.compiler.language.key_hints import key_hint, not_known, renamed

    node, key_span, key = locate(tree, error.absolute_path)
    match error.validator:
        case "additionalProperties":
            for entry, slip in slips(_entries(node), not_known(node, error)):
                at, related = key_place(entry, node)
                report.add(
                    codes.UNKNOWN_KEY,
                    f"`{entry.key}` is not a key of {_called(key, error) or what}",
                    at,
                    hint=slip or key_hint(entry, node, error),
                    related=related,
                )
        case "required":
            missing = [k for k in error.validator_value if k not in error.instance]
            # jsonschema gives one error for each missing key; its message begins with the key.
            name = next((k for k in missing if error.message.startswith(repr(k))), missing[0])
            unknown = [k for k in error.instance if k not in error.schema["properties"]]
            if any(did_you_mean(k, [name]) or renamed(k, error) == name for k in unknown):
                return  # it is there, misspelt or as the SDK calls it
            place = f"`{key}`" if key else what
            report.add(
                codes.MISSING_KEY,
                f"{place} lacks `{name}`",
                key_span or node.span.first,
                hint=f"add {_to_add(name, error)}",
            )
        case _:
            place = f"`{key}`" if key else what
            if flat := _flat_list(tree, error):
                if error.absolute_path[-1] == 0:  # one report for all of it
                    texts = ", ".join(item.text for item in flat)
                    report.add(
                        codes.WRONG_VALUE,
                        f"{place} must be a list of lists, not of single words",
                        node.span,
                        hint=f"write `[[{texts}]]`",
                    )
                return
            words = _find_words(error)
            report.add(
                codes.WRONG_VALUE,
                f"{_entry_of(error)}{place} must be {words}, not {_found(node, error)}",
                key_span if isinstance(node, Mapping | Sequence) and key_span else node.span,
                hint=_value_hint(node, error)
                or _key_value_hint(key, node, error)
                or _as_in(key, node, error),
            )


def _found(node: Node, error: Any) -> str:
    """What a node is, as far as it matters: not only a mapping where a mapping is wanted."""
    if isinstance(node, Mapping) and error.validator == "maxProperties":
        return "a mapping with " + " and ".join(f"`{key}`" for key in node.entries)
    if not isinstance(node, Sequence) or not node.items:
        return describe(node)
    if error.validator in ("minItems", "maxItems"):
        return f"a list of {len(node.items)}"
    inside = [inner.path[0] for inner in error.context if inner.path]  # what one form refuses
    return f"a list with {describe(node.items[inside[0]])} in it" if inside else describe(node)


def _called(key: str, error: Any) -> str:
    """A key as messages call it; "" for the whole tree."""
    is_contract = [*error.absolute_path][-2:-1] == ["for"]
    return f"`{'defaults.for.' if is_contract else ''}{key}`" if key else ""


def _in_one_unit(text: str) -> str | None:
    """A time of several units, as `1h30m`, in the smallest of them; None for what is none."""
    found = _TIMES.fullmatch(text)
    numbers = zip(found.groups(), "dhms", strict=True) if found else ()
    said = [(int(number), unit) for number, unit in numbers if number]
    if len(said) < 2:
        return None
    seconds = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    smallest = said[-1][1]
    return f"{sum(number * seconds[unit] for number, unit in said) // seconds[smallest]}{smallest}"


def _to_add(name: str, error: Any) -> str:
    """A missing key with a value; a parameter's type is that of its default."""
    default = error.instance.get("default")
    words = {bool: "Boolean", int: "Integer", float: "Float"}
    if name == "type" and type(default) in words and "enum" not in error.instance:
        return f"`type: {words[type(default)]}`"
    return example(name)


def _entries(node: Node) -> list[Entry]:
    return list(node) if isinstance(node, Mapping) else []


def _flat_list(tree: Mapping, error: Any) -> list[Scalar]:
    """The items of a list of single values that should be a list of lists; else none."""
    path = error.absolute_path
    if error.validator != "type" or error.validator_value != "array" or len(path) < 2:
        return []
    around, _, _ = locate(tree, list(path)[:-1])
    items = around.items if isinstance(around, Sequence) else ()
    found = [item for item in items if isinstance(item, Scalar) and item.data is not None]
    return found if len(found) == len(items) > 1 else []


def _entry_of(error: Any) -> str:
    """What stands before the key of a list that one of its entries is wrong in."""
    path = error.absolute_path
    return "an entry of " if path and isinstance(path[-1], int) else ""


def _find_words(error: Any) -> str:
    while error is not None:
        if isinstance(error.schema, dict) and "words" in error.schema:
            return str(error.schema["words"])
        error = error.parent
    return "something else"


_DATA_TYPES = ("String", "Integer", "Float", "Boolean", "S3Uri")
_OTHER_WORDS = {
    "bool": "Boolean",
    "double": "Float",
    "int": "Integer",
    "str": "String",
    "text": "String",
}
"""Types as other languages call them."""
JSON_TYPES = {
    **{
        name: name for name in ("array", "boolean", "integer", "null", "number", "object", "string")
    },
    "int": "integer",
    "float": "number",
    "double": "number",
    "str": "string",
    "text": "string",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
    "map": "object",
    "mapping": "object",
}
"""The types of JSON Schema, by their names and by what other languages call them."""
_PAIR = re.compile(r"([A-Za-z_][\w.-]*)=([^\s,\"'${}]*)")
_PAIRS = re.compile(rf"{_PAIR.pattern}(?:[\s,]+{_PAIR.pattern})*")
_TIME = re.compile(
    r"([0-9]{1,9}) ?(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)", re.IGNORECASE
)
"""A time as people write it; its unit is the first letter."""
_TIMES = re.compile(
    r" ?".join(rf"(?:(\d{{1,6}}) ?{unit}[a-z]*)?" for unit in "dhms"),
    re.IGNORECASE | re.ASCII,
)
"""A time of several units."""
_YAML_1_1_BOOLEANS = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def _value_hint(node: Node, error: Any) -> str | None:
    schema = error.schema if isinstance(error.schema, dict) else {}
    if reference := lone_reference(node):
        return almost_hint(reference)
    if isinstance(node, Sequence):
        return _of_list(node.items) if schema.get("type") == "object" else None
    if not isinstance(node, Scalar):
        return None
    if options := schema.get("enum"):
        named = node.text.rpartition(".")[2]  # `StepExceptionTypeEnum.THROTTLING`
        so_named = [str(item) for item in options if str(item).rpartition(".")[2] == named]
        if "." in node.text and len(so_named) == 1:
            return write(so_named[0], node.text)
        return did_you_mean(node.text, [str(item) for item in options])
    if schema == AN_OUTPUT or "data_type" in schema.get("properties", {}):
        meant = _OTHER_WORDS.get(node.text.lower(), node.text)
        if meant in _DATA_TYPES:
            return write(f"{{data_type: {meant}}}", "")
    if schema == STEP_TYPE and (meant := as_step_type(node.text)):
        return write(meant, node.text)
    of_mappings = schema.get("items", {}).get("type") == "object"
    if schema.get("type") == "array" and node.data is not None and not of_mappings:
        listed = as_list(node.text, is_command=schema == ARGUMENTS)
        return write(listed, "") if listed else None
    if node.plain and node.text.lower() in _YAML_1_1_BOOLEANS and _takes(schema, data=True):
        return write(_YAML_1_1_BOOLEANS[node.text.lower()], node.text)
    data = resolve_plain(node.text)
    if not node.plain and not isinstance(data, str) and _takes(schema, data):
        return unquoted(node.text)
    return None


def _key_value_hint(key: str, node: Node, error: Any) -> str | None:
    """What to write for a value of another form, by the key or by what such a key can have."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    if isinstance(node, Mapping):
        return _mapping_hint(key, node, schema)
    if not isinstance(node, Scalar):
        return None
    if schema == JSON_SCHEMA and (meant := JSON_TYPES.get(node.text.lower(), "")):
        return write(f"{{type: {meant}}}", "")
    if "to" in schema.get("properties", {}) and node.text.startswith("s3://"):
        return write(f"{{to: {_as_item(node.text)}}}", "")
    if schema.get("properties", {}).keys() >= {"type", "path"} and node.text.startswith("/"):
        return write(f"{{path: {_as_item(node.text)}}}", "")
    if schema.get("properties", {}).keys() >= {"type", "path"} and node.data is not None:
        return "a port is written as `{type: processing_output}`"
    if (meant := _OTHER_WORDS.get(node.text.lower(), "")) in schema.get("enum", ()):
        return write(meant, node.text)
    if node.text == "number" and {"Integer", "Float"} <= {*schema.get("enum", ())}:
        return "write `Integer` or `Float`"
    if key == "function" and re.fullmatch(r"[\w-]+", node.text):
        return f"write `arn:aws:lambda:REGION:ACCOUNT:function:{node.text}`"
    if key in ("function", "queue"):
        return f"as in {example(key)}"
    return _measure_hint(key, node, schema)


def _mapping_hint(key: str, node: Mapping, schema: Schema) -> str | None:
    if schema.get("type") in ("string", SCALARS):
        return f"write `{key}: TEXT`, on one line"
    if schema == ARGUMENTS and node.entries:
        flags = (f"--{entry.key}, {inline(entry.value)}" for entry in node)
        return f"write `{key}: [{', '.join(flags)}]`, with the flags that the program has"
    if schema == DEPENDS_ON and "step" in node:
        return f"write `{key}: [{inline(node)}]`"
    return None


def _measure_hint(key: str, node: Scalar, schema: Schema) -> str | None:
    if schema.get("properties", {}).keys() == {"name", "trial"} and node.data is not None:
        return write(f"{{name: {_as_item(node.text)}}}", "")  # an experiment
    if schema == DURATION and (time := _TIME.fullmatch(node.text)):
        return write(f"{time[1]}{time[2][0].lower()}", node.text)
    if schema == DURATION and (summed := _in_one_unit(node.text)):
        return write(summed, node.text)
    from pipec.compiler.language.key_hints import GIGABYTES

    if key == "volume_gb" and (size := GIGABYTES.fullmatch(node.text)):
        return write(size[1], node.text)
    return None


def _as_in(key: str, node: Node, error: Any) -> str | None:
    """What a value of a key that all steps have may look like; what was meant, where it shows."""
    schema = FRIENDLY.get(key, {})
    if error.schema not in (schema, schema.get("else")) or not isinstance(node, Scalar):
        return None
    if key == "network" and re.fullmatch(r"subnet-\w+", node.text):
        return f"write `{{subnets: [{node.text}], security_groups: [sg-0123456789]}}`"
    if schema == TEXT_MAP and (pairs := _as_pairs(node.text)):
        return write(pairs, "")
    return f"as in {example(key)}"


def _of_list(items: Collection[Node]) -> str:
    """How a list is to be written where a mapping is wanted."""
    mappings = [list(item) if isinstance(item, Mapping) else [] for item in items]
    named = [
        (entry, [other for other in entries if other is not entry])
        for entries in mappings
        for entry in entries
        if entry.key in ("name", "Name", "key", "Key") and isinstance(entry.value, Scalar)
    ]
    if len(named) == len(mappings) > 0:
        if all([other.key.lower() for other in others] == ["value"] for _, others in named):
            values = {inline(entry.value): inline(others[0].value) for entry, others in named}
            return f"write `{braces(values)}`"
        key, name = named[0][0].key, inline(named[0][0].value)
        return f"write `{name}:` in place of `- {key}: {name}`, its other keys indented below it"
    keys = [entry.key for entries in mappings for entry in entries]
    if all(mappings) and len(set(keys)) == len(keys):
        return "write `key: value` lines without `- `"
    if pairs := _as_pairs(" ".join(getattr(item, "text", "") for item in items)):
        return f"write `{pairs}`"
    first = next((item for item in items if isinstance(item, Scalar)), None)
    if first is None:
        return "write `NAME:` in place of each `- `, with its keys indented below it"
    is_name = re.fullmatch(r"[A-Za-z_][\w-]*", first.text)
    each = f"{first.text}: …" if is_name else f"NAME: {inline(first)}"
    return f"write each with a name, as `{each}`, and no list"


def as_list(text: str, *, is_command: bool = False) -> str | None:
    """What somebody meant who wrote a list as one text: `a b` or `a, b` as `[a, b]`.

    Quotes hold together what stands in them; in a command nothing but spaces is between its words.
    None where that cannot be told.
    """
    import shlex

    words = shlex.shlex(text, posix=True)
    words.whitespace_split, words.commenters, words.escape = True, "", ""
    if not is_command:
        words.whitespace += ","
    if "${" in text:
        words.quotes = ""  # they may be those of a reference
    try:
        found = list(words)
    except ValueError:  # a quote is not closed
        return None
    if "${" in text and re.search(r"[\"']", text):
        return None
    return "[" + ", ".join(map(_as_item, found)) + "]"


def _as_item(text: str) -> str:
    """A text as it stands in `[ ]` and `{ }`, quoted where YAML would read something else."""
    plain = re.fullmatch(r"(?:-*[A-Za-z0-9_./])[\w./:=@%+-]*", text, re.ASCII)
    if plain and not text.endswith(":") and resolve_plain(text) is not None:
        return text
    return json.dumps(text, ensure_ascii=False)


def _as_pairs(text: str) -> str | None:
    """`A=1 B=2`, as command lines and environment files have it, as a mapping; else None."""
    if not _PAIRS.fullmatch(text):
        return None
    pairs = [(name, _as_item(value)) for name, value in _PAIR.findall(text)]
    return braces(dict(pairs)) if len(dict(pairs)) == len(pairs) else None


def as_step_type(text: str) -> str:
    """The step type that a text is, or is meant as: `Price Check` is `PriceCheck`; "" for none."""
    if not re.fullmatch(r"[A-Za-z][\w\-\s./:]*", text, re.ASCII):
        return ""
    first, *others = re.findall(r"[\w-]+", text)
    words = [f"{word[0].upper()}{word[1:]}" for word in (first, *others)] if others else [first]
    return "".join(words)[:MAX_NAME]


def _takes(schema: Schema, data: object) -> bool:
    from jsonschema import Draft202012Validator

    return bool(Draft202012Validator(schema).is_valid(data))


def locate(tree: Mapping, path: Any) -> tuple[Node, Span | None, str]:
    """What a path of jsonschema leads to in a tree, and the last key on the way with its place."""
    node: Node = tree
    key_span, key = None, ""
    for part in path:
        if isinstance(node, Mapping):
            entry = node.entries[part]
            node, key_span, key = entry.value, entry.key_span, entry.key
        elif isinstance(node, Sequence):
            node, key_span = node.items[part], None
    return node, key_span, key


def describe(node: Node) -> str:
    """What a node is, in the user's words: the text `x`, the number 5, a list, nothing."""
    match node:
        case Mapping():
            return "a mapping" if node.entries else "an empty mapping"
        case Sequence():
            return "a list" if node.items else "an empty list"
        case Scalar(data=None):
            return "nothing"
        case Scalar(data=bool()):
            return f"`{node.text}`"
        case Scalar(data=int() | float()):
            return f"the number {node.text}"
        case Scalar(text=""):
            return "an empty text"
        case _:
            shown = node.text if len(node.text) <= 40 else node.text[:37] + "…"
            return f"the text `{shown}`"
