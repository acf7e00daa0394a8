"""What is accepted without jsonschema, jsonschema accepts too."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import fuzzing
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.accepts import _RULES, accepts, accepts_schema, with_removed
from pipec.compiler.language.keys import (
    CONTRACT_KEYS,
    IN_PLACE_KEYS,
    JOB_KEYS,
    PIPELINE_SCHEMA,
    PROJECT_SCHEMA,
    Schema,
    step_schema,
)
from pipec.compiler.language.schema import _removed
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import to_data

ROOT = Path(__file__).parents[1]
TYPES = {kind: dict(item.keys) for kind, item in STEP_TYPES.items()}


def _contract(kind: str) -> Schema:
    return step_schema({**CONTRACT_KEYS, **TYPES[kind]}, ("contract", "kind"))


def _step(kind: str) -> Schema:
    return step_schema({**IN_PLACE_KEYS, **TYPES[kind], "kind": {}})


STEP = step_schema({**JOB_KEYS, "uses": {}, "options": {}})
SCHEMAS = [
    PIPELINE_SCHEMA,
    PROJECT_SCHEMA,
    STEP,
    *(_contract(kind) for kind in TYPES),
    *(_step(kind) for kind in TYPES),
]


def _data(path: Path) -> Any:
    tree = read_yaml(path.name, path.read_bytes(), Report())
    assert tree is not None
    return to_data(tree)


def _real() -> list[tuple[Schema, Any]]:
    """The files of this project, each with its schema, and the steps in them."""
    contracts = [_data(path) for path in sorted(ROOT.glob("contracts/*.yaml"))]
    found = [(_contract(data["kind"]), data) for data in contracts]
    for path in sorted(ROOT.glob("pipelines/**/*.yaml")):
        data = _data(path)
        if "contract" in data:
            found.append((_contract(data["kind"]), data))
        elif "pipeline" in data:
            found.append((PIPELINE_SCHEMA, data))
            steps = data["steps"].values()
            found += [(STEP, step) for step in steps if "uses" in step]
            found += [(_step(step["kind"]), step) for step in steps if "kind" in step]
        elif path.name == "pipec.yaml":
            found.append((PROJECT_SCHEMA, data))
    return found


REAL = _real()


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Each mapping or list in the data, with each of its keys or positions."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    return [
        place
        for key, value in inner
        for place in [(data, key), *(_places(value) if isinstance(value, dict | list) else [])]
    ]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Schema, Any]:
    """A real file with some of its values replaced, removed, or put at another place."""
    schema, data = draw(st.sampled_from(REAL))
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(1, 3))):
        places = _places(data)
        if not places:
            break
        around, key = draw(st.sampled_from(places))
        match draw(st.integers(0, 2)):
            case 0:
                around[key] = draw(fuzzing.values)
            case 1:
                del around[key]
            case _:
                source, at = draw(st.sampled_from(places))
                if at in source if isinstance(source, dict) else at < len(source):
                    around[key] = copy.deepcopy(source[at])
    return schema, data


def _agree(schema: Any, data: Any) -> None:
    if accepts(schema, data):
        assert Draft202012Validator(schema).is_valid(data)
    if accepts(schema, with_removed(data)):
        errors = Draft202012Validator(schema).iter_errors(data)
        assert [error.message for error in errors if not _removed(error)] == []


@settings(deadline=None, max_examples=400)
@given(damaged())
def test_a_damaged_file_is_accepted_only_if_jsonschema_does(case: tuple[Schema, Any]) -> None:
    """Real files with mistakes in them."""
    _agree(*case)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(SCHEMAS), fuzzing.values)
def test_anything_is_accepted_only_if_jsonschema_does(schema: Schema, data: Any) -> None:
    """Values of any form against whole schemas."""
    _agree(schema, data)


def _is_schema(data: Any) -> bool:
    return bool(Draft202012Validator(Draft202012Validator.META_SCHEMA).is_valid(data))


def _parts(schema: Any) -> list[Any]:
    """A schema and the schemas in it."""
    inner = schema.values() if isinstance(schema, dict) else schema
    below = [part for value in inner if isinstance(value, dict | list) for part in _parts(value)]
    is_schema = isinstance(schema, dict) and _RULES.keys() >= schema.keys() and _is_schema(schema)
    return [schema, *below] if is_schema else below


@settings(deadline=None, max_examples=500)
@given(st.sampled_from([part for schema in SCHEMAS for part in _parts(schema)]), fuzzing.values)
def test_each_part_accepts_only_what_jsonschema_does(part: Any, data: Any) -> None:
    """Values against the small schemas that the large ones are made of."""
    _agree(part, data)


NUMBERS = st.one_of(st.integers(-2, 3), st.floats(), st.booleans(), st.text(max_size=1))
RULES = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.one_of(
                st.sampled_from(["string", "number", "integer", "boolean", "array", "object", "x"]),
                st.lists(st.sampled_from(["string", "null"]), max_size=2),
            ),
            "enum": st.lists(fuzzing.scalars, max_size=3),
            "const": fuzzing.scalars,
            "minimum": NUMBERS,
            "maximum": NUMBERS,
            "minLength": NUMBERS,
            "maxLength": NUMBERS,
            "minItems": NUMBERS,
            "maxItems": NUMBERS,
            "multipleOf": NUMBERS,
            "pattern": st.sampled_from(["^a", "(", "b$"]),
            "required": st.lists(st.sampled_from(["a", "b"]), max_size=2),
            "description": fuzzing.scalars,
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["array", "object"]),
            "items": inner,
            "properties": st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
            "additionalProperties": st.one_of(inner, st.booleans()),
            "prefixItems": st.lists(inner, max_size=2),
            "propertyNames": inner,
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "if": st.one_of(inner, st.just({"type": "object"})),
            "then": inner,
            "else": inner,
        },
    ),
    max_leaves=4,
)
DATA = st.recursive(
    st.one_of(st.sampled_from(["", "a", "ab", None, True, False, 0, 1, 1.0, -1, 2.5]), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=500)
@given(RULES, DATA)
def test_the_schema_of_an_option_accepts_only_what_jsonschema_does(rules: Any, data: Any) -> None:
    """Contracts bring schemas of their own: whether they are one, and what keeps them."""
    if accepts_schema(rules):
        Draft202012Validator.check_schema(rules)
    if _is_schema(rules):
        _agree(rules, data)


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        ({"type": "integer"}, True),
        ({"type": "number"}, "1"),
        ({"type": ["string", "boolean"]}, 1),
        ({"minItems": 1}, []),
        ({"minItems": 2}, ["a"]),
        ({"maxItems": 1}, ["a", "b"]),
        ({"items": {"type": "string"}}, ["a", 1]),
        ({"uniqueItems": True}, ["a", "a"]),
        ({"uniqueItems": True}, [1, 1.0]),
        ({"minLength": 2}, "a"),
        ({"maxLength": 1}, "ab"),
        ({"pattern": "^a"}, "ba"),
        ({"minimum": 1}, 0),
        ({"maximum": 1}, 2),
        ({"minProperties": 1}, {}),
        ({"propertyNames": {"pattern": "^a"}}, {"b": 1}),
        ({"properties": {"a": {"type": "string"}}}, {"a": 1}),
        ({"additionalProperties": False}, {"a": None}),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}),
        ({"required": ["a"]}, {"b": 1}),
        ({"const": False}, 0),
        ({"enum": [1, "a"]}, True),
        ({"if": {"type": "object"}, "then": False}, {}),
        ({"if": {"type": "object"}, "else": False}, 1),
        ({"anyOf": [{"type": "string"}, {"minimum": 2}]}, 1),
        ({"anyOf": [{"properties": {"a": {"type": "string"}}}]}, {"a": None}),
        ({"anyOf": [{"items": {"properties": {"a": {"type": "string"}}}}]}, [{"a": None}]),
        ({"not": {}}, 1),
    ],
)
def test_what_is_just_outside_is_left_to_jsonschema(schema: Schema, data: Any) -> None:
    """For each keyword something that breaks it, as near as can be."""
    assert not Draft202012Validator(schema).is_valid(data)
    assert not accepts(schema, with_removed(data))


@pytest.mark.parametrize(("schema", "data"), REAL)
def test_the_files_of_this_project_need_no_jsonschema(schema: Schema, data: Any) -> None:
    """Were one not accepted, compiling it would take twice as long."""
    assert accepts(schema, with_removed(data))


@pytest.mark.parametrize("data", [_data(path) for path in sorted(ROOT.glob("contracts/*.yaml"))])
def test_the_options_of_built_in_contracts_need_no_jsonschema(data: Any) -> None:
    """Nor do the schemas that they give to their options, and the defaults of these."""
    for schema in data.get("options", {}).values():
        rules = {key: value for key, value in schema.items() if key != "default"}

        assert accepts_schema(rules)
        default = schema.get("default")  # null is nothing, whatever the type
        assert default is None or accepts(rules, default)
