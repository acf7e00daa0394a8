"""Fixtures for all tests of deploying."""

from __future__ import annotations

from deploy.aws import moto, moto_server
from deploy.golden import cloud, here, shows
from deploy.project import project
from deploy.s3 import assets, aws, bucket, folder, no_pauses, wire
from deploy.stubs import stubs

__all__ = [
    "assets",
    "aws",
    "bucket",
    "cloud",
    "folder",
    "here",
    "moto",
    "moto_server",
    "no_pauses",
    "project",
    "shows",
    "stubs",
    "wire",
]
