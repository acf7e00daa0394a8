"""Where a step's log is, or why it has none."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.stubs import BEGIN, Stubs, at, job_arn, run_arn
from pipec.cli.aws.executions import StepRun
from pipec.cli.aws.log_places import FunctionLog, JobLog, log_places
from pipec.cli.report.logs import shared_note
from pipec.cli.stop import Stop

TRAINING = "/aws/sagemaker/TrainingJobs"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:notify"


@pytest.mark.parametrize(
    ("kind", "metadata", "group", "prefix"),
    [
        ("TrainingJob", {"Arn": job_arn("training-job", "j")}, TRAINING, "j/"),
        (
            "ProcessingJob",
            {"Arn": job_arn("processing-job", "j")},
            "/aws/sagemaker/ProcessingJobs",
            "j/",
        ),
        (
            "TransformJob",
            {"Arn": job_arn("transform-job", "j")},
            "/aws/sagemaker/TransformJobs",
            "j/",
        ),
        ("TuningJob", {"Arn": job_arn("hyper-parameter-tuning-job", "t")}, TRAINING, "t-"),
        (
            "QualityCheck",
            {"CheckJobArn": job_arn("processing-job", "c")},
            "/aws/sagemaker/ProcessingJobs",
            "c/",
        ),
        (
            "ClarifyCheck",
            {"CheckJobArn": job_arn("processing-job", "c")},
            "/aws/sagemaker/ProcessingJobs",
            "c/",
        ),
    ],
)
def test_where_the_log_of_a_job_is(
    kind: str, metadata: dict[str, str], group: str, prefix: str, stubs: Stubs
) -> None:
    """By the kind of job that the step ran."""
    found = log_places(stubs.aws, StepRun(name="S", status="Failed", kind=kind, metadata=metadata))
    assert found == [JobLog(group=group, prefix=prefix)]


def test_a_job_of_an_unknown_kind(stubs: Stubs) -> None:
    """It is said that its log is not known, whatever its ARN looks like."""
    for arn in (job_arn("quantum-job", "j"), "j"):
        step = StepRun(name="S", status="Failed", kind="TrainingJob", metadata={"Arn": arn})
        with pytest.raises(Stop) as stopped:
            log_places(stubs.aws, step)
        assert f"does not know where the job `{arn}`" in stopped.value.diagnostics[0].message


def test_a_function_that_is_only_named(stubs: Stubs) -> None:
    """What is no ARN is taken for the name."""
    step = StepRun(
        name="S", status="Succeeded", kind="Lambda", metadata={"Arn": "notify"}, started=BEGIN
    )
    [place] = log_places(stubs.aws, step)
    assert isinstance(place, FunctionLog)
    assert place.group == "/aws/lambda/notify"


def test_the_jobs_of_an_automl_job(stubs: Stubs) -> None:
    """Its candidates name them, page by page; jobs that they share are read once."""

    def candidate(*jobs: tuple[str, str]) -> dict[str, Any]:
        return {
            "CandidateName": "c",
            "ObjectiveStatus": "Succeeded",
            "CandidateStatus": "Completed",
            "CreationTime": BEGIN,
            "LastModifiedTime": BEGIN,
            "CandidateSteps": [
                {
                    "CandidateStepType": "AWS::SageMaker::TrainingJob",
                    "CandidateStepArn": job_arn(kind, name),
                    "CandidateStepName": name,
                }
                for kind, name in jobs
            ],
        }

    shared = ("processing-job", "prepare")
    stubs.answer(
        "list_candidates_for_auto_ml_job",
        {"Candidates": [candidate(shared, ("training-job", "t1"))], "NextToken": "n"},
        AutoMLJobName="auto",
    )
    stubs.answer(
        "list_candidates_for_auto_ml_job",
        {"Candidates": [candidate(shared, ("transform-job", "x1"))]},
        AutoMLJobName="auto",
        NextToken="n",
    )
    arn = job_arn("automl-job", "auto")
    ran = StepRun(name="S", status="Executing", kind="AutoMLJob", metadata={"Arn": arn})
    assert log_places(stubs.aws, ran) == [
        JobLog(group="/aws/sagemaker/ProcessingJobs", prefix="prepare/"),
        JobLog(group=TRAINING, prefix="t1/"),
        JobLog(group="/aws/sagemaker/TransformJobs", prefix="x1/"),
    ]


@pytest.mark.parametrize("arn", [FUNCTION, f"{FUNCTION}:7"])
def test_the_log_of_a_function(arn: str, stubs: Stubs) -> None:
    """It is the function's, in the time of the step; a version does not change it."""
    ran = StepRun(
        name="S",
        status="Succeeded",
        kind="Lambda",
        metadata={"Arn": arn},
        started=at(0),
        ended=at(9),
    )
    [place] = log_places(stubs.aws, ran)
    assert place == FunctionLog(
        group="/aws/lambda/notify", function="notify", started=at(0), ended=at(9)
    )
    assert "all calls of the function notify share one log" in shared_note([place])


@pytest.mark.parametrize(
    ("kind", "metadata", "reason"),
    [
        ("Condition", {"Outcome": "True"}, "a condition runs no job; its outcome was `True`"),
        ("Fail", {"ErrorMessage": "too bad"}, "it only ends the run, with `too bad`"),
        ("EMR", {"LogFilePath": "s3://b/l"}, "EMR writes it to `s3://b/l`"),
        ("EMRServerless", {}, "EMR was given no place to write it to"),
        ("Model", {"Arn": "arn:m"}, "it made `arn:m`, and no job ran"),
        (
            "Endpoint",
            {"Arn": job_arn("endpoint", "e")},
            "it only made an endpoint, which writes to the log group `/aws/sagemaker/Endpoints/e`",
        ),
        ("ForEach", {}, "a loop runs no job; the steps of its body have logs"),
        ("Lineage", {}, "no job ran for it"),
        ("Job", {"Arn": "arn:j"}, "pipec does not know where the job `arn:j` writes it"),
        (
            "Callback",
            {"SqsQueueUrl": "https://q"},
            "its work is done outside SageMaker, by who reads the queue `https://q`",
        ),
        ("QualityCheck", {"SkipCheck": True}, "the check was skipped"),
        ("", {}, "it ended (Failed) before a job was made"),
        ("TrainingJob", {}, "it ended (Failed) before a job was made"),
    ],
)
def test_steps_without_a_log(
    kind: str, metadata: dict[str, Any], reason: str, stubs: Stubs
) -> None:
    """They say why; and a failed one why it failed."""
    ran = StepRun(name="S", status="Failed", kind=kind, metadata=metadata, failure="no room")
    with pytest.raises(Stop) as stopped:
        log_places(stubs.aws, ran)
    [told] = stopped.value.diagnostics
    assert (told.code.number, told.message) == ("PC541", f"`S` has no log: {reason}")
    assert told.hint == "why it failed: no room"


def test_a_cached_step_without_a_job(stubs: Stubs) -> None:
    """Its log is another run's, which is named."""
    ran = StepRun(name="S", status="Succeeded", cached_from=run_arn("old"))
    with pytest.raises(Stop) as stopped:
        log_places(stubs.aws, ran)
    [told] = stopped.value.diagnostics
    assert (told.message, told.hint) == (
        "`S` did not run: its results are those of the run `old`",
        "add `--execution old`",
    )


def test_a_job_that_is_not_made_yet(stubs: Stubs) -> None:
    """There is nothing to read, and no reason to give up."""
    assert log_places(stubs.aws, StepRun(name="S", status="Starting")) == []
