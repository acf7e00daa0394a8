"""What several commands need: compiling a file, showing diagnostics.

Nothing here may need typer: `pipec.cli.plain` runs without it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from pipec.cli import workspace
from pipec.cli.report import Format, renderer
from pipec.cli.stop import CLEAN, ERRORS
from pipec.cli.writing import write_all
from pipec.compiler.compile import Result, compile_pipeline
from pipec.compiler.diagnostics import Code, Diagnostic, Report, Severity
from pipec.compiler.emit.python import IDIOMATIC
from pipec.compiler.parsing.project import Project
from pipec.compiler.reader.source import may_allow
from pipec.compiler.record import Record

if TYPE_CHECKING:
    from pipec.cli.settling import Choice


class Shown(Record):
    """How diagnostics are shown, and which: `select` and `ignore` are codes of warnings."""

    format_: Format = Format.TEXT
    strict: bool = False
    select: list[str] | None = None
    ignore: list[str] | None = None

    def settle(
        self, diagnostics: Sequence[Diagnostic], files: Sequence[str], *, all_asked: bool = False
    ) -> tuple[Diagnostic, ...]:
        """What is to be told; see `cli.settling`. `all_asked`: unused outputs were looked for."""
        is_plain = not (diagnostics or self.select or self.ignore)
        if is_plain and not any(may_allow(workspace.source_text(file) or "") for file in files):
            return ()
        from pipec.cli.settling import OF_SEVERAL_FILES, settle

        choice = self._choice()
        if all_asked:
            choice = choice._replace(unasked=OF_SEVERAL_FILES)
        return settle(diagnostics, files, workspace.source_text, choice)

    def selects(self, code: Code) -> bool:
        """Whether `--select` is given and asks for a code."""
        return bool(self.select) and self._choice().tells(code)

    def _choice(self) -> Choice:
        from pipec.cli.settling import Choice

        select, ignore = _words(self.select, "--select"), _words(self.ignore, "--ignore")
        return Choice(select=select, ignore=ignore, strict=self.strict)

    def write(
        self, diagnostics: Sequence[Diagnostic], stream: TextIO, files: Sequence[str] = ()
    ) -> None:
        """Write settled diagnostics; `files` are those that were checked."""
        if diagnostics or self.format_.is_document:
            show(diagnostics, stream, self.format_, files)

    def say(self, text: str) -> None:
        """Tell how it went, but not into a document for programs."""
        if not self.format_.is_document:
            sys.stderr.write(text)


PLAIN = Shown()
"""As it is where nothing is asked for."""


def _words(given: list[str] | None, option: str) -> list[str]:
    """Codes of the command line, several in one with commas too."""
    from pipec.cli.settling import check_word

    words = [word.strip() for item in given or [] for word in item.split(",") if word.strip()]
    for word in words:
        if problem := check_word(word):
            raise _wrong(problem, option)
    return words


WITHOUT_CHECK = "the same command without `--check`"
"""What makes the files fresh that a command with `--check` calls stale."""


def keep_fresh(
    texts: dict[Path, str],
    shown: Shown,
    *,
    check: bool,
    anew: str = WITHOUT_CHECK,
    inside: Path | None = None,
) -> int:
    """Write files, or with `check` only tell which are stale; gives the exit code.

    `anew` is the command that writes them; `inside` is as `write_all` has it.
    """
    if check:
        return tell_stale(list(workspace.stale(texts)), shown, anew)
    write_all(texts, inside=inside)
    for path in texts:
        shown.say(f"wrote {workspace.shown(path)}\n")
    return CLEAN


def tell_stale(stale: Sequence[Path], shown: Shown, anew: str = WITHOUT_CHECK) -> int:
    """Tell which files are stale, and which command makes them fresh; gives the exit code."""
    for path in stale:
        shown.say(f"stale: {workspace.shown(path)}\n")
    if stale:
        shown.say(f"{anew} makes {'it' if len(stale) == 1 else 'them'} fresh\n")
    return ERRORS if stale else CLEAN


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them is an error."""
    return any(item.code.severity is Severity.ERROR for item in diagnostics)


def compiled(
    file: str,
    var: list[str] | None,
    *,
    env: str | None = None,
    explain: bool = False,
    python: str = IDIOMATIC,
) -> tuple[Result, Project]:
    """One file compiled, and its project."""
    report = Report()
    source = workspace.read_source(file, report)
    if source is None:
        return Result(diagnostics=report.diagnostics()), Project()
    context = workspace.Contexts(env).of(file)
    files = workspace.DiskFiles(workspace.folder_of(file))
    result = compile_pipeline(
        source, context, files, variables(var), explain=explain, python=python
    )
    return result, context.project


def source_name(file: str) -> str:
    """What spans call the file that a command is given; see `workspace.read_source`."""
    return "<stdin>" if file == "-" else file.replace(os.sep, "/")


def variables(given: list[str] | None) -> dict[str, str]:
    """`--var NAME=VALUE` as a mapping."""
    return pairs(given, "--var")


def pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping."""
    found: dict[str, str] = {}
    for item in given or []:
        name, sign, value = item.partition("=")
        if not sign or not name:
            raise _wrong(f"{item!r} is not NAME=VALUE", option)
        if name in found:
            raise _wrong(f"{name} is given twice", option)
        found[name] = value
    return found


def _wrong(message: str, option: str) -> Exception:
    from typer import BadParameter

    return BadParameter(message, param_hint=option)


def can_ask() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def typed(prompt: str) -> str | None:
    """What a person types, less the space around it; None for Ctrl-D and what is no text.

    Ctrl-C ends the command, which has changed nothing before it asks. `typer.confirm` writes a part
    of its prompt to stdout, which is for the command's product.
    """
    try:
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        sys.stderr.write("\nnothing was changed\n")
        raise
    except UnicodeDecodeError:
        line = ""
    if not line.endswith("\n"):
        sys.stderr.write("\n")
    return line.strip() if line else None


def write_arn(arn: str, done: str) -> None:
    """Print the ARN of a run that goes on from now; `done` says what was done to it.

    It was done whether or not this can be read, and who cannot read it must not do it once more.
    """
    try:
        sys.stdout.write(f"{arn}\n")
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            sys.stderr.write(f"the run {arn} {done}, and goes on\n")
        raise


def write_json(data: Any, stream: TextIO) -> None:
    """Write JSON data as all commands do: indented, text as it is, a newline at the end."""
    stream.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def show(
    diagnostics: Sequence[Diagnostic],
    stream: TextIO,
    format_: Format = Format.TEXT,
    files: Sequence[str] = (),
) -> None:
    """Write diagnostics to a stream, in colour where it is a terminal."""
    if format_ is Format.TEXT and stream.isatty():
        # Colour is rich's business: it knows NO_COLOR and what the terminal can do.
        from rich.console import Console

        from pipec.cli.report.text import render

        console = Console(file=stream)
        report = render(diagnostics, workspace.source_text, console.width)
        console.print(report, soft_wrap=True, end="")
    else:
        sources = cache(workspace.source_text)  # asked for each diagnostic
        stream.write(renderer(format_)(diagnostics, sources, files))
