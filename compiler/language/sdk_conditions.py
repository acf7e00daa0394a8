"""The SDK's `ConditionLessThan(…)` and `JsonGet(…)` in an `if:`, as they are written here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_COMPARISONS = {
    "ConditionEquals": "==",
    "ConditionGreaterThan": ">",
    "ConditionGreaterThanOrEqualTo": ">=",
    "ConditionIn": "in",
    "ConditionLessThan": "<",
    "ConditionLessThanOrEqualTo": "<=",
}
_OTHERS = ("ConditionNot", "ConditionOr")
_LOOK = "JsonGet"
_SIDES = (("left", "value"), ("right", "in_values"))
_LOOKED_INTO = (("step_name",), ("property_file",), ("json_path",))
"""The parameters of a call in their order, each by the names that it has."""
_NAMED = re.compile(r"([a-z][a-z0-9_]*) *=(?!=) *(.*)", re.DOTALL)
_KEY = re.compile(r'\["([^"\']*)"\]')
_ROOT = re.compile(r"(Parameters|Execution)(?:Variables)?\.")
_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}


def in_our_words(name: str, text: str, opened: int) -> str:
    """What to write for a call of the SDK, of which `(` stands at `opened`; "" for any other."""
    if name == _LOOK:
        arguments = [*_arguments(text, opened)]
        hint = f"write `{_look(arguments)}`"
        if any(argument.startswith("s3_uri") for argument in arguments):
            output = "outputs: {OUTPUT: {value: s3://FOLDER, report: FILE.json}}"
            hint = f"JSON in S3 is read by an output of a step, `{output}`: {hint}"
        return hint
    if name in _COMPARISONS:
        left, right = map(_side, _given([*_arguments(text, opened)], _SIDES))
        return f"write `{left or '…'} {_COMPARISONS[name]} {right or '…'}`"
    return "write `not (…)`, or `… or …` between the tests" if name in _OTHERS else ""


def _side(text: str) -> str:
    """One side of a comparison, which may look into a report itself."""
    called, _, _ = text.partition("(")
    if called.strip() == _LOOK:
        return _look([*_arguments(text, len(called))])
    return _ROOT.sub(lambda root: f"{root[1].lower()}.", text)


def _look(arguments: Sequence[str]) -> str:
    """The value in a report; the SDK's name of a step may be a text or an object's."""
    found = (value.strip("'\"").removesuffix(".name") for value in _given(arguments, _LOOKED_INTO))
    step, output, path = found
    step, path = step.removeprefix("steps."), _KEY.sub(r"['\1']", path)
    path = path.removeprefix("$").removeprefix(".") or "KEY"
    behind = path if path.startswith("[") else f".{path}"
    return f"steps.{step or 'STEP'}.{output or 'OUTPUT'}{behind}"


def _given(arguments: Sequence[str], parameters: Sequence[tuple[str, ...]]) -> list[str]:
    """What a call gives for its parameters, by name or in order; empty for those left out."""
    named = {found[1]: found[2] for argument in arguments if (found := _NAMED.fullmatch(argument))}
    plain = [argument for argument in arguments if not _NAMED.fullmatch(argument)]
    plain += [""] * len(parameters)
    return [
        next((named[name] for name in names if name in named), plain[at])
        for at, names in enumerate(parameters)
    ]


def _arguments(text: str, opened: int) -> Iterator[str]:
    """The arguments of a call, parted at the commas that no bracket or quote holds."""
    depth, quote, begin = 0, "", opened + 1
    for at in range(opened, len(text)):
        char = text[at]
        if quote or char in "'\"":
            quote = "" if char == quote else quote or char
            continue
        depth += _BRACKETS.get(char, 0)
        if depth == 0 or (depth == 1 and char == ","):
            yield text[begin:at].strip()
            begin = at + 1
        if depth == 0:
            return
    yield text[begin:].strip()
