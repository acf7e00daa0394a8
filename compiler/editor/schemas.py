"""The JSON Schemas of the three kinds of file, for editors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping

from pipec.compiler.diagnostics import Report
from pipec.compiler.editor.forms import TEXT_OR_NULL, described, form, hover, or_null, text_of
from pipec.compiler.editor.kinds import HEADS, JOBS, Keys
from pipec.compiler.editor.ports import contract_parts
from pipec.compiler.language.keys import (
    COMMON,
    CONTRACT_KEYS,
    DEFAULTS,
    FRIENDLY,
    IN_PLACE_KEYS,
    JOB_KEYS,
    PIPELINE_SCHEMA,
    PROJECT_SCHEMA,
    STEP_NAME,
    Schema,
)
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import ContractRegistry
from pipec.compiler.reader.source import NOT_OURS
from pipec.compiler.steps.base import StepType, unchecked_type

DRAFT = "http://json-schema.org/draft-07/schema#"
KINDS = ("pipeline", "contract", "project")
_FREE = unchecked_type("unchecked")
_OF_NOBODY: Schema = {f"^{NOT_OURS}": hover("Nothing to pipec: a place for anchors.")}
_OPTIONS: Schema = {"type": "object", "words": "a mapping of the contract's options"}


def schema_of(kind: str, registry: ContractRegistry, *, closed: bool) -> Schema:
    """The schema of one kind of file, where these contracts are known.

    `closed`: there are no others, so `uses:` of another name is marked.
    """
    makers: dict[str, Callable[[_Builder], Schema]] = {
        "pipeline": _Builder.pipeline,
        "contract": _Builder.contract,
        "project": _Builder.project,
    }
    return makers[kind](_Builder(registry, closed=closed))


def schema_text(schema: AnyMapping[str, object]) -> str:
    """A schema as JSON, each key and each definition on a line of its own."""
    return "{\n" + ",\n".join(_lines(schema)) + "\n}\n"


def _lines(schema: AnyMapping[str, object]) -> Iterable[str]:
    for key, value in schema.items():
        if key == "definitions" and isinstance(value, dict):
            inner = ",\n".join(f"{json.dumps(k)}:{_compact(value[k])}" for k in value)
            yield f'"definitions":{{\n{inner}\n}}'
        else:
            yield f"{json.dumps(key)}:{_compact(value)}"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Builder:
    """Collects the definitions of one schema while it is made."""

    def __init__(self, registry: ContractRegistry, *, closed: bool) -> None:
        self.definitions: dict[str, Schema] = {"text": TEXT_OR_NULL}
        self.keys = Keys(self.definitions)
        self.closed = closed
        self.names = registry.names()
        found = (registry.get(name, Report()) for name in self.names)
        self.contracts = {item.name: item for item in found if item and item.name}

    # --- the three files ------------------------------------------------------------------

    def pipeline(self) -> Schema:
        steps = {"allOf": [{"$ref": "#/definitions/steps"}], "minProperties": 1}
        own = {"steps": steps, "defaults": self._defaults()}
        schema = self._file(PIPELINE_SCHEMA, "pipeline", own)
        schema["properties"]["parameters"] = _parameters(PIPELINE_SCHEMA)
        schema["properties"]["pipeline"] = _needed(
            PIPELINE_SCHEMA["properties"]["pipeline"], "pipeline"
        )
        self._steps()
        return self._whole("a pipeline of pipec", schema)

    def project(self) -> Schema:
        defaults = self._defaults()
        schema = self._file(PROJECT_SCHEMA, "project", {"defaults": defaults})
        environments = schema["properties"]["environments"]["additionalProperties"]
        environments["properties"]["defaults"] |= defaults
        return self._whole("a project of pipec (pipec.yaml)", schema)

    def contract(self) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {"contract": described(CONTRACT_KEYS["contract"], "contract")},
            "required": ["contract", "kind"],
            **self._by_kind(self._contract_of),
        }
        return self._whole("a contract of pipec", schema)

    def _whole(self, title: str, schema: Schema) -> Schema:
        names = sorted(_used(schema, self.definitions))
        definitions = {name: self.definitions[name] for name in names}
        return {
            "$schema": DRAFT,
            "$comment": f"{title}, for editors",
            **schema,
            "definitions": definitions,
        }

    def _file(self, schema: Schema, path: str, own: AnyMapping[str, Schema]) -> Schema:
        found = {**form(schema, path), "patternProperties": _OF_NOBODY}
        for key, item in own.items():
            texts = {k: v for k, v in found["properties"][key].items() if k in hover("`")}
            found["properties"][key] = {**item, **texts}
        return found

    # --- steps ----------------------------------------------------------------------------

    def _steps(self) -> None:
        names = {"pattern": STEP_NAME}
        for name, step in (("steps", "step"), ("steps_of_a_loop", "job")):
            self.definitions[name] = {
                "type": "object",
                "propertyNames": names,
                "additionalProperties": {"$ref": f"#/definitions/{step}"},
            }
        heads = {
            "uses": {"$ref": "#/definitions/uses"},
            "kind": {"$ref": "#/definitions/kind"},
        }
        self.definitions["job"] = self._headed(heads)
        for head, item in HEADS.items():
            heads[head] = self._own(head, item)
        self.definitions["step"] = self._headed(heads)
        self.definitions["uses"] = self._uses()
        self.definitions["kind"] = self._in_place()

    def _headed(self, heads: AnyMapping[str, Schema]) -> Schema:
        """A step by its head; one without a head yet may begin with any."""
        texts = {"uses": self._contract_names(), "kind": self._kinds()}
        texts |= {
            head: _needed(item.keys[head], head) for head, item in HEADS.items() if head in heads
        }
        schema: Schema = {
            "type": "object",
            "properties": {**texts, **{k: described(v, k) for k, v in COMMON.items()}},
            "anyOf": [{"required": [head]} for head in texts],
        }
        for head in reversed([*heads]):
            schema = {
                "if": {"type": "object", "required": [head]},
                "then": heads[head],
                "else": schema,
            }
        return schema

    def _own(self, head: str, item: StepType) -> Schema:
        """A step with a head of its own: a condition, a loop, a failure."""
        needed = (head, *item.required)
        properties = {
            key: _needed(schema, key) if key in needed else described(schema, key)
            for key, schema in item.keys.items()
        }
        for key in item.branches:
            steps = "steps_of_a_loop" if item.repeats else "steps"
            texts = {k: v for k, v in properties[key].items() if k in hover("`")}
            properties[key] = {"$ref": f"#/definitions/{steps}", **texts}
            if not item.repeats:  # what decides on nothing may say so
                properties[key] = {**or_null({"$ref": f"#/definitions/{steps}"}), **texts}
        found: Schema = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "required": [head, *item.required],
        }
        if item.branches:
            found["anyOf"] = [{"required": [key]} for key in item.branches]
        self.definitions[f"head.{head}"] = found
        return {"$ref": f"#/definitions/head.{head}"}

    def _uses(self) -> Schema:
        choices = []
        for name, contract in self.contracts.items():
            item = JOBS.get(contract.kind, _FREE)
            self.definitions[f"contract.{name}"] = contract_parts(contract, self.definitions, item)
            self._closed(
                f"uses.{item.kind}",
                {**self.keys.of(item, {**JOB_KEYS, **item.keys, "options": _OPTIONS}), "uses": {}},
                ("uses",),
            )
            parts = (f"uses.{item.kind}", f"contract.{name}")
            choices.append(_if_is("uses", name, [{"$ref": f"#/definitions/{p}"} for p in parts]))
        return {
            "type": "object",
            "properties": {"uses": self._contract_names()},
            "allOf": choices,
        }

    def _in_place(self) -> Schema:
        return {"type": "object", **self._by_kind(self._kind_of)}

    def _kind_of(self, item: StepType) -> Schema:
        keys = {**IN_PLACE_KEYS, **item.keys}
        properties = {**self.keys.of(item, keys), "kind": {}}
        return self._closed(f"kind.{item.kind}", properties, ("kind", *item.required))

    def _contract_of(self, item: StepType) -> Schema:
        keys = {
            k: v for k, v in {**CONTRACT_KEYS, **item.keys}.items() if k not in ("kind", "contract")
        }
        properties = {"contract": {}, "kind": {}, **self.keys.of(item, keys)}
        properties["options"] = described(CONTRACT_KEYS["options"], "contract.options")
        name = f"contract_of.{item.kind}"
        found = self._closed(name, properties, ("contract", "kind"))
        self.definitions[name]["patternProperties"] = _OF_NOBODY
        return found

    def _by_kind(self, make: Callable[[StepType], Schema]) -> Schema:
        """What follows from `kind:`; with `unchecked: true` it is a kind that nobody knows."""
        unchecked = {"properties": {"unchecked": {"const": True}}, "required": ["unchecked"]}
        choices = [_if_is("kind", kind, [make(item)]) for kind, item in JOBS.items()]
        return {
            "if": {"type": "object", **unchecked},
            "then": make(_FREE),
            "else": {"properties": {"kind": self._kinds()}, "allOf": choices},
        }

    def _closed(
        self, name: str, properties: AnyMapping[str, Schema], required: Iterable[str]
    ) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {
                "type": "object",
                "properties": dict(properties),
                "additionalProperties": False,
                "required": list(required),
            }
        return {"$ref": f"#/definitions/{name}"}

    # --- names ----------------------------------------------------------------------------

    def _contract_names(self) -> Schema:
        if "contract_names" not in self.definitions:
            named = [_constant(name, self.contracts.get(name)) for name in self.names]
            free: list[Schema] = [] if self.closed else [{"type": "string", "minLength": 1}]
            text = described({"words": ""}, "uses")
            self.definitions["contract_names"] = {**text, "anyOf": [*named, *free]}
        return {"$ref": "#/definitions/contract_names"}

    def _kinds(self) -> Schema:
        known = []
        for kind, item in JOBS.items():
            page = f"[AWS documentation]({item.doc_url})"
            text = f"{item.a_step[0].upper()}{item.a_step[1:]}. {page}"
            known.append({"const": kind, **hover(text)})
        kinds: Schema = {**described({"words": ""}, "kind"), "anyOf": known}
        return self.keys.shared("kinds", kinds)

    # --- defaults -------------------------------------------------------------------------

    def _defaults(self) -> Schema:
        found = form(DEFAULTS, "defaults")
        for key in DEFAULTS["properties"]:
            if key != "for":
                found["properties"][key] = self.keys.of_all(key, FRIENDLY[key])
        found["properties"]["for"]["additionalProperties"] = {"type": ["object", "null"]}
        if self.closed:
            found["properties"]["for"]["additionalProperties"] = False
        found["properties"]["for"]["properties"] = {
            name: or_null(self._defaults_for(self.contracts.get(name))) for name in self.names
        }
        self.definitions["defaults"] = or_null(found)
        return {"$ref": "#/definitions/defaults"}

    def _defaults_for(self, contract: Contract | None) -> Schema:
        if contract is None:
            return {"type": "object"}
        item = JOBS.get(contract.kind, _FREE)
        shared = {
            key: self.keys.of_all(key, schema)
            if key in DEFAULTS["properties"]
            else self.keys.of(item, {key: schema})[key]
            for key, schema in FRIENDLY.items()
        }
        keys = self._closed(f"for.{item.kind}", {**shared, "options": {}}, ())
        options = contract_parts(contract, self.definitions, item)["properties"]["options"]
        return {"allOf": [keys, {"properties": {"options": options}}]}


def _needed(schema: AnyMapping[str, object], key: str) -> Schema:
    """The form of a key that may not be null."""
    return {**form(schema, key), **hover(text_of(schema, key))}


def _parameters(schema: Schema) -> Schema:
    """Parameters without null: one without a value says its type."""
    found = described(schema["properties"]["parameters"], "pipeline.parameters")
    item = form(schema["properties"]["parameters"]["additionalProperties"], "parameter")
    return {**found, "additionalProperties": item}


def _if_is(key: str, value: str, then: list[Schema]) -> Schema:
    condition = {"type": "object", "properties": {key: {"const": value}}, "required": [key]}
    return {"if": condition, "then": then[0] if len(then) == 1 else {"allOf": then}}


def _constant(name: str, contract: Contract | None) -> Schema:
    text = (contract.description if contract else None) or ""
    return {"const": name, **({"markdownDescription": text, "description": text} if text else {})}


def _used(schema: object, definitions: AnyMapping[str, Schema]) -> set[str]:
    """The names of the definitions that a schema refers to, directly or through others."""
    found: set[str] = set()
    left = [schema]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += value.values()
            reference = value.get("$ref")
            name = reference.rpartition("/")[2] if isinstance(reference, str) else None
            if name is not None and name not in found:
                found.add(name)
                left.append(definitions[name])
    return found
