"""What all blocks of a pipeline share: its steps by name, its project, and its contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipec.cli import workspace
from pipec.cli.api.contracts import StepContract
from pipec.cli.api.drafts import Draft, DraftBlock
from pipec.cli.api.errors import PipelineError, defined_twice, mistake
from pipec.cli.api.places import Place, is_cell
from pipec.compiler import codes
from pipec.compiler.compile import Context
from pipec.compiler.dag import UnknownName
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contract_hints import unknown_contract_hint
from pipec.compiler.similarity import no_such
from pipec.compiler.syntax import Scalar


class BuilderState:
    """A pipeline in the making. `file` is the program, or the file that it began with."""

    def __init__(
        self,
        file: str,
        drafts: DraftBlock,
        *,
        env: str | None,
        variables: Mapping[str, str] | None,
        contracts: Iterable[StepContract],
    ) -> None:
        self.file = file
        self.drafts = drafts
        self.variables = _texts(variables)
        self._env = env
        self._steps = {draft.name: draft for draft, _ in drafts.all()}
        self._began_in = Path.cwd()
        self._in_code: dict[str, StepContract] = {}
        self._context: Context | None = None
        for contract in contracts:
            self.use(contract)

    # --- steps ------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The names of all steps, in the order of a file."""
        return [draft.name for draft, _ in self.drafts.all()]

    def find(self, name: str) -> Draft | None:
        """The step of a name, in whatever block; None if there is none."""
        return self._steps.get(name)

    def get(self, name: object) -> Draft:
        """The same. Raises `UnknownName` if there is none."""
        draft = self._steps.get(name) if isinstance(name, str) else None
        if draft is None:
            raise UnknownName(no_such("step", str(name), self.names()))
        return draft

    def enter(self, draft: Draft) -> None:
        """Make a step known by its name."""
        self._steps[draft.name] = draft

    def remove(self, name: str) -> None:
        """Take a step, and what it holds, out. Raises `UnknownName` if there is none."""
        draft = self.get(name)
        block = next(block for found, block in self.drafts.all() if found is draft)
        del block.drafts[name]
        for gone, _ in DraftBlock({name: draft}).all():
            gone.is_removed = True
            del self._steps[gone.name]

    # --- contracts --------------------------------------------------------------------------

    def in_code(self) -> tuple[StepContract, ...]:
        """The contracts that are made in code, and are not the project's."""
        return tuple(self._in_code.values())

    def contract_named(self, name: str, place: Place) -> Contract:
        """The contract of a step type. Raises `PipelineError` if there is none."""
        context = self._known()
        contract = context.registry.get(name, Report())
        if contract is not None:
            return contract
        if context.report.has_errors:
            raise PipelineError(context.report.diagnostics())
        raise mistake(
            codes.UNKNOWN_CONTRACT,
            f"there is no contract `{name}`",
            place.span,
            hint=unknown_contract_hint(name, context.registry, self.file),
        )

    def use(self, contract: object) -> None:
        """Make a contract that is made in code one of the pipeline's.

        It replaces one of pipec's, and another that is made in code, unless a step uses that one.
        Raises `PipelineError` then, and if the project has another of the name.
        """
        if not isinstance(contract, StepContract):
            raise TypeError(f"{contract!r} is no `StepContract`")
        name = contract.step_type
        if self._in_code.get(name) is contract:
            return
        registry = self._known().registry
        known = registry.get(name, Report())
        if known is not None and contract.is_same(known.body):
            return
        is_project_s = name in registry.own and name not in self._in_code
        if known is not None and (is_project_s or self._is_used(name)):
            raise defined_twice(contract.contract, known)
        self._in_code[name] = contract
        registry.own[name] = contract.contract

    def _is_used(self, contract: str) -> bool:
        used = (draft.get("uses") for draft in self._steps.values())
        return any(isinstance(node, Scalar) and node.text == contract for node in used)

    # --- the project ------------------------------------------------------------------------

    def _known(self) -> Context:
        """The project as it was when it was first asked for."""
        if self._context is None:
            self._context = self.read_context()
        return self._context

    def read_context(self) -> Context:
        """The project as it is now, with the contracts that are made in code.

        Raises `RuntimeError` if paths from the working folder no longer lead to the program.
        """
        if Path.cwd() != self._began_in and not is_cell(self.file):
            raise RuntimeError(
                f"the working folder was {self._began_in} when the pipeline was begun, and is "
                f"{Path.cwd()} now: change it before, or change back"
            )
        project = workspace.find_project(self.file)
        trees = [contract.tree for contract in self._in_code.values()]
        return workspace.read_project(project, self._env, trees)

    def disk(self) -> workspace.DiskFiles:
        """The local files that steps name."""
        return workspace.DiskFiles(workspace.folder_of(self.file))


def _texts(variables: Mapping[str, str] | None) -> dict[str, str]:
    found: dict[Any, Any] = dict(variables or {})
    if wrong := [name for name, value in found.items() if not isinstance(value, str)]:
        raise TypeError(f"`variables` are texts, as `--var` gives them: `{wrong[0]}` is none")
    return found
