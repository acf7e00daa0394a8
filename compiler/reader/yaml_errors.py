"""Words for what the YAML parser refuses: its terse problem, in terms of what was written.

The problems are those of ruamel.yaml's pure scanner and parser (0.19), which judges every
text that is refused; one that is not known here still gets a sentence and its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipec.compiler.codes import BAD_REFERENCE, YAML_SYNTAX
from pipec.compiler.diagnostics import Code, Hint

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """What the parser said: 0-based places (line, column) and its own phrases.

    `opened` is where the construct that was being read began, if the parser knows; `quoted` where
    the last text in quotes that has several lines begins and ends.
    """

    text: str
    place: Place
    context: str = ""
    opened: Place | None = None
    quoted: tuple[Place, Place] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The same for people. `related` says what is at `related_place`, if that helps.

    Without such a place it is about `Problem.opened`.
    """

    message: str
    place: Place
    length: int = 1
    hint: str | None = None
    related: str | None = None
    related_place: Place | None = None
    code: Code = YAML_SYNTAX


_CLOSERS = {"[": "]", "{": "}"}
_FLOW_CONTINUES = re.compile(r"expected ',' or '[\]}]', but got '(.*)'")
_BLOCK_ENDS = re.compile(r"expected <block end>, but found '(.*)'")
_DOCUMENT_STARTS = re.compile(r"expected '<document start>'")
_PLAIN_START = re.compile(r"[^,\[\]{}]*$")
_FLOW_VALUE = re.compile(r"(?:\$\{[^{}]*\}|(?!\s#)[^,\[\]{}])*")
"""The rest of a value in `[ ]` or `{ }`, with the references in it."""
_QUOTED_END = re.compile(r"""["']\s*$""")
_DOUBLED = re.compile(r"\{\{\s*([a-z]+\.[^\s{}\"'\\]+)\s*\}\}")
_CURLY_QUOTES = re.compile("[\u2018-\u201f](.*)[\u2018-\u201f]")
_GLUED_IN_BRACES = re.compile(r"([A-Za-z_][\w-]*):(?!//)([^\s\"'\\]*)")
_GLUED_KEY = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*):([^\s:/].*)?$")


def explain(problem: Problem, lines: list[str]) -> Explanation:
    """What to tell the user about `problem` in a text of `lines`."""
    before, after = _around(problem.place, lines)
    text = problem.text
    if flow := _FLOW_CONTINUES.match(text):
        return _in_flow(problem, flow[1], lines)
    if block := _BLOCK_ENDS.match(text):
        return _in_block(problem, block[1], before)
    if "that cannot start any token" in text:
        return _bad_start(problem, before, after)
    if "quoted scalar" in problem.context:
        return _in_quotes(problem, after)
    if text.startswith("mapping values are not allowed"):
        return _bad_colon(problem, before, lines)
    if text.startswith("could not find expected ':'") and problem.opened:
        return _no_colon(problem.opened, lines)
    if text.startswith("sequence entries are not allowed"):
        hint = "put each `- ` on a line of its own below the key, or write `[a, b]`"
        return Explanation("a list item cannot begin here", problem.place, hint=hint)
    if text.startswith("mapping keys are not allowed"):
        hint = "quote a value that begins with `? `"
        return Explanation("`?` begins a key, and none can stand here", problem.place, hint=hint)
    return _rarer(problem, before, after)


def _rarer(problem: Problem, before: str, after: str) -> Explanation:
    """What people seldom meet."""
    text, place = problem.text, problem.place
    if problem.context.startswith("more indented"):
        message = "the text after `|` or `>` begins with a line of fewer spaces than the next"
        return Explanation(message, problem.opened or place, hint="empty that line")
    if "block scalar" in problem.context:
        message = "only `-`, `+`, a digit or a comment can follow `|` or `>`"
        return Explanation(message, place, hint="begin the text on the next line, or quote it")
    if problem.context.endswith((" alias", " anchor")):
        sign = "*" if problem.context.endswith("alias") else "&"
        message = f"a name must follow `{sign}`"
        hint = f"quote a value that begins with `{sign}`"
        return Explanation(message, problem.opened or place, hint=hint)
    if "tag" in problem.context or "tag handle" in text:
        hint = "quote a value that begins with `!`; YAML tags are not used"
        return Explanation("`!` begins a YAML tag that cannot be read", place, hint=hint)
    if before.startswith("%") or after.startswith("%") or "directive" in problem.context + text:
        message = "a line that begins with `%` is a YAML directive that cannot be read"
        return Explanation(message, place, hint="remove it; `%YAML 1.2` is the default")
    if "node content" in text:
        found = f" before `{after[0]}`" if after else ""
        hint = "remove what is too much, or quote it if it is text"
        return Explanation(f"a value is missing{found}", place, hint=hint)
    if _DOCUMENT_STARTS.match(text) or "document end marker" in text:
        hint = "the lines above are complete; check the indentation and the brackets here"
        return Explanation("nothing more can follow here", place, hint=hint)
    return Explanation("the text cannot be read as YAML from here on", place)


def _in_flow(problem: Problem, found: str, lines: list[str]) -> Explanation:
    """Inside `[ ]` or `{ }` something else than `,` or the closing bracket came."""
    before, after = _around(problem.place, lines)
    opener = _char(problem.opened, lines)
    closer = _CLOSERS.get(opener, "]")
    if found == "{" and before.endswith("$"):
        return _unquoted_reference(problem.place, before, after, in_mapping=opener == "{")
    if found == "<stream end>" and problem.opened:
        return Explanation(
            f"`{opener}` is never closed", problem.opened, hint=f"add the `{closer}` that ends it"
        )
    if found in ("]", "}"):
        message = f"`{opener}` is closed by `{found}`"
        return Explanation(message, problem.place, hint=f"write `{closer}`", related="opened here")
    if found == "<scalar>" and _QUOTED_END.search(before):
        return _after_quote(problem.place)
    return Explanation(
        f"expected `,` or `{closer}` here",
        problem.place,
        hint=f"close the `{opener}`, or quote a value that holds `: `, `,` or a bracket",
        related=f"`{opener}` opened here",
    )


def _unquoted_reference(place: Place, before: str, after: str, *, in_mapping: bool) -> Explanation:
    """YAML reads the `{` of an unquoted `${…}` in `[ ]` or `{ }` as a mapping."""
    if doubled := _DOUBLED.match(after):
        right = f'"${{{doubled[1]}}}"'
        return Explanation(
            "`${` must be quoted inside `[ ]` and `{ }`, and a reference has one pair of braces",
            (place[0], place[1] - 1),
            length=len(doubled[0]) + 1,
            hint=f"write `{right}`, with all of the value in the quotes",
            code=BAD_REFERENCE,
        )
    start = _PLAIN_START.search(before)
    value = start[0] if start else ""
    value = value.rsplit(": ", 1)[-1].lstrip()
    closing = after.find("}")
    rest = _FLOW_VALUE.match(after[closing + 1 :]) if closing >= 0 else None
    written = value + (after[: closing + 1] + rest[0].rstrip() if rest else "{…}")
    glued = _GLUED_IN_BRACES.fullmatch(written)
    is_key = in_mapping and before[: len(before) - len(value)].rstrip().endswith(("{", ","))
    if glued and rest and is_key:
        right = f'{glued[1]}: "{glued[2]}"'
        return Explanation(
            f"`{glued[1]}:` needs a space after its colon, and `${{` must be quoted inside `{{ }}`",
            (place[0], place[1] - len(value)),
            length=len(written),
            hint=Hint(f"write `{right}`", written, right),
            code=BAD_REFERENCE,
        )
    curly = _CURLY_QUOTES.fullmatch(written)
    meant = curly[1] if curly else written
    said = f'write `"{meant}"`'
    can_quote = rest is not None and not re.search(r'["\\\']', meant)
    return Explanation(
        "`${` must be quoted inside `[ ]` and `{ }`",
        (place[0], place[1] - len(value)),
        length=len(written) if rest else len(value) + 1,
        hint=Hint(said, written, f'"{meant}"') if can_quote else said,
        code=BAD_REFERENCE,
    )


def _in_block(problem: Problem, found: str, before: str) -> Explanation:
    """A line that does not fit the mapping or list that it stands in."""
    place = problem.place
    if found == "<scalar>" and _QUOTED_END.search(before):
        return _after_quote(place)
    in_list = "collection" in problem.context
    if found == "-" and not in_list:
        hint = "indent the list below its key, or remove the `-`"
        return Explanation("a list item stands where a key should", place, hint=hint)
    if found in ("?", "<scalar>") and in_list:
        hint = "begin the line with `- `, or indent it to belong to the item above"
        return Explanation("a key stands where a list item should", place, hint=hint)
    hint = "indent it like the lines that it belongs to"
    return Explanation(
        "the indentation of this line fits none above it", place, hint=hint, related="began here"
    )


def _after_quote(place: tuple[int, int]) -> Explanation:
    return Explanation(
        "text follows a closing quote",
        place,
        hint="put the whole value into quotes, of the other kind if it holds quotes itself",
    )


def _bad_start(problem: Problem, before: str, after: str) -> Explanation:
    """A character that no value may begin with."""
    char = after[:1]
    if char == "\t":
        indenting = not before.strip()
        message = "a tab indents this line" if indenting else "a tab stands between words"
        hint = "indent with spaces: YAML takes no tabs there" if indenting else "write a space"
        return Explanation(message, problem.place, hint=hint)
    word = re.match(r"[^\s,\[\]{}]*", after)
    name = "a backtick" if char == "`" else f"`{char}`"
    shown = word[0] if word and word[0].isprintable() else char
    if re.fullmatch(r"[>|][-+0-9]*", shown):
        message = f"a text below `{shown}` cannot stand in braces or brackets"
        hint = "write the value on one line, or the mapping without braces, a key to a line"
        return Explanation(message, problem.place, hint=hint)
    return Explanation(
        f"a value cannot begin with {name}", problem.place, hint=f'quote it: `"{shown}"`'
    )


def _in_quotes(problem: Problem, after: str) -> Explanation:
    if problem.text.startswith("found unexpected") and problem.opened:
        hint = "add the closing quote; a `'` inside '…' is written `''`"
        return Explanation("this quote is never closed", problem.opened, hint=hint)
    sequence = f"`\\{after[:1]}`" if after else "`\\`"
    return Explanation(
        f'{sequence} is not an escape that "…" knows',
        problem.place,
        hint="use single quotes, where `\\` is only a character, or write `\\\\`",
    )


def _bad_colon(problem: Problem, before: str, lines: list[str]) -> Explanation:
    """A `: ` where no key can be: a second one in a line, or a line that does not fit."""
    line = problem.place[0]
    previous = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)
    if re.search(r":\s", before):
        hint = "quote a value that holds `: `"
        return Explanation("a second `: ` in one value", problem.place, hint=hint)
    if previous is not None:
        if glued := _GLUED_KEY.match(lines[previous]):
            if glued[2]:
                return glued_key(glued[1], glued[2].strip(), (previous, glued.start(1)))
        elif not re.search(r":(\s|$)", lines[previous]):
            return _no_colon((previous, _indentation(lines[previous])), lines)
    return Explanation(
        "a key cannot stand here",
        (line, _indentation(before)),
        length=max(1, len(before.strip())),
        hint="indent it like the keys beside it; the line above has a value already",
    )


def glued_key(key: str, value: str, place: Place) -> Explanation:
    """A key, at a place, whose value follows its colon without a space."""
    return Explanation(
        f"`{key}:` needs a space after its colon",
        place,
        length=len(key) + 1,
        hint=_spaced(f"write `{key}: {value}`", key),
    )


def _no_colon(place: tuple[int, int], lines: list[str]) -> Explanation:
    """A line among `key: value` lines that has no colon, or no space after it."""
    rest = lines[place[0]][place[1] :].rstrip()
    hint = "write `key: value`, or indent it to continue the value above"
    if glued := _GLUED_KEY.match(rest):
        hint = _spaced(f"put a space after the colon: `{glued[1]}: {glued[2] or ''}`", glued[1])
    return Explanation("this line is not `key: value`", place, length=len(rest), hint=hint)


def _spaced(said: str, key: str) -> Hint:
    """The hint to put a space after the colon of a key."""
    return Hint(said, f"{key}:", f"{key}: ")


def _around(place: tuple[int, int], lines: list[str]) -> tuple[str, str]:
    """The line's text before and from a place."""
    line = lines[place[0]] if place[0] < len(lines) else ""
    return line[: place[1]], line[place[1] :]


def _char(place: tuple[int, int] | None, lines: list[str]) -> str:
    return _around(place, lines)[1][:1] if place else ""


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
