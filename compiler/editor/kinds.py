"""What a step of each kind may say, as a pipeline's step or as a contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from itertools import count

from pipec.compiler.editor.forms import described, hover, inner, text_of
from pipec.compiler.editor.requests import Requests, enumerated
from pipec.compiler.language.keys import FRIENDLY, TEXT, Schema
from pipec.compiler.model import PORT_TYPES
from pipec.compiler.parsing.kinds import GROUPS, has_place
from pipec.compiler.service.images import frameworks, versions
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepType

JOBS = {kind: item for kind, item in STEP_TYPES.items() if item.head == "kind"}
"""The kinds that `kind:` and contracts name."""
HEADS = {item.head: item for item in STEP_TYPES.values() if item.head != "kind"}
"""The step types that have a head of their own: `if`, `for_each`, `fail`."""
_HIDDEN: Schema = {"type": "null", "doNotSuggest": True}
_CARRIERS = ("channel", "path", "to", "report")


@dataclass(slots=True)
class Keys:
    """The schemas of keys; `definitions` holds those that several places share."""

    definitions: dict[str, Schema] = field(default_factory=dict)
    requests: Requests = field(init=False)

    def __post_init__(self) -> None:
        self.requests = Requests(self.definitions)

    def of(self, step_type: StepType, keys: AnyMapping[str, Schema]) -> dict[str, Schema]:
        """The properties of a mapping with these keys on this kind, as references."""
        return {key: self._key(step_type, key, schema) for key, schema in keys.items()}

    def shared(self, name: str, schema: Schema) -> Schema:
        """A reference to a definition of this name; different ones get numbers."""
        for number in count(1):
            numbered = name if number == 1 else f"{name}.{number}"
            if self.definitions.setdefault(numbered, schema) == schema:
                return {"$ref": f"#/definitions/{numbered}"}
        raise AssertionError

    def _key(self, step_type: StepType, key: str, schema: Schema) -> Schema:
        if key in FRIENDLY and key != "request" and not has_place(step_type, key):
            return self.shared(f"no.{key}", _missing(step_type, key))
        return self.shared(f"key.{key}", self._placed(step_type, key, schema))

    def _placed(self, step_type: StepType, key: str, schema: Schema) -> Schema:
        if key == "request":
            text = text_of(schema, key)
            more = f" These are the members of [{step_type.request}]({step_type.doc_url})."
            return {
                **self.requests.request(step_type),
                **hover(text + (more if step_type.request else "")),
            }
        if key in ("inputs", "outputs"):
            left_out = {*_CARRIERS} - step_type.port_keys[key]
            return _ports(described(schema, key), left_out)
        found = described(schema, key)
        if key == "image":
            return with_images(found)
        if schema.get("type") == TEXT["type"]:
            return self._enumerated(found, [(step_type, key)])
        if key not in GROUPS:
            return found
        return _short_form(
            _members(found, lambda name, item: self._member(step_type, key, name, item))
        )

    def _member(self, step_type: StepType, key: str, name: str, schema: Schema) -> Schema:
        place = inner(key, name)
        if not has_place(step_type, place):
            return _missing(step_type, place)
        return self._enumerated(schema, [(step_type, place)])

    def of_all(self, key: str, schema: Schema) -> Schema:
        """A friendly key where it holds for every kind: in `defaults`."""
        found = described(schema, key)
        if key == "image":
            return self.shared("key.image", with_images(found))
        if key not in GROUPS:
            return self.shared(f"key.{key}", found)

        def member(name: str, item: Schema) -> Schema:
            place = inner(key, name)
            return self._enumerated(item, [(each, place) for each in JOBS.values()])

        return self.shared(f"any.{key}", _short_form(_members(found, member)))

    def _enumerated(self, schema: Schema, places: Iterable[tuple[StepType, str]]) -> Schema:
        """A key's schema with the values that the members which it sets may have, if listed."""
        found: list[Schema] = []
        for step_type, key in places:
            if key in step_type.placements:
                values = self.requests.enumeration(step_type, step_type.placements[key])
                if values and values not in found:
                    found.append(values)
        return {"anyOf": found, **_texts(schema)} if found else schema


def _missing(step_type: StepType, key: str) -> Schema:
    """A key that a kind has no place for: only null may stand there, and editors say why."""
    why = step_type.reasons.get(key) or step_type.reasons.get(key.split(".", maxsplit=1)[0])
    text = f"{step_type.a_step} has no `{key}`" + (f": {why}" if why else "")
    text = f"{text[0].upper()}{text[1:]}."
    return {**_HIDDEN, "errorMessage": text.replace("`", ""), **hover(text)}


def _members(schema: Schema, change: Callable[[str, Schema], Schema]) -> Schema:
    """The schema of a mapping with each of its keys changed."""
    properties = {name: change(name, item) for name, item in schema["properties"].items()}
    return {**schema, "properties": properties}


def _short_form(schema: Schema) -> Schema:
    """`instance`, whose short form is its member `type` and takes what that takes.

    `anyOf` forbids nothing: editors look into it for what they offer, and not below `if`.
    """
    kinds = schema["properties"].get("type", {})
    if "anyOf" not in kinds or "string" not in schema["type"]:
        return schema
    texts = _texts(schema)
    long = {key: value for key, value in schema.items() if key not in texts}
    return {
        "if": {"type": "object"},
        "then": {**long, "type": "object"},
        "else": {"anyOf": kinds["anyOf"]},
        "anyOf": [*kinds["anyOf"], {}],
        **texts,
    }


def _texts(schema: Schema) -> Schema:
    """What a schema says to people."""
    return {name: schema[name] for name in hover("`") if name in schema}


def _ports(schema: Schema, left_out: Iterable[str]) -> Schema:
    """The schema of a mapping of ports, without ways to travel that a kind does not have.

    The types of ports are offered, and others taken too.
    """
    port = schema["additionalProperties"]
    kept = {name: item for name, item in port["properties"].items() if name not in left_out}
    if "type" in kept:
        types = [{"enum": [*PORT_TYPES]}, {"type": ["string", "null"], "minLength": 1}]
        kept["type"] = {"anyOf": types, **_texts(kept["type"])}
    return {**schema, "additionalProperties": {**port, "properties": kept}}


def with_images(schema: Schema) -> Schema:
    """`image` with the frameworks that have prebuilt images, and the versions of each to choose."""

    def member(name: str, item: Schema) -> Schema:
        return {**enumerated(frameworks()), **_texts(item)} if name == "framework" else item

    known = [
        {
            "if": {
                "type": "object",
                "properties": {"framework": {"const": framework}},
                "required": ["framework"],
            },
            "then": {"properties": {"version": {"examples": list(versions(framework))}}},
        }
        for framework in frameworks()
        if versions(framework)
    ]
    return {**_members(schema, member), "allOf": known}
