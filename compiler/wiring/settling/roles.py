"""The champion and the challenger: of twins the one that says an old word, and a new one."""

from __future__ import annotations

from collections import defaultdict

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.settling.parts_to_try import is_open, settle_by
from pipec.compiler.wiring.words.names import lex
from pipec.compiler.wiring.words.vocabulary import ROLES, SAYING_ROLES


def favour_roles(now: Assignment) -> bool:
    """Let two open inputs, for champion and challenger, take what old and new twins both give.

    If there is only one such pair (`eval_default.metrics`, `eval_tuned.metrics`). True if that
    settles something.
    """
    found = False
    for searches in list(now.siblings.values()):
        asking = [search for search in searches if is_open(search)]
        for_role = [[s for s in asking if _words(s.port.name) & role] for role in ROLES]
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
        twins = [_words(now.field.steps[twin].name) for twin in now.field.twins[step.twins]]
        told = _words(step.name) - frozenset.intersection(*twins)
        clear = not option.evidence.clash and not now.order.follows(option.step, search.step)
        if clear and told & SAYING_ROLES[role] and not told & SAYING_ROLES[1 - role]:
            found[step.twins, option.output.name].append(option)
    return found


def _words(name: str) -> frozenset[str]:
    """A name's words, in one spelling and as written: `tuned` is new, and `tune` is not."""
    return lex(name).keys.union(token.text for token in lex(name).tokens)
