"""Models and reports that one step takes, as a registration does: they belong together.

What a step has found out is about the models that it takes, or that its predictions come from.
"""

from __future__ import annotations

from collections.abc import Collection

from pipec.compiler.wiring.assignment import Assignment
from pipec.compiler.wiring.names import lex
from pipec.compiler.wiring.options import Option, OutputKey, Search
from pipec.compiler.wiring.ports import is_evaluation, is_plain_report, made_for, unfit
from pipec.compiler.wiring.ties import is_report
from pipec.compiler.wiring.vocabulary import FAMILIES


def favour_report(now: Assignment) -> bool:
    """Let an input for a report take the only one about the model that its step takes.

    Or about a model that this one is made of; if nothing else speaks for any output. True if that
    settles something.
    """
    found = False
    models = [search for search in now.searches if search.port.type == "model_artifacts"]
    if any(search.port.required and not search.chosen for search in models):
        return False  # which report is about which model may depend on it
    for search in now.searches:
        if search.chosen or search.blocked or search.about or not is_plain_report(search.port):
            continue
        if search.want.only is not None or now.front(search, now.taken(search)):
            continue
        if any(
            made_for(search.port, output) for step in now.field.steps for output in step.outputs
        ):
            continue  # a check's result, or an evaluation's: the user decides
        taken = [
            other.chosen.key
            for other in now.siblings[search.step]
            if other.chosen and other.port.type == "model_artifacts"
        ]
        reports = {
            option.key: option
            for other in (*now.searches, *now.written)
            if other.chosen and other.port.type == "model_artifacts" and other.step != search.step
            if any(_one_model(now, model, other.chosen.key) for model in taken)
            for option in now.options_of(search, other.step)
            if not option.evidence.clash and not now.order.follows(option.step, search.step)
            if _is_its_report(now, search, option)
        }
        if len(reports) == 1 and not _reports_beside(now, search, reports, taken):
            search.urge(reports.values())
            search.about = (next(iter(reports)), tuple(taken))
            found = True
    return found


def _reports_beside(
    now: Assignment, search: Search, reports: Collection[OutputKey], models: Collection[OutputKey]
) -> bool:
    """Whether something else is found out by way of what a model gives: answers that are judged.

    What nobody takes may be that, too, whatever it is called.
    """
    follows = now.order.follows
    forms = {key for model in models for key in (model, *now.chains.earlier(model))}
    for number, step in enumerate(now.field.steps):
        if follows(number, search.step) or not any(follows(number, key[0]) for key in forms):
            continue
        if any(number == key[0] or follows(number, key[0]) for key in reports):
            continue
        for output in step.outputs:
            is_end = is_report(output) or not now.takers.get((number, output.name))
            if is_end and not unfit(search.port, output):
                return True
    return False


def _is_its_report(now: Assignment, search: Search, option: Option) -> bool:
    """Whether it is what a step finds out about a model that it takes.

    For what is required, which does without more evidence, the name must say no more than that it
    is a report or an `evaluation`, and no list may leave it out. An `evaluation` beside a `train`
    is a part of the data.
    """
    if not search.port.required:
        return is_report(option.output)
    if search.port.compatible_sources and not option.evidence.listed:
        return False
    name = lex(option.output.name)
    plain = name.keys - name.splits <= FAMILIES.keys() | {"evaluation", "performance", "model"}
    beside = any(
        lex(output.name).splits
        for output in now.field.steps[option.step].outputs
        if output is not option.output
    )
    evaluates = is_evaluation(option.output) and not beside
    return plain and (is_report(option.output) or evaluates)


def _one_model(now: Assignment, left: OutputKey, right: OutputKey) -> bool:
    made_of = now.chains.made_of
    return left == right or made_of(left, right)


def favour_own_report(now: Assignment) -> bool:
    """Of several reports as good let a step take the only one about the very model it is given.

    And not that about a model which this one is made of. Only where the user has said which model
    that is: else what is asked about the report shows a wrong one. True if that settles something.
    """
    found = False
    for search in now.searches:
        if search.chosen or search.blocked or search.want.only is not None:
            continue
        if now.field.steps[search.step].draws_from is not None:
            continue  # a step that is named must feed something
        models = _taken_models(now, search.step)
        if not models or any(
            other.port.type == "model_artifacts" and not (other.written or other.want.only)
            for other in now.siblings[search.step]
        ):
            continue
        front = now.front(search, now.taken(search))
        about = {option.key: _models_behind(now, option.step) for option in front}
        if len(front) < 2 or None in about.values() or not all(is_report(o.output) for o in front):
            continue
        others = {key for key, behind in about.items() if behind and not behind & models}
        if len(others) == len(front) - 1 and not others & search.after:
            search.strange |= {
                key: f"`{now.field.steps[key[0]].name}` is not about the model that is taken"
                for key in others
            }
            found = True
    return found


def doubt_measured(now: Assignment) -> bool:
    """Doubt that a step takes a model with a report about a later form of it.

    That form draws level: what was measured is what is registered. True if that is news.
    """
    found = False
    for search in now.searches:
        chosen = search.chosen
        if chosen is None or search.beyond or search.want.only is not None:
            continue
        if search.port.type != "model_artifacts":
            continue
        measured = _measured_later(now, search, chosen)
        if len(measured) == 1:
            search.options[measured[0].key] = measured[0]
            search.beyond, search.gain = (measured[0].key, chosen.key), False
            search.why_beyond = "the report that is taken is about it"
            found = True
    return found


def _measured_later(now: Assignment, search: Search, chosen: Option) -> list[Option]:
    """The models, made of the chosen one, that reports are about which the step takes."""
    taken = [other.chosen for other in now.siblings[search.step] if other.chosen]
    reports = [option for option in taken if is_report(option.output)]
    behind = [_models_behind(now, report.step) or set() for report in reports]
    if not behind or any(chosen.key in models for models in behind):
        return []
    return [
        option
        for key in sorted(set[OutputKey]().union(*behind))
        if now.order.follows(key[0], chosen.step)
        and (option := now.lookup.further_option(search, key)) is not None
        and not option.evidence.clash
        and not now.field.left_out(search, option)
    ]


def _models_behind(now: Assignment, number: int) -> set[OutputKey] | None:
    """The models nearest behind what a step gives; None if they are not known.

    Its own, or those that it takes, or else those of the steps that it takes from.
    """
    found: set[OutputKey] = set()
    seen, stack = {number}, [number]
    while stack:
        at = stack.pop()
        step = now.field.steps[at]
        own = {(at, output.name) for output in step.outputs if output.type == "model_artifacts"}
        if models := own or _taken_models(now, at):
            found |= models
        elif any(port.type == "model_artifacts" for port in step.given):
            return None
        else:
            asking = now.siblings[at]
            if any(search.port.required and not search.chosen for search in asking):
                return None
            before = {search.chosen.step for search in asking if search.chosen} - seen
            seen |= before
            stack += sorted(before)
    return found


def _taken_models(now: Assignment, step: int) -> set[OutputKey]:
    taken = (search.chosen for search in now.siblings[step] if search.chosen)
    return {option.key for option in taken if option.output.type == "model_artifacts"}
