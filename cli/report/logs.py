"""How entries of a job's log are shown."""

from __future__ import annotations

from collections.abc import Iterable

from pipec.cli.aws.log_places import FunctionLog, Place
from pipec.cli.aws.logs import Event
from pipec.cli.report.excerpt import visible


def lines(event: Event, *, several: bool) -> str:
    """An entry, safe for a terminal; each of its lines bears its stream if there are `several`."""
    label = f"[{visible(event.stream)}] " if several else ""
    shown = [visible(line.expandtabs(4)) for line in event.text.splitlines() or [""]]
    return "".join(f"{label}{line}\n" for line in shown)


def shared_note(places: Iterable[Place]) -> str:
    """What is to be known of logs that are not of one step alone; "" if there is nothing."""
    return "".join(
        f"note: all calls of the function {place.function} share one log: "
        "these are the lines of the time in which the step ran\n"
        for place in places
        if isinstance(place, FunctionLog)
    )
