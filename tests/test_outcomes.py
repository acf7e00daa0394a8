"""Steps that wait for what cannot be, and those that only seem to."""

from __future__ import annotations

import json

import pytest

from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
defaults: {image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1, instance: ml.m5.large}
"""
LAMBDA = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
WRITTEN = "s3://${vars.bucket}/${execution.PipelineExecutionId}"
GIVERS = {
    "a value": f'{{kind: Training, outputs: {{o: {{value: "{WRITTEN}"}}}}}}',
    "a value without anything of the run": "{kind: Training, outputs: {o: {value: s3://b-ucket}}}",
    "a value with a report": (
        f'{{kind: Training, outputs: {{o: {{value: "{WRITTEN}", report: r.json}}}}}}'
    ),
    "the place of a check": (
        "{uses: DataQualityCheck, inputs: {baseline_dataset: s3://b-ucket/t}, "
        f'check: {{model_package_group: g}}, outputs: {{result: {{to: "{WRITTEN}"}}}}}}'
    ),
    "a property": (
        "{kind: Training, outputs: {o: {property_path: ModelArtifacts.S3ModelArtifacts}}}"
    ),
    "a folder": "{kind: Processing, outputs: {o: {}}}",
    "a result": f"{{{LAMBDA}, outputs: {{o: {{data_type: String}}}}}}",
}


def _told(steps: str) -> list[tuple[str, str]]:
    """What is told of some steps, but that some take nothing of what HEAD says for all jobs."""
    found = compiled(f"{HEAD}steps:\n{steps}").diagnostics
    return [(item.code.number, item.message) for item in found if item.code.number != "PC127"]


@pytest.mark.parametrize("when", ["failed", "stopped"])
@pytest.mark.parametrize("giver", GIVERS)
def test_who_cleans_up_may_read_a_place_that_is_written_out(giver: str, when: str) -> None:
    """It does not need the step to have completed; all else that it gives it does."""
    output = "result" if "check" in giver else "o"
    text = f"  A: {GIVERS[giver]}\n"
    text += f'  Tell: {{{LAMBDA}, inputs: {{place: "${{steps.A.{output}}}"}}, '
    text += f"depends_on: [{{step: A, when: {when}}}]}}\n"

    is_written = "value" in giver or "check" in giver
    message = f"`Tell` runs only when `A` has {when}, and needs what it gives"
    assert _told(text) == ([] if is_written else [("PC302", message)])


def test_it_looks_into_what_lies_there() -> None:
    """A check fails because of what it reports, and the service reads that by its place."""
    text = f"""\
  A: {GIVERS["the place of a check"]}
  Age: {{if: "steps.A.violations.violations[0].feature_name == 'age'",
    then: {{Tell: {{{LAMBDA}}}}}, depends_on: [{{step: A, when: failed}}]}}
"""
    assert _told(text) == []
    # Where a property file tells, the job must have completed.
    text = f"""\
  A: {{kind: Processing, outputs: {{o: {{report: r.json}}}}}}
  Age: {{if: steps.A.o.age > 1, then: {{Tell: {{{LAMBDA}}}}},
    depends_on: [{{step: A, when: failed}}]}}
"""
    assert [code for code, _ in _told(text)] == ["PC302"]


def test_a_wire_that_nobody_wrote_is_read_in_the_same_way() -> None:
    """Whatever the step that it leads from gives."""
    told = {
        output: _told(f"""\
  A: {{kind: Training, outputs: {{model: {{type: model_artifacts, {output}}}}}}}
  Tell: {{{LAMBDA}, inputs: {{model: {{type: model_artifacts}}}},
    depends_on: [{{step: A, when: failed}}]}}
""")
        for output in ("value: s3://b-ucket/m", "property_path: ModelArtifacts.S3ModelArtifacts")
    }
    assert [[code for code, _ in found] for found in told.values()] == [[], ["PC302"]]


def test_its_order_is_the_one_that_it_says() -> None:
    """Reading the place adds no other one."""
    giver = GIVERS["a value"]
    tell = f'{{{LAMBDA}, inputs: {{x: "${{steps.A.o}}"}}, depends_on: [{{step: A, when: failed}}]}}'
    made = compiled(f"{HEAD}steps:\n  A: {giver}\n  Tell: {tell}\n").artifacts
    assert made is not None
    (step,) = [s for s in json.loads(made.definition_text)["Steps"] if s["Name"] == "Tell"]

    assert step["DependsOn"] == [{"Step": "A", "Trigger": "Failed"}]


def test_a_place_of_a_step_that_never_comes_is_no_way_around() -> None:
    """Reading it waits for that step, which waits for the one that has failed."""
    text = f"""\
  A: {{{LAMBDA}}}
  B: {{{LAMBDA}, outputs: {{o: {{value: s3://b-ucket/b}}}}, depends_on: [A]}}
  Tell: {{{LAMBDA}, inputs: {{x: "${{steps.B.o}}"}}, depends_on: [{{step: A, when: failed}}]}}
"""
    ((code, message),) = _told(text)
    assert code == "PC302"
    assert "by way of `B`" in message
