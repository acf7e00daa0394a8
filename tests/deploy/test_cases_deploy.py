"""Failing `diff`, `upsert`, `upload`, `versions`, `rollback` and `delete`, as users see them.

Each test writes (`--accept`) or holds the `report.txt` of the folder that it is named after, in
`tests/cases/deploy`. What must not happen is said by other tests: here are the words.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deploy.aws import BUCKET
from deploy.golden import FOLDER, Cloud, Shows, folder_of, ok
from deploy.project import ARN, FILE, NAME, OTHER_SCRIPT
from deploy.stubs import PIPELINE_ARN, Stubs, run_arn
from pipec.cli.aws import uploads
from pipec.cli.aws.packing import Upload
from pipec.cli.workspace import DiskFiles

pytestmark = pytest.mark.needs_loopback


def test_every_report_belongs_to_a_scenario() -> None:
    """No folder is left behind by a scenario that was renamed."""
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_cases_*"))
    scenarios = {folder_of(name) for name in re.findall(r"def (test_pc\d\w+)\(", tests)}
    assert {path.name for path in FOLDER.iterdir()} <= scenarios


# --- before anything is called --------------------------------------------------------------


def test_pc501_no_role(cloud: Cloud, shows: Shows) -> None:
    """A new pipeline without a role."""
    cloud.project.write(
        "pipeline: Tell\nvars: {region: us-east-1}\nsteps:\n  Tell:\n    kind: Lambda\n"
        "    function: arn:aws:lambda:us-east-1:123456789012:function:tell\n"
    )
    shows("upsert pipeline.yaml --yes")
    text = Path("pipeline.yaml").read_text("utf-8")
    role = 'us-east-1, role: "arn:aws:iam::123456789012:role/SageMakerRole"}'
    cloud.project.write(text.replace("us-east-1}", role))
    shows.mended("upsert pipeline.yaml --yes")


def test_pc503_two_regions(cloud: Cloud, shows: Shows) -> None:
    """`--region` is not the region that the file is compiled for."""
    cloud.deploy()
    shows("upsert pipeline.yaml --region eu-west-1 --yes")
    assert cloud.faults.seen == []
    shows.mended("upsert pipeline.yaml --yes")


def test_pc503_misspelt_region(cloud: Cloud, shows: Shows) -> None:
    """`--region` is none at all, and not another one that is meant."""
    shows("diff pipeline.yaml --region us-esat-1")
    assert cloud.faults.seen == []


def test_pc123_environment_not_chosen(cloud: Cloud, shows: Shows) -> None:
    """Where the project wants one, nothing is deployed without; compiling goes on without."""
    Path("pipec.yaml").write_text(
        "environments: {dev: {}, prod: {}}\nenvironment_required: true\n", "utf-8"
    )
    shows("upsert pipeline.yaml --yes")
    assert cloud.faults.seen == []
    assert cloud.project.compiled()["Steps"]
    assert cloud.project.run("upsert", "pipeline.yaml", "--yes", "--env", "dev").code == 0


def test_pc504_nobody_to_ask(cloud: Cloud, shows: Shows) -> None:
    """Without a terminal nothing is done that was not confirmed."""
    cloud.deploy()
    shows("upsert pipeline.yaml")
    shows.mended("upsert pipeline.yaml --yes")


def test_pc504_delete(cloud: Cloud, shows: Shows) -> None:
    """The question that cannot be asked is shown."""
    cloud.deploy()
    shows("delete Houses --region us-east-1")


def test_pc210_errors_in_the_file(cloud: Cloud, shows: Shows) -> None:
    """A file with errors is not deployed, and AWS is not asked."""
    cloud.project.write(FILE.replace("parameters.Rounds", "parameters.Round"))
    shows("upsert pipeline.yaml --yes")
    assert cloud.faults.seen == []


def test_pc404_role_of_the_command_line(cloud: Cloud, shows: Shows) -> None:
    """`--role` with a name in place of an ARN."""
    shows("upsert pipeline.yaml --yes --role SageMakerRole")
    assert cloud.project.deployed() is None


def test_pc404_role_of_another_partition(cloud: Cloud, shows: Shows) -> None:
    """A role of AWS in China for a region that is elsewhere."""
    role = "arn:aws-cn:iam::123456789012:role/SageMakerRole"
    shows(f"upsert pipeline.yaml --yes --role {role}")
    assert cloud.project.deployed() is None


# --- while it is at work --------------------------------------------------------------------


def test_pc505_changed_by_somebody_else(cloud: Cloud, shows: Shows) -> None:
    """Another update comes between the diff and the call."""
    cloud.deploy()
    client = cloud.project.moto.client("sagemaker")

    def somebody(_request: Any) -> None:
        cloud.faults.spoil = None
        client.update_pipeline(PipelineName=NAME, PipelineDescription="Hands off!")

    cloud.spoil("DescribePipeline", somebody, nth=1)
    shows("upsert pipeline.yaml --yes")
    shows.mended(
        "diff pipeline.yaml",
        "upsert pipeline.yaml --yes",
        after="The new diff shows what somebody else has changed, and what an update would undo:",
    )


def test_pc506_read_back_otherwise(cloud: Cloud, shows: Shows) -> None:
    """The service says that it has updated the pipeline, and has not."""
    cloud.deploy()
    cloud.spoil("UpdatePipeline", ok({"PipelineArn": ARN}))
    shows("upsert pipeline.yaml --yes")
    cloud.faults.spoil = None
    shows.mended(
        "diff pipeline.yaml",
        "upsert pipeline.yaml --yes",
        after="The diff shows that the update has not come through; it is made again:",
    )


def test_pc517_being_deleted(cloud: Cloud, shows: Shows) -> None:
    """Somebody has deleted the pipeline, and the service is at it."""
    cloud.deploy()
    going = {"PipelineArn": ARN, "PipelineName": NAME, "PipelineStatus": "Deleting"}
    cloud.spoil("DescribePipeline", ok(going))
    shows("upsert pipeline.yaml --yes")
    cloud.faults.spoil = None
    cloud.project.moto.client("sagemaker").delete_pipeline(PipelineName=NAME)
    shows.mended("upsert pipeline.yaml --yes", after="Some minutes later it is gone:")


def test_pc507_missing_bucket(cloud: Cloud, shows: Shows) -> None:
    """The bucket for code is not there."""
    cloud.project.moto.client("s3").delete_bucket(Bucket=BUCKET)
    shows("upsert pipeline.yaml --yes")
    cloud.project.moto.make_bucket()
    shows.mended(
        "upsert pipeline.yaml --yes", after=f"After `aws s3 mb s3://{BUCKET} --region us-east-1`:"
    )


def test_pc508_changed_script(cloud: Cloud, shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script is saved while the command runs."""
    read = DiskFiles.read

    def read_and_change(files: DiskFiles, path: str) -> bytes | None:
        content = read(files, path)
        if path.endswith("prepare.py"):
            Path(path).write_text("print('edited meanwhile')\n")
        return content

    with monkeypatch.context() as patch:
        patch.setattr(DiskFiles, "read", read_and_change)
        shows("upload pipeline.yaml")
    assert cloud.project.moto.keys() == []
    shows.mended("upload pipeline.yaml", after="When nobody changes the file any more:")


def test_pc509_six_gigabytes(cloud: Cloud, shows: Shows, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is taken for one of 6.4 GB."""
    distinct = uploads._distinct

    def enlarged(*given: Any) -> list[Upload]:
        return [replace(item, size=6 * 1024**3) for item in distinct(*given)]

    monkeypatch.setattr(uploads, "_distinct", enlarged)
    shows("upload pipeline.yaml")
    assert cloud.project.moto.keys() == []
    place = "{uri: s3://example-bucket/houses/code, entry: prepare.py}"
    cloud.project.write(FILE.replace("code: prepare.py", f"code: {place}"))
    shows.mended(
        "upload pipeline.yaml",
        after="After `aws s3 cp prepare.py s3://example-bucket/houses/code/prepare.py`, which "
        "uploads in parts:",
    )


# --- versions, roles, runs ------------------------------------------------------------------


def version(number: int) -> dict[str, Any]:
    """A version as ListPipelineVersions gives it."""
    return {"PipelineArn": PIPELINE_ARN, "PipelineVersionId": number}


def deployed(stubs: Stubs, *, tags: bool = True) -> None:
    """Script that the pipeline is there, and that it is asked for its tags."""
    found = {
        "PipelineArn": PIPELINE_ARN,
        "PipelineName": "demo",
        "PipelineDefinition": '{"Steps": []}',
    }
    stubs.answer("describe_pipeline", found, PipelineName="demo")
    if tags:
        stubs.answer("list_tags", {"Tags": []}, ResourceArn=PIPELINE_ARN)


def versions(stubs: Stubs, *numbers: int) -> None:
    """Script the pipeline's versions."""
    stubs.answer(
        "list_pipeline_versions",
        {"PipelineVersionSummaries": [version(number) for number in numbers]},
        PipelineName="demo",
        SortOrder="Descending",
        MaxResults=100,
    )


def test_pc502_versions_of_nothing(here: Stubs, shows: Shows) -> None:
    """`versions` of a pipeline that is not there."""
    here.fail("list_pipeline_versions", "ResourceNotFound", "Pipeline demo does not exist")
    here.answer("list_pipelines", {"PipelineSummaries": []}, MaxResults=100)
    shows("versions demo")


def test_pc512_missing_version(here: Stubs, shows: Shows) -> None:
    """`rollback` to a version that AWS does not keep."""
    deployed(here)
    versions(here, 14, 13, 12)
    shows("rollback demo --to 7 --yes")


def test_pc512_first_version(here: Stubs, shows: Shows) -> None:
    """There is nothing to go back to."""
    deployed(here)
    versions(here, 1)
    shows("rollback demo --yes")


def test_pc512_gone_back_already(here: Stubs, shows: Shows) -> None:
    """`rollback` a second time, after which the bad version would be there again."""
    deployed(here)
    versions(here, 3, 2, 1)
    for number, definition in ((2, '{"Steps": [], "Metadata": {}}'), (1, '{"Steps": []}')):
        found = {"PipelineName": "demo", "PipelineDefinition": definition}
        here.answer("describe_pipeline", found, PipelineName="demo", PipelineVersionId=number)
    shows("rollback demo --yes")


def test_pc512_start_of_an_unknown_version(here: Stubs, shows: Shows) -> None:
    """`start --version` of one that AWS does not keep."""
    deployed(here)
    here.fail("describe_pipeline", "ResourceNotFound", "Pipeline version 9 does not exist")
    shows("start demo --version 9")
    deployed(here)
    described = {"PipelineName": "demo", "PipelineDefinition": '{"Steps": []}'}
    here.answer("describe_pipeline", described, PipelineName="demo", PipelineVersionId=3)
    here.answer(
        "start_pipeline_execution",
        {"PipelineExecutionArn": run_arn()},
        PipelineName="demo",
        PipelineVersionId=3,
    )
    shows.mended("start demo --version 3", after="A version that `pipec versions demo` lists:")


def test_pc515_code_is_gone(cloud: Cloud, shows: Shows) -> None:
    """The script of the older version was removed from the bucket."""
    project = cloud.project
    assert project.upsert().code == 0
    old, [key] = project.compiled(), project.moto.keys()
    project.write(FILE, OTHER_SCRIPT)
    assert project.upsert().code == 0
    project.moto.client("s3").delete_object(Bucket=BUCKET, Key=key)
    versions = [version(number) for number in (2, 1)]
    described = {"PipelineArn": ARN, "PipelineName": NAME, "PipelineDefinition": json.dumps(old)}

    def of_versions(request: Any) -> Any:
        if "ListPipelineVersions" in str(request.headers.get("X-Amz-Target")):
            return ok({"PipelineVersionSummaries": versions})(request)
        body = request.body if isinstance(request.body, bytes) else b""
        return ok(described)(request) if b"PipelineVersionId" in body else None

    cloud.faults.spoil, cloud.faults.at = of_versions, lambda _: True
    shows("rollback Houses --region us-east-1 --yes")
    project.write(FILE)
    shows.mended(
        "upload pipeline.yaml",
        "rollback Houses --region us-east-1 --yes",
        after="With the files of that time, as `git checkout` brings them back:",
    )


def test_pc513_pipeline_of_another_account(cloud: Cloud, shows: Shows) -> None:
    """The ARN of production's pipeline, with the credentials of the test account."""
    cloud.deploy()
    shows(f"delete {ARN.replace('123456789012', '999988887777')} --yes")


def test_pc513_role_of_another_account(cloud: Cloud, shows: Shows) -> None:
    """The role of production, with the credentials of the test account."""
    cloud.project.write(FILE.replace("iam::123456789012", "iam::999988887777"))
    shows("upsert pipeline.yaml --yes")
    cloud.project.write(FILE)
    shows.mended("upsert pipeline.yaml --yes")


def test_pc514_delete_while_running(here: Stubs, shows: Shows) -> None:
    """A pipeline with a run that goes on is not deleted."""
    deployed(here, tags=False)
    here.runs(("k3w9xq2v71ab", "Executing"), ("abc123", "Succeeded"), page=100)
    shows("delete demo --yes")
    here.runs(("k3w9xq2v71ab", "Executing"), ("abc123", "Succeeded"))
    here.run("k3w9xq2v71ab")
    here.answer(
        "stop_pipeline_execution",
        {"PipelineExecutionArn": run_arn("k3w9xq2v71ab")},
        PipelineExecutionArn=run_arn("k3w9xq2v71ab"),
    )
    deployed(here, tags=False)
    here.runs(("k3w9xq2v71ab", "Stopped"), ("abc123", "Succeeded"), page=100)
    here.answer("delete_pipeline", {"PipelineArn": PIPELINE_ARN}, PipelineName="demo")
    here.fail("describe_pipeline", "ResourceNotFound", "Pipeline demo does not exist")
    shows.mended(
        "stop demo --execution k3w9xq2v71ab --yes",
        "delete demo --yes",
        after="When the run has stopped, the pipeline can be deleted:",
    )
