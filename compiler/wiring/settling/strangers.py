"""Outputs that belong to something else than what an input's step works on: they are put aside."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler.model import OutputPort
from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.evidence.ports import is_evaluation, is_plain_report
from pipec.compiler.wiring.words.comparison import (
    differ_by_split,
)
from pipec.compiler.wiring.words.names import (
    is_part,
    lex,
)


def put_aside(now: Assignment) -> bool:
    """Put outputs aside that belong to something else than what the input's step works on.

    What was chosen is dropped, and nothing else is chosen in its place; of two as good the one
    that belongs is left. Unless `from:` names their step. True if there are any.
    """
    found = False
    for search in now.free:
        if search.blocked:
            continue
        if not now.field.steps[search.step].given and not is_plain_report(search.port):
            continue  # neither reason can hold, and a front takes time
        options = [search.chosen] if search.chosen else now.front(search, now.taken(search))
        why = {o.key: reason for o in options if (reason := _strange(now, search, o))}
        if search.chosen and why:
            search.blocked = why[search.chosen.key]
            search.chosen = None
        elif not why or not _is_sole(now, [o for o in options if o.key not in why]):
            continue
        search.strange |= why
        found = True
    if found:
        now.rebuild()
    return found


def _is_sole(now: Assignment, left: Sequence[Option]) -> bool:
    """Whether only one option is left, of a step of which all is known that it works on."""
    lacks = any(now.lacks_model(number) for number in range(len(now.field.steps)))
    return len(left) == 1 and bool(now.models(left[0].step)) and not lacks


def _strange(now: Assignment, search: Search, option: Option) -> str | None:
    """Why an output belongs to something else; None if it does not, as far as is known."""
    step = now.field.steps[search.step]
    if now.field.steps[option.step].name in (step.draws_from or ()):
        return None
    return _of_other_data(now, search) or _of_another_model(now, search, option)


def _of_other_data(now: Assignment, search: Search) -> str | None:
    """Why a training's optional part of the data is of its own: beside `train_data` in S3.

    A step's `valid_data` is not of these.
    """
    step, part = now.field.steps[search.step], lex(search.port.name)
    if search.port.required or step.kind not in ("Training", "Tuning"):
        return None
    for twin in step.given if is_part(part) and "train" not in part.splits else ():
        name = lex(twin.name)
        learnt = "train" in name.splits or (name.is_of("data") and not name.splits)
        if learnt and differ_by_split(twin.name, search.port.name):
            return f"`{twin.name}` beside it is written as what no step makes"
    return None


def _of_another_model(now: Assignment, search: Search, option: Option) -> str | None:
    """Why a report is about another model than those that the input's step takes.

    What was found out about a model in S3 says nothing of the one that is registered. An input
    that says more (`champion_metrics`) may mean that one.
    """
    if not is_plain_report(search.port) or not _is_about_a_model(option.output):
        return None
    ours, theirs = now.models(search.step), now.models(option.step)
    if not ours or not theirs or any(_saw(now, option.step, theirs, model) for model in ours):
        return None
    return f"`{now.field.steps[option.step].name}` takes another model"


def _is_about_a_model(output: OutputPort) -> bool:
    return is_report(output) or is_evaluation(output)


def _saw(now: Assignment, step: int, theirs: Sequence[int | None], model: int | None) -> bool:
    """Whether a step that takes models may have to do with one, or with what it is made of.

    Models are told by the steps that make them; which of those that none makes are one is not
    known.
    """
    if model is None or (None in theirs and None in now.models(model)):
        return True
    follows = now.order.follows
    related = step == model or follows(step, model) or follows(model, step)
    return related or any(t is not None and follows(model, t) for t in theirs)
