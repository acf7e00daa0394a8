"""The versions that the service keeps of a pipeline's definition, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.pipelines import not_deployed, read_version
from pipec.cli.aws.upsert import Wanted
from pipec.cli.stop import stop
from pipec.compiler import codes
from pipec.compiler.deployment.changes import Changes
from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.model import Settings
from pipec.compiler.similarity import did_you_mean

_SHOWN = 10
_COMPARED = 20
"""So many older versions are held against the newest: each takes a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version; the newest is what runs unless a run names another.

    `pipeline_arn` is "" if the service does not tell it. `last_execution` is the id of its last
    run, "" if it was never run.
    """

    number: int
    pipeline_arn: str
    created: datetime | None
    name: str
    description: str
    aliases: tuple[str, ...]
    last_execution: str


def versions(aws: Aws, pipeline: str) -> list[Version]:
    """All versions, newest first. Raises `Stop` if there is no such pipeline."""
    found: list[Version] = []
    token: dict[str, str] = {}
    while True:
        page = aws.find(
            "sagemaker",
            "list_pipeline_versions",
            on=pipeline,
            PipelineName=pipeline,
            SortOrder="Descending",
            MaxResults=100,
            **token,
        )
        if page is None:
            raise not_deployed(aws, pipeline)
        found += map(_version, page.get("PipelineVersionSummaries", ()))
        if not page.get("NextToken"):
            return sorted(found, key=lambda item: -item.number)
        token = {"NextToken": page["NextToken"]}


def _version(item: dict[str, Any]) -> Version:
    return Version(
        number=item["PipelineVersionId"],
        pipeline_arn=item.get("PipelineArn", ""),
        created=item.get("CreationTime"),
        name=item.get("PipelineVersionDisplayName", ""),
        description=item.get("PipelineVersionDescription", ""),
        aliases=tuple(item.get("PipelineVersionAliases", ())),
        last_execution=item.get("LastExecutionPipelineExecutionArn", "").rpartition("/")[2],
    )


# --- going back -------------------------------------------------------------------------


class DefinitionAlone(Wanted):
    """A definition to deploy while all else stays: role, names, parallelism, tags and the rest."""

    __slots__ = ()

    def changes(self, deployed: Deployed | None) -> Changes:
        """What would change of the definition."""
        bare = None if deployed is None else replace(deployed, settings=Settings())
        return Wanted.changes(self, bare)


def choose(
    aws: Aws, deployed: Deployed, wanted: str | None
) -> tuple[Version, DefinitionAlone, Changes]:
    """A version to go back to, by number or alias, what to deploy for it, and what that changes.

    Without a wish it is the one before the newest. Raises `Stop` if there is none, or if the newest
    is itself a way back.
    """
    pipeline = deployed.name
    found = versions(aws, pipeline)
    if wanted is None:
        if len(found) < 2:
            raise stop(
                codes.NO_VERSION,
                f"`{pipeline}` has no version before the newest",
                hint="each update makes one; deploy an older pipeline file with `pipec upsert`",
            )
        version = found[1]
    else:
        version = _named(pipeline, found, wanted)
    definition = _definition(aws, pipeline, version)
    if definition is None:
        raise stop(codes.NO_VERSION, f"version {version.number} of `{pipeline}` is gone")
    planned = definition.changes(deployed)
    if wanted is None and planned.definition_changed:
        _refuse_second(aws, deployed, found)
    return version, definition, planned


def _refuse_second(aws: Aws, deployed: Deployed, found: list[Version]) -> None:
    """Raise `Stop` if the newest version is an older one again, as after a rollback.

    The one before it is then what was gone back from, and a second rollback would bring it back.
    """
    for index, older in enumerate(found[2 : 2 + _COMPARED], 2):
        definition = _definition(aws, deployed.name, older)
        if definition is None or definition.changes(deployed).definition_changed:
            continue
        before = f"`--to {found[1].number}` deploys what was there between"
        if index + 1 < len(found):
            before = f"`--to {found[index + 1].number}` goes further back, {before}"
        raise stop(
            codes.NO_VERSION,
            f"`{deployed.name}` has gone back already: "
            f"version {found[0].number} is version {older.number} again",
            hint=before,
        )


def _definition(aws: Aws, pipeline: str, version: Version) -> DefinitionAlone | None:
    """What to deploy for a version; None if it is gone meanwhile."""
    definition = read_version(aws, pipeline, version.number)
    if definition is None:
        return None
    return DefinitionAlone(name=pipeline, definition=definition, settings=Settings())


def _named(pipeline: str, found: list[Version], wanted: str) -> Version:
    by_name = {alias: version for version in found for alias in version.aliases}
    by_name |= {str(version.number): version for version in found}  # an alias may be a number too
    if wanted in by_name:
        return by_name[wanted]
    names = [name for item in found for name in (str(item.number), *item.aliases)]
    listed = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    raise stop(
        codes.NO_VERSION,
        f"`{pipeline}` has no version `{wanted}`",
        # A number is no slip of another one: the version is not there.
        hint=(None if wanted.isdecimal() else did_you_mean(wanted, names))
        or (f"the newest: {listed}" if names else "the service lists none at all"),
    )
