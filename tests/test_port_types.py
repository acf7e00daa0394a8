"""Types of ports that pipec does not know: other words for its own, and a project's own types."""

from __future__ import annotations

import re

import pytest

from test_display import compiled

HEAD = """
pipeline: Types
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
"""
STEP = """
  NAME:
    kind: KIND
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1
    instance: ml.m5.large
"""
FILES = "s3://example-bucket/files"


def _step(name: str, kind: str, ports: str) -> str:
    return STEP.replace("NAME", name).replace("KIND", kind).rstrip() + f"\n    {ports}\n"


def _told(*steps: str) -> list[tuple[str, str]]:
    found = compiled(HEAD + "".join(steps)).diagnostics
    return [(item.code.number, str(item.hint)) for item in found]


def _output(type_: str, name: str = "found", kind: str = "Processing") -> str:
    path = ", property_path: ModelArtifacts.S3ModelArtifacts" if kind == "Training" else ""
    return _step("Give", kind, f"outputs: {{{name}: {{type: {type_}{path}}}}}")


def _input(type_: str, name: str = "given", kind: str = "Processing") -> str:
    port = f'{name}: {{type: {type_}, value: "{FILES}"}}'
    return _step("Take", kind, f"inputs: {{{port}}}")


@pytest.mark.parametrize(
    ("step", "right"),
    [
        (_output("model", "model", "Training"), "model_artifacts"),
        (_output("Model"), "model_artifacts"),
        (_output("artifacts", "model", "Training"), "model_artifacts"),
        (_output("S3Uri", "fitted", "Training"), "model_artifacts"),
        (_output("S3Uri", "packed_model"), "model_artifacts"),
        (_output("S3Uri", "model_report"), "processing_output"),
        (_output("report"), "processing_output"),
        (_output("metrics"), "processing_output"),
        (_output("dataset"), "processing_output"),
        (_input("model"), "model_artifacts"),
        (_input("s3_uri", "model"), "model_artifacts"),
        (_input("data"), "processing_output"),
        (_input("S3Uri"), "processing_output"),
        (_input("data", kind="Training"), "training_data"),
        (_input("S3Uri", kind="Training"), "training_data"),
    ],
)
def test_another_word_for_a_type_is_told(step: str, right: str) -> None:
    """With the one to write, which is then well."""
    ((code, hint),) = _told(step)
    assert code == "PC122"
    assert hint.endswith(f"write `type: {right}`")
    assert _told(re.sub(r"type: \w+", f"type: {right}", step)) == []


LAMBDA = """
  Tell:
    kind: Lambda
    function: arn:aws:lambda:us-east-1:111122223333:function:tell
    outputs: {score: PORT}
"""


@pytest.mark.parametrize(
    ("port", "right"),
    [
        ("{type: Float}", "`type: custom_property` and `data_type: Float`"),
        ("{type: int}", "`type: custom_property` and `data_type: Integer`"),
        ("{type: String, data_type: String}", "`type: custom_property`"),
        ("{type: metrics, data_type: Float}", "`type: custom_property`"),
    ],
)
def test_a_kind_of_value_is_no_type_of_ports(port: str, right: str) -> None:
    """It is the `data_type`, of a property for the most part."""
    ((code, hint),) = _told(LAMBDA.replace("PORT", port))
    assert code == "PC122"
    assert hint.endswith(f"write {right}")


@pytest.mark.parametrize("type_", ["model", "report", "dataset"])
def test_a_type_that_joins_an_output_and_an_input_is_a_projects_own(type_: str) -> None:
    """Both say so."""
    take = _input(type_).replace(f'"{FILES}"', '"${steps.Give.found}"')
    assert _told(_output(type_), take) == []


def test_two_outputs_are_joined_by_nothing() -> None:
    """Two trainings give a `model`, and nothing takes one."""
    found = _told(_output("model"), _output("model").replace("Give", "GiveMore"))
    assert [code for code, _ in found] == ["PC122", "PC122"]


@pytest.mark.parametrize(
    "type_", ["embeddings", "image_set", "model_card", "language_model", "vocabulary", "scaler"]
)
def test_a_word_of_ones_own_is_let_be(type_: str) -> None:
    """Though nothing takes it yet."""
    assert _told(_output(type_)) == []


def _shared(type_: str) -> str:
    """Two steps that hand on what is of a type."""
    take = _input(type_).replace(f'"{FILES}"', '"${steps.First.found}"').replace("Take", "Second")
    return _output(type_).replace("Give", "First") + take


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        (_output("tabluar"), "did you mean `tabular`?"),
        (_input("tabluar"), "did you mean `tabular`?"),
    ],
)
def test_a_slip_of_the_projects_own_type_is_told(step: str, hint: str) -> None:
    """The others join something, and it fits only itself."""
    assert _told(_shared("tabular"), step) == [("PC122", hint)]


@pytest.mark.parametrize("type_", ["rows_v2", "embeddings"])
def test_another_type_of_ones_own_is_no_slip(type_: str) -> None:
    """A number is meant as it is, and so is another word."""
    assert _told(_shared("rows_v1"), _output(type_)) == []


def test_of_two_types_that_join_nothing_the_rarer_is_the_slip() -> None:
    """Or else the output's."""
    assert _told(_output("tabluar"), _input("tabular")) == [("PC122", "did you mean `tabular`?")]
    more = _output("tabular").replace("Give", "GiveMore")
    found = _told(_output("tabular"), more, _input("tabluar"))
    assert found == [("PC122", "did you mean `tabular`?")]
