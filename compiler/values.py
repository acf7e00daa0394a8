"""What a value of the definition can be besides plain JSON: the service's own expressions.

Wire forms as `sagemaker` 3.27 writes them; the oracle tests hold them against it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, NamedTuple

from pipec.compiler.record import Record


class ParameterGet(Record):
    """`{"Get": "Parameters.<name>"}`; `type` is String, Integer, Float or Boolean."""

    name: str
    type: str


class ExecutionGet(Record):
    """`{"Get": "Execution.<name>"}`."""

    name: str


class ExperimentGet(Record):
    """`{"Get": "PipelineExperimentConfig.<name>"}`; the name is ExperimentName or TrialName."""

    name: str


class PropertyGet(Record):
    """`{"Get": "Steps.<step>.<path>"}`: a run-time property of a step.

    `path` holds member names, list indices (int) and map or named-list keys (`Key`).
    `type` is the JSON type by the service's model: None for what is no single value, `ANY` where
    no model tells.
    """

    step: str
    path: tuple[str | int | Key, ...]
    type: str | None = None


class Key(Record):
    """A quoted part of a property path: `Outputs['train']`."""

    text: str


class PropertyFileGet(Record):
    """A value inside a Processing step's property file: `Std:JsonGet` with `PropertyFile`."""

    step: str
    file: str
    path: str


class ItemGet(Record):
    """`{"Get": "ForEach.CurrentItem.<path>"}`: the item that a loop is at, or a part of it."""

    path: tuple[str | int | Key, ...] = ()


class S3JsonGet(Record):
    """A value inside a JSON file in S3: `Std:JsonGet` with `S3Uri`, which must be a Join."""

    uri: Join
    path: str


class Join(Record):
    """`{"Std:Join": {"On": "", "Values": […]}}`: texts and expressions, one after another."""

    values: tuple[str | Expression, ...]


class IterationGet(Record):
    """`{"Get": "IterationOutput.<step>.<path>"}`: what a loop compares its iterations by."""

    step: str
    path: tuple[str | int | Key, ...]


ANY = "Any"
"""The type of a property that no model describes."""

Expression = (
    ParameterGet
    | ExecutionGet
    | ExperimentGet
    | PropertyGet
    | PropertyFileGet
    | ItemGet
    | IterationGet
    | S3JsonGet
    | Join
)


class Hole(Record):
    """The place of a value that is not there.

    `kind` is `absent` (an optional input that nothing was bound to), `unknown` (an error about
    it has been reported already) or `var` (it needs the compile-time variable `name`).
    """

    kind: str
    name: str = ""


ABSENT = Hole("absent")
UNKNOWN = Hole("unknown")
# There is one of each: they are compared by `is`.

Wire = Any
"""A value of the definition: JSON data in which an `Expression` may stand for any value.

`Any` because mypy has no good recursive type for "dict, list, scalar or Expression" that
survives `match`; every function that takes a Wire handles exactly those.
"""


def join(parts: list[str | Expression]) -> str | Expression:
    """Text with references: constants folded, nested Joins flattened.

    Plain text stays text. A single expression is still a Join: it stands in a text.
    """
    folded: list[str | Expression] = []
    for part in parts:
        for piece in part.values if isinstance(part, Join) else (part,):
            if isinstance(piece, str) and folded and isinstance(folded[-1], str):
                folded[-1] += piece
            elif piece != "":
                folded.append(piece)
    if all(isinstance(piece, str) for piece in folded):
        return "".join(str(piece) for piece in folded)
    return Join(tuple(folded))


def is_structure(value: object) -> bool:
    """Whether a value is a property that the service's model knows as a list or a mapping."""
    return isinstance(value, PropertyGet) and value.type is None and bool(value.path)


def path_text(path: tuple[str | int | Key, ...]) -> str:
    """A property path as the service writes it: `A.B[0].C['name']`."""
    text = ""
    for part in path:
        match part:
            case int():
                text += f"[{part}]"
            case Key():
                text += f"['{part.text}']"
            case str():
                text += f".{part}" if text else part
    return text


def expressions(value: Wire) -> Iterator[Expression]:
    """Every expression in a value, nested ones too, in the order in which they stand there."""
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack += reversed(item.values())
        elif isinstance(item, (list, tuple)):
            stack += reversed(item)
        elif isinstance(item, Expression):
            yield item
            if isinstance(item, Join):
                stack += reversed(item.values)
            elif isinstance(item, S3JsonGet):
                stack.append(item.uri)


class Contents(NamedTuple):
    """What stands in a value at any depth, in its order: one walk for all who ask.

    `names` are those of the members of all its mappings, and `texts` have the pieces of a `Join`,
    too. `size` is about as many characters as it has as JSON.
    """

    names: frozenset[str]
    texts: tuple[str, ...]
    expressions: tuple[Expression, ...]
    size: int


def contents_of(*values: Wire) -> Contents:
    """What stands in some values, one after another."""
    names = set[str]()
    texts: list[str] = []
    found: list[Expression] = []
    size = 0
    stack: list[Any] = [*reversed(values)]
    while stack:  # not recursive: every value of every request passes here
        size += 4
        match item := stack.pop():
            case str():
                texts.append(item)
            case dict():
                names.update(item)
                size += sum(map(len, item))
                stack += reversed(item.values())
            case list():
                stack += reversed(item)
            case Join():
                found.append(item)
                stack += reversed(item.values)
            case S3JsonGet():
                found += expressions(item)
            case _:
                if isinstance(item, Expression):
                    found.append(item)
    return Contents(frozenset(names), tuple(texts), tuple(found), size + sum(map(len, texts)))


def mappings(value: Wire, beside: Container[str] = ()) -> Iterator[dict[str, Wire]]:
    """Every mapping in a value, itself first, but those under a key of `beside`, in their order."""
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            inner = [v for k, v in item.items() if k not in beside and isinstance(v, (dict, list))]
            stack += reversed(inner)
        elif isinstance(item, list):
            stack += reversed(item)


def wire_type(value: Wire) -> str | None:
    """String, Integer, Float or Boolean where the type of a single value is known, else None."""
    match value:
        case bool():
            return "Boolean"
        case int():
            return "Integer"
        case float():
            return "Float"
        case str() | Join() | ExecutionGet() | ExperimentGet():
            return "String"
        case ParameterGet() | PropertyGet():
            return None if value.type == ANY else value.type
        case _:
            return None
