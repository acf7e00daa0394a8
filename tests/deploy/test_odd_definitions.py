"""Definitions that somebody wrote by hand, or with another tool: read as far as they are known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy.definitions import cached, definition, deployed, get, step
from pipec.compiler.deployment.caching import cache_losses
from pipec.compiler.deployment.changes import changes
from pipec.compiler.deployment.graph import parameters_in, steps_of
from pipec.compiler.deployment.selection import selection
from pipec.compiler.deployment.start_parameters import start_parameters
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Settings

Json = Any

NAMES = ["A", "B", "L"]
REFERENCES = [
    "Steps.A.ModelName",
    "Steps.L.x['y'][0].Name",
    "Parameters.A",
    "ForEach.CurrentItem",
    "Execution.PipelineName",
    "Execution.CurrentDateTime",
    "PipelineExperimentConfig.TrialName",
    "Steps.",
    "",
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(0, 2)
    | st.floats(0, 1)
    | st.sampled_from([*NAMES, *REFERENCES, "Training", "é"])
)


def containers(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    """Values of all shapes, most of them in the members that are read."""
    steps = st.lists(inner, max_size=3) | inner
    return st.one_of(
        st.lists(inner, max_size=3),
        st.fixed_dictionaries({"Get": st.sampled_from(REFERENCES) | inner}),
        st.fixed_dictionaries(
            {"Std:Join": st.fixed_dictionaries({"On": inner, "Values": inner}) | inner}
        ),
        st.fixed_dictionaries(
            {},
            optional={
                "Name": st.sampled_from(NAMES) | inner,
                "Type": st.sampled_from(["Condition", "ForEach", "Lambda", "Integer"]) | inner,
                "Arguments": inner,
                "DefaultValue": inner,
                "EnumValues": inner,
                "DependsOn": inner,
                "CacheConfig": st.just({"Enabled": True}) | inner,
                "IfSteps": steps,
                "ForEachBody": steps,
                "IterableItems": inner,
                "TrialName": inner,
            },
        ),
    )


VALUES = st.recursive(SCALARS, containers, max_leaves=12)
# A step that has a name, so that not all that is found is left out.
STEPS = st.recursive(
    VALUES,
    lambda inner: st.fixed_dictionaries(
        {
            "Name": st.sampled_from(NAMES),
            "Type": st.sampled_from(["Condition", "ForEach", "Lambda", "Training", "Model"]),
        },
        optional={
            "Arguments": st.fixed_dictionaries(
                {},
                optional={
                    "IfSteps": st.lists(inner, max_size=3),
                    "ElseSteps": inner,
                    "ForEachBody": st.lists(inner, max_size=3) | inner,
                    "IterableItems": VALUES,
                    "Conditions": VALUES,
                    "HyperParameters": VALUES,
                },
            )
            | VALUES,
            "DependsOn": st.lists(st.sampled_from(NAMES)) | VALUES,
            "CacheConfig": st.just({"Enabled": True}) | VALUES,
        },
    ),
    max_leaves=6,
)
DEFINITIONS = st.fixed_dictionaries(
    {},
    optional={
        "Version": VALUES,
        "Parameters": st.lists(VALUES, max_size=3) | VALUES,
        "PipelineExperimentConfig": VALUES,
        "Steps": st.lists(STEPS, max_size=4) | VALUES,
    },
)
NESTED_IN_ITSELF = definition(step("A", "ForEach", {"ForEachBody": [step("A", "Lambda")]}))


@given(DEFINITIONS, DEFINITIONS)
@example(NESTED_IN_ITSELF, definition(cached("A", "Lambda", {"x": get("ForEach.CurrentItem")})))
def test_whatever_is_deployed_can_be_compared(old: Json, new: Json) -> None:
    """Any JSON object has steps, cache losses and a plan, which is JSON itself."""
    cache_losses(old, new)
    plan = changes(deployed(old), name="P", definition=new, settings=Settings())
    json.dumps(plan.to_data())
    assert changes(deployed(old), name="P", definition=old, settings=Settings()).action == "none"


@given(DEFINITIONS)
@example(NESTED_IN_ITSELF)
def test_whatever_is_deployed_can_be_started(found: Json) -> None:
    """Its steps can be selected, and its parameters be held against what is given."""
    selection(found, NAMES, Report())
    for name in steps_of(found):
        selection(found, [name], Report())
    start_parameters(found, dict.fromkeys([*NAMES, *parameters_in(found)], "1"), Report())
    start_parameters(found, {}, Report())


# --- what is made of them -------------------------------------------------------------------

NAMELESS: list[Json] = [{}, {"Name": None}, {"Name": 1}, {"Name": ""}, {"Name": ["A"]}, None, "A"]


@pytest.mark.parametrize("odd", NAMELESS)
def test_steps_and_parameters_without_a_name_are_left_out(odd: Json) -> None:
    """The others are read."""
    found = {"Steps": [odd, step("B", "Lambda")], "Parameters": [odd, {"Name": "P"}]}
    assert list(steps_of(found)) == ["B"]
    assert list(parameters_in(found)) == ["P"]


@pytest.mark.parametrize("odd", [None, "AB", 1, {"Name": "A"}, True])
def test_steps_that_are_no_list_are_none(odd: Json) -> None:
    """Nor are parameters."""
    assert steps_of({"Steps": odd}) == {}
    assert parameters_in({"Parameters": odd}) == {}


def test_a_text_is_no_list_of_steps_to_wait_for() -> None:
    """Its letters are not the names of steps."""
    found = steps_of(definition(step("A", "Lambda"), step("B", "Lambda", DependsOn="A")))
    assert found["B"].after == ()


@pytest.mark.parametrize("odd", [{"Name": "A", "Type": "Lambda"}, "A", 1])
def test_a_body_that_is_no_list_is_a_value(odd: Json) -> None:
    """It holds no steps, and stays among what is compared."""
    found = steps_of(definition(step("L", "ForEach", {"ForEachBody": odd})))
    assert list(found) == ["L"]
    assert found["L"].own["Arguments"] == {"ForEachBody": odd}


@pytest.mark.parametrize("odd", [None, "x", [1]])
def test_arguments_that_are_no_object_are_a_value(odd: Json) -> None:
    """Of a loop too."""
    found = steps_of({"Steps": [{"Name": "L", "Type": "ForEach", "Arguments": odd}]})
    assert found["L"].own["Arguments"] == odd


@pytest.mark.parametrize("odd", ["Enabled", True, [{"Enabled": True}], {"Enabled": "true"}])
def test_a_cache_of_another_form_is_none(odd: Json) -> None:
    """There is nothing to lose."""
    old, new = (step("A", "Lambda", {"x": value}, CacheConfig=odd) for value in (1, 2))
    assert cache_losses(definition(old), definition(new)) == ()


def test_of_two_steps_of_one_name_the_first_counts() -> None:
    """A step never stands in itself."""
    found = steps_of(NESTED_IN_ITSELF)
    assert [(found[name].type, found[name].inside) for name in found] == [("ForEach", None)]


def test_values_of_another_form_allow_every_value() -> None:
    """`EnumValues` that is no list forbids nothing."""
    report = Report()
    found = {"Parameters": [{"Name": "P", "Type": "String", "EnumValues": "abc"}]}
    assert start_parameters(found, {"P": "x"}, report) == [{"Name": "P", "Value": "x"}]
    assert not report.diagnostics()
