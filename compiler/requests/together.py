"""Whether two steps can run in one run: branches and outcomes that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from functools import cached_property
from itertools import product

from pipec.compiler.linking.graph import Edge
from pipec.compiler.linking.outcomes import NOT_COMPLETED, needed_to_complete
from pipec.compiler.model import Step
from pipec.compiler.record import Record
from pipec.compiler.requests.excluding import Test, exclude, negated
from pipec.compiler.steps.base import StepDefinition


class _Needed(Record):
    """What must have come about before a step runs.

    `steps` have completed or begun, `branches` were taken, by their condition. `failure` says that
    something has not completed.
    """

    steps: frozenset[str]
    branches: dict[str, str]
    failure: bool


class Together:
    """The steps of a pipeline, and what it takes for each to run."""

    def __init__(
        self,
        steps: AnyMapping[str, Step],
        definitions: AnyMapping[str, StepDefinition],
        edges: Sequence[Edge],
    ) -> None:
        self._steps = steps
        self._definitions = definitions
        self._edges = edges
        self._found: dict[str, _Needed] = {}

    def may_run(self, one: str, other: str) -> bool:
        """Whether there may be a run with both; what runs after a failure has its own reasons."""
        needed, beside = self._needed(one), self._needed(other)
        if needed.failure or beside.failure:
            return False
        pairs = product(needed.branches.items(), beside.branches.items())
        return not any(self._exclude(*branches) for branches in pairs)

    def follows(self, later: str, earlier: str) -> bool:
        """Whether a step waits for another, maybe by way of others."""
        return later != earlier and earlier in self._needed(later).steps

    def _exclude(self, one: tuple[str, str], other: tuple[str, str]) -> bool:
        if one[0] == other[0]:
            return one[1] != other[1]
        return any(exclude(*facts) for facts in product(self._facts(*one), self._facts(*other)))

    def _facts(self, condition: str, branch: str) -> Iterator[Test]:
        """What is so in a branch: all that the condition asks for, or not the one thing."""
        tests = self._definitions[condition].arguments.get("Conditions", [])
        if branch == "then":
            yield from tests
        elif branch == "else" and len(tests) == 1:
            yield negated(tests[0])

    @cached_property
    def _waits(self) -> AnyMapping[str, AnyMapping[str, Edge]]:
        return needed_to_complete(self._steps.values(), self._edges)

    def _needed(self, name: str) -> _Needed:
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> _Needed:
        seen, todo = {name}, [name]
        branches: dict[str, str] = {}
        failure = False
        while todo:
            step = self._steps[todo.pop()]
            branches |= zip(step.block[::2], step.block[1::2], strict=True)
            failed = [item.step for item in step.depends_on if item.when in NOT_COMPLETED]
            failure |= bool(failed)
            new = {*self._waits.get(step.name, ()), *failed} - seen
            seen |= new
            todo += new
        return _Needed(steps=frozenset(seen), branches=branches, failure=failure)
