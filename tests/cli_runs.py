"""How the tests of the command line run it, and the files that they give it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipec.cli import app as cli

ROOT = Path(__file__).parents[1]
FILES = ["assets.json", "definition.json", "pipeline.py"]
PIPELINE = """\
pipeline: demo
steps:
  Load: {kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:load"}
"""
TRAINING = """\
pipeline: training
steps:
  Load: {uses: DataLoad, code: load.py}
  Prepare: {uses: TabularPreprocessing, code: load.py}
  Train: {uses: XGBoostTraining}
"""
PROJECT = """\
vars:
  bucket: example-bucket
  region: us-east-1
  role: arn:aws:iam::111122223333:role/SageMakerRole
"""
CONTRACT = """\
contract: Greet
kind: Lambda
function: arn:aws:lambda:us-east-1:111122223333:function:greet
"""
WRONG = PIPELINE.replace("kind:", "kidn:")


class Run:
    """The outcome of one command: its exit code and both streams."""

    def __init__(self, code: int, capture: pytest.CaptureFixture[str]) -> None:
        self.code = code
        self.out, self.err = capture.readouterr()


Pipec = Callable[..., Run]


def runner(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
) -> Pipec:
    """Makes `folder` the working folder; gives what runs pipec there."""
    monkeypatch.chdir(folder)
    return lambda *arguments: Run(cli.main(list(arguments)), capture)


def write(name: str, text: str) -> Path:
    """A file below the working folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path


def snapshot(folder: str) -> dict[str, bytes]:
    """All files of a folder, hidden ones too."""
    return {p.name: p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}
