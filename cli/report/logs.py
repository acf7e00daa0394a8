"""How entries of a job's log are shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from pipec.cli.aws.log_places import FunctionLog, Place
from pipec.cli.aws.logs import Event
from pipec.cli.report.excerpt import visible
from pipec.cli.report.times import readable

Show = Callable[[str, Event, Sequence[str]], str]
"""An entry of a step's log as text, given the step's name and all its streams."""
_NO_TIME = " " * len("2026-05-04 09:02:00")


def lines(event: Event, *, several: bool, times: bool = False) -> str:
    """An entry, safe for a terminal; each of its lines bears its stream if there are `several`."""
    label = f"[{visible(event.stream)}] " if several else ""
    time = f"{readable(_time(event)) if event.time else _NO_TIME} " if times else ""
    shown = [visible(line.expandtabs(4)) for line in event.text.splitlines() or [""]]
    return "".join(f"{time}{label}{line}\n" for line in shown)


def shower(*, times: bool, labels: bool) -> Show:
    """Shows entries as `lines`; `labels`: other steps are shown as well."""

    def show(_step: str, event: Event, streams: Sequence[str]) -> str:
        return lines(event, several=labels or len(streams) > 1, times=times)

    return show


def as_json(step: str, event: Event, _streams: Sequence[str]) -> str:
    """An entry as a line of JSON; a log may be followed, so that it is no list."""
    time = _time(event).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = {
        "time": time if event.time else None,
        "step": step,
        "stream": event.stream,
        "text": event.text,
    }
    return json.dumps(data, ensure_ascii=False) + "\n"


def _time(event: Event) -> datetime:
    return datetime.fromtimestamp(event.time / 1000, UTC)


def shared_note(places: Iterable[Place]) -> str:
    """What is to be known of logs that are not of one step alone; "" if there is nothing."""
    return "".join(
        f"note: all calls of the function {place.function} share one log: "
        "these are the lines of the time in which the step ran\n"
        for place in places
        if isinstance(place, FunctionLog)
    )
