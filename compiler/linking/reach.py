"""Which other steps a step can name at all, by where they stand."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping

from pipec.compiler.model import Step, may_wait


def within_reach(name: str | None, steps: AnyMapping[str, Step]) -> Callable[[str], bool]:
    """Whether the step of a name may be told to wait for another; for any, without a step.

    To suggest one that may not would only lead to the next mistake.
    """
    step = steps.get(name) if name is not None else None
    return lambda other: step is None or may_wait(step, steps[other])
