"""What a model has learnt from: a doubt of who takes that, and the background that means it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import (
    asks_any_data,
    asks_to_evaluate,
    is_other_part,
    learnt_from,
)
from pipec.compiler.wiring.choice.lists import left_out
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.learning import gives_to_learn
from pipec.compiler.wiring.evidence.options import Named, Option, OutputKey
from pipec.compiler.wiring.evidence.ports import (
    is_data_port,
    is_model_port,
    takes_models,
)
from pipec.compiler.wiring.settling.parts_to_try import fitting, try_on
from pipec.compiler.wiring.words.names import (
    lex,
)

_BACKGROUND = lex("background_reference").keys
_TO_TEST = frozenset({"holdout", "test"})
_NOT_LEARNT = "the model has not learnt from it, and nobody else takes it"


def doubt_learnt(now: Assignment, used: Collection[Named]) -> bool:
    """Doubt that a step which takes a model takes what the model has learnt from.

    If another part of it is taken by nobody: that draws level. True if that is news.
    """
    taken = now.taken_by_any(used)
    # An open input may mean what it hesitates between.
    meant = taken.union(key for key, _ in now.suspected)
    found = False
    for search in now.free:
        chosen = search.chosen
        if chosen is None or (search.rival and not search.is_lent):
            continue
        if not takes_models(now.field.steps[search.step]):
            continue
        if asks_any_data(now.field, search):
            known = what_is_learnt(now, search.step)
            parts = list(_parts_left(now, search, chosen, meant, known))
        elif asks_to_evaluate(now.field, search):
            known = (key for key, _ in _given(now, search.step))
            left = _parts_left(now, search, chosen, taken, known)
            parts = [part for part in left if lex(part.output.name).splits & _TO_TEST]
        else:
            continue
        if parts:
            best = max(parts, key=lambda option: (option.points, option.key))
            search.draw_level(best, chosen.key, _NOT_LEARNT)
            found = True
    return found


def doubt_whole(now: Assignment) -> bool:
    """Doubt that what is only to learn from is made of all data, if a step holds a part back.

    The part to train on draws level: of the whole a model would be tested on what it knows. True
    if that is news.
    """
    found = False
    for search in now.free:
        chosen = search.chosen
        if chosen is None or (search.rival and not search.is_lent) or chosen.evidence.listed:
            continue
        if not gives_to_learn(now.field.steps[search.step]) or not is_data_port(search.port):
            continue
        before = {chosen.key, *now.chains.earlier(chosen.key)}
        parts = [
            option
            for option in _train_parts(now, search, {*before, *now.chains.forms(chosen.key)})
            if not option.evidence.clash and not now.order.follows(option.step, search.step)
        ]
        if parts and not any(option.key in before for option in parts):
            best = max(parts, key=lambda option: (option.points, option.key))
            search.draw_level(best, chosen.key, "it is to learn from, and a part is held back")
            found = True
    return found


def _train_parts(now: Assignment, search: Search, forms: set[OutputKey]) -> Iterator[Option]:
    """The parts to train on of the steps that divide one of some forms of the data."""
    takers = set[int]().union(*(now.takers.get(form, ()) for form in forms))
    for number in sorted(takers):
        if {"train"} < now.field.words[number].divides:
            for output in now.field.steps[number].outputs:
                option = now.lookup.further_option(search, (number, output.name))
                if option and lex(output.name).splits == {"train"}:
                    yield option


def favour_learnt(now: Assignment) -> bool:
    """Let a model be explained before the background of what it has learnt from.

    True if that settles something.
    """

    def find(search: Search) -> Option | None:
        if _BACKGROUND.isdisjoint(lex(search.port.name).keys):
            return None
        learnt = list(fitting(now, search, set(what_is_learnt(now, search.step))))
        return learnt[0] if len(learnt) == 1 else None

    return try_on(now, find, "the model has learnt from it")


def _parts_left(
    now: Assignment,
    search: Search,
    chosen: Option,
    taken: set[OutputKey],
    known: Iterable[OutputKey],
) -> Iterator[Option]:
    """The parts that nobody takes of what the model of an input's step has been given."""
    for learnt in known:
        forms = {learnt, *now.chains.earlier(learnt)}
        if chosen.key not in forms:
            continue
        for number, name in sorted(forms):
            outputs = now.field.steps[number].outputs
            part = next(output for output in outputs if output.name == name)
            for output in outputs:
                key = (number, output.name)
                if key in taken or key in search.after or key in forms:
                    continue
                if not is_other_part(part, output):
                    continue
                option = now.lookup.further_option(search, key)
                if option is None or option.evidence.clash or left_out(now.field, search, option):
                    continue
                yield option


def what_is_learnt(now: Assignment, step: int) -> Iterator[OutputKey]:
    """What a step's models, as far as known, have learnt from."""
    return (key for key, trains in _given(now, step) if trains)


def _given(now: Assignment, step: int) -> Iterator[tuple[OutputKey, bool]]:
    """What a step's models, as far as known, were trained or stopped on, and whether trained."""
    meant = [search.chosen for search in now.siblings[step] if search.chosen]
    meant += [option for (_, taker), option in now.suspected.items() if taker == step]
    models = {option.key: 0 for option in meant if is_model_port(option.output)}
    return learnt_from(now.field, now.chains, now.siblings, models)
