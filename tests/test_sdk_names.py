"""Arguments of SageMaker's SDK as keys of a step: the line of each hint works when pasted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli_runs import PROJECT, Pipec, runner, write
from pipec.compiler.language import sdk_members

TRAINING = {"uses": "XGBoostTraining", "inputs": "{training_data: s3://example-bucket/train}"}
IN_PLACE = {
    "kind": "Training",
    "image": "{framework: xgboost, version: 1.7-1}",
    "instance": "ml.m5.xlarge",
    "inputs": "{train: s3://example-bucket/train}",
}
TUNING = {
    "uses": "XGBoostTuning",
    "inputs": "{training_data: s3://example-bucket/train, validation_data: s3://example-bucket/v}",
    "objective": '{minimize: "validation:rmse"}',
    "ranges": "{eta: {from: 0.1, to: 0.5}}",
}
OWN_TUNING = {"kind": "Tuning", **{k: TUNING[k] for k in ("objective", "ranges")}}
OWN_TUNING |= {k: IN_PLACE[k] for k in ("image", "instance", "inputs")}
PROCESSING = {
    "uses": "TabularPreprocessing",
    "code": "prepare.py",
    "inputs": "{raw_data: s3://example-bucket/raw}",
}
HUGGING_FACE = {"uses": "HuggingFaceTraining", "code": "prepare.py"}
HUGGING_FACE |= {"inputs": TRAINING["inputs"]}
AUTO_ML = {
    "kind": "AutoML",
    "request": "{AutoMLJobConfig: {Mode: ENSEMBLING}, InputDataConfig: [{TargetAttributeName: a, "
    "DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://example-bucket/rows}}}]}",
}
SEARCH = {**AUTO_ML}
SEARCH["request"] = AUTO_ML["request"].replace(
    "{", "{OutputDataConfig: {S3OutputPath: s3://b/o}, ", 1
)
CONTAINER = {"kind": "Processing", "image": IN_PLACE["image"], "instance": "ml.m5.xlarge"}
TRANSFORM = {
    "uses": "BatchTransform",
    "inputs": "{model_name: a-model, transform_data: s3://example-bucket/rows}",
}
OWN_TRANSFORM = {
    "kind": "Transform",
    "instance": "ml.m5.xlarge",
    "request": "{ModelName: m, TransformInput: "
    "{DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://example-bucket/rows}}}}",
}
MODEL = {"uses": "CreateModel", "inputs": "{model_artifacts: s3://example-bucket/model.tar.gz}"}
OWN_MODEL = {"kind": "Model", "image": IN_PLACE["image"]}
REGISTER = {
    "uses": "ModelRegistration",
    "inputs": "{model_artifacts: s3://example-bucket/model.tar.gz}",
    "options": "{model_package_group: houses}",
}
OWN_REGISTER = {
    "kind": "RegisterModel",
    "image": IN_PLACE["image"],
    "request": "{ModelPackageGroupName: houses, InferenceSpecification: "
    "{Containers: [{ModelDataUrl: s3://example-bucket/model.tar.gz}]}}",
}
CHECK = {
    "uses": "DataQualityCheck",
    "inputs": "{baseline_dataset: s3://example-bucket/rows.csv}",
}
EMR = {"kind": "EMR", "request": "{StepConfig: {HadoopJarStep: {Jar: s3://b/app.jar}}, "}
EMR["request"] += "ClusterId: j-1}"
NO_CLUSTER = {**EMR, "request": EMR["request"].replace(", ClusterId: j-1", "")}
LAMBDA = {"kind": "Lambda"}
CALLBACK = {"kind": "Callback"}
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"
QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/q"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
GROUPS = "[{instance_group_name: a, instance_type: ml.m5.xlarge, instance_count: 2}]"
TORCH = "sagemaker_torch_distributed_enabled: true, sagemaker_instance_type: ml.m5.xlarge"
RULE = "{RuleConfigurationName: A, RuleEvaluatorImage: i, RuleParameters: {a_b: c}}"
ON = "{enabled: true}"
FILLED = {
    "checkpoint_local_path": "s3://example-bucket/checkpoints",
    "job_objective": "Regression",
    "metric_definitions": "x",
    "problem_type": "MSE",
    "retry_policies": "Step.THROTTLING",
    "use_spot_instances": "86400",
}
"""What stands in place of `…`, by the argument."""
JOINED = [  # base steps, argument, value, what the hint writes
    (TRAINING, "arguments", "[--a]", None),
    (TRAINING, "base_job_name", "nightly", "job_prefix: nightly"),
    (TRAINING, "cache_config", "{enable_caching: true, expire_after: P30D}", "cache: P30D"),
    (TRAINING, "cache_config", "{enable_caching: true}", "cache: 30d"),
    (TRAINING, "cache_config", "{enable_caching: false}", "cache: false"),
    (TRAINING, "cache_config", "true", "cache: 30d"),
    (TRAINING, "checkpoint_local_path", "/opt/ml/checkpoints", None),
    (
        TRAINING,
        "checkpoint_s3_uri",
        "s3://example-bucket/c",
        "request: {CheckpointConfig: {S3Uri: s3://example-bucket/c}}",
    ),
    (TRAINING, "container_arguments", "[--a]", "args: [--a]"),
    (TRAINING, "container_entry_point", "[python3]", "command: [python3]"),
    (
        TRAINING,
        "container_log_level",
        "10",
        "hyperparameters: {sagemaker_container_log_level: 10}",
    ),
    (TRAINING, "debugger_hook_config", "false", ""),
    (
        TRAINING,
        "debugger_hook_config",
        "{s3_output_path: s3://example-bucket/d}",
        "request: {DebugHookConfig: {S3OutputPath: s3://example-bucket/d}}",
    ),
    (TRAINING, "disable_output_compression", "true", None),
    (TRAINING, "disable_output_compression", "false", ""),
    (TRAINING, "disable_profiler", "true", "request: {ProfilerConfig: {DisableProfiler: true}}"),
    (
        IN_PLACE,
        "distribution",
        f"{{torch_distributed: {ON}}}",
        f"hyperparameters: {{{TORCH}}}",
    ),
    (TRAINING, "distribution", f"{{mpi: {ON}}}", "hyperparameters: {sagemaker_mpi_enabled: true}"),
    (OWN_TUNING, "distribution", "x", None),
    (
        TRAINING,
        "distribution",
        '{mpi: {enabled: true, processes_per_host: 8, custom_mpi_options: "-x A=b"}}',
        (
            "hyperparameters: {sagemaker_mpi_enabled: true, "
            "sagemaker_mpi_num_of_processes_per_host: 8, "
            'sagemaker_mpi_custom_mpi_options: "-x A=b"}'
        ),
    ),
    (TRAINING, "distribution", "{mpi: {enabled: false}}", ""),
    (
        IN_PLACE,
        "distribution",
        "{smdistributed: {modelparallel: {enabled: true, parameters: {partitions: 2}}}}",
        "hyperparameters: {mp_parameters: {partitions: 2}, sagemaker_instance_type: ml.m5.xlarge}",
    ),
    (
        IN_PLACE,
        "distribution",
        '{smdistributed: {dataparallel: {enabled: true, custom_mpi_options: "-x A"}}}',
        (
            "hyperparameters: {sagemaker_distributed_dataparallel_enabled: true, "
            'sagemaker_distributed_dataparallel_custom_mpi_options: "-x A", '
            "sagemaker_instance_type: ml.m5.xlarge}"
        ),
    ),
    (
        IN_PLACE,
        "distribution",
        f"{{pytorchxla: {ON}, instance_groups: [a]}}",
        (
            "hyperparameters: {sagemaker_pytorch_xla_multi_worker_enabled: true, "
            "sagemaker_distribution_instance_groups: [a]}"
        ),
    ),
    (IN_PLACE, "distributed", "Torchrun()", f"hyperparameters: {{{TORCH}}}"),
    (
        IN_PLACE,
        "distributed",
        "{torchrun: {process_count_per_node: 4, smp: {random_seed: 1}}}",
        (
            "hyperparameters: {sagemaker_torch_distributed_enabled: true, "
            "mp_parameters: {random_seed: 1}, sagemaker_instance_type: ml.m5.xlarge}"
        ),
    ),
    (
        TRAINING,
        "distributed",
        "{MPI: {process_count_per_node: 2, mpi_additional_options: [-x, A=b]}}",
        (
            "hyperparameters: {sagemaker_mpi_enabled: true, "
            "sagemaker_mpi_num_of_processes_per_host: 2, "
            'sagemaker_mpi_custom_mpi_options: "-x A=b"}'
        ),
    ),
    (TRAINING, "enable_infra_check", "true", None),
    (TRAINING, "enable_network_isolation", "true", "network: {isolation: true}"),
    (MODEL, "enable_network_isolation", "true", "network: {isolation: true}"),
    (CHECK, "enable_network_isolation", "true", "network: {isolation: true}"),
    (TRAINING, "enable_remote_debug", "true", None),
    (TRAINING, "enable_sagemaker_metrics", "true", None),
    (TRAINING, "enable_session_tag_chaining", "true", None),
    (TRAINING, "encrypt_inter_container_traffic", "true", "network: {encrypt: true}"),
    (TRAINING, "env", "{a: b}", "environment: {a: b}"),
    (TRAINING, "environment_variables", "{a: b}", "environment: {a: b}"),
    (TRAINING, "input_mode", "Pipe", None),
    (IN_PLACE, "input_mode", "FastFile", None),
    (OWN_TUNING, "input_mode", "Pipe", None),
    (TRAINING, "instance_groups", GROUPS, None),
    (IN_PLACE, "instance_groups", GROUPS, None),
    (TUNING, "instance_groups", GROUPS, None),
    (TRAINING, "instance_groups", "x", None),
    (TRAINING, "instance_placement_config", "{enable_multiple_jobs: true}", None),
    (TRAINING, "keep_alive_period_in_seconds", "600", "instance: {keep_alive: 600}"),
    (TRAINING, "max_retry_attempts", "3", "request: {RetryStrategy: {MaximumRetryAttempts: 3}}"),
    (TRAINING, "max_run", "3600", "timeout: 3600"),
    (
        TRAINING,
        "max_wait",
        "7200",
        (
            "request: {EnableManagedSpotTraining: true, "
            "StoppingCondition: {MaxWaitTimeInSeconds: 7200}}"
        ),
    ),
    (TUNING, "max_wait", "7200", None),
    (
        TRAINING,
        "metric_definitions",
        "[{Name: l, Regex: 'l=(.*)'}]",
        'request: {AlgorithmSpecification: {MetricDefinitions: [{Name: l, Regex: "l=(.*)"}]}}',
    ),
    (TRAINING, "model_uri", "s3://example-bucket/model.tar.gz", None),
    (TUNING, "metric_definitions", "[{Name: a, Regex: a=(.*)}]", None),
    (
        TRAINING,
        "output_path",
        "s3://example-bucket/o",
        "request: {OutputDataConfig: {S3OutputPath: s3://example-bucket/o}}",
    ),
    (TUNING, "output_path", "s3://example-bucket/o", None),
    (
        TRANSFORM,
        "output_path",
        "s3://example-bucket/o",
        "request: {TransformOutput: {S3OutputPath: s3://example-bucket/o}}",
    ),
    (PROCESSING, "output_path", "s3://example-bucket/o", None),
    (TRAINING, "output_kms_key", "a-key", "kms: {output: a-key}"),
    (TRANSFORM, "output_kms_key", "a-key", "kms: {output: a-key}"),
    (TRAINING, "profiler_config", "{s3_output_path: s3://example-bucket/p}", None),
    (TRAINING, "profiler_config", "x", None),
    (
        TRAINING,
        "rules",
        "[{rule_configuration_name: A, rule_evaluator_image: i, rule_parameters: {a_b: c}}]",
        f"request: {{DebugRuleConfigurations: [{RULE}]}}",
    ),
    (TRAINING, "rules", "x", None),
    (TRAINING, "retry_policies", "x", None),
    (
        TRAINING,
        "retry_policies",
        "[{exception_types: [SageMaker.CAPACITY_ERROR], max_attempts: 5, interval_seconds: 60}]",
        "retry: [{on: [SageMaker.CAPACITY_ERROR], attempts: 5, interval: 60}]",
    ),
    (
        TRAINING,
        "retry_policies",
        (
            "{ExceptionType: [StepExceptionTypeEnum.THROTTLING, SageMaker.RESOURCE_LIMIT], "
            "ExpireAfterMin: 9, BackoffRate: 2}"
        ),
        (
            "retry: [{on: [Step.THROTTLING], expire_minutes: 9, backoff: 2}, "
            "{on: [SageMaker.RESOURCE_LIMIT], expire_minutes: 9, backoff: 2}]"
        ),
    ),
    (
        TRAINING | {"network": "{subnets: [subnet-1]}"},
        "security_group_ids",
        "[sg-1]",
        "network: {security_groups: [sg-1], subnets: [subnet-1]}",
    ),
    (TRAINING, "tensorboard_output_config", "x", None),
    (
        TRAINING,
        "training_plan",
        "arn:aws:sagemaker:us-east-1:111122223333:training-plan/p",
        None,
    ),
    (TRAINING, "training_repository_access_mode", "Vpc", None),
    (
        TRAINING
        | {
            "request": "{AlgorithmSpecification: "
            "{TrainingImageConfig: {TrainingRepositoryAccessMode: Vpc}}}"
        },
        "training_repository_credentials_provider_arn",
        FUNCTION,
        None,
    ),
    (TRAINING, "algorithm_name", "own-algorithm", None),
    (TRAINING, "training_image_config", "x", None),
    (TRAINING, "training_input_mode", "FastFile", None),
    (TRAINING, "training_mode", "SAGEMAKER_TRAINING_JOB", ""),
    (TRAINING, "algorithm_arn", "arn:aws:sagemaker:us-east-1:111122223333:algorithm/a", None),
    (AUTO_ML, "output_path", "s3://example-bucket/o", None),
    (HUGGING_FACE, "transformers_version", "4.49.0", None),
    (REGISTER, "framework", "XGBOOST", None),
    (TUNING, "debugger_hook_config", "{s3_output_path: s3://example-bucket/d}", ""),
    (TUNING, "disable_profiler", "true", ""),
    (IN_PLACE | {"image": IMAGE}, "framework_version", "1.7-1", ""),
    (TRAINING, "training_image", '"111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1"', None),
    (
        TRAINING,
        "use_spot_instances",
        "true",
        "request: {StoppingCondition: {MaxWaitTimeInSeconds: …}, EnableManagedSpotTraining: true}",
    ),
    (TRAINING, "use_spot_instances", "false", "request: {EnableManagedSpotTraining: false}"),
    (TRAINING, "volume_kms_key", "a-key", "kms: {volume: a-key}"),
    (
        TRAINING,
        "vpc_config",
        "{Subnets: [subnet-1], SecurityGroupIds: [sg-1]}",
        "network: {subnets: [subnet-1], security_groups: [sg-1]}",
    ),
    (PROCESSING, "network_config", "x", None),
    (CONTAINER, "entrypoint", "[/run]", "command: [/run]"),
    (PROCESSING, "max_runtime_in_seconds", "60", "timeout: 60"),
    (PROCESSING, "property_files", "[x]", "outputs: {training_data: {report: FILE.json}}"),
    (PROCESSING, "job_arguments", "[--a, b]", "args: [--a, b]"),
    (TUNING, "autotune", "true", "request: {Autotune: {Mode: Enabled}}"),
    (TUNING, "base_tuning_job_name", "nightly", "job_prefix: nightly"),
    (TUNING, "completion_criteria_config", "x", None),
    (TUNING, "early_stopping_type", "Auto", None),
    (TUNING, "max_parallel_jobs", "1", "parallel_jobs: 1"),
    (
        TUNING,
        "max_runtime_in_seconds",
        "3600",
        "request: {HyperParameterTuningJobConfig: {ResourceLimits: {MaxRuntimeInSeconds: 3600}}}",
    ),
    (
        {k: v for k, v in TUNING.items() if k != "objective"},
        "objective_metric_name",
        '"validation:auc"',
        'objective: {maximize: "validation:auc"}',
    ),
    (TUNING, "random_seed", "7", None),
    (TUNING, "strategy_config", "x", None),
    (TUNING, "use_spot_instances", "true", None),
    (TUNING, "warm_start_config", "x", None),
    (TRANSFORM, "base_transform_job_name", "nightly", "job_prefix: nightly"),
    (TRANSFORM, "compression_type", "Gzip", None),
    (TRANSFORM | {"inputs": "{model_name: m}"}, "data", "s3://example-bucket/d", None),
    (TRANSFORM, "input_filter", '"$[1:]"', 'request: {DataProcessing: {InputFilter: "$[1:]"}}'),
    (TRANSFORM, "join_source", "Input", None),
    (TRANSFORM, "max_concurrent_transforms", "2", None),
    (TRANSFORM, "max_payload", "6", "options: {max_payload_mb: 6}"),
    (TRANSFORM, "model_client_config", "x", None),
    (TRANSFORM, "output_filter", '"$[0]"', None),
    (TRANSFORM, "strategy", "SingleRecord", "options: {batch_strategy: SingleRecord}"),
    (TRANSFORM, "assemble_with", "Line", "options: {assemble_with: Line}"),
    (TRANSFORM, "data_type", "S3Prefix", None),
    (TRANSFORM, "batch_data_capture_config", "x", None),
    (OWN_TRANSFORM, "accept", "text/csv", None),
    (OWN_TRANSFORM, "assemble_with", "Line", None),
    (OWN_TRANSFORM, "content_type", "text/csv", None),
    (
        OWN_TRANSFORM | {"request": OWN_TRANSFORM["request"].replace("ModelName: m, ", "")},
        "model_name",
        "m",
        None,
    ),
    (OWN_TRANSFORM, "split_type", "Line", None),
    (OWN_TRANSFORM, "strategy", "SingleRecord", None),
    (OWN_TRANSFORM, "max_payload", "6", None),
    ({"uses": "CreateModel"}, "model_data", "s3://example-bucket/m.tar.gz", None),
    (OWN_MODEL, "model_data", "s3://example-bucket/m.tar.gz", None),
    (OWN_MODEL, "image_config", "{RepositoryAccessMode: Platform}", None),
    (OWN_MODEL, "vpc_config", "{Subnets: [subnet-1], SecurityGroupIds: [sg-1]}", None),
    (REGISTER, "approval_status", "Approved", None),
    (REGISTER, "customer_metadata_properties", "{team_name: sea}", None),
    (REGISTER, "data_input_configuration", "'{}'", None),
    (REGISTER, "domain", "COMPUTER_VISION", "request: {Domain: COMPUTER_VISION}"),
    (REGISTER, "drift_check_baselines", "{}", None),
    (REGISTER, "inference_instances", "[ml.m5.large]", None),
    (REGISTER, "metadata_properties", "{commit_id: a}", None),
    (REGISTER, "model_life_cycle", "{stage: a, stage_status: b}", None),
    (REGISTER, "model_metrics", "{}", None),
    (REGISTER, "model_card", "{model_card_status: Draft, model_card_content: a}", None),
    (
        {"uses": "ModelRegistration", "inputs": REGISTER["inputs"]},
        "model_package_group_name",
        "houses",
        "options: {model_package_group: houses}",
    ),
    (REGISTER, "model_package_registration_type", "Registered", None),
    (REGISTER, "nearest_model_name", "a", None),
    (REGISTER, "sample_payload_url", "s3://example-bucket/p.tar.gz", None),
    (REGISTER, "skip_model_validation", "All", None),
    (REGISTER, "source_uri", "s3://example-bucket/m", None),
    (REGISTER, "task", "OTHER", None),
    (OWN_REGISTER, "approval_status", "Approved", None),
    (OWN_REGISTER, "content_types", "[text/csv]", None),
    (OWN_REGISTER, "response_types", "[text/csv]", None),
    (OWN_REGISTER, "transform_instances", "[ml.m5.xlarge]", None),
    (
        CHECK,
        "skip_check",
        "true",
        "check: {skip: true}",
    ),
    (CHECK, "fail_on_violation", "false", "check: {fail_on_violation: false}"),
    (CHECK, "register_new_baseline", "true", "check: {register_new_baseline: true}"),
    (CHECK, "model_package_group_name", "g", "check: {model_package_group: g}"),
    (CHECK, "supplied_baseline_statistics", "s3://example-bucket/s", None),
    (TUNING, "instance_configs", "x", None),
    (
        TUNING,
        "instance_configs",
        "[{instance_type: ml.m5.xlarge, instance_count: 1, volume_size_in_gb: 30}]",
        None,
    ),
    (TUNING, "model_dir", "s3://example-bucket/m", None),
    (OWN_MODEL, "container_log_level", "20", None),
    (OWN_MODEL, "model_server_workers", "2", None),
    (REGISTER, "framework_version", "1.7-1", None),
    (
        REGISTER,
        "model_metrics",
        "{model_statistics: {s3_uri: s3://b/x, content_type: a/b}}",
        (
            "request: {ModelMetrics: {ModelQuality: "
            "{Statistics: {S3Uri: s3://b/x, ContentType: a/b}}}}"
        ),
    ),
    (
        REGISTER,
        "drift_check_baselines",
        "{bias_config_file: {s3_uri: s3://b/x}, explainability_config_file: {s3_uri: s3://b/y}}",
        None,
    ),
    (TRAINING, "rules", "[Rule.sagemaker(overfit())]", None),
    (SEARCH, "max_candidates", "3", None),
    (SEARCH, "max_runtime_per_training_job_in_seconds", "60", None),
    (SEARCH, "total_job_runtime_in_seconds", "600", None),
    (SEARCH, "validation_fraction", "0.2", None),
    (SEARCH, "feature_specification_s3_uri", "s3://b/f.json", None),
    (SEARCH, "job_objective", "x", None),
    (SEARCH, "problem_type", "Regression", None),
    (
        SEARCH | {"request": SEARCH["request"].replace("Mode: ENSEMBLING", "")},
        "mode",
        "ENSEMBLING",
        None,
    ),
    (NO_CLUSTER, "cluster_id", "j-1", None),
    (EMR, "execution_role_arn", "arn:aws:iam::111122223333:role/e", None),
    (NO_CLUSTER, "cluster_config", "{instances: {instance_fleets: []}}", None),
    ({**EMR, "request": "{ClusterId: j-1}"}, "step_config", "x", None),
    (LAMBDA, "function_arn", FUNCTION, f"function: {FUNCTION}"),
    (LAMBDA, "lambda_func", FUNCTION, f"function: {FUNCTION}"),
    (CALLBACK, "sqs_queue_url", QUEUE, f"queue: {QUEUE}"),
]


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file and a script."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("prepare.py", "pass\n")
    return run


def write_step(step: dict[str, str]) -> str:
    """Write a pipeline of one step; gives the file's name."""
    lines = "".join(f"    {key}: {value}\n" for key, value in step.items())
    return write("pipeline.yaml", f"pipeline: Sdk\nsteps:\n  A:\n{lines}").name


def told(pipec: Pipec, step: dict[str, str]) -> list[dict[str, str]]:
    """The errors of a pipeline with this step."""
    run = pipec("validate", write_step(step), "--format", "json")
    found = json.loads(run.out)["diagnostics"]
    return [item for item in found if item["severity"] == "error"]


@pytest.mark.parametrize(
    ("step", "key", "value", "line"),
    JOINED,
    ids=[f"{s.get('kind', s.get('uses'))}-{k}" for s, k, _, _ in JOINED],
)
def test_the_line_of_the_hint_works(
    pipec: Pipec, step: dict[str, str], key: str, value: str, line: str | None
) -> None:
    """Neither the line nor what it changes is wrong, where it has to be filled in then filled."""
    hints = [
        item["hint"] for item in told(pipec, {**step, key: value}) if f"`{key}`" in item["message"]
    ]
    assert len(hints) == 1, hints
    written = pasted(hints[0], step, value)
    if line is not None:
        assert ", ".join(f"{k}: {v}" for k, v in written.items()) == line
    filled = {"BUCKET": "example-bucket", "…": FILLED.get(key, "…")}
    for empty, full in filled.items():
        written = {name: text.replace(empty, full) for name, text in written.items()}
    assert told(pipec, {**step, **written}) == []


def pasted(hint: str, step: dict[str, str], value: str) -> dict[str, str]:
    """The keys that a hint says to write, laid into those that the step has."""
    if renamed := re.fullmatch(r"write `(\w+)` in place of `\w+`", hint):
        return {renamed[1]: value}
    if under := re.fullmatch(r"write `(.*)` under `(\w+):`", hint):
        lines = under[1].replace("` and `", ", ")
        return {under[2]: f"{{{lines}, {step[under[2]][1:]}"}
    if within := re.fullmatch(r"write `(.*)` under `(\w+):`(?: of `\w+:`)* of `(\w+):`", hint):
        place = f"{within[2]}: {{"
        return {within[3]: step[within[3]].replace(place, f"{place}{within[1]}, ")}
    if line := re.fullmatch(r"write `(\w+): (.*)`(, and so for each channel)?", hint):
        return {line[1]: line[2]}
    assert hint.startswith("write nothing in its place: "), hint
    return {}


def test_hugging_face_has_two_versions(pipec: Pipec) -> None:
    """What lies below it is the `base` of its image."""
    step = {**HUGGING_FACE, "transformers_version": "4.28.1", "pytorch_version": "2.0.0"}
    step["py_version"] = "py310"
    line = "image: {framework: huggingface, version: 4.28.1, py: py310, base: pytorch2.0.0}"
    assert {item["hint"] for item in told(pipec, step)} == {f"write `{line}`"}
    step = {**HUGGING_FACE, "image": line.removeprefix("image: "), "instance": "ml.p3.2xlarge"}
    assert told(pipec, step) == []


def test_an_unknown_way_of_distributing_is_not_guessed(pipec: Pipec) -> None:
    """No other library is put in its place."""
    hints = [item["hint"] for item in told(pipec, {**TRAINING, "distribution": "{horovod: {}}"})]
    assert hints == ["write the hyperparameters for it: docs/from-the-sdk.md has a table of them"]


def test_all_are_tried() -> None:
    """Each argument of the table has a line above."""
    tried = {key for _, key, _, _ in JOINED}
    names = {name for shape in sdk_members.MEMBERS.values() for name in shape}
    assert names - tried == set()


def test_arguments_that_need_each_other_are_one_line(pipec: Pipec) -> None:
    """There can be only one `request:`, so each error says all that belongs to it."""
    spot = {"use_spot_instances": "true", "max_wait": "7200", "max_retry_attempts": "2"}
    hints = {item["hint"] for item in told(pipec, {**TRAINING, **spot})}
    members = "StoppingCondition: {MaxWaitTimeInSeconds: 7200}, "
    members += "RetryStrategy: {MaximumRetryAttempts: 2}"
    assert hints == {f"write `request: {{EnableManagedSpotTraining: true, {members}}}`"}
    there = {"request": "{EnableManagedSpotTraining: true}", "max_wait": "7200"}
    assert [item["hint"] for item in told(pipec, {**TRAINING, **there})] == [
        "write `StoppingCondition: {MaxWaitTimeInSeconds: 7200}` under `request:`"
    ]
    search = {k: v for k, v in TUNING.items() if k != "objective"}
    search |= {"objective_type": "Minimize", "objective_metric_name": "validation:rmse"}
    assert {item["hint"] for item in told(pipec, search)} == {
        'write `objective: {minimize: "validation:rmse"}`'
    }


def test_what_ports_and_policies_are_called(pipec: Pipec) -> None:
    """Within `inputs:`, `outputs:`, `retry:` and `cache:` the SDK's words have other names."""
    step = {
        **CONTAINER,
        "cache": "{expire_after: 30d}",
        "code": "prepare.py",
        "inputs": "{a: {source: s3://example-bucket/a, destination: /opt/ml/processing/a}}",
        "outputs": "{b: {source: /opt/ml/processing/b, destination: s3://example-bucket/b}}",
        "retry": "[{exception_types: [Step.THROTTLING], max_attempts: 3, interval_seconds: 1}]",
    }
    assert not [item for item in told(pipec, step) if "lacks" in item["message"]]
    assert pipec("validate", write_step(step), "--format", "json").code == 1
    pipec("fix", "pipeline.yaml")
    assert pipec("validate", "pipeline.yaml").code == 0
