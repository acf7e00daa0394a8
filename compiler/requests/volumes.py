"""The key that encrypts the disks of a step's machines, which not every machine takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import is_null, without_member
from pipec.compiler.requests.friendly import Layer
from pipec.compiler.service.machines import has_local_storage
from pipec.compiler.steps.base import MemberPath, StepType, member
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import Expression, Hole

_TYPES = ("InstanceType", "InstanceGroups", "InstancePreferences", "InstanceConfigs")
"""Members beside a key that say the machines, or hold what says them."""
_VARIANTS = ("ProductionVariants", "ShadowProductionVariants")


def fitting_volume_key(
    request: Mapping,
    mappings: Iterable[Mapping],
    written: Iterable[Layer],
    step_type: StepType,
    step: str,
    report: Report,
) -> Mapping:
    """The request, of `mappings`, without a key from `defaults` that its machines do not take.

    One that the layers `written` say themselves, those of contract and step, is reported.
    """
    refused = [*_refused_keys(mappings)]
    place = step_type.placements.get("kms.volume")
    key = member(request, *place) if place else None
    if place and any(key is found for found, _ in refused) and not _says_key(written, place):
        refused = [(found, machine) for found, machine in refused if found is not key]
        request = without_member(request, place)
    for found, machine in refused:
        if isinstance(found.data, Expression):
            continue  # it may be empty, which is no key
        report.add(
            codes.BAD_MEMBER,
            f"`{step}` has a key for the disks of `{machine}`, and the service takes none for "
            "machines with local storage, which encrypt it themselves",
            found.span,
            hint="remove the key, or take a machine without local storage; of `defaults` the "
            "key is given only to machines that take it",
        )
    return request


def _refused_keys(mappings: Iterable[Mapping]) -> Iterator[tuple[Scalar, str]]:
    """Keys for machines that are known and take none, each with such a machine.

    `VolumeKmsKeyId` in botocore's documentation of clusters; of an endpoint's configuration,
    `KmsKeyId`, it says that one variant is enough to have it refused.
    """
    for found in mappings:
        has_key = "VolumeKmsKeyId" in found.entries
        if has_key and _is_key(key := found.get("VolumeKmsKeyId")) and takes_no_key(found):
            yield key, str(next(_machines_of(found)).data)
        if "KmsKeyId" in found.entries and _is_key(key := found.get("KmsKeyId")):
            machines = [machine for name in _VARIANTS for machine in _machines(found.get(name))]
            if local := [str(machine.data) for machine in machines if _is_local(machine)]:
                yield key, local[0]


def takes_no_key(machines: Node | None) -> bool:
    """Whether all machines that a member says are known to have local storage."""
    known = [*_machines_of(machines)] if isinstance(machines, Mapping) else []
    return bool(known) and all(map(_is_local, known))


def _machines_of(found: Mapping) -> Iterator[Scalar]:
    return (machine for name in _TYPES for machine in _machines(found.get(name)))


def _machines(node: Node | None) -> Iterator[Scalar]:
    """The instance types of a member: one, or a list of them or of what has one."""
    match node:
        case Scalar():
            yield node
        case Mapping():
            yield from _machines(node.get("InstanceType"))
        case Sequence():
            for item in node:
                yield from _machines(item)
        case None:
            pass


def _is_key(node: Node | None) -> TypeGuard[Scalar]:
    return isinstance(node, Scalar) and not is_null(node) and not isinstance(node.data, Hole)


def _is_local(machine: Scalar) -> bool:
    """Whether a machine is written that has local storage; a run may tell of any other."""
    return isinstance(machine.data, str) and has_local_storage(machine.data)


def _says_key(layers: Iterable[Layer], place: MemberPath) -> bool:
    said = [
        node
        for layer in layers
        for node in (
            member(layer.keys, "kms", "volume"),
            member(layer.request, *place) if layer.request else None,
        )
    ]
    return any(node is not None and not is_null(node) for node in said)
