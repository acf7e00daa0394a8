"""S3 for the tests of uploading: a bucket, local files, and what goes over the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.validate import validate_parameters

from deploy.aws import REGION, Moto
from deploy.local import placed, read_asset, write
from pipec.cli.aws import uploads
from pipec.cli.aws.client import Aws
from pipec.cli.aws.meter import Progress, unseen
from pipec.cli.aws.uploads import Assets, UploadResult, pending
from pipec.cli.stop import Stop
from pipec.compiler.diagnostics import Code

FILES = {f"f{number:02}.py": b"%d\n" % number for number in range(12)}
Spoil = Callable[[Any], Any]


def upload(aws: Aws, assets: Assets, folder: Path, progress: Progress = unseen) -> UploadResult:
    """Look what is missing, and upload it."""
    return uploads.upload(aws, pending(aws, assets, folder), progress)


class Wire:
    """What goes over the wire of an `Aws`: counted, held against the model, and spoiled."""

    def __init__(self, aws: Aws) -> None:
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.spoilers: dict[str, Spoil] = {}
        events = aws.client("s3").meta.events
        events.register("provide-client-params.s3.*", self._asked)
        events.register("before-send.s3.*", self._sent)

    def spoil(self, operation: str, spoiler: Spoil) -> None:
        """Give a fake answer to an operation, where `spoiler` gives one."""
        self.spoilers[operation] = spoiler

    def puts(self) -> list[str]:
        """The last parts of the keys that were put, sorted."""
        return sorted(
            request["Key"].rpartition("/")[2]
            for operation, request in self.requests
            if operation == "PutObject"
        )

    def _asked(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        validate_parameters(params, model.input_shape)
        self.requests.append((model.name, params))

    def _sent(self, request: Any, event_name: str, **_: Any) -> Any:
        operation = event_name.rpartition(".")[2]
        self.calls[operation] += 1
        spoiler = self.spoilers.get(operation)
        return spoiler(request) if spoiler else None


@pytest.fixture
def aws(moto: Moto) -> Aws:
    """A connection to an empty server."""
    return Aws(region=REGION, endpoint_url=moto.url)


@pytest.fixture
def bucket(moto: Moto) -> Moto:
    """A server with the bucket."""
    moto.make_bucket()
    return moto


@pytest.fixture
def wire(aws: Aws) -> Wire:
    """What the connection sends."""
    return Wire(aws)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pipeline's folder: a file, a folder and an archive, 14 objects."""
    write(tmp_path / "code", FILES)
    write(tmp_path / "src", {"train.py": b"train\n", "lib/größe.py": b""})
    write(tmp_path, {"prep.py": b"prep\n"})
    return tmp_path


@pytest.fixture
def assets(folder: Path) -> Assets:
    """The folder's assets with their places."""
    return all_assets(folder)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore try again at once."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def all_assets(folder: Path) -> Assets:
    """A file, a folder and an archive."""
    return [
        placed(read_asset(folder, "prep.py")),
        placed(read_asset(folder, "code")),
        placed(read_asset(folder, "src", archive=True)),
    ]


def refused(code: Code, work: Callable[[], object]) -> Stop:
    """The error that some work ends with."""
    with pytest.raises(Stop) as error:
        work()
    assert [item.code for item in error.value.diagnostics] == [code]
    return error.value


def only(*parts: str) -> Callable[[Spoil], Spoil]:
    """A spoiler for requests whose URL holds one of some texts."""
    return lambda spoiler: (
        lambda request: spoiler(request) if any(part in request.url for part in parts) else None
    )


def first(times: int) -> Callable[[Spoil], Spoil]:
    """A spoiler for the first requests."""
    left = iter(range(times))
    return lambda spoiler: lambda request: None if next(left, None) is None else spoiler(request)


def content(moto: Moto, uri: str) -> bytes:
    """An object's bytes."""
    place, _, key = uri.removeprefix("s3://").partition("/")
    body: bytes = moto.client("s3").get_object(Bucket=place, Key=key)["Body"].read()
    return body


def names(moto: Moto) -> set[str]:
    """The last parts of the bucket's keys."""
    keys = moto.keys()
    return {key.rpartition("/")[2] for key in keys}
