"""`pipec wire --ask`: which output each open input means, asked of a person one after the other.

Each answer is weighed with the rest, so that it may settle what has not been asked yet. This is
shown at the end, for the person to agree: of what answers settle about one in ten is not meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipec.cli.explain import BELOW, RUNNERS_UP, is_open, is_proposed, parts
from pipec.cli.wires import Compilation, shares_text
from pipec.compiler.compile import Result
from pipec.compiler.model import Candidate, Decision, InputPort
from pipec.compiler.reader.pins import Answers
from pipec.compiler.syntax import to_data

Hear = Callable[[str], str | None]
"""Shows a prompt and gives the line that is typed, None if the person breaks off."""

Say = Callable[[str], str]
"""The same, and raises `_BrokenOffError` for that."""
Key = tuple[str, str]
"""A step and its input."""

_NOTHING, _STOP = "0", "q"


class _BrokenOffError(Exception):
    """The person does not go on."""


def asked(project: Compilation, hear: Hear) -> Answers | None:
    """The wires that a person chooses for the open inputs; None if they break off."""

    def say(prompt: str) -> str:
        typed = hear(prompt)
        if typed is None:
            raise _BrokenOffError
        return typed

    try:
        return _asked(project, say)
    except _BrokenOffError:
        return None


def _asked(project: Compilation, say: Say) -> Answers:
    answers: dict[str, dict[str, str | None]] = {}
    done, opened = set[Key](), set[Key]()
    text = project.source.content.decode("utf-8")
    result = project.compiled(explain=True)
    while True:
        inputs = [pair for pair in _inputs(result) if _key(pair) not in done]
        still_open = [pair for pair in inputs if is_open(*pair)]
        opened |= {_key(pair) for pair in still_open}
        settled = [pair for pair in inputs if pair[1].chosen and _key(pair) in opened]
        if still_open:  # what required ones take mostly tells the others
            port, decision = min(still_open, key=lambda pair: not pair[0].required)
        elif disputed := _disputed(settled, say):
            port, decision = disputed
        else:
            return answers
        heard = _heard(port, decision, say)
        if heard == _STOP:
            return answers
        done.add((decision.step, port.name))
        if not heard:
            continue
        of_step = answers.get(decision.step, {})
        of_step = {**of_step, port.name: None if heard == _NOTHING else heard}
        with_it = {**answers, decision.step: of_step}
        pinned = project.pinned(text, with_it)
        then = project.compiled(pinned.text, explain=True)
        if decision.step in pinned.left or _says_more(then, result, decision):
            done |= {(decision.step, name) for name in _ports(result)[decision.step]}
            say(f"{shares_text(decision.step)}\nEnter to go on: ")
            continue
        answers, result = with_it, then


def _ports(result: Result) -> dict[str, Mapping[str, InputPort]]:
    return {step.name: step.contract.inputs for step in result.steps if step.contract}


def _says_more(then: Result, before: Result, answered: Decision) -> bool:
    """Whether a text says something else of another input too: through an alias or a merge."""
    written = [
        {
            (step, name): to_data(port.value)
            for step, ports in _ports(result).items()
            for name, port in ports.items()
            if port.value and (step, name) != (answered.step, answered.input)
        }
        for result in (then, before)
    ]
    return written[0] != written[1]


def _inputs(result: Result) -> Iterator[tuple[InputPort, Decision]]:
    """The inputs for which something fits, in the order of the file."""
    ports = _ports(result)
    for decision in result.links.decisions if result.links else ():
        if _fitting(decision):
            yield ports[decision.step][decision.input], decision


def _key(pair: tuple[InputPort, Decision]) -> Key:
    return pair[1].step, pair[1].input


def _disputed(
    settled: Sequence[tuple[InputPort, Decision]], say: Say
) -> tuple[InputPort, Decision] | None:
    """The one of the inputs that answers have settled which a person wants otherwise, if any."""
    if not settled:
        return None
    lines = ["", "settled by your answers:"]
    for number, (port, decision) in enumerate(settled, start=1):
        lines.append(
            f"  {number}  {decision.step}.{port.name} takes {_name(_fitting(decision)[0])}"
        )
    prompt = "\n".join([*lines, "a number to choose another, Enter to agree: "])
    while (typed := say(prompt)) not in ("", _STOP):
        if typed.isdecimal() and 0 < int(typed) <= len(settled):
            return settled[int(typed) - 1]
        prompt = f"`{typed}` is none of these\na number, or Enter: "
    return None


def _name(one: Candidate) -> str:
    return f"{one.step}.{one.output}"


def _fitting(decision: Decision) -> Sequence[Candidate]:
    """The outputs to choose from, best first; a person may know one that scores too little."""
    others = (
        one
        for one in decision.others
        if (one.refused or BELOW).startswith(BELOW) and is_proposed(one)
    )
    return [decision.chosen, *others] if decision.chosen else [*others]


def _heard(port: InputPort, decision: Decision, say: Say) -> str:
    """The output that a person chooses, "" for none now; asked again until it is understood."""
    shown = [_name(one) for one in _fitting(decision)[:RUNNERS_UP]]
    known = {_name(one) for one in decision.others if is_proposed(one)} | {*shown}
    answers = {str(number): name for number, name in enumerate(shown, start=1)}
    may_be_empty = not port.required and port.value is None
    if may_be_empty:
        answers[_NOTHING] = _NOTHING
    prompt = "\n".join(_question(port, decision, may_be_empty=may_be_empty)) + "\n"
    while True:
        typed = say(f"{prompt}{decision.step}.{port.name} takes: ")
        if typed in ("", _STOP) or typed in known:
            return typed
        if typed in answers:
            return answers[typed]
        prompt = f"`{typed}` is none of these\n"


def _question(port: InputPort, decision: Decision, *, may_be_empty: bool) -> Sequence[str]:
    """What there is to choose from, in lines."""
    lines = ["", f"`{port.name}` of `{decision.step}` may take"]
    if port.description:
        lines[1:1] = [f"# {port.description}"]
    for number, one in enumerate(_fitting(decision)[:RUNNERS_UP], start=1):
        lines += [f"  {number}  {_name(one)}  {one.score:.2f}", f"       {parts(one)}"]
    if may_be_empty:
        lines.append(f"  {_NOTHING}  nothing: it is optional")
    left = "as it is" if decision.chosen else "open"
    return [
        *lines,
        f"a number, the name of another output, Enter to leave it {left}, {_STOP} to stop",
    ]
