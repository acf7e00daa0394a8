"""Wires that are written against the types of their ports: which are told, which are natural."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from api_programs import in_a_project, program
from pipec import PipelineWarning
from test_display import compiled

HEAD = """
pipeline: Types
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R",
  place: "s3://example-bucket/raw"}
steps:
  Give:
    kind: Processing
    image: &image 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1
    instance: ml.m5.large
    outputs: {one: {type: OFFERED}}
"""
TAKE = """
  Take:
    kind: Processing
    image: *image
    instance: ml.m5.large
    inputs: {wanted: {type: WANTED, value: "${steps.Give.one}"}}
"""


def _told(text: str) -> list[str]:
    """The warnings of other types, each with its hint."""
    found = compiled(text).diagnostics
    assert {item.code.number for item in found} <= {"PC206"}, found
    return [f"{item.message}; {item.hint}" for item in found]


def _pair(offered: str, wanted: str) -> str:
    return HEAD.replace("OFFERED", offered) + TAKE.replace("WANTED", wanted)


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ("processing_output", "model_artifacts"),
        ("model_artifacts", "processing_output"),
        ("model_artifacts", "training_data"),
        ("training_data", "model_artifacts"),
        ("labels", "embeddings"),
        ("hyperparameters", "training_data"),
    ],
)
def test_another_type_is_told(offered: str, wanted: str) -> None:
    """A model is no data, and neither is a setting."""
    (said,) = _told(_pair(offered, wanted))
    assert said.startswith(
        f"`wanted` of `Take` takes `{wanted}`, and `steps.Give.one` is `{offered}`; "
    )
    assert said.endswith(f"`type: {wanted}` at the output, or `# pipec: allow PC206: why`")


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ("processing_output", "training_data"),
        ("training_data", "processing_output"),  # all that a step of one's own gives
        ("processing_output", "hyperparameters"),
        ("hyperparameters", "processing_output"),
        ("custom_property", "processing_output"),  # a Lambda that finds the newest data
        ("custom_property", "model_artifacts"),
        ("model_artifacts", "custom_property"),  # a Lambda that is told where the model lies
        ("embeddings", "embeddings"),
        ("embeddings", "processing_output"),
        ("processing_output", "embeddings"),
        ("model_artifacts", "embeddings"),
    ],
)
def test_a_type_that_may_be_the_other_is_not_told(offered: str, wanted: str) -> None:
    """What a job writes is data of any kind, and a property may be anything."""
    assert _told(_pair(offered, wanted)) == []


@pytest.mark.parametrize("port", ["{value: X}", "{type: model_artifacts, value: X}"])
@pytest.mark.parametrize(
    "value",
    [
        "s3://example-bucket/model.tar.gz",
        '"${vars.place}"',
        '"${steps.Give.one}/model.tar.gz"',
        '"${steps.Give.properties.ProcessingJobArn}"',
    ],
)
def test_what_is_no_output_has_no_type(port: str, value: str) -> None:
    """A place in S3, a parameter, a file in an output, a property: nobody says what they are."""
    text = _pair("processing_output", "X").replace('{type: X, value: "${steps.Give.one}"}', port)
    assert _told(text.replace("X", value)) == []


def test_no_type_is_no_other_type() -> None:
    """Neither an input nor an output needs one."""
    assert _told(_pair("processing_output", "W").replace("type: W, ", "")) == []
    assert _told(_pair("O", "model_artifacts").replace("{type: O}", "{}")) == []


TRAIN = """
  Train:
    kind: Training
    image: *image
    instance: ml.m5.large
    inputs: {train: {type: training_data, channel: train, value: "${steps.Give.one}"}}
    outputs: {model: {type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}}
"""
CHECK = """
  Check:
    kind: Processing
    image: *image
    instance: ml.m5.large
    inputs:
      model: {type: model_artifacts, MODEL}
      rows: {type: processing_output, ROWS}
    outputs: {found: {}}
"""


def _check(model: str, rows: str) -> str:
    steps = _pair("processing_output", "W").replace(TAKE.replace("WANTED", "W"), "") + TRAIN
    return steps + CHECK.replace("MODEL", model).replace("ROWS", rows)


MODEL, ROWS = 'value: "${steps.Train.model}"', 'value: "${steps.Give.one}"'


def test_swapped_inputs_are_told_to_be() -> None:
    """Each of them names the other input."""
    assert _told(_check(MODEL, ROWS)) == []
    first, second = _told(_check(ROWS, MODEL))
    assert first.endswith("did you mean it for `rows`?")
    assert second.endswith("did you mean it for `model`?")


def test_an_input_that_is_rightly_written_is_not_named() -> None:
    """Then another output of the step is, or nothing."""
    (said,) = _told(_check(MODEL, MODEL))
    assert "did you mean" not in said
    log = "{type: processing_output, property_path: OutputDataConfig.S3OutputPath}"
    text = _check(MODEL, MODEL).replace("outputs: {model", f"outputs: {{log: {log}, model")
    (said,) = _told(text)
    assert said.endswith("did you mean `steps.Train.log`?")


def test_the_input_left_open_is_named() -> None:
    """Even where the wiring finds something for it."""
    (said,) = _told(_check("required: false", MODEL))
    assert said.endswith("did you mean it for `model`?")


REPACK = """
pipeline: Types
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Train:
    uses: XGBoostTraining
    hyperparameters: {num_round: 10}
    inputs: {training_data: "s3://example-bucket/raw"}
  Repack:
    kind: Processing
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1
    instance: ml.m5.large
    inputs: {model: {value: "${steps.Train.model_artifacts}"}}
    outputs: {packed: {type: TYPE, value: "s3://example-bucket/packed/model.tar.gz"}}
  Register:
    uses: ModelRegistration
    options: {model_package_group: churn}
    inputs: {model_artifacts: "${steps.Repack.packed}"}  # END
"""


@pytest.mark.parametrize("type_", ["processing_output", "model_artifacts"])
def test_a_model_that_a_job_repacks_is_one_by_its_type(type_: str) -> None:
    """The hint says so, and then it is well."""
    found = _told(REPACK.replace("TYPE", type_))
    if type_ == "model_artifacts":
        assert found == []
    else:
        assert "write `type: model_artifacts` at the output" in found[0]


def test_a_listed_source_may_give_another_type() -> None:
    """The contract that takes it knows it."""
    text = """
pipeline: Types
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Load: {uses: DataLoad, code: tests/cli_runs.py, inputs: {source_data: "s3://example-bucket/x"}}
  Take:
    kind: Processing
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1
    instance: ml.m5.large
    inputs: {model: {type: model_artifacts, value: "${steps.Load.data}", compatible_sources: [X]}}
"""
    (said,) = _told(text)
    assert said.endswith("if this one is meant, write `# pipec: allow PC206: why`")
    assert _told(text.replace("[X]", "[DataLoad]")) == []


PROGRAM = """
from pipec import PipelineBuilder

p = PipelineBuilder("P", vars=VARS)
train = p.add_step(
    "Train", kind="Training", image=IMAGE, instance="ml.m5.large", outputs={
        "model": {"type": "model_artifacts", "property_path": "ModelArtifacts.S3ModelArtifacts"}
    },
)
score = p.add_step(
    "Score", kind="Processing", image=IMAGE, instance="ml.m5.large",
    inputs={"rows": {"type": "processing_output", "value": train.model}},
)
built = p.build()
"""


def test_programs_are_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the line of the program."""
    in_a_project(tmp_path, monkeypatch)
    with pytest.warns(PipelineWarning, match="PC206") as caught:
        program(PROGRAM)
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error", PipelineWarning)
        program(PROGRAM.replace('"type": "processing_output"', '"type": "model_artifacts"'))


KINDS_OF_DATA = """
pipeline: Data
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Create:
    kind: Model
    image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1
    request: {PrimaryContainer: {ModelDataUrl: s3://example-bucket/model.tar.gz}}
    outputs: {name: {property_path: PROPERTY}}
  Score:
    uses: BatchTransform
    inputs: {model_name: "${steps.Create.name}", transform_data: s3://example-bucket/rows}
"""


def _refused(text: str) -> list[str]:
    """The hints for other kinds of data."""
    found = compiled(text).diagnostics
    return [str(item.hint) for item in found if item.code.number == "PC216"]


def test_a_property_shows_what_it_is() -> None:
    """The name of a model is no place in S3, whether or not somebody says so."""
    assert _refused(KINDS_OF_DATA.replace("PROPERTY", "ModelName")) == []
    assert _refused(KINDS_OF_DATA.replace("PROPERTY", "ModelName, data_type: String")) == []


def test_another_kind_of_data_is_mended_where_it_is_said() -> None:
    """At the output, as the input is that of a contract which comes with pipec."""
    hint = "another output, or `data_type: String` at the output `name` of `Create`"
    assert _refused(KINDS_OF_DATA.replace("PROPERTY", "ModelName, data_type: Integer")) == [hint]
    assert _refused(KINDS_OF_DATA.replace("PROPERTY", "PrimaryContainer.ModelDataUrl")) == [hint]


def test_an_input_of_ones_own_can_be_mended() -> None:
    """Where both say what they are, either may be wrong."""
    step = "kind: Lambda\n    function: arn:aws:lambda:us-east-1:111122223333:function:f"
    text = KINDS_OF_DATA.replace("PROPERTY", "ModelName, data_type: String").replace(
        "uses: BatchTransform", step
    )
    text = text[: text.index("inputs:")]
    text += (
        'inputs: {n: {type: custom_property, data_type: Integer, value: "${steps.Create.name}"}}'
    )
    assert _refused(text) == [
        (
            "another output, or `data_type: Integer` at the output `name` of `Create` or "
            "`data_type: String` at the input `n` of `Score`"
        )
    ]
