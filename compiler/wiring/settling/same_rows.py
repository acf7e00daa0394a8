"""What is predicted and the truth beside it are of the same rows."""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import is_other_part
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.learning import applies_models
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.evidence.ports import gives_models, is_data_port
from pipec.compiler.wiring.settling.learnt import what_is_learnt
from pipec.compiler.wiring.settling.parts_to_try import fitting, try_on
from pipec.compiler.wiring.settling.unseen import tries_any_data
from pipec.compiler.wiring.words.names import (
    lex,
)


def favour_same_rows(now: Assignment) -> bool:
    """Let a step predict on the part of the data that is the truth beside what it predicts.

    Or let the truth be the part that has been predicted. True if that settles something.
    """

    def find(search: Search) -> Option | None:
        found = {
            other.chosen.key: other.chosen
            for applying, other in _of_same_rows(now, search)
            if other.chosen and _is_tried_on(now, applying, other.chosen)
        }
        part = next(fitting(now, search, set(found)), None) if len(found) == 1 else None
        return part if part and _is_clear(now, search, part) else None

    return try_on(now, find, "what is predicted and the truth beside it are of the same rows")


def _of_same_rows(now: Assignment, search: Search) -> Iterator[tuple[int, Search]]:
    """The inputs that take the same rows as one, each with the step that applies the model."""
    step = search.step
    if _truth(now, step) is search:
        for other in now.siblings[step]:
            if other.chosen and (data := _predicted_on(now, other.chosen)):
                yield data.step, data
    elif _applied_to(now, step) is search and tries_any_data(now, search):
        for output in now.field.steps[step].outputs:
            for taker in now.takers.get((step, output.name), ()):
                if is_data_port(output) and not is_report(output) and (truth := _truth(now, taker)):
                    yield step, truth


def _truth(now: Assignment, step: int) -> Search | None:
    """The input for the truth beside predictions, of a step that needs no other data.

    What learns from predictions may learn from other rows, too.
    """
    data = _data(now, step)
    if gives_models(now.field.steps[step]) or len(data) < 2:
        return None
    rest = [one for one in data if not (one.chosen and _predicted_on(now, one.chosen))]
    return rest[0] if len(rest) == 1 else None


def _predicted_on(now: Assignment, option: Option) -> Search | None:
    """The input for the data on which an output has been predicted."""
    is_prediction = is_data_port(option.output) and not is_report(option.output)
    return _applied_to(now, option.step) if is_prediction else None


def _applied_to(now: Assignment, step: int) -> Search | None:
    """The input for the only data to which a step applies a model."""
    data = _data(now, step)
    return data[0] if applies_models(now.field.steps[step]) and len(data) == 1 else None


def _data(now: Assignment, step: int) -> list[Search]:
    return [s for s in now.siblings[step] if s.port.required and is_data_port(s.port)]


def _is_tried_on(now: Assignment, applying: int, option: Option) -> bool:
    """Whether an output is the one for a part of what a step's model has learnt another part of."""
    splits = lex(option.output.name).splits
    beside = [one for one in now.field.steps[option.step].outputs if one.name != option.output.name]
    if "train" in splits or any(lex(one.name).splits & splits for one in beside):
        return False
    learnt = set(what_is_learnt(now, applying))
    known = {step for key in learnt for step, _ in (key, *now.chains.earlier(key))}
    is_known = not now.lacks_model(applying) and (not learnt or option.step in known)
    return is_known and any(is_other_part(option.output, one) for one in beside)


def _is_clear(now: Assignment, search: Search, part: Option) -> bool:
    """Whether nothing else is as good as a part but other parts, and wholes."""
    return all(
        option.step == part.step or now.chains.made_of(part.key, option.key)
        for option in now.front(search, now.taken(search))
    )
