"""A model is tried on the same form of the data as it has learnt from."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import asks_to_evaluate, evaluates, learns, learnt_from
from pipec.compiler.wiring.choice.lookup import MANY
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.learning import applies_models, asks_known
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import asked_splits, is_data_port, is_model_port
from pipec.compiler.wiring.settling.learnt import what_is_learnt
from pipec.compiler.wiring.settling.parts_to_try import fitting, other_parts, to_test_on, try_on
from pipec.compiler.wiring.words.comparison import (
    differ_by_split,
)
from pipec.compiler.wiring.words.names import (
    is_worker,
    lex,
)

_WHY = "the model has learnt from the same form of the data"


def favour_same_form(now: Assignment) -> bool:
    """Let a step that evaluates a model do so on what is made like what that has learnt from.

    It is another part of that split, or what a twin of its step gives for another part; not an
    earlier form, whatever it is called. True if that settles something.
    """

    def find(search: Search) -> Option | None:
        return _of_same_form(now, search) if _evaluates_data(now, search) else None

    return try_on(now, find, _WHY)


def doubt_other_form(now: Assignment) -> bool:
    """Doubt what a model has learnt from, if it is tried on another form of the data.

    What it is tried on, or another part of that, draws level. True if that is news.
    """
    found = False
    for tried in (*now.searches, *now.written):
        if not tried.chosen or not is_data_port(tried.chosen.output):
            continue
        makers = now.models(tried.step) if applies_models(now.field.steps[tried.step]) else []
        maker = makers[0] if len(set(makers)) == 1 else None
        if maker is None or not learns(now.field, maker):
            continue
        for search in now.siblings[maker]:
            if search.written or search.rival or search.want.only is not None:
                continue
            if search.chosen and (option := _as_tried(now, search, search.chosen, tried.chosen)):
                search.draw_level(option, search.chosen.key, "the model is tried on this form")
                found = True
    return found


def _as_tried(now: Assignment, search: Search, chosen: Option, tried: Option) -> Option | None:
    """What a training may mean in place of what it took, made like what its model is tried on."""
    if any(not now.takers.get(form) for form in now.chains.forms(chosen.key)):
        return None  # what the wire goes past is weighed in `passed_over.py`
    if now.field.steps[chosen.step].twins == now.field.steps[tried.step].twins:
        return None
    keys = set(other_parts(now, {tried.key}))
    is_part = bool(keys or lex(tried.output.name).splits)
    if not is_part and now.chains.made_of(tried.key, chosen.key):
        keys = {tried.key}
    if any(chosen.step == step or now.order.follows(chosen.step, step) for step, _ in keys):
        return None
    asked = asked_splits(search.port) or {"train"}
    options = [
        option
        for option in fitting(now, search, keys)
        if not is_part or asked & lex(option.output.name).splits
        if option.evidence.uncovered <= chosen.evidence.uncovered
    ]
    return options[0] if len(options) == 1 else None


def _evaluates_data(now: Assignment, search: Search) -> bool:
    """Whether an input is for data on which a step evaluates a model."""
    name, words = lex(search.port.name), now.field.words[search.step]
    if not is_data_port(search.port) or is_worker(name) or asks_known(search.port, words):
        return False
    return name.artefact in (None, "data", "features") and evaluates(now.field, search)


def _of_same_form(now: Assignment, search: Search) -> Option | None:
    """The only data made like what the only model of a step has learnt from, if it may be meant."""
    taken = (other.chosen for other in now.siblings[search.step] if other.chosen)
    models = {option.key: 0 for option in taken if is_model_port(option.output)}
    learnt = set(what_is_learnt(now, search.step)) if len(models) == 1 else set[OutputKey]()
    if len(learnt) != 1:
        return None
    given = {key for key, _ in learnt_from(now.field, now.chains, now.siblings, models)}
    keys = {*other_parts(now, learnt), *_of_twins(now, *learnt)} - given
    parts = to_test_on(now, list(fitting(now, search, keys)))
    if len(parts) != 1:
        return None
    front = [o for o in now.front(search, now.taken(search)) if o.key != parts[0].key]
    # Where another part is called what is asked for, the user says which is meant.
    if asks_to_evaluate(now.field, search) and any(map(_is_to_evaluate, front)):
        return None
    is_clear = all(_is_outdone(now, option, parts[0]) for option in front)
    return parts[0] if is_clear else None


def _is_to_evaluate(option: Option) -> bool:
    return "evaluation" in lex(option.output.name).splits


def _of_twins(now: Assignment, learnt: OutputKey) -> Iterator[OutputKey]:
    """What the steps give that do for other parts of the data what was done to what is learnt."""
    number, name = learnt
    step = now.field.steps[number]
    twins = now.field.twins[step.twins]
    for twin in twins if len(twins) <= MANY else ():
        if differ_by_split(step.name, now.field.steps[twin].name):
            yield twin, name


def _is_outdone(now: Assignment, option: Option, part: Option) -> bool:
    """Whether an option is an earlier form, or made beside the part."""
    steps = now.field.steps
    if steps[option.step].twins == steps[part.step].twins:
        return True
    is_earlier = now.order.follows(part.step, option.step)
    return is_earlier or now.chains.made_of(part.key, option.key)
