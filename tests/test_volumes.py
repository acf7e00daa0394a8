"""The key for the disks of machines: from `defaults` it reaches those that take one only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipec.compiler.service.machines import has_local_storage
from test_display import compiled

HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
"""
DEFAULTS = "defaults: {kms: {volume: from-defaults}}\n"
IMAGE = "image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
TRAINING = f"kind: Training, {IMAGE}"
TUNING = (
    f"kind: Tuning, {IMAGE}, ranges: {{epochs: {{from: 3, to: 10}}}}, objective: {{minimize: loss}}"
)
TRANSFORM = (
    "kind: Transform, request: {ModelName: m, TransformInput: {DataSource: {S3DataSource: "
    '{S3DataType: S3Prefix, S3Uri: "s3://example-bucket/in"}}}}'
)
ENDPOINT = (
    "kind: EndpointConfig, kms: {volume: key}, request: {EndpointConfigName: "
    '"c-${execution.PipelineExecutionId}", ProductionVariants: [VARIANTS]}'
)
SCHEMAS = Path(__file__).parents[1] / "schemas" / "api"


def _refused(text: str) -> list[str]:
    """What is said of keys, each with the text that it points at."""
    result = compiled(HEAD + text)
    lines = (HEAD + text).split("\n")
    return [
        lines[item.span.line - 1][item.span.column - 1 : item.span.end_column - 1]
        for item in result.diagnostics
        if item.span and "has a key for the disks" in item.message
    ]


def _keys(text: str) -> list[str]:
    result = compiled(HEAD + DEFAULTS + text)
    assert result.artifacts, result.diagnostics
    return [
        key for key in ("from-defaults", "own") if f'"{key}"' in result.artifacts.definition_text
    ]


@pytest.mark.parametrize("kind", [TRAINING, TUNING, TRANSFORM, f"kind: Processing, {IMAGE}"])
@pytest.mark.parametrize(
    ("machine", "keys"), [("ml.g5.xlarge", []), ("ml.m5.xlarge", ["from-defaults"])]
)
def test_a_key_of_defaults_reaches_machines_that_take_one(
    kind: str, machine: str, keys: list[str]
) -> None:
    """The other keys of `kms` are given to all."""
    assert _keys(f"steps: {{S: {{{kind}, instance: {machine}}}}}") == keys


def test_a_machine_that_a_run_may_choose_is_given_the_key() -> None:
    """Whatever its default is."""
    text = f"parameters: {{M: ml.g5.xlarge}}\nsteps: {{S: {{{TRAINING}, instance: MACHINE}}}}"
    assert _keys(text.replace("MACHINE", '"${parameters.M}"')) == ["from-defaults"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("kms: {volume: own}", "own"),
        ("request: {ResourceConfig: {VolumeKmsKeyId: own}}", "own"),
        ('kms: {volume: "${vars.bucket}"}', '"${vars.bucket}"'),
    ],
)
def test_a_step_that_says_the_key_itself_is_told(said: str, place: str) -> None:
    """At the line that says it, whether or not `defaults` say one, too."""
    text = f"steps: {{S: {{{TRAINING}, instance: ml.p4d.24xlarge, {said}}}}}"
    assert _refused(text) == _refused(DEFAULTS + text) == [place]
    assert not _refused(text.replace("p4d", "p3"))


def test_what_may_be_no_key_is_not_told() -> None:
    """A null takes the key away, and a parameter may be empty."""
    step = f"S: {{{TRAINING}, instance: ml.g5.xlarge, kms: {{volume: KEY}}}}"
    assert not _refused(f"{DEFAULTS}steps: {{{step.replace('KEY', 'null')}}}")
    parameter = step.replace("KEY", '"${parameters.Key}"')
    assert not _refused(f"parameters: {{Key: abc}}\nsteps: {{{parameter}}}")


def test_defaults_for_a_contract_speak_of_its_machine() -> None:
    """As with other keys, what is said for one contract must be possible there."""
    chosen = "defaults: {for: {PyTorchTraining: {kms: {volume: own}}}}\n"
    step = "T: {uses: PyTorchTraining, code: {uri: s3://b-ucket/c.tar.gz, entry: t.py}, inputs: "
    step += "{training_data: s3://b-ucket/t}}"
    assert _refused(f"{chosen}steps: {{{step}}}") == ["own"]


def test_one_variant_is_enough() -> None:
    """The service refuses the key of an endpoint's configuration for any such machine."""
    small, large = (
        f"{{VariantName: {name}, ModelName: m, InstanceType: {kind}, InitialInstanceCount: 1}}"
        for name, kind in (("a", "ml.m5.xlarge"), ("b", "ml.g5.xlarge"))
    )
    for variants, told in ((f"{small}, {large}", ["key"]), (small, [])):
        assert _refused(f"steps: {{E: {{{ENDPOINT.replace('VARIANTS', variants)}}}}}") == told


def test_groups_of_several_machines_are_let_be() -> None:
    """Only where all have local storage it is sure."""
    groups = "request: {ResourceConfig: {InstanceGroups: [%s]}}"
    first, second = (
        f"{{InstanceGroupName: {name}, InstanceCount: 1, InstanceType: {kind}}}"
        for name, kind in (("a", "ml.g5.xlarge"), ("b", "ml.m5.xlarge"))
    )
    step = f"steps: {{S: {{{TRAINING}, kms: {{volume: own}}, REQUEST}}}}"
    assert not _refused(step.replace("REQUEST", groups % f"{first}, {second}"))
    assert _refused(step.replace("REQUEST", groups % first)) == ["own"]


LAMBDA = 'kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"'
CALLBACK = "kind: Callback, queue: https://sqs.us-east-1.amazonaws.com/111122223333/q"
OF_INPUTS = "inputs: {InstanceType: {value: ml.g5.xlarge}, VolumeKmsKeyId: {value: own}}"
OWN_NAMES = "{InstanceType: ml.g5.xlarge, VolumeKmsKeyId: own}"
RULE = (
    f"request: {{DebugRuleConfigurations: [{{RuleConfigurationName: r, "
    f"RuleEvaluatorImage: {IMAGE.removeprefix('image: ')}, RuleParameters: {OWN_NAMES}}}]}}"
)


@pytest.mark.parametrize(
    "step",
    [
        f"{LAMBDA}, {OF_INPUTS}",
        f"{CALLBACK}, {OF_INPUTS}",
        f"{TRAINING}, instance: ml.m5.large, environment: {OWN_NAMES}",
        f"{TRAINING}, instance: ml.m5.large, hyperparameters: {OWN_NAMES}",
        f"{TRAINING}, instance: ml.m5.large, {RULE}",
    ],
)
def test_what_a_program_is_told_starts_no_machine(step: str) -> None:
    """A function may start a cluster by names of its own, and a script may do what it likes."""
    assert compiled(f"{HEAD}steps: {{S: {{{step}}}}}").diagnostics == ()


def test_it_is_the_rule_of_the_sdk() -> None:
    """For every machine that a training can have, or an endpoint."""
    utils = pytest.importorskip("sagemaker.core.common_utils")
    shapes = [
        json.loads((SCHEMAS / f"{kind}.json").read_text())
        for kind in ("Training", "EndpointConfig")
    ]
    found = {word for shape in shapes for word in _words(shape) if word.startswith("ml.")}
    assert len(found) > 50
    for machine in found:
        assert has_local_storage(machine) != utils.instance_supports_kms(machine), machine


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for item in inner for word in _words(item)]
