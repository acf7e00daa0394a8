"""Pipelines written by hand in the SDK, and the YAML that compiles to the same definitions."""

from __future__ import annotations

import re

import pytest

from oracle.api import request_errors
from oracle.equal import differences
from oracle.pipec_side import ROOT, compile_folder
from oracle.sdk import run_program
from pipec.cli.app import main

ORACLE = ROOT / "tests" / "oracle"
PROGRAMS = sorted(path.stem for path in (ORACLE / "programs").glob("*.py"))
TWINS = sorted(path.parent.name for path in (ORACLE / "twins").glob("*/pipeline.yaml"))

DESERVED = {"training": ["PC414"]}
"""Warnings that a program of the corpus earns: its hyperparameters hold the execution's id."""
_WARNING = re.compile(r"^warning\[(PC\d+)\]", re.MULTILINE)


def test_every_program_has_a_twin_and_the_other_way_round() -> None:
    """No program is left uncompared, and there are more than enough of them."""
    assert PROGRAMS == TWINS
    assert len(PROGRAMS) >= 8


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_twin_compiles_to_what_the_program_makes(name: str) -> None:
    """The SDK program and its YAML twin are one definition, Joins flattened."""
    program = run_program(ORACLE / "programs" / f"{name}.py")
    twin = compile_folder(ORACLE / "twins" / name).definition

    assert differences(program, twin) == []


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_programs_requests_are_valid(name: str) -> None:
    """What a program asks for is something that the API takes, so its twin must match it."""
    assert request_errors(run_program(ORACLE / "programs" / f"{name}.py")) == []


@pytest.mark.parametrize("name", TWINS)
def test_the_twin_earns_no_warning_without_cause(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What people write in the SDK without a mistake is no mistake in YAML either."""
    monkeypatch.chdir(ORACLE / "twins" / name)
    assert main(["validate", "pipeline.yaml"]) == 0
    assert _WARNING.findall(capsys.readouterr().out) == DESERVED.get(name, [])
