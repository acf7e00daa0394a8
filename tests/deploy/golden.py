"""Failing commands as users see them: `tests/cases/deploy/<code>-<what>/report.txt`.

The scenario that the page of its code shows goes on in `mended.md`: what was changed, and what
pipec says then.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from difflib import unified_diff
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
_OF_USERS = (".yaml", ".py")


class Shows:
    """Runs command lines, and holds what they say against the golden files of a scenario."""

    def __init__(
        self,
        folder: Path,
        accept: bool,  # noqa: FBT001
        capture: pytest.CaptureFixture[str],
    ) -> None:
        self._folder, self._accept, self._capture = folder, accept, capture
        self._home = Path.cwd()
        self._failed_with: dict[str, list[str]] = {}

    def __call__(self, line: str) -> None:
        """The command that fails: the command line, both streams and the exit code."""
        if self._accept:
            self._folder.mkdir(exist_ok=True)
        self._failed_with = self._files()
        out, err, code = self._run(line)
        # What goes wrong is told on stderr. Only the plan of an upsert stands before it.
        text = f"$ pipec {line}\n{out}{err}exit code {code}\n"
        compare(self._folder / "report.txt", text, self._accept)

    def mended(self, *lines: str, after: str = "") -> None:
        """What helps: `after` says what was done, then the files that were changed, the commands.

        All of them must succeed.
        """
        parts = [f"{after}\n"] if after else []
        now = self._files()
        for name in sorted(now):
            before = self._failed_with.get(name, [])
            if now[name] != before:
                _, _, *rest = unified_diff(before, now[name], lineterm="", n=len(before))
                changes = "".join(f"{line}\n" for line in rest if not line.startswith("@@"))
                parts.append(f"`{name}`:\n\n~~~diff\n{changes}~~~\n")
        said = ""
        for line in lines:
            out, err, code = self._run(line)
            assert code == 0, err
            said += f"$ pipec {line}\n{err}{out}"  # what was made is printed at the end
        parts.append(f"~~~console\n{said}~~~\n")
        compare(self._folder / "mended.md", "\n".join(parts), self._accept)

    def _run(self, line: str) -> tuple[str, str, int]:
        self._capture.readouterr()
        code = cli.main(shlex.split(line))
        said = self._capture.readouterr()
        assert str(self._home) not in said.out + said.err
        return said.out, said.err, code

    def _files(self) -> dict[str, list[str]]:
        return {
            path.relative_to(self._home).as_posix(): path.read_text("utf-8").splitlines()
            for path in self._home.rglob("*")
            if path.suffix in _OF_USERS
        }


@pytest.fixture
def shows(
    request: pytest.FixtureRequest,
    accept: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shows:
    """What runs the commands of a scenario, in an empty folder.

    The scenario is the test function: `test_pc502_misspelt_name` has the folder
    `PC502-misspelt-name`.
    """
    monkeypatch.chdir(tmp_path)
    return Shows(FOLDER / folder_of(request.node.name), accept, capsys)


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
