"""`pipec versions`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from cli_runs import Pipec, runner
from deploy.stubs import PIPELINE_ARN, Stubs, run_arn
from pipec.cli.report.table import table

WHERE = ("--region", "us-east-1")
TEN = datetime(2026, 5, 1, 10, tzinfo=UTC)
ELSEWHERE = timezone(timedelta(hours=-7))


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


def summary(number: int, **more: Any) -> dict[str, Any]:
    """A version as ListPipelineVersions gives it, one an hour."""
    created = TEN + timedelta(hours=number)
    return {"PipelineVersionId": number, "CreationTime": created, **more}


def page(stubs: Stubs, *summaries: dict[str, Any], before: str = "", after: str = "") -> None:
    """Script one page of versions; `before` is the token of the next one."""
    stubs.answer(
        "list_pipeline_versions",
        {"PipelineVersionSummaries": list(summaries), **({"NextToken": before} if before else {})},
        PipelineName="demo",
        SortOrder="Descending",
        MaxResults=100,
        **({"NextToken": after} if after else {}),
    )


def test_a_table_newest_first(stubs: Stubs, pipec: Pipec) -> None:
    """All pages, by number as numbers, times in UTC whatever zone they come in."""
    third = summary(
        10,
        PipelineVersionDisplayName="spring",
        PipelineVersionDescription="with \x1b[31mflats",
        PipelineVersionAliases=["live", "2026.5"],
        LastExecutionPipelineExecutionArn=run_arn(),
    )
    ninth = summary(9) | {"CreationTime": datetime(2026, 5, 1, 20, 30, 59, 999, ELSEWHERE)}
    page(stubs, ninth, third, before="more")
    page(stubs, summary(8, PipelineVersionDescription="first"), after="more")
    run = pipec("versions", "demo", *WHERE)
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        "version  created (UTC)        aliases       last run  description\n"
        "10       2026-05-01 20:00:00  live, 2026.5  abc123    spring: with \\x1b[31mflats\n"
        "9        2026-05-02 03:30:59\n"
        "8        2026-05-01 18:00:00                          first\n"
    )


def test_the_json_form(stubs: Stubs, pipec: Pipec) -> None:
    """What is not known is null, not an empty text; a text is empty."""
    full = summary(
        2,
        PipelineVersionDisplayName="spring",
        PipelineVersionDescription="größer",
        PipelineVersionAliases=["live"],
        LastExecutionPipelineExecutionArn=run_arn(),
    )
    page(stubs, full, {"PipelineVersionId": 1})
    run = pipec("versions", "demo", "--json", *WHERE)
    assert (run.code, run.err) == (0, "")
    assert "größer" in run.out
    assert json.loads(run.out) == {
        "version": 1,
        "pipeline": "demo",
        "versions": [
            {
                "version": 2,
                "created": "2026-05-01T12:00:00Z",
                "name": "spring",
                "description": "größer",
                "aliases": ["live"],
                "last_execution": "abc123",
            },
            {
                "version": 1,
                "created": None,
                "name": "",
                "description": "",
                "aliases": [],
                "last_execution": None,
            },
        ],
    }


@pytest.mark.parametrize(("form", "out"), [([], ""), (["--json"], '"versions": []')])
def test_no_versions(form: list[str], out: str, stubs: Stubs, pipec: Pipec) -> None:
    """It says so to people, and the JSON form is whole."""
    page(stubs)
    run = pipec("versions", "demo", *form, *WHERE)
    assert (run.code, run.err) == (0, "demo: the service lists no versions\n")
    assert out in run.out
    assert bool(out) == bool(run.out)


@pytest.mark.parametrize(("account", "exit_code"), [("111122223333", 0), ("999988887777", 1)])
def test_the_account_of_an_arn(
    stubs: Stubs, pipec: Pipec, monkeypatch: pytest.MonkeyPatch, account: str, exit_code: int
) -> None:
    """What is listed is the caller's, which tells the account where STS does not."""
    monkeypatch.setattr("pipec.cli.aws.account.caller_account", lambda _: None)
    page(stubs, summary(2, PipelineArn=PIPELINE_ARN))
    run = pipec("versions", PIPELINE_ARN.replace("111122223333", account))
    assert (run.code, bool(run.out)) == (exit_code, not exit_code)
    assert ("error[PC513]: the pipeline `demo` belongs to account 9" in run.err) == bool(exit_code)


@pytest.mark.parametrize("code", ["ResourceNotFound", "ValidationException"])
def test_no_such_pipeline(code: str, stubs: Stubs, pipec: Pipec) -> None:
    """The name is said, and the one that may be meant."""
    stubs.fail("list_pipeline_versions", code, "Pipeline 'demo' does not exist.")
    stubs.answer(
        "list_pipelines",
        {"PipelineSummaries": [{"PipelineName": "demo2", "PipelineArn": f"{PIPELINE_ARN}2"}]},
        MaxResults=100,
    )
    run = pipec("versions", "demo", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "error[PC502]: there is no pipeline `demo` in region us-east-1" in run.err
    assert "did you mean `demo2`?" in run.err


def test_not_allowed(stubs: Stubs, pipec: Pipec) -> None:
    """The action and the pipeline are named, also when the second page is refused."""
    page(stubs, summary(2), before="more")
    stubs.fail("list_pipeline_versions", "AccessDeniedException", "not you")
    run = pipec("versions", "demo", *WHERE)
    assert (run.code, run.out) == (3, "")
    assert "PC521" in run.err
    assert "`sagemaker:ListPipelineVersions` on `demo`" in run.err


def test_a_table_is_as_wide_as_its_cells() -> None:
    """Columns line up, lines end where their text does, and no rows are no table."""
    assert table(("a", "long head"), [("wide cell", ""), ("x", "y")]) == (
        "a          long head\nwide cell\nx          y\n"
    )
    assert table(("a", "b"), []) == ""
