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


LAMBDA = '{kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
TELL = f"  Tell: {LAMBDA}, depends_on: [{{step: A, when: failed}}]}}\n"


@pytest.mark.parametrize("wait", ["depends_on: [Tell]", 'environment: {X: "${steps.Tell.x}"}'])
def test_so_may_what_waits_for_such_a_step(wait: str) -> None:
    """By an order or by what it reads, however many steps are between."""
    tell = TELL.replace("}\n", ", outputs: {x: {data_type: String}}}\n")
    between = f"  Then: {LAMBDA}, depends_on: [Tell]}}\n"
    assert not _told(f"  {_job('A', RUN)}\n{tell}  {_job('B', RUN, f', {wait}')}")
    later = _job("B", RUN, ", depends_on: [Then]")
    assert not _told(f"  {_job('A', RUN)}\n{tell}{between}  {later}")


def test_what_runs_after_any_outcome_runs_after_the_good_one_too() -> None:
    """There it writes over what is there."""
    cleanup = _job("B", RUN, ", depends_on: [{step: A, when: any}]")
    assert _told(f"  {_job('A', RUN)}\n  {cleanup}") == [("PC420", 2)]


def test_branches_may_lie_within_branches() -> None:
    """And what waits for one of their steps runs as seldom as it."""
    inner = f"I: {{if: parameters.N > 9, then: {{{_job('A', RUN)}}}, else: {{{_job('B', RUN)}}}}}"
    condition = f"  C: {{if: parameters.N > 3, then: {{{inner}}}, else: {{{_job('D', RUN)}}}}}\n"
    assert not _told(condition)
    steps = (f"{name}: {LAMBDA}}}" for name in "VW")
    condition = "  C: {{if: parameters.N > 3, then: {{{}}}, else: {{{}}}}}\n".format(*steps)
    after = "".join(
        f"  {_job(name, RUN, f', depends_on: [{other}]')}\n" for name, other in ("AV", "BW")
    )
    assert not _told(condition + after)
    assert _told((condition + after).replace("[W]", "[V]")) == [("PC420", 3)]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("parameters.Mode == 'full'", "parameters.Mode == 'part'", False),
        ("parameters.Mode == 'full'", "parameters.Mode != 'full'", False),
        ("parameters.Mode == 'full'", "parameters.Mode != 'part'", True),
        ("parameters.Mode == 'full'", "parameters.Other == 'part'", True),
        ("parameters.Mode in ['a', 'b']", "parameters.Mode in ['c', 'd']", False),
        ("parameters.Mode in ['a', 'b']", "parameters.Mode in ['b', 'c']", True),
        ("parameters.Mode in ['a', 'b']", "parameters.Mode not in ['a', 'b', 'c']", False),
        ("parameters.Mode not in ['a']", "parameters.Mode not in ['b']", True),
        ("parameters.Mode == 'a' or parameters.Mode == 'b'", "parameters.Mode == 'c'", False),
        ("parameters.N > 3", "parameters.N <= 3", False),
        ("parameters.N > 3", "parameters.N < 5", True),
        ("parameters.N >= 3", "parameters.N <= 3", True),
        ("parameters.N < 3", "3 < parameters.N", False),
        ("parameters.N == 3", "parameters.N > 4", False),
        ("parameters.N > 3 and parameters.Go", "parameters.N < 2 and parameters.Go", False),
        ("parameters.Go", "not parameters.Go", False),
        ("parameters.Go", "parameters.Go", True),
        ("parameters.Go == parameters.Stay", "parameters.Go != parameters.Stay", False),
        ("parameters.Go == parameters.Stay", "parameters.Go", True),
    ],
)
def test_conditions_may_exclude_each_other(one: str, other: str, *, meet: bool) -> None:
    """Two that never hold both are as two branches of one."""
    head = HEAD.replace("{N: 5}", "{N: 5, Mode: full, Other: full, Go: true, Stay: true}")
    steps = "".join(
        f'  C{name}: {{if: "{test}", then: {{{_job(name, RUN)}}}}}\n'
        for name, test in (("A", one), ("B", other))
    )
    found = compiled(head + steps).diagnostics

    assert [item.code.number for item in found if item.code.number != "PC219"] == ["PC420"] * meet


def test_the_else_of_a_condition_is_its_opposite() -> None:
    """Of one that asks for two things only one need not be so."""
    both = "  CA: {{if: {0}, then: {{{1}}}}}\n  CB: {{if: {0}, else: {{{2}}}}}\n"
    jobs = (_job("A", RUN), _job("B", RUN))
    assert not _told(both.format("parameters.N > 3", *jobs))
    either = "  CA: {{if: {0}, then: {{{1}}}}}\n  CB: {{if: {0} and {0}, else: {{{2}}}}}\n"
    assert _told(either.format("parameters.N > 3", *jobs)) == [("PC420", 2)]


READ = ', inputs: {i: {path: /opt/ml/processing/i, value: "PLACE"}}'


@pytest.mark.parametrize("place", ["s3://b-ucket/o", RUN, "s3://b-ucket/o/"])
@pytest.mark.parametrize("read", ["${steps.A.o}", "${steps.A.o}/part", "the place itself"])
def test_an_update_in_place_is_meant(place: str, read: str) -> None:
    """What is read is what is written anew: by an input or in another way, if it is done later."""
    more = READ.replace("PLACE", read)
    if read == "the place itself":
        more = READ.replace("PLACE", place) + ", depends_on: [A]"
    assert not _told(f"  {_job('A', place)}\n  {_job('B', place, more)}")
    assert not _told(f"  {_job('B', place, more)}\n  {_job('A', place)}")
    again = _job("D", place, READ.replace("PLACE", "${steps.B.o}"))
    assert not _told(f"  {_job('A', place)}\n  {_job('B', place, more)}\n  {again}")
    fresh = _job("D", place)
    assert _told(f"  {_job('A', place)}\n  {_job('B', place, more)}\n  {fresh}") == [("PC420", 3)]


def test_an_update_is_made_of_what_was_written() -> None:
    """Not of what is read at the same time, or before it, or elsewhere."""
    place = "s3://b-ucket/o"
    at_once = _job("B", place, READ.replace("PLACE", place))
    assert _told(f"  {_job('A', place)}\n  {at_once}") == [("PC420", 2)]
    later = _job("A", place, ", depends_on: [B]")
    assert _told(f"  {at_once}\n  {later}") == [("PC420", 2)]
    elsewhere = _job("B", place, READ.replace("PLACE", "s3://b-ucket/i") + ", depends_on: [A]")
    assert _told(f"  {_job('A', place)}\n  {elsewhere}") == [("PC420", 2)]


def test_an_update_of_an_item_is_one_too() -> None:
    """Within its loop."""
    jobs = f"{_job('A', EACH)}, {_job('B', EACH, READ.replace('PLACE', '${steps.A.o}'))}"
    assert not _told(f"  L: {{for_each: [a], max_concurrency: 1, steps: {{{jobs}}}}}\n")


def test_the_runs_of_a_loop_may_update_a_place_one_by_one() -> None:
    """At once they would come into each other's way."""
    place = "s3://b-ucket/o"
    job = _job("A", place, READ.replace("PLACE", place))
    loop = f"  L: {{for_each: [a, b], max_concurrency: 1, steps: {{{job}}}}}\n"
    assert not _told(loop)
    assert [code for code, _ in _told(loop.replace("max_concurrency: 1", "max_concurrency: 2"))]
    assert [code for code, _ in _told(loop.replace(f'value: "{place}"', "value: s3://b-ucket/i"))]


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
