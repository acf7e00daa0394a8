"""`pipec rollback`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli_runs import Pipec, runner
from deploy.aws import BUCKET, Moto
from deploy.faults import answer, lost
from deploy.s3 import Wire, only
from deploy.stubs import BEGIN, PIPELINE_ARN, Stubs, at, client
from pipec.cli.aws.client import Aws
from pipec.cli.aws.needed_code import missing_code
from pipec.compiler.deployment.graph import Json

WHERE = ("--region", "us-east-1", "--yes")
DIGEST = "0123456789abcdef" * 4
CODE = f"s3://{BUCKET}/some/prefix/demo/code/{DIGEST}"
TAGS = {
    "team": "homes",
    "aws:cloudformation:stack-name": "x",
    # A tag of pipec's that somebody else has removed: an upsert would mend the record.
    "pipec:tags": "team gone",
    "others": "1",
}


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder, without pauses."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    return runner(tmp_path, monkeypatch, capsys)


def definition(rounds: int, **arguments: Json) -> dict[str, Json]:
    """A definition of one step."""
    step = {"Name": "Train", "Type": "Training", "Arguments": {"Rounds": rounds, **arguments}}
    return {"Version": "2020-12-01", "Parameters": [], "Steps": [step]}


def text(value: dict[str, Json]) -> str:
    """As it is sent."""
    return json.dumps(value, separators=(",", ":"))


OLD, MIDDLE, NEW = definition(1), definition(2), definition(3)


def look(stubs: Stubs, now: dict[str, Json] = NEW, modified: int = 0, **more: Any) -> None:
    """Script one look at what is deployed, which has all settings."""
    described = {
        "PipelineArn": PIPELINE_ARN,
        "PipelineName": "demo",
        "PipelineDisplayName": "Demo",
        "PipelineDescription": "what it does",
        "PipelineDefinition": json.dumps(now),
        "RoleArn": "arn:aws:iam::111122223333:role/Deployed",
        "ParallelismConfiguration": {"MaxParallelExecutionSteps": 3},
        "LastModifiedTime": at(modified),
        **more,
    }
    stubs.answer("describe_pipeline", described, PipelineName="demo")
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    stubs.answer("list_tags", {"Tags": tags}, ResourceArn=PIPELINE_ARN)


def listed(stubs: Stubs, *versions: tuple[int, list[str]]) -> None:
    """Script the list of versions: numbers and aliases."""
    summaries = [
        {"PipelineVersionId": number, "PipelineVersionAliases": aliases, "CreationTime": BEGIN}
        for number, aliases in versions
    ]
    stubs.answer(
        "list_pipeline_versions",
        {"PipelineVersionSummaries": summaries},
        PipelineName="demo",
        SortOrder="Descending",
        MaxResults=100,
    )


def chosen(stubs: Stubs, number: int, is_: dict[str, Json]) -> None:
    """Script the look at the version that is to come back; its role was another one."""
    described = {
        "PipelineArn": PIPELINE_ARN,
        "PipelineName": "demo",
        "PipelineDefinition": json.dumps(is_),
        "RoleArn": "arn:aws:iam::111122223333:role/Older",
    }
    stubs.answer("describe_pipeline", described, PipelineName="demo", PipelineVersionId=number)


def updated(stubs: Stubs, is_: dict[str, Json], **answer: Any) -> None:
    """Script the one call that writes: these members and no others."""
    stubs.answer(
        "update_pipeline",
        {"PipelineArn": PIPELINE_ARN, **answer},
        PipelineName="demo",
        PipelineDefinition=text(is_),
    )


THREE: tuple[tuple[int, list[str]], ...] = ((3, ["live"]), (2, []), (1, ["first", "2"]))


@pytest.mark.parametrize(
    ("to", "number", "is_"),
    [
        ([], 2, MIDDLE),
        (["--to", "1"], 1, OLD),
        (["--to", "first"], 1, OLD),
        # An alias may look like a number: numbers come first.
        (["--to", "2"], 2, MIDDLE),
    ],
)
def test_only_the_definition_goes_back(
    to: list[str], number: int, is_: dict[str, Json], stubs: Stubs, pipec: Pipec
) -> None:
    """In one call that names no setting; no tag is touched, even where the record is out of date.

    The stubs fail the test for every call that is not scripted.
    """
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, number, is_)
    if not to:
        chosen(stubs, 1, OLD)
    look(stubs)
    updated(stubs, is_, PipelineVersionId=4)
    look(stubs, is_, modified=9)
    run = pipec("rollback", "demo", *to, *WHERE)
    assert (run.code, run.out) == (0, f"{PIPELINE_ARN}\n")
    assert run.err == (
        "demo: update\n"
        "  ~ step Train (Training)\n"
        f"      ~ Arguments.Rounds: 3 → {number}\n"
        "1 change: 1 step changed\n"
        f"demo: version {number} is deployed again, as version 4\n"
    )


def test_a_large_definition_goes_into_the_request(stubs: Stubs, pipec: Pipec) -> None:
    """There is no bucket to put it into; the service takes a million characters."""
    large = definition(1, Note="x" * 900_000)
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, large)
    chosen(stubs, 1, OLD)
    look(stubs)
    updated(stubs, large)
    look(stubs, large, modified=9)
    run = pipec("rollback", "demo", *WHERE)
    assert run.code == 0
    assert run.err.endswith("demo: version 2 is deployed again\n")


@pytest.mark.parametrize(
    ("to", "more"), [([], "; go further back with `--to VERSION`"), (["--to", "2"], "")]
)
def test_the_same_is_not_deployed_again(
    to: list[str], more: str, stubs: Stubs, pipec: Pipec
) -> None:
    """It says so and writes nothing; nobody needs to be asked."""
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, NEW)
    run = pipec("rollback", "demo", *to, "--region", "us-east-1")
    assert (run.code, run.out) == (0, f"{PIPELINE_ARN}\n")
    assert run.err == f"demo: version 2 is what is deployed{more}\n"


@pytest.mark.parametrize(
    ("versions", "older", "hint"),
    [
        ([3, 2, 1], [(2, OLD), (1, NEW)], "`--to 2` deploys what was there between"),
        (
            [9, 7, 5, 4],
            [(7, OLD), (5, NEW)],
            "`--to 4` goes further back, `--to 7` deploys what was there between",
        ),
    ],
)
def test_a_second_rollback_does_not_bring_back_the_bad_version(
    versions: list[int],
    older: list[tuple[int, dict[str, Json]]],
    hint: str,
    stubs: Stubs,
    pipec: Pipec,
) -> None:
    """The newest is an older one again: who runs it twice is told, and says which one is meant."""
    look(stubs)
    listed(stubs, *((number, []) for number in versions))
    for number, is_ in older:
        chosen(stubs, number, is_)
    run = pipec("rollback", "demo", *WHERE)
    assert (run.code, run.out) == (1, "")
    again = f"version {versions[0]} is version {older[-1][0]} again"
    assert f"error[PC512]: `demo` has gone back already: {again}\n" in run.err
    assert f"hint: {hint}\n" in run.err


def test_a_version_that_is_gone_is_not_what_is_deployed(stubs: Stubs, pipec: Pipec) -> None:
    """One that vanished after it was listed is passed over."""
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, MIDDLE)
    stubs.fail("describe_pipeline", "ResourceNotFound", "no such version")
    run = pipec("rollback", "demo", "--region", "us-east-1")
    assert "Arguments.Rounds: 3 → 2" in run.err
    assert "error[PC504]" in run.err


@pytest.mark.parametrize(
    ("to", "versions", "message", "hint"),
    [
        ([], [], "`demo` has no version before the newest", "`pipec upsert`"),
        ([], [(1, [])], "`demo` has no version before the newest", "`pipec upsert`"),
        (["--to", "7"], [(1, [])], "`demo` has no version `7`", "the newest: `1`"),
        (["--to", "frist"], THREE, "`demo` has no version `frist`", "did you mean `first`?"),
        (["--to", "77"], THREE, "`demo` has no version `77`", "the newest: `3`, `live`, `2`, `1`"),
        (["--to", "1"], [], "`demo` has no version `1`", "the service lists none at all"),
    ],
)
def test_no_such_version(
    to: list[str], versions: Any, message: str, hint: str, stubs: Stubs, pipec: Pipec
) -> None:
    """It says which there are, or which one may be meant."""
    look(stubs)
    listed(stubs, *versions)
    run = pipec("rollback", "demo", *to, *WHERE)
    assert (run.code, run.out) == (1, "")
    assert f"error[PC512]: {message}\n" in run.err
    assert hint in run.err


def test_a_version_that_is_gone_meanwhile(stubs: Stubs, pipec: Pipec) -> None:
    """It was listed, and cannot be described any more."""
    look(stubs)
    listed(stubs, *THREE)
    stubs.fail("describe_pipeline", "ResourceNotFound", "no such version")
    run = pipec("rollback", "demo", *WHERE)
    assert run.code == 1
    assert "error[PC512]: version 2 of `demo` is gone" in run.err


def test_without_a_terminal_it_must_be_told(stubs: Stubs, pipec: Pipec) -> None:
    """The plan is shown and nothing is written."""
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, MIDDLE)
    chosen(stubs, 1, OLD)
    run = pipec("rollback", "demo", "--region", "us-east-1")
    assert (run.code, run.out) == (2, "")
    assert "Arguments.Rounds: 3 → 2" in run.err
    assert "error[PC504]" in run.err
    assert "add `--yes`" in run.err


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"now": definition(9)},
        {"modified": 5},
        {"RoleArn": "arn:aws:iam::111122223333:role/Another"},
    ],
)
def test_changed_meanwhile(meanwhile: dict[str, Any], stubs: Stubs, pipec: Pipec) -> None:
    """What was not seen is not overwritten."""
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, MIDDLE)
    chosen(stubs, 1, OLD)
    look(stubs, **meanwhile)
    run = pipec("rollback", "demo", *WHERE)
    assert (run.code, run.out) == (1, "")
    assert "error[PC505]: `demo` changed since the diff was made" in run.err


def test_it_is_read_back(stubs: Stubs, pipec: Pipec) -> None:
    """What is still not there after three looks is an error."""
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, MIDDLE)
    chosen(stubs, 1, OLD)
    look(stubs)
    updated(stubs, MIDDLE)
    for _ in range(3):
        look(stubs, definition(9), modified=9)
    run = pipec("rollback", "demo", *WHERE)
    assert (run.code, run.out) == (3, "")
    assert "error[PC506]" in run.err


# --- code that is gone ------------------------------------------------------------------


def with_code(*places: str) -> dict[str, Json]:
    """A definition with inputs, and with a hyperparameter that is JSON in quotes."""
    quoted = f'"{CODE}/sourcedir.tar.gz"'
    nested = {"Name": "In", "Type": "Processing", "Arguments": {"Inputs": list(places)}}
    loop = {"Name": "Loop", "Type": "ForEach", "Arguments": {"ForEachBody": [nested]}}
    return {"Steps": [loop], "HyperParameters": {"sagemaker_submit_directory": quoted}}


@pytest.mark.needs_loopback
def test_code_that_is_gone_is_found(bucket: Moto, aws: Aws, wire: Wire) -> None:
    """A file by its key, a folder by what lies below it; what pipec did not upload is not asked."""
    s3 = bucket.client("s3")
    for place in (f"{CODE}/sourcedir.tar.gz", f"{CODE}/my src/a.py", f"{CODE}/prep.py"):
        s3.put_object(Bucket=BUCKET, Key=place.removeprefix(f"s3://{BUCKET}/"), Body=b"x")
    places = [f"{CODE}/prep.py", f"{CODE}/my src", f"{CODE}/prep"]
    others = ["s3://elsewhere/data.csv", f"{CODE}", "s3://b/code/0123/x.py", "text"]
    found = missing_code(aws, with_code(*places, *places, *others))
    assert found == [f"{CODE}/prep"]
    assert dict(wire.calls) == {"ListObjectsV2": 4}


@pytest.mark.needs_loopback
def test_a_bucket_that_is_gone(aws: Aws, wire: Wire) -> None:
    """So is everything in it."""
    assert missing_code(aws, with_code()) == [f"{CODE}/sourcedir.tar.gz"]
    assert wire.calls["ListObjectsV2"] == 1


@pytest.mark.needs_loopback
@pytest.mark.usefixtures("no_pauses", "bucket")
@pytest.mark.parametrize(
    ("operation", "spoiler"),
    [
        ("ListObjectsV2", answer(403, "AccessDenied")),
        ("ListObjectsV2", answer(400, "ExpiredToken")),
        ("ListObjectsV2", lost),
    ],
)
def test_what_cannot_be_known_is_not_said(
    operation: str, spoiler: Callable[[Any], Any], aws: Aws, wire: Wire
) -> None:
    """Whoever may not look, or has no way to S3, may still go back, and is told."""
    wire.spoil(operation, only(BUCKET)(spoiler))
    assert missing_code(aws, with_code()) is None
    assert wire.calls[operation] >= 1


@pytest.mark.needs_loopback
def test_code_that_is_gone_stops_it(
    stubs: Stubs, bucket: Moto, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anybody is asked; it names what is gone and how to put it back."""
    s3 = bucket.client("s3")
    monkeypatch.setattr(
        Aws, "client", lambda _, service: s3 if service == "s3" else client(service)
    )
    look(stubs)
    listed(stubs, *THREE)
    chosen(stubs, 2, with_code(f"{CODE}/prep.py"))
    chosen(stubs, 1, OLD)
    run = pipec("rollback", "demo", "--region", "us-east-1")
    assert (run.code, run.out) == (1, "")
    assert "error[PC515]: version 2 of `demo` needs what is no longer in S3" in run.err
    assert f"`{CODE}/prep.py`, `{CODE}/sourcedir.tar.gz`" in run.err
    assert "`pipec upload FILE` puts them back" in run.err
