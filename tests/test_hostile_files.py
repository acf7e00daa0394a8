"""Paths that lead elsewhere, things that are no files, and names that nobody expects."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_runs import CONTRACT, PIPELINE, PROJECT, ROOT, Pipec, runner, snapshot, write
from pipec import PipelineBuilder
from pipec.compiler.reader.source import MAX_BYTES

CODE = """\
pipeline: demo
steps:
  Load: {uses: DataLoad, code: {dir: src, entry: load.py}}
"""
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """The command, run in a folder of its own, below another that is not the project's."""
    (tmp_path / "project").mkdir()
    return runner(tmp_path / "project", monkeypatch, capsys)


def alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which must end by itself."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".editable")}
    command = [sys.executable, "-m", "pipec.cli", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


# --- what is no file ----------------------------------------------------------------------


@pytest.mark.usefixtures("pipec")
@needs_pipes
@pytest.mark.parametrize("command", ["compile", "validate", "explain", "wire"])
@pytest.mark.parametrize("path", ["pipe.yaml", "/dev/zero", "/dev/null"])
def test_pipes_and_devices_are_not_waited_for(command: str, path: str) -> None:
    """They may never begin or never end."""
    os.mkfifo("pipe.yaml")
    run = alone(command, path)
    assert run.returncode == 1
    assert f"error[PC001]: `{path}` cannot be read: it is a device or a pipe" in (
        run.stdout + run.stderr
    )


@pytest.mark.usefixtures("pipec")
@needs_pipes
@pytest.mark.parametrize("place", ["contracts/x.yaml", "src/x", "src/.gitignore", "pipec.yaml"])
def test_pipes_among_other_files(place: str) -> None:
    """Nor those that lie where files are looked for."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write("contracts/own.yaml", CONTRACT)
    write("src/load.py", "print()\n")
    write("p.yaml", CODE)
    Path(place).unlink(missing_ok=True)
    os.mkfifo(place)
    run = alone("validate", ".")
    assert run.returncode in (0, 1)
    assert "Traceback" not in run.stderr


@pytest.mark.usefixtures("pipec")
def test_a_shell_may_hand_over_a_pipe() -> None:
    """`pipec compile <(…)`, and `/dev/stdin`."""
    write("p.yaml", PIPELINE)
    command = f'"{sys.executable}" -m pipec.cli compile --stdout <(cat p.yaml)'
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".editable")}
    run = subprocess.run(
        ["bash", "-c", command], env=environment, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("name", ["p.yaml", "pipec.yaml", "contracts/own.yaml"])
def test_no_more_is_read_than_may_be_there(name: str, pipec: Pipec) -> None:
    """A file of a terabyte, which has holes and takes no place, is refused like one of 5 MiB."""
    write("p.yaml", PIPELINE)
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write("contracts/own.yaml", CONTRACT)
    for size in (MAX_BYTES + 1, 1 << 40):
        with Path(name).open("r+b") as file:
            try:
                file.truncate(size)
            except OSError:
                pytest.skip("this disk has no files with holes")
        run = pipec("validate", "p.yaml")
        assert run.code == 1
        assert "error[PC007]: the file is larger than 4 MiB" in run.out


@pytest.mark.parametrize("name", ["x\0y", "x" * 5000, "x/" * 5000, "\udcff", "a\nb", "\x1b[2J"])
@pytest.mark.parametrize("command", ["compile", "validate", "explain"])
def test_names_that_no_file_can_have(command: str, name: str, pipec: Pipec) -> None:
    """They are told as any file that is not there, on one line and in printable characters."""
    run = pipec(command, name)
    said = run.out + run.err
    assert run.code == 1
    assert said.startswith("error[PC001]: ")
    assert all(line.isprintable() for line in said.split("\n"))


@pytest.mark.parametrize("name", ['p".yaml', 'p""".yaml', "p\nimport os.yaml", "p\r.yaml", "p\\"])
def test_a_file_name_does_not_get_out_of_what_is_written(name: str, pipec: Pipec) -> None:
    """Each file that is made names the pipeline's file, and is what it is without that."""
    made = []
    for path in (name, "p.yaml"):
        write(path, PIPELINE)
        run = pipec("compile", path, "--emit", "terraform", "--emit", "cloudformation")
        assert run.code == 0
        made.append({key: text.count(b"\n") for key, text in snapshot("build").items()})
    assert made[0] == made[1]
    compile(Path("build/demo/pipeline.py").read_bytes(), "pipeline.py", "exec")


@pytest.mark.parametrize("name", ["x\0y", "x" * 5000])
def test_paths_in_files_that_no_file_can_have(name: str, pipec: Pipec) -> None:
    """They are told at their line."""
    text = name.replace("\0", "\\0")
    write("p.yaml", f'pipeline: demo\nsteps:\n  Load: {{uses: DataLoad, code: "{text}"}}\n')
    write("pipec.yaml", PROJECT)
    assert "p.yaml:3:" in pipec("compile", "p.yaml").err
    write("pipec.yaml", f'contracts: ["{text}"]\n{PROJECT}')
    run = pipec("compile", "p.yaml")
    assert run.code == 1
    assert "error[PC001]" in run.err
    assert "pipec.yaml:1:" in run.err


def test_names_of_files_that_are_no_text(pipec: Pipec) -> None:
    """On Linux a name is bytes, and any but `/` and NUL."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write("p.yaml", PIPELINE)
    Path("contracts").mkdir()
    for name in (b"contracts/\xff.yaml", b"contracts/a\nb.yaml"):
        with open(name, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"contract: [\n")
    run = pipec("validate", "p.yaml")
    assert run.code == 1
    assert "contracts/\\udcff.yaml:" in run.out
    assert "contracts/a\\nb.yaml:" in run.out


# --- links and paths that lead out ----------------------------------------------------------


def secret() -> Path:
    """A file outside of the project."""
    return write("../secret", "token")


def test_a_link_out_of_the_project_is_no_code(pipec: Pipec) -> None:
    """Who reads the pipeline would not see that the file goes to the bucket."""
    write("pipec.yaml", PROJECT)
    write("p.yaml", CODE)
    write("src/load.py", "print()\n")
    Path("src/notes.txt").symlink_to(secret().resolve())
    run = pipec("compile", "p.yaml")
    assert run.code == 1
    assert "`src/notes.txt` cannot be read: it is a link out of the project" in run.err
    assert not Path("build").exists()
    write("src/.pipecignore", "notes.txt\n")
    assert pipec("compile", "p.yaml").code == 0


def test_a_link_within_the_project_is_code(pipec: Pipec) -> None:
    """Also beside the code folder; and what the pipeline itself names may lie anywhere."""
    write("pipec.yaml", PROJECT)
    write("shared/util.py", "print()\n")
    write("../other/load.py", "print()\n")
    write("src/load.py", "print()\n")
    Path("src/util.py").symlink_to("../shared/util.py")
    write("p.yaml", CODE)
    assert pipec("compile", "p.yaml").code == 0
    assert "util.py" in Path("build/demo/assets.json").read_text("utf-8")
    write("p.yaml", CODE.replace("src", "../other"))
    assert pipec("compile", "p.yaml").code == 0


@pytest.mark.parametrize(
    "links",
    [
        {"src/self": "self"},
        {"src/a": "b", "src/b": "a"},
        {"src/dead": "nothing"},
        {"contracts/self.yaml": "self.yaml"},
        {"contracts/dead.yaml": "nothing"},
        {"p.yaml": "p.yaml"},
    ],
)
def test_links_in_circles_are_told(links: dict[str, str], pipec: Pipec) -> None:
    """Each with its name."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write("contracts/own.yaml", CONTRACT)
    write("src/load.py", "print()\n")
    write("p.yaml", CODE)
    for link, target in links.items():
        Path(link).unlink(missing_ok=True)
        Path(link).symlink_to(target)
    run = pipec("compile", "p.yaml")
    assert run.code == 1
    assert Path(next(iter(links))).name in run.err
    assert "bug" not in run.err


@pytest.mark.parametrize("code", ["src", "src/dead.py"])
def test_a_broken_link_is_called_so(code: str, pipec: Pipec) -> None:
    """In a code folder or as the code itself; an ignore file leaves it out."""
    write("pipec.yaml", PROJECT)
    write("src/load.py", "print()\n")
    Path("src/dead.py").symlink_to("nothing.py")
    whole = "{dir: src, entry: load.py}"
    write("p.yaml", CODE.replace(whole, whole if code == "src" else code))
    run = pipec("compile", "p.yaml")
    assert run.code == 1
    assert "`src/dead.py` cannot be read: it is a broken link, to `nothing.py`\n" in run.err
    assert "hint: mend it, remove it, or leave it out with a line in `.pipecignore`" in run.err
    write("src/.pipecignore", "dead.py\n")
    assert pipec("compile", "p.yaml").code == (0 if code == "src" else 1)


def test_folders_in_circles_are_gone_through_once(pipec: Pipec) -> None:
    """Links to folders are not followed, neither in contracts nor in code, nor by validate."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write("contracts/own.yaml", CONTRACT)
    write("src/load.py", "print()\n")
    write("p.yaml", CODE)
    for folder in ("contracts", "src"):
        Path(folder, "up").symlink_to("..")
    assert pipec("compile", "p.yaml").code == 0
    run = pipec("validate", ".")
    assert (run.code, run.err) == (0, "checked 2 files, no errors\n")


@pytest.mark.parametrize(
    "out", ["../x", "a/../../x", "/x", "~", "~/x", "C:/x", "..\\x", "\\x", "a\\0b", "x\\ny"]
)
def test_a_project_writes_below_the_working_folder(out: str, pipec: Pipec) -> None:
    """Who clones a project and compiles it does not expect files elsewhere."""
    text = out if "\\0" in out or "\\n" in out else out.replace("\\", "\\\\")
    write("pipec.yaml", f'out: "{text}"\n{PROJECT}')
    write("p.yaml", PIPELINE)
    before = snapshot("..")
    run = pipec("compile", "p.yaml")
    assert run.code == 1
    assert "error[PC103]: `out` must be a folder below the working folder" in run.err
    assert snapshot("..") == before


@pytest.mark.parametrize("out", ["build", "./a/b", "..x/y", "a..b", "."])
def test_folders_below_the_working_folder(out: str, pipec: Pipec) -> None:
    """Any of them, and on the command line any folder at all."""
    write("pipec.yaml", f"out: {out}\n{PROJECT}")
    write("p.yaml", PIPELINE)
    assert pipec("compile", "p.yaml").code == 0
    assert (Path(out) / "demo/definition.json").is_file()
    assert pipec("compile", "p.yaml", "-o", "../elsewhere").code == 0
    assert Path("../elsewhere/demo/definition.json").is_file()


# --- what stands where files are to be written ------------------------------------------------


def folder_there() -> None:
    """A folder called as a file that is to be written."""
    Path("build/demo/pipeline.py").mkdir(parents=True)


def pipe_there() -> None:
    """A pipe."""
    Path("build/demo").mkdir(parents=True)
    os.mkfifo("build/demo/pipeline.py")


def link_there() -> None:
    """A link out of the folder."""
    Path("build/demo").mkdir(parents=True)
    Path("build/demo/pipeline.py").symlink_to(secret().resolve())


def circle_there() -> None:
    """A link to itself."""
    Path("build/demo").mkdir(parents=True)
    Path("build/demo/pipeline.py").symlink_to("pipeline.py")


def file_there() -> None:
    """A file called as the folder."""
    write("build", "mine")


@needs_pipes
@pytest.mark.parametrize("made", [folder_there, pipe_there, link_there, circle_there, file_there])
def test_what_is_in_the_way_stays_and_nothing_is_written(
    made: Callable[[], None], pipec: Pipec
) -> None:
    """Not even the files that could be; by a program as by the command."""
    write("p.yaml", PIPELINE)
    made()
    before = snapshot("..")
    run = pipec("compile", "p.yaml")
    assert run.code == 3
    assert run.err.startswith("pipec: cannot write `build")
    assert run.err.count("\n") == 1
    with pytest.raises(OSError, match="cannot write `build"):
        PipelineBuilder.load("p.yaml").build().write()
    assert snapshot("..") == before


def test_a_link_to_the_folder_is_followed(pipec: Pipec) -> None:
    """Who keeps `build` on another disk goes on to do so."""
    write("p.yaml", PIPELINE)
    Path("../disk").mkdir()
    Path("build").symlink_to("../disk")
    assert pipec("compile", "p.yaml").code == 0
    assert Path("../disk/demo/pipeline.py").is_file()
