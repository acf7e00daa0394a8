"""The champion and the challenger: of twins the one that says an old word, and a new one."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.settling.lone import MANY
from pipec.compiler.wiring.settling.parts_to_try import settle_by
from pipec.compiler.wiring.words.names import lex

_ROLES = lex("champion baseline").keys, lex("challenger candidate").keys
_SAYING = (
    lex("champion baseline base raw default old current previous before").keys,
    lex("challenger candidate tuned calibrated new after").keys,
)
"""Words of inputs for the old one and the new one, and of the steps that give them."""


def favour_roles(now: Assignment) -> bool:
    """Let two open inputs, for champion and challenger, take what old and new twins both give.

    If there is only one such pair (`eval_default.metrics`, `eval_tuned.metrics`). True if that
    settles something.
    """
    found = False
    for searches in list(now.siblings.values()):
        asking = [s for s in searches if s.port.required and s.want.only is None]
        asking = [s for s in asking if not (s.chosen or s.blocked or s.is_led or s.lone)]
        for_role = [[s for s in asking if lex(s.port.name).keys & role] for role in _ROLES]
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
    options = list(islice(now.lookup.every_option(search), MANY + 1))
    for option in options if len(options) <= MANY else ():
        step = now.field.steps[option.step]
        twins = [lex(now.field.steps[twin].name).keys for twin in now.field.twins[step.twins]]
        told = lex(step.name).keys - frozenset.intersection(*twins)
        clear = not option.evidence.clash and not now.order.follows(option.step, search.step)
        if clear and told & _SAYING[role] and not told & _SAYING[1 - role]:
            found[step.twins, option.output.name].append(option)
    return found
