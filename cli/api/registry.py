"""Contracts by step type, for programs that look for them or collect their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipec.cli import workspace
from pipec.cli.api.contracts import StepContract
from pipec.cli.api.errors import PipelineError, defined_twice
from pipec.cli.api.places import caller
from pipec.cli.api.places import folder as folder_of
from pipec.compiler.dag import UnknownName
from pipec.compiler.packaged import read
from pipec.compiler.parsing.contracts import LIBRARY, library
from pipec.compiler.similarity import no_such


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
        if not first.is_same(contract.tree):
            raise defined_twice(contract.contract, first.contract)
        return contract

    def own(self) -> list[StepContract]:
        """Those that are not pipec's."""
        return list(self._own.values())

    def __getitem__(self, step_type: str) -> StepContract:
        if step_type in self._own:
            return self._own[step_type]
        if file := library().get(step_type):
            return StepContract.from_yaml(read("pipec.contracts", file), f"{LIBRARY}{file}")
        raise UnknownName(no_such("contract", step_type, self))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._own, *library()}))

    def __len__(self) -> int:
        return len({*self._own, *library()})
