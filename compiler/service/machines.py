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
