"""The order of steps and the cycles in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.linking.graph import Edge, order
from work import calls

SPAN = Span("p.yaml", 1, 1, 1, 2)


def edges(*pairs: tuple[str, str]) -> list[Edge]:
    """Edges from (step, what it waits for)."""
    return [Edge(step, on, f"{step} says so", SPAN) for step, on in pairs]


def test_file_order_is_kept_where_nothing_waits() -> None:
    """Without edges the order is the file's."""
    assert order(["c", "a", "b"], [], Report()) == ("c", "a", "b")


def test_a_step_follows_what_it_waits_for() -> None:
    """Only as much moves as must."""
    assert order(["c", "a", "b"], edges(("c", "b")), Report()) == ("a", "b", "c")


def test_a_cycle_is_shown_as_a_path_from_its_first_step() -> None:
    """The path begins at the step that stands first in the file."""
    report = Report()
    order(["x", "a", "b", "c"], edges(("a", "c"), ("b", "a"), ("c", "b")), report)
    (found,) = report.diagnostics()
    assert found.code.number == "PC301"
    assert found.message == "these steps wait for each other: `a` → `b` → `c` → `a`"
    assert len(found.related) == 3


def test_every_cycle_is_reported() -> None:
    """Two separate cycles are two errors, a step that waits for itself is one too."""
    report = Report()
    order(list("abcde"), edges(("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"), ("e", "e")), report)
    assert [item.message for item in report.diagnostics()] == [
        "the step `e` waits for itself",
        "these steps wait for each other: `a` → `b` → `a`",
        "these steps wait for each other: `c` → `d` → `c`",
    ]


def test_cycles_that_share_steps_are_reported() -> None:
    """A step may stand in several; each is told as it is."""
    report = Report()
    order(list("abc"), edges(("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")), report)
    assert [item.message for item in report.diagnostics()] == [
        "these steps wait for each other: `a` → `b` → `a`",
        "these steps wait for each other: `b` → `c` → `b`",
    ]


@pytest.mark.parametrize("also", [0, 1], ids=["of-two", "in-one-knot"])
def test_thousands_of_cycles_are_found_at_once(also: int) -> None:
    """The graph is not gone through for each of them."""

    def found(count: int) -> None:
        names = [f"s{index}" for index in range(count)]
        pairs = [
            pair
            for first, second in pairwise(names)
            for pair in ((first, second), (second, first))
            if also or int(first[1:]) % 2 == 0
        ]
        report = Report()
        order(names, edges(*pairs), report)
        assert len(report.diagnostics()) == len(pairs) / 2

    few, many = calls(lambda: found(100), of=""), calls(lambda: found(400), of="")
    assert many < 5 * few


@given(st.data())
def test_the_order_respects_every_edge(data: st.DataObject) -> None:
    """Any acyclic set of edges, in any file order, is respected; nothing is lost."""
    names = [f"s{index}" for index in range(data.draw(st.integers(1, 12)))]
    pairs = [
        (later, earlier)
        for index, later in enumerate(names)
        for earlier in names[:index]
        if data.draw(st.booleans())
    ]
    shuffled = data.draw(st.permutations(names))
    report = Report()
    found = order(shuffled, edges(*pairs), report)
    assert sorted(found) == sorted(names)
    assert not report.diagnostics()
    assert all(found.index(earlier) < found.index(later) for later, earlier in pairs)
