"""Outputs that one run writes to one place, and a `fail` that each run comes to."""

from __future__ import annotations

import pytest

from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
defaults: {image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1, instance: ml.m5.large}
parameters: {N: 5}
steps:
  Use: {if: parameters.N > 3, then: {X: {fail: too many}}}
"""
RUN = "s3://${vars.bucket}/${execution.PipelineExecutionId}/o"
EACH = "s3://${vars.bucket}/${item}"


def _told(steps: str) -> list[tuple[str, int]]:
    """The code and line of what is told, counted from the first step that is given."""
    first = HEAD.count("\n")
    found = compiled(HEAD + steps).diagnostics
    return [(item.code.number, item.span.line - first) for item in found if item.span]


def _job(name: str, to: str, more: str = "") -> str:
    output = f'{{o: {{path: /opt/ml/processing/o, to: "{to}"}}}}'
    return f"{name}: {{kind: Processing, outputs: {output}{more}}}"


@pytest.mark.parametrize("place", ["s3://b-ucket/o", RUN, "s3://b-ucket/${parameters.N}"])
def test_two_jobs_of_one_run_are_told(place: str) -> None:
    """Whatever the place is made of, if it is the same; in an order, too."""
    assert _told(f"  {_job('A', place)}\n  {_job('B', place)}") == [("PC420", 2)]
    ordered = _job("B", place, ", depends_on: [A]")
    assert _told(f"  {_job('A', place)}\n  {ordered}") == [("PC420", 2)]
    assert not _told(f"  {_job('A', place)}\n  {_job('B', place + '2')}")


def test_of_two_branches_only_one_runs() -> None:
    """What stands beside the condition runs with either."""
    condition = f"  C: {{if: parameters.N > 3, then: {{{_job('A', RUN)}}}, "
    condition += f"else: {{{_job('B', RUN)}}}}}\n"
    assert not _told(condition)
    assert _told(f"{condition}  {_job('D', RUN)}") == [("PC420", 2)]


def test_what_runs_after_a_failure_may_take_its_place() -> None:
    """It gives what the other one could not."""
    fallback = _job("B", RUN, ", depends_on: [{step: A, when: failed}]")
    assert not _told(f"  {_job('A', RUN)}\n  {fallback}")


def test_items_differ_from_loop_to_loop() -> None:
    """In one loop two steps of an item meet."""
    one, other = (
        f"  {loop}: {{for_each: [{loop}], max_concurrency: 1, steps: {{{_job(name, EACH)}}}}}\n"
        for loop, name in (("L", "A"), ("M", "B"))
    )
    assert not _told(one + other)
    both = one.replace("}}}}}", f"}}}}}}, {_job('B', EACH)}}}}}")
    assert [code for code, _ in _told(both)] == ["PC420"]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("{fail: always}", ["PC304"]),
        ('{fail: "${parameters.N} is wrong"}', ["PC304"]),
        ("{fail: later, depends_on: [A]}", []),
        ('{fail: "it lies in ${steps.A.o}"}', []),
    ],
)
def test_a_fail_waits_for_something(step: str, told: list[str]) -> None:
    """What its text reads is enough."""
    assert [code for code, _ in _told(f"  {_job('A', RUN)}\n  Stop: {step}")] == told
