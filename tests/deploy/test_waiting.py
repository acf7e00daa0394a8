"""What is said of a call that AWS does not answer, and of one that nobody waits for any more."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from deploy.faults import Faults
from deploy.project import ARN, SECOND, Project
from pipec.cli.aws.errors import Call
from pipec.cli.aws.waiting import Waiting
from pipec.cli.stop import INTERRUPTED

pytestmark = pytest.mark.needs_loopback

WAITING = "waiting for AWS: `sagemaker:DescribePipeline` on `Houses` has no answer yet; "


def interrupt(_request: Any) -> Any:
    """Ctrl-C."""
    raise KeyboardInterrupt


class Interrupt:
    """Ctrl-C at the first call of an operation."""

    def __init__(self, patch: pytest.MonkeyPatch, operation: str) -> None:
        self.faults = Faults(interrupt, lambda _: self.faults.seen[-1] == operation)
        self.faults.install(patch)


@pytest.mark.parametrize(
    ("operation", "on"),
    [("CreatePipeline", "Houses"), ("UpdatePipeline", ARN), ("AddTags", ARN), ("DeleteTags", ARN)],
)
def test_ctrl_c_while_something_is_changed(
    operation: str, on: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whether it was done, and it is said how to see that."""
    if operation != "CreatePipeline":
        assert project.upsert().code == 0
        project.write(SECOND)
    Interrupt(monkeypatch, operation)
    run = project.upsert()
    assert (run.code, run.out) == (INTERRUPTED, "")
    assert run.err.endswith(
        f"interrupted before `sagemaker:{operation}` on `{on}` was answered: "
        "it may or may not have been done; `pipec diff` shows whether it was\n"
    )


@pytest.mark.parametrize("operation", ["DescribePipeline", "HeadObject", "PutObject"])
def test_ctrl_c_while_nothing_is_changed(
    operation: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing to say."""
    Interrupt(monkeypatch, operation)
    run = project.upsert()
    assert run.code == INTERRUPTED
    assert "interrupted" not in run.err


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """DescribePipeline takes its time, and nobody has patience."""
    said = threading.Event()
    tell = Waiting._tell

    def told(waiting: Waiting, call: Any) -> None:
        tell(waiting, call)
        said.set()

    def wait(_request: Any) -> None:
        assert said.wait(10)

    monkeypatch.setattr("pipec.cli.aws.waiting.PATIENCE", 0.01)
    monkeypatch.setattr(Waiting, "_tell", told)
    faults = Faults(wait, lambda number: number == 0)
    faults.install(monkeypatch)
    return faults


@pytest.mark.usefixtures("slow")
def test_silence_is_told(project: Project) -> None:
    """One line, and the command goes on."""
    run = project.upsert()
    assert run.code == 0
    assert run.err.startswith(f"{WAITING}pipec tries for up to 10 minutes\n")


@pytest.mark.usefixtures("slow")
def test_silence_is_not_told_into_a_document(project: Project) -> None:
    """`--format json` has its stream for itself."""
    run = project.run("diff", "pipeline.yaml", "--format", "json")
    assert run.code == 0
    assert json.loads(run.err)["diagnostics"] == []


def test_silence_of_many_calls_is_told_once() -> None:
    """Files are looked for by several threads."""
    lines: list[str] = []
    waiting = Waiting(lines.append)
    for _ in range(3):
        waiting._tell(Call("s3:GetObject", "https://b/x?X-Amz-Signature=feed"))
    assert len(lines) == 1
    assert "feed" not in lines[0]
