"""Values known only at run time: what they are in texts, and that they decide nothing before."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api_programs import (
    in_a_project,
    new,
    tell,
)


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


def test_references_are_texts_of_the_language() -> None:
    """In f-strings, sums and formats they are what YAML has."""
    x = new().parameter("X", 5)
    assert str(x) == f"{x}" == "${parameters.X}"
    with pytest.raises(TypeError, match="no form yet"):
        f"{x:>20}"
    assert x + "a" == "${parameters.X}a"
    assert "a" + x == "a${parameters.X}"
    assert x + x == "${parameters.X}${parameters.X}"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("name", "steps.S.auc.name"),
        ("a-b", "steps.S.auc.a-b"),
        ("a b", "steps.S.auc['a b']"),
        ("a.b", "steps.S.auc['a.b']"),
        ("1", "steps.S.auc['1']"),
        ("", "steps.S.auc['']"),
        ("it's", "steps.S.auc['it''s']"),
        (1, "steps.S.auc[1]"),
    ],
)
def test_parts_of_a_value(part: str | int, text: str) -> None:
    """Names, indices, and what needs quotes."""
    assert tell(new(), "S").auc[part].text == text


def test_execution_variables_and_vars() -> None:
    """Those that there are; a wrong name says what was meant."""
    builder = new()
    assert builder.execution.PipelineExecutionId.text == "execution.PipelineExecutionId"
    assert builder.vars["my-own"].text == "vars.my-own"
    assert "PipelineExecutionId" in dir(builder.execution)
    with pytest.raises(AttributeError, match="did you mean `PipelineName`"):
        _ = builder.execution.PipelineNam


@pytest.mark.parametrize(
    "use",
    [
        bool,
        list,
        lambda x: x and x,
        lambda x: not x,
        lambda x: x in [1, 2],
        lambda x: 1 in x,
        lambda x: 1 < x < 5,
        lambda x: (x == 1) and (x == 2),
        lambda x: x < 1 & x,
        lambda x: new().condition("C", x == 1 | x),
        lambda x: (x == 1) == 2,
        lambda x: (x > 1) == True,  # noqa: E712
        lambda x: (x > 1) != False,  # noqa: E712
        lambda x: (x > 1) == (x > 1),
        lambda x: (x > 1) != (x < 5),
        lambda x: (x > 1) == x,
        lambda x: x == (x > 1),
        lambda x: [x > 1].index(x < 5),
        lambda x: new().condition("C", x < [1]),
        lambda x: x + 1,
        lambda x: x < object(),
        lambda x: x.is_in(5),
        lambda x: max(x, 3),
        lambda x: sorted([x, x]),
    ],
)
def test_what_is_known_only_at_run_time_decides_nothing_before(use: Callable[[Any], Any]) -> None:
    """Python's own words for tests are a `TypeError`, never a silent True or False."""
    with pytest.raises(TypeError):
        use(new().parameter("X", 5))


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (lambda x: x + 1, "compute with it in a step's script"),
        (lambda x: 2 * x, "compute with it in a step's script"),
        (lambda x: -x, "compute with it in a step's script"),
        (range, "compute with it in a step's script"),
        (int, "compute with it in a step's script"),
        (len, "compute with it in a step's script"),
        (lambda x: x / "part", "write it into a text"),
        (lambda x: Path("folder") / x, "write it into a text"),
        (lambda x: os.path.join(x, "part"), "write it into a text"),  # noqa: PTH118
        (lambda x: "s3" in x, "`is_in"),
        (lambda x: x["part"], "is a single value"),
        (lambda x: x.startswith("s3"), "made in a step's script"),
        (lambda x: x.anything, "made in a step's script"),
    ],
)
def test_what_python_would_compute_now(use: Callable[[Any], Any], said: str) -> None:
    """Each is refused in words that say where it is done instead."""
    with pytest.raises((TypeError, AttributeError), match=re.escape(said)):
        use(new().parameter("X", 5))


def test_parts_and_methods_of_what_a_step_gives() -> None:
    """A name may be a part of it, unless it is a method of texts."""
    output = tell(new(), "S").auc
    with pytest.raises(AttributeError, match=r"read by `\['count'\]`"):
        getattr(output, "count")  # noqa: B009 - no checker knows it
    with pytest.raises(AttributeError, match=r"has no `\.startswith`"):
        getattr(output, "startswith")  # noqa: B009 - no checker knows it


def test_a_test_can_be_kept_in_sets_and_lists() -> None:
    """It is equal to nothing, and is itself."""
    test = new().parameter("X", 5) > 3
    assert {test: 1}[test] == 1
    assert [test, test].count(test) == 2
    with pytest.raises(TypeError, match=r"`parameters\.X > 3` .* `~a` for `a == False`"):
        _ = test == False  # noqa: E712


@pytest.mark.parametrize("test", [True, None, 5])
def test_a_condition_that_is_decided_already(test: Any) -> None:
    """Is a `TypeError`: Python has compared what is known now."""
    with pytest.raises(TypeError, match="is known now"):
        new().condition("C", test)


def test_properties_are_checked_by_the_services_model() -> None:
    """They complete along the model, and a wrong one is told at once."""
    builder = new()
    train = builder.add_step("T", "XGBoostTraining")
    assert train.properties.ModelArtifacts.S3ModelArtifacts.text == (
        "steps.T.properties.ModelArtifacts.S3ModelArtifacts"
    )
    assert train.properties.FinalMetricDataList["auc"].Value.text == (
        "steps.T.properties.FinalMetricDataList['auc'].Value"
    )
    assert train.properties.SecondaryStatusTransitions[0].Status.text == (
        "steps.T.properties.SecondaryStatusTransitions[0].Status"
    )
    assert "TrainingJobName" in dir(train.properties)
    with pytest.raises(AttributeError, match="did you mean `TrainingJobName`"):
        _ = train.properties.TrainingJobNam
    with pytest.raises(AttributeError, match="no member `X`"):
        _ = train.properties.ModelArtifacts.X
    with pytest.raises(AttributeError, match="did you mean `Status`"):
        _ = train.properties.SecondaryStatusTransitions[0].Statu


def test_comparisons_without_parentheses_are_told() -> None:
    """`a > 1 & b < 2` is `a > (1 & b) < 2` to Python, which pandas has taught many people."""
    size = new().parameter("Size", 5)
    with pytest.raises(TypeError, match="parentheses"):
        _ = size > 1 & size
    with pytest.raises(TypeError, match="parentheses"):
        _ = size > 1 | size
    assert repr(size > 1) == "<Test parameters.Size > 1>"
