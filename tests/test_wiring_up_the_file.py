"""Of a wire that runs up a file whose other wires run down it, a warning tells."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipec.compiler.model import WiringStep
from wiring_language import SPAN, Contract, give, need, wire

FORMS = ("raw", "clean", "joined", "scaled", "scored", "sorted")
STEPS = [
    Contract(f"Make{number}", "Processing", *ports)(f"make_{number}")
    for number, ports in enumerate(
        [(give(FORMS[0]),)] + [(need(old), give(new)) for old, new in pairwise(FORMS)]
    )
]


def in_lines(steps: list[WiringStep]) -> list[WiringStep]:
    """The steps, one below the other."""
    return [
        step._replace(span=SPAN._replace(line=line, end_line=line))
        for line, step in enumerate(steps, 1)
    ]


def swapped(first: int, second: int) -> list[WiringStep]:
    """The chain with two steps in each other's place."""
    steps = list(STEPS)
    steps[first], steps[second] = steps[second], steps[first]
    return in_lines(steps)


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        (in_lines(STEPS), []),
        (swapped(2, 3), ["PC208"]),
        (in_lines(STEPS[::-1]), []),  # this author does not write in order
        ([step._replace(span=SPAN) for step in STEPS], []),  # made by a program
    ],
)
def test_the_order_of_the_file_is_only_warned_of(steps: list[WiringStep], codes: list[str]) -> None:
    """The wires are the same in any order."""
    wires, found, _ = wire(*steps)

    assert wires == {
        f"make_{number}.{name}": f"make_{number - 1}.{name}"
        for number, name in enumerate(FORMS[:-1], 1)
    }
    assert found == codes


def test_what_from_names_is_meant() -> None:
    """It does not matter where a step stands that the user names."""
    steps = swapped(2, 3)
    named = [
        step._replace(draws_from=("make_2",)) if step.name == "make_3" else step for step in steps
    ]

    _, codes, _ = wire(*named)

    assert codes == []


def test_the_only_listed_step_is_meant() -> None:
    """No other one could be."""
    steps = swapped(2, 3)
    listed = [
        step._replace(
            wants=tuple(
                want._replace(port=want.port._replace(compatible_sources=("Make2",)))
                for want in step.wants
            )
        )
        if step.name == "make_3"
        else step
        for step in steps
    ]

    _, codes, _ = wire(*listed)

    assert codes == []
