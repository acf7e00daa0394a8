"""What a built-in contract says of a request, nobody chose, and is not for this one."""

from __future__ import annotations

from pipec.compiler.merge import without_member
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.requests.model_machines import SPECIFICATION, TRANSFORMS, processor_of_model
from pipec.compiler.service.images import processor_of
from pipec.compiler.steps.base import member
from pipec.compiler.syntax import Mapping, Node, Scalar, scalars, to_data

_OF_RECORDS = (("BatchStrategy",), ("TransformOutput", "AssembleWith"))
"""Members that say how the records of a transform are put together."""


def without_unchosen(request: Mapping, contract: Contract) -> Mapping:
    """The request without what is not for it, where it is the built-in contract that says it."""
    if contract.kind == "RegisterModel" and is_built_in(contract):
        return _without_idle_machines(request, contract)
    if contract.kind == "Transform" and is_built_in(contract):
        return _without_records(request, contract)
    return request


def _without_idle_machines(request: Mapping, contract: Contract) -> Mapping:
    """Less the machines for transforms that cannot be used, and an empty list of them.

    Those of the contract have no GPU; of an image that needs one they would say what is not so. A
    version of a model group need not name any: `SupportedTransformInstanceTypes` in botocore's
    model is "optional for versioned models".
    """
    specification = request.get(SPECIFICATION)
    listed = member(request, SPECIFICATION, TRANSFORMS)
    if specification is None or listed is None:
        return request
    machines = [processor_of(scalar.text) for scalar in scalars(listed)]
    if not machines:
        return without_member(request, (SPECIFICATION, TRANSFORMS))
    processor = processor_of_model(to_data(specification))
    if not _is_of(contract, listed) or processor in (None, *machines):
        return request
    return without_member(request, (SPECIFICATION, TRANSFORMS))


def _without_records(request: Mapping, contract: Contract) -> Mapping:
    """Less how records are batched, where files are not split into any.

    `BatchStrategy` in botocore's model is for files that are split, and the SDK sends neither.
    """
    split = member(request, "TransformInput", "SplitType")
    if not (isinstance(split, Scalar) and split.data == "None"):
        return request
    for path in _OF_RECORDS:
        found = member(request, *path)
        if found is not None and _is_of(contract, found):
            request = without_member(request, path)
    return request


def _is_of(contract: Contract, node: Node) -> bool:
    """Whether it is the contract that says something, and no step or default."""
    return node.span.file == contract.body.span.file
