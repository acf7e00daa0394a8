"""The lines of a step's log, from CloudWatch, in order of time over all its streams."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from pipec.cli.aws.client import Aws
from pipec.cli.aws.executions import (
    FAILED,
    Execution,
    StepRun,
    describe,
    run_id,
    steps_of_run,
)
from pipec.cli.aws.log_places import FunctionLog, JobLog, Place, has_log, log_places
from pipec.cli.aws.lookup import Found
from pipec.cli.aws.watch import read_snapshot
from pipec.cli.stop import ERRORS, USAGE, Stop, stop
from pipec.compiler import codes
from pipec.compiler.similarity import hint_from

_PAGE = 10_000
"""The most events of one answer, by botocore's model."""
_PAUSE = 5.0
"""Seconds between two looks while a log is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a log: milliseconds since 1970, the name of its stream, its text."""

    time: int
    stream: str
    text: str


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads logs on from where it left off; `places` may change between two readings.

    `over` says that what writes there has ended, as far as `read_step_log` has seen.
    """

    aws: Aws
    places: list[Place] = field(default_factory=list)
    over: bool = False
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    _function_streams: set[str] = field(default_factory=set)
    _shown: set[str] = field(default_factory=set)

    @property
    def streams(self) -> list[str]:
        """The names of the streams that were found so far, sorted."""
        return sorted({name for _, name in self._tokens} | self._function_streams)

    def read(self, tail: int | None = None) -> Iterable[Event]:
        """What was written since the last reading, at first everything, in order of time.

        With `tail` (at least 1) only the last so many entries.
        """
        parts = [self._part(place, tail) for place in self.places]
        merged = heapq.merge(*parts, key=attrgetter("time"))
        return merged if tail is None else list(merged)[-tail:]

    def _part(self, place: Place, tail: int | None) -> Iterable[Event]:
        if isinstance(place, FunctionLog):
            return self._of_function(place)
        names = self._find_streams(place)
        return heapq.merge(
            *(self._of_stream(place.group, name, tail) for name in names), key=attrgetter("time")
        )

    def _find_streams(self, place: JobLog) -> list[str]:
        found = _pages(
            self.aws,
            "describe_log_streams",
            place.group,
            logStreamNamePrefix=place.prefix,
        )
        names = [
            name
            for page in found
            for item in page.get("logStreams", ())
            if (name := item.get("logStreamName"))
        ]
        for name in names:
            self._tokens.setdefault((place.group, name), "")
        return names

    def _of_stream(self, group: str, name: str, tail: int | None) -> Iterator[Event]:
        if tail is not None and not self._tokens[group, name]:
            yield from self._end_of_stream(group, name, tail)
            return
        while True:
            token = self._tokens[group, name]
            page = self._events(group, name, token, startFromHead=True)
            # At the end the service gives the token that it was given.
            self._tokens[group, name] = page.get("nextForwardToken") or token
            yield from (_event(item, name) for item in page.get("events", ()))
            if self._tokens[group, name] == token:
                return

    def _end_of_stream(self, group: str, name: str, count: int) -> list[Event]:
        """The last `count` entries; the next reading goes on behind them."""
        found: list[Event] = []
        token = ""
        while True:
            page = self._events(group, name, token, limit=min(count, _PAGE))
            if not token:
                self._tokens[group, name] = page.get("nextForwardToken") or ""
            found = [_event(item, name) for item in page.get("events", ())] + found
            before = page.get("nextBackwardToken") or token
            if len(found) >= count or before == token:
                return found
            token = before

    def _events(self, group: str, name: str, token: str, **request: Any) -> dict[str, Any]:
        if token:
            request["nextToken"] = token
        return self.aws.call(
            "logs",
            "get_log_events",
            on=f"{group}:{name}",
            logGroupName=group,
            logStreamName=name,
            **request,
        )

    def _of_function(self, place: FunctionLog) -> list[Event]:
        request = {"startTime": _milliseconds(place.started)}
        if place.ended:
            # The last lines of a call bear the time at which it ended, or a little later.
            request["endTime"] = _milliseconds(place.ended + timedelta(seconds=1))
        pages = list(_pages(self.aws, "filter_log_events", place.group, **request))
        items = [item for page in pages for item in page.get("events", ())]
        # There is no place to read on from: what was shown before is left out.
        new = [item for item in items if _identity(item) not in self._shown]
        self._shown |= {_identity(item) for item in new}
        events = [_event(item, item.get("logStreamName") or "?") for item in new]
        self._function_streams |= {event.stream for event in events}
        return sorted(events, key=attrgetter("time"))


def _pages(aws: Aws, method: str, group: str, **request: Any) -> Iterator[dict[str, Any]]:
    """All pages of a list operation of CloudWatch Logs; none if the group is not there yet.

    The group is made when the first job of its kind runs in an account.
    """
    token: dict[str, str] = {}
    while True:
        page = aws.find("logs", method, on=group, logGroupName=group, **request, **token)
        if page is None:
            return
        yield page
        if not page.get("nextToken"):
            return
        token = {"nextToken": page["nextToken"]}


def _event(item: dict[str, Any], stream: str) -> Event:
    # One without a time comes right after the entry that stands before it in its stream.
    return Event(time=item.get("timestamp") or 0, stream=stream, text=item.get("message") or "")


def _identity(item: dict[str, Any]) -> str:
    parts = (item.get(key) for key in ("logStreamName", "timestamp", "message"))
    return item.get("eventId") or " ".join(map(str, parts))


def _milliseconds(time: datetime) -> int:
    return int(time.timestamp() * 1000)


def check_step(aws: Aws, execution: Execution, name: str, *, follow: bool) -> None:
    """Raises `Stop` if a run has no such step, or it has not begun and is not waited for."""
    snapshot = read_snapshot(aws, execution.arn)
    begun = {step.name for step in snapshot.steps}
    if name in begun:
        return
    known = begun | snapshot.definition.keys()
    if name not in known:
        raise stop(
            codes.UNKNOWN_DEPLOYED_STEP,
            f"the run `{execution.id}` has no step `{name}`",
            hint=hint_from(name, known),
        )
    if snapshot.execution.has_ended:
        raise stop(codes.NO_LOG, f"`{name}` did not run in `{execution.id}`")
    if not follow:
        raise stop(
            codes.NO_LOG, f"`{name}` has not begun yet", hint="`--follow` waits until it does"
        )


def failed_steps(aws: Aws, found: Found) -> list[str]:
    """The steps of a run that failed and have a log, or the first that failed, which has none.

    Raises `Stop` if none has failed: somebody has to say which step is meant.
    """
    run = found.execution
    begun = read_snapshot(aws, run.arn).steps
    failed = [step for step in begun if step.status == FAILED]
    if failed:
        logged = dict.fromkeys(step.name for step in failed if has_log(step))
        return list(logged) or [failed[0].name]
    hints = []
    if names := dict.fromkeys(f"`{step.name}`" for step in begun if has_log(step)):
        hints.append(f"name a step, of those that ran: {', '.join(names)}")
    if other := next((item for item in found.recent if item.status == FAILED), None):
        hints.append(f"the run {other.label} failed: `--execution {run_id(other.arn)}`")
    raise stop(
        codes.NO_LOG,
        f"no step of the run `{run.id}` has failed ({run.status})",
        hint="; ".join(hints) or "no step has begun that writes a log",
        exit_code=USAGE,
    )


def read_step_log(
    reader: Reader,
    execution: Execution,
    name: str,
    *,
    tail: int | None,
    follow: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Iterable[Event]]:
    """The log of a step of a run in batches: one, or with `follow` until the step has ended.

    All turns of a step in a loop are read together; there may be another turn until the run has
    ended. Raises `Stop` if the step has no log.
    """
    waited = False
    while True:
        runs = [step for step in steps_of_run(reader.aws, execution.arn) if step.name == name]
        more = not runs or any(step.iteration for step in runs)
        over = execution.has_ended if more else all(step.has_ended for step in runs)
        reader.over = over
        reader.places, refusals = _places(reader.aws, runs)
        if refusals and len(refusals) == len(runs) and (over or not (follow and more)):
            raise refusals[0]
        yield reader.read(tail)
        if not follow or (over and not waited):
            return
        sleep(_PAUSE)
        if over:
            # CloudWatch shows the last lines a little after the job has ended.
            yield reader.read()
            return
        tail, waited = None, True
        if more:
            execution = describe(reader.aws, execution.arn)


def _places(aws: Aws, runs: Sequence[StepRun]) -> tuple[list[Place], list[Stop]]:
    """Where the logs of a step's runs are, and of each run that never has one the reason."""
    places: list[Place] = []
    refusals: list[Stop] = []
    for step in runs:
        try:
            places += log_places(aws, step)
        except Stop as refusal:
            if refusal.exit_code != ERRORS:  # AWS did not answer
                raise
            refusals.append(refusal)
    return places, refusals
