"""What the compiler says to people: a code, a place, a sentence and a way out.

Passes never raise for a user's mistake and never print: they add a `Diagnostic` to a
`Report`, and `cli/report/` draws it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from typing import NamedTuple, Self

from pipec.compiler.record import Record


class Severity(StrEnum):
    """How bad a diagnostic is; only an error stops the compiler."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A stretch of a file: lines and columns count from 1 in characters, the end is exclusive.

    `file` is the path as the user wrote it (or as it was found), with `/` between its parts.
    `within` tells values apart that one stretch of a program gives (a variable, `**options`): it
    is the way to the value. Such a stretch has no parts, as the value's text is not what stands
    there.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    within: str = ""

    @property
    def first(self) -> Span:
        """Its first character, for what is missing from a whole mapping."""
        return Span(self.file, self.line, self.column, self.line, self.column + 1)

    def holds(self, other: Span) -> bool:
        """Whether another stretch begins in this one."""
        start, end = (self.line, self.column), (self.end_line, self.end_column)
        return self.file == other.file and start <= (other.line, other.column) <= end

    def part(self, start: int, end: int) -> Span:
        """The stretch from character `start` to `end` (0-based) of a one-line span."""
        if self.line != self.end_line or self.within:
            return self
        return Span(self.file, self.line, self.column + start, self.line, self.column + end)


class Code(NamedTuple):
    """A kind of diagnostic: its stable number, its name, and the page that explains it.

    `slug` reads well after the word "allow". `explanation` is Markdown and ends with the
    way to mend it.
    """

    number: str
    slug: str
    severity: Severity
    summary: str
    explanation: str


class Related(Record):
    """A second place that a diagnostic is about, and what is there ("first defined here")."""

    span: Span
    message: str


class Hint(str):
    """A hint that says all there is to write, so that `pipec fix` can write it.

    `right` belongs in the place of `wrong`, which stands once within the diagnostic's span;
    `wrong` is "" for all of the span.
    """

    __slots__ = ("right", "wrong")

    right: str
    wrong: str

    def __new__(cls, text: str, wrong: str, right: str) -> Self:
        """`text` is what people read."""
        self = super().__new__(cls, text)
        self.wrong, self.right = wrong, right
        return self

    def __getnewargs__(self) -> tuple[str, str, str]:  # type: ignore[override] # for pickle
        return str(self), self.wrong, self.right


def write(right: str, wrong: str) -> Hint:
    """The hint to write `right` where `wrong` stands, "" for all of the place."""
    return Hint(f"write `{right}`", wrong, right)


def unquoted(text: str, wrong: str = "") -> Hint:
    """The hint to write a text without the quotes that it has in the file."""
    return Hint(f"without quotes: `{text}`", wrong, text)


class Diagnostic(NamedTuple):
    """One mistake, or one thing worth knowing.

    `message` is one sentence without a full stop, with the user's own words in backticks.
    `hint` says what to do about it, when that is known; as a `Hint` it can be applied. `span` is
    None only where no file is involved (a bad command line value).
    """

    code: Code
    message: str
    span: Span | None
    hint: str | None = None
    related: tuple[Related, ...] = ()


class Report:
    """Where passes put their diagnostics. The same diagnostic said twice is kept once."""

    def __init__(self) -> None:
        self._diagnostics: dict[Diagnostic, None] = {}

    def add(
        self,
        code: Code,
        message: str,
        span: Span | None,
        *,
        hint: str | None = None,
        related: Iterable[Related] = (),
    ) -> None:
        """Record one diagnostic."""
        diagnostic = Diagnostic(
            code=code, message=message, span=span, hint=hint, related=tuple(related)
        )
        self._diagnostics.setdefault(diagnostic)

    def extend(self, other: Report) -> None:
        """Take over all that another report holds."""
        self._diagnostics |= other._diagnostics

    def take(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over finished diagnostics."""
        self._diagnostics |= dict.fromkeys(diagnostics)

    @property
    def count(self) -> int:
        """How many there are so far, for `since`."""
        return len(self._diagnostics)

    def since(self, count: int) -> list[Diagnostic]:
        """Those that were recorded after the first `count`, the last one first."""
        return list(islice(reversed(self._diagnostics), self.count - count))

    def move(self, diagnostics: Iterable[Diagnostic], to: Span) -> None:
        """Show some of those recorded at another place."""
        for item in diagnostics:
            del self._diagnostics[item]
            self._diagnostics.setdefault(item._replace(span=to))

    @property
    def has_errors(self) -> bool:
        """Whether anything recorded so far stops the compiler."""
        return any(item.code.severity is Severity.ERROR for item in self._diagnostics)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that was recorded, sorted by place and code, so that the result is stable."""

        def place(item: Diagnostic) -> tuple[str, int, int, str, str]:
            span = item.span or Span("", 0, 0, 0, 0)
            return span.file, span.line, span.column, item.code.number, item.message

        return tuple(sorted(self._diagnostics, key=place))
