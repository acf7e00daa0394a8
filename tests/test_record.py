"""A record is what a frozen dataclass is."""

from __future__ import annotations

import pytest

from pipec.compiler.record import Record


class Dot(Record):
    """A place."""

    x: int
    y: int = 0


class Size(Record):
    """Has the fields of a `Dot`, and is none."""

    x: int
    y: int = 0


def test_parts_are_given_by_place_or_by_name_and_may_have_defaults() -> None:
    """As with a dataclass."""
    assert (Dot(1, 2).x, Dot(1, 2).y, Dot(y=3, x=1).y, Dot(1).y) == (1, 2, 3, 0)


def test_equal_is_what_has_equal_parts_and_is_of_the_same_class() -> None:
    """Neither another class nor a tuple is, whatever its parts."""
    assert Dot(1) == Dot(1, 0)
    assert hash(Dot(1)) == hash(Dot(x=1, y=0))
    assert Dot(1) != Dot(2)
    assert Dot(1) != Size(1)
    assert Dot(1) != (1, 0)
    assert len({Dot(1), Dot(1, 0), Size(1)}) == 2


def test_it_shows_its_parts_and_can_be_matched_by_them() -> None:
    """By place, as `match` has it."""
    assert repr(Dot(1, 2)) == "Dot(x=1, y=2)"
    match Dot(1, 2):
        case Dot(x, y=2):
            assert x == 1
        case _:
            pytest.fail("it must match")
