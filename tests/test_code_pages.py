"""The pages of the codes: each has a failing and a mended example, and both are what they say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docs_codes import CASES, PAGES, command_of, files_of, mended_cases, pages
from pipec.cli.app import main
from pipec.compiler.codes import CODES
from test_cases import compare

COMPILED = sorted(path.parent for path in CASES.glob("*/*/mended"))


def test_each_code_has_one_mended_case() -> None:
    """A page shows one example, and no code is without."""
    counts = {number: len(mended_cases(code)) for number, code in CODES.items()}
    assert {number: count for number, count in counts.items() if count != 1} == {}


@pytest.mark.parametrize("case", COMPILED, ids=lambda case: case.name)
def test_a_mended_case_is_clean(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the changed files in it pipec finds nothing any more, not even something else."""
    shutil.copy(CASES / "pipec.yaml", tmp_path)
    folder, mended = tmp_path / "case", case / "mended"
    for source, names in ((case, files_of(case)), (mended, files_of(mended))):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, folder / name)
    monkeypatch.chdir(folder)
    code = main(command_of(case, mended).split())
    said = capsys.readouterr()
    found = f"{said.out}{said.err}".splitlines()
    assert [line for line in found if not line.startswith(("wrote ", "checked "))] == []
    assert code == 0


@pytest.mark.parametrize("case", COMPILED, ids=lambda case: case.name)
def test_a_mended_case_holds_only_what_differs(case: Path) -> None:
    """A file that is the same in both would say that it matters."""
    mended = case / "mended"
    names = [path.relative_to(mended) for path in mended.rglob("*") if path.is_file()]
    assert names
    for name in names:
        old = case / name
        assert not old.exists() or old.read_bytes() != (mended / name).read_bytes(), name


@pytest.mark.parametrize("path", sorted(pages()), ids=lambda path: path.stem)
def test_a_page_is_fresh(path: Path, accept: bool) -> None:  # noqa: FBT001
    """The page is what its code and its case give now."""
    path.parent.mkdir(exist_ok=True)
    compare(path, pages()[path], accept)


def test_no_page_is_left_behind() -> None:
    """Every file in the folder belongs to a code."""
    assert set(PAGES.iterdir()) == set(pages())
