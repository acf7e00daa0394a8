"""Hints that say what to write: pasted, it is right."""

from __future__ import annotations

import pytest

from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Prepare: {uses: TabularPreprocessing, code: tests/cli_runs.py, inputs: {raw_data: s3://a-bucket/x}}
  Train: {uses: XGBoostTraining, hyperparameters: {num_round: 50}}
  Evaluate: {uses: ModelEvaluation, code: tests/cli_runs.py}
"""
GATE = "  Gate: {if: 'CONDITION', then: {F: {fail: stopped}}}\n"
TOLD = "  Tell: {fail: 'It is ${TEXT}'}\n"
LOOP = """
  Loop:
    for_each: []
    max_concurrency: 2
    steps:
      L: {kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f", outputs: {o: {data_type: String}}}
"""  # noqa: E501 - YAML


def _told(text: str, change: tuple[str, str] = ("", "")) -> list[tuple[str, str | None]]:
    found = compiled(HEAD.replace(*change) + text, explain=False).diagnostics
    return [(item.code.number, item.hint) for item in found if item.code.severity.value == "error"]


@pytest.mark.parametrize("condition", ["REPORT", "REPORT > 0.8", "0.8 < REPORT"])
def test_a_report_is_looked_into(condition: str) -> None:
    """A report as a whole is the place where it lies."""
    report = "steps.Evaluate.evaluation_report"
    hint = f"it is a report: say what of it is meant, as `{report}.NAME`"
    gate = GATE.replace("CONDITION", condition)
    assert _told(gate.replace("REPORT", report)) == [("PC216", hint)]
    pasted = gate.replace("REPORT", f"{report}.NAME")
    assert _told(pasted) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("FinalMetricDataList.Value", "FinalMetricDataList[0].Value"),
        ("InputDataConfig.S3Uri", "InputDataConfig[0].DataSource.S3DataSource.S3Uri"),
    ],
)
def test_a_member_of_an_entry(wrong: str, right: str) -> None:
    """Which entry is said first."""
    text = TOLD.replace("TEXT", f"steps.Train.properties.{wrong}")
    assert _told(text) == [("PC213", f"write which one: `{right}`")]
    assert _told(text.replace(wrong, right)) == []


def test_an_entrys_name() -> None:
    """What is no member of an entry may be its name."""
    place = "steps.Prepare.properties.ProcessingOutputConfig.Outputs"
    ((code, hint),) = _told(TOLD.replace("TEXT", f"{place}.train"))
    assert code == "PC213"
    assert "['train']" in str(hint)


def test_a_loop_of_nothing_is_told_once() -> None:
    """It has no last iteration to name."""
    ((code, _),) = _told(LOOP + TOLD.replace("TEXT", "steps.Loop.iterations[0].L.o"))
    assert code == "PC303"


def test_what_stands_below_the_wrong_key() -> None:
    """Hyperparameters as options, options as inputs."""
    right = "hyperparameters: {num_round: 50}"
    wrong = right.replace("hyperparameters", "options")
    hint = f"it has none; a hyperparameter is written `{right}`"
    assert _told("", (right, wrong)) == [("PC115", hint)]
    right = "  R: {uses: ModelRegistration, options: {model_package_group: g}}\n"
    found = _told(right.replace("options", "inputs"))
    assert ("PC114", "it is an option: write `options: {model_package_group: g}`") in found
    assert _told(right) == []


def test_one_mistake_is_told_once() -> None:
    """What a slip in the type of a parameter makes of its `enum` is none of its own."""
    head = "pipeline: P\nparameters: {Size: {type: TYPE, default: a, enum: [a, b]}}\n"
    steps = "steps: {F: {fail: '${parameters.Size}'}}\n"
    for slip in ("Strng", "string"):
        found = compiled(head.replace("TYPE", slip) + steps, explain=False).diagnostics
        assert [item.hint for item in found] == ["did you mean `String`?"]
    found = compiled(head.replace("TYPE", "Integer") + steps, explain=False).diagnostics
    assert any("only a String parameter" in item.message for item in found)


def test_words_of_loops_and_experiments() -> None:
    """A slip in a word of the language, and a name alone."""
    loop = LOOP.replace("[]", "[a]")
    text = loop + TOLD.replace("TEXT", "steps.Loop.iteration[0].L.o")
    assert _told(text) == [("PC212", "did you mean `iterations`?")]
    assert _told(text.replace("iteration[", "iterations[")) == []
    assert _told("experiment: churn\n") == [("PC103", "write `{name: churn}`")]
    assert _told("experiment: {name: churn}\n") == []
