"""The parts of `docs/` that are made from the code: the table of codes, of contracts, of keys.

A page holds them between `<!-- made: NAME -->` and `<!-- end -->`; `docs/codes.md` is made whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docs_step_types import step_types_page
from pipec.cli.catalogue.tables import contract_tables
from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Report
from pipec.compiler.language.keys import FRIENDLY
from pipec.compiler.parsing.contracts import ContractRegistry
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import NEEDED, StepType
from pipec.compiler.wiring.scores import ACCEPTED_TYPES

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
LONGEST_EXAMPLE = 60
_FOLDERS = ("err", "deploy")
"""Of failing cases. A report of `deploy` begins with its command."""
_MADE = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def made_page(path: Path, shown: str) -> str:
    """The text that a page should have, given the one that it shows."""
    if path == ROOT / "docs" / "codes.md":
        return codes_page()
    return _MADE.sub(lambda m: f"{m[1]}\n{PARTS[m[2]]()}\n{m[3]}", shown)


# --- codes --------------------------------------------------------------------------------------


def codes_page() -> str:
    """`docs/codes.md`: each code with its explanation and, if there is one, a failing example."""
    lines = [
        "# Diagnostic codes",
        "",
        "Every error and warning of pipec has a code, which reports name. This is what they mean.",
        "Errors stop the compilation; warnings do not. This page is made from",
        "`compiler/code_tables/` and the failing cases in `tests/cases/`: `make accept` writes it.",
        "",
        "| code | name | what is wrong |",
        "| --- | --- | --- |",
    ]
    ordered = [codes.CODES[number] for number in sorted(codes.CODES)]
    lines += [f"| [{c.number}](#{c.number.lower()}) | `{c.slug}` | {c.summary} |" for c in ordered]
    for code in ordered:
        lines += _code_section(code)
    return "\n".join(lines) + "\n"


def _code_section(code: Code) -> Iterator[str]:
    yield from (
        "",
        f"## {code.number}",
        "",
        f"**{code.summary}** ({code.severity}, `{code.slug}`).",
    )
    yield from ("", code.explanation)
    case = _example(code)
    if case is None:
        return
    for path in (*sorted(case.rglob("*.yaml")), case / "report.txt"):
        text = _readable(path)
        if text is not None:
            language = "yaml" if path.suffix == ".yaml" else "text"
            name = f"`{path.relative_to(case).as_posix()}`:"
            yield from ("", name if language == "yaml" else "What pipec says:")
            yield from ("", f"~~~{language}", text.rstrip("\n"), "~~~")


def _example(code: Code) -> Path | None:
    """The failing case to show: one with a report, with few files that can be shown."""
    found = (case for folder in _FOLDERS for case in (CASES / folder).glob(f"{code.number}-*"))
    cases = [case for case in found if _readable(case / "report.txt")]
    return min(cases, key=_simplicity, default=None)


def _simplicity(case: Path) -> tuple[int, bool, int, str]:
    """Plain compilations of one file come first, commands that talk to AWS last."""
    folder, files = _FOLDERS.index(case.parent.name), len(list(case.rglob("*.yaml")))
    return folder, (case / "command.txt").exists(), files, case.name


def _readable(path: Path) -> str | None:
    """A file's text if it can stand on a page: UTF-8, some text, not too long, no fence of ours."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    fits = text.strip() and text.count("\n") <= LONGEST_EXAMPLE and "~~~" not in text
    return text if fits and text.replace("\n", "").replace("\t", "").isprintable() else None


# --- contracts ----------------------------------------------------------------------------------


def contracts_table() -> str:
    """The built-in contracts: description, ports, options and the keys that they set."""
    registry, report = ContractRegistry(), Report()
    lines: list[str] = []
    for name in registry.names():
        contract = registry.get(name, report)
        assert contract is not None, report.diagnostics()
        lines += (f"### {contract.name}", "", *contract_tables(contract))
    return "\n".join(lines)


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
