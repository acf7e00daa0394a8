from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "schemas"
GENERATE = """
import json, sys
from pipec.schemas import generate
json.dump(getattr(generate, sys.argv[1])(), sys.stdout)
"""


def _skip_unless_made_from_what_is_installed(stamps: dict[str, str]) -> None:
    for package, stamp in stamps.items():
        try:
            installed = version(package)
        except PackageNotFoundError:
            pytest.skip(f"{package} is not installed")
        if installed != stamp:
            pytest.skip(f"made from {package} {stamp}, installed is {installed}: make schemas")


def _generated(function: str) -> dict[str, str]:
    # In a process of its own: warnings of the SDK's imports must not fail this one.
    output = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GENERATE, function],
        env=os.environ | {"PYTHONPATH": str(ROOT / ".editable"), "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files: dict[str, str] = json.loads(output)
    return files


@pytest.mark.parametrize(
    ("folder", "function", "stamped"),
    [
        ("api", "api_files", ("botocore",)),
        ("images", "image_files", ("botocore", "sagemaker-core")),
        ("regions", "region_files", ("botocore",)),
    ],
)
def test_tables_are_what_the_generator_makes(
    folder: str, function: str, stamped: tuple[str, ...]
) -> None:
    """Regenerating from the stamped versions gives the same files, byte for byte."""
    tables = {
        f"{folder}/{path.name}": path.read_bytes() for path in (SCHEMAS / folder).glob("*.json")
    }
    assert tables
    for text in tables.values():
        stamps = json.loads(text)
        _skip_unless_made_from_what_is_installed({name: stamps[name] for name in stamped})
    assert {name: text.encode() for name, text in _generated(function).items()} == tables


def test_the_table_has_the_regions_of_both_lists() -> None:
    """And no word for a whole partition."""
    pytest.importorskip("botocore")
    from pipec.schemas.generate import regions_of

    endpoints = [{"partition": "aws", "regions": {"us-east-1": {}, "only-first-1": {}}}]
    named = [
        {
            "id": "aws",
            "regionRegex": r"^(us|only)-\w+-\d+$",
            "regions": {"us-east-1": {}, "only-second-1": {}, "aws-global": {}},
        },
        {"id": "aws-new", "regionRegex": r"^new-\w+-\d+$", "regions": {"new-one-1": {}}},
    ]
    assert regions_of(endpoints, named) == {
        "aws": ["only-first-1", "only-second-1", "us-east-1"],
        "aws-new": ["new-one-1"],
    }
