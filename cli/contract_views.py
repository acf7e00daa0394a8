"""What `pipec contracts` shows: the list of contracts, and all of one, as data and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import Any

from pipec.compiler.compile import Context
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.parsing.contracts import ContractRegistry, is_built_in, library
from pipec.compiler.syntax import Mapping, to_data
from pipec.compiler.wiring.evidence.ports import listable_kind, unfit
from pipec.compiler.wiring.evidence.scores import THRESHOLD, port_evidence

OWN_PLACE = "pipec"
"""Where the built-in contracts are said to be from."""
_WIDTH = 96
_NOT_KEYS = ("contract", "kind", "description", "inputs", "outputs", "options")

Row = dict[str, Any]
Ports = list[tuple[str, InputPort, str, OutputPort]]


def contract_rows(registry: ContractRegistry, report: Report) -> list[Row]:
    """All contracts by name; a broken one has no kind, and `broken` is true."""
    return [_row(name, registry, report) for name in registry.names()]


def _row(name: str, registry: ContractRegistry, report: Report) -> Row:
    contract = registry.get(name, report)
    own = name in registry.own or name in registry.broken
    place = contract.span.file if own and contract else None if own else OWN_PLACE
    return {
        "name": name,
        "kind": contract.kind if contract else None,
        "description": first_sentence(contract) if contract else None,
        "from": place,
        "replaces_built_in": own and name in library(),
        "broken": contract is None,
    }


def first_sentence(contract: Contract) -> str:
    """What a contract is for, on one line."""
    words = " ".join((contract.description or "").split())
    return words.split(". ")[0].removesuffix(".")


def rows_text(rows: list[Row], width: int | None) -> str:
    """Rows in columns. Where these are wider than `width`, the descriptions stand below them."""
    from pipec.cli.report.table import table

    cells = [_cells(row) for row in rows]
    whole = table(("NAME", "KIND", "FROM", "DESCRIPTION"), cells)
    if width is None or max(map(len, whole.splitlines()), default=0) <= width:
        return whole
    head, *lines = table(("NAME", "KIND", "FROM"), [row[:3] for row in cells]).splitlines()
    about = [wrap(row[3], width, initial_indent="    ", subsequent_indent="    ") for row in cells]
    found = [line for one, more in zip(lines, about, strict=True) for line in (one, *more)]
    return "".join(f"{line}\n" for line in (head, *found))


def _cells(row: Row) -> tuple[str, str, str, str]:
    """A row as texts: name, kind, where it is from, description."""
    place = row["from"] or "a file that has mistakes"
    replaces = " (replaces the built-in one)" if row["replaces_built_in"] else ""
    return row["name"], row["kind"] or "?", f"{place}{replaces}", row["description"] or ""


def contract_data(contract: Contract, context: Context) -> dict[str, Any]:
    """All of one contract, as JSON data.

    `fed_by` and `feeds` are the ports of other contracts that the wiring would connect by what
    the contracts say, whatever the steps are called.
    """
    name = contract.name or ""
    row = _row(name, context.registry, Report())
    ports = list(_fitting(name, context.registry))
    return {
        "name": name,
        "kind": contract.kind,
        "description": " ".join((contract.description or "").split()),
        "from": f"{row['from']}:{contract.span.line}" if row["from"] != OWN_PLACE else OWN_PLACE,
        "replaces_built_in": row["replaces_built_in"],
        "inputs": [_input(port, name, ports) for port in contract.inputs.values()],
        "outputs": [_output(port, name, ports) for port in contract.outputs.values()],
        "options": [_option(key, to_data(item)) for key, item in contract.options.items()],
        "sets": to_data(contract.body.without(*_NOT_KEYS)),
        "defaults": [to_data(item) for item in _defaults(name, context)],
    }


def _fitting(
    name: str, registry: ContractRegistry
) -> Iterator[tuple[str, InputPort, str, OutputPort]]:
    """The pairs of an input and an output of two contracts, one of them `name`, that would fit."""
    found = [registry.get(other, Report()) for other in registry.names()]
    contracts = {item.name or "": item for item in found if item}
    for taker, one in contracts.items():
        for giver, other in contracts.items():
            if name not in (taker, giver):
                continue
            unknown = is_built_in(one) and not is_built_in(other)
            for port in one.inputs.values():
                kind = listable_kind(port, other.kind, unknown=unknown)
                for output in other.outputs.values():
                    if _fits(port, output, giver, kind):
                        yield taker, port, giver, output


def _fits(port: InputPort, output: OutputPort, giver: str, kind: str | None) -> bool:
    if port.value is not None or unfit(port, output):
        return False
    evidence = port_evidence(port, output, giver, kind=kind)
    return evidence.points >= THRESHOLD and not evidence.clash


def _port(port: InputPort | OutputPort) -> dict[str, Any]:
    return {
        "name": port.name,
        "type": port.type,
        "data_type": port.data_type,
        "description": " ".join((port.description or "").split()),
        "aliases": [*port.aliases],
    }


def _input(port: InputPort, name: str, ports: Ports) -> dict[str, Any]:
    fed_by = [f"{giver}.{o.name}" for taker, i, giver, o in ports if taker == name and i is port]
    sources = [*port.compatible_sources]
    return {**_port(port), "required": port.required, "sources": sources, "fed_by": fed_by}


def _output(port: OutputPort, name: str, ports: Ports) -> dict[str, Any]:
    feeds = [f"{taker}.{i.name}" for taker, i, giver, o in ports if giver == name and o is port]
    report = port.report.file if port.report else None
    return {**_port(port), "report": report, "feeds": feeds}


def _option(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "required": "default" not in schema, "schema": schema}


def _defaults(name: str, context: Context) -> Iterator[Mapping]:
    """What the project, and then the chosen environment, set for this contract's steps."""
    for layer in (context.project.defaults, context.project.environment.defaults):
        chosen = layer.get("for")
        found = chosen.get(name) if isinstance(chosen, Mapping) else None
        if isinstance(found, Mapping):
            yield found


# --- text -------------------------------------------------------------------------------


def contract_lines(data: dict[str, Any], contract: Contract, context: Context) -> Iterator[str]:
    """The same as people read it; keys as they are written in YAML."""
    yield f"{data['name']} ({data['kind']})"
    yield from wrap(data["description"], _WIDTH, initial_indent="  ", subsequent_indent="  ")
    replaces = ", in place of the built-in one" if data["replaces_built_in"] else ""
    yield f"  from {data['from']}{replaces}"
    yield from _part("inputs", data["inputs"], _input_lines)
    yield from _part("outputs", data["outputs"], _output_lines)
    yield from _part("options", data["options"], _option_lines)
    yield from _yaml("sets", contract.body.without(*_NOT_KEYS))
    for layer in _defaults(data["name"], context):
        yield from _yaml("changed by `defaults` in pipec.yaml", layer)


def _part(
    title: str, items: list[dict[str, Any]], lines: Callable[[dict[str, Any]], Iterator[str]]
) -> Iterator[str]:
    if items:
        yield from ("", title)
    for item in items:
        yield from (f"  {line}" for line in lines(item))


def _port_lines(data: dict[str, Any], more: str) -> Iterator[str]:
    type_ = data["type"] or "no type: never wired"
    data_type = "" if data["data_type"] == "S3Uri" else f", {data['data_type']}"
    yield f"{data['name']}: {type_}{data_type}{more}"
    yield from _words("", [data["description"]], " ")
    yield from _words("also called", data["aliases"])


def _input_lines(data: dict[str, Any]) -> Iterator[str]:
    yield from _port_lines(data, "" if data["required"] else ", optional")
    yield from _words("sources", data["sources"])
    yield from _words("fed by", data["fed_by"])


def _output_lines(data: dict[str, Any]) -> Iterator[str]:
    yield from _port_lines(data, f", report {data['report']}" if data["report"] else "")
    yield from _words("feeds", data["feeds"])


def _option_lines(data: dict[str, Any]) -> Iterator[str]:
    schema = data["schema"]
    default = "must be set" if data["required"] else f"default {_shown(schema['default'])}"
    yield f"{data['name']}: {default}"
    yield from _words("", [str(schema.get("description", ""))], " ")
    yield from _words("one of", [_shown(value) for value in schema.get("enum", ())])


def _words(label: str, words: list[str], between: str = ", ") -> Iterator[str]:
    text = between.join(filter(None, words))
    if text:
        start = f"    {label}: " if label else "    "
        yield from wrap(text, _WIDTH, initial_indent=start, subsequent_indent="      ",
                        break_long_words=False, break_on_hyphens=False)  # fmt: skip


def _shown(value: Any) -> str:
    from json import dumps

    return value if isinstance(value, str) else dumps(value, ensure_ascii=False)


def _yaml(title: str, tree: Mapping) -> Iterator[str]:
    if tree.entries:
        yield from ("", title)
        yield from (f"  {line}" for line in yaml_text(tree).splitlines())
