"""Ties that the names of steps settle: by a word in short, and by words of the old and the new.

`clk_join` takes `logs.clicks`, and of twins the challenger is the one that says `tuned`.
"""

from __future__ import annotations

import re
from collections import defaultdict

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.settling.parts_to_try import is_open, settle_by, try_on
from pipec.compiler.wiring.words.names import (
    known,
    lex,
)
from pipec.compiler.wiring.words.vocabulary import ROLES, SAYING_ROLES


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


def favour_roles(now: Assignment) -> bool:
    """Let two open inputs, for champion and challenger, take what old and new twins both give.

    If there is only one such pair (`eval_default.metrics`, `eval_tuned.metrics`). True if that
    settles something.
    """
    found = False
    for searches in list(now.siblings.values()):
        asking = [search for search in searches if is_open(search)]
        for_role = [[s for s in asking if _all_words(s.port.name) & role] for role in ROLES]
        if [len(some) for some in for_role] != [1, 1]:
            continue
        (champion,), (challenger,) = for_role
        olds, news = _saying(now, champion, 0), _saying(now, challenger, 1)
        both = [(old, new) for key in olds.keys() & news for old in olds[key] for new in news[key]]
        if len(both) == 1 and champion.port.type == challenger.port.type:
            settle_by(now, champion, both[0][0], "its twin is the new one")
            settle_by(now, challenger, both[0][1], "its twin is the old one")
            found = True
    return found


def _saying(now: Assignment, search: Search, role: int) -> dict[tuple[str, str], list[Option]]:
    """What an input can take of steps told from a twin by words of one role, by their contract."""
    found = defaultdict[tuple[str, str], list[Option]](list)
    for option in now.lookup.few_options(search) or ():
        step = now.field.steps[option.step]
        twins = [_all_words(now.field.steps[twin].name) for twin in now.field.twins[step.twins]]
        told = _all_words(step.name) - frozenset.intersection(*twins)
        clear = not option.evidence.clash and not now.order.follows(option.step, search.step)
        if clear and told & SAYING_ROLES[role] and not told & SAYING_ROLES[1 - role]:
            found[step.twins, option.output.name].append(option)
    return found


def _all_words(name: str) -> frozenset[str]:
    """A name's words, in one spelling and as written: `tuned` is new, and `tune` is not."""
    return lex(name).keys.union(token.text for token in lex(name).tokens)
