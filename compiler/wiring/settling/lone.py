"""Required inputs that nothing fits well, and what nothing else comes near to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import combinations

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import asks_any_data, is_other_part
from pipec.compiler.wiring.choice.lists import left_out
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report, unsaid
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.parts import Rule, has
from pipec.compiler.wiring.evidence.ports import asked_splits
from pipec.compiler.wiring.evidence.scores import LONE, LONE_LEAD, MARGIN, THRESHOLD, TYPE
from pipec.compiler.wiring.settling.learnt import what_is_learnt
from pipec.compiler.wiring.settling.only_one import asks_alone, asks_data, is_unclear, only_one
from pipec.compiler.wiring.words.comparison import (
    modifies,
    splits_clash,
)
from pipec.compiler.wiring.words.names import (
    FILLER,
    lex,
)
from pipec.compiler.wiring.words.vocabulary import Kind


def favour_lone(now: Assignment) -> bool:
    """Let required inputs that nothing fits well take what nothing else comes near to.

    True if that settles something.
    """
    found = False
    lone: list[tuple[Search, Option]] = []
    for search in now.searches:
        if search.chosen or search.blocked or search.lone:
            continue
        if not (search.port.required or search.urged):
            continue
        taken = now.taken(search)
        if now.front(search, taken):
            continue
        now.lookup.look_everywhere(search)
        possible = _possible(now, search, taken)
        if not possible or possible[0][0] < LONE:
            if only := only_one(now, search, taken):
                search.options[only.key] = only
                search.lone = only.key
                found = True
            continue
        best = possible[0][1]
        if _seems_missing(now, search, best):
            continue
        if all(points <= possible[0][0] - LONE_LEAD for points, _ in possible[1:]) and not any(
            _comes_near(now, search, best, key, taken)
            for key in now.lookup.scoring(search, possible[0][0] - LONE_LEAD + 1)
        ):
            lone.append((search, best))
    undivided = _undivided(now, lone)
    for search, option in lone:
        if id(search) not in undivided:
            search.lone = option.key
            earlier = now.chains.earlier(option.key) & search.options.keys()
            if any(
                search.points(search.options[key]) > option.points - LONE_LEAD for key in earlier
            ):
                search.why_lone = "nothing else comes near but what it is made of"
            found = True
    return found


def lift_lone(now: Assignment) -> bool:
    """Put what nothing else comes near to before what it is made of, if all that is known.

    True if that settles something.
    """
    found = False
    for search in now.searches:
        if search.lone is None or search.chosen or search.blocked:
            continue
        option, earlier = search.options[search.lone], now.chains.earlier(search.lone)
        others = [other for other in search.options.values() if other.evidence.points > TYPE]
        if option not in others or lex(option.output.name).splits:
            continue
        is_clear = not any(is_unclear(now, other.step) for other in others)
        if not is_clear or _is_disputed(now, search, option, earlier):
            continue
        points = [other.points + MARGIN for other in others if other.key in earlier]
        level = max(points, default=THRESHOLD)
        if level > search.lone_level:
            search.lone_level, found = level, True
    return found


def _is_disputed(now: Assignment, search: Search, option: Option, earlier: set[OutputKey]) -> bool:
    """Whether another input has by its name what an output is made of, and may mean that output.

    It would, if nobody else took it.
    """
    for key in sorted(earlier & now.takers.keys()):
        for number in sorted(now.takers[key]):
            if number == option.step or now.order.follows(option.step, number):
                continue
            for other in now.siblings[number]:
                chosen = other.chosen
                if other is search or other.written or chosen is None or chosen.key != key:
                    continue
                form = now.lookup.further_option(other, option.key)
                may_be = form is not None and form.points >= LONE and not form.evidence.clash
                if may_be and chosen.evidence.explicit:
                    return True
    return False


def _possible(
    now: Assignment, search: Search, taken: Collection[OutputKey]
) -> list[tuple[int, Option]]:
    """What an input could take, best first, without earlier forms of other outputs."""
    possible = [
        (search.points(option), option)
        for option in search.options.values()
        if option.key not in taken
        and not search.is_out(option.key)
        and not now.order.follows(option.step, search.step)
    ]
    possible = [
        (points, option)
        for points, option in possible
        if not any(now.chains.made_of(other.key, option.key) for _, other in possible)
    ]
    return sorted(possible, key=lambda item: (-item[0], item[1].key))


def _seems_missing(now: Assignment, search: Search, best: Option) -> bool:
    """Whether what an input asks for seems not to be there, so that the best is another thing."""
    return (
        (modifies(search.port.name, best.output.name) and _is_anothers(now, search, best))
        or _is_unlisted(now, search, best)
        or _is_worked_on(now, search, best)
        or _says_another(now, search, best)
        or _is_unnamed_report(best)
        or _is_learnt(now, search, best)
        or _may_be_part(now, search, best)
        or now.field.lanes.is_of_twin(search.step, best.step)
        or (not best.of_steps and asks_data(search) and not asks_alone(now, search))
    )


def _is_unnamed_report(option: Option) -> bool:
    """Whether only the steps' names speak for a report, and the user does not name its step."""
    unnamed = option.evidence.points <= TYPE and not option.evidence.listed
    return unnamed and is_report(option.output)


def _is_learnt(now: Assignment, search: Search, option: Option) -> bool:
    """Whether an input asks for another part than that to train on, and a model has learnt it."""
    if not asked_splits(search.port) - {"train"} or option.evidence.listed:
        return False
    return any(
        option.key == key or now.chains.made_of(key, option.key)
        for key in what_is_learnt(now, search.step)
    )


def _may_be_part(now: Assignment, search: Search, whole: Option) -> bool:
    """Whether a part of a whole may be meant: the model has learnt from one, or is unclear."""
    if not asks_any_data(now.field, search):
        return False
    learnt = {step for step, _ in what_is_learnt(now, search.step)}
    return any(
        is_other_part(one, other)
        for taker in now.takers.get(whole.key, ())
        if now.lacks_model(search.step) or taker in learnt
        for one, other in combinations(now.field.steps[taker].outputs, 2)
    )


def _is_anothers(now: Assignment, search: Search, option: Option) -> bool:
    """Whether an input has taken an output, or an open one of another name fits it as well."""
    return option.key in now.takers or any(
        option.key in other.options
        and other.points(other.options[option.key]) >= search.points(option)
        for other in now.searches
        if not other.chosen and lex(other.port.name).keys != lex(search.port.name).keys
    )


def _is_unlisted(now: Assignment, search: Search, option: Option) -> bool:
    """Whether a project's own list leaves out one of its own steps: the listed one is missing."""
    return left_out(now.field, search, option) and not now.field.steps[option.step].built_in


def _undivided(now: Assignment, lone: list[tuple[Search, Option]]) -> set[int]:
    """Those that would take the same whole for different parts of the data, by identity.

    What is missing is the step that divides it.
    """
    parts: dict[OutputKey, list[frozenset[str]]] = defaultdict(list)
    takers = [*lone, *((search, search.chosen) for search in now.searches if search.chosen)]
    for search, option in takers:
        if asked := asked_splits(search.port):
            parts[option.key].append(asked)
    return {
        id(search)
        for search, option in lone
        if lex(option.output.name).splits.isdisjoint(asked_splits(search.port))
        and any(splits_clash(asked_splits(search.port), other) for other in parts[option.key])
    }


def _says_another(now: Assignment, search: Search, option: Option) -> bool:
    """Whether a step seems to be missing: for a word of the input, which nobody says.

    If the output says another one (`stg_payments`, `stg_customers`), or the word tells what was
    done (`labelled_rows`, `rows`). A keyword makes up for it. A value is what its name says: no
    `training_job_name` is a `model_name`.
    """
    ours, theirs = now.field.words[search.step], now.field.words[option.step]
    if search.port.type == "custom_property":
        things = lex(search.port.name).artefact, lex(option.output.name).artefact
        return things[0] not in (None, things[1])
    if has(option.parts, Rule.KEYWORD):
        return False
    lacking = unsaid(now.field, search, option)
    asked = ours.named | ours.role | theirs.named | theirs.role | FILLER
    asked = asked.union(*(lex(name).keys for name in (search.port.name, *search.port.aliases)))
    given = lex(option.output.name).content
    says_another = any(t.kind is Kind.QUALIFIER and t.key not in asked for t in given)
    done = {t.key for t in lex(search.port.name).content if t.text.endswith("ed")}
    undone = done & option.evidence.uncovered - theirs.named - theirs.role
    return bool(undone or (lacking and says_another))


def _comes_near(
    now: Assignment, search: Search, best: Option, key: OutputKey, taken: Collection[OutputKey]
) -> bool:
    """Whether an output that is not worth weighing by itself makes the best unclear."""
    if key in search.options or key in taken or key[0] == best.step:
        return False
    if now.order.follows(key[0], search.step):
        return False
    option = now.lookup.further_option(search, key)
    if option is None or option.points <= search.points(best) - LONE_LEAD:
        return False
    # Of forms of one thing the chain says which is meant.
    return not now.chains.made_of(best.key, option.key)


def _is_worked_on(now: Assignment, search: Search, option: Option) -> bool:
    """Whether nobody takes what is made of an output, and the input could."""
    return any(
        (form := now.lookup.further_option(search, key)) is not None
        and not form.evidence.clash
        and not now.order.follows(form.step, search.step)
        for key in now.chains.forms(option.key)
        if not now.takers.get(key)
    )
