"""Whether what a step gives may be the same thing as what it takes, worked on, by their names."""

from __future__ import annotations

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.evidence.ports import is_model_port, takes_models
from pipec.compiler.wiring.words.comparison import (
    reads_same,
    splits_clash,
)
from pipec.compiler.wiring.words.names import (
    FILLER,
    is_worker,
    lex,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, Kind


def same_name(earlier: OutputPort, later: OutputPort) -> bool:
    """Whether a later form keeps the name, but for words such as `raw` and `clean`."""
    a, b = lex(earlier.name), lex(later.name)
    return (
        reads_same(a, b)
        or (says_nothing(a) and says_nothing(b))
        or a.keys - FILLER == b.keys - FILLER
    )


def are_of_part(port: InputPort, earlier: OutputPort, later: OutputPort) -> bool:
    """Whether two forms are by their names the part of the data that an input's name says.

    And the later says nothing else, but what was done: `train_set` and `balanced_train_set`, not
    `train_words`.
    """
    asked, a, b = lex(port.name), lex(earlier.name), lex(later.name)
    strange = {t.key for t in b.content if t.kind is not Kind.SPLIT and not t.text.endswith("ed")}
    return bool(asked.splits & a.splits & b.splits) and strange <= a.keys | asked.keys | {"data"}


def is_predicted(earlier: OutputPort, step: WiringStep, later: OutputPort) -> bool:
    """Whether a step makes something else of what it takes, with a model: no later form of it.

    Not if the name is kept, nor what it finds out.
    """
    a, b = lex(earlier.name), lex(later.name)
    keeps_name = a.folded == b.folded or (a.keys != b.keys and a.keys - FILLER == b.keys - FILLER)
    if is_model_port(earlier) or keeps_name or b.is_of("report"):
        return False
    return _takes_what_is_called_model(step)


def _takes_what_is_called_model(step: WiringStep) -> bool:
    """Whether a step takes what is called a model: an encoder or a scaler is typed as one, too.

    One that may stay empty, and for which nothing is written, does not make what it gives.
    """
    if not takes_models(step):
        return False
    sure = (port for port in step.ports if port.required or port.value is not None)
    return any(is_model_port(port) and lex(port.name).artefact == "model" for port in sure)


def of_one_kind(earlier: OutputPort, later: OutputPort) -> bool:
    """Whether `later`, of a step that takes `earlier`, may be the same thing, worked on."""
    if earlier.type != later.type or earlier.data_type != later.data_type:
        return False
    a, b = lex(earlier.name), lex(later.name)
    if splits_clash(a.splits, b.splits):
        return False
    if later.report and not earlier.report and not (b.artefact or b.splits or reads_same(a, b)):
        return False  # a `gini`, which is a report for holding one
    if all(token.kind is Kind.CARRIER for token in b.content):
        others = [lex(alias) for alias in later.aliases]
        # A `scaler_output` is what it has scaled.
        works = [is_worker(other) and other.tokens[-1] == other.content[-1] for other in others]
        if any(works) and not any(map(says_nothing, others)):
            return False  # `artifacts`, otherwise `encoders`, are no data
    if a.artefact is None or b.artefact is None:
        return True
    families = {FAMILIES[a.artefact], FAMILIES[b.artefact]}
    return families == {"model", "package"} or len(families) == 1
