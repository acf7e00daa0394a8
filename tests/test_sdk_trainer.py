"""Arguments of `ModelTrainer`, version 3 of the SDK: the lines of each hint work when pasted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_runs import PROJECT, Pipec, runner, write
from pipec.compiler.language import sdk_trainer

TRAINING = {
    "kind": "Training",
    "image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1",
    "instance": "ml.g5.xlarge",
    "inputs": "{train: s3://example-bucket/train}",
}
BARE = {key: text for key, text in TRAINING.items() if key not in ("instance", "inputs")}
TUNING = {
    **TRAINING,
    "kind": "Tuning",
    "image": "{framework: xgboost, version: 1.7-1}",
    "instance": "ml.m5.xlarge",
    "objective": '{minimize: "validation:rmse"}',
    "ranges": "{eta: {from: 0.1, to: 0.5}}",
}
CASES = [  # the step, the argument, its value, the lines
    (
        TRAINING,
        "source_code",
        "{source_dir: src, entry_script: train.py, requirements: requirements.txt}",
        ["code: {dir: src, entry: train.py}"],
    ),
    (TRAINING, "source_code", "{entry_script: src/train.py}", ["code: src/train.py"]),
    (
        BARE | {"instance": TRAINING["instance"]},
        "source_code",
        "{source_dir: ./src, command: accelerate launch train.py}",
        [
            "inputs: {code: {value: ./src, channel: code}}",
            "command: [sh, -c, 'cd /opt/ml/input/data/code && exec accelerate launch train.py']",
        ],
    ),
    (
        BARE,
        "compute",
        "{instance_type: ml.g5.xlarge, instance_count: 2, volume_size_in_gb: 50}",
        ["instance: {type: ml.g5.xlarge, count: 2, volume_gb: 50}"],
    ),
    (
        BARE,
        "compute",
        (
            "{instance_type: ml.m5.xlarge, volume_kms_key_id: a-key, "
            "enable_managed_spot_training: true}"
        ),
        [
            "instance: {type: ml.m5.xlarge}",
            "kms: {volume: a-key}",
            (
                "request: {EnableManagedSpotTraining: true, "
                "StoppingCondition: {MaxWaitTimeInSeconds: …}}"
            ),
        ],
    ),
    (
        TRAINING,
        "networking",
        (
            "{subnets: [subnet-1], security_group_ids: [sg-1], enable_network_isolation: true, "
            "enable_inter_container_traffic_encryption: true}"
        ),
        ["network: {subnets: [subnet-1], security_groups: [sg-1], isolation: true, encrypt: true}"],
    ),
    (TRAINING, "stopping_condition", "{max_runtime_in_seconds: 7200}", ["timeout: 7200"]),
    (
        TUNING,
        "output_data_config",
        "{s3_output_path: s3://example-bucket/o, kms_key_id: a-key, compression_type: NONE}",
        [
            (
                "request: {TrainingJobDefinition: {OutputDataConfig: "
                "{S3OutputPath: s3://example-bucket/o, CompressionType: NONE}}}"
            ),
            "kms: {output: a-key}",
        ],
    ),
    (
        TRAINING,
        "checkpoint_config",
        "{s3_uri: s3://example-bucket/c, local_path: /opt/ml/checkpoints}",
        [
            (
                "request: {CheckpointConfig: "
                "{S3Uri: s3://example-bucket/c, LocalPath: /opt/ml/checkpoints}}"
            )
        ],
    ),
    (
        BARE | {"instance": TRAINING["instance"]},
        "input_data_config",
        (
            "[{channel_name: a, data_source: s3://example-bucket/a}, {channel_name: b, "
            "data_source: s3://example-bucket/b, content_type: text/csv, input_mode: Pipe}]"
        ),
        [
            (
                "inputs: {a: s3://example-bucket/a, b: {value: s3://example-bucket/b, "
                "channel: {content_type: text/csv, input_mode: Pipe}}}"
            )
        ],
    ),
]


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file and a script in a folder."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("src/train.py", "pass\n")
    return run


def told(pipec: Pipec, step: dict[str, str]) -> list[dict[str, str]]:
    """The errors of a pipeline with this step."""
    lines = "".join(f"    {key}: {value}\n" for key, value in step.items())
    write("pipeline.yaml", f"pipeline: Trainer\nsteps:\n  A:\n{lines}")
    found = json.loads(pipec("validate", "pipeline.yaml", "--format", "json").out)["diagnostics"]
    return [item for item in found if item["severity"] == "error"]


@pytest.mark.parametrize(("step", "key", "value", "lines"), CASES)
def test_the_lines_of_the_hint_work(
    pipec: Pipec, step: dict[str, str], key: str, value: str, lines: list[str]
) -> None:
    """Each member of an argument is written where it belongs here."""
    [error] = [item for item in told(pipec, {**step, key: value}) if item["code"] == "PC101"]
    assert error["hint"] == "write " + " and ".join(f"`{line}`" for line in lines)
    filled = [line.replace("…", "7200") for line in lines]
    written = dict(line.split(": ", 1) for line in filled)
    assert told(pipec, {**step, **written}) == []


def test_arguments_that_belong_to_one_key_are_one_line(pipec: Pipec) -> None:
    """There can be only one `request:`, and what is there is kept."""
    step = {
        **TRAINING,
        "timeout": "1h",
        "compute": "{enable_managed_spot_training: true}",
        "stopping_condition": "{max_runtime_in_seconds: 60, max_wait_time_in_seconds: 90}",
    }
    request = "`request: {EnableManagedSpotTraining: true, "
    request += "StoppingCondition: {MaxWaitTimeInSeconds: 90}}`"
    assert [item["hint"] for item in told(pipec, step)] == [
        f"write {request}",
        f"keep the `timeout:` you have and {request}",
    ]


def test_all_are_tried() -> None:
    """Each argument of the tables has a case."""
    assert {key for _, key, _, _ in CASES} >= sdk_trainer.CONFIGS
