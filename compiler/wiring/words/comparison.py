"""What two names say about each other: how alike they are, and whether they exclude each other."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise
from math import fsum

from pipec.compiler.similarity import token_similarity
from pipec.compiler.wiring.words.lexicon import lexicon, of_words
from pipec.compiler.wiring.words.names import (
    Name,
    Token,
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, LEFT_OUT, NEAR_SPLITS, WORKERS, Kind

# Below this two unknown words are different words: `content` and `context` reach 0.93.
SAME_WORD = 0.94


SHORTEST_UNKNOWN = 5
"""A shorter word that is not known is never taken for another spelling of one."""


@of_words
@lru_cache(maxsize=65536)
def likeness(left: str, right: str) -> float:
    """How far two names mean the same thing, 0 to 1, the same in both directions.

    The share of weight that the names have in common, times the weight of the common part if
    that is below 1, so that sharing just `data` is next to nothing.
    """
    a, b = lex(left), lex(right)
    common = _common(a.content, b.content)
    whole = fsum(token.weight for token in (*a.content, *b.content))
    return 0.0 if not whole else round(2 * common / whole * min(1.0, common), 4)


def _common(left: tuple[Token, ...], right: tuple[Token, ...]) -> float:
    pairs = [
        (_token_likeness(a, b) * min(a.weight, b.weight), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
    ]
    shared, used_left, used_right = list[float](), set[int](), set[int]()
    # The heaviest pairs first. Ties have the same weight, so the total does not depend on order.
    for value, i, j in sorted(pairs, key=lambda pair: -pair[0]):
        if value and i not in used_left and j not in used_right:
            shared.append(value)
            used_left.add(i)
            used_right.add(j)
    return fsum(shared)  # which does not depend on their order either


def _token_likeness(left: Token, right: Token) -> float:
    if left.key == right.key:
        return 1.0
    if left.kind is Kind.ARTEFACT and right.kind is Kind.ARTEFACT:
        return 0.5 if FAMILIES[left.key] == FAMILIES[right.key] else 0.0
    if (left.text in WORKERS) != (right.text in WORKERS):
        return 0.0  # an `encoder` is nothing `encoded`
    if {left.kind, right.kind} != {Kind.QUALIFIER} or min(
        len(left.key), len(right.key)
    ) < SHORTEST_UNKNOWN:
        return 0.0
    alike = token_similarity(*sorted((left.key, right.key)))
    return alike if alike >= SAME_WORD else 0.0


def modifies(left: str, right: str) -> bool:
    """Whether a name's only word is no more than a modifier in another: `items`, `item_tower`."""
    short, long = lex(left), lex(right)
    words = [token.key for token in long.content if token.kind is not Kind.SPLIT]
    return len(short.content) == 1 and len(words) > 1 and short.content[0].key in words[:-1]


def reads_same(left: Name, right: Name) -> bool:
    """Whether the names differ only in spelling, carriers and order of words."""
    if not left.content or left.keys != right.keys:
        return False
    return sorted(t.key for t in left.content) == sorted(t.key for t in right.content)


def are_crossed(wanted: Name, offered: Name) -> bool:
    """Whether one says what comes out of a thing, and the other what goes into it.

    An input `calibration_output` does not take a `calibration_input`. The other way round they
    only say on which side of a wire they are.
    """
    return any(
        before.key == other.key and into.text.startswith("in") and out.text.startswith("out")
        for before, out in pairwise(wanted.tokens)
        for other, into in pairwise(offered.tokens)
        if {out.kind, into.kind} == {Kind.CARRIER} != {before.kind}
    )


def splits_clash(left: AbstractSet[str], right: AbstractSet[str]) -> bool:
    """Whether both name a part of the data, and none of one can stand for one of the other."""
    if not left or not right or left & right:
        return False
    return not any(frozenset((a, b)) in NEAR_SPLITS for a in left for b in right)


def opposed(
    left: AbstractSet[str],
    right: AbstractSet[str],
    groups: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[str, str] | None:
    """Two words, one of each side, that exclude each other; None if a side has both or none.

    `groups` are those of the words of ports, if not given.
    """
    found = lexicon().opposed if groups is None else groups
    words = [word for word in left if word in found and word not in right]
    for word in sorted(words) if words else ():  # nearly never: it is asked for each option
        for other in found[word]:
            if other != word and other in right and other not in left:
                return word, other
    return None


def without_work(output: Name, *of_step: Name) -> frozenset[str]:
    """What a name says besides the work of its step, by whose name and type it is made.

    `masks` of the `resampled_masks` of `resample`, and nothing of its `resampled`.
    """
    work = frozenset[str]().union(*(name.keys for name in of_step))
    return frozenset(
        token.key
        for token in output.content
        if token.kind is not Kind.QUALIFIER or token.key not in work
    )


def are_twins(wanted: str, other: str, offered: str, output: str) -> bool:
    """Whether `other` is to `wanted` as `output` to `offered`: only the part of the data differs.

    `validation_data` to `training_data` as `val_windows` to `train_windows`.
    """
    a, b, x, y = lex(wanted), lex(other), lex(offered), lex(output)
    # What a training evaluates on is the validation data.
    evaluates = b.splits == {"evaluation"} and y.splits == {"validation"}
    is_part = b.splits & y.splits or evaluates
    if not is_part or (a.splits and x.splits and not a.splits & x.splits):
        return False
    return differ_by_split(wanted, other) and differ_by_split(offered, output)


def differ_by_split(left: str, right: str) -> bool:
    """Whether two names are the same but for the part of the data that the second is of."""
    a, b = lex(left), lex(right)
    return bool(b.splits) and a.splits != b.splits and _but_splits(a) == _but_splits(b)


def _but_splits(name: Name) -> frozenset[str]:
    return name.keys - name.splits - {"data"}


def ordinals_clash(left: Name, right: Name) -> bool:
    """Whether they are the same but numbered or lettered differently: `model_1`, `model_2`."""
    a = {token.key for token in left.content if token.is_ordinal}
    b = {token.key for token in right.content if token.is_ordinal}
    return bool(a and b and not a & b and left.keys & right.keys)


def measured_clash(left: Name, right: Name) -> bool:
    """Whether one is about the data and the other about the model: `data_quality`, `model_bias`."""
    return bool(left.measured and right.measured) and not left.measured & right.measured


def artefacts_clash(left: str | None, right: str | None) -> bool:
    """Whether they are different things: a report is no data, though data may be predictions."""
    if left is None or right is None or "results" in (left, right):
        return False  # `lab_results` are data
    families = {FAMILIES[left], FAMILIES[right]}
    return len(families) == 2 and families != {"data", "predictions"}


def is_left_out(wanted: Name, offered: Name) -> bool:
    """Whether an output is what a step has left out, and the input does not ask for that."""
    out = {token.key for token in offered.tokens if token.text in LEFT_OUT}
    return bool(out) and not out & wanted.keys


def is_not_predicted(wanted: Name, offered: Name) -> bool:
    """Whether predictions are asked for, and only data are offered: `test_scores`, `test_data`."""
    if wanted.artefact is None or offered.artefact is None:
        return False
    families = {FAMILIES[token.key] for token in offered.tokens if token.key in FAMILIES}
    return FAMILIES[wanted.artefact] == "predictions" and families == {"data"}
