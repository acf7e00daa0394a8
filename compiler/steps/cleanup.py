"""Cleanup: removes what other steps left in S3.

Members as `sagemaker.mlops.workflow.cleanup_step` (3.27) has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
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
    Whole,
    mapping_at,
    mappings_in,
    members,
    sequence,
)
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import Wire


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


def check_among(step: StepDefinition, whole: Whole, report: Report) -> None:
    """What a step leaves can be found, or is said and lies where it writes.

    The docstrings of `S3CleanupSource` and `CleanupStep` in the SDK tell these rules, which the
    classes do not check.
    """
    seen = set()
    for source in step.arguments["Resources"]["S3"]:
        name, uris = source["StepName"], source.get("S3Uris")
        producer = whole.steps.get(name)
        if producer is None:
            continue
        found = _problem(producer, uris)
        if name in seen:
            found = f"names `{name}` twice", "keep one of the two"
        seen.add(name)
        if found:
            report.add(codes.BAD_MEMBER, f"`{step.name}` {found[0]}", step.span, hint=found[1])


def _problem(producer: StepDefinition, uris: list[Wire] | None) -> tuple[str, str] | None:
    """What is wrong with cleaning up behind a step, and what to do."""
    name, kind = producer.name, producer.kind
    private = mapping_at(producer.arguments, "VpcConfig") or mapping_at(
        producer.arguments, "NetworkConfig", "VpcConfig"
    )
    if private:
        problem = f"cannot clean up behind `{name}`, which runs in a network of your own"
        return problem, f"remove the `network` of `{name}`, or leave it out here"
    if kind == "Training":
        problem = f"names places of `{name}`, and the service finds what a Training leaves itself"
        return (problem, f"write `{name}` alone") if uris else None
    if kind not in _BY_PLACE:
        from pipec.compiler.steps import STEP_TYPES  # which imports this file

        # Of a kind that the SDK does not know, Athena, the service finds the outputs too.
        known = kind in STEP_TYPES
        return (f"cannot clean up behind `{name}`: {_ONLY}", "leave it out") if known else None
    if not uris:
        problem = f"does not say which objects of `{name}` are to go"
        return problem, f"write `{{step: {name}, uris: [s3://…]}}`"
    places = list(_places(producer.arguments))
    for uri in uris:
        known = all(isinstance(place, str) for place in places) and isinstance(uri, str)
        if known and places and not any(_is_in(uri, str(place)) for place in places):
            problem = f"names `{uri}`, which is not where `{name}` writes to"
            return problem, f"`{name}` writes to `{places[0]}`"
    return None


def _is_in(uri: str, place: str) -> bool:
    """Whether a place is another one or lies below it, as in a folder."""
    return uri == place or uri.startswith(place.rstrip("/") + "/")


_BY_PLACE = ("Processing", "Transform")
_ONLY = "it does so behind Training, Processing and Transform steps only"


def _places(value: Wire) -> Iterator[Wire]:
    """Where a job writes to."""
    if isinstance(value, dict):
        outputs = (
            item["S3Output"].get("S3Uri")
            for item in mappings_in(mapping_at(value, "ProcessingOutputConfig").get("Outputs"))
            if "S3Output" in item
        )
        yield from outputs
        if place := mapping_at(value, "TransformOutput").get("S3OutputPath"):
            yield place


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
            "description": "The steps whose outputs in S3 are removed: `[Train, {step: Prepare, "
            "uris: [s3://…]}]`.",
            "items": {
                "if": {"type": "object"},
                "then": {
                    "type": "object",
                    "properties": {
                        "step": {**NAME, "description": "The step whose outputs are removed."},
                        "uris": {
                            "type": "array",
                            "minItems": 1,
                            "items": TEXT,
                            "words": "a list of S3 places",
                            "description": "The places to remove, in place of all.",
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
    needed={"clean": (("Resources", "S3"),)},
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
    check_among=check_among,
    python=python,
    enum_member="CLEANUP",
)
