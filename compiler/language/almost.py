"""Pieces of texts that would be references, had they their `${…}`: `$parameters.Lr`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

from pipec.compiler.syntax import Mapping, Node, Scalar

# No part repeats what the next can begin with, so that a search takes one walk through the text.
_REFERENCE = (
    r"(?P<reference>(?:parameters|options|vars|execution)\.(?P<single>[\w-]+)"
    r"|(?:pipeline|step)\.(?P<own>[\w-]+(?:\.[\w-]+)?)"
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
_OF_THE_SDK = re.compile(r"(Parameters|Execution(?:Variables)?|Steps)\.([\w-]+)([.\[].*)?")
"""A reference as a definition or the SDK spells it: `ExecutionVariables.PIPELINE_NAME`."""
_QUOTED_KEY = re.compile(r"\[\"([^\"']*)\"\]")
"""A key as Python and a definition quote it, which the double quotes of YAML cannot hold."""
_PLUS = re.compile(r"(?<=\}) *\+ +| {1,20}\+ *(?=\$\{)")
"""What joins texts and references in a program, at the edge of a reference.

A search begins at each space anew, so that only so many are looked at.
"""
_JOINT = re.compile(r" {1,20}\+ {0,20}|\+ {1,20}")
_QUOTED = re.compile(r"(['\"])(.*)\1")
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
    if "." not in text:
        return
    if spelt := _OF_THE_SDK.fullmatch(text):
        yield from _as_here(spelt, names)
    if not any(f"{root}." in text for root in names):
        return  # as nearly all
    if whole := _BARE.fullmatch(text):
        yield from _known(whole, len(text), names)
    for found in _OPENED.finditer(text):
        closing = _CLOSING[found["open"]].match(text, found.end()) if found["open"] else found
        # `$step.log` is a variable of a shell and more text: these words are too common for it.
        if found["own"] and not found["open"]:
            continue
        if closing:
            yield from _known(found, closing.end(), names)


def lone_reference(node: Node) -> Almost | None:
    """The reference that a mapping is but for a `$`: `{parameters.Lr}`; None for any other."""
    entries = list(node) if isinstance(node, Mapping) else []
    value = entries[0].value if len(entries) == 1 else None
    if not isinstance(value, Scalar) or value.data is not None or value.text:
        return None
    found = _BARE.fullmatch(entries[0].key)
    return Almost(0, len(found[0]), found[0]) if found else None


def almost_hint(found: Almost) -> str:
    """How the reference is written."""
    return (
        f"a reference is written `${{{found.reference}}}`, in `[ ]` and `{{ }}` "
        "with quotes around it"
    )


def _as_here(spelt: re.Match[str], names: AnyMapping[str, Collection[str]]) -> Iterator[Almost]:
    """The reference that one of the SDK is, if there is such a name."""
    root, name, rest = spelt.groups()
    root = root.removesuffix("Variables").lower()
    if name.isupper():  # a member of `ExecutionVariables`
        folded = name.replace("_", "").casefold()
        name = next((known for known in names.get(root, ()) if known.casefold() == folded), name)
    if name in names.get(root, ()) and bool(rest) == (root == "steps"):
        path = _QUOTED_KEY.sub(r"['\1']", f".properties{rest}") if rest else ""
        yield Almost(0, len(spelt[0]), f"{root}.{name}{path}")


def _known(
    found: re.Match[str], end: int, names: AnyMapping[str, Collection[str]]
) -> Iterator[Almost]:
    root = found["reference"].partition(".")[0]
    name = found["single"] or found["own"] or found["input"] or found["step"]
    if name in names.get(root, ()):
        yield Almost(found.start(), end, _QUOTED_KEY.sub(r"['\1']", found["reference"]))


def brace_too_many(text: str) -> Almost | None:
    """The first reference with a `}` behind it that no `{` in the text has opened."""
    if "}}" not in text or text.count("}") <= text.count("{"):
        return None
    found = _BRACE_TOO_MANY.search(text)
    return Almost(found.start(), found.end(), found["reference"]) if found else None


def without_plus(text: str) -> str | None:
    """A place in S3 without the ` + ` that joins its parts in a program; None if it has none."""
    if "+" not in text or not text.startswith("s3://"):
        return None  # as nearly all
    if not _PLUS.search(text):
        return None
    return "".join(_QUOTED.sub(r"\2", piece) for piece in _JOINT.split(text))
