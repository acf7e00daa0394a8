"""The plan of a deploy for people: what would change, step by step and member by member.

As in `text`, everything is made as pieces of text with a style each, so that colour is the
console's decision alone. `+` is added, `-` removed, `~` changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from pipec.cli.report.excerpt import visible
from pipec.compiler.deployment.changes import Changes, ParameterChange, StepChange
from pipec.compiler.deployment.graph import Json
from pipec.compiler.deployment.members import ABSENT, Change

if TYPE_CHECKING:
    from rich.text import Text

Piece = tuple[str, str]

_SIGN = {"added": "+", "removed": "-", "changed": "~"}
_STYLE = {"added": "green", "removed": "red", "changed": "yellow"}
_BOLD = "bold"
_WARNING = "bold yellow"
_DIM = "dim"
_PLAIN = ""

_BRANCHES = {"IfSteps": "then", "ElseSteps": "else", "ForEachBody": "body"}
_LABELS = {"display_name": "display name"}

_LONG = 72
_AROUND = 16
_DIFFERING = 24


def render(changes: Changes) -> str:
    """The plan without styles, lines ended."""
    return "".join(text for text, _ in _pieces(changes))


def styled(changes: Changes) -> Text:
    """The same for a rich console."""
    from rich.text import Text

    return Text.assemble(*_pieces(changes), no_wrap=True, overflow="ignore")


def write(changes: Changes, stream: TextIO) -> None:
    """Write the plan to a stream, in colour where it is a terminal."""
    if stream.isatty():
        from rich.console import Console

        Console(file=stream).print(styled(changes), soft_wrap=True, end="")
    else:
        stream.write(render(changes))


def _pieces(changes: Changes) -> Iterator[Piece]:
    name = visible(changes.name)
    if changes.action == "none":
        yield f"{name}: no changes\n", _BOLD
        return
    yield f"{name}: {changes.action}\n", _BOLD
    for step in changes.steps:
        yield from _step(step)
    for parameter in changes.parameters:
        yield from _parameter(parameter)
    if changes.action == "update":
        yield from _members(changes.document, "  ", "")
    yield from _members(changes.settings, "  ", "")
    yield from _members(changes.tags.changes, "  ", "tag ")
    for setting, value in changes.kept.items():
        text = f"    {_label(setting)} stays {_alone(value)}: the file does not say\n"
        yield text, _DIM
    if changes.cache_losses:
        yield "  caches that would not be hit:\n", _WARNING
    for loss in changes.cache_losses:
        yield f"    {visible(loss.step)}: {visible(loss.reason)}\n", _PLAIN
    if summary := _summary(changes):
        yield f"{summary}\n", _BOLD


def _step(step: StepChange) -> Iterator[Piece]:
    where = f", in {_place(step.inside)}" if step.inside else ""
    yield f"  {_SIGN[step.how]} ", _STYLE[step.how]
    yield f"step {visible(step.name)} ({visible(step.type)}){where}\n", _PLAIN
    yield from _members(step.members, "      ", "")


def _parameter(parameter: ParameterChange) -> Iterator[Piece]:
    yield f"  {_SIGN[parameter.how]} ", _STYLE[parameter.how]
    yield f"parameter {visible(parameter.name)} ({visible(parameter.type)})\n", _PLAIN
    yield from _members(parameter.members, "      ", "")


def _members(members: Iterable[Change], indent: str, label: str) -> Iterator[Piece]:
    for change in members:
        yield f"{indent}{_SIGN[change.how]} ", _STYLE[change.how]
        yield f"{label}{_label(change.path)}: {_values(change)}\n", _PLAIN


def _label(path: str) -> str:
    return _LABELS.get(path, visible(path))


def _place(inside: str | None) -> str:
    """`CheckMse.IfSteps` in the words of pipeline files: `CheckMse (then)`."""
    if inside is None:
        return "the pipeline itself"
    name, _, branch = inside.rpartition(".")
    return f"{visible(name)} ({_BRANCHES[branch]})"


# --- values -----------------------------------------------------------------------------


def _values(change: Change) -> str:
    if change.path == "inside":
        return f"{_place(change.old)} → {_place(change.new)}"
    if change.old is ABSENT:
        return _alone(change.new)
    if change.new is ABSENT:
        return _alone(change.old)
    old, new = _text(change.old), _text(change.new)
    if old == new:
        # A text that looks like a reference, and the reference.
        old, new = _json(change.old), _json(change.new)
    return " → ".join(_contrasted(old, new))


def _alone(value: Json) -> str:
    """A value, its middle left out if it is long."""
    text = _text(value)
    if len(text) <= _LONG:
        return text
    return f"{text[: _LONG - _AROUND]}…{text[-_AROUND:]}"


def _contrasted(old: str, new: str) -> tuple[str, str]:
    """Two texts, cut so that what differs shows, and some of what stands around it."""
    if len(old) <= _LONG and len(new) <= _LONG:
        return old, new
    same = _same_start(old, new)
    same_end = _same_start(old[same:][::-1], new[same:][::-1])
    return _around(old, same, same_end), _around(new, same, same_end)


def _same_start(left: str, right: str) -> int:
    """How many characters two texts begin with alike."""
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))


def _around(text: str, same: int, same_end: int) -> str:
    """A text of which `same` characters at its beginning and `same_end` at its end are known."""
    stop = len(text) - same_end
    before, differing, after = text[:same], text[same:stop], text[stop:]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(differing) > _DIFFERING:
        differing = f"{differing[: _DIFFERING // 2]}…{differing[-_DIFFERING // 2 :]}"
    if len(after) > 2 * _AROUND:
        after = f"{after[:_AROUND]}…{after[-_AROUND:]}"
    return before + differing + after


def _text(value: Json) -> str:
    """A value in one line: JSON, but references as `${Steps.Train.ModelArtifacts}`."""
    match value:
        case {"Get": str(reference)} if len(value) == 1:
            return visible(f"${{{reference}}}")
        case {"Std:Join": {"On": str(between), "Values": list(parts)}} if len(value) == 1:
            return _json(between.join(_part(part) for part in parts))
        case _:
            return _json(value)


def _part(value: Json) -> str:
    """What a value adds to a `Std:Join`."""
    if isinstance(value, str):
        return value
    match value:
        case {"Std:Join": {"On": str(between), "Values": list(parts)}} if len(value) == 1:
            return between.join(_part(part) for part in parts)
        case _:
            return _text(value)


def _json(value: Json) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


# --- the last line ----------------------------------------------------------------------


def _summary(changes: Changes) -> str:
    """`3 changes: 1 step added, 2 settings changed`, or "" for none."""
    document = changes.document if changes.action == "update" else ()
    kinds = (
        ("step", changes.steps),
        ("parameter", changes.parameters),
        ("document member", document),
        ("setting", changes.settings),
        ("tag", changes.tags.changes),
    )
    counted = [
        f"{_plural(counts[how], kind)} {how}"
        for kind, items in kinds
        for counts in [Counter(item.how for item in items)]
        for how in _SIGN
        if counts[how]
    ]
    total = sum(len(items) for _, items in kinds)
    return f"{_plural(total, 'change')}: {', '.join(counted)}" if counted else ""


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
