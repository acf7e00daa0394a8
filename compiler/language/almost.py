"""Pieces of texts that would be references, had they their `${…}`: `$parameters.Lr`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

# No part repeats what the next can begin with, so that a search takes one walk through the text.
_REFERENCE = (
    r"(?P<reference>(?:parameters|options)\.(?P<single>[\w-]+)"
    r"|inputs\.(?P<input>[\w-]+)(?:\.path\b)?"
    r"|steps\.(?P<step>[\w-]+)(?:\.[\w-]+|\[[^\[\]{}$]*\])++)"
)
_BARE = re.compile(_REFERENCE)
_OPENED = re.compile(r"(?:(?P<open>\$\(|(?<!\$)\{\{?) ?|\$)" + _REFERENCE)
_CLOSING = {
    "$(": re.compile(r" ?\)"),
    "{": re.compile(r" ?\}"),
    "{{": re.compile(r" ?\}\}?"),
}
_BRACE_TOO_MANY = re.compile(r"(?<!\$)(?P<reference>\$\{[^{}]*\})\}")


class Almost(NamedTuple):
    """A piece of a text, from `start` to `end`, and the reference that it would be."""

    start: int
    end: int
    reference: str


def almost_references(text: str, names: AnyMapping[str, Collection[str]]) -> Iterator[Almost]:
    """What in a text is a reference but for its `${…}`; `names` are those that exist, by root.

    `${…}` itself is none: where it is left as text, that was asked for by `$${`.
    """
    if not any(f"{root}." in text for root in names):
        return
    if whole := _BARE.fullmatch(text):
        yield from _known(whole, len(text), names)
    for found in _OPENED.finditer(text):
        closing = _CLOSING[found["open"]].match(text, found.end()) if found["open"] else found
        if closing:
            yield from _known(found, closing.end(), names)


def almost_hint(found: Almost) -> str:
    """How the reference is written."""
    return (
        f"a reference is written `${{{found.reference}}}`, in `[ ]` and `{{ }}` "
        "with quotes around it"
    )


def _known(
    found: re.Match[str], end: int, names: AnyMapping[str, Collection[str]]
) -> Iterator[Almost]:
    root = found["reference"].partition(".")[0]
    name = found["single"] or found["input"] or found["step"]
    if name in names.get(root, ()):
        yield Almost(found.start(), end, found["reference"])


def brace_too_many(text: str) -> Almost | None:
    """The first reference with a `}` behind it that no `{` in the text has opened."""
    if "}}" not in text or text.count("}") <= text.count("{"):
        return None
    found = _BRACE_TOO_MANY.search(text)
    return Almost(found.start(), found.end(), found["reference"]) if found else None
