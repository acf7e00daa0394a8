"""Wires that are only luck: they are taken back.

Each rule is tried when `settle.py` has nothing more to settle, and says whether it took any.
"""

from __future__ import annotations

from collections import defaultdict

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.forms import of_one_kind
from pipec.compiler.wiring.choice.precedence import Precedence
from pipec.compiler.wiring.choice.search import NOBODY_TAKES, Search
from pipec.compiler.wiring.choice.ties import registers
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.scores import MARGIN, THRESHOLD
from pipec.compiler.wiring.words.comparison import (
    differ_by_split,
)


def drop_exchangeable(now: Assignment) -> bool:
    """Take back the wires of two steps in a row that could as well stand the other way round.

    `sample` takes `prep.data` and `label` takes `sample.data`: if `label` could take the first
    and `sample` what `label` gives, only luck has put them in order. True if that was needed.
    """
    fixed = Precedence.of(now.field)
    found: list[tuple[Search, Search]] = []
    for search in now.free:
        if search.chosen is None:
            continue
        middle = search.chosen.step
        for other in now.siblings[middle]:
            if other.chosen is None or other.written or other.want.only is not None:
                continue
            in_order = fixed.follows(search.step, middle)
            if not in_order and _exchangeable(now, search, other, other.chosen):
                found.append((search, other))
    for search, other in found:
        for one, step in ((search, other.step), (other, search.step)):
            one.chosen = None
            one.blocked = f"`{now.field.steps[step].name}` could as well stand on its other side"
    if found:
        now.rebuild()
    return bool(found)


def drop_turned(now: Assignment) -> bool:
    """Take back a weak wire that keeps a much better one from going the other way.

    `tag_rules` does not take `merge.tagged` for its likeness while `merge` asks for `rule_tags`,
    which `tag_rules` gives. True if that was needed.
    """
    found = [
        (search, search.chosen)
        for search in now.free
        if search.chosen and _turns(now, search, search.chosen)
    ]
    for search, chosen in found:
        search.chosen = None
        search.blocked = f"`{now.field.steps[chosen.step].name}` asks for what this step gives"
    if found:
        now.rebuild()
    return bool(found)


def _turns(now: Assignment, search: Search, chosen: Option) -> bool:
    """Whether the step that a wire comes from asks for what nobody takes of the wire's own step.

    By its list, if little speaks for the wire, or by the name.
    """
    weak = not chosen.evidence.explicit and not chosen.evidence.listed
    least = max(search.points(chosen) + MARGIN, THRESHOLD)
    for other in now.siblings[chosen.step]:
        if other.written or other.want.only is not None:
            continue
        if other.chosen and not (weak and other.port.compatible_sources):
            continue
        for output in now.field.steps[search.step].outputs:
            key = (search.step, output.name)
            back = None if now.takers.get(key) else now.lookup.further_option(other, key)
            if back is None or back.evidence.clash:
                continue
            if weak and back.evidence.in_list:
                return True
            if other.chosen is None and back.evidence.explicit and back.points > least:
                return True
    return False


def _exchangeable(now: Assignment, search: Search, other: Search, before: Option) -> bool:
    """Whether an input could take what a step takes that it takes from, and that step from it."""
    chosen = search.chosen
    first = search.options.get(before.key)
    if not chosen or not first or first.points <= chosen.points - MARGIN:
        return False
    if not of_one_kind(before.output, chosen.output):
        return False
    return any(
        (back := now.lookup.further_option(other, (search.step, output.name))) is not None
        and of_one_kind(before.output, output)
        and back.points >= before.points - MARGIN
        for output in now.field.steps[search.step].outputs
    )


def drop_found(now: Assignment) -> bool:
    """Take back a wire to what nobody takes, if somebody takes it in the end.

    That is the one whose it is: `register` takes what `export_student` gives, so that
    `evaluate_student` may take what `distill_student` does. True if that was needed.
    """
    lent: dict[OutputKey, set[int]] = defaultdict(set)
    wires = [(search, chosen) for search in now.searches if (chosen := _lent(now, search))]
    for search, chosen in wires:
        lent[chosen.key].add(search.step)
    found = [(s, chosen) for s, chosen in wires if now.takers[chosen.key] - lent[chosen.key]]
    for search, _ in found:
        search.rival = search.chosen = None
    if found:
        now.rebuild()
    return bool(found)


def _lent(now: Assignment, search: Search) -> Option | None:
    """What an input takes as nobody else does, though the steps' names speak for the earlier form.

    A registration takes the last form anyway, and so does a step that works a model on.
    """
    chosen = search.chosen
    rival = search.rival
    if not chosen or rival is None or chosen.key != rival.key or rival.lead:
        return None
    earlier = search.options.get(rival.other)
    step = now.field.steps[search.step]
    works_on = registers(step) or any(output.type == search.port.type for output in step.outputs)
    is_lent = earlier and chosen.lane < earlier.lane and rival.why == NOBODY_TAKES
    return chosen if is_lent and not works_on else None


def drop_widowed(now: Assignment) -> bool:
    """Take back an optional input's wire whose required twin is unclear.

    Where `train_data` may come from two steps, `valid_data` is not certain either. True if that
    was needed.
    """
    widowed = [
        search
        for search in now.free
        if search.chosen and not search.port.required
        for other in now.siblings[search.step]
        if other.port.required
        and other.chosen is None
        and differ_by_split(other.port.name, search.port.name)
    ]
    for search in widowed:
        search.chosen = None
        search.blocked = "what the input beside it takes is unclear"
    if widowed:
        now.rebuild()
    return bool(widowed)
