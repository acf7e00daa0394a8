"""Which other steps a step can name at all, by where they stand."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping

from pipec.compiler.model import Step, common_block


def within_reach(name: str | None, steps: AnyMapping[str, Step]) -> Callable[[str], bool]:
    """Whether the step of a name may be told to wait for another; for any, without a step.

    Not for itself, what stands around or in it, in the other branch of a condition, and what ends
    the run: to suggest one of these would only lead to the next mistake.
    """
    step = steps.get(name) if name is not None else None
    return lambda other: step is None or _may_wait(step, steps[other])


def _may_wait(step: Step, other: Step) -> bool:
    return not (
        other.kind == "Fail"
        or other.name in (step.name, *step.block[::2])
        or step.name in other.block[::2]
        or len(common_block(step.block, other.block)) % 2
    )
