"""Several trainings that a request lists, in place of the one that the keys speak of."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler.merge import merge_mappings, without_member
from pipec.compiler.requests.friendly import Layer, request_members
from pipec.compiler.requests.volumes import takes_no_key
from pipec.compiler.steps.base import StepType, member
from pipec.compiler.syntax import Entry, Mapping
from pipec.compiler.syntax import Sequence as List


def with_defaults(
    request: Mapping, layers: Sequence[Layer], contract: int, step_type: StepType
) -> Mapping:
    """The request, each of several definitions laid over what `defaults` say of the one.

    `defaults` are all layers but those of the contract and the step.
    """
    assert step_type.several
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
