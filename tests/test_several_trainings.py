"""What the keys and `defaults` are to several trainings of a search, and to its other machines."""

from __future__ import annotations

from typing import Any

import pytest

from test_display import compiled

IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
"""
OF_ITSELF = (
    "TuningObjective: {Type: Maximize, MetricName: auc}",
    "HyperParameterRanges: {CategoricalParameterRanges: [{Name: a, Values: [x, y]}]}",
)
GROUPS = "InstanceGroups: [{InstanceGroupName: a, InstanceType: ml.m5.xlarge, InstanceCount: 1}]"
CONFIGS = "InstanceConfigs: [{InstanceType: ml.m5.xlarge, InstanceCount: 1, VolumeSizeInGB: 30}]"
METRICS = '[{Name: auc, Regex: "auc=(.*)"}]'
CHANNEL = (
    "InputDataConfig: [{ChannelName: c, DataSource: {S3DataSource: "
    '{S3DataType: S3Prefix, S3Uri: "${inputs.data}"}}}]'
)


def _definition(*more: str, machine: str = "{InstanceCount: 1, InstanceType: ml.m5.large}") -> str:
    algorithm = (
        f'{{TrainingInputMode: File, TrainingImage: "{IMAGE}", MetricDefinitions: {METRICS}}}'
    )
    members = (
        "DefinitionName: one",
        f"AlgorithmSpecification: {algorithm}",
        'OutputDataConfig: {S3OutputPath: "s3://b/t"}',
        f"ResourceConfig: {machine}" if machine else "",
        *more,
    )
    return f"{{{', '.join(filter(None, members))}}}"


def _several(definition: str, keys: str = "") -> str:
    request = f"{{TrainingJobDefinition: null, TrainingJobDefinitions: [{definition}]}}"
    return f"T: {{kind: Tuning, {keys}request: {request}}}"


def _told(step: str, defaults: str = "") -> list[tuple[str, str]]:
    found = compiled(f"{HEAD}defaults: {{{defaults}}}\nsteps: {{{step}}}").diagnostics
    return [(item.code.number, f"{item.message}; {item.hint}") for item in found]


def _made(step: str, defaults: str = "") -> dict[str, Any]:
    """The arguments of a step of which nothing is told."""
    found = compiled(f"{HEAD}defaults: {{{defaults}}}\nsteps: {{{step}}}")
    assert found.diagnostics == ()
    assert found.plan is not None
    return found.plan.steps[0].arguments


DEFAULTS = (
    "timeout: 2h, environment: {STAGE: prod}, kms: {output: o, volume: v}, "
    "network: {subnets: [subnet-0123456789abcdef0], security_groups: [sg-0123456789abcdef0]}"
)


def test_defaults_hold_for_each_of_several_trainings() -> None:
    """As for one; what a definition says itself is stronger, and a `null` removes."""
    small = _definition(*OF_ITSELF, "Environment: {STAGE: test}")
    local = "{InstanceCount: 1, InstanceType: ml.g5.xlarge}"
    other = _definition(*OF_ITSELF, "VpcConfig: null", machine=local).replace("one", "two", 1)
    first, second = _made(_several(f"{small}, {other}"), DEFAULTS)["TrainingJobDefinitions"]
    assert first["RoleArn"].endswith("role/R")
    assert first["StoppingCondition"] == {"MaxRuntimeInSeconds": 7200}
    assert first["Environment"] == {"STAGE": "test"}
    assert first["VpcConfig"]["Subnets"] == ["subnet-0123456789abcdef0"]
    assert first["OutputDataConfig"] == {"KmsKeyId": "o", "S3OutputPath": "s3://b/t"}
    assert first["ResourceConfig"]["VolumeKmsKeyId"] == "v"
    assert "VpcConfig" not in second
    assert "VolumeKmsKeyId" not in second["ResourceConfig"]


@pytest.mark.parametrize(
    ("machine", "more", "place"),
    [
        (f"{{{GROUPS}, VolumeSizeInGB: 30}}", "", "ResourceConfig"),
        (
            "",
            f"HyperParameterTuningResourceConfig: {{{CONFIGS}}}",
            "HyperParameterTuningResourceConfig",
        ),
    ],
)
def test_machines_of_defaults_are_not_beside_others(machine: str, more: str, place: str) -> None:
    """The key for disks goes where the definition says its machines."""
    definition = _definition(*OF_ITSELF, *filter(None, [more]), machine=machine)
    defaults = "timeout: 1h, kms: {volume: v}, instance: {type: ml.m5.large, count: 2}"
    (made,) = _made(_several(definition), defaults)["TrainingJobDefinitions"]
    assert made[place]["VolumeKmsKeyId"] == "v"
    assert "InstanceCount" not in made[place]
    assert {"ResourceConfig", "HyperParameterTuningResourceConfig"} & made.keys() == {place}


@pytest.mark.parametrize(
    "key",
    [
        "hyperparameters: {epochs: 3}",
        "network: {isolation: true}",
        "instance: ml.m5.large",
        f'image: "{IMAGE}"',
        "code: {uri: s3://b/c.tar.gz, entry: t.py}",
    ],
)
def test_a_key_that_speaks_of_one_training_is_told_beside_several(key: str) -> None:
    """It would vanish without a word; not what speaks of the search, and a null says nothing."""
    definition = _definition(*OF_ITSELF, "StoppingCondition: {MaxRuntimeInSeconds: 60}")
    name = key.partition(":")[0]
    ((code, text),) = _told(_several(definition, f"{key}, "))
    assert (code, f"nothing is left of `{name}`" in text) == ("PC404", True)
    assert _told(_several(definition, f"{name}: null, max_jobs: 4, tags: {{a: b}}, ")) == []


def test_what_a_request_replaces_is_told_of_one_layer_only() -> None:
    """A step may leave out what its contract says."""
    request = "request: {ResourceConfig: null, ServerlessJobConfig: null}"
    step = f"T: {{kind: Training, image: {IMAGE}, instance: ml.m5.large, {request}}}"
    ((_, text),) = [item for item in _told(step) if "nothing is left" in item[1]]
    assert "`instance`, as `request` says `ResourceConfig: null`; remove `instance`" in text
    used = "T: {uses: XGBoostTuning, inputs: {training_data: s3://b/t, validation_data: s3://b/v}, "
    definition = _definition(*OF_ITSELF, "StoppingCondition: {MaxRuntimeInSeconds: 60}")
    used += _several(definition).partition("kind: Tuning, ")[2]
    assert not any("nothing is left" in text for _, text in _told(used))


@pytest.mark.parametrize("missing", [0, 1])
def test_each_of_several_trainings_says_what_it_is_for_and_searches(missing: int) -> None:
    """What the step says so is of one."""
    definition = _definition(OF_ITSELF[1 - missing], "StoppingCondition: {MaxRuntimeInSeconds: 60}")
    keys = "objective: {maximize: auc}, ranges: {a: [x, y]}, "
    ((code, text),) = _told(_several(definition, keys))
    assert code == "PC402"
    assert f"has no `{OF_ITSELF[missing].partition(':')[0]}`" in text
    step = _several(definition, "").replace(
        "request: {", "request: {Autotune: {Mode: Enabled}, ", 1
    )
    assert len(_told(step)) == 1 - missing


def test_an_input_that_none_of_several_trainings_reads_is_told() -> None:
    """It is no channel of any."""
    limit = "StoppingCondition: {MaxRuntimeInSeconds: 60}"
    keys = "inputs: {data: s3://b/d}, "
    assert [code for code, _ in _told(_several(_definition(*OF_ITSELF, limit), keys))] == ["PC113"]
    assert _told(_several(_definition(*OF_ITSELF, limit, CHANNEL), keys)) == []


# --- machines --------------------------------------------------------------------------------


def _search(machines: str, keys: str = "") -> str:
    definition = f"TrainingJobDefinition: {{{machines}}}"
    return (
        "T: {uses: XGBoostTuning, inputs: {training_data: s3://b/t, validation_data: s3://b/v}, "
        f'hyperparameters: {{num_round: 5}}, objective: {{minimize: "validation:rmse"}}, {keys}'
        f"ranges: {{max_depth: {{from: 3, to: 10}}}}, request: {{{definition}}}}}"
    )


TYPE, COUNT = "InstanceType: null", "InstanceCount: null"


@pytest.mark.parametrize(
    ("machines", "lacks"),
    [
        (f"{TYPE}, {COUNT}, {GROUPS}", None),
        (f"{TYPE}, {GROUPS}", "InstanceCount"),
        (f"{COUNT}, {GROUPS}", "InstanceType"),
    ],
)
def test_groups_of_machines_have_nothing_beside_them(machines: str, lacks: str | None) -> None:
    """Neither a type nor a count, in a training and in a search."""
    config = f"ResourceConfig: {{{machines}}}"
    keys = "instance: {type: ml.m5.xlarge, count: 3}"
    step = "T: {uses: XGBoostTraining, inputs: {training_data: s3://b/t}, hyperparameters: "
    step += f"{{num_round: 5}}, {keys}, request: {{{config}}}}}"
    for found in (_told(step), _told(_search(config, f"{keys}, "))):
        beside = [text for _, text in found if "beside `InstanceGroups`" in text]
        assert bool(beside) == (lacks is not None)
        assert all(f"`{lacks}` beside" in text and f"{lacks}: null" in text for text in beside)


FLEXIBLE = f"HyperParameterTuningResourceConfig: {{{CONFIGS}}}"


def test_a_choice_of_machines_stands_in_place_of_the_one() -> None:
    """With the key for its disks."""
    ((code, text),) = _told(_search(FLEXIBLE))
    assert (code, "ResourceConfig: null" in text) == ("PC404", True)
    made = _made(_search(f"ResourceConfig: null, {FLEXIBLE}"), "kms: {volume: v}")
    config = made["TrainingJobDefinition"]["HyperParameterTuningResourceConfig"]
    assert config["VolumeKmsKeyId"] == "v"
    assert "ResourceConfig" not in made["TrainingJobDefinition"]


@pytest.mark.parametrize(
    "member", ["InstanceType: ml.m5.xlarge", "InstanceCount: 1", "VolumeSizeInGB: 30"]
)
def test_a_choice_of_machines_has_no_other_beside_it(member: str) -> None:
    """Botocore's model forbids it; without the choice it is one machine."""
    both = FLEXIBLE.replace("{Inst", f"{{{member}, Inst", 1)
    ((code, text),) = _told(_search(f"ResourceConfig: null, {both}"))
    assert (code, "beside `InstanceConfigs`" in text) == ("PC404", True)


def test_a_metric_that_one_of_several_does_not_define_is_added_there() -> None:
    """`TrainingJobDefinition` cannot be beside the list."""
    definition = _definition(*OF_ITSELF, "StoppingCondition: {MaxRuntimeInSeconds: 60}")
    ((code, text),) = _told(_several(definition.replace(f", MetricDefinitions: {METRICS}", "")))
    assert (code, "does not say how its metric `auc` is read" in text) == ("PC424", True)
    assert "TrainingJobDefinition:" not in text
    assert text.endswith("` in the `AlgorithmSpecification` of the definition `one`")


def test_texts_that_json_reads_are_told_in_each_definition() -> None:
    """As under `ranges`; a script alone gets them so."""
    ranges = OF_ITSELF[1].replace("[x, y]", '["1.10", x]')
    script = "StaticHyperParameters: {sagemaker_program: t.py}"
    limit = "StoppingCondition: {MaxRuntimeInSeconds: 60}"
    ((code, text),) = _told(_several(_definition(OF_ITSELF[0], ranges, script, limit)))
    assert code == "PC424"
    assert text.startswith("the script gets no text `1.10` for `a`, but what JSON reads in it; ")
    assert _told(_several(_definition(OF_ITSELF[0], ranges, limit))) == []
