"""What an optional input takes: it binds on explicit evidence only."""

from __future__ import annotations

from collections.abc import Collection

from pipec.compiler.model import InputPort
from pipec.compiler.wiring.choice.lists import left_out, unknown_to
from pipec.compiler.wiring.choice.search import Search
from pipec.compiler.wiring.evidence.field import Field
from pipec.compiler.wiring.evidence.options import Option
from pipec.compiler.wiring.evidence.parts import Rule, has
from pipec.compiler.wiring.evidence.ports import (
    OF_OTHER_DATA,
    gives_models,
    hints,
    is_model_port,
    keyed,
    made_for,
    unfit,
)
from pipec.compiler.wiring.evidence.step_names import same_but_for
from pipec.compiler.wiring.words.comparison import (
    reads_same,
)
from pipec.compiler.wiring.words.names import (
    lex,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import FAMILIES, SPLITS, Kind


def optional_refusal(known: Field, search: Search, option: Option) -> str | None:
    """Why an optional input leaves an output alone: it binds on explicit evidence only."""
    want, evidence = search.want, option.evidence
    if want.port.required or want.only is not None or option.key in search.urged:
        return None
    source = known.steps[option.step].name
    is_named = source in (known.steps[search.step].draws_from or ())
    fitting = known.fitted.by_another(
        search.step, want.port, option.step
    ) or known.fitted.passed_on(search.step, option.step, option.output)
    if fitting and not is_named:
        return f"optional, and `{fitting}` fits it"
    if left_out(known, search, option, although_named=True) and not evidence.said:
        return "optional, and the step is not listed"
    same = reads_same(lex(want.port.name), lex(option.output.name))
    looks_at = known.words[option.step].qualifiers
    if made_for(want.port, option.output) and looks_at & OF_OTHER_DATA and not same:
        return "optional, and the step looks at other data"
    spoken_for = evidence.listed or evidence.said or option.lane > 0
    if _goes_without_model(known, search) and not spoken_for:
        return "optional, and its name says no more than the type"
    if evidence.explicit or same_but_for(want.port, option.output, known.words[search.step]):
        return None
    if has(option.parts, Rule.SAME_PART):
        return None
    if not evidence.clash and _is_meant(known, search, option):
        return None
    return "optional, and neither name nor alias is the same"


def _goes_without_model(known: Field, search: Search) -> bool:
    """Whether a step that works on data may go with any `model`, and as well without."""
    step, name = known.steps[search.step], lex(search.port.name)
    works_on_data = step.kind == "Processing" and not gives_models(step)
    return works_on_data and is_model_port(search.port) and name.keys == {"model"}


def _is_meant(known: Field, search: Search, option: Option) -> bool:
    """Whether the words make an output explicit enough, though the names are not the same."""
    port, evidence = search.port, option.evidence
    if not port.compatible_sources and (
        _says_all(known, search, option) or _alone_says_all(known, search, option)
    ):
        return True
    if evidence.in_list and (keyed(port, option.output) or _step_keyed(known, port, option)):
        return True
    listed = evidence.listed or unknown_to(known, search, option)
    return listed and _covers(known, port, option)


def _step_keyed(known: Field, port: InputPort, option: Option) -> bool:
    """Whether the name of an output's step says a keyword."""
    return bool(hints(port) & known.words[option.step].qualifiers - known.common)


def foreign_to(known: Field, search: Search, option: Option) -> Collection[int]:
    """The other steps that want the type and to which a word of an output's step ties it."""
    if known.fitted.fits_for(search.step, search.port, option.step):
        return ()
    steps = (known.steps[search.step], known.steps[option.step])
    is_report = made_for(search.port, option.output)
    if (
        search.port.type != "hyperparameters"
        and not is_report
        and all(len(known.twins[step.twins]) == 1 for step in steps)
    ):
        return ()  # there is no other of either that could be meant
    ours, theirs = known.words[search.step], known.words[option.step]
    own = theirs.qualifiers - known.common - lex(search.port.name).keys
    if own & (ours.qualifiers | ours.role):
        return ()
    if is_report:  # of the model that another step registers
        bearers = {number for word in own for number in known.bearers[word]} - {option.step}
        return [number for number in bearers if known.steps[number].kind == steps[0].kind]
    wanting = (known.lanes.wanting.get((word, search.port.type), set()) for word in own)
    return set[int]().union(*wanting) - {option.step, search.step}


def _says_all(known: Field, search: Search, option: Option) -> bool:
    """Whether an output and its step say all words of an input's name that says enough."""
    name = lex(search.port.name)
    theirs = known.words[option.step]
    whole = theirs.named | theirs.role if len(name.keys) > 1 else theirs.qualifiers
    step = whole - SPLITS.keys()
    said = step | lex(option.output.name).keys
    return name.information >= 1 and bool(name.keys & step) and name.keys <= said


def _alone_says_all(known: Field, search: Search, option: Option) -> bool:
    """Whether an output and its step say what is asked for, also a part, and no others do.

    `get_test_rows.rows` are the `test_rows`, and `import_schema.result` is the `schema`. Not what a
    step gives that asks for it itself; and what only numbers tell apart, or a single word that is
    no kind of thing (`masks`), is left to the user.
    """
    name = lex(search.port.name)
    words = [token for token in name.tokens if token.kind is not Kind.CARRIER]
    if any(token.is_ordinal for token in words) or says_nothing(name):
        return False
    if len(words) < 2 and name.artefact is None:
        return False
    if not _together_say(known, search.port, *option.key):
        return False
    return not known.lanes.is_of_twin(search.step, option.step) and all(
        (number, output.name) == option.key or number == search.step
        for number, step in enumerate(known.steps)
        for output in step.outputs
        if not unfit(search.port, output) and _together_say(known, search.port, number, output.name)
    )


def _together_say(known: Field, port: InputPort, number: int, output: str) -> bool:
    """Whether an output's name says a part of an input's, and its step's own name the rest.

    Where the step says which part of the data, the output says nothing else.
    """
    asked, theirs = lex(port.name).keys - {"data"}, known.words[number]
    said = lex(output).keys - {"data"}
    of_step = asked & (theirs.named | theirs.things)
    if of_step & SPLITS.keys() - said and not said <= asked:
        return False
    return bool(of_step) and asked <= of_step | said and not known.takes(number, port)


def _covers(known: Field, port: InputPort, option: Option) -> bool:
    """Whether output and step say all that the input's name says, the artefact apart."""
    theirs = known.words[option.step]
    said = {word for word in theirs.qualifiers | theirs.role if not word.isdigit()}
    strange = option.evidence.uncovered - said
    return strange < lex(port.name).keys and not strange - FAMILIES.keys()
