"""The IAM policies of docs/deploying.md allow what each command calls, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import typer

from deploy.aws import BUCKET, CREDENTIALS
from deploy.moto_more import Clock, serve
from deploy.project import FILE, NAME, SCRIPT, SECOND
from pipec.cli.app import application, main
from pipec.cli.aws import client, upsert, watch

PAGE = Path(__file__).parents[2] / "docs" / "deploying.md"
ACCOUNT = "123456789012"
POLICY = re.compile(r"^### Policy of (.+)\n(?:.*\n)*?```json\n((?:.*\n)*?)```$", re.MULTILINE)
WITHOUT_AWS = {
    "init",
    "contracts",
    "compile",
    "validate",
    "explain",
    "graph",
    "docs",
    "wire",
    "fix",
    "stubs",
    "schema",
}

# What IAM calls operations otherwise, and what needs more than the action of its name:
# https://docs.aws.amazon.com/AmazonS3/latest/API/ ("Permissions" of each operation), and
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
# ("Dependent actions").
OTHERWISE = {
    "s3:HeadObject": "s3:GetObject",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
}
# "No permissions are required to perform this operation", says its API reference.
NEEDS_NOTHING = "sts:GetCallerIdentity"
BESIDE = {"RoleArn": "iam:PassRole", "Tags": "sagemaker:AddTags"}
OF_PIPELINES = ("sagemaker:CreatePipeline", "sagemaker:UpdatePipeline")

# A definition that pipec does not make, as the logs of its steps are elsewhere.
FOREIGN = {
    "Version": "2020-12-01",
    "Parameters": [],
    "Steps": [
        {"Name": "Tell", "Type": "Lambda",
         "FunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:tell", "Arguments": {}},
        {"Name": "Search", "Type": "AutoML", "Arguments": {}},
    ],
}  # fmt: skip


class Recorder:
    """The actions that are called, as IAM names them."""

    def __init__(self) -> None:
        self.actions: set[str] = set()

    def attach(self, made: Any) -> Any:
        """Listen to a boto3 client."""
        made.meta.events.register("before-parameter-build", self._record)
        return made

    def take(self) -> set[str]:
        """What was called since the last time."""
        taken, self.actions = self.actions - {NEEDS_NOTHING}, set()
        return taken

    def _record(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        name = f"{model.service_model.signing_name}:{model.name}"
        self.actions.add(OTHERWISE.get(name, name))
        if name in OF_PIPELINES:
            self.actions |= {BESIDE[member] for member in BESIDE if member in params}


def commands() -> dict[str, set[str]]:
    """Each command with the actions that the policy on the page allows it."""
    return {
        name: {action for statement in policy["Statement"] for action in statement["Action"]}
        for name, policy in policies()
    }


def policies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each command with its policy on the page."""
    for heading, text in POLICY.findall(PAGE.read_text("utf-8")):
        for name in re.findall(r"`(\w+)`", heading):
            yield name, json.loads(text)


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """A project, a server to deploy it to, and a record of what is called."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("prepare.py").write_text(SCRIPT, "utf-8")
    monkeypatch.setattr(watch.watch, "__defaults__", (lambda _: None,))  # wait for nothing
    found, made, original = Recorder(), dict[tuple[int, str], Any](), client.Aws.client

    def listened(aws: client.Aws, service: str) -> Any:
        key = id(aws), service
        if key not in made:
            made[key] = found.attach(original(aws, service))
        return made[key]

    monkeypatch.setattr(client.Aws, "client", listened)
    with serve(Clock(), ACCOUNT) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield found


@pytest.mark.needs_loopback
def test_each_command_has_the_policy_that_it_needs(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In all its ways through, a command calls what its policy allows, and all of that."""
    called: dict[str, set[str]] = {}

    def run(name: str, *arguments: str, code: int = 0) -> None:
        assert main([name, *arguments]) == code
        called[name] = called.get(name, set()) | recorder.take()

    file = Path("pipeline.yaml")
    file.write_text(FILE, "utf-8")
    run("diff", str(file))
    run("upload", str(file))
    run("upsert", str(file), "--yes")
    file.write_text(SECOND, "utf-8")
    Path("prepare.py").write_text("print('otherwise')\n", "utf-8")
    run("diff", str(file))
    run("upsert", str(file), "--yes")
    monkeypatch.setattr(upsert, "INLINE_LIMIT", 0)  # every definition is too large
    file.write_text(FILE, "utf-8")
    run("upsert", str(file), "--yes")
    run("start", NAME, "--region", "us-east-1", "--watch")
    run("start", str(file), "--select", "Train")
    run("start", str(file))
    run("status", str(file))
    run("stop", str(file), "--yes")
    run("retry", str(file), "--watch")
    run("status", str(file), "--watch")
    run("logs", str(file), "Train")
    run("runs", str(file))
    run("versions", str(file))
    run("start", str(file), "--version", "1", "--watch")
    run("rollback", str(file), "--yes")
    run("delete", str(file), "--yes")
    sagemaker = boto3.client("sagemaker", region_name="us-east-1")
    sagemaker.create_pipeline(
        PipelineName=NAME,
        PipelineDefinition=json.dumps(FOREIGN),
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/SageMakerRole",
        ClientRequestToken="0" * 32,
    )
    run("start", str(file), "--watch")
    run("logs", str(file), "Tell", code=1)
    run("logs", str(file), "Search", code=1)
    assert called == commands()


def test_every_command_on_aws_has_a_policy() -> None:
    """None is forgotten, and none is there twice."""
    names = set(typer.main.get_group(application()).commands)
    assert sorted(name for name, _ in policies()) == sorted(names - WITHOUT_AWS)


def test_policies_are_of_the_form_that_iam_takes() -> None:
    """Each statement allows actions on named resources; a role is passed to SageMaker only."""
    for name, policy in policies():
        assert policy["Version"] == "2012-10-17"
        for statement in policy["Statement"]:
            assert statement["Effect"] == "Allow", name
            assert statement["Resource"] != "*", name
            services = {action.partition(":")[0] for action in statement["Action"]}
            given = statement["Resource"]
            resources = [given] if isinstance(given, str) else given
            found = {resource.split(":")[2] for resource in resources}
            assert services == found, name
            if "iam:PassRole" in statement["Action"]:
                condition = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
                assert statement["Condition"] == condition
