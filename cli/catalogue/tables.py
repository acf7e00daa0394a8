"""What a contract needs, gives and lets a step choose, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipec.cli.catalogue.escaping import code, prose
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.syntax import to_data

_PRESET = ("image", "instance", "timeout")


def contract_tables(contract: Contract) -> Iterator[str]:
    """The lines: kind and description, what is preset, ports, options; each part ends empty."""
    about = f" {prose(contract.description)}" if contract.description else ""
    yield from (f"Kind {contract.kind}.{about}", "")
    given = [
        code(to_data(node), before=f"{key}: ")
        for key in _PRESET
        if (node := contract.body.get(key))
    ]
    if given:
        yield from (f"Unless the step says otherwise: {', '.join(given)}.", "")
    ports = [*map(_input, contract.inputs.values()), *map(_output, contract.outputs.values())]
    if ports:
        head = ("port", "use", "type", "description", "other names", "listed sources")
        yield from table(head, ports)
    if contract.options:
        options = (_option(name, to_data(schema)) for name, schema in contract.options.items())
        yield from table(("option", "default", "description"), options)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table with an empty line after it; cells are Markdown."""
    names = tuple(head)
    yield f"| {' | '.join(names)} |"
    yield f"| {' | '.join('---' for _ in names)} |"
    for cells in rows:
        yield f"| {' | '.join(cells)} |"
    yield ""


def _input(port: InputPort) -> tuple[str, ...]:
    need = "input" if port.required else "input, optional"
    return (*_port(port, need), ", ".join(map(prose, port.compatible_sources)))


def _output(port: OutputPort) -> tuple[str, ...]:
    return (*_port(port, "output, report" if port.report else "output"), "")


def _port(port: InputPort | OutputPort, what: str) -> tuple[str, ...]:
    type_ = code(port.type) if port.type else "none: never wired"
    if port.data_type != "S3Uri":
        type_ = f"{type_}, {port.data_type}"
    names = ", ".join(map(code, port.aliases))
    return code(port.name), what, type_, prose(port.description or ""), names


def _option(name: str, schema: dict[str, Any]) -> tuple[str, ...]:
    default = code(schema["default"]) if "default" in schema else "none: must be set"
    words = [prose(str(schema["description"]))] if schema.get("description") else []
    if "enum" in schema:
        words.append(f"One of {', '.join(map(code, schema['enum']))}.")
    return code(name), default, " ".join(words)
