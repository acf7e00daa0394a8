"""Predictions, and the data beside which they are judged, are of the same rows."""

from __future__ import annotations

from collections import defaultdict

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import left_out
from pipec.compiler.wiring.evidence.learning import asks_known
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import is_data_port, splits_given, takes_models
from pipec.compiler.wiring.settling.parts_to_try import settle_by
from pipec.compiler.wiring.words.names import lex

_WHY = "what is predicted is judged beside it"


def favour_same_rows(now: Assignment) -> bool:
    """Let a step predict on the part of the data beside which its predictions are judged.

    An open input takes it; with what has been taken it draws level. True if that is news.
    """
    beside: dict[int, dict[OutputKey, Option]] = defaultdict(dict)
    for search in (*now.searches, *now.written):
        truth = _beside(now, search) if lex(search.port.name).is_of("predictions") else None
        if search.chosen and truth:
            beside[search.chosen.step][truth.key] = truth
    found = False
    for step, truths in beside.items():
        data = _worked_on(now, step)
        if data and len(truths) == 1 and _may_be_meant(now, data, *truths.values()):
            found = _favour(now, data, *truths) or found
    return found


def _favour(now: Assignment, data: Search, truth: OutputKey) -> bool:
    """Let an input mean an output, if nothing speaks against it; False if something does."""
    option = now.lookup.further_option(data, truth)
    if option is None or option.evidence.clash or left_out(now.field, data, option):
        return False
    if data.chosen is None:
        settle_by(now, data, option, _WHY)
    else:
        data.draw_level(option, data.chosen.key, _WHY)
    return True


def _worked_on(now: Assignment, step: int) -> Search | None:
    """The only required input for data of a step that applies a model, if pipec is to wire it."""
    if not takes_models(now.field.steps[step]):
        return None
    data = [s for s in now.siblings[step] if s.port.required and is_data_port(s.port)]
    if len(data) != 1 or data[0].written or data[0].want.only is not None:
        return None
    search = data[0]
    is_settled = search.blocked or search.lone or search.rival
    return None if is_settled else search


def _beside(now: Assignment, search: Search) -> Option | None:
    """The only other data that a step takes beside predictions, if they are a part, and no labels.

    Labels may lie apart from what they belong to.
    """
    others = [s for s in now.siblings[search.step] if s is not search and is_data_port(s.port)]
    if len(others) != 1 or (truth := others[0].chosen) is None:
        return None
    is_data = lex(truth.output.name).artefact in (None, "data", "features")
    parts = splits_given(truth.output)
    known = "train" in parts or asks_known(others[0].port, now.field.words[search.step])
    return truth if is_data and parts and not known else None


def _may_be_meant(now: Assignment, data: Search, truth: Option) -> bool:
    """Whether an input that has taken no such part, nor what is made of the truth, may mean it."""
    if now.order.follows(truth.step, data.step):
        return False
    if (chosen := data.chosen) and splits_given(chosen.output) & splits_given(truth.output):
        return False
    near = [chosen] if chosen else now.front(data, now.taken(data))
    return not any(now.chains.made_of(option.key, truth.key) for option in near)
