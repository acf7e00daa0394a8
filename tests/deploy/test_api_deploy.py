"""`diff()` and `upsert()` of a pipeline built in Python: what the commands do, and nothing said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deploy.faults import Faults, answer
from deploy.golden import Cloud
from deploy.project import ARN, FILE, SECOND, Project
from pipec import PipelineBuilder, PipelineError

pytestmark = pytest.mark.needs_loopback

WRITES = ("CreatePipeline", "UpdatePipeline", "DeletePipeline", "AddTags", "PutObject")


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The operations that are asked for, in order."""
    faults = Faults()
    faults.install(monkeypatch)
    return faults.seen


def built(text: str = FILE) -> Any:
    """The project's pipeline, loaded and built."""
    Path("pipeline.yaml").write_text(text, "utf-8")
    return PipelineBuilder.load("pipeline.yaml").build()


def test_create_no_change_and_update(
    project: Project, requests: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each tells what was done, and deploys what the command deploys; nothing is printed."""
    url = project.moto.url
    first = built()
    difference = first.diff(endpoint_url=url)
    assert difference
    assert "Houses" in str(difference)
    assert not [name for name in requests if name in WRITES]

    done = first.upsert(endpoint_url=url)
    assert (done.action, done.arn) == ("created", ARN)
    deployed = project.deployed()
    assert deployed is not None
    assert deployed["definition"] == first.to_dict()
    assert deployed["description"] == "What a house costs."

    requests.clear()
    assert not first.diff(endpoint_url=url)
    assert first.upsert(endpoint_url=url).action == "unchanged"
    assert not [name for name in requests if name in WRITES]

    second = built(SECOND)
    assert second.diff(endpoint_url=url).to_dict()
    assert second.upsert(endpoint_url=url).action == "updated"
    deployed = project.deployed()
    assert deployed is not None
    assert deployed["definition"] == second.to_dict()
    assert deployed["role"].endswith("OtherRole")
    assert capsys.readouterr() == ("", "")


def test_the_difference_is_what_the_command_shows(project: Project) -> None:
    """Text and data, for a new pipeline and for a changed one."""
    for text in (FILE, SECOND):
        made = built(text)
        difference = made.diff(endpoint_url=project.moto.url)
        run = project.run("diff", "pipeline.yaml")
        assert str(difference) == repr(difference) == run.out.rstrip()
        made.upsert(endpoint_url=project.moto.url)


def test_the_command_has_nothing_left_to_do(project: Project) -> None:
    """After `upsert()`, `pipec upsert` of the same file finds no change; a role can be given."""
    role = "arn:aws:iam::123456789012:role/GivenRole"
    built().upsert(endpoint_url=project.moto.url, role=role, region="us-east-1")
    deployed = project.deployed()
    assert deployed is not None
    assert deployed["role"] == role
    assert project.upsert("--role", role).err == "Houses: no changes\n"


def test_a_pipeline_in_code_is_deployed(project: Project) -> None:
    """With its local code, which lies beside the program."""
    builder = PipelineBuilder(
        "Houses",
        vars={
            "bucket": "example-bucket",
            "region": "us-east-1",
            "role": "arn:aws:iam::123456789012:role/SageMakerRole",
        },
    )
    builder.add_step(
        "Prepare",
        "TabularPreprocessing",
        code=project.folder / "prepare.py",
        raw_data="s3://example-bucket/houses.csv",
    )
    made = builder.build()
    assert made.upsert(endpoint_url=project.moto.url).action == "created"
    deployed = project.deployed()
    assert deployed is not None
    assert deployed["definition"] == made.to_dict()
    stored = project.moto.keys()
    assert any(key.endswith("prepare.py") for key in stored)


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("DescribePipeline", "sagemaker:DescribePipeline"),
        ("CreatePipeline", "sagemaker:CreatePipeline"),
    ],
)
def test_what_aws_refuses_is_a_pipeline_error(
    cloud: Cloud, operation: str, action: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command's diagnostics; nothing is printed, and nothing is deployed."""
    cloud.deny(operation, action, ARN)
    made = built()
    with pytest.raises(PipelineError) as caught:
        made.upsert()
    assert capsys.readouterr() == ("", "")
    cloud.faults.seen.clear()
    run = cloud.project.upsert()
    assert run.code == 3
    assert caught.value.report.strip() in run.err
    assert "PC521" in [item.code.number for item in caught.value.diagnostics]
    cloud.faults.spoil = None
    assert cloud.project.deployed() is None


def test_a_diff_that_is_refused(cloud: Cloud) -> None:
    """Raises the same, whatever AWS has against it."""
    cloud.spoil("DescribePipeline", answer(403, "AccessDeniedException"))
    with pytest.raises(PipelineError, match="PC521"):
        built().diff()


def test_hints_name_arguments_in_place_of_options(cloud: Cloud) -> None:
    """A program has no `--profile` to check."""
    cloud.spoil("DescribePipeline", answer(403, "UnrecognizedClientException"))
    with pytest.raises(PipelineError, match="PC520") as caught:
        built().diff()
    assert "check `profile=`, and the variables" in caught.value.report


def test_an_environment_that_is_required(project: Project) -> None:
    """A program must choose one, too, before it deploys."""
    Path("pipec.yaml").write_text("environments: {dev: {}}\nenvironment_required: true\n", "utf-8")
    made = built()
    with pytest.raises(PipelineError, match="PC123") as caught:
        made.upsert(endpoint_url=project.moto.url)
    assert "add `env=`: `dev`" in caught.value.report
    chosen = PipelineBuilder.load("pipeline.yaml", env="dev").build()
    assert chosen.upsert(endpoint_url=project.moto.url).action == "created"
