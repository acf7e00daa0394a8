"""Layers of a request laid over each other."""

from typing import Any

import pytest

from pipec.compiler.diagnostics import Span
from pipec.compiler.merge import merge
from pipec.compiler.syntax import from_data, to_data

SPAN = Span("p.yaml", 1, 1, 1, 2)


def merged(lower: Any, upper: Any, name: str = "") -> Any:
    """Plain data laid over plain data."""
    return to_data(merge(from_data(lower, SPAN), from_data(upper, SPAN), name))


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}, id="member by member"),
        pytest.param({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}, id="deeply"),
        pytest.param({"a": 1, "b": 2}, {"a": None}, {"b": 2}, id="null removes"),
        pytest.param({}, {"a": None}, {}, id="null over nothing is nothing"),
        pytest.param({"a": {"x": 1}}, {"a": 2}, {"a": 2}, id="a scalar replaces a mapping"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="lists replace"),
    ],
)  # fmt: skip
def test_mappings(lower: Any, upper: Any, expected: Any) -> None:
    """Mappings merge, everything else replaces, null removes."""
    assert merged(lower, upper) == expected


def test_named_lists_merge_by_name() -> None:
    """One member of one channel changes; the others and their order stay; new ones come last."""
    lower = {"InputDataConfig": [{"ChannelName": "a", "X": 1}, {"ChannelName": "b", "X": 2}]}
    upper = {"InputDataConfig": [{"ChannelName": "b", "Y": 3}, {"ChannelName": "c"}]}
    assert merged(lower, upper) == {
        "InputDataConfig": [
            {"ChannelName": "a", "X": 1},
            {"ChannelName": "b", "X": 2, "Y": 3},
            {"ChannelName": "c"},
        ]
    }


def test_containers_merge_by_position() -> None:
    """The first container's image can be changed without writing the second again."""
    lower = {"Containers": [{"Image": "a", "Mode": "m"}, {"Image": "b"}]}
    upper = {"Containers": [{"Image": "c"}]}
    assert merged(lower, upper) == {"Containers": [{"Image": "c", "Mode": "m"}, {"Image": "b"}]}
