"""On what machine a step's image runs, which decides between the images of a framework."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler.merge import is_null, merge
from pipec.compiler.model import Parameter
from pipec.compiler.record import Record
from pipec.compiler.requests.friendly import Layer
from pipec.compiler.service.images import processor_of
from pipec.compiler.steps.base import StepType, member, nest
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import ABSENT, ParameterGet


class Machine(Record):
    """The instance type that decides, None where nothing says one before the pipeline runs.

    `node` is where it is said. `others` are types that a run may have instead; without a
    `default` they are as good as the first.
    """

    type: str | None = None
    node: Scalar | None = None
    others: tuple[str, ...] = ()
    has_default: bool = True


def machine_of(
    layers: Iterable[Layer], step_type: StepType, parameters: AnyMapping[str, Parameter]
) -> Machine:
    """The machine by `instance` or `request`, whichever the stronger layer says."""
    said = _said(layers, step_type)
    for place in step_type.machines:
        node = member(said, *place) if said else None
        found = [
            _machine(scalar, parameters) for scalar in _types(node) if scalar.data is not ABSENT
        ]
        if place[-1] == "InstanceGroups":  # as `_get_instance_type` in the SDK's estimators (v2)
            found.sort(key=lambda machine: processor_of(machine.type) != "gpu")
        if found:
            return found[0]
    return Machine()


def _said(layers: Iterable[Layer], step_type: StepType) -> Node | None:
    """What the layers say of machines, as the request has it."""
    place = step_type.placements.get("instance.type")
    roots = {path[0] for path in step_type.machines}
    said: Node | None = None
    for layer in layers:
        instance = layer.keys.get("instance")
        kind = instance.get("type") if isinstance(instance, Mapping) else instance
        if place and kind and (isinstance(instance, Mapping) or is_null(kind)):
            said = merge(said, nest(place, kind, kind.span))
        if layer.request:
            entries = {entry.key: entry for entry in layer.request if entry.key in roots}
            said = merge(said, Mapping(entries, layer.request.span)) if entries else said
    return said


def _types(node: Node | None) -> Iterator[Scalar]:
    """The instance types of a member: one, or a list of them or of what has one."""
    match node:
        case Scalar():
            yield node
        case Mapping():
            yield from _types(node.get("InstanceType") or node.get("InstanceConfigs"))
        case Sequence():
            for item in node:
                yield from _types(item)
        case None:
            pass


def _machine(node: Scalar, parameters: AnyMapping[str, Parameter]) -> Machine:
    """A type that is written, or the default of a parameter: so does the SDK."""
    if isinstance(node.data, str):
        return Machine(type=node.text, node=node)
    parameter = parameters.get(node.data.name) if isinstance(node.data, ParameterGet) else None
    if parameter is None:
        return Machine(node=node)
    # What is no instance type is told elsewhere, and tells nothing here.
    default, *enum = (
        kind if isinstance(kind, str) and processor_of(kind) else None
        for kind in (parameter.default, *parameter.enum)
    )
    kinds = [kind for kind in dict.fromkeys((default, *enum)) if kind]
    return Machine(
        type=kinds[0] if kinds else None,
        node=node,
        others=tuple(kinds[1:]),
        has_default=default is not None,
    )
