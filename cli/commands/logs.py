"""`pipec logs`: what the jobs of a run have written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipec.cli.commands.aws_options import AwsOptions, Execution, RunText
from pipec.cli.commands.options import with_options
from pipec.cli.stop import ERRORS, Stop, stop
from pipec.compiler import codes

if TYPE_CHECKING:
    from pipec.cli.aws.logs import Reader
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
    readers = {name: Reader(aws=aws) for name in names}
    shown = False
    try:
        for name, reader in readers.items():
            if step is None:
                sys.stderr.write(f"log of {name}, which failed:\n")
            begun = False
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
        raise _nothing_written(readers) if step else _nothing_of_failed(names)


def _nothing_written(readers: dict[str, Reader]) -> Stop:
    """Of the one step that was named: whether something may still come."""
    ((name, reader),) = readers.items()
    if not reader.over:
        return stop(
            codes.NO_LOG,
            f"`{name}` has written no log yet",
            hint="jobs take some minutes to begin; `--follow` waits",
        )
    groups = " and ".join(dict.fromkeys(f"`{place.group}`" for place in reader.places))
    where = f"the log group {groups} has no entry of it" if groups else "it has written no log"
    return stop(
        codes.NO_LOG,
        f"`{name}` has ended, and {where}",
        hint="CloudWatch shows entries a little late, and deletes old ones if the group says so",
    )


def _nothing_of_failed(names: list[str]) -> Stop:
    listed = ", ".join(f"`{name}`" for name in names)
    verb = "has" if len(names) == 1 else "have"
    return stop(
        codes.NO_LOG,
        f"{listed} {verb} written no log",
        hint="`pipec status` shows why it failed",
    )
