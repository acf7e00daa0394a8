"""Which diagnostics count, and how much: allowing comments, `--select`, `--ignore`, `--strict`.

Errors always count. A warning is left out if a comment at its line allows it, or the command line
ignores it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Diagnostic, Report, Severity, write
from pipec.compiler.reader.allowances import Allowance, allowances
from pipec.compiler.reader.source import may_allow, read_yaml
from pipec.compiler.similarity import did_you_mean

Sources = Callable[[str], str | None]
"""The text of a file by the name that spans use; None where it is not known."""

EXAMPLE = "# pipec: allow PC218: the branch always runs"


OF_SEVERAL_FILES = (codes.SHARED_NAME,)
"""Warnings that depend on which files a run is given: it may not have been given the other one."""


class Choice(NamedTuple):
    """What the command line says: codes by number, beginning of a number, or name.

    `select` are the warnings to tell, all of them if it is empty, and `ignore` those not to tell.
    `strict` makes every warning an error. `unasked` are codes that the run did not look for.
    """

    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    strict: bool = False
    unasked: Collection[Code] = (codes.UNUSED_OUTPUT, *OF_SEVERAL_FILES)

    def tells(self, code: Code) -> bool:
        """Whether diagnostics of a code are told."""
        if code.severity is Severity.ERROR:
            return True
        chosen = not self.select or any(_is_meant(word, code) for word in self.select)
        return chosen and not any(_is_meant(word, code) for word in self.ignore)


EVERYTHING = Choice()


def settle(
    diagnostics: Iterable[Diagnostic],
    files: Iterable[str],
    sources: Sources,
    choice: Choice = EVERYTHING,
) -> tuple[Diagnostic, ...]:
    """What is to be told of some diagnostics, sorted.

    `files` are those that were checked, of which unused allowances are told. Under `strict` each
    diagnostic is an error.
    """
    found = tuple(diagnostics)
    checked = set(files)
    names = checked | {item.span.file for item in found if item.span}
    allowed = [item for name in sorted(names) for item in _allowances(name, sources)]
    by_line: dict[tuple[str, int], list[Allowance]] = {}
    for allowance in allowed:
        by_line.setdefault((allowance.span.file, allowance.line), []).append(allowance)
    report, used = Report(), set[tuple[Allowance, str]]()
    for item in found:
        by = _allowing(item, by_line)
        used |= by
        if not by:
            report.take([item])
    has_errors = report.has_errors
    for allowance in allowed:
        if allowance.span.file not in checked:
            continue
        _check(allowance, report)
        if not has_errors:  # after an error some passes did not look for warnings
            _check_used(allowance, used, choice, report)
    told = [item for item in report.diagnostics() if choice.tells(item.code)]
    return tuple(map(_as_error, told)) if choice.strict else tuple(told)


def check_word(word: str) -> str | None:
    """What is wrong with a code given to `--select` or `--ignore`; None if nothing is."""
    meant = [code for code in codes.CODES.values() if _is_meant(word, code)]
    if not meant:
        return f"there is no code `{word}`" + (f"; {near}" if (near := _near(word)) else "")
    if all(code.severity is Severity.ERROR for code in meant):
        what = "is an error" if len(meant) == 1 else "are errors"
        return f"`{word}` {what}, which can only be mended"
    return None


def _is_meant(word: str, code: Code) -> bool:
    """Whether a code, the beginning of one (`PC2`), or a name means this code."""
    number = word.upper()
    return word == code.slug or (len(number) > 2 and code.number.startswith(number))


def _near(word: str) -> str | None:
    """Which warning may be meant."""
    warnings = [code for code in codes.CODES.values() if code.severity is Severity.WARNING]
    numbers, names = [code.number for code in warnings], [code.slug for code in warnings]
    return did_you_mean(word, numbers) or did_you_mean(word, names)


def _allowances(file: str, sources: Sources) -> list[Allowance]:
    text = sources(file)
    if text is None or not may_allow(text):
        return []
    text = text.removeprefix("\ufeff")
    # A program's texts that look like comments are not told apart: there is no tree of it here.
    tree = None if file.endswith(".py") else read_yaml(file, text.encode(), Report())
    return list(allowances(file, text, tree))


def _allowing(
    item: Diagnostic, by_line: Mapping[tuple[str, int], Sequence[Allowance]]
) -> set[tuple[Allowance, str]]:
    """By which comments, and which words of them, a diagnostic is allowed."""
    if item.span is None or item.code.severity is Severity.ERROR:
        return set()
    return {
        (allowance, word)
        for allowance in by_line.get((item.span.file, item.span.line), ())
        for word, _ in (allowance.codes if allowance.reason else ())
        if _names(word, item.code)
    }


def _names(word: str, code: Code) -> bool:
    """Whether a comment's word is this very code: the beginning of one would allow too much."""
    return word.upper() == code.number or word == code.slug


def _check(allowance: Allowance, report: Report) -> None:
    """Report what is wrong with a comment as it is written."""
    if allowance.wrong:
        hint = f"write it as `{allowance.meant or EXAMPLE}`"
        if allowance.meant and allowance.is_whole:
            hint = write(allowance.meant, "")
        message = f"this comment {allowance.wrong}"
        report.add(codes.BAD_ALLOWANCE, message, allowance.span, hint=hint)
    for word, span in allowance.codes:
        code = next((code for code in codes.CODES.values() if _names(word, code)), None)
        if code is None:
            message = f"there is no code `{word}`"
            report.add(codes.BAD_ALLOWANCE, message, span, hint=_near(word))
        elif code.severity is Severity.ERROR:
            message = f"`{word}` is an error, and errors cannot be allowed"
            report.add(codes.BAD_ALLOWANCE, message, span, hint="mend what it tells of")


def _check_used(
    allowance: Allowance, used: set[tuple[Allowance, str]], choice: Choice, report: Report
) -> None:
    for word, span in allowance.codes if allowance.reason else ():
        code = next((code for code in codes.CODES.values() if _names(word, code)), None)
        if code is None or code.severity is Severity.ERROR or code in choice.unasked:
            continue
        if (allowance, word) not in used:
            report.add(
                codes.UNUSED_ALLOWANCE,
                f"`{word}` is allowed here, and there is no such warning on line {allowance.line}",
                span,
                hint="remove the comment"
                if len(allowance.codes) == 1
                else f"remove `{word}` from the comment",
            )


def _as_error(item: Diagnostic) -> Diagnostic:
    return item._replace(code=item.code._replace(severity=Severity.ERROR))
