"""A moto server for tests, and commands that are pointed at it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from moto.sagemaker.utils import load_pipeline_definition_from_s3
from moto.server import ThreadedMotoServer

REGION = "us-east-1"
BUCKET = "example-bucket"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "session-token-of-the-tests",
}
"""The keys that AWS's own documentation shows; a test looks for them in all output."""


@cache
def _client(service: str, url: str) -> Any:
    return boto3.client(service, region_name=REGION, endpoint_url=url)


class Moto:
    """A running moto server: its address, and plain boto3 clients to look behind pipec's back."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self, service: str) -> Any:
        """A boto3 client for the server."""
        return _client(service, self.url)

    def make_bucket(self, name: str = BUCKET, *, versioned: bool = False) -> None:
        """A bucket, with versions if wanted."""
        self.client("s3").create_bucket(Bucket=name)
        if versioned:
            self.client("s3").put_bucket_versioning(
                Bucket=name, VersioningConfiguration={"Status": "Enabled"}
            )

    def reset(self) -> None:
        """Forget everything."""
        import urllib.request

        request = urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310 - this machine's own server

    def keys(self, bucket: str = BUCKET) -> list[str]:
        """The keys of a bucket."""
        answer = self.client("s3").list_objects_v2(Bucket=bucket)
        return [item["Key"] for item in answer.get("Contents", [])]


@pytest.fixture(scope="session")
def moto_server() -> Iterator[str]:
    """A moto server for the whole session; its URL."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else each request is a line
    # moto answers with Python's form of a definition that came from S3; AWS with its text.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "moto.sagemaker.models.load_pipeline_definition_from_s3",
            lambda *a, **k: json.dumps(load_pipeline_definition_from_s3(*a, **k)),
        )
        server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@pytest.fixture
def moto(moto_server: str, monkeypatch: pytest.MonkeyPatch) -> Moto:
    """An empty moto server, and credentials for it in the environment."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    found = Moto(moto_server)
    found.reset()
    return found
