"""How records of a transform are put together, where a built-in contract says it and none are."""

from __future__ import annotations

from pipec.compiler.merge import without_member
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.steps.base import member
from pipec.compiler.syntax import Mapping, Scalar

_OF_RECORDS = (("BatchStrategy",), ("TransformOutput", "AssembleWith"))


def without_batches(request: Mapping, contract: Contract) -> Mapping:
    """The request less what the contract says of batches, where files are not split into records.

    `BatchStrategy` in botocore's model is for files that are split, and the SDK sends neither.
    What a step says itself stays.
    """
    split = member(request, "TransformInput", "SplitType")
    if not (is_built_in(contract) and isinstance(split, Scalar) and split.data == "None"):
        return request
    for path in _OF_RECORDS:
        found = member(request, *path)
        if found is not None and found.span.file == contract.body.span.file:
            request = without_member(request, path)
    return request
