"""Pipelines written by hand in the SDK, and the YAML that compiles to the same definitions."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from oracle.api import request_errors
from oracle.equal import differences
from oracle.pipec_side import ROOT, compile_folder
from oracle.sdk import run_program
from pipec.cli.app import main

ORACLE = ROOT / "tests" / "oracle"
CORPUS = ORACLE / "corpus" / "v3"
PROGRAMS = sorted(path.stem for path in (ORACLE / "programs").glob("*.py"))
TWINS = sorted(path.parent.name for path in (ORACLE / "twins").glob("*/pipeline.yaml"))
OF_THE_CORPUS = [name for name in TWINS if name not in PROGRAMS]

OUT_OF_ORDER = ("monitor_batch_transform",)
"""Definitions that name a step before the one that it waits for; pipec never does."""

DESERVED = {
    "training": ["PC424", "PC414"],  # A warm pool of spot machines; a cache and the run's id.
    "transform": ["PC414"],  # It reads what a step without a cache puts elsewhere in each run.
    # XGBoost measures no metric `m`, searches no `booster`, and takes no channel `training`.
    "tuning": ["PC424"] * 3,
    "fail_callback_lambda": ["PC304"],  # It shows a `fail` and no way to it.
    "quality_check": ["PC424", "PC420"],  # No baseline; two of its checks write to one place.
    "model_quality": ["PC420"] * 2,  # Three of them.
    "clarify_check": ["PC424"],  # No baseline.
    "endpoint": ["PC415"] * 5,  # Names that are the same in every run.
}
"""Warnings that a program earns."""
_WARNING = re.compile(r"^warning\[(PC\d+)\]", re.MULTILINE)


def definition_of_program(name: str) -> dict[str, Any]:
    """What the SDK makes of the twin's program.

    The programs of the corpus are run again by `test_oracle_corpus.py`, and what they made is
    stored beside them.
    """
    if name in PROGRAMS:
        return run_program(ORACLE / "programs" / f"{name}.py")
    stored: dict[str, Any] = json.loads((CORPUS / f"{name}.json").read_text("utf-8"))
    return stored


def by_name(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition with its steps in the order of their names."""
    return {**definition, "Steps": sorted(definition["Steps"], key=lambda step: step["Name"])}


def test_every_program_has_a_twin_and_the_other_way_round() -> None:
    """No program is left uncompared, no twin either, and there are more than enough of them."""
    assert set(PROGRAMS) <= set(TWINS)
    assert set(OF_THE_CORPUS) <= {path.stem for path in CORPUS.glob("*.json")}
    assert len(PROGRAMS) >= 8
    assert len(OF_THE_CORPUS) >= 13


@pytest.mark.parametrize("name", TWINS)
def test_the_twin_compiles_to_what_the_program_makes(name: str) -> None:
    """The SDK program and its YAML twin are one definition, Joins flattened."""
    program = definition_of_program(name)
    twin = compile_folder(ORACLE / "twins" / name).definition
    if name in OUT_OF_ORDER:
        program, twin = by_name(program), by_name(twin)

    assert differences(program, twin) == []


@pytest.mark.parametrize("name", TWINS)
def test_the_programs_requests_are_valid(name: str) -> None:
    """What a program asks for is something that the API takes, so its twin must match it."""
    assert request_errors(definition_of_program(name)) == []


@pytest.mark.parametrize("name", TWINS)
def test_the_twin_earns_no_warning_without_cause(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What people write in the SDK without a mistake is no mistake in YAML either."""
    monkeypatch.chdir(ORACLE / "twins" / name)
    assert main(["validate", "pipeline.yaml"]) == 0
    assert _WARNING.findall(capsys.readouterr().out) == DESERVED.get(name, [])
