"""A model is tested on the same form of the data as it has learnt from."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import evaluates, learnt_from
from pipec.compiler.wiring.choice.lookup import MANY
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.learning import asks_known
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import is_data_port, is_model_port
from pipec.compiler.wiring.settling.learnt import what_is_learnt
from pipec.compiler.wiring.settling.parts_to_try import fitting, other_parts, to_test_on, try_on
from pipec.compiler.wiring.words.names import differ_by_split, is_worker, lex

_WHY = "the model has learnt from the same form of the data"


def favour_same_form(now: Assignment) -> bool:
    """Let a step that evaluates a model do so on what is made like what that has learnt from.

    It is another part of that split, or what a twin of its step gives for another part; not an
    earlier form, whatever it is called. True if that settles something.
    """

    def find(search: Search) -> Option | None:
        return _of_same_form(now, search) if _evaluates_data(now, search) else None

    return try_on(now, find, _WHY)


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
    front = now.front(search, now.taken(search))
    is_clear = all(_is_outdone(now, option, parts[0]) for option in front)
    return parts[0] if is_clear else None


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
