"""What an output and the names of the steps say of what an input asks for."""

from __future__ import annotations

from pipec.compiler.model import OutputPort, WiringStep
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.evidence.parts import Rule, has
from pipec.compiler.wiring.evidence.ports import asked_splits, implied_parts
from pipec.compiler.wiring.words.comparison import (
    splits_clash,
)
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, SPLITS


def ties(known: Field, search: Search, option: Option) -> frozenset[str]:
    """The words of a step's own name that an output or its step's name says too."""
    theirs = known.words[option.step]
    said = theirs.qualifiers | (theirs.role - SPLITS.keys()) | lex(option.output.name).keys
    return (known.words[search.step].qualifiers & said) - known.common - FAMILIES.keys()


def closer(known: Field, search: Search, option: Option, other: Option) -> bool:
    """Whether the consumer's own name points to an output rather than to another.

    `evaluate_student` means `distill_student.model` rather than `train_teacher.model`, if the
    ports say no less of what the input asks for.
    """
    own, others = ties(known, search, option), ties(known, search, other)
    more = own - others
    # That a training asks for training data says nothing.
    said = frozenset({"train"}) & known.words[search.step].role
    if not more or not option.evidence.uncovered <= other.evidence.uncovered | said:
        return False
    return others < own


def unsaid(known: Field, search: Search, option: Option) -> frozenset[str]:
    """The words of the input's name that neither an output nor its step says."""
    uncovered, theirs = option.evidence.uncovered, known.words[option.step]
    if not uncovered or has(option.parts, Rule.SAME_PART):
        return frozenset()
    # `raw` asks for nothing, nor does `train` in a training.
    nothing = {"raw", "train"} if "train" in known.words[search.step].role else {"raw"}
    return uncovered.difference(theirs.qualifiers, theirs.role, FAMILIES, nothing)


def asked_part(known: Field, search: Search, option: Option) -> bool:
    """Whether an output is of the part of the data that is asked for, or that the step is about."""
    asked = asked_splits(search.port) | known.words[search.step].splits
    asked |= implied_parts(search.port) & SPLITS.keys()
    splits = lex(option.output.name).splits or known.words[option.step].splits
    return bool(asked and splits) and not splits_clash(asked, splits)


def is_barred(search: Search, option: Option) -> bool:
    """Whether an output is of another part of the data, which nobody means who does not say so."""
    if search.want.only is not None or not has(option.of_steps, Rule.OTHER_PART):
        return False
    return search.port.required and not any(lex(alias).splits for alias in search.port.aliases)


def is_report(output: OutputPort) -> bool:
    """Whether an output is what is found out about something, and so may be an end."""
    return bool(output.report) or lex(output.name).is_of("report")


_ENDS = "card_plot_chart_figure_visualization_importance_dashboard_summary_latency"
_DELIVERING = "publish_publisher_push_pusher_register_upload_notify"


def is_end_product(output: OutputPort) -> bool:
    """Whether an output is for people to look at, and so the end: a card, plots, importances."""
    return bool(lex(output.name).keys & lex(_ENDS).keys)


def delivers(step: WiringStep) -> bool:
    """Whether a step only brings to its place what others have made: it pushes or publishes."""
    return bool((lex(step.name).keys | lex(step.step_type).keys) & lex(_DELIVERING).keys)


def registers(step: WiringStep) -> bool:
    """Whether a step brings a model to where it is deployed from."""
    return step.kind in ("Model", "RegisterModel") or delivers(step)


def is_named(known: Field, search: Search, option: Option) -> bool:
    """Whether an output has the input's name, or its name says a word of the consumer's."""
    words = known.words[search.step].qualifiers
    return option.evidence.explicit or bool(lex(option.output.name).keys & words)
