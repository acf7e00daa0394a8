"""Contracts in code: the same values as contract files, and where they are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, Self, TypeVar

from pipec.cli import workspace
from pipec.cli.api.errors import PipelineError, UnknownName, mistake
from pipec.cli.api.places import Place, caller
from pipec.cli.api.places import folder as folder_of
from pipec.cli.api.plain import spelled
from pipec.cli.api.references import Reference
from pipec.cli.api.trees import tree_of
from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import LIBRARY, library, read_contract
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Entry, Node, Scalar, Sequence
from pipec.compiler.syntax import Mapping as Tree


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
class _Port:
    """What inputs and outputs have in common; the fields are the keys in YAML."""

    name: str = field(kw_only=False)
    type: str | None = field(default=None, kw_only=False)
    data_type: str = "S3Uri"
    aliases: tuple[str, ...] = ()
    semantic_keywords: tuple[str, ...] = ()
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

    def _entry(self) -> Entry:
        """The port as it stands in a contract file: what is not the default."""
        entries = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name in ("name", "_place") or value == item.default:
                continue
            node = tree_of(value, self._place.argument(1, item.name), f"{self.name}.{item.name}")
            entries[item.name] = Entry(item.name, self._place.name(item.name), node)
        span = self._place.argument(0, "name").span
        return Entry(self.name, span, Tree(entries, self._place.span))


@dataclass(frozen=True, kw_only=True)
class InputPort(_Port):
    """Something that a step needs; docs/contracts.md explains the fields."""

    required: bool = True
    compatible_sources: tuple[str, ...] = ()
    channel: str | Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class OutputPort(_Port):
    """Something that a step gives; docs/contracts.md explains the fields."""

    property_path: str | None = None
    report: str | Mapping[str, Any] | None = None
    to: str | None = None


Port = TypeVar("Port", bound=_Port)
DependencySpec = InputPort
OutputSpec = OutputPort


class StepContract:
    """What one kind of step needs and gives, and how its request is made.

    The same as a contract file: `step_type` is what `contract:` says there, `keys` are its further
    keys (`image`, `instance`, `code`, `args`, `request`, …), and two contracts are equal if they
    say the same, be it in Python or in YAML. Local paths are relative to the file that says them.
    Raises `PipelineError` for a contract that is wrong in itself.
    """

    def __init__(
        self,
        step_type: str,
        kind: str,
        *,
        inputs: Iterable[InputPort] | Mapping[str, InputPort] = (),
        outputs: Iterable[OutputPort] | Mapping[str, OutputPort] = (),
        options: Mapping[str, Mapping[str, Any]] | None = None,
        description: str | None = None,
        **keys: Any,
    ) -> None:
        place = caller()
        entries: dict[str, Entry] = {}

        def say(key: str, value: Any, where: Place | None = None) -> None:
            if value:
                tree = tree_of(value, where or place.member(key), key)
                entries[key] = Entry(key, place.name(key), tree)

        say("contract", step_type, place.argument(0, "step_type"))
        say("kind", kind, place.argument(1, "kind"))
        say("description", description)
        say("inputs", _by_name(inputs, "inputs", place))
        say("outputs", _by_name(outputs, "outputs", place))
        say("options", options)
        for key, value in keys.items():
            entries[key] = Entry(key, place.name(key), tree_of(value, place.member(key), key))
        self._read(Tree(entries, place.span))

    @classmethod
    def of_tree(cls, tree: Tree) -> Self:
        """The contract that a file's tree is."""
        made = cls.__new__(cls)
        made._read(tree)  # noqa: SLF001 - its own
        return made

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The contract in a YAML file. Raises `PipelineError` for a wrong one, `OSError`."""
        return cls.from_yaml(Path(path).read_bytes(), workspace.shown(Path(path)))

    @classmethod
    def from_yaml(cls, text: str | bytes, name: str = "<text>") -> Self:
        """The contract in a YAML text; `name` stands in diagnostics."""
        report = Report()
        content = text.encode() if isinstance(text, str) else text
        tree = read_yaml(name, content, report)
        if tree is None:
            raise PipelineError(report.diagnostics())
        return cls.of_tree(tree)

    def _read(self, tree: Tree) -> None:
        report = Report()
        contract = read_contract(tree, report)
        if contract is None or report.has_errors:
            raise PipelineError(report.diagnostics())
        self._tree = tree
        self._contract = contract

    @property
    def step_type(self) -> str:
        """What pipelines name it by."""
        return self._contract.name or ""

    @property
    def kind(self) -> str:
        """The service's type of step."""
        return self._contract.kind

    @property
    def description(self) -> str | None:
        """What it says of itself."""
        return self._contract.description

    @property
    def inputs(self) -> dict[str, InputPort]:
        """What a step needs, by name."""
        return {name: _port_of(InputPort, name, node) for name, node in self._ports("inputs")}

    @property
    def outputs(self) -> dict[str, OutputPort]:
        """What a step gives, by name."""
        return {name: _port_of(OutputPort, name, node) for name, node in self._ports("outputs")}

    @property
    def options(self) -> dict[str, Any]:
        """The options, each a JSON Schema, by name."""
        options = self._tree.get("options")
        found: dict[str, Any] = data_of(options) if options else {}
        return found

    @property
    def keys(self) -> dict[str, Any]:
        """All that is said beside the names, ports and options, as plain data."""
        known = ("contract", "kind", "description", "inputs", "outputs", "options")
        found: dict[str, Any] = data_of(self._tree.without(*known))
        return found

    @property
    def tree(self) -> Tree:
        """The contract as a file has it."""
        return self._tree

    @property
    def contract(self) -> Contract:
        """The contract as the compiler has it."""
        return self._contract

    def to_yaml(self) -> str:
        """The text of a contract file that says the same."""
        return yaml_text(self._tree)

    def _ports(self, key: str) -> Iterator[tuple[str, Node]]:
        ports = self._tree.get(key)
        for entry in ports if isinstance(ports, Tree) else ():
            yield entry.key, entry.value

    def _value(self) -> tuple[object, ...]:
        names = (self.step_type, self.kind, self.description)
        return (*names, self.inputs, self.outputs, _exact(self.options), _exact(self.keys))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StepContract) and self._value() == other._value()

    def __hash__(self) -> int:
        return hash((self.step_type, self.kind))

    def __repr__(self) -> str:
        ports = f"{', '.join(self.inputs) or 'nothing'} → {', '.join(self.outputs) or 'nothing'}"
        return f"<contract {self.step_type} ({self.kind}): {ports}>"


StepSpecification = StepContract


class ContractRegistry(Mapping[str, StepContract]):
    """Contracts by step type: those of a project or a program first, then pipec's own."""

    def __init__(self, contracts: Iterable[StepContract] = ()) -> None:
        self._own: dict[str, StepContract] = {}
        for contract in contracts:
            self.register(contract)

    @classmethod
    def of_project(cls, folder: str | Path | None = None) -> ContractRegistry:
        """The contracts that a project's `pipec.yaml` lists, and pipec's own.

        It is looked for from `folder` up, by default the program's. Raises `PipelineError` if the
        project or one of the contracts is wrong.
        """
        where = Path(folder) if folder is not None else folder_of(caller())
        project = workspace.find_project(str(where / "pipeline.yaml"))
        context = workspace.read_project(project, None)
        if context.report.has_errors:
            raise PipelineError(context.report.diagnostics())
        return cls(StepContract.of_tree(found.body) for found in context.registry.own.values())

    def register(self, contract: StepContract) -> StepContract:
        """Add a contract, and give it back. Raises `PipelineError` if another has its name."""
        first = self._own.setdefault(contract.step_type, contract)
        if first != contract:
            raise mistake(
                codes.DUPLICATE_CONTRACT,
                f"the contract `{contract.step_type}` is defined twice",
                contract.contract.span,
                hint="rename or remove one of them",
                related=[Related(first.contract.span, "first defined here")],
            )
        return contract

    def own(self) -> list[StepContract]:
        """Those that are not pipec's."""
        return list(self._own.values())

    def __getitem__(self, step_type: str) -> StepContract:
        if step_type in self._own:
            return self._own[step_type]
        if file := library().get(step_type):
            content = (files("pipec.contracts") / file).read_bytes()
            return StepContract.from_yaml(content, f"{LIBRARY}{file}")
        near = did_you_mean(step_type, list(self))
        raise UnknownName(f"there is no contract `{step_type}`" + (f"; {near}" if near else ""))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._own, *library()}))

    def __len__(self) -> int:
        return len({*self._own, *library()})


def data_of(node: Node) -> Any:
    """A tree as plain data; a number that is not written as Python would write it is a text."""
    match node:
        case Scalar():
            return node.data if not node.plain or _as_python(node) else node.text
        case Sequence():
            return [data_of(item) for item in node]
        case Tree():
            return {entry.key: data_of(entry.value) for entry in node}


def _as_python(scalar: Scalar) -> bool:
    return isinstance(scalar.data, str | int | float | None) and spelled(scalar.data) == scalar.text


def _exact(data: Any) -> Any:
    """Data in which `1`, `1.0` and `True` are not equal, as they are not in YAML."""
    match data:
        case dict():
            return {key: _exact(value) for key, value in data.items()}
        case list():
            return [_exact(item) for item in data]
        case _:
            return type(data), data


def _port_of(kind: type[Port], name: str, node: Node) -> Port:
    place = Place(node.span)
    given = data_of(node)
    return kind(name, **(given if isinstance(node, Tree) else {"value": given}), _place=place)


def _by_name(ports: Iterable[_Port] | Mapping[str, _Port], key: str, place: Place) -> Tree | None:
    entries: dict[str, Entry] = {}
    for port in ports.values() if isinstance(ports, Mapping) else ports:
        if not isinstance(port, _Port):
            raise TypeError(f"{port!r} in `{key}` is no `InputPort` or `OutputPort`")
        entry = port._entry()  # noqa: SLF001 - of this module
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
