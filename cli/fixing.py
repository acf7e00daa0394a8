"""Applies the hints that say all there is to write: `pipec fix`.

A hint is kept if what it mends is gone then and the file can still be read; so the user's text is
never worse for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipec.compiler.diagnostics import Diagnostic, Hint, Span
from pipec.compiler.reader.yaml_places import LINE_BREAK

_READING = "PC00"
"""The codes of what cannot be read begin so."""
_MAX_ROUNDS = 20
"""Mending shows what was hidden behind it; so often in turn it never does."""
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """`new` in the place of the characters from `start` to `end` of a text, which are `old`."""

    start: int
    end: int
    old: str
    new: str
    diagnostic: Diagnostic

    @property
    def line(self) -> int:
        """The line that the diagnostic is about, in the text that it was found in."""
        return self.diagnostic.span.line if self.diagnostic.span else 1

    def span_in(self, text: str) -> Span:
        """The place of what is replaced in the text that the edit is for."""
        assert self.diagnostic.span
        bare = len(_MARK) if text.startswith(_MARK) else 0
        before = LINE_BREAK.split(text[bare : self.start])
        line, column = len(before), len(before[-1]) + 1
        inside = LINE_BREAK.split(self.old)
        end = len(inside[-1]) + (column if len(inside) == 1 else 1)
        return Span(self.diagnostic.span.file, line, column, line + len(inside) - 1, end)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text with the edits that made it, and what is wrong with it still."""

    text: str
    edits: tuple[Edit, ...]
    left: tuple[Diagnostic, ...]


Diagnose = Callable[[str], Sequence[Diagnostic]]
"""What is wrong with a file, were this its text."""


def fix(file: str, text: str, diagnose: Diagnose) -> Fixed:
    """The text of a file with all applied that its diagnostics say to write."""
    done: list[Edit] = []
    left = diagnose(text)
    for _ in range(_MAX_ROUNDS):
        wanted = [edit for item in left if (edit := edit_of(item, file, text))]
        made, new_left, text = _round(text, _apart(wanted), left, diagnose)
        done += made
        left = new_left
        if not made:
            break
    return Fixed(text, tuple(done), tuple(left))


def _round(
    text: str, edits: Sequence[Edit], left: Sequence[Diagnostic], diagnose: Diagnose
) -> tuple[Sequence[Edit], Sequence[Diagnostic], str]:
    """All edits at once if they are good, else those that are good each by itself.

    Gives the edits that were made, what is wrong then, and the text.
    """
    if not edits:
        return [], left, text
    new = applied(text, edits)
    new_left = diagnose(new)
    if _is_better(edits, left, new_left):
        return edits, new_left, new
    made: list[Edit] = []
    for edit in reversed(edits):  # from the end, so that the places before it stay as they are
        new = applied(text, [edit])
        new_left = diagnose(new)
        if _is_better([edit], left, new_left):
            made.insert(0, edit)
            text, left = new, new_left
    return made, left, text


def _is_better(edits: Iterable[Edit], old: Iterable[Diagnostic], new: Sequence[Diagnostic]) -> bool:
    """Whether what the edits mend is gone, and the text can be read as it could before."""
    mended = [(edit.diagnostic.code, edit.diagnostic.message) for edit in edits]
    said_new = [(item.code, item.message) for item in new]
    said_old = [(item.code, item.message) for item in old]
    if any(said_new.count(item) >= said_old.count(item) for item in set(mended)):
        return False
    unreadable = [item for item in new if item.code.number.startswith(_READING)]
    return len(unreadable) <= sum(code.number.startswith(_READING) for code, _ in said_old)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits that do not touch each other."""
    for edit in sorted(edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def edit_of(item: Diagnostic, file: str, text: str) -> Edit | None:
    """What a diagnostic's hint says to write into a file's text; None if it does not say all."""
    span, hint = item.span, item.hint
    if not isinstance(hint, Hint) or span is None or span.file != file or span.within:
        return None
    start = _offset(text, span.line, span.column)
    end = _offset(text, span.end_line, span.end_column)
    old = text[start:end]
    if hint.wrong:
        if old.count(hint.wrong) != 1:
            return None
        start += old.index(hint.wrong)
        end, old = start + len(hint.wrong), hint.wrong
    return Edit(start, end, old, hint.right, item) if old != hint.right else None


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """Those edits that do not overlap an earlier one."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not found or edit.start >= found[-1].end:
            found.append(edit)
    return found


def _offset(text: str, line: int, column: int) -> int:
    """Where a place that counts from 1 is in a text; a byte order mark is not counted."""
    starts = [len(_MARK) if text.startswith(_MARK) else 0]
    starts += [found.end() for found in LINE_BREAK.finditer(text)]
    return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)
