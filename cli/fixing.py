"""Applies the hints that say all there is to write: `pipec fix`.

A hint is kept if what it mends is gone then, nothing is wrong with what it wrote, and the file can
still be read; so the user's text is never worse for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipec.compiler import codes
from pipec.compiler.diagnostics import Diagnostic, Hint, Report, Severity, Span
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.reader.yaml_places import LINE_BREAK

_READING = "PC00"
"""The codes of what cannot be read begin so."""
_MAX_ROUNDS = 200
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

    @property
    def file(self) -> str:
        """The file that the text is of."""
        return self.diagnostic.span.file if self.diagnostic.span else ""

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


@dataclass(frozen=True, slots=True)
class _State:
    """A text, and what is wrong with it."""

    text: str
    told: Sequence[Diagnostic]

    def times(self, item: Diagnostic) -> int:
        """How often the same is told, wherever."""
        return len(self.like(item))

    def like(self, item: Diagnostic) -> list[Diagnostic]:
        """All that is told in the same words."""
        meant = item.code, item.message
        return [other for other in self.told if (other.code, other.message) == meant]

    def unreadable(self) -> list[Diagnostic]:
        """What keeps a text from being read, as far as its code tells."""
        return [
            item
            for item in self.told
            # A folder of contracts that is missing keeps nobody from reading this file.
            if item.code.number.startswith(_READING) and item.code is not codes.UNREADABLE_FILE
        ]


def fix(file: str, text: str, diagnose: Diagnose) -> Fixed:
    """The text of a file with all applied that its diagnostics say to write."""
    done: list[Edit] = []
    state = _State(text, diagnose(text))
    for _ in range(_MAX_ROUNDS):
        wanted = [edit for item in state.told if (edit := edit_of(item, file, state.text))]
        made, state = _round(state, _apart(wanted), diagnose)
        done += made
        if not made:
            break
    return Fixed(state.text, tuple(done), tuple(state.told))


def _round(
    state: _State, edits: Sequence[Edit], diagnose: Diagnose
) -> tuple[Sequence[Edit], _State]:
    """All edits at once if they are good, else those of each half that are.

    Gives the edits that were made, and what came of them.
    """
    if not edits:
        return [], state
    new = _tried(state.text, edits, diagnose)
    if _is_better(edits, state, new):
        return edits, new
    if len(edits) == 1:
        return [], state
    middle = len(edits) // 2
    # The end first, so that the places before it stay as they are.
    later, state = _round(state, edits[middle:], diagnose)
    earlier, state = _round(state, edits[:middle], diagnose)
    return [*earlier, *later], state


def _tried(text: str, edits: Sequence[Edit], diagnose: Diagnose) -> _State:
    new = applied(text, edits)
    return _State(new, diagnose(new))


def _is_better(edits: Sequence[Edit], old: _State, new: _State) -> bool:
    """Whether what the edits mend is gone, and the text can be read as it could before.

    Reading stops at its first mistake. So what is told only of a place behind the edits was there
    before, and unseen.
    """
    file, end = edits[0].file, _end(edits)

    def is_behind(item: Diagnostic) -> bool:
        span = item.span
        return span is not None and span.file == file and _offset_of(new.text, span) >= end

    for item in {edit.diagnostic for edit in edits}:
        if new.times(item) >= old.times(item) and not all(map(is_behind, new.like(item))):
            return False
    could_be_read = read_yaml(file, old.text.encode(), Report()) is not None
    if len(new.unreadable()) <= len(old.unreadable()):
        return not (could_be_read and _is_wrong(edits, old, new))
    return not could_be_read and all(map(is_behind, new.unreadable()))


def _is_wrong(edits: Sequence[Edit], old: _State, new: _State) -> bool:
    """Whether there is an error now in what an edit wrote.

    What the edit took over from the old text may be wrong as before, and unseen.
    """
    places, moved = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        places.append((edit.start + moved, edit))
        moved += len(edit.new) - len(edit.old)
    before = Counter((item.code, item.message) for item in old.told)
    after = Counter((item.code, item.message) for item in new.told)
    for item in new.told:
        span, meant = item.span, (item.code, item.message)
        if item.code.severity is not Severity.ERROR or after[meant] <= before[meant]:
            continue
        if span is None or span.file != edits[0].file:
            continue
        start = _offset_of(new.text, span)
        end = _offset(new.text, span.end_line, span.end_column)
        word = rf"(?<!\w){re.escape(new.text[start:end])}(?!\w)"
        for first, edit in places:
            is_inside = first <= start and end <= first + len(edit.new)
            if is_inside and not re.search(word, edit.old):
                return True
    return False


def _end(edits: Sequence[Edit]) -> int:
    """Where the last of some edits ends in the text that has them all."""
    return max(edit.end for edit in edits) + sum(len(edit.new) - len(edit.old) for edit in edits)


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
    start = _offset_of(text, span)
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


def _offset_of(text: str, span: Span) -> int:
    return _offset(text, span.line, span.column)


def _offset(text: str, line: int, column: int) -> int:
    """Where a place that counts from 1 is in a text; a byte order mark is not counted."""
    starts = [len(_MARK) if text.startswith(_MARK) else 0]
    starts += [found.end() for found in LINE_BREAK.finditer(text)]
    return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)
