"""What an input asks for and what an output is, apart from the steps that they are of.

By their names, types and lists, and by what the kinds of their steps know. What two names have in
common is weighed in `scores.py`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from pipec.compiler.model import PORT_TYPES, InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.words.lexicon import of_words
from pipec.compiler.wiring.words.names import (
    is_data,
    lex,
    of_model,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, SPLITS, Kind, stem

Names = tuple[str, ...]
"""A port's name and then its aliases, or its keywords."""

ACCEPTED_TYPES = {
    "training_data": ("training_data", "processing_output"),
    "hyperparameters": ("hyperparameters", "processing_output"),
    "payload_samples": ("payload_samples", "processing_output"),
}
"""The output types that an input takes; one that is not listed takes only its own."""


def accepts_type(wanted: str | None, offered: str | None) -> bool:
    """Whether an input of one type takes outputs of another; no type fits nothing."""
    if wanted is None or offered is None:
        return False
    return offered in ACCEPTED_TYPES.get(wanted, (wanted,))


@lru_cache(maxsize=65536)
def unfit(port: InputPort, output: OutputPort) -> str | None:
    """Why types forbid `output` to feed `port`, or None."""
    if output.type is None:
        return "has no type, so the wiring leaves it alone"
    if port.type is None:
        return f"is of type `{output.type}`, and the input has no type to compare"
    if not accepts_type(port.type, output.type):
        return f"is of type `{output.type}`, not `{port.type}`"
    if same_data(port, output):
        return None
    return f"has data type `{output.data_type}`, not `{port.data_type}`"


def same_data(port: InputPort, output: OutputPort) -> bool:
    """Whether an output gives the kind of value that an input wants."""
    pair = (output.data_type, port.data_type)
    return output.data_type == port.data_type or pair == ("Integer", "Float")


def is_model_port(port: InputPort | OutputPort) -> bool:
    """Whether a port is typed a model, also in the project's own words (`trained_model`)."""
    return _is_of_models(port.type) and (port.type in PORT_TYPES or port.data_type == "S3Uri")


def is_data_port(port: InputPort | OutputPort) -> bool:
    """Whether a port may be of data by its type: a folder, no model, nor for one purpose."""
    return _is_of_data(port.type) and (port.type in PORT_TYPES or port.data_type == "S3Uri")


def _is_of_models(type_: str | None) -> bool:
    return type_ == "model_artifacts" or (type_ not in _KNOWN_TYPES and _says_model(type_))


def _is_of_data(type_: str | None) -> bool:
    if type_ in _KNOWN_TYPES:
        return type_ in ("processing_output", "training_data")
    return not _says_model(type_)


_KNOWN_TYPES = frozenset((*PORT_TYPES, None))


@of_words
@cache
def _says_model(type_: str) -> bool:
    """Whether a type ends in a model: not `model_name`, nor `class_weights`, which are data."""
    name = lex(of_model(type_))
    words = [token for token in name.tokens if token.kind is not Kind.CARRIER]
    is_last = bool(words) and words[-1].key in ("model", "checkpoint")
    return is_last or (name.is_of("model") and name.keys <= {"model", "weights"})


def is_called_by_type(port: InputPort) -> bool:
    """Whether an input's name is its type, a word of the project's own: `artifacts`.

    For a project that has a type of it such a word says which thing is meant.
    """
    if port.type is None or port.type in _KNOWN_TYPES or _says_model(port.type):
        return False
    type_ = lex(port.type)
    return not type_.is_of("data") and type_.folded == lex(port.name).folded


def takes_models(step: WiringStep) -> bool:
    """Whether a step asks for a model, or has one."""
    return any(map(_is_of_models, step.input_types))


def takes_data(step: WiringStep) -> bool:
    """Whether a step asks for what may be data, or has it."""
    return any(map(_is_of_data, step.input_types))


def gives_models(step: WiringStep) -> bool:
    """Whether a step makes a model."""
    return any(map(is_model_port, step.outputs))


def are_models(port: InputPort, output: OutputPort) -> bool:
    """Whether both are typed a model, so that `model` in a name says nothing more."""
    return port.type == output.type and is_model_port(port)


def may_be(port: InputPort, output: OutputPort, step_type: str | None) -> bool:
    """Whether an output of a step may be what an input takes by its type, if somebody says so.

    A property may be anything, and so may what only one of two projects calls by a type of its
    own. A contract that lists the source knows what it gives.
    """
    types = {port.type, output.type}
    if None in types or "custom_property" in types:
        return True
    if accepts_type(port.type, output.type) or accepts_type(output.type, port.type):
        return True
    if len(types.difference(PORT_TYPES)) == 1:
        return True
    return step_type is not None and listed_as(port, step_type, None) is not None


def listed_as(port: InputPort, step_type: str, kind: str | None) -> str | None:
    """How a step's type is among an input's listed sources, or None.

    `kind` is the step's kind, where the list may mean that (`listable_kind`).
    """
    if lex(step_type).folded in _folded(port.compatible_sources):
        return f"{step_type} is a listed source"
    if kind is None:
        return None
    if kind in port.compatible_sources:
        return f"{step_type} is a {kind}, which is listed"
    alike = [source for source in port.compatible_sources if source.endswith(kind)]
    return f"{step_type} is a {kind} as the listed {alike[0]}" if alike else None


def listable_kind(port: InputPort, kind: str, *, unknown: bool) -> str | None:
    """A step's kind, if an input's list has it, or cannot have the step's contract.

    That is `unknown` to pipec's own lists, if it is one of the project.
    """
    return kind if unknown or kind in port.compatible_sources else None


@of_words
@lru_cache(maxsize=4096)
def _folded(names: Names) -> frozenset[str]:
    return frozenset(lex(name).folded for name in names)


def made_for(port: InputPort, output: OutputPort) -> bool:
    """Whether an output is made for the place in the request that an input goes to."""
    return port.place is not None and port.place.path in output.places


def is_past_baseline(port: InputPort, output: OutputPort) -> bool:
    """Whether a check gives it as what it compared with, and an input does not ask for that."""
    used = all(path.startswith("DriftCheckBaselines") for path in output.places)
    return used and not lex(port.name).keys & (_EARLIER | {"drift", "reference", stem("used")})


def takes_only_made(port: InputPort) -> bool:
    """Whether an input goes to a place in the registry for which only a check gives something.

    An evaluation may measure a model's quality as well, and some register it as statistics. So
    that is left to the user, unless the input may stay empty: then the check is meant. Such an
    input is for no check of this pipeline if it asks for an earlier report (`previous_bias`).
    """
    if port.place is None or (not port.required and lex(port.name).keys & _EARLIER):
        return False
    of_check = lex(port.name).artefact in ("statistics", "constraints")
    return port.place.only or (of_check and not port.required)


_EARLIER_WORDS = (
    "approved champion current deployed existing golden history initial last live old original "
    "parent prev previous prod production registered"
)
_EARLIER = frozenset(lex(word).tokens[0].key for word in _EARLIER_WORDS.split())
"""Words of what was found or registered before."""
OF_OTHER_DATA = _EARLIER | {"inference", "capture", "traffic"}
"""Words of the name of a check that does not look at the data of the model to be registered."""


def found_together(port: InputPort, other: InputPort, output: OutputPort) -> bool:
    """Whether two inputs ask for what is found out at once, and lies in one folder.

    `statistics` and `constraints` of what a monitor has measured (`model_quality`).
    """
    wanted, beside, offered = lex(port.name), lex(other.name), lex(output.name)
    pair = {"statistics", "constraints"}
    if {wanted.artefact, beside.artefact} != pair or wanted.keys - pair != beside.keys - pair:
        return False
    return bool(offered.measured) and not offered.keys & pair


def implied_parts(port: InputPort) -> frozenset[str]:
    """The parts of the data that the step's kind asks for, if the names say only `data`."""
    if not port.parts:
        return port.parts
    names = map(lex, (port.name, *port.aliases, *port.semantic_keywords))
    plain = all(says_nothing(name) or name.keys <= {"data", "reference"} for name in names)
    return port.parts if plain else frozenset()


@of_words
@lru_cache(maxsize=65536)
def predicted(output: OutputPort) -> frozenset[str]:
    """`predictions`, if one of an output's names has a word of these."""
    words = {token.key for name in (output.name, *output.aliases) for token in lex(name).tokens}
    is_predicted = any(FAMILIES.get(word) == "predictions" for word in words)
    return frozenset({"predictions"} if is_predicted else ())


@of_words
@lru_cache(maxsize=65536)
def asked_splits(port: InputPort) -> frozenset[str]:
    """The part of the data that an input asks for by its name, or else by aliases or keywords.

    Where its name says nothing (`dataset`), these must agree.
    """
    nameless = says_nothing(lex(port.name)) or lex(port.name).information == 0
    keywords = port.semantic_keywords
    return splits_asked(
        (port.name, *port.aliases), (*port.aliases, *keywords) if nameless else keywords
    )


def splits_asked(wanted: Names, keywords: Names) -> frozenset[str]:
    """The part of the data that an input's names ask for, or else keywords that agree."""
    name, aliases = lex(wanted[0]), keyword_splits(wanted[1:])
    if not is_data(name):
        return name.splits
    unknown = not name.splits and not says_nothing(name)  # `tune_set`, which is `validation`
    others = aliases if aliases and unknown else keyword_splits(keywords)
    # Evaluation and inference may be what a step does.
    return name.splits | (others - {"evaluation", "inference"})


@of_words
@lru_cache(maxsize=65536)
def splits_given(output: OutputPort) -> frozenset[str]:
    """The part of the data that an output is by its name, or else by its aliases."""
    return splits_asked((output.name, *output.aliases), ())


def keyword_splits(keywords: Names) -> frozenset[str]:
    """The part of the data that keywords name, if they agree."""
    splits = frozenset[str]().union(*(lex(keyword).splits for keyword in keywords))
    return splits if len(splits) == 1 else frozenset()


def is_plain_report(port: InputPort) -> bool:
    """Whether an input asks for a report and says no more: `model_metrics`."""
    name = lex(port.name)
    return name.is_of("report") and name.keys - name.splits <= FAMILIES.keys() | {"evaluation"}


def is_evaluation(port: InputPort | OutputPort) -> bool:
    """Whether a port is called an evaluation and no more."""
    return lex(port.name).keys == {"evaluation"}


def asks_model(port: InputPort, output: OutputPort, *, listed: bool) -> bool:
    """Whether an input's `model_data` is a model, as in the SDK.

    Not if its type is that of data, unless the request wants a model there of a listed step, nor
    for an output that is called so itself.
    """
    names = (output.name, *output.aliases)
    goes_as_model = listed and port.place is not None and port.place.path == "ModelDataUrl"
    return (not is_data_port(port) or goes_as_model) and all(
        of_model(name) == name for name in names
    )


@of_words
@lru_cache(maxsize=65536)
def hints(port: InputPort) -> frozenset[str]:
    """The words of an input's keywords and aliases that its name lacks and that may name a step."""
    words = {key for other in (*port.aliases, *port.semantic_keywords) for key in lex(other).keys}
    return frozenset(words - lex(port.name).keys - FAMILIES.keys() - SPLITS.keys())


def keyed(port: InputPort, output: OutputPort) -> bool:
    """Whether the output's own name says a keyword that is no word of the kind of thing."""
    keywords = {key for keyword in port.semantic_keywords for key in lex(keyword).keys}
    return bool((keywords & lex(output.name).keys) - FAMILIES.keys() - SPLITS.keys())
