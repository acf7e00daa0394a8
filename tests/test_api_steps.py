"""Steps, parameters and blocks: how they are added, found, connected and taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api_programs import (
    FUNCTION,
    IMAGE,
    VARS,
    in_a_project,
    inferred,
    new,
    said,
    steps_of,
    tell,
)
from pipec import (
    Condition,
    Loop,
    PipelineError,
    PropertyReference,
    Reference,
    StepContract,
    StepProxy,
    UnknownName,
)
from pipec.compiler.syntax import to_data


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("x",), {"Type": "String", "DefaultValue": "x"}),
        ((5,), {"Type": "Integer", "DefaultValue": 5}),
        ((5.0,), {"Type": "Float", "DefaultValue": 5.0}),
        ((False,), {"Type": "Boolean", "DefaultValue": False}),
        ((0,), {"Type": "Integer", "DefaultValue": 0}),
        (("",), {"Type": "String", "DefaultValue": ""}),
        (("5",), {"Type": "String", "DefaultValue": "5"}),
        (("true",), {"Type": "String", "DefaultValue": "true"}),
        ((np.int64(5),), {"Type": "Integer", "DefaultValue": 5}),
        ((np.float32(0.5),), {"Type": "Float", "DefaultValue": 0.5}),
        (({"type": str},), {"Type": "String"}),
        (({"type": int},), {"Type": "Integer"}),
        (({"type": float},), {"Type": "Float"}),
        (({"type": bool},), {"Type": "Boolean"}),
        (({"type": "Boolean"},), {"Type": "Boolean"}),
        (({},), {"Type": "String"}),
        ((5.0, {"type": float}), {"Type": "Float", "DefaultValue": 5.0}),
        ((0, {"type": int}), {"Type": "Integer", "DefaultValue": 0}),
        ((False, {"type": bool}), {"Type": "Boolean", "DefaultValue": False}),
        (("", {"type": "String"}), {"Type": "String", "DefaultValue": ""}),
        (({"enum": ["a", "b"]},), {"Type": "String", "EnumValues": ["a", "b"]}),
        (
            ("a", {"enum": ("a", "b")}),
            {"Type": "String", "DefaultValue": "a", "EnumValues": ["a", "b"]},
        ),
    ],
)
def test_parameters(arguments: tuple[Any, ...], wanted: dict[str, Any]) -> None:
    """Each type, with and without default and choice; values keep their type."""
    keywords = arguments[-1] if isinstance(arguments[-1], dict) else {}
    positional = [item for item in arguments if not isinstance(item, dict)]
    builder = new()
    given = builder.parameter("X", *positional, **keywords)
    tell(builder, "S", inputs={"x": given})
    definition = builder.build().to_dict()
    assert definition["Parameters"] == [{"Name": "X", **wanted}]
    assert repr(definition["Parameters"][0].get("DefaultValue")) == repr(wanted.get("DefaultValue"))
    assert definition["Steps"][0]["Arguments"]["x"] == {"Get": "Parameters.X"}


@pytest.mark.parametrize("kind", [list, bytes, 5, Path])
def test_a_type_that_no_parameter_has(kind: Any) -> None:
    """Is a `TypeError`, not a `KeyError` from the inside."""
    with pytest.raises(TypeError):
        new().parameter("X", type=kind)


def test_a_proxy() -> None:
    """Outputs by attribute and by name, all of them as a mapping; inputs the required first."""
    step = new().add_step("T", "XGBoostTraining")
    assert isinstance(step, StepProxy)
    assert step.list_outputs() == ["model_artifacts", "training_job_name"]
    assert step.list_inputs()[0] == "training_data"
    output = step.model_artifacts
    assert isinstance(output, PropertyReference)
    assert isinstance(output, Reference)
    assert output.text == "steps.T.model_artifacts"
    assert {name: item.text for name, item in step.outputs.items()} == {
        "model_artifacts": "steps.T.model_artifacts",
        "training_job_name": "steps.T.training_job_name",
    }
    with pytest.raises(TypeError):
        step.outputs["x"] = output  # type: ignore[index]
    assert tell(new(), "S")["dashed-name"].text == "steps.S.dashed-name"


def test_a_wrong_output_lists_the_outputs_and_suggests_one() -> None:
    """As an AttributeError, and as an `UnknownName` in brackets."""
    step = new().add_step("T", "XGBoostTraining")
    words = (
        "`T` has no output `model_artifact`; did you mean `model_artifacts`?; "
        "its outputs: `model_artifacts`, `training_job_name`"
    )
    with pytest.raises(AttributeError) as caught:
        _ = step.model_artifact
    assert str(caught.value) == words
    assert (caught.value.name, caught.value.obj) == ("model_artifact", step)
    with pytest.raises(UnknownName) as unknown:
        step["model_artifact"]
    assert str(unknown.value) == words
    with pytest.raises(AttributeError, match="it has no outputs"):
        _ = new().add_step("L", kind="Lambda").anything
    assert not hasattr(step, "_private")


def test_steps_by_name() -> None:
    """In whatever block; an unknown one says what was meant."""
    builder = new()
    builder.add_step("Train", "XGBoostTraining")
    gate = builder.condition("Check", "true")
    gate.then.condition("Deeper", "true").then.add_step("Register", "ModelRegistration")
    gate.otherwise.fail("TooBad", "x")
    tell(builder.for_each("Each", ["a"]), "Score")
    assert builder["Train"].model_artifacts.text == "steps.Train.model_artifacts"
    assert isinstance(builder["Check"], Condition)
    assert isinstance(builder["Deeper"], Condition)
    assert builder["Register"].list_inputs()
    assert isinstance(builder["Each"], Loop)
    assert builder["Score"].auc.text == "steps.Score.auc"
    assert builder["TooBad"].step_name == "TooBad"
    assert "Score" in builder
    assert "Scor" not in builder
    assert 5 not in builder
    assert builder.list_steps() == [
        *("Train", "Check", "Deeper", "Register", "TooBad", "Each", "Score")
    ]
    with pytest.raises(UnknownName, match=r"^there is no step `Trian`; did you mean `Train`\?$"):
        builder["Trian"]


def test_options_and_inputs_as_keywords() -> None:
    """Each goes where it belongs; beside the section they are merged, given twice is an error."""
    builder = new()
    model = "s3://example-bucket/model.tar.gz"
    builder.add_step(
        "R", "ModelRegistration", model_package_group="G", inputs={"model_artifacts": model}
    )
    builder.add_step(
        "T",
        "XGBoostTraining",
        training_data="s3://example-bucket/a",
        inputs={"validation_data": "s3://example-bucket/b"},
        instance="ml.m5.large",
    )
    data = to_data(said(builder))["steps"]
    assert data["R"] == {
        "uses": "ModelRegistration",
        "options": {"model_package_group": "G"},
        "inputs": {"model_artifacts": model},
    }
    assert data["T"] == {
        "uses": "XGBoostTraining",
        "instance": "ml.m5.large",
        "inputs": {
            "validation_data": "s3://example-bucket/b",
            "training_data": "s3://example-bucket/a",
        },
    }
    with pytest.raises(TypeError, match="`training_data` is given twice"):
        builder.add_step("U", "XGBoostTraining", training_data="a", inputs={"training_data": "b"})
    with pytest.raises(TypeError):
        builder.add_step("V", "XGBoostTraining", "extra")  # type: ignore[call-overload]
    assert builder.list_steps() == ["R", "T"]


def test_a_name_that_is_a_key_and_an_option() -> None:
    """Is the key; the option is said under `options`."""
    builder = new()
    options = {"role": {"type": "string", "default": "x"}}
    job: dict[str, Any] = {"image": IMAGE, "instance": "ml.m5.large", "command": ["true"]}
    contract = StepContract("Play", "Processing", options=options, **job)
    builder.add_step("A", contract, role=VARS["role"], options={"role": "hero"})
    assert to_data(said(builder))["steps"]["A"] == {
        "uses": "Play",
        "role": VARS["role"],
        "options": {"role": "hero"},
    }


def test_connecting() -> None:
    """To an output, a step, a parameter, a text; anew replaces, and the carrier stays."""
    builder = new()
    x = builder.parameter("X", "s3://example-bucket/x")
    a = tell(builder, "A")
    b = tell(builder, "B", inputs={"one": {"value": "old", "description": "kept"}, "two": 5})
    b.connect("one", a.auc).connect("two", x).connect("three", "text").connect(
        source=a["dashed-name"], input="four"
    )
    b.connect("three", {"value": 6})
    assert to_data(said(builder))["steps"]["B"]["inputs"] == {
        "one": {"value": "${steps.A.auc}", "description": "kept"},
        "two": "${parameters.X}",
        "three": {"value": 6},
        "four": "${steps.A.dashed-name}",
    }
    three = inferred()
    three["Train"].connect("training_data", three["Prepare"])
    assert to_data(said(three))["steps"]["Train"]["inputs"]["training_data"] == {
        "channel": {"content_type": "text/csv"},
        "value": "${steps.Prepare}",
    }


def test_depends_on_with_proxies() -> None:
    """Steps, conditions, loops and names; with `when` too."""
    builder = new()
    a = tell(builder, "A")
    loop = builder.for_each("L", ["x"], max_concurrency=1)
    tell(loop, "In")
    gate = builder.condition("C", a.auc > 1)
    gate.then.fail("F", "x")
    tell(builder, "Z", depends_on=(a, "L", gate, {"step": a, "when": "failed"})[:3])
    tell(builder, "Y", depends_on=[{"step": a, "when": "failed"}])
    steps = steps_of(builder)
    assert steps["Z"]["DependsOn"] == ["A", "L", "C"]
    assert "A" in json.dumps(steps["Y"])


def test_blocks_and_loops_with_a_parameter() -> None:
    """A loop over what a parameter gives, its properties, and steps in both branches."""
    builder = new()
    names = builder.parameter("Names", '["a"]')
    loop = builder.for_each("L", names, max_concurrency=1)
    inner = tell(loop, "In", inputs={"x": loop.item, "y": f"{loop.item['a b']}"})
    gate = builder.condition("C", "parameters.Names == 'x'", depends_on=[loop])
    tell(gate.then, "Yes")
    tell(gate.otherwise, "No")
    tell(builder["C"].then, "Yes2")
    assert inner.auc.text == "steps.In.auc"
    steps = steps_of(builder)
    assert steps["L"]["Arguments"]["ForEachBody"][0]["Arguments"]["x"]
    assert [step["Name"] for step in steps["C"]["Arguments"]["IfSteps"]] == ["Yes", "Yes2"]
    assert [step["Name"] for step in steps["C"]["Arguments"]["ElseSteps"]] == ["No"]
    assert "DependsOn" in steps["C"]


def test_the_pick_of_a_loop_is_a_reference() -> None:
    """Or its text: the same step is chosen by both."""
    found = []
    for as_text in (False, True):
        builder = new()
        loop = builder.for_each("L", ["a"], max_concurrency=1)
        auc = tell(loop, "In").auc
        builder.remove_step("L")
        given = {"pick": {"max": auc.text}} if as_text else {}
        again = builder.for_each("L", ["a"], max_concurrency=1, **given)
        tell(again, "In")
        if not as_text:
            again.pick(max=builder["In"].auc)
        found.append(builder.build().definition())
    assert found[0] == found[1]


def test_a_condition_that_guards_nothing() -> None:
    """Is the compiler's error, at the condition."""
    builder = new()
    builder.condition("C", "true")
    with pytest.raises(PipelineError, match="guards nothing"):
        builder.build()


def test_removing_a_step() -> None:
    """With all that it holds, and from a branch; then the name is free again."""
    builder = new()
    gate = builder.condition("C", "true")
    gate.then.fail("F", "x")
    gate.then.fail("G", "x")
    builder.remove_step("F")
    assert builder.list_steps() == ["C", "G"]
    builder.remove_step("C")
    assert builder.list_steps() == []
    assert "G" not in builder
    tell(builder, "G")
    assert builder.list_steps() == ["G"]
    with pytest.raises(UnknownName, match="there is no step `X`"):
        builder.remove_step("X")


def test_removing_a_parameter() -> None:
    """Its name is free again, and references to it mean the new one; a file's can be taken too."""
    builder = new(parameters={"Size": 5})
    rounds = builder.parameter("Rounds", 50)
    tell(builder, "A", inputs={"x": rounds})
    builder.remove_parameter("Size")
    builder.remove_parameter("Rounds")
    assert "parameters" not in builder._tree
    with pytest.raises(PipelineError, match="there is no parameter `Rounds`"):
        builder.build()
    builder.parameter("Rounds", 60)
    assert builder.build().to_dict()["Parameters"] == [
        {"Name": "Rounds", "Type": "Integer", "DefaultValue": 60}
    ]
    with pytest.raises(PipelineError, match=r"first `remove_parameter\('Rounds'\)`"):
        builder.parameter("Rounds", 70)
    with pytest.raises(UnknownName, match="there is no parameter `Round`; did you mean `Rounds`"):
        builder.remove_parameter("Round")
    with pytest.raises(UnknownName, match="there is no parameter `5`"):
        builder.remove_parameter(5)  # type: ignore[arg-type]


def test_a_name_that_is_taken() -> None:
    """Is an error at once, in whatever block, and nothing is added."""
    builder = new()
    tell(builder, "A")
    gate = builder.condition("C", "true")
    with pytest.raises(PipelineError, match="PC105"):
        tell(gate.then, "A")
    with pytest.raises(PipelineError, match="PC105"):
        builder.fail("C", "x")
    assert builder.list_steps() == ["A", "C"]


def test_steps_given_as_a_setting_stay() -> None:
    """`steps=` is what it is in a file, and more can be added; a second name cannot."""
    builder = new(steps={"A": {"kind": "Lambda", "function": FUNCTION}})
    tell(builder, "B")
    assert builder.list_steps() == ["A", "B"]
    assert list(steps_of(builder)) == ["A", "B"]
    with pytest.raises(TypeError):
        new(pipeline="Other")
