"""Several trainings that a request lists, in place of the one that the keys speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import is_null, merge_mappings, without_member
from pipec.compiler.parsing.kinds import GROUPS
from pipec.compiler.requests.friendly import Layer, request_members
from pipec.compiler.requests.volumes import takes_no_key
from pipec.compiler.steps.base import MemberPath, StepType, member
from pipec.compiler.syntax import Entry, Mapping, Node
from pipec.compiler.syntax import Sequence as List


def with_defaults(
    request: Mapping, layers: Sequence[Layer], contract: int, step_type: StepType
) -> Mapping:
    """The request, each of several definitions laid over what `defaults` say of the one.

    `defaults` are all layers but those of the contract and the step.
    """
    if not step_type.several:
        return request
    one, several = step_type.several
    listed = request.get(several)
    if one in request or not isinstance(listed, List):
        return request
    defaults = [*layers[:contract], *layers[contract + 1 : -1]]
    items = (
        _over_defaults(item, one, defaults, step_type) if isinstance(item, Mapping) else item
        for item in listed
    )
    entry = request.entries[several]._replace(value=List(tuple(items), listed.span))
    return Mapping({**request.entries, several: entry}, request.span)


def _over_defaults(
    definition: Mapping, one: str, defaults: Sequence[Layer], step_type: StepType
) -> Mapping:
    """One of several definitions; machines that are said otherwise than by a type are all it has.

    A key for disks is left out where its machines take none, as in a step of one training.
    """
    asked = Mapping({one: Entry(one, definition.span, definition)}, definition.span)
    own = step_type.for_request([asked]) or step_type
    is_other = any(member(asked, *place) is not None for place in own.machines[1:])
    given = merge_mappings(
        Mapping({}, definition.span),
        *(
            request_members(layer.keys.without("instance") if is_other else layer.keys, own)
            for layer in defaults
        ),
    )
    below = given.get(one)
    if not isinstance(below, Mapping):
        return definition
    place = own.placements["kms.volume"][1:]
    whole = merge_mappings(below, definition)
    machines = member(whole, *place[:-1])
    if member(definition, *place) is None and takes_no_key(machines):
        whole = without_member(whole, place)
    return whole


def check_kept(layer: Layer, code: Mapping, step_type: StepType, report: Report) -> None:
    """Report keys of which nothing is left, as `request` beside them removes all around them.

    `code` are the members that the key `code` of this layer becomes.
    """
    if layer.request is None:
        return
    removed = list(_removed(layer.request))
    for entry in layer.keys if removed else ():
        around = {_around(path, removed) for path in _paths(entry, code, step_type)}
        if around and None not in around and not is_null(entry.value):
            gone = ".".join(str(part) for part in next(iter(around)) or ())
            several = step_type.several[1] if step_type.several else ""
            elsewhere = f"say it in each of the `{several}`, or " if several else ""
            report.add(
                codes.BAD_MEMBER,
                f"nothing is left of `{entry.key}`, as `request` says `{gone}: null`",
                entry.key_span,
                hint=f"{elsewhere}remove `{entry.key}`",
            )


def _paths(entry: Entry, code: Mapping, step_type: StepType) -> list[MemberPath]:
    """The members that a key becomes."""
    placements, key, value = step_type.placements, entry.key, entry.value
    if key == "code":
        return list(_leaves(code))
    if key in GROUPS and isinstance(value, Mapping):
        names = [f"{key}.{inner.key}" for inner in value if not is_null(inner.value)]
        return [placements[name] for name in names if name in placements]
    return [placements[key]] if key in placements else []


def _leaves(node: Node, path: MemberPath = ()) -> Iterator[MemberPath]:
    if isinstance(node, Mapping):
        for entry in node:
            yield from _leaves(entry.value, (*path, entry.key))
    else:
        yield path


def _removed(node: Node, path: MemberPath = ()) -> Iterator[MemberPath]:
    """The members that a request says `null` for."""
    if is_null(node):
        yield path
    for entry in node if isinstance(node, Mapping) else ():
        yield from _removed(entry.value, (*path, entry.key))


def _around(path: MemberPath, removed: Sequence[MemberPath]) -> MemberPath | None:
    """What of the removed members holds a path; None for one that is not removed with another."""
    return next((p for p in removed if len(p) < len(path) and path[: len(p)] == p), None)
