"""The step classes of a project: one for each contract, made when a program first asks for it.

`pipec stubs` writes a module that consists of them, and tells type checkers what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from keyword import iskeyword
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from pipec.cli.api.references import Reference
from pipec.cli.api.registry import ContractRegistry
from pipec.cli.api.steps import ContractStep, PropertyReference, StepProxy
from pipec.compiler.similarity import no_such

Input = TypeVar("Input", bound=str)
Output = TypeVar("Output", bound=str)
InputSource = (
    Reference | StepProxy | str | int | float | bool | PathLike[str] | Mapping[Any, Any] | None
)
"""What an input can be given: an output, a step, a parameter, a text, a file, or nothing."""


class TypedStep(ContractStep, Generic[Input, Output], abstract=True):
    """A step class of a project's contract, whose names type checkers know.

    `Input` and `Output` are the names of its inputs and outputs, each a `Literal`.
    """

    if TYPE_CHECKING:
        # Any name is an output of a `StepProxy`; here only those that the stub declares are.
        __getattr__: None  # type: ignore[misc, assignment]

        def connect(  # type: ignore[override]
            self,
            input: Input,  # noqa: A002 - what it is called in the language
            source: InputSource,
        ) -> Self:
            """See `StepProxy`."""

        def __getitem__(self, output: Output) -> PropertyReference: ...  # type: ignore[override]


def step_classes(file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a module that has a step class for each contract.

    `file` is the module's `__file__`: the contracts are those of the project that it lies in, and
    pipec's own, as they are when the first of them is asked for. Asking raises `AttributeError`
    for a name that no contract has, and `PipelineError` if the project or one of its contracts is
    wrong.
    """
    made = _StepClasses(Path(file).absolute())
    return made.named, made.names


class _StepClasses:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._made: dict[str, type[ContractStep]] = {}
        self._registry: ContractRegistry | None = None

    @property
    def _contracts(self) -> ContractRegistry:
        if self._registry is None:
            self._registry = ContractRegistry.of_project(self._file.parent)
        return self._registry

    def named(self, name: str) -> Any:
        """The class of a contract; of `__all__` what `from steps import *` gives."""
        if name == "__all__":
            return self.names()
        if name.startswith("_"):  # what importing and notebooks ask every module for
            raise AttributeError(f"module {self._file.stem!r} has no attribute {name!r}", name=name)
        if name not in self._made:
            self._made[name] = self._class(name)
        return self._made[name]

    def names(self) -> list[str]:
        """The step types that Python can name, sorted."""
        return [name for name in self._contracts if name.isidentifier() and not iskeyword(name)]

    def _class(self, name: str) -> type[ContractStep]:
        if name not in self._contracts:
            raise AttributeError(no_such("contract", name, self._contracts), name=name)
        contract = self._contracts[name]
        about = {"contract": contract, "__doc__": contract.description}
        return type(name, (TypedStep,), {**about, "__module__": self._file.stem})
