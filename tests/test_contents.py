"""What stands in a value: found once for each step, and the same for all who ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipec.cli import workspace
from pipec.compiler.compile import SourceFile, compile_pipeline
from pipec.compiler.steps.base import all_definitions
from pipec.compiler.values import (
    UNKNOWN,
    Contents,
    ExecutionGet,
    Join,
    ParameterGet,
    S3JsonGet,
    contents_of,
)

MATRIX = Path(__file__).parent / "oracle" / "matrix"
COUNT = ParameterGet("Count", "Integer")
RUN = ExecutionGet("PipelineExecutionId")


def test_what_stands_in_values_at_any_depth() -> None:
    """In their order, those behind one another; of a text with references the pieces, too."""
    text, uri = Join(("s3://b/", RUN)), Join(("s3://c/", COUNT))
    file = S3JsonGet(uri, "$.x")
    found = contents_of({"A": [{"B": text, "C": 1}, "d"], "E": COUNT}, {"F": file, "G": UNKNOWN})

    assert found.names == {"A", "B", "C", "E", "F", "G"}
    assert found.texts == ("s3://b/", "d")
    assert found.expressions == (text, RUN, COUNT, file, uri, COUNT)
    assert contents_of() == Contents(frozenset(), (), (), 0)


def test_the_size_is_about_that_of_the_json() -> None:
    """It keeps a pipeline from filling the memory."""
    request = {"Environment": {"NAME": "x" * 1_000}, "Inputs": [{"Name": "abcd"}] * 100}

    assert 2_000 < contents_of(request).size < 4_000


@pytest.mark.parametrize("name", ["processing", "tuning"])
def test_a_step_knows_what_stands_in_it(name: str) -> None:
    """After all that changes it: in `tuning` a place loses its second slash."""
    file = MATRIX / name / "pipeline.yaml"
    source = SourceFile(name=file.as_posix(), content=file.read_bytes())
    result = compile_pipeline(source, workspace.Contexts().of(source.name), workspace.DiskFiles())

    assert result.plan is not None
    for step in all_definitions(result.plan.steps):
        assert step.contents == contents_of(step.arguments, step.siblings)
