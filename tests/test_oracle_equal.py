"""The oracle's own idea of when two definitions are equal."""

from __future__ import annotations

from typing import Any

import pytest

from oracle.equal import differences, exact_differences, flatten_joins


def join(on: str, *values: Any) -> dict[str, Any]:
    """The wire form of a Join."""
    return {"Std:Join": {"On": on, "Values": list(values)}}


EXECUTION = {"Get": "Execution.PipelineExecutionId"}
PARAMETER = {"Get": "Parameters.N"}


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1.0), (1, True), (0, False), (1, "1"), (None, False), ([], {}), ("", None), ({}, None)],
)
def test_values_of_different_json_types_differ(left: Any, right: Any) -> None:
    """A number's spelling, a boolean, a text and null are different values, as in JSON."""
    assert exact_differences({"a": {"x": left}}, {"a": {"x": right}}) != []


def test_key_order_does_not_matter() -> None:
    """Objects are equal in any order of their members."""
    assert exact_differences({"a": 1, "b": 2}, {"b": 2, "a": 1}) == []


def test_list_order_matters() -> None:
    """Lists are equal only item by item, and the place is named."""
    left = {"Steps": [{"Name": "A"}, {"Name": "B"}]}
    right = {"Steps": [{"Name": "B"}, {"Name": "A"}]}

    assert exact_differences(left, right) == [
        '$.Steps[0 A].Name: "A" against "B"',
        '$.Steps[1 B].Name: "B" against "A"',
    ]


def test_null_members_at_the_top_do_not_count() -> None:
    """A null at the top level is as good as none; deeper down it is not."""
    assert exact_differences({"MlflowConfig": None, "a": 1}, {"a": 1}) == []
    assert exact_differences({"a": {"b": None}}, {"a": {}}) == ["$.a.b: only the left has it: null"]


def test_missing_members_and_items_are_named_with_their_side() -> None:
    """What only one side has is shown with its place, from either side."""
    assert exact_differences({"a": [1, 2]}, {"a": [1], "b": 3}) == [
        "$.a[1]: only the left has it: 2",
        "$.b: only the right has it: 3",
    ]


@pytest.mark.parametrize(
    ("value", "flat"),
    [
        (join("/", "s3:/", "b", EXECUTION), {"Std:Join": ["s3://b/", EXECUTION]}),
        (join("", "s3://b/", EXECUTION), {"Std:Join": ["s3://b/", EXECUTION]}),
        (join("/", join("-", "a", EXECUTION), "b"), {"Std:Join": ["a-", EXECUTION, "/b"]}),
        (join("/", "s3://b", "evaluation.json"), "s3://b/evaluation.json"),
        (join("/"), ""),
        (join("", "n", 3), "n3"),
        (join("", PARAMETER), {"Std:Join": [PARAMETER]}),
        (join("", "", PARAMETER, ""), {"Std:Join": [PARAMETER]}),
    ],
)
def test_joins_flatten_to_what_they_concatenate(value: Any, flat: Any) -> None:
    """A Join becomes its texts and references in sequence; one of texts only is that text."""
    assert flatten_joins(value) == flat


def test_a_join_of_one_reference_is_not_the_reference() -> None:
    """The Join makes text of it, so the two are not the same value."""
    assert differences({"x": join("", PARAMETER)}, {"x": PARAMETER}) != []


def test_differently_cut_joins_are_equal_only_when_flattened() -> None:
    """The exact comparison sees how a Join is cut, the flattened one does not."""
    left = {"x": [join("/", "s3:/", "b", EXECUTION, "out")]}
    right = {"x": [join("", "s3://b/", EXECUTION, "/out")]}

    assert exact_differences(left, right) != []
    assert differences(left, right) == []


def test_joins_inside_lookups_are_flattened() -> None:
    """The S3 form of JsonGet holds a Join, which is compared like any other."""
    left = {"x": {"Std:JsonGet": {"S3Uri": join("/", "s3:/", "b", EXECUTION), "Path": "a"}}}
    right = {"x": {"Std:JsonGet": {"S3Uri": join("", "s3://b/", EXECUTION), "Path": "a"}}}

    assert differences(left, right) == []
