"""`pipec start`, `runs`, `status`, `stop` and `retry`: runs of a deployed pipeline."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.aws_options import (
    AwsOptions,
    Execution,
    RunText,
    TargetText,
    Yes,
    confirm,
)
from pipec.cli.commands.options import with_options
from pipec.cli.commands.shared import compiled, pairs, write_arn, write_json
from pipec.cli.commands.watching import exit_code, show_run, watch_run

if TYPE_CHECKING:
    from pipec.cli.aws.lookup import Found
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
_NAMED = 5
"""So many other runs are named."""
_LISTED = 20
"""So many runs are shown unless more are asked for: each takes a call."""


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
        lead = partial(options.line, "logs", target, arn)
        raise typer.Exit(exit_code(watch_run(aws, arn, interval, sys.stderr, lead)))


@with_options
def runs(
    target: RunText,
    options: AwsOptions,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="At most so many.")
    ] = _LISTED,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the runs of a pipeline, newest first: how they ended, when, and for how long."""
    from pipec.cli.aws.account import check_target
    from pipec.cli.aws.lookup import recent_runs
    from pipec.cli.aws.runs import described
    from pipec.cli.report.run_list import render, to_data

    found, aws = options.find_pipeline_of(target)
    listed = recent_runs(aws, found.name, limit + 1)
    if listed:
        check_target(found, listed[0].arn)
    rows = described(aws, listed[:limit])
    if json_:
        write_json(to_data(found.name, rows, more=len(listed) > limit), sys.stdout)
    else:
        sys.stdout.write(render(rows, datetime.now(UTC)))
    if not rows:
        sys.stderr.write(f"{found.name} was never started\n")
    elif len(listed) > limit:
        sys.stderr.write(f"these are the newest {limit}; `--limit N` shows more\n")


@with_options
def status(
    target: RunText,
    options: AwsOptions,
    *,
    execution: Execution = None,
    watch: Watch = False,
    interval: Interval = _INTERVAL,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a run does, step by step; with --watch until it ends, and exit 1 if it fails."""
    from pipec.cli.aws.watch import read_snapshot
    from pipec.cli.report.runs import to_data

    found, aws = options.find_run(target, execution)
    arn = found.execution.arn
    lead = partial(options.line, "logs", target, arn)
    if found.is_latest:
        _say_others(found, partial(options.line, "status", target))
    if not watch:
        snapshot = read_snapshot(aws, arn)
        if json_:
            write_json(to_data(snapshot), sys.stdout)
        else:
            show_run(snapshot, sys.stdout, lead)
        return
    last = watch_run(aws, arn, interval, sys.stderr if json_ else sys.stdout, lead)
    if last and json_:
        write_json(to_data(last), sys.stdout)
    raise typer.Exit(exit_code(last))


@with_options
def stop(
    target: RunText,
    options: AwsOptions,
    *,
    execution: Execution = None,
    yes: Yes = False,
) -> None:
    """Stop a run."""
    from pipec.cli.aws.runs import check_stop, stop_execution

    found, aws = options.find_run(target, execution)
    run = found.execution
    line = partial(options.line, "stop", target)
    hint = "; ".join(_others(found, "goes on", line))
    check_stop(run, hint or None)
    _say_others(found, line)
    if run.status != "Stopping":
        name = f" ({run.display_name})" if run.display_name else ""
        confirm(f"Stop run {run.id}{name} of {found.pipeline}?", yes=yes)
    if stop_execution(aws, run, hint or None):
        sys.stderr.write(
            f"run {run.id} was asked to stop; a Lambda or Callback step that runs is waited for\n"
        )
    else:
        sys.stderr.write(f"run {run.id} is stopping already\n")


@with_options
def retry(
    target: RunText,
    options: AwsOptions,
    *,
    execution: Execution = None,
    parallelism: Parallelism = None,
    watch: Watch = False,
    interval: Interval = _INTERVAL,
) -> None:
    """Run again what failed or was stopped in a run; prints its ARN."""
    from pipec.cli.aws.runs import retry_execution

    found, aws = options.find_run(target, execution)
    run = found.execution
    retry_execution(aws, run, parallelism)
    write_arn(run.arn, "is tried again")
    if watch:
        lead = partial(options.line, "logs", target, run.arn)
        raise typer.Exit(exit_code(watch_run(aws, run.arn, interval, sys.stderr, lead)))


def _say_others(found: Found, line: Callable[[str], str]) -> None:
    """Who means the latest run, or all that run, is to know of those that it is not about."""
    for text in _others(found, "is executing as well", line):
        sys.stderr.write(f"note: {text}\n")


def _others(found: Found, state: str, line: Callable[[str], str]) -> list[str]:
    """Each of the other runs that go on, and the command for it; of many the newest."""
    shown = found.others[:_NAMED]
    texts = [f"{run.label} {state}: `{line(run.arn)}`" for run in shown]
    if more := len(found.others) - len(shown):
        texts.append(f"{more} more, see `pipec runs {found.pipeline}`")
    return texts


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
