"""Golden cases: what users see when a file is wrong, and what right files compile to.

A folder of `cases/err` holds a mistake and `report.txt`, its report as the terminal shows it.
`command.txt` holds the command line; without it the pipeline is compiled, and `validate` must
say the same. A folder of `cases/ok` holds a pipeline with the files that it compiles to, and
`report.txt` if there are warnings. One of `cases/asked` has warnings that only an option of
`validate` asks for, or several files, which `command.txt` names. `--accept` rewrites what is
compared; people read the diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipec.cli.app import main

CASES = Path(__file__).parent / "cases"
ERR = sorted(path.name for path in (CASES / "err").iterdir() if path.is_dir())
PIPELINES = [name for name in ERR if not (CASES / "err" / name / "command.txt").exists()]
OK = sorted(path.name for path in (CASES / "ok").iterdir() if path.is_dir())
SEVERAL = sorted(path.parent.name for path in (CASES / "asked").glob("*/command.txt"))
EXAMPLES = CASES.parents[1] / "pipelines"
OUTPUTS = ("definition.json", "pipeline.py", "assets.json")

Captured = pytest.CaptureFixture[str]


def compare(golden: Path, text: str, accept: bool) -> None:  # noqa: FBT001
    """Hold a text against a golden file byte for byte, or make it the golden file."""
    if accept:
        golden.write_bytes(text.encode())
    assert golden.exists(), f"{golden.name} is missing: pytest --accept writes it\n{text}"
    assert text == golden.read_bytes().decode()


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("name", ERR)
def test_a_mistake_is_explained(
    name: str,
    accept: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    """The report is this one, the exit code is 1, and nothing is written."""
    folder = CASES / "err" / name
    monkeypatch.chdir(folder)
    command = folder / "command.txt"
    arguments = command.read_text().split() if command.exists() else ["compile", "pipeline.yaml"]
    before = snapshot(folder)
    code = main(arguments)
    said = capsys.readouterr()
    assert code == 1
    assert snapshot(folder) == before
    talk, product = (said.out, said.err) if arguments[0] == "validate" else (said.err, said.out)
    assert product == ""
    compare(folder / "report.txt", talk, accept)


@pytest.mark.parametrize("name", PIPELINES)
def test_validate_says_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """`validate` finds in a pipeline just what `compile` finds."""
    monkeypatch.chdir(CASES / "err" / name)
    assert main(["validate", "pipeline.yaml"]) == 1
    assert capsys.readouterr().out == Path("report.txt").read_bytes().decode()


@pytest.mark.parametrize("name", OK)
def test_a_right_pipeline_compiles(
    name: str,
    accept: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    tmp_path: Path,
) -> None:
    """It compiles to these very files, and says only what `report.txt` says."""
    folder = CASES / "ok" / name
    example = EXAMPLES / name
    monkeypatch.chdir(example if example.is_dir() else folder)
    out = tmp_path / "out"
    code = main(["compile", "pipeline.yaml", "--out", str(out)])
    said = capsys.readouterr()
    assert code == 0, said.err
    made = [path for path in out.rglob("*") if path.is_file()]
    assert sorted(path.name for path in made) == sorted(OUTPUTS)
    for path in made:
        compare(folder / path.name, path.read_bytes().decode(), accept)
    warnings = "".join(
        line for line in said.err.splitlines(keepends=True) if not line.startswith("wrote ")
    )
    report = folder / "report.txt"
    if warnings or report.exists():
        compare(report, warnings, accept)


@pytest.mark.parametrize("option", ["--unused-outputs"])
def test_what_is_told_only_when_asked_for(
    option: str,
    accept: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    """Without the option nothing is said; the case is that of the code which it asks for."""
    [folder] = (CASES / "asked").glob(f"PC*-{option.removeprefix('--').removesuffix('s')}")
    monkeypatch.chdir(folder)
    assert main(["validate", "pipeline.yaml"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["validate", "pipeline.yaml", option]) == 0
    compare(folder / "report.txt", capsys.readouterr().out, accept)


@pytest.mark.parametrize("name", SEVERAL)
def test_what_is_told_of_several_files(
    name: str,
    accept: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    """Of each alone nothing is said."""
    folder = CASES / "asked" / name
    monkeypatch.chdir(folder)
    command, *files = (folder / "command.txt").read_text().split()
    for file in files:
        assert main([command, file]) == 0
        assert capsys.readouterr().out == ""
    assert main([command, *files]) == 0
    compare(folder / "report.txt", capsys.readouterr().out, accept)


def test_every_example_is_golden() -> None:
    """No example pipeline is without golden files."""
    assert {path.parent.name for path in EXAMPLES.glob("*/pipeline.yaml")} <= set(OK)
