"""`pipec diff`, `upsert` and `upload`: from a pipeline file to what is deployed."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.aws_options import (
    AwsOptions,
    Yes,
    confirm,
)
from pipec.cli.commands.options import Pipeline, ShownOptions, with_options
from pipec.cli.commands.shared import (
    PLAIN,
    Shown,
    compiled,
    has_errors,
    source_name,
    write_json,
)
from pipec.cli.deploying import Done, Local, check_can_run, deploy, local_of, plan
from pipec.cli.stop import CLEAN, ERRORS, Stop
from pipec.compiler.diagnostics import Diagnostic

if TYPE_CHECKING:
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.uploads import Pending, UploadResult

CHANGED = 2
"""The exit code of `diff --exit-code` where something would change, as `terraform plan` has it."""

_QUESTIONS = {
    "create": "Create",
    "update": "Update",
    "upload": "Upload the code of",
    "none": "Upload what may be missing of",
}
"""What `upsert` asks, by what it is about to do."""

Role = Annotated[
    str | None,
    typer.Option("--role", metavar="ARN", help="The role that the pipeline runs under."),
]


@with_options
def diff(
    file: Pipeline,
    options: AwsOptions,
    role: Role = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 2 if something would change.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    *,
    shown: ShownOptions,
) -> None:
    """Show what `upsert` would change, and change nothing."""
    if options.verbose and shown.format_.is_document:
        message = f"it writes to the same stream as `--format {shown.format_}`, one document"
        raise typer.BadParameter(message, param_hint="--verbose")
    local, told = _compiled(file, options, role, shown)
    try:
        planned = plan(options.connect(local.target, shown), local)
    except Stop as stop:  # all that is wrong in one report, which may be one document
        raise Stop([*told, *stop.diagnostics], stop.exit_code) from stop
    shown.write(told, sys.stderr, [source_name(file)])
    if json_:
        write_json(planned.to_data(), sys.stdout)
    else:
        planned.write(sys.stdout)
    check_can_run(local, planned)
    raise typer.Exit(CHANGED if exit_code and planned.action != "none" else CLEAN)


@with_options
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
    local = _local(file, options, role)
    aws = options.connect(local.target)
    planned = plan(aws, local)
    planned.write(sys.stderr)
    check_can_run(local, planned)
    if dry_run:
        return
    if not planned.is_empty:
        verb = _QUESTIONS[planned.action]
        confirm(f"{verb} {local.target.name} in {planned.place}?", yes=yes)
    done = deploy(aws, local, planned, _upload)
    if not planned.is_empty:
        _say_done(local.target.name, done)
    sys.stdout.write(f"{done.arn}\n")


@with_options
def upload(file: Pipeline, options: AwsOptions) -> None:
    """Upload local code and data that is not in S3 yet, and touch no pipeline."""
    local = _local(file, options, None)
    aws = options.connect(local.target)
    _upload(aws, local.pending(aws))


def _local(file: str, options: AwsOptions, role: str | None) -> Local:
    """A file compiled, its warnings shown; ends the command where it has errors."""
    local, told = _compiled(file, options, role, PLAIN)
    PLAIN.write(told, sys.stderr)
    return local


def _compiled(
    file: str, options: AwsOptions, role: str | None, shown: Shown
) -> tuple[Local, tuple[Diagnostic, ...]]:
    """A file compiled, and its warnings; ends the command where it has errors."""
    result, project = compiled(file, options.var, env=options.env)
    told = shown.settle(result.diagnostics, [source_name(file)])
    if result.artifacts is None or has_errors(told):
        shown.write(told, sys.stderr, [source_name(file)])
        raise typer.Exit(ERRORS)
    environment = f"environment {options.env}" if options.env else "no environment"
    local = local_of(result.artifacts, Path() if file == "-" else Path(file).parent, role)
    return replace(local, environment=environment if project.environments else ""), told


def _upload(aws: Aws, uploads: Pending) -> UploadResult:
    """Upload with a progress bar, and say how much it was."""
    from pipec.cli.aws.uploads import upload as upload_assets
    from pipec.cli.report.progress import progress

    with progress(sys.stderr) as shown:
        done = upload_assets(aws, uploads, shown)
    sys.stderr.write(f"{done.sentence()}\n")
    return done


def _say_done(name: str, done: Done) -> None:
    what = "unchanged, its code is uploaded" if done.action == "unchanged" else done.action
    number = f" (version {done.version})" if done.version else ""
    sys.stderr.write(f"{name}: {what}{number}\n")
