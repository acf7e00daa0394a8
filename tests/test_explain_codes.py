"""`pipec explain PC201`: the page of a code."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli_runs import CONTRACT, PIPELINE, ROOT, Pipec, runner, write
from pipec.cli.code_pages import print_page
from pipec.compiler.codes import CODES

LOADED = """
import sys
from pipec.cli.app import main
assert main(["explain", "PC201"]) == 0
print(*sorted({"pipec.compiler.compile", "pipec.compiler.codes", "rich"} & {*sys.modules}))
"""


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


def page(number: str) -> str:
    """The page in `docs/codes/`."""
    return (ROOT / "docs" / "codes" / f"{number}.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["PC201", "pc201", "Pc201", "201", "unresolved-input"])
def test_a_page_is_printed_as_it_stands(name: str, pipec: Pipec) -> None:
    """By number in any case, or by name."""
    run = pipec("explain", name)
    assert (run.code, run.out, run.err) == (0, page("PC201"), "")


@pytest.mark.parametrize("number", sorted(CODES))
def test_every_code_is_explained(number: str, pipec: Pipec) -> None:
    """Number and name lead to the same page."""
    by_number, by_name = pipec("explain", number), pipec("explain", CODES[number].slug)
    assert by_number.out == by_name.out == page(number)


@pytest.mark.parametrize("beginning", ["PC2", "pc30", "PC", "1"])
def test_the_beginning_of_numbers_lists_their_codes(beginning: str, pipec: Pipec) -> None:
    """As `--select` takes them; `PC` is all there are."""
    run = pipec("explain", beginning)
    assert (run.code, run.err) == (0, "")
    start = f"PC{beginning.upper().removeprefix('PC')}"
    listed = re.findall(r"^\| (PC\d+) \| `(\S+)` \| \S", run.out, re.MULTILINE)
    wanted = [(n, c.slug) for n, c in sorted(CODES.items()) if n.startswith(start)]
    assert listed == wanted
    assert len(wanted) > 1


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("XGBoostTraining", "XGBoostTraining"),
        ("XGBoostTrainin", "XGBoostTraining"),
        ("Greet", "Greet"),
    ],
)
def test_the_name_of_a_contract(name: str, meant: str, pipec: Pipec) -> None:
    """Another command shows it, pipec's own or the project's."""
    write("pipec.yaml", "contracts: [own]\n")
    write("own/greet.yaml", CONTRACT)
    run = pipec("explain", name)
    assert (run.code, run.out) == (2, "")
    words = " ".join(run.err.replace("│", " ").split())
    assert f"there is no file '{name}'; `pipec contracts show {meant}` shows the contract" in words


def test_a_number_that_no_code_has(pipec: Pipec) -> None:
    """It is wrong usage, with the number that may be meant."""
    run = pipec("explain", "pc2011")
    assert (run.code, run.out) == (2, "")
    words = " ".join(run.err.replace("│", " ").split())
    assert "there is no code PC2011; did you mean `PC201`, `PC011` or" in words


def test_a_number_like_no_other(pipec: Pipec) -> None:
    """Without a near one it says where numbers come from."""
    run = pipec("explain", "PC999999")
    assert run.code == 2
    assert "a report names its code in brackets: error[PC201]" in " ".join(
        run.err.replace("│", " ").split()
    )


def test_a_misspelt_name(pipec: Pipec) -> None:
    """A word that is nearly the name of a code is no path."""
    run = pipec("explain", "unresolved-inputs")
    assert (run.code, run.out) == (2, "")
    words = " ".join(run.err.replace("│", " ").split())
    assert "no code 'unresolved-inputs'; did you mean `unresolved-input`?" in words


def test_what_is_like_no_code_is_a_file(pipec: Pipec) -> None:
    """And does not exist."""
    run = pipec("explain", "houses")
    assert run.code == 1
    assert "error[PC001]: `houses` does not exist" in run.err


@pytest.mark.parametrize("name", ["PC201", "cycle"])
def test_a_file_wins(name: str, pipec: Pipec) -> None:
    """A pipeline may be in a file that is called as a code is."""
    write(name, PIPELINE)
    run = pipec("explain", name)
    assert run.code == 0
    assert "Load" in run.out
    assert "# PC" not in run.out


@pytest.mark.parametrize(
    "more", [["train"], ["--json"], ["--table"], ["--env", "prod"], ["--var", "region=eu-west-1"]]
)
def test_a_page_has_no_steps(more: list[str], pipec: Pipec) -> None:
    """What is for pipelines is not silently passed over."""
    run = pipec("explain", "PC201", *more)
    assert (run.code, run.out) == (2, "")
    assert "PC201 is a code" in run.err


def test_a_terminal_shows_the_page_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headings and code without the marks of Markdown; every line of the report is there."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    print_page(page("PC202"), stream)
    shown = stream.getvalue()
    assert "~~~" not in shown
    assert "**" not in shown
    assert "## Mended" not in shown
    assert "hint: write `from: [prep_b]` or `from: [prep_a]`" in shown


def test_a_page_is_found_without_the_compiler() -> None:
    """The command imports neither the compiler nor rich to print a file."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={"PYTHONPATH": str(ROOT / ".editable")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (page("PC201") + "\n", "")
