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
from pipec.cli.catalogue.tables import contract_tables
from pipec.cli.contract_views import contract_rows
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.keys import FRIENDLY
from pipec.compiler.parsing.contracts import ContractRegistry
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import NEEDED, StepType
from pipec.compiler.wiring.evidence.ports import ACCEPTED_TYPES

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
        lines += (f"## {contract.name}", "", *contract_tables(contract))
    return "\n".join(lines)


def contract_names() -> str:
    """The built-in contracts with what each is for, and the way to all of it."""
    lines = ["| contract | kind | what it is for |", "| --- | --- | --- |"]
    for row in contract_rows(ContractRegistry(), Report()):
        link = f"[`{row['name']}`](built-in-contracts.md#{row['name'].lower()})"
        lines.append(f"| {link} | {row['kind']} | {row['description']} |")
    return "\n".join(lines)


# --- keys of each kind ----------------------------------------------------------------------------


def keys_tables() -> str:
    """For each kind of step: where its friendly keys go, and why others are missing."""
    kinds = [item for item in STEP_TYPES.values() if item.head == "kind"]
    return "\n".join(line for kind in sorted(kinds, key=lambda k: k.kind) for line in _kind(kind))


def _kind(kind: StepType) -> Iterator[str]:
    yield from (f"## {kind.kind}", "", f"AWS documentation: <{kind.doc_url}>", "")
    yield from ("| key | goes to |", "| --- | --- |")
    rows = dict(kind.placements)
    for key in _in_order(rows):
        yield f"| `{key}` | `{_member(rows[key])}` |"
    for key, sibling in kind.sibling_keys.items():
        needed = " (required)" if sibling.default is NEEDED else ""
        yield f"| `{key}`{needed} | `{sibling.member}`, beside the arguments |"
    if kind.code:
        yield "| `code` | see [Code](language.md#code) |"
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
    "contract_names": contract_names,
    "contracts": contracts_table,
    "keys": keys_tables,
    "step_types": step_types_page,
    "types": types_table,
}
