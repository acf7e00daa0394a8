"""Finds the outputs that have anything in common with an input, by their words.

To compare every input with every output would take a time that grows with the square of the
contracts. An output that shares no word with an input scores no more than its type and its
listing give, whatever it is called; so only those that share one are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.similarity import token_similarity
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import OutputKey
from pipec.compiler.wiring.evidence.ports import is_evaluation
from pipec.compiler.wiring.words.comparison import (
    SAME_WORD,
    SHORTEST_UNKNOWN,
)
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, Kind

_LITTLE, _PART = "(little)", "(part)"
"""What names are looked up by that say no more than `data`, or which part of the data it is."""
_SAYS_LITTLE = 0.5
"""The weight of a number; `data` has less."""


class Reading(NamedTuple):
    """Outputs that read the same, by the type of their step: all have the same evidence."""

    output: OutputPort
    by_type: dict[str, list[tuple[int, OutputPort]]]


class Index:
    """All outputs by what they say.

    `readings` are all of them, those that read the same as one, and `place` says which is whose.
    """

    def __init__(self, known: Field) -> None:
        self.readings: list[Reading] = []
        self.place: dict[OutputKey, int] = {}
        self._of_type: dict[str, list[int]] = defaultdict(list)
        self._saying: dict[str, list[int]] = defaultdict(list)
        self._unknown: dict[str, set[str]] = defaultdict(set)
        self._alike: dict[str, frozenset[str]] = {}
        # The places by the letters of each spelling, for all that have the words, and for a name.
        self._by_words: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(dict)
        self._spellings: dict[str, dict[str, list[int]]] = {}
        places: dict[object, int] = {}
        for number, step in enumerate(known.steps):
            for output in step.outputs:
                place = places.setdefault(_reading(output), len(self.readings))
                self.place[number, output.name] = place
                if place == len(self.readings):
                    self.readings.append(Reading(output, {}))
                    self._note(place, output)
                by_type = self.readings[place].by_type
                if step.step_type not in by_type:
                    by_type[step.step_type] = []
                    self._of_type[step.step_type].append(place)
                by_type[step.step_type].append((number, output))

    def _note(self, place: int, output: OutputPort) -> None:
        for word in sorted(_words(output)):
            self._saying[word].append(place)
        name = lex(output.name)
        spellings = self._by_words[tuple(name.spelled)]
        spellings.setdefault(name.folded, []).append(place)
        self._spellings[output.name] = spellings
        for key in _unknown_words(output):
            for end in _ends(key):
                self._unknown[end].add(key)

    def near(self, port: InputPort) -> set[int]:
        """The places of the readings that have a word in common with an input's names."""
        words = _words(port) | port.parts
        if "holdout" in words:
            words.add("test")  # which may stand for it
        for key in _unknown_words(port):
            words |= self._spelled_like(key)
        if port.type == "training_data" or lex(port.name).artefact == "data":
            words.add(_PART)  # a training takes the part to train on
        return {place for word in words for place in self._saying.get(word, ())}

    def of_type(self, step_type: str) -> Sequence[int]:
        """The places of the readings that steps of a type give."""
        return self._of_type.get(step_type, ())

    def spelled_otherwise(self, key: OutputKey) -> Iterator[int]:
        """The steps that give an output whose name differs from one's by the spelling only."""
        own = self.readings[self.place[key]].output.name
        for letters, places in self._spellings[own].items():
            for place in places if letters != lex(own).folded else ():
                for members in self.readings[place].by_type.values():
                    yield from (number for number, _ in members)

    def _spelled_like(self, key: str) -> frozenset[str]:
        """The words of outputs that are a slip of the hand away from an unknown word."""
        if key not in self._alike:
            near = {other for end in _ends(key) for other in self._unknown.get(end, ())}
            self._alike[key] = frozenset(
                other for other in near if token_similarity(*sorted((key, other))) >= SAME_WORD
            )
        return self._alike[key]


def _reading(output: OutputPort) -> object:
    """All of an output that its evidence depends on."""
    return (
        output.type,
        output.data_type,
        output.name,
        tuple(output.aliases),
        tuple(output.semantic_keywords),
        output.places,
        output.report is not None,
    )


def _words(port: InputPort | OutputPort) -> set[str]:
    """What a port is looked up by: the words of its names and keywords, and what these are."""
    words = set(port.places) if isinstance(port, OutputPort) else set[str]()
    if isinstance(port, OutputPort) and port.report and is_evaluation(port):
        words.add(f"({FAMILIES['report']})")
    if isinstance(port, InputPort) and port.place:
        words.add(port.place.path)
    for name in (port.name, *port.aliases, *port.semantic_keywords):
        lexed = lex(name)
        words |= {*lexed.keys, lexed.folded} - {"data"}
        things = {token.key for token in lexed.content if token.kind is Kind.ARTEFACT} - {"data"}
        words |= {f"({FAMILIES[thing]})" for thing in things}  # `metrics` is a little like `report`
        if all(token.weight <= _SAYS_LITTLE for token in lexed.content):
            words.add(_LITTLE)
        if lexed.splits and lexed.artefact == "data":
            words.add(_PART)
    return words


def _unknown_words(port: InputPort | OutputPort) -> Iterator[str]:
    for name in (port.name, *port.aliases):
        for token in lex(name).content:
            if token.kind is Kind.QUALIFIER and len(token.key) >= SHORTEST_UNKNOWN:
                yield token.key


def _ends(key: str) -> tuple[str, str]:
    """How it begins and how it ends: a slip leaves one of them as it is."""
    return f"{key[:2]}-", f"-{key[-2:]}"
