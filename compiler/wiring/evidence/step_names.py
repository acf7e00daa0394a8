"""What the names of two steps say about a wire between them.

`prep_calibration` feeds `calibrate` and not `train`: words that both names share speak for a
wire, a part of the data that they do not share speaks against it.
"""

from __future__ import annotations

from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.wiring.evidence.parts import Part, Parts, Rule
from pipec.compiler.wiring.evidence.ports import (
    are_models,
    asked_splits,
    implied_parts,
    is_data_port,
    predicted,
    splits_given,
)
from pipec.compiler.wiring.evidence.scores import (
    CONSUMER_HAS_OUTPUT_WORD,
    KIND_ASKS,
    MODEL_BUT_OURS,
    ONLY_PART,
    OTHER_LANE,
    SAME_BUT_OURS,
    STEP_CLASH,
    STEP_HAS_INPUT_WORD,
    STEP_PART,
    STEP_SAYS_INPUT,
    STEP_WORD,
    STEP_WORDS,
    TOLD_APART,
)
from pipec.compiler.wiring.evidence.step_words import StepWords
from pipec.compiler.wiring.words.comparison import (
    measured_clash,
    opposed,
    splits_clash,
)
from pipec.compiler.wiring.words.lexicon import lexicon
from pipec.compiler.wiring.words.names import (
    Name,
    is_data,
    is_worker,
    lex,
    of_model,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, SPLITS, stem

# Sharing what nearly every step handles joins nothing.
_SAYS_LITTLE = frozenset({"data", "features", "table"})


def step_evidence(
    port: InputPort,
    consumer: StepWords,
    output: OutputPort,
    producer: StepWords,
    *,
    common: frozenset[str],
    other_lanes: frozenset[str],
    siblings: frozenset[str],
) -> Parts:
    """What the two steps' names say: at most one part for and one against.

    `common` are words that most steps bear, which join nothing; `siblings` those that other
    outputs of the producer say, so that its name does not say them of this one. `other_lanes` are
    words of the producer that tie it to another step which wants the same type (see `Field`).
    """
    wanted, offered = lex(port.name), lex(output.name)
    asked, implied = asked_splits(port), _implied(port, consumer)
    parts = implied - {"predictions"}
    against = _steps_against(wanted, asked or parts, consumer, offered, producer)
    against = against or _kind_against(parts, output)
    if implied and not against:
        is_data_of_part = bool(offered.splits) and offered.keys <= offered.splits | {"data"}
        asks = implied & offered.splits if is_data_of_part else implied & predicted(output)
        if asks:
            return (Part(f"its kind asks for {min(asks)}", KIND_ASKS),)
    if not against and not asked and not implied and is_data_port(port):
        against = _part_against(port, consumer, output)
    if other_lanes and not against:
        label = f"`{producer.shown(other_lanes)}` is another step's"
        against = Part(label, OTHER_LANE, Rule.OTHER_LANE)
    shared = steps_for(port, consumer, output, producer, common, siblings)
    return tuple(part for part in (shared, against) if part)


def _implied(port: InputPort, consumer: StepWords) -> frozenset[str]:
    """The part that the kind of step asks for, unless its name says what it looks at."""
    parts = implied_parts(port)
    words = consumer.qualifiers | consumer.telling | consumer.things if parts else parts
    return parts if not words & _OTHER_DATA else frozenset()


_OTHER_DATA = frozenset(
    (SPLITS.keys() - {"train"})
    | set(FAMILIES)
    | {"current", "candidate", "new", "prod", "live", "post"}
    | set(map(stem, ["production", "serving", "posttraining"]))
)
"""Words of a step's name by which a check looks at other data than those to train on."""


def same_but_for(port: InputPort, output: OutputPort, consumer: StepWords) -> str | None:
    """The word of the consumer's name but for which an output reads the same as an input."""
    wanted, offered = lex(port.name), lex(output.name)
    ours = offered.keys & consumer.qualifiers
    # What its own results are called is its work, and no hint at what it takes.
    ours -= {word for word in ours if (output.type, word) in consumer.makes}
    if not ours or offered.keys - ours != wanted.keys or wanted.information < 1:
        return None
    return consumer.shown(ours)


def _but_ours(
    port: InputPort,
    consumer: StepWords,
    output: OutputPort,
    common: frozenset[str],
    siblings: frozenset[str],
) -> Part | None:
    """What speaks for an output that says what is asked for, and a word of the consumer's name.

    Not where an output beside it says more words of the name. Its type alone says that
    `train.ranker` is a model, for the `model` of `register_ranker`.
    """
    word = same_but_for(port, output, consumer)
    if word and not siblings & consumer.qualifiers:
        return Part(f"but for the consumer's `{word}` it reads the same", SAME_BUT_OURS)
    if not are_models(port, output) or lex(of_model(port.name)).keys != {"model"}:
        return None
    says, ours = lex(output.name).keys, consumer.qualifiers | consumer.telling
    if says <= ours - common:
        label = f"a model by its type, and the consumer says {consumer.shown_all(says)}"
        return Part(label, MODEL_BUT_OURS)
    return None


def steps_for(
    port: InputPort,
    consumer: StepWords,
    output: OutputPort,
    producer: StepWords,
    common: frozenset[str],
    siblings: frozenset[str] = frozenset(),
) -> Part | None:
    """What in the two steps' names speaks for a wire, if anything does."""
    wanted, offered, own = lex(port.name), lex(output.name), producer.qualifiers
    if but_ours := _but_ours(port, consumer, output, common, siblings):
        return but_ours
    told = _told(wanted, consumer, offered, producer) - common
    words = missing = wanted.keys - offered.keys
    if missing:
        missing = frozenset(key for key in missing if not key.isdigit() or _is_lane(key, wanted))
        typed = producer.role - (wanted.splits & {"train"})  # to train gives no training data
        words = missing & (own | typed | producer.things) - siblings
    if words:
        # `load_applicant_ids.data` for `applicant_ids`: the step's name is the output's.
        whole = words | _SAYS_LITTLE >= missing and words & (producer.named | producer.things)
        part = STEP_SAYS_INPUT if whole else STEP_HAS_INPUT_WORD
        label = f"its step says `{producer.shown(words)}`, as the input"
        if told:
            label += f"; the consumer says `{consumer.shown(told)}`, as the output"
            return Part(label, part + CONSUMER_HAS_OUTPUT_WORD)
        return Part(label, part, Rule.SAYS_INPUT if whole else None)
    if told:
        # Less than of an output beside it that says more of them.
        part = CONSUMER_HAS_OUTPUT_WORD - (TOLD_APART if siblings & consumer.qualifiers else 0)
        return Part(f"the consumer says `{consumer.shown(told)}`, as the output", part)
    if words := (own & consumer.qualifiers) - common:
        more = (consumer.qualifiers & (own | producer.role)) - SPLITS.keys() - common - words
        several = (
            f" and `{producer.shown(more or words - {min(words)})}`"
            if more or len(words) > 1
            else ""
        )
        label = f"both steps say `{producer.shown(words)}`{several}"
        return Part(label, STEP_WORDS if several else _one_word(words), Rule.BOTH_SAY)
    if words := (consumer.qualifiers & producer.role) - SPLITS.keys() - common:
        label = f"the consumer says {consumer.shown_all(words)}, as its step's type"
        # `predict_catboost` means what `catboost` has made.
        is_whole = producer.named <= words and not producer.things
        is_meant = is_whole and are_models(port, output) and "register" not in consumer.role
        return Part(label, CONSUMER_HAS_OUTPUT_WORD if is_meant else STEP_WORD)
    # A HoldoutSplit gives the holdout.
    role = frozenset[str]() if consumer.alike else consumer.role - consumer.divides
    if words := (own & (role | wanted.keys)) - common:
        label = f"its step says `{producer.shown(words)}`, as the consumer"
        return Part(label, _one_word(words))
    if words := (consumer.named & producer.named) - SPLITS.keys() - common:
        # Where each lane has contracts of its own, these say its word, too.
        return Part(f"both steps say {consumer.shown_all(words)}, as their types", STEP_WORD)
    words = offered.splits & (consumer.splits or _training(consumer))
    if words and not wanted.splits:
        other = offered.keys - offered.splits - FAMILIES.keys()
        if not other or says_nothing(wanted) or wanted.keys & offered.keys:
            part = STEP_HAS_INPUT_WORD if consumer.splits else STEP_WORD
            return Part(f"the consumer is about {min(words)}", part)
    return None


def _told(wanted: Name, consumer: StepWords, offered: Name, producer: StepWords) -> frozenset[str]:
    """The words of an output that the consumer's own name says, and the input does not."""
    told = offered.keys & consumer.qualifiers
    # Which model is meant its word tells, also if the types say it, too: `eval_ner`, a NerEval.
    explained = frozenset[str]() if wanted.is_of("model") else producer.named | producer.role
    told |= (offered.keys & consumer.telling) - explained
    if not told:
        return told
    # Which part of the data a step is about says nothing of its configuration.
    parts = frozenset[str]() if is_data(wanted) else SPLITS.keys()
    return told.difference(wanted.keys, FAMILIES, parts)


def _one_word(words: frozenset[str]) -> int:
    """What it adds that both steps say one word: a part of the data is no chance word.

    But for `train`: a `load_train` may load all that is split later.
    """
    return STEP_PART if words <= _PARTS else STEP_WORD


_PARTS = frozenset(SPLITS) - {"train"}


def _is_lane(number: str, name: Name) -> bool:
    """Whether a number tells apart what a name says, and does not only count: `rows_2023`."""
    return name.information > 0 and len(number) > 1


def _steps_against(
    wanted: Name,
    asked: frozenset[str],
    consumer: StepWords,
    offered: Name,
    producer: StepWords,
) -> Part | None:
    if is_data(offered) and not asked & offered.splits:
        training = _training(consumer)
        about = consumer.splits or asked or training
        agrees = producer.splits & (consumer.role - _TRAIN)
        # What the step does, it does to each of the parts: that tells none of them.
        parts = offered.splits - producer.role - {"evaluation", "inference"}
        is_said = bool(about and parts and not splits_clash(about, parts))
        if splits_clash(about, producer.splits) and not agrees and not is_said:
            label = f"{min(about)} against its step's {min(producer.splits)}"
            agree = offered.splits and not splits_clash(about, offered.splits)
            asks_data = wanted.artefact is None or FAMILIES[wanted.artefact] == "data"
            is_out = asks_data and not agree and not is_worker(wanted)
            return Part(label, STEP_CLASH, Rule.OTHER_PART if is_out else None)
        if not asked and splits_clash(training, offered.splits):
            return Part(f"train against {min(offered.splits)}", STEP_CLASH)
    if measured_clash(wanted, producer.measuring):
        ours, theirs = min(wanted.measured), min(producer.measuring.measured)
        return Part(f"{ours} against its step's {theirs}", STEP_CLASH)
    lanes = lexicon().lanes
    words = producer.qualifiers | (offered.keys & lanes.keys())
    if pair := opposed(consumer.qualifiers | wanted.keys, words, lanes):
        left = wanted.written(consumer.shown(pair[:1]))
        right = offered.written(producer.shown(pair[1:]))
        return Part(f"{left} against its step's {right}", STEP_CLASH)
    return None


def _kind_against(parts: frozenset[str], output: OutputPort) -> Part | None:
    """What speaks against predictions, where the kind of step asks for a part of the data."""
    if parts and not lex(output.name).splits and predicted(output):
        label = f"its kind asks for {min(parts)}, not predictions"
        return Part(label, STEP_CLASH, Rule.NOT_PREDICTIONS)
    return None


def _part_against(port: InputPort, consumer: StepWords, output: OutputPort) -> Part | None:
    """What speaks against an output that is only a part of the data, where none is asked for."""
    parts = splits_given(output) - {"evaluation", "inference"}
    if not parts or not is_data(lex(output.name)):
        return None
    # What a model infers on may well be what it is tried on.
    is_tried = consumer.about == {"inference"} and parts <= {"test", "holdout"}
    if splits_clash(consumer.about, parts) and not is_tried:
        return Part(f"{min(consumer.about)} against {min(parts)}", STEP_CLASH)
    of_part = parts & consumer.about or consumer.splits or consumer.role & _OF_PARTS
    if of_part or any(lex(alias).splits for alias in port.aliases):
        return None
    return Part(f"it is only the {min(parts)} part", ONLY_PART, Rule.ONLY_PART)


_OF_PARTS = frozenset({"train", "tune", "evaluation", "inference"})
"""What steps do that take a part of the data each."""


_NO_WORDS = frozenset[str]()
_TRAIN = frozenset({"train"})
_TRAINS = frozenset({"train", "tune"})


def _training(consumer: StepWords) -> frozenset[str]:
    """`train` for a step whose type is a training, which takes no test data unasked."""
    return _NO_WORDS if _TRAINS.isdisjoint(consumer.role) else _TRAIN
