"""Deploying what was compiled: what there is, what would change, and doing it.

Nothing here knows a command line: nobody is asked, and nothing is printed but to a stream that is
handed in. boto3 takes long to import, so all that needs it is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from pipec.cli.stop import USAGE, stop
from pipec.cli.target import Target
from pipec.compiler import codes
from pipec.compiler.compile import Artifacts
from pipec.compiler.deployment.graph import Json

if TYPE_CHECKING:
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.packing import Upload
    from pipec.cli.aws.uploads import Pending, UploadResult
    from pipec.cli.aws.upsert import Wanted
    from pipec.compiler.deployment.changes import Action, Changes
    from pipec.compiler.deployment.deployed import Deployed

Outcome = Literal["created", "updated", "unchanged"]

_LISTED = 20
"""How many uploads are shown by name."""


# --- what was compiled ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """A compiled pipeline file: what is wanted, and the folder that its code is relative to.

    `environment` says which one it was compiled for, "" where there are none.
    """

    artifacts: Artifacts
    wanted: Wanted
    folder: Path
    environment: str = ""

    @property
    def target(self) -> Target:
        """The pipeline's name, and the region that it was compiled for."""
        region = self.artifacts.variables.get("region")
        return Target(name=self.artifacts.name, region=region, source="the var `region`")

    def pending(self, aws: Aws, more: Sequence[Upload] = ()) -> Pending:
        """What of its code and data, and of `more`, is not in S3 yet.

        Raises `Stop` for files that cannot be read or are too large, and for a bucket that does
        not exist or lies in another region.
        """
        from pipec.cli.aws.uploads import pending

        bucket = self.artifacts.variables.get("bucket")
        is_used = f"s3://{bucket}/" in self.artifacts.definition_text
        used = bucket if is_used else None
        return pending(aws, self.artifacts.assets, self.folder, bucket=used, more=more)

    def stored_definition(self) -> Upload | None:
        """The object in S3 for a definition that is too long for a request; None for others.

        Raises `Stop` where the var `bucket` is not set.
        """
        from pipec.cli.aws.uploads import definition_object
        from pipec.cli.aws.upsert import INLINE_LIMIT, definition_text

        text = definition_text(self.wanted.definition)
        if len(text) < INLINE_LIMIT:
            return None
        bucket = self.artifacts.variables.get("bucket")
        if bucket is None:
            raise stop(
                codes.NO_BUCKET,
                f"the definition has {len(text)} characters and must go through S3, and the "
                "var `bucket` is not set",
                hint="set `bucket` in pipec.yaml, or `--var bucket=NAME`",
            )
        prefix = self.artifacts.variables.get("prefix")
        return definition_object(text, bucket=bucket, prefix=prefix, pipeline=self.target.name)


def local_of(artifacts: Artifacts, folder: Path, role: str | None = None) -> Local:
    """What is to be deployed of a compiled pipeline.

    `folder` is the pipeline file's. A `role` stands in for the one that the file says. Raises
    `Stop` where an environment must be chosen and none is.
    """
    from pipec.cli.aws.upsert import Wanted

    if artifacts.to_choose:
        raise stop(
            codes.UNKNOWN_ENVIRONMENT,
            "no environment is chosen, and the project says `environment_required: true`",
            hint=f"add `--env`: {', '.join(f'`{name}`' for name in artifacts.to_choose)}",
            exit_code=USAGE,
        )
    settings = artifacts.settings if role is None else artifacts.settings._replace(role=role)
    return Local(
        artifacts=artifacts,
        wanted=Wanted(name=artifacts.name, definition=artifacts.definition, settings=settings),
        folder=folder,
    )


# --- the plan ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What there is, what would change, what would be uploaded, and where.

    `definition` is the definition as an object of `uploads`, where it is too long for a request.
    """

    deployed: Deployed | None
    changes: Changes
    uploads: Pending
    definition: Upload | None
    account: str | None
    region: str
    environment: str

    @property
    def place(self) -> str:
        """The account, if AWS tells it, the region and the environment, for people."""
        account = f"account {self.account}" if self.account else "an account that STS does not tell"
        return ", ".join(filter(None, (account, f"region {self.region}", self.environment)))

    @property
    def action(self) -> Literal["create", "update", "upload", "none"]:
        """What deploying would do, as far as is known; `upload` for files alone."""
        if self.changes.action == "none" and self.uploads.missing:
            return "upload"
        return self.changes.action

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do, nor to try."""
        return self.action == "none" and not self.uploads.unknown

    def to_data(self) -> dict[str, Json]:
        """As JSON: the data of `Changes.to_data`, with our `action`; place and `uploads`."""
        return {
            **self.changes.to_data(),
            "action": self.action,
            "uploads": self.uploads.to_data(),
            "account": self.account,
            "region": self.region,
        }

    def text(self) -> str:
        """The plan for people, without colours, lines ended."""
        stream = StringIO()
        self.write(stream)
        return stream.getvalue()

    def write(self, stream: TextIO) -> None:
        """Write the same to a stream, in colour where it is a terminal."""
        from pipec.cli.report.changes import write
        from pipec.cli.report.excerpt import visible

        write(self.changes, stream)
        listed = self.uploads.missing[:_LISTED]
        stream.writelines(f"  upload {visible(item.label)}\n" for item in listed)
        if self.uploads.wanted:
            stream.write(f"{self.uploads.sentence()}\n")
        if not self.is_empty:
            stream.write(f"in {self.place}\n")


def plan(aws: Aws, local: Local) -> Plan:
    """What deploying would do; changes nothing.

    Raises `Stop` for a role that is none or of another account, for what `Local.pending` refuses,
    and if AWS refuses.
    """
    from pipec.cli.aws.account import account_of, caller_account, check_role
    from pipec.cli.aws.pipelines import read_deployed

    deployed = read_deployed(aws, local.target.name)
    account = account_of(deployed.arn) if deployed else caller_account(aws)
    check_role(local.wanted.settings.role, account, aws.region_name)
    changes = local.wanted.changes(deployed)
    is_sent = deployed is None or changes.definition_changed
    definition = local.stored_definition() if is_sent else None
    return Plan(
        deployed=deployed,
        changes=changes,
        uploads=local.pending(aws, (definition,) if definition else ()),
        definition=definition,
        account=account,
        region=aws.region_name,
        environment=local.environment,
    )


# --- doing it ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What deploying did: to the pipeline, and how many files it uploaded.

    `version` is the new one's number, if there is one and AWS tells it. An unchanged pipeline may
    have had files uploaded.
    """

    arn: str
    action: Outcome
    version: int | None = None
    uploaded: int = 0


_OUTCOMES: dict[Action, Outcome] = {"create": "created", "update": "updated", "none": "unchanged"}


def check_can_run(local: Local, planned: Plan) -> None:
    """Raise `Stop` if the pipeline would be created without a role to run under."""
    if planned.deployed is None and local.wanted.settings.role is None:
        raise stop(
            codes.NO_PIPELINE_ROLE,
            f"`{local.wanted.name}` has no role to run under",
            hint="set the var `role` in pipec.yaml, `role:` in the pipeline, or add `--role ARN`",
        )


def deploy(
    aws: Aws,
    local: Local,
    planned: Plan,
    upload: Callable[[Aws, Pending], UploadResult] | None = None,
) -> Done:
    """Do what was planned: first all uploads, then what `apply` does. An empty plan calls nothing.

    `upload` does the uploads, if there are any, in place of `pipec.cli.aws.uploads.upload`: so a
    command shows how they get on. Nobody is asked.

    Raises `Stop` as `check_can_run` does, if what is deployed is no longer what was planned for,
    and if AWS refuses. What was uploaded by then stays.
    """
    from pipec.cli.aws.uploads import upload as upload_quietly
    from pipec.cli.aws.uploads import upload_definition
    from pipec.cli.aws.upsert import apply

    check_can_run(local, planned)
    action = _OUTCOMES[planned.changes.action]
    if planned.deployed is not None and planned.is_empty:
        return Done(arn=planned.deployed.arn, action=action)
    uploaded = 0
    if planned.uploads.wanted:
        uploaded = (upload or upload_quietly)(aws, planned.uploads).uploaded
    definition = planned.definition
    store = partial(upload_definition, aws, definition) if definition else None
    deployed, version = apply(aws, local.wanted, planned.deployed, store)
    return Done(arn=deployed.arn, action=action, version=version, uploaded=uploaded)
