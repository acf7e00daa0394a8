"""A record is what a frozen dataclass is."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from pipec.compiler.diagnostics import Span
from pipec.compiler.record import Record
from pipec.compiler.syntax import Sequence


class Dot(Record):
    """A place."""

    x: int
    y: int = 0


class Point(Dot):
    """A place in space."""

    z: int = 0


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


def test_it_cannot_be_changed() -> None:
    """Nor can those that have a constructor of their own."""
    for record in (Dot(1), Sequence((), Span("p.yaml", 1, 1, 1, 1))):
        for name in ("x", "items", "new"):
            with pytest.raises(AttributeError, match="cannot be changed"):
                setattr(record, name, 5)
            with pytest.raises(AttributeError, match="cannot be changed"):
                delattr(record, name)


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"z": 2}), ((), {"y": 2})]
)
def test_it_has_exactly_its_parts(values: tuple[int, ...], named: dict[str, int]) -> None:
    """A call that mypy would refuse fails at once, and not where a part is missed."""
    with pytest.raises(TypeError, match="Dot has the parts x, y"):
        Dot(*values, **named)


def test_a_subclass_has_the_parts_of_its_base_too() -> None:
    """First, as a dataclass's."""
    point = Point(1, z=3)
    assert (point.x, point.y, point.z) == (1, 0, 3)
    assert repr(point) == "Point(x=1, y=0, z=3)"


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda dot: pickle.loads(pickle.dumps(dot))],  # noqa: S301 - our own
)
def test_copies_are_equal(copied: Callable[[Dot], Dot]) -> None:
    """Reports go from one process of `validate` to another."""
    assert copied(Dot(1, 2)) == Dot(1, 2)
