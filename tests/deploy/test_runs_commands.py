"""`pipec start`, `status`, `logs`, `stop` and `retry` as commands."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cli_runs import Pipec, runner
from deploy.aws import Moto
from deploy.stubs import PIPELINE_ARN, Stubs, job_arn, run_arn, step

DEFINITION = json.dumps(
    {
        "Version": "2020-12-01",
        "Parameters": [{"Name": "Rounds", "Type": "Integer", "DefaultValue": 50}],
        "Steps": [
            {"Name": "Prepare", "Type": "Processing", "Arguments": {}},
            {
                "Name": "Train",
                "Type": "Training",
                "Arguments": {"X": {"Get": "Steps.Prepare.Out"}},
            },
            {
                "Name": "Eval",
                "Type": "Processing",
                "Arguments": {"X": {"Get": "Steps.Train.Out"}},
            },
            {"Name": "Tell", "Type": "Lambda", "Arguments": {"X": {"Get": "Steps.Eval.Out"}}},
        ],
    }
)
TRAINING = {"TrainingJob": {"Arn": job_arn("training-job", "j")}}
WHERE = ("--region", "us-east-1")


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder, without pauses."""
    monkeypatch.setattr("pipec.cli.aws.watch.watch.__defaults__", (lambda _: None,))
    return runner(tmp_path, monkeypatch, capsys)


def deployed(stubs: Stubs) -> None:
    """Script that the pipeline is there."""
    stubs.answer(
        "describe_pipeline",
        {
            "PipelineArn": PIPELINE_ARN,
            "PipelineName": "demo",
            "PipelineDefinition": DEFINITION,
        },
        PipelineName="demo",
    )
    stubs.answer("list_tags", {"Tags": []}, ResourceArn=PIPELINE_ARN)


def started(stubs: Stubs, **request: Any) -> None:
    """Script that a run is started."""
    stubs.answer(
        "start_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineName="demo",
        **request,
    )


def look(stubs: Stubs, status: str, *steps: dict[str, Any], first: bool = False) -> None:
    """Script one look at the run."""
    stubs.run(status=status)
    stubs.steps(*steps)
    if first:
        stubs.definition(DEFINITION)


def latest(stubs: Stubs, status: str) -> None:
    """Script that `abc123` is the latest run."""
    stubs.runs(("abc123", status))
    stubs.run(status=status)


# --- start ----------------------------------------------------------------------------------


def test_start_prints_the_arn(stubs: Stubs, pipec: Pipec) -> None:
    """And nothing else, so that a script can take it."""
    deployed(stubs)
    started(stubs, PipelineParameters=[{"Name": "Rounds", "Value": "7"}])
    run = pipec("start", "demo", "-p", "Rounds=7", *WHERE)
    assert (run.code, run.out, run.err) == (0, f"{run_arn()}\n", "")


def test_start_tells_what_is_wrong(stubs: Stubs, pipec: Pipec) -> None:
    """With exit code 1, and nothing is started."""
    deployed(stubs)
    run = pipec("start", "demo", "-p", "Round=7", "-p", "Rounds=x", "--name", "a b", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "error[PC530]: the pipeline has no parameter `Round`" in run.err
    assert "did you mean `Rounds`?" in run.err
    assert "error[PC531]" in run.err
    assert "error[PC540]" in run.err
    assert run.err.endswith("3 errors\n")


class Refusing(io.StringIO):
    """A stream that takes nothing; it says so when it is to be written."""

    def __init__(self, error: int) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        """Fail, as long as there is something to write."""
        if self.getvalue():
            raise OSError(self.error, os.strerror(self.error))


@pytest.mark.parametrize(("error", "code"), [(errno.ENOSPC, 3), (errno.EPIPE, 141)])
@pytest.mark.parametrize("command", ["start", "retry"])
def test_a_run_that_cannot_be_told_of_on_stdout(
    command: str, error: int, code: int, stubs: Stubs, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on all the same, and who calls again would start another one: stderr has its ARN."""
    if command == "start":
        deployed(stubs)
        started(stubs)
    else:
        latest(stubs, "Failed")
        answer = {"PipelineExecutionArn": run_arn()}
        stubs.answer("retry_pipeline_execution", answer, PipelineExecutionArn=run_arn())
    monkeypatch.setattr(sys, "stdout", Refusing(error))
    run = pipec(command, "demo", "--watch", *WHERE)
    assert run.code == code
    done = "was started" if command == "start" else "is tried again"
    assert run.err.startswith(f"the run {run_arn()} {done}, and goes on\n")


def test_who_watches_may_stop_reading(
    stubs: Stubs, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is no failure of the run, which goes on, and no success: 141."""
    latest(stubs, "Executing")
    look(stubs, "Executing", first=True)
    monkeypatch.setattr(sys, "stdout", Refusing(errno.EPIPE))
    run = pipec("status", "demo", "--watch", *WHERE)
    assert run.code == 141
    assert run.err == "stopped watching run abc123; it goes on, `pipec stop` would end it\n"


@pytest.mark.parametrize(
    "wrong",
    [["-p", "Rounds"], ["--parallelism", "0"], ["--version", "0"], ["--interval", "0"]],
)
def test_wrong_usage(wrong: list[str], pipec: Pipec) -> None:
    """Exit code 2, before AWS is asked for anything."""
    assert pipec("start", "demo", *wrong).code == 2


def test_start_of_selected_steps(stubs: Stubs, pipec: Pipec) -> None:
    """It says what runs, what was added, where outputs come from, and which values differ."""
    deployed(stubs)
    stubs.runs(("old", "Succeeded"), page=100)
    stubs.steps(step("Prepare"), run="old")
    stubs.answer(
        "list_pipeline_parameters_for_execution",
        {"PipelineParameters": [{"Name": "Rounds", "Value": "9"}]},
        PipelineExecutionArn=run_arn("old"),
        MaxResults=100,
    )
    started(
        stubs,
        SelectiveExecutionConfig={
            "SourcePipelineExecutionArn": run_arn("old"),
            "SelectedSteps": [{"StepName": name} for name in ("Train", "Eval", "Tell")],
        },
    )
    run = pipec("start", "demo", "--select", "Tell", "--select", "Train", *WHERE)
    assert (run.code, run.out) == (0, f"{run_arn()}\n")
    assert run.err == (
        "runs only Train, Eval, Tell (Eval lies between selected steps)\n"
        "takes the outputs of Prepare from run old\n"
        "note: that run had Rounds=9, this one has the default\n"
    )


@pytest.mark.parametrize(("end", "code"), [("Succeeded", 0), ("Failed", 1), ("Stopped", 1)])
def test_start_and_watch(end: str, code: int, stubs: Stubs, pipec: Pipec) -> None:
    """The ARN is all of the product; changes are talk; the exit code is the run's."""
    deployed(stubs)
    started(stubs)
    look(stubs, "Executing", step("Prepare", "Executing"), first=True)
    look(stubs, end, step("Prepare"))
    run = pipec("start", "demo", "--watch", *WHERE)
    assert (run.code, run.out) == (code, f"{run_arn()}\n")
    assert run.err.splitlines() == [
        "Prepare: Executing",
        "run abc123: Executing",
        "Prepare: Succeeded after 1m 00s",
        f"run abc123: {end}",
    ]


def test_a_pipeline_that_is_not_there(stubs: Stubs, pipec: Pipec) -> None:
    """It says so, and how to make it."""
    stubs.fail("describe_pipeline", "ResourceNotFound")
    run = pipec("start", "demo", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "error[PC502]" in run.err


@pytest.mark.needs_loopback
def test_start_against_a_server(moto: Moto, pipec: Pipec) -> None:
    """A run is there afterwards, with the name and the parameters."""
    sagemaker = moto.client("sagemaker")
    sagemaker.create_pipeline(
        PipelineName="demo",
        PipelineDefinition=DEFINITION,
        RoleArn="arn:aws:iam::111122223333:role/SageMakerRole",
        ClientRequestToken="x" * 32,
    )
    options = ("--name", "nightly", "-p", "Rounds=7", "--endpoint-url", moto.url)
    run = pipec("start", "demo", *options, *WHERE)
    assert run.code == 0
    described = sagemaker.describe_pipeline_execution(PipelineExecutionArn=run.out.strip())
    assert described["PipelineExecutionDisplayName"] == "nightly"


# --- status ---------------------------------------------------------------------------------


def test_status(stubs: Stubs, pipec: Pipec) -> None:
    """A table on stdout; a failed run is no error of the command."""
    latest(stubs, "Failed")
    look(stubs, "Failed", step("Prepare", "Failed", FailureReason="no room"), first=True)
    run = pipec("status", "demo", *WHERE)
    assert (run.code, run.err) == (0, "")
    assert "run abc123: Failed" in run.out
    assert "Prepare  Processing  Failed   1m 00s\n" in run.out
    assert "Tell     Lambda      not run\n" in run.out
    assert "Prepare: no room\n" in run.out


def test_status_as_json(stubs: Stubs, pipec: Pipec) -> None:
    """All of stdout is one JSON object; with --watch it is the last state."""
    latest(stubs, "Succeeded")
    look(stubs, "Succeeded", first=True)
    run = pipec("status", "demo", "--json", *WHERE)
    assert (run.code, json.loads(run.out)["status"]) == (0, "Succeeded")

    latest(stubs, "Executing")
    look(stubs, "Executing", first=True)
    look(stubs, "CompletedWithFailures")
    run = pipec("status", "demo", "--json", "--watch", *WHERE)
    assert (run.code, json.loads(run.out)["status"]) == (1, "CompletedWithFailures")
    assert run.err == "run abc123: Executing\nrun abc123: CompletedWithFailures\n"


def test_status_of_one_run(stubs: Stubs, pipec: Pipec) -> None:
    """`--execution` names it."""
    stubs.runs(("new", "Failed"), ("abc123", "Succeeded"))
    stubs.run(status="Succeeded")
    look(stubs, "Succeeded", first=True)
    run = pipec("status", "demo", "--execution", "abc123", "--watch", *WHERE)
    assert (run.code, run.out) == (0, "run abc123: Succeeded\n")


def test_ctrl_c_ends_the_watch_and_not_the_run(
    stubs: Stubs, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so; nothing is sent."""

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    latest(stubs, "Executing")
    look(stubs, "Executing", first=True)
    monkeypatch.setattr("pipec.cli.aws.watch.watch.__defaults__", (interrupted,))
    run = pipec("status", "demo", "--watch", *WHERE)
    assert (run.code, run.out) == (1, "run abc123: Executing\n")
    assert run.err == "stopped watching run abc123; it goes on, `pipec stop` would end it\n"


def test_status_by_the_arn_of_a_run(
    stubs: Stubs, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds all that is needed, as the event of an alarm does."""
    monkeypatch.setattr("pipec.cli.aws.account.caller_account", lambda _: "111122223333")
    stubs.run(status="Failed")
    stubs.runs(("new", "Executing"), ("abc123", "Failed"))
    failed = step("Train", "Failed", FailureReason="no GPU", Metadata=TRAINING)
    look(stubs, "Failed", failed, first=True)
    run = pipec("status", run_arn())
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith(
        f"\nTrain: no GPU\n    {job_arn('training-job', 'j')}\n    pipec logs {run_arn()} Train\n"
    )


def test_status_of_the_newest_tells_of_others(stubs: Stubs, pipec: Pipec) -> None:
    """They may be what is meant."""
    stubs.runs(("abc123", "Succeeded"), ("x7y8z9", "Executing"))
    stubs.run(status="Succeeded")
    look(stubs, "Succeeded", first=True)
    run = pipec("status", "demo", *WHERE)
    line = "pipec status demo --execution x7y8z9 --region us-east-1"
    assert run.err == f"note: `x7y8z9` is executing as well: `{line}`\n"


@pytest.mark.needs_loopback
def test_runs_of_a_server(moto: Moto, pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newest first; as JSON each is as `status` has it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto.url)
    sagemaker = moto.client("sagemaker")
    role = "arn:aws:iam::111122223333:role/SageMakerRole"
    sagemaker.create_pipeline(
        PipelineName="demo",
        PipelineDefinition=DEFINITION,
        RoleArn=role,
        ClientRequestToken="x" * 32,
    )
    run = pipec("runs", "demo", *WHERE)
    assert (run.code, run.out, run.err) == (0, "", "demo was never started\n")
    ids = [
        pipec("start", "demo", "--name", name, *WHERE).out.strip().rpartition("/")[2]
        for name in ("first", "second", "third")
    ]
    run = pipec("runs", "demo", *WHERE)
    assert (run.code, run.err) == (0, "")
    head, *rows = run.out.splitlines()
    assert head.split() == ["run", "state", "started", "(UTC)", "time", "version", "name"]
    assert [(row.split()[0], row.split()[-1]) for row in rows] == [
        (ids[2], "third"), (ids[1], "second"), (ids[0], "first"),
    ]  # fmt: skip
    run = pipec("runs", f"{sagemaker.describe_pipeline(PipelineName='demo')['PipelineArn']}"
                f"/execution/{ids[0]}", "--limit", "2", "--json")  # fmt: skip
    data = json.loads(run.out)
    assert (data["pipeline"], data["more"], len(data["runs"])) == ("demo", True, 2)
    assert data["runs"][0]["display_name"] == "third"
    assert {"arn", "id", "status", "started", "ended", "seconds"} <= data["runs"][0].keys()
    assert run.err == "these are the newest 2; `--limit N` shows more\n"
    assert pipec("runs", "dmeo", *WHERE).code == 1


# --- logs -----------------------------------------------------------------------------------


def script_log(stubs: Stubs, *streams: str) -> None:
    """Script streams with one entry each."""
    group = {"logGroupName": "/aws/sagemaker/TrainingJobs"}
    stubs.answer(
        "describe_log_streams",
        {"logStreams": [{"logStreamName": name} for name in streams]},
        **group,
        logStreamNamePrefix="j/",
    )
    for time_, name in enumerate(streams):
        entry = {"timestamp": time_, "message": f"\x1b[1mepoch {time_}"}
        page = {"events": [entry], "nextForwardToken": "f"}
        stubs.answer("get_log_events", page, **group, logStreamName=name, startFromHead=True)
    for name in streams:
        page = {"events": [], "nextForwardToken": "f"}
        request = {**group, "logStreamName": name, "startFromHead": True, "nextToken": "f"}
        stubs.answer("get_log_events", page, **request)


@pytest.mark.parametrize(
    ("streams", "shown"),
    [
        (("j/algo-1",), "\\x1b[1mepoch 0\n"),
        (("j/1", "j/2"), "[j/1] \\x1b[1mepoch 0\n[j/2] \\x1b[1mepoch 1\n"),
        ((), ""),
    ],
)
def test_logs(streams: tuple[str, ...], shown: str, stubs: Stubs, pipec: Pipec) -> None:
    """The entries on stdout; without any it says that there is none yet."""
    latest(stubs, "Executing")
    look(stubs, "Executing", step("Train", "Executing", Metadata=TRAINING), first=True)
    stubs.steps(step("Train", "Executing", Metadata=TRAINING))
    script_log(stubs, *streams)
    run = pipec("logs", "demo", "Train", *WHERE)
    assert (run.code, run.out) == (0 if streams else 1, shown)
    assert ("`Train` has written no log yet" in run.err) == (not streams)


def failed_run(stubs: Stubs, *steps: dict[str, Any]) -> None:
    """Script a run that failed, looked at for its failed steps."""
    latest(stubs, "Failed")
    look(stubs, "Failed", *steps, first=True)


def test_logs_of_what_failed(stubs: Stubs, pipec: Pipec) -> None:
    """Without a STEP; the steps that have no log are left out. A time stands where it is wanted."""
    train = step("Train", "Failed", Metadata=TRAINING)
    steps = (
        step("Prepare"),
        train,
        step("Bad", "Failed", Metadata={"Fail": {"ErrorMessage": "x"}}),
    )
    failed_run(stubs, *steps)
    stubs.steps(*steps)
    script_log(stubs, "j/1")
    run = pipec("logs", "demo", "--times", *WHERE)
    assert (run.code, run.err) == (0, "log of Train, which failed:\n")
    assert run.out == f"{' ' * 19} \\x1b[1mepoch 0\n"  # an entry at 0 has no time


def test_logs_of_several_that_failed(stubs: Stubs, pipec: Pipec) -> None:
    """One after the other; each line tells its job."""
    other = {"TrainingJob": {"Arn": job_arn("training-job", "k")}}
    steps = (
        step("Train", "Failed", Metadata=TRAINING),
        step("Other", "Failed", Metadata=other, begin=1),
    )
    failed_run(stubs, *steps)
    stubs.steps(*steps)
    script_log(stubs, "j/1")
    stubs.steps(*steps)
    group = {"logGroupName": "/aws/sagemaker/TrainingJobs", "logStreamNamePrefix": "k/"}
    stubs.answer("describe_log_streams", {"logStreams": []}, **group)
    run = pipec("logs", "demo", *WHERE)
    assert (run.code, run.out) == (0, "[j/1] \\x1b[1mepoch 0\n")
    assert run.err == "log of Train, which failed:\nlog of Other, which failed:\n"


def test_logs_of_a_failed_step_that_has_none(stubs: Stubs, pipec: Pipec) -> None:
    """It says why."""
    bad = step("Bad", "Failed", Metadata={"Fail": {"ErrorMessage": "x"}}, FailureReason="x")
    failed_run(stubs, bad)
    stubs.steps(bad)
    run = pipec("logs", "demo", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "`Bad` has no log: it only ends the run, with `x`" in run.err


def test_logs_as_json(stubs: Stubs, pipec: Pipec) -> None:
    """A line for each entry."""
    latest(stubs, "Executing")
    look(stubs, "Executing", step("Train", "Executing", Metadata=TRAINING), first=True)
    stubs.steps(step("Train", "Executing", Metadata=TRAINING))
    script_log(stubs, "j/1", "j/2")
    run = pipec("logs", "demo", "Train", "--json", *WHERE)
    text = "\x1b[1mepoch"
    assert [json.loads(line) for line in run.out.splitlines()] == [
        {"time": None, "step": "Train", "stream": "j/1", "text": f"{text} 0"},
        {"time": "1970-01-01T00:00:00.001Z", "step": "Train", "stream": "j/2", "text": f"{text} 1"},
    ]


def test_logs_of_a_condition(stubs: Stubs, pipec: Pipec) -> None:
    """It says why there is none."""
    latest(stubs, "Executing")
    good = step("Good", Metadata={"Condition": {"Outcome": "True"}})
    look(stubs, "Executing", good, first=True)
    stubs.steps(good)
    run = pipec("logs", "demo", "Good", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "`Good` has no log: a condition runs no job; its outcome was `True`" in run.err


# --- stop and retry -------------------------------------------------------------------------


def test_stop_without_a_terminal_needs_yes(stubs: Stubs, pipec: Pipec) -> None:
    """It refuses, and sends nothing."""
    latest(stubs, "Executing")
    run = pipec("stop", "demo", *WHERE)
    assert (run.code, run.out) == (2, "")
    assert "error[PC504]" in run.err


def test_stop(stubs: Stubs, pipec: Pipec) -> None:
    """With --yes it is asked to stop."""
    latest(stubs, "Executing")
    stubs.answer(
        "stop_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineExecutionArn=run_arn(),
    )
    run = pipec("stop", "demo", "--yes", *WHERE)
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("run abc123 was asked to stop")


def test_stop_tells_of_others(stubs: Stubs, pipec: Pipec) -> None:
    """Who stops one run is not to believe that all are stopped."""
    stubs.runs(("abc123", "Executing"), ("x7y8z9", "Executing"), ("old", "Failed"))
    stubs.run(status="Executing")
    answer = {"PipelineExecutionArn": run_arn()}
    stubs.answer("stop_pipeline_execution", answer, PipelineExecutionArn=run_arn())
    run = pipec("stop", "demo", "--yes", *WHERE)
    assert run.code == 0
    line = "pipec stop demo --execution x7y8z9 --region us-east-1"
    assert run.err.startswith(f"note: `x7y8z9` is executing as well: `{line}`\nrun abc123 was ")


def test_many_others(stubs: Stubs, pipec: Pipec) -> None:
    """The newest are named."""
    stubs.runs(("abc123", "Stopped"), *((f"r{number}", "Executing") for number in range(8)))
    stubs.run(status="Stopped")
    run = pipec("stop", "demo", *WHERE)
    assert run.code == 1
    assert "`r4` goes on: `pipec stop demo --execution r4 --region us-east-1`; 3 more, " in run.err
    assert "see `pipec runs demo`" in run.err
    assert "`r5`" not in run.err


def test_stop_of_what_has_ended(stubs: Stubs, pipec: Pipec) -> None:
    """It says so without asking."""
    latest(stubs, "Succeeded")
    run = pipec("stop", "demo", *WHERE)
    assert run.code == 1
    assert "the run `abc123` has already ended: Succeeded" in run.err


def test_stop_of_what_is_stopping(stubs: Stubs, pipec: Pipec) -> None:
    """That is what was wanted."""
    latest(stubs, "Stopping")
    run = pipec("stop", "demo", *WHERE)
    assert (run.code, run.err) == (0, "run abc123 is stopping already\n")


def test_retry_and_watch(stubs: Stubs, pipec: Pipec) -> None:
    """It prints the run's ARN and watches it."""
    latest(stubs, "Failed")
    stubs.answer(
        "retry_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineExecutionArn=run_arn(),
        ParallelismConfiguration={"MaxParallelExecutionSteps": 2},
    )
    look(stubs, "Succeeded", first=True)
    run = pipec("retry", "demo", "--parallelism", "2", "--watch", *WHERE)
    assert (run.code, run.out, run.err) == (0, f"{run_arn()}\n", "run abc123: Succeeded\n")
