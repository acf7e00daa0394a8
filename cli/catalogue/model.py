"""A project's contracts, with what its pipelines do with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipec.cli.catalogue.example import example_of
from pipec.compiler.compile import Context, Result
from pipec.compiler.dag import How, dag_of
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract


@dataclass(frozen=True, slots=True, order=True)
class End:
    """The other end of a wire: a port of a contract (None for a step without one), in a pipeline.

    `step` is the step of the contract that the page is about, `other` the one at the other end.
    """

    file: str
    step: str
    other: str
    contract: str
    port: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A contract: who uses it (file, step), what feeds its inputs, what takes its outputs.

    `example` is a step that compiles, or None.
    """

    contract: Contract
    is_own: bool
    uses: tuple[tuple[str, str], ...]
    feeds: Mapping[str, tuple[End, ...]]
    takers: Mapping[str, tuple[End, ...]]
    example: str | None

    @property
    def name(self) -> str:
        """The step type."""
        return self.contract.name or ""


def catalogue(
    context: Context, pipelines: Iterable[tuple[str, Result]], given: Mapping[str, str]
) -> tuple[Entry, ...]:
    """The project's own contracts, and those of pipec's that a pipeline uses, by name.

    `pipelines` are all of the project, each with its file as the pages name it; `given` are the
    vars that examples are compiled with.
    """
    uses: dict[str, list[tuple[str, str]]] = {}
    feeds: dict[tuple[str, str], list[End]] = {}
    takers: dict[tuple[str, str], list[End]] = {}
    for file, result in pipelines:
        assert result.links is not None
        names = {
            step.name: (step.contract.name or "") if step.contract else "" for step in result.steps
        }
        for step, name in names.items():
            uses.setdefault(name, []).append((file, step))
        for edge in dag_of(result.steps, result.links).edges:
            if edge.how is How.ORDER or edge.output is None:
                continue
            giver, taker = names[edge.source], names[edge.target]
            port = edge.input or ""
            feeds.setdefault((taker, port), []).append(
                End(file, edge.target, edge.source, giver, edge.output)
            )
            takers.setdefault((giver, edge.output), []).append(
                End(file, edge.source, edge.target, taker, port)
            )
    registry, report = context.registry, Report()
    found = []
    for name in sorted({*registry.own, *(uses.keys() - {""})}):
        contract = registry.get(name, report)
        if contract is None:
            continue
        found.append(
            Entry(
                contract=contract,
                is_own=name in registry.own,
                uses=tuple(sorted(uses.get(name, ()))),
                feeds={p: tuple(sorted(feeds.get((name, p), ()))) for p in contract.inputs},
                takers={p: tuple(sorted(takers.get((name, p), ()))) for p in contract.outputs},
                example=example_of(contract, context, given),
            )
        )
    return tuple(found)
