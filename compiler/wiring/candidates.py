"""The outputs that could feed each input: the gates that never change, and the fixed evidence.

What other wires change (cycles, chains, rivals) is added in `chains.py` and `resolve.py`.

No input is compared with every output. Outputs that read the same, of steps of one type, are a
group, whose evidence is that of the contracts; only the steps' names tell its members apart. So an
input looks at once at the steps whose names share a word with it or its step, and at the rest of
a group only if that could still be among the best.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipec.compiler.model import InputPort, OutputPort, Want, WiringStep
from pipec.compiler.wiring.names import lex
from pipec.compiler.wiring.scores import (
    MARGIN,
    STEP_HAS_INPUT_WORD,
    THRESHOLD,
    Evidence,
    Parts,
    points_by_source,
    port_evidence,
    unfit,
)
from pipec.compiler.wiring.step_names import StepWords, step_evidence, step_words, steps_for
from pipec.compiler.wiring.vocabulary import FAMILIES

_MOST_FOR = STEP_HAS_INPUT_WORD
"""What the steps' names can add to the evidence of the ports at most."""
_NEAR = THRESHOLD - MARGIN
OutputKey = tuple[int, str]
"""A step's number and the name of one of its outputs."""


@dataclass(frozen=True, slots=True)
class Option:
    """An output that an input could take, as far as is known before any wire is chosen."""

    key: OutputKey
    output: OutputPort
    evidence: Evidence
    parts: Parts
    points: int

    @property
    def step(self) -> int:
        """The number of the step that gives it."""
        return self.key[0]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Outputs that read the same, of steps of one type, and what speaks for each of them."""

    step_type: str
    points: int
    members: Sequence[tuple[int, OutputPort]]


@dataclass(slots=True)
class Search:
    """An input in search of an output.

    `pending` are groups whose other members have not been looked at, and the most that one could
    score, the best last. `changes` is what the chosen wires add to an option's score; `after` are
    the options that can only run later than the input's own step; `examined` those whose chain has
    been followed. `blocked` says why nothing is chosen; `reopened` that a choice was taken back
    once.
    """

    step: int
    want: Want
    options: dict[OutputKey, Option] = field(default_factory=dict)
    pending: list[tuple[int, Group]] = field(default_factory=list)
    changes: dict[OutputKey, tuple[str, int]] = field(default_factory=dict)
    after: set[OutputKey] = field(default_factory=set)
    examined: set[OutputKey] = field(default_factory=set)
    chosen: Option | None = None
    blocked: str | None = None
    reopened: bool = False

    @property
    def port(self) -> InputPort:
        """The input."""
        return self.want.port

    def points(self, option: Option) -> int:
        """The option's score as things stand."""
        change = self.changes.get(option.key)
        return option.points + change[1] if change else option.points

    def forget(self) -> None:
        """Drop what was learnt from wires that may not stand any more."""
        self.changes.clear()
        self.after.clear()
        self.examined.clear()


class Field:
    """The steps, numbered in the order of their names, with what is asked of all of them.

    A step's number is its only identity here: nothing depends on the order of the file.
    """

    def __init__(self, steps: Sequence[WiringStep]) -> None:
        self.steps = sorted(steps, key=lambda step: step.name)
        self.number = {step.name: number for number, step in enumerate(self.steps)}
        self.words: list[StepWords] = [step_words(step) for step in self.steps]
        self._evidence: dict[tuple[int, int, str, str | None], Evidence] = {}
        self._named: dict[str, set[int]] = defaultdict(set)
        self._alike: dict[object, dict[str, list[tuple[int, OutputPort]]]] = {}
        self._groups_of: dict[int, list[Group]] = {}
        self._bearers: dict[str, set[int]] = defaultdict(set)
        self._wanting: dict[tuple[str, str | None], set[int]] = defaultdict(set)
        self._of_type: dict[str, set[int]] = defaultdict(set)
        for number, step in enumerate(self.steps):
            self._of_type[step.step_type].add(number)
            words = self.words[number]
            for word in words.qualifiers:
                self._named[word].add(number)
            for output in step.outputs:
                alike = self._alike.setdefault(_reading(output), {})
                alike.setdefault(step.step_type, []).append((number, output))
            for word in words.qualifiers | words.role:
                self._bearers[word].add(number)
                for want in step.wants:
                    self._wanting[word, want.port.type].add(number)
        # A word that most steps bear (a project's name) joins nothing; few steps prove nothing.
        self.common = frozenset(
            word
            for word, bearers in self._bearers.items()
            if len(bearers) >= 4 and 2 * len(bearers) > len(self.steps)
        )
        self._lanes: dict[tuple[int, str | None], frozenset[str]] = {}

    def _lane(self, number: int) -> frozenset[str]:
        """The words that tell a step from another of the same type."""
        same_type = self._of_type[self.steps[number].step_type]
        return frozenset(
            word
            for word in self.words[number].qualifiers - self.common
            if len(self._bearers[word] & same_type) < len(same_type)
        )

    def evidence(self, consumer: int, want: Want, producer: int, output: OutputPort) -> Evidence:
        """`port_evidence`, found again by identity: contracts share their ports."""
        step, source = self.steps[consumer], self.steps[producer]
        named_by = None
        if want.only == source.name:
            named_by = "`inputs:`"
        elif want.only is None and source.name in (step.draws_from or ()):
            named_by = "`from:`"
        key = (id(want.port), id(output), source.step_type, named_by)
        known = self._evidence.get(key)
        if known is None:
            known = port_evidence(want.port, output, source.step_type, named_by=named_by)
            self._evidence[key] = known
        return known

    def option(self, consumer: int, want: Want, producer: int, output: OutputPort) -> Option:
        """An output as an option for an input, with the evidence of the steps' names."""
        evidence = self.evidence(consumer, want, producer, output)
        parts = evidence.parts + self._step_parts(consumer, want.port, producer, output)
        points = sum(value for _, value in parts)
        return Option((producer, output.name), output, evidence, parts, points)

    def _step_parts(
        self, consumer: int, port: InputPort, producer: int, output: OutputPort
    ) -> Parts:
        ours, theirs = self.words[consumer], self.words[producer]
        lanes = self._lanes_wanted(producer, port.type)
        if lanes:
            lanes = lanes - ours.qualifiers - ours.role - lex(port.name).keys
        return step_evidence(port, ours, output, theirs, common=self.common, other_lanes=lanes)

    def _lanes_wanted(self, producer: int, port_type: str | None) -> frozenset[str]:
        """The words by which another step that wants the type claims the producer."""
        key = (producer, port_type)
        if key not in self._lanes:
            self._lanes[key] = frozenset(
                word
                for word in self._lane(producer)
                if self._wanting.get((word, port_type), set()) - {producer}
            )
        return self._lanes[key]

    def visible(self, consumer: int, producer: int) -> bool:
        """Whether the producer stands in the consumer's block or in one around it."""
        block = self.steps[producer].block
        return self.steps[consumer].block[: len(block)] == block

    def refusal(self, consumer: int, want: Want, producer: int) -> str | None:
        """Why no output of a step can feed an input, whatever it is; None if one may."""
        step, source = self.steps[consumer], self.steps[producer]
        if consumer == producer:
            return "is the step itself"
        if not self.visible(consumer, producer):
            return f"is in a branch that `{step.name}` is not in"
        if want.only is not None:
            return None if source.name == want.only else f"`inputs:` names `{want.only}`"
        if step.draws_from is not None and source.name not in step.draws_from:
            return "is not listed in `from:`"
        return None

    def optional_refusal(self, search: Search, option: Option) -> str | None:
        """Why an optional input leaves an output alone: it binds on explicit evidence only."""
        want, evidence = search.want, option.evidence
        if want.port.required or want.only is not None:
            return None
        same_type = self.steps[search.step].step_type == self.steps[option.step].step_type
        if same_type and not evidence.listed:
            return "optional, and the step is of the same type"
        if evidence.explicit:
            return None
        if evidence.listed and not evidence.clash and self._covers(want.port, option):
            return None
        return "optional, and neither name nor alias is the same"

    def _covers(self, port: InputPort, option: Option) -> bool:
        """Whether output and step say all that the input's name says, the artefact apart."""
        theirs = self.words[option.step]
        strange = option.evidence.uncovered - theirs.qualifiers - theirs.role
        return strange < lex(port.name).keys and not strange - FAMILIES.keys()

    def searches(self) -> Iterator[Search]:
        """All inputs to bind, by step and input name, with the options worth weighing."""
        for number, step in enumerate(self.steps):
            for want in sorted(step.wants, key=lambda want: want.port.name):
                search = Search(number, want)
                named = (want.only,) if want.only is not None else step.draws_from
                if named is None:
                    # Ends with the best, so that the next one to look at can be popped.
                    search.pending = [(g.points + _MOST_FOR, g) for g in self._groups(want.port)]
                    self._look(search, self._related(search))
                else:
                    found = sorted({self.number[name] for name in named if name in self.number})
                    self._look(search, found)
                yield search

    def _groups(self, port: InputPort) -> list[Group]:
        """The groups that could feed a port, worst first; contracts share their ports."""
        if id(port) not in self._groups_of:
            found = []
            for alike in self._alike.values():
                output = next(iter(alike.values()))[0][1]
                if unfit(port, output):
                    continue
                for step_type, points in points_by_source(port, output, alike):
                    if points + _MOST_FOR >= _NEAR:
                        found.append(Group(step_type, points, alike[step_type]))
            self._groups_of[id(port)] = sorted(found, key=lambda group: group.points)
        return self._groups_of[id(port)]

    def _related(self, search: Search) -> set[int]:
        """The steps whose names share a word with an input, or with its step."""
        ours = self.words[search.step]
        words = (ours.qualifiers | ours.role | lex(search.port.name).keys) - self.common
        return {number for word in words for number in self._named.get(word, ())}

    def look_further(self, search: Search, best: int) -> bool:
        """Look at the next group that could hold an option nearly as good; False if none could."""
        while search.pending and search.pending[-1][0] > best - MARGIN:
            bound, group = search.pending.pop()
            most = group.points + self._most_for(search, group)
            if most < bound:  # known better now: perhaps another group comes first
                if most >= _NEAR:
                    insort(search.pending, (most, group), key=lambda item: item[0])
                continue
            self._look(search, [number for number, _ in group.members])
            return True
        return False

    def look_everywhere(self, search: Search) -> None:
        """Look at all groups: for `explain`, and for what is missing."""
        while search.pending:
            _, group = search.pending.pop()
            self._look(search, [number for number, _ in group.members])

    def _most_for(self, search: Search, group: Group) -> int:
        """What the name of a step that shares no word can add at most: its type's words."""
        number, output = group.members[0]
        if (lex(search.port.name).keys - lex(output.name).keys) & self.common:
            return _MOST_FOR  # a word that most steps bear: `_related` leaves it out
        typed = replace(self.words[number], qualifiers=frozenset(), splits=frozenset())
        found = steps_for(search.port, self.words[search.step], output, typed, self.common)
        return found[1] if found else 0

    def _look(self, search: Search, producers: Iterable[int]) -> None:
        """Add the options of some steps whose score may matter."""
        for producer in producers:
            if self.refusal(search.step, search.want, producer):
                continue
            for output in self.steps[producer].outputs:
                key = (producer, output.name)
                if key in search.options or unfit(search.port, output):
                    continue
                evidence = self.evidence(search.step, search.want, producer, output)
                if evidence.points + _MOST_FOR < _NEAR:
                    continue
                option = self.option(search.step, search.want, producer, output)
                if option.points >= _NEAR and not self.optional_refusal(search, option):
                    search.options[key] = option

    def further_option(self, search: Search, key: OutputKey) -> Option | None:
        """An output as an option after all, if no gate forbids it, however low its score."""
        number, name = key
        output = next(output for output in self.steps[number].outputs if output.name == name)
        if self.refusal(search.step, search.want, number) or unfit(search.port, output):
            return None
        option = self.option(search.step, search.want, number, output)
        return None if self.optional_refusal(search, option) else option


def _reading(output: OutputPort) -> object:
    """All of an output that its evidence depends on."""
    return (
        output.type,
        output.data_type,
        output.name,
        tuple(output.aliases),
        tuple(output.semantic_keywords),
    )
