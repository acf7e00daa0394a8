"""A contract that lies in a file, and that the project does not list, is pointed to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli_runs import Pipec, runner, write

CONTRACT = """\
contract: Greet
kind: Lambda
function: arn:aws:lambda:us-east-1:111122223333:function:greet
"""
PIPELINE = "pipeline: demo\nsteps:\n  Greet: {uses: Greet}\n"


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("file", "contract", "project", "hint"),
    [
        ("p.yaml", "contracts/greet.yaml", None, "write one, beside the pipeline, with `…`"),
        ("p.yaml", "contracts/greet.yaml", "vars: {}\n", "write `…` into pipec.yaml"),
        ("p.yaml", "greet.yml", "vars: {}\n", "write `…` into pipec.yaml"),
        ("sub/p.yaml", "sub/contracts/greet.yaml", "vars: {}\n", "write `…` into pipec.yaml"),
        ("sub/p.yaml", "contracts/greet.yaml", "out: x\n", "write `…` into pipec.yaml"),
        ("p.yaml", "contracts/greet.yaml", "contracts: [other]\n", "add `contracts` to `contracts"),
    ],
)
def test_what_is_said_works(
    file: str, contract: str, project: str | None, hint: str, pipec: Pipec
) -> None:
    """Wherever it lies near the project or the pipeline; the line does what it should."""
    write(file, PIPELINE)
    write(contract, CONTRACT)
    write("other/note.yaml", CONTRACT.replace("Greet", "Other"))
    if project:
        write("pipec.yaml", project)
    said = pipec("validate", file).out

    assert f"`{contract}` defines it" in said
    line = re.search(r"`(contracts: \[.*])`", said)
    assert hint.replace("…", line[1] if line else "?") in said
    write("pipec.yaml", f"{line[1]}\n" if line else "contracts: [other, contracts]\n")
    assert pipec("validate", file).code == 0


def test_what_is_not_pointed_to(pipec: Pipec) -> None:
    """Another contract, a hidden file and a file that only speaks of it; a slip is told as ever."""
    write("contracts/note.yaml", "# contract: Greet\nnote:\n  contract: Greet\n")
    write("contracts/.hidden.yaml", CONTRACT)
    write("contracts/greeting.yaml", CONTRACT.replace("Greet", "Greeting"))
    write("p.yaml", PIPELINE)
    assert "`pipec contracts list` shows all" in pipec("validate", "p.yaml").out
    write("p.yaml", PIPELINE.replace("uses: Greet", "uses: XGBoostTrainin"))
    assert "did you mean `XGBoostTraining`?" in pipec("validate", "p.yaml").out


def test_names_in_the_defaults_are_looked_for_too(pipec: Pipec) -> None:
    """`for:` in a pipeline and in the project file names contracts as `uses:` does."""
    write("contracts/greet.yaml", CONTRACT)
    write("pipec.yaml", "defaults: {for: {Greet: {timeout: 1h}}}\n")
    write("p.yaml", f"defaults: {{for: {{Greet: {{timeout: 1h}}}}}}\n{PIPELINE}")
    assert pipec("validate", "p.yaml").out.count("`contracts/greet.yaml` defines it") == 3
