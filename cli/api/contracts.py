"""Contracts in code: the same values as contract files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Self

from pipec.cli import workspace
from pipec.cli.api.errors import PipelineError
from pipec.cli.api.local_paths import moved
from pipec.cli.api.places import Place, caller
from pipec.cli.api.ports import InputPort, OutputPort, Port, data_of, port_of, ports_tree
from pipec.cli.api.trees import tree_of
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import read_contract
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Entry, Node, Scalar, Sequence
from pipec.compiler.syntax import Mapping as Tree


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
        inputs: Iterable[InputPort] = (),
        outputs: Iterable[OutputPort] = (),
        options: Mapping[str, Mapping[str, Any]] | None = None,
        description: str | None = None,
        **keys: Any,
    ) -> None:
        place = caller()
        entries: dict[str, Entry] = {}

        def say(key: str, value: Any, where: Place | None = None) -> None:
            if value:
                way = f"{step_type}: {key}"
                tree = tree_of(value, where or place.member(key), way)
                entries[key] = Entry(key, place.name(key, way), tree)

        say("contract", step_type, place.argument(0, "step_type"))
        say("kind", kind, place.argument(1, "kind"))
        say("description", description)
        say("inputs", ports_tree(inputs, "inputs", step_type, place))
        say("outputs", ports_tree(outputs, "outputs", step_type, place))
        say("options", options)
        for key, value in keys.items():
            way = f"{step_type}: {key}"
            node = tree_of(value, place.member(key), way)
            entries[key] = Entry(key, place.name(key, way), node)
        self._read(Tree(entries, place.span))

    @classmethod
    def of_tree(cls, tree: Tree) -> Self:
        """The contract that a file's tree is."""
        made = cls.__new__(cls)
        made._read(tree)  # noqa: SLF001 - its own
        return made

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The contract in a YAML file. Raises `PipelineError` for none, and for a wrong one."""
        report = Report()
        source = workspace.read_source(str(path), report)
        if source is None:
            raise PipelineError(report.diagnostics())
        return cls.from_yaml(source.content, source.name)

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
        return {name: port_of(InputPort, name, node) for name, node in self._ports("inputs")}

    @property
    def outputs(self) -> dict[str, OutputPort]:
        """What a step gives, by name."""
        return {name: port_of(OutputPort, name, node) for name, node in self._ports("outputs")}

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

    def is_same(self, tree: Tree) -> bool:
        """Whether the tree of another contract says the same."""
        return said(self._tree) == said(tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StepContract) and self.is_same(other.tree)

    def __hash__(self) -> int:
        return hash((self.step_type, self.kind))

    def __repr__(self) -> str:
        ports = f"{', '.join(self.inputs) or 'nothing'} → {', '.join(self.outputs) or 'nothing'}"
        return f"<contract {self.step_type} ({self.kind}): {ports}>"


def said(tree: Tree) -> object:
    """What a contract's tree says, so that equal values mean equal contracts.

    The order of its keys and of a port's fields, and fields that are the default, say nothing.
    Numbers count as they are written, as they may become texts; local paths by the files that they
    lead to.
    """
    ports = {"inputs": InputPort, "outputs": OutputPort}
    return {
        entry.key: [(port.key, _port_said(port.value, ports[entry.key])) for port in entry.value]
        if entry.key in ports and isinstance(entry.value, Tree)
        else _exactly(entry.value)
        for entry in moved(tree, "")
    }


def _port_said(port: Node, kind: type[Port]) -> object:
    if not isinstance(port, Tree):
        return {"value": _exactly(port)}
    defaults = {item.name: item.default for item in fields(kind)}
    given = {entry.key: (data_of(entry.value), _exactly(entry.value)) for entry in port}
    return {
        key: exactly
        for key, (data, exactly) in given.items()
        if data not in (None, []) and (type(data), data) != (type(defaults[key]), defaults[key])
    }


def _exactly(node: Node) -> object:
    match node:
        case Scalar():
            return (isinstance(node.data, str), node.text if node.data is not None else None)
        case Sequence():
            return [_exactly(item) for item in node]
        case Tree():
            return [(entry.key, _exactly(entry.value)) for entry in node]
