"""What kinds of steps check of their own requests: variants of endpoints, images of notebooks."""

from __future__ import annotations

import pytest

from pipec.compiler.diagnostics import Diagnostic
from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
parameters: {Machine: ml.m5.large}
"""
ON_MACHINES = "InstanceType: ml.m5.large, InitialInstanceCount: 1"
SERVERLESS = "ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}"


def _told(steps: str) -> tuple[Diagnostic, ...]:
    return compiled(f"{HEAD}steps: {{{steps}}}").diagnostics


def _of_variant(members: str, key: str = "ProductionVariants") -> list[str]:
    variants = f"ProductionVariants: [{{VariantName: a, ModelName: m, {ON_MACHINES}}}]"
    variants += f", {key}: [{{VariantName: b, {members}}}]" if key[0] == "S" else ""
    if key[0] == "P":
        variants = f"ProductionVariants: [{{VariantName: b, {members}}}]"
    name = 'EndpointConfigName: "c-${execution.PipelineExecutionId}"'
    step = f"E: {{kind: EndpointConfig, request: {{{name}, {variants}}}}}"
    return [item.code.number for item in _told(step)]


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        (f"ModelName: m, {ON_MACHINES}", []),
        (f"ModelName: m, {SERVERLESS}", []),
        ('ModelName: m, InitialInstanceCount: 1, InstanceType: "${parameters.Machine}"', []),
        ("ModelName: m, InstancePools: [{InstanceType: ml.m5.large, Priority: 1}]", []),
        (ON_MACHINES, []),
        ("InitialVariantWeight: 1.0", []),
        ("ModelName: m", ["PC402"]),
        (f"ModelName: m, {ON_MACHINES}, {SERVERLESS}", ["PC404"]),
        (f'ModelName: m, InstanceType: "${{parameters.Machine}}", {SERVERLESS}', ["PC404"]),
    ],
)
@pytest.mark.parametrize("key", ["ProductionVariants", "ShadowProductionVariants"])
def test_a_variant_runs_on_machines_or_serverless(members: str, codes: list[str], key: str) -> None:
    """One for inference components has no model, and may say its machines or leave them open."""
    parameter = [] if "Machine}" in members else ["PC219"]
    assert sorted(_of_variant(members, key)) == sorted(codes + (parameter if not codes else []))


def test_a_contract_for_machines_can_be_made_serverless() -> None:
    """By replacing its variants, whose list does not merge."""
    variant = f'{{VariantName: a, ModelName: "${{inputs.model_name}}", {SERVERLESS}}}'
    step = "M: {uses: CreateModel, image: {framework: xgboost, version: 1.7-1}, inputs: "
    step += "{model_artifacts: s3://example-bucket/model.tar.gz}}, "
    step += "E: {uses: EndpointConfiguration, request: {ProductionVariants: ["
    step += variant.replace("inputs.", "steps.M.") + "]}}"
    assert [item.code.number for item in _told(step)] == ["PC219"]


def _notebook(image: str) -> list[tuple[str, str | None]]:
    step = "N: {uses: NotebookJob, inputs: {notebook: s3://example-bucket/n.ipynb}, options: "
    step += f"{{notebook_name: n.ipynb}}{image}}}"
    return [(i.code.number, i.hint) for i in _told(step) if i.code.number != "PC219"]


def test_a_notebook_is_given_an_image_that_runs_it() -> None:
    """What the hint says, when pasted, leaves nothing to tell."""
    ((code, hint),) = _notebook("")
    image = str(hint).split("`")[1]
    assert (code, image) == ("PC402", 'image: {framework: sagemaker-distribution, version: "3.2"}')
    assert not _notebook(f", {image}")


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ("{framework: xgboost, version: 1.7-1}", ["PC424"]),
        ("{framework: sklearn, version: 1.2-1}", ["PC424"]),
        ("683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", ["PC424"]),
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", []),
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com/notebooks:1", []),
        ("{framework: pytorch, version: 2.5.1, py: py311}", []),
    ],
)
def test_an_image_that_surely_runs_no_notebooks_is_told(image: str, told: list[str]) -> None:
    """A copy may have been given what it lacks."""
    assert [code for code, _ in _notebook(f", image: {image}")] == told


ANSWERS = {
    "real": "{data_type: Float}",
    "own": "{property_path: \"OutputParameters['own']\", data_type: String}",
    "alias": "{property_path: \"OutputParameters['real']\", data_type: Float}",
    "place": "{value: s3://example-bucket/x}",
    "made": "{value: \"s3://example-bucket/${step.properties.OutputParameters['own']}\"}",
}
OUTPUTS = f"outputs: {{{', '.join(f'{name}: {port}' for name, port in ANSWERS.items())}}}"
LAMBDA = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
CALLBACK = "kind: Callback, queue: https://sqs.us-east-1.amazonaws.com/111122223333/q"


@pytest.mark.parametrize("kind", [LAMBDA, CALLBACK])
def test_an_answer_has_what_no_output_says_itself(kind: str) -> None:
    """The service is told to expect nothing else; all of them can be read."""
    inputs = ", ".join(f'{name}: "${{steps.A.{name}}}"' for name in ANSWERS)
    steps = f"A: {{{kind}, {OUTPUTS}}}, Read: {{{LAMBDA}, inputs: {{{inputs}}}}}"
    made = compiled(f"{HEAD}steps: {{{steps}}}").artifacts
    assert made is not None
    step, read = made.definition["Steps"]

    assert step["OutputParameters"] == [
        {"OutputName": "real", "OutputType": "Float"},
        {"OutputName": "own", "OutputType": "String"},
    ]
    assert read["Arguments"]["alias"] == {"Get": "Steps.A.OutputParameters['real']"}
    assert read["Arguments"]["place"] == "s3://example-bucket/x"
    answer = (
        f"R: {{{LAMBDA}, inputs: {{x: \"${{steps.A.properties.OutputParameters['place']}}\"}}}}"
    )
    (told,) = _told(f"A: {{{kind}, {OUTPUTS}}}, {answer}")
    assert told.code.number == "PC213"
