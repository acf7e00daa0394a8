"""`pipec wire --ask`: which output each open input means, asked of a person one after the other.

Each answer is weighed with the rest, so that it may settle what has not been asked yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from pipec.cli.explain import BELOW, RUNNERS_UP, is_proposed, parts, state
from pipec.cli.wires import Compilation, shares_text
from pipec.compiler.compile import Result
from pipec.compiler.model import Candidate, Decision, InputPort
from pipec.compiler.reader.pins import Answers
from pipec.compiler.syntax import to_data

Hear = Callable[[str], str | None]
"""Shows a prompt and gives the line that is typed, None if the person breaks off."""

_NOTHING, _STOP = "0", "q"


def asked(project: Compilation, hear: Hear) -> Answers | None:
    """The wires that a person chooses for the open inputs; None if they break off."""
    answers: dict[str, dict[str, str | None]] = {}
    done = set[tuple[str, str]]()
    text = project.source.content.decode("utf-8")
    result = project.compiled(explain=True)
    while found := _next(result, done):
        port, decision = found
        heard = _heard(port, decision, hear)
        if heard is None:
            return None
        if heard == _STOP:
            break
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
            if hear(f"{shares_text(decision.step)}\nEnter to go on: ") is None:
                return None
            continue
        answers, result = with_it, then
    return answers


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


def _next(result: Result, done: Collection[tuple[str, str]]) -> tuple[InputPort, Decision] | None:
    """The next input that is open and for which something fits, in the order of the file.

    Required ones come first: what these take mostly tells the others.
    """
    ports = _ports(result)
    found = [
        (ports[decision.step][decision.input], decision)
        for decision in (result.links.decisions if result.links else ())
        if (decision.step, decision.input) not in done and _fitting(decision)
    ]
    is_open = [
        (port, decision)
        for port, decision in found
        if state(port, decision) in ("ambiguous", "unbound")
    ]
    return min(is_open, key=lambda pair: not pair[0].required, default=None)


def _fitting(decision: Decision) -> Sequence[Candidate]:
    """The outputs to choose from, best first; a person may know one that scores too little."""
    return [
        one
        for one in decision.others
        if (one.refused or BELOW).startswith(BELOW) and is_proposed(one)
    ]


def _heard(port: InputPort, decision: Decision, hear: Hear) -> str | None:
    """The output that a person chooses, "" for none now; asked again until it is understood."""
    shown = [f"{one.step}.{one.output}" for one in _fitting(decision)[:RUNNERS_UP]]
    known = {f"{one.step}.{one.output}" for one in decision.others if is_proposed(one)}
    answers = {str(number): name for number, name in enumerate(shown, start=1)}
    may_be_empty = not port.required and port.value is None
    if may_be_empty:
        answers[_NOTHING] = _NOTHING
    prompt = "\n".join(_question(port, decision, may_be_empty=may_be_empty)) + "\n"
    while True:
        typed = hear(f"{prompt}{decision.step}.{port.name} takes: ")
        if typed is None or typed in ("", _STOP) or typed in known:
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
        lines += [f"  {number}  {one.step}.{one.output}  {one.score:.2f}", f"       {parts(one)}"]
    if may_be_empty:
        lines.append(f"  {_NOTHING}  nothing: it is optional")
    return [
        *lines,
        f"a number, the name of another output, Enter to leave it open, {_STOP} to stop",
    ]
