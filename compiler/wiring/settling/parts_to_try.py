"""The parts of the data on which a step may try a model, and how an input takes one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import is_other_part
from pipec.compiler.wiring.choice.lists import left_out
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.scores import MARGIN
from pipec.compiler.wiring.words.comparison import (
    splits_clash,
)
from pipec.compiler.wiring.words.names import (
    lex,
)


def try_on(now: Assignment, find: Callable[[Search], Option | None], why: str) -> bool:
    """Let open inputs take what is found for each; True if that settles something."""
    found = False
    for search in now.free:
        if is_open(search) and (option := find(search)):
            settle_by(now, search, option, why)
            found = True
    return found


def is_open(search: Search) -> bool:
    """Whether a required input is still to be settled, and the user has not named its step."""
    return is_unsettled(search) and search.port.required and search.want.only is None


def is_unsettled(search: Search) -> bool:
    """Whether nothing has told which output an input means."""
    return not (search.chosen or search.blocked or search.is_led or search.settled)


def settle_by(now: Assignment, search: Search, option: Option, why: str) -> None:
    """Let an open input take an option, before all that comes near."""
    rivals = [o for o in now.front(search, now.taken(search)) if o.key != option.key]
    if rivals:
        search.draw_level(option, rivals[0].key, why, lead=MARGIN)
    else:
        search.options[option.key] = option
        search.lone, search.why_lone = option.key, why
        search.settled = True  # once: two rules that mean different outputs would never end


def other_parts(now: Assignment, given: set[OutputKey]) -> Iterator[OutputKey]:
    """The other parts of what has been divided into what is given."""
    for number, name in given:
        outputs = now.field.steps[number].outputs
        part = next(output for output in outputs if output.name == name)
        for output in outputs:
            if (number, output.name) not in given and is_other_part(part, output):
                yield number, output.name


def fitting(now: Assignment, search: Search, keys: set[OutputKey]) -> Iterator[Option]:
    """Those of some outputs that an input may take at all."""
    taken = now.taken(search)
    about = now.field.words[search.step].about
    for key in keys - taken:
        option = now.lookup.further_option(search, key)
        if option is None or option.evidence.clash or left_out(now.field, search, option):
            continue
        if splits_clash(about, lex(key[1]).splits) or now.order.follows(key[0], search.step):
            continue
        if option.points > 0:
            yield option


def to_test_on(now: Assignment, parts: list[Option]) -> list[Option]:
    """Of several parts of the data those to test a model on, if there are any."""
    for word in ("test", "holdout"):
        meant = [
            part
            for part in parts
            if word in (lex(part.output.name).splits or now.field.words[part.step].splits)
        ]
        parts = meant if len(parts) > 1 and meant else parts
    return parts
