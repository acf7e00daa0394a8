"""What settles an input by an output, or a step of a `from:`, that must feed something.

The rules are tried by `settle.py`, and say whether they settled anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.claims import is_only_named
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Named, Option
from pipec.compiler.wiring.evidence.parts import Rule, has
from pipec.compiler.wiring.evidence.scores import LOST, MARGIN, THRESHOLD


def favour_lost(now: Assignment, used: Collection[Named]) -> bool:
    """Settle ties for the output that nobody takes: nothing is made in vain.

    True if that settles something.
    """
    taken = now.taken_by_any(used)
    ties: list[tuple[Search, Option, list[Option], bool]] = []
    for search in now.searches:
        if search.chosen or search.blocked or search.is_led or not search.port.required:
            continue
        front = now.front(search, now.taken(search))
        idle = _idle_sources(now, search)
        lost = [option for option in front if option.key not in taken]
        listed = [
            option
            for option in front
            if option.step in idle and not _could_feed_another(now, search, option.step)
        ]
        for one, said in ((listed, True), (lost, False)):
            if len(one) == 1 and len(front) > 1:
                ties.append((search, one[0], [o for o in front if o is not one[0]], said))
                break
    wanted = Counter(option.key for _, option, _, _ in ties)
    found = False
    for search, last, others, said in ties:
        of_one_thing = all(now.chains.made_of(last.key, other.key) for other in others)
        must = said and wanted[last.key] == 1
        if must or (of_one_thing and last.evidence.explicit and not search.rival):
            search.draw_level(last, others[0].key, lead=MARGIN, gain=LOST)
            found = True
    return found


def favour_last(now: Assignment) -> bool:
    """Let the only open input of a step take from the only step of its `from:` that feeds nothing.

    If that gives only one output that the input can take. True if that settles something.
    """
    found = False
    for number, step in enumerate(now.field.steps):
        asking = [search for search in now.siblings[number] if search.want.only is None]
        is_open = [search for search in asking if search.port.required and not search.chosen]
        if step.draws_from is None or len(is_open) != 1 or is_open[0].lone:
            continue
        search = is_open[0]
        idle = _idle_sources(now, search)
        if len(idle) != 1 or search.blocked:
            continue
        options = now.options_of(search, next(iter(idle)))
        options = [o for o in options if o.points > 0 and not o.evidence.clash]
        options = [o for o in options if not has(o.parts, Rule.NUMBERED_AFTER)]
        if len(options) == 1 and not now.order.follows(options[0].step, number):
            search.options[options[0].key] = options[0]
            search.lone = options[0].key
            found = True
    return found


def favour_idle(now: Assignment) -> bool:
    """Let a step of a `from:` that feeds nothing feed the input that it fits best.

    The user says that the step draws on it: an optional input that is empty, or else one whose
    wire comes from a step that feeds another too. True if that settles something.
    """
    found = False
    for number, step in enumerate(now.field.steps):
        asking = [search for search in now.siblings[number] if search.want.only is None]
        if step.draws_from is None or any(s.port.required and not s.chosen for s in asking):
            continue
        feeding = Counter(search.chosen.step for search in asking if search.chosen)
        named = {now.field.number[n] for n in step.draws_from if n in now.field.number}
        after = {now.field.number[name] for name in step.after if name in now.field.number}
        empty = [search for search in asking if not search.chosen and not search.urged]
        shared = [s for s in asking if s.chosen and not s.written and not s.rival]
        shared = [s for s in shared if s.chosen and feeding[s.chosen.step] > 1]
        for source in sorted(named - feeding.keys() - after):
            found = _turn(now, [*empty, *shared], source) or found
    return found


def _idle_sources(now: Assignment, search: Search) -> set[int]:
    """The steps in the `from:` of an input's step that feed none of its inputs yet."""
    named = now.field.steps[search.step].draws_from or ()
    return {now.field.number[n] for n in named if n in now.field.number} - now.feeding(search)


def _could_feed_another(now: Assignment, search: Search, source: int) -> bool:
    """Whether another open input of the step could take something from a step of `from:`."""
    return any(
        option.points >= THRESHOLD
        for other in now.siblings[search.step]
        if other is not search and other.chosen is None and other.want.only is None
        for option in now.options_of(other, source)
    )


def _could_feed_required(now: Assignment, search: Search, source: int) -> bool:
    """Whether what is left over for an optional input may as well be meant for a required one."""
    return not search.port.required and any(
        other.port.required and now.options_of(other, source) for other in now.siblings[search.step]
    )


def _is_for_it_alone(now: Assignment, search: Search, source: int) -> bool:
    """Whether a step has nothing for any other input of an input's step."""
    others = (other for other in now.siblings[search.step] if other is not search)
    return not any(now.options_of(other, source) for other in others)


def _turn(now: Assignment, inputs: Sequence[Search], source: int) -> bool:
    """Turn one of a step's inputs to a step that must feed one of them, if it is clear which.

    And to which of its outputs: of two as good, neither.
    """
    fits: list[tuple[int, Search, list[Option]]] = []
    for search in inputs:
        options = now.options_of(search, source)
        if all(map(is_only_named, options)) and _could_feed_required(now, search, source):
            continue
        best = max((option.points for option in options), default=0)
        if best >= THRESHOLD and not now.order.follows(source, search.step):
            behind = search.points(search.chosen) - best if search.chosen else 0
            if behind <= LOST or _is_for_it_alone(now, search, source):
                fits.append((best, search, options))
    fits.sort(key=lambda fit: -fit[0])
    if not fits or (len(fits) > 1 and fits[0][0] < fits[1][0] + MARGIN):
        return False
    top, search, options = fits[0]
    front = [option for option in options if option.points > top - MARGIN]
    if front[0].evidence.clash and len(options) > 1:
        return False  # none of the step's outputs is what is asked for
    search.urge(options)
    why = f"`{now.field.steps[source].name}` in `from:` would feed nothing"
    feeding = {search.chosen.step} if search.chosen else now.feeding(search)
    search.strange |= {one.key: why for step in feeding for one in now.options_of(search, step)}
    return True
