"""Failing `start`, `status`, `logs`, `stop` and `retry`, as users see them.

As in `test_cases_deploy.py`, each test has a folder in `tests/cases/deploy`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.golden import Shows
from deploy.stubs import PIPELINE_ARN, Stubs, at, job_arn, run_arn, step

PARAMETERS: list[dict[str, Any]] = [
    {"Name": "InputData", "Type": "String"},
    {"Name": "Rounds", "Type": "Integer", "DefaultValue": 50},
    {"Name": "Objective", "Type": "String", "DefaultValue": "mse", "EnumValues": ["mse", "mae"]},
    {"Name": "Force", "Type": "Boolean", "DefaultValue": False},
]
LOOP = {
    "Name": "EachCity",
    "Type": "ForEach",
    "Arguments": {
        "IterableItems": ["Oslo", "Rome"],
        "ForEachBody": [{"Name": "TrainCity", "Type": "Training", "Arguments": {}}],
    },
}
GIVEN = "-p InputData=s3://example-bucket/houses.csv"


def after(name: str, *before: str) -> dict[str, Any]:
    """A processing step that waits for others."""
    return {"Name": name, "Type": "Processing", "Arguments": {}, "DependsOn": list(before)}


STEPS = [
    after("Prepare"),
    after("Train", "Prepare"),
    after("Evaluate", "Train"),
    {"Name": "GoodEnough", "Type": "Condition", "Arguments": {}, "DependsOn": ["Evaluate"]},
    after("Statistics"),
    LOOP,
]


def text_of(*steps: dict[str, Any]) -> str:
    """A definition."""
    return json.dumps({"Parameters": PARAMETERS, "Steps": list(steps or STEPS)})


def deployed(stubs: Stubs, *steps: dict[str, Any]) -> None:
    """Script that the pipeline is there."""
    found = {
        "PipelineArn": PIPELINE_ARN,
        "PipelineName": "demo",
        "PipelineDefinition": text_of(*steps),
    }
    stubs.answer("describe_pipeline", found, PipelineName="demo")
    stubs.answer("list_tags", {"Tags": []}, ResourceArn=PIPELINE_ARN)


def latest(stubs: Stubs, status: str, *steps: dict[str, Any], looks: int = 0) -> None:
    """Script that `abc123` is the latest run, and how often its steps are looked at."""
    stubs.runs(("abc123", status), ("x7y8z9", "Succeeded"))
    stubs.run(status=status)
    if looks:
        stubs.run(status=status)
        stubs.steps(*steps)
        stubs.definition(text_of())
    for _ in range(looks - 1):
        stubs.steps(*steps)


def started(stubs: Stubs, **request: Any) -> None:
    """Script that the pipeline is there, and a run is started with the parameter it needs."""
    given = [{"Name": "InputData", "Value": "s3://example-bucket/houses.csv"}]
    request["PipelineParameters"] = [*given, *request.get("PipelineParameters", [])]
    answer = {"PipelineExecutionArn": run_arn()}
    deployed(stubs)
    stubs.answer("start_pipeline_execution", answer, PipelineName="demo", **request)


def selected(stubs: Stubs, source: str, *steps: str) -> None:
    """The same of selected steps, with the outputs of an earlier run."""
    config = {
        "SourcePipelineExecutionArn": run_arn(source),
        "SelectedSteps": [{"StepName": name} for name in steps],
    }
    stubs.answer(
        "list_pipeline_parameters_for_execution",
        {"PipelineParameters": []},
        PipelineExecutionArn=run_arn(source),
        MaxResults=100,
    )
    stubs.answer(
        "start_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineName="demo",
        PipelineParameters=[{"Name": "InputData", "Value": "s3://example-bucket/houses.csv"}],
        SelectiveExecutionConfig=config,
    )


def looked_at(stubs: Stubs) -> None:
    """Script one look at the run `abc123`, which has ended."""
    stubs.run(status="Succeeded")
    stubs.steps(step("Prepare"), step("Train", begin=60), step("Evaluate", begin=120))
    stubs.definition(text_of(*STEPS[:3]))


def missing(stubs: Stubs, method: str, *names: str) -> None:
    """Script that a pipeline is not there, and others are."""
    stubs.fail(method, "ResourceNotFound", "Pipeline does not exist.")
    summaries = [{"PipelineName": name} for name in names]
    stubs.answer("list_pipelines", {"PipelineSummaries": summaries}, MaxResults=100)


# --- what the command is about --------------------------------------------------------------


def test_pc502_misspelt_name(here: Stubs, shows: Shows) -> None:
    """The pipelines that there are tell which one is meant."""
    missing(here, "list_pipeline_executions", "Churn", "demo", "Flats")
    shows("status dmeo")
    latest(here, "Succeeded")
    looked_at(here)
    shows.mended("status demo")


def test_pc502_not_deployed(here: Stubs, shows: Shows) -> None:
    """No name is like it."""
    missing(here, "describe_pipeline", "Churn", "Flats")
    shows("start Houses")


def test_pc502_who_may_not_list(here: Stubs, shows: Shows) -> None:
    """Without the right to list pipelines there is only the plain hint."""
    here.fail("list_pipeline_executions", "ResourceNotFound", "Pipeline does not exist.")
    here.fail("list_pipelines", "AccessDeniedException", "not authorized", 403)
    shows("status House")


def test_pc502_name_of_a_folder(here: Stubs, shows: Shows) -> None:
    """A folder in place of the file in it."""
    Path("houses").mkdir()
    Path("houses/pipeline.yaml").write_text("pipeline: HousePrices\n")
    missing(here, "list_pipeline_executions", "Churn")
    shows("status houses")


def test_pc001_folder(shows: Shows) -> None:
    """A folder that could not be a name."""
    Path("pipelines/houses").mkdir(parents=True)
    Path("pipelines/houses/pipeline.yaml").write_text("pipeline: HousePrices\n")
    shows("status pipelines/houses")


def test_pc001_missing_file(shows: Shows) -> None:
    """A misspelt file."""
    Path("pipeline.yaml").write_text("pipeline: HousePrices\n")
    shows("start pipelin.yaml")


def test_pc516_a_run(here: Stubs, shows: Shows) -> None:
    """The ARN of a run in place of the pipeline's, where no run is asked for."""
    shows(f"start {run_arn()} {GIVEN}")
    started(here)
    shows.mended(f"start demo {GIVEN}")


def test_pc516_no_name_at_all(shows: Shows) -> None:
    """What is neither a file nor a name."""
    shows("status 'House prices'")


def test_pc503_arn_of_another_region(shows: Shows) -> None:
    """`--region` is not that of the ARN."""
    shows(f"status {PIPELINE_ARN} --region eu-west-1")


def test_pc538_broken_file(here: Stubs, shows: Shows) -> None:
    """A file with mistakes still tells which pipeline is meant."""
    Path("pipeline.yaml").write_text("pipeline: demo\nvars: {region: us-east-1}\nstpes: {}\n")
    here.runs()
    shows("status pipeline.yaml")


def test_pc502_id_of_a_run(here: Stubs, shows: Shows) -> None:
    """An id alone does not tell the pipeline."""
    missing(here, "list_pipeline_executions", "Churn")
    shows("status esotw243llsq")


# --- starting -------------------------------------------------------------------------------


def test_pc530_misspelt_parameter(here: Stubs, shows: Shows) -> None:
    """The parameter that is meant is named."""
    deployed(here)
    shows(f"start demo {GIVEN} -p Round=60")
    started(here, PipelineParameters=[{"Name": "Rounds", "Value": "60"}])
    shows.mended(f"start demo {GIVEN} -p Rounds=60")


def test_pc531_several_mistakes(here: Stubs, shows: Shows) -> None:
    """All of them are told at once."""
    deployed(here)
    shows("start demo -p Rounds=many -p Objective=maee -p Force=yes -p Learning=0.1")


def test_pc531_not_a_number(here: Stubs, shows: Shows) -> None:
    """A text for an Integer."""
    deployed(here)
    shows(f"start demo {GIVEN} -p Rounds=5.5")
    started(here, PipelineParameters=[{"Name": "Rounds", "Value": "5"}])
    shows.mended(f"start demo {GIVEN} -p Rounds=5")


def test_pc532_no_default(here: Stubs, shows: Shows) -> None:
    """What must be given."""
    deployed(here)
    shows("start demo")
    started(here)
    shows.mended(f"start demo {GIVEN}")


def test_pc533_misspelt_step(here: Stubs, shows: Shows) -> None:
    """A step that the pipeline does not have."""
    deployed(here)
    shows(f"start demo {GIVEN} --select Evalute")
    deployed(here)
    here.runs(("x7y8z9", "Succeeded"), page=100)
    here.steps(step("Prepare"), step("Train"), run="x7y8z9")
    selected(here, "x7y8z9", "Evaluate")
    shows.mended(f"start demo {GIVEN} --select Evaluate")


def test_pc534_step_in_a_loop(here: Stubs, shows: Shows) -> None:
    """A step of a loop's body."""
    deployed(here)
    shows(f"start demo {GIVEN} --select TrainCity")
    started(here, SelectiveExecutionConfig={"SelectedSteps": [{"StepName": "EachCity"}]})
    shows.mended(f"start demo {GIVEN} --select EachCity")


def test_pc535_unconnected(here: Stubs, shows: Shows) -> None:
    """Two steps that have nothing to do with each other."""
    deployed(here)
    shows(f"start demo {GIVEN} --select Prepare --select Statistics")
    for name in ("Prepare", "Statistics"):
        started(here, SelectiveExecutionConfig={"SelectedSteps": [{"StepName": name}]})
    shows.mended(
        f"start demo {GIVEN} --select Prepare",
        f"start demo {GIVEN} --select Statistics",
        after="Each in a run of its own:",
    )


def test_pc536_sixty_steps(here: Stubs, shows: Shows) -> None:
    """Two steps with 58 between them."""
    names = [f"S{number:02}" for number in range(60)]
    chain = [after(name, *names[:i][-1:]) for i, name in enumerate(names)]
    deployed(here, *chain)
    shows(f"start demo {GIVEN} --select S00 --select S59")
    started(here)
    shows.mended(f"start demo {GIVEN}", after="Without a selection the whole pipeline runs:")


def test_pc537_no_earlier_run(here: Stubs, shows: Shows) -> None:
    """In no run did the step succeed that the selected one waits for."""
    deployed(here)
    here.runs(("abc123", "Failed"), ("x7y8z9", "Stopped"), page=100)
    here.steps(step("Prepare"), step("Train", "Failed"), run="abc123")
    here.steps(step("Prepare", "Stopped"), run="x7y8z9")
    shows(f"start demo {GIVEN} --select Evaluate")
    deployed(here)
    here.runs(("abc123", "Failed"), ("x7y8z9", "Stopped"), page=100)
    here.steps(step("Prepare"), step("Train", "Failed"), run="abc123")
    selected(here, "abc123", "Train", "Evaluate")
    shows.mended(f"start demo {GIVEN} --select Evaluate --select Train")


def test_pc537_run_without_the_outputs(here: Stubs, shows: Shows) -> None:
    """The run that `--from` names does not have them."""
    deployed(here)
    here.runs(("abc123", "Failed"))
    here.run(status="Failed")
    here.steps(step("Prepare"), step("Train", "Failed"))
    shows(f"start demo {GIVEN} --select Evaluate --from abc123")


def test_pc540_name_of_a_run(here: Stubs, shows: Shows) -> None:
    """A name with spaces."""
    deployed(here)
    shows(f"start demo {GIVEN} --name 'Nightly run!'")
    started(here, PipelineExecutionDisplayName="Nightly-run")
    shows.mended(f"start demo {GIVEN} --name Nightly-run")


def test_pc540_from_without_select(here: Stubs, shows: Shows) -> None:
    """`--from` where all steps run."""
    deployed(here)
    shows(f"start demo {GIVEN} --from abc123")


# --- runs -----------------------------------------------------------------------------------


def test_pc504_stop(here: Stubs, shows: Shows) -> None:
    """Nobody can be asked."""
    latest(here, "Executing")
    shows("stop demo")


def test_pc538_unknown_run(here: Stubs, shows: Shows) -> None:
    """The newest runs are named."""
    here.runs(("abc123", "Executing"), ("x7y8z9", "Succeeded"))
    here.fail("describe_pipeline_execution", "ResourceNotFound", "Run does not exist.")
    shows("status demo --execution abc124")
    latest(here, "Succeeded")
    looked_at(here)
    shows.mended("status demo --execution abc123")


def test_pc538_never_started(here: Stubs, shows: Shows) -> None:
    """There is no run to show."""
    here.runs()
    shows("status demo")


@pytest.mark.usefixtures("here")
def test_pc538_run_of_another_pipeline(shows: Shows) -> None:
    """The ARN says whose run it is."""
    shows(f"status demo --execution {run_arn().replace('demo', 'churn')}")


def test_pc539_stop_while_another_goes_on(here: Stubs, shows: Shows) -> None:
    """The newest has ended, and not all of them have."""
    here.runs(("abc123", "Stopped"), ("x7y8z9", "Executing"))
    here.run(status="Stopped")
    shows("stop demo --yes")


def test_pc539_stop_of_what_has_ended(here: Stubs, shows: Shows) -> None:
    """There is nothing to stop."""
    latest(here, "Succeeded")
    shows("stop demo --yes")


def test_pc539_retry_of_what_succeeded(here: Stubs, shows: Shows) -> None:
    """There is nothing to try again."""
    latest(here, "Succeeded")
    shows("retry demo")
    started(here)
    shows.mended(f"start demo {GIVEN}")


def test_pc539_retry_of_what_goes_on(here: Stubs, shows: Shows) -> None:
    """A run is tried again when it has ended."""
    latest(here, "Executing")
    shows("retry demo")


def test_pc533_logs_of_no_step(here: Stubs, shows: Shows) -> None:
    """The run has no such step."""
    latest(here, "Executing", step("Prepare"), looks=1)
    shows("logs demo Prepar")


def test_pc541_which_step(here: Stubs, shows: Shows) -> None:
    """No step of the newest run has failed; one of the run before has."""
    here.runs(("abc123", "Executing"), ("x7y8z9", "Failed"))
    here.run()
    here.run()
    job = {"ProcessingJob": {"Arn": job_arn("processing-job", "prepare-1")}}
    here.steps(step("Prepare", Metadata=job), step("Train", "Executing"))
    here.definition(text_of())
    shows("logs demo")


def test_pc541_condition(here: Stubs, shows: Shows) -> None:
    """A condition runs no job."""
    outcome = step("GoodEnough", Metadata={"Condition": {"Outcome": "False"}})
    latest(here, "Executing", outcome, looks=2)
    shows("logs demo GoodEnough")


def test_pc541_not_begun(here: Stubs, shows: Shows) -> None:
    """A step that still waits."""
    latest(here, "Executing", step("Prepare", "Executing"), looks=1)
    shows("logs demo Train")


def test_pc541_nothing_written(here: Stubs, shows: Shows) -> None:
    """A job that has only just begun."""
    job = {"ProcessingJob": {"Arn": job_arn("processing-job", "prepare-1")}}
    latest(here, "Executing", step("Prepare", "Executing", Metadata=job), looks=2)
    here.answer(
        "describe_log_streams",
        {"logStreams": []},
        logGroupName="/aws/sagemaker/ProcessingJobs",
        logStreamNamePrefix="prepare-1/",
    )
    shows("logs demo Prepare")
    latest(here, "Executing", step("Prepare", "Executing", Metadata=job), looks=2)
    here.answer(
        "describe_log_streams",
        {"logStreams": [{"logStreamName": "prepare-1/algo-1"}]},
        logGroupName="/aws/sagemaker/ProcessingJobs",
        logStreamNamePrefix="prepare-1/",
    )
    written = {"timestamp": int(at(200).timestamp() * 1000), "message": "4177 rows read"}
    for token in ({}, {"nextToken": "f1"}):
        here.answer(
            "get_log_events",
            {"events": [] if token else [written], "nextForwardToken": "f1"},
            logGroupName="/aws/sagemaker/ProcessingJobs",
            logStreamName="prepare-1/algo-1",
            startFromHead=True,
            **token,
        )
    shows.mended("logs demo Prepare", after="Some minutes later:")


def test_pc541_ended_in_silence(here: Stubs, shows: Shows) -> None:
    """A function that wrote nothing, of which nothing more is to be waited for."""
    function = {"Lambda": {"Arn": "arn:aws:lambda:us-east-1:111122223333:function:publish"}}
    published = step("Publish", "Succeeded", Metadata=function)
    latest(here, "Succeeded", published, looks=2)
    here.answer(
        "filter_log_events",
        {"events": []},
        logGroupName="/aws/lambda/publish",
        startTime=int(at(0).timestamp() * 1000),
        endTime=int(at(61).timestamp() * 1000),
    )
    shows("logs demo Publish --follow")
