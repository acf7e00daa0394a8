"""Whether two tests of conditions, in wire form, exclude each other, as far as that is plain."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from pipec.compiler.values import Expression, Wire

Test = dict[str, Wire]
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanOrEqualTo": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanOrEqualTo": operator.ge,
}


def negated(test: Test) -> Test:
    """What is so where a test does not hold."""
    return {"Type": "Not", "Condition": test}


def exclude(one: Test, other: Test) -> bool:
    """Whether two tests surely never hold both.

    They are each other's opposite, or both compare the same value, of which a run has one, with
    fixed ones: then some few values stand for all that it can have.
    """
    if one == negated(other) or other == negated(one):
        return True
    (asked, _), *others = compared = [*_compared(one), *_compared(other)]
    if not isinstance(asked, Expression) or any(value != asked for value, _ in others):
        return False
    values = _examples([value for _, fixed in compared for value in fixed])
    return bool(values) and not any(_holds(one, value) and _holds(other, value) for value in values)


def _compared(test: Test) -> Iterator[tuple[Wire, Sequence[Wire]]]:
    """The values that a test asks about, each with those that it is compared with."""
    match test["Type"]:
        case "Not":
            yield from _compared(test["Condition"])
        case "Or":
            for item in test["Conditions"]:
                yield from _compared(item)
        case "In":
            yield test["QueryValue"], test["Values"]
        case _:
            left, right = test["LeftValue"], test["RightValue"]
            yield (left, [right]) if isinstance(left, Expression) else (right, [left])


def _examples(fixed: Sequence[Wire]) -> list[Wire]:
    """The fixed values, and of the others one of each sort; none where they are of no one type."""
    if all(isinstance(value, bool) for value in fixed):
        return [True, False]
    if all(isinstance(value, str) for value in fixed):
        return [*fixed, "".join(fixed) + "x"]
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in fixed):
        return []
    ordered = sorted(fixed)
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    return [*ordered, *between, ordered[0] - 1, ordered[-1] + 1]


def _holds(test: Test, value: Wire) -> bool:
    """Whether a test holds if this is the value that it asks about."""
    match test["Type"]:
        case "Not":
            return not _holds(test["Condition"], value)
        case "Or":
            return any(_holds(item, value) for item in test["Conditions"])
        case "In":
            return value in test["Values"]
        case kind:
            left, right = test["LeftValue"], test["RightValue"]
            pair = (value, right) if isinstance(left, Expression) else (left, value)
            return _HOLDS[kind](*pair)
