"""What a pattern of the service's model asks for, in words; loaded when a text is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLASS = re.compile(r"\[((?:\\.|[^\]\\^])(?:\\.|[^\]\\])*)\]")
_AROUND = re.compile(r"(?:\((?!\?)|[){}*+?,0-9])*")
"""What may stand around the `[ ]` of a pattern that only says which characters there are."""
_RANGES = {"a-z": "small letters", "A-Z": "capitals", "0-9": "digits"}
_ARN = re.compile(r"arn:[^:]*:([a-z-]+):([^:]*):([^:]*):((?:[a-z-]+(?:[:-]|\\?/))?).*")
"""An ARN's pattern: the service, region and account, and how what it names begins."""


def in_words(pattern: str, text: str) -> str:
    """What a text must be that does not match a pattern; the pattern itself where it says more."""
    if arn := _ARN.fullmatch(pattern):
        region, account = ("REGION" if arn[2] else ""), ("ACCOUNT" if arn[3] else "")
        named = arn[4].replace("\\", "")
        return f"an ARN such as `arn:aws:{arn[1]}:{region}:{account}:{named}…`"
    classes = [found[0] for found in _CLASS.finditer(pattern)]
    named_of = [_named(item[1:-1]) for item in classes]
    if classes and all(named_of) and _AROUND.fullmatch(_CLASS.sub("", pattern)):
        if not re.fullmatch(f"(?:{'|'.join(classes)})*", text, re.ASCII):
            return _listed((name for names in named_of for name in names), "and")
        if pattern.startswith(classes[0]) and not re.match(classes[0], text, re.ASCII):
            return f"{_listed(named_of[0], 'or')} at the beginning"
    return f"the service wants `{pattern}`"


def _named(inside: str) -> list[str]:
    """The kinds of characters that stand in `[ ]`, and its signs; nothing if there are others."""
    found = []
    for characters, name in _RANGES.items():
        if characters in inside:
            found.append(name)
            inside = inside.replace(characters, "", 1)
    if re.search(r"\\\w|[^\\]-.|[a-zA-Z0-9]", inside):
        return []  # `\d`, or another range
    return [*found, *re.sub(r"\\(.)", r"\1", inside)]


def _listed(named: Iterable[str], last: str) -> str:
    names = dict.fromkeys(named)
    words = [name for name in names if len(name) > 1]
    if {"small letters", "capitals"} <= names.keys():
        words = ["letters", *(name for name in words if name == "digits")]
    words += ["blanks"] if " " in names else []
    signs = "".join(name for name in names if len(name) == 1 and name != " ")
    words += [f"`{signs}`"] if signs else []
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
