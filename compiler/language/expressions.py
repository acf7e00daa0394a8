"""`${…}`: what stands between the braces, and where in a text it stands.

The grammar is that of docs/language.md, References. Whether a step, port or path exists is for
later passes; here a reference is only read. `if:` expressions read bare references with the
same `read_reference`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from pipec.compiler.codes import BAD_REFERENCE, UNKNOWN_ROOT
from pipec.compiler.diagnostics import Code, Hint, Report, Span, write
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Scalar
from pipec.compiler.values import Key

ROOTS = (
    "parameters",
    "execution",
    "steps",
    "item",
    "vars",
    "pipeline",
    "step",
    "inputs",
    "options",
)
"""The words that a reference can begin with."""

_ROOTS_HINT = (
    "begin with `parameters`, `execution`, `steps`, `vars`, `pipeline` or `step`; "
    "in a contract also `inputs` or `options`, in a loop `item`"
)

NAME = re.compile(r"[A-Za-z0-9_-]+")
"""A part of a path after a dot; hyphens belong to it."""

NAME_BEHIND_ROOT = r"(?:\.|\[')([A-Za-z0-9_-]+)"
"""The first name of a path, `.x` or `['x']`, for patterns that only look for mentions."""

_INPUT = re.compile(rf"(?<!\$)\$\{{inputs{NAME_BEHIND_ROOT}(?:'\])?\}}")
_INDEX = re.compile(r"[0-9]+")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_DOUBLED = re.compile(r"\{\s*([a-z]+\.[^\s{}]+)\s*\}\}")
_SPACES = re.compile(r"\s+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SHELL_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_SHOWN_CHARACTERS = 60
_MAX_INDEX_DIGITS = 9
_OPERATORS = "+-*/%=<>!&|?:"


PathPart = str | int | Key

CURLY_QUOTES = "\u2018-\u201f"
"""The quotes of word processors, as a range of a pattern: YAML takes them for letters."""
CURLY = re.compile(f"[{CURLY_QUOTES}]([^{CURLY_QUOTES}]*)[{CURLY_QUOTES}]")
"""A text between two of them."""


class Names(NamedTuple):
    """What there is for references to name, as far as it is known where a text is read.

    `inputs` and `options` are those of the contract that the text stands in, and `folders` the
    inputs with a `path`. `in_shell`: the text is one where a shell's variables stand as well.
    """

    steps: Collection[str] = ()
    parameters: Collection[str] = ()
    inputs: Collection[str] = ()
    folders: Collection[str] = ()
    options: Collection[str] = ()
    in_shell: bool = False
    variables: Collection[str] = ()

    @property
    def by_root(self) -> dict[str, Collection[str]]:
        """What the whole pipeline has to name, by the word that a reference begins with."""
        return {"steps": self.steps, "parameters": self.parameters, "vars": self.variables}

    def in_other_case(self, word: str) -> str | None:
        """The var or parameter that a name of a shell's variable is, but for its case."""
        for root in ("vars", "parameters"):
            for name in self.by_root[root]:
                if name.casefold() == word.casefold():
                    return f"{root}.{name}"
        return None

    def know(self, word: str) -> bool:
        """Whether anything has this name."""
        return word in self.steps or word in self.parameters or self.are_own(word)

    def are_own(self, word: str) -> bool:
        """Whether an input or option of the contract has this name.

        It is meant even if a parameter has it too: a contract does not know the pipeline.
        """
        return word in self.inputs or word in self.options

    def hint(self, text: str, form: str = "{}", wrong: str = "") -> str | None:
        """To write the reference that a text is without its first word, in `form`.

        None if the text names nothing; `wrong` is what stands at the place if not all the text.
        """
        name = NAME.match(text)
        root = None
        if name and name.group() in self.steps and text[name.end() :].startswith((".", "[")):
            root = "steps"
        elif name and self.are_own(name.group()) and text[name.end() :] in ("", ".path"):
            return self._own_hint(name.group(), text[name.end() :], form)
        elif text in self.parameters:
            root = "parameters"
        elif text in self.variables:
            root = "vars"
        elif text in self.steps:
            return f"write `{form.format(f'steps.{text}.OUTPUT')}`, with one of its outputs"
        if root is None:
            return None
        right = f"{root}.{wrong}" if wrong else form.format(f"{root}.{text}")
        return Hint(f"write `{form.format(f'{root}.{text}')}`", wrong or text, right)

    def root_hint(self, wrong: str, path: Collection[PathPart]) -> str | None:
        """What to begin with in place of `wrong`, by the one thing that has the path's name."""
        first = next(iter(path), None)
        known = {
            "parameters": self.parameters,
            "steps": self.steps,
            "inputs": self.inputs,
            "options": self.options,
        }
        meant = [root for root, names in known.items() if first in names]
        return Hint(f"did you mean `{meant[0]}`?", wrong, meant[0]) if len(meant) == 1 else None

    def _own_hint(self, name: str, path: str, form: str) -> Hint:
        """A shell reads files, so what it is meant to have of a folder is its path."""
        if name in self.inputs:
            added = ".path" if self.in_shell and name in self.folders and not path else ""
            right = f"inputs.{name}{added}"
        else:
            right = f"options.{name}"
        return Hint(f"write `{form.format(right + path)}`", name, right)


NO_NAMES = Names()


class Reference(NamedTuple):
    """A reference as written: `steps.train.model_artifacts`.

    `path` holds names (str), list indices (int) and quoted keys (`Key`); except after `item`
    it begins with a name, also where that was written as a quoted key. `text` is the source
    without `${}`, and `span` covers exactly `text` where the scalar allows it (see `place`).
    """

    root: str
    path: tuple[PathPart, ...]
    span: Span
    text: str


class GrammarError(Exception):
    """A mistake in a text, on its way from the grammar to the one place that reports it.

    `start` and `end` are offsets into the scalar's text.
    """

    def __init__(
        self, code: Code, message: str, start: int, end: int, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint


def parse_template(
    scalar: Scalar, report: Report, names: Names = NO_NAMES
) -> tuple[str | Reference, ...] | None:
    """A scalar's text as texts and references, one after another; None after errors.

    `names` are for hints.

    Neighbouring texts are merged and empty ones left out; a text without reference is one
    part, `("text",)`, also when it is empty.
    """
    parts, is_whole = template_parts(scalar, report, names)
    return parts if is_whole else None


def template_parts(
    scalar: Scalar, report: Report, names: Names = NO_NAMES
) -> tuple[tuple[str | Reference, ...], bool]:
    """As `parse_template`: the parts that can be read, and whether those are all."""
    text = scalar.text
    if "$" not in text:
        return (text,), True
    parts: list[str | Reference] = []
    literal = ""
    failed = False
    position = 0
    while (dollar := text.find("$", position)) >= 0:
        literal += text[position:dollar]
        if text.startswith("$${", dollar):
            literal += "${"
            position = dollar + 3
        elif text.startswith("${", dollar):
            try:
                reference, position = _braced(scalar, dollar, names)
            except GrammarError as error:
                report_grammar_error(error, scalar, report)
                failed = True
                position = _resume(text, max(error.start, dollar + 2))
            else:
                parts += [literal, reference]
                literal = ""
        else:
            literal += "$"
            position = dollar + 1
    parts.append(literal + text[position:])
    return tuple(part for part in parts if part != "") or ("",), not failed


def place(scalar: Scalar, start: int, end: int) -> Span:
    """Where characters `start` to `end` of a scalar's text stand in the file.

    Exact when the scalar is on one line and its text stands there as it is (plain, or in
    quotes without escapes); else the whole scalar.
    """
    span = scalar.span
    quotes = 0 if scalar.plain else 1
    width = len(scalar.text) + 2 * quotes
    if span.line != span.end_line or span.end_column - span.column != width:
        return span
    return span.part(start + quotes, end + quotes)


def report_grammar_error(error: GrammarError, scalar: Scalar, report: Report) -> None:
    """Say what the grammar found wrong, at its place in the scalar."""
    span = place(scalar, error.start, error.end)
    report.add(error.code, error.message, span, hint=error.hint)


def read_reference(scalar: Scalar, start: int) -> tuple[Reference, int]:
    """The bare reference that begins at `start`, and the offset behind it.

    Raises `GrammarError`.
    """
    scanned = _scan(scalar.text, start)
    return _reference(scalar, scanned, "{}"), scanned.end


class _Scanned(NamedTuple):
    """What has the form of a reference: `ends` are the offsets behind the root and each part."""

    start: int
    root: str
    path: tuple[PathPart, ...]
    ends: tuple[int, ...]

    @property
    def end(self) -> int:
        return self.ends[-1]


def _scan(text: str, start: int) -> _Scanned:
    """The root and the path that begin at `start`; nothing is said yet about their words."""
    match = NAME.match(text, start)
    if not match:
        message = f"a reference cannot begin with `{text[start : start + 1]}`"
        raise GrammarError(BAD_REFERENCE, message, start, start + 1, _ROOTS_HINT)
    path: list[PathPart] = []
    ends = [match.end()]
    while text[ends[-1] : ends[-1] + 1] in (".", "["):
        part, end = _path_part(text, start, ends[-1])
        path.append(part)
        ends.append(end)
    return _Scanned(start, match.group(), tuple(path), tuple(ends))


def _reference(scalar: Scalar, scanned: _Scanned, form: str, names: Names = NO_NAMES) -> Reference:
    """The reference, if its words can stand so; hints show references in `form`."""
    text, start, end = scalar.text, scanned.start, scanned.end
    root, path, ends = scanned.root, scanned.path, scanned.ends
    if root not in ROOTS:
        message = f"a reference cannot begin with `{root}`"
        hint: str | None
        may_be_shells = names.in_shell and not path and not names.are_own(root)
        if may_be_shells and _VARIABLE.fullmatch(root):
            meant = f", for the parameter `{form.format(f'parameters.{root}')}`"
            hint = f"for the shell's variable write `$${{{root}}}`"
            hint += meant if root in names.parameters else ""
        else:
            hint = names.hint(text[start:end], form, root) or names.root_hint(root, path)
            hint = hint or did_you_mean(root, ROOTS) or _shortened(root)
        raise GrammarError(UNKNOWN_ROOT, message, start, ends[0], hint or _ROOTS_HINT)
    if root != "item":
        if not path or isinstance(path[0], int):
            hint = f"write `{form.format(root + '.NAME')}`"
            raise GrammarError(BAD_REFERENCE, f"a name must follow `{root}`", start, end, hint)
        first = path[0].text if isinstance(path[0], Key) else path[0]
        path = (first, *path[1:])
    if root == "steps" and path[1:2] == ("outputs",):
        message = f"an output of `{path[0]}` is named without `outputs`"
        hint = f"drop `outputs`: `{form.format(text[start : ends[1]] + text[ends[2] : end])}`"
        raise GrammarError(BAD_REFERENCE, message, ends[1] + 1, ends[2], hint)
    return Reference(root, path, place(scalar, start, end), text[start:end])


def _shortened(root: str) -> str | None:
    """Which root a word is the beginning of: `params`, `exec`."""
    short = root.rstrip("s")
    whole = next((name for name in ROOTS if len(short) >= 3 and name.startswith(short)), None)
    return Hint(f"did you mean `{whole}`?", root, whole) if whole else None


def _braced(scalar: Scalar, dollar: int, names: Names) -> tuple[Reference, int]:
    """The reference in the `${…}` at `dollar`, and the offset behind its `}`."""
    text = scalar.text
    start = dollar + 2
    begin = _behind_spaces(text, start)
    if begin == len(text) or text[begin] == "}":
        message = "`${` is not closed" if begin == len(text) else "the `${}` names nothing"
        hint = "write `${parameters.NAME}` for a reference, `$${` for the text `${`"
        raise GrammarError(BAD_REFERENCE, message, dollar, min(begin + 1, len(text)), hint)
    doubled = _DOUBLED.match(text, begin)
    if doubled and doubled[1].partition(".")[0] in ROOTS:
        message = "a reference stands in one pair of braces"
        hint = write(f"${{{doubled[1]}}}", text[dollar : doubled.end()])
        raise GrammarError(BAD_REFERENCE, message, dollar, doubled.end(), hint)
    scanned = _scan(text, begin)
    known = scanned.root in ROOTS or names.know(scanned.root)
    if not known and _SHELL_VARIABLE.fullmatch(scanned.root):
        message = f"a reference cannot begin with `{scanned.root}`"
        hint = f"for the shell's variable write `$${{{scanned.root}}}`"
        if meant := names.in_other_case(scanned.root):
            hint = f"write `${{{meant}}}`; {hint}"
        raise GrammarError(UNKNOWN_ROOT, message, begin, scanned.ends[0], hint)
    end = scanned.end
    written = text[begin:end]
    if text.startswith("}", end) and begin == start:
        return _reference(scalar, scanned, "${{{}}}", names), end + 1
    if _closing(text, end) < 0:
        hint = write(f"${{{written}}}", text[dollar:end])
        raise GrammarError(BAD_REFERENCE, "`${` is not closed", dollar, end, hint)
    closing = _behind_spaces(text, end)
    if text.startswith("}", closing):
        message = "there are no spaces between the braces of a reference"
        hint = write(f"${{{written}}}", text[dollar : closing + 1])
        raise GrammarError(BAD_REFERENCE, message, dollar, closing + 1, hint)
    stray = text[closing]
    stop = text.find("}", closing) if stray in _OPERATORS else closing + 1
    message = f"`{excerpt(text[closing:stop].rstrip())}` cannot follow `{excerpt(written)}`"
    raise GrammarError(BAD_REFERENCE, message, closing, stop, _stray_hint(text[end]))


def _stray_hint(character: str) -> str:
    if character.isspace() or character in _OPERATORS:
        return "`${…}` holds a reference, not an expression; for the text `${` write `$${`"
    return "names hold letters, digits, `_` and `-`; quote any other key: `['a key']`"


def _path_part(text: str, start: int, at: int) -> tuple[PathPart, int]:
    """The part of a path whose `.` or `[` is at `at`, and the offset behind it.

    `start` is where the reference begins, for messages.
    """
    before = excerpt(text[start:at])
    if text[at] == ".":
        if name := NAME.match(text, at + 1):
            return name.group(), name.end()
        hint = "leave out `.$`, with which JSON paths begin" if text[at + 1 :][:1] == "$" else None
        raise GrammarError(BAD_REFERENCE, f"a name must follow `{before}.`", at, at + 1, hint)
    if index := _INDEX.match(text, at + 1):
        part: PathPart = int(index.group()[:_MAX_INDEX_DIGITS])
        end = index.end()
        if end - at - 1 > _MAX_INDEX_DIGITS:
            raise GrammarError(BAD_REFERENCE, "the index is too large", at + 1, end)
    elif quoted := _QUOTED.match(text, at + 1):
        end = quoted.end()
        if "'" in quoted.group(1):
            message = "a key with a quote in it cannot be named to the service"
            raise GrammarError(BAD_REFERENCE, message, at + 1, end)
        part = Key(quoted.group(1))
    else:
        raise _bad_bracket(text, at, before)
    if text.startswith("]", end):
        return part, end + 1
    shown = excerpt(text[at:end])
    hint = Hint(f"write `{shown}]`", text[at:end], f"{text[at:end]}]")
    raise GrammarError(BAD_REFERENCE, f"`{shown}` is not closed", at, end, hint)


def _bad_bracket(text: str, at: int, before: str) -> GrammarError:
    """What is wrong in the `[` at `at`, where neither an index nor a quoted key begins."""
    closing = text.find("]", at)
    if text.startswith("'", at + 1):
        message = "the quote is not closed"
        return GrammarError(BAD_REFERENCE, message, at + 1, len(text), "write `['a key']`")
    if closing < 0:
        message = f"the `[` behind `{before}` is not closed"
        return GrammarError(BAD_REFERENCE, message, at, at + 1, "write `[0]` or `['a key']`")
    inside = text[at + 1 : closing].strip()
    message = f"an index or a key in single quotes must stand in the `[ ]` behind `{before}`"
    if inside.startswith("-"):
        message, hint = "an index counts from 0", "write `[0]` for the first item"
    elif inside.isascii() and inside.isdecimal():
        hint = write(f"[{inside}]", text[at : closing + 1])
    elif inside:
        key = inside.strip("\"'").replace("'", "")
        written, around = f"['{key}']", ""
        if text.startswith('"', at + 1):
            around = "; where YAML's quotes around it all are single, make them double"
        hint = Hint(f"write `['{excerpt(key)}']`{around}", text[at : closing + 1], written)
    else:
        hint = "write `[0]` or `['a key']`"
    return GrammarError(BAD_REFERENCE, message, at, closing + 1, hint)


def _closing(text: str, start: int) -> int:
    """The `}` that would end a reference begun before `start`; -1 where another begins first."""
    opening = text.find("${", start)
    return text.find("}", start, opening if opening >= 0 else len(text))


def _behind_spaces(text: str, start: int) -> int:
    match = _SPACES.match(text, start)
    return match.end() if match else start


def _resume(text: str, start: int) -> int:
    """Where to read on after a mistake, so that later references are checked too."""
    closing = _closing(text, start)
    if closing >= 0:
        return closing + 1
    opening = text.find("${", start)
    return opening if opening >= 0 else len(text)


def mentioned_inputs(text: str) -> list[str]:
    """The inputs X that a text mentions as `${inputs.X}`, also where other things in it are wrong.

    `${inputs.X.path}` is no mention of the value.
    """
    return _INPUT.findall(text)


def input_alone(text: str) -> str | None:
    """The input that a text is, if it is nothing but `${inputs.X}`."""
    match = _INPUT.fullmatch(text)
    return match[1] if match else None


def excerpt(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"
