"""`pipec diff`, `upsert` and `upload` against a moto server: what they do, and do not do."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from typing import Any

import boto3
import pytest

from deploy.aws import CREDENTIALS
from deploy.faults import Faults, answer
from deploy.project import ARN, FILE, NAME, OTHER_SCRIPT, SECOND, Project

pytestmark = pytest.mark.needs_loopback

WRITES = (
    "CreatePipeline",
    "UpdatePipeline",
    "DeletePipeline",
    "AddTags",
    "DeleteTags",
    "PutObject",
)


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The operations that commands ask for, in order."""
    faults = Faults()
    faults.install(monkeypatch)
    return faults.seen


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What is sent to SageMaker, each request held against botocore's model."""
    found: list[tuple[str, dict[str, Any]]] = []
    make = boto3.Session.client

    def client(session: boto3.Session, service: str, **keywords: Any) -> Any:
        made = make(session, service, **keywords)

        def record(params: dict[str, Any], model: Any, **_: Any) -> None:
            check_limits(params, model.input_shape)
            found.append((model.name, params))

        made.meta.events.register_last("before-parameter-build.sagemaker.*", record)
        return made

    monkeypatch.setattr(boto3.Session, "client", client)
    return found


def check_limits(value: Any, shape: Any) -> None:
    """What botocore leaves to the service: patterns and the greatest lengths and numbers.

    Members, types and smallest lengths it checks by itself when a request is made.
    """
    if shape.type_name == "structure":
        for name, item in value.items():
            check_limits(item, shape.members[name])
    elif shape.type_name == "list":
        for item in value:
            check_limits(item, shape.member)
    size = value if isinstance(value, int) else len(value)
    assert size <= shape.metadata.get("max", size), f"{shape.name}: {value}"
    pattern = shape.metadata.get("pattern")
    if pattern and "\\p{" not in pattern:
        assert re.fullmatch(pattern, value), f"{shape.name}: {value}"


def writes(requests: list[str]) -> list[str]:
    """Those of the requests that change something, in order."""
    return [name for name in requests if name in WRITES]


# --- creating and updating ------------------------------------------------------------------------


def test_a_new_pipeline_is_created_in_one_call(project: Project, requests: list[str]) -> None:
    """Uploads come first, then CreatePipeline with everything, tags too; the ARN is the product."""
    run = project.upsert()
    assert run.code == 0
    assert run.out == f"{ARN}\n"
    assert "Houses: created\n" in run.err
    assert writes(requests) == ["PutObject", "CreatePipeline"]
    assert project.deployed() == {
        "definition": project.compiled(),
        "role": "arn:aws:iam::123456789012:role/SageMakerRole",
        "description": "What a house costs.",
        "display_name": "House-prices",
        "parallelism": {"MaxParallelExecutionSteps": 4},
    }
    assert project.tags() == {
        "team": "homes",
        "cost-center": "12",
        "pipec:tags": "cost-center team",
    }


def test_the_same_again_writes_nothing(project: Project, requests: list[str]) -> None:
    """A second run says that there is nothing to do, asks nothing and only reads."""
    project.upsert()
    requests.clear()
    run = project.run("upsert", "pipeline.yaml")  # no --yes: there is nothing to confirm
    assert run.code == 0
    assert run.out == f"{ARN}\n"
    assert run.err == "Houses: no changes\n"
    assert writes(requests) == []


def test_a_change_is_one_update(project: Project, requests: list[str]) -> None:
    """Code first, then one UpdatePipeline for definition and settings, then tags."""
    project.upsert()
    project.write(SECOND, OTHER_SCRIPT)
    requests.clear()
    run = project.upsert()
    assert run.code == 0, run.err
    assert "Houses: updated\n" in run.err
    assert writes(requests) == ["PutObject", "UpdatePipeline", "DeleteTags", "AddTags"]
    deployed = project.deployed()
    assert deployed
    assert deployed["definition"] == project.compiled()
    assert deployed["parallelism"] == {"MaxParallelExecutionSteps": 2}
    assert deployed["role"].endswith("OtherRole")
    assert project.tags() == {"team": "flats", "pipec:tags": "team"}


def test_only_tags_change(project: Project, requests: list[str]) -> None:
    """A new tag makes no new version of the pipeline."""
    project.upsert()
    project.write(FILE.replace("team: homes", "team: boats"))
    requests.clear()
    assert project.upsert().code == 0
    assert writes(requests) == ["AddTags"]
    assert project.tags()["team"] == "boats"


def test_tags_of_others_stay(project: Project) -> None:
    """A tag that somebody else put is neither changed nor removed."""
    project.upsert()
    client = project.moto.client("sagemaker")
    client.add_tags(ResourceArn=ARN, Tags=[{"Key": "owner", "Value": "ops"}])
    project.write(FILE.replace("tags: {team: homes, cost-center: 12}\n", ""))
    assert project.upsert().code == 0
    assert project.tags() == {"owner": "ops"}


def test_what_the_file_does_not_say_stays(
    project: Project, sent: list[tuple[str, dict[str, Any]]]
) -> None:
    """Settings that are no longer in the file are left out of the update, and the plan says so."""
    project.upsert()
    less = FILE.replace("description: What a house costs.\n", "").replace("parallelism: 4\n", "")
    project.write(less.replace("reg:squarederror", "reg:absoluteerror"))
    sent.clear()
    run = project.upsert()
    assert 'description stays "What a house costs."' in run.err
    assert "parallelism stays 4" in run.err
    update = dict(sent)["UpdatePipeline"]
    assert {"PipelineDescription", "ParallelismConfiguration"}.isdisjoint(update)
    deployed = project.deployed()
    assert deployed
    assert deployed["description"] == "What a house costs."


def test_requests_are_those_of_the_model(
    project: Project, sent: list[tuple[str, dict[str, Any]]]
) -> None:
    """Moto accepts nearly anything, so each request is held against botocore's model as well."""
    project.upsert()
    project.write(SECOND)
    project.upsert()
    names = [name for name, _ in sent]
    assert {"CreatePipeline", "UpdatePipeline", "AddTags", "DeleteTags"} <= set(names)
    created, updated = dict(sent)["CreatePipeline"], dict(sent)["UpdatePipeline"]
    assert "Tags" in created
    assert "Tags" not in updated
    text = created["PipelineDefinition"]
    assert text == json.dumps(json.loads(text), separators=(",", ":"))


def test_the_role_of_the_command_line(project: Project) -> None:
    """`--role` outweighs the file's for the pipeline, and is not in the steps."""
    role = "arn:aws:iam::123456789012:role/FromTheCommandLine"
    assert project.upsert("--role", role).code == 0
    deployed = project.deployed()
    assert deployed
    assert deployed["role"] == role
    assert "FromTheCommandLine" not in json.dumps(deployed["definition"])


def test_a_pipeline_without_a_role(project: Project, requests: list[str]) -> None:
    """It cannot be created, and nothing is uploaded; an update keeps the deployed role."""
    lambda_only = (
        "pipeline: Houses\nsteps:\n  Load: {kind: Lambda, "
        "function: 'arn:aws:lambda:us-east-1:123456789012:function:load'}\n"
    )
    project.write(lambda_only)
    run = project.upsert("--region", "us-east-1")
    assert run.code == 1
    assert "PC501" in run.err
    assert writes(requests) == []
    role = "arn:aws:iam::123456789012:role/R"
    assert project.upsert("--region", "us-east-1", "--role", role).code == 0
    project.write(lambda_only.replace("function:load", "function:reload"))
    assert project.upsert("--region", "us-east-1").code == 0
    deployed = project.deployed()
    assert deployed
    assert deployed["role"] == role


def test_a_role_of_another_account(project: Project, requests: list[str]) -> None:
    """The most common mistake of all, the wrong profile, is found before anything is written."""
    project.write(FILE.replace("iam::123456789012", "iam::999999999999"))
    run = project.upsert()
    assert run.code == 1
    assert "PC513" in run.err
    assert "999999999999" in run.err
    assert writes(requests) == []


@pytest.mark.parametrize("command", ["delete", "rollback", "start", "stop"])
def test_what_changes_a_pipeline_checks_the_account(
    project: Project, requests: list[str], command: str
) -> None:
    """A file of another environment is not used on the pipeline of the same name here."""
    project.upsert()
    if command == "stop":
        project.run("start", "pipeline.yaml")
    requests.clear()
    project.write(FILE.replace("iam::123456789012", "iam::999999999999"))
    yes = [] if command == "start" else ["--yes"]
    run = project.run(command, "pipeline.yaml", *yes)
    assert run.code == 1
    assert "PC513" in run.err
    assert {"DeletePipeline", "StartPipelineExecution", "StopPipelineExecution"}.isdisjoint(
        requests
    )
    assert writes(requests) == []


def test_a_file_with_mistakes_calls_nothing(project: Project, requests: list[str]) -> None:
    """What does not compile is shown as `compile` shows it, and AWS is not asked."""
    project.write(FILE.replace("XGBoostTraining", "XGBostTraining"))
    for command in ("upsert", "diff", "upload"):
        run = project.run(command, "pipeline.yaml")
        assert run.code == 1
        assert "did you mean `XGBoostTraining`?" in run.err
    assert requests == []


def test_a_bucket_of_another_region(project: Project, requests: list[str]) -> None:
    """Jobs could not use it; that is found before anything is uploaded."""
    s3 = project.moto.client("s3")
    there = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="bucket-in-europe", CreateBucketConfiguration=there)
    run = project.upsert("--var", "bucket=bucket-in-europe")
    assert run.code == 1
    assert "the bucket `bucket-in-europe` lies in eu-west-1" in run.err
    assert writes(requests) == []


# --- asking ---------------------------------------------------------------------------------------


def test_without_a_terminal_and_without_yes(project: Project, requests: list[str]) -> None:
    """The plan is shown, and then the command refuses; nothing is written."""
    run = project.run("upsert", "pipeline.yaml")
    assert run.code == 2
    assert "Houses: create" in run.err
    assert "PC504" in run.err
    assert "--yes" in run.err
    assert writes(requests) == []


def test_a_dry_run_writes_nothing(project: Project, requests: list[str]) -> None:
    """`--dry-run` shows the plan and the uploads, and needs no --yes."""
    run = project.run("upsert", "pipeline.yaml", "--dry-run")
    assert run.code == 0
    assert "Houses: create" in run.err
    assert "1 of 1 file to upload" in run.err
    assert run.out == ""
    assert writes(requests) == []
    assert project.deployed() is None


# --- diff -----------------------------------------------------------------------------------------


def test_diff_and_its_exit_codes(project: Project, requests: list[str]) -> None:
    """0 where it only shows; with --exit-code 2 for a change and 0 for none; it never writes."""
    assert project.run("diff", "pipeline.yaml").code == 0
    assert project.run("diff", "pipeline.yaml", "--exit-code").code == 2
    project.upsert()
    requests.clear()
    run = project.run("diff", "pipeline.yaml", "--exit-code")
    assert (run.code, run.out) == (0, "Houses: no changes\n")
    project.write(SECOND)
    run = project.run("diff", "pipeline.yaml", "--exit-code")
    assert run.code == 2
    assert (
        '~ Arguments.HyperParameters.objective: "reg:squarederror" → "reg:absoluteerror"' in run.out
    )
    assert "~ parallelism: 4 → 2" in run.out
    assert '~ tag team: "homes" → "flats"' in run.out
    assert "caches" in run.out
    assert writes(requests) == []


def test_the_plan_names_the_environment(project: Project) -> None:
    """Or that none is chosen, where there are some."""
    where = "in account 123456789012, region us-east-1"
    assert f"{where}\n" in project.run("diff", "pipeline.yaml").out
    environments = "environments: {dev: {}, prod: {vars: {region: eu-west-1}}}\n"
    (project.folder / "pipec.yaml").write_text(environments, "utf-8")
    assert f"{where}, no environment\n" in project.run("diff", "pipeline.yaml").out
    assert f"{where}, environment dev\n" in project.upsert("--env", "dev").err


def test_diff_as_json(project: Project) -> None:
    """A program reads the same from `--json`."""
    project.upsert()
    project.write(SECOND, OTHER_SCRIPT)
    run = project.run("diff", "pipeline.yaml", "--json")
    found = json.loads(run.out)
    assert found["version"] == 1
    assert found["action"] == "update"
    assert {step["name"] for step in found["steps"]} == {"Prepare", "Train"}
    assert found["uploads"]["total"] == 1
    assert len(found["uploads"]["missing"]) == 1
    assert {item["path"] for item in found["tags"]} == {"team", "cost-center", "pipec:tags"}


def test_diff_shows_mistakes_as_asked(project: Project, requests: list[str]) -> None:
    """In any format, and with warnings that stop it; then AWS is not asked."""
    unused = FILE.replace("parameters:\n", "parameters:\n  Unused: 1\n")
    project.write(unused)
    run = project.run("diff", "pipeline.yaml", "--format", "json")
    assert run.code == 0
    assert run.out.startswith("Houses: create")
    assert [item["code"] for item in json.loads(run.err)["diagnostics"]] == ["PC219"]
    assert project.run("diff", "pipeline.yaml", "--strict", "--ignore", "PC219").code == 0
    requests.clear()
    run = project.run("diff", "pipeline.yaml", "--strict")
    assert (run.code, run.out, requests) == (1, "", [])
    assert "error[PC219]" in run.err
    run = project.run("diff", "pipeline.yaml", "--format", "json", "--region", "eu-west-1")
    assert run.code != 0
    assert json.loads(run.err)["summary"] == {"errors": 1, "warnings": 1}


def test_calls_are_not_shown_in_a_document(project: Project, requests: list[str]) -> None:
    """`-v` writes to stderr too: it goes with reports of lines only."""
    for format_ in ("json", "sarif", "junit"):
        run = project.run("diff", "pipeline.yaml", "--format", format_, "-v")
        assert (run.code, run.out, requests) == (2, "", [])
        assert "Invalid value for --verbose" in run.err
    run = project.run("diff", "pipeline.yaml", "--format", "concise", "-v")
    assert run.code == 0
    assert run.err.startswith("aws: sagemaker:DescribePipeline Houses")


def test_code_that_is_gone_from_s3_is_uploaded_again(project: Project) -> None:
    """The pipeline is as it should be, but its code was deleted: that is a change, too."""
    project.upsert()
    key = project.moto.keys()[0]
    project.moto.client("s3").delete_object(Bucket="example-bucket", Key=key)
    assert project.run("diff", "pipeline.yaml", "--exit-code").code == 2
    assert project.upsert().code == 0
    assert project.moto.keys() == [key]


def test_upload_touches_no_pipeline(project: Project, requests: list[str]) -> None:
    """`upload` is for deploys by other tools: only objects are written."""
    run = project.run("upload", "pipeline.yaml")
    assert run.code == 0
    assert "uploaded 1 file" in run.err
    assert set(requests) <= {"HeadObject", "HeadBucket", "PutObject"}
    assert "nothing to upload" in project.run("upload", "pipeline.yaml").err


# --- large definitions ----------------------------------------------------------------------------


def large(texts: int) -> str:
    """A pipeline with so many hyperparameters of 2000 characters."""
    extra = "".join(f", p{number}: {'x' * 2000}" for number in range(texts))
    rounds = 'num_round: "${parameters.Rounds}"'
    return FILE.replace(rounds, f"{rounds}{extra}")


def test_a_large_definition_goes_through_s3(
    project: Project, sent: list[tuple[str, dict[str, Any]]]
) -> None:
    """Above the inline limit the request names a content key and its version."""
    project.write(large(60))
    run = project.upsert()
    assert run.code == 0, run.err
    request = dict(sent)["CreatePipeline"]
    assert "PipelineDefinition" not in request
    place = request["PipelineDefinitionS3Location"]
    assert place["Bucket"] == "example-bucket"
    assert place["ObjectKey"].startswith("Houses/definitions/")
    found = project.moto.client("s3").get_object(
        Bucket=place["Bucket"], Key=place["ObjectKey"], VersionId=place["VersionId"]
    )
    assert json.loads(found["Body"].read()) == project.compiled()
    assert project.upsert().err == "Houses: no changes\n"


# --- others at work -------------------------------------------------------------------------------


def test_a_change_by_somebody_else_is_not_overwritten(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changed between the diff and the update is left as it is."""
    project.upsert()
    project.write(SECOND)

    def meanwhile(_question: str, *, yes: bool) -> None:
        assert yes
        project.moto.client("sagemaker").update_pipeline(
            PipelineName=NAME, PipelineDescription="by hand"
        )

    monkeypatch.setattr("pipec.cli.commands.deploying.confirm", meanwhile)
    run = project.upsert()
    assert run.code == 1
    assert "PC505" in run.err
    deployed = project.deployed()
    assert deployed
    assert deployed["description"] == "by hand"
    assert "reg:squarederror" in json.dumps(deployed["definition"])


def test_a_pipeline_that_is_created_meanwhile(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipeline of this name that was not there in the diff is not touched."""

    def meanwhile(_question: str, *, yes: bool) -> None:
        assert yes
        project.moto.client("sagemaker").create_pipeline(
            PipelineName=NAME, PipelineDefinition="{}", RoleArn="arn:aws:iam::123456789012:role/R"
        )

    monkeypatch.setattr("pipec.cli.commands.deploying.confirm", meanwhile)
    run = project.upsert()
    assert run.code == 1
    assert "PC505" in run.err
    deployed = project.deployed()
    assert deployed
    assert deployed["definition"] == {}


def test_a_change_during_the_uploads_is_seen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last look comes after a large definition was put into S3."""
    project.upsert()
    project.write(large(60))
    from pipec.cli.aws import uploads

    store = uploads.upload_definition

    def meanwhile(*arguments: Any, **keywords: Any) -> dict[str, str]:
        place = store(*arguments, **keywords)
        project.moto.client("sagemaker").update_pipeline(
            PipelineName=NAME, PipelineDescription="by hand"
        )
        return place

    monkeypatch.setattr(uploads, "upload_definition", meanwhile)
    run = project.upsert()
    assert run.code == 1
    assert "PC505" in run.err


def test_tags_may_take_a_moment(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first reading that does not have the new tags yet is not believed."""
    project.upsert()
    project.write(FILE.replace("team: homes", "team: boats"))
    from pipec.cli.aws import upsert
    from pipec.cli.aws.pipelines import need_deployed as read

    late: list[bool] = []

    def reading(aws: Any, name: str) -> Any:
        found = read(aws, name)
        if late:
            return found
        late.append(True)
        stale = found.settings._replace(tags={**found.settings.tags, "team": "homes"})
        return replace(found, settings=stale)

    monkeypatch.setattr(upsert, "need_deployed", reading)
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert project.upsert().code == 0
    assert late


def test_a_denied_tag_says_what_is_done(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The update went through, the tags did not: both are said, and the next run completes."""
    project.upsert()
    project.write(SECOND, OTHER_SCRIPT)
    faults = Faults(answer(400, "AccessDeniedException"))
    faults.install(monkeypatch)
    faults.at = lambda _: faults.seen[-1] == "AddTags"
    run = project.upsert()
    assert run.code == 3
    assert "PC521" in run.err
    assert "`Houses` itself is as it should be" in run.err
    faults.spoil = None
    assert project.upsert().code == 0
    assert project.tags() == {"team": "flats", "pipec:tags": "team"}


def test_an_update_that_loses_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another update just after ours: the pipeline reads back otherwise, and that is said."""
    project.upsert()
    project.write(SECOND)
    from pipec.cli.aws import upsert

    update = upsert._update

    def then_another(*arguments: Any) -> int | None:
        version = update(*arguments)
        project.moto.client("sagemaker").update_pipeline(
            PipelineName=NAME, PipelineDescription="by hand"
        )
        return version

    monkeypatch.setattr(upsert, "_update", then_another)
    monkeypatch.setattr("time.sleep", lambda _: None)
    run = project.upsert()
    assert run.code == 3
    assert "PC506" in run.err


@pytest.mark.parametrize("update", [False, True], ids=["create", "update"])
def test_two_upserts_at_once(
    project: Project, monkeypatch: pytest.MonkeyPatch, *, update: bool
) -> None:
    """Whoever comes first wins whole; the other is told, or finds its own pipeline there."""
    from pipec.cli.aws.client import Aws
    from pipec.cli.aws.pipelines import read_deployed
    from pipec.cli.aws.upsert import Wanted, apply
    from pipec.cli.stop import Stop
    from pipec.compiler.model import Settings

    if update:
        project.upsert()
    definition = project.compiled()
    aws = Aws(region="us-east-1", endpoint_url=project.moto.url)
    role = "arn:aws:iam::123456789012:role/R"
    deployed = read_deployed(aws, NAME)
    outcomes: dict[str, str] = {}
    start = threading.Barrier(2)
    monkeypatch.setattr("time.sleep", lambda _: None)

    def one(who: str) -> None:
        wanted = Wanted(
            name=NAME,
            definition={**definition, "Metadata": {"who": who}},
            settings=Settings(role=role, description=who),
        )
        start.wait()
        try:
            apply(aws, wanted, deployed, None)
            outcomes[who] = "done"
        except Stop as stopped:
            outcomes[who] = stopped.diagnostics[0].code.number

    threads = [threading.Thread(target=one, args=(who,)) for who in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = project.deployed()
    assert found
    winner = found["description"]
    assert found["definition"]["Metadata"] == {"who": winner}, "a mixture of both"
    loser = "two" if winner == "one" else "one"
    assert outcomes[winner] == "done"
    assert outcomes[loser] in ("PC505", "PC506", "done")


# --- what is shown --------------------------------------------------------------------------------


def test_verbose_shows_calls_and_no_secret(project: Project) -> None:
    """`-v` names each action and resource; keys, tokens and signatures are nowhere."""
    run = project.upsert("-v")
    assert f"aws: sagemaker:DescribePipeline {NAME}: " in run.err
    assert "aws: s3:PutObject s3://example-bucket/Houses/code/" in run.err
    said = run.out + run.err
    assert not any(secret in said for secret in CREDENTIALS.values())
    assert "X-Amz" not in said
    assert "Signature" not in said


def test_a_region_that_contradicts(project: Project, requests: list[str]) -> None:
    """Images belong to the region that was compiled for; another one is refused."""
    run = project.upsert("--region", "eu-west-1")
    assert run.code == 2
    assert "PC503" in run.err
    assert "`--var region=eu-west-1`" in run.err
    assert requests == []
