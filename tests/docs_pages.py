"""The parts of `docs/` that are made from the code: the tables of contracts, of keys, of types.

A page holds them between `<!-- made: NAME -->` and `<!-- end -->`. The pages of `docs/codes/` are
made whole, by `docs_codes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docs_step_types import step_types_page
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.keys import FRIENDLY
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.parsing.contracts import ContractRegistry
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import NEEDED, StepType
from pipec.compiler.syntax import to_data
from pipec.compiler.wiring.scores import ACCEPTED_TYPES

ROOT = Path(__file__).resolve().parent.parent
_MADE = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def made_page(shown: str) -> str:
    """The text that a page should have, given the one that it shows."""
    return _MADE.sub(lambda m: f"{m[1]}\n{PARTS[m[2]]()}\n{m[3]}", shown)


# --- contracts ----------------------------------------------------------------------------------


def contracts_table() -> str:
    """The built-in contracts: description, ports, options and the keys that they set."""
    registry, report = ContractRegistry(), Report()
    lines: list[str] = []
    for name in registry.names():
        contract = registry.get(name, report)
        assert contract is not None, report.diagnostics()
        lines += _contract_section(contract)
    return "\n".join(lines)


def _contract_section(contract: Contract) -> Iterator[str]:
    yield from (f"### {contract.name}", "", f"Kind {contract.kind}. {contract.description}", "")
    given = [f"`{key}: {_shown(to_data(node))}`" for key in ("image", "instance", "timeout")
             if (node := contract.body.get(key))]  # fmt: skip
    if given:
        yield from (f"Unless the step says otherwise: {', '.join(given)}.", "")
    yield from ("| port | | type | description | other names | listed sources |",
                "| --- | --- | --- | --- | --- | --- |")  # fmt: skip
    for port in contract.inputs.values():
        need = "input" if port.required else "input, optional"
        sources = ", ".join(port.compatible_sources)
        yield _row(port, need, sources)
    for output in contract.outputs.values():
        what = "output, report" if output.report else "output"
        yield _row(output, what, "")
    yield ""
    if contract.options:
        yield from ("| option | default | description |", "| --- | --- | --- |")
        for name, schema in contract.options.items():
            data = to_data(schema)
            default = f"`{_shown(data['default'])}`" if "default" in data else "none: must be set"
            values = (
                f" One of {', '.join(f'`{v}`' for v in data['enum'])}." if "enum" in data else ""
            )
            yield f"| `{name}` | {default} | {data.get('description', '')}{values} |"
        yield ""


def _row(port: InputPort | OutputPort, what: str, sources: str) -> str:
    cells = (f"`{port.name}`", what, _type(port), port.description, _names(port), sources)
    return f"| {' | '.join(map(str, cells))} |"


def _type(port: InputPort | OutputPort) -> str:
    shown = f"`{port.type}`" if port.type else "none: never wired"
    return shown if port.data_type == "S3Uri" else f"{shown}, {port.data_type}"


def _names(port: InputPort | OutputPort) -> str:
    return ", ".join(f"`{alias}`" for alias in port.aliases)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_shown(item)}' for key, item in value.items())}}}"
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


# --- keys of each kind ----------------------------------------------------------------------------


def keys_tables() -> str:
    """For each kind of step: where its friendly keys go, and why others are missing."""
    kinds = [item for item in STEP_TYPES.values() if item.head == "kind"]
    return "\n".join(line for kind in sorted(kinds, key=lambda k: k.kind) for line in _kind(kind))


def _kind(kind: StepType) -> Iterator[str]:
    yield from (f"### {kind.kind}", "", f"AWS documentation: <{kind.doc_url}>", "")
    yield from ("| key | goes to |", "| --- | --- |")
    rows = dict(kind.placements)
    for key in _in_order(rows):
        yield f"| `{key}` | `{_member(rows[key])}` |"
    for key, sibling in kind.sibling_keys.items():
        needed = " (required)" if sibling.default is NEEDED else ""
        yield f"| `{key}`{needed} | `{sibling.member}`, beside the arguments |"
    if kind.code:
        yield "| `code` | see [Code](#code) |"
    if kind.cache:
        yield "| `cache` | `CacheConfig`, beside the arguments |"
    if kind.retry:
        families = "`Step.` and `SageMaker.`" if kind.retry == "job" else "`Step.`"
        yield f"| `retry` | `RetryPolicies`, beside the arguments; exceptions of {families} |"
    yield ""
    if kind.unasked:
        yield from (f"Set unless you say otherwise: {_unasked(dict(kind.unasked))}.", "")
    missing = [*(f"`{key}`, {why}" for key, why in kind.reasons.items()),
               *(f"`request.{key}`, {why}" for key, why in kind.refused.items())]  # fmt: skip
    if missing:
        yield from ("An error on this kind:", "", *(f"* {line}" for line in missing), "")


def _in_order(placements: dict[str, Any]) -> list[str]:
    order = {key: number for number, key in enumerate(FRIENDLY)}
    return sorted(placements, key=lambda key: order.get(key.split(".")[0], len(order)))


def _member(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


def _unasked(values: dict[str, Any], above: str = "") -> str:
    found = []
    for name, value in values.items():
        if isinstance(value, dict):
            found.append(_unasked(value, f"{above}{name}.") if value else f"`{above}{name}: {{}}`")
        else:
            found.append(f"`{above}{name}: {value}`")
    return ", ".join(found)


def types_table() -> str:
    """Which types of output an input takes."""
    lines = ["| an input of type | takes outputs of type |", "| --- | --- |"]
    for wanted, offered in ACCEPTED_TYPES.items():
        lines.append(f"| `{wanted}` | {', '.join(f'`{item}`' for item in offered)} |")
    return "\n".join([*lines, "| any other | its own only |"])


PARTS: dict[str, Callable[[], str]] = {
    "contracts": contracts_table,
    "keys": keys_tables,
    "step_types": step_types_page,
    "types": types_table,
}
