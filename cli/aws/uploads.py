"""Uploading what a pipeline needs in S3 and is not there yet.

Keys are made from content, so an object that is there is the right one, a run that ends anywhere
does no harm, and the next one goes on from there. Nothing is listed, deleted or created but
objects.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from pipec.cli.aws.client import Aws, Refused
from pipec.cli.aws.meter import CountedBody, Meter, Progress, count_bodies, unseen
from pipec.cli.aws.packing import Text, Upload, objects
from pipec.cli.aws.parallel import for_each
from pipec.cli.stop import ENVIRONMENT, Stop, stop
from pipec.compiler import codes
from pipec.compiler.requests.assets import Asset

MAX_SIZE = 5 * 1024**3
"""Bytes of one PutObject: https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html"""

Assets = Sequence[tuple[Asset, str]]

# HeadObject's and HeadBucket's answers have no body, so that their status and headers are all there
# is. 403 stands for a missing object too if the caller may not list the bucket, 400 for expired
# credentials, 301 for a bucket in another region that botocore cannot follow to.
_ABSENT = ("404",)
_UNTOLD = ("301", "400", "403")
_REGION = "x-amz-bucket-region"
"""S3 sends this header with a refusal, too."""
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
_ALREADY_THERE = ("PreconditionFailed", "412")
_CONFLICT = ("ConditionalRequestConflict", "409")
_OTHER_BYTES = ("BadDigest", "XAmzContentSHA256Mismatch")
_NO_BUCKET = ("NoSuchBucket",)
_PUT_ATTEMPTS = 3
"""How often an object is tried whose place somebody else is writing to at the same time."""


class _State(Enum):
    THERE = "there"
    ABSENT = "absent"
    OTHER = "other"  # of another size: not what its key says
    UNTOLD = "untold"  # the caller may not know


@dataclass(frozen=True, slots=True)
class _Found:
    """What is at an object's place, and its version in a bucket that has versions."""

    state: _State
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What is not in S3 yet of so many objects, in order of their places.

    `unfit` are those of them in whose places lies something else, which is overwritten. `unknown`
    are those that the caller may not look at: uploading them leaves what is there as it is.
    """

    missing: tuple[Upload, ...]
    unfit: frozenset[str] = frozenset()
    unknown: tuple[Upload, ...] = ()
    total: int

    @property
    def wanted(self) -> tuple[Upload, ...]:
        """All that an upload has to try."""
        return (*self.missing, *self.unknown)

    @property
    def size(self) -> int:
        """The bytes of what is missing."""
        return sum(upload.size for upload in self.missing)

    def to_data(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "total": self.total,
            "bytes": self.size,
            "missing": [upload.uri for upload in self.missing],
            "unknown": [upload.uri for upload in self.unknown],
        }

    def sentence(self) -> str:
        """For people: `3 of 5 files to upload, 12 kB`."""
        files = "file" if self.total == 1 else "files"
        said = []
        if self.missing:
            count = f"{len(self.missing)} of {self.total} {files} to upload"
            said.append(f"{count}, {_size_text(self.size)}")
        if self.unknown:
            count = f"{len(self.unknown)} of {self.total} {files}"
            said.append(f"S3 does not tell whether it has {count}: see `s3:GetObject`")
        return "\n".join(said) or "nothing to upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadResult:
    """How many objects were uploaded, and their bytes."""

    uploaded: int
    size: int

    def sentence(self) -> str:
        """For people: `uploaded 3 files, 12 kB`."""
        if not self.uploaded:
            return "nothing to upload"
        files = "file" if self.uploaded == 1 else "files"
        return f"uploaded {self.uploaded} {files}, {_size_text(self.size)}"


def pending(
    aws: Aws,
    assets: Assets,
    folder: Path,
    *,
    bucket: str | None = None,
    more: Sequence[Upload] = (),
) -> Pending:
    """What of the assets, and of `more`, is missing in S3; `folder` is the pipeline file's.

    `bucket` is one that the jobs use, if known. Raises `Stop` for a bucket that does not exist or
    lies in another region, and for what is too large to be uploaded.
    """
    wanted = [*_distinct(assets, folder), *more]
    found = for_each(lambda upload: _look(aws, upload), wanted)
    pairs = list(zip(wanted, found, strict=True))
    absent = (_State.ABSENT, _State.OTHER)
    todo = Pending(
        missing=tuple(upload for upload, item in pairs if item.state in absent),
        unfit=frozenset(upload.uri for upload, item in pairs if item.state is _State.OTHER),
        unknown=tuple(upload for upload, item in pairs if item.state is _State.UNTOLD),
        total=len(wanted),
    )
    for name in sorted({*(upload.bucket for upload in wanted), *([bucket] if bucket else ())}):
        _need_bucket(aws, name)
    for upload in todo.wanted:
        if upload.size > MAX_SIZE:
            raise _too_large(upload)
    return todo


def upload(aws: Aws, todo: Pending, progress: Progress = unseen) -> UploadResult:
    """Upload what is missing; `progress` is called now and then, from the thread that calls this.

    What somebody else has uploaded since is left as it is. Every missing file is held against its
    digest before the first byte is sent. Raises `Stop` for the first object, by place, that
    fails; what was uploaded by then stays.
    """
    if not todo.wanted:
        return UploadResult(uploaded=0, size=0)
    for_each(lambda item: item.source.check(), todo.wanted)
    meter = Meter(total=sum(item.size for item in todo.wanted), progress=progress)
    count_bodies(aws.client("s3"))
    placed = for_each(
        lambda item: _place(aws, item, meter, overwrite=item.uri in todo.unfit),
        todo.wanted,
        tick=meter.show,
    )
    sent = [item for item, (uploaded, _) in zip(todo.wanted, placed, strict=True) if uploaded]
    return UploadResult(
        uploaded=len(sent),
        size=sum(item.size for item in sent),
    )


def definition_object(text: str, bucket: str, prefix: str | None, pipeline: str) -> Upload:
    """The object in S3 that holds a definition's text."""
    content = text.encode()
    name = f"{hashlib.sha256(content).hexdigest()}.json"
    folders = ((prefix or "").strip("/"), pipeline, "definitions", name)
    return Upload(
        bucket=bucket,
        key="/".join(part for part in folders if part),
        size=len(content),
        source=Text(name="the definition", content=content),
    )


def upload_definition(aws: Aws, item: Upload) -> dict[str, str]:
    """Put a definition into S3 unless it is there.

    Gives its PipelineDefinitionS3Location, with a version if the bucket has versions.
    """
    found = _look(aws, item)
    version = found.version
    if found.state is not _State.THERE:
        _, version = _place(
            aws,
            item,
            Meter(total=item.size, progress=unseen),
            overwrite=found.state is _State.OTHER,
        )
    location = {"Bucket": item.bucket, "ObjectKey": item.key}
    return location if version is None else {**location, "VersionId": version}


def _distinct(assets: Assets, folder: Path) -> list[Upload]:
    """The objects of all assets, each once, in order of their places."""
    found = {item.uri: item for asset, uri in assets for item in objects(asset, uri, folder)}
    return [found[uri] for uri in sorted(found)]


# --- one object -------------------------------------------------------------------------


def _look(aws: Aws, item: Upload) -> _Found:
    answer = aws.attempt(
        "s3",
        "head_object",
        on=item.uri,
        expecting=(*_ABSENT, *_UNTOLD),
        Bucket=item.bucket,
        Key=item.key,
    )
    if isinstance(answer, Refused):
        return _Found(_State.ABSENT if answer.code in _ABSENT else _State.UNTOLD)
    state = _State.THERE if answer["ContentLength"] == item.size else _State.OTHER
    return _Found(state, _version(answer))


def _place(aws: Aws, item: Upload, meter: Meter, *, overwrite: bool) -> tuple[bool, str | None]:
    """Upload an object, unless somebody else does so meanwhile.

    Gives whether it was uploaded here, and its version.
    """
    opened = item.source.open()
    with opened.file:
        body = CountedBody(file=opened.file, meter=meter, name=item.source.name)
        for _ in range(_PUT_ATTEMPTS):
            answer = _put(aws, item, body, opened.sha256, overwrite=overwrite)
            if isinstance(answer, dict):
                body.end(item.size)
                return True, _version(answer)
            found = _look(aws, item)
            hidden = found.state is _State.UNTOLD
            if found.state is _State.THERE or (hidden and answer.code in _ALREADY_THERE):
                body.end(item.size)
                return False, found.version
            overwrite = found.state is _State.OTHER
            body.seek(0)
    message = f"something else keeps writing to `{item.uri}`"
    raise stop(codes.REFUSED, message, hint="run the command again", exit_code=ENVIRONMENT)


def _put(
    aws: Aws, item: Upload, body: CountedBody, sha256: bytes, *, overwrite: bool
) -> dict[str, Any] | Refused:
    """The answer, or the refusal that says that another one is there or on its way."""
    answer = aws.attempt(
        "s3",
        "put_object",
        on=item.uri,
        expecting=(*_ALREADY_THERE, *_CONFLICT, *_OTHER_BYTES, *_NO_BUCKET),
        Bucket=item.bucket,
        Key=item.key,
        Body=body,
        ChecksumAlgorithm="SHA256",
        ChecksumSHA256=base64.b64encode(sha256).decode(),
        **({} if overwrite else {"IfNoneMatch": "*"}),
    )
    if isinstance(answer, dict):
        return answer
    if answer.code in _NO_BUCKET:
        raise _no_bucket(item.bucket)
    if answer.code in _OTHER_BYTES:
        message = f"`{item.source.name}` changed while it was uploaded"
        hint = "S3 did not take it; run the command again"
        raise stop(codes.CHANGED_FILE, message, hint=hint)
    return answer


def _need_bucket(aws: Aws, bucket: str) -> None:
    """Raises `Stop` for a bucket that is not there, or not where the jobs will run.

    HeadObject answers 404 for a missing bucket as for a missing object. Who may not list the bucket
    is refused, and may still be told its region.
    """
    answer = aws.attempt(
        "s3",
        "head_bucket",
        on=f"s3://{bucket}",
        expecting=(*_ABSENT, *_UNTOLD),
        Bucket=bucket,
    )
    if isinstance(answer, Refused):
        if answer.code in _ABSENT:
            raise _no_bucket(bucket)
        region = answer.headers.get(_REGION)
    else:
        region = answer.get("BucketRegion")
    here = aws.region_name
    if region not in (None, here):
        raise stop(
            codes.OTHER_REGION,
            f"the bucket `{bucket}` lies in {region}, and the pipeline goes to {here}",
            hint=f"jobs read and write in their own region: name a bucket in {here}",
        )


def _version(answer: dict[str, Any]) -> str | None:
    version = answer.get("VersionId")
    return None if version in (None, "null") else str(version)


def _no_bucket(bucket: str) -> Stop:
    return stop(
        codes.NO_BUCKET,
        f"there is no bucket `{bucket}`, which the var `bucket` names",
        hint="pipec never creates one: create it, or set the var to a bucket that exists",
    )


def _too_large(item: Upload) -> Stop:
    return stop(
        codes.TOO_LARGE_FILE,
        f"`{item.source.name}` has {_size_text(item.size)}, and S3 takes "
        f"{_size_text(MAX_SIZE)} at once",
        hint="put it into S3 yourself, and name its `s3://` place in the pipeline",
    )


def _size_text(size: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
