"""What settles the inputs that the rounds leave open.

Each rule is tried when those before it have nothing more to settle, and says whether it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import islice

from pipec.compiler.wiring.assignment import Assignment
from pipec.compiler.wiring.learnt import doubt_learnt, doubt_whole
from pipec.compiler.wiring.lineage import doubt_measured, favour_own_report
from pipec.compiler.wiring.must_feed import favour_idle, favour_last, favour_lost
from pipec.compiler.wiring.names import (
    FILLER,
    lex,
    modifies,
    says_nothing,
    splits_clash,
)
from pipec.compiler.wiring.options import Named, Option, OutputKey, Search
from pipec.compiler.wiring.parts import Rule, has
from pipec.compiler.wiring.ports import (
    asked_splits,
    is_evaluation,
    is_plain_report,
    made_for,
    unfit,
)
from pipec.compiler.wiring.scores import LONE, LONE_LEAD, MARGIN, TYPE
from pipec.compiler.wiring.second_thoughts import (
    doubt_past_lost,
    doubt_registered_twice,
    doubt_twice,
    drop_widowed,
    put_aside,
)
from pipec.compiler.wiring.siblings import favour_pairs, favour_twins
from pipec.compiler.wiring.ties import is_barred, is_report, unsaid
from pipec.compiler.wiring.turned import drop_exchangeable, drop_turned
from pipec.compiler.wiring.vocabulary import FAMILIES, Kind

_MANY = 50
"""Among so many outputs none is looked for that alone is left."""


def settle(now: Assignment, used: Collection[Named]) -> bool:
    """Apply the first rule that changes something; False if none does."""
    return (
        favour_lost(now, used)
        or favour_lone(now)
        or favour_last(now)
        or favour_idle(now)
        or favour_twins(now)
        or favour_pairs(now)
        or favour_report(now)
        or favour_own_report(now)
        or suspect(now)
        or doubt_past_lost(now, used)
        or doubt_whole(now, used)
        or doubt_learnt(now, used)
        or doubt_twice(now, used)
        or doubt_registered_twice(now)
        or doubt_measured(now)
        or drop_exchangeable(now)
        or drop_turned(now)
        or drop_widowed(now)
        or put_aside(now)
    )


# --- outputs that little speaks for -------------------------------------------------------


def favour_lone(now: Assignment) -> bool:
    """Let required inputs that nothing fits well take what nothing else comes near to.

    True if that settles something.
    """
    found = False
    lone: list[tuple[Search, Option]] = []
    for search in now.searches:
        if search.chosen or search.blocked or search.lone:
            continue
        if not (search.port.required or search.urged):
            continue
        taken = now.taken(search)
        if now.front(search, taken):
            continue
        now.lookup.look_everywhere(search)
        possible = _possible(now, search, taken)
        if not possible or possible[0][0] < LONE:
            if only := _only_one(now, search, taken):
                search.options[only.key] = only
                search.lone = only.key
                found = True
            continue
        best = possible[0][1]
        if _seems_missing(now, search, best):
            continue
        if all(points <= possible[0][0] - LONE_LEAD for points, _ in possible[1:]) and not any(
            _comes_near(now, search, best, key, taken)
            for key in now.lookup.scoring(search, possible[0][0] - LONE_LEAD + 1)
        ):
            lone.append((search, best))
    undivided = _undivided(now, lone)
    for search, option in lone:
        if id(search) not in undivided:
            search.lone = option.key
            if any(
                search.points(search.options[key]) > option.points - LONE_LEAD
                for key in now.chains.earlier(option.key) & search.options.keys()
            ):
                search.why_lone = "nothing else comes near but what it is made of"
            found = True
    return found


def _possible(
    now: Assignment, search: Search, taken: Collection[OutputKey]
) -> list[tuple[int, Option]]:
    """What an input could take, best first, without earlier forms of what is as good."""
    possible = [
        (search.points(option), option)
        for option in search.options.values()
        if option.key not in taken
        and not search.is_out(option.key)
        and not now.order.follows(option.step, search.step)
    ]
    possible = [
        (points, option)
        for points, option in possible
        if not any(
            _is_superseded(now, search, option, other) and more > points - MARGIN
            for more, other in possible
        )
    ]
    return sorted(possible, key=lambda item: (-item[0], item[1].key))


def _seems_missing(now: Assignment, search: Search, best: Option) -> bool:
    """Whether what an input asks for seems not to be there, so that the best is another thing."""
    return (
        (modifies(search.port.name, best.output.name) and _is_anothers(now, search, best))
        or _is_unlisted(now, search, best)
        or _is_worked_on(now, search, best)
        or _says_another(now, search, best)
        or now.field.is_of_twin(search.step, best.step)
    )


def _is_anothers(now: Assignment, search: Search, option: Option) -> bool:
    """Whether an input has taken an output, or an open one of another name fits it as well."""
    return option.key in now.takers or any(
        option.key in other.options
        and other.points(other.options[option.key]) >= search.points(option)
        for other in now.searches
        if not other.chosen and lex(other.port.name).keys != lex(search.port.name).keys
    )


def _is_unlisted(now: Assignment, search: Search, option: Option) -> bool:
    """Whether a project's own list leaves out one of its own steps: the listed one is missing."""
    return now.field.left_out(search, option) and not now.field.steps[option.step].built_in


def _undivided(now: Assignment, lone: list[tuple[Search, Option]]) -> set[int]:
    """Those that would take the same whole for different parts of the data, by identity.

    What is missing is the step that divides it.
    """
    parts: dict[OutputKey, list[frozenset[str]]] = defaultdict(list)
    takers = [*lone, *((search, search.chosen) for search in now.searches if search.chosen)]
    for search, option in takers:
        if asked := asked_splits(search.port):
            parts[option.key].append(asked)
    return {
        id(search)
        for search, option in lone
        if lex(option.output.name).splits.isdisjoint(asked_splits(search.port))
        and any(splits_clash(asked_splits(search.port), other) for other in parts[option.key])
    }


def _says_another(now: Assignment, search: Search, option: Option) -> bool:
    """Whether a step seems to be missing: for a word of the input, which nobody says.

    If the output says another one (`stg_payments`, `stg_customers`), or the word tells what was
    done (`labelled_rows`, `rows`). A keyword makes up for it. A value is what its name says: no
    `training_job_name` is a `model_name`.
    """
    ours, theirs = now.field.words[search.step], now.field.words[option.step]
    if search.port.type == "custom_property":
        things = lex(search.port.name).artefact, lex(option.output.name).artefact
        return things[0] not in (None, things[1])
    if has(option.parts, Rule.KEYWORD):
        return False
    lacking = unsaid(now.field, search, option)
    asked = ours.named | ours.role | theirs.named | theirs.role | FILLER
    asked = asked.union(*(lex(name).keys for name in (search.port.name, *search.port.aliases)))
    given = lex(option.output.name).content
    says_another = any(t.kind is Kind.QUALIFIER and t.key not in asked for t in given)
    done = {t.key for t in lex(search.port.name).content if t.text.endswith("ed")}
    undone = done & option.evidence.uncovered - theirs.named - theirs.role
    return bool(undone or (lacking and says_another))


def _comes_near(
    now: Assignment, search: Search, best: Option, key: OutputKey, taken: Collection[OutputKey]
) -> bool:
    """Whether an output that is not worth weighing by itself makes the best unclear."""
    if key in search.options or key in taken or key[0] == best.step:
        return False
    if now.order.follows(key[0], search.step):
        return False
    option = now.lookup.further_option(search, key)
    if option is None or option.points <= search.points(best) - LONE_LEAD:
        return False
    # Of forms of one thing the chain says which is meant.
    return not _is_superseded(now, search, option, best)


def _is_worked_on(now: Assignment, search: Search, option: Option) -> bool:
    """Whether nobody takes what is made of an output, and the input could."""
    return any(
        (form := now.lookup.further_option(search, key)) is not None
        and not form.evidence.clash
        and not now.order.follows(form.step, search.step)
        for key in now.chains.forms(option.key)
        if not now.takers.get(key)
    )


def _may_be_data(option: Option) -> bool:
    name = lex(option.output.name)
    return name.is_of("data") or name.is_of("payload") or says_nothing(name)


def _only_one(now: Assignment, search: Search, taken: Collection[OutputKey]) -> Option | None:
    """The only output that a required input can take at all, if it asks for any data or model.

    Or the last form of one, if all say no more than that they are data.
    """
    name = lex(search.port.name)
    is_any = says_nothing(name) or name.information == 0 or name.keys == {"model"}
    if not is_any or not search.port.required or search.port.compatible_sources:
        return None
    options = list(islice(now.lookup.every_option(search), _MANY + 1))
    possible = [
        option
        for option in options
        if option.key not in taken and not now.order.follows(option.step, search.step)
    ]
    if len(options) > _MANY:
        return None
    possible = [option for option in possible if not option.evidence.clash]
    if name.artefact == "data" and len(possible) > 1 and _asks_alone(now, search):
        possible = [o for o in possible if lex(o.output.name).artefact == "data"]
    if len(possible) > 1 and not all(says_nothing(lex(o.output.name)) for o in possible):
        return None
    if search.port.type != "model_artifacts":
        possible = [option for option in possible if _may_be_data(option)]
    made_of = now.chains.made_of
    last = [o for o in possible if not any(made_of(other.key, o.key) for other in possible)]
    if len(last) != 1 or last[0].points < TYPE:
        return None
    if now.field.is_of_twin(search.step, last[0].step):
        return None
    return last[0]


def _asks_alone(now: Assignment, search: Search) -> bool:
    """Whether no other input that says only `data` is open, which the only data cannot be for."""
    return not any(
        other.port.required
        and not other.chosen
        and says_nothing(lex(other.port.name))
        and other.port.type == search.port.type
        for other in now.searches
        if other is not search
    )


def _is_superseded(now: Assignment, search: Search, earlier: Option, later: Option) -> bool:
    return not search.port.compatible_sources and now.chains.made_of(later.key, earlier.key)


def favour_report(now: Assignment) -> bool:
    """Let an input for a report take the only one about the model that its step takes.

    Or about a model that this one is made of.

    If nothing else speaks for any output. True if that settles something.
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


def _nearest(now: Assignment, search: Search) -> list[Option]:
    """What comes nearest to a required input that nothing fits: its step may work on that."""
    now.lookup.look_everywhere(search)
    near = [
        option
        for option in search.options.values()
        if option.points >= LONE and not option.evidence.clash
        if not is_barred(search, option) and not search.is_out(option.key)
        if not now.order.follows(option.step, search.step)
    ]
    return [max(near, key=lambda option: (option.points, option.key))] if near else []


def suspect(now: Assignment) -> bool:
    """Take what an unclear input hesitates between for what its step may work on.

    So that an output is not passed over for that its own step's input is unclear. True if that
    is news.
    """
    news: dict[tuple[OutputKey, int], Option] = {}
    for search in now.searches:
        if search.chosen or not search.port.required:
            continue
        front = now.front(search, now.taken(search)) or _nearest(now, search)
        if search.want.only is None and front:
            asks_report = lex(search.port.name).is_of("report")
            front = [o for o in front if asks_report or not is_report(o.output)]
            news |= {(option.key, search.step): option for option in front}
    pairs = {(option.step, step) for (_, step), option in news.items()}
    # Of two steps that may stand either way round neither is known to work on anything.
    either = {step for producer, step in pairs if (step, producer) in pairs}
    news = {
        key: option
        for key, option in news.items()
        if key not in now.suspected and key[1] not in either
    }
    now.suspected |= news
    for (_, step), option in news.items():
        now.chains.add(option, step)
    return bool(news)
