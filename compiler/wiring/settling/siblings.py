"""What the inputs of one step take together: parts of one thing, and pairs that one step gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.scores import MARGIN, STEP_WORDS
from pipec.compiler.wiring.settling.parts_to_try import settle_by
from pipec.compiler.wiring.words.comparison import (
    are_twins,
)
from pipec.compiler.wiring.words.names import (
    lex,
    says_nothing,
)


def favour_twins(now: Assignment) -> bool:
    """Let an optional input take what is to its sibling's output as it is to the sibling.

    If `training_data` takes `windows.train`, `validation_data` means `windows.val`. True if
    that settles something.
    """
    found = False
    for search in now.free:
        if search.chosen or search.blocked or search.urged:
            continue
        twins = [
            option
            for other in now.siblings[search.step]
            if other.chosen and other.want.only is None
            for option in now.options_of(search, other.chosen.step)
            if are_twins(
                other.port.name, search.port.name, other.chosen.output.name, option.output.name
            )
        ]
        if twins:
            search.urge(twins)
            found = True
    return found


def favour_twin_steps(now: Assignment) -> bool:
    """Let an input take of a twin of the step that feeds its sibling, if their names say so.

    If `train` takes `tok_train.out`, `val` means `tok_val.out`, and not what that is made of.
    True if that settles something.
    """
    by_words = defaultdict[tuple[str, frozenset[str]], list[int]](list)
    for number, step in enumerate(now.field.steps):
        by_words[step.twins, now.field.words[number].named].append(number)
    found = False
    for search in now.free:
        if search.blocked or search.urged or search.rival:
            continue
        if (twin := _of_twin_step(now, search, by_words)) is None:
            continue
        front = [search.chosen] if search.chosen else now.front(search, now.taken(search))
        earlier = [one for one in front if now.chains.made_of(twin.key, one.key)]
        earlier = [one for one in earlier if twin.evidence.listed >= one.evidence.listed]
        if earlier:
            search.draw_level(twin, earlier[0].key, "a twin feeds its sibling", lead=MARGIN)
            found = True
        if not search.port.required and (earlier or not search.chosen):
            search.urge([twin])
            found = True
    return found


def _of_twin_step(
    now: Assignment, search: Search, by_words: Mapping[tuple[str, frozenset[str]], list[int]]
) -> Option | None:
    """What a twin of the step that feeds a sibling gives, if their names differ by the same word.

    `by_words` are the steps by their contract and the words of their names.
    """
    asked = lex(search.port.name).keys - {"data"}
    found: dict[OutputKey, Option] = {}
    for other in now.siblings[search.step]:
        chosen, beside = other.chosen, lex(other.port.name).keys - {"data"}
        if not chosen or other.want.only is not None or other.port.type != search.port.type:
            continue
        step, named = now.field.steps[chosen.step], now.field.words[chosen.step].named
        new, old = asked - beside, beside - asked
        if len(new) == len(old) == 1 and old <= named:
            for twin in by_words.get((step.twins, (named - old) | new), ()):
                options = now.options_of(search, twin)
                found |= {o.key: o for o in options if o.output.name == chosen.output.name}
    return found.popitem()[1] if len(found) == 1 else None


def favour_pairs(now: Assignment) -> bool:
    """Let an input take what bears its name, of the step that feeds its required sibling so.

    `prompts` and `schema` both come from the step that gives both, though another one that the
    step's name is nearer to gives a `schema`, too. True if that settles something.
    """
    found = False
    for search in now.free:
        if search.rival or search.blocked:
            continue
        giving = {
            other.chosen.step
            for other in now.siblings[search.step]
            if other is not search and other.port.required
            if other.chosen and _bears_name(other.port, other.chosen.output)
        }
        if not giving or (search.chosen and search.chosen.step in giving):
            continue
        pairs = [
            option
            for step in sorted(giving)
            if any(_bears_name(search.port, one) for one in now.field.steps[step].outputs)
            for option in now.options_of(search, step)
            if _bears_name(search.port, option.output) and not option.evidence.clash
        ]
        if len(pairs) != 1:
            continue
        front = [search.chosen] if search.chosen else now.front(search, now.taken(search))
        others = [option for option in front if option not in pairs]
        if others and _is_near(now, search, pairs[0], others):
            why = "its step gives what is beside it, too"
            search.draw_level(pairs[0], others[0].key, why, lead=MARGIN)
            found = True
    return found


def favour_parts(now: Assignment) -> bool:
    """Let twins that are named after the parts of a split take these, where several outputs fit.

    `draw_train` and `draw_test` mean `cut.train` and `cut.test`, not what is cut. True if that
    settles something. `references` may be of the whole.
    """
    splits = [words.splits for words in now.field.words]
    of_twins = {
        contract: frozenset[str]().union(*(splits[number] for number in numbers))
        for contract, numbers in now.field.twins.items()
    }
    found = False
    for search in now.free:
        own = splits[search.step]
        parts = of_twins[now.field.steps[search.step].twins]
        if search.chosen or search.blocked or search.rival:
            continue
        if len(own) != 1 or own == parts or not says_nothing(lex(search.port.name)):
            continue
        front = now.front(search, now.taken(search))
        meant = [option for option in front if lex(option.output.name).splits == own]
        is_of_split = len(meant) == 1 and parts <= now.field.words[meant[0].step].divides
        if is_of_split and len(front) > 1:
            settle_by(now, search, meant[0], "its twins are for the other parts")
            found = True
    return found


def _bears_name(port: InputPort, output: OutputPort) -> bool:
    name = lex(port.name)
    if name.folded != lex(output.name).folded:
        return False
    return not says_nothing(name) and name.keys != {"model"}


def _is_near(now: Assignment, search: Search, pair: Option, others: list[Option]) -> bool:
    """Whether only the steps' names put others before it, and none is a later form of it.

    Nor may a step be left that feeds nothing then.
    """
    follows = now.order.follows(pair.step, search.step)
    feeding = {key[0] for key, takers in now.takers.items() for _ in takers - {search.step}}
    feeding |= now.feeding(search)
    return not follows and all(
        search.points(other) - search.points(pair) <= STEP_WORDS
        and not now.chains.made_of(other.key, pair.key)
        and other.step in feeding
        for other in others
    )
