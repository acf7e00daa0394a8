"""Watching a run, and how a run is shown."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from deploy.stubs import BEGIN, Stubs, at, job_arn, run_arn, step
from pipec.cli.aws.executions import Execution, Iteration, StepRun
from pipec.cli.aws.watch import Snapshot, read_snapshot, watch
from pipec.cli.report.runs import Changes, duration, live, plain, to_data
from pipec.cli.stop import Stop
from pipec.compiler.deployment.graph import steps_of

STEPS = ("Prepare", "Train", "Check")
DEFINITION = json.dumps(
    {"Steps": [{"Name": name, "Type": "Training", "Arguments": {}} for name in STEPS]}
)


def look(stubs: Stubs, status: str, *steps: dict[str, Any], first: bool = False) -> None:
    """Script one look at the run."""
    stubs.run(status=status)
    stubs.steps(*steps)
    if first:
        stubs.definition(DEFINITION)


def watched(stubs: Stubs) -> tuple[list[str], list[float], Snapshot]:
    """Watch to the end: the states that were seen, the pauses, the last snapshot."""
    seen: list[str] = []
    pauses: list[float] = []
    last = watch(
        stubs.aws, run_arn(), 3, lambda now: seen.append(now.execution.status), pauses.append
    )
    return seen, pauses, last


# --- watching -------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["Succeeded", "Failed", "Stopped", "CompletedWithFailures"])
def test_a_watch_ends_with_the_run(end: str, stubs: Stubs) -> None:
    """In every terminal state; the definition is read once."""
    look(stubs, "Executing", first=True)
    look(stubs, "Stopping" if end == "Stopped" else "Executing", step("Prepare", "Executing"))
    look(stubs, end, step("Prepare"))
    seen, pauses, last = watched(stubs)

    assert (len(seen), seen[-1], pauses) == (3, end, [3, 3])
    assert [item.status for item in last.steps] == ["Succeeded"]
    assert [item.name for item in last.not_begun] == ["Train", "Check"]


@pytest.mark.parametrize(
    ("code", "status"), [("ThrottlingException", 400), ("InternalFailure", 500)]
)
def test_a_watch_lives_through_faults(code: str, status: int, stubs: Stubs) -> None:
    """Of the first look and of later ones, also between the two calls of one look."""
    stubs.fail("describe_pipeline_execution", code, status=status)
    look(stubs, "Executing", first=True)
    stubs.run()
    stubs.fail("list_pipeline_execution_steps", code, status=status)
    look(stubs, "Succeeded")
    seen, pauses, _ = watched(stubs)
    assert (seen, pauses) == (["Executing", "Succeeded"], [3, 3, 3])


def test_a_watch_does_not_wait_for_ever(stubs: Stubs) -> None:
    """After ten looks in a row that failed it gives up."""
    for _ in range(10):
        stubs.fail("describe_pipeline_execution", "ThrottlingException")
    with pytest.raises(Stop) as stopped:
        watched(stubs)
    assert stopped.value.diagnostics[0].code.number == "PC524"


def test_a_watch_ends_where_it_is_not_allowed(stubs: Stubs) -> None:
    """That does not pass by itself."""
    look(stubs, "Executing", first=True)
    stubs.fail("describe_pipeline_execution", "ExpiredTokenException")
    with pytest.raises(Stop) as stopped:
        watched(stubs)
    assert stopped.value.diagnostics[0].code.number == "PC520"


def test_a_run_of_selected_steps(stubs: Stubs) -> None:
    """Only those may still begin."""
    stubs.run(SelectiveExecutionConfig={"SelectedSteps": [{"StepName": "Check"}]})
    stubs.steps()
    stubs.definition(DEFINITION)
    assert [s.name for s in read_snapshot(stubs.aws, run_arn()).not_begun] == ["Check"]


# --- showing --------------------------------------------------------------------------------


def lead(name: str) -> str:
    """The command that shows a step's log."""
    return f"pipec logs demo {name}"


def snapshot(status: str = "Failed", failure: str | None = "a step failed") -> Snapshot:
    """A run with steps in many states."""
    steps = (
        StepRun(
            name="Prepare",
            status="Succeeded",
            kind="ProcessingJob",
            started=at(0),
            ended=at(192),
            cached_from=run_arn("old"),
        ),
        StepRun(
            name="Train",
            status="Failed",
            kind="TrainingJob",
            metadata={"Arn": job_arn("training-job", "j")},
            started=at(200),
            ended=at(207),
            attempts=2,
            failure="AlgorithmError: \x1b[2J no GPU\nexit code 1",
        ),
        StepRun(name="Each", status="Executing", kind="ForEach", started=at(0)),
        StepRun(
            name="One",
            status="Starting",
            iteration=Iteration(loop="Each", index=1, item="b"),
        ),
        StepRun(
            name="Good",
            status="Succeeded",
            kind="Condition",
            metadata={"Outcome": "False"},
            started=at(1),
            ended=at(1),
            reused_from=run_arn("older"),
        ),
    )
    ended = at(3723) if status == "Failed" else None
    return Snapshot(
        execution=Execution(
            arn=run_arn(),
            status=status,
            display_name="nightly",
            started=BEGIN,
            ended=ended,
            failure=failure,
            version=4,
        ),
        steps=steps,
        definition=steps_of(
            {"Steps": [{"Name": "Train", "Type": "Training"}, {"Name": "Tell", "Type": "Lambda"}]}
        ),
    )


def test_the_table() -> None:
    """A line for each step, what has not begun behind, and why things failed in full."""
    assert plain(snapshot(), at(9999), lead) == (
        "run abc123: Failed, started 2026-05-01 12:00:00 UTC, 1h 02m, named nightly, version 4\n"
        "\n"
        "step     type        state      time\n"
        "Prepare  Processing  Succeeded  3m 12s  cached from run old\n"
        "Train    Training    Failed     7s      attempt 2\n"
        "Each     ForEach     Executing  2h 46m\n"
        "One[1]               Starting\n"
        "Good     Condition   Succeeded  0s      reused from run older, outcome False\n"
        "Tell     Lambda      not run\n"
        "\n"
        "Train: AlgorithmError: \\x1b[2J no GPU\n"
        "    exit code 1\n"
        f"    {job_arn('training-job', 'j')}\n"
        "    pipec logs demo Train\n"
        "\n"
        "run: a step failed\n"
    )


def test_a_step_that_failed_without_a_reason_or_a_log() -> None:
    """It is told all the same; a log is named only where there is one."""
    steps = (
        StepRun(name="Load", status="Failed", kind="ProcessingJob"),
        StepRun(name="Model", status="Failed", kind="Model", metadata={"Arn": "arn:m"}),
        StepRun(name="Stop", status="Failed", kind="Fail", failure="too bad"),
    )
    run = Execution(arn=run_arn(), status="Failed")
    shown = plain(Snapshot(execution=run, steps=steps, definition={}), BEGIN, lead)
    assert shown.partition("\n\nLoad: ")[2] == (
        "AWS gives no reason\n\nModel: AWS gives no reason\n    arn:m\n\nStop: too bad\n"
    )


def test_a_run_that_goes_on() -> None:
    """Its time runs, and what has not begun is waiting."""
    shown = plain(snapshot("Executing", None), at(60), lead)
    assert "run abc123: Executing, started 2026-05-01 12:00:00 UTC, 1m 00s" in shown
    assert "Tell     Lambda      waiting\n" in shown


def test_the_table_of_a_terminal() -> None:
    """The same words, in colour; long reasons are whole."""
    stream = StringIO()
    console = Console(file=stream, force_terminal=True, width=60, color_system="standard")
    console.print(live(snapshot(), at(9999), lead))
    shown = stream.getvalue()
    assert "\x1b[1;31mFailed" in shown
    assert "\\x1b[2J no GPU" in shown
    assert "\x1b[2J" not in shown
    assert "[1]" in shown  # no markup


def test_selected_steps_are_told() -> None:
    """How many, and where the rest is from."""
    run = Execution(arn=run_arn(), status="Executing", selected=("A", "B"), source=run_arn("old"))
    shown = plain(Snapshot(execution=run, steps=(), definition={}), BEGIN, lead)
    assert shown.splitlines()[0] == (
        "run abc123: Executing, only 2 selected steps, the rest from run old"
    )


def test_each_change_is_one_line() -> None:
    """What stays as it is is not said again; a further attempt is a change."""
    changes = Changes(lead)
    assert changes.lines(snapshot("Executing", None)) == [
        "Prepare: Succeeded after 3m 12s, cached from run old",
        "Train: Failed after 7s, attempt 2",
        "Each: Executing",
        "One[1]: Starting",
        "Good: Succeeded after 0s, reused from run older, outcome False",
        "run abc123: Executing",
    ]
    assert changes.lines(snapshot("Executing", None)) == []
    assert changes.lines(snapshot()) == [
        "run abc123: Failed",
        "",
        "Train: AlgorithmError: \\x1b[2J no GPU",
        "    exit code 1",
        f"    {job_arn('training-job', 'j')}",
        "    pipec logs demo Train",
        "",
        "run: a step failed",
    ]
    again = StepRun(name="Train", status="Failed", attempts=3)
    later = Snapshot(execution=snapshot().execution, steps=(again,), definition={})
    assert changes.lines(later) == ["Train: Failed, attempt 3"]


def test_json() -> None:
    """Everything is there; times are ISO 8601 and UTC."""
    value = to_data(snapshot())
    assert {key: value[key] for key in ("id", "status", "pipeline_version", "failure")} == {
        "id": "abc123",
        "status": "Failed",
        "pipeline_version": 4,
        "failure": "a step failed",
    }
    assert (value["started"], value["ended"]) == (
        "2026-05-01T12:00:00Z",
        "2026-05-01T13:02:03Z",
    )
    prepare, train, each, one, good, tell = value["steps"]
    assert (prepare["seconds"], prepare["cached_from"]) == (192.0, run_arn("old"))
    assert (train["arn"], train["attempts"]) == (job_arn("training-job", "j"), 2)
    assert train["failure"].endswith("exit code 1")
    assert each["ended"] is None
    assert one["iteration"] == {"loop": "Each", "index": 1, "item": "b"}
    assert (good["outcome"], good["reused_from"]) == ("False", run_arn("older"))
    assert tell == {"name": "Tell", "type": "Lambda", "status": "NotRun"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.9, "59s"), (60, "1m 00s"), (3599, "59m 59s"), (3600, "1h 00m"), (-5, "0s")],
)
def test_durations(seconds: float, text: str) -> None:
    """As people say them; clocks that differ make no negative time."""
    assert duration(timedelta(seconds=seconds)) == text


def test_a_run_of_which_little_is_told_is_shown() -> None:
    """A run that ended at an unknown time shows no length, and what is not told is unknown."""
    steps = (StepRun(name="?", status="Unknown"),)
    for status, headline in (
        ("Failed", "run abc123: Failed, started 2026-05-01 12:00:00 UTC"),
        ("Unknown", "run abc123: Unknown, started 2026-05-01 12:00:00 UTC, 9s"),
    ):
        run = Execution(arn=run_arn(), status=status, started=BEGIN)
        found = Snapshot(execution=run, steps=steps, definition={})
        shown = plain(found, at(9), lead).splitlines()
        assert shown[0] == headline
        assert shown[-1].split() == ["?", "Unknown"]
        assert json.dumps(to_data(found))
