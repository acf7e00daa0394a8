"""What a plan knows before anything is changed: that it cannot work, and what AWS does not tell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from deploy.faults import Faults, answer
from deploy.project import ARN, FILE, NAME, SECOND, Project
from deploy.test_upsert import large, writes

pytestmark = pytest.mark.needs_loopback
PAGE = Path(__file__).parents[2] / "docs" / "deploying.md"
ABROAD = "eu-west-1"
BARE = FILE.replace("    code: prepare.py\n", "    command: [python3, x.py]\n    image: i:1\n")


def plan_of(project: Project) -> dict[str, Any]:
    """What `diff --json` prints."""
    found: dict[str, Any] = json.loads(project.run("diff", "pipeline.yaml", "--json").out)
    return found


class Denied(Faults):
    """All requests of one kind are refused."""

    def __init__(
        self, status: int, *operations: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__()
        self.refusal = answer(status, "AccessDenied", headers=headers)
        self.operations = operations

    def handle(self, request: Any, _service: str, operation: str) -> Any:
        """A refusal, or nothing."""
        return self.refusal(request) if operation in self.operations else None


# --- as JSON ----------------------------------------------------------------------------


def test_every_member_of_the_json_is_documented(project: Project) -> None:
    """docs/deploying.md names all that is printed, in this order, and nothing else."""
    project.upsert()
    other = json.dumps(project.compiled() | {"Version": "2019-01-01"})
    project.moto.client("sagemaker").update_pipeline(PipelineName=NAME, PipelineDefinition=other)
    project.write(SECOND.replace("Rounds: 50", "Rounds: 60").replace("display_name:", "#"))
    plan = plan_of(project)

    section = PAGE.read_text("utf-8").partition("### The plan as JSON\n")[2].partition("\n#")[0]
    rows = re.findall(r"^\| (`.*?`) \| (.*) \|$", section, re.MULTILINE)
    assert [name for row, _ in rows for name in re.findall(r"\w+", row)] == list(plan)
    inside = {
        row.strip("`"): set(re.findall(r"\w+", braces[1]))
        for row, holds in rows
        if (braces := re.search(r"`\{(.*?)\}`", holds))
    }
    assert {*inside, "kept"} == {name for name in plan if isinstance(plan[name], list | dict)}
    assert {name: keys(plan[name]) for name in inside} == inside
    parts = [*plan["steps"], *plan["parameters"]]
    assert keys([member for part in parts for member in part["members"]]) == inside["document"]


def keys(found: list[dict[str, Any]] | dict[str, Any]) -> set[str]:
    """The names of the members of one object, or of all in a list."""
    return {name for entry in (found if isinstance(found, list) else [found]) for name in entry}


# --- the bucket -------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FILE, BARE])
@pytest.mark.parametrize("command", ["diff", "upsert"])
def test_a_bucket_in_another_region_is_told_though_nothing_is_to_be_uploaded(
    project: Project, text: str, command: str
) -> None:
    """The jobs write there, too; where all code has been uploaded, or there is none."""
    project.write(text)
    assert project.upsert().code == 0
    run = project.run(command, "pipeline.yaml", "--var", f"region={ABROAD}")
    assert run.code == 1
    assert "error[PC503]: the bucket `example-bucket` lies in us-east-1" in run.err


def test_a_missing_bucket_is_told_though_nothing_is_to_be_uploaded(project: Project) -> None:
    """It is the one to write to."""
    project.write(BARE)
    run = project.run("upsert", "pipeline.yaml", "--yes", "--var", "bucket=no-such-bucket-here")
    assert run.code == 1
    assert "error[PC507]: there is no bucket `no-such-bucket-here`" in run.err
    assert project.deployed() is None


@pytest.mark.parametrize("command", ["diff", "upsert", "upload"])
def test_who_may_not_list_the_bucket_is_told_its_region(
    project: Project, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """S3 says it in the refusal."""
    headers = {"x-amz-bucket-region": ABROAD}
    Denied(403, "HeadBucket", headers=headers).install(monkeypatch)
    run = project.run(command, "pipeline.yaml")
    assert run.code == 1
    assert f"error[PC503]: the bucket `example-bucket` lies in {ABROAD}" in run.err
    assert project.uploads() == {}


def test_an_upload_needs_a_region_too(project: Project) -> None:
    """Else the bucket's would be held against one that nobody has named."""
    text = BARE.replace("  region: us-east-1\n", "").partition("  Train:")[0]
    project.write(text.replace("    command: [python3, x.py]", "    code: prepare.py"))
    for command in ("diff", "upload"):
        run = project.run(command, "pipeline.yaml")
        assert run.code == 3
        assert "error[PC522]: no AWS region is set" in run.err


# --- what would fail --------------------------------------------------------------------


def test_a_diff_shows_that_a_role_is_lacking(project: Project) -> None:
    """As `upsert` would; not where the deployed pipeline has one."""
    text = FILE.replace("  role: arn:aws:iam::123456789012:role/SageMakerRole\n", "")
    text = text.replace("uses: ", "role: arn:aws:iam::123456789012:role/JobRole\n    uses: ")
    project.write(text)
    run = project.run("diff", "pipeline.yaml", "--exit-code")
    assert (run.code, run.out.splitlines()[0]) == (1, f"{NAME}: create")
    assert "error[PC501]" in run.err
    project.write(FILE)
    project.upsert()
    project.write(text)
    assert project.run("diff", "pipeline.yaml").code == 0


def test_a_large_definition_is_one_of_the_files(project: Project) -> None:
    """A diff names it, and refuses the bucket that is not there."""
    project.upsert()
    project.write(large(60))
    uploads = plan_of(project)["uploads"]
    assert (uploads["total"], len(uploads["missing"])) == (2, 1)
    assert "/Houses/definitions/" in uploads["missing"][0]
    run = project.run("diff", "pipeline.yaml")
    assert "  upload the definition\n1 of 2 files to upload" in run.out
    assert "uploaded 1 file" in project.upsert().err
    assert plan_of(project)["uploads"]["total"] == 1


# --- what is left to do -----------------------------------------------------------------


def test_code_that_is_gone_is_an_upload(project: Project) -> None:
    """The pipeline does not change, and yet there is something to do."""
    project.upsert()
    assert plan_of(project)["action"] == "none"
    code = next(key for key in project.uploads() if "/code/" in key)
    project.moto.client("s3").delete_object(Bucket="example-bucket", Key=code)
    found = plan_of(project)
    assert found["action"] == "upload"
    assert (found["account"], found["region"]) == ("123456789012", "us-east-1")
    assert project.run("diff", "pipeline.yaml", "--exit-code").code == 2
    run = project.run("upsert", "pipeline.yaml")
    assert "Upload the code of Houses in account 123456789012, region us-east-1?" in run.err


@pytest.mark.parametrize("status", [400, 403])
def test_what_s3_does_not_tell_is_no_difference(
    project: Project, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """A diff says so; an upsert tries, which does no harm."""
    project.upsert()
    Denied(status, "HeadObject", "HeadBucket").install(monkeypatch)
    run = project.run("diff", "pipeline.yaml", "--exit-code")
    assert run.code == 0
    assert "S3 does not tell whether it has 1 of 1 file" in run.out
    found = plan_of(project)
    assert (found["action"], found["uploads"]["missing"]) == ("none", [])
    assert len(found["uploads"]["unknown"]) == 1
    assert project.upsert().code == 0
    assert set(project.uploads().values()) == {1}


def test_an_account_that_is_not_told_is_not_passed_over(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the check of the account does not seem to have been made."""
    Denied(403, "GetCallerIdentity").install(monkeypatch)
    found = project.run("diff", "pipeline.yaml")
    assert found.out.endswith("in an account that STS does not tell, region us-east-1\n")
    assert plan_of(project)["account"] is None


@pytest.mark.parametrize(
    "command",
    ["start", "runs", "status", "logs", "stop --yes", "retry", "rollback --yes", "delete --yes"],
)
def test_the_account_of_an_arn_is_checked_without_sts(
    project: Project, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """What is found for the name tells whose it is, before anything is done to it or shown."""
    project.upsert()
    project.run("start", NAME, "--region", "us-east-1")
    faults = Denied(403, "GetCallerIdentity")
    faults.install(monkeypatch)
    name, *options = command.split()
    step = ["Prepare"] if name == "logs" else []
    run = project.run(name, ARN.replace("123456789012", "999988887777"), *step, *options)
    assert (run.code, run.out) == (1, "")
    assert "error[PC513]: the pipeline `Houses` belongs to account 999988887777" in run.err
    assert "and the caller to 123456789012" in run.err
    assert writes(faults.seen) == []
