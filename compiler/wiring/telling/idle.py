"""Steps whose results nobody takes, though an input could: a wire may be wrong, or one missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.model import OutputPort, WiringStep
from pipec.compiler.record import Record
from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.choice.ties import delivers, is_end_product, is_report
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.ports import hints, takes_models, unfit
from pipec.compiler.wiring.evidence.scores import LONE, MARGIN, TYPE
from pipec.compiler.wiring.settling.beyond import says_only_work
from pipec.compiler.wiring.telling.lines import reference_to, to_write
from pipec.compiler.wiring.words.names import (
    lex,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES

_MAKES = ("Processing", "Training", "Tuning")
"""Kinds of steps that are there for what they make. Others may well be an end."""
_SHOWN = 3


class Idle(Record):
    """A step whose results nobody takes, and the inputs that could, with what they would take."""

    step: WiringStep
    could: tuple[tuple[Search, Option], ...]


def idle_steps(now: Assignment, busy: Collection[OutputKey]) -> Iterator[Idle]:
    """The idle steps; `busy` are the outputs that are taken. Makes sense if no input is open.

    What somebody has written is meant so: only inferred wires and empty optional inputs count,
    and a step that another one is told to wait for is no idle one.
    """
    known = now.field
    at_work = {number for number, _ in busy}
    at_work |= {
        known.number[name] for step in known.steps for name in step.after & known.number.keys()
    }
    by_port: dict[int, list[Search]] = defaultdict(list)
    for search in now.searches:
        by_port[id(search.port)].append(search)
    everywhere = list(by_port.values())
    empty = [group for group in everywhere if any(search.chosen is None for search in group)]
    for number, step in enumerate(known.steps):
        made = [output for output in step.outputs if _is_typed(output)]
        if number in at_work or step.kind not in _MAKES or delivers(step) or not made:
            continue
        groups = everywhere if not all(map(is_report, made)) else empty
        if could := _takers(now, number, made, groups):
            yield Idle(step, could)


def _is_typed(output: OutputPort) -> bool:
    return output.type not in (None, "custom_property")


def _takers(
    now: Assignment, number: int, made: list[OutputPort], by_port: Sequence[Sequence[Search]]
) -> tuple[tuple[Search, Option], ...]:
    """The inputs that could take what a step makes, the likeliest first."""
    found: list[tuple[int, Search, Option]] = []
    said = _words(now, number, made)
    near = {one for word in said for one in now.field.bearers.get(word, ())}
    near -= now.field.twins[now.field.steps[number].twins]
    for searches in by_port:
        port = searches[0].port
        fitting = [output for output in made if not unfit(port, output)]
        if now.field.steps[number].step_type not in port.compatible_sources:
            fitting = [output for output in fitting if not is_report(output)]
        asks_for_it = bool((lex(port.name).keys | hints(port)) & said) or any(
            _says_enough(now, searches[0], number, output) for output in fitting
        )
        for search in searches if fitting else ():
            # Else only the steps' names can speak for it.
            if not (asks_for_it or search.step in near):
                continue
            if search.step == number:
                continue
            options = (_worth_taking(now, search, (number, output.name)) for output in fitting)
            found += [(option.points, search, option) for option in options if option]
    # Of equals first the nearest step below in the file.
    found.sort(
        key=lambda item: (
            -item[0],
            now.field.distance(item[1].step, number),
            item[1].step,
            item[1].port.name,
            item[2].key,
        )
    )
    return tuple((search, option) for _, search, option in found[:_SHOWN])


def _words(now: Assignment, number: int, made: Sequence[OutputPort]) -> frozenset[str]:
    """What the names of a step and of what it makes say, but for what nearly all say."""
    words = now.field.words[number]
    said = (words.qualifiers | words.things | words.role) - now.field.common
    return said.union(*(lex(output.name).keys for output in made)) - FAMILIES.keys()


def _says_enough(now: Assignment, search: Search, number: int, output: OutputPort) -> bool:
    """Whether an input may mean an output whatever the names of their steps say."""
    evidence = now.field.evidence(search.step, search.want, number, output)
    is_meant = evidence.explicit or evidence.points >= TYPE + MARGIN
    return is_meant or _is_only_work(now, (number, output.name))


def _is_only_work(now: Assignment, key: OutputKey) -> bool:
    """Whether an output is only called what was done to a thing that others take."""
    return says_only_work(now, key) and _is_beside(now, key[0])


def _worth_taking(now: Assignment, search: Search, key: OutputKey) -> Option | None:
    """What an idle step gives, if an input may mean that."""
    is_out, works_on_it = _is_out(now, search, key[0]), _works_on_it(now, search, key[0])
    if is_out and not works_on_it:
        return None
    option = now.lookup.further_option(search, key, ignore_optional=True)
    if option is None or option.evidence.clash:
        return None
    # A `gate.passed_data` may be meant whatever the list says: lists fall behind.
    is_meant = works_on_it and option.evidence.explicit
    return option if is_meant or (not is_out and _is_worth(now, search, option)) else None


def _is_worth(now: Assignment, search: Search, option: Option) -> bool:
    """Whether there is a reason to think that an input means what an idle step makes.

    A report may well be an end: it must be listed for an empty input. What is only called what
    was done to a thing that others take needs no other reason.
    """
    if is_report(option.output) and search.chosen:
        return False
    if now.chains.is_packed(search, option):
        return False
    if not option.evidence.explicit and _may_end(now, search, option):
        return False
    is_work = _is_only_work(now, option.key)
    # Two steps that work on one thing may have been put in the wrong order; and so may one whose
    # output an empty input names.
    is_asked = search.chosen is None and option.evidence.said
    order = now.fixed if is_work or is_asked else now.order
    if order.follows(option.step, search.step):
        return False
    if is_work or option.points >= LONE:
        return True
    is_said = search.chosen is not None and search.chosen.evidence.explicit
    return option.points >= TYPE + MARGIN and not is_said


def _may_end(now: Assignment, search: Search, option: Option) -> bool:
    """Whether an output is as usual an end: for people, or what a model gives, scores in a file.

    Unless predictions are what the input asks for.
    """
    if is_end_product(option.output):
        return not option.evidence.listed
    takes_model = takes_models(now.field.steps[option.step])
    predicts = takes_model and lex(option.output.name).is_of("predictions")
    return predicts and not lex(search.port.name).is_of("predictions")


def _works_on_it(now: Assignment, search: Search, number: int) -> bool:
    """Whether an idle step works on the very thing that an input takes, and could do so before.

    An optional input may leave it to that.
    """
    steps = now.field.steps
    if search.chosen is None or now.fixed.follows(number, search.step):
        return False
    if steps[search.step].twins == steps[number].twins:
        return False  # it does the same, for others
    taken = [one for one in now.siblings[number] if one.chosen]
    waits_for = [one.chosen.step for one in taken if one.chosen and one.port.required]
    if any(at == search.step or now.order.follows(at, search.step) for at in waits_for):
        return False
    return any(one.chosen and one.chosen.key == search.chosen.key for one in taken)


def _is_beside(now: Assignment, step: int) -> bool:
    """Whether others take what a step works on, rather than what it makes of it."""
    taken = [search.chosen.key for search in now.siblings[step] if search.chosen]
    return any(now.takers.get(key, set()) - {step} for key in taken)


def _is_out(now: Assignment, search: Search, number: int) -> bool:
    """Whether a step could not be meant: a twin of the taker, or not on its list."""
    if now.field.fitted.by_another(search.step, search.port, number):
        return True
    step, source = now.field.steps[search.step], now.field.steps[number]
    owns_list = bool(search.port.compatible_sources) and not step.built_in
    if step.twins != source.twins and not owns_list:
        return False
    return not now.lookup.lists(search, number)


def report_idle(now: Assignment, found: Idle, report: Report) -> None:
    """Warn of one, with the line for the likeliest input."""
    steps = now.field.steps
    search, option = found.could[0]
    taker = steps[search.step]
    wire = {search.port.name: reference_to(found.step.name, option.output.name)}
    report.add(
        codes.NOBODY_TAKES,
        f"nobody takes what `{found.step.name}` gives",
        found.step.span,
        hint=f"if `{taker.name}` should, write {to_write(taker.body, wire)}",
        related=[
            Related(
                steps[one.step].span,
                f"`{one.port.name}` of `{steps[one.step].name}` could take `{can.output.name}`, "
                + (_takes(now, one.chosen) if one.chosen else "and is empty"),
            )
            for one, can in found.could
        ],
    )


def _takes(now: Assignment, chosen: Option) -> str:
    return f"and takes `{now.field.steps[chosen.step].name}.{chosen.output.name}`"
