"""`pipec logs`: what the jobs of a run have written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.aws_options import AwsOptions, Execution, RunText
from pipec.cli.commands.options import with_options
from pipec.cli.stop import ERRORS, stop
from pipec.compiler import codes

if TYPE_CHECKING:
    from pipec.cli.report.logs import Show


@with_options
def logs(
    target: RunText,
    options: AwsOptions,
    step: Annotated[
        str | None,
        typer.Argument(metavar="STEP", help="The step's name; without it the steps that failed."),
    ] = None,
    *,
    execution: Execution = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the step has ended.")
    ] = False,
    tail: Annotated[
        int | None, typer.Option("--tail", metavar="N", min=1, help="Only the last N entries.")
    ] = None,
    times: Annotated[
        bool | None,
        typer.Option(
            "--times/--no-times",
            help="Begin each line with its time in UTC, as is done on a terminal.",
        ),
    ] = None,
    json_: Annotated[
        bool, typer.Option("--json", help="Print each entry as a line of JSON.")
    ] = False,
) -> None:
    """Print the log of a step's job."""
    from pipec.cli.aws.logs import Reader, check_step, failed_steps, read_step_log
    from pipec.cli.report.logs import as_json, shared_note, shower

    found, aws = options.find_run(target, execution)
    run = found.execution
    if step is None:
        names = failed_steps(aws, found)
    else:
        check_step(aws, run, step, follow=follow)
        names = [step]
    with_times = sys.stdout.isatty() if times is None else times
    show: Show = as_json if json_ else shower(times=with_times, labels=len(names) > 1)
    shown = False
    try:
        for name in names:
            if step is None:
                sys.stderr.write(f"log of {name}, which failed:\n")
            reader, begun = Reader(aws=aws), False
            for batch in read_step_log(reader, run, name, tail=tail, follow=follow):
                for event in batch:
                    if not begun:
                        sys.stderr.write(shared_note(reader.places))
                    shown = begun = True
                    sys.stdout.write(show(name, event, reader.streams))
                sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("stopped following the log; the run goes on\n")
        raise typer.Exit(ERRORS) from None
    if not shown:
        raise stop(
            codes.NO_LOG,
            f"{', '.join(f'`{name}`' for name in names)} has written no log"
            + (" yet" if step else ""),
            hint="jobs take some minutes to begin; `--follow` waits"
            if step
            else "`pipec status` shows why it failed",
        )
