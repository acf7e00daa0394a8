"""Inputs for which there is only one thing at all that they could take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from pipec.compiler.model import PORT_TYPES
from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.lists import left_out
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import gives_models, is_model_port
from pipec.compiler.wiring.evidence.scores import TYPE
from pipec.compiler.wiring.words.names import (
    FILLER,
    lex,
    says_nothing,
    says_what_was_done,
)


def favour_purpose(now: Assignment) -> bool:
    """Let an optional input take the only output of a type for one purpose, if nobody takes it.

    If no other input asks for that type: it is made for this one. True if that settles something.
    """
    given = defaultdict[str | None, list[OutputKey]](list)
    for number, step in enumerate(now.field.steps):
        for output in step.outputs:
            given[output.type].append((number, output.name))
    asked = Counter(search.port.type for search in now.searches)
    found = False
    for search in now.searches:
        type_, is_open = search.port.type, not (search.chosen or search.blocked or search.lone)
        if search.port.required or not is_open or type_ in _FOR_ANYTHING or asked[type_] > 1:
            continue
        free = [key for key in given[type_] if key not in now.takers]
        if len(given[type_]) != 1 or not free or now.order.follows(free[0][0], search.step):
            continue
        option = now.lookup.further_option(search, free[0], ignore_optional=True)
        if option and not option.evidence.clash and not _is_out(now, search, option):
            search.urge([option])
            search.lone, search.why_lone = (
                option.key,
                "the only one of its type, and nobody takes it",
            )
            found = True
    return found


_FOR_ANYTHING = frozenset(
    (None, "custom_property", "model_artifacts", "processing_output", "training_data")
)


def only_one(now: Assignment, search: Search, taken: Collection[OutputKey]) -> Option | None:
    """The only output that a required input for a model, or for any data, can take at all.

    Or the last form of one, if all say no more than that they are data.
    """
    if only := _only_of_type(now, search, taken):
        return only
    if only := _only_source(now, search, taken):
        return only
    name = lex(search.port.name)
    is_any = says_nothing(name) or name.information == 0 or name.keys == {"model"}
    is_any = is_any and not search.port.compatible_sources
    if not search.port.required or not (is_any or is_model_port(search.port)):
        return None
    possible = [
        option
        for option in now.lookup.few_options(search) or ()
        if option.key not in taken and not now.order.follows(option.step, search.step)
    ]
    possible = [option for option in possible if not option.evidence.clash]
    if not is_any:
        is_out = len(possible) != 1 or _is_out(now, search, possible[0])
        return None if is_out else possible[0]
    if name.artefact == "data" and len(possible) > 1 and asks_alone(now, search):
        said = [o for o in possible if lex(o.output.name).artefact == "data"]
        # Where nothing is called data a `chart` is not meant either.
        is_out = not said and not all(_may_be_data(o) for o in possible if _is_free(now, o))
        possible = [] if is_out else said or possible
    made_of = now.chains.made_of
    if is_model_port(search.port):
        last = now.chains.last_forms(search, possible)
        first = [o for o in possible if not any(made_of(o.key, other.key) for other in possible)]
        is_sure = len(last) == 1 and (last == possible or len(first) > 1)
        return last[0] if is_sure and not _is_out(now, search, last[0]) else None
    if len(possible) > 1 and not all(says_nothing(lex(o.output.name)) for o in possible):
        return _only_end(now, search, possible)
    possible = [option for option in possible if _is_called_data(option)]
    last = [o for o in possible if not any(made_of(other.key, o.key) for other in possible)]
    return None if len(last) != 1 or _is_out(now, search, last[0]) else last[0]


def _only_of_type(now: Assignment, search: Search, taken: Collection[OutputKey]) -> Option | None:
    """The only output of a type of the project's own, whatever it is called."""
    if not search.port.required or search.port.type in (None, *PORT_TYPES):
        return None
    possible = now.lookup.few_options(search) or ()
    possible = [o for o in possible if not now.order.follows(o.step, search.step)]
    if len(possible) != 1 or possible[0].key in taken:
        return None
    step, source = now.field.steps[search.step], now.field.steps[possible[0].step]
    is_out = step.twins == source.twins or _is_out(now, search, possible[0])
    return None if is_out else possible[0]


def _only_source(now: Assignment, search: Search, taken: Collection[OutputKey]) -> Option | None:
    """The only data of a step that itself takes nothing, where all that is asked for is raw."""
    name = lex(search.port.name)
    step = now.field.words[search.step]
    if not search.port.required or "raw" not in name.keys or not says_nothing(name):
        return None
    if not FILLER & (step.named | step.role | step.qualifiers):
        return None
    found = [
        option
        for option in now.lookup.few_options(search) or ()
        if not now.field.steps[option.step].ports and not option.evidence.clash
    ]
    if len(found) != 1 or found[0].key in taken or _is_out(now, search, found[0]):
        return None
    return found[0]


def _only_end(now: Assignment, search: Search, possible: Collection[Option]) -> Option | None:
    """The only output that nobody takes: all else is what it is made of, or goes elsewhere.

    But no report, nor what lies beside a model or an output that is taken.
    """
    free = [option for option in possible if _is_free(now, option)]
    is_end = len(free) == 1 and not _is_by_product(now, free[0])
    if not is_end or _is_out(now, search, free[0]) or is_unclear(now, free[0].step):
        return None
    return free[0]


def _is_called_data(option: Option) -> bool:
    name = lex(option.output.name)
    return name.is_of("data") or says_nothing(name)


def _may_be_data(option: Option) -> bool:
    """Whether an output is called data, or what was done to them; a `chart` is not."""
    return _is_called_data(option) or says_what_was_done(lex(option.output.name))


def is_unclear(now: Assignment, step: int) -> bool:
    """Whether a required input of a step is open, so that nobody knows what it makes."""
    return any(other.port.required and not other.chosen for other in now.siblings[step])


def _is_free(now: Assignment, option: Option) -> bool:
    return option.key not in now.takers


def _is_by_product(now: Assignment, option: Option) -> bool:
    """Whether it is found out about something, or is made beside a model or what is taken."""
    step = now.field.steps[option.step]
    others = {(option.step, output.name) for output in step.outputs} - {option.key}
    is_beside = not others.isdisjoint(now.takers)
    return is_report(option.output) or is_beside or gives_models(step)


def _is_out(now: Assignment, search: Search, option: Option) -> bool:
    """Whether something speaks against the only output that there is."""
    is_another = option.points < TYPE or now.field.lanes.is_of_twin(search.step, option.step)
    return is_another or left_out(now.field, search, option)


def asks_data(search: Search) -> bool:
    """Whether an input says only that it asks for data."""
    name = lex(search.port.name)
    return name.artefact == "data" and says_nothing(name)


def asks_alone(now: Assignment, search: Search) -> bool:
    """Whether no other input that says only `data` is open, which the only data cannot be for."""
    return not any(
        other.port.required
        and not other.chosen
        and says_nothing(lex(other.port.name))
        and other.port.type == search.port.type
        for other in now.searches
        if other is not search
    )
