"""The analysis of a check of Clarify, where it is a local file, is read before a job reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runs import PROJECT, Pipec, runner, write

CHECKS = {
    "DATA_BIAS": ("DataBiasCheck", ""),
    "MODEL_BIAS": ("ModelBiasCheck", ", model_name: m"),
    "MODEL_EXPLAINABILITY": ("ExplainabilityCheck", ", model_name: m"),
}
FILE = "./analysis_config.json"


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


def _said(pipec: Pipec, check: str, place: str = FILE, more: str = "") -> str:
    contract, model = CHECKS[check]
    inputs = f'{{dataset: s3://example-bucket/d, analysis_config: "{place}"{model}}}'
    write("pipec.yaml", PROJECT)
    write(
        "p.yaml",
        "pipeline: P\nparameters: {Place: s3://example-bucket/analysis_config.json}\n"
        f"steps: {{S: {{uses: {contract}, inputs: {inputs}{more}, check: {{skip: true}}}}}}\n",
    )
    run = pipec("validate", "p.yaml", "--format", "concise", "--ignore", "PC219")
    return "\n".join(line for line in run.out.splitlines() if "[PC" in line)


@pytest.mark.parametrize(
    ("check", "method"),
    [
        ("DATA_BIAS", "pre_training_bias"),
        ("MODEL_BIAS", "post_training_bias"),
        ("MODEL_EXPLAINABILITY", "shap"),
        ("MODEL_EXPLAINABILITY", "pdp"),
    ],
)
def test_the_method_is_that_of_the_check(pipec: Pipec, check: str, method: str) -> None:
    """Others beside it do not matter, in a file or in a folder."""
    analysis = f'\ufeff{{"label": 0, "methods": {{"report": {{}}, "{method}": {{}}}}}}'
    write("analysis_config.json", analysis)
    write("folder/analysis_config.json", analysis)
    assert _said(pipec, check) == _said(pipec, check, "./folder") == ""
    write("analysis_config.json", '{"methods": {"report": {}}}')
    said = _said(pipec, check)
    assert "warning[PC424]" in said
    assert f"has no `{'shap' if method == 'pdp' else method}`" in said


@pytest.mark.parametrize("text", ["{'a': 1", "", "[" * 100_000])
def test_what_is_no_json(pipec: Pipec, text: str) -> None:
    """It is told at the line that names the file."""
    write("analysis_config.json", text)
    said = _said(pipec, "DATA_BIAS")
    assert "p.yaml:3:" in said
    assert "`./analysis_config.json` is no JSON" in said


def test_a_folder_without_it(pipec: Pipec) -> None:
    """The image looks for one name only."""
    write("folder/config.json", "{}")
    assert "`./folder` holds no `analysis_config.json`" in _said(pipec, "DATA_BIAS", "./folder")


@pytest.mark.parametrize(
    "place", ["s3://example-bucket/analysis_config.json", "${parameters.Place}"]
)
def test_what_lies_in_s3_is_not_read(pipec: Pipec, place: str) -> None:
    """Only the run tells what is in there."""
    assert _said(pipec, "DATA_BIAS", place) == ""


def test_what_another_image_reads_is_not_told(pipec: Pipec) -> None:
    """Only a copy of Clarify's reads the same."""
    write("analysis_config.json", "methods: none of JSON")
    account = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
    assert _said(pipec, "DATA_BIAS", more=f", image: {account}/bias:1") == ""
    copy = f", image: {account}/sagemaker-clarify-processing:1.0"
    assert "is no JSON" in _said(pipec, "DATA_BIAS", more=copy)


@pytest.mark.parametrize("place", ["./no_file.json", "./no_folder"])
def test_what_is_missing_is_told_once(pipec: Pipec, place: str) -> None:
    """As a file that is not there."""
    (told,) = _said(pipec, "DATA_BIAS", place).splitlines()
    assert "PC406" in told
