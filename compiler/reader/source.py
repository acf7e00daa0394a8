"""YAML text to a tree in which every node knows its place. Only here is YAML read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Related, Report, Span
from pipec.compiler.reader.yaml_places import LINE_BREAK
from pipec.compiler.reader.yaml_tree import Stop, TreeBuilder
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from ruamel.yaml.events import Event

NOT_OURS = "x-"
"""How the keys of a whole file begin that nothing is read of: a place for anchors."""
MAX_BYTES = 4 * 1024 * 1024
_MAX_TO_TRY = 100_000
"""Characters of a text that is read again, with something changed, to find what is wrong."""

_BEGIN = "begin with `pipeline: NAME` or `contract: StepType`"
_BEGIN_PROJECT = "write `vars: {bucket: …}`, or remove the file"

# YAML's printable characters, less those that parsers treat differently: NEL, LS and PS (line
# breaks in YAML 1.1, not in 1.2) and a byte order mark within the text.
_UNREADABLE = (
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

# libyaml 0.1.7, which ruamel.yaml's C parser carries, refuses `{a: s3://b}` and
# `[reg:linear]`. A colon between such characters can only be text, so the C parser is shown a
# private-use character in its place.
_TEXT_COLON = re.compile(r"(?<=[\w$:/.)-]):(?=[\w$:/.(-])")
_STAND_IN = "\ue03a"
# Where the C parser takes what the pure one refuses, or reads it otherwise.
_PURE_ONLY = re.compile(
    rf"""
    \t | \r(?!\n)
    | (?:^|[-:?,\[{{]|&\S+)[ ]*!       # a tag
    | (?:^|[\s,\[{{])\?(?:[\s,\]}}]|$)  # an explicit key
    | \*[^\s,\[\]{{}}]*:                # an alias as a key
    | (?:^|[-\s:?,\[{{])&[^\s,\[\]{{}}]*: # a colon glued to an anchor, which is part of its name
    | [|>][-+0-9]*\#                    # a comment glued to a block text's head
    | ^(?:[|>]|\.\.\.)
    | {_STAND_IN} | e03a                # the stand-in, itself or as an escape
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)


def may_allow(text: str) -> bool:
    """Whether a text may have comments that allow warnings, see `allowances`; most have none.

    It is asked of every file: `allowances` takes longer to load than this takes.
    """
    rest = text.lower().split("pipec")[1:]
    return any(after.lstrip().startswith((":", "allow", "ignore")) for after in rest)


def read_yaml(file: str, content: bytes, report: Report) -> Mapping | None:
    """The mapping that `content` is, with `file` in its spans; None if errors were reported.

    An alias stands for the anchored node itself, whose place is at the anchor; `<<` is merged.
    """
    if len(content) > MAX_BYTES:
        report.add(codes.TOO_LARGE, "the file is larger than 4 MiB", Span(file, 1, 1, 1, 1))
        return None
    text = _decode(file, content, report)
    if text is None:
        return None
    found, root = _parse(file, text)
    for item in found.diagnostics():
        report.add(item.code, item.message, item.span, hint=item.hint, related=item.related)
    return None if found.has_errors else _mapping(file, root, report)


def _decode(file: str, content: bytes, report: Report) -> str | None:
    """The text without byte order mark, if it is UTF-8 and made of readable characters."""
    body = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        utf16 = body[:2] in (b"\xff\xfe", b"\xfe\xff")
        guess = "it is UTF-16 now" if utf16 else "it may be Latin-1 or Windows-1252 now"
        report.add(
            codes.NOT_UTF8,
            f"the byte 0x{body[error.start]:02X} here is not UTF-8",
            _place_after(file, body[: error.start].decode()),
            hint=f"save the file as UTF-8; {guess}",
        )
        return None
    if _is_plain(text):
        return text
    if bad := re.search(_UNREADABLE, text):
        report.add(
            codes.YAML_SYNTAX,
            f"the character U+{ord(bad[0]):04X} cannot stand in YAML",
            _place_after(file, text[: bad.start()]),
            hint=f'remove it, or write it as `"\\u{ord(bad[0]):04x}"`, in double quotes',
        )
        return None
    return text


def _is_plain(text: str) -> bool:
    """Whether all of a text is surely readable; compiling `_UNREADABLE` takes 4 ms."""
    return text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _place_after(file: str, before: str) -> Span:
    lines = LINE_BREAK.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    return Span(file, line, column, line, column)


def _parse(file: str, text: str) -> tuple[Report, Node | None]:
    """The tree of a text, and what is wrong with it.

    The C parser is some twenty times faster and may accept. Only the pure one may refuse, so
    that what is said does not depend on which of them is installed. (One valid text the pure
    one refuses: a `|` text that begins with a line of fewer spaces than the next.)
    """
    fast = None if _PURE_ONLY.search(text) else _c_parser()
    if fast:
        builder = TreeBuilder(file, text, _STAND_IN)
        try:
            builder.read(_c_events(fast(_TEXT_COLON.sub(_STAND_IN, text))))
        except Stop:
            return builder.report, None
        except Exception:  # noqa: BLE001 - whatever stops it, the pure parser judges
            builder = TreeBuilder(file, text)
        else:
            return builder.report, builder.root
    else:
        builder = TreeBuilder(file, text)
    from pipec.compiler.reader.yaml_scanner import pure_yaml

    try:
        builder.read(pure_yaml().parse(text))
    except Stop:
        return builder.report, None
    except Exception as error:  # noqa: BLE001 - hostile text also trips the parser's assertions
        return _syntax_error(file, text, error, builder.reached), None
    return builder.report, builder.root


def _c_parser() -> Any:
    """ruamel.yaml's C parser class, if it is installed.

    Asked for directly: `YAML(typ="safe")` of ruamel.yaml 0.19 does not find the one that its
    extra `libyaml` installs, and silently takes the pure parser.
    """
    try:
        from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        return None
    return CParser


def _c_events(parser: Any) -> Iterator[Event]:
    while parser.check_event():
        yield parser.get_event()


def _syntax_error(file: str, text: str, error: Exception, reached: tuple[int, int]) -> Report:
    """What the pure parser raised, in our own words; `reached` is where it had got to."""
    from pipec.compiler.reader.yaml_causes import cause
    from pipec.compiler.reader.yaml_errors import Problem, explain

    lines = LINE_BREAK.split(text)

    def span(line: int, column: int, length: int) -> Span:
        line = min(line, len(lines) - 1)
        start = min(column, len(lines[line]))
        end = min(column + length, len(lines[line]))
        return Span(file, line + 1, start + 1, line + 1, end + 1)

    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    problem = Problem(
        text=str(getattr(error, "problem", None) or ""),
        place=(mark.line, mark.column) if mark else reached,
        context=str(getattr(error, "context", None) or ""),
        opened=(opened.line, opened.column) if opened else None,
        quoted=_last_quoted(text) if len(text) <= _MAX_TO_TRY else None,
    )

    def gets_further(other: list[str]) -> bool:
        stopped = _stopped_at("\n".join(other))
        return stopped is None or stopped > problem.place

    said = cause(problem, lines, gets_further) if len(text) <= _MAX_TO_TRY else None
    said = said or explain(problem, lines)
    related = []
    if said.related and (at := said.related_place or problem.opened):
        related.append(Related(span(*at, 1), said.related))
    report = Report()
    place = span(*said.place, said.length)
    report.add(said.code, said.message, place, hint=said.hint, related=related)
    return report


def _last_quoted(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the last text in quotes of several lines begins and ends, as far as can be read."""
    from pipec.compiler.reader.yaml_scanner import pure_yaml

    found = None
    try:
        for token in pure_yaml().scan(text):
            start, end = token.start_mark, token.end_mark
            if getattr(token, "style", None) in ("'", '"') and start.line < end.line:
                found = ((start.line, start.column), (end.line, end.column - 1))
    except Exception:  # noqa: BLE001 - it is known already that the text cannot be read
        return found
    return found


def _stopped_at(text: str) -> tuple[int, int] | None:
    """Where the parser stops; None if it reads all."""
    from pipec.compiler.reader.yaml_scanner import pure_yaml

    reached = (0, 0)
    try:
        for event in pure_yaml().parse(text):
            reached = (event.start_mark.line, event.start_mark.column)
    except Exception as error:  # noqa: BLE001 - hostile text also trips the parser's assertions
        mark = getattr(error, "problem_mark", None)
        return (mark.line, mark.column) if mark else reached
    return None


def _mapping(file: str, root: Node | None, report: Report) -> Mapping | None:
    """The root, if it is a mapping, without the keys that are not for pipec."""
    if isinstance(root, Mapping):
        return root.without(*(key for key in root.entries if key.startswith(NOT_OURS)))
    if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
        place = Span(file, 1, 1, 1, 1)
        hint = _BEGIN_PROJECT if file.endswith("pipec.yaml") else _BEGIN
        report.add(codes.EMPTY_FILE, "the file holds nothing", place, hint=hint)
        return None
    hint = _BEGIN
    if isinstance(root, Sequence):
        hint = "write `key: value` lines without `- `"
    if isinstance(root, Scalar) and (glued := re.match(r"([\w-]+:)\S", root.text)):
        hint = Hint(f"put a space after `{glued[1]}`", glued[1], f"{glued[1]} ")
    what = "a list" if isinstance(root, Sequence) else "a single value"
    message = f"the whole file is {what}, not a mapping"
    report.add(codes.ROOT_NOT_MAPPING, message, root.span, hint=hint)
    return None
