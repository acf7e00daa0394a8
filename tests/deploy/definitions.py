"""Pipeline definitions to compare: the compiled examples, and small ones made in place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipec.compiler.deployment.deployed import Deployed
from pipec.compiler.model import Settings

CASES = Path(__file__).parents[1] / "cases" / "ok"
EXAMPLES = ("abalone", "batch-scoring", "xgboost-pipeline")

Json = Any


def compiled(name: str) -> dict[str, Json]:
    """What one of the examples in `pipelines/` (or any case) compiles to, fresh for each caller."""
    found: dict[str, Json] = json.loads((CASES / name / "definition.json").read_text())
    return found


def definition(*steps: Json, **members: Json) -> dict[str, Json]:
    """A definition of these steps; `members` stand at its top level."""
    return {"Version": "2020-12-01", "Metadata": {}, "Parameters": [], **members, "Steps": [*steps]}


def step(name: str, type_: str, arguments: Json | None = None, **members: Json) -> dict[str, Json]:
    """A step; `members` are siblings of its arguments."""
    return {"Name": name, "Type": type_, "Arguments": arguments or {}, **members}


def cached(name: str, type_: str, arguments: Json | None = None, **members: Json) -> Json:
    """A step with an enabled cache."""
    cache = {"Enabled": True, "ExpireAfter": "P30D"}
    return step(name, type_, arguments, CacheConfig=cache, **members)


def parameter(name: str, default: Json = None, type_: str = "String") -> dict[str, Json]:
    """A parameter, without a default if that is None."""
    found = {"Name": name, "Type": type_}
    return found if default is None else {**found, "DefaultValue": default}


def get(text: str) -> dict[str, str]:
    """A reference."""
    return {"Get": text}


def join(*values: Json, on: str = "") -> dict[str, Json]:
    """A `Std:Join`."""
    return {"Std:Join": {"On": on, "Values": list(values)}}


def deployed(
    definition: dict[str, Json], settings: Settings | None = None, name: str = "P"
) -> Deployed:
    """A pipeline as the service has it."""
    return Deployed(
        name=name,
        arn=f"arn:aws:sagemaker:us-east-1:111122223333:pipeline/{name}",
        definition=definition,
        settings=settings or Settings(),
        modified="2025-01-01T00:00:00+00:00",
    )
