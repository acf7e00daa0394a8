"""Runs in a pseudo-terminal: the question before a stop, the live table."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from deploy.stubs import Stubs, run_arn, step
from pipec.cli import app as cli

DEFINITION = """
{"Steps": [{"Name": "Prepare", "Type": "Processing"}, {"Name": "Tell", "Type": "Lambda"}]}
"""
WHERE = ("--region", "us-east-1")

Terminal = Callable[..., tuple[int, str]]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Run pipec in a pseudo-terminal with what a person types; gives exit code and screen."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipec.cli.aws.watch.watch.__defaults__", (lambda _: None,))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        master, slave = pty.openpty()
        os.write(master, typed.encode())
        with (
            open(slave, "r+b", buffering=0, closefd=False) as raw,
            monkeypatch.context() as patch,
        ):
            for name in ("stdin", "stdout", "stderr"):
                patch.setattr(sys, name, _text(raw, name))
            code = cli.main(list(arguments))
        os.close(slave)
        screen = b""
        try:
            while part := os.read(master, 65536):
                screen += part
        except OSError:  # the other end is closed
            pass
        os.close(master)
        return code, screen.decode()

    return run


def _text(raw: Any, name: str) -> Any:
    class Kept(TextIOWrapper):
        """Leaves the terminal open when it is thrown away."""

        def __del__(self) -> None:
            pass

    return Kept(raw, encoding="utf-8", write_through=name != "stdin")


@pytest.mark.parametrize(("typed", "code"), [("n\n", 1), ("y\n", 0)])
def test_stop_asks_in_a_terminal(typed: str, code: int, stubs: Stubs, terminal: Terminal) -> None:
    """It names the run, and a no sends nothing."""
    stubs.runs(("abc123", "Executing"))
    stubs.run()
    if not code:
        stubs.answer(
            "stop_pipeline_execution",
            {"PipelineExecutionArn": run_arn()},
            PipelineExecutionArn=run_arn(),
        )
    ended, screen = terminal("stop", "demo", *WHERE, typed=typed)
    assert ended == code
    assert "Stop run abc123 of demo?" in screen
    assert ("nothing was changed" in screen) == bool(code)


def test_a_live_table_in_a_terminal(stubs: Stubs, terminal: Terminal) -> None:
    """It is drawn anew at each look, and the last one stays."""
    stubs.runs(("abc123", "Executing"))
    stubs.run()
    stubs.run()
    stubs.steps(step("Prepare", "Executing"))
    stubs.definition(DEFINITION)
    stubs.run(status="Failed")
    stubs.steps(step("Prepare", "Failed", FailureReason="no \x1b]0;room\x07"))
    code, screen = terminal("status", "demo", "--watch", *WHERE)
    assert code == 1
    assert "waiting" in screen
    assert "\x1b[1A" in screen  # up again, to draw over it
    last = screen.rpartition("run abc123: Failed")[2]
    assert "not run" in last
    assert "Prepare: no \\x1b]0;room\\x07" in last
    assert "\x1b]0;" not in screen
