"""Which other steps a step can name at all, by where they stand."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

from pipec.compiler.model import Block, Step


def common_block(left: Block, right: Block) -> Block:
    """The blocks that two steps share; of an odd length where they stand in two branches."""
    length = 0
    while length < min(len(left), len(right)) and left[length] == right[length]:
        length += 1
    return left[:length]


def within_reach(name: str | None, steps: AnyMapping[str, Step]) -> list[str]:
    """The steps that the step of a name may be told to wait for; all without a step.

    Not itself, what stands around or in it, in the other branch of a condition, and what ends the
    run: to suggest one of these would only lead to the next mistake.
    """
    step = steps.get(name) if name is not None else None
    return [
        other.name
        for other in steps.values()
        if step is None
        or not (
            other.kind == "Fail"
            or other.name in (step.name, *step.block[::2])
            or step.name in other.block[::2]
            or len(common_block(step.block, other.block)) % 2
        )
    ]
