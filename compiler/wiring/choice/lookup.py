"""Finds the outputs that could feed each input, without comparing every input with every output.

Outputs that read the same, of steps of one type, are a group, whose evidence is that of the
contracts; only the steps' names tell its members apart. So an input looks at once at the steps
whose names share a word with it or its step, and at the rest of a group only if that could still
be among the best.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

from pipec.compiler.model import InputPort, OutputPort, Want
from pipec.compiler.wiring.choice.index import Index
from pipec.compiler.wiring.choice.optional import foreign_to, optional_refusal
from pipec.compiler.wiring.choice.search import Group, Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import hints, listed_as, unfit
from pipec.compiler.wiring.evidence.scores import (
    KIND_ASKS,
    LONE,
    MARGIN,
    NUMBERED_BEFORE,
    SAME_BUT_OURS,
    STEP_SAYS_INPUT,
    THRESHOLD,
    TOLD_APART,
    names_agree,
    points_of_ports,
    says_outright,
)
from pipec.compiler.wiring.evidence.step_names import steps_for
from pipec.compiler.wiring.evidence.step_words import StepWords
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES

_MOST_FOR = max(STEP_SAYS_INPUT + TOLD_APART, SAME_BUT_OURS)
"""What the steps' names can add to the evidence of the ports at most, `_related` ones apart."""
_NEAR = THRESHOLD - MARGIN
MANY = 50
"""Of more options, or twins, than this none is looked for."""


class Lookup:
    """All inputs and, for each, the options that are worth weighing."""

    def __init__(self, known: Field) -> None:
        self._known = known
        self._named: dict[str, set[int]] = defaultdict(set)
        self._giving: dict[str, set[int]] = defaultdict(set)
        self._index = Index(known)
        self._typed_as: dict[str, set[str]] = defaultdict(set)
        self._at = {place: step for step, place in known.numbered.items()}
        self._groups_of: dict[int, list[Group]] = {}
        self._listed_by: dict[int, Collection[str]] = {}
        self._named_as: dict[int, set[OutputKey]] = {}
        self._most: dict[object, int] = {}
        self._near: dict[int, set[int]] = {}
        self._further: dict[tuple[int, str, OutputKey], Option | None] = {}
        self._typed: dict[int, StepWords] = {}
        self._spelled: dict[str, list[str]] = defaultdict(list)
        self._of_kind: dict[str, list[str]] = defaultdict(list)
        for step_type, steps in known.of_type.items():
            self._spelled[lex(step_type).folded].append(step_type)
            self._of_kind[known.steps[next(iter(steps))].kind].append(step_type)
            for word in known.words[next(iter(steps))].role:
                self._typed_as[word].add(step_type)
        for number, step in enumerate(known.steps):
            for word in known.words[number].qualifiers | known.words[number].things:
                self._named[word].add(number)
            for output in step.outputs:
                for word in lex(output.name).keys - FAMILIES.keys():
                    self._giving[word].add(number)

    def searches(self) -> Iterator[Search]:
        """All inputs to bind, by step and input name, with the options worth weighing."""
        for number, step in enumerate(self._known.steps):
            for want in sorted(step.wants, key=lambda want: want.port.name):
                search = Search(number, want)
                named = (want.only,) if want.only is not None else step.draws_from
                if named is None:
                    search.groups = self._groups(number, want.port)
                    search.unseen = len(search.groups)
                    self._look(search, self._related(search))
                else:
                    found = sorted(
                        {self._known.number[name] for name in named if name in self._known.number}
                    )
                    self._look(search, found)
                yield search

    def written(self) -> Iterator[Search]:
        """The inputs whose wire the user has written, which is chosen from the start."""
        for number, step in enumerate(self._known.steps):
            for port, source, name in step.written:
                producer = self._known.number[source]
                outputs = self._known.steps[producer].outputs
                output = next(output for output in outputs if output.name == name)
                want = Want(port=port, span=step.span)
                option = self._known.option(number, want, producer, output)
                yield Search(number, want, chosen=option, written=True)

    def look_further(self, search: Search, best: int) -> bool:
        """Look at the next groups that could hold an option nearly as good; False if none could."""
        # A group is worth the most first; that it is worth less shows when its turn comes.
        while True:
            bound = search.groups[search.unseen - 1].points + _MOST_FOR if search.unseen else 0
            if search.refined and search.refined[-1][0] >= bound:
                bound = search.refined[-1][0]
                if bound <= best - MARGIN:
                    return False
                while search.refined and search.refined[-1][0] == bound:
                    _, group = search.refined.pop()
                    self._look(search, [number for number, _ in group.members])
                return True
            if bound <= best - MARGIN:
                return False
            search.unseen -= 1
            group = search.groups[search.unseen]
            worth = group.points + self._most_for(search, group)
            if worth >= LONE:
                insort(search.refined, (worth, group), key=lambda item: item[0])

    def look_for(self, search: Search, words: frozenset[str]) -> None:
        """Look at the groups whose names or step's type say one of the words, or the input's."""
        asked = words | lex(search.port.name).keys
        for group in self._unlooked(search):
            number, output = group.members[0]
            says = any(lex(name).keys & words for name in (output.name, *output.aliases))
            says = says or bool(self._known.words[number].role & asked)
            if group.points >= LONE and (says or says_outright(search.port, output)):
                self._look(search, [member for member, _ in group.members])

    def look_for_spelling(self, search: Search, key: OutputKey) -> None:
        """Look at the outputs, if few, whose names differ from one's by the spelling only."""
        numbers = list(islice(self._index.spelled_otherwise(key), MANY + 1))
        if 0 < len(numbers) <= MANY:
            self._look(search, numbers)

    def look_for_name(self, search: Search, keys: AbstractSet[OutputKey]) -> None:
        """Look at those of some outputs that bear an input's name or an alias."""
        if not search.groups:
            return
        if id(search.port) not in self._named_as:
            self._named_as[id(search.port)] = {
                (number, output.name)
                for group in search.groups
                if names_agree(search.port, group.members[0][1])
                for number, output in group.members
            }
        self._look(search, sorted(key[0] for key in keys & self._named_as[id(search.port)]))

    def look_everywhere(self, search: Search) -> None:
        """Look at all groups: for `explain`, and for what is missing."""
        for group in self._unlooked(search):
            self._look(search, [number for number, _ in group.members])
        search.unseen = 0
        search.refined.clear()

    def every_option(self, search: Search) -> Iterator[Option]:
        """All outputs that no gate forbids, however low their score."""
        for reading in self._index.readings:
            if unfit(search.port, reading.output):
                continue
            for members in reading.by_type.values():
                for number, output in members:
                    if option := self.further_option(search, (number, output.name)):
                        yield option

    def few_options(self, search: Search) -> list[Option] | None:
        """All outputs that no gate forbids, unless they are many."""
        options = list(islice(self.every_option(search), MANY + 1))
        return options if len(options) <= MANY else None

    def scoring(self, search: Search, least: int) -> Iterator[OutputKey]:
        """The outputs whose ports alone score so much, also those that are not worth weighing."""
        listed = self._listed(search.step, search.port)
        for reading in self._index.readings:
            points = points_of_ports(search.port, reading.output)
            for step_type, members in reading.by_type.items() if points else ():
                if points and points[step_type in listed] >= least:
                    yield from ((number, output.name) for number, output in members)

    def further_option(
        self, search: Search, key: OutputKey, *, ignore_optional: bool = False
    ) -> Option | None:
        """An output as an option after all, if no gate forbids it, however low its score."""
        known = (search.step, search.port.name, key)
        if known not in self._further:
            self._further[known] = self._option(search, key)
        option = self._further[known]
        if option is None or ignore_optional:
            return option
        return None if optional_refusal(self._known, search, option) else option

    def lists(self, search: Search, producer: int) -> bool:
        """Whether an input's list, or the user, names a step."""
        named = self._known.steps[producer].name in self.named(search)
        return named or self.lists_type(search, producer)

    def named(self, search: Search) -> Collection[str]:
        """The steps that the user names for an input, in `from:` or in `inputs:`."""
        if search.want.only is not None:
            return (search.want.only,)
        return self._known.steps[search.step].draws_from or ()

    def lists_type(self, search: Search, producer: int) -> bool:
        """Whether an input's list names a step's type."""
        step_type = self._known.steps[producer].step_type
        return step_type in self._listed(search.step, search.port)

    def reading(self, key: OutputKey) -> int:
        """A number for all outputs that read the same as one."""
        return self._index.place[key]

    def has_in_common(self, search: Search, key: OutputKey) -> bool:
        """Whether an output's step is listed, or its names share a word with the input's."""
        port = search.port
        if id(port) not in self._near:
            self._near[id(port)] = self._index.near(port)
        return self._index.place[key] in self._near[id(port)] or self.lists(search, key[0])

    def _option(self, search: Search, key: OutputKey) -> Option | None:
        number, output = key[0], self._output(key)
        if self._known.refusal(search.step, search.want, number) or unfit(search.port, output):
            return None
        return self._known.option(search.step, search.want, number, output)

    def _output(self, key: OutputKey) -> OutputPort:
        number, name = key
        return next(output for output in self._known.steps[number].outputs if output.name == name)

    def _groups(self, consumer: int, port: InputPort) -> list[Group]:
        """The groups that could feed a port, worst first; contracts share their ports."""
        if id(port) not in self._groups_of:
            found: list[Group] = []
            listed = self._listed(consumer, port)
            for place in sorted(self._worth_comparing(port, listed)):
                output, by_type = self._index.readings[place]
                points = points_of_ports(port, output)
                if points is None:
                    continue
                for step_type, members in by_type.items():
                    worth = points[step_type in listed]
                    if worth + _MOST_FOR >= LONE:
                        found.append(Group(step_type, worth, members))
            self._groups_of[id(port)] = sorted(found, key=lambda group: group.points)
        return self._groups_of[id(port)]

    def _worth_comparing(self, port: InputPort, listed: Collection[str]) -> Collection[int]:
        """The places of the readings for which more may speak than their type and steps' names.

        Of a step whose own name says something `_related` knows; here are those that share a word
        with the port, those of listed steps, and those of steps whose type says such a word.
        """
        asked = lex(port.name).keys
        if asked & self._known.common:
            return range(len(self._index.readings))  # `_related` leaves such words out
        types = {*listed, *(name for word in asked for name in self._typed_as.get(word, ()))}
        places = self._index.near(port)
        return places.union(*(self._index.of_type(name) for name in types))

    def _listed(self, consumer: int, port: InputPort) -> Collection[str]:
        """The types of steps that an input's list names or stands for."""
        if id(port) not in self._listed_by:
            found = {name for source in port.compatible_sources for name in self._types_of(source)}
            if port.compatible_sources and self._known.steps[consumer].built_in:
                for step_type, steps in self._known.of_type.items():
                    kind = self._known.kind_for(consumer, port, next(iter(steps)))
                    if kind and listed_as(port, step_type, kind):
                        found.add(step_type)
            self._listed_by[id(port)] = found
        return self._listed_by[id(port)]

    def _types_of(self, source: str) -> list[str]:
        """The types of steps that are spelled as a listed source, or of that kind."""
        return [*self._spelled.get(lex(source).folded, ()), *self._of_kind.get(source, ())]

    def _related(self, search: Search) -> set[int]:
        """The steps that share a word with an input or its step, in their names or outputs."""
        ours = self._known.words[search.step]
        words = ours.qualifiers | ours.role | lex(search.port.name).keys | hints(search.port)
        words -= self._known.common
        named = {number for word in words for number in self._named.get(word, ())}
        said = ((ours.qualifiers | ours.telling) - self._known.common) | ours.splits
        for where in (self._giving, self._known.bearers):
            named.update(*(where.get(word, ()) for word in said))
        named |= self._fitting(search)
        if place := self._known.numbered.get(search.step):
            row, number = place
            named |= {self._at[row, number - 1]} if (row, number - 1) in self._at else set()
        return named

    def _fitting(self, search: Search) -> set[int]:
        """The twins that may have fitted what a step applies."""
        fitted, splits = self._known.fitted, self._known.words[search.step].splits
        if not splits:
            return set(fitted.fitting(search.step, search.port))
        twins = self._known.twins[self._known.steps[search.step].twins]
        return {twin for twin in twins if fitted.fits_for(search.step, search.port, twin)}

    def _unlooked(self, search: Search) -> list[Group]:
        return [*search.groups[: search.unseen], *(group for _, group in search.refined)]

    def _most_for(self, search: Search, group: Group) -> int:
        """What a step whose name shares no word can add at most, by its type and outputs."""
        number, output = group.members[0]
        if (lex(search.port.name).keys - lex(output.name).keys) & self._known.common:
            return _MOST_FOR  # a word that most steps bear: `_related` leaves it out
        typed = self._typed.get(number)
        if typed is None:
            typed = self._typed[number] = self._known.words[number].of_type_alone()
        ours = self._known.words[search.step]
        asked = ours.qualifiers | ours.telling | lex(search.port.name).keys
        key = (search.step, id(search.port), output.name, typed.role & asked, typed.named & asked)
        if key not in self._most:  # many types say nothing that matters here
            found = steps_for(search.port, ours, output, typed, self._known.common)
            by_kind = KIND_ASKS if search.port.parts else 0
            self._most[key] = max(found[1] if found else 0, by_kind)
        by_part = self._known.parts_asked.most(search.port, output)
        as_report = self._known.as_report(search.step, search.want, number, output)
        return self._most[key] + by_part + as_report

    def _look(self, search: Search, producers: Iterable[int]) -> None:
        """Add the options of some steps whose score may matter."""
        for producer in producers:
            if self._known.refusal(search.step, search.want, producer):
                continue
            for output in self._known.steps[producer].outputs:
                key = (producer, output.name)
                if key in search.options or unfit(search.port, output):
                    continue
                evidence = self._known.evidence(search.step, search.want, producer, output)
                if evidence.points + _MOST_FOR + NUMBERED_BEFORE < LONE:
                    continue
                option = self._known.option(search.step, search.want, producer, output, evidence)
                low = search.port.required or option.lane > 0
                near = LONE if low else _NEAR
                if option.points >= near and not optional_refusal(self._known, search, option):
                    if not search.port.required and foreign_to(self._known, search, option):
                        option = option._replace(foreign=True)
                    search.options[key] = option
