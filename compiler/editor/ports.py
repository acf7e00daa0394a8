"""What one contract adds to a step that uses it: its own options, inputs and outputs."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from pipec.compiler.editor.forms import described, hover, or_null, union
from pipec.compiler.language.keys import JOB_KEYS, REFERENCE, Schema
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.steps.base import StepType
from pipec.compiler.syntax import to_data

_COMPOUND = ("array", "object")
HAS_REFERENCE: Schema = {
    "anyOf": [
        REFERENCE,
        {"type": "array", "contains": {"$ref": "#/definitions/has_reference"}},
        {
            "type": "object",
            "not": {"additionalProperties": {"not": {"$ref": "#/definitions/has_reference"}}},
        },
    ]
}
"""A value with a reference somewhere in it, which is not held to an option's schema."""


def contract_parts(
    contract: Contract, definitions: dict[str, Schema], step_type: StepType
) -> Schema:
    """The properties of a step whose names are the contract's own."""
    definitions.setdefault("has_reference", HAS_REFERENCE)
    ports = {
        key: described(JOB_KEYS[key], key)["additionalProperties"] for key in ("inputs", "outputs")
    }
    for key, port in ports.items():
        allowed = step_type.port_keys[key] | {"value"}
        kept = {name: item for name, item in port["properties"].items() if name in allowed}
        name = f"{step_type.kind}.{key[:-1]}"
        definitions.setdefault(name, {**port, "properties": kept})
        ports[key] = {"$ref": f"#/definitions/{name}"}
    inputs = {
        name: {**ports["inputs"], **hover(_input_text(port))}
        for name, port in contract.inputs.items()
    }
    outputs = {
        name: {**ports["outputs"], **hover(_output_text(port))}
        for name, port in contract.outputs.items()
    }
    options = {name: option_schema(to_data(schema)) for name, schema in contract.options.items()}
    return {
        "properties": {
            "options": _names(options),
            "inputs": _names(inputs),
            "outputs": _names(outputs),
        }
    }


def _names(properties: AnyMapping[str, Schema]) -> Schema:
    return {
        "type": ["object", "null"],
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _input_text(port: InputPort) -> str:
    need = "Required" if port.required else "Optional"
    takes = f"; wired from outputs of type `{port.type}`" if port.type else ""
    sources = " of " + ", ".join(f"`{name}`" for name in port.compatible_sources)
    listed = sources if port.type and port.compatible_sources else ""
    return f"{_sentence(port.description)}{need}{takes}{listed}."


def _output_text(port: OutputPort) -> str:
    kind = f"Of type `{port.type}`." if port.type else ""
    return f"{_sentence(port.description)}{kind}".strip()


def _sentence(text: str | None) -> str:
    return f"{text.strip()} " if text else ""


def option_schema(written: Any) -> Schema:
    """The schema of an option as its contract writes it (2020-12), in draft-07.

    A text may be written as a number, a reference stands for any value, and null for the default.
    """
    schema = _draft_07({key: value for key, value in written.items() if key != "description"})
    default = {"default": schema.pop("default")} if "default" in schema else {}
    need = "" if default else "Required."
    text = f"{_sentence(written.get('description'))}{need}".strip()
    kinds = schema.get("type")
    plain = isinstance(kinds, str) and kinds not in _COMPOUND
    free: Schema = (
        REFERENCE if plain or "enum" in schema else {"$ref": "#/definitions/has_reference"}
    )
    more = [{"type": ["number", "boolean"]}] if kinds == "string" else []
    found = or_null(union(schema, free, *more)) if schema else {}
    if kinds == "string" and {*schema} == {"type"}:
        found = {"type": ["string", "number", "boolean", "null"]}
    return {**found, **default, **hover(text)}


def _draft_07(value: Any) -> Any:
    """A schema of 2020-12 in draft-07, which has `prefixItems` under the name `items`."""
    if isinstance(value, list):
        return [_draft_07(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, item in value.items():
        if key in ("properties", "patternProperties") and isinstance(item, dict):
            found[key] = {name: _draft_07(schema) for name, schema in item.items()}
        else:
            found[key] = (
                item if key in ("const", "default", "enum", "examples") else _draft_07(item)
            )
    if "prefixItems" in found:
        rest = found.pop("items", None)
        found["items"] = found.pop("prefixItems")
        if rest is not None:
            found["additionalItems"] = rest
    return found
