"""What the service's model refuses of a single value: lengths, ranges, patterns, enumerations."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipec.compiler.record import Record
from pipec.compiler.service.shapes import Shape
from pipec.compiler.similarity import hint_from
from pipec.compiler.values import ExecutionGet, Join

_ID_LENGTH = 12
"""Characters of `PipelineExecutionId`, as in the ARN's pattern in botocore's model."""
_TAG_TEXT = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"
"""The pattern of tag keys and values: letters, spaces, numbers and a few signs of any script."""


_REFERENCE = re.compile(
    r"\$?\{*\s*(parameters\.[\w-]+|steps\.[\w-]+\.[\w.\[\]'-]+|execution\.\w+)\s*\}*"
)
"""A reference without its `${…}`, or in another tool's braces."""
_LETTERS = "letters, digits and hyphens"


class Problem(Record):
    """The end of the sentence "`member` …", and what to write instead."""

    message: str
    hint: str | None = None


def text_problem(text: str, shape: Shape) -> Problem | None:
    """What the model refuses of a text, or None."""
    if shape.enum:
        if text in shape.enum:
            return None
        return Problem(f"cannot be `{text}`", hint_from(text, shape.enum))
    pattern = _pattern(shape.pattern) if shape.pattern else None
    if shape.max is not None and len(text) > shape.max:
        return Problem(f"has {len(text)} characters, at most {shape.max} are allowed")
    if pattern and not pattern.fullmatch(text):
        shown = text if len(text) <= 60 else text[:57] + "…"
        message = f"cannot be `{shown}`" if text else "cannot be empty"
        return Problem(message, _pattern_hint(text, pattern.pattern))
    if shape.min is not None and len(text) < shape.min:
        return Problem(f"has {len(text)} characters, at least {shape.min} are needed")
    if shape.pattern == _TAG_TEXT and (wrong := _not_of_a_tag(text)):
        shown = f"`{wrong}`" if wrong.isprintable() else "a line end or another control character"
        return Problem(f"cannot hold {shown}", "letters, numbers, spaces and `_.:/=+-@`")
    return None


def text_of_parts_problem(text: Join, shape: Shape) -> Problem | None:
    """What the model refuses of a text of which a part is known only to the run, or None.

    Known are the letters that a plain name can hold, and how long it is at least.
    """
    pattern = _pattern(shape.pattern) if shape.pattern else None
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
                hint = _LETTERS if _is_plain(pattern.pattern) else None
                return Problem(f"cannot hold {shown}", hint)
    if shape.max is not None and length > shape.max:
        return Problem(f"will have {length} characters or more, {shape.max} are allowed")
    return None


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


@cache
def _pattern(source: str) -> re.Pattern[str] | None:
    """The service's pattern; None for one that Python's `re` does not know (Unicode classes)."""
    try:
        return re.compile(source)
    except re.error:
        return None


def _pattern_hint(text: str, pattern: str) -> str:
    """An example of what the service wants where there is a usual one, else its pattern."""
    if "s3://" in pattern.replace("(https|s3)", "s3") and "://" not in text:
        if reference := _REFERENCE.fullmatch(text):
            return f"a reference is written `${{{reference[1]}}}`"
        if text.startswith("."):
            return "a place in S3, as `s3://BUCKET/KEY`; only inputs and code can be local files"
        if text.startswith("/"):
            return "a place in S3, as `s3://BUCKET/KEY`; in a container it is another key, `path:`"
        key = re.sub(r"^s3:/*", "", text).lstrip("./")
        place = key if re.fullmatch(r"[\w.-]+(/[\w.-]*)*", key, re.ASCII) else "BUCKET/KEY"
        return f"an S3 place begins with `s3://`: `s3://{place}`; a local file with `./`"
    if ":role/" in pattern and not text.startswith("arn:"):
        name = text if re.fullmatch(r"[\w+=,.@/-]+", text, re.ASCII) else "NAME"
        return f"write the whole ARN: `arn:aws:iam::111122223333:role/{name}`"
    if _is_plain(pattern):
        fixed = re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")
        return (f"write `{fixed}`: " if fixed else "") + _LETTERS
    return f"the service wants `{pattern}`"


def _is_plain(pattern: str) -> bool:
    """Whether a pattern takes letters, digits and hyphens, perhaps behind an ARN."""
    core = re.sub(r"^\(arn:.*?\)\?", "", pattern).replace("a-zA-Z0-9", "")
    return re.fullmatch(r"[()\[\]{}0-9,*+?<!^$\\-]*", core) is not None
