"""The outputs that could feed each input: the gates that never change, and the fixed evidence.

What other wires change (cycles, chains, rivals) is added in `chains.py` and `resolve.py`.

No input is compared with every output. Outputs that read the same, of steps of one type, are a
group, whose evidence is that of the contracts; only the steps' names tell its members apart. So an
input looks at once at the steps whose names share a word with it or its step, and at the rest of
a group only if that could still be among the best.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipec.compiler.model import InputPort, OutputPort, Want, WiringStep
from pipec.compiler.wiring.names import lex
from pipec.compiler.wiring.scores import (
    LONE,
    LOST,
    MARGIN,
    NUMBERED_AFTER,
    NUMBERED_BEFORE,
    NUMBERED_LONG_BEFORE,
    SAME_BUT_OURS,
    STEP_SAYS_INPUT,
    THRESHOLD,
    Evidence,
    Parts,
    points_by_source,
    port_evidence,
    unfit,
)
from pipec.compiler.wiring.step_names import StepWords, step_evidence, step_words, steps_for
from pipec.compiler.wiring.vocabulary import FAMILIES, SPLITS

_MOST_FOR = max(STEP_SAYS_INPUT, SAME_BUT_OURS)
"""What the steps' names can add to the evidence of the ports at most."""
_NEAR = THRESHOLD - MARGIN
_A_ROW = 3
"""Steps with numbers that make a row; two of a kind are more likely numbered side by side."""
OutputKey = tuple[int, str]
"""A step's number and the name of one of its outputs."""


@dataclass(frozen=True, slots=True)
class Option:
    """An output that an input could take, as far as is known before any wire is chosen.

    `of_steps` are those of its parts that the steps' names make. `foreign`: an optional input
    takes it only if its step feeds the input's step anyway, as a word ties it to another step.
    """

    key: OutputKey
    output: OutputPort
    evidence: Evidence
    parts: Parts
    points: int
    of_steps: Parts = ()
    foreign: bool = False

    @property
    def lane(self) -> int:
        """What the steps' names add to it."""
        return sum(value for _, value in self.of_steps)

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

    `groups` are those that could feed it, the best last, of which `unseen` have not been looked
    at; `refined` are some of these, with the most that one of their members could score.
    `changes` is what the chosen wires add to an option's score; `after` are the options that can
    only run later than the input's own step; `examined` those whose chain has been followed.
    `beyond` is an output that nobody takes, and the one that it is made of; `lone` one that
    nothing comes near. `blocked` says why nothing is chosen; `reopened` that a choice was taken
    back once.
    """

    step: int
    want: Want
    options: dict[OutputKey, Option] = field(default_factory=dict)
    groups: Sequence[Group] = ()
    unseen: int = 0
    refined: list[tuple[int, Group]] = field(default_factory=list)
    changes: dict[OutputKey, tuple[str, int]] = field(default_factory=dict)
    after: set[OutputKey] = field(default_factory=set)
    examined: set[OutputKey] = field(default_factory=set)
    beyond: tuple[OutputKey, OutputKey] | None = None
    lone: OutputKey | None = None
    chosen: Option | None = None
    blocked: str | None = None
    reopened: bool = False

    @property
    def port(self) -> InputPort:
        """The input."""
        return self.want.port

    def points(self, option: Option) -> int:
        """The option's score as things stand."""
        change = self.change(option)
        return option.points + change[1] if change else option.points

    def change(self, option: Option) -> tuple[str, int] | None:
        """What the wires that stand add to an option's score, and why."""
        change = self.changes.get(option.key)
        if option.key == self.lone:
            return "nothing else comes near", max(0, THRESHOLD - option.points)
        if self.beyond is None or option.key != self.beyond[0]:
            return change
        so_far = change[1] if change else 0
        taken = self.options.get(self.beyond[1])
        level = self.points(taken) - option.points if taken else 0
        return "nobody else takes it", max(so_far + LOST, level)

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
        self._giving: dict[str, set[int]] = defaultdict(set)
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
                for word in lex(output.name).keys - FAMILIES.keys():
                    self._giving[word].add(number)
                alike = self._alike.setdefault(_reading(output), {})
                alike.setdefault(step.step_type, []).append((number, output))
            for word in words.qualifiers | words.role:
                self._bearers[word].add(number)
                for want in step.wants:
                    self._wanting[word, want.port.type].add(number)
        self._numbered = _numbered([step.name for step in self.steps])
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
        of_steps = self._step_parts(consumer, want.port, producer, output)
        parts = evidence.parts + of_steps
        points = sum(value for _, value in parts)
        return Option((producer, output.name), output, evidence, parts, points, of_steps)

    def _step_parts(
        self, consumer: int, port: InputPort, producer: int, output: OutputPort
    ) -> Parts:
        ours, theirs = self.words[consumer], self.words[producer]
        lanes = self._lanes_wanted(producer, port.type)
        if lanes:
            lanes = lanes - ours.qualifiers - ours.role - lex(port.name).keys
        found = step_evidence(port, ours, output, theirs, common=self.common, other_lanes=lanes)
        return (*found, *self._number_parts(consumer, producer))

    def _number_parts(self, consumer: int, producer: int) -> Parts:
        """Steps that are numbered in a row run in that order, each on what the one before gave."""
        ours, theirs = self._numbered.get(consumer), self._numbered.get(producer)
        if ours is None or theirs is None or ours[0] != theirs[0]:
            return ()
        if theirs[1] > ours[1]:
            return (("its step is numbered after this one", NUMBERED_AFTER),)
        if theirs[1] == ours[1] - 1:
            return (("its step is numbered before this one", NUMBERED_BEFORE),)
        return (("its step is numbered long before this one", NUMBERED_LONG_BEFORE),)

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
        if evidence.explicit or any(value == SAME_BUT_OURS for _, value in option.of_steps):
            return None
        if evidence.listed and not evidence.clash and self._covers(want.port, option):
            return None
        return "optional, and neither name nor alias is the same"

    def _of_another(self, search: Search, option: Option) -> bool:
        """Whether a word of an output's step ties it to another step that wants the type."""
        ours, theirs = self.words[search.step], self.words[option.step]
        own = theirs.qualifiers - self.common - lex(search.port.name).keys
        if own & (ours.qualifiers | ours.role):
            return False
        return any(
            self._wanting.get((word, search.port.type), set()) - {option.step, search.step}
            for word in own
        )

    def closer(self, search: Search, option: Option, other: Option) -> bool:
        """Whether the consumer's own name points to an output rather than to another.

        `evaluate_student` means `distill_student.model` rather than `train_teacher.model`, if the
        ports say no less of what the input asks for.
        """
        ties, others = self._ties(search, option), self._ties(search, other)
        more = ties - others
        if not more or not option.evidence.uncovered <= other.evidence.uncovered:
            return False
        return others < ties or bool(more & SPLITS.keys())

    def _ties(self, search: Search, option: Option) -> frozenset[str]:
        """The words of a step's own name that an output or its step's name says too."""
        theirs = self.words[option.step]
        said = theirs.qualifiers | (theirs.role - SPLITS.keys()) | lex(option.output.name).keys
        return (self.words[search.step].qualifiers & said) - self.common - FAMILIES.keys()

    def unsaid(self, option: Option) -> frozenset[str]:
        """The words of the input's name that neither an output nor its step says."""
        theirs = self.words[option.step]
        said = theirs.qualifiers | theirs.role | FAMILIES.keys()
        return frozenset(option.evidence.uncovered - said)

    def _covers(self, port: InputPort, option: Option) -> bool:
        """Whether output and step say all that the input's name says, the artefact apart."""
        theirs = self.words[option.step]
        said = {word for word in theirs.qualifiers | theirs.role if not word.isdigit()}
        strange = option.evidence.uncovered - said
        return strange < lex(port.name).keys and not strange - FAMILIES.keys()

    def searches(self) -> Iterator[Search]:
        """All inputs to bind, by step and input name, with the options worth weighing."""
        for number, step in enumerate(self.steps):
            for want in sorted(step.wants, key=lambda want: want.port.name):
                search = Search(number, want)
                named = (want.only,) if want.only is not None else step.draws_from
                if named is None:
                    search.groups = self._groups(want.port)
                    search.unseen = len(search.groups)
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
                    if points + _MOST_FOR + NUMBERED_BEFORE >= LONE:
                        found.append(Group(step_type, points, alike[step_type]))
            self._groups_of[id(port)] = sorted(found, key=lambda group: group.points)
        return self._groups_of[id(port)]

    def _related(self, search: Search) -> set[int]:
        """The steps that share a word with an input or its step, in their names or outputs."""
        ours = self.words[search.step]
        words = (ours.qualifiers | ours.role | lex(search.port.name).keys) - self.common
        named = {number for word in words for number in self._named.get(word, ())}
        said = ours.qualifiers - self.common
        for where in (self._giving, self._bearers):
            named.update(*(where.get(word, ()) for word in said))
        return named

    def look_further(self, search: Search, best: int) -> bool:
        """Look at the next group that could hold an option nearly as good; False if none could."""
        # A group is worth the most first; that it is worth less shows when its turn comes.
        most = _MOST_FOR + (NUMBERED_BEFORE if search.step in self._numbered else 0)
        while True:
            bound = search.groups[search.unseen - 1].points + most if search.unseen else 0
            if search.refined and search.refined[-1][0] >= bound:
                bound, group = search.refined[-1]
                if bound <= best - MARGIN:
                    return False
                search.refined.pop()
                self._look(search, [number for number, _ in group.members])
                return True
            if bound <= best - MARGIN:
                return False
            search.unseen -= 1
            group = search.groups[search.unseen]
            worth = group.points + self._most_for(search, group) + most - _MOST_FOR
            if worth >= LONE:
                insort(search.refined, (worth, group), key=lambda item: item[0])

    def look_for(self, search: Search, words: frozenset[str]) -> None:
        """Look at the groups whose own name says one of the words."""
        for group in self._unlooked(search):
            number, output = group.members[0]
            uncovered = self.evidence(search.step, search.want, number, output).uncovered
            if group.points >= LONE and words - uncovered:
                self._look(search, [member for member, _ in group.members])

    def look_everywhere(self, search: Search) -> None:
        """Look at all groups: for `explain`, and for what is missing."""
        for group in self._unlooked(search):
            self._look(search, [number for number, _ in group.members])
        search.unseen = 0
        search.refined.clear()

    def _unlooked(self, search: Search) -> list[Group]:
        return [*search.groups[: search.unseen], *(group for _, group in search.refined)]

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
                if evidence.points + _MOST_FOR + NUMBERED_BEFORE < LONE:
                    continue
                option = self.option(search.step, search.want, producer, output)
                low = search.port.required or option.lane > 0
                near = LONE if low else _NEAR
                if option.points >= near and not self.optional_refusal(search, option):
                    foreign = not search.port.required and self._of_another(search, option)
                    search.options[key] = replace(option, foreign=foreign)

    def further_option(
        self, search: Search, key: OutputKey, *, ignore_optional: bool = False
    ) -> Option | None:
        """An output as an option after all, if no gate forbids it, however low its score."""
        number, name = key
        output = next(output for output in self.steps[number].outputs if output.name == name)
        if self.refusal(search.step, search.want, number) or unfit(search.port, output):
            return None
        option = self.option(search.step, search.want, number, output)
        if ignore_optional:
            return option
        return None if self.optional_refusal(search, option) else option


def _numbered(names: Sequence[str]) -> dict[int, tuple[str, int]]:
    """The row and the number of each step of a row: `s1_load`, `s2_clean`, `s3_split`."""
    rows: dict[str, dict[int, int]] = defaultdict(dict)
    twice: set[str] = set()
    for step, name in enumerate(names):
        if match := re.match(r"([A-Za-z]*)[-_]?0*(\d{1,3})(?=[-_A-Z]|$)", name):
            row, number = match[1].lower(), int(match[2])
            if number in rows[row]:
                twice.add(row)
            rows[row][number] = step
    return {
        step: (row, number)
        for row, steps in rows.items()
        if len(steps) >= _A_ROW and row not in twice
        for number, step in steps.items()
    }


def _reading(output: OutputPort) -> object:
    """All of an output that its evidence depends on."""
    return (
        output.type,
        output.data_type,
        output.name,
        tuple(output.aliases),
        tuple(output.semantic_keywords),
    )
