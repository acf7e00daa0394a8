"""Uploading assets and definitions: what is missing, and only that."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.validate import validate_parameters

from deploy.aws import BUCKET, REGION, Moto
from deploy.faults import answer
from deploy.local import age, placed, read_asset, write
from deploy.s3 import FILES, Wire, all_assets, content, names, refused, upload
from pipec.cli.aws import uploads
from pipec.cli.aws.client import Aws
from pipec.cli.aws.packing import objects
from pipec.cli.aws.uploads import (
    Assets,
    UploadResult,
    definition_object,
    pending,
    upload_definition,
)
from pipec.cli.stop import ERRORS
from pipec.compiler import codes

pytestmark = pytest.mark.needs_loopback


# --- what is missing, and only that -----------------------------------------------------


def test_what_is_missing_is_uploaded(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """All objects are there with their bytes and a SHA-256 that S3 checks."""
    wanted = [item for asset, uri in assets for item in objects(asset, uri, folder)]
    size = sum(item.size for item in wanted)
    result = upload(aws, assets, folder)
    assert result == UploadResult(uploaded=14, size=size)
    assert result.sentence() == "uploaded 14 files, 3.6 kB"
    for item in wanted:
        with item.source.open().file as file:
            local = file.read()
        assert content(bucket, item.uri) == local
        head = bucket.client("s3").head_object(Bucket=BUCKET, Key=item.key, ChecksumMode="ENABLED")
        digest = base64.b64encode(hashlib.sha256(local).digest()).decode()
        assert head["ChecksumSHA256"] == digest
    puts = [request for operation, request in wire.requests if operation == "PutObject"]
    assert {request["IfNoneMatch"] for request in puts} == {"*"}
    assert {request["ChecksumAlgorithm"] for request in puts} == {"SHA256"}
    assert set(wire.calls) == {"HeadObject", "HeadBucket", "PutObject"}


def test_a_second_upload_sends_nothing(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """All that is there is looked at once; nothing is put, and not even the files are read."""
    upload(aws, assets, folder)
    wire.calls.clear()
    for path in folder.rglob("*.py"):
        path.unlink()
    assert upload(aws, assets, folder) == UploadResult(uploaded=0, size=0)
    assert wire.calls == {"HeadObject": 14, "HeadBucket": 1}
    assert len(bucket.keys()) == 14


def test_a_moved_checkout_uploads_nothing(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path, tmp_path: Path
) -> None:
    """Another folder, a new `__pycache__`, touched files: the same keys, so nothing is sent."""
    upload(aws, assets, folder)
    wire.calls.clear()
    moved = tmp_path / "moved" / "here"
    for name in ("code", "src", "prep.py"):
        for path in sorted((folder / name).rglob("*")) or [folder / name]:
            if path.is_file():
                write(moved, {path.relative_to(folder).as_posix(): path.read_bytes()})
    write(moved / "code" / "__pycache__", {"f01.pyc": b"new"})
    age(moved / "src" / "train.py")
    assert upload(aws, all_assets(moved), moved).uploaded == 0
    assert wire.calls == {"HeadObject": 14, "HeadBucket": 1}
    assert len(bucket.keys()) == 14


def test_one_object_named_twice_is_uploaded_once(
    aws: Aws, bucket: Moto, wire: Wire, folder: Path
) -> None:
    """The same file in two folders has one key."""
    write(folder, {"copy/prep.py": b"prep\n"})
    twice = [placed(read_asset(folder, "prep.py")), placed(read_asset(folder, "copy/prep.py"))]
    assert upload(aws, twice, folder).uploaded == 1
    assert wire.calls["PutObject"] == len(bucket.keys()) == 1


def test_no_assets_need_no_call(aws: Aws, wire: Wire, folder: Path) -> None:
    """A pipeline without local files asks S3 nothing."""
    assert upload(aws, [], folder) == UploadResult(uploaded=0, size=0)
    assert not wire.calls


def test_pending_says_what_is_missing(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """The plan names what would be uploaded, with its size, and uploads nothing."""
    upload(aws, assets[:1], folder)
    wire.calls.clear()
    found = pending(aws, assets, folder)
    assert len(found.missing) == 13
    missing = [item.uri for item in found.missing]
    assert missing == sorted({*(f"{assets[1][1]}/{name}" for name in FILES), assets[2][1]})
    assert found.to_data() == {"total": 14, "bytes": found.size, "missing": missing, "unknown": []}
    assert found.sentence() == "13 of 14 files to upload, 3.6 kB"
    assert set(wire.calls) == {"HeadObject", "HeadBucket"}
    assert len(bucket.keys()) == 1
    upload(aws, assets, folder)
    assert pending(aws, assets, folder).sentence() == "nothing to upload"


def test_an_object_of_another_size_is_overwritten(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """What is there is not what its key says: it is put again, unconditionally."""
    [(_, uri)] = only_file = assets[:1]
    bucket.client("s3").put_object(Bucket=BUCKET, Key=uri.split("/", 3)[3], Body=b"half")
    assert len(pending(aws, only_file, folder).missing) == 1
    assert upload(aws, only_file, folder).uploaded == 1
    assert content(bucket, uri) == b"prep\n"
    assert "IfNoneMatch" not in wire.requests[-1][1]


def test_sizes_are_for_people() -> None:
    """Decimal units, two digits or three."""
    sizes = {0: "0 B", 999: "999 B", 1000: "1.0 kB", 12_345: "12 kB", 4_200_000: "4.2 MB"}
    assert {size: uploads._size_text(size) for size in sizes} == sizes
    assert uploads._size_text(5 * 1024**3) == "5.4 GB"


# --- local files ------------------------------------------------------------------------


@pytest.mark.parametrize("change", [b"other\n", None])
@pytest.mark.parametrize("name", ["prep.py", "code/f07.py", "src/train.py"])
def test_a_changed_file_stops_before_anything_is_sent(
    aws: Aws,
    bucket: Moto,
    wire: Wire,
    assets: Assets,
    folder: Path,
    name: str,
    change: bytes | None,
) -> None:
    """A file that is another one since compiling, or gone, is named; no asset is uploaded."""
    (folder / name).unlink()
    if change:
        (folder / name).write_bytes(change)
    error = refused(codes.CHANGED_FILE, lambda: upload(aws, assets, folder))
    assert name in str(error)
    assert error.exit_code == ERRORS
    assert wire.calls["PutObject"] == 0
    assert bucket.keys() == []


def test_a_file_that_changes_while_others_are_sent_is_refused(
    aws: Aws, bucket: Moto, wire: Wire, folder: Path
) -> None:
    """It is held against its digest again when its turn comes."""
    assets = [placed(read_asset(folder, "code"))]

    def change(_request: Any) -> None:
        (folder / "code" / "f11.py").write_bytes(b"12\n")

    wire.spoil("PutObject", change)
    error = refused(codes.CHANGED_FILE, lambda: upload(aws, assets, folder))
    assert "code/f11.py" in str(error)
    assert "f11.py" not in names(bucket)


@pytest.mark.parametrize("code", ["BadDigest", "XAmzContentSHA256Mismatch"])
def test_bytes_that_s3_finds_changed_are_a_changed_file(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path, code: str
) -> None:
    """What changes while it is sent does not fit the checksum sent along."""
    wire.spoil("PutObject", answer(400, code))
    error = refused(codes.CHANGED_FILE, lambda: upload(aws, assets[:1], folder))
    assert "prep.py" in str(error)
    assert bucket.keys() == []


def test_more_than_5_gib_are_refused_before_anything_is_sent(
    aws: Aws,
    bucket: Moto,
    wire: Wire,
    assets: Assets,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file and its size are named; the plan says it already."""
    monkeypatch.setattr(uploads, "MAX_SIZE", 4)
    monkeypatch.setattr(wire, "calls", Counter())
    for work in (pending, upload):
        error = refused(codes.TOO_LARGE_FILE, partial(work, aws, assets[:1], folder))
        assert re.search(r"prep\.py` has 5 B, and S3 takes 4 B at once", str(error))
        assert error.exit_code == ERRORS
    assert wire.calls["PutObject"] == 0
    assert bucket.keys() == []


# --- buckets and rights -----------------------------------------------------------------


def test_a_missing_bucket_is_named(aws: Aws, moto: Moto, assets: Assets, folder: Path) -> None:
    """The plan finds it, though S3 answers for a missing bucket as for a missing object."""
    for work in (pending, upload):
        error = refused(codes.NO_BUCKET, partial(work, aws, assets, folder))
        assert f"`{BUCKET}`" in str(error)
        assert "the var `bucket`" in str(error)
        assert error.exit_code == ERRORS
        assert "never creates" in str(error.diagnostics[0].hint)
    assert moto.client("s3").list_buckets()["Buckets"] == []


def test_a_bucket_that_goes_missing_is_named(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """Where it cannot be asked for, the first upload tells it."""
    for operation in ("HeadObject", "HeadBucket"):
        wire.spoil(operation, answer(403, "Forbidden"))
    bucket.client("s3").delete_bucket(Bucket=BUCKET)
    error = refused(codes.NO_BUCKET, lambda: upload(aws, assets, folder))
    assert f"`{BUCKET}`" in str(error)


def test_who_may_not_look_can_still_upload(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """Without s3:ListBucket, 403 stands for a missing object: it is put, on condition."""
    for operation in ("HeadObject", "HeadBucket"):
        wire.spoil(operation, answer(403, "Forbidden"))
    found = pending(aws, assets, folder)
    assert not found.missing
    assert len(found.unknown) == len(found.to_data()["unknown"]) == 14
    assert found.sentence().startswith("S3 does not tell whether it has 14 of 14 files")
    assert upload(aws, assets, folder).uploaded == 14
    assert len(bucket.keys()) == 14
    # The second time S3 refuses to overwrite, which is how it tells that all are there.
    assert upload(aws, assets, folder) == UploadResult(uploaded=0, size=0)


# What S3 sends in a refusal to those who may not list the bucket, and in a redirection.
ABROAD = {"x-amz-bucket-region": "eu-west-1"}
AT_HOME = {"x-amz-bucket-region": REGION}


@pytest.mark.parametrize("status", [301, 400, 403])
@pytest.mark.parametrize("with_assets", [True, False])
def test_a_refusal_tells_where_the_bucket_lies(
    aws: Aws, wire: Wire, assets: Assets, folder: Path, status: int, *, with_assets: bool
) -> None:
    """Its region is in a header. An endpoint of one region goes on redirecting, to itself."""
    for operation in ("HeadObject", "HeadBucket"):
        wire.spoil(operation, answer(status, "unseen", headers=ABROAD))
    given = assets if with_assets else []
    error = refused(codes.OTHER_REGION, lambda: pending(aws, given, folder, bucket=BUCKET))
    assert f"`{BUCKET}` lies in eu-west-1, and the pipeline goes to {REGION}" in str(error)
    assert error.exit_code == ERRORS


def test_a_redirection_is_followed(aws: Aws, wire: Wire, folder: Path) -> None:
    """Who signs for the wrong region is sent away; what is then said there counts."""

    def redirect(request: Any) -> Any:
        is_there = b"/eu-west-1/s3/" in request.headers["Authorization"]
        return answer(403 if is_there else 400, "unseen", headers=ABROAD)(request)

    wire.spoil("HeadBucket", redirect)
    refused(codes.OTHER_REGION, lambda: pending(aws, [], folder, bucket=BUCKET))
    assert wire.calls["HeadBucket"] == 2


@pytest.mark.parametrize("headers", [AT_HOME, {}])
def test_a_refusal_alone_is_no_error(
    aws: Aws, wire: Wire, folder: Path, headers: dict[str, str]
) -> None:
    """Where the bucket lies at home, or S3 does not tell."""
    wire.spoil("HeadBucket", answer(403, "unseen", headers=headers))
    assert not pending(aws, [], folder, bucket=BUCKET).wanted


@pytest.mark.parametrize("status", [400, 403])
def test_the_error_of_the_upload_is_shown(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path, status: int
) -> None:
    """HeadObject's answers say nothing but a status; PutObject's names the action and the place."""
    wire.spoil("HeadObject", answer(status, "unseen"))
    wire.spoil("HeadBucket", answer(status, "unseen"))
    wire.spoil("PutObject", answer(403, "AccessDenied", "not for you"))
    error = refused(codes.ACCESS_DENIED, lambda: upload(aws, assets, folder))
    first_place = min(item.uri for item in pending(aws, assets, folder).unknown)
    assert f"`s3:PutObject` on `{first_place}`" in str(error)
    assert "not for you" in str(error)
    assert bucket.keys() == []


def test_expired_credentials_are_told(
    aws: Aws, bucket: Moto, wire: Wire, assets: Assets, folder: Path
) -> None:
    """S3 answers HeadObject with an empty 400 then."""
    for operation in ("HeadObject", "HeadBucket"):
        wire.spoil(operation, answer(400, "unseen"))
    wire.spoil("PutObject", answer(400, "ExpiredToken"))
    refused(codes.NO_CREDENTIALS, lambda: upload(aws, assets, folder))
    assert bucket.keys() == []


# --- definitions ------------------------------------------------------------------------

TEXT = '{"Version":"2020-12-01","Name":"größe"}'
DEFINITION = definition_object(TEXT, BUCKET, "p", "Demo")
SHA = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("prefix", "key"),
    [
        ("team/a", f"team/a/Demo/definitions/{SHA}.json"),
        ("/team/", f"team/Demo/definitions/{SHA}.json"),
        (None, f"Demo/definitions/{SHA}.json"),
    ],
)
def test_a_definition_lies_under_its_content(
    aws: Aws, bucket: Moto, wire: Wire, prefix: str | None, key: str
) -> None:
    """It is put once; a bucket without versions gives none."""
    for _ in range(2):
        location = upload_definition(aws, definition_object(TEXT, BUCKET, prefix, "Demo"))
        assert location == {"Bucket": BUCKET, "ObjectKey": key}
    assert content(bucket, f"s3://{BUCKET}/{key}") == TEXT.encode()
    assert wire.calls["PutObject"] == 1


def test_a_definition_has_its_version(aws: Aws, moto: Moto, wire: Wire) -> None:
    """The version that was put is the one that is found there, and it fits the service's model."""
    moto.make_bucket(versioned=True)
    location = upload_definition(aws, DEFINITION)
    assert upload_definition(aws, DEFINITION) == location
    assert wire.calls["PutObject"] == 1
    stored = moto.client("s3").head_object(Bucket=BUCKET, Key=location["ObjectKey"])
    assert location["VersionId"] == stored["VersionId"]
    model = boto3.client("sagemaker", region_name=REGION).meta.service_model
    validate_parameters(location, model.shape_for("PipelineDefinitionS3Location"))


def test_a_definition_that_another_puts_meanwhile_is_found(
    aws: Aws, moto: Moto, wire: Wire
) -> None:
    """Its version is the other one's."""
    moto.make_bucket(versioned=True)
    other = Aws(region=REGION, endpoint_url=moto.url)
    theirs: list[dict[str, str]] = []
    wire.spoil(
        "PutObject",
        lambda _request: theirs.append(upload_definition(other, DEFINITION)),
    )
    assert [upload_definition(aws, DEFINITION)] == theirs
    assert "VersionId" in theirs[0]


def test_a_definition_needs_a_bucket(aws: Aws, moto: Moto) -> None:
    """A bucket that does not exist is named, and not made."""
    item = definition_object(TEXT, "no-such-bucket", None, "Demo")
    error = refused(codes.NO_BUCKET, lambda: upload_definition(aws, item))
    assert "`no-such-bucket`" in str(error)
    assert moto.client("s3").list_buckets()["Buckets"] == []
