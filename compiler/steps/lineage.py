"""Lineage: records actions, artifacts and contexts, and how they are associated.

Members and rules as `sagemaker.mlops.workflow.lineage_step` (3.27) has them; each entity is one of
the requests CreateAction, CreateArtifact and CreateContext.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract
from pipec.compiler.python.idiomatic.lineage import lineage_step
from pipec.compiler.service.shapes import PathError
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps.base import (
    BoundStep,
    PropertyPath,
    StepDefinition,
    StepType,
    Whole,
    mappings_in,
)
from pipec.compiler.values import ANY, Key, Wire

_LISTS = {"Actions": "Action", "Artifacts": "Artifact", "Contexts": "Context"}
_ANSWERS = ("ActionArns", "ArtifactArns", "ContextArns")


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """The ARN of each entity, by its name."""
    if path == ("Associations",):
        return ANY
    if len(path) == 2 and path[0] in _ANSWERS and isinstance(path[1], Key):
        return "String"
    known = tuple(f"{name}['NAME']" for name in _ANSWERS)
    return PathError(0, "a Lineage step gives ARNs by name only", known)


def check(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """There is something to record, and associations are between what is recorded, or ARNs."""
    if not any(arguments.get(name) for name in (*_LISTS, "Associations")):
        report.add(
            codes.MISSING_MEMBER,
            f"`{step.name}` records nothing",
            step.span,
            hint="add `request: {Artifacts: […]}`",
        )
    recorded = [
        (kind, entity.get(f"{kind}Name"))
        for member, kind in _LISTS.items()
        for entity in mappings_in(arguments.get(member))
    ]
    # A name that only the run knows may be the one that is meant.
    for entity in dict.fromkeys(recorded):
        if isinstance(entity[1], str) and recorded.count(entity) > 1:
            report.add(
                codes.BAD_MEMBER,
                f"`{step.name}` records two entities of the type {entity[0]} named `{entity[1]}`",
                step.span,
                hint="give one of them another name",
            )
    known_names = all(isinstance(name, str) for _, name in recorded)
    for association in mappings_in(arguments.get("Associations")):
        for end in mappings_in([association.get("Source"), association.get("Destination")]):
            if end.keys() not in ({"Arn"}, {"Name", "Type"}):
                listed = " and ".join(f"`{key}`" for key in end) or "nothing"
                report.add(
                    codes.BAD_MEMBER,
                    f"an end of an association of `{step.name}` is named by {listed}",
                    step.span,
                    hint="write `Name` and `Type` of an entity of this step, or an `Arn`",
                )
            kind, name = end.get("Type"), end.get("Name")
            is_text = isinstance(kind, str) and isinstance(name, str)
            if known_names and is_text and (kind, name) not in recorded:
                others = [other for other, known in recorded if known == name]
                report.add(
                    codes.BAD_MEMBER,
                    f"an association of `{step.name}` is with the {kind} `{name}`, "
                    "which the step does not record",
                    step.span,
                    hint=f"`{name}` is of the type `{others[0]}`"
                    if others
                    else hint_from(str(name), [str(known) for _, known in recorded]),
                )


def check_among(step: StepDefinition, whole: Whole, report: Report) -> None:
    """What is read of the step by name is recorded under that name."""
    for reader, found in whole.reads.get(step.name, ()):
        if len(found.path) != 2 or not isinstance(found.path[1], Key):
            continue
        kind = _LISTS[str(found.path[0]).replace("Arns", "s")]
        entities = mappings_in(step.arguments.get(str(found.path[0]).replace("Arns", "s")))
        names = [entity.get(f"{kind}Name") for entity in entities]
        known = all(isinstance(name, str) for name in names)
        if known and found.path[1].text not in names:
            report.add(
                codes.BAD_PROPERTY,
                f"`{reader.name}` reads the ARN of the {kind.lower()} `{found.path[1].text}`, "
                f"which `{step.name}` does not record",
                reader.span,
                hint=hint_from(found.path[1].text, [str(name) for name in names]),
            )


def _list(element: str) -> dict[str, str]:
    return {"type": "list", "member": element}


STEP = StepType(
    kind="Lineage",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/lineage-tracking.html",
    check=check,
    check_among=check_among,
    request="LineageArguments",
    shapes={
        "LineageActions": _list("CreateActionRequest"),
        "LineageArtifacts": _list("CreateArtifactRequest"),
        "LineageContexts": _list("CreateContextRequest"),
        "LineageEnd": {
            "type": "structure",
            "members": {
                "Arn": "AssociationEntityArn",
                "Name": "ExperimentEntityName",
                "Type": "LineageEndType",
            },
        },
        "LineageEndType": {"type": "string", "enum": ["Action", "Artifact", "Context"]},
        "LineageAssociation": {
            "type": "structure",
            "members": {
                "Source": "LineageEnd",
                "Destination": "LineageEnd",
                "AssociationType": "AssociationEdgeType",
            },
            "required": ["Source", "Destination"],
        },
        "LineageAssociations": _list("LineageAssociation"),
        "LineageArguments": {
            "type": "structure",
            "members": {
                "Actions": "LineageActions",
                "Artifacts": "LineageArtifacts",
                "Contexts": "LineageContexts",
                "Associations": "LineageAssociations",
            },
        },
    },
    properties=properties,
    python_attributes=False,
    enum_member="LINEAGE",
    idiomatic=lineage_step,
)
