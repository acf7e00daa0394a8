"""The command line: what `compile` writes and prints, its exit codes, usage and bugs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from enum import Enum
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, get_args

import pytest
from typer import Typer

from cli_runs import FILES, PIPELINE, PROJECT, ROOT, WRONG, Pipec, runner, snapshot, write
from pipec.cli import app as cli
from pipec.cli import workspace


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


# --- compile --------------------------------------------------------------------------------


def test_compile_writes_three_files(pipec: Pipec) -> None:
    """They lie under `build/<pipeline name>`; nothing is printed, the talk names each file."""
    write("anything.yaml", PIPELINE)
    run = pipec("compile", "anything.yaml")

    assert (run.code, run.out) == (0, "")
    assert sorted(snapshot("build")) == FILES
    assert run.err.splitlines() == [
        "wrote build/demo/definition.json",
        "wrote build/demo/pipeline.py",
        "wrote build/demo/assets.json",
    ]
    for name, content in snapshot("build/demo").items():
        assert content.endswith(b"\n"), name
        assert b"\r" not in content


def test_several_files_at_once(pipec: Pipec) -> None:
    """Each into a folder of its own; one that is given twice counts once."""
    write("p.yaml", PIPELINE)
    write("q.yaml", PIPELINE.replace("pipeline: demo", "pipeline: other"))
    run = pipec("compile", "p.yaml", "q.yaml", "p.yaml", "./p.yaml")

    assert (run.code, run.out, len(run.err.splitlines())) == (0, "", 6)
    assert sorted(path.name for path in Path("build").iterdir()) == ["demo", "other"]
    assert pipec("compile", "p.yaml", "q.yaml", "--check").code == 0
    Path("build/other/assets.json").unlink()
    stale = pipec("compile", "p.yaml", "q.yaml", "--check")
    assert (stale.code, stale.err.splitlines()[0]) == (1, "stale: build/other/assets.json")
    assert pipec("compile", "p.yaml", "q.yaml", "--stdout").code == 2


def test_several_files_with_an_error_in_one(pipec: Pipec) -> None:
    """Nothing is written of any, and a document holds what is wrong with all."""
    write("p.yaml", PIPELINE)
    write("q.yaml", WRONG)
    run = pipec("compile", "p.yaml", "q.yaml", "missing.yaml", "--format", "json")

    assert (run.code, run.out) == (1, "")
    assert not Path("build").exists()
    document = json.loads(run.err)
    assert document["files"] == ["p.yaml", "q.yaml", "missing.yaml"]
    assert {item["code"] for item in document["diagnostics"]} > {"PC001"}


@pytest.mark.parametrize("name", ["demo", "Demo"])
def test_several_files_for_one_folder(pipec: Pipec, name: str) -> None:
    """Neither takes the place of the other."""
    write("p.yaml", PIPELINE)
    write("q.yaml", PIPELINE.replace("pipeline: demo", f"pipeline: {name}"))
    run = pipec("compile", "p.yaml", "q.yaml")

    assert run.code == 1
    assert "PC124" in run.err
    assert run.err.endswith("nothing was written: two of them would be written into one folder\n")
    assert not Path("build").exists()


@pytest.mark.parametrize("flag", ["-o", "--out"])
def test_another_folder(flag: str, pipec: Pipec) -> None:
    """`-o` is used in place of `build`, made if need be."""
    write("p.yaml", PIPELINE)
    run = pipec("compile", "p.yaml", flag, "deep/out")

    assert run.code == 0
    assert sorted(snapshot("deep/out/demo")) == FILES
    assert not Path("build").exists()


def test_stdout_is_the_definition(pipec: Pipec) -> None:
    """`--stdout` prints just the definition's file and writes nothing."""
    write("p.yaml", PIPELINE)
    pipec("compile", "p.yaml")
    run = pipec("compile", "p.yaml", "--stdout", "-o", "other")

    assert run.code == 0
    assert run.out == Path("build/demo/definition.json").read_text("utf-8")
    assert run.err == ""
    assert not Path("other").exists()


def test_check_of_fresh_files(pipec: Pipec) -> None:
    """`--check` is content with what compile has written, and writes nothing."""
    write("p.yaml", PIPELINE)
    pipec("compile", "p.yaml")
    before = {path: path.stat().st_mtime_ns for path in Path("build").rglob("*")}
    run = pipec("compile", "p.yaml", "--check")

    assert (run.code, run.out) == (0, "")
    assert {path: path.stat().st_mtime_ns for path in Path("build").rglob("*")} == before


@pytest.mark.parametrize("name", FILES)
def test_check_of_stale_files(name: str, pipec: Pipec) -> None:
    """`--check` exits with 1 and names each file that is not what it would be, or not there."""
    write("p.yaml", PIPELINE)
    pipec("compile", "p.yaml")
    path = Path("build/demo") / name
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    changed = pipec("compile", "p.yaml", "--check")
    path.unlink()
    missing = pipec("compile", "p.yaml", "--check")

    for run in (changed, missing):
        assert (run.code, run.out) == (1, "")
        assert f"build/demo/{name}" in run.err
        assert run.err.count("build/demo/") == 1
    assert not path.exists()


def test_check_before_the_first_compile(pipec: Pipec) -> None:
    """With nothing on disk everything is stale, and still nothing is written."""
    write("p.yaml", PIPELINE)

    assert pipec("compile", "p.yaml", "--check").code == 1
    assert not Path("build").exists()


def test_compiling_an_error_keeps_the_old_files(pipec: Pipec) -> None:
    """A pipeline with a mistake exits with 1, is explained on its line, and writes nothing."""
    write("p.yaml", PIPELINE)
    pipec("compile", "p.yaml")
    before = snapshot("build")
    write("p.yaml", WRONG)
    run = pipec("compile", "p.yaml")

    assert (run.code, run.out) == (1, "")
    assert "p.yaml:3" in run.err
    assert "`kidn`" in run.err or "`Load`" in run.err
    assert snapshot("build") == before


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_failing_rename_leaves_whole_files(
    failing: int, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever rename fails, every file is the old or the new one, and no temporary one stays."""
    write("p.yaml", PIPELINE)
    pipec("compile", "p.yaml")
    old = snapshot("build")
    write("p.yaml", PIPELINE.replace("Load", "Fetch"))
    pipec("compile", "p.yaml", "-o", "fresh")
    new = snapshot("fresh")
    rename, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing + 1:
            raise PermissionError(13, "Permission denied", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    run = pipec("compile", "p.yaml")

    assert run.code == 3
    assert "Permission denied" in run.err
    assert "Traceback" not in run.err
    found = snapshot("build")
    assert sorted(found) == FILES
    assert all(content in (old[name], new[name]) for name, content in found.items())


def test_a_full_disk_leaves_the_old_files(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second file cannot be written, no old file has been touched."""
    write("p.yaml", PIPELINE)
    pipec("compile", "p.yaml")
    old = snapshot("build")
    write("p.yaml", PIPELINE.replace("Load", "Fetch"))
    opened, files = Path.open, []

    def open_(path: Path, *arguments: object, **keywords: object) -> object:
        file = opened(path, *arguments, **keywords)  # type: ignore[call-overload]
        if "x" not in arguments:
            return file
        files.append(file)
        if len(files) == 2:
            file.close()
            raise OSError(28, "No space left on device")
        return file

    monkeypatch.setattr(Path, "open", open_)
    run = pipec("compile", "p.yaml")

    assert run.code == 3
    assert "No space left on device" in run.err
    assert snapshot("build") == old


def test_the_output_folder_is_a_file(pipec: Pipec) -> None:
    """An impossible place is the environment's fault: exit code 3, the reason, no traceback."""
    write("p.yaml", PIPELINE)
    write("build", "in the way")
    run = pipec("compile", "p.yaml")

    assert run.code == 3
    assert "build" in run.err
    assert "Traceback" not in run.err


def test_a_file_in_place_of_the_output_folder(pipec: Pipec) -> None:
    """`-o` with a file's name says just that, in words for people."""
    write("p.yaml", PIPELINE)
    run = pipec("compile", "p.yaml", "-o", "p.yaml")

    assert run.code == 3
    assert run.err == "pipec: cannot write `p.yaml`: not a directory\n"


def test_modes_follow_the_umask(pipec: Pipec) -> None:
    """The files are as readable as any file that the user makes."""
    write("p.yaml", PIPELINE)
    before = os.umask(0o027)
    try:
        pipec("compile", "p.yaml")
    finally:
        os.umask(before)

    assert {path.stat().st_mode & 0o777 for path in Path("build/demo").iterdir()} == {0o640}


def test_windows_line_ends(pipec: Pipec) -> None:
    """Line ends of the source change neither the outputs nor the lines that are named."""
    write("unix.yaml", PIPELINE)
    write("windows.yaml", PIPELINE.replace("\n", "\r\n"))
    write("wrong.yaml", WRONG.replace("\n", "\r\n"))
    unix = pipec("compile", "unix.yaml", "--stdout")

    assert unix.code == 0
    assert pipec("compile", "windows.yaml", "--stdout").out == unix.out
    assert "wrong.yaml:3:" in pipec("compile", "wrong.yaml", "--format", "concise").err


# --- formats, usage, bugs -------------------------------------------------------------------


def test_concise_is_one_line_each(pipec: Pipec) -> None:
    """`file:line:column: error[code]: message`, as editors read it."""
    write("p.yaml", WRONG + "  Second: {fial: x}\n")
    run = pipec("compile", "p.yaml", "--format", "concise")

    lines = run.err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("p.yaml:") and " error[PC" in line for line in lines)


def test_text_shows_the_line(pipec: Pipec) -> None:
    """The default format quotes the source."""
    write("p.yaml", WRONG)

    assert "kidn: Lambda" in pipec("compile", "p.yaml").err


def test_a_warning_is_not_an_error(pipec: Pipec) -> None:
    """A pipeline with warnings compiles: they are shown, the exit code is 0."""
    example = ROOT / "tests/oracle/matrix/branches/pipeline.yaml"
    write("pipec.yaml", PROJECT)
    write("p.yaml", example.read_text("utf-8"))
    run = pipec("compile", "p.yaml", "--stdout", "--var", "region=eu-central-1")

    assert run.code == 0
    assert "warning[" in run.err
    assert json.loads(run.out)["Version"] == "2020-12-01"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["compile"],
        ["graph", "a.yaml", "b.yaml"],
        ["compile", "p.yaml", "--no-such-option"],
        ["compile", "p.yaml", "--format", "xml"],
        ["no-such-command"],
        ["validate"],
        ["explain"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str], pipec: Pipec) -> None:
    """Exit code 2 and a word about the usage, never a traceback."""
    write("p.yaml", PIPELINE)
    run = pipec(*arguments)

    assert run.code == 2
    assert "sage" in run.out + run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("compile p.yaml --format jsn", "sarif, junit; did you mean `json`?"),
        ("contracts list --format xml", "'--format': `xml` is not one of: text, concise, json"),
        ("graph p.yaml --as htm", "`htm` is not one of: text, mermaid, dot, svg, html; did you"),
        ("compile p.yaml --emit terrafrm", "terraform; did you mean `terraform`?"),
        ("compile p.yaml --python idiom", "`idiom` is not one of: idiomatic, request"),
        ("schema pipelin", "'KIND': `pipelin` is not one of: pipeline, contract, project; did you"),
        ("schema --settings vim", "`vim` is not one of: vscode"),
    ],
)  # fmt: skip
def test_a_word_that_is_none_of_those(arguments: str, said: str, pipec: Pipec) -> None:
    """Those are named, and the nearest of them is."""
    write("p.yaml", PIPELINE)
    run = pipec(*arguments.split())
    assert (run.code, run.out) == (2, "")
    assert said in " ".join(run.err.replace("│", " ").split())


def test_all_choices_are_read_so() -> None:
    """Whatever takes one of a few words, on any command."""
    missed = [
        (name, item.name)
        for name in cli.COMMANDS
        for command in _functions(cli.application([name]))
        for item in signature(command, eval_str=True).parameters.values()
        if any(isinstance(kind, type) and issubclass(kind, Enum) for kind in _types(item))
        and not any(getattr(more, "parser", None) for more in item.annotation.__metadata__)
    ]
    assert missed == []


def _functions(app: Typer) -> list[Callable[..., Any]]:
    """What the commands of a program call, those of groups too."""
    groups = [group.typer_instance for group in app.registered_groups]
    own = [item.callback for item in app.registered_commands if item.callback]
    return [*own, *(found for group in groups if group for found in _functions(group))]


def _types(item: Parameter) -> list[Any]:
    """The types that an option is made of: of `list[Emit] | None` all three, and their parts."""
    found, pending = [], [item.annotation]
    while pending:
        found.append(one := pending.pop())
        pending += get_args(one)
    return found


def test_version(pipec: Pipec) -> None:
    """`--version` prints the program and its version, and needs no command."""
    run = pipec("--version")

    assert (run.code, run.err) == (0, "")
    assert re.fullmatch(r"pipec \d+\.\d+\.\d+\n", run.out)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["compile", "--help"]], ids=" ".join)
def test_help(arguments: list[str], pipec: Pipec) -> None:
    """Help is a product: standard output, exit code 0."""
    run = pipec(*arguments)

    assert run.code == 0
    assert "compile" in run.out


@pytest.mark.parametrize("command", ["compile", "validate", "explain"])
def test_a_bug_is_called_one(command: str, pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside gives exit code 3 and an apology; the traceback only with `--debug`.

    No secret is in it, whatever an exception says.
    """

    def broken(*_: object) -> None:
        raise ZeroDivisionError("aws_secret_" + "access_key=" + "feed" * 2)

    monkeypatch.setattr(workspace, "read_source", broken)
    write("p.yaml", PIPELINE)
    plain = pipec(command, "p.yaml")
    debug = pipec(command, "p.yaml", "--debug")

    assert (plain.code, debug.code) == (3, 3)
    assert "bug in pipec" in plain.err
    assert "Traceback" not in plain.err
    assert "ZeroDivisionError" in debug.err
    assert "feedfeed" not in debug.err


# --- real processes -------------------------------------------------------------------------


def process(*arguments: str, cwd: Path, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """`python -m pipec.cli …` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipec.cli", *arguments],
        cwd=cwd,
        input=text,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / ".editable"), "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )


def test_exit_codes_of_the_process(tmp_path: Path) -> None:
    """0, 1, 2 and 3 reach the shell."""
    (tmp_path / "good.yaml").write_text(PIPELINE, "utf-8")
    (tmp_path / "bad.yaml").write_text(WRONG, "utf-8")
    (tmp_path / "file").write_text("", "utf-8")

    assert process("compile", "good.yaml", cwd=tmp_path).returncode == 0
    assert process("compile", "bad.yaml", cwd=tmp_path).returncode == 1
    assert process("compile", cwd=tmp_path).returncode == 2
    assert process("compile", "good.yaml", "-o", "file", cwd=tmp_path).returncode == 3


def test_the_streams_of_the_process(tmp_path: Path) -> None:
    """Through a pipe: the definition in, the report and its non-ASCII text out, no colours."""
    text = PIPELINE.replace("Load:", 'Load: {fail: "🦪"}\n  Oyster-🦪:').encode()
    good = process("compile", "-", "--stdout", cwd=tmp_path, text=PIPELINE.encode())
    bad = process("compile", "-", cwd=tmp_path, text=text)

    assert good.returncode == 0
    assert json.loads(good.stdout)["Steps"][0]["Name"] == "Load"
    assert good.stderr == b""
    assert (bad.returncode, bad.stdout) == (1, b"")
    assert b"\x1b" not in bad.stderr
    assert b"Traceback" not in bad.stderr


def test_a_closed_pipe(tmp_path: Path) -> None:
    """A reader that goes away (`| head`) is no bug of pipec: no apology, no traceback."""
    (tmp_path / "p.yaml").write_text(PIPELINE, "utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [sys.executable, "-m", "pipec.cli", "compile", "p.yaml", "--stdout"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / ".editable")},
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)

    assert b"Traceback" not in run.stderr
    assert b"bug" not in run.stderr
