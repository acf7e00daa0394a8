"""Hints in doubt: the name to write is itself defined only once, and never used so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Diagnostic, Hint, Related, Span
from pipec.compiler.syntax import Mapping, Node, scalars

_OF_NAMES = (
    codes.UNKNOWN_CONTRACT,
    codes.UNKNOWN_PORT,
    codes.UNKNOWN_OPTION,
    codes.UNKNOWN_PARAMETER,
    codes.UNKNOWN_STEP,
    codes.UNKNOWN_OUTPUT,
    codes.UNKNOWN_VAR,
)
"""What is said of names that people make."""
_DEFINING = ("parameters", "vars", "steps", "then", "else", "inputs", "outputs", "options")
"""Keys below which names are defined."""
_PROSE = ("description", "display_name")
_OFTEN = 2


class _Written(NamedTuple):
    """A key or a value of a file, and whether it defines a name."""

    text: str
    span: Span
    defines: bool = False


def doubt_odd_names(
    diagnostics: Iterable[Diagnostic], tree: Mapping, others: Sequence[Mapping]
) -> tuple[Diagnostic, ...]:
    """What was found in a file, and in `others` that it is read with, without hints in doubt.

    A name that is written twice or more agrees with itself, and one that stands only where it is
    defined does not: either may be the slip, so such a hint asks a person and is not applied.
    For a file the names in it and in the others count, for the others only theirs.
    """

    @cache
    def written(*, own: bool) -> list[_Written]:
        trees = [tree, *others] if own else others
        return [part for item in trees for part in _parts(item)]

    return tuple(
        _doubted(item, item.hint, written(own=item.span.file == tree.span.file))
        if item.code in _OF_NAMES and isinstance(item.hint, Hint) and item.hint.wrong and item.span
        else item
        for item in diagnostics
    )


def _doubted(item: Diagnostic, hint: Hint, written: Iterable[_Written]) -> Diagnostic:
    is_wrong, is_right = _word(hint.wrong), _word(hint.right)
    times = sum(len(is_wrong.findall(part.text)) for part in written)
    rights = [part for part in written if is_right.search(part.text)]
    if times < _OFTEN or [(part.text, part.defines) for part in rights] != [(hint.right, True)]:
        return item
    said = f"{hint} `{hint.wrong}` is written {times} times, so the slip may be in the definition"
    definition = Related(rights[0].span, f"`{hint.right}` is written only here")
    return item._replace(hint=said, related=(*item.related, definition))


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _parts(node: Node, below: str = "", *, used: bool = False) -> Iterator[_Written]:
    """All keys and values of a tree but prose.

    `below` is the key that the node is the value of. In a step with `uses` (`used`) the ports and
    options are its contract's.
    """
    if not isinstance(node, Mapping):
        yield from (_Written(item.text, item.span, below == "contract") for item in scalars(node))
        return
    for entry in node:
        yield _Written(entry.key, entry.key_span, below in _DEFINING and not used)
        if entry.key not in _PROSE:
            yield from _parts(entry.value, entry.key, used="uses" in node)
