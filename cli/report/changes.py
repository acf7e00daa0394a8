"""The plan of a deploy for people: what would change, step by step and member by member.

As in `text`, everything is made as pieces of text with a style each, so that colour is the
console's decision alone. `+` is added, `-` removed, `~` changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
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
_DEFAULT = "DefaultValue"

_LONG = 72
"""Characters up to which a changed value is shown whole; of a longer one, what stays is cut."""
_AROUND = 16
_WHOLE = 500
"""Characters that are shown of a value that comes, goes or stays."""


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
    yield f"{name}: {'no changes' if changes.action == 'none' else changes.action}\n", _BOLD
    # What the steps and parameters of a new pipeline say is in its file.
    new = changes.action == "create"
    for step in changes.steps:
        yield from _step(step, () if new else _shown(step))
    for parameter in changes.parameters:
        yield from _parameter(parameter, with_members=not new)
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


def _step(step: StepChange, members: Iterable[Change]) -> Iterator[Piece]:
    where = f", in {_place(step.inside)}" if step.inside else ""
    yield f"  {_SIGN[step.how]} ", _STYLE[step.how]
    yield f"step {visible(step.name)} ({visible(step.type)}){where}\n", _PLAIN
    yield from _members(members, "      ", "")


def _shown(step: StepChange) -> Iterator[Change]:
    """The members without those of a step, or of a step's former type, that is gone whole."""
    retyped = any(change.path == "Type" for change in step.members)
    for change in step.members:
        if not (change.how == "removed" and (retyped or step.how == "removed")):
            yield change


def _parameter(parameter: ParameterChange, *, with_members: bool) -> Iterator[Piece]:
    members = parameter.members if parameter.how != "removed" else ()
    default = ""
    if parameter.how == "added":
        default = "".join(f" = {_alone(item.new)}" for item in members if item.path == _DEFAULT)
        members = tuple(item for item in members if item.path != _DEFAULT)
    yield f"  {_SIGN[parameter.how]} ", _STYLE[parameter.how]
    yield f"parameter {visible(parameter.name)} ({visible(parameter.type)}){default}\n", _PLAIN
    yield from _members(members if with_members else (), "      ", "")


def _members(members: Iterable[Change], indent: str, label: str) -> Iterator[Piece]:
    for change in members:
        yield f"{indent}{_SIGN[change.how]} ", _STYLE[change.how]
        if _by_entry(change):
            yield f"{label}{_label(change.path)}:\n", _PLAIN
            yield from _entries(change.old, change.new, indent + "    ")
        else:
            yield f"{label}{_label(change.path)}: {_values(change)}\n", _PLAIN


def _by_entry(change: Change) -> bool:
    """Whether it is one of two lists; an order of names is better read at once."""
    lists = isinstance(change.old, list) and isinstance(change.new, list)
    return lists and not change.path.endswith("[order]")


def _entries(old: list[Json], new: list[Json], indent: str) -> Iterator[Piece]:
    """The entries that come and go, each whole and in a line of its own."""
    before, after = [_json(entry) for entry in old], [_json(entry) for entry in new]
    both = [*old, *new]
    # As in `_values`: what differs must not look the same.
    distinct = len({_text(entry) for entry in both}) == len({*before, *after})
    text = _text if distinct else _json
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, stop, new_start, new_stop in matcher.get_opcodes():
        if kind == "equal":
            continue
        for how, entries in (("removed", old[start:stop]), ("added", new[new_start:new_stop])):
            for entry in entries:
                yield f"{indent}{_SIGN[how]} ", _STYLE[how]
                yield f"{text(entry)}\n", _PLAIN


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
    """A value; if it is very long its beginning, and that there is more."""
    text = _text(value)
    if len(text) <= _WHOLE:
        return text
    return f"{text[:_WHOLE]}… ({len(text)} characters, all of it in `pipec diff --json`)"


def _contrasted(old: str, new: str) -> tuple[str, str]:
    """Two texts, if long without most of what they begin and end with alike.

    What lies between is shown whole, however long: it is what would be deployed.
    """
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
