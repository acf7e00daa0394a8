"""Values inside of reports: the lines that hints give, pasted, and the places that they make."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pipec.compiler.deployment.graph import steps_of
from test_dag import ABALONE, ROOT, compiled

JOB = "image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1, instance: ml.m5.large"
LAMBDA = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
CHECK = f"kind: QualityCheck, {JOB}, check: {{type: DATA_QUALITY, skip: true}}"
HEAD = "pipeline: p\nparameters: {Go: true}\nsteps:\n"


def hints(text: str) -> list[str]:
    """The hints about a pipeline of these steps."""
    result = compiled((ROOT / ABALONE).as_posix(), f"{HEAD}{text}".encode())
    return [found.hint or "" for found in result.diagnostics]


def steps(text: str) -> dict[str, Any]:
    """What the definition says of each of these steps."""
    result = compiled((ROOT / ABALONE).as_posix(), f"{HEAD}{text}".encode())
    assert result.artifacts is not None, [found.message for found in result.diagnostics]
    return {name: step.own for name, step in steps_of(result.artifacts.definition).items()}


@pytest.mark.parametrize(
    ("kind", "output"),
    [
        ("Processing, command: [a]", "{path: /opt/ml/processing/x}"),
        ("Processing, command: [a]", "{}"),
        ("Training", "{property_path: CheckpointConfig.S3Uri}"),
        ("Training", '{value: "s3://b/${execution.PipelineExecutionId}"}'),
    ],
)
def test_the_output_for_a_file_leaves_the_others_what_they_read(kind: str, output: str) -> None:
    """The hint about a value in an output without a report, pasted."""
    text = f"""
  Giver: {{kind: {kind}, {JOB}, outputs: {{folder: {output}}}}}
  Reader: {{{LAMBDA}, inputs: {{x: "${{steps.Giver.folder}}"}}}}
  Gate: {{if: steps.Giver.OUTPUT.auc > 1, then: {{Stop: {{fail: No}}}}}}
"""
    [hint] = hints(text.replace("OUTPUT", "folder"))
    line = re.search(r"`NAME: (.+?})`;", hint)
    assert line is not None, hint
    pasted = text.replace("outputs: {", f"outputs: {{report: {line[1]}, ").replace(
        "OUTPUT", "report"
    )
    plain = steps(text.replace("steps.Giver.OUTPUT.auc > 1", "parameters.Go"))
    mended = steps(pasted)

    assert mended["Reader"] == plain["Reader"]
    assert "FILE.json" in json.dumps([mended["Gate"], mended["Giver"].get("PropertyFiles")])


def test_the_place_for_a_check_makes_the_reference_good() -> None:
    """The hint about the output of a check, pasted: the same place, and the order."""
    text = f"""
  Watch: {{{CHECK}, outputs: {{result: {{}}}}}}
  Reader: {{{LAMBDA}, inputs: {{x: "${{steps.Watch.result}}"}}}}
"""
    [hint] = hints(text)
    line = re.search(r"`outputs: (.+)`", hint)
    assert line is not None, hint
    pasted = text.replace("{result: {}}", line[1].replace("…", "b/w"))
    made = steps(pasted)

    [output] = made["Watch"]["Arguments"]["ProcessingOutputConfig"]["Outputs"]
    assert made["Reader"]["Arguments"]["x"] == output["S3Output"]["S3Uri"]
    assert made["Reader"]["DependsOn"] == ["Watch"]


def test_a_report_of_a_check_is_looked_into_where_it_lies() -> None:
    """By its place: only processing steps have property files."""
    made = steps(f"""
  Watch: {{{CHECK}, outputs: {{result: {{to: s3://b/w/, report: statistics.json}}}}}}
  Gate: {{if: "steps.Watch.result.rmse > 1", then: {{Stop: {{fail: No}}}}}}
""")
    [condition] = made["Gate"]["Arguments"]["Conditions"]

    assert condition["LeftValue"] == {
        "Std:JsonGet": {
            "S3Uri": {"Std:Join": {"On": "", "Values": ["s3://b/w/statistics.json"]}},
            "Path": "rmse",
        }
    }
    assert made["Gate"]["DependsOn"] == ["Watch"]
    assert "PropertyFiles" not in made["Watch"]


@pytest.mark.parametrize(
    "place",
    [
        "to: ${steps.Other.result}",
        "to: s3://b/${inputs.data}",
    ],
)
def test_a_place_that_others_cannot_tell_is_no_reference(place: str) -> None:
    """What another step or the step's own inputs tell; nor does it hang."""
    found = hints(
        f"""
  Watch: {{{CHECK}, inputs: {{data: {{path: /opt/ml/processing/input/d, value: s3://b/d}}}},
    outputs: {{result: {{{place.replace("${", '"${')}"}}}}}}
  Other: {{{CHECK}, outputs: {{result: {{to: "${{steps.Watch.result}}"}}}}}}
""".replace('s3://b/"${', '"s3://b/${')
    )
    assert any("vars, parameters and `execution`" in hint for hint in found)


def test_a_place_under_request_is_not_guessed_at() -> None:
    """It outweighs `to`, so the hint says to leave it."""
    [hint] = hints(f"""
  Watch: {{{CHECK}, outputs: {{result: {{to: s3://b/w}}}}, request: {{ProcessingOutputConfig:
    {{Outputs: [{{OutputName: result, S3Output: {{S3Uri: s3://b/other}}}}]}}}}}}
  Reader: {{{LAMBDA}, inputs: {{x: "${{steps.Watch.result}}"}}}}
""")
    assert "not by `request.ProcessingOutputConfig.Outputs`" in hint


def test_outputs_of_one_folder_lie_where_one_of_them_says() -> None:
    """Whichever has the place; what gives the folder its name need not be that one."""
    made = steps(f"""
  Watch: {{{CHECK}, outputs: {{b: {{path: /o, to: s3://b/w}}, a: {{path: /o/}}}}}}
  Reader: {{{LAMBDA}, inputs: {{a: "${{steps.Watch.a}}", b: "${{steps.Watch.b}}"}}}}
""")
    [output] = made["Watch"]["Arguments"]["ProcessingOutputConfig"]["Outputs"]

    assert (output["OutputName"], output["S3Output"]["S3Uri"]) == ("a", "s3://b/w")
    assert made["Reader"]["Arguments"] == {"a": "s3://b/w", "b": "s3://b/w"}


NONE = "request: {OutputDataConfig: {CompressionType: NONE}}"
GZIP = NONE.replace("NONE", "GZIP")


@pytest.mark.parametrize(
    ("step", "defaults", "is_archive"),
    [
        ("", "", True),
        (GZIP, "", True),
        (NONE, "", False),
        ('request: {OutputDataConfig: {CompressionType: "${vars.compress}"}}', "", False),
        ("", NONE, False),
        ("", NONE.replace("NONE", '"${vars.compress}"'), False),
        ("", GZIP, True),
        (NONE, GZIP, False),
        (GZIP, NONE, True),
        (NONE.replace("NONE", "null"), NONE, True),
        ("request: {OutputDataConfig: {KmsKeyId: k}}", NONE, False),
    ],
)
def test_a_model_that_stays_open_is_a_folder(step: str, defaults: str, *, is_archive: bool) -> None:
    """Whether the step says so or `defaults` of its contract, whichever is stronger."""
    text = f"""\
pipeline: p
vars: {{compress: NONE}}
defaults: {{for: {{XGBoostTraining: {{{defaults}}}}}}}
steps:
  Learn: {{uses: XGBoostTraining, inputs: {{training_data: s3://b/t}},
    hyperparameters: {{num_round: 10}},
    outputs: {{model_artifacts: {{report: metrics.json}}}}, {step}}}
"""
    found = compiled((ROOT / ABALONE).as_posix(), text.encode()).diagnostics

    assert [item.code.number for item in found] == ["PC118"] * is_archive
