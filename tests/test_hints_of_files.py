"""Hints in contracts and in `pipec.yaml`: what belongs elsewhere, or is written otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli_runs import Pipec, runner, write

TRAINING = "contract: A\nkind: Training\nimage: {framework: xgboost, version: 1.7-1}\n"
PIPELINE = "pipeline: P\nsteps: {F: {fail: stopped}}\n"
MODEL = "ModelArtifacts.S3ModelArtifacts"
OF_STEPS = "write it in the steps that use the contract"
OPTIONAL = "`required: false` for an input that may be left out"


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


def _told(run: Pipec, file: str) -> list[tuple[str, str]]:
    """The message of each diagnostic, with its hint."""
    found = run("validate", file).out
    return re.findall(r"(?m)^\w+\[\w+\]: (.*)\n(?:.+\n)*?  += hint: (.*)$", found)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("depends_on: [X]", OF_STEPS),
        ("from: [X]", OF_STEPS),
        ("display_name: X", OF_STEPS),
        ("steps: {}", "write it in the pipeline"),
        ("vars: {}", "write it in the pipeline"),
        (
            "parameters: {A: 1}",
            "write it in the pipeline; what each step may choose is one of the `options:` here",
        ),
        (
            "inputs: {d: {type: training_data, default: s3://a-bucket/x}}",
            f"write `value:` for an input that is always the same, {OPTIONAL}",
        ),
        ("inputs: {d: {type: training_data, optional: true}}", f"write {OPTIONAL}"),
    ],
)
def test_what_no_contract_has(line: str, hint: str, pipec: Pipec) -> None:
    """It is told where it is written instead."""
    write("a.yaml", f"{TRAINING}{line}\n")
    ((message, told),) = _told(pipec, "a.yaml")
    assert "is not a key of" in message
    assert told == hint


@pytest.mark.parametrize(
    "path",
    [
        f"properties.{MODEL}",
        f"step.properties.{MODEL}",
        f"steps.Train.properties.{MODEL}",
        f"${{properties.{MODEL}}}",
        f"${{step.properties.{MODEL}}}",
        f"${{{MODEL}}}",
    ],
)
def test_a_property_path_as_a_reference(path: str, pipec: Pipec) -> None:
    """One error, with the path itself, which is right when it is written."""
    text = f'{TRAINING}outputs: {{m: {{type: model_artifacts, property_path: "PATH"}}}}\n'
    write("a.yaml", text.replace("PATH", path))
    ((message, hint),) = _told(pipec, "a.yaml")
    assert message == "a `property_path` begins below `properties`, without `${}`"
    assert hint == f"write `{MODEL}`"
    assert pipec("fix", "a.yaml").code == 0
    assert f"property_path: {MODEL}" in Path("a.yaml").read_text().replace('"', "")


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("region: us-east-1\nbucket: x\n", ["write `vars: {region: us-east-1, bucket: x}`"] * 2),
        ("tags: {a: b}\n", ["write `defaults: {tags: {a: b}}`"]),
        ("environment: {dev: {}}\n", ["did you mean `environments`?"]),
        ("vars: {}\nsteps: {}\n", ["write it in the file of the pipeline"]),
        (
            "words: {churn: [leaver]}\n",
            ["words that mean one thing stand below `same`: {churn: [WORD, …]}"],
        ),
        ("words: {synonyms: {churn: [leaver]}}\n", ["its keys: `same`, `ignore`, `opposites`"]),
        (
            "contracts: [own/*.yaml]\n",
            ["no `*` is read here; of a folder all that lies below it is: write `own`"],
        ),
        (
            "contracts: ['own\\sub']\n",
            ["the folders of a path are parted by `/`: write `own/sub`"],
        ),
        (
            "contracts: [s3://a-bucket/own]\n",
            ["contracts are files on this machine: compiling fetches nothing"],
        ),
    ],
)
def test_a_project(text: str, hints: list[str], pipec: Pipec) -> None:
    """Keys of pipelines, of vars and of defaults, and places that cannot be read."""
    write("pipec.yaml", text)
    write("p.yaml", PIPELINE)
    assert [hint for _, hint in _told(pipec, "p.yaml")] == hints


def test_an_entry_of_a_list(pipec: Pipec) -> None:
    """Not the list is wrong."""
    write("pipec.yaml", "contracts: [null]\n")
    write("p.yaml", PIPELINE)
    assert "an entry of `contracts` must be text, not nothing" in pipec("validate", "p.yaml").out
