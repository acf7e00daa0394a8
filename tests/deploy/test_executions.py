"""Finding runs, reading their steps, stopping them and trying them again."""

from __future__ import annotations

import pytest

from deploy.stubs import BEGIN, Stubs, at, job_arn, run_arn, step
from pipec.cli.aws.executions import (
    Iteration,
    StepRun,
    definition_of_run,
    steps_of_run,
)
from pipec.cli.aws.lookup import find_execution, look_up
from pipec.cli.aws.runs import retry_execution, stop_execution
from pipec.cli.aws.sources import source_execution
from pipec.cli.stop import Stop

ENDED = ["Succeeded", "Failed", "Stopped", "CompletedWithFailures"]


def message(stopped: pytest.ExceptionInfo[Stop]) -> str:
    """What the person reads."""
    return stopped.value.diagnostics[0].message


def code(stopped: pytest.ExceptionInfo[Stop]) -> str:
    """The number of the diagnostic."""
    return stopped.value.diagnostics[0].code.number


# --- finding ------------------------------------------------------------------------------


def test_the_latest_run(stubs: Stubs) -> None:
    """Without a name it is the newest, and all that the service tells of it is there."""
    stubs.runs(("new", "Failed"), ("old", "Succeeded"))
    stubs.run(
        "new",
        "Failed",
        PipelineExecutionDisplayName="nightly",
        FailureReason="a step failed",
        PipelineVersionId=3,
        SelectiveExecutionConfig={
            "SourcePipelineExecutionArn": run_arn("old"),
            "SelectedSteps": [{"StepName": "Train"}],
        },
    )
    found = find_execution(stubs.aws, "demo", None)

    assert (found.id, found.status, found.version) == ("new", "Failed", 3)
    assert (found.display_name, found.failure) == ("nightly", "a step failed")
    assert (found.started, found.ended) == (BEGIN, at(600))
    assert (found.selected, found.source) == (("Train",), run_arn("old"))


def test_the_order_of_the_answer_does_not_matter(stubs: Stubs) -> None:
    """A server may give the oldest first."""
    summaries = [
        {"PipelineExecutionArn": run_arn(run), "StartTime": at(time)}
        for run, time in (("old", 0), ("new", 9), ("middle", 5))
    ]
    stubs.answer(
        "list_pipeline_executions",
        {"PipelineExecutionSummaries": summaries},
        PipelineName="demo",
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=100,
    )
    stubs.run("new")
    assert find_execution(stubs.aws, "demo", None).id == "new"


@pytest.mark.parametrize("status", ["Executing", "Stopping"])
def test_a_run_that_goes_on_has_no_end(status: str, stubs: Stubs) -> None:
    """The time of its last change is not its end."""
    stubs.runs(("abc123", status))
    stubs.run(status=status)
    found = find_execution(stubs.aws, "demo", None)
    assert (found.has_ended, found.ended) == (False, None)


@pytest.mark.parametrize("status", ENDED)
def test_every_terminal_state_is_one(status: str, stubs: Stubs) -> None:
    """The SDK's waiter knows two of the four."""
    stubs.runs(("abc123", status))
    stubs.run(status=status)
    found = find_execution(stubs.aws, "demo", None)
    assert (found.has_ended, found.ended) == (True, at(600))


def test_a_run_by_id(stubs: Stubs) -> None:
    """It is enough: the rest of the ARN is that of the newest run."""
    stubs.runs(("new", "Failed"), ("old", "Succeeded"))
    stubs.run("old", "Succeeded")
    assert find_execution(stubs.aws, "demo", "old").id == "old"


@pytest.mark.parametrize("may_list", [True, False])
def test_a_run_by_arn(may_list: bool, stubs: Stubs) -> None:  # noqa: FBT001
    """It is asked for as it is; who may not list runs is not told of others."""
    stubs.run("old", "Succeeded")
    if may_list:
        stubs.runs(("new", "Executing"), ("old", "Succeeded"))
    else:
        stubs.fail("list_pipeline_executions", "AccessDeniedException", "no", 403)
    found = look_up(stubs.aws, "demo", run_arn("old"))
    assert found.execution.id == "old"
    assert [run.label for run in found.others] == (["`new`"] if may_list else [])


def named(stubs: Stubs, **names: str) -> None:
    """Script the newest runs: ids and names."""
    found = [
        {
            "PipelineExecutionArn": run_arn(run),
            "PipelineExecutionStatus": "Executing",
            "PipelineExecutionDisplayName": name,
            "StartTime": at(-index),
        }
        for index, (run, name) in enumerate(names.items())
    ]
    stubs.answer("list_pipeline_executions", {"PipelineExecutionSummaries": found}, **LIST)


def test_a_run_by_its_name(stubs: Stubs) -> None:
    """As `--name` of `start` gave it; an id outweighs a name."""
    names = {"abc": "nightly-2", "def": "nightly-1", "ghi": "abc"}
    named(stubs, **names)
    stubs.run("def", "Failed")
    found = look_up(stubs.aws, "demo", "nightly-1")
    assert found.execution.id == "def"
    assert [run.label for run in found.others] == ["`abc` (nightly-2)", "`ghi` (abc)"]
    named(stubs, **names)
    stubs.run("abc", "Failed")
    assert find_execution(stubs.aws, "demo", "abc").id == "abc"


def test_a_name_of_several_runs(stubs: Stubs) -> None:
    """None of them is taken for the other."""
    named(stubs, abc="nightly", xyz="other", ghi="nightly")
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", "nightly")
    assert (code(stopped), message(stopped)) == ("PC538", "2 runs of `demo` are named `nightly`")
    assert (stopped.value.diagnostics[0].hint or "").endswith(
        "`abc` (Executing), `ghi` (Executing)"
    )


@pytest.mark.parametrize(
    ("arn", "number", "said"),
    [
        (run_arn().replace("demo", "other"), "PC538", "is a run of `other`, and not of `demo`"),
        (run_arn().replace("us-east-1", "eu-west-1"), "PC503", "is a run in region eu-west-1"),
    ],
)
def test_the_arn_of_a_run_elsewhere(arn: str, number: str, said: str, stubs: Stubs) -> None:
    """It says whose run it is, and asks for nothing."""
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", arn)
    assert code(stopped) == number
    assert said in message(stopped)


def test_the_arn_of_no_run(stubs: Stubs) -> None:
    """The newest ones are named."""
    stubs.fail("describe_pipeline_execution", "ResourceNotFound")
    named(stubs, abc="nightly")
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", run_arn("old"))
    assert message(stopped) == "`demo` has no run `old`"
    assert stopped.value.diagnostics[0].hint == "the newest: `abc` (nightly)"


def test_no_such_run(stubs: Stubs) -> None:
    """The newest ones are named."""
    stubs.runs(("new", "Failed"), ("old", "Succeeded"))
    stubs.fail("describe_pipeline_execution", "ResourceNotFound")
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", "nwe")
    assert (code(stopped), message(stopped)) == ("PC538", "`demo` has no run `nwe`")
    assert stopped.value.diagnostics[0].hint == "the newest: `new`, `old`"


@pytest.mark.parametrize("which", ["arn:aws:s3:::x", "a/b"])
def test_what_cannot_be_a_run(which: str, stubs: Stubs) -> None:
    """It is not asked for at all."""
    stubs.runs(("new", "Failed"))
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", which)
    assert message(stopped) == f"`demo` has no run `{which}`"


def test_the_service_may_write_names_small(stubs: Stubs) -> None:
    """Some ARNs have the pipeline's name in small letters."""
    stubs.answer(
        "list_pipeline_executions",
        {"PipelineExecutionSummaries": [{"PipelineExecutionArn": run_arn(), "StartTime": BEGIN}]},
        PipelineName="Demo",
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=100,
    )
    stubs.run()
    assert find_execution(stubs.aws, "Demo", "abc123").arn == run_arn()


LIST = {
    "PipelineName": "demo",
    "SortBy": "CreationTime",
    "SortOrder": "Descending",
    "MaxResults": 100,
}


def test_an_empty_page_is_not_the_last(stubs: Stubs) -> None:
    """A page without runs and with a token is read over."""
    stubs.answer(
        "list_pipeline_executions", {"PipelineExecutionSummaries": [], "NextToken": "n"}, **LIST
    )
    found = [{"PipelineExecutionArn": run_arn()}]
    stubs.answer(
        "list_pipeline_executions", {"PipelineExecutionSummaries": found}, **LIST, NextToken="n"
    )
    stubs.run()
    assert find_execution(stubs.aws, "demo", None).arn == run_arn()


def test_a_run_of_which_little_is_told(stubs: Stubs) -> None:
    """No member of the answers is promised: what is not told is unknown, and no bug of ours."""
    summaries = [{"PipelineExecutionStatus": "Failed"}, {"PipelineExecutionArn": run_arn()}]
    stubs.answer("list_pipeline_executions", {"PipelineExecutionSummaries": summaries}, **LIST)
    stubs.answer("describe_pipeline_execution", {}, PipelineExecutionArn=run_arn())
    found = find_execution(stubs.aws, "demo", None)
    assert (found.arn, found.status, found.has_ended) == (run_arn(), "Unknown", False)


def test_no_answer_at_all_is_no_run(stubs: Stubs) -> None:
    """An answer without the list is one of no runs."""
    stubs.answer("list_pipeline_executions", {}, **LIST)
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", None)
    assert message(stopped) == "`demo` was never started"


def test_an_error_of_the_list_is_told_as_it_is(stubs: Stubs) -> None:
    """Who may not list runs is not told that there is no pipeline."""
    stubs.fail("list_pipeline_executions", "AccessDeniedException")
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", None)
    assert code(stopped) == "PC521"


def test_a_pipeline_that_was_never_started(stubs: Stubs) -> None:
    """It says how to start it."""
    stubs.runs()
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", None)
    assert (code(stopped), message(stopped)) == ("PC538", "`demo` was never started")


@pytest.mark.parametrize(
    ("error", "text"),
    [("ResourceNotFound", "gone"), ("ValidationException", "Pipeline 'demo' does not exist")],
)
def test_no_such_pipeline(error: str, text: str, stubs: Stubs) -> None:
    """Both of the service's answers are understood."""
    stubs.fail("list_pipeline_executions", error, text)
    with pytest.raises(Stop) as stopped:
        find_execution(stubs.aws, "demo", None)
    assert code(stopped) == "PC502"
    assert "us-east-1" in message(stopped)


# --- steps --------------------------------------------------------------------------------


def test_steps_come_page_by_page_in_order_of_start(stubs: Stubs) -> None:
    """However the service sorts them; a step that has no start yet is the last."""
    request = {
        "PipelineExecutionArn": run_arn(),
        "SortOrder": "Ascending",
        "MaxResults": 100,
    }
    stubs.answer(
        "list_pipeline_execution_steps",
        {
            "PipelineExecutionSteps": [
                {"StepName": "Later", "StepStatus": "Starting"},
                step("Third", begin=30),
                step("Second", begin=20),
            ],
            "NextToken": "more",
        },
        **request,
    )
    stubs.answer(
        "list_pipeline_execution_steps",
        {"PipelineExecutionSteps": [step("First", begin=10)]},
        **request,
        NextToken="more",
    )
    names = [item.name for item in steps_of_run(stubs.aws, run_arn())]
    assert names == ["First", "Second", "Third", "Later"]


def test_all_that_is_told_of_a_step(stubs: Stubs) -> None:
    """Job, failure, attempts, cache hit, reuse and turn of a loop."""
    arn = job_arn("training-job", "j-1")
    stubs.steps(
        step("A", "Failed", 1, FailureReason="disk full", AttemptCount=3),
        step("B", begin=2, Metadata={"TrainingJob": {"Arn": arn}}, StepDisplayName="The B"),
        step("C", begin=3, CacheHitResult={"SourcePipelineExecutionArn": run_arn("old")}),
        step("D", begin=4, SelectiveExecutionResult={"SourcePipelineExecutionArn": run_arn("x")}),
        step("E", begin=5, Metadata={"QualityCheck": {"CheckJobArn": arn}}),
        step("F", begin=6, IterationContext={"ParentStepName": "L", "Index": 2, "Item": "i"}),
        step("G", begin=7, Metadata={"Condition": {"Outcome": "True"}}),
    )
    a, b, c, d, e, f, g = steps_of_run(stubs.aws, run_arn())

    assert (a.failure, a.attempts, a.has_ended) == ("disk full", 3, True)
    assert (b.kind, b.job_arn, b.display_name) == ("TrainingJob", arn, "The B")
    assert c.cached_from == run_arn("old")
    assert d.reused_from == run_arn("x")
    assert e.job_arn == arn
    assert f.iteration == Iteration(loop="L", index=2, item="i")
    assert (g.job_arn, g.metadata["Outcome"]) == (None, "True")
    assert b == StepRun(
        name="B",
        status="Succeeded",
        display_name="The B",
        kind="TrainingJob",
        metadata={"Arn": arn},
        started=at(2),
        ended=at(62),
    )


def test_a_step_of_which_little_is_told(stubs: Stubs) -> None:
    """It is there, with a name and a state that say that they are not known."""
    stubs.steps({}, {"StepName": "A"}, {"StepStatus": "Failed", "Metadata": {"Model": {}}})
    found = [(one.name, one.status, one.has_ended) for one in steps_of_run(stubs.aws, run_arn())]
    assert found == [("?", "Unknown", False), ("A", "Unknown", False), ("?", "Failed", True)]


def test_a_reason_shows_no_signed_url(stubs: Stubs) -> None:
    """A container may have put anything into it."""
    url = "https://b.s3.amazonaws.com/k?X-Amz-Signature=abc"
    stubs.steps(step("A", "Failed", FailureReason=f"cannot read {url}"))
    [found] = steps_of_run(stubs.aws, run_arn())
    assert found.failure == "cannot read https://b.s3.amazonaws.com/k?[signed]"


def test_the_definition_of_a_run(stubs: Stubs) -> None:
    """Its steps by name; a text that is no JSON, as moto's server may give, tells nothing."""
    stubs.definition('{"Steps": [{"Name": "A", "Type": "Training", "Arguments": {}}]}')
    assert definition_of_run(stubs.aws, run_arn())["A"].type == "Training"
    for text in ("[]", "null", '{"Steps": {"Name": "A"}}'):
        stubs.definition(text)
        assert definition_of_run(stubs.aws, run_arn()) == {}
    stubs.definition("{'Steps': []}")
    assert definition_of_run(stubs.aws, run_arn()) == {}


# --- the source of outputs ------------------------------------------------------------------


def test_the_newest_run_that_has_all_is_the_source(stubs: Stubs) -> None:
    """A run that goes on is passed over, a failed or stopped one may do, a cached step counts."""
    stubs.runs(
        ("running", "Executing"),
        ("lacking", "Succeeded"),
        ("failing", "Failed"),
        ("good", "Stopped"),
        ("older", "Succeeded"),
        page=100,
    )
    stubs.steps(step("A"), run="lacking")
    stubs.steps(step("A"), step("B", "Failed"), run="failing")
    hit = {"SourcePipelineExecutionArn": run_arn("older")}
    stubs.steps(step("A", CacheHitResult=hit), step("B", SelectiveExecutionResult=hit), run="good")
    assert source_execution(stubs.aws, "demo", ["A", "B"]) == run_arn("good")


def test_a_source_without_an_arn_is_none(stubs: Stubs) -> None:
    """A run that cannot be named is passed over."""
    found = [{"PipelineExecutionStatus": "Succeeded"}]
    stubs.answer("list_pipeline_executions", {"PipelineExecutionSummaries": found}, **LIST)
    with pytest.raises(Stop) as stopped:
        source_execution(stubs.aws, "demo", ["A"])
    assert code(stopped) == "PC537"


def test_no_source(stubs: Stubs) -> None:
    """It says what was looked at and what was missing there."""
    stubs.runs(("two", "Failed"), ("one", "Succeeded"), page=100)
    stubs.steps(step("A"), run="two")
    stubs.steps(run="one")
    with pytest.raises(Stop) as stopped:
        source_execution(stubs.aws, "demo", ["A", "B"])
    assert code(stopped) == "PC537"
    assert message(stopped) == (
        "no ended run of `demo` has `A`, `B`, which the selected steps need: "
        "`two` lacks `B`; `one` lacks `A`, `B`"
    )
    assert stopped.value.diagnostics[0].hint == "add `--select A` `--select B`"


def test_the_search_for_a_source_ends(stubs: Stubs) -> None:
    """Of a pipeline with many runs the 20 newest are looked at."""
    stubs.runs(*((f"r{n}", "Failed") for n in range(30)), page=100)
    for n in range(20):
        stubs.steps(run=f"r{n}")
    with pytest.raises(Stop) as stopped:
        source_execution(stubs.aws, "demo", ["A"])
    assert message(stopped).endswith("`r4` lacks `A`; 15 more")


# --- stop and retry -------------------------------------------------------------------------


def test_stop(stubs: Stubs) -> None:
    """A run that goes on is asked to stop."""
    stubs.runs(("abc123", "Executing"))
    stubs.run()
    run = find_execution(stubs.aws, "demo", None)
    stubs.answer(
        "stop_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineExecutionArn=run_arn(),
    )
    assert stop_execution(stubs.aws, run)


def test_stop_while_it_stops(stubs: Stubs) -> None:
    """Nothing is sent."""
    stubs.runs(("abc123", "Stopping"))
    stubs.run(status="Stopping")
    assert not stop_execution(stubs.aws, find_execution(stubs.aws, "demo", None))


@pytest.mark.parametrize("status", ENDED)
def test_stop_after_the_end(status: str, stubs: Stubs) -> None:
    """Nothing is sent, and the state is told."""
    stubs.runs(("abc123", status))
    stubs.run(status=status)
    with pytest.raises(Stop) as stopped:
        stop_execution(stubs.aws, find_execution(stubs.aws, "demo", None))
    assert code(stopped) == "PC539"
    assert message(stopped) == f"the run `abc123` has already ended: {status}"


@pytest.mark.parametrize(
    ("now", "outcome"), [("Succeeded", "PC539"), ("Stopping", False), ("Executing", "PC525")]
)
def test_stop_as_it_ends(now: str, outcome: str | bool, stubs: Stubs) -> None:  # noqa: FBT001
    """After a conflict the run is looked at again; what explains it is told."""
    stubs.runs(("abc123", "Executing"))
    stubs.run()
    run = find_execution(stubs.aws, "demo", None)
    stubs.fail("stop_pipeline_execution", "ConflictException")
    stubs.run(status=now)
    if outcome is False:
        assert not stop_execution(stubs.aws, run)
        return
    with pytest.raises(Stop) as stopped:
        stop_execution(stubs.aws, run)
    assert code(stopped) == outcome


def test_another_error_while_stopping(stubs: Stubs) -> None:
    """It is told as it is, and nothing else is asked."""
    stubs.runs(("abc123", "Executing"))
    stubs.run()
    run = find_execution(stubs.aws, "demo", None)
    stubs.fail("stop_pipeline_execution", "AccessDeniedException")
    with pytest.raises(Stop) as stopped:
        stop_execution(stubs.aws, run)
    assert code(stopped) == "PC521"
    assert "sagemaker:StopPipelineExecution" in message(stopped)


@pytest.mark.parametrize("status", ["Failed", "Stopped", "CompletedWithFailures"])
def test_retry(status: str, stubs: Stubs) -> None:
    """What ended without success is tried again, with another parallelism if wanted."""
    stubs.runs(("abc123", status))
    stubs.run(status=status)
    run = find_execution(stubs.aws, "demo", None)
    stubs.answer(
        "retry_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineExecutionArn=run_arn(),
        ParallelismConfiguration={"MaxParallelExecutionSteps": 2},
    )
    retry_execution(stubs.aws, run, 2)
    stubs.answer(
        "retry_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineExecutionArn=run_arn(),
    )
    retry_execution(stubs.aws, run, None)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("Succeeded", "the run `abc123` succeeded: there is nothing to try again"),
        ("Executing", "the run `abc123` is Executing, and can be tried again once it has ended"),
        ("Stopping", "the run `abc123` is Stopping, and can be tried again once it has ended"),
    ],
)
def test_nothing_to_try_again(status: str, text: str, stubs: Stubs) -> None:
    """Nothing is sent."""
    stubs.runs(("abc123", status))
    stubs.run(status=status)
    with pytest.raises(Stop) as stopped:
        retry_execution(stubs.aws, find_execution(stubs.aws, "demo", None), None)
    assert (code(stopped), message(stopped)) == ("PC539", text)


def test_retry_that_somebody_else_was_first_with(stubs: Stubs) -> None:
    """After a conflict the run's state is told."""
    stubs.runs(("abc123", "Failed"))
    stubs.run(status="Failed")
    run = find_execution(stubs.aws, "demo", None)
    stubs.fail("retry_pipeline_execution", "ConflictException")
    stubs.run(status="Executing")
    with pytest.raises(Stop) as stopped:
        retry_execution(stubs.aws, run, None)
    assert code(stopped) == "PC539"
