"""Folders of processing jobs where the service wants an archive."""

from __future__ import annotations

import pytest

from pipec.compiler.diagnostics import Diagnostic
from test_display import compiled

HEAD = """
pipeline: Models
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Merge:
    kind: Processing
    instance: ml.m5.large
    image: &image {framework: xgboost, version: 1.7-1}
    command: [merge]
    outputs: {model: PORT}
"""
FOLDER = "{type: model_artifacts}"
FILE = '{type: model_artifacts, value: "s3://b-b/${step.name}/model.tar.gz"}'
REGISTER = """
  Serve:
    uses: ModelRegistration
    image: *image
    options: {model_package_group: g}
    INPUTS
"""
SOURCE = (
    '{ModelDataSource: {S3DataSource: {S3Uri: "${inputs.model}/", S3DataType: S3Prefix, '
    "CompressionType: None}}}"
)
MODEL = """
  Serve:
    kind: Model
    image: *image
    inputs: {model: {type: model_artifacts}}
    request: {PrimaryContainer: CONTAINER}
"""
TRAIN = """
  Learn:
    kind: Training
    image: *image
    instance: ml.m5.large
    code: {uri: "s3://b-b/code.tar.gz", entry: x.py}
    outputs: {model: {type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}}
    request: {OutputDataConfig: {CompressionType: GZIP}}
""" + MODEL.replace("CONTAINER", '{ModelDataUrl: "${inputs.model}"}')


def _told(steps: str, port: str = FOLDER) -> list[Diagnostic]:
    found = compiled(HEAD.replace("PORT", port) + steps).diagnostics
    assert {item.code.number for item in found} <= {"PC423"}
    return list(found)


def test_a_folder_is_no_archive() -> None:
    """The wire to write is told, and is then well."""
    (told,) = _told(REGISTER.replace("INPUTS", ""))
    assert told.message == (
        "`ModelDataUrl` of `Serve` must be one archive, and `Merge.model` is a folder"
    )
    line = 'inputs: {model_artifacts: "${steps.Merge.model}/model.tar.gz"}'
    assert str(told.hint).startswith(f"if the archive lies in it, write `{line}`")
    assert _told(REGISTER.replace("INPUTS", line)) == []


@pytest.mark.parametrize(
    ("container", "count"),
    [
        ('{ModelDataUrl: "${inputs.model}"}', 1),
        ('{ModelDataUrl: "${inputs.model}/"}', 1),
        ('{ModelDataUrl: "${inputs.model}", Mode: SingleModel}', 1),
        ('{ModelDataUrl: "${inputs.model}", Mode: MultiModel}', 0),
        ('{ModelDataUrl: "${inputs.model}/model.tar.gz"}', 0),
        ('{ModelDataUrl: "${inputs.model}/${pipeline.name}"}', 0),
        (SOURCE, 0),
    ],
)
def test_what_takes_a_folder(container: str, count: int) -> None:
    """A container of many models, and `ModelDataSource`."""
    assert len(_told(MODEL.replace("CONTAINER", container))) == count


@pytest.mark.parametrize(("compression", "count"), [("NONE", 1), ("GZIP", 0)])
def test_a_training_may_upload_a_folder(compression: str, count: int) -> None:
    """Without compression; in it there is no archive."""
    told = _told(TRAIN.replace("GZIP", compression), "{}")
    assert len(told) == count
    for item in told:
        assert "`Learn.model` is a folder" in item.message
        assert (
            item.hint
            == "for files in no archive write `ModelDataSource` in place of `ModelDataUrl`"
        )


def test_a_folder_that_is_no_input() -> None:
    """It is told what to write behind the place, as there is no wire."""
    container = '{ModelDataUrl: "${steps.Merge.model}"}'
    model = MODEL.replace("    inputs: {model: {type: model_artifacts}}\n", "")
    (told,) = _told(model.replace("CONTAINER", container))
    assert str(told.hint).startswith("if the archive lies in it, write `/model.tar.gz` behind it")


@pytest.mark.parametrize(
    "port",
    [
        FILE,
        "{type: model_artifacts, report: model.tar.gz}",
        "{type: model_artifacts, property_path: ProcessingJobArn}",
    ],
)
def test_a_file_is_well(port: str) -> None:
    """An output by a value, by a report, by another property."""
    assert _told(REGISTER.replace("INPUTS", ""), port) == []
