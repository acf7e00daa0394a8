"""The options of commands that talk to AWS, and what they add up to."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.options import Environment, Variables
from pipec.cli.commands.shared import PLAIN, Shown, can_ask, typed, variables
from pipec.cli.stop import ERRORS, USAGE, stop
from pipec.cli.target import Target, read_target
from pipec.compiler import codes

if TYPE_CHECKING:
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.lookup import Found

TargetText = Annotated[
    str,
    typer.Argument(
        metavar="TARGET", help="A pipeline file, or the name or ARN of a deployed pipeline."
    ),
]
Region = Annotated[
    str | None,
    typer.Option("--region", metavar="REGION", help="The AWS region, where the file does not say."),
]
Profile = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="The AWS profile to use.")
]
EndpointUrl = Annotated[
    str | None,
    typer.Option("--endpoint-url", metavar="URL", help="Another address of AWS, as of a test."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show each call of AWS.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
RunText = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        help="A pipeline file, the name or ARN of a deployed pipeline, or the ARN of a run.",
    ),
]
Execution = Annotated[
    str | None,
    typer.Option(
        "--execution", metavar="ID", help="A run's id, name or ARN; without it the latest."
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsOptions:
    """The options that every command on AWS has."""

    env: Environment = None
    var: Variables = None
    region: Region = None
    profile: Profile = None
    endpoint_url: EndpointUrl = None
    verbose: Verbose = False

    def find(self, text: str) -> tuple[Target, Aws]:
        """What TARGET means, and the way to where it is deployed.

        Raises `Stop` for a TARGET that is none, or a run, and for another account or region.
        """
        target = self._read(text)
        target.refuse_run()
        return target, self._reach(target)

    def find_pipeline_of(self, text: str) -> tuple[Target, Aws]:
        """As `find`; a run may stand for its pipeline."""
        target = self._read(text)
        return target, self._reach(target)

    def find_run(self, text: str, execution: str | None) -> tuple[Found, Aws]:
        """The run that TARGET and `--execution` mean, and the way to where it is.

        Raises `Stop` as `find`, and if there is no such run.
        """
        from pipec.cli.aws.account import check_target
        from pipec.cli.aws.lookup import look_up

        target = self._read(text)
        target.check_execution(execution)
        aws = self._reach(target)
        found = look_up(aws, target.name, target.run or execution)
        check_target(target, found.execution.arn)
        return found, aws

    def _read(self, text: str) -> Target:
        return read_target(text, self.env, variables(self.var))

    def _reach(self, target: Target) -> Aws:
        from pipec.cli.aws.account import check_account

        aws = self.connect(target)
        if target.account:
            check_account(aws, target.name, target.account)
        return aws

    def line(self, command: str, target: str, run: str, *words: str) -> str:
        """Another command on a run of the same TARGET, given by its ARN, as a person types it."""
        if target.startswith("arn:"):
            which, execution = run, []
        else:
            which, execution = target, ["--execution", run.rpartition("/")[2]]
        given = {
            "--env": self.env,
            "--region": self.region,
            "--profile": self.profile,
            "--endpoint-url": self.endpoint_url,
        }
        options = [word for flag, value in given.items() if value for word in (flag, value)]
        options += [word for item in self.var or () for word in ("--var", item)]
        return shlex.join(["pipec", command, which, *words, *execution, *options])

    def connect(self, target: Target, shown: Shown = PLAIN) -> Aws:
        """The way to AWS; boto3 is imported here and not before.

        `shown` says what a person who waits is to know. Raises `Stop` where `--region` contradicts
        the region that the target was made for.
        """
        from pipec.cli.aws.client import log_to_stderr
        from pipec.cli.aws.connection import connect

        return connect(
            target,
            region=self.region,
            profile=self.profile,
            endpoint_url=self.endpoint_url,
            log=log_to_stderr if self.verbose else None,
            say=shown.say,
        )


def confirm(question: str, *, yes: bool, name: str | None = None) -> None:
    """Go on only if a person says so: with `y`, or by typing `name` where there is no way back.

    Raises `Stop` where nobody can be asked, and `Exit` on every other answer.
    """
    if yes:
        return
    if not can_ask():
        raise stop(
            codes.NOT_CONFIRMED,
            f"there is no terminal to ask on: `{question}`",
            hint="to go on without being asked, add `--yes`",
            exit_code=USAGE,
        )
    said = typed(f"{question} [y/N]: " if name is None else f"{question} Type its name: ") or ""
    agreed = said.lower() in ("y", "yes") if name is None else said == name
    if not agreed:
        sys.stderr.write("nothing was changed\n")
        raise typer.Exit(ERRORS)
