"""`make deploy-demo` works, from the server to the end of the run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.demo import ACCOUNT, COMMANDS, ROOT

ARN = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:pipeline/AbalonePipeline"


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """What each command of the demo prints; the second `upsert` is called `upsert again`."""
    demo = subprocess.run(
        [sys.executable, "-m", "deploy.demo"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests"), "AWS_PROFILE": "none-of-this-name"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert demo.returncode == 0, demo.stdout
    _, *parts = re.split(r"^\$ pipec ", demo.stdout, flags=re.MULTILINE)
    assert [part.partition("\n")[0] for part in parts] == list(COMMANDS)
    names = ["diff", "upsert", "upsert again", "start", "status", "watch"]
    return {name: part.partition("\n")[2] for name, part in zip(names, parts, strict=True)}


def test_the_demo_plans_and_deploys(shown: dict[str, str]) -> None:
    """The diff creates the pipeline, the first upsert does so, the second changes nothing."""
    assert shown["diff"].startswith("AbalonePipeline: create\n")
    assert "+ step TrainAbaloneModel (Training)\n" in shown["diff"]
    assert f"uploaded 2 files, 5.6 kB\nAbalonePipeline: created\n{ARN}\n" in shown["upsert"]
    assert shown["upsert again"] == f"AbalonePipeline: no changes\n{ARN}\n\n"


def test_the_demo_runs_the_pipeline(shown: dict[str, str]) -> None:
    """A run is started, its status has steps, and watched it succeeds."""
    assert re.fullmatch(rf"{ARN}/execution/[a-z0-9]{{12}}\n\n", shown["start"])
    # how far the run is by then depends on the machine
    assert re.search(
        r"^PreprocessAbaloneData +Processing +\w+ +\d+s$", shown["status"], re.MULTILINE
    )
    assert re.search(r"^MSETooHigh +Fail +(waiting|not run)$", shown["status"], re.MULTILINE)
    assert re.search(r"^run \w+: Succeeded$", shown["watch"], re.MULTILINE)


def test_the_demo_shows_nothing_of_the_server(shown: dict[str, str]) -> None:
    """No line of the server's own log, and no trace of Python, stands between the commands."""
    for text in shown.values():
        assert not re.search(r"HTTP/1|Traceback|Warning|Press CTRL", text)


def test_make_knows_the_demo() -> None:
    """The command that people type starts this demo."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^deploy-demo:.*\n\t.*-m deploy\.demo$", makefile, re.MULTILINE)
    assert Path(ROOT / "tests" / "deploy" / "demo.py").is_file()
