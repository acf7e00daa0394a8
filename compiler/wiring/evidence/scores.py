"""What speaks for and against one wire, in parts.

`port_evidence` compares an input with an output and is kept for the whole process, so that its
cost grows with the contracts and not with the steps or pipelines. `step_names.py` compares the
steps' names; what depends on the other wires (chains, rivals) is `chains.py`'s and `doubts.py`'s.
Values are hundredths of a score, whole numbers, so that parts add up exactly. The numbers and
what they mean for users are in `docs/wiring-rules.md`; a test keeps the two equal.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipec.compiler.model import InputPort, OutputPort
from pipec.compiler.wiring.evidence.parts import NOTHING, Part, Parts, Rule, total
from pipec.compiler.wiring.evidence.ports import (
    ACCEPTED_TYPES,
    Names,
    accepts_type,
    are_models,
    asks_model,
    is_called_by_type,
    is_past_baseline,
    keyword_splits,
    listed_as,
    splits_asked,
    takes_only_made,
    unfit,
)
from pipec.compiler.wiring.words.comparison import (
    are_crossed,
    artefacts_clash,
    is_left_out,
    is_not_predicted,
    likeness,
    measured_clash,
    opposed,
    ordinals_clash,
    reads_same,
    splits_clash,
)
from pipec.compiler.wiring.words.lexicon import of_words
from pipec.compiler.wiring.words.names import (
    DATA_SAYS,
    Name,
    is_part,
    is_worker,
    lex,
    of_model,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import ARTEFACTS, FAMILIES, Kind

# A candidate needs this much: more than the type, a keyword and words that step names share, so
# that without a listed source the input's own words must be found; less than the type and either
# a listed source or the same name.
THRESHOLD = 40
# The best must lead by this much: the least that any part says by itself (a keyword).
MARGIN = 5

# A required input that nothing fits well takes what fits it a little, if nothing else comes near.
LONE = 25
LONE_LEAD = 10
# So much better is what makes an order doubtful that was only inferred.
TOO_LATE = 20

TYPE = 17
LISTED = 35
# Of the steps in `from:`, those of a listed type are meant first.
ALSO_LISTED = 22
UNLISTED = -5
# A list could have named its own step type.
OWN_TYPE = -35
SAME_NAME = 45
READS_SAME = 36
ALIAS = 28
MADE_FOR = 28
LIKENESS = 32
ALIAS_LIKENESS = 20
SAME_PART = 28
# Less than what else says the whole name: its step.
PART_ONLY = 25
SAME_ARTEFACT = 5
KEYWORD = 5
SPLIT_KEYWORD = 10
# Less than LONE_LEAD, so that it decides between outputs of one step only.
KIND_ASKS = 9
# More than all that is left to speak for a wire where the names exclude each other.
CLASH = -40
OTHER_THING = -40
STEP_CLASH = -55
STEP_WORD = 6
# It leads one of another part by more than a keyword says for that.
STEP_PART = 11
STEP_WORDS = 17
STEP_HAS_INPUT_WORD = 20
STEP_SAYS_INPUT = 25
STEP_HAS_KEYWORD = 20
TOLD_APART = 10
FITTED = 20
CONSUMER_HAS_OUTPUT_WORD = 25
SAME_BUT_OURS = 30
# As much as CONSUMER_HAS_OUTPUT_WORD and a name that reads the same as `model`.
MODEL_BUT_OURS = 54
NUMBERED_BEFORE = 15
NUMBERED_AFTER = -40
OTHER_LANE = -15
LEFTOVER = -10
LEFT_BEHIND = -15
ABOUT = -10
MODEL_KNOWS = -10
ONLY_PART = -10
TO_LEARN = -55
LOST = 32


class Evidence(NamedTuple):
    """The parts of a score, and what else later rules ask.

    `explicit`: the names are the same or an alias. `uncovered`: words of the input's name that
    the output's names lack. `clash`: the names exclude each other. `said`: a name or alias that
    says enough is the same. `listed`: the step's type is in the input's list (`in_list`), or the
    user names the step.
    """

    parts: Parts
    explicit: bool
    uncovered: frozenset[str]
    clash: bool
    said: bool = False
    in_list: bool = False
    listed: bool = False
    points: int = 0


@of_words
@lru_cache(maxsize=65536)
def port_evidence(
    port: InputPort,
    output: OutputPort,
    step_type: str,
    named_by: str | None = None,
    kind: str | None = None,
) -> Evidence:
    """The evidence for `output` of a step of `step_type` feeding `port`.

    `named_by` is what the user names the producing step in (`from:`, `inputs:`), if at all; it
    counts as much as a listed source. `kind` is the step's kind, where the list may mean that.
    """
    listed = listed_as(port, step_type, kind)
    source: Parts = ()
    if named_by:
        source = (Part(f"named in {named_by}", LISTED, Rule.NAMED),)
        if listed:
            source += (Part(listed, ALSO_LISTED),)
    elif listed:
        source = (Part(listed, LISTED),)
    elif port.compatible_sources:
        source = (Part(f"{step_type} is not a listed source", UNLISTED),)
    names = _evidence_of_names(port, output, listed=listed is not None)
    parts = (*_type_part(port.type, output.type), *source, *names.parts)
    in_list = listed is not None
    is_listed = in_list or named_by is not None
    return names._replace(parts=parts, in_list=in_list, listed=is_listed, points=total(parts))


def as_other_thing(evidence: Evidence) -> Evidence:
    """The evidence for an output that is no data, where its step says so and not its name."""
    parts = (*evidence.parts, Part("it lies beside the data of its step", OTHER_THING, Rule.CLASH))
    return evidence._replace(parts=parts, points=total(parts), clash=True)


@of_words
@lru_cache(maxsize=65536)
def points_of_ports(port: InputPort, output: OutputPort) -> tuple[int, int] | None:
    """The points of `port_evidence` for a step that the input's list lacks, and for one in it.

    None where types forbid the wire.
    """
    if unfit(port, output):
        return None
    always = _type_part(port.type, output.type)
    lacking, listed = (
        total((*always, *_evidence_of_names(port, output, listed=says).parts))
        for says in (False, True)
    )
    return lacking + (UNLISTED if port.compatible_sources else 0), listed + LISTED


@of_words
@lru_cache(maxsize=65536)
def names_agree(port: InputPort, output: OutputPort) -> bool:
    """Whether a name or alias is the same, even if it says little."""
    return _evidence_of_names(port, output).explicit


@of_words
@lru_cache(maxsize=65536)
def says_outright(port: InputPort, output: OutputPort) -> bool:
    """Whether a name or alias that says enough is the same."""
    return _evidence_of_names(port, output).said


def _evidence_of_names(port: InputPort, output: OutputPort, *, listed: bool = False) -> Evidence:
    named = _names_evidence(
        (port.name, *port.aliases),
        port.semantic_keywords,
        (output.name, *output.aliases),
        output.semantic_keywords,
        _Meant(
            model_data_is_model=asks_model(port, output, listed=listed),
            data=port.type == "training_data",
            models=are_models(port, output),
            any_model=listed and are_models(port, output),
            report=output.report is not None,
            by_type=is_called_by_type(port),
        ),
    )
    if _is_of_job(output) and not _is_of_job(port) and not named.explicit:
        job = Part("it tells a job, which is nothing else", CLASH, Rule.CLASH)
        return Evidence((job,), False, named.uncovered, True)
    if not output.places:
        return named
    if port.place is None:
        if named.said or not is_past_baseline(port, output):
            return named
        used = Part("it is a baseline that was used", CLASH, Rule.CLASH)
        return Evidence((used,), False, named.uncovered, True)
    if port.place.path not in output.places:
        other = Part("made for another report", CLASH, Rule.CLASH)
        return named if named.said else Evidence((other,), False, named.uncovered, True)
    if not takes_only_made(port) or named.clash:
        return named
    made = Part(f"made for `{port.place.path}`", MADE_FOR)
    return Evidence((made,), True, frozenset(), False, True)


def _is_of_job(port: InputPort | OutputPort) -> bool:
    """Whether a value tells a job: `training_job_name` is no name of the model that it makes."""
    tokens = lex(port.name).tokens if port.type == "custom_property" else ()
    return any(token.text in ("job", "jobs") for token in tokens)


def _type_part(wanted: str | None, offered: str | None) -> Parts:
    if not accepts_type(wanted, offered):
        return ()
    fits = "" if offered == wanted else f" fits {wanted}"
    return (Part(f"type {offered}{fits}", TYPE, Rule.TYPE),)


class _Meant(NamedTuple):
    """What ports mean besides their names: by their types, the list, the kind of step.

    `report`: the output holds a report in JSON, and so is one, whatever its name. `by_type`: the
    input is called by a type of the project's own, which says enough.
    """

    model_data_is_model: bool
    data: bool
    models: bool
    any_model: bool
    report: bool
    by_type: bool


@of_words
@lru_cache(maxsize=65536)
def _names_evidence(
    wanted: Names,
    wanted_keywords: Names,
    offered: Names,
    offered_keywords: Names,
    meant: _Meant,
) -> Evidence:
    written = wanted
    if meant.model_data_is_model:
        wanted = tuple(map(of_model, wanted))
    explicit, name_part = _name_part(
        written, wanted, offered, enough=0.0 if meant.by_type else DATA_SAYS
    )
    keyword_part = _keyword_part(wanted[0], wanted_keywords, (*offered, *offered_keywords))
    ours, theirs = lex(wanted[0]), lex(offered[0])
    asked = splits_asked(wanted, wanted_keywords)
    # A training takes data, also where its input is only called `input_path`.
    implied = "data" if meant.data and says_nothing(ours) else None
    if is_part(ours) and lex(offered[0]).is_of("config"):
        implied = "data"  # `train` is no `train_config`
    asks = _thing(wanted, implied, wanted_keywords)
    things = (asks, _given(offered, meant, asks))
    if meant.data and ours.splits and things[0] is None and things[1] in ARTEFACTS["report"]:
        things = ("data", things[1])  # a part to train on is no report
    if meant.any_model or (meant.models and "package" in things):
        things = (None, None)  # list and type say what it is, also of an `edge_package`
    against = None if explicit else _against(ours, theirs, asked, things)
    if against:
        name_part = NOTHING
    plain = says_nothing(theirs) or theirs.splits
    same_artefact = ours.artefact is not None and ours.artefact == theirs.artefact
    same_artefact = same_artefact or bool(implied and theirs.artefact == "data" and plain)
    same_artefact = same_artefact or (
        meant.report and theirs.artefact is None and ours.is_of("report")
    )
    if same_artefact and not against and name_part.points < SAME_ARTEFACT:
        name_part = Part(f"both are {theirs.artefact or things[1]}", SAME_ARTEFACT)
    if not against and not explicit and is_left_out(ours, theirs):
        left_out = Part("it is what was left out", LEFTOVER)
    else:
        left_out = NOTHING
    found = (name_part, keyword_part, against or NOTHING, left_out)
    parts = tuple(part for part in found if part.points)
    covered = frozenset[str]().union(*(lex(name).keys for name in offered))
    said = _said(wanted, offered)
    uncovered = frozenset[str]() if said else ours.keys - covered
    return Evidence(parts, explicit, uncovered, against is not None, said)


def _thing(names: Names, implied: str | None = None, keywords: Names = ()) -> str | None:
    """What a port is by its name, or else by its aliases, if they agree."""
    if own := lex(names[0]).artefact or implied:
        return own
    for others in (names[1:], keywords):
        things = {thing for name in others if (thing := _head(lex(name)))}
        if len({FAMILIES[thing] for thing in things}) == 1:
            return min(things)
    return None


def _head(alias: Name) -> str | None:
    """What an alias calls a port, which is its last word: `score_percentiles` are no scores."""
    said = [token for token in alias.tokens if token.kind is not Kind.CARRIER]
    return alias.artefact if said and said[-1].kind is Kind.ARTEFACT else None


def _given(offered: Names, meant: _Meant, asks: str | None) -> str | None:
    """What an output is: what holds a report is one, and no `results` that may be data.

    Unless it is called the very thing that an input `asks` for: `best_hyperparameters`.
    """
    thing = _thing(offered)
    told = {asks, *ARTEFACTS["report"]} - {None, "results"}
    return "report" if meant.report and thing not in told else thing


def _said(wanted: Names, offered: Names) -> bool:
    """Whether a name or alias that says enough is the same: then nothing is left unsaid."""
    return any(
        lex(left).information >= 1 and reads_same(lex(left), lex(right))
        for left in wanted
        for right in offered
    )


def _name_part(
    written: Names, wanted: Names, offered: Names, *, enough: float
) -> tuple[bool, Part]:
    """Whether the names agree outright, and the best of what the names have in common.

    `wanted` are the input's names as they are read, `written` as they stand. The same letters
    count if they say `enough`.
    """
    explicit = False
    best = NOTHING
    for shown, left in zip(written, wanted, strict=True):
        for right in offered:
            primary = (left, right) == (wanted[0], offered[0])
            a, b = lex(left), lex(right)
            things = (a.artefact or lex(wanted[0]).artefact, b.artefact or lex(offered[0]).artefact)
            if are_crossed(a, b) or (not primary and artefacts_clash(*things)):
                continue
            # `rows` is not quite `data`, but `mdl_artifacts` are `model_artifacts`.
            letters = lex(shown).folded == b.folded
            same = letters and a.information >= enough
            same = same or (lex(shown).spelled == b.spelled and a.information > DATA_SAYS)
            if same or reads_same(a, b):
                says = 1.0 if same else min(a.information, b.information)
                # An artefact that is a type of its own (`hyperparameters`) says enough.
                explicit = explicit or says == 1.0 or (says >= 0.8 and a.artefact in ACCEPTED_TYPES)
                to_the_letter = same and (letters or not primary)
                label = "same name" if to_the_letter else f"`{shown}` and `{right}` read the same"
                if not primary:
                    label = f"alias `{shown}`" if same else f"aliases: {label}"
                weight = (SAME_NAME if letters else READS_SAME) if primary else ALIAS
                if primary and same and a.keys == {"model"}:
                    weight = round(READS_SAME * a.information)  # no more than the type says
            else:
                says = likeness(left, right)
                label = f"`{shown}` is like `{right}`"
                weight = LIKENESS if primary else ALIAS_LIKENESS
            value = round(weight * says)
            if value > best.points:
                best = Part(label, value)
    return explicit, best


def _keyword_part(wanted: str, keywords: Names, offered: Names) -> Part:
    """A keyword of the input among the words of the output; one that names a split says more."""
    own_splits = lex(offered[0]).splits
    if not lex(wanted).splits and keyword_splits(keywords) & own_splits:
        keyword = next(keyword for keyword in keywords if lex(keyword).splits & own_splits)
        return Part(f"keyword `{keyword}`", SPLIT_KEYWORD, Rule.KEYWORD)
    words = {
        token.key
        for name in offered
        for token in lex(name).content
        if token.kind is not Kind.CARRIER and token.key != "data"
    }
    found = [keyword for keyword in keywords if lex(keyword).keys & words][:2]
    if found:
        return Part(f"keyword `{'`, `'.join(found)}`", KEYWORD * len(found), Rule.KEYWORD)
    return NOTHING


def _against(
    wanted: Name,
    offered: Name,
    asked: frozenset[str],
    things: tuple[str | None, str | None],
) -> Part | None:
    if splits_clash(asked, offered.splits):
        left, right = " ".join(sorted(asked)), " ".join(sorted(offered.splits))
        return Part(f"{left} against {right}", CLASH, Rule.CLASH)
    if pair := opposed(wanted.keys, offered.keys):
        return Part(
            f"{wanted.written(pair[0])} against {offered.written(pair[1])}", CLASH, Rule.CLASH
        )
    if measured_clash(wanted, offered):
        return Part("one is the data's, one the model's", CLASH, Rule.CLASH)
    if ordinals_clash(wanted, offered):
        return Part("numbered differently", CLASH, Rule.CLASH)
    of_data = bool(asked) or (things[0] is not None and FAMILIES[things[0]] == "data")
    if of_data and is_worker(offered):
        return Part(f"data against `{offered.content[-1].text}`", OTHER_THING, Rule.CLASH)
    if is_worker(wanted) and offered.is_of("data") and not wanted.keys & offered.keys:
        label = f"`{wanted.content[-1].text}` against {offered.artefact}"
        return Part(label, OTHER_THING, Rule.CLASH)
    if of_data and things[1] == "payload":
        return None  # what is sent to a model is data, too
    if artefacts_clash(*things) or (None not in things and is_not_predicted(wanted, offered)):
        return Part(f"{things[0]} against {things[1]}", OTHER_THING, Rule.CLASH)
    return None
