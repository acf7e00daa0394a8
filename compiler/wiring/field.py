"""What is known of all steps before any wire is chosen: gates, evidence, words.

What other wires change (cycles, chains, rivals) is added in `chains.py` and `assignment.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from pipec.compiler.model import InputPort, OutputPort, Want, WiringStep
from pipec.compiler.wiring.fitted import Fitted
from pipec.compiler.wiring.names import is_worker, lex, reads_same, says_nothing
from pipec.compiler.wiring.options import Option, Search
from pipec.compiler.wiring.parts import Part, Parts, Rule, has, total
from pipec.compiler.wiring.parts_asked import PartsAsked
from pipec.compiler.wiring.ports import (
    OF_DATA,
    accepts_type,
    hints,
    is_evaluation,
    is_plain_report,
    unfit,
)
from pipec.compiler.wiring.scores import (
    FITTED,
    KEYWORD,
    LONE,
    MARGIN,
    NUMBERED_AFTER,
    NUMBERED_BEFORE,
    OWN_TYPE,
    STEP_HAS_KEYWORD,
    STEP_WORDS,
    Evidence,
    as_other_thing,
    port_evidence,
    says_outright,
    without_clash,
)
from pipec.compiler.wiring.step_names import StepWords, step_evidence, step_words

_A_ROW = 3
"""Steps with numbers that make a row; two of a kind are more likely numbered side by side."""


class Field:
    """The steps, numbered in the order of their names, with what is asked of all of them.

    A step's number is its only identity here: nothing depends on the order of the file. `words`
    are those of its name and type; `bearers` the steps that bear a word, and `wanting` those of
    them that want a type.
    """

    def __init__(self, steps: Sequence[WiringStep]) -> None:
        self.steps = _named(sorted(steps, key=lambda step: step.name))
        self.number = {step.name: number for number, step in enumerate(self.steps)}
        self.words: list[StepWords] = [step_words(step) for step in self.steps]
        self.bearers: dict[str, set[int]] = defaultdict(set)
        self.wanting: dict[tuple[str, str | None], set[int]] = defaultdict(set)
        self._borne: dict[tuple[str, str], int] = defaultdict(int)
        self.of_type: dict[str, set[int]] = defaultdict(set)
        self.twins: dict[str, set[int]] = defaultdict(set)
        for number, step in enumerate(self.steps):
            self.of_type[step.step_type].add(number)
            self.twins[step.twins].add(number)
            words = self.words[number]
            for word in words.qualifiers | words.role:
                self.bearers[word].add(number)
                self._borne[word, step.twins] += 1
                for input_type in step.input_types:
                    self.wanting[word, input_type].add(number)
        for twins in self.twins.values():
            if len(twins) > 1:
                parted = any(self.words[number].splits for number in twins)
                for number in twins:
                    of_part = parted and "model_artifacts" not in self.steps[number].input_types
                    self.words[number] = self.words[number].as_one_of_several(is_part=of_part)
        self.fitted = Fitted(self.steps, self.words, self.twins)
        self.parts_asked = PartsAsked(self.steps, self.words)
        self.numbered = _numbered([step.name for step in self.steps])
        # A word that most steps bear (a project's name) joins nothing; few steps prove nothing.
        self.common = frozenset(
            word
            for word, bearers in self.bearers.items()
            if len(bearers) >= 4 and 4 * len(bearers) > 3 * len(self.steps)
        )
        starts = {step.span[:3] for step in self.steps}
        place = {start: number for number, start in enumerate(sorted(starts))}
        self._places = [place[step.span[:3]] for step in self.steps]
        self._lanes: dict[tuple[int, str | None], frozenset[str]] = {}
        self._parallel: dict[tuple[int, int, str | None], bool] = {}
        self._siblings: dict[tuple[int, int], frozenset[str]] = {}
        self._own: dict[tuple[int, int], str | None] = {}
        self._next: dict[int, str | None] = {}

    def _lane(self, number: int) -> frozenset[str]:
        """The words that tell a step from another of the same type."""
        twins = self.steps[number].twins
        return frozenset(
            word
            for word in self.words[number].qualifiers - self.common
            if self._borne[word, twins] < len(self.twins[twins])
        )

    def _in_lane(self, number: int) -> list[int]:
        """The steps of other contracts whose names say what tells a step from its twins."""
        bearing = {one for word in self._lane(number) for one in self.bearers[word]}
        return sorted(bearing - self.twins[self.steps[number].twins])

    def is_of_twin(self, consumer: int, producer: int) -> bool:
        """Whether a step's name says what tells a twin of the consumer from it.

        `train_snps` makes no model for `score_indels`, if there is a `score_snps`.
        """
        theirs = self.words[producer].qualifiers - self.words[consumer].qualifiers
        others = self.twins[self.steps[consumer].twins] - {consumer}
        twins = {one for word in theirs for one in self.bearers[word] & others}
        return any(theirs & self._lane(one) for one in twins)

    def visible(self, consumer: int, producer: int) -> bool:
        """Whether the producer stands in the consumer's block or in one around it."""
        block = self.steps[producer].block
        return self.steps[consumer].block[: len(block)] == block

    def distance(self, consumer: int, producer: int) -> tuple[bool, int]:
        """How far a step stands above another in the file; what stands below it is farther.

        It says in which order things are shown, and nothing else: no wire depends on it.
        """
        above = self._places[consumer] - self._places[producer]
        return above < 0, abs(above)

    def place(self, name: str) -> int:
        """The place of a step in the file, by which nothing but what is shown is ordered."""
        return self._places[self.number[name]]

    def refusal(self, consumer: int, want: Want, producer: int) -> str | None:
        """Why no output of a step can feed an input, whatever it is; None if one may."""
        step, source = self.steps[consumer], self.steps[producer]
        if consumer == producer:
            return "is the step itself"
        if not self.visible(consumer, producer):
            return f"is in a branch that `{step.name}` is not in"
        if want.only is not None:
            return None if source.name == want.only else f"`inputs:` names `{want.only}`"
        if step.draws_from is not None:
            return None if source.name in step.draws_from else "is not listed in `from:`"
        own = self._own_source(consumer, want, producer)
        return f"is a step beside this one, and `{own}` is of the lane of one" if own else None

    def _own_source(self, consumer: int, want: Want, producer: int) -> str | None:
        """The step that feeds the lane of one of two twins, of which none feeds the other then.

        `clean_pool` takes what `import_pool` gives and not what `clean_seed` has cleaned. So do
        twins that each have a step of one contract that goes on with their own word.
        """
        if self.steps[consumer].twins != self.steps[producer].twins:
            return None
        if want.port.type not in OF_DATA or self.fitted.is_state(consumer, want.port):
            return None
        if self.fitted.fits_for(consumer, want.port, producer):
            return None
        own = self._source_of_lane(consumer, want) or self._source_of_lane(producer, want)
        return own or (self._goes_on(producer) and self._goes_on(consumer))

    def _goes_on(self, number: int) -> str | None:
        """The step that goes on in a step's lane: `train_treated`, after `filter_treated`."""
        if number not in self._next:
            self._next[number] = next(
                (
                    self.steps[other].name
                    for other in self._in_lane(number)
                    for want in self.steps[other].wants
                    if self._are_parallel(other, number, want.port.type)
                    and self._may_feed(other, want, number)
                ),
                None,
            )
        return self._next[number]

    def _source_of_lane(self, number: int, want: Want) -> str | None:
        """The step that feeds a step's lane: both are told from their twins by the same word."""
        key = (number, id(want.port))
        if key not in self._own:
            self._own[key] = next(
                (
                    self.steps[other].name
                    for other in self._in_lane(number)
                    if self._are_parallel(number, other, want.port.type)
                    and self._may_feed(number, want, other)
                    and not any(self._may_feed(other, w, number) for w in self.steps[other].wants)
                ),
                None,
            )
        return self._own[key]

    def _may_feed(self, consumer: int, want: Want, producer: int) -> bool:
        """Whether a step gives something that an input may mean."""
        return any(
            self.option(consumer, want, producer, output).points >= LONE
            for output in self.steps[producer].outputs
            if not unfit(want.port, output)
        )

    def evidence(self, consumer: int, want: Want, producer: int, output: OutputPort) -> Evidence:
        """`port_evidence` for an output of one of the steps."""
        step, source = self.steps[consumer], self.steps[producer]
        named_by = None
        if want.only == source.name:
            named_by = "`inputs:`"
        elif want.only is None and source.name in (step.draws_from or ()):
            named_by = "`from:`"
        own_kind = self.own_kind(consumer, producer)
        return port_evidence(want.port, output, source.step_type, named_by, own_kind)

    def own_kind(self, consumer: int, producer: int) -> str | None:
        """The producer's kind, where one of pipec's own contracts could not list its contract."""
        source = self.steps[producer]
        return source.kind if self.steps[consumer].built_in and not source.built_in else None

    def option(
        self,
        consumer: int,
        want: Want,
        producer: int,
        output: OutputPort,
        evidence: Evidence | None = None,
    ) -> Option:
        """An output as an option for an input: the `evidence` of its ports and the steps' names."""
        evidence = evidence or self.evidence(consumer, want, producer, output)
        if evidence.clash and self._works_for(consumer, output):
            evidence = without_clash(evidence)  # `train_tokenizer` takes a `corpus_tokenizer`
        if not evidence.explicit and self.fitted.is_beside_data(producer, output, want.port):
            evidence = as_other_thing(evidence)
        by_hint = (hints(want.port) & self.words[producer].qualifiers) - self.common
        if self.is_fitted(consumer, want.port, producer, evidence):
            of_steps: Parts = (Part("fitted by its twin on the training part", FITTED),)
        else:
            of_steps = self._step_parts(consumer, want.port, producer, output, claimed=not by_hint)
            of_steps = self._side_by_side(consumer, want.port, producer, of_steps)
        parts = evidence.parts + of_steps
        if by_hint:
            word = self.words[producer].shown(by_hint)
            # Together with what else the names say it is more than without.
            said = max([0, *(part.points for part in of_steps)])
            more = max(STEP_HAS_KEYWORD + KEYWORD - said, KEYWORD) if said else STEP_HAS_KEYWORD
            says = _hint_with(want.port, by_hint)
            parts += (Part(f"its step says `{word}`, as the {says}", more, Rule.KEYWORD),)
        if not evidence.explicit and not evidence.clash:
            parts += self.parts_asked.evidence(consumer, want.port, producer, output)
        step, source = self.steps[consumer], self.steps[producer]
        if step.twins == source.twins and want.port.compatible_sources and not evidence.listed:
            parts += (Part("the list leaves out steps of its own type", OWN_TYPE),)
        parts += self._report_parts(consumer, want, producer, output)
        return Option((producer, output.name), output, evidence, parts, total(parts), of_steps)

    def _works_for(self, consumer: int, output: OutputPort) -> bool:
        """Whether an output is a tool, such as a tokenizer, whose name says the consumer's work."""
        ours = self.words[consumer]
        return is_worker(lex(output.name)) and bool(
            lex(output.name).keys & (ours.named | ours.role)
        )

    def _report_parts(self, consumer: int, want: Want, producer: int, output: OutputPort) -> Parts:
        more = self.as_report(consumer, want, producer, output)
        return (Part("it is in JSON, unlike what lies beside it", more),) if more else ()

    def as_report(self, consumer: int, want: Want, producer: int, output: OutputPort) -> int:
        """What speaks for an evaluation in JSON, which the registry reads.

        Of `metrics` and `evaluation`, which has a `report:`, the latter is its `model_metrics`: it
        takes the place of what lies beside it.
        """
        asks = self.steps[consumer].kind == "RegisterModel" and is_plain_report(want.port)
        if not asks or not output.report or not is_evaluation(output):
            return 0
        beside = [
            self.evidence(consumer, want, producer, other).points
            for other in self.steps[producer].outputs
            if not other.report and not says_outright(want.port, other)
        ]
        points = self.evidence(consumer, want, producer, output).points
        return max(0, max(beside) + MARGIN - points) if beside else 0

    def _step_parts(
        self, consumer: int, port: InputPort, producer: int, output: OutputPort, *, claimed: bool
    ) -> Parts:
        ours, theirs = self.words[consumer], self.words[producer]
        lanes = self._other_lanes(consumer, port, producer) if claimed else frozenset[str]()
        found = step_evidence(
            port,
            ours,
            output,
            theirs,
            common=self.common,
            other_lanes=lanes,
            siblings=self._said_by_siblings(producer, output, port),
        )
        if self.steps[producer].name in (self.steps[consumer].draws_from or ()):
            # What the user names may be meant in spite of that.
            found = tuple(part for part in found if part.rule is not Rule.NOT_PREDICTIONS)
        if has(found, Rule.INPUT_WORD) and self._says_several(port, producer, output):
            found += (Part("its step says another word of it", MARGIN),)
        return (*found, *self._number_parts(consumer, producer))

    def _says_several(self, port: InputPort, producer: int, output: OutputPort) -> bool:
        """Whether a step's name says two words of an input, and no other step says the rest."""
        own = self.words[producer].qualifiers
        missing = lex(port.name).keys - lex(output.name).keys
        left = missing - own
        return len(missing & own) > 1 and not any(self.bearers.get(word) for word in left)

    def _side_by_side(self, consumer: int, port: InputPort, producer: int, parts: Parts) -> Parts:
        """The parts of the steps' names, where a word that both say tells lanes apart."""
        if not parts or parts[0].rule is not Rule.BOTH_SAY:
            return parts
        key = (consumer, producer, port.type)
        if key not in self._parallel:
            self._parallel[key] = self._are_parallel(*key)
        if not self._parallel[key]:
            return parts
        return (parts[0]._replace(points=STEP_WORDS), *parts[1:])

    def _are_parallel(self, consumer: int, producer: int, port_type: str | None) -> bool:
        """Whether two steps, each one of several of a contract, share a word that tells them apart.

        `dedup_orders` and `load_orders`, beside `dedup_users` and `load_users`; but not if the
        consumer bears a word of another producer, too, or if a step without such twins bears the
        word and gives what the input takes.
        """
        ours, theirs = self.words[consumer], self.words[producer]
        if not ours.alike or not theirs.alike:
            return False
        twins = self.steps[producer].twins
        for word in ours.qualifiers:
            if self._borne[word, twins] > (word in theirs.qualifiers | theirs.role):
                return False
        words = (ours.qualifiers & theirs.qualifiers) - self.common
        return bool(words) and not any(
            accepts_type(port_type, output.type)
            for word in words
            for other in self.bearers[word]
            if word in self.words[other].qualifiers | self.words[other].telling
            if not self.words[other].alike
            for output in self.steps[other].outputs
        )

    def is_fitted(self, consumer: int, port: InputPort, producer: int, evidence: Evidence) -> bool:
        """Whether a step takes what its twin has fitted.

        It is listed, or it is a model of the name or a state of their contract.
        """
        unlisted = evidence.said and port.type == "model_artifacts" and not port.required
        is_state = evidence.explicit and self.fitted.is_state(consumer, port)
        meant = evidence.listed or unlisted or is_state
        if meant and self.fitted.fits_for(consumer, port, producer):
            return True
        if not evidence.explicit or not self.fitted.is_by_same_work(consumer, port, producer):
            return False
        return not self.takes(producer, port)

    def _said_by_siblings(
        self, producer: int, output: OutputPort, port: InputPort
    ) -> frozenset[str]:
        """The words that other outputs of a step say, of one kind with an output, and it does not.

        They tell the outputs apart, so that the step's own name says them of those alone.
        """
        key = (id(port), id(output))
        if key not in self._siblings:
            self._siblings[key] = self._words_of_siblings(producer, output, port)
        return self._siblings[key]

    def _words_of_siblings(
        self, producer: int, output: OutputPort, port: InputPort
    ) -> frozenset[str]:
        own = lex(output.name)
        said = {
            word
            for other in self.steps[producer].outputs
            for word in lex(other.name).keys
            if lex(other.name).artefact == own.artefact
            or lex(port.name).keys <= lex(other.name).keys
        }
        if is_worker(lex(port.name)) and self.takes(producer, port):
            said |= lex(port.name).keys  # what works with an encoder makes none
        return frozenset(said - own.keys)

    def takes(self, number: int, port: InputPort) -> bool:
        """Whether a step itself asks for what an input does."""
        wants = self.steps[number].wants
        return any(reads_same(lex(want.port.name), lex(port.name)) for want in wants)

    def _number_parts(self, consumer: int, producer: int) -> Parts:
        """Steps that are numbered in a row run in that order, each on what the one before gave."""
        ours, theirs = self.numbered.get(consumer), self.numbered.get(producer)
        if ours is None or theirs is None or ours[0] != theirs[0]:
            return ()
        if theirs[1] > ours[1]:
            label = "its step is numbered after this one"
            return (Part(label, NUMBERED_AFTER, Rule.NUMBERED_AFTER),)
        if theirs[1] == ours[1] - 1:
            return (Part("its step is numbered before this one", NUMBERED_BEFORE),)
        return ()

    def claimants(self, consumer: int, port: InputPort, producer: int) -> set[int]:
        """The steps to which words of a producer tie it that an input's own step does not bear."""
        words = self._other_lanes(consumer, port, producer)
        return set[int]().union(*(self.wanting[word, port.type] for word in words)) - {producer}

    def _other_lanes(self, consumer: int, port: InputPort, producer: int) -> frozenset[str]:
        words = self._lanes_wanted(producer, port.type)
        if not words:
            return words
        ours = self.words[consumer]
        return words - ours.qualifiers - ours.role - lex(port.name).keys

    def _lanes_wanted(self, producer: int, port_type: str | None) -> frozenset[str]:
        """The words by which another step that wants the type claims the producer."""
        key = (producer, port_type)
        if key not in self._lanes:
            self._lanes[key] = frozenset(
                word
                for word in self._lane(producer)
                if self.wanting.get((word, port_type), set()) - {producer}
            )
        return self._lanes[key]

    def unknown_to(self, search: Search, option: Option) -> bool:
        """Whether it is of the project's own contracts, which pipec's own lists cannot name."""
        return self.steps[search.step].built_in and not self.steps[option.step].built_in

    def left_out(self, search: Search, option: Option, *, although_named: bool = False) -> bool:
        """Whether a project's own list of sources leaves a step out, which it could name.

        Not if the user names the step, unless that does not matter (`although_named`).
        """
        own = not self.steps[search.step].built_in
        listed = option.evidence.in_list if although_named else option.evidence.listed
        return own and bool(search.port.compatible_sources) and not listed


def _hint_with(port: InputPort, words: frozenset[str]) -> str:
    """The keyword of an input, or else its alias, that says one of some words."""
    for what, names in (("keyword", port.semantic_keywords), ("alias", port.aliases)):
        for name in names:
            if lex(name).keys & words:
                return f"{what} `{name}`"
    return "input"


def _named(steps: Sequence[WiringStep]) -> list[WiringStep]:
    """The steps, with aliases of outputs that are known by what gives them, or what lies beside.

    What a batch transform gives is predictions, whatever its name, unless its names say otherwise;
    and `tr`, `va` and `te` of one step are the parts of the data. Ports of one contract stay the
    same objects.
    """
    named: dict[tuple[OutputPort, tuple[str, ...]], OutputPort] = {}

    def of(output: OutputPort, *aliases: str) -> OutputPort:
        if (output, aliases) not in named:
            more = (*output.aliases, *aliases)
            named[output, aliases] = output._replace(aliases=more)
        return named[output, aliases]

    def predicting(output: OutputPort) -> OutputPort:
        names = (lex(name) for name in (output.name, *output.aliases))
        says_little = all(name.keys <= {"transform"} or says_nothing(name) for name in names)
        return of(output, "predictions", "scores") if says_little else output

    def dividing(output: OutputPort) -> OutputPort:
        part = _SHORT_PARTS.get(output.name.lower())
        return of(output, part) if part else output

    def of_step(step: WiringStep) -> WiringStep:
        if step.kind == "Transform":
            return step._replace(outputs=tuple(map(predicting, step.outputs)))
        short = {_SHORT_PARTS.get(output.name.lower()) for output in step.outputs} - {None}
        if "train" in short and len(short) > 1:
            return step._replace(outputs=tuple(map(dividing, step.outputs)))
        return step

    return [of_step(step) for step in steps]


_SHORT_PARTS = {"tr": "train", "va": "validation", "vl": "validation", "te": "test", "ts": "test"}
"""What the parts of the data are called in short, if the part to train on is, too."""


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
