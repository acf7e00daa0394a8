"""Mistakes that the parser notices only some lines later: where they are, and what they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from pipec.compiler.codes import UNSUPPORTED_YAML
from pipec.compiler.diagnostics import write
from pipec.compiler.reader.yaml_errors import Explanation, Problem, glued_key

GetsFurther = Callable[[list[str]], bool]
"""Whether a text of these lines is read past the place of the problem."""

_KEY = re.compile(r"(\s*(?:- +)*)[\w-]+:(?:\s|$)")
_BEGIN = re.compile(r"\s*(?:- +)*")
# Behind a key or in the indentation these are letters to YAML, and spaces to the eye.
_ODD_SPACE = re.compile(r"^\s*|(?<=:)\s+")
_GLUED_QUOTE = re.compile(r"(?<=[{,])\s*([A-Za-z_][\w-]*):((['\"]).*?\3)")
_ODD = re.compile(r"[^\S \t\r\n]")
_BRACED = re.compile(r"\$\{([^{}]*)\}")
_IN_QUOTES = re.compile(r"[,\[\]{}]|:\s|\s#")
_MARKED = re.compile(
    r"(?<![\w-])([A-Za-z_][\w-]*):\s+"
    r"(!(?!!)(?:\$\{[^{}]*\}|\"[^\"\\]*\"|[^{}\"\\])*?)"
    r"(?<=\S)(?=\s*(?:,\s+[\w-]+:\s|(?<!\$)[{}]|$))"
)
"""A key and its value that begins with `!`, up to the next key or the end of the braces."""
_LONGEST = 1000
"""Characters of a line in which such a value is looked for, which takes a square of them."""


def cause(problem: Problem, lines: list[str], gets_further: GetsFurther) -> Explanation | None:
    """What is wrong before the place where the parser stopped; None if nothing is known to be."""
    return (
        _glued_quote(problem, lines, gets_further)
        or _tag(problem, lines, gets_further)
        or _unclosed_quote(problem, lines)
        or _odd_space(problem, lines, gets_further)
        or _key_too_far_left(problem, lines, gets_further)
    )


def _glued_quote(
    problem: Problem, lines: list[str], gets_further: GetsFurther
) -> Explanation | None:
    """A quote in `{ }` that begins no text, as there is no space before it: `{a:"${vars.b}"}`.

    Either the `{` in it is refused, or the quote at its end, which begins a text then.
    """
    for number, column in filter(None, (problem.place, problem.opened)):
        line = lines[number] if number < len(lines) else ""
        found = [item for item in _GLUED_QUOTE.finditer(line) if item.start(2) < column]
        if not found:
            continue
        spaced = _GLUED_QUOTE.sub(lambda item: f"{item[0][: -len(item[2])]} {item[2]}", line)
        if gets_further([*lines[:number], spaced, *lines[number + 1 :]]):
            key, value = found[-1][1], found[-1][2]
            return glued_key(key, value, (number, found[-1].start(1)))
    return None


def _tag(problem: Problem, lines: list[str], gets_further: GetsFurther) -> Explanation | None:
    """A `!` that begins a value: it is a tag up to the next space, a comma and braces included."""
    number = problem.place[0]
    line = lines[number] if number < len(lines) else ""
    if len(line) > _LONGEST:
        return None
    for found in _MARKED.finditer(line):
        key, value = found[1], found[2].replace('"', "'")
        quoted = f'{line[: found.start(2)]}"{value}"{line[found.end(2) :]}'
        if found.start(2) <= problem.place[1] and gets_further(
            [*lines[:number], quoted, *lines[number + 1 :]]
        ):
            return Explanation(
                "`!` begins a YAML tag, and pipec takes none",
                (number, found.start(2)),
                length=len(value),
                hint=write(_negation(value) if key == "if" else f'"{value}"', ""),
                code=UNSUPPORTED_YAML,
            )
    return None


def _negation(value: str) -> str:
    """The expression that is meant by one that begins with `!`, as it is written in braces."""
    meant = "not " + _BRACED.sub(r"\1", value[1:]).lstrip()
    return f'"{meant}"' if _IN_QUOTES.search(meant) else meant


def _unclosed_quote(problem: Problem, lines: list[str]) -> Explanation | None:
    """A quote that the next one closes, some keys below.

    Keys that stand deeper than its own may well be words of a text over some lines.
    """
    if problem.quoted is None:
        return None
    (start, _), (end, _) = problem.quoted
    begin = _BEGIN.match(lines[start])
    own = begin.end() if begin else 0
    keys = filter(None, map(_KEY.match, lines[start + 1 : end + 1]))
    if end != problem.place[0] or not any(key.end(1) <= own for key in keys):
        return None
    return Explanation(
        "this quote is not closed on its line",
        problem.quoted[0],
        hint="add the closing quote",
        related="the next quote, which closes it, is here",
        related_place=problem.quoted[1],
    )


def _odd_space(problem: Problem, lines: list[str], gets_further: GetsFurther) -> Explanation | None:
    """A space that is none to YAML, such as a no-break space copied from a web page."""
    for number in range(min(problem.place[0], len(lines) - 1), -1, -1):
        line = lines[number]
        found = list(_odd_places(line))
        if not found:
            continue
        plain = "".join(" " if at in found else char for at, char in enumerate(line))
        if not gets_further([*lines[:number], plain, *lines[number + 1 :]]):
            return None
        char = line[found[0]]
        name = unicodedata.name(char, "space").lower()
        return Explanation(
            f"this space is a letter to YAML: it is the {name}, U+{ord(char):04X}",
            (number, found[0]),
            hint="write a plain space instead",
        )
    return None


def _odd_places(line: str) -> Iterator[int]:
    for gap in _ODD_SPACE.finditer(line):
        yield from (gap.start() + odd.start() for odd in _ODD.finditer(gap[0]))


def _key_too_far_left(
    problem: Problem, lines: list[str], gets_further: GetsFurther
) -> Explanation | None:
    """A key that ends the mapping it belongs to, so that the next key of that fits nowhere."""
    stopped = problem.place[0]
    if "<block end>" not in problem.text or stopped >= len(lines):
        return None
    wanted = _indentation(lines[stopped])
    for number in range(stopped - 1, -1, -1):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#") or _indentation(line) >= wanted:
            continue
        above = (_indentation(other) for other in reversed(lines[:number]) if other.strip())
        if next((indent for indent in above if indent <= wanted), None) != wanted:
            return None
        moved = " " * wanted + line.lstrip()
        if not gets_further([*lines[:number], moved, *lines[number + 1 :]]):
            return None
        return Explanation(
            "this line is indented less than those that it belongs to",
            (number, _indentation(line)),
            length=len(line.strip()),
            hint=f"indent it with {wanted} spaces",
            related="as this line is",
            related_place=(stopped, wanted),
        )
    return None


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
