"""Inputs whose data a step's own `request` says: nothing need be bound to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli_runs import PROJECT, Pipec, runner, write

FILES = (
    "{FileSystemDataSource: {FileSystemId: fs-0123456789abcdef0, FileSystemType: FSxLustre, "
    "DirectoryPath: /abc, FileSystemAccessMode: ro}}"
)
CHANNEL = f"InputDataConfig: [{{ChannelName: train, DataSource: {FILES}}}]"
NETWORK = "network: {subnets: [subnet-1], security_groups: [sg-1]}"
PREPARE = "  Prepare: {uses: TabularPreprocessing, code: prepare.py}\n"


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file and a script."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("prepare.py", "pass\n")
    return run


def arguments(pipec: Pipec, steps: str) -> dict[str, Any]:
    """The arguments of the last step."""
    write("pipeline.yaml", f"pipeline: Given\nsteps:\n{steps}")
    run = pipec("compile", "pipeline.yaml", "--stdout")
    assert run.code == 0, run.err
    found: dict[str, Any] = json.loads(run.out)["Steps"][-1]["Arguments"]
    return found


@pytest.mark.parametrize("inputs", ["", "inputs: {training_data: null}"])
@pytest.mark.parametrize("before", ["", PREPARE])
def test_a_file_system_is_a_channel(pipec: Pipec, inputs: str, before: str) -> None:
    """With and without a step that would give the data: nothing is wired then."""
    step = f"  Train:\n    uses: XGBoostTraining\n    {NETWORK}\n    {inputs}\n"
    step += "    from: []\n" if before else ""
    found = arguments(pipec, f"{before}{step}    request: {{{CHANNEL}}}\n")
    (channel,) = found["InputDataConfig"]
    assert [*channel["DataSource"]] == ["FileSystemDataSource"]
    assert channel["ContentType"] == "text/csv"  # what the contract says still holds


def test_data_in_s3_as_a_whole(pipec: Pipec) -> None:
    """As much as the service requires is enough; less is laid over what the input says."""
    source = "{S3DataType: ManifestFile, S3Uri: s3://example-bucket/manifest}"
    channel = f"{{ChannelName: train, DataSource: {{S3DataSource: {source}}}}}"
    step = "  Train:\n    uses: XGBoostTraining\n    request: {InputDataConfig: [%s]}\n"
    found = arguments(pipec, step % channel)
    assert found["InputDataConfig"][0]["DataSource"]["S3DataSource"] == {
        "S3DataType": "ManifestFile",
        "S3Uri": "s3://example-bucket/manifest",
    }
    part = channel.replace(", S3Uri: s3://example-bucket/manifest", "")
    write("pipeline.yaml", f"pipeline: Given\nsteps:\n{step % part}")
    assert "PC201" in pipec("validate", "pipeline.yaml").out


def test_a_port_in_place_and_the_trainings_of_a_search(pipec: Pipec) -> None:
    """A port that is declared in place, and one of the training that a search repeats."""
    job = f"image: {{framework: xgboost, version: 1.7-1}}\n    instance: ml.m5.large\n    {NETWORK}"
    step = f"  Train:\n    kind: Training\n    {job}\n    inputs: {{rows: {{channel: train}}}}\n"
    found = arguments(pipec, f"{step}    request: {{{CHANNEL}}}\n")
    assert [*found["InputDataConfig"][0]["DataSource"]] == ["FileSystemDataSource"]
    search = (
        f"  Search:\n    uses: XGBoostTuning\n    {NETWORK}\n"
        "    inputs: {validation_data: s3://example-bucket/v}\n"
        '    objective: {minimize: "validation:rmse"}\n    ranges: {eta: {from: 0.1, to: 0.5}}\n'
        f"    request: {{TrainingJobDefinition: {{{CHANNEL}}}}}\n"
    )
    found = arguments(pipec, search)
    channels = found["TrainingJobDefinition"]["InputDataConfig"]
    assert [[*channel["DataSource"]] for channel in channels] == [
        ["FileSystemDataSource"],
        ["S3DataSource"],
    ]


def test_a_data_set_of_a_processing_job(pipec: Pipec) -> None:
    """What Athena gives is an input of a contract."""
    query = "{Catalog: c, Database: d, QueryString: select 1, OutputS3Uri: s3://example-bucket/q, "
    query += "OutputFormat: PARQUET}"
    place = f"{{LocalPath: /opt/ml/processing/input/raw, AthenaDatasetDefinition: {query}}}"
    step = (
        "  Prepare:\n    uses: TabularPreprocessing\n    code: prepare.py\n"
        "    request:\n"
        f"      ProcessingInputs: [{{InputName: raw_data, DatasetDefinition: {place}}}]\n"
    )
    found = arguments(pipec, step)
    entry = next(e for e in found["ProcessingInputs"] if e["InputName"] == "raw_data")
    assert [*entry] == ["InputName", "DatasetDefinition"]


@pytest.mark.parametrize(
    ("uses", "more", "container"),
    [
        ("CreateModel", "", "PrimaryContainer: {ModelDataSource: %s}"),
        (
            "ModelRegistration",
            "    options: {model_package_group: llm}\n",
            "InferenceSpecification: {Containers: [{ModelDataSource: %s}]}",
        ),
    ],
)
def test_a_model_that_is_no_archive(pipec: Pipec, uses: str, more: str, container: str) -> None:
    """`ModelDataSource` stands in place of the archive that the contract asks for."""
    source = "{S3DataSource: {S3Uri: s3://example-bucket/llm/, S3DataType: S3Prefix, "
    source += "CompressionType: None}}"
    request = container % source
    found = arguments(pipec, f"  Model:\n    uses: {uses}\n{more}    request: {{{request}}}\n")
    container = found.get("PrimaryContainer") or found["InferenceSpecification"]["Containers"][0]
    assert "ModelDataSource" in container
    assert "ModelDataUrl" not in container


def test_it_is_told_of(pipec: Pipec) -> None:
    """`explain` and `graph` do not call it empty."""
    step = f"  Train:\n    uses: XGBoostTraining\n    {NETWORK}\n    request: {{{CHANNEL}}}\n"
    write("pipeline.yaml", f"pipeline: Given\nsteps:\n{step}")
    for command in ("explain", "graph"):
        assert "training_data  said by `request:`" in pipec(command, "pipeline.yaml").out
