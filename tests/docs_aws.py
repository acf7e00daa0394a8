"""AWS as `docs/deploying.md` shows it: a moto server whose time stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import boto3
import pytest

from deploy.aws import BUCKET, CREDENTIALS
from deploy.moto_more import Clock, serve
from pipec.cli.aws import client, watch
from pipec.cli.commands import watching

ACCOUNT = "111122223333"


@contextmanager
def aws_of_a_page(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server, credentials for it in the environment, and a bucket.

    What differs from run to run is frozen: run ids, times and durations by the server's clock,
    which the commands read too, and the seconds that calls take.
    """
    clock = Clock()
    for name, value in CREDENTIALS.items():
        patch.setenv(name, value)
    patch.setattr(watching, "datetime", SimpleNamespace(now=lambda _: clock.now()))
    patch.setattr(client, "time", SimpleNamespace(monotonic=lambda: 0.0))
    patch.setattr(watch.watch, "__defaults__", (lambda _: None,))  # wait for nothing
    with serve(clock, ACCOUNT) as url:
        patch.setenv("AWS_ENDPOINT_URL", url)
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield
