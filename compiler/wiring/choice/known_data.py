"""What the models that a step takes have learnt from, by the wires that stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipec.compiler.model import OutputPort
from pipec.compiler.wiring.choice.chains import Chains
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.learning import (
    TESTING,
    applies_models,
    asks_known,
    says_it_learns,
)
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.parts import NOTHING, Part, Rule
from pipec.compiler.wiring.evidence.ports import (
    asked_splits,
    gives_models,
    implied_parts,
    is_data_port,
    is_model_port,
    takes_models,
)
from pipec.compiler.wiring.evidence.scores import MODEL_KNOWS
from pipec.compiler.wiring.words.comparison import (
    differ_by_split,
)
from pipec.compiler.wiring.words.names import (
    lex,
)

Siblings = Mapping[int, Sequence[Search]]
"""The inputs of each step."""


def asks_any_data(known: Field, search: Search) -> bool:
    """Whether an input beside a model is for data of which nothing says that it knows them.

    What gives a model itself learns: a stack does from what its models are validated on.
    """
    step = known.steps[search.step]
    if not is_data_port(search.port):
        return False
    if gives_models(step):
        return False
    if asked_splits(search.port) or implied_parts(search.port):
        return False
    return not asks_known(search.port, known.words[search.step])


def asks_to_evaluate(known: Field, search: Search) -> bool:
    """Whether an input is for data to evaluate a model on, not to stop its training by.

    By its name `eval_set` may be either: what the step says or reports tells.
    """
    step, words = known.steps[search.step], known.words[search.step]
    if asked_splits(search.port) != {"evaluation"} or not is_data_port(search.port):
        return False
    tests = bool(words.about & TESTING) or any(map(is_report, step.outputs))
    learns_none = applies_models(step) and not says_it_learns(step)
    return learns_none and tests and not asks_known(search.port, words)


def evaluates(known: Field, search: Search) -> bool:
    """Whether an input's step tests a model: it says so, asks for a test part or reports."""
    step = known.steps[search.step]
    asked = asked_splits(search.port) | known.words[search.step].about
    is_test = bool(asked & TESTING) or any(map(is_report, step.outputs))
    return applies_models(step) and "train" not in asked and is_test


def learns(known: Field, number: int) -> bool:
    """Whether a step is a training by its kind, or makes a model of data alone."""
    step = known.steps[number]
    of_data = gives_models(step) and not takes_models(step)
    return step.kind in ("Training", "Tuning") or of_data


def learnt_from(
    known: Field, chains: Chains, siblings: Siblings, models: Iterable[OutputKey]
) -> Iterator[tuple[OutputKey, bool]]:
    """The data that the makers of models have taken, and whether to train on them."""
    for model in models:
        for maker, _ in _line(known, chains, siblings, model):
            trains = learns(known, maker)
            for search in siblings[maker]:
                if (chosen := search.chosen) and is_data_port(chosen.output):
                    parts = lex(chosen.output.name).splits or asked_splits(search.port)
                    is_any = trains and not parts and search.port.required
                    yield chosen.key, "train" in parts or is_any


def _line(
    known: Field, chains: Chains, siblings: Siblings, model: OutputKey
) -> Sequence[OutputKey]:
    """A model, what it is made of, and what trainings have given for it: an `adapter`, too."""
    line: set[OutputKey] = set()
    stack = [model]
    while stack:
        key = stack.pop()
        new = {key, *chains.earlier(key)} - line
        line |= new
        taken = (search.chosen for number, _ in new for search in siblings[number])
        stack += [o.key for o in taken if o and o.key not in line and learns(known, o.step)]
    return sorted(line)


def is_other_part(part: OutputPort, other: OutputPort) -> bool:
    """Whether two outputs of a step are parts of the same data, by their names or aliases."""
    return any(
        differ_by_split(one, another)
        for one in (part.name, *part.aliases)
        for another in (other.name, *other.aliases)
    )


def set_back(
    known: Field, chains: Chains, siblings: Siblings, search: Search, found: Sequence[Option]
) -> bool:
    """Set back the parts of the data that a step's models have been given; True if there are any.

    If all other parts of that split fit as well: of `train`, `val` and `test` only the last is
    new to a model that has learnt from the first and was validated on the second. So is the
    whole, where the step evaluates.
    """
    if len(found) < 2 or known.words[search.step].splits:
        return False
    if not takes_models(known.steps[search.step]) or not asks_any_data(known, search):
        return False
    taken = [other.chosen for other in siblings[search.step] if other.chosen]
    models = [option.key for option in taken if is_model_port(option.output)]
    given = {key for key, _ in learnt_from(known, chains, siblings, models)}
    tries = "evaluation" in known.words[search.step].about
    parts = [one for one in found if one.key in given and (tries or one.key not in search.changes)]
    new_parts = {
        (one.step, output.name)
        for one in parts
        for output in known.steps[one.step].outputs
        if is_other_part(one.output, output) and (one.step, output.name) not in given
    }
    if tries:  # the whole has what the model knows, too
        given = given.union(*(chains.earlier(one.key) for one in parts))
    if not new_parts or new_parts != {one.key for one in found if one.key not in given}:
        return False
    known_ones = [one for one in found if one.key in given]
    # What a doubt lets draw level comes back: it is not set back again.
    news = [o for o in known_ones if search.changes.get(o.key, NOTHING).rule != Rule.MODEL_KNOWS]
    for one in news:
        points = search.changes.get(one.key, NOTHING).points + MODEL_KNOWS
        search.changes[one.key] = Part("the model has been given it", points, Rule.MODEL_KNOWS)
    return bool(news)
