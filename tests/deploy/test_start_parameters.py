"""The parameters of a start, held against the deployed definition."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import get_session
from botocore.validate import validate_parameters
from hypothesis import given
from hypothesis import strategies as st

from pipec.compiler.deployment.start_parameters import start_parameters
from pipec.compiler.diagnostics import Diagnostic, Report

DEFINITION: dict[str, Any] = {
    "Parameters": [
        {"Name": "Rounds", "Type": "Integer", "DefaultValue": 50},
        {"Name": "Rate", "Type": "Float", "DefaultValue": 0.0},
        {"Name": "Force", "Type": "Boolean", "DefaultValue": False},
        {"Name": "Mode", "Type": "String", "DefaultValue": "", "EnumValues": ["fast", "exact"]},
        {"Name": "Input", "Type": "String"},
        {"Name": "Role", "Type": "String"},
    ]
}
NEEDED = {"Input": "s3://b/x", "Role": "r"}


def check(
    given: dict[str, str], definition: dict[str, Any] = DEFINITION
) -> tuple[list[dict[str, str]], tuple[Diagnostic, ...]]:
    """The request's list, and what is wrong."""
    report = Report()
    return start_parameters(definition, given, report), report.diagnostics()


def test_values_are_sent_as_they_are_written() -> None:
    """Only a Boolean is put into small letters; order is the user's."""
    given = {"Force": "True", "Rounds": "007", "Rate": "1e-3", "Mode": "fast", **NEEDED}
    found, wrong = check(given)

    assert not wrong
    assert found == [
        {"Name": "Force", "Value": "true"},
        {"Name": "Rounds", "Value": "007"},
        {"Name": "Rate", "Value": "1e-3"},
        {"Name": "Mode", "Value": "fast"},
        {"Name": "Input", "Value": "s3://b/x"},
        {"Name": "Role", "Value": "r"},
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Rounds", "1.0"),
        ("Rounds", ""),
        ("Rounds", " 5"),
        ("Rounds", "1_000"),
        ("Rounds", "٣"),
        ("Rounds", "5\n"),
        ("Rate", "nan"),
        ("Rate", "inf"),
        ("Rate", "1e999"),
        ("Rate", "-1e999"),
        ("Rate", "."),
        ("Rate", "1,5"),
        ("Force", "yes"),
        ("Force", "1"),
        ("Mode", "quick"),
        ("Mode", "Fast"),
    ],
)
def test_a_value_that_the_service_could_not_read_is_refused(name: str, value: str) -> None:
    """Python reads some of these; the service is not Python."""
    _, wrong = check({name: value, **NEEDED})

    assert [item.code.number for item in wrong] == ["PC531"]
    assert f"`{name}`" in wrong[0].message
    assert wrong[0].hint


@pytest.mark.parametrize("value", ["5", "-5", "+5", "0", "123456789012"])
def test_whole_numbers(value: str) -> None:
    """An Integer takes them with a sign too; so does a Float."""
    assert not check({"Rounds": value, "Rate": value, **NEEDED})[1]


@pytest.mark.parametrize("value", ["1.5", ".5", "5.", "-1E+10", "1e-999", "1.7e308"])
def test_numbers(value: str) -> None:
    """A Float takes what JSON and Java take."""
    assert not check({"Rate": value, **NEEDED})[1]


def test_everything_is_told_at_once() -> None:
    """Unknown names with the nearest known one, wrong values, and all that is missing."""
    _, wrong = check({"Round": "5", "Rate": "much"})

    assert [(item.code.number, item.hint) for item in wrong] == [
        ("PC530", "did you mean `Rounds`?"),
        ("PC531", "give a number"),
        ("PC532", "add `-p Input=… -p Role=…`"),
    ]
    assert wrong[2].message == "`Input`, `Role` have no default and must be given"


def test_one_missing_parameter() -> None:
    """The sentence is right for one, too."""
    _, wrong = check({"Input": "x"})
    assert [item.message for item in wrong] == ["`Role` has no default and must be given"]


def test_an_empty_or_false_default_is_a_default() -> None:
    """0.0, false and the empty text need not be given."""
    assert check(NEEDED)[1] == ()


def test_the_length_of_a_value() -> None:
    """1024 characters pass, one more does not, and is said once."""
    assert not check({**NEEDED, "Input": "x" * 1024})[1]
    _, wrong = check({**NEEDED, "Input": "x" * 1025})
    assert [item.message for item in wrong] == [
        "the value of `Input` has 1025 characters, and the service takes 1024"
    ]


def test_the_number_of_parameters() -> None:
    """200 pass, 201 do not."""
    many = {"Parameters": [{"Name": f"P{n}", "Type": "String"} for n in range(201)]}
    _, wrong = check({f"P{n}": "x" for n in range(201)}, many)
    assert [item.code.number for item in wrong] == ["PC536"]

    fewer = {"Parameters": many["Parameters"][:200]}
    assert not check({f"P{n}": "x" for n in range(200)}, fewer)[1]


def test_a_pipeline_without_parameters() -> None:
    """A name is refused there too, and the hint says why."""
    assert check({}, {}) == ([], ())
    _, wrong = check({"X": "1"}, {})
    assert wrong[0].hint == "the pipeline has no parameters"


@given(
    st.dictionaries(
        st.sampled_from(["Rounds", "Rate", "Force", "Mode", "Input", "Role", "Rouns"]),
        st.one_of(
            st.text(max_size=20),
            st.integers().map(str),
            st.floats(allow_nan=False, allow_infinity=False).map(str),
            st.sampled_from(["true", "TRUE", "fast"]),
        ),
    )
)
def test_what_passes_is_a_request(values: dict[str, str]) -> None:
    """Without an error each value reads as its type, and botocore takes the list."""
    found, wrong = check(values)
    if wrong:
        return
    kinds = {item["Name"]: item["Type"] for item in DEFINITION["Parameters"]}
    for item in found:
        if kinds[item["Name"]] == "Integer":
            int(item["Value"])
        elif kinds[item["Name"]] == "Float":
            float(item["Value"])
        elif kinds[item["Name"]] == "Boolean":
            assert item["Value"] in ("true", "false")
    assert {item["Name"] for item in found} >= {"Input", "Role"}
    shape = SERVICE.operation_model("StartPipelineExecution").input_shape
    request = {
        "PipelineName": "demo",
        "ClientRequestToken": "x" * 32,
        "PipelineParameters": found,
    }
    validate_parameters(request, shape)


SERVICE = get_session().get_service_model("sagemaker")


@given(number=st.integers(), flag=st.booleans())
def test_what_python_writes_passes(*, number: int, flag: bool) -> None:
    """Numbers and booleans as a script would print them are taken."""
    values = {"Rounds": str(number), "Rate": str(number / 7), "Force": str(flag), **NEEDED}
    assert not check(values)[1]
