"""Who reads an output: of a place of each run that a cache may leave empty, and of any."""

from __future__ import annotations

import pytest

from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.unused import check_unused_outputs
from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
defaults: {cache: 30d, image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1, \
instance: ml.m5.large}
steps:
"""
LAMBDA = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
PLACE = "s3://b-ucket/${execution.PipelineExecutionId}"
GIVER = (
    f'A: {{kind: Training, outputs: {{o: {{TYPEvalue: "{PLACE}"}}, other: {{value: s3://b/x}}}}}}'
)
TYPED = GIVER.replace("TYPE", "type: processing_output, ")


def _told(steps: str) -> list[str]:
    return [item.code.number for item in compiled(HEAD + steps).diagnostics]


@pytest.mark.parametrize("giver", [TYPED, GIVER.replace("TYPE", "")])
@pytest.mark.parametrize(
    ("reader", "is_read"),
    [
        ("", False),
        ("${steps.A.other}", False),
        ("${steps.A.properties.TrainingJobName}", False),
        ("${steps.A.o}", True),
        ("see ${steps.A.o}/y", True),
    ],
)
def test_only_a_place_that_is_read_is_told(giver: str, reader: str, *, is_read: bool) -> None:
    """Whatever its type; a name of the job leads nowhere."""
    read = f'  R: {{{LAMBDA}, inputs: {{x: "{reader}"}}}}\n' if reader else ""
    assert _told(f"  {giver}\n{read}") == ["PC414"] * is_read


def test_a_wire_that_nobody_wrote_reads_it() -> None:
    """It is as good as a written one."""
    reader = f"  R: {{{LAMBDA}, inputs: {{o: {{type: processing_output}}}}}}\n"
    assert _told(f"  {TYPED}\n{reader}") == ["PC414"]


@pytest.mark.parametrize("read", ["iterations[0].A", "selected"])
@pytest.mark.parametrize(("output", "is_read"), [("o", True), ("other", False)])
def test_it_may_be_read_of_an_iteration(read: str, output: str, *, is_read: bool) -> None:
    """Outside of its loop a step is named by it."""
    loop = "  L: {for_each: [a], max_concurrency: 1, pick: {max: steps.A.n}, steps: {"
    giver = TYPED.replace("outputs: {", "outputs: {n: {property_path: TrainingTimeInSeconds}, ")
    reader = f'  R: {{{LAMBDA}, inputs: {{x: "${{steps.L.{read}.{output}}}"}}}}\n'
    assert _told(f"{loop}{giver}}}}}\n{reader}") == ["PC414"] * is_read


@pytest.mark.parametrize("read", ["iterations[0].A", "selected"])
def test_an_output_of_an_iteration_is_used(read: str) -> None:
    """And what its loop compares iterations by; the others are told of, if one asks."""
    loop = "  L: {for_each: [a], max_concurrency: 1, pick: {max: steps.A.n}, steps: {"
    giver = TYPED.replace("outputs: {", "outputs: {n: {property_path: TrainingTimeInSeconds}, ")
    reader = f'  R: {{{LAMBDA}, inputs: {{x: "${{steps.L.{read}.o}}"}}}}\n'
    result = compiled(f"{HEAD}{loop}{giver}}}}}\n{reader}")
    report = Report()
    assert result.links
    check_unused_outputs(result.steps, result.links, report)

    (told,) = report.diagnostics()
    assert told.message == "nothing reads `other` of `A`"
