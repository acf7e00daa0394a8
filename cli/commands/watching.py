"""How commands show a run once, or watch it until it ends."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from pipec.cli.stop import CLEAN, ERRORS

if TYPE_CHECKING:
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.watch import Snapshot
    from pipec.cli.report.runs import Lead


def show_run(snapshot: Snapshot, stream: TextIO, lead: Lead) -> None:
    """Write a run's table, in colour where the stream is a terminal."""
    from pipec.cli.report.runs import live, plain

    now = datetime.now(UTC)
    if stream.isatty():
        from rich.console import Console

        Console(file=stream).print(live(snapshot, now, lead))
    else:
        stream.write(plain(snapshot, now, lead))


def watch_run(aws: Aws, arn: str, interval: float, stream: TextIO, lead: Lead) -> Snapshot | None:
    """Watch a run: a live table on a terminal, else a line for each change.

    Gives what it was at its end, or None if the person had enough (Ctrl-C): the run goes on.
    """
    from pipec.cli.aws.executions import run_id

    try:
        if stream.isatty():
            return _watch_live(aws, arn, interval, stream, lead)
        return _watch_lines(aws, arn, interval, stream, lead)
    except KeyboardInterrupt:
        _say_unwatched(run_id(arn))
        return None
    except BrokenPipeError:
        with suppress(OSError):  # it may be stderr that nobody reads
            _say_unwatched(run_id(arn))
        raise


def _say_unwatched(run: str) -> None:
    sys.stderr.write(f"stopped watching run {run}; it goes on, `pipec stop` would end it\n")


def exit_code(last: Snapshot | None) -> int:
    """Of a command that watched: clean only if the run was seen to succeed."""
    return CLEAN if last and last.execution.status == "Succeeded" else ERRORS


def _watch_live(aws: Aws, arn: str, interval: float, stream: TextIO, lead: Lead) -> Snapshot:
    from rich.console import Console
    from rich.live import Live

    from pipec.cli.aws.watch import watch
    from pipec.cli.report.runs import live

    with Live(console=Console(file=stream), auto_refresh=False) as display:
        return watch(
            aws,
            arn,
            interval,
            lambda now: display.update(live(now, datetime.now(UTC), lead), refresh=True),
        )


def _watch_lines(aws: Aws, arn: str, interval: float, stream: TextIO, lead: Lead) -> Snapshot:
    from pipec.cli.aws.watch import watch
    from pipec.cli.report.runs import Changes

    changes = Changes(lead)

    def write(now: Snapshot) -> None:
        stream.write("".join(f"{line}\n" for line in changes.lines(now)))
        stream.flush()

    return watch(aws, arn, interval, write)
