"""`pipec versions`, `rollback` and `delete`: the past of a deployed pipeline, and its end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.aws_options import (
    AwsOptions,
    TargetText,
    Yes,
    confirm,
)
from pipec.cli.commands.options import with_options
from pipec.cli.commands.shared import write_json
from pipec.cli.stop import stop
from pipec.compiler import codes

if TYPE_CHECKING:
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.versions import DefinitionAlone, Version


@with_options
def versions(
    target: TargetText,
    options: AwsOptions,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the versions that the service keeps, newest first."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.versions import versions as listed
    from pipec.cli.report.versions import render, to_data

    found, aws = options.find(target)
    rows = listed(aws, found.name)
    if rows and rows[0].pipeline_arn:
        check_target(found, rows[0].pipeline_arn)
    if not rows:
        sys.stderr.write(f"{found.name}: the service lists no versions\n")
    if json_:
        write_json(to_data(found.name, rows), sys.stdout)
    else:
        sys.stdout.write(render(rows))


@with_options
def rollback(
    target: TargetText,
    options: AwsOptions,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="VERSION",
            help="A number or alias; without it the one before the newest.",
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """Deploy the definition of an older version again, as a new version, and nothing else of it."""
    from pipec.cli.aws.account import account_of, check_target
    from pipec.cli.aws.pipelines import need_deployed
    from pipec.cli.aws.upsert import apply
    from pipec.cli.aws.versions import choose
    from pipec.cli.report.changes import write

    found, aws = options.find(target)
    deployed = need_deployed(aws, found.name)
    check_target(found, deployed.arn)
    name = deployed.name
    version, wanted, planned = choose(aws, deployed, to)
    if planned.definition_changed:
        write(planned, sys.stderr)
        _check_code(aws, version, wanted)
        place = f"account {account_of(deployed.arn)}, {aws.place}"
        confirm(f"Go back to version {version.number} of {name} in {place}?", yes=yes)
        _, new = apply(aws, wanted, deployed, None)
        number = f", as version {new}" if new else ""
        sys.stderr.write(f"{name}: version {version.number} is deployed again{number}\n")
    else:
        older = "" if to else "; go further back with `--to VERSION`"
        sys.stderr.write(f"{name}: version {version.number} is what is deployed{older}\n")
    sys.stdout.write(f"{deployed.arn}\n")


@with_options
def delete(
    target: TargetText,
    options: AwsOptions,
    yes: Yes = False,
) -> None:
    """Delete a pipeline and the records of its runs, not what they made or what is in S3."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.deletion import check_deletion, delete_pipeline

    found, aws = options.find(target)
    doomed = check_deletion(aws, found.name)
    check_target(found, doomed.arn)
    if doomed.deleting:
        sys.stderr.write(f"{doomed.name} is being deleted already\n")
        return
    runs = "1 run" if doomed.runs == 1 else f"{doomed.runs} runs"
    sys.stderr.write(
        f"deletes {doomed.arn}, all its versions and the records of {runs}\n"
        "stays: code and data in S3; the jobs, models and endpoints that runs have made\n"
    )
    confirm(f"Delete {doomed.name} for ever?", yes=yes, name=doomed.name)
    gone = delete_pipeline(aws, doomed)
    sys.stderr.write(f"{doomed.name} is {'deleted' if gone else 'being deleted'}\n")


def _check_code(aws: Aws, version: Version, wanted: DefinitionAlone) -> None:
    """Refuse to go back to what could not run."""
    from pipec.cli.aws.needed_code import missing_code

    missing = missing_code(aws, wanted.definition)
    if missing is None:
        sys.stderr.write("note: it could not be seen whether its code is still in S3\n")
    if missing:
        listed = ", ".join(f"`{uri}`" for uri in missing)
        raise stop(
            codes.CODE_GONE,
            f"version {version.number} of `{wanted.name}` needs what is no longer in S3: {listed}",
            hint="check out the files that it was made from; `pipec upload FILE` puts them back",
        )
