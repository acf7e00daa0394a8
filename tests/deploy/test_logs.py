"""Reading a step's log in order, to the end, and on."""

from __future__ import annotations

import time
from typing import Any

import pytest

from deploy.aws import REGION, Moto
from deploy.stubs import Stubs, at, job_arn, run_arn, step
from pipec.cli.aws.client import Aws
from pipec.cli.aws.executions import Execution
from pipec.cli.aws.log_places import FunctionLog, JobLog
from pipec.cli.aws.logs import Event, Reader, check_step, read_step_log
from pipec.cli.report.logs import lines
from pipec.cli.stop import Stop

TRAINING = "/aws/sagemaker/TrainingJobs"
RUN = Execution(arn=run_arn(), status="Executing")


def milliseconds(seconds: int) -> int:
    """A time after the run's beginning as CloudWatch has it."""
    return int(at(seconds).timestamp() * 1000)


def entry(seconds: int, text: str, **more: Any) -> dict[str, Any]:
    """An entry of a log."""
    return {"timestamp": milliseconds(seconds), "message": text, **more}


def streams(stubs: Stubs, *names: str, group: str = TRAINING, prefix: str = "j/") -> None:
    """Script which streams there are."""
    stubs.answer(
        "describe_log_streams",
        {"logStreams": [{"logStreamName": name} for name in names]},
        logGroupName=group,
        logStreamNamePrefix=prefix,
    )


def page(
    stubs: Stubs, stream: str, *entries: dict[str, Any], token: str = "", forward: str, **more: Any
) -> None:
    """Script one page of a stream, read forwards unless `more` says otherwise."""
    request = more or {"startFromHead": True}
    stubs.answer(
        "get_log_events",
        {
            "events": list(entries),
            "nextForwardToken": forward,
            "nextBackwardToken": forward.replace("f", "b"),
        },
        logGroupName=TRAINING,
        logStreamName=stream,
        **request,
        **({"nextToken": token} if token else {}),
    )


def texts(events: Any) -> list[str]:
    """What the entries say."""
    return [event.text for event in events]


# --- reading --------------------------------------------------------------------------------


def reader(stubs: Stubs) -> Reader:
    """A reader of the training job `j`."""
    return Reader(aws=stubs.aws, places=[JobLog(group=TRAINING, prefix="j/")])


def test_streams_are_merged_by_time(stubs: Stubs) -> None:
    """Each page by page until its token repeats; an empty page is not the end."""
    streams(stubs, "j/algo-1", "j/algo-2")
    page(stubs, "j/algo-1", entry(1, "one"), forward="f1")
    page(stubs, "j/algo-2", entry(2, "two"), entry(4, "four"), forward="f1")
    page(stubs, "j/algo-1", token="f1", forward="f2")  # noqa: S106 - a page's token
    page(stubs, "j/algo-1", entry(3, "three"), token="f2", forward="f3")  # noqa: S106
    page(stubs, "j/algo-1", token="f3", forward="f3")  # noqa: S106
    page(stubs, "j/algo-2", token="f1", forward="f1")  # noqa: S106
    read = reader(stubs)
    assert texts(read.read()) == ["one", "two", "three", "four"]
    assert read.streams == ["j/algo-1", "j/algo-2"]


def test_the_next_reading_goes_on(stubs: Stubs) -> None:
    """Nothing is shown twice, and a stream that came later is read from its beginning."""
    read = reader(stubs)
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(1, "one"), forward="f1")
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106
    assert texts(read.read()) == ["one"]

    streams(stubs, "j/1", "j/2")
    page(stubs, "j/1", entry(9, "nine"), token="f1", forward="f2")  # noqa: S106
    page(stubs, "j/2", entry(2, "two"), forward="f1")
    page(stubs, "j/2", token="f1", forward="f1")  # noqa: S106
    page(stubs, "j/1", token="f2", forward="f2")  # noqa: S106
    assert texts(read.read()) == ["two", "nine"]


def test_streams_come_page_by_page(stubs: Stubs) -> None:
    """CloudWatch Logs writes its tokens with a small n."""
    request = {"logGroupName": TRAINING, "logStreamNamePrefix": "j/"}
    stubs.answer("describe_log_streams", {"logStreams": [], "nextToken": "n"}, **request)
    found = {"logStreams": [{"logStreamName": "j/1"}]}
    stubs.answer("describe_log_streams", found, **request, nextToken="n")
    page(stubs, "j/1", entry(1, "one"), forward="f1")
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106
    assert texts(reader(stubs).read()) == ["one"]


def test_entries_of_which_little_is_told(stubs: Stubs) -> None:
    """No member is promised: streams without a name are left out, entries stay in their order."""
    found = {"logStreams": [{}, {"logStreamName": "j/1"}]}
    request: dict[str, Any] = {"logGroupName": TRAINING, "logStreamNamePrefix": "j/"}
    stubs.answer("describe_log_streams", {"nextToken": "n"}, **request)
    stubs.answer("describe_log_streams", found, **request, nextToken="n")
    events = [entry(1, "one"), {"message": "two"}, {"timestamp": milliseconds(3)}]
    request = {"logGroupName": TRAINING, "logStreamName": "j/1", "startFromHead": True}
    stubs.answer("get_log_events", {"events": events, "nextForwardToken": "f1"}, **request)
    stubs.answer("get_log_events", {}, **request, nextToken="f1")
    assert texts(reader(stubs).read()) == ["one", "two", ""]

    streams(stubs, "j/1")
    request = {"logGroupName": TRAINING, "logStreamName": "j/1", "limit": 5}
    stubs.answer("get_log_events", {}, **request)
    assert texts(reader(stubs).read(tail=5)) == []


def test_entries_of_a_function_without_an_id(stubs: Stubs) -> None:
    """They are told apart by what they are."""
    place = FunctionLog(group="/aws/lambda/f", function="f", started=at(0), ended=None)
    read = Reader(aws=stubs.aws, places=[place])
    request = {"logGroupName": "/aws/lambda/f", "startTime": milliseconds(0)}
    stubs.answer("filter_log_events", {"events": [{"message": "one"}]}, **request)
    assert texts(read.read()) == ["one"]
    events = [{"message": "one"}, {"message": "two"}, {}]
    stubs.answer("filter_log_events", {"events": events}, **request)
    assert texts(read.read()) == ["two", ""]


def test_no_stream_or_group_yet(stubs: Stubs) -> None:
    """Both are made when the first job writes."""
    streams(stubs)
    assert list(reader(stubs).read()) == []
    stubs.fail("describe_log_streams", "ResourceNotFoundException")
    assert list(reader(stubs).read()) == []


def test_the_tail(stubs: Stubs) -> None:
    """Only the ends are read, from behind; afterwards it goes on forwards."""
    streams(stubs, "j/1", "j/2")
    page(stubs, "j/1", entry(5, "five"), forward="f9", limit=2)
    page(stubs, "j/1", entry(1, "one"), token="b9", forward="f7", limit=2)  # noqa: S106
    page(stubs, "j/2", entry(2, "two"), entry(6, "six"), forward="f4", limit=2)
    read = reader(stubs)
    assert texts(read.read(tail=2)) == ["five", "six"]

    streams(stubs, "j/1", "j/2")
    page(stubs, "j/1", entry(7, "seven"), token="f9", forward="f10")  # noqa: S106
    page(stubs, "j/2", token="f4", forward="f4")  # noqa: S106
    page(stubs, "j/1", token="f10", forward="f10")  # noqa: S106
    assert texts(read.read()) == ["seven"]


def test_the_tail_of_a_short_log(stubs: Stubs) -> None:
    """The beginning is known by its repeated token."""
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(5, "five"), forward="f9", limit=50)
    page(stubs, "j/1", token="b9", forward="f9", limit=50)  # noqa: S106
    assert texts(reader(stubs).read(tail=50)) == ["five"]


def test_a_function_is_read_by_time(stubs: Stubs) -> None:
    """All pages, those that are empty too; read again, only what is new."""
    place = FunctionLog(group="/aws/lambda/f", function="f", started=at(0), ended=None)
    request = {"logGroupName": "/aws/lambda/f", "startTime": milliseconds(0)}
    one = entry(1, "one", eventId="1", logStreamName="a")
    two = entry(2, "two", eventId="2", logStreamName="b")
    stubs.answer("filter_log_events", {"events": [], "nextToken": "n"}, **request)
    stubs.answer("filter_log_events", {"events": [one]}, **request, nextToken="n")
    read = Reader(aws=stubs.aws, places=[place])
    assert list(read.read()) == [Event(time=milliseconds(1), stream="a", text="one")]

    ended = FunctionLog(group="/aws/lambda/f", function="f", started=at(0), ended=at(9))
    read.places = [ended]
    stubs.answer("filter_log_events", {"events": [one, two]}, **request, endTime=milliseconds(10))
    assert texts(read.read()) == ["two"]
    assert read.streams == ["a", "b"]


# --- following ------------------------------------------------------------------------------


def training(status: str, **more: Any) -> dict[str, Any]:
    """The step `Train`, which runs the job `j`."""
    metadata = {"TrainingJob": {"Arn": job_arn("training-job", "j")}}
    return step("Train", status, Metadata=metadata, **more)


def test_following_until_the_step_has_ended(stubs: Stubs) -> None:
    """It waits for the step, for its job, for its stream; and looks once more after the end."""
    pauses: list[float] = []
    stubs.steps()
    stubs.run()
    stubs.steps(step("Train", "Starting"))
    stubs.steps(training("Executing"))
    streams(stubs)
    stubs.steps(training("Succeeded"))
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(1, "one"), forward="f1")
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(2, "two"), token="f1", forward="f2")  # noqa: S106
    page(stubs, "j/1", token="f2", forward="f2")  # noqa: S106

    batches = read_step_log(
        Reader(aws=stubs.aws), RUN, "Train", tail=None, follow=True, sleep=pauses.append
    )
    assert [texts(batch) for batch in batches] == [[], [], [], ["one"], ["two"]]
    assert pauses == [5.0] * 4


def test_following_a_step_that_never_begins(stubs: Stubs) -> None:
    """It ends with the run."""
    pauses: list[float] = []
    stubs.steps()
    stubs.run(status="Stopped")
    stubs.steps()
    batches = read_step_log(
        Reader(aws=stubs.aws), RUN, "Train", tail=None, follow=True, sleep=pauses.append
    )
    assert [texts(batch) for batch in batches] == [[], [], []]


TURN = {"ParentStepName": "L", "Index": 0, "Item": "a"}


def quiet(stubs: Stubs, *other_jobs: str) -> None:
    """Script that the job's one stream has nothing new, and that other jobs have none yet."""
    streams(stubs, "j/1")
    for prefix in other_jobs:
        streams(stubs, prefix=prefix)
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106


def test_following_a_step_in_a_loop(stubs: Stubs) -> None:
    """Between two turns it goes on: there may be another one until the run has ended."""
    stubs.steps(training("Succeeded", IterationContext=TURN))
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(1, "one"), forward="f1")
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106
    stubs.run()
    second = step("Train", "Executing", 99, IterationContext={**TURN, "Index": 1})
    stubs.steps(training("Succeeded", IterationContext=TURN), second)
    quiet(stubs)
    stubs.run(status="Succeeded")
    metadata = {"TrainingJob": {"Arn": job_arn("training-job", "k")}}
    second = step("Train", begin=99, IterationContext=TURN, Metadata=metadata)
    stubs.steps(training("Succeeded", IterationContext=TURN), second)
    for _ in range(2):
        quiet(stubs, "k/")

    pauses: list[float] = []
    batches = read_step_log(
        Reader(aws=stubs.aws), RUN, "Train", tail=None, follow=True, sleep=pauses.append
    )
    assert [texts(batch) for batch in batches] == [["one"], [], [], []]
    assert pauses == [5.0] * 3


def test_following_a_loop_whose_first_turn_has_no_log(stubs: Stubs) -> None:
    """Another turn may have one; where none had, it is said when the run has ended."""
    hit = {"SourcePipelineExecutionArn": run_arn("old")}
    cached = step("Train", IterationContext=TURN, CacheHitResult=hit)
    stubs.steps(cached)
    stubs.run(status="Succeeded")
    stubs.steps(cached)
    batches = read_step_log(
        Reader(aws=stubs.aws), RUN, "Train", tail=None, follow=True, sleep=lambda _: None
    )
    assert texts(next(batches)) == []
    with pytest.raises(Stop) as stopped:
        next(batches)
    assert "its results are those of the run `old`" in stopped.value.diagnostics[0].message


def test_a_loop_of_a_run_that_has_ended_is_read_once(stubs: Stubs) -> None:
    """Without a pause."""
    ended = Execution(arn=run_arn(), status="Failed")
    stubs.steps(training("Failed", IterationContext=TURN))
    streams(stubs)
    batches = read_step_log(
        Reader(aws=stubs.aws), ended, "Train", tail=None, follow=True, sleep=no_pause
    )
    assert [texts(batch) for batch in batches] == [[]]


def no_pause(seconds: float) -> None:
    """What must not happen."""
    pytest.fail(f"a pause of {seconds} s")


def test_following_a_step_that_is_over(stubs: Stubs) -> None:
    """It is read once, without a pause."""
    stubs.steps(training("Failed"))
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(1, "one"), forward="f1")
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106
    batches = read_step_log(
        Reader(aws=stubs.aws), RUN, "Train", tail=None, follow=True, sleep=no_pause
    )
    assert [texts(batch) for batch in batches] == [["one"]]


def test_all_turns_of_a_loop_are_read(stubs: Stubs) -> None:
    """One that has no log does not hide the others."""
    turn = {"ParentStepName": "L", "Index": 0, "Item": "a"}
    broken = {**turn, "Index": 1}
    stubs.steps(
        training("Succeeded", IterationContext=turn),
        step("Train", "Failed", IterationContext=broken),
    )
    streams(stubs, "j/1")
    page(stubs, "j/1", entry(1, "one"), forward="f1")
    page(stubs, "j/1", token="f1", forward="f1")  # noqa: S106
    batches = read_step_log(Reader(aws=stubs.aws), RUN, "Train", tail=None, follow=False)
    assert [texts(batch) for batch in batches] == [["one"]]


def test_an_error_of_aws_is_not_a_step_without_a_log(stubs: Stubs) -> None:
    """It is told as it is."""
    stubs.steps(
        step("A", Metadata={"AutoMLJob": {"Arn": job_arn("automl-job", "x")}}),
        step("A", Metadata={"TrainingJob": {"Arn": job_arn("training-job", "j")}}),
    )
    stubs.fail("list_candidates_for_auto_ml_job", "AccessDeniedException")
    with pytest.raises(Stop) as stopped:
        list(read_step_log(Reader(aws=stubs.aws), RUN, "A", tail=None, follow=False))
    assert stopped.value.diagnostics[0].code.number == "PC521"


DEFINITION = '{"Steps": [{"Name": "Train", "Type": "Training", "Arguments": {}}]}'


@pytest.mark.parametrize(
    ("name", "status", "number", "text"),
    [
        ("Trian", "Executing", "PC533", "the run `abc123` has no step `Trian`"),
        ("Train", "Executing", "PC541", "`Train` has not begun yet"),
        ("Train", "Stopped", "PC541", "`Train` did not run in `abc123`"),
    ],
)
def test_a_step_that_is_not_there(
    name: str, status: str, number: str, text: str, stubs: Stubs
) -> None:
    """A wrong name is told from a step that has not begun, and from one that never will."""
    stubs.run(status=status)
    stubs.steps()
    stubs.definition(DEFINITION)
    with pytest.raises(Stop) as stopped:
        check_step(stubs.aws, RUN, name, follow=False)
    [told] = stopped.value.diagnostics
    assert (told.code.number, told.message) == (number, text)


def test_a_step_that_is_waited_for(stubs: Stubs) -> None:
    """With `--follow` a step that has not begun is no mistake."""
    stubs.run()
    stubs.steps()
    stubs.definition(DEFINITION)
    check_step(stubs.aws, RUN, "Train", follow=True)


# --- showing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n", "plain\n"),
        ("", "\n"),
        ("a\nb", "a\nb\n"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07\n"),
        ("50%\r100%", "50%\n100%\n"),
        ("a\tb", "a   b\n"),
        ("right\u202eleft", "right\\u202eleft\n"),
    ],
)
def test_an_entry_is_safe_for_a_terminal(text: str, shown: str) -> None:
    """What would act on it is shown as an escape."""
    assert lines(Event(time=0, stream="j/1", text=text), several=False) == shown


def test_each_line_bears_its_stream() -> None:
    """Where there are several."""
    event = Event(time=0, stream="j/1", text="a\nb")
    assert lines(event, several=True) == "[j/1] a\n[j/1] b\n"


# --- against a server ---------------------------------------------------------------------


@pytest.mark.needs_loopback
def test_a_log_of_a_server(moto: Moto) -> None:
    """Two streams in order of time, all of it and its end; another job's are left out."""
    logs = moto.client("logs")
    logs.create_log_group(logGroupName=TRAINING)
    for name in ("j/1", "j/2", "jj/1"):
        logs.create_log_stream(logGroupName=TRAINING, logStreamName=name)
    first = int(time.time() * 1000) - 60_000  # a server takes no entries of long ago
    for name, shift in (("j/1", 0), ("j/2", 1), ("jj/1", 0)):
        entries = [{"timestamp": first + 2 * n + shift, "message": f"{name} {n}"} for n in range(6)]
        logs.put_log_events(logGroupName=TRAINING, logStreamName=name, logEvents=entries)

    place = JobLog(group=TRAINING, prefix="j/")
    aws = Aws(region=REGION, endpoint_url=moto.url)
    everything = [f"j/{1 + n % 2} {n // 2}" for n in range(12)]
    assert texts(Reader(aws=aws, places=[place]).read()) == everything
    assert texts(Reader(aws=aws, places=[place]).read(tail=3)) == everything[-3:]
