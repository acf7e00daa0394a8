"""Hints that say what to write: pasted, it is right."""

from __future__ import annotations

from io import StringIO

import pytest

from pipec.cli.explain import ToWrite, is_proposed
from pipec.cli.explain_table import print_tables
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


CALL = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
CHOICE = f"""
  Gate:
    if: 1 == 2
    then: {{InThen: {{{CALL}}}}}
    else: {{InElse: {{{CALL}}}}}
  Each: {{for_each: [a], max_concurrency: 1, steps: {{InLoop: {{{CALL}}}}}}}
  Later: {{{CALL}, depends_on: [Evaluate]}}
  Beside: {{{CALL}}}
  Stop: {{fail: stopped}}
"""


@pytest.mark.parametrize(
    "around", ["if: 1 == 2, then: ", "for_each: [a], max_concurrency: 1, steps: "]
)
def test_what_a_step_stands_in_feeds_nothing(around: str) -> None:
    """A condition or a loop in `from:` has no outputs to take, though its steps follow it."""
    inner = "{uses: ModelEvaluation, code: tests/cli_runs.py, from: [Prepare, Train, Around]}"
    text = f"  Around: {{{around}{{Check: {inner}}}}}\n"
    assert _told(text) == [("PC203", "remove it")]
    assert _told(text.replace(", Around]", "]")) == []


@pytest.mark.parametrize(
    ("name", "may_wait"),
    [
        ("Beside", True),
        ("InThen", True),
        ("Each", True),
        ("Evaluate", False),
        ("InLoop", False),
        ("Later", False),
        ("Stop", False),
    ],
)
def test_a_step_is_told_to_wait_for_what_it_can_wait_for(name: str, *, may_wait: bool) -> None:
    """Of what feeds nothing in `from:`: not itself, a step of a loop, a later one, an end."""
    written = f"ModelEvaluation, from: [Prepare, Train, {name}]"
    ((code, hint),) = _told(CHOICE, ("ModelEvaluation", written))
    wait = f", or write `depends_on: [{name}]` if order is what you want"

    assert (code, hint) == ("PC203", f"remove it{wait if may_wait else ''}")
    pasted = f"ModelEvaluation, depends_on: [{name}]"
    assert bool(_told(CHOICE, ("ModelEvaluation", pasted))) is not may_wait


def test_a_step_is_not_told_to_wait_for_the_other_branch() -> None:
    """One of the two runs only."""
    check = "{uses: ModelEvaluation, code: tests/cli_runs.py, from: [Prepare, Train, InThen]}"
    text = CHOICE.replace("else: {", f"else: {{Check: {check}, ")
    assert _told(text) == [("PC203", "remove it")]


def test_a_step_that_reads_itself_is_told_once() -> None:
    """Not that the type is wrong, too: for another input it would be the same mistake."""
    own = 'ModelEvaluation, inputs: {model: "${steps.Evaluate.evaluation_report}"}'
    text = HEAD.replace("ModelEvaluation", own)
    found = compiled(text, explain=False).diagnostics
    assert [item.code.number for item in found] == ["PC301"]


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


MODEL_IN_LOOP = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
parameters: {Full: true}
steps:
  Load: {uses: DataLoad, code: tests/cli_runs.py}
  Loop:
    for_each: [a, b]
    max_concurrency: 1
    steps:
      Train:
        {uses: XGBoostTraining, inputs: {training_data: "s3://a-bucket/${item}"}, hyperparameters: {num_round: 5}}
  Check: {uses: ModelEvaluation, code: tests/cli_runs.py}
"""  # noqa: E501 - YAML
MODEL_IN_BRANCH = MODEL_IN_LOOP.replace("for_each: [a, b]", "if: parameters.Full").replace(
    "max_concurrency: 1\n    steps:", "then:"
)
MODEL_LATER = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Check: {uses: ModelEvaluation, code: tests/cli_runs.py, outputs: {evaluation_report: {}}}
  Train: {uses: XGBoostTraining, inputs: {training_data: "${steps.Check.evaluation_report}"}, hyperparameters: {num_round: 5}}
"""  # noqa: E501 - YAML
MODEL_OF_A_LIST = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Load: {uses: DataLoad, code: tests/cli_runs.py}
  Train: {uses: XGBoostTraining, inputs: {training_data: s3://a-bucket/x}, hyperparameters: {num_round: 5}}
  Check: {uses: ModelEvaluation, code: tests/cli_runs.py, from: [Load]}
"""  # noqa: E501 - YAML
MODEL_OF_ANOTHER_TYPE = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Load:
    kind: Processing
    image: {framework: sklearn, version: 1.2-1}
    instance: ml.m5.large
    code: tests/cli_runs.py
    outputs: {model: {type: processing_output}}
  Check: {uses: ModelEvaluation, code: tests/cli_runs.py}
"""


@pytest.mark.parametrize(
    ("text", "why", "proposed"),
    [
        (MODEL_IN_LOOP, "runs in the loop `Loop`, and `Check` does not", []),
        (MODEL_IN_BRANCH, "is in a branch that `Check` is not in", []),
        (MODEL_LATER, "runs after `Check`", []),
        (MODEL_OF_ANOTHER_TYPE, "is of type `processing_output`, not `model_artifacts`", []),
        (MODEL_OF_A_LIST, "is not listed in `from:`", ["Train.model_artifacts"]),
    ],
)
def test_explain_proposes_what_may_be_written(text: str, why: str, proposed: list[str]) -> None:
    """An output that cannot be read, or is another kind of value, is shown without a line."""
    links = compiled(text).links
    assert links is not None
    (model,) = [one for one in links.decisions if (one.step, one.input) == ("Check", "model")]

    assert why in [other.refused for other in model.others if other.score > 0]
    assert [f"{o.step}.{o.output}" for o in model.others if is_proposed(o)] == proposed
    for other in filter(is_proposed, model.others):
        pasted = text.replace("Check: {", f"Check: {{{ToWrite(None).text('model', other)}, ")
        codes = {item.code.number for item in compiled(pasted, explain=False).diagnostics}
        assert codes.isdisjoint({"PC201", "PC206", "PC216", "PC217", "PC218", "PC301"})


def test_a_table_says_of_no_line_that_it_settles_what_none_does() -> None:
    """The words before the lines are left out with them."""
    shown = StringIO()
    print_tables(compiled(MODEL_IN_LOOP), "Check", shown)

    assert "`model` is not bound.\n" in shown.getvalue()
    assert '{model: "${' not in shown.getvalue()
