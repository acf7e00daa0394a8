"""The order in the definition: what a step reads, the service must know it waits for.

The service sees two things only: a `Get` of another step, and `DependsOn`.
"""

from __future__ import annotations

from typing import Any

import pytest

from pipec.compiler.compile import Result
from pipec.compiler.dag import dag_of
from pipec.compiler.deployment.graph import steps_of
from test_dag import ABALONE, PIPELINES, ROOT, compiled, compiled_file

OK = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/cases/ok/*/pipeline.yaml")
)
PLACE = '"s3://example-bucket/x/${execution.PipelineExecutionId}"'
JOB = "image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1, instance: ml.m5.large"
LAMBDA = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
SPARK = (
    "kind: EMR, request: {ClusterId: j-1ABCDEFGHIJKL, "
    "StepConfig: {HadoopJarStep: {Jar: command-runner.jar}}}"
)
PRODUCERS = {
    "a place of its own": f"{SPARK}, outputs: {{out: {{value: {PLACE}}}}}",
    "a place without anything of the run": f"{SPARK}, outputs: {{out: {{value: s3://b/x}}}}",
    "a report": f"kind: Training, {JOB}, outputs: {{out: {{value: {PLACE}, report: r.json}}}}",
    "a property in a text": f"kind: Training, {JOB}, "
    'outputs: {out: {value: "s3://b/${step.properties.TrainingJobName}"}}',
    "a property": f"kind: Training, {JOB}, outputs: "
    "{out: {property_path: ModelArtifacts.S3ModelArtifacts}}",
    "the place of a check": f"kind: QualityCheck, {JOB}, check: {{type: DATA_QUALITY}}, "
    f"outputs: {{out: {{to: {PLACE}}}}}",
    "a folder": f"kind: Processing, {JOB}, command: [a], outputs: {{out: {{}}}}",
}
READERS = {
    "an input": f'{{{LAMBDA}, inputs: {{x: "${{steps.Giver.out}}"}}}}',
    "a text": f'{{{LAMBDA}, inputs: {{x: "see ${{steps.Giver.out}}/y"}}}}',
    "an environment": f'{{kind: Processing, {JOB}, command: [a], environment: {{A: "'
    '${steps.Giver.out}"}}',
    "a hyperparameter": f"{{kind: Training, {JOB}, hyperparameters: {{a: "
    '"${steps.Giver.out}"}}',
    "a request": '{kind: Model, request: {PrimaryContainer: {Image: "111122223333.dkr.ecr.'
    'us-east-1.amazonaws.com/i:1", ModelDataUrl: "${steps.Giver.out}"}}}',
    "a condition": "{if: steps.Giver.out == 's3://b/x', then: {Stop: {fail: No}}}",
    "a text of a failure": '{fail: "because of ${steps.Giver.out}"}',
    "the items of a loop": '{for_each: ["${steps.Giver.out}"], max_concurrency: 1, '
    f"steps: {{Each: {{{LAMBDA}}}}}}}",
    "the body of a loop": "{for_each: [a], max_concurrency: 1, steps: "
    f'{{Each: {{{LAMBDA}, inputs: {{x: "${{steps.Giver.out}}"}}}}}}}}',
    "a branch": "{if: parameters.Go, then: "
    f'{{Inner: {{{LAMBDA}, inputs: {{x: "${{steps.Giver.out}}"}}}}}}}}',
}


def untold(result: Result) -> list[tuple[str, str]]:
    """The edges of a pipeline's DAG, as (source, target), of which the definition says nothing."""
    assert result.artifacts is not None, [found.message for found in result.diagnostics]
    assert result.links is not None
    told = steps_of(result.artifacts.definition)
    edges = dag_of(result.steps, result.links).edges
    return [(e.source, e.target) for e in edges if e.source not in told[e.target].after]


def steps(text: str) -> Result:
    """A pipeline of these steps, compiled."""
    head = "pipeline: p\nparameters: {Go: true}\nsteps:\n"
    return compiled((ROOT / ABALONE).as_posix(), f"{head}{text}".encode())


def depends_on(text: str) -> dict[str, Any]:
    """The `DependsOn` of each of these steps that has one."""
    result = steps(text)
    assert result.artifacts is not None, [found.message for found in result.diagnostics]
    told = steps_of(result.artifacts.definition)
    return {n: step.own["DependsOn"] for n, step in told.items() if "DependsOn" in step.own}


@pytest.mark.parametrize("file", [*PIPELINES, *OK])
def test_every_edge_is_in_the_definition(file: str) -> None:
    """In each example and case, whatever the kinds."""
    assert untold(compiled_file(file)) == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("producer", PRODUCERS)
def test_however_a_value_is_given_and_read(producer: str, reader: str) -> None:
    """And a step whose property is read needs no `DependsOn` beside it."""
    text = f"  Reader: {READERS[reader]}\n  Giver: {{{PRODUCERS[producer]}}}\n"
    has_property = producer in ("a property", "a property in a text", "a folder")

    assert untold(steps(text)) == []
    assert list(depends_on(text).values()) == ([] if has_property else [["Giver"]])


def test_a_wire_that_nobody_wrote_is_told() -> None:
    """Inference gives the same edge, so the same order."""
    text = f"""
  Spark: {{{SPARK}, outputs: {{training_data: {{value: {PLACE}, type: processing_output}}}}}}
  Train: {{uses: XGBoostTraining, hyperparameters: {{objective: "reg:squarederror", num_round: 2}}}}
"""
    assert depends_on(text) == {"Train": ["Spark"]}


def test_each_step_is_told_once_behind_what_is_written() -> None:
    """Whatever is read of it, and however often; the written run condition stays."""
    text = f"""
  A: {{{SPARK}, outputs: {{x: {{value: {PLACE}}}, y: {{value: s3://b/y}}}}}}
  B: {{{SPARK}, outputs: {{x: {{value: {PLACE}}}}}}}
  C: {{{LAMBDA}}}
  Reader: {{{LAMBDA}, depends_on: [{{step: C, when: any}}, B], inputs: {{b: "${{steps.B.x}}",
    y: "${{steps.A.y}}", x: "${{steps.A.x}}", again: "${{steps.A.x}}"}}}}
"""
    assert depends_on(text) == {"Reader": [{"Step": "C", "Trigger": "Any"}, "B", "A"]}


def test_iterations_are_waited_for_as_their_loop() -> None:
    """What runs in a loop has no name outside; within its block a step has one."""
    text = f"""
  Loop:
    for_each: [a]
    max_concurrency: 1
    steps:
      Body: {{{SPARK}, outputs: {{x: {{value: {PLACE}}}}}}}
      Beside: {{{LAMBDA}, inputs: {{x: "${{steps.Body.x}}"}}}}
  Reader: {{{LAMBDA}, inputs: {{x: "${{steps.Loop.iterations[0].Body.x}}"}}}}
  If:
    if: parameters.Go
    then:
      Inner: {{{SPARK}, outputs: {{x: {{value: {PLACE}}}}}}}
      Here: {{{LAMBDA}, inputs: {{x: "${{steps.Inner.x}}"}}}}
"""
    assert depends_on(text) == {"Beside": ["Body"], "Reader": ["Loop"], "Here": ["Inner"]}


@pytest.mark.parametrize("read", ["selected", "iterations[0].Body"])
def test_a_place_that_is_written_out_is_the_same_in_each_iteration(read: str) -> None:
    """It is read as it stands, once the loop is done; a report in it too."""
    text = f"""
  Loop:
    for_each: [a]
    max_concurrency: 1
    pick: {{max: steps.Body.mse}}
    steps:
      Body: {{{LAMBDA}, outputs: {{mse: {{data_type: Float}}, x: {{value: s3://b/x}},
        report: {{value: s3://b/y, report: r.json}}}}}}
  Reader: {{{LAMBDA}, inputs: {{x: "${{steps.Loop.READ.x}}", in: "of ${{steps.Loop.READ.x}}",
    report: "${{steps.Loop.READ.report}}"}}}}
  Gate: {{if: "steps.Loop.READ.report.auc > 1", then: {{Stop: {{fail: No}}}}}}
""".replace("READ", read)
    result = steps(text)
    assert result.artifacts is not None, [found.message for found in result.diagnostics]
    told = {name: step.own for name, step in steps_of(result.artifacts.definition).items()}

    places = {"x": "s3://b/x", "in": "of s3://b/x", "report": "s3://b/y/r.json"}
    assert told["Reader"]["Arguments"] == places
    [condition] = told["Gate"]["Arguments"]["Conditions"]
    assert condition["LeftValue"]["Std:JsonGet"]["S3Uri"]["Std:Join"]["Values"] == [
        "s3://b/y/r.json"
    ]
    assert told["Reader"]["DependsOn"] == told["Gate"]["DependsOn"] == ["Loop"]
