"""Cleanup: removes what other steps left in S3.

Members and rules as `sagemaker.mlops.workflow.cleanup_step` (3.27) has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler.language.keys import NAME, TEXT
from pipec.compiler.model import Contract
from pipec.compiler.python.pycode import Call, Expression, List_, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import (
    BoundStep,
    PropertyPath,
    StepDefinition,
    StepType,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence


def carry(step: BoundStep) -> Mapping:
    """`clean: [Train, {step: Process, uris: [s3://…]}]` as `Resources.S3`."""
    sources = (_source(item) for item in _items(step.keys))
    return members(step.span, Resources=members(step.span, S3=sequence(sources, step.span)))


def _items(body: Mapping) -> tuple[Node, ...]:
    clean = body.get("clean")
    return clean.items if isinstance(clean, Sequence) else ()


def _source(item: Node) -> Mapping:
    if isinstance(item, Mapping):
        return members(item.span, StepName=item.get("step"), S3Uris=item.get("uris"))
    return members(item.span, StepName=item)


def follows(body: Mapping) -> Iterator[Scalar]:
    """It waits for the steps that it cleans up behind."""
    for item in _items(body):
        name = item.get("step") if isinstance(item, Mapping) else item
        if isinstance(name, Scalar):
            yield name


def properties(_contract: Contract | None, _path: PropertyPath) -> PathError:
    """What is gone has nothing to say."""
    return PathError(0, "a Cleanup step has no properties")


def python(
    step: StepDefinition, common: tuple[tuple[str, Expression], ...], writer: PythonWriter
) -> Call:
    """The SDK's `CleanupStep`, which itself waits for its sources."""
    kind = writer.use(f"{MLOPS}.cleanup_step", "CleanupStep")
    source = writer.use(f"{MLOPS}.cleanup_step", "S3CleanupSource")
    sources = []
    for item in step.arguments["Resources"]["S3"]:
        uris = item.get("S3Uris")
        kwargs = (("s3_uris", writer.value(uris)),) if uris else ()
        sources.append(Call(source, (writer.step(item["StepName"]),), kwargs))
    return Call(
        kind, kwargs=(("name", Lit(step.name)), ("s3_sources", List_(tuple(sources))), *common)
    )


STEP = StepType(
    kind="Cleanup",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    keys={
        "clean": {
            "type": "array",
            "minItems": 1,
            "words": "a list of step names or `{step, uris}`",
            "items": {
                "if": {"type": "object"},
                "then": {
                    "type": "object",
                    "properties": {
                        "step": NAME,
                        "uris": {
                            "type": "array",
                            "minItems": 1,
                            "items": TEXT,
                            "words": "a list of S3 places",
                        },
                    },
                    "required": ["step"],
                    "additionalProperties": False,
                    "words": "a mapping with `step` and `uris`",
                },
                "else": NAME,
            },
        }
    },
    required=("clean",),
    carry=carry,
    follows=follows,
    request="CleanupArguments",
    shapes={
        "CleanupArguments": {
            "type": "structure",
            "members": {"Resources": "CleanupResources"},
            "required": ["Resources"],
        },
        "CleanupResources": {"type": "structure", "members": {"S3": "S3CleanupSources"}},
        "S3CleanupSources": {"type": "list", "member": "S3CleanupSource", "min": 1},
        "S3CleanupSource": {
            "type": "structure",
            "members": {"StepName": "StepName", "S3Uris": "S3CleanupUris"},
            "required": ["StepName"],
        },
        "S3CleanupUris": {"type": "list", "member": "S3Uri", "min": 1},
    },
    properties=properties,
    python=python,
    enum_member="CLEANUP",
)
