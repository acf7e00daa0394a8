"""Models and reports that one step takes, as a registration does: they belong together.

What a step has found out is about the models that it takes, or that its predictions come from.
"""

from __future__ import annotations

from collections.abc import Collection

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.lists import left_out
from pipec.compiler.wiring.choice.lookup import MANY
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import is_report
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import (
    is_evaluation,
    is_model_port,
    is_plain_report,
    made_for,
)
from pipec.compiler.wiring.evidence.scores import LONE_LEAD
from pipec.compiler.wiring.settling.parts_to_try import is_unsettled, settle_by
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES


def favour_report(now: Assignment) -> bool:
    """Let an input for a report take the only one about the model that its step takes.

    Or about a model that this one is made of; if nothing else speaks for any output. Of several
    that which fits by far the best. True if that settles something.
    """
    found = False
    placed = [output for step in now.field.steps for output in step.outputs if output.places]
    # Of what is still open nobody knows which model it is about.
    without_model = {
        search.step
        for search in now.searches
        if is_model_port(search.port) and search.port.required and not search.chosen
    }
    for search in now.free:
        if search.chosen or search.blocked or search.about or not _asks_report(now, search):
            continue
        if now.front(search, now.taken(search)):
            continue
        if now.lacks_model(search.step) or any(made_for(search.port, output) for output in placed):
            continue  # a check's result, or an evaluation's: the user decides
        taken = sorted(_taken_models(now, search.step))
        forms = {key for model in taken for key in (model, *now.chains.earlier(model))}
        about = {step for key in forms for step in now.takers.get(key, ())} - {search.step}
        reports = {
            option.key: option
            for step in sorted(about | without_model if about else ())
            if not now.field.lanes.is_of_twin(search.step, step)
            for option in now.options_of(search, step)
            if not option.evidence.clash and not now.order.follows(option.step, search.step)
            if _is_its_report(now, search, option)
        }
        best = _likeliest(search, reports.values())
        if best and best.step in about:
            search.urge([best])
            search.about = (best.key, tuple(taken))
            found = True
    return found


def favour_last_report(now: Assignment) -> bool:
    """Let a registration take of reports as good the one to which the others have led.

    If no wire takes anything of its step: it sums them up. True if that settles something.
    """
    found = False
    for search in now.free:
        if not is_unsettled(search) or now.field.steps[search.step].kind != "RegisterModel":
            continue
        front = now.front(search, now.taken(search))
        if not 1 < len(front) <= MANY or not all(is_report(option.output) for option in front):
            continue
        last = [o for o in front if all(o is p or now.order.follows(o.step, p.step) for p in front)]
        beside = now.field.steps[last[0].step].outputs if last else ()
        if last and not any((last[0].step, output.name) in now.takers for output in beside):
            settle_by(now, search, last[0], "it is made of what the other's step gives")
            found = True
    return found


def _likeliest(search: Search, reports: Collection[Option]) -> Option | None:
    """The only one of some reports, or the one that fits the input best by far."""
    ranked = sorted(reports, key=lambda option: (-search.points(option), option.key))
    lead = [search.points(ranked[0]) - search.points(option) for option in ranked[1:]]
    return ranked[0] if ranked and all(by >= LONE_LEAD for by in lead) else None


def _asks_report(now: Assignment, search: Search) -> bool:
    """Whether an input asks for a report and no more; a registration's is about its model."""
    port, registers = search.port, now.field.steps[search.step].kind == "RegisterModel"
    if port.required or not registers:
        return is_plain_report(port)
    is_measure = port.place is not None and port.place.path.startswith("ModelMetrics.ModelQuality")
    is_listed = bool(port.compatible_sources) and port.type == "processing_output"
    return is_measure or is_listed or lex(port.name).is_of("report")


def _is_its_report(now: Assignment, search: Search, option: Option) -> bool:
    """Whether it is what a step finds out about a model that it takes.

    For what is required, which does without more evidence, the name must say no more than that it
    is a report or an `evaluation`, and no list may leave it out. An `evaluation` beside a `train`
    is a part of the data.
    """
    if left_out(now.field, search, option):
        return False
    beside = any(
        lex(output.name).splits
        for output in now.field.steps[option.step].outputs
        if output is not option.output
    )
    evaluates = is_evaluation(option.output) and not beside
    if not search.port.required:
        return is_report(option.output) or (evaluates and lex(search.port.name).is_of("report"))
    if search.port.compatible_sources and not option.evidence.listed:
        return False
    name = lex(option.output.name)
    plain = name.keys - name.splits <= FAMILIES.keys() | {"evaluation", "performance", "model"}
    return plain and (is_report(option.output) or evaluates)


def _taken_models(now: Assignment, step: int) -> set[OutputKey]:
    taken = (search.chosen for search in now.siblings[step] if search.chosen)
    return {option.key for option in taken if is_model_port(option.output)}
