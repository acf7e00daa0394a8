"""Commands that the documentation shows without running them, in shell scripts and the workflow."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML

from pipec.cli.app import application
from test_docs import DEPLOYING, PAGES, WORKFLOW, blocks


def _workflow() -> dict[str, Any]:
    text = next(b.body for b in blocks(DEPLOYING) if b.file == WORKFLOW)
    found: dict[str, Any] = YAML(typ="safe").load(text)
    return found


def _commands(text: str) -> Iterator[list[str]]:
    """The commands of pipec in a shell script, each without what it is piped or written to."""
    for line in text.replace("\\\n", " ").splitlines():
        words = list(shlex.shlex(line, posix=True, punctuation_chars=True))
        while "pipec" in words:
            words = words[words.index("pipec") + 1 :]
            end = next((n for n, word in enumerate(words) if set(word) <= set("|&;<>()")), None)
            yield words[:end]


SHOWN = [
    *((b.page, command) for p in PAGES for b in blocks(p) if b.language == "sh"
      for command in _commands(b.body)),
    *((DEPLOYING, command) for job in _workflow()["jobs"].values() for step in job["steps"]
      for command in _commands(step.get("run", ""))),
]  # fmt: skip


@pytest.mark.parametrize(("page", "command"), SHOWN, ids=lambda x: getattr(x, "name", str(x)))
def test_a_command_that_is_only_shown_could_be_run(page: Path, command: list[str]) -> None:
    """Every `pipec …` of a shell script or of the workflow has options that exist."""
    assert command, page
    name, *arguments = command
    found = typer.main.get_group(application()).commands[name]
    with found.make_context(name, arguments):
        pass


def test_the_workflow_validates_plans_and_deploys() -> None:
    """It runs on pull requests and on main, each part with the rights that it needs."""
    workflow = _workflow()
    assert set(workflow["on"]) == {"pull_request", "push"}
    jobs = workflow["jobs"]
    commands = {
        name: [command[0] for step in job["steps"] for command in _commands(step.get("run", ""))]
        for name, job in jobs.items()
    }
    assert commands == {"validate": ["validate"], "plan": ["diff"], "deploy": ["upsert"]}
    assert jobs["plan"]["permissions"].items() >= {"pull-requests": "write"}.items()
    trusted = [jobs[name] for name in ("plan", "deploy")]
    assert all(job["permissions"]["id-token"] == "write" for job in trusted)
    assert "permissions" not in jobs["validate"], "a pull request of a stranger gets no rights"
