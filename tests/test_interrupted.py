"""Ctrl-C, a full disk and closed streams: old files or new ones, whole, and no traceback."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli_runs import FILES, PIPELINE, ROOT, write
from pipec.cli.writing import WriteError, write_all

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / ".editable")}
COMPILE = [sys.executable, "-m", "pipec.cli", "compile", "p.yaml"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder with a pipeline in it."""
    monkeypatch.chdir(tmp_path)
    write("p.yaml", PIPELINE)


def contents() -> dict[str, bytes]:
    """What was written, hidden files too."""
    return {path.name: path.read_bytes() for path in Path("build").rglob("*") if path.is_file()}


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """A command line, with `pipec` in it."""
    text = command.replace("pipec", f"'{sys.executable}' -m pipec.cli")
    return subprocess.run(
        ["bash", "-c", text], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


# --- signals ------------------------------------------------------------------------------

WRITES = """
import os, signal, sys
from pathlib import Path
from pipec.cli import writing

number, moment = signal.Signals[sys.argv[1]], int(sys.argv[2])
done = 0

def spied(function):
    def spy(*arguments, **keywords):
        global done
        done += 1
        if done == moment:
            os.kill(os.getpid(), number)
        return function(*arguments, **keywords)
    return spy

for name in ("replace", "unlink"):
    setattr(Path, name, spied(getattr(Path, name)))
read, made = Path.open, spied(Path.open)
Path.open = lambda path, mode="r", **more: (made if mode == "x" else read)(path, mode, **more)
from pipec.cli.__main__ import run

sys.argv = ["pipec", "compile", "p.yaml"]
run()
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("moment", range(1, 10))
def test_a_signal_at_each_step_of_writing(name: str, moment: int) -> None:
    """It waits until all files are there, and then has its way: 130, or the end by SIGTERM."""
    run = subprocess.run(
        [sys.executable, "-c", WRITES, name, str(moment)],
        env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == (130 if name == "SIGINT" else -signal.SIGTERM)
    assert run.stderr == ""
    assert sorted(contents()) == FILES


def test_ctrl_c_at_any_time() -> None:
    """From the start of the program to its end: old or new files, and never a traceback of ours."""
    subprocess.run(COMPILE, env=ENVIRONMENT, capture_output=True, check=True)
    old = contents()
    write("p.yaml", PIPELINE.replace("Load", "Read"))
    began = time.perf_counter()
    subprocess.run([*COMPILE, "-o", "x"], env=ENVIRONMENT, capture_output=True, check=True)
    whole = time.perf_counter() - began
    new = {path.name: path.read_bytes() for path in Path("x/demo").iterdir()}
    assert new != old
    for tenth in range(2, 12):
        process = subprocess.Popen(COMPILE, env=ENVIRONMENT, stderr=subprocess.PIPE)
        time.sleep(whole * tenth / 10)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        # Python itself starts up, and ends, in parts of which no program knows.
        assert b"pipec/cli/commands" not in said
        assert process.returncode in (0, 130, 1, -signal.SIGINT), said
        assert contents() in (old, new)


# --- a full disk ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 10, 300, 1000, 3000])
def test_a_full_disk_leaves_what_was_there(size: int) -> None:
    """A limit on the size of files refuses at each place, as a full disk does."""
    subprocess.run(COMPILE, env=ENVIRONMENT, capture_output=True, check=True)
    old = contents()
    write("p.yaml", PIPELINE.replace("Load", "Read") + "description: " + "x" * 2000 + "\n")
    run = subprocess.run(
        COMPILE, env=ENVIRONMENT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert run.returncode in (0, 3)
    assert (contents() == old) == (run.returncode == 3)
    assert sorted(contents()) == FILES
    if run.returncode:
        name = re.fullmatch(r"pipec: cannot write `build/demo/(.*)`: File too large\n", run.stderr)
        assert name
        assert name[1] in FILES


@pytest.mark.parametrize("refusing", ["open", "chmod", "replace"])
def test_what_cannot_be_written_leaves_nothing(
    refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step the disk refuses, no temporary file stays."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    write_all({Path("out/a"): "old", Path("out/b"): "old"})
    with monkeypatch.context() as patch:
        patch.setattr(Path, refusing, refuse)
        with pytest.raises(WriteError, match="No space left on device"):
            write_all({Path("out/a"): "a", Path("out/b"): "b"})
    assert {path.name: path.read_text() for path in Path("out").iterdir()} == {
        "a": "old",
        "b": "old",
    }


@pytest.mark.parametrize("refusing", ["open", "chmod", "replace"])
def test_the_file_is_named_that_cannot_be_written(
    refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And never its temporary name, though a disk that is read-only refuses to remove that too."""
    Path("out").mkdir()
    Path("out/b").write_text("old", "utf-8")

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(path))

    for name in (refusing, "unlink"):
        monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(WriteError) as error:
        write_all({Path("out/b").absolute(): "b"})
    assert str(error.value) == "cannot write `out/b`: Read-only file system"


def test_two_at_the_same_time() -> None:
    """Each file is from one of them, and whole."""
    many = [subprocess.Popen(COMPILE, env=ENVIRONMENT, stderr=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait(60) for process in many] == [0] * 4
    assert sorted(contents()) == FILES


# --- streams ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["compile --stdout", "explain", "explain --json"])
def test_who_reads_may_stop_reading(command: str) -> None:
    """`pipec compile --stdout | head -1`."""
    run = shell(f"pipec {command} p.yaml | true; exit ${{PIPESTATUS[0]}}")
    assert run.returncode in (0, 141)
    assert run.stderr == ""


@pytest.mark.parametrize(
    ("command", "stream"),
    [
        ("--help", "stdout"),
        ("compile --help", "stdout"),
        ("compile --stdout p.yaml", "stdout"),
        ("explain p.yaml", "stdout"),
        ("explain PC201", "stdout"),
        ("graph p.yaml", "stdout"),
        ("schema pipeline", "stdout"),
        ("validate p.yaml", "stderr"),
        ("validate none.yaml --format json", "stdout"),
        ("compil p.yaml", "stderr"),
    ],
)
def test_nobody_reads(command: str, stream: str) -> None:
    """141 in every command, as of a program that SIGPIPE ends, whatever else there is to say."""
    read, written = os.pipe()
    os.close(read)
    to_stdout = stream == "stdout"
    run = subprocess.run(
        [sys.executable, "-m", "pipec.cli", *command.split()],
        stdout=written if to_stdout else subprocess.PIPE,
        stderr=subprocess.PIPE if to_stdout else written,
        env=ENVIRONMENT,
        check=False,
    )
    os.close(written)
    assert run.returncode == 141
    assert not (run.stderr if to_stdout else run.stdout)


def test_a_full_disk_behind_standard_output() -> None:
    """The product is not there, and the exit code tells."""
    run = shell("pipec compile --stdout p.yaml > /dev/full")
    assert run.returncode == 3
    assert "No space left on device" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("closed", ["0<&-", ">&-", "2>&-", "0<&- >&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    """What nobody hears is still done."""
    run = shell(f"pipec compile p.yaml {closed}")
    assert run.returncode == 0
    assert "Traceback" not in run.stderr
    assert sorted(contents()) == FILES
    run = shell("pipec compile - 0<&-")
    assert run.returncode == 1
    assert "the file holds nothing" in run.stderr
