"""Questions before something is written: in a pseudo-terminal, and where nobody can be asked."""

from __future__ import annotations

import io
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from cli_runs import ROOT, runner
from deploy.project import ARN, NAME, SECOND, Project
from deploy.stubs import PIPELINE_ARN, Stubs
from deploy.test_rollback import MIDDLE, OLD, THREE, chosen, listed, look, updated
from pipec.cli.commands.aws_options import confirm
from pipec.cli.stop import Stop
from pipec.compiler import codes

pytest.importorskip("pty", reason="this system has no pseudo-terminals")

CTRL_C, CTRL_D = "\x03", "\x04"
PLACE = "account 123456789012, region us-east-1"
PATIENCE = 60
"""Seconds until a command that says nothing more is taken for stuck."""

# Makes the terminal the one whose Ctrl-C goes to this process, as a shell does.
DRIVER = """
import fcntl, os, sys, termios
if os.isatty(0):
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from pipec.cli.app import main
{more}
sys.exit(main(sys.argv[1:]))
"""
# Each PutObject takes a second.
SLOW = """
import time
from pipec.cli.aws.client import Aws
made = Aws.client
def client(aws, service):
    client = made(aws, service)
    if service == "s3":
        pause = lambda **_: time.sleep(1)
        client.meta.events.register("before-send.s3.PutObject", pause, unique_id="slow")
    return client
Aws.client = client
"""


@dataclass
class Seen:
    """How a command in a terminal ended, and what the terminal showed until it asked, and after."""

    code: int
    before: str
    after: str


def in_terminal(
    *arguments: str,
    asked: str = "",
    typed: str = "",
    more: str = "",
    stdin: int | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> Seen:
    """Run pipec in a pseudo-terminal; what is `typed` is typed when it shows what is `asked`.

    Streams may go elsewhere; `more` is run in its process first.
    """
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER.format(more=more), *arguments],
        stdin=slave if stdin is None else stdin,
        stdout=slave if stdout is None else stdout,
        stderr=slave if stderr is None else stderr,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / ".editable"),
            "TERM": "xterm",
            "COLUMNS": "100",
        },
        start_new_session=True,
    )
    os.close(slave)
    try:
        before, after = _talk(master, asked, typed)
        return Seen(process.wait(PATIENCE), before, after)
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _talk(master: int, asked: str, typed: str) -> tuple[str, str]:
    screen, shown = b"", 0
    end = time.monotonic() + PATIENCE
    while select.select([master], [], [], max(0, end - time.monotonic()))[0]:
        try:
            part = os.read(master, 4096)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        screen += part
        if typed and not shown and asked in screen.decode("utf-8", "replace"):
            shown = len(screen)
            os.write(master, typed.encode())
    before, after = (_text(part) for part in (screen[:shown], screen[shown:]))
    return before, after


def _text(shown: bytes) -> str:
    """What was shown, without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")


# --- upsert -----------------------------------------------------------------------------


@pytest.mark.needs_loopback
@pytest.mark.parametrize("typed", ["n\n", "\n", "yse\n", CTRL_C, CTRL_D])
def test_no_changes_nothing(typed: str, project: Project) -> None:
    """Exit code 1 (Ctrl-C: 130), no pipeline, no upload; the plan was shown before it was asked."""
    question = f"Create {NAME} in {PLACE}? [y/N]: "
    seen = in_terminal(
        "upsert",
        "pipeline.yaml",
        "--endpoint-url",
        project.moto.url,
        asked=question,
        typed=typed,
    )
    assert seen.code == (130 if typed == CTRL_C else 1)
    assert seen.before.startswith(f"{NAME}: create\n")
    assert "+ step Prepare (Processing)" in seen.before
    assert "1 of 1 file to upload" in seen.before
    assert seen.before.endswith(question)
    assert seen.after.endswith("\nnothing was changed\n")
    assert seen.after.count("\n") == 2  # what was typed ends its line
    assert project.deployed() is None
    assert project.uploads() == {}


@pytest.mark.needs_loopback
def test_yes_goes_on_with_a_progress_bar(project: Project, tmp_path: Path) -> None:
    """The bar is seen while a slow upload goes on; stdout has the ARN and nothing of the talk."""
    with (tmp_path / "arn.txt").open("w") as out:
        seen = in_terminal(
            "upsert",
            "pipeline.yaml",
            "--endpoint-url",
            project.moto.url,
            asked="[y/N]: ",
            typed="y\n",
            more=SLOW,
            stdout=out.fileno(),
        )
    assert seen.code == 0
    assert "uploading" in seen.after
    assert "━" in seen.after
    assert "prepare.py" in seen.after
    assert seen.after.endswith(f"{NAME}: created\n")
    assert "uploaded 1 file, 17 B\n" in seen.after
    assert (tmp_path / "arn.txt").read_text("utf-8") == f"{ARN}\n"
    assert project.deployed() is not None
    assert len(project.uploads()) == 1


@pytest.mark.needs_loopback
def test_an_update_is_asked_for_too(project: Project) -> None:
    """It says Update, and the old pipeline is whole after a no."""
    assert project.upsert().code == 0
    before = project.deployed()
    project.write(SECOND)
    seen = in_terminal(
        "upsert",
        "pipeline.yaml",
        "--endpoint-url",
        project.moto.url,
        asked=f"Update {NAME} in {PLACE}? [y/N]: ",
        typed="no\n",
    )
    assert seen.code == 1
    assert "~ step Train (Training)" in seen.before
    assert project.deployed() == before


@pytest.mark.needs_loopback
@pytest.mark.parametrize("stream", ["stdin", "stderr"])
def test_half_a_terminal_is_none(stream: str, project: Project, tmp_path: Path) -> None:
    """Who cannot read the question or answer it is not asked, and it does not wait."""
    with (tmp_path / "stream.txt").open("w+") as file:
        streams = {stream: file.fileno()}
        where = ("--endpoint-url", project.moto.url)
        seen = in_terminal("upsert", "pipeline.yaml", *where, **streams)  # type: ignore[arg-type] # the name of a stream
    assert seen.code == 2
    said = seen.after if stream == "stdin" else (tmp_path / "stream.txt").read_text("utf-8")
    question = f"Create {NAME} in {PLACE}?"
    assert f"error[PC504]: there is no terminal to ask on: `{question}`\n" in said
    assert "[y/N]" not in said
    assert project.deployed() is None
    assert project.uploads() == {}


# --- delete -----------------------------------------------------------------------------


@pytest.mark.needs_loopback
@pytest.mark.parametrize(
    ("typed", "code"), [(f"{NAME}\n", 0), ("y\n", 1), ("houses\n", 1), (CTRL_C, 130)]
)
def test_a_delete_wants_the_name(typed: str, code: int, project: Project) -> None:
    """A `y` is typed by habit: what cannot be undone takes the pipeline's name."""
    assert project.upsert().code == 0
    seen = in_terminal(
        "delete",
        "pipeline.yaml",
        "--endpoint-url",
        project.moto.url,
        asked="Type its name: ",
        typed=typed,
    )
    assert seen.code == code
    assert f"deletes {ARN}," in seen.before
    assert "stays: code and data in S3" in seen.before
    assert seen.before.endswith(f"Delete {NAME} for ever? Type its name: ")
    assert (project.deployed() is None) == (code == 0)
    assert ("nothing was changed" in seen.after) == bool(code)


# --- rollback ---------------------------------------------------------------------------


class Keys(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        """A terminal."""
        return True


Asks = Callable[[str], None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Asks:
    """Makes stdin and stderr a terminal at which somebody types a text."""

    def make(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", Keys(text))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    return make


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_a_rollback_is_asked_for(
    typed: str,
    code: int,
    stubs: Stubs,
    types: Asks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With version, account and region; after a no nothing more is asked of AWS."""
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, MIDDLE)
    chosen(stubs, 1, OLD)
    if not code:
        look(stubs)
        updated(stubs, MIDDLE, PipelineVersionId=4)
        look(stubs, MIDDLE)
    types(typed)
    run = runner(tmp_path, monkeypatch, capsys)("rollback", "demo", "--region", "us-east-1")
    assert (run.code, run.out) == (code, "" if code else f"{PIPELINE_ARN}\n")
    place = "account 111122223333, region us-east-1"
    assert f"Go back to version 2 of demo in {place}? [y/N]: " in run.err
    assert ("nothing was changed\n" in run.err) == bool(code)


# --- the question itself ------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["y\n", "Y\n", " yes \n", "YES\n"])
def test_what_means_yes(typed: str, types: Asks, capsys: pytest.CaptureFixture[str]) -> None:
    """In any case of letters; the question is talk, not product."""
    types(typed)
    confirm("Go on?", yes=False)
    assert tuple(capsys.readouterr()) == ("", "Go on? [y/N]: ")


@pytest.mark.parametrize("typed", ["", "\n", "n\n", "ye\n", "yy\n", "demo\n"])
def test_what_means_no(typed: str, types: Asks, capsys: pytest.CaptureFixture[str]) -> None:
    """All else, as nobody should deploy by a slip; what is said begins on a line of its own."""
    types(typed)
    with pytest.raises(typer.Exit) as error:
        confirm("Go on?", yes=False)
    assert error.value.exit_code == 1
    end = "" if typed else "\n"  # a terminal has shown the line end that was typed
    assert tuple(capsys.readouterr()) == ("", f"Go on? [y/N]: {end}nothing was changed\n")


def test_keys_that_are_no_text(
    monkeypatch: pytest.MonkeyPatch, types: Asks, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are a no, and no bug."""
    types("")
    stdin = io.TextIOWrapper(io.BytesIO(b"\xff\n"), encoding="utf-8")
    monkeypatch.setattr(stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(typer.Exit):
        confirm("Go on?", yes=False)
    assert "nothing was changed" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "agreed"), [("demo\n", True), ("Demo\n", False), ("y\n", False)])
def test_a_name_is_typed_as_it_is(typed: str, agreed: bool, types: Asks) -> None:  # noqa: FBT001
    """Letter by letter."""
    types(typed)
    if agreed:
        confirm("Delete?", yes=False, name="demo")
    else:
        with pytest.raises(typer.Exit):
            confirm("Delete?", yes=False, name="demo")


@pytest.mark.parametrize("name", [None, "demo"])
def test_yes_is_not_asked(name: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    """`--yes` needs no terminal, and without either it is refused."""
    confirm("Go on?", yes=True, name=name)
    with pytest.raises(Stop) as error:
        confirm("Go on?", yes=False, name=name)
    assert [item.code for item in error.value.diagnostics] == [codes.NOT_CONFIRMED]
    assert error.value.exit_code == 2
    assert tuple(capsys.readouterr()) == ("", "")
