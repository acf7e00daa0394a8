"""The ports of contracts in code: what a step needs, and what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

from pipec.cli.api.errors import mistake
from pipec.cli.api.places import Place, caller
from pipec.cli.api.plain import spelled
from pipec.cli.api.references import Reference
from pipec.cli.api.trees import tree_of
from pipec.compiler import codes
from pipec.compiler.diagnostics import Related
from pipec.compiler.syntax import Entry, Node, Scalar
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import Sequence as List


class DependencyTypes(StrEnum):
    """The base of enumerations of port types, for a project to add its own.

    `class ShopTypes(DependencyTypes): FEATURES = "feature_table"`. An input of such a type takes
    outputs of the same type.
    """


class DependencyType(DependencyTypes):
    """The types that pipec's own contracts use; which fits which is in docs/contracts.md."""

    MODEL_ARTIFACTS = "model_artifacts"
    TRAINING_DATA = "training_data"
    PROCESSING_OUTPUT = "processing_output"
    HYPERPARAMETERS = "hyperparameters"
    PAYLOAD_SAMPLES = "payload_samples"
    CUSTOM_PROPERTY = "custom_property"


@dataclass(frozen=True, kw_only=True)
class Port:
    """What inputs and outputs have in common; the fields are the keys in YAML."""

    name: str = field(kw_only=False)
    type: str | None = field(default=None, kw_only=False)
    data_type: str = "S3Uri"
    aliases: Sequence[str] = ()
    semantic_keywords: Sequence[str] = ()
    description: str | None = None
    path: str | Mapping[str, Any] | None = None
    value: Any = None
    _place: Place = field(default_factory=caller, compare=False, repr=False)

    def __post_init__(self) -> None:
        for item in fields(self):  # lists too are taken, and two ways to say the same are equal
            value = getattr(self, item.name)
            if item.default == () and not isinstance(value, str):
                object.__setattr__(self, item.name, tuple(str(text) for text in value))
        if isinstance(self.value, Reference):
            object.__setattr__(self, "value", str(self.value))
        if self.type is not None:
            object.__setattr__(self, "type", str(self.type))

    def entry(self, key: str, step_type: str) -> Entry:
        """The port under `key` in the file of a contract: what is not the default."""
        entries = {}
        for item in fields(self):
            value = getattr(self, item.name)
            same = type(value) is type(item.default) and value == item.default
            if same or item.name in ("name", "_place"):
                continue
            way = f"{step_type}: {key}.{self.name}.{item.name}"
            positional = item.name == "type"
            place = self._place.argument(1, "type") if positional else self._place.member(item.name)
            node = tree_of(value, place, way)
            entries[item.name] = Entry(item.name, self._place.name(item.name, way), node)
        span = self._place.argument(0, "name").span
        return Entry(self.name, span, Tree(entries, self._place.span))


@dataclass(frozen=True, kw_only=True)
class InputPort(Port):
    """Something that a step needs; docs/contracts.md explains the fields."""

    required: bool = True
    compatible_sources: Sequence[str] = ()
    channel: str | Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class OutputPort(Port):
    """Something that a step gives; docs/contracts.md explains the fields."""

    property_path: str | None = None
    report: str | Mapping[str, Any] | None = None
    to: str | None = None


DependencySpec = InputPort
OutputSpec = OutputPort
OnePort = TypeVar("OnePort", bound=Port)


def ports_tree(ports: Iterable[Port], key: str, step_type: str, place: Place) -> Tree | None:
    """The ports under a key of the contract `step_type`, by name; None if there are none.

    Raises `TypeError` for what is no port, `PipelineError` for two of one name.
    """
    entries: dict[str, Entry] = {}
    kind = InputPort if key == "inputs" else OutputPort
    for port in ports:
        if not isinstance(port, kind):
            raise TypeError(f"`{key}` is a list of `{kind.__name__}`s, and {port!r} is none")
        entry = port.entry(key, step_type)
        if entry.key in entries:
            raise mistake(
                codes.DUPLICATE_KEY,
                f"`{key}` has two ports named `{entry.key}`",
                entry.key_span,
                hint="rename or remove one of them",
                related=[Related(entries[entry.key].key_span, "the first one")],
            )
        entries[entry.key] = entry
    return Tree(entries, place.span) if entries else None


def port_of(kind: type[OnePort], name: str, node: Node) -> OnePort:
    """The port that an entry of a contract's tree is."""
    place = Place(node.span)
    given = data_of(node)
    return kind(name, **(given if isinstance(node, Tree) else {"value": given}), _place=place)


def data_of(node: Node) -> Any:
    """A tree as plain data; a number that is not written as Python would write it is a text."""
    match node:
        case Scalar():
            return node.data if not node.plain or _as_python(node) else node.text
        case List():
            return [data_of(item) for item in node]
        case Tree():
            return {entry.key: data_of(entry.value) for entry in node}


def _as_python(scalar: Scalar) -> bool:
    if scalar.data is None:
        return True  # also where nothing is written
    return isinstance(scalar.data, str | int | float) and spelled(scalar.data) == scalar.text
