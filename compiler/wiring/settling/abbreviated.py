"""Ties that a short word of the consumer's name settles: `clk_join` takes `logs.clicks`."""

from __future__ import annotations

import re

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.settling.parts_to_try import try_on
from pipec.compiler.wiring.words.names import known, lex


def favour_abbreviated(now: Assignment) -> bool:
    """Let an input take the only one of equals that says what its step's name says in short.

    True if that settles something.
    """

    def find(search: Search) -> Option | None:
        front = now.front(search, now.taken(search))
        meant = [option for option in front if _says_in_full(now, search, option)]
        return meant[0] if len(meant) == 1 < len(front) else None

    return try_on(now, find, "the consumer's name says it in short")


def _says_in_full(now: Assignment, search: Search, option: Option) -> bool:
    """Whether an output, or its step, says what a word that pipec does not know is short for."""
    names = lex(option.output.name), lex(now.field.steps[option.step].name)
    full = {token.text for name in names for token in name.tokens}
    short = {token.text for token in lex(now.field.steps[search.step].name).tokens} - full
    short = {word for word in short if not known(word)}
    return any(_is_short_for(word, other) for word in short for other in full)


def _is_short_for(short: str, full: str) -> bool:
    """Whether a longer word begins so, but for vowels, nasals and what is heard once: `ctrl`."""
    if not 3 <= len(short) <= 4 or len(full) < len(short) + 2:
        return False
    heard = re.sub(r"(.)\1", r"\1", full.replace("ck", "k"))
    return re.match("[aeioumn]*".join(short), heard) is not None
