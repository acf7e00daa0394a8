"""The step types, found by looking into this folder: adding a file adds a type.

A type is imported when it is first asked for, as a pipeline uses few of them. Its file is named
as its kind, with `_` between words: `EMRServerless` lies in `emr_serverless.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from pipec.compiler.packaged import names
from pipec.compiler.steps.base import StepType, unchecked_type

_NO_TYPES = ("__init__", "base", "checks", "folders", "ranges", "several")
HEADS = {"fail": "Fail", "for_each": "ForEach", "if": "Condition"}
"""The heads of steps that are no job, and the kinds that they begin; all others say `kind`."""


class _StepTypes(Mapping[str, StepType]):
    """Wire type to step type, sorted by file name. One that no file describes is taken unchecked.

    Only steps that say `unchecked: true` get that far: the parser asks with `in` and `find`.
    """

    def find(self, kind: str) -> StepType | None:
        """The type of this kind, imported; None if no file describes it."""
        return _described(kind)

    def __getitem__(self, kind: str) -> StepType:
        return _described(kind) or unchecked_type(kind)

    def __contains__(self, kind: object) -> bool:
        return isinstance(kind, str) and self.find(kind) is not None

    def __iter__(self) -> Iterator[str]:
        return (_imported(module).kind for module in _modules().values())

    def __len__(self) -> int:
        return len(_modules())


@cache
def _modules() -> dict[str, str]:
    """The files by their kinds in lower case."""
    found = [name for name in names(__name__, ".py") if name not in _NO_TYPES]
    return {name.replace("_", ""): name for name in found}


@cache
def _imported(module: str) -> StepType:
    found: StepType = import_module(f"{__name__}.{module}").STEP
    return found


@cache
def _described(kind: str) -> StepType | None:
    module = _modules().get(kind.lower())
    found = _imported(module) if module else None
    return found if found and found.kind == kind else None


STEP_TYPES = _StepTypes()
