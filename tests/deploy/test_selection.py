"""Which steps a run of selected steps runs, and what it needs of an earlier run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.deployment.graph import steps_of
from pipec.compiler.deployment.selection import Selection, closure, graph, selection
from pipec.compiler.diagnostics import Diagnostic, Report


def job(name: str, *reads: str, after: tuple[str, ...] = ()) -> dict[str, Any]:
    """A step that reads others' outputs, and waits for still others."""
    arguments = {f"In{n}": {"Get": f"Steps.{read}.Out"} for n, read in enumerate(reads)}
    return {"Name": name, "Type": "Training", "Arguments": arguments, "DependsOn": list(after)}


# AWS's own example, on the page about selective execution.
ABALONE = {
    "Steps": [
        job("Process"),
        job("Train", "Process"),
        job("Eval", "Process", "Train"),
        {
            "Name": "Cond",
            "Type": "Condition",
            "Arguments": {
                "Conditions": [{"LeftValue": {"Get": "Steps.Eval.Out"}}],
                "IfSteps": [job("Register", "Train"), job("Model", "Train")],
                "ElseSteps": [],
            },
        },
        job("Transform", "Model"),
    ]
}
LOOP = {
    "Steps": [
        job("List"),
        job("Data"),
        {
            "Name": "Each",
            "Type": "ForEach",
            "Arguments": {
                "Items": {"Get": "Steps.List.Out"},
                "ForEachBody": [job("One", "Data"), job("Two", "One")],
            },
        },
        job("Merge", "Each"),
    ]
}


def select(
    *wanted: str, definition: dict[str, Any] = ABALONE
) -> tuple[Selection, tuple[Diagnostic, ...]]:
    """The selection, and what is wrong."""
    report = Report()
    return selection(definition, wanted, report), report.diagnostics()


def of(*wanted: str, definition: dict[str, Any] = ABALONE) -> Selection:
    """The selection, which has nothing wrong."""
    found, wrong = select(*wanted, definition=definition)
    assert not wrong
    return found


def test_neighbours_need_what_they_read() -> None:
    """AWS's example: Train and Eval need Process's outputs; the order is the definition's."""
    assert of("Eval", "Train") == Selection(steps=("Train", "Eval"), added=(), needs=("Process",))


def test_what_lies_between_is_added() -> None:
    """AWS's example: Train and the condition cannot run without Eval."""
    assert of("Train", "Cond") == Selection(
        steps=("Train", "Eval", "Cond"), added=("Eval",), needs=("Process",)
    )


def test_first_steps_need_nothing() -> None:
    """AWS's example: Process and Train need no earlier run."""
    assert of("Process", "Train").needs == ()


def test_a_path_through_a_condition() -> None:
    """A step in a branch waits for the condition, so that is on the way."""
    found = of("Eval", "Register")
    assert found.steps == ("Eval", "Cond", "Register")
    assert found.needs == ("Process", "Train")


def test_a_branch_step_alone() -> None:
    """It needs the condition to have been reached, and what it reads."""
    assert of("Register") == Selection(steps=("Register",), added=(), needs=("Train", "Cond"))


def test_waiting_is_a_dependency() -> None:
    """`DependsOn` needs an earlier run as reading does."""
    definition = {"Steps": [job("A"), job("B", after=("A",)), job("C", "B")]}
    assert of("B", definition=definition).needs == ("A",)
    assert of("A", "C", definition=definition).added == ("B",)


def test_a_step_twice_is_one() -> None:
    """Saying it again changes nothing."""
    assert of("Train", "Train") == of("Train")


def test_a_loop_is_one_step() -> None:
    """A loop needs what its body reads, and a path through the body adds the loop."""
    assert of("Each", definition=LOOP) == Selection(
        steps=("Each",), added=(), needs=("List", "Data")
    )
    assert of("Data", "Merge", definition=LOOP).added == ("Each",)


def test_a_step_of_a_loop_cannot_be_selected() -> None:
    """The hint names the loop, which can."""
    _, wrong = select("Two", definition=LOOP)
    assert [(item.code.number, item.hint) for item in wrong] == [("PC534", "select `Each`")]


def test_unknown_steps() -> None:
    """Each is told, with the nearest name."""
    _, wrong = select("train", "Evla")
    assert [(item.message, item.hint) for item in wrong] == [
        ("the pipeline has no step `Evla`", "did you mean `Eval`?"),
        ("the pipeline has no step `train`", "did you mean `Train`?"),
    ]


def test_steps_that_do_not_hang_together() -> None:
    """AWS wants the selected steps to be connected; siblings are not."""
    _, wrong = select("Register", "Model", "Process")
    assert not wrong  # Process … Cond … the branches

    _, wrong = select("Register", "Model")
    assert [item.code.number for item in wrong] == ["PC535"]
    assert "`Register` and `Model` do not wait for each other" in wrong[0].message


def test_at_most_fifty_steps() -> None:
    """50 pass; the count includes the steps that were added."""
    chain = [job("S0"), *(job(f"S{n}", f"S{n - 1}") for n in range(1, 51))]
    assert len(of("S0", "S49", definition={"Steps": chain}).steps) == 50
    _, wrong = select("S0", "S50", definition={"Steps": chain})
    assert [item.code.number for item in wrong] == ["PC536"]


# --- properties ----------------------------------------------------------------------------

SIZE = 8
EDGES = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda e: e[0] < e[1]),
    max_size=16,
)


def definition_of(edges: list[tuple[int, int]]) -> dict[str, Any]:
    """Steps S0 … S7, each reading those before it that the edges say."""
    return {"Steps": [job(f"S{n}", *(f"S{a}" for a, b in edges if b == n)) for n in range(SIZE)]}


def paths(edges: list[tuple[int, int]], start: int, end: int) -> list[list[int]]:
    """Every path, found by trying."""
    if start == end:
        return [[end]]
    return [[start, *rest] for a, b in set(edges) if a == start for rest in paths(edges, b, end)]


@given(EDGES, st.sets(st.integers(0, SIZE - 1), min_size=1))
def test_the_closure_is_all_steps_on_all_paths(
    edges: list[tuple[int, int]], wanted: set[int]
) -> None:
    """Nothing else is added, and nothing on a path left out."""
    expected = set(wanted)
    for start in wanted:
        for end in wanted:
            for path in paths(edges, start, end):
                expected |= set(path)

    found = closure(graph(steps_of(definition_of(edges))), [f"S{n}" for n in wanted])
    assert found == {f"S{n}" for n in expected}


@given(EDGES, st.sets(st.integers(0, SIZE - 1), min_size=1))
def test_needs_and_steps_part_the_graph(edges: list[tuple[int, int]], wanted: set[int]) -> None:
    """What is needed does not run, is read by a step that runs, and is behind none that runs."""
    definition = definition_of(edges)
    found, _ = select(*(f"S{n}" for n in wanted), definition=definition)
    running = {int(name[1:]) for name in found.steps}

    assert {f"S{a}" for a, b in edges if b in running and a not in running} == set(found.needs)
    for name in found.needs:
        assert not any(paths(edges, start, int(name[1:])) for start in running)


@pytest.mark.parametrize("name", ["Train", "Cond", "Transform"])
def test_a_single_step_is_connected(name: str) -> None:
    """Any one step can be selected alone."""
    assert of(name).steps == (name,)
