"""What the service refuses of members together, or loses without a word, though each may be so."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipec.cli import workspace
from pipec.compiler.compile import SourceFile, compile_pipeline
from test_display import compiled

IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
AWS = "763104351884.dkr.ecr.us-east-1.amazonaws.com"
HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
"""


def told(steps: str, parameters: str = "", defaults: str = "") -> list[tuple[str, str]]:
    """Code and message with hint of all that is told of a pipeline's steps."""
    more = f"parameters: {{{parameters}}}\n" if parameters else ""
    more += f"defaults: {{{defaults}}}\n" if defaults else ""
    found = compiled(f"{HEAD}{more}steps: {{{steps}}}").diagnostics
    return [(item.code.number, f"{item.message}; {item.hint}") for item in found]


def codes(steps: str, parameters: str = "", defaults: str = "") -> list[str]:
    """The codes of all that is told."""
    return [code for code, _ in told(steps, parameters, defaults)]


# --- conditions ------------------------------------------------------------------------------

MODE = "Mode: {type: String, default: full, enum: [full, quick]}"


@pytest.mark.parametrize(
    ("test", "never"),
    [
        ("parameters.Mode == 'Full'", ["'Full'"]),
        ("'Full' == parameters.Mode", ["'Full'"]),
        ("parameters.Mode != 'Full'", ["'Full'"]),
        ("not (parameters.Mode == 'fast')", ["'fast'"]),
        ("parameters.Mode in ['FULL', 'fast']", ["'FULL'", "'fast'"]),
        ("parameters.Mode in ['Full', 'quick']", ["'Full'"]),
        ("parameters.Mode == 'full'", []),
        ("parameters.Mode in ['full', 'nightly']", []),
        ("parameters.Mode == parameters.Other", []),
        ("parameters.Other == 'Full'", []),
    ],
)
def test_a_text_that_a_parameter_cannot_be_is_told(test: str, never: list[str]) -> None:
    """Beside one that it can be, another may be there for what is to come."""
    step = f'C: {{if: "{test}", then: {{F: {{fail: stopped}}}}}}'
    found = [item for item in told(step, f"{MODE}, Other: a") if item[0] != "PC219"]
    assert [code for code, _ in found] == ["PC304"] * len(never)
    assert all(f"is never {text}," in found[at][1] for at, text in enumerate(never))


# --- trainings -------------------------------------------------------------------------------


def _training(more: str, request: str = "") -> str:
    return (
        f"T: {{kind: Training, image: {IMAGE}, inputs: {{train: 's3://b/t'}}, {more}"
        f"{', ' if more else ''}request: {{{request}}}}}"
    )


SPOT = "EnableManagedSpotTraining: true, StoppingCondition: {MaxWaitTimeInSeconds: 7200}"
GROUPS = (
    "ResourceConfig: {InstanceType: null, InstanceGroups: ["
    "{InstanceGroupName: cpu, InstanceType: ml.c5.9xlarge, InstanceCount: 1}, "
    "{InstanceGroupName: gpu, InstanceType: ml.p4d.24xlarge, InstanceCount: 1}]}"
)


@pytest.mark.parametrize(
    ("instance", "request_", "found"),
    [
        ("{type: ml.g5.xlarge, keep_alive: 30m}", SPOT, ["PC424"]),
        ("{type: ml.g5.xlarge, keep_alive: 0}", SPOT, []),
        ("{type: ml.g5.xlarge}", SPOT, []),
        ("{type: ml.g5.xlarge, keep_alive: 30m}", "", []),
        ("{keep_alive: 30m}", GROUPS, ["PC424"]),
        ("{volume_gb: 40}", GROUPS, []),
    ],
)
def test_no_warm_pool_is_kept_of_spot_instances_or_groups(
    instance: str, request_: str, found: list[str]
) -> None:
    """What the hint says for `defaults` mends it."""
    assert codes(_training(f"instance: {instance}", request_)) == found
    if found and "type" in instance:
        kept = codes(_training("instance: ml.g5.xlarge", SPOT), "", "instance: {keep_alive: 30m}")
        mended = _training("instance: {type: ml.g5.xlarge, keep_alive: null}", SPOT)
        assert (kept, codes(mended, "", "instance: {keep_alive: 30m}")) == (["PC424"], [])


@pytest.mark.parametrize(("name", "found"), [("gpu", []), ("gpus", ["PC404"])])
def test_a_channel_is_for_a_group_that_is_there(name: str, found: list[str]) -> None:
    """Else the group gets no data."""
    source = f"DataSource: {{S3DataSource: {{InstanceGroupNames: [{name}]}}}}"
    channel = f"InputDataConfig: [{{ChannelName: train, {source}}}]"
    assert codes(_training("", f"{GROUPS}, {channel}")) == found


@pytest.mark.parametrize(
    ("channel", "more", "found"),
    [
        ("{compression: Gzip}", "", ["PC424"]),
        ("{compression: Gzip, input_mode: FastFile}", "", ["PC424"]),
        ("{compression: Gzip, input_mode: Pipe}", "", []),
        ("{}", "RecordWrapperType: RecordIO", ["PC424"]),
        ("{input_mode: Pipe}", "RecordWrapperType: RecordIO", []),
        ("{}", "DataSource: {S3DataSource: {S3DataType: AugmentedManifestFile}}", ["PC404"]),
        (
            "{input_mode: Pipe}",
            "DataSource: {S3DataSource: {S3DataType: AugmentedManifestFile}}",
            [],
        ),
        ('{compression: Gzip, input_mode: "${parameters.How}"}', "", []),
    ],
)
def test_what_is_read_in_pipes_only(channel: str, more: str, found: list[str]) -> None:
    """Of a mode that only the run tells nothing is said."""
    step = (
        f"T: {{kind: Training, image: {IMAGE}, instance: ml.m5.large, "
        f"inputs: {{train: {{value: 's3://b/t', channel: {channel}}}}}, "
        f"request: {{InputDataConfig: [{{ChannelName: train{', ' if more else ''}{more}}}]}}}}"
    )
    parameters = "How: {type: String, default: File, enum: [File, Pipe]}" if "How" in step else ""
    assert codes(step, parameters) == found


@pytest.mark.parametrize(
    ("timeout", "found"),
    [("10", "PC424"), ("10s", None), ("60", None), ("10h", None), ("28d", None), ("29d", "PC404")],
)
def test_a_time_of_some_seconds_lacks_its_unit(timeout: str, found: str | None) -> None:
    """And 28 days are the most."""
    step = _training(f"instance: ml.m5.large, timeout: {timeout}")
    assert codes(step) == ([found] if found else [])


def test_a_time_just_above_the_most_is_told_in_seconds() -> None:
    """In days it would be the same."""
    ((_, message),) = told(_training("instance: ml.m5.large, timeout: 2419201"))
    assert "must be at most 28 days, 2419200 seconds, not 2419201" in message


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("sagemaker_torch_distributed_enabled: true", []),
        ("sagemaker_torch_distributed_enable: true", ["PC424"]),
        ("sagemaker_quite_another: true", []),
        ("sagemaker_port: 80, sagemaker_role: r, sagemaker_instance_count: 2", []),
        ("sagemaker_instance_type: ml.p5.48xlarge", []),
        ('sagemaker_instance_type: "\\"ml.p5.48xlarge\\""', []),
        ("sagemaker_instance_type: ml.p4d.24xlarge", ["PC424"]),
        ("sagemaker_distributed_dataparallel_enabled: true", []),
    ],
)
def test_the_toolkit_is_told_what_is_so(given: str, found: list[str]) -> None:
    """Its switches, and the machines that it runs on."""
    assert codes(_training(f"instance: ml.p5.48xlarge, hyperparameters: {{{given}}}")) == found


def test_the_data_parallel_library_runs_on_few_machines() -> None:
    """The SDK refuses all but some of the family p."""
    given = "hyperparameters: {sagemaker_distributed_dataparallel_enabled: true}"
    assert codes(_training(f"instance: ml.g5.xlarge, {given}")) == ["PC424"]


# --- tunings ---------------------------------------------------------------------------------


def _tuning(ranges: str, jobs: int, strategy: str = "Random", early: str = "Off") -> str:
    metric = 'MetricDefinitions: [{Name: auc, Regex: "auc=(.*)"}]'
    return (
        f"T: {{kind: Tuning, image: {IMAGE}, instance: ml.m5.large, inputs: {{train: 's3://b/t'}}, "
        f"objective: {{maximize: auc}}, strategy: {strategy}, ranges: {{{ranges}}}, "
        f"max_jobs: {jobs}, request: {{HyperParameterTuningJobConfig: "
        f"{{TrainingJobEarlyStoppingType: {early}}}, "
        f"TrainingJobDefinition: {{AlgorithmSpecification: {{{metric}}}}}}}}}"
    )


SIX = "depth: [4, 6, 8], leaves: {from: 10, to: 11}"


@pytest.mark.parametrize(
    ("ranges", "jobs", "strategy", "found"),
    [
        (SIX, 6, "Random", []),
        (SIX, 7, "Random", ["PC404"]),
        (SIX, 7, "Bayesian", ["PC404"]),
        (f"{SIX}, eta: {{from: 0.1, to: 0.2}}", 20, "Random", []),
        ('depth: [4], leaves: {from: "${parameters.Least}", to: 11}', 20, "Random", []),
        ("leaves: {from: 10, to: 3}", 4, "Random", ["PC404"]),
        ("leaves: {type: Integer, from: 10, to: .inf}", 4, "Random", ["PC404"]),
    ],
)
def test_there_are_combinations_for_all_trainings(
    ranges: str, jobs: int, strategy: str, found: list[str]
) -> None:
    """Unless a range has no end, or the run tells where it is."""
    parameters = "Least: '1'" if "Least" in ranges else ""
    assert codes(_tuning(ranges, jobs, strategy), parameters) == found


@pytest.mark.parametrize(
    ("strategy", "early", "found"),
    [("Hyperband", "Auto", ["PC404"]), ("Hyperband", "Off", []), ("Bayesian", "Auto", [])],
)
def test_hyperband_stops_by_itself(strategy: str, early: str, found: list[str]) -> None:
    """Botocore's model says that the other must be off."""
    assert codes(_tuning(SIX, 6, strategy, early)) == found


def test_definitions_have_names_of_their_own() -> None:
    """As all lists whose entries are told apart."""
    image = f'AlgorithmSpecification: {{TrainingInputMode: File, TrainingImage: "{IMAGE}"}}'
    one = (
        "{DefinitionName: same, TuningObjective: {Type: Maximize, MetricName: auc}, "
        "HyperParameterRanges: {CategoricalParameterRanges: [{Name: a, Values: [x, y]}]}, "
        f'RoleArn: "${{vars.role}}", OutputDataConfig: {{S3OutputPath: "s3://b/t"}}, {image}, '
        "StoppingCondition: {MaxRuntimeInSeconds: 3600}, ResourceConfig: "
        "{InstanceCount: 1, InstanceType: ml.m5.large, VolumeSizeInGB: 30}}"
    )
    step = (
        "T: {kind: Tuning, objective: null, request: {TrainingJobDefinition: null, "
        f"TrainingJobDefinitions: [{one}, {one}]}}}}"
    )
    assert "PC404" in codes(step)
    assert "PC404" not in codes(step.replace("same", "other", 1))


# --- processing ------------------------------------------------------------------------------


def _processing(more: str) -> str:
    return f"P: {{kind: Processing, image: {IMAGE}, command: [run], {more}}}"


@pytest.mark.parametrize(
    ("instance", "found"),
    [
        ("{type: ml.g4dn.xlarge, volume_gb: 125}", []),
        ("{type: ml.g4dn.xlarge, volume_gb: 126}", ["PC404"]),
        ("{type: ml.r5d.24xlarge, volume_gb: 3600}", []),
        ("{type: ml.m5.large, volume_gb: 500}", []),
        ("ml.g5.xlarge", []),
    ],
)
def test_a_disk_is_no_larger_than_the_machines(instance: str, found: list[str]) -> None:
    """Where the machine has disks of its own the service adds none."""
    assert codes(_processing(f"instance: {instance}")) == found


@pytest.mark.parametrize(
    ("path", "found"),
    [("{compression: Gzip}", ["PC424"]), ("{compression: Gzip, mode: Pipe}", [])],
)
def test_an_input_is_unpacked_in_a_pipe_only(path: str, found: list[str]) -> None:
    """The SDK raises for anything else."""
    inputs = f"inputs: {{x: {{value: 's3://b/x', path: {path}}}}}"
    assert codes(_processing(f"instance: ml.m5.large, {inputs}")) == found


@pytest.mark.parametrize(("more", "found"), [("", ["PC402"]), (", AppManaged: true", [])])
def test_an_output_to_a_feature_store_is_managed_by_the_job(more: str, found: list[str]) -> None:
    """Botocore's model supports no other."""
    output = f"{{OutputName: fs, FeatureStoreOutput: {{FeatureGroupName: g}}{more}}}"
    request = f"request: {{ProcessingOutputConfig: {{Outputs: [{output}]}}}}"
    assert codes(_processing(f"instance: ml.m5.large, {request}")) == found


@pytest.mark.parametrize(
    ("path", "report", "right"),
    [
        ("/opt/ml/processing/ev", "/opt/ml/processing/ev/a/b.json", "a/b.json"),
        ("/opt/ml/processing/ev", "../b.json", "b.json"),
        ("/opt/ml/processing/ev", "/other/b.json", "b.json"),
        ("/opt/ml/processing/ev", "a/b.json", None),
        ("/opt/ml/processing/ev", "b", None),
    ],
)
def test_a_report_lies_in_its_output(path: str, report: str, right: str | None) -> None:
    """Its path is one within the folder."""
    outputs = f"outputs: {{ev: {{path: {path}, report: {report}}}}}"
    found = told(_processing(f"instance: ml.m5.large, {outputs}"))
    assert [code for code, _ in found] == (["PC103"] if right else [])
    assert not right or found[0][1].endswith(f"; write `{right}`")


def test_a_report_is_json() -> None:
    """A table is none."""
    outputs = "outputs: {ev: {path: /opt/ml/processing/ev, report: metrics.csv}}"
    assert codes(_processing(f"instance: ml.m5.large, {outputs}")) == ["PC424"]


# --- transforms, models, code ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "members"),
    [
        ("split_type: None", (None, None)),
        ("split_type: None, batch_strategy: SingleRecord", ("SingleRecord", None)),
        ("split_type: None, assemble_with: Line", (None, "Line")),
        ("split_type: Line", ("MultiRecord", "Line")),
    ],
)
def test_files_that_are_not_split_are_in_no_batches(
    options: str, members: tuple[str | None, str | None]
) -> None:
    """What a step says itself is sent."""
    step = "S: {uses: BatchTransform, inputs: {model_name: m, transform_data: 's3://b/i'}, "
    result = compiled(f"{HEAD}steps: {{{step}options: {{{options}}}}}}}")
    assert result.artifacts is not None
    request = result.artifacts.definition["Steps"][0]["Arguments"]
    assert (request.get("BatchStrategy"), request["TransformOutput"].get("AssembleWith")) == members


def test_a_model_may_be_registered_for_no_transforms() -> None:
    """As with `transform_instances=None` of the SDK."""
    step = (
        "R: {uses: ModelRegistration, inputs: {model_artifacts: 's3://b/m.tar.gz'}, "
        "options: {model_package_group: g, transform_instances: []}}"
    )
    result = compiled(f"{HEAD}steps: {{{step}}}")
    assert result.artifacts is not None
    request = result.artifacts.definition["Steps"][0]["Arguments"]
    assert "SupportedTransformInstanceTypes" not in request["InferenceSpecification"]


REGISTRATION = "M: {uses: ModelRegistration, options: {model_package_group: g}, "
REGISTRATION += "inputs: {model_artifacts: 'PLACE'}}"


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("s3://b/m/", ["PC423"]),
        ("s3://b/m/model.zip", ["PC423"]),
        ("${parameters.Models}/model.pkl", ["PC423"]),
        ("s3://b/m/model.tar.gz", []),
        ("s3://b/m/model.tgz", []),
        ("s3://b/m", []),
        ("${parameters.Models}", []),
    ],
)
@pytest.mark.parametrize(
    "step",
    [
        "M: {uses: CreateModel, inputs: {model_artifacts: 'PLACE'}}",
        REGISTRATION,
    ],
)
def test_a_model_is_one_archive(place: str, found: list[str], step: str) -> None:
    """What a place does not tell may be one."""
    parameters = "Models: 's3://b/m'" if "Models" in place else ""
    assert codes(step.replace("PLACE", place), parameters) == found


@pytest.mark.parametrize(
    ("uri", "found", "for_a_folder"),
    [
        ("s3://b/code/sourcedir.zip", ["PC424"], ["PC424"]),
        ("s3://b/code/", ["PC424"], []),
        ("s3://b/code/sourcedir.tar.gz", [], ["PC424"]),
        ("s3://b/code", [], []),
    ],
)
def test_code_of_a_training_is_one_archive(
    uri: str, found: list[str], for_a_folder: list[str]
) -> None:
    """For a processing job it is a folder."""
    code = f"code: {{uri: '{uri}', entry: t.py}}, instance: ml.m5.large"
    image = "image: {framework: pytorch, version: 2.5.1, py: py311}"
    assert codes(f"T: {{kind: Training, {image}, {code}}}") == found
    image = "image: {framework: sklearn, version: 1.2-1}"
    assert codes(f"T: {{kind: Processing, {image}, {code}}}") == for_a_folder


@pytest.mark.parametrize(
    ("uri", "entry", "more"),
    [
        ("app.zip", "app.zip", ""),
        ("code.tar.gz", "run.sh", ", command: [sh, -c, 'tar xzf code.tar.gz && exec sh \"$0\"']"),
        ("prep.py", "prep.py", ""),
    ],
)
def test_an_archive_that_a_processing_job_can_run(uri: str, entry: str, more: str) -> None:
    """Python runs a zip file, and a command may unpack another."""
    code = f"code: {{uri: 's3://b/code/{uri}', entry: {entry}}}{more}"
    image = "image: {framework: sklearn, version: 1.2-1}"
    assert codes(f"T: {{kind: Processing, {image}, {code}, instance: ml.m5.large}}") == []


def test_a_command_that_has_only_the_letters_of_a_program_unpacks_nothing() -> None:
    """`start` holds `tar`."""
    code = "code: {uri: 's3://b/code/code.tgz', entry: run.sh}, command: [sh, -c, start zipped]"
    image = "image: {framework: sklearn, version: 1.2-1}, instance: ml.m5.large"
    assert codes(f"T: {{kind: Processing, {image}, {code}}}") == ["PC424"]


@pytest.mark.parametrize(
    ("image", "machine", "found"),
    [
        ("2.5.1-cpu-py311", "ml.g5.xlarge", ["PC425"]),
        ("2.5.1-gpu-py311", "ml.m5.xlarge", ["PC425"]),
        ("2.5.1-gpu-py311-cu124-ubuntu22.04-sagemaker", "ml.m5.xlarge", ["PC425"]),
        ("2.5.1-gpu-py311", "ml.g5.xlarge", []),
        ("2.5.1-cpu-py311", "ml.m5.xlarge", []),
        ("2.5.1-cpu-py311", '"${parameters.Machine}"', ["PC425"]),
    ],
)
@pytest.mark.parametrize("where", ["key", "request"])
def test_an_image_by_its_place_is_for_its_machine(
    image: str, machine: str, found: list[str], where: str
) -> None:
    """AWS's tags tell; a copy of the image may be anything."""
    uri = f"{AWS}/pytorch-training:{image}"
    place = f"image: {uri}"
    if where == "request":
        place = f"request: {{AlgorithmSpecification: {{TrainingImage: '{uri}'}}}}"
    step = f"T: {{kind: Training, {place}, instance: {machine}, code: tests/cli_runs.py}}"
    parameters = "Machine: {type: String, enum: [ml.m5.xlarge, ml.g5.xlarge], "
    parameters += "default: ml.m5.xlarge}"
    assert codes(step, parameters if "Machine" in machine else "") == found
    assert codes(step.replace("763104351884", "111122223333"), parameters * ("Mach" in step)) == []


# --- what lies outside -----------------------------------------------------------------------

KEY = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("network: {subnets: [subnet-1], security_groups: [sg-1]}", []),
        ("network: {subnets: [sg-1], security_groups: [subnet-1]}", ["PC404", "PC404"]),
        ("network: {subnets: [vpc-1], security_groups: [sg-1]}", ["PC404"]),
        ('tags: {"aws:team": a}', ["PC404"]),
        ('tags: {"AWS:team": a}', ["PC404"]),
        ("tags: {awsome: a}", []),
        ('role: "arn:aws-us-gov:iam::111122223333:role/R"', ["PC404"]),
        ('role: "arn:aws:iam::444455556666:role/R"', []),
        ('kms: {output: "arn:aws:iam::111122223333:role/R"}', ["PC404"]),
        (f'kms: {{output: "arn:aws-cn:kms:cn-north-1:111122223333:key/{KEY}"}}', ["PC404"]),
        (f'kms: {{output: "arn:aws:kms:eu-west-1:111122223333:key/{KEY}"}}', []),
        (f'kms: {{volume: "arn:aws:kms:eu-west-1:111122223333:key/{KEY}"}}', ["PC404"]),
        (f'kms: {{volume: "arn:aws:kms:us-east-1:111122223333:key/{KEY}"}}', []),
        (f'kms: {{volume: "{KEY}", output: alias/own}}', []),
    ],
)
@pytest.mark.parametrize("where", ["step", "defaults"])
def test_names_of_other_services_are_what_they_are_for(
    keys: str, found: list[str], where: str
) -> None:
    """Of buckets the region is not known, nor so that of the key for what lies there."""
    step = _processing("instance: ml.m5.large" + (f", {keys}" if where == "step" else ""))
    assert codes(step, "", keys if where == "defaults" else "") == found


def test_a_parameter_is_what_its_place_is_for() -> None:
    """By its default, as everywhere."""
    network = 'network: {subnets: ["${parameters.Net}"], security_groups: [sg-1]}'
    step = _processing(f"instance: ml.m5.large, {network}")
    assert codes(step, "Net: subnet-1") == []
    assert codes(step, "Net: sg-2") == ["PC410"]


@pytest.mark.parametrize(
    ("arn", "found"),
    [
        ("arn:aws:lambda:us-east-1:111122223333:function:f", []),
        ("arn:aws:lambda:eu-west-1:111122223333:function:f", []),
        ("arn:aws-cn:lambda:cn-north-1:111122223333:function:f", ["PC404"]),
    ],
)
def test_a_function_lies_in_the_partition(arn: str, found: list[str]) -> None:
    """Of another region it is not known that it could not be called."""
    assert codes(f"L: {{kind: Lambda, function: '{arn}'}}") == found


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com.cn/vision:1", ["PC404"]),
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com/Vision:1", ["PC404"]),
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com/vision:V1", []),
        ("111122223333.dkr.ecr.us-east-1.amazonaws.com/vision@sha256:AB", []),
    ],
)
def test_a_registry_and_a_repository_are_called_so(image: str, found: list[str]) -> None:
    """No other can be."""
    step = f"P: {{kind: Processing, image: '{image}', command: [run], instance: ml.m5.large}}"
    assert codes(step) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("s3://example/raw/*.jpg", ["PC424"]),
        ("s3://example/raw/ ", ["PC424"]),
        ("s3://${vars.bucket}churn/in", ["PC424"]),
        ("s3://${vars.bucket}-churn/in", []),
        ("s3://${vars.bucket}/churn", []),
        ("s3://$${BUCKET}/x", ["PC404"]),
        ("s3://example/x y", []),
    ],
)
def test_places_that_nobody_means(place: str, found: list[str]) -> None:
    """Nothing is expanded, and a bucket ends at the first slash."""
    assert codes(_processing(f"instance: ml.m5.large, inputs: {{x: '{place}'}}")) == found


def test_a_var_is_meant_in_other_letters() -> None:
    """As the shell has it."""
    step = _processing("instance: ml.m5.large, inputs: {x: 's3://${BUCKET}/x'}")
    ((_, text),) = told(step)
    assert text.partition("; ")[2] == (
        "write `${vars.bucket}`; for the shell's variable write `$${BUCKET}`"
    )


# --- checks, loops, parameters ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("fail_on_violation: true", ["PC424"]),
        ("skip: false", ["PC424"]),
        ("skip: true", []),
        ('skip: "${parameters.First}"', []),
        ("model_package_group: g", []),
        ("baseline_constraints: 's3://b/c.json'", []),
    ],
)
def test_a_check_has_something_to_compare_with(check: str, found: list[str]) -> None:
    """Unless it only makes a baseline."""
    step = "Q: {uses: DataQualityCheck, inputs: {baseline_dataset: 's3://b/d'}, "
    parameters = "First: true" if "First" in check else ""
    assert codes(f"{step}check: {{{check}}}}}", parameters) == found


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("[{city: Rome}, {city: Paris}]", ["PC010"]),
        ("[{city: Rome}, {town: Paris}]", []),
        ("['{\"town\": 1}']", []),
        ('"${parameters.Items}"', []),
    ],
)
def test_an_item_has_what_is_read_of_it(items: str, found: list[str]) -> None:
    """Where the items are written out."""
    function = "arn:aws:lambda:us-east-1:111122223333:function:f"
    body = f"B: {{kind: Lambda, function: '{function}', inputs: {{x: '${{item.town}}'}}}}"
    loop = f"L: {{for_each: {items}, max_concurrency: 1, steps: {{{body}}}}}"
    parameters = "Items: '[]'" if "Items" in items else ""
    assert codes(loop, parameters) == found


@pytest.mark.parametrize(("count", "found"), [(0, ["PC410"]), (1, [])])
def test_a_training_has_a_machine_by_a_parameter_too(count: int, found: list[str]) -> None:
    """As it must where the number is written."""
    instance = 'instance: {type: ml.m5.large, count: "${parameters.Count}"}'
    assert codes(_training(instance), f"Count: {count}") == found


@pytest.mark.parametrize(("size", "found"), [(1000, ["PC410"]), (100, [])])
def test_an_option_has_its_limits_by_a_parameter_too(size: int, found: list[str]) -> None:
    """Those of its schema."""
    step = "S: {uses: BatchTransform, inputs: {model_name: m, transform_data: 's3://b/i'}, "
    step += 'options: {max_payload_mb: "${parameters.Size}"}}'
    assert codes(step, f"Size: {size}") == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("AutoMLJobObjective: {MetricName: F1}", ["PC402"]),
        ("ProblemType: BinaryClassification", ["PC402"]),
        ("AutoMLJobObjective: {MetricName: F1}, ProblemType: BinaryClassification", []),
    ],
)
def test_a_metric_is_searched_for_a_type_of_problem(more: str, found: list[str]) -> None:
    """Both or none."""
    source = "{S3DataSource: {S3DataType: S3Prefix, S3Uri: 's3://b/x'}}"
    step = (
        f"A: {{kind: AutoML, request: {{InputDataConfig: [{{DataSource: {source}, "
        "TargetAttributeName: y}], OutputDataConfig: {S3OutputPath: 's3://b/o'}, "
        f"AutoMLJobConfig: {{Mode: ENSEMBLING}}, {more}}}}}"
    )
    assert codes(step) == found


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("ProblemType: Regression", "{AutoMLJobObjective: {MetricName: MSE}}"),
        ("ProblemType: BinaryClassification", "{AutoMLJobObjective: {MetricName: F1}}"),
        ("AutoMLJobObjective: {MetricName: RMSE}", "{ProblemType: Regression}"),
        ("AutoMLJobObjective: {MetricName: F1macro}", "{ProblemType: MulticlassClassification}"),
        ("AutoMLJobObjective: {MetricName: BalancedAccuracy}", "{ProblemType: …}"),
    ],
)
def test_the_hint_fits_what_an_auto_ml_job_says(given: str, right: str) -> None:
    """A metric is one of some types of problems only."""
    source = "{S3DataSource: {S3DataType: S3Prefix, S3Uri: 's3://b/t'}}"
    ((_, text),) = told(
        f"A: {{kind: AutoML, request: {{InputDataConfig: [{{DataSource: {source}, "
        "TargetAttributeName: y}], OutputDataConfig: {S3OutputPath: 's3://b/o'}, "
        f"AutoMLJobConfig: {{Mode: ENSEMBLING}}, {given}}}}}"
    )
    assert f"add `request: {right}`" in text


# --- arguments -------------------------------------------------------------------------------


def _isolated(command: str, more: str = "") -> str:
    return (
        f"T: {{kind: Processing, image: {IMAGE}, instance: ml.m5.large, "
        f"network: {{isolation: true}}, command: [sh, -c, '{command}']{more}}}"
    )


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("pip install pandas", ["PC427"]),
        ("python3 -m pip install -r /opt/requirements.txt && python3 x.py", ["PC427"]),
        ("pip install --no-deps pandas", ["PC427"]),
        ("pip install git+https://git.example/x", ["PC427"]),
        ("pip install --no-index -f /opt/wheels pandas && python3 x.py", []),
        ("pip install -f /opt/wheels pandas --no-index", []),
        ("PIP_NO_INDEX=1 pip install -f /opt/wheels pandas", []),
        ("pip install --no-deps /opt/wheels/x-1-py3-none-any.whl && python3 x.py", []),
        ("pip install -e .", []),
    ],
)
def test_what_lies_in_files_is_installed_without_a_network(command: str, found: list[str]) -> None:
    """Only what pip looks for elsewhere is missed."""
    assert codes(_isolated(command)) == found


def test_pip_is_told_by_a_variable_to_look_among_files() -> None:
    """So nothing is fetched."""
    more = ", environment: {PIP_NO_INDEX: '1', PIP_FIND_LINKS: /opt/wheels}"
    assert codes(_isolated("pip install pandas", more)) == []


@pytest.mark.parametrize(
    ("requirements", "found"),
    [
        ("pandas==2.2  # newer\n", ["PC427"]),
        ("./wheels/x-1-py3-none-any.whl\nlightgbm\n", ["PC427"]),
        ("-r more.txt\n", ["PC427"]),
        ("./wheels/x-1-py3-none-any.whl\n", []),
        ("--no-index\n--find-links ./wheels\nlightgbm\n", []),
        ("# nothing yet\n\n", []),
    ],
)
def test_requirements_of_files_are_installed_without_a_network(
    requirements: str, found: list[str], tmp_path: Path
) -> None:
    """The image of a training installs what lies beside the script."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "train.py").write_text("pass\n")
    (tmp_path / "src" / "requirements.txt").write_text(requirements)
    step = (
        "{kind: Training, image: {framework: pytorch, version: 2.3}, instance: ml.m5.large, "
        "network: {isolation: true}, code: {dir: src, entry: train.py}}"
    )
    file = (tmp_path / "pipeline.yaml").as_posix()
    source = SourceFile(name=file, content=f"{HEAD}steps: {{T: {step}}}".encode())
    made = compile_pipeline(source, workspace.Contexts().of(file), workspace.DiskFiles())
    assert [item.code.number for item in made.diagnostics] == found


@pytest.mark.parametrize(
    ("args", "right"),
    [
        ("[--seed 42]", "write `[--seed, 42]`"),
        ("['--note \"two words\"']", 'write `[--note, "two words"]`'),
        ('[\'--grid {"a": "b c"}\']', 'make two of it: `--grid` and `{"a": "b c"}`'),
        ('[\'--grid ["a", "b"]\']', 'make two of it: `--grid` and `["a", "b"]`'),
    ],
)
def test_a_flag_that_is_one_with_its_value_is_told(args: str, right: str) -> None:
    """JSON keeps its quotes."""
    ((code, text),) = told(
        f"T: {{kind: Processing, image: {IMAGE}, instance: ml.m5.large, command: [python3, x.py], "
        f"args: {args}}}"
    )
    assert (code, right in text) == ("PC424", True)


@pytest.mark.parametrize(
    ("args", "lost"),
    [
        ('[--lookup, "${inputs.lookup}"]', ["${inputs.lookup}"]),
        ('[--lookup, "${inputs.lookup.path}"]', ["${inputs.lookup.path}"]),
        ('[[--only], "${inputs.lookup}", [--both, "${inputs.lookup}"]]', []),
    ],
)
def test_a_flag_without_its_value_is_told(args: str, lost: list[str]) -> None:
    """The hint has the reference; a flag in an inner list has no value behind the list."""
    found = told(
        f"T: {{kind: Processing, image: {IMAGE}, instance: ml.m5.large, "
        f"inputs: {{lookup: {{required: false}}}}, command: [python3, x.py], args: {args}}}"
    )
    assert len(found) == len(lost)
    assert all(f'write `[--lookup, "{lost[at]}"]`' in text for at, (_, text) in enumerate(found))


@pytest.mark.parametrize(
    ("folder", "right"),
    [("/opt/ml", "i"), ("/opt/ml/model", "model"), ("/data/x", "data/x"), ("/opt/ml/", "i")],
)
def test_the_hint_about_a_folder_is_a_folder_of_inputs(folder: str, right: str) -> None:
    """What it is called below the folder of the service stays."""
    ((code, text),) = told(
        f"T: {{kind: Processing, image: {IMAGE}, instance: ml.m5.large, command: [x], "
        f"inputs: {{i: {{value: 's3://b/i', path: {folder}}}}}}}"
    )
    assert (code, f"write `path: /opt/ml/processing/{right}`" in text) == ("PC404", True)


# --- names of the user's own -----------------------------------------------------------------

NAMES = (
    "KmsKeyId: 'arn:aws:s3:::b', RoleArn: 'arn:aws-cn:iam::111122223333:role/R', Subnets: sg-1, "
    "VolumeKmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k', SecurityGroupIds: subnet-1"
)


MODEL = f"{{Image: {IMAGE}, Environment: {{{NAMES}}}}}"
VERSION = "uses: ModelRegistration, inputs: {model_artifacts: 's3://b/m.tar.gz'}"
GROUP = "options: {model_package_group: g}"


@pytest.mark.parametrize(
    ("step", "parameters"),
    [
        (_training(f"instance: ml.m5.xlarge, environment: {{{NAMES}}}"), ""),
        (_training(f"instance: ml.m5.xlarge, hyperparameters: {{{NAMES}}}"), ""),
        (
            _training("instance: ml.m5.xlarge, environment: {KmsKeyId: '${parameters.K}'}"),
            "K: 'arn:aws:s3:::b'",
        ),
        (f"M: {{kind: Model, request: {{PrimaryContainer: {MODEL}}}}}", ""),
        (f"R: {{{VERSION}, {GROUP}, request: {{CustomerMetadataProperties: {{{NAMES}}}}}}}", ""),
    ],
)
def test_names_of_the_users_own_mean_nothing(step: str, parameters: str) -> None:
    """What is called like a member of a request may hold anything."""
    assert codes(step, parameters) == []


# --- steps at a wrong place ------------------------------------------------------------------


@pytest.mark.parametrize("key", ["elif", "else_if"])
def test_another_condition_is_a_step_of_the_other_branch(key: str) -> None:
    """Also where it looks like a step of the branch above it."""
    other = f"{key}: {{if: parameters.N > 2, then: {{B: {{fail: y}}}}}}"
    step = f"C: {{if: parameters.N > 3, then: {{A: {{fail: x}}}}, {other}}}"
    ((code, text),) = told(step, "N: 3")
    assert (code, "write `else: {NAME: {if: …, then: …}}`" in text) == ("PC101", True)


def test_a_step_within_a_step_stands_beside_it() -> None:
    """It is no member of its request."""
    inner = f"U: {{kind: Training, image: {IMAGE}, instance: ml.m5.large}}"
    ((code, text),) = told(f"T: {{kind: Training, image: {IMAGE}, {inner}}}")
    assert (code, "move `U:` to the left" in text) == ("PC101", True)
