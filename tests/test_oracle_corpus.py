"""Definitions that the real SDKs made, v2 and v3, said in YAML: they compile to the same, clean.

The programs of the v3 ones lie beside them and are run again; that of the abalone pipeline is
`programs/abalone.py`. SDK v2 cannot be installed beside v3.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from oracle.equal import differences, exact_differences
from oracle.from_definition import definition_in, pipeline_of
from oracle.pipec_side import ROOT
from oracle.sdk import run_program
from pipec.compiler.compile import Result, SourceFile, compile_pipeline, read_context

CORPUS = ROOT / "tests" / "oracle" / "corpus"
DEFINITIONS = sorted(CORPUS.glob("*/*.json"))


class NoFiles:
    """A project without local files."""

    def read(self, _path: str) -> bytes | None:
        """There is no such file."""

    def walk(self, _folder: str) -> list[str] | None:
        """There is no such folder."""


# What pipec warns of for good reason: these programs were made to be read, not to run.
DESERVED = {
    "v2/model": ("with an image for sklearn, and it was trained with xgboost", "needs `num_round`"),
    "v3/model": ("needs `num_round`",),
    "v2/fail_callback_lambda": ("ends every run",),
    "v3/fail_callback_lambda": ("ends every run",),
    "v2/quality_check": ("are written to one S3 place", "and none is given"),
    "v3/quality_check": ("are written to one S3 place", "and none is given"),
    "v2/clarify_check": ("and none is given",),
    "v3/clarify_check": ("and none is given",),
    "v2/training": ("trains on spot instances, which cannot be kept", "only, not `model`"),
    "v3/training": ("trains on spot instances, which cannot be kept", "only, not `model`"),
    "v3/processing": ("is to be unpacked",),
    "v2/endpoint": ("anew in every run, and the second one fails",),
    "v3/endpoint": ("anew in every run, and the second one fails",),
    "v3/step_decorator": (
        "`REMOTE_FUNCTION_SECRET_KEY` in `Environment`",
        "trains on spot instances, which cannot be kept",
    ),
    "v3/depends_on": ("`1 == 1` is the same in every run",),
    "v2/parameters": ("has no value in `Echo`",),
    "v3/parameters": ("has no value in `Echo`",),
    "v2/built_in_tuning": ("searches `booster`",),
    "v2/tuning": ("searches `booster`",),
    "v3/tuning": (
        "searches for the best `m`",
        "searches `booster`",
        "only, not `training`",
    ),
    "v2/pipeline_config": ("has no group",),
    "v3/pipeline_config": ("how its metric `m` is read",),
    "v2/transform": ("the cache of `Full` is never used",),
    "v3/transform": ("the cache of `Full` is never used",),
}


def ids(path: Path) -> str:
    """`v3/automl`."""
    return f"{path.parent.name}/{path.stem}"


def comparable(value: Any) -> Any:
    """A definition without what pipec leaves to the file: the order of steps, nulls in payloads."""
    if isinstance(value, dict):
        found = {key: comparable(item) for key, item in value.items()}
        if found.get("Type") == "Lambda":
            found["Arguments"] = without_nulls(found["Arguments"])
        return found
    if isinstance(value, list):
        items = [comparable(item) for item in value]
        is_block = all(isinstance(item, dict) and "Arguments" in item for item in items)
        return sorted(items, key=lambda item: item["Name"]) if is_block else items
    return value


def without_nulls(value: Any) -> Any:
    """`null` removes a member in YAML, so a payload cannot hold one in a mapping."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value


PROGRAMS = sorted((CORPUS / "v3").glob("*.py"))
# Names of uploads hold the time; every run of `@step` makes keys of its own.
_TIMES = re.compile(r"\d{4}(-\d\d){5}-\d{3}|-\d{10}(\d{4})?\b")
OF_THEIR_OWN = ("step_decorator",)


@pytest.mark.parametrize("path", PROGRAMS, ids=ids)
def test_the_definitions_are_what_the_sdk_makes(path: Path, tmp_path: Path) -> None:
    """Each v3 definition is made again by its program, offline, but for the time in names."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    environment["CORPUS_OUT"] = str(tmp_path)
    command = [sys.executable, "-W", "ignore", str(path)]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=tmp_path)

    made = sorted(tmp_path.glob("*.json"))
    assert made
    for file in made if path.stem not in OF_THEIR_OWN else ():
        again = json.loads(_TIMES.sub("TIME", file.read_text("utf-8")))
        stored = json.loads(_TIMES.sub("TIME", (path.parent / file.name).read_text("utf-8")))
        assert exact_differences(again, stored) == []


@cache
def compiled(path: Path) -> Result:
    """A definition said in YAML, and compiled."""
    definition = definition_in(path)
    pipeline = pipeline_of(definition, path.stem.replace("_", "-"))
    source = SourceFile(name="pipeline.yaml", content=json.dumps(pipeline, indent=1).encode())
    return compile_pipeline(source, read_context(None, []), NoFiles())


@pytest.mark.parametrize("path", DEFINITIONS, ids=ids)
def test_a_real_definition_compiles_clean_to_itself(path: Path) -> None:
    """No false alarm, and nothing lost: the same definition, Joins flattened."""
    result = compiled(path)

    deserved = DESERVED.get(ids(path), ())
    alarms = [
        f"{item.code.number} line {item.span and item.span.line}: {item.message}"
        for item in result.diagnostics
        if not any(words in item.message for words in deserved)
    ]
    assert alarms == []
    assert result.artifacts is not None
    again = comparable(result.artifacts.definition)
    assert differences(comparable(definition_in(path)), again) == []


@pytest.mark.parametrize("path", DEFINITIONS, ids=ids)
def test_the_python_of_a_real_definition_makes_it(path: Path, tmp_path: Path) -> None:
    """What pipec writes for it, SDK classes where they can say a request, is the same pipeline."""
    result = compiled(path)
    assert result.artifacts is not None
    program = tmp_path / "pipeline.py"
    program.write_text(result.artifacts.python_text, "utf-8")

    assert exact_differences(run_program(program), result.artifacts.definition) == []
