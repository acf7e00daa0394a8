"""What there is to know of the service's machines by their names."""

from __future__ import annotations

import re

_WITH_LOCAL_STORAGE = ("g5", "g6", "g7e", "p5", "p6-b200", "trn1", "trn2")
"""Beginnings of families, beside those with a `d` in their name."""


def family_of(instance_type: str | None) -> str | None:
    """`g5` of `ml.g5.xlarge`."""
    match = re.fullmatch(r"ml\.([a-z\d-]+)\.\w+", instance_type or "")
    return match[1] if match else None


def has_local_storage(instance_type: str) -> bool:
    """Whether a machine's disks are its own, for which the service takes no key.

    As `instance_supports_kms` in `sagemaker.core.common_utils` (3.27) has it.
    """
    family = family_of(instance_type)
    return family is not None and ("d" in family or family.startswith(_WITH_LOCAL_STORAGE))


_LOCAL = """
g4dn  xlarge:125 2xlarge:225 4xlarge:225 8xlarge:900 12xlarge:900 16xlarge:900
g5    xlarge:250 2xlarge:450 4xlarge:600 8xlarge:900 12xlarge:3800 16xlarge:1900 24xlarge:3800
g5    48xlarge:7600
g6    xlarge:250 2xlarge:450 4xlarge:600 8xlarge:900 12xlarge:3760 16xlarge:1880 24xlarge:3760
g6    48xlarge:7520
g6e   xlarge:250 2xlarge:450 4xlarge:600 8xlarge:900 12xlarge:3800 16xlarge:1900 24xlarge:3800
g6e   48xlarge:7600
g7e   2xlarge:1900 4xlarge:1900 8xlarge:1900 12xlarge:3800 24xlarge:7600 48xlarge:15200
p5    4xlarge:3800
r5d   large:75 xlarge:150 2xlarge:300 4xlarge:600 8xlarge:1200 12xlarge:1800 16xlarge:2400
r5d   24xlarge:3600
"""


def local_gigabytes(instance_type: str) -> int | None:
    """How much local storage a machine of a processing job has; None if it has none, or is newer.

    `TotalSizeInGB` of EC2's DescribeInstanceTypes, for the types with such storage that
    `ProcessingInstanceType` has in botocore's model (1.44).
    """
    if not has_local_storage(instance_type):
        return None
    family, _, size = instance_type.removeprefix("ml.").partition(".")
    rows = (line.split() for line in _LOCAL.splitlines() if line.startswith(f"{family} "))
    sizes = dict(entry.split(":") for row in rows for entry in row[1:])
    return int(sizes[size]) if size in sizes else None
