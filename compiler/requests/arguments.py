"""Warnings of arguments that no program reads as they are meant."""

from __future__ import annotations

import posixpath
import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, write
from pipec.compiler.requests.friendly import spliced
from pipec.compiler.steps.base import StepType, member
from pipec.compiler.steps.processing import CODE_FOLDER
from pipec.compiler.syntax import Mapping, Scalar, Sequence, scalars
from pipec.compiler.values import ABSENT

_FLAG = re.compile(r"--?[A-Za-z][\w-]*")
_FLAG_WITH_VALUE = re.compile(rf"({_FLAG.pattern})[ \t]+(\S.*)")
_PROGRAM_WITH_MORE = re.compile(r"([^\s$]+)[ \t]+(\S.*)")
_GOES_ON = re.compile(r"(?<!\S)[^\s/=]+/")
"""A part of a path behind a blank that is in the name of a folder."""


def check_arguments(
    keys: Mapping, request: Mapping, step_type: StepType, step: str, report: Report
) -> None:
    """Warn of a flag or a program that is one argument with the next, or a flag without its value.

    Behind a flag such a text may be the value of it: `[--java-options, "-Xmx4g -Xms1g"]`. A flag in
    an inner list has no value behind the list.
    """
    _check_script(keys, step_type, step, report)
    for key in ("command", "args"):
        written, place = keys.get(key), step_type.placements.get(key)
        found = spliced(written) if written else member(request, *place) if place else None
        own = {*map(id, written)} if isinstance(written, Sequence) else ()
        flag = None
        for index, item in enumerate(found if isinstance(found, Sequence) else ()):
            if not isinstance(item, Scalar):
                continue
            is_program = key == "command" and index == 0
            both = _PROGRAM_WITH_MORE if is_program else _FLAG_WITH_VALUE
            if flag and item.data is ABSENT and (id(flag) in own) == (id(item) in own):
                _tell_left_alone(flag, item, step, report)
            elif not flag and (glued := both.fullmatch(item.text)) and not _is_path(glued):
                _tell_glued(item, glued[1], glued[2], report, can_nest=id(item) in own)
            flag = item if _FLAG.fullmatch(item.text) else None


def _check_script(keys: Mapping, step_type: StepType, step: str, report: Report) -> None:
    """Warn of a `command` that names the script of `code`, which comes behind it anyhow."""
    code, command = keys.get("code"), keys.get("command")
    if not isinstance(code, Mapping) or not command or "command" in step_type.code_excludes:
        return
    entry = code.get("entry") or code.get("file")
    if not isinstance(entry, Scalar) or not isinstance(entry.data, str):
        return
    script = posixpath.basename(entry.text)
    folder = code.get("dir")
    path = posixpath.join(folder.text if isinstance(folder, Scalar) else "", entry.text)
    before = ""
    for item in scalars(command):
        is_value = before.startswith("--")  # `--include train.py` of another program
        before = item.text
        if isinstance(item.data, str) and not is_value and _is_script(item.text, path):
            report.add(
                codes.ODD_VALUE,
                f"`command` of `{step}` names `{script}`, which `code` puts behind it once more",
                item.span,
                hint=f"leave out `{item.text}`",
            )


def _is_script(named: str, script: str) -> bool:
    """Whether a path is that of the script, as it is written or as it lies in the container.

    One of the two may begin at a folder further in. What has a blank is a line for a shell.
    """
    named = posixpath.normpath(named).removeprefix(f"{CODE_FOLDER}/")
    if " " in named or posixpath.isabs(named):
        return False
    script = posixpath.normpath(script)
    return f"/{script}".endswith(f"/{named}") or f"/{named}".endswith(f"/{script}")


def _is_path(glued: re.Match[str]) -> bool:
    """Whether a program and what is behind its blank are one path: `/opt/my tools/run`."""
    return "/" in glued[1] and bool(_GOES_ON.search(glued[2]))


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
