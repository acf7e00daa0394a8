"""Deployed pipelines: reading one whole, and the calls that create and update it."""

from __future__ import annotations

import json
import os
import re
from itertools import islice
from pathlib import Path
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.stop import ENVIRONMENT, Stop, stop
from pipec.compiler import codes
from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.model import Settings
from pipec.compiler.similarity import did_you_mean

_RUN_ID = re.compile(r"(?=.*\d)[a-z0-9]{12}")
_LISTED = 1000
"""How many pipelines are looked through for a name that may be meant."""


def read_deployed(aws: Aws, name: str) -> Deployed | None:
    """A pipeline with its tags; None if there is none of this name in the account and region.

    Tags are not in DescribePipeline's answer (botocore 1.44): they need a call of their own.
    """
    found = aws.find("sagemaker", "describe_pipeline", on=name, PipelineName=name)
    if found is None:
        return None
    if found.get("PipelineStatus") == "Deleting":
        raise stop(
            codes.BEING_DELETED,
            f"`{name}` is being deleted",
            hint="wait until it is gone, and run the command again",
        )
    arn = found["PipelineArn"]
    tags = aws.items("sagemaker", "list_tags", on=arn, key="Tags", ResourceArn=arn)
    return _deployed(found, {tag["Key"]: tag["Value"] for tag in tags})


def need_deployed(aws: Aws, name: str) -> Deployed:
    """As `read_deployed`; raises `Stop` if there is none."""
    found = read_deployed(aws, name)
    if found is None:
        raise not_deployed(aws, name)
    return found


def not_deployed(aws: Aws, name: str) -> Stop:
    """The error that there is no such pipeline; it names those that may be meant."""
    return stop(
        codes.NOT_DEPLOYED,
        f"there is no pipeline `{name}` in {aws.place}",
        hint=_meant(aws, name)
        or _file_in(name)
        or _run(name)
        or "create it with `pipec upsert FILE`, or check `--region` and `--profile`",
    )


def _meant(aws: Aws, name: str) -> str | None:
    try:
        found = aws.items(
            "sagemaker",
            "list_pipelines",
            on="all pipelines",
            key="PipelineSummaries",
            MaxResults=100,
        )
        names = [item["PipelineName"] for item in islice(found, _LISTED)]
    except Stop:  # a kindness: who may not list pipelines does without it
        return None
    return did_you_mean(name, names)


def _file_in(folder: str) -> str | None:
    """A folder is a natural slip for the file in it."""
    if not os.path.isdir(folder):  # noqa: PTH112 - Path's raises if the name is too long
        return None
    files = sorted(path for path in Path(folder).iterdir() if path.suffix in (".yaml", ".yml"))
    return f"did you mean the file `{files[0].as_posix()}`?" if files else None


def _run(name: str) -> str | None:
    """The id of a run is all that the service's console shows of it."""
    if not _RUN_ID.fullmatch(name):
        return None
    return f"if it is the id of a run, give its pipeline, and `--execution {name}`"


def read_version(aws: Aws, name: str, version: int) -> dict[str, Any] | None:
    """The definition of an older version; None if there is no such version."""
    found = aws.find(
        "sagemaker",
        "describe_pipeline",
        on=f"{name}, version {version}",
        PipelineName=name,
        PipelineVersionId=version,
    )
    return None if found is None else _definition(found)


def _deployed(found: dict[str, Any], tags: dict[str, str]) -> Deployed:
    name, display_name = found["PipelineName"], found.get("PipelineDisplayName")
    parallelism = found.get("ParallelismConfiguration") or {}
    return Deployed(
        name=name,
        arn=found["PipelineArn"],
        definition=_definition(found),
        settings=Settings(
            role=found.get("RoleArn"),
            display_name=None if display_name == name else display_name,
            description=found.get("PipelineDescription") or None,
            parallelism=parallelism.get("MaxParallelExecutionSteps"),
            tags=tags,
        ),
        modified=str(found.get("LastModifiedTime", "")),
    )


def _definition(found: dict[str, Any]) -> dict[str, Any]:
    try:
        value = json.loads(found.get("PipelineDefinition") or "{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise stop(
            codes.SERVICE_FAILED,
            f"the definition of `{found['PipelineName']}` that AWS has is no JSON object",
            exit_code=ENVIRONMENT,
        )
    return value


# --- writing ----------------------------------------------------------------------------


def settings_members(settings: Settings, name: str) -> dict[str, Any]:
    """The members of CreatePipeline and UpdatePipeline for what a file states, and no others.

    A member that is left out of an update keeps its value.
    """
    members: dict[str, Any] = {}
    if settings.role is not None:
        members["RoleArn"] = settings.role
    if settings.display_name is not None:
        members["PipelineDisplayName"] = settings.display_name or name
    if settings.description is not None:
        members["PipelineDescription"] = settings.description
    if settings.parallelism is not None:
        members["ParallelismConfiguration"] = {"MaxParallelExecutionSteps": settings.parallelism}
    return members


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as the API takes them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
