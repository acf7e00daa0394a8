"""Lineage as `LineageStep`, its entities by `Action.create(…)` and its like.

Under a `PipelineSession` these give their requests back.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

from pipec.compiler.python.idiomatic.forms import (
    ANY_TEXT,
    ANYTHING,
    Argument,
    Each,
    Form,
    Keywords,
    Made,
    Plain,
    Table,
    keywords,
    says,
)
from pipec.compiler.python.idiomatic.job import Job, session
from pipec.compiler.python.pycode import Attr, Call, Expression, Lit, Raw
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.values import Wire

_URI = {"Source.SourceUri": Argument("source_uri", ANY_TEXT, needed=True)}
_SOURCE_TYPE = {"Source.SourceType": Argument("source_type", ANY_TEXT)}
_MORE = {"Properties": Argument("properties", ANYTHING), "Tags": Argument("tags", ANYTHING)}
_DESCRIPTION = {"Description": Argument("description", ANY_TEXT)}


def _entity(kind: str) -> dict[str, Argument]:
    return {
        f"{kind}Name": Argument(f"{kind.lower()}_name", ANY_TEXT, needed=kind != "Artifact"),
        f"{kind}Type": Argument(f"{kind.lower()}_type", ANY_TEXT, needed=True),
    }


ENTITIES: AnyMapping[str, Table] = {
    "Action": {
        **_entity("Action"),
        **_URI,
        **_SOURCE_TYPE,
        **_DESCRIPTION,
        "Status": Argument("status", ANY_TEXT),
        **_MORE,
    },
    "Artifact": {**_entity("Artifact"), **_URI, **_MORE},
    "Context": {**_entity("Context"), **_URI, **_SOURCE_TYPE, **_DESCRIPTION, **_MORE},
}


class Created:
    """An entity: the call of its class that would create it."""

    def __init__(self, kind: str) -> None:
        """`Action`, `Artifact` or `Context`."""
        self.kind = kind

    def takes(self, value: Wire) -> bool:
        """A request of the members that the call has arguments for."""
        return isinstance(value, dict) and says(value, ENTITIES[self.kind])

    def code(self, value: Wire, writer: PythonWriter) -> Call:
        """The call."""
        owner = writer.use(f"sagemaker.core.lineage.{self.kind.lower()}", self.kind)
        given = keywords(value, ENTITIES[self.kind], writer)
        return Call(Attr(Raw(owner), "create"), kwargs=(*given, session()))


_MODULE = f"{MLOPS}.lineage_step"


class End:
    """An end of an association: an entity of this step by name and type, or any by its ARN."""

    by_arn: Form = Made(
        _MODULE, "LineageEntityReference", {"Arn": Argument("arn", ANY_TEXT, needed=True)}
    )
    by_name: Form = Made(
        _MODULE,
        "LineageEntityReference",
        {
            "Name": Argument("name", ANY_TEXT, needed=True),
            "Type": Argument("type", Plain(lambda kind: kind in tuple(ENTITIES)), needed=True),
        },
    )

    def takes(self, value: Wire) -> bool:
        """One of the two."""
        return self.by_arn.takes(value) or self.by_name.takes(value)

    def code(self, value: Wire, writer: PythonWriter) -> Expression:
        """The reference."""
        form = self.by_arn if self.by_arn.takes(value) else self.by_name
        return form.code(value, writer)


ASSOCIATION = Made(
    _MODULE,
    "LineageAssociation",
    {
        "Source": Argument("source", End(), needed=True),
        "Destination": Argument("destination", End(), needed=True),
        "AssociationType": Argument("association_type", ANY_TEXT),
    },
)
LINEAGE = {
    "Actions": Argument("actions", Each(Created("Action"))),
    "Artifacts": Argument("artifacts", Each(Created("Artifact"))),
    "Contexts": Argument("contexts", Each(Created("Context"))),
    "Associations": Argument("associations", Each(ASSOCIATION)),
}


def lineage_step(job: Job, common: Keywords, writer: PythonWriter) -> Call | None:
    """The step; None if it has other members, or names that the class does not accept.

    The class knows an entity by its name alone, whatever its type, and refuses an association
    with a name that only the run gives to an entity.
    """
    request = job.arguments
    if not says(request, LINEAGE):
        return None
    created = [
        (entity.get(f"{kind}Name"), kind)
        for kind in ENTITIES
        for entity in request.get(f"{kind}s", ())
    ]
    known = {name: kind for name, kind in created if isinstance(name, str)}
    ends = [
        association[end]
        for association in request.get("Associations", ())
        for end in ("Source", "Destination")
    ]
    named = [end for end in ends if isinstance(end.get("Name"), str)]
    twice = len(known) < sum(isinstance(name, str) for name, _ in created)
    if twice or any(known.get(end["Name"]) != end["Type"] for end in named):
        return None
    kind = writer.use(_MODULE, "LineageStep")
    given = keywords(request, LINEAGE, writer)
    return Call(kind, kwargs=(("name", Lit(job.name)), *given, *common))
