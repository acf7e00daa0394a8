"""`docs/codes/`: a page for each diagnostic code, and the table of all.

A page has the code's text from `compiler/code_tables/` and one case: of the cases whose folder
begins with its number, the one that is mended.

* In `cases/{err,ok,asked}` such a case has a folder `mended/` with the files that differ; a
  `command.txt` there is another command line.
* In `cases/deploy` it has `mended.md`, which the test that plays the scenario writes: what was
  changed, and what pipec says then.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from pipec.compiler.codes import CODES
from pipec.compiler.diagnostics import Code, Severity

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
PAGES = ROOT / "docs" / "codes"
LONGEST = 40
"""Lines of a file that a page shows."""
WIDEST = 100
"""Characters of a line that a page shows."""
_MADE = {"report.txt", "command.txt", "definition.json", "pipeline.py", "assets.json"}
"""Files of a case that are no files of the user."""

_FRONT = """\
# Diagnostic codes

Every error and warning of pipec has a code, which its report names.
Errors stop the compilation; warnings do not.
`pipec explain PC201` prints the page of a code, and so does `pipec explain unresolved-input`.

These pages are made from `compiler/code_tables/` and `tests/cases/`: `make accept` writes them.
The examples stand in a project whose `pipec.yaml` sets the vars `bucket`, `region` and `role`.

| code | name | what is wrong |
| --- | --- | --- |
"""


def pages() -> dict[Path, str]:
    """Every page with its text."""
    found = {PAGES / f"{code.number}.md": code_page(code) for code in CODES.values()}
    return {PAGES / "README.md": _table(), **found}


def mended_cases(code: Code) -> list[Path]:
    """The cases of a code that are mended; there should be one."""
    found = CASES.glob(f"*/{code.number}-*")
    return [case for case in found if (case / "mended").is_dir() or (case / "mended.md").exists()]


def command_of(case: Path, mended: Path | None = None) -> str:
    """The command line of a case, without `pipec`, or the one of the mended case."""
    for folder in (mended, case):
        if folder and (folder / "command.txt").exists():
            return (folder / "command.txt").read_text().strip()
    asks = case.parent.name == "asked"
    return "validate pipeline.yaml --unused-outputs" if asks else "compile pipeline.yaml"


def files_of(folder: Path) -> list[str]:
    """The files of the user in a case, or in its `mended/`, YAML first."""
    names = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in _MADE
    ]
    own = [name for name in names if not name.startswith("mended")]
    return sorted(own, key=lambda name: (not name.endswith(".yaml"), name))


def _table() -> str:
    """The front page: what the pages are, and a table of all codes."""
    rows = [
        f"| [{number}]({number}.md) | `{CODES[number].slug}` | {CODES[number].summary} |\n"
        for number in sorted(CODES)
    ]
    return _FRONT + "".join(rows)


def code_page(code: Code) -> str:
    """The page of one code."""
    kind = "An error" if code.severity is Severity.ERROR else "A warning"
    lines = [f"# {code.number}: {code.slug}", "", f"{kind}: **{code.summary}.**"]
    lines += ["", code.explanation]
    for case in mended_cases(code):
        lines += _played(case) if case.parent.name == "deploy" else _compiled(case)
    return "\n".join(lines) + "\n"


def _played(case: Path) -> Iterator[str]:
    """A scenario of deploying: what the command said, and what the mended one says."""
    yield from ("", "## Example", "")
    yield from _block("console", _without_exit_code((case / "report.txt").read_text("utf-8")))
    yield from ("", "## Mended", "", (case / "mended.md").read_text("utf-8").rstrip("\n"))


def _without_exit_code(transcript: str) -> str:
    return transcript.rpartition("exit code ")[0]


def _compiled(case: Path) -> Iterator[str]:
    """A case of compiling: the files, the report, and what is changed to mend it."""
    yield from ("", "## Example")
    names = files_of(case)
    for name in names:
        if name.endswith(".yaml"):
            yield from ("", f"`{name}`:", "")
            yield from _block("yaml", _short(_text(case / name)))
    others = [f"`{name}`" for name in names if not name.endswith(".yaml")]
    if others:
        yield from ("", f"Beside it: {', '.join(others)}.")
    said = (case / "report.txt").read_text("utf-8")
    yield from ("", "What pipec says:", "")
    yield from _block("console", f"$ pipec {command_of(case)}\n{said}")
    yield from ("", "## Mended")
    mended = case / "mended"
    for name in files_of(mended):
        yield from ("", f"`{name}`:" if name in names else f"A new file, `{name}`:", "")
        yield from _block("diff", difference(case / name, mended / name))
    if (mended / "command.txt").exists():
        yield from ("", "The command:", "")
        yield from _block("console", f"$ pipec {command_of(case, mended)}\n")


def difference(old: Path, new: Path) -> str:
    """What makes one file the other: all lines of a short file, else those around a change."""
    before = _lines(_text(old)) if old.exists() else []
    after = _lines(_text(new))
    around = len(before) if len(before) <= LONGEST else 3
    _, _, *rest = unified_diff(before, after, lineterm="", n=around)
    return "".join(f"{line}\n" for line in rest if not line.startswith("@@"))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _lines(text: str) -> list[str]:
    return [line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…" for line in text.splitlines()]


def _short(text: str) -> str:
    lines = _lines(text)
    left_out = [f"# … and {len(lines) - LONGEST} lines more"] if len(lines) > LONGEST else []
    return "".join(f"{line}\n" for line in [*lines[:LONGEST], *left_out])


def _block(language: str, text: str) -> Iterator[str]:
    yield f"~~~{language}"
    if text:
        yield text.rstrip("\n")
    yield "~~~"
