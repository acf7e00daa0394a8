"""What the service refuses of a value: lengths, ranges, patterns, the number of ports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from pipec.compiler.diagnostics import Hint, write
from pipec.compiler.language.almost import Almost, almost_hint, almost_references
from pipec.compiler.language.expressions import CURLY, CURLY_QUOTES, NO_NAMES, Names
from pipec.compiler.linking.evaluate import FIXED_NAMES
from pipec.compiler.linking.variables import BUCKET_RULE, role_hint
from pipec.compiler.record import Record
from pipec.compiler.service.shapes import Shape
from pipec.compiler.similarity import hint_from
from pipec.compiler.values import ExecutionGet, Hole, Join, Wire

_ID_LENGTH = 12
"""Characters of `PipelineExecutionId`, as in the ARN's pattern in botocore's model."""
_TAG_TEXT = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"
"""The pattern of tag keys and values: letters, spaces, numbers and a few signs of any script."""


_REFERENCE = re.compile(
    r"\$?\{*\s*(parameters\.[\w-]+|steps\.[\w-]+\.[\w.\[\]'-]+|execution\.\w+)\s*\}*"
)
"""A reference without its `${…}`, or in another tool's braces."""
_OF_A_SHELL = re.compile(r"\$?[({]{0,2} ?([\w-]+) ?[)}]{0,2}", re.ASCII)
"""`$bucket`, `$(bucket)` or `{bucket}`."""
_OF_A_WRONG_VAR = re.compile(r"\$\{\w+\.")
"""A reference in a var, which cannot be there: an error tells."""
# S3 User Guide, "General purpose bucket naming rules", less the least length: in drafts and tests
# `s3://b` is a usual stand-in.
_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")
_PLACE = "a place in S3, as `s3://BUCKET/KEY`"
_SCHEME = re.compile(r"(\w+)://")
_CALLED_S3 = ("s3", "s3a", "s3n")
"""What S3 is called in addresses, also by Hadoop."""
_LETTERS = "letters, digits and hyphens"


class Problem(Record):
    """The end of the sentence "`member` …", and what to write instead."""

    message: str
    hint: str | None = None


def text_problem(text: str, shape: Shape, names: Names = NO_NAMES) -> Problem | None:
    """What the model refuses of a text, or None; `names` are for hints."""
    if shape.enum:
        if text in shape.enum:
            return None
        hint = _machine_hint(text, shape.enum) or hint_from(text, shape.enum)
        return Problem(f"cannot be `{text}`", hint)
    pattern = _pattern(shape.pattern) if shape.pattern else None
    if shape.max is not None and len(text) > shape.max:
        return Problem(f"has {len(text)} characters, at most {shape.max} are allowed")
    if pattern and not pattern.fullmatch(text):
        shown = text if len(text) <= 60 else text[:57] + "…"
        message = f"cannot be `{shown}`" if text else "cannot be empty"
        return Problem(message, _pattern_hint(text, pattern.pattern, names))
    if shape.min is not None and len(text) < shape.min:
        return Problem(f"has {len(text)} characters, at least {shape.min} are needed")
    if pattern and _is_s3(pattern.pattern):
        return _place_problem(text, names)
    if shape.pattern == _TAG_TEXT and (wrong := _not_of_a_tag(text)):
        shown = f"`{wrong}`" if wrong.isprintable() else "a line end or another control character"
        meant = _meant(text, names)
        hint = almost_hint(meant) if meant else "letters, numbers, spaces and `_.:/=+-@`"
        return Problem(f"cannot hold {shown}", hint)
    return None


_CHIPS = {"inf": "Inferentia", "trn": "Trainium"}
_USUAL_MACHINES = {
    "ml.m5.xlarge": "`ml.m5.xlarge`",
    "ml.g5.xlarge": "with a GPU `ml.g5.xlarge`",
}
"""Those that nearly every image runs on; for Trainium there are few."""


def _machine_hint(text: str, known: Sequence[str]) -> str | None:
    """For a machine of AWS's own chips where none of them runs such a job: no name is near it."""
    chip = text.removeprefix("ml.")[:3] if re.match(r"ml\.(inf|trn)\d", text) else ""
    if not chip or any(name.startswith(f"ml.{chip}") for name in known):
        return None
    usual = ", or ".join(words for name, words in _USUAL_MACHINES.items() if name in known)
    return f"such a job does not run on {_CHIPS[chip]}: write {usual}" if usual else None


def text_of_parts_problem(text: Join, shape: Shape, names: Names) -> Problem | None:
    """What the model refuses of a text of which a part is known only to the run, or None.

    Known are the letters that a plain name can hold, and how long it is at least.
    """
    pattern = _pattern(shape.pattern) if shape.pattern else None
    if pattern and _is_s3(pattern.pattern):
        return _begin_problem(text, names)
    if pattern is None or not pattern.fullmatch("aaa"):
        return None
    length = 0
    for part in text.values:
        if part == ExecutionGet("PipelineExecutionId"):
            length += _ID_LENGTH
        for letter in part if isinstance(part, str) else "":
            length += 1
            if not pattern.fullmatch(f"a{letter}a"):
                shown = f"`{letter}`" if letter.isprintable() else "a control character"
                return Problem(f"cannot hold {shown}", letters_hint(letter, shape))
    if shape.max is not None and length > shape.max:
        return Problem(f"will have {length} characters or more, {shape.max} are allowed")
    return None


def letters_hint(text: str, shape: Shape) -> str | None:
    """Of what letters a text must be, where it has another one and there is a usual rule."""
    pattern = _pattern(shape.pattern) if shape.pattern else None
    if pattern is None or not _is_plain(pattern.pattern) or pattern.fullmatch(f"a{text}a"):
        return None
    return _LETTERS


@cache
def _is_s3(pattern: str) -> bool:
    """Whether a pattern takes places in S3, and hardly anything else."""
    return "s3://" in pattern.replace("(https|s3)", "s3")


def _place_problem(text: str, names: Names) -> Problem | None:
    """What S3 refuses of a place: the name of its bucket."""
    scheme, _, rest = text.partition("://")
    if scheme != "s3":
        return None
    if rest.startswith("s3:"):
        return Problem("begins with `s3://` twice", write(rest, text))
    bucket = rest.partition("/")[0]
    if _BUCKET.fullmatch(bucket) or bucket.startswith("arn:") or _OF_A_WRONG_VAR.match(bucket):
        return None
    meant = _meant(bucket, names)
    hint = almost_hint(meant) if meant else BUCKET_RULE
    return Problem(f"is in `{bucket}`, which cannot be a bucket", hint)


def place_doubt(text: str, shape: Shape) -> Problem | None:
    """What is surely not meant of a place in S3, though a key may hold it.

    The service finds objects by the beginning of their keys, and expands nothing.
    """
    if not text.startswith("s3://") or not shape.pattern or not _is_s3(shape.pattern):
        return None
    if text != text.strip():
        return Problem("ends with a blank, which is a part of the key", f"write `{text.strip()}`")
    if "*" in text:
        folder = text[: text.index("*")].rpartition("/")[0]
        return Problem(
            "has a `*` in it, which stands for itself: all whose key begins with the place is read",
            f"name the folder, `{folder}/`, or a manifest of the files",
        )
    return None


def _not_local(text: str) -> str:
    if "\\" in text:
        meant = text.replace("\\", "/")
        return f"the folders of a path are parted by `/`: write `{meant}`"
    return f"{_PLACE}; only inputs and code can be local files"


def _meant(text: str, names: Names) -> Almost | None:
    """The first reference that a text is, or has in it, but for its `${…}`."""
    found = next(almost_references(text, {**names.by_root, **FIXED_NAMES}), None)
    word = None if found else _OF_A_SHELL.fullmatch(text)
    if word:
        roots = (root for root in ("parameters", "vars") if word[1] in names.by_root[root])
        found = next((Almost(0, len(text), f"{root}.{word[1]}") for root in roots), None)
    return found


def _begin_problem(text: Join, names: Names) -> Problem | None:
    """What cannot be the beginning of a place in S3, of which the rest is known only to the run."""
    first = text.values[0]
    if not isinstance(first, str) or "s3://".startswith(first):
        return None
    if first.startswith("s3://"):
        return _place_problem(first, names) if "/" in first.removeprefix("s3://") else None
    if first.startswith("https://"):
        return None
    if re.match(f"[{CURLY_QUOTES}]", first):
        hint = "write straight quotes, `\"` or `'`: YAML takes all others for letters"
        return Problem(f"cannot begin with `{first[0]}`", hint)
    return Problem(f"cannot begin with `{first[:60]}`", _PLACE)


def _not_of_a_tag(text: str) -> str | None:
    """The first character that a tag cannot hold; ones younger than Python's table are let be."""
    allowed = ("L", "Z", "N", "Cn")
    signs = "_.:/=+-@"
    known = ((c, unicodedata.category(c)) for c in text if c not in signs)
    return next((c for c, category in known if not category.startswith(allowed)), None)


def number_problem(value: float, shape: Shape) -> Problem | None:
    """What the model refuses of a number, or None."""
    if shape.min is not None and value < shape.min:
        return Problem(f"must be at least {shape.min}, not {value}")
    if shape.max is not None and value > shape.max:
        return Problem(f"must be at most {shape.max}, not {value}")
    return None


_PORT_LISTS = {
    "ProcessingInputs": "inputs",
    "InputDataConfig": "inputs",
    "ProcessingOutputConfig.Outputs": "outputs",
}
"""The lists of a request that a step's ports make, and what they are called."""


def ports_problem(entries: Sequence[Wire | Hole], shape: Shape, path: str) -> Problem | None:
    """More inputs or outputs than a job may have; its code is one of them, and nobody counts it."""
    what, count = _PORT_LISTS.get(path), len(entries)
    if what is None or shape.max is None or count <= shape.max:
        return None
    names = [entry.get("InputName") for entry in entries if isinstance(entry, dict)]
    code = f" ({count - 1} and the code)" if "code" in names else ""
    return Problem(
        f"has {count} {what}{code}, and the service takes {shape.max} at most",
        f"let one of the {what} be a folder in which several of them lie",
    )


@cache
def _pattern(source: str) -> re.Pattern[str] | None:
    """The service's pattern; None for one that Python's `re` does not know (Unicode classes).

    The digits and letters that it means are those of ASCII.
    """
    try:
        return re.compile(source, re.ASCII)
    except re.error:
        return None


def _pattern_hint(text: str, pattern: str, names: Names) -> str:
    """An example of what the service wants where there is a usual one, else its pattern."""
    if (curly := CURLY.fullmatch(text)) and not set(curly[1]) & set('"\\'):
        return Hint(f'write straight quotes: `"{curly[1]}"`', text, f'"{curly[1]}"')
    if re.search(r"[\r\n]", text) and re.fullmatch(pattern, " ".join(text.split())):
        return "no line break may stand there: write it on one line, or into a file"
    if found := _meant(text, names):
        whole = found.end - found.start == len(text)
        return f'write `"${{{found.reference}}}"`' if whole else almost_hint(found)
    if _is_s3(pattern):
        return _s3_hint(text, names)
    if ":role/" in pattern:
        return role_hint(text)
    if _is_plain(pattern):
        fixed = re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")
        return (f"write `{fixed}`: " if fixed else "") + _LETTERS
    from pipec.compiler.requests.patterns import in_words

    return in_words(pattern, text)


def _s3_hint(text: str, names: Names) -> str:
    """What to write for a place in S3 in the place of a text that is none."""
    if scheme := _SCHEME.match(text):
        rest = text[scheme.end() :]
        is_s3 = scheme[1].lower() in _CALLED_S3 and scheme[0] != "s3://"
        return Hint(f"write `s3://{rest}`", scheme[0], "s3://") if is_s3 else _PLACE
    if reference := _REFERENCE.fullmatch(text):
        return f"a reference is written `${{{reference[1]}}}`"
    if meant := names.hint(text, '"${{{}}}"'):
        return str(meant)
    if text.startswith("."):
        return _not_local(text)
    if text.startswith("/"):
        return f"{_PLACE}; in a container it is another key, `path:`"
    key = re.sub(r"^s3(:/*|//+)", "", text).lstrip("./")
    # A word alone is no more likely a bucket than a name of something.
    place = key if re.fullmatch(r"[\w.-]+(/[\w.-]*)+", key, re.ASCII) else "BUCKET/KEY"
    return f"an S3 place begins with `s3://`: `s3://{place}`; a local file with `./`"


def _is_plain(pattern: str) -> bool:
    """Whether a pattern takes letters, digits and hyphens, perhaps behind an ARN."""
    core = re.sub(r"^\(arn:.*?\)\?", "", pattern).replace("a-zA-Z0-9", "")
    return re.fullmatch(r"[()\[\]{}0-9,*+?<!^$\\-]*", core) is not None
