"""The part of the data that a step's models have not learnt from: on that they are tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import asks_any_data, is_other_part
from pipec.compiler.wiring.choice.precedence import reachable
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.learning import says_it_learns, works_on_all
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import (
    is_data_port,
    is_model_port,
    predicted,
    takes_models,
)
from pipec.compiler.wiring.evidence.scores import LONE_LEAD, MARGIN, TYPE
from pipec.compiler.wiring.settling.parts_to_try import fitting, other_parts, to_test_on, try_on
from pipec.compiler.wiring.words.names import FILLER, lex

_WHY = "no model that is tried has learnt from it"


def favour_unseen(now: Assignment, *, tied: bool) -> bool:
    """Let a step that tries models do so on the one part of the data that these do not know.

    `tied`: only where several outputs fit as well. True if that settles something.
    """
    before, after = dict(enumerate(now.order.predecessors)), now.order.followers()

    def find(search: Search) -> Option | None:
        if not tries_any_data(now, search) or _teaches(now, search, after):
            return None
        if tied and not now.front(search, now.taken(search)):
            return None
        return _unseen(now, search, before)

    return try_on(now, find, _WHY)


def tries_any_data(now: Assignment, search: Search) -> bool:
    """Whether an input may be for any data, and its step learns nothing.

    A forecaster goes on with what it has learnt from.
    """
    step = now.field.steps[search.step]
    if step.kind == "RegisterModel" or not asks_any_data(now.field, search):
        return False
    return not says_it_learns(step) and not works_on_all(step)


def _teaches(now: Assignment, search: Search, after: Mapping[int, Collection[int]]) -> bool:
    """Whether a model is made of what an input's step gives, or may be; `after` runs after each."""
    steps, own = now.field.steps, now.field.steps[search.step].name
    draws = {number for number, other in enumerate(steps) if own in (other.draws_from or ())}
    return any(
        is_model_port(output)
        for number in draws | reachable(after, {search.step})
        for output in steps[number].outputs
    )


def _models(now: Assignment, step: int) -> set[OutputKey]:
    """The models that a step takes, or that have made the predictions that it takes."""
    models: set[OutputKey] = set()
    steps = [step]
    for number in steps:  # which grows
        for search in now.siblings[number]:
            if (chosen := search.chosen) is None:
                continue
            if is_model_port(chosen.output):
                models.add(chosen.key)
            elif chosen.step not in steps and _is_by_model(now, chosen):
                steps.append(chosen.step)
    return models


def _is_by_model(now: Assignment, chosen: Option) -> bool:
    """Whether a step has made it with a model, or it stands for one, as a model's name does."""
    if not is_data_port(chosen.output):
        return True
    takes = takes_models(now.field.steps[chosen.step])
    return not is_report(chosen.output) and (takes or bool(predicted(chosen.output)))


def _unseen(
    now: Assignment, search: Search, before: Mapping[int, Collection[int]]
) -> Option | None:
    """The part of the data that none of the steps by which a step's models come about took."""
    makers = {step for step, _ in _models(now, search.step)}
    making = makers | reachable(before, makers)
    given = {s.chosen.key for number in making for s in now.siblings[number] if s.chosen}
    parts = sorted(
        fitting(now, search, set(other_parts(now, given))), key=lambda o: (-o.points, o.key)
    )
    parts = [part for part in parts if part.points > parts[0].points - MARGIN]
    parts = [part for part in to_test_on(now, parts) if not _is_another_thing(search, part)]
    if len(parts) != 1 or _has_rival(now, search, parts[0], given):
        return None
    return parts[0]


def _is_another_thing(search: Search, part: Option) -> bool:
    """Whether a part is of something else than what is asked for: `users`, `test_interactions`."""
    if part.evidence.points > TYPE or lex(search.port.name).artefact == "label":
        return False  # the truth beside predictions is called after no thing
    given = lex(part.output.name)
    of_what = given.keys - given.splits - FILLER
    port = search.port
    asked = frozenset[str]().union(*(lex(name).keys for name in (port.name, *port.aliases)))
    return bool(given.splits and of_what and asked - FILLER) and not of_what & asked


def _has_rival(now: Assignment, search: Search, part: Option, given: set[OutputKey]) -> bool:
    """Whether something else may be meant than the part, or what it is a part of."""
    without = now.taken(search)
    front = now.front(search, without)
    if front and part.key not in [option.key for option in front]:
        return True
    if (options := now.lookup.few_options(search)) is None:
        return True
    for option in options:
        key = option.key
        near = search.points(option) > search.points(part) - LONE_LEAD
        if not near:
            continue
        if key == part.key or key in given or key in without or option.evidence.clash:
            continue
        if now.order.follows(part.step, key[0]) or now.order.follows(key[0], search.step):
            continue
        is_other = is_report(option.output) or _is_by_model(now, option)
        is_other = is_other or (not front and key in now.takers)
        if is_other:
            continue
        if key[0] == part.step and is_other_part(part.output, option.output):
            continue
        return True
    return any(
        (form := now.lookup.further_option(search, key)) is not None
        and not form.evidence.clash
        and key != part.key
        and not now.order.follows(key[0], search.step)
        for key in now.chains.forms(part.key)
    )
