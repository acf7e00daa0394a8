"""Where steps are added: the pipeline, a branch of a condition, the body of a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, overload

from pipec.cli.api.contracts import StepContract
from pipec.cli.api.drafts import Draft, DraftBlock
from pipec.cli.api.errors import mistake
from pipec.cli.api.places import Place, caller
from pipec.cli.api.plain import listed
from pipec.cli.api.properties import PropertyPath, properties_of
from pipec.cli.api.references import Reference, Test, as_test
from pipec.cli.api.state import BuilderState
from pipec.cli.api.steps import ContractStep, StepProxy, contract_in_place, job_draft
from pipec.cli.api.trees import Named, check_owner, tree_of
from pipec.compiler import codes
from pipec.compiler.dag import UnknownName
from pipec.compiler.diagnostics import Related
from pipec.compiler.model import Contract
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Scalar, to_data
from pipec.compiler.syntax import Mapping as Tree

Options = ParamSpec("Options")
OneStep = TypeVar("OneStep", bound=ContractStep)
Shown = TypeVar("Shown", bound=Named)


class Block:
    """A map of steps, to which steps are added."""

    def __init__(
        self, drafts: DraftBlock, state: BuilderState, inside: Draft | None = None
    ) -> None:
        self._drafts = drafts
        self._state = state
        self._inside = inside

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
            check_owner([args, options], self._state)
            step: StepProxy = contract(name, *args, **options)
            draft = step._draft  # noqa: SLF001 - proxies and blocks are one machine
            self._check_name(draft.name, place)
            self._state.use(contract.contract)
            self._add(draft, step)
            return step
        if args:
            raise TypeError(f"{args[0]!r} has no name: what a step says is given as `key=value`")
        found: Contract | None = None
        self._check_name(name, place)
        if isinstance(contract, StepContract):
            self._state.use(contract)
            found = contract.contract
        elif isinstance(contract, str):
            found = self._state.contract_named(contract, place.argument(1, "contract"))
        elif contract is not None:
            raise TypeError(f"{contract!r} is no step type, `StepContract` or step class")
        check_owner(options, self._state)
        draft = job_draft(name, found, options, place)
        return self._add(draft, StepProxy(draft, found or contract_in_place(draft)))

    def condition(self, name: str, test: Test | Reference | str, **options: Any) -> Condition:
        """Add a condition; steps are added to its `then` and its `otherwise`.

        `test` is made of references by operators, or the text of an `if:`.
        """
        place = caller()
        check_owner(test, self._state)
        written = test if isinstance(test, str) else as_test(test).text
        draft = self._own(name, "if", written, "test", options, place)
        return self._add(draft, Condition(draft, self._state))

    def for_each(
        self,
        name: str,
        items: Iterable[Any] | Reference,
        *,
        max_concurrency: int | None = None,
        **options: Any,
    ) -> Loop:
        """Add a loop over items, to which the steps that run for each are added."""
        place = caller()
        given: Any = items
        if not isinstance(given, Reference | str):
            given = listed(given, "`items`")
        if max_concurrency is not None:
            options["max_concurrency"] = max_concurrency
        draft = self._own(name, "for_each", given, "items", options, place)
        return self._add(draft, Loop(draft, self._state))

    def fail(self, name: str, message: str | Reference, **options: Any) -> Named:
        """Add a step that ends the run with a message."""
        draft = self._own(name, "fail", message, "message", options, caller())
        return self._add(draft, Named(draft.name))

    def _own(
        self, name: str, head: str, value: Any, argument: str, options: dict[str, Any], place: Place
    ) -> Draft:
        """A step that has a head of its own."""
        self._check_name(name, place)
        check_owner([value, options], self._state)
        step_type = next(item for item in STEP_TYPES.values() if item.head == head)
        if taken := options.keys() & {head, *step_type.branches}:
            raise TypeError(f"`{min(taken)}` is no option of `{name}`: it is said otherwise")
        draft = job_draft(name, None, options, place)
        where = place.argument(1, argument)
        first = Entry(head, where.span, tree_of(value, where, f"{name}: {argument}"))
        more = draft.body.entries if isinstance(draft.body, Tree) else {}
        draft.body = Tree({head: first, **more}, place.span)
        return draft

    def _check_name(self, name: object, place: Place) -> None:
        """Raise what is wrong with adding a step of this name here."""
        if self._inside is not None and self._inside.is_removed:
            raise UnknownName(f"`{self._inside.name}` was taken out of the pipeline")
        if isinstance(name, str) and (first := self._state.find(name)):
            raise mistake(
                codes.DUPLICATE_STEP,
                f"there are two steps named `{name}`",
                place.argument(0, "name").span,
                hint=f"to say it anew, first `remove_step({name!r})`",
                related=[Related(first.key_span, "the first one")],
            )

    def _add(self, draft: Draft, shown: Shown) -> Shown:
        draft.shown_as = shown
        shown._owner = self._state  # noqa: SLF001 - proxies and blocks are one machine
        self._drafts.drafts[draft.name] = draft
        self._state.enter(draft)
        return shown


class Condition(Named):
    """A condition: `then` and `otherwise` take the steps of its branches."""

    def __init__(self, draft: Draft, state: BuilderState) -> None:
        super().__init__(draft.name)
        self._draft = draft
        self._state = state

    @property
    def then(self) -> Block:
        """The steps that run if the test holds."""
        return self._branch("then")

    @property
    def otherwise(self) -> Block:
        """The steps that run if it does not."""
        return self._branch("else")

    def _branch(self, key: str) -> Block:
        block = self._draft.branches.setdefault(key, DraftBlock())
        return Block(block, self._state, self._draft)

    def __repr__(self) -> str:
        return f"<condition {self.step_name}>"


class Loop(Named, Block):
    """A loop: steps are added to it as to a pipeline. `item` is what it is at."""

    def __init__(self, draft: Draft, state: BuilderState) -> None:
        Named.__init__(self, draft.name)
        Block.__init__(self, draft.branches.setdefault("steps", DraftBlock()), state, draft)
        self.item = Reference("item", state)
        self._draft = draft

    def pick(
        self,
        *,
        max: Reference | None = None,  # noqa: A002 - the key's name
        min: Reference | None = None,  # noqa: A002 - the same
    ) -> Self:
        """Choose the iteration in which a value of a step in the loop is greatest, or least.

        What that iteration gave is `selected`. Raises `TypeError` if another value is said already.
        """
        place = caller()
        given = {"max": max, "min": min}
        check_owner(given, self._state)
        texts = {key: value.text for key, value in given.items() if isinstance(value, Reference)}
        if len(texts) != 1:
            raise TypeError("`pick` takes one value of a step in the loop: `pick(max=score.auc)`")
        known = self._draft.get("pick")
        if known is not None and to_data(known) != texts:  # a notebook's cell may say it again
            raise TypeError(f"`{self.step_name}` picks by another value already: it can by one")
        self._draft.set("pick", place.span, tree_of(texts, place, f"{self.step_name}: pick"))
        return self

    @property
    def properties(self) -> PropertyPath:
        """The properties of the loop, as `FailedStepCount`."""
        return properties_of(self.step_name, "ForEach", self._state)

    @property
    def selected(self) -> Reference:
        """Behind the loop: what the iteration that `pick` chose gave."""
        return Reference(f"steps.{self.step_name}.selected", self._state)

    @property
    def iterations(self) -> Reference:
        """Behind the loop: what each iteration gave; `loop.iterations[0]["Score"]["auc"]`."""
        return Reference(f"steps.{self.step_name}.iterations", self._state)

    def __repr__(self) -> str:
        return f"<loop {self.step_name}>"


def shown_as(draft: Draft, state: BuilderState) -> Named:
    """What a program holds of a step, also of one that a file says."""
    if isinstance(draft.shown_as, Named):
        return draft.shown_as
    uses = draft.get("uses")
    if draft.get("if") is not None:
        found: Named = Condition(draft, state)
    elif draft.get("for_each") is not None:
        found = Loop(draft, state)
    elif draft.get("fail") is not None:
        found = Named(draft.name)
    elif isinstance(uses, Scalar):
        found = StepProxy(draft, state.contract_named(uses.text, Place(uses.span)))
    else:
        found = StepProxy(draft, contract_in_place(draft))
    draft.shown_as = found
    return found
