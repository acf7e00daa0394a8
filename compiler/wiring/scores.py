"""What speaks for and against one wire, in parts.

`port_evidence` compares an input with an output and is cached by what it reads of them, so that
its cost grows with the contracts and not with the steps. `step_names.py` compares the steps'
names; what depends on the other wires (chains, rivals) is `chains.py`'s and `resolve.py`'s.
Values are hundredths of a score, whole numbers, so that parts add up exactly. The numbers and
what they mean for users are in `docs/wiring.md`; a test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.wiring.names import (
    Name,
    artefacts_clash,
    lex,
    likeness,
    opposed,
    ordinals_clash,
    reads_same,
    splits_clash,
)
from pipec.compiler.wiring.vocabulary import Kind

# A candidate needs this much: more than type, keyword and a word that step names share (0.35
# at most), so that without a listed source the input's own words must be found; less than type
# and either a listed source or the same name.
THRESHOLD = 40
# The best must lead by this much: the least that any part says by itself (a keyword).
MARGIN = 5

# A required input that nothing fits well takes what fits it a little, if nothing else comes near.
LONE = 25
LONE_LEAD = 15

TYPE = 15
LISTED = 35
UNLISTED = -5
SAME_NAME = 35
READS_SAME = 33
ALIAS = 25
LIKENESS = 30
ALIAS_LIKENESS = 20
SAME_ARTEFACT = 5
KEYWORD = 5
SPLIT_KEYWORD = 10
# More than all that is left to speak for a wire where the names exclude each other.
CLASH = -40
OTHER_THING = -40
STEP_CLASH = -55
STEP_WORD = 10
STEP_HAS_INPUT_WORD = 20
STEP_SAYS_INPUT = 30
CONSUMER_HAS_OUTPUT_WORD = 15
SAME_BUT_OURS = 30
NUMBERED_BEFORE = 15
NUMBERED_LONG_BEFORE = -10
NUMBERED_AFTER = -40
OTHER_LANE = -15
SUPERSEDED = -20
LOST = 25

ACCEPTED_TYPES = {
    "training_data": ("training_data", "processing_output"),
    "hyperparameters": ("hyperparameters", "processing_output"),
    "payload_samples": ("payload_samples", "processing_output"),
}
"""The output types that an input takes; one that is not listed takes only its own."""

Parts = tuple[tuple[str, int], ...]
Names = tuple[str, ...]
"""A port's name and then its aliases, or its keywords."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The parts of a score, and what else later rules ask.

    `explicit`: the names are the same or an alias. `uncovered`: words of the input's name that
    the output's names lack. `clash`: the names exclude each other.
    """

    parts: Parts
    explicit: bool
    uncovered: frozenset[str]
    clash: bool
    listed: bool = False
    points: int = 0


def port_evidence(
    port: InputPort, output: OutputPort, step_type: str, *, named_by: str | None = None
) -> Evidence:
    """The evidence for `output` of a step of `step_type` feeding `port`.

    `named_by` is what the user names the producing step in (`from:`, `inputs:`), if at all; it
    counts as much as a listed source.
    """
    listed = named_by is not None or lex(step_type).folded in _folded(port.compatible_sources)
    source: Parts = ()
    if named_by:
        source = ((f"named in {named_by}", LISTED),)
    elif listed:
        source = ((f"{step_type} is a listed source", LISTED),)
    elif port.compatible_sources:
        source = ((f"{step_type} is not a listed source", UNLISTED),)
    names = _names_evidence(
        (port.name, *port.aliases),
        port.semantic_keywords,
        (output.name, *output.aliases),
        output.semantic_keywords,
    )
    parts = (*_type_part(port.type, output.type), *source, *names.parts)
    points = sum(value for _, value in parts)
    return replace(names, parts=parts, listed=listed, points=points)


def points_by_source(
    port: InputPort, output: OutputPort, step_types: Iterable[str]
) -> Iterator[tuple[str, int]]:
    """By the type of the step that gives an output, the points of `port_evidence`, unnamed."""
    names = _names_evidence(
        (port.name, *port.aliases),
        port.semantic_keywords,
        (output.name, *output.aliases),
        output.semantic_keywords,
    )
    parts = (*_type_part(port.type, output.type), *names.parts)
    points = sum(value for _, value in parts)
    listed = _folded(port.compatible_sources)
    other = UNLISTED if port.compatible_sources else 0
    for step_type in step_types:
        yield step_type, points + (LISTED if lex(step_type).folded in listed else other)


@lru_cache(maxsize=4096)
def _folded(names: Names) -> frozenset[str]:
    return frozenset(lex(name).folded for name in names)


def _type_part(wanted: str | None, offered: str | None) -> Parts:
    if not accepts_type(wanted, offered):
        return ()
    return ((f"type {offered}" + ("" if offered == wanted else f" fits {wanted}"), TYPE),)


@lru_cache(maxsize=65536)
def _names_evidence(
    wanted: Names, wanted_keywords: Names, offered: Names, offered_keywords: Names
) -> Evidence:
    explicit, name_part = _name_part(wanted, offered)
    keyword_part = _keyword_part(wanted[0], wanted_keywords, (*offered, *offered_keywords))
    ours, theirs = lex(wanted[0]), lex(offered[0])
    against = None if explicit else _against(ours, theirs)
    if against:
        name_part = ("", 0)
    same_artefact = ours.artefact is not None and ours.artefact == theirs.artefact
    if same_artefact and not against and name_part[1] < SAME_ARTEFACT:
        name_part = (f"both are {ours.artefact}", SAME_ARTEFACT)
    parts = tuple(part for part in (name_part, keyword_part, against) if part and part[1])
    covered = frozenset[str]().union(*(lex(name).keys for name in offered))
    return Evidence(parts, explicit, ours.keys - covered, against is not None)


def accepts_type(wanted: str | None, offered: str | None) -> bool:
    """Whether an input of one type takes outputs of another; no type fits nothing."""
    if wanted is None or offered is None:
        return False
    return offered in ACCEPTED_TYPES.get(wanted, (wanted,))


def unfit(port: InputPort, output: OutputPort) -> str | None:
    """Why types forbid `output` to feed `port`, or None."""
    if output.type is None:
        return "has no type, so the wiring leaves it alone"
    if port.type is None:
        return f"is of type `{output.type}`, and the input has no type to compare"
    if not accepts_type(port.type, output.type):
        return f"is of type `{output.type}`, not `{port.type}`"
    if output.data_type == port.data_type or (output.data_type, port.data_type) == (
        "Integer",
        "Float",
    ):
        return None
    return f"has data type `{output.data_type}`, not `{port.data_type}`"


def _name_part(wanted: Names, offered: Names) -> tuple[bool, tuple[str, int]]:
    """Whether the names agree outright, and the best of what the names have in common."""
    explicit = False
    best = ("", 0)
    for left in wanted:
        for right in offered:
            primary = (left, right) == (wanted[0], offered[0])
            a, b = lex(left), lex(right)
            same = a.folded == b.folded and a.information >= 0.4
            if same or reads_same(a, b):
                says = 1.0 if same else min(a.information, b.information)
                explicit = explicit or says == 1.0
                label = "same name" if same else f"`{left}` and `{right}` read the same"
                if not primary:
                    label = f"alias `{left}`" if same else f"aliases: {label}"
                weight = (SAME_NAME if same else READS_SAME) if primary else ALIAS
            else:
                says = likeness(left, right)
                label = f"`{left}` is like `{right}`"
                weight = LIKENESS if primary else ALIAS_LIKENESS
            value = round(weight * says)
            if value > best[1]:
                best = (label, value)
    return explicit, best


def _keyword_part(wanted: str, keywords: Names, offered: Names) -> tuple[str, int]:
    """A keyword of the input among the words of the output; one that names a split says more."""
    own_splits = lex(offered[0]).splits
    if not lex(wanted).splits and _one_split(keywords):
        for keyword in keywords:
            if lex(keyword).splits & own_splits:
                return f"keyword `{keyword}`", SPLIT_KEYWORD
    words = {
        token.key
        for name in offered
        for token in lex(name).content
        if token.kind is not Kind.CARRIER and token.key != "data"
    }
    for keyword in keywords:
        if lex(keyword).keys & words:
            return f"keyword `{keyword}`", KEYWORD
    return "", 0


def _one_split(keywords: Names) -> bool:
    return len(frozenset[str]().union(*(lex(keyword).splits for keyword in keywords))) == 1


def _against(wanted: Name, offered: Name) -> tuple[str, int] | None:
    if splits_clash(wanted.splits, offered.splits):
        left, right = " ".join(sorted(wanted.splits)), " ".join(sorted(offered.splits))
        return f"{left} against {right}", CLASH
    if pair := opposed(wanted.keys, offered.keys):
        return f"{pair[0]} against {pair[1]}", CLASH
    if ordinals_clash(wanted, offered):
        return "numbered differently", CLASH
    if artefacts_clash(wanted, offered):
        return f"{wanted.artefact} against {offered.artefact}", OTHER_THING
    return None
