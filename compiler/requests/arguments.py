"""Warnings of arguments that no program reads as they are meant."""

from __future__ import annotations

import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, write
from pipec.compiler.requests.friendly import spliced
from pipec.compiler.steps.base import StepType, member
from pipec.compiler.syntax import Mapping, Scalar, Sequence
from pipec.compiler.values import ABSENT

_FLAG = re.compile(r"--?[A-Za-z][\w-]*")
_WITH_VALUE = re.compile(rf"({_FLAG.pattern})[ \t]+(\S.*)")


def check_arguments(
    keys: Mapping, request: Mapping, step_type: StepType, step: str, report: Report
) -> None:
    """Warn of a flag that is one argument with its value, or that lost its value.

    Behind a flag such a text may be the value of it: `[--java-options, "-Xmx4g -Xms1g"]`. A flag in
    an inner list has no value behind the list.
    """
    for key in ("command", "args"):
        written, place = keys.get(key), step_type.placements.get(key)
        found = spliced(written) if written else member(request, *place) if place else None
        own = {*map(id, written)} if isinstance(written, Sequence) else ()
        flag = None
        for item in found if isinstance(found, Sequence) else ():
            if not isinstance(item, Scalar):
                continue
            if flag and item.data is ABSENT and (id(flag) in own) == (id(item) in own):
                _tell_left_alone(flag, item, step, report)
            elif not flag and (glued := _WITH_VALUE.fullmatch(item.text)):
                _tell_glued(item, glued[1], glued[2], report, can_nest=id(item) in own)
            flag = item if _FLAG.fullmatch(item.text) else None


def _tell_left_alone(flag: Scalar, value: Scalar, step: str, report: Report) -> None:
    lost = value.text
    if "${" not in lost:  # a reference without its braces, or only the name of an input
        lost = f"${{{lost}}}" if lost.startswith("inputs.") else f"${{inputs.{lost}}}"
    report.add(
        codes.ODD_VALUE,
        f"`{step}` gets `{flag.text}` without a value, as nothing is left of `{lost}`",
        flag.span,
        hint=f'write `[{flag.text}, "{lost}"]`: an inner list is left out as one',
    )


def _tell_glued(item: Scalar, flag: str, value: str, report: Report, *, can_nest: bool) -> None:
    """`can_nest`: an inner list may stand there, which is spliced in.

    It would be cut as a shell does it, and JSON would lose its quotes.
    """
    from pipec.compiler.language.schema import as_list

    listed = as_list(item.text, is_command=True) if can_nest and value[0] not in "{[" else None
    report.add(
        codes.ODD_VALUE,
        f"`{flag}` and `{value}` are one argument here, with a blank in it",
        item.span,
        hint=write(listed, "") if listed else f"make two of it: `{flag}` and `{value}`",
    )
