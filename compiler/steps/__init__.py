"""The step types, found by looking into this folder: adding a file adds a type."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from pipec.compiler.steps.base import StepType, unchecked_type


class _StepTypes(dict[str, StepType]):
    """Wire type to step type. One that no file describes is taken unchecked.

    Only steps that say `unchecked: true` get that far: the parser asks with `in` and `get`.
    """

    def __missing__(self, kind: str) -> StepType:
        return unchecked_type(kind)


STEP_TYPES = _StepTypes(
    (step.kind, step)
    for step in (
        import_module(f"{__name__}.{module.name}").STEP
        for module in sorted(iter_modules(__path__), key=lambda item: item.name)
        if module.name != "base"
    )
)
"""Wire type to step type, sorted by file name."""
