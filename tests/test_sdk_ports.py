"""What the SDK says of one input or output: the line of each hint works when pasted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli_runs import PROJECT, Pipec, runner, write
from pipec.compiler.language import sdk_ports

IMAGE = "image: {framework: xgboost, version: 1.7-1}, instance: ml.m5.xlarge"
STEPS = {
    "Training": f"kind: Training, {IMAGE}",
    "Tuning": f"kind: Tuning, {IMAGE}, objective: {{minimize: 'validation:rmse'}}, "
    "ranges: {eta: {from: 0.1, to: 0.5}}",
    "Processing": f"kind: Processing, {IMAGE}, code: run.py",
    "XGBoostTraining": "uses: XGBoostTraining",
    "TabularPreprocessing": "uses: TabularPreprocessing, code: run.py",
    "BatchTransform": "uses: BatchTransform",
}
DATA = "value: s3://example-bucket/a"
FOLDER = "path: /opt/ml/processing/o"
S3 = "DataSource: {S3DataSource:"
CASES = [  # the step; its ports, the port, what it says already; the argument; the line, and whose
    ("Training", "inputs", "a", DATA, "distribution: X", "channel: {distribution: X}"),
    ("Training", "inputs", "a", DATA, "ContentType: X", "channel: {content_type: X}"),
    ("Training", "inputs", "a", DATA, "s3_input_mode: Pipe", "channel: {input_mode: Pipe}"),
    ("Training", "inputs", "a", f"{DATA}, channel: c", "compression: Gzip", None),
    ("Training", "inputs", "a", f"{DATA}, channel: {{name: c}}", "content_type: text/csv", None),
    ("Training", "inputs", "a", DATA, "channel_name: c", "channel: {name: c}"),
    (
        "Training",
        "inputs",
        "a",
        DATA,
        "shuffle_config: {seed: 1}",
        "request: {InputDataConfig: [{ChannelName: a, ShuffleConfig: {Seed: 1}}]}",
    ),
    (
        "Training",
        "inputs",
        "a",
        f"{DATA}, channel: c",
        "s3_data_type: ManifestFile",
        f"request: {{InputDataConfig: [{{ChannelName: c, {S3} {{S3DataType: ManifestFile}}}}}}]}}",
    ),
    (
        "Tuning",
        "inputs",
        "a",
        DATA,
        "record_wrapping: RecordIO",
        (
            "request: {TrainingJobDefinition: "
            "{InputDataConfig: [{ChannelName: a, RecordWrapperType: RecordIO}]}}"
        ),
    ),
    (
        "XGBoostTraining",
        "inputs",
        "training_data",
        DATA,
        "attribute_names: [x]",
        f"request: {{InputDataConfig: [{{ChannelName: train, {S3} {{AttributeNames: [x]}}}}}}]}}",
    ),
    ("Processing", "inputs", "a", DATA, "s3_data_distribution_type: X", "path: {distribution: X}"),
    ("Processing", "inputs", "a", DATA, "input_name: b", "path: {name: b}"),
    (
        "Processing",
        "inputs",
        "a",
        DATA,
        "s3_data_type: ManifestFile",
        "request: {ProcessingInputs: [{InputName: a, S3Input: {S3DataType: ManifestFile}}]}",
    ),
    ("TabularPreprocessing", "inputs", "raw_data", DATA, "input_mode: Pipe", "path: {mode: Pipe}"),
    (
        "Processing",
        "outputs",
        "o",
        FOLDER,
        "s3_upload_mode: Continuous",
        "path: {local: /opt/ml/processing/o, upload: Continuous}",
    ),
    (
        "Processing",
        "outputs",
        "o",
        "path: {name: p}",
        "app_managed: true",
        "request: {ProcessingOutputConfig: {Outputs: [{OutputName: p, AppManaged: true}]}}",
    ),
    (
        "BatchTransform",
        "inputs",
        "transform_data",
        DATA,
        "content_type: text/csv",
        "request: {TransformInput: {ContentType: text/csv}}",
    ),
]


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file and a script."""
    write_in = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("run.py", "pass\n")
    return write_in


def told(pipec: Pipec, step: str) -> list[dict[str, str]]:
    """The errors of a pipeline with this step; an input that is missing is not meant here."""
    write("pipeline.yaml", f"pipeline: Ports\nsteps:\n  A: {{{step}}}\n")
    found = json.loads(pipec("validate", "pipeline.yaml", "--format", "json").out)["diagnostics"]
    return [item for item in found if item["severity"] == "error" and item["code"] != "PC201"]


@pytest.mark.parametrize(
    ("kind", "ports", "port", "says", "argument", "line"),
    CASES,
    ids=[f"{case[0]}-{case[4].split(':')[0]}" for case in CASES],
)
def test_the_line_of_the_hint_works(
    pipec: Pipec, kind: str, ports: str, port: str, says: str, argument: str, line: str | None
) -> None:
    """It says what the argument said, in the port or beside the ports."""
    head = STEPS[kind]
    errors = told(pipec, f"{head}, {ports}: {{{port}: {{{says}, {argument}}}}}")
    assert [item["code"] for item in errors] == ["PC101"], errors
    hint = errors[0]["hint"]
    if inner := re.fullmatch(r"write `(.*)` under `(\w+):`", hint):
        says = says.replace(f"{inner[2]}: {{", f"{inner[2]}: {{{inner[1]}, ")
        assert told(pipec, f"{head}, {ports}: {{{port}: {{{says}}}}}") == []
        return
    found = re.fullmatch(r"write `(.*?)`( beside `\w+:`)?", hint)
    assert found
    written, beside = found.groups()
    assert line is None or written == line
    key = written.split(":")[0]
    kept = re.sub(rf"(, )?\b{key}: (\{{[^}}]*\}}|[^,]+)", "", says).strip(", ")
    if "X" in argument:
        written = written.replace(
            "X", "ShardedByS3Key" if "distribution" in written else "text/csv"
        )
    if beside:
        step = f"{head}, {written}, {ports}: {{{port}: {{{says}}}}}"
    else:
        step = f"{head}, {ports}: {{{port}: {{{', '.join(filter(None, [kept, written]))}}}}}"
    assert told(pipec, step) == []


def test_all_arguments_of_a_port_are_one_line(pipec: Pipec) -> None:
    """As there can be only one `channel:`; what the request has already is added to."""
    port = f"a: {{{DATA}, input_mode: Pipe, content_type: text/csv}}"
    hints = {item["hint"] for item in told(pipec, f"{STEPS['Training']}, inputs: {{{port}}}")}
    assert hints == {"write `channel: {content_type: text/csv, input_mode: Pipe}`"}
    request = "request: {InputDataConfig: [{ChannelName: b, DataSource: {S3DataSource: "
    request += "{S3Uri: s3://example-bucket/b, S3DataType: S3Prefix}}}]}"
    port = f"a: {{{DATA}, record_wrapping: RecordIO}}"
    step = f"{STEPS['Training']}, {request}, inputs: {{{port}}}"
    assert [item["hint"] for item in told(pipec, step)] == [
        (
            "add `{ChannelName: a, RecordWrapperType: RecordIO}` to the list `InputDataConfig:` "
            "under `request:`"
        )
    ]


def test_within_a_carrier(pipec: Pipec) -> None:
    """`pipec fix` gives the SDK's names within `channel:` and `path:` their own."""
    carrier = "channel: {s3_data_distribution_type: ShardedByS3Key, compression_type: Gzip}"
    told(pipec, f"{STEPS['Training']}, inputs: {{a: {{{DATA}, {carrier}}}}}")
    pipec("fix", "pipeline.yaml")
    assert "{distribution: ShardedByS3Key, compression: Gzip}" in Path("pipeline.yaml").read_text()


def test_nothing_near_is_guessed(pipec: Pipec) -> None:
    """`distribution` is no slip of `description` where a port has no place for it."""
    model = "kind: Model, image: {framework: xgboost, version: 1.7-1}"
    errors = told(pipec, f"{model}, inputs: {{a: {{{DATA}, distribution: ShardedByS3Key}}}}")
    assert not any("did you mean" in item["hint"] for item in errors)


def test_names_are_known() -> None:
    """What the tables say below `channel` and `path` are keys there."""
    from pipec.compiler.language.keys import CARRIER

    for (_, carrier), (table, _, _) in sdk_ports._CARRIED.items():
        known = CARRIER[carrier]["then"]["properties"]
        assert {name for place, name in table.values() if place == carrier} <= {*known}
