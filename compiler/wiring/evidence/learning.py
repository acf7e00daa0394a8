"""What is made to learn from, and who tests what has learnt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.evidence.parts import Part, Parts, Rule
from pipec.compiler.wiring.evidence.ports import (
    ACCEPTED_TYPES,
    asked_splits,
    gives_models,
    is_data_port,
    is_model_port,
    is_plain_report,
    takes_models,
)
from pipec.compiler.wiring.evidence.scores import TO_LEARN
from pipec.compiler.wiring.evidence.step_words import StepWords
from pipec.compiler.wiring.words.names import (
    lex,
)

_KNOWN_WORDS = "all background baseline everybody full reference"
_KNOWN = frozenset(lex(word).tokens[0].key for word in _KNOWN_WORDS.split())
"""Words of an input, or of its step, that may well mean what the model knows already."""
TESTING = frozenset({"evaluation", "holdout", "test"})


def asks_known(port: InputPort, words: StepWords) -> bool:
    """Whether an input or its step says that it means what the model knows already."""
    said = words.named | words.role | lex(port.name).keys
    return bool(said & (_KNOWN | {"train"}))


_LEARNING = lex("blend choose forecast pick select stack threshold tune weigh").keys
"""Words of steps that learn something themselves, or go on with what a model has learnt from."""


def says_it_learns(step: WiringStep) -> bool:
    """Whether a step's name or type says that it learns something, though it gives no model."""
    return bool((lex(step.name).keys | lex(step.step_type).keys) & _LEARNING)


_FOR_ALL = lex("embed encode index vectorize").keys
"""Words of steps that work on all data there are, and try no model on a part of them."""


def works_on_all(step: WiringStep) -> bool:
    """Whether a step's name or type says that it works on all data, with a model or without."""
    return bool((lex(step.name).keys | lex(step.step_type).keys) & _FOR_ALL)


def applies_models(step: WiringStep) -> bool:
    """Whether a step takes a model to use it, and neither makes one of it nor registers it."""
    return takes_models(step) and not gives_models(step) and step.kind != "RegisterModel"


def tests_models(step: WiringStep, words: StepWords) -> bool:
    """Whether a step tests a model by what its name or type says."""
    return applies_models(step) and bool(words.about & TESTING)


_MORE = lex("augment oversample smote").keys
"""Words of steps that make more of what is to be learnt from than there is."""


def makes_more(step: WiringStep) -> bool:
    """Whether a step makes more data, by its name or type: that is to learn from alone."""
    return bool((lex(step.name).keys | lex(step.step_type).keys) & _MORE)


def gives_to_learn(step: WiringStep) -> bool:
    """Whether all data that a step gives are to learn from, by their names or its own."""
    if gives_models(step):
        return False
    parts = [lex(output.name).splits for output in step.outputs if is_data_port(output)]
    allowed = [{"train"}, set[str]()] if makes_more(step) else [{"train"}]
    return bool(parts) and all(of_one in allowed for of_one in parts)


def is_to_learn(step: WiringStep, words: StepWords, output: OutputPort) -> bool:
    """Whether data are made to learn from: of the part to train on, and of no other.

    They bear the name of something that the step takes: a vocabulary of the training data is for
    all parts.
    """
    if gives_models(step):
        return False
    if makes_more(step) and is_data_port(output):
        return lex(output.name).splits <= {"train"}
    names = [lex(name) for name in (output.name, *output.aliases)]
    parts = (words.splits | names[0].splits).union(*map(asked_splits, step.ports))
    said = frozenset[str]().union(*(name.keys - name.splits for name in names))
    return parts == {"train"} and any(said & lex(port.name).keys for port in step.ports)


def against_testing(port: InputPort, words: StepWords) -> Parts:
    """What speaks against data that are made to learn from, for an input of a step that tests."""
    if not is_data_port(port) or "train" in asked_splits(port) or asks_known(port, words):
        return ()
    return (Part("made to learn from, and not to test on", TO_LEARN, Rule.TO_LEARN),)


def against_dividing(step: WiringStep, port: InputPort, words: StepWords) -> Parts:
    """What speaks against more data than there are, for an input of a step that divides data."""
    if not words.divides - {"train"} or not is_data_port(port) or asked_splits(port):
        return ()
    if takes_models(step):
        return ()
    return (Part("made to learn from, and not to divide", TO_LEARN, Rule.TO_LEARN),)


def asks_about_model(step: WiringStep, port: InputPort) -> bool:
    """Whether an input is for a report about the model that its step registers."""
    about_data = lex(port.name).artefact in ("statistics", "constraints")
    return step.kind == "RegisterModel" and is_plain_report(port) and not about_data


def near_models(steps: Sequence[WiringStep]) -> set[int]:
    """The steps that may have to do with a model, by the types of what they need and give.

    Those that need or give one, and those that need anything of a type which these give.
    """
    needs = [[port for port in step.ports if port.required or port in step.given] for step in steps]
    needing = defaultdict[str | None, set[int]](set)
    for number, ports in enumerate(needs):
        for port in ports:
            for type_ in ACCEPTED_TYPES.get(port.type or "", (port.type,)):
                needing[type_].add(number)
    near = {
        number
        for number, step in enumerate(steps)
        if gives_models(step) or any(map(is_model_port, needs[number]))
    }
    stack = list(near)
    while stack:
        for output in steps[stack.pop()].outputs:
            new = needing.pop(output.type, set()) - near
            near |= new
            stack += new
    # Of what needs nothing it is not known what it works on.
    return near.union(number for number, ports in enumerate(needs) if not ports)
