"""What ignore files leave out of local code and data, and which of them count."""

from __future__ import annotations

import io
import json
import os
import shutil
import time
from pathlib import Path

import pytest

from cli_runs import PROJECT, runner, write
from pipec.cli import ignores
from pipec.cli.workspace import DiskFiles

PIPELINE = """\
pipeline: demo
steps:
  Load: {uses: DataLoad, code: {dir: src, entry: load.py}}
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, made the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(*names: str) -> None:
    """Files that hold their own name."""
    for name in names:
        write(name, name)


def walk(folder: str) -> list[str]:
    """What pipec takes of a folder."""
    found = DiskFiles().walk(folder)
    assert found is not None
    return found


# --- which ignore files count -----------------------------------------------------------


def test_the_deeper_ignore_file_wins(place: Path) -> None:
    """Each is relative to its own folder; below an excluded folder nothing is taken back in."""
    files("src/x.log", "src/a/x.log", "src/a/only", "src/only", "src/out/keep", "src/a/b/x.log")
    write(".gitignore", "*.log\nout/\n")
    write("pipec.yaml", "")
    write("src/.gitignore", "!out/keep\n/only\n")
    write("src/a/.gitignore", "!*.log\n")
    write("src/a/b/.gitignore", "*\n")

    assert walk("src") == ["a/only", "a/x.log"]
    assert walk(str(place / "src/a")) == ["only", "x.log"]


def test_a_folder_taken_back_in_still_hides_secrets(place: Path) -> None:
    """What `!` says of a folder is not said of what lies in it."""
    files("src/config/secrets/key.pem", "src/config/.env", "src/config/ok", "src/config/a/secrets")
    (place / ".git").mkdir()
    write(".gitignore", "secrets\n.env\n!config\n!config/\n")
    write("src/.gitignore", "!config\n")

    assert walk("src") == ["config/ok"]


def test_pipecignore_outweighs_gitignore(place: Path) -> None:
    """In one folder it is read last; a deeper `.gitignore` outweighs it."""
    (place / ".git").mkdir()
    files("src/model.bin", "src/notes.md", "src/a/notes.md", "src/out/x")
    write(".pipecignore", "!*.bin\nnotes.md\nout/*\n")
    write(".gitignore", "*.bin\n!notes.md\n!out/x\n")
    write("src/a/.gitignore", "!notes.md\n")

    assert walk("src") == ["a/notes.md", "model.bin", "out/x"]


OUTRIGHT = ["data/", "data", "/data", "data/sample", "/data/sample/", "sample", "data/*", "data/**",
            "**/sample", "*", "*\n!data", "data\ndata\n*/"]  # fmt: skip


@pytest.mark.parametrize("pattern", OUTRIGHT)
@pytest.mark.parametrize("between", ["", "*\n", "sample\n"])
def test_a_folder_that_the_user_named_is_taken(pattern: str, between: str, place: Path) -> None:
    """A pattern above that excludes it does not count for it; all others of the same file do."""
    (place / ".git").mkdir()
    files("data/sample/x.csv", "data/sample/.env", "data/sample/y.tmp", "data/sample/deep/x.csv")
    write(".gitignore", f".env\n{pattern}\n")
    write("data/.gitignore", between)
    write("data/sample/.gitignore", "*.tmp\n")

    assert walk("data/sample") == ["deep/x.csv", "x.csv"]


def test_a_pattern_overruled_for_the_named_folder_still_counts_in_it(place: Path) -> None:
    """`*` does not exclude a folder that `!*/` takes back in: so it leaves out its files."""
    (place / ".git").mkdir()
    files("src/x.csv", "src/a/x.py")
    write(".gitignore", "*\n!*/\n!*.py\n")

    assert walk("src") == ["a/x.py"]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], ["a", "b", "c"]),
        (["repository/project/pipec.yaml"], ["a", "b"]),
        (["repository/.git/HEAD"], ["a"]),
        (["repository/.git"], ["a"]),
        (["repository/.git", "repository/project/pipec.yaml"], ["a"]),
        (["repository/project/src/pipec.yaml", "repository/project/pipec.yaml"], ["a", "b", "c"]),
        (["repository/project/src/.git", "repository/.git/HEAD"], ["a", "b", "c"]),
    ],
)
def test_how_far_up_ignore_files_count(marks: list[str], expected: list[str], place: Path) -> None:
    """To the folder with `.git`, else to the one with `pipec.yaml`, else the code folder alone."""
    files(*(f"repository/project/src/{name}" for name in "abcd"), *marks)
    write(".gitignore", "a\n")
    write("repository/.gitignore", "b\n")
    write("repository/project/.gitignore", "c\n")
    write("repository/project/src/.gitignore", "d\n")

    assert (place / "repository/project/src/d").exists()
    assert [name for name in walk("repository/project/src") if name in "abcd"] == expected


@pytest.mark.parametrize(
    ("mark", "base", "expected"),
    [
        ("x", "folder/project", ["a", "b"]),
        ("x", "folder", ["a"]),
        ("x", "folder/project/src", ["a", "b", "c"]),
        ("x", "folder/other", ["a", "b", "c"]),
        ("x", "folder/pro", ["a", "b", "c"]),
        ("folder/project/pipec.yaml", "folder", ["a", "b"]),
        ("folder/project/.git", "folder", ["a", "b"]),
    ],
)
def test_the_pipelines_folder_is_the_last_resort(
    mark: str, base: str, expected: list[str], place: Path
) -> None:
    """Without git and a project file they count up to the pipeline's folder, if it is above."""
    files(
        *(f"folder/project/src/{name}" for name in "abcd"), "folder/other/x", "folder/pro/x", mark
    )
    write("folder/.gitignore", "b\n")
    write("folder/project/.gitignore", "c\n")
    write("folder/project/src/.gitignore", "d\n")
    for code, above in [
        ("folder/project/src", Path(base)),
        (str(place / "folder/project/src"), place / base),
    ]:
        found = DiskFiles(above).walk(code)
        assert found is not None
        assert [name for name in found if name in "abcd"] == expected


def test_settings_of_this_machine_do_not_count(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither `.git/info/exclude` nor the user's own excludes, which others do not have."""
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place))
    files("src/a", "src/b")
    write("git/ignore", "a\n")
    write(".git/info/exclude", "b\n")

    assert walk("src") == ["a", "b"]


def test_place_and_working_folder_change_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moved checkout, a relative, absolute or linked path give the same files."""
    files("one/src/x.tmp", "one/src/a/x.py", "one/src/b/.env", "one/src/b/x", "one/.git/HEAD")
    write("one/.gitignore", "*.tmp\n/src/b/.env\n")
    shutil.copytree("one", "deep/er/two")
    (place / "link").symlink_to("deep/er/two/src")
    found = [walk("one/src"), walk(str(place / "deep/er/two/src")), walk("link"), walk("link/")]
    for folder, path in [("one", "src"), ("one/src", "."), ("one/src/a", ".."), ("link", ".")]:
        monkeypatch.chdir(place / folder)
        found.append(walk(path))

    assert found == [["a/x.py", "b/x"]] * 8


def test_links_to_folders_are_not_followed(place: Path) -> None:
    """Nor listed; a link to a file is taken as the file, unless it is ignored."""
    files("src/a", "other/b", ".git/HEAD")
    (place / "src/folder").symlink_to("../other")
    (place / "src/file").symlink_to("../other/b")
    (place / "src/ignored").symlink_to("../other/b")
    write("src/.gitignore", "ignored\n")

    assert walk("src") == ["a", "file"]


# --- the list itself --------------------------------------------------------------------


def test_ignore_files_are_left_out(place: Path) -> None:
    """They are no code; a folder that happens to be called so is."""
    files("src/a", "src/deep/b", "src/.pipecignore/c")
    write("src/.gitignore", "")
    write("src/deep/.pipecignore", "")

    assert (place / "src/deep/.pipecignore").is_file()
    assert walk("src") == [".pipecignore/c", "a", "deep/b"]


def test_excluded_folders_are_not_entered(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `node_modules` or `.venv` costs nothing."""
    files("src/a/x", "src/node_modules/deep/y", "src/.venv/z")
    write("src/.gitignore", "node_modules/\n")
    entered = []
    scandir = os.scandir

    def recorded(path: str) -> object:
        entered.append(Path(path).absolute().relative_to(place).as_posix())
        return scandir(path)

    monkeypatch.setattr(os, "scandir", recorded)

    assert walk("src") == ["a/x"]
    assert entered == ["src", "src/a"]


def test_bytes_that_are_no_text(place: Path) -> None:
    """Names and patterns in any encoding are compared as bytes, whatever the locale."""
    (place / "src").mkdir()
    for name in (b"caf\xe9", b"caf\xc3\xa9", b"cafe"):
        (place / "src" / os.fsdecode(name)).write_bytes(b"")
    (place / "src/.gitignore").write_bytes(b"\xff\xfe\x00\n[\xe9\ncaf\xe9\n")

    assert walk("src") == ["cafe", "café"]


@pytest.mark.parametrize("folder", ["", "src/", "src/deep/"])
def test_an_unreadable_ignore_file_ends_the_run(
    folder: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it would have excluded must not be uploaded, so nothing is; the user is told why."""
    pipec = runner(place, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("p.yaml", PIPELINE)
    files("src/load.py", "src/deep/x")
    write(f"{folder}.gitignore", ".env\n")
    read_bytes = Path.read_bytes

    def closed(self: Path) -> bytes:
        if self.name == ".gitignore":
            raise PermissionError(13, "Permission denied", str(self))
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", closed)
    run = pipec("compile", "p.yaml")

    assert run.code == 1
    assert f"error[PC001]: `{folder}.gitignore` cannot be read: Permission denied\n" in run.err
    assert "nothing is taken from `src`" in run.err
    assert not Path("build").exists()


def test_what_is_no_ignore_file_is_passed_over(place: Path) -> None:
    """A folder or a dangling link called `.gitignore` says nothing."""
    files(".git/HEAD", ".gitignore/x", "src/a")
    (place / "src/.gitignore").symlink_to("nowhere")

    assert walk("src") == ["a"]


def test_many_files_are_quick(place: Path) -> None:
    """5,000 files under 60 patterns, most of which match nothing, take well under a second."""
    for number in range(50):
        (place / f"src/{number}/deep").mkdir(parents=True)
        for name in range(100):
            (place / f"src/{number}/deep/module_{name}.py").touch()
    write("src/.gitignore", "\n".join(f"*.{n}\n/some/**/{n}\nbuild{n}/" for n in range(20)))
    started = time.process_time()
    found = walk("src")

    assert len(found) == 5000
    assert time.process_time() - started < 1


def test_no_regular_expression_is_compiled_without_ignore_files(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has no ignore file pays nothing for them."""
    files("src/a", ".git/HEAD")
    monkeypatch.setattr(ignores, "_parse", pytest.fail)

    assert walk("src") == ["a"]
    assert place.is_dir()


# --- compiled ---------------------------------------------------------------------------


def test_a_secret_is_not_in_the_manifest(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither from a code folder nor an input folder, and its coming changes no output."""
    pipec = runner(place, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("p.yaml", PIPELINE.replace("}}", "}, inputs: {source_data: ./data/sample}}"))
    files("src/load.py", "data/sample/x.csv")
    write(".gitignore", ".env\n/data/\n")

    assert pipec("compile", "p.yaml").code == 0
    files("src/.env", "src/deep/.env", "data/sample/.env")
    check = pipec("compile", "p.yaml", "--check")
    manifest = json.loads(Path("build/demo/assets.json").read_text("utf-8"))

    assert check.code == 0, check.err
    assert sorted((asset["source"], len(asset["files"])) for asset in manifest["assets"]) == [
        ("data/sample", 1),
        ("src", 1),
    ]
    assert ".env" not in json.dumps(manifest)

    Path(".gitignore").unlink()  # the check can fail
    assert pipec("compile", "p.yaml", "--check").code == 1


def test_a_file_that_the_user_named_is_taken(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever ignore files say of it or of its folder."""
    pipec = runner(place, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("p.yaml", PIPELINE.replace("{dir: src, entry: load.py}", "src/load.py"))
    files("src/load.py")
    write(".gitignore", "src/\nload.py\n")
    write("src/.gitignore", "*\n")
    run = pipec("compile", "p.yaml")
    manifest = json.loads(Path("build/demo/assets.json").read_text("utf-8"))

    assert run.code == 0, run.err
    assert manifest["assets"][0]["files"][0]["path"] == "load.py"


def test_a_misspelt_file_is_still_looked_for(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Among the files beside it, also in a folder that ignore files exclude."""
    pipec = runner(place, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("p.yaml", PIPELINE.replace("{dir: src, entry: load.py}", "src/laod.py"))
    files("src/load.py", "src/x.py")
    write(".gitignore", "src/\n")

    assert "did you mean `src/load.py`?" in pipec("compile", "p.yaml").err


@pytest.mark.parametrize("command", ["compile", "validate"])
@pytest.mark.parametrize("stdin", [False, True])
def test_an_ignore_file_beside_the_pipeline_counts(
    command: str,
    stdin: bool,  # noqa: FBT001
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a copy without git and without a project file too, wherever pipec is run."""
    pipec = runner(place, monkeypatch, capsys)
    values = [f"--var={line.strip().replace(': ', '=', 1)}" for line in PROJECT.splitlines()[1:]]
    files("team/src/load.py", "team/src/.env")
    text = PIPELINE.encode()
    write("team/p.yaml", PIPELINE)
    write("team/.gitignore", ".env\n")
    if stdin:
        monkeypatch.chdir("team")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    run = pipec(command, "-" if stdin else "team/p.yaml", *values)

    assert run.code == 0, run.err + run.out
    assert "PC413" not in run.err + run.out
    if command == "compile":
        manifest = json.loads(Path("build/demo/assets.json").read_text("utf-8"))
        assert [file["path"] for file in manifest["assets"][0]["files"]] == ["load.py"]
