"""Keys that are none: pieces of a text with a comma.

In `{ }` a comma begins a new key. One slip makes several such keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from pipec.compiler.syntax import Entry, Scalar

_PROSE = ("description", "display_name", "fail")
"""Keys whose value is a text for people, even if it is one word."""


def slips(entries: Iterable[Entry], unknown: Iterable[Entry]) -> Iterator[tuple[Entry, str | None]]:
    """The unknown entries of a mapping that are to be told, each slip once, and what to write.

    None for what to write where a key is no such slip.
    """
    texts, told = _texts_with_commas(entries), set[str]()
    for entry in unknown:
        right = texts.get(entry.key)
        if right is None:
            yield entry, None
        elif right not in told:
            told.add(right)
            yield entry, f"a comma in `{{ }}` begins a new key: quote the text: `{right}`"


def _texts_with_commas(entries: Iterable[Entry]) -> dict[str, str]:
    """What should stand for each key that is a piece of the text before it."""
    found: dict[str, str] = {}
    for owner, pieces in _with_pieces(entries):
        text, end = owner.value.text if isinstance(owner.value, Scalar) else "", owner.value.span
        for piece in pieces:
            gap = piece.key_span.column - end.end_column - 1
            text, end = f"{text},{' ' * gap}{piece.key}", piece.key_span
        if owner.key in _PROSE or " " in text.replace(", ", ","):
            right = f"{owner.key}: {json.dumps(text, ensure_ascii=False)}"
            found |= dict.fromkeys((piece.key for piece in pieces), right)
    return found


def _with_pieces(entries: Iterable[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """Each unquoted text, with the keys without values that follow it on its line.

    Only in braces several keys stand on a line.
    """
    found = list[tuple[Entry, list[Entry]]]()
    is_open = False
    for entry in entries:
        value = entry.value
        if not isinstance(value, Scalar) or not value.plain:
            is_open = False
        elif isinstance(value.data, str):
            found.append((entry, []))
            is_open = True
        elif is_open and not value.text and _is_beside(entry, found[-1][0]):
            found[-1][1].append(entry)
        else:
            is_open = False
    return found


def _is_beside(entry: Entry, owner: Entry) -> bool:
    line = owner.value.span.end_line
    return entry.key_span.line == line == entry.key_span.end_line
