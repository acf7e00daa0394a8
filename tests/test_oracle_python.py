"""The generated Python under the real SDK, and the requests under botocore's validation."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from oracle.api import request_errors
from oracle.equal import exact_differences
from oracle.idiomatic_share import CLASSES, classes
from oracle.pipec_side import ROOT, compile_folder
from oracle.sdk import OfflineError, offline, run_program

PLACES = ("pipelines/*", "tests/oracle/matrix/*", "tests/oracle/twins/*", "tests/cases/ok/*")
FOLDERS = sorted(path.parent for place in PLACES for path in ROOT.glob(f"{place}/pipeline.yaml"))

# The style `request` treats all kinds alike: enough are those with most of the job steps.
WRITTEN_OUT = [
    folder
    for folder in FOLDERS
    if folder.parent.name == "pipelines"
    or folder.name in ("places", "processing", "training", "transform")
]


def ids(folder: Path) -> str:
    """A folder as it is called in the repository."""
    return folder.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_the_generated_python_makes_the_same_definition(folder: Path, tmp_path: Path) -> None:
    """`build(session)` under sagemaker 3 gives the JSON beside it, and the SDK's graph takes it."""
    compiled = compile_folder(folder)
    program = tmp_path / "pipeline.py"
    program.write_text(compiled.python, "utf-8")

    assert exact_differences(run_program(program), compiled.definition) == []


@pytest.mark.parametrize("folder", WRITTEN_OUT, ids=ids)
def test_the_written_out_python_makes_the_same_definition(folder: Path, tmp_path: Path) -> None:
    """So does the module with each request in full, in which no job class is used."""
    compiled = compile_folder(folder, "request")
    program = tmp_path / "pipeline.py"
    program.write_text(compiled.python, "utf-8")

    assert set(CLASSES.values()).isdisjoint(classes(compiled.python).values())
    assert exact_differences(run_program(program), compiled.definition) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=ids)
def test_the_requests_pass_the_services_own_validation(folder: Path) -> None:
    """Each step's Arguments are a valid request once variables have values."""
    errors = request_errors(compile_folder(folder).definition)
    if "unchecked: true" in (folder / "pipeline.yaml").read_text("utf-8"):
        errors = [error for error in errors if "no request is known" not in error]

    assert errors == []


def processing(**members: Any) -> dict[str, Any]:
    """A definition of one Processing step with the members that its request must have."""
    request: dict[str, Any] = {
        "RoleArn": {"Get": "Parameters.Role"},
        "AppSpecification": {"ImageUri": {"Std:Join": {"On": "/", "Values": []}}},
        "ProcessingResources": {"Get": "Parameters.Resources"},
    }
    step = {"Name": "P", "Type": "Processing", "Arguments": request | members}
    return {"Steps": [step]}


def test_variables_stand_for_values_of_any_type() -> None:
    """An expression passes in the place of a text, a number, a list, or a structure."""
    assert request_errors(processing(StoppingCondition={"Get": "Parameters.X"})) == []
    assert request_errors(processing(ProcessingInputs={"Get": "Parameters.X"})) == []


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"Colour": "red"}, "Unknown parameter"),
        ({"AppSpecification": {}}, "Missing required parameter"),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": "1"}}, "Invalid type"),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": 0}}, "valid min value"),
    ],
)
def test_wrong_requests_are_reported(members: dict[str, Any], complaint: str) -> None:
    """What the service would refuse is named with its step."""
    [error] = request_errors(processing(**members))

    assert error.startswith("P: ")
    assert complaint in error


def test_steps_inside_branches_are_looked_at() -> None:
    """A wrong request in a branch is found as well, and a type that nobody knows is one."""
    inner = processing(Colour="red")["Steps"] + [{"Name": "U", "Type": "Odd", "Arguments": {}}]
    branch = {"Conditions": [], "IfSteps": inner, "ElseSteps": []}
    step = {"Name": "C", "Type": "Condition", "Arguments": branch}

    errors = request_errors({"Steps": [step]})

    assert [error.partition(":")[0] for error in errors] == ["P", "U"]


def test_the_harness_lets_nothing_out() -> None:
    """Offline, an AWS call that building needs is answered, another fails, and so does a socket."""
    with offline():
        import boto3

        assert boto3.client("sts").get_caller_identity()["Account"] == "111122223333"
        with pytest.raises(OfflineError, match="sagemaker CreatePipeline"):
            boto3.client("sagemaker").create_pipeline()
        with pytest.raises(OfflineError):
            socket.create_connection(("127.0.0.1", 9))
    assert os.environ.get("AWS_ACCESS_KEY_ID") is None
