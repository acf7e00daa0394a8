"""Whether an input may mean what is made of the output that it took, as nobody takes that."""

from __future__ import annotations

from pipec.compiler.wiring.choice.assignment import Assignment
from pipec.compiler.wiring.choice.known_data import asks_any_data, learns
from pipec.compiler.wiring.choice.lists import left_out, unknown_to
from pipec.compiler.wiring.choice.search import Beyond, Search
from pipec.compiler.wiring.choice.ties import is_barred, registers, unsaid
from pipec.compiler.wiring.evidence.learning import asks_known, makes_more
from pipec.compiler.wiring.evidence.options import Option, OutputKey
from pipec.compiler.wiring.evidence.parts import Rule, has
from pipec.compiler.wiring.evidence.ports import is_model_port, takes_models, unfit
from pipec.compiler.wiring.evidence.scores import LOST, names_agree
from pipec.compiler.wiring.settling.passed_over import PassedOver
from pipec.compiler.wiring.words.comparison import (
    reads_same,
    without_work,
)
from pipec.compiler.wiring.words.names import (
    lex,
    says_nothing,
    says_what_was_done,
)


def look_beyond(now: Assignment, step: str, name: str, other: Beyond) -> bool:
    """Let an output draw level with the one that it is made of, or be better.

    False if it is no rival: it says less of what is asked for or has nothing in common with
    it, is only a part of the data, or is left out on purpose.
    """
    number = now.field.number
    search = _search(now, step, name)
    later, taken = ((number[owner], port) for owner, port in (other.output, other.taken))
    option = now.lookup.further_option(search, later, ignore_optional=True)
    before = now.lookup.further_option(search, taken, ignore_optional=True)
    if option is None or before is None:
        return False
    more = unsaid(now.field, search, option) - unsaid(now.field, search, before)
    is_left_out = left_out(now.field, search, option)
    by_work = says_only_work(now, option.key)
    by_name = by_work or (_is_said_by_step(option, before) and not is_left_out)
    by_name = by_name or _keeps_name(option, before) or _is_to_register(now, search, option)
    # Else it must say no less, and share something: a dashboard is made of the data, and is none.
    if not by_name and (more or not _has_in_common(option, before)):
        return False
    if any(has(option.parts, rule) for rule in _IN_NO_PLACE) or _is_too_much(now, search, option):
        return False
    has_its_own = before.evidence.explicit and not option.evidence.explicit
    if has_its_own and (
        (is_left_out and before.evidence.listed) or _is_asked_by_name(now, search, option)
    ):
        return False
    # A model that nobody takes may be the end of the pipeline.
    if is_model_port(search.port) and (is_left_out or now.chains.is_packed(search, option)):
        return False
    named = before.evidence.explicit and not search.port.required
    if not named or unknown_to(now.field, search, option):
        is_sure = _is_the_thing(search, option) and _is_as_sure(now, search, option, before)
        is_said = by_work or not more
        search.draw_level(option, taken, gain=LOST if is_sure and is_said else 0)
    return True


_IN_NO_PLACE = (Rule.ONLY_PART, Rule.TO_LEARN)
"""A part is not the whole, nor what is to learn from to test on."""


def _is_too_much(now: Assignment, search: Search, option: Option) -> bool:
    """Whether it is more data than there are, and the input's step does not learn from them."""
    is_more = makes_more(now.field.steps[option.step]) and not learns(now.field, search.step)
    return is_more and not asks_known(search.port, now.field.words[search.step])


def _is_said_by_step(option: Option, before: Option) -> bool:
    """Whether only a step's name says what its output is, so that it says so of a later form, too.

    What `extract_orders` gives are orders, and so are they as `clean.table`, which says nothing.
    """
    name = lex(option.output.name)
    is_plain = says_nothing(name) or (name.artefact == "data" and not name.information)
    return is_plain and has(before.of_steps, Rule.SAYS_INPUT)


def _keeps_name(option: Option, before: Option) -> bool:
    """Whether a later form is called as what it is made of, and what was done: `clean_corpus`."""
    name, kept = lex(option.output.name), lex(before.output.name)
    return bool(kept.content) and kept.keys < name.keys and name.artefact == kept.artefact


def _is_to_register(now: Assignment, search: Search, option: Option) -> bool:
    """Whether the only model of a step is packed for where the input's step brings it."""
    if not is_model_port(search.port) or not registers(now.field.steps[search.step]):
        return False
    packed = [want for want in now.field.steps[option.step].wants if is_model_port(want.port)]
    return len(packed) == 1 and now.chains.is_package(option)


def _is_asked_by_name(now: Assignment, search: Search, option: Option) -> bool:
    """Whether an input of another step bears the name or an alias of an output."""
    return any(
        names_agree(other.port, option.output)
        for other in now.free
        if other.step not in (search.step, option.step)
        if not unfit(other.port, option.output)
        if not now.field.refusal(other.step, other.want, option.step)
    )


def _is_as_sure(now: Assignment, search: Search, option: Option, before: Option) -> bool:
    """Whether an output says what is asked for, and is listed, if what is before it does."""
    listed = option.evidence.listed or unknown_to(now.field, search, option)
    name, things = lex(option.output.name), {"data", lex(search.port.name).artefact} - {None}
    named = option.evidence.explicit or not option.evidence.uncovered
    named = named or says_what_was_done(name)
    named = named or (name.artefact in things and not unsaid(now.field, search, option))
    return (named or not before.evidence.explicit) and (listed or not before.evidence.listed)


def says_only_work(now: Assignment, key: OutputKey) -> bool:
    """Whether an output is only called what is done to one thing, or as its step calls that.

    `redacted` of `redact`, or the `text` of a step that takes `text`.
    """
    step, name = now.field.steps[key[0]], lex(key[1])
    taken = [*(want.port for want in step.wants), *(port for port, *_ in step.written)]
    if len(taken) != 1:
        return False
    if reads_same(lex(taken[0].name), name):
        return True
    return says_what_was_done(name) and not without_work(name, lex(step.name), lex(step.step_type))


def bars(now: Assignment, found: PassedOver) -> bool:
    """Whether what a wire goes past is of another part of the data than the input can mean."""
    number = now.field.number
    search = _search(now, found.step.name, found.input)
    key = (number[found.middle.name], found.output.name)
    option = now.lookup.further_option(search, key, ignore_optional=True)
    if option is None:
        return False
    # What is made of the part to train on, as augmented images, is no data to try a model on.
    tries = takes_models(found.step) and asks_any_data(now.field, search)
    to_learn = any(lex(name).splits == {"train"} for _, name in now.chains.earlier(key))
    return is_barred(search, option) or (tries and to_learn)


def _search(now: Assignment, step: str, name: str) -> Search:
    searches = now.siblings[now.field.number[step]]
    return next(search for search in searches if search.port.name == name)


def _has_in_common(option: Option, before: Option) -> bool:
    """Whether anything but the type says that an input may mean what is made of what it took.

    That the steps are of one lane is nothing, if what it took has the input's name or alias.
    """
    little = (Rule.TYPE, Rule.BOTH_SAY if before.evidence.said else Rule.TYPE)
    spoken_for = any(part.points > 0 and part.rule not in little for part in option.parts)
    return spoken_for or says_what_was_done(lex(option.output.name))


def _is_the_thing(search: Search, option: Option) -> bool:
    """Whether an output says no other thing than is asked for: labels are no data."""
    wanted = lex(search.port.name).artefact
    return lex(option.output.name).artefact in (None, "data", wanted)
