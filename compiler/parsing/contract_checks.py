"""What is wrong with a contract by itself, whoever uses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.almost import almost_hint, almost_references
from pipec.compiler.language.expressions import place
from pipec.compiler.model import PORT_TYPES, Contract, Step
from pipec.compiler.parsing.contracts import ContractRegistry, mentions
from pipec.compiler.parsing.options import check_option_schemas
from pipec.compiler.parsing.properties import check_property_path
from pipec.compiler.similarity import did_you_mean, suggestions, token_similarity
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Mapping, Scalar, Sequence, scalars

_NEAR = 0.9
"""Names of contracts end alike, so a misspelt one must be this much like the right one."""


def check_contract(
    contract: Contract,
    registry: ContractRegistry,
    report: Report,
    others: Iterable[Contract] = (),
) -> None:
    """Report property paths that do not exist, inputs that go nowhere, bad options and sources.

    `registry` has all contracts by name; `others` may be some without.
    """
    for port in contract.outputs.values():
        ways = [
            key
            for key, way in (
                ("path", port.carrier.get("path")),
                ("property_path", port.property_path),
                ("value", port.value),
            )
            if way is not None
        ]
        if len(ways) > 1:
            report.add(
                codes.BAD_CONTRACT,
                f"the output `{port.name}` says twice where its value is",
                port.span,
                hint="keep one of " + " and ".join(f"`{way}`" for way in ways),
            )
        if port.property_path is not None:
            check_property_path(contract, port.property_path, report)
        elif port.value is None and not STEP_TYPES[contract.kind].gives(contract, port):
            report.add(
                codes.BAD_CONTRACT,
                f"the output `{port.name}` does not say where its value is",
                port.span,
                hint="add `property_path: …` or `value: …`",
            )
    if not STEP_TYPES[contract.kind].carries_inputs:
        mentioned = mentions(contract)
        where = f"`{contract.name}`" if contract.name else "the step"
        for name, needed in contract.inputs.items():
            if name not in mentioned:
                report.add(
                    codes.BAD_CONTRACT,
                    f"nothing in {where} takes up the input `{name}`",
                    needed.span,
                    hint=f"mention it under `request:` as `${{inputs.{name}}}`",
                )
    types = {port.type for port in contract.inputs.values()}
    types |= {port.type for port in contract.outputs.values()}
    if types - {None, *PORT_TYPES}:
        from pipec.compiler.parsing.port_types import check_port_types

        check_port_types(contract, (*registry.own.values(), *others), report)
    check_option_schemas(contract, report)
    _check_sources(contract, registry.names(), report)
    _check_texts(contract, report)


def check_reports(steps: Iterable[Step], defaults: tuple[Mapping, ...], report: Report) -> None:
    """Report the outputs that are to have a report, and are a property with nothing in it."""
    for step in steps:
        for port in step.contract.outputs.values() if step.contract else ():
            if port.report and port.property_path is not None:
                from pipec.compiler.parsing.report_places import check_report

                check_report(step, port, defaults, report)


def _check_sources(contract: Contract, contracts: list[str], report: Report) -> None:
    """Warn of a listed source that is no contract's name, but nearly one.

    It may be a kind, and others may be names of another project's contracts.
    """
    folded = {_folded(name) for name in contracts}
    inputs = contract.body.get("inputs")
    for entry in inputs if isinstance(inputs, Mapping) else ():
        listed = entry.value.get("compatible_sources") if isinstance(entry.value, Mapping) else None
        for item in listed if isinstance(listed, Sequence) else ():
            if not isinstance(item, Scalar) or _folded(item.text) in folded:
                continue
            known = [*contracts, *STEP_TYPES]
            if _folded(item.text) in {_folded(name) for name in known}:
                continue
            wrong = item.text.casefold()
            near = [
                name
                for name in suggestions(item.text, known)
                if token_similarity(wrong, name.casefold()) >= _NEAR
            ]
            if near:
                report.add(
                    codes.UNKNOWN_SOURCE,
                    f"`compatible_sources` names `{item.text}`, and there is no such contract",
                    item.span,
                    hint=did_you_mean(item.text, near),
                )


def _check_texts(contract: Contract, report: Report) -> None:
    """Warn of texts that name an option or input, and lack the `${…}`."""
    names: dict[str, Collection[str]] = {"options": contract.options, "inputs": contract.inputs}
    for scalar in scalars(contract.body.without("description", "inputs", "outputs", "options")):
        for found in almost_references(scalar.text, names):
            report.add(
                codes.TEXT_LIKE_A_REFERENCE,
                f"the text `{scalar.text[found.start : found.end]}` itself is given on, "
                "not what it names",
                place(scalar, found.start, found.end),
                hint=almost_hint(found),
            )


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    """A name as the wiring compares it."""
    return "".join(char for char in name.casefold() if char.isalnum())
