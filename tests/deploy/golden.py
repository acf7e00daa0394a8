"""Failing commands as users see them: `tests/cases/deploy/<code>-<what>/report.txt`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from deploy.aws import REGION
from deploy.faults import Faults, answer
from deploy.project import FILE, Project
from deploy.stubs import Stubs
from pipec.cli import app as cli
from test_cases import compare

FOLDER = Path(__file__).parents[1] / "cases" / "deploy"
Shows = Callable[[str], None]


@pytest.fixture
def shows(
    request: pytest.FixtureRequest,
    accept: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shows:
    """Run a command line and hold what it says against the report of the scenario.

    The scenario is the test function: `test_pc502_misspelt_name` has the folder
    `PC502-misspelt-name`. The report holds the command line, both streams and the exit code.
    """
    monkeypatch.chdir(tmp_path)
    folder = FOLDER / folder_of(request.node.name)

    def run(line: str) -> None:
        if accept:
            folder.mkdir(exist_ok=True)
        capsys.readouterr()
        code = cli.main(shlex.split(line))
        said = capsys.readouterr()
        # What goes wrong is told on stderr. Only the plan of an upsert stands before it.
        text = f"$ pipec {line}\n{said.out}{said.err}exit code {code}\n"
        assert str(tmp_path) not in text
        compare(folder / "report.txt", text, accept)

    return run


def folder_of(test: str) -> str:
    """The folder of a scenario by its test's name."""
    _, code, what = test.split("_", 2)
    return f"{code.upper()}-{what.replace('_', '-')}"


def ok(data: dict[str, Any]) -> Callable[[Any], AWSResponse]:
    """An answer of SageMaker that is no error."""
    done = answer(200, "")

    def say(request: Any) -> AWSResponse:
        response = done(request)
        response.raw.body = json.dumps(data).encode()
        return response

    return say


# --- AWS, as scenarios want it ------------------------------------------------------------------


@pytest.fixture
def here(stubs: Stubs, monkeypatch: pytest.MonkeyPatch) -> Stubs:
    """Scripted answers, in a region that the environment names."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    return stubs


class Cloud:
    """A project and a moto server, whose answers can be spoiled."""

    def __init__(self, project: Project, faults: Faults) -> None:
        self.project, self.faults = project, faults

    def deploy(self) -> None:
        """Deploy the project as it is, then change its description."""
        assert self.project.upsert().code == 0
        self.faults.seen.clear()
        self.project.write(FILE.replace("What a house costs.", "What a flat costs."))

    def spoil(self, operation: str, how: Callable[[Any], Any], *, nth: int | None = None) -> None:
        """Answer an operation so, each time or only the nth time (from 0)."""

        def matches(number: int) -> bool:
            seen = self.faults.seen
            return seen[number] == operation and nth in (None, seen[:number].count(operation))

        self.faults.spoil, self.faults.at = how, matches

    def deny(self, operation: str, action: str, resource: str) -> None:
        """Answer an operation as IAM does for what no policy allows."""
        message = (
            f"User: arn:aws:sts::123456789012:assumed-role/Developer/ana is not authorized to "
            f"perform: {action} on resource: {resource} because no identity-based policy allows "
            f"the {action} action"
        )
        self.spoil(operation, answer(403, "AccessDeniedException", message))


@pytest.fixture
def cloud(project: Project, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """A project to deploy, to a server that the environment names: no report shows its port."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", project.moto.url)
    faults = Faults()
    faults.install(monkeypatch)
    return Cloud(project, faults)
