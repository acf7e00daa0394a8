"""What is known of all steps before any wire is chosen: gates, evidence, words.

What other wires change (cycles, chains, rivals) is added in `chains.py` and `assignment.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipec.compiler.model import LOOPED, InputPort, OutputPort, Want, WiringStep
from pipec.compiler.wiring.evidence.beside import rather_meant
from pipec.compiler.wiring.evidence.fitted import Fitted
from pipec.compiler.wiring.evidence.known_outputs import (
    spelled_out,
    with_families,
    with_known_outputs,
)
from pipec.compiler.wiring.evidence.lanes import Lanes
from pipec.compiler.wiring.evidence.learning import (
    against_dividing,
    against_testing,
    asks_about_model,
    is_to_learn,
    makes_more,
    near_models,
    tests_models,
)
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.evidence.parts import Part, Parts, Rule, total
from pipec.compiler.wiring.evidence.parts_asked import PartsAsked
from pipec.compiler.wiring.evidence.ports import (
    hints,
    is_data_port,
    is_evaluation,
    is_model_port,
    is_plain_report,
    listable_kind,
    takes_models,
    unfit,
)
from pipec.compiler.wiring.evidence.rows import numbered
from pipec.compiler.wiring.evidence.scores import (
    FITTED,
    KEYWORD,
    LONE,
    MARGIN,
    NUMBERED_AFTER,
    NUMBERED_BEFORE,
    OWN_TYPE,
    STEP_HAS_KEYWORD,
    Evidence,
    as_other_thing,
    port_evidence,
    says_outright,
)
from pipec.compiler.wiring.evidence.step_names import step_evidence
from pipec.compiler.wiring.evidence.step_words import StepWords, step_words
from pipec.compiler.wiring.words.comparison import (
    reads_same,
)
from pipec.compiler.wiring.words.names import (
    is_part,
    is_worker,
    lex,
)


class Field:
    """The steps, numbered in the order of their names, with what is asked of all of them.

    A step's number is its only identity here: nothing depends on the order of the file. `words`
    are those of its name and type, `bearers` the steps that bear a word, `common` the words that
    most of them bear; `asked_names` are the letters of their inputs' names.
    """

    def __init__(self, steps: Sequence[WiringStep]) -> None:
        self.steps = with_known_outputs(with_families(sorted(steps, key=lambda step: step.name)))
        self.number = {step.name: number for number, step in enumerate(self.steps)}
        self.words: list[StepWords] = [step_words(step) for step in spelled_out(self.steps)]
        self.bearers: dict[str, set[int]] = defaultdict(set)
        self.of_type: dict[str, set[int]] = defaultdict(set)
        self.twins: dict[str, set[int]] = defaultdict(set)
        for number, step in enumerate(self.steps):
            self.of_type[step.step_type].add(number)
            self.twins[step.twins].add(number)
            words = self.words[number]
            for word in words.qualifiers | words.role:
                self.bearers[word].add(number)
        for twins in self.twins.values():
            if len(twins) > 1:
                parted = any(self.words[number].splits for number in twins)
                for number in twins:
                    of_part = parted and not takes_models(self.steps[number])
                    self.words[number] = self.words[number].as_one_of_several(is_part=of_part)
        each = list(zip(self.steps, self.words, strict=True))
        self._testing = [tests_models(step, words) for step, words in each]
        self._to_learn = [
            {output.name for output in step.outputs if is_to_learn(step, words, output)}
            for step, words in each
        ]
        self._near_models = near_models(self.steps)
        self.fitted = Fitted(self.steps, self.words, self.twins)
        self.parts_asked = PartsAsked(self.steps, self.words)
        self.numbered = numbered([step.name for step in self.steps])
        self.asked_names = {lex(port.name).folded for step in self.steps for port in step.ports}
        # A word that most steps bear (a project's name) joins nothing; few steps prove nothing.
        self.common = frozenset(
            word
            for word, bearers in self.bearers.items()
            if len(bearers) >= 4 and 4 * len(bearers) > 3 * len(self.steps)
        )
        self.lanes = Lanes(self.steps, self.words, self.twins, self.bearers, self.common)
        starts = {step.span[:3] for step in self.steps}
        place = {start: number for number, start in enumerate(sorted(starts))}
        self._places = [place[step.span[:3]] for step in self.steps]
        self._siblings: dict[tuple[int, int], frozenset[str]] = {}
        self._own: dict[tuple[int, int], str | None] = {}
        self._next: dict[int, str | None] = {}

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
            return _out_of_sight(step, source)
        if want.only is not None:
            return None if source.name == want.only else f"`inputs:` names `{want.only}`"
        if step.draws_from is not None:
            return None if source.name in step.draws_from else "is not listed in `from:`"
        if producer not in self._near_models and asks_about_model(step, want.port):
            return "has nothing to do with a model"
        own = self._own_source(consumer, want, producer)
        return f"is a step beside this one, and `{own}` is of the lane of one" if own else None

    def _own_source(self, consumer: int, want: Want, producer: int) -> str | None:
        """The step that feeds the lane of one of two twins, of which none feeds the other then.

        `clean_pool` takes what `import_pool` gives and not what `clean_seed` has cleaned. So do
        twins that each have a step of one contract that goes on with their own word.
        """
        if self.steps[consumer].twins != self.steps[producer].twins:
            return None
        if not is_data_port(want.port) or self.fitted.is_state(consumer, want.port):
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
                    for other in self.lanes.in_lane(number)
                    for want in self.steps[other].wants
                    if self.lanes.are_parallel(other, number, want.port.type)
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
                    for other in self.lanes.in_lane(number)
                    if self.lanes.are_parallel(number, other, want.port.type)
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
        kind = self.kind_for(consumer, want.port, producer)
        return port_evidence(want.port, output, source.step_type, named_by, kind)

    def kind_for(self, consumer: int, port: InputPort, producer: int) -> str | None:
        """The producer's kind, where an input's list may mean that."""
        source = self.steps[producer]
        unknown = self.steps[consumer].built_in and not source.built_in
        return listable_kind(port, source.kind, unknown=unknown)

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
        beside = not evidence.explicit and self.fitted.is_beside_data(producer, output, want.port)
        if beside or self._is_part(consumer, want, producer, output, evidence):
            evidence = as_other_thing(evidence)
        by_hint = (hints(want.port) & self.words[producer].qualifiers) - self.common
        if self.is_fitted(consumer, want.port, producer, evidence):
            of_steps: Parts = (Part("fitted by its twin on the training part", FITTED),)
        else:
            of_steps = self._step_parts(consumer, want.port, producer, output, claimed=not by_hint)
            of_steps = self.lanes.side_by_side(consumer, want.port, producer, of_steps)
            if output.name in self._to_learn[producer]:
                of_steps += self._against_learning(consumer, want.port, producer, evidence)
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
        if not evidence.explicit:
            parts += rather_meant(want.port.name, output, source.outputs)
        return Option((producer, output.name), output, evidence, parts, total(parts), of_steps)

    def _against_learning(
        self, consumer: int, port: InputPort, producer: int, evidence: Evidence
    ) -> Parts:
        """What speaks against what is made to learn from, where a step tests or divides."""
        if self._testing[consumer]:
            return against_testing(port, self.words[consumer])
        if evidence.listed or not makes_more(self.steps[producer]):
            return ()  # of data to train on another part may be held back
        return against_dividing(self.steps[consumer], port, self.words[consumer])

    def _is_part(
        self, consumer: int, want: Want, producer: int, output: OutputPort, evidence: Evidence
    ) -> bool:
        """Whether it is no report that is asked for, but the `eval` or the `train` of a split."""
        if not is_part(lex(output.name)) or output.report:
            return False
        # What is registered beside a model as its `evaluation` is a report.
        registers = self.steps[consumer].kind == "RegisterModel"
        if not is_plain_report(want.port) and not (registers and is_evaluation(want.port)):
            return False
        others = (lex(other.name).splits for other in self.steps[producer].outputs)
        return not evidence.listed and frozenset({"train"}) in others

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
            if not other.report and (is_evaluation(other) or not says_outright(want.port, other))
        ]
        points = self.evidence(consumer, want, producer, output).points
        return max(0, max(beside) + MARGIN - points) if beside else 0

    def _step_parts(
        self, consumer: int, port: InputPort, producer: int, output: OutputPort, *, claimed: bool
    ) -> Parts:
        ours, theirs = self.words[consumer], self.words[producer]
        lanes = self.lanes.others(consumer, port, producer) if claimed else frozenset[str]()
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
        return (*found, *self._number_parts(consumer, producer))

    def is_fitted(self, consumer: int, port: InputPort, producer: int, evidence: Evidence) -> bool:
        """Whether a step takes what its twin has fitted.

        It is listed, or it is a model of the name or a state of their contract.
        """
        unlisted = evidence.said and is_model_port(port) and not port.required
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


def _out_of_sight(step: WiringStep, source: WiringStep) -> str:
    """Why a step does not see another: where the other stands, as seen from where both do."""
    length = 0
    while source.block[: length + 2] == step.block[: length + 2]:
        length += 2
    owner, key = source.block[length : length + 2]
    if key == LOOPED:
        return f"runs in the loop `{owner}`, and `{step.name}` does not"
    return f"is in a branch that `{step.name}` is not in"


def _hint_with(port: InputPort, words: frozenset[str]) -> str:
    """The keyword of an input, or else its alias, that says one of some words."""
    for what, names in (("keyword", port.semantic_keywords), ("alias", port.aliases)):
        for name in names:
            if lex(name).keys & words:
                return f"{what} `{name}`"
    return "input"
