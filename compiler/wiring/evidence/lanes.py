"""Lanes: steps that are told from others of their contract by a word which the next ones bear too.

`train_eu` and `eval_eu` are of one lane beside `train_us` and `eval_us`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipec.compiler.model import InputPort, WiringStep
from pipec.compiler.wiring.evidence.parts import Parts, Rule
from pipec.compiler.wiring.evidence.ports import accepts_type, predicted
from pipec.compiler.wiring.evidence.scores import STEP_WORDS
from pipec.compiler.wiring.evidence.step_words import StepWords
from pipec.compiler.wiring.words.names import (
    lex,
)


class Lanes:
    """What the words of all steps' names say of which belong together; see `Field`.

    `wanting` are the steps that bear a word and want a type.
    """

    def __init__(
        self,
        steps: Sequence[WiringStep],
        words: Sequence[StepWords],
        twins: Mapping[str, set[int]],
        bearers: Mapping[str, set[int]],
        common: frozenset[str],
    ) -> None:
        self._steps = steps
        self._words = words
        self._twins = twins
        self._bearers = bearers
        self._common = common
        self.wanting: dict[tuple[str, str | None], set[int]] = defaultdict(set)
        self._borne: dict[tuple[str, str], int] = defaultdict(int)
        for word, numbers in bearers.items():
            for number in numbers:
                self._borne[word, steps[number].twins] += 1
                for input_type in steps[number].input_types:
                    self.wanting[word, input_type].add(number)
        self._claimed: dict[tuple[int, str | None], frozenset[str]] = {}
        self._parallel: dict[tuple[int, int, str | None], bool] = {}

    def _own(self, number: int) -> frozenset[str]:
        """The words that tell a step from another of the same type."""
        twins = self._steps[number].twins
        return frozenset(
            word
            for word in self._words[number].qualifiers - self._common
            if self._borne[word, twins] < len(self._twins[twins])
        )

    def in_lane(self, number: int) -> list[int]:
        """The steps of other contracts whose names say what tells a step from its twins."""
        bearing = {one for word in self._own(number) for one in self._bearers[word]}
        return sorted(bearing - self._twins[self._steps[number].twins])

    def is_of_twin(self, consumer: int, producer: int) -> bool:
        """Whether a step's name says what tells a twin of the consumer from it.

        `train_snps` makes no model for `score_indels`, if there is a `score_snps`.
        """
        theirs = self._words[producer].qualifiers - self._words[consumer].qualifiers
        others = self._twins[self._steps[consumer].twins] - {consumer}
        twins = {one for word in theirs for one in self._bearers[word] & others}
        return any(theirs & self._own(one) for one in twins)

    def side_by_side(self, consumer: int, port: InputPort, producer: int, parts: Parts) -> Parts:
        """The parts of the steps' names, where a word that both say tells lanes apart."""
        if not parts or parts[0].rule is not Rule.BOTH_SAY:
            return parts
        key = (consumer, producer, port.type)
        if key not in self._parallel:
            self._parallel[key] = self.are_parallel(*key)
        if not self._parallel[key]:
            return parts
        return (parts[0]._replace(points=STEP_WORDS), *parts[1:])

    def are_parallel(self, consumer: int, producer: int, port_type: str | None) -> bool:
        """Whether two steps, each one of several of a contract, share a word that tells them apart.

        `dedup_orders` and `load_orders`, beside `dedup_users` and `load_users`; but not if the
        consumer bears a word of another producer, too, or if a step without such twins bears the
        word and gives what the input takes.
        """
        ours, theirs = self._words[consumer], self._words[producer]
        if not ours.alike or not theirs.alike:
            return False
        twins = self._steps[producer].twins
        for word in ours.qualifiers:
            if self._borne[word, twins] > (word in theirs.qualifiers | theirs.role):
                return False
        words = (ours.qualifiers & theirs.qualifiers) - self._common
        return bool(words) and not any(
            accepts_type(port_type, output.type)
            for word in words
            for other in self._bearers[word]
            if word in self._words[other].qualifiers | self._words[other].telling
            if not self._words[other].alike
            for output in self._steps[other].outputs
            if not predicted(output) and not lex(output.name).is_of("report")
        )

    def claimants(self, consumer: int, port: InputPort, producer: int) -> set[int]:
        """The steps to which words of a producer tie it that an input's own step does not bear."""
        words = self.others(consumer, port, producer)
        return set[int]().union(*(self.wanting[word, port.type] for word in words)) - {producer}

    def others(self, consumer: int, port: InputPort, producer: int) -> frozenset[str]:
        """The words by which a producer is claimed that neither the input nor its step says."""
        words = self._wanted(producer, port.type)
        if not words:
            return words
        ours = self._words[consumer]
        return words - ours.qualifiers - ours.role - lex(port.name).keys

    def _wanted(self, producer: int, port_type: str | None) -> frozenset[str]:
        """The words by which another step that wants the type claims the producer."""
        key = (producer, port_type)
        if key not in self._claimed:
            self._claimed[key] = frozenset(
                word
                for word in self._own(producer)
                if self.wanting.get((word, port_type), set()) - {producer}
            )
        return self._claimed[key]
