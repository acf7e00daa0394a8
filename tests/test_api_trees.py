"""What a program says is the tree that a file is: the same value, the same data, the same types."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_programs import (
    FUNCTION,
    IMAGE,
    VARS,
    compiled,
    in_a_project,
    said,
)
from pipec import (
    PipelineBuilder,
    PipelineWarning,
    StepContract,
)
from pipec.cli import workspace
from pipec.cli.api.places import Place
from pipec.cli.api.trees import tree_of
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.model import Pipeline
from pipec.compiler.parsing.parse import parse_pipeline
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import to_data


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


HERE = Place(Span("here.py", 1, 1, 1, 1))


EVERYTHING = """\
pipeline: Everything
description: All that a file can say.
vars:
  bucket: example-bucket
  region: us-east-1
  role: arn:aws:iam::111122223333:role/SageMakerRole
tags: {team: a, cost: 12}
parallelism: 3
defaults:
  tags: {stage: test}
  for:
    XGBoostTraining: {instance: ml.m5.4xlarge}
parameters:
  Data: s3://example-bucket/x.csv
  Rounds: 50
  Limit: 6.0
  Really: true
  Name: {type: String}
  Size: {type: String, default: big, enum: [small, big]}
  Count: {type: Integer}
  Share: {type: Float, default: 0.5}
  Flag: {type: Boolean}
steps:
  Prepare:
    uses: TabularPreprocessing
    code: cli_runs.py
    inputs: {raw_data: "${parameters.Data}"}
    cache: 30d
  Train:
    uses: XGBoostTraining
    hyperparameters: {objective: reg:squarederror, num_round: "${parameters.Rounds}", eta: 0.2}
    inputs:
      validation_data: ${steps.Prepare}
      training_data: {value: "${steps.Prepare.training_data}", channel: {content_type: text/csv}}
    from: [Prepare]
    retry: [{on: [Step.THROTTLING], attempts: 3}]
    environment: {RUN: "run ${execution.PipelineExecutionId} of ${pipeline.name}", EMPTY: null}
  Evaluate:
    uses: ModelEvaluation
    code: cli_runs.py
    depends_on: [Train, {step: Prepare, when: completed}]
  Clean:
    kind: Processing
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1
    instance: ml.m5.large
    code: cli_runs.py
    command: [python3]
    inputs: {table: "${parameters.Data}"}
    outputs: {rows: {type: processing_output, path: /opt/ml/processing/output}}
  Check:
    if: >-
      (steps.Evaluate.evaluation_report.mse <= parameters.Limit or parameters.Really)
      and not parameters.Size == 'big'
    then:
      Register:
        uses: ModelRegistration
        options: {model_package_group: Houses}
      Deeper:
        if: parameters.Size in ['small', 'it''s']
        then:
          Stop: {fail: "stopped ${parameters.Name}"}
    else:
      TooBad: {fail: "${steps.Evaluate.evaluation_report['a b']}"}
  Each:
    for_each: [a, {b: 1}]
    max_concurrency: 2
    pick: {max: steps.Score.auc}
    steps:
      Score:
        kind: Lambda
        function: arn:aws:lambda:us-east-1:111122223333:function:f
        inputs: {item: "${item}", part: "${item.b}"}
        outputs: {auc: {data_type: Float}}
  After:
    kind: Lambda
    function: arn:aws:lambda:us-east-1:111122223333:function:f
    display_name: After all
    inputs:
      best: ${steps.Each.selected.auc}
      first: ${steps.Each.iterations[0].Score.auc}
      job: ${steps.Train.properties.TrainingJobName}
      place: s3://${vars.bucket}/${parameters.Name}
"""


def everything() -> PipelineBuilder:
    """The same in Python, in whatever ways there are to say it."""
    p = PipelineBuilder(
        "Everything",
        description="All that a file can say.",
        vars=VARS,
        tags={"team": "a", "cost": 12},
        parallelism=3,
        defaults={
            "tags": {"stage": "test"},
            "for": {"XGBoostTraining": {"instance": "ml.m5.4xlarge"}},
        },
    )
    data = p.parameter("Data", "s3://example-bucket/x.csv")
    rounds = p.parameter("Rounds", 50)
    limit = p.parameter("Limit", 6.0)
    really = p.parameter("Really", default=True)
    name = p.parameter("Name")
    size = p.parameter("Size", "big", type=str, enum=["small", "big"])
    p.parameter("Count", type=int)
    p.parameter("Share", 0.5, type="Float")
    p.parameter("Flag", type=bool)
    prepare = p.add_step(
        "Prepare", "TabularPreprocessing", code=Path("cli_runs.py"), raw_data=data, cache="30d"
    )
    train = p.add_step(
        "Train",
        "XGBoostTraining",
        hyperparameters={"objective": "reg:squarederror", "num_round": rounds, "eta": 0.2},
        inputs={
            "validation_data": prepare,
            "training_data": {"channel": {"content_type": "text/csv"}},
        },
        from_=[prepare],
        retry=({"on": ("Step.THROTTLING",), "attempts": 3},),
        environment={
            "RUN": f"run {p.execution.PipelineExecutionId} of ${{pipeline.name}}",
            "EMPTY": None,
        },
    )
    assert train.connect("training_data", prepare.training_data) is train
    evaluate = p.add_step(
        "Evaluate",
        "ModelEvaluation",
        code="cli_runs.py",
        depends_on=[train, {"step": prepare, "when": "completed"}],
    )
    p.add_step(
        "Clean",
        kind="Processing",
        image=IMAGE,
        instance="ml.m5.large",
        code="cli_runs.py",
        command=["python3"],
        inputs={"table": data},
        outputs={"rows": {"type": "processing_output", "path": "/opt/ml/processing/output"}},
    )
    mse = evaluate.evaluation_report["mse"]
    check = p.condition("Check", ((mse <= limit) | really) & ~(size == "big"))
    check.then.add_step("Register", "ModelRegistration", model_package_group="Houses")
    deeper = check.then.condition("Deeper", size.is_in(["small", "it's"]))
    deeper.then.fail("Stop", "stopped " + name)
    check.otherwise.fail("TooBad", evaluate["evaluation_report"]["a b"])
    each = p.for_each("Each", ["a", {"b": 1}], max_concurrency=2, pick={"max": "steps.Score.auc"})
    score = each.add_step(
        "Score",
        kind="Lambda",
        function=FUNCTION,
        inputs={"item": each.item, "part": each.item["b"]},
        outputs={"auc": {"data_type": "Float"}},
    )
    assert score.list_outputs() == ["auc"]
    p.add_step(
        "After",
        kind="Lambda",
        function=FUNCTION,
        display_name="After all",
        inputs={
            "best": each.selected["auc"],
            "first": each.iterations[0]["Score"]["auc"],
            "job": train.properties.TrainingJobName,
            "place": f"s3://{p.vars.bucket}/{name}",
        },
    )
    return p


def bare(node: Any) -> Any:
    """A value of the compiler without what says where and how it was written."""
    names = getattr(node, "__match_args__", ())
    if names:
        skipped = {"span", "key_span", "plain"}
        inner = {name: bare(getattr(node, name)) for name in names if name not in skipped}
        return type(node).__name__, inner
    if isinstance(node, list | tuple):
        return [bare(item) for item in node]
    if isinstance(node, Mapping):
        return {key: bare(value) for key, value in node.items()}
    return repr(node)


def parsed(tree: Tree) -> Pipeline:
    """The parser's value of a tree."""
    found = Report()
    context = workspace.read_project(None, None)
    pipeline = parse_pipeline(tree, context.registry, found)
    assert found.diagnostics() == ()
    assert pipeline is not None
    return pipeline


def test_the_builder_makes_the_value_that_the_parser_makes() -> None:
    """A pipeline of everything, written both ways, is one value and one definition."""
    tree = read_yaml("pipeline.yaml", EVERYTHING.encode(), Report())
    assert tree is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PipelineWarning)
        made = everything().build()
    in_python, in_yaml = bare(parsed(said(everything()))), bare(parsed(tree))
    assert in_python == in_yaml
    assert made.definition() == compiled(EVERYTHING)
    assert made.definition() == compiled(made.to_yaml())


def test_two_builders_in_one_program() -> None:
    """Neither knows of the other, and the same calls give the same texts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PipelineWarning)
        one, two = everything(), everything()
        two.add_step("More", kind="Lambda", function=FUNCTION)
        assert "More" not in one
        two.remove_step("More")
        assert one.build().to_yaml() == two.build().to_yaml()


SINGLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=12),
)


KEYS = st.text(st.characters(codec="utf-8"), max_size=6)


DATA = st.recursive(
    SINGLE,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=150)
@given(data=st.dictionaries(KEYS, DATA, max_size=4))
def test_data_comes_back(data: dict[str, Any]) -> None:
    """Any data is the same data in the tree, and in the YAML of the tree; types too."""
    tree = tree_of(data, HERE)
    assert isinstance(tree, Tree)
    assert repr(to_data(tree)) == repr(data)
    assert repr(StepContract("A", "Training", request=data).keys["request"]) == repr(data)
    found = Report()
    again = read_yaml("x.yaml", yaml_text(tree).encode(), found)
    assert found.diagnostics() == ()
    assert again is not None
    assert repr(to_data(again)) == repr(data)


def test_values_of_other_libraries() -> None:
    """Enumerations, numbers of numpy, fractions, paths, tuples and mappings of any class."""

    class Colour(Enum):
        RED = "red"
        NUMBER = 5

    given_ = {
        "enum": Colour.RED,
        "number": Colour.NUMBER,
        "int": np.int64(5),
        "float": np.float64(0.5),
        "fraction": Fraction(1, 4),
        "path": Path("a/b"),
        "tuple": (1, "a"),
        5: "key",
        True: "yes",
        None: "no",
        1.5: "broken",
        Colour.RED: "colour",
    }
    assert repr(to_data(tree_of(given_, HERE))) == repr(
        {
            "enum": "red",
            "number": 5,
            "int": 5,
            "float": 0.5,
            "fraction": 0.25,
            "path": "a/b",
            "tuple": [1, "a"],
            "5": "key",
            "true": "yes",
            "null": "no",
            "1.5": "broken",
            "red": "colour",
        }
    )
