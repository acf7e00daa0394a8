"""Where steps are added: the pipeline, a branch of a condition, the body of a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

from pipec.cli.api.contracts import StepContract
from pipec.cli.api.drafts import Draft, DraftBlock
from pipec.cli.api.errors import mistake
from pipec.cli.api.places import Place, caller
from pipec.cli.api.references import Reference, Test, as_test
from pipec.cli.api.steps import ContractStep, StepProxy, contract_in_place, job_draft
from pipec.cli.api.trees import Named, tree_of
from pipec.compiler import codes
from pipec.compiler.diagnostics import Related
from pipec.compiler.model import Contract
from pipec.compiler.syntax import Mapping as Tree

Options = ParamSpec("Options")
OneStep = TypeVar("OneStep", bound=ContractStep)


class Whole(Protocol):
    """The pipeline that a block belongs to."""

    def find(self, name: str) -> Draft | None:
        """The step of a name, in whatever block; None if there is none."""

    def enter(self, draft: Draft) -> None:
        """Make a step known by its name."""

    def contract_named(self, name: str, place: Place) -> Contract:
        """The contract of a step type. Raises `PipelineError` if there is none."""

    def use(self, contract: StepContract) -> None:
        """Make a contract that is made in code one of the pipeline's."""


class Block:
    """A map of steps, to which steps are added."""

    def __init__(self, drafts: DraftBlock, whole: Whole) -> None:
        self._drafts = drafts
        self._whole = whole

    @overload
    def add_step(
        self,
        name: str,
        contract: Callable[Concatenate[str, Options], OneStep],
        *args: Options.args,
        **options: Options.kwargs,
    ) -> OneStep: ...

    @overload
    def add_step(
        self, name: str, contract: str | StepContract | None = None, **options: Any
    ) -> StepProxy: ...

    def add_step(self, name: str, contract: Any = None, *args: Any, **options: Any) -> StepProxy:
        """Add a step, and give it as a proxy.

        `contract` is a step type by name, a `StepContract` or a step class; without it
        `kind="Lambda"` says what the step is, and ports are declared in place. `options` are the
        keys of a step in YAML (`from_` for `from`), the contract's options and its inputs.
        Raises `PipelineError` for a name that is taken and a contract that does not exist,
        `TypeError` for a value that YAML has no word for.
        """
        place = caller()
        if isinstance(contract, type) and issubclass(contract, ContractStep):
            step: StepProxy = contract(name, *args, **options)
            self._whole.use(contract.contract)
            self._add(step._draft, place)  # noqa: SLF001 - proxies and blocks are one machine
            return step
        if args:
            raise TypeError(f"{args[0]!r} has no name: what a step says is given as `key=value`")
        found: Contract | None = None
        if isinstance(contract, StepContract):
            self._whole.use(contract)
            found = contract.contract
        elif isinstance(contract, str):
            found = self._whole.contract_named(contract, place.argument(1, "contract"))
        elif contract is not None:
            raise TypeError(f"{contract!r} is no step type, `StepContract` or step class")
        draft = job_draft(name, found, options, place)
        self._add(draft, place)
        return StepProxy(draft, found or contract_in_place(draft))

    def condition(self, name: str, test: Test | Reference | str, **options: Any) -> Condition:
        """Add a condition; steps are added to its `then` and its `otherwise`.

        `test` is made of references by operators, or the text of an `if:`.
        """
        place = caller()
        written = test if isinstance(test, str) else as_test(test)
        draft = self._own(name, "if", written, "test", options, place)
        draft.branches = {"then": DraftBlock(), "else": DraftBlock()}
        return Condition(draft, self._whole)

    def for_each(
        self,
        name: str,
        items: Iterable[Any] | Reference,
        *,
        pick: Mapping[str, Reference | str] | None = None,
        **options: Any,
    ) -> Loop:
        """Add a loop over items, to which the steps that run for each are added.

        `pick` is `{"max": VALUE}` or `{"min": VALUE}`, a value of a step in the loop.
        """
        place = caller()
        if isinstance(pick, Mapping):
            options["pick"] = {
                key: value.text if isinstance(value, Reference) else value
                for key, value in pick.items()
            }
        elif pick is not None:
            options["pick"] = pick
        given: Any = items
        if not isinstance(given, Reference | str):
            given = list(given)
        draft = self._own(name, "for_each", given, "items", options, place)
        draft.branches = {"steps": DraftBlock()}
        return Loop(draft, self._whole)

    def fail(self, name: str, message: str | Reference, **options: Any) -> Named:
        """Add a step that ends the run with a message."""
        return Named(self._own(name, "fail", message, "message", options, caller()).name)

    def _own(
        self, name: str, head: str, value: Any, argument: str, options: dict[str, Any], place: Place
    ) -> Draft:
        """A step that has a head of its own, added."""
        draft = job_draft(name, None, options, place)
        where = place.argument(1, argument)
        body = Tree({}, place.span)
        rest, draft.body = draft.body, body
        draft.set(head, where.span, tree_of(value, where, argument))
        for entry in rest if isinstance(rest, Tree) else ():
            draft.set(entry.key, entry.key_span, entry.value)
        self._add(draft, place)
        return draft

    def _add(self, draft: Draft, place: Place) -> None:
        if first := self._whole.find(draft.name):
            raise mistake(
                codes.DUPLICATE_STEP,
                f"there are two steps named `{draft.name}`",
                place.argument(0, "name").span,
                hint=f"to say it anew, first `remove_step({draft.name!r})`",
                related=[Related(first.key_span, "the first one")],
            )
        self._drafts.drafts[draft.name] = draft
        self._whole.enter(draft)


class Condition(Named):
    """A condition: `then` and `otherwise` take the steps of its branches."""

    def __init__(self, draft: Draft, whole: Whole) -> None:
        super().__init__(draft.name)
        self._draft = draft
        self._whole = whole

    @property
    def then(self) -> Block:
        """The steps that run if the test holds."""
        return self._branch("then")

    @property
    def otherwise(self) -> Block:
        """The steps that run if it does not."""
        return self._branch("else")

    def _branch(self, key: str) -> Block:
        return Block(self._draft.branches.setdefault(key, DraftBlock()), self._whole)

    def __repr__(self) -> str:
        return f"<condition {self.step_name}>"


class Loop(Named, Block):
    """A loop: steps are added to it as to a pipeline. `item` is what it is at."""

    def __init__(self, draft: Draft, whole: Whole) -> None:
        Named.__init__(self, draft.name)
        Block.__init__(self, draft.branches.setdefault("steps", DraftBlock()), whole)
        self.item = Reference("item")

    @property
    def selected(self) -> Reference:
        """Behind the loop: what the iteration that `pick` chose gave."""
        return Reference(f"steps.{self.step_name}.selected")

    @property
    def iterations(self) -> Reference:
        """Behind the loop: what each iteration gave; `loop.iterations[0]["Score"]["auc"]`."""
        return Reference(f"steps.{self.step_name}.iterations")

    def __repr__(self) -> str:
        return f"<loop {self.step_name}>"
