"""The parts of a score: what speaks for or against a wire, and by what later rules know it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple


class Rule(Enum):
    """By what later rules know a part of a score."""

    TYPE = auto()
    NAMED = auto()
    CLASH = auto()
    KEYWORD = auto()
    SAYS_INPUT = auto()
    BOTH_SAY = auto()
    NOT_PREDICTIONS = auto()
    OTHER_LANE = auto()
    OTHER_PART = auto()
    ONLY_PART = auto()
    NUMBERED_AFTER = auto()
    MODEL_KNOWS = auto()
    SAME_PART = auto()
    TO_LEARN = auto()


class Part(NamedTuple):
    """What speaks for or against a wire: in words, in hundredths of a score, and its rule."""

    label: str
    points: int
    rule: Rule | None = None


Parts = tuple[Part, ...]
NOTHING = Part("", 0)


def total(parts: Iterable[Part]) -> int:
    """What parts add up to."""
    return sum([part.points for part in parts])  # a list: it is asked for each option


def has(parts: Iterable[Part], rule: Rule) -> bool:
    """Whether one of the parts is of a rule."""
    return rule in [part.rule for part in parts]
