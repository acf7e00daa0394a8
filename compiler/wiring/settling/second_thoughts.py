"""Second thoughts about wires that were chosen: what else may be meant.

Each rule is tried when `settle.py` has nothing more to settle, and says whether it changed
anything.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence

from pipec.compiler.syntax import to_data
from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.forms import of_one_kind
from pipec.compiler.wiring.choice.lists import left_out, unknown_to
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.options import Named, Option, OutputKey
from pipec.compiler.wiring.evidence.ports import is_model_port
from pipec.compiler.wiring.evidence.scores import LISTED, LONE, LOST
from pipec.compiler.wiring.words.comparison import (
    differ_by_split,
)
from pipec.compiler.wiring.words.names import (
    lex,
)

_SAYS_NOTHING = ("description", "display_name", "from", "depends_on")
"""The keys of a step by which it does no other work."""


def doubt_past_lost(now: Assignment, used: Collection[Named]) -> bool:
    """Let what nobody takes draw level with what was chosen in its place, if it bears the name.

    Nobody takes any other output of its step either. True if that is news.
    """
    taken = now.taken_by_any(used)
    # An open input may mean what it hesitates between.
    busy = {step for step, _ in (*taken, *(key for key, _ in now.suspected))}
    free = {
        (number, output.name)
        for number, step in enumerate(now.field.steps)
        for output in step.outputs
        if (number, output.name) not in taken and number not in busy and not is_report(output)
    }
    found = False
    for search in now.free if free else ():
        chosen = search.chosen
        if chosen is None or search.rival:
            continue
        now.lookup.look_for_name(search, free)
        lost = [
            option
            for key in search.options.keys() & free
            if (option := search.options[key]).evidence.explicit
            and not option.evidence.clash
            and key not in search.after
            and not now.order.follows(option.step, search.step)
            and _in_its_place(now, search, option, chosen)
        ]
        if lost:
            best = max(lost, key=lambda option: (search.points(option), option.key))
            search.draw_level(best, chosen.key)
            found = True
    return found


def _in_its_place(now: Assignment, search: Search, option: Option, chosen: Option) -> bool:
    """Whether an input may mean an output that nobody takes, nor any other of its step."""
    points = search.points(option)
    least = search.points(chosen) - LOST
    if option.lane < chosen.lane:
        return False
    if now.chains.made_of(option.key, chosen.key):
        return False  # what the wire goes past is weighed in `passed_over.py`
    if not option.evidence.listed and unknown_to(now.field, search, option):
        points += LISTED  # if pipec's own list knew it
    return points > least


def doubt_in_a_row(now: Assignment) -> bool:
    """Doubt that a step works on a part of the data as another one has worked on it.

    The part itself has the input's name, and draws level if others take the later form anyway:
    `encode` and `scale` may stand side by side. True if that is news.
    """
    found = False
    for search in now.free:
        chosen = search.chosen
        if chosen is None or search.rival:
            continue
        if chosen.evidence.explicit or not now.takers[chosen.key] - {search.step}:
            continue
        given = now.field.steps[search.step].outputs
        parts = [
            option
            for key in now.chains.earlier(chosen.key) & search.options.keys()
            if (option := search.options[key]).evidence.explicit and lex(key[1]).splits
            if any(of_one_kind(option.output, output) for output in given)
        ]
        if parts:
            best = max(parts, key=lambda option: (option.points, option.key))
            search.draw_level(best, chosen.key, "others take what is made of it")
            found = True
    return found


def doubt_twice(now: Assignment) -> bool:
    """Doubt the wires of steps that would do the same work: one contract, settings and wires.

    The next best draws level with what each has chosen; or else another part of the same data, but
    for the one that is the surest. True if that is news.
    """
    found = False
    for twins in now.field.twins.values():
        groups: dict[str, list[Search]] = defaultdict(list)
        for number in twins if len(twins) > 1 else ():
            asking = [search for search in now.siblings[number] if not search.written]
            body = now.field.steps[number].body
            unclear = any(search.port.required and not search.chosen for search in asking)
            if body is None or unclear or not any(search.chosen for search in asking):
                continue
            wires = [search.chosen and search.chosen.key for search in asking]
            settings = to_data(body.without(*_SAYS_NOTHING))
            groups[json.dumps([settings, wires], sort_keys=True, default=str)] += asking
        for searches in groups.values():
            alike = {search.step for search in searches}
            doubtful = [
                search
                for search in searches
                if any(_run_both(now, search.step, other) for other in alike - {search.step})
            ]
            levelled = [search for search in doubtful if _level_next(now, search)]
            if not levelled and not any(search.rival for search in doubtful):
                levelled = [s for s in _less_sure(doubtful) if _level_part(now, s)]
            found = found or bool(levelled)
    return found


def _less_sure(searches: Sequence[Search]) -> list[Search]:
    """The inputs of some steps without those of the step for whose wires most speaks."""
    points: dict[int, int] = defaultdict(int)
    for search in searches:
        points[search.step] += search.points(search.chosen) if search.chosen else 0
    surest = {step for step, of_one in points.items() if of_one == max(points.values())}
    return [search for search in searches if search.step not in surest]


def _level_part(now: Assignment, search: Search) -> bool:
    """Let another part of the data draw level with the one that was chosen, not that to train on.

    If the input does not say which it wants, whatever its keywords say.
    """
    chosen = search.chosen
    if chosen is None or search.rival or search.want.only is not None:
        return False
    if lex(search.port.name).splits - {"inference"}:
        return False
    parts = [
        option
        for option in now.options_of(search, chosen.step)
        if differ_by_split(chosen.output.name, option.output.name)
        and "train" not in lex(option.output.name).splits
    ]
    if not parts:
        return False
    best = max(parts, key=lambda o: (not now.takers.get(o.key), o.points, o.key))
    search.draw_level(best, chosen.key)
    return True


def doubt_registered_twice(now: Assignment) -> bool:
    """Doubt that two steps of one contract register the same model, while another is not.

    What no registration takes draws level with what those have chosen for which less speaks. True
    if that is news.
    """
    groups: dict[object, list[tuple[int, Search]]] = defaultdict(list)
    registered: set[OutputKey] = set()
    for search in now.searches:
        if (chosen := search.chosen) and _registers(now, search):
            registered.add(chosen.key)
            alike = (now.field.steps[search.step].twins, search.port.name, chosen.key)
            groups[alike].append((search.points(chosen), search))
    found = False
    for group in groups.values():
        points = {of_one for of_one, _ in group}
        for of_one, search in group:
            is_surest = len(points) > 1 and of_one == max(points)
            others = (other.step for _, other in group if other is not search)
            if not is_surest and any(_run_both(now, search.step, other) for other in others):
                found = _level_unregistered(now, search, registered) or found
    return found


def _registers(now: Assignment, search: Search) -> bool:
    """Whether an input is the model of a registration."""
    is_model = is_model_port(search.port) and search.port.required
    return is_model and now.field.steps[search.step].kind == "RegisterModel"


def _level_unregistered(now: Assignment, search: Search, registered: set[OutputKey]) -> bool:
    """Let a model that nobody registers draw level with the chosen one; False if there is none."""
    chosen = search.chosen
    if chosen is None or search.rival or search.want.only is not None:
        return False
    models = [
        option
        for option in now.lookup.every_option(search)
        if option.key not in registered | search.after
        and not option.evidence.clash
        and not now.order.follows(option.step, search.step)
    ]
    if not models:
        return False
    best = max(models, key=lambda option: (search.points(option), option.key))
    search.draw_level(best, chosen.key, "no registration takes it")
    return True


def _run_both(now: Assignment, one: int, other: int) -> bool:
    """Whether two steps may run in one execution: of two branches only one is run."""
    return now.field.visible(one, other) or now.field.visible(other, one)


def _level_next(now: Assignment, search: Search) -> bool:
    """Let the next best draw level with what an input has chosen; False if there is none."""
    chosen = search.chosen
    if chosen is None or search.rival or search.want.only is not None:
        return False
    now.lookup.look_everywhere(search)
    taken = now.taken(search)
    rivals = [
        option
        for option in search.options.values()
        if option.key not in search.after | taken | {chosen.key}
        and not option.is_excluded
        and not left_out(now.field, search, option)
        and search.points(option) >= LONE
        and (is_report(chosen.output) or not is_report(option.output))
        and (option.evidence.uncovered <= chosen.evidence.uncovered or option.lane > chosen.lane)
        and not now.order.follows(option.step, search.step)
    ]
    if not rivals:
        return False
    best = max(rivals, key=lambda option: (search.points(option), option.key))
    search.draw_level(best, chosen.key)
    return True
