"""What the names of two steps say about a wire between them.

`prep_calibration` feeds `calibrate` and not `train`: words that both names share speak for a
wire, a part of the data that they do not share speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipec.compiler.model import InputPort, OutputPort, WiringStep
from pipec.compiler.wiring.names import Name, is_data, lex, opposed, splits_clash
from pipec.compiler.wiring.scores import (
    CONSUMER_HAS_OUTPUT_WORD,
    OTHER_LANE,
    SAME_BUT_OURS,
    STEP_CLASH,
    STEP_HAS_INPUT_WORD,
    STEP_SAYS_INPUT,
    STEP_WORD,
    Parts,
)
from pipec.compiler.wiring.vocabulary import FAMILIES, LANE_OPPOSED, SPLITS, Kind


@dataclass(frozen=True, slots=True)
class StepWords:
    """The words of a step's name that its type does not explain, and those of its type.

    `calibrate` of type `XGBoostTraining` has the qualifier `calibration` and the role words
    `xgboost`, `train`. `splits` are those among the qualifiers; `spelled` is how the step's
    name and type write each word.
    """

    qualifiers: frozenset[str]
    role: frozenset[str]
    splits: frozenset[str]
    spelled: dict[str, str]

    def shown(self, keys: Iterable[str]) -> str:
        """The first of some words as the step spells it."""
        key = min(keys)
        return self.spelled.get(key, key)


# What nearly every step does or handles: sharing it joins nothing.
_SAYS_LITTLE = frozenset({"data", "features", "table"})
_SHORT = 4
"""Letters of what may be the beginning of a word: `model_t` of `train_treated`."""
_GENERIC = frozenset({"process", "transform", "run", "make", "creat", "get", "build", "do"})


def step_words(step: WiringStep) -> StepWords:
    """The words of a step's name and type; artefacts, carriers and generic verbs left out."""
    role = _step_keys(step.step_type) | _step_keys(step.kind)
    qualifiers = _step_keys(step.name).keys() - role.keys()
    # Evaluating is what a step does, not a part of the data that it belongs to.
    splits = {key for key in qualifiers if key in SPLITS and key != "evaluation"}
    return StepWords(
        frozenset(qualifiers), frozenset(role), frozenset(splits), role | _step_keys(step.name)
    )


def _step_keys(name: str) -> dict[str, str]:
    return {
        token.key: token.text
        for token in lex(name).tokens
        if token.kind in (Kind.SPLIT, Kind.QUALIFIER) and token.key not in _GENERIC
    }


def step_evidence(
    port: InputPort,
    consumer: StepWords,
    output: OutputPort,
    producer: StepWords,
    *,
    common: frozenset[str],
    other_lanes: frozenset[str],
) -> Parts:
    """What the two steps' names say: at most one part for and one against.

    `common` are words that most steps bear, which join nothing. `other_lanes` are words of the
    producer that tie it to another step which wants the same type (see `Field` in `candidates.py`).
    """
    wanted, offered = lex(port.name), lex(output.name)
    speaks = producer.qualifiers or offered.splits or producer.role & wanted.keys
    speaks = speaks or consumer.qualifiers & (offered.keys | producer.role)
    if not speaks:
        return ()
    against = _steps_against(wanted, consumer, offered, producer)
    if other_lanes and not against:
        against = (f"`{producer.shown(other_lanes)}` is another step's", OTHER_LANE)
    shared = steps_for(port, consumer, output, producer, common)
    return tuple(part for part in (shared, against) if part)


def steps_for(
    port: InputPort,
    consumer: StepWords,
    output: OutputPort,
    producer: StepWords,
    common: frozenset[str],
) -> tuple[str, int] | None:
    """What in the two steps' names speaks for a wire, if anything does."""
    wanted, offered, own = lex(port.name), lex(output.name), producer.qualifiers
    # Where the consumer's name says which part of the data it is about, nothing else does.
    foreign = frozenset[str]()
    if consumer.splits:
        foreign = (wanted.splits | (consumer.role & SPLITS.keys())) - consumer.splits
    rest = offered.keys - consumer.qualifiers
    if rest == wanted.keys and rest != offered.keys and wanted.information >= 1:
        ours = min(offered.keys - rest)
        return f"but for the consumer's `{ours}` it reads the same", SAME_BUT_OURS
    missing = frozenset(key for key in wanted.keys - offered.keys if not key.isdigit())
    typed = producer.role - (wanted.splits - {"evaluation"})
    words = missing & ((own - foreign) | typed)
    if words and not opposed(consumer.qualifiers, words):
        # `load_applicant_ids.data` for `applicant_ids`: the step's name is the output's.
        whole = words == missing - _SAYS_LITTLE and words & own
        part = STEP_SAYS_INPUT if whole else STEP_HAS_INPUT_WORD
        return f"its step says `{producer.shown(words)}`, as the input", part
    short = {w for w in missing if len(w) <= _SHORT and w not in own and not w.isdigit()}
    if begun := {w for w in own if any(w.startswith(s) and w != s for s in short)}:
        return f"its step says `{producer.shown(begun)}`, which the input shortens", STEP_WORD
    told = (offered.keys & consumer.qualifiers) - wanted.keys - common - FAMILIES.keys()
    if told and not consumer.splits & told:
        return f"the consumer says `{min(told)}`, as the output", CONSUMER_HAS_OUTPUT_WORD
    if words := (own & consumer.qualifiers) - common:
        return f"both steps say `{producer.shown(words)}`", STEP_WORD
    if words := (consumer.qualifiers & producer.role) - SPLITS.keys() - common:
        return f"the consumer says `{min(words)}`, as its step's type", STEP_WORD
    if words := (own & (consumer.role | wanted.keys)) - common - foreign:
        return f"its step says `{producer.shown(words)}`, as the consumer", STEP_WORD
    about = consumer.splits or _training(consumer)
    if not wanted.splits and (words := offered.splits & about):
        return f"the consumer is about {min(words)}", STEP_WORD
    return None


def _steps_against(
    wanted: Name, consumer: StepWords, offered: Name, producer: StepWords
) -> tuple[str, int] | None:
    if is_data(offered) and not wanted.splits & offered.splits:
        about = consumer.splits or wanted.splits or _training(consumer)
        # A step that splits data may be named after one part and give another.
        own = wanted.splits and offered.splits and not splits_clash(wanted.splits, offered.splits)
        if splits_clash(about, producer.splits) and not own:
            return f"{min(about)} against its step's {min(producer.splits)}", STEP_CLASH
        if not wanted.splits and splits_clash(_training(consumer), offered.splits):
            return f"train against {min(offered.splits)}", STEP_CLASH
    if pair := opposed(consumer.qualifiers | wanted.keys, producer.qualifiers, LANE_OPPOSED):
        return f"{pair[0]} against its step's {pair[1]}", STEP_CLASH
    return None


def _training(consumer: StepWords) -> frozenset[str]:
    """`train` for a step whose type is a training, which takes no test data unasked."""
    return frozenset({"train"}) if consumer.role & {"train", "tune"} else frozenset()
