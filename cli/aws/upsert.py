"""Creating and updating a pipeline so that it is the old or the new one, never something between.

The order of the calls is the safety: every upload first, under keys made from content; then one
last look at the deployed pipeline; then one call that creates or updates it; then tags; then it
is read back and compared with what was sent. A run that ends anywhere can be run again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.pipelines import need_deployed, read_deployed, settings_members, tag_list
from pipec.cli.stop import ENVIRONMENT, Stop, stop
from pipec.compiler import codes
from pipec.compiler.deployment.changes import Changes, changes
from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.deployment.tags import tags_of_a_new_pipeline
from pipec.compiler.diagnostics import Code
from pipec.compiler.model import Settings

INLINE_LIMIT = 100 * 1024
"""Characters. Above it the SDK (3.27, `Pipeline.create`) puts the definition into S3."""
READS = 3
"""How often the pipeline is read back before a difference is believed; a second apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a pipeline is to be: as compiled, with the command line's role."""

    name: str
    definition: dict[str, Any]
    settings: Settings

    def changes(self, deployed: Deployed | None) -> Changes:
        """What would change."""
        return changes(deployed, name=self.name, definition=self.definition, settings=self.settings)


Store = Callable[[], dict[str, str]]
"""Puts a large definition into S3; gives its PipelineDefinitionS3Location."""


def apply(
    aws: Aws,
    wanted: Wanted,
    deployed: Deployed | None,
    store: Store | None,
) -> tuple[Deployed, int | None]:
    """Make the pipeline what is wanted.

    Gives what is deployed then, and the number of the new version if AWS tells it.

    `deployed` is what the user was shown. Without a `store` the definition goes into the
    request, which takes as much as the service's model says.

    Raises `Stop` if what is deployed now is not what was shown, if AWS refuses, or if what is
    there afterwards is not what was sent.
    """
    planned = wanted.changes(deployed)
    members = settings_members(wanted.settings, wanted.name)
    if deployed is None or planned.definition_changed:
        members |= _definition_member(wanted.definition, store)
    if read_deployed(aws, wanted.name) != deployed:
        raise _changed_meanwhile(wanted.name, created=deployed is None)
    version = None
    if deployed is None:
        _create(aws, wanted, members)
    elif planned.definition_changed or planned.settings_changed:
        version = _update(aws, wanted, deployed.arn, members)
    try:
        if deployed is not None:
            _apply_tags(aws, deployed.arn, planned)
        return _verified(aws, wanted), version
    except Stop as error:
        raise _with_what_is_done(error, wanted.name) from error


def definition_text(definition: dict[str, Any]) -> str:
    """The text that is sent: without white space, as the service counts characters."""
    return json.dumps(definition, separators=(",", ":"))


def _definition_member(definition: dict[str, Any], store: Store | None) -> dict[str, Any]:
    if store is None:
        return {"PipelineDefinition": definition_text(definition)}
    return {"PipelineDefinitionS3Location": store()}


def _create(aws: Aws, wanted: Wanted, members: dict[str, Any]) -> None:
    tags = tag_list(tags_of_a_new_pipeline(wanted.settings.tags))
    try:
        aws.call(
            "sagemaker",
            "create_pipeline",
            on=wanted.name,
            PipelineName=wanted.name,
            **members,
            **({"Tags": tags} if tags else {}),
        )
    except Stop as error:
        # When an answer is lost, botocore asks again, and is told that the name is taken.
        found = _now(aws, wanted, error, codes.REFUSED)
        if found is None:
            raise
        if not _is_as(wanted, found):
            raise _changed_meanwhile(wanted.name, created=True) from error


def _update(aws: Aws, wanted: Wanted, arn: str, members: dict[str, Any]) -> int | None:
    try:
        answer = aws.call(
            "sagemaker", "update_pipeline", on=arn, PipelineName=wanted.name, **members
        )
    except Stop as error:
        found = _now(aws, wanted, error)
        if found is None or not _is_as(wanted, found):
            raise
        return None
    return answer.get("PipelineVersionId")


_UNKNOWN_OUTCOME = (codes.UNREACHABLE, codes.SERVICE_FAILED)
"""Errors after which a request may or may not have been carried out."""


def _now(aws: Aws, wanted: Wanted, error: Stop, *also: Code) -> Deployed | None:
    """What is deployed, where an error does not tell; None if it does or if it cannot be read."""
    if error.diagnostics[0].code not in (*_UNKNOWN_OUTCOME, *also):
        return None
    try:
        return read_deployed(aws, wanted.name)
    except Stop:
        return None


def _is_as(wanted: Wanted, found: Deployed) -> bool:
    left = wanted.changes(found)
    return not left.definition_changed and not left.settings_changed


def _apply_tags(aws: Aws, arn: str, planned: Changes) -> None:
    """Remove before adding.

    The record of pipec's own tags is put last: a run that ends between forgets none of them.
    """
    tags = planned.tags
    if tags.remove:
        aws.call("sagemaker", "delete_tags", on=arn, ResourceArn=arn, TagKeys=list(tags.remove))
    if tags.put:
        aws.call("sagemaker", "add_tags", on=arn, ResourceArn=arn, Tags=tag_list(tags.put))


def _verified(aws: Aws, wanted: Wanted) -> Deployed:
    """What is deployed, which must be what was sent; tags take a moment to be seen."""
    for _ in range(READS):
        found = need_deployed(aws, wanted.name)
        if wanted.changes(found).action == "none":
            return found
        time.sleep(1)
    raise stop(
        codes.NOT_AS_SENT,
        f"`{wanted.name}` was sent, and reads back otherwise",
        hint="`pipec diff` shows where; another update may have come after this one",
        exit_code=ENVIRONMENT,
    )


def _with_what_is_done(error: Stop, name: str) -> Stop:
    """An error after the one call that counts."""
    first = error.diagnostics[0]
    if first.code is codes.NOT_AS_SENT:
        return error
    rest = "only its tags and the reading back are left: run the command again"
    done = f"`{name}` itself is as it should be; {rest}"
    hint = f"{first.hint}\n{done}" if first.hint else done
    return Stop([first._replace(hint=hint)], error.exit_code)


def _changed_meanwhile(name: str, *, created: bool) -> Stop:
    what = "was created" if created else "changed"
    return stop(
        codes.CHANGED_MEANWHILE,
        f"`{name}` {what} since the diff was made",
        hint="nothing was overwritten; run the command again and read the new diff",
    )
