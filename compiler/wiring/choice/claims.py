"""The best outputs for an input, where other steps and other inputs may lay claim to them.

`train_eu` claims what `prep_eu` gives: for `train` that is less. But elimination is a weak
argument: a claim counts only if it is another step of one contract that makes it, which can
hardly mean the same, or if the step that makes it really takes the output, and it is no model.
And a step that the output is made of claims nothing: `decode_b` could never take what `judge_b`
finds out about its answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipec.compiler.wiring.choice.known_data import is_other_part
from pipec.compiler.wiring.choice.optional import foreign_to
from pipec.compiler.wiring.choice.precedence import Precedence
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_barred
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.parts import Rule, has, total
from pipec.compiler.wiring.evidence.ports import found_together, is_model_port, made_for, unfit
from pipec.compiler.wiring.evidence.scores import MARGIN, OTHER_LANE, THRESHOLD
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import SPLITS

Takers = Mapping[OutputKey, Collection[int]]
"""The steps that take each output."""


def nearly_best(
    known: Field,
    search: Search,
    without: Collection[OutputKey],
    feeding: Collection[int],
    takers: Takers,
    order: Precedence,
) -> tuple[list[Option], int]:
    """The best options of an input, and the points of the very best, the threshold at least.

    `without` are outputs that other inputs of the step take, `feeding` the steps that they
    draw on. An option that is only behind by a claim that does not count is a rival still.
    """
    _drop_void(known, search, order)
    possible = [
        (search.points(option), option)
        for key, option in search.options.items()
        if key not in without and not search.is_out(key) and not is_barred(search, option)
        if not (option.step in feeding and _is_left_over(known, search, option))
    ]
    own = [
        (-points, option.key, option)
        for points, option in possible
        if points >= THRESHOLD and (option.step in feeding or not option.foreign)
    ]
    if not own:
        return [], THRESHOLD
    lowest, _, top = min(own)
    found: list[Option] = []
    for points, option in possible:
        if points - OTHER_LANE <= -lowest - MARGIN:
            continue
        unclaimed = _is_elsewhere(option) and not _is_claimed(
            known, search, option, top, takers, order
        )
        free = unclaimed or option.step in feeding or not option.foreign
        if free and (points - OTHER_LANE if unclaimed else points) > -lowest - MARGIN:
            found.append(option)
    return found, -lowest


def may_share(search: Search, other: Search, option: Option) -> bool:
    """Whether an input may take what another one of its step takes."""
    if made_for(search.port, option.output):
        return True
    if not search.port.required or not other.port.required:
        return False
    # The registry has the report of a bias in two places, of which one does not say which it is.
    again = made_for(other.port, option.output) and lex(search.port.name).keys == {"bias"}
    return again or found_together(search.port, other.port, option.output)


def _is_left_over(known: Field, search: Search, option: Option) -> bool:
    """Whether nothing but the type speaks for an output, and that the user names its step.

    If the step feeds another input, that is why it is named. But a required input may mean another
    part of what the step has divided, if no other step that is named could feed it.
    """
    is_meant = option.key in search.urged or search.change(option)
    if is_meant or not is_only_named(option):
        return False
    is_part = any(is_other_part(option.output, o) for o in known.steps[option.step].outputs)
    may_mean_rest = search.port.required and is_part
    return not may_mean_rest or _has_another_source(known, search, option)


def _has_another_source(known: Field, search: Search, option: Option) -> bool:
    """Whether another step that the user names gives what an input could take."""
    named = known.steps[search.step].draws_from or ()
    others = [known.number[name] for name in named if name in known.number]
    return any(
        not unfit(search.port, output)
        for number in others
        if number != option.step
        for output in known.steps[number].outputs
    )


def is_only_named(option: Option) -> bool:
    """Whether the user names an output's step, and nothing else speaks for it but its type."""
    little = (Rule.TYPE, Rule.NAMED)
    said = any(part.points >= MARGIN and part.rule not in little for part in option.parts)
    return option.evidence.listed and not option.evidence.in_list and not said


def _drop_void(known: Field, search: Search, order: Precedence) -> None:
    """Drop the claims of steps that an output is made of: these could never take it."""
    for key, option in list(search.options.items()):
        free = option
        if _is_elsewhere(option):
            claimants = known.lanes.claimants(search.step, search.port, option.step)
            if _is_made_of(order, option, claimants):
                free = _unclaimed(free)
        if option.foreign and _is_made_of(order, option, foreign_to(known, search, option)):
            free = free._replace(foreign=False)
        if free is not option:
            search.claimed[key] = option
            search.options[key] = free


def _is_made_of(order: Precedence, option: Option, steps: Collection[int]) -> bool:
    return all(order.follows(option.step, one) for one in steps)


def _unclaimed(option: Option) -> Option:
    parts, of_steps = (
        tuple(part for part in parts if part.rule is not Rule.OTHER_LANE)
        for parts in (option.parts, option.of_steps)
    )
    return option._replace(parts=parts, of_steps=of_steps, points=total(parts))


def _is_elsewhere(option: Option) -> bool:
    return has(option.of_steps, Rule.OTHER_LANE)


def _is_claimed(
    known: Field,
    search: Search,
    option: Option,
    top: Option,
    takers: Takers,
    order: Precedence,
) -> bool:
    """Whether a claim to an option's step counts; a word that the best one's bears is none."""
    words = known.words
    own = words[option.step].qualifiers - known.common - words[search.step].qualifiers
    own -= words[top.step].qualifiers
    twins = known.twins[known.steps[search.step].twins]
    if any(
        word in words[twin].qualifiers
        for word in own
        for twin in twins & known.bearers.get(word, set())
    ):
        return True
    # That a model is tested or packed by one step says nothing against its use by another.
    # Nor does that a training takes training data speak against what prepares them for it.
    return not is_model_port(search.port) and any(
        claim - SPLITS.keys() or (claim and not order.follows(taker, search.step))
        for taker in takers.get(option.key, ())
        if taker != search.step
        for claim in [own & (words[taker].qualifiers | words[taker].role)]
    )
