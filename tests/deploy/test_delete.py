"""`pipec delete`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli_runs import Pipec, runner
from deploy.faults import Faults, lost
from deploy.project import ARN, NAME, Project
from deploy.stubs import PIPELINE_ARN, Stubs, at, run_arn

WHERE = ("--region", "us-east-1", "--yes")


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


def look(stubs: Stubs, **more: Any) -> None:
    """Script one look at the pipeline."""
    described = {"PipelineArn": PIPELINE_ARN, "PipelineName": "demo", **more}
    stubs.answer("describe_pipeline", described, PipelineName="demo")


def runs(stubs: Stubs, *statuses: str, before: str = "", after: str = "") -> None:
    """Script a page of runs, named by their numbers."""
    summaries = [
        {
            "PipelineExecutionArn": run_arn(f"run{number}"),
            "PipelineExecutionStatus": status,
            "StartTime": at(-number),
        }
        for number, status in enumerate(statuses)
    ]
    more = {"NextToken": before} if before else {}
    stubs.answer(
        "list_pipeline_executions",
        {"PipelineExecutionSummaries": summaries, **more},
        PipelineName="demo",
        SortBy="CreationTime",
        SortOrder="Descending",
        MaxResults=100,
        **({"NextToken": after} if after else {}),
    )


def deleted(stubs: Stubs) -> None:
    """Script the one call that writes; botocore adds the token that makes it safe to repeat."""
    stubs.answer("delete_pipeline", {"PipelineArn": PIPELINE_ARN}, PipelineName="demo")


# --- on a server --------------------------------------------------------------------------


@pytest.mark.needs_loopback
def test_afterwards_it_is_gone(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """By one call that writes; code stays in S3, and what goes and what stays is said."""
    assert project.upsert().code == 0
    before = project.moto.keys()
    faults = Faults()
    faults.install(monkeypatch)
    run = project.run("delete", "pipeline.yaml", "--yes")
    assert (run.code, run.out) == (0, "")
    assert run.err == (
        f"deletes {ARN}, all its versions and the records of 0 runs\n"
        "stays: code and data in S3; the jobs, models and endpoints that runs have made\n"
        f"{NAME} is deleted\n"
    )
    assert project.deployed() is None
    assert project.moto.keys() == before != []
    assert faults.seen == [
        "DescribePipeline",
        "ListPipelineExecutions",
        "DeletePipeline",
        "DescribePipeline",
    ]


@pytest.mark.needs_loopback
def test_what_is_not_there_cannot_be_deleted(project: Project) -> None:
    """Exit code 1, and a name that may be meant."""
    assert project.upsert().code == 0
    run = project.run("delete", "House", "--region", "us-east-1", "--yes")
    assert (run.code, run.out) == (1, "")
    assert "error[PC502]: there is no pipeline `House` in region us-east-1" in run.err
    assert "did you mean `Houses`?" in run.err
    assert project.deployed() is not None


@pytest.mark.needs_loopback
def test_by_its_arn(project: Project) -> None:
    """Of the caller's own account."""
    assert project.upsert().code == 0
    assert project.run("delete", ARN, "--yes").code == 0
    assert project.deployed() is None


@pytest.mark.needs_loopback
def test_never_that_of_another_account(project: Project) -> None:
    """An ARN of another account is not taken for the caller's pipeline of that name."""
    assert project.upsert().code == 0
    other = ARN.replace("123456789012", "999999999999")
    run = project.run("delete", other, "--yes")
    assert (run.code, run.out) == (1, "")
    assert "error[PC513]: the pipeline `Houses` belongs to account 999999999999" in run.err
    assert project.deployed() is not None


@pytest.mark.needs_loopback
def test_an_answer_that_is_lost(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, the service says that there is no such pipeline: it is deleted."""
    assert project.upsert().code == 0
    faults = Faults(lost, at=lambda number: number == 2, late=True)
    faults.install(monkeypatch)
    run = project.run("delete", NAME, "--region", "us-east-1", "--yes")
    assert run.code == 0
    assert run.err.endswith(f"{NAME} is deleted\n")
    assert faults.seen.count("DeletePipeline") == 2


# --- scripted -------------------------------------------------------------------------------


def test_without_a_terminal_it_must_be_told(stubs: Stubs, pipec: Pipec) -> None:
    """What would go is shown, and nothing goes."""
    look(stubs)
    runs(stubs, "Succeeded")
    run = pipec("delete", "demo", "--region", "us-east-1")
    assert (run.code, run.out) == (2, "")
    assert f"deletes {PIPELINE_ARN}, all its versions and the records of 1 run\n" in run.err
    assert "error[PC504]" in run.err


@pytest.mark.parametrize("status", ["Executing", "Stopping"])
def test_a_run_is_going_on(status: str, stubs: Stubs, pipec: Pipec) -> None:
    """It is named, though it be on a later page, with the command that stops it."""
    look(stubs)
    runs(stubs, "Succeeded", "Failed", "Stopped", "CompletedWithFailures", before="more")
    runs(stubs, "Failed", status, after="more")
    run = pipec("delete", "demo", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "error[PC514]: `demo` is running: run1\n" in run.err
    assert "`pipec stop demo --execution run1`" in run.err


def test_many_runs_are_going_on(stubs: Stubs, pipec: Pipec) -> None:
    """Some are named, and how many there are."""
    look(stubs)
    runs(stubs, *["Executing"] * 7)
    run = pipec("delete", "demo", *WHERE)
    assert "`demo` is running: run0, run1, run2, run3, run4 and 2 more\n" in run.err


def test_it_is_being_deleted_already(stubs: Stubs, pipec: Pipec) -> None:
    """Nothing is left to do, and nobody is asked."""
    look(stubs, PipelineStatus="Deleting")
    run = pipec("delete", "demo", "--region", "us-east-1")
    assert (run.code, run.out, run.err) == (0, "", "demo is being deleted already\n")


@pytest.mark.parametrize("status", ["Deleting", "Active"])
def test_it_takes_a_while(status: str, stubs: Stubs, pipec: Pipec) -> None:
    """What the service has not finished is not called done."""
    look(stubs, PipelineStatus="Active")
    runs(stubs)
    deleted(stubs)
    look(stubs, PipelineStatus=status)
    run = pipec("delete", "demo", *WHERE)
    assert run.code == 0
    assert run.err.endswith("demo is being deleted\n")


def test_the_service_refuses(stubs: Stubs, pipec: Pipec) -> None:
    """A run that began in between is told in the service's words."""
    look(stubs)
    runs(stubs)
    stubs.fail("delete_pipeline", "ConflictException", "there are running executions")
    run = pipec("delete", "demo", *WHERE)
    assert (run.code, run.out) == (3, "")
    assert "there are running executions" in run.err
    assert f"`sagemaker:DeletePipeline` on `{PIPELINE_ARN}`" in run.err
    assert "is deleted" not in run.err
