"""`pipec diff`, `upsert` and `upload`: from a pipeline file to what is deployed."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from pipec.cli.commands.aws_options import (
    AwsOptions,
    Yes,
    confirm,
    with_aws_options,
)
from pipec.cli.commands.shared import Pipeline, compiled, show, write_json
from pipec.cli.stop import CLEAN, ERRORS, stop
from pipec.cli.target import Target
from pipec.compiler import codes
from pipec.compiler.compile import Artifacts

if TYPE_CHECKING:
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.uploads import Pending
    from pipec.cli.aws.upsert import Store, Wanted
    from pipec.compiler.deployment.changes import Changes
    from pipec.compiler.deployment.deployed import Deployed

CHANGED = 2
"""The exit code of `diff --exit-code` where something would change, as `terraform plan` has it."""

_LISTED = 20
"""How many uploads are shown by name."""

Role = Annotated[
    str | None,
    typer.Option("--role", metavar="ARN", help="The role that the pipeline runs under."),
]


@with_aws_options
def diff(
    file: Pipeline,
    options: AwsOptions,
    role: Role = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 2 if something would change.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what `upsert` would change, and change nothing."""
    local = _local(file, options, role)
    aws = options.connect(local.target)
    plan = _plan(aws, local)
    if json_:
        data = {**plan.changes.to_data(), "uploads": plan.uploads.to_data()}
        write_json(data, sys.stdout)
    else:
        plan.show(sys.stdout)
    raise typer.Exit(CLEAN if plan.is_empty or not exit_code else CHANGED)


@with_aws_options
def upsert(
    file: Pipeline,
    options: AwsOptions,
    role: Role = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Create the pipeline, or make the deployed one what the file says."""
    from pipec.cli.aws.upsert import apply

    local = _local(file, options, role)
    aws = options.connect(local.target)
    plan = _plan(aws, local)
    plan.show(sys.stderr)
    _check_can_run(local.wanted, plan)
    if dry_run:
        return
    deployed = plan.deployed
    if not plan.is_empty:
        verb = "Create" if plan.deployed is None else "Update"
        confirm(f"{verb} {local.target.name} in {plan.place}?", yes=yes)
        if plan.uploads.missing:
            _upload(aws, plan.uploads)
        deployed, version = apply(aws, local.wanted, plan.deployed, local.store(aws))
        _say_done(plan, version)
    if deployed:
        sys.stdout.write(f"{deployed.arn}\n")


@with_aws_options
def upload(file: Pipeline, options: AwsOptions) -> None:
    """Upload local code and data that is not in S3 yet, and touch no pipeline."""
    from pipec.cli.aws.uploads import pending

    local = _local(file, options, None)
    aws = options.connect(local.target)
    _upload(aws, pending(aws, local.artifacts.assets, local.folder))


# --- what a file says -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Local:
    """A compiled pipeline file: what is wanted, and the folder that its code is relative to."""

    artifacts: Artifacts
    wanted: Wanted
    folder: Path

    @property
    def target(self) -> Target:
        region = self.artifacts.variables.get("region")
        return Target(name=self.artifacts.name, region=region, source="the var `region`")

    def store(self, aws: Aws) -> Store:
        """How a definition that is too long for a request is put into S3."""
        from pipec.cli.aws.uploads import upload_definition

        variables = self.artifacts.variables

        def put(text: str) -> dict[str, str]:
            bucket = variables.get("bucket")
            if bucket is None:
                raise stop(
                    codes.NO_BUCKET,
                    f"the definition has {len(text)} characters and must go through S3, and the "
                    "var `bucket` is not set",
                    hint="set `bucket` in pipec.yaml, or `--var bucket=NAME`",
                )
            return upload_definition(
                aws, text, bucket=bucket, prefix=variables.get("prefix"), pipeline=self.target.name
            )

        return put


def _local(file: str, options: AwsOptions, role: str | None) -> _Local:
    """A file compiled; ends the command where it has errors."""
    from pipec.cli.aws.upsert import Wanted

    result, _ = compiled(file, options.var, env=options.env)
    show(result.diagnostics, sys.stderr)
    artifacts = result.artifacts
    if artifacts is None:
        raise typer.Exit(ERRORS)
    settings = replace(artifacts.settings, role=role) if role else artifacts.settings
    return _Local(
        artifacts=artifacts,
        wanted=Wanted(name=artifacts.name, definition=artifacts.definition, settings=settings),
        folder=Path() if file == "-" else Path(file).parent,
    )


# --- the plan ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What there is, what would change, what would be uploaded, and in which account."""

    deployed: Deployed | None
    changes: Changes
    uploads: Pending
    place: str

    @property
    def is_empty(self) -> bool:
        return self.changes.action == "none" and not self.uploads.missing

    def show(self, stream: TextIO) -> None:
        """Print it; in colour on a terminal."""
        from pipec.cli.report.changes import write
        from pipec.cli.report.excerpt import visible

        write(self.changes, stream)
        for upload in self.uploads.missing[:_LISTED]:
            stream.write(f"  upload {visible(upload.label)}\n")
        if self.uploads.missing:
            stream.write(f"{self.uploads.sentence()}\n")
        if not self.is_empty:
            stream.write(f"in {self.place}\n")


def _plan(aws: Aws, local: _Local) -> _Plan:
    from pipec.cli.aws.account import account_of, caller_account, check_role
    from pipec.cli.aws.pipelines import read_deployed
    from pipec.cli.aws.uploads import pending

    deployed = read_deployed(aws, local.target.name)
    account = account_of(deployed.arn) if deployed else caller_account(aws)
    check_role(local.wanted.settings.role, account)
    return _Plan(
        deployed=deployed,
        changes=local.wanted.changes(deployed),
        uploads=pending(aws, local.artifacts.assets, local.folder),
        place=f"account {account}, {aws.place}" if account else aws.place,
    )


def _check_can_run(wanted: Wanted, plan: _Plan) -> None:
    if plan.deployed is None and wanted.settings.role is None:
        raise stop(
            codes.NO_PIPELINE_ROLE,
            f"`{wanted.name}` has no role to run under",
            hint="set the var `role` in pipec.yaml, `role:` in the pipeline, or add `--role ARN`",
        )


def _upload(aws: Aws, uploads: Pending) -> None:
    from pipec.cli.aws.uploads import upload as upload_assets
    from pipec.cli.report.progress import progress

    with progress(sys.stderr) as shown:
        done = upload_assets(aws, uploads, shown)
    sys.stderr.write(f"{done.sentence()}\n")


def _say_done(plan: _Plan, version: int | None) -> None:
    done = "created" if plan.deployed is None else "updated"
    if plan.changes.action == "none":
        done = "unchanged, its code is uploaded"
    number = f" (version {version})" if version else ""
    sys.stderr.write(f"{plan.changes.name}: {done}{number}\n")
