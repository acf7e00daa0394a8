"""The service's requests as JSON Schema: members, their types, lists, limits and values.

No member is required: other layers (defaults, contract, friendly keys) may set it; its text says
that the service requires it. A text with references may stand for anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipec.compiler.editor.forms import TEXT_REFERENCE, union
from pipec.compiler.language.keys import REFERENCE, Schema
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.requests.conform import JSON_TEXT
from pipec.compiler.service.shapes import Shape, load_request
from pipec.compiler.steps.base import MemberPath, StepType

_MANY = 30
"""More values than that are not listed in what an editor says of a wrong one."""
_NUMBERS = {
    "integer": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Requests:
    """Makes the schemas of requests; `definitions` holds those of the shapes that they share."""

    definitions: dict[str, Schema] = field(default_factory=dict)

    def request(self, step_type: StepType) -> Schema:
        """What `request:` takes on a kind of step."""
        if not step_type.request:
            return {"type": ["object", "null"]}
        return self._structure(load_request(step_type.kind), step_type, "")

    def enumeration(self, step_type: StepType, path: MemberPath) -> Schema | None:
        """What the member at a path of a kind's request takes, if it is one of certain values."""
        shape: Shape | None = load_request(step_type.kind) if step_type.request else None
        for part in path:
            if shape is not None:
                shape = shape.element if isinstance(part, int) else shape.member(part)
        return self._value(shape, step_type, "") if shape and shape.enum else None

    def _value(self, shape: Shape, step_type: StepType, path: str) -> Schema:
        refused_inside = any(name.startswith(f"{path}.") for name in step_type.refused)
        if shape.type in ("structure", "list", "map") or shape.enum:
            if refused_inside:
                return self._made(shape, step_type, path)
            name = _name(shape, step_type)
            if name not in self.definitions:
                self.definitions[name] = {}  # shapes recurse
                self.definitions[name] = self._made(shape, step_type, path)
            return {"$ref": f"#/definitions/{name}"}
        return self._made(shape, step_type, path)

    def _made(self, shape: Shape, step_type: StepType, path: str) -> Schema:
        match shape.type:
            case "structure":
                return self._structure(shape, step_type, path)
            case "list":
                assert shape.element is not None
                items = self._value(shape.element, step_type, f"{path}[]")
                return {"type": ["array", "string", "null"], **_REFERENCE_ONLY, "items": items}
            case "map":
                assert shape.value is not None
                values = self._value(shape.value, step_type, f"{path}[]")
                return {
                    "type": ["object", "string", "null"],
                    **_REFERENCE_ONLY,
                    "additionalProperties": values,
                }
            case kind if kind in _NUMBERS:
                limits = {"minimum": shape.min, "maximum": shape.max}
                return {
                    "type": [_NUMBERS[kind], "string", "null"],
                    **_REFERENCE_ONLY,
                    **{key: value for key, value in limits.items() if value is not None},
                }
            case _:
                return enumerated(shape.enum) if shape.enum else TEXT_REFERENCE

    def _structure(self, shape: Shape, step_type: StepType, path: str) -> Schema:
        properties: dict[str, Schema] = {}
        for name in shape.members:
            place = f"{path}.{name}" if path else name
            if place in step_type.refused:
                continue
            member = shape.member(name)
            assert member is not None
            schema = {} if name in JSON_TEXT else self._value(member, step_type, place)
            if name in shape.required:
                schema = {**schema, "description": "The service requires it."}
            properties[name] = schema
        return {
            "type": ["object", "string", "null"],
            **_REFERENCE_ONLY,
            "properties": properties,
            "additionalProperties": False,
        }


_REFERENCE_ONLY = {"pattern": REFERENCE["pattern"]}


def _name(shape: Shape, step_type: StepType) -> str:
    """One name for a shape of one service; a kind's own shapes are its own."""
    if shape.name in step_type.shapes:
        return f"{step_type.kind}.{shape.name}"
    return shape.name if step_type.service == "sagemaker" else f"{step_type.service}.{shape.name}"


def enumerated(values: tuple[str, ...]) -> Schema:
    """One of these texts, a text with references, or null. YAML may read a text as a number."""
    read = [resolve_plain(value) for value in values]
    others = [item for item in read if not isinstance(item, str) and item is not None]
    listed: Schema = {"enum": [*values, *others]}
    if len(values) > _MANY:
        listed["errorMessage"] = "Not a value that the service knows; completion lists them."
    return union(listed, REFERENCE, {"type": "null"})
