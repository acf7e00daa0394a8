"""`pipec start`, `status`, `logs`, `stop` and `retry`: runs of a deployed pipeline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.aws_options import (
    AwsOptions,
    Execution,
    TargetText,
    Yes,
    confirm,
)
from pipec.cli.commands.options import with_options
from pipec.cli.commands.shared import compiled, pairs, write_arn, write_json
from pipec.cli.commands.watching import exit_code, show_run, watch_run
from pipec.cli.stop import ERRORS
from pipec.cli.stop import stop as refusal
from pipec.compiler import codes

if TYPE_CHECKING:
    from pipec.cli.aws.start import Start
    from pipec.compiler.deployment.deployed import Deployed

Parallelism = Annotated[
    int | None,
    typer.Option("--parallelism", metavar="N", min=1, help="The most steps that run at once."),
]
Watch = Annotated[bool, typer.Option("--watch", "-w", help="Watch the run until it ends.")]
Interval = Annotated[
    float,
    typer.Option("--interval", metavar="SECONDS", min=1, help="How often --watch asks AWS."),
]
_INTERVAL = 10.0


@with_options
def start(
    target: TargetText,
    options: AwsOptions,
    *,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter", "-p", metavar="NAME=VALUE", help="A parameter; may be repeated."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="A name for the run.")] = None,
    description: Annotated[
        str | None, typer.Option("--description", help="What the run is for.")
    ] = None,
    parallelism: Parallelism = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="STEP", help="Run only this step and others selected so."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ID",
            help="The run that outputs of steps not selected are from; else it is found.",
        ),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", min=1, help="A version in place of the newest."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option("--token", metavar="TEXT", help="The same text starts only one run."),
    ] = None,
    watch: Watch = False,
    interval: Interval = _INTERVAL,
) -> None:
    """Start a run of a deployed pipeline; prints its ARN."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.pipelines import need_deployed
    from pipec.cli.aws.start import Wish, prepare_start
    from pipec.cli.aws.start import start as send

    wish = Wish(
        parameters=pairs(parameter, "--parameter"),
        name=name,
        description=description,
        parallelism=parallelism,
        select=tuple(select or ()),
        source=source,
        version=version,
        token=token,
    )
    found, aws = options.find(target)
    deployed = need_deployed(aws, found.name)
    check_target(found, deployed.arn)
    if version is None:
        _say_stale(target, options, deployed)
    prepared = prepare_start(aws, deployed, wish)
    _say_selection(prepared)
    arn = send(aws, prepared)
    write_arn(arn, "was started")
    if watch:
        raise typer.Exit(exit_code(watch_run(aws, arn, interval, sys.stderr)))


@with_options
def status(
    target: TargetText,
    options: AwsOptions,
    *,
    execution: Execution = None,
    watch: Watch = False,
    interval: Interval = _INTERVAL,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a run does, step by step; with --watch until it ends, and exit 1 if it fails."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.executions import find_execution
    from pipec.cli.aws.watch import read_snapshot
    from pipec.cli.report.runs import to_data

    found, aws = options.find(target)
    arn = find_execution(aws, found.name, execution).arn
    check_target(found, arn)
    if not watch:
        snapshot = read_snapshot(aws, arn)
        if json_:
            write_json(to_data(snapshot), sys.stdout)
        else:
            show_run(snapshot, sys.stdout)
        return
    last = watch_run(aws, arn, interval, sys.stderr if json_ else sys.stdout)
    if last and json_:
        write_json(to_data(last), sys.stdout)
    raise typer.Exit(exit_code(last))


@with_options
def logs(
    target: TargetText,
    options: AwsOptions,
    step: Annotated[str, typer.Argument(metavar="STEP", help="The step's name.")],
    *,
    execution: Execution = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the step has ended.")
    ] = False,
    tail: Annotated[
        int | None, typer.Option("--tail", metavar="N", min=1, help="Only the last N entries.")
    ] = None,
) -> None:
    """Print the log of a step's job."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.executions import find_execution
    from pipec.cli.aws.logs import Reader, check_step, read_step_log
    from pipec.cli.report.logs import lines, shared_note

    found, aws = options.find(target)
    run = find_execution(aws, found.name, execution)
    check_target(found, run.arn)
    check_step(aws, run, step, follow=follow)
    reader = Reader(aws=aws)
    shown = False
    try:
        for batch in read_step_log(reader, run, step, tail=tail, follow=follow):
            for event in batch:
                if not shown:
                    sys.stderr.write(shared_note(reader.places))
                shown = True
                sys.stdout.write(lines(event, several=len(reader.streams) > 1))
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("stopped following the log; the run goes on\n")
        raise typer.Exit(ERRORS) from None
    if not shown:
        raise refusal(
            codes.NO_LOG,
            f"`{step}` has written no log yet",
            hint="jobs take some minutes to begin; `--follow` waits",
        )


@with_options
def stop(
    target: TargetText,
    options: AwsOptions,
    *,
    execution: Execution = None,
    yes: Yes = False,
) -> None:
    """Stop a run."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.executions import find_execution
    from pipec.cli.aws.runs import check_stop, stop_execution

    found, aws = options.find(target)
    run = find_execution(aws, found.name, execution)
    check_target(found, run.arn)
    check_stop(run)
    if run.status != "Stopping":
        confirm(f"Stop run {run.id} of {found.name}?", yes=yes)
    if stop_execution(aws, run):
        sys.stderr.write(
            f"run {run.id} was asked to stop; a Lambda or Callback step that runs is waited for\n"
        )
    else:
        sys.stderr.write(f"run {run.id} is stopping already\n")


@with_options
def retry(
    target: TargetText,
    options: AwsOptions,
    *,
    execution: Execution = None,
    parallelism: Parallelism = None,
    watch: Watch = False,
    interval: Interval = _INTERVAL,
) -> None:
    """Run again what failed or was stopped in a run; prints its ARN."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.executions import find_execution
    from pipec.cli.aws.runs import retry_execution

    found, aws = options.find(target)
    run = find_execution(aws, found.name, execution)
    check_target(found, run.arn)
    retry_execution(aws, run, parallelism)
    write_arn(run.arn, "is tried again")
    if watch:
        raise typer.Exit(exit_code(watch_run(aws, run.arn, interval, sys.stderr)))


def _say_stale(file: str, options: AwsOptions, deployed: Deployed) -> None:
    """What is deployed is what runs: say so if TARGET is a file that says something else."""
    from pipec.compiler.deployment.changes import changes

    if not Path(file).is_file():
        return
    artifacts = compiled(file, options.var, env=options.env)[0].artifacts
    if artifacts is None:
        sys.stderr.write(f"note: {file} does not compile; what is deployed is started\n")
        return
    local = changes(
        deployed,
        name=artifacts.name,
        definition=artifacts.definition,
        settings=artifacts.settings,
    )
    if local.definition_changed:
        sys.stderr.write(
            f"note: {file} is not what is deployed, and what is deployed is started; "
            f"`pipec diff` shows the difference, `pipec upsert` deploys it\n"
        )


def _say_selection(prepared: Start) -> None:
    from pipec.cli.aws.executions import run_id
    from pipec.cli.report.excerpt import visible

    chosen = prepared.selection
    if chosen is None:
        return
    between = ""
    if chosen.added:
        verb = "lies" if len(chosen.added) == 1 else "lie"
        between = f" ({', '.join(chosen.added)} {verb} between selected steps)"
    lines = [f"runs only {', '.join(chosen.steps)}{between}"]
    if prepared.source:
        of = f" of {', '.join(chosen.needs)}" if chosen.needs else ""
        lines.append(f"takes the outputs{of} from run {run_id(prepared.source)}")
    lines += [
        f"note: that run had {name}={value}, this one has the default"
        for name, value in prepared.differing.items()
    ]
    sys.stderr.write("".join(f"{visible(line)}\n" for line in lines))
