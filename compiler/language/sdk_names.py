"""What SageMaker's SDK calls what belongs under one of a step's keys, above all under `request:`.

For people who bring a program of the SDK: its arguments, each with the line to write for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from pipec.compiler.language.examples import braces, inline
from pipec.compiler.language.keys import Schema
from pipec.compiler.language.sdk_distribution import hyperparameters
from pipec.compiler.language.sdk_retries import retry_line
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

_JOB = "TrainingJobDefinition"
_SEARCH = "HyperParameterTuningJobConfig"
_IMAGE_CONFIG = "AlgorithmSpecification.TrainingImageConfig"
_CREDENTIALS = "TrainingRepositoryAuthConfig.TrainingRepositoryCredentialsProviderArn"
_CONTAINER = "InferenceSpecification.Containers.0"
_OUTPUT = "{S3OutputPath: s3://BUCKET/FOLDER}"
_RULE_IMAGE = "ACCOUNT.dkr.ecr.REGION.amazonaws.com/sagemaker-debugger-rules:latest"
_RULE = (
    f'[{{RuleConfigurationName: NAME, RuleEvaluatorImage: "{_RULE_IMAGE}", '
    "RuleParameters: {rule_to_invoke: NAME}}]"
)
_STATISTICS = (
    '{ModelQuality: {Statistics: {ContentType: application/json, S3Uri: "${steps.STEP.OUTPUT}"}}}'
)
_WARM_START = (
    "{WarmStartType: TransferLearning, "
    "ParentHyperParameterTuningJobs: [{HyperParameterTuningJobName: NAME}]}"
)
_GROUP = "[{InstanceGroupName: NAME, InstanceType: ml.m5.xlarge, InstanceCount: 1}]"
_WAIT = "StoppingCondition.MaxWaitTimeInSeconds"
_OF_TRAININGS = {
    "algorithm_arn": ("AlgorithmSpecification.AlgorithmName", ""),
    "algorithm_name": ("AlgorithmSpecification.AlgorithmName", ""),
    "checkpoint_local_path": ("CheckpointConfig.LocalPath", ""),
    "checkpoint_s3_uri": ("CheckpointConfig.S3Uri", ""),
    "disable_output_compression": ("OutputDataConfig.CompressionType", "NONE"),
    "enable_sagemaker_metrics": ("AlgorithmSpecification.EnableSageMakerMetricsTimeSeries", ""),
    "instance_groups": ("ResourceConfig.InstanceGroups", _GROUP),
    "max_retry_attempts": ("RetryStrategy.MaximumRetryAttempts", ""),
    "max_wait": (_WAIT, ""),
    "model_uri": ("InputDataConfig.0.DataSource.S3DataSource.S3Uri", ""),
    "metric_definitions": ("AlgorithmSpecification.MetricDefinitions", "[{Name: …, Regex: …}]"),
    "output_path": ("OutputDataConfig.S3OutputPath", ""),
    "use_spot_instances": ("EnableManagedSpotTraining", ""),
}
"""Members that each training of a Tuning has too."""
_SHAPES = {
    "Training": {
        **_OF_TRAININGS,
        "debugger_hook_config": ("DebugHookConfig", _OUTPUT),
        "disable_profiler": ("ProfilerConfig.DisableProfiler", ""),
        "enable_infra_check": ("InfraCheckConfig.EnableInfraCheck", ""),
        "enable_remote_debug": ("RemoteDebugConfig.EnableRemoteDebug", ""),
        "enable_session_tag_chaining": ("SessionChainingConfig.EnableSessionTagChaining", ""),
        "instance_placement_config": (
            "ResourceConfig.InstancePlacementConfig",
            "{EnableMultipleJobs: true}",
        ),
        "profiler_config": ("ProfilerConfig", _OUTPUT),
        "rules": ("DebugRuleConfigurations", _RULE),
        "tensorboard_output_config": ("TensorBoardOutputConfig", _OUTPUT),
        "training_image_config": (
            _IMAGE_CONFIG,
            "{TrainingRepositoryAccessMode: Vpc}",
        ),
        "training_plan": ("ResourceConfig.TrainingPlanArn", ""),
        "training_repository_access_mode": (f"{_IMAGE_CONFIG}.TrainingRepositoryAccessMode", ""),
        "training_repository_credentials_provider_arn": (f"{_IMAGE_CONFIG}.{_CREDENTIALS}", ""),
    },
    "Tuning": {
        **{name: (f"{_JOB}.{path}", form) for name, (path, form) in _OF_TRAININGS.items()},
        "autotune": ("Autotune", "{Mode: Enabled}"),
        "completion_criteria_config": (
            f"{_SEARCH}.TuningJobCompletionCriteria",
            "{TargetObjectiveMetricValue: 0.9}",
        ),
        "early_stopping_type": (f"{_SEARCH}.TrainingJobEarlyStoppingType", ""),
        "max_runtime_in_seconds": (f"{_SEARCH}.ResourceLimits.MaxRuntimeInSeconds", ""),
        "random_seed": (f"{_SEARCH}.RandomSeed", ""),
        "strategy_config": (
            f"{_SEARCH}.StrategyConfig",
            "{HyperbandStrategyConfig: {MinResource: 1, MaxResource: 10}}",
        ),
        "warm_start_config": ("WarmStartConfig", _WARM_START),
    },
    "Transform": {
        "accept": ("TransformOutput.Accept", ""),
        "assemble_with": ("TransformOutput.AssembleWith", ""),
        "batch_data_capture_config": (
            "DataCaptureConfig",
            "{DestinationS3Uri: s3://BUCKET/FOLDER}",
        ),
        "compression_type": ("TransformInput.CompressionType", ""),
        "content_type": ("TransformInput.ContentType", ""),
        "data_type": ("TransformInput.DataSource.S3DataSource.S3DataType", ""),
        "input_filter": ("DataProcessing.InputFilter", ""),
        "join_source": ("DataProcessing.JoinSource", ""),
        "max_concurrent_transforms": ("MaxConcurrentTransforms", ""),
        "max_payload": ("MaxPayloadInMB", ""),
        "model_client_config": ("ModelClientConfig", "{InvocationsTimeoutInSeconds: 600}"),
        "model_name": ("ModelName", ""),
        "output_filter": ("DataProcessing.OutputFilter", ""),
        "output_path": ("TransformOutput.S3OutputPath", ""),
        "split_type": ("TransformInput.SplitType", ""),
        "strategy": ("BatchStrategy", ""),
    },
    "Model": {
        "image_config": ("PrimaryContainer.ImageConfig", "{RepositoryAccessMode: Vpc}"),
        "model_data": ("PrimaryContainer.ModelDataUrl", ""),
    },
    "RegisterModel": {
        "approval_status": ("ModelApprovalStatus", ""),
        "content_types": ("InferenceSpecification.SupportedContentTypes", "[text/csv]"),
        "customer_metadata_properties": ("CustomerMetadataProperties", "{NAME: TEXT}"),
        "data_input_configuration": (f"{_CONTAINER}.ModelInput.DataInputConfig", ""),
        "domain": ("Domain", ""),
        "framework": (f"{_CONTAINER}.Framework", ""),
        "drift_check_baselines": ("DriftCheckBaselines", _STATISTICS),
        "inference_instances": (
            "InferenceSpecification.SupportedRealtimeInferenceInstanceTypes",
            "[ml.m5.xlarge]",
        ),
        "metadata_properties": ("MetadataProperties", "{CommitId: …}"),
        "model_card": ("ModelCard", "{ModelCardStatus: Draft, ModelCardContent: …}"),
        "model_data": (f"{_CONTAINER}.ModelDataUrl", ""),
        "model_life_cycle": ("ModelLifeCycle", "{Stage: …, StageStatus: …}"),
        "model_metrics": ("ModelMetrics", _STATISTICS),
        "model_package_group_name": ("ModelPackageGroupName", ""),
        "model_package_registration_type": ("ModelPackageRegistrationType", ""),
        "nearest_model_name": (f"{_CONTAINER}.NearestModelName", ""),
        "response_types": ("InferenceSpecification.SupportedResponseMIMETypes", "[text/csv]"),
        "sample_payload_url": ("SamplePayloadUrl", ""),
        "skip_model_validation": ("SkipModelValidation", ""),
        "source_uri": ("SourceUri", ""),
        "task": ("Task", ""),
        "transform_instances": (
            "InferenceSpecification.SupportedTransformInstanceTypes",
            "[ml.m5.xlarge]",
        ),
    },
    "AutoML": {"output_path": ("OutputDataConfig.S3OutputPath", "")},
}
"""By the kind of step, and the argument of the SDK: the member of the request, and an example of
what it holds where that is a mapping or a list, or is not the argument's own value."""
_BY_CONTRACTS = {
    "data": "transform_data",
    "input_notebook": "notebook",
    "kernel_name": "kernel",
    "max_payload": "max_payload_mb",
    "model": "model_artifacts",
    "model_data": "model_artifacts",
    "model_package_group_name": "model_package_group",
    "strategy": "batch_strategy",
}
"""What pipec's contracts call an argument, as an input or as an option."""
_WATCHING = (
    "debugger_hook_config",
    "disable_profiler",
    "profiler_config",
    "rules",
    "tensorboard_output_config",
)
"""Arguments of an estimator that the trainings of a search cannot have."""
_DISTRIBUTIONS = ("distribution", "distributed")
_OWN_NAMES = ("CollectionParameters", "CustomerMetadataProperties", "RuleParameters")
"""Members whose keys are the user's own names."""

_NOTHING = "nothing in its place: "
_NO_AWS = f"{_NOTHING}compiling asks nothing of AWS"
_FOLDER = "`code: {dir: FOLDER, entry: FILE}`, with all of it in the folder"
_KEYS = "its arguments as keys of the step, as `instance: ml.m5.xlarge`"
_WORDS = {
    "check_job_config": ("instance", _KEYS),
    "code_location": ("code", "`vars: {bucket: …, prefix: …}` beside `steps:`: code goes there"),
    "dependencies": ("code", _FOLDER),
    "enable_caching": ("expire", f"{_NOTHING}`cache: false` in place of all turns it off"),
    "estimator": ("instance", _KEYS),
    "experiment_config": ("request", "`experiment: {name: …, trial: …}` beside `steps:`"),
    "git_config": ("code", _FOLDER),
    "image_uri_region": ("request", "`vars: {region: …}` beside `steps:`"),
    "input_s3_key_prefix": ("code", "`vars: {bucket: …, prefix: …}` beside `steps:`"),
    "job_name": ("job_prefix", "`job_prefix: …`: the service ends the names itself"),
    "local_container_root": ("request", _NO_AWS),
    "logs": ("request", _NO_AWS),
    "model_trainer": ("instance", _KEYS),
    "name": ("request", "its name as the key that it stands below"),
    "output_path": ("outputs", "`outputs: {OUTPUT: {to: s3://BUCKET/FOLDER}}`"),
    "predictor_cls": ("request", _NO_AWS),
    "processor": ("instance", _KEYS),
    "property_files": ("outputs", "`outputs: {OUTPUT: {report: FILE.json}}`"),
    "sagemaker_session": ("request", _NO_AWS),
    "step_args": ("request", _KEYS),
    "training_mode": ("request", f"{_NOTHING}each step is a job of the service"),
    "transformer": ("instance", _KEYS),
    "tuner": ("instance", _KEYS),
    "wait": ("request", _NO_AWS),
}
"""Arguments whose values are written in another form here, and the key that must be known for it.

`OUTPUT` is an output that the step has.
"""
_OF_HUGGING_FACE = ("transformers_version", "pytorch_version", "tensorflow_version")
_NETWORK = {
    "Subnets": "subnets",
    "SecurityGroupIds": "security_groups",
    "security_group_ids": "security_groups",
    "enable_network_isolation": "isolation",
    "encrypt_inter_container_traffic": "encrypt",
}


def sdk_words(entry: Entry, step: Mapping, error: Any) -> str:
    """What to write for an argument of the SDK that has another form here; "" if unknown."""
    schema: Schema = error.schema
    known = _known(schema)
    if _is_left_out(entry, schema):
        return f"{_NOTHING}pipec says nothing of it unasked"
    if entry.key == "cache_config" and "cache" in known:
        return f"`cache: {_cache(entry.value)}`"
    if entry.key == "retry_policies" and "retry" in known:
        return f"`{retry_line(entry.value)}`"
    if entry.key in _DISTRIBUTIONS and _trains(schema):
        return _other_distribution(entry, error.instance)
    if entry.key in ("input_mode", "training_input_mode") and _trains(schema):
        return f"`inputs: {_channel(entry.value, step, schema)}`, and so for each channel"
    if _kind(schema) == "Tuning" and entry.key in _WATCHING:
        return f"{_NOTHING}the trainings of a Tuning have none"
    needed, text = _WORDS.get(entry.key, ("", ""))
    if needed not in known or entry.key in _shape(schema):
        return ""
    return text.replace("OUTPUT", _a_port("outputs", step, schema))


def _other_distribution(entry: Entry, step: dict[str, Any]) -> str:
    """What to write for a way of distributing that is turned off, or not known; else ""."""
    found = hyperparameters(entry.value, step)
    if found is None:
        return "the hyperparameters for it: docs/from-the-sdk.md has a table of them"
    return "" if found else f"{_NOTHING}it is turned off"


def _known(schema: Schema) -> Collection[str]:
    """The keys that mean something where an argument stands."""
    return schema.get("taken") or schema.get("properties") or ()


def _kind(schema: Schema) -> str:
    return str(schema.get("step", {}).get("kind", ""))


def _trains(schema: Schema) -> bool:
    return _kind(schema) in ("Training", "Tuning")


def _shape(schema: Schema) -> dict[str, tuple[str, str]]:
    return request_members(_kind(schema))


def request_members(kind: str) -> dict[str, tuple[str, str]]:
    """By an argument of the SDK for a kind of step: the member of the request, and its form."""
    return _SHAPES.get(kind, {})


def _is_left_out(entry: Entry, schema: Schema) -> bool:
    """Whether an argument says `false`, for what pipec writes nothing of unasked."""
    _, form = _shape(schema).get(entry.key, ("", ""))
    return bool(form) and isinstance(entry.value, Scalar) and entry.value.data is False


def _cache(value: Node) -> str:
    """The duration of a `CacheConfig`, or `false` for one that is turned off."""
    enabled = value.get("enable_caching") if isinstance(value, Mapping) else value
    if isinstance(enabled, Scalar) and enabled.data is False:
        return "false"
    expires = value.get("expire_after") if isinstance(value, Mapping) else None
    return inline(expires) if expires else "30d"


def _channel(mode: Node, step: Mapping, schema: Schema) -> str:
    """An input of the step with its value, and how it is to be read."""
    name = _a_port("inputs", step, schema)
    inputs = step.get("inputs")
    value = inputs.get(name) if isinstance(inputs, Mapping) else None
    said = {"value": inline(value)} if isinstance(value, Scalar) else {}
    return braces({name: braces({**said, "channel": f"{{input_mode: {inline(mode)}}}"})})


def _a_port(key: str, step: Mapping, schema: Schema) -> str:
    """A port of the step: one that it says itself, else the first of its contract."""
    own = step.get(key)
    names = [*own.entries] if isinstance(own, Mapping) else []
    return str([*names, *schema.get("step", {}).get(key, ()), "NAME"][0])


def sdk_places(entry: Entry, error: Any) -> tuple[str, dict[str, str]] | None:
    """Below which key an argument of the SDK belongs, and what to write there by dotted names."""
    schema: Schema = error.schema
    key, value, step = entry.key, entry.value, error.instance
    kind, known = _kind(schema), _known(schema)
    if (meant := _BY_CONTRACTS.get(key, "")) in schema.get("inside", {}):
        return str(schema["inside"][meant]), {meant: inline(value)}
    if key in ("vpc_config", "network_config") and "network" in known:
        return "network", _network(value)
    if key in _OF_HUGGING_FACE and "transformers_version" in step and "image" in known:
        return "image", _hugging_face(step)
    if _trains(schema):
        if key in _DISTRIBUTIONS and (found := hyperparameters(value, step)):
            return "hyperparameters", found
        if key == "container_log_level":
            return "hyperparameters", {"sagemaker_container_log_level": inline(value)}
    if kind == "Tuning" and key in ("objective_metric_name", "objective_type"):
        return "objective", _objective(step)
    shape = _shape(schema)
    if key not in shape or _is_left_out(entry, schema):
        return None
    path, form = shape[key]
    written = form if form and isinstance(value, Scalar) else as_members(value, key)
    return "request", {**_needed(key, value, step, shape), path: written}


def _hugging_face(step: dict[str, Any]) -> dict[str, str]:
    """The image of an estimator of Hugging Face, with the framework below it if one is named."""
    image = {"framework": "huggingface", "version": str(step["transformers_version"])}
    for key in _OF_HUGGING_FACE[1:]:
        if key in step:
            image["base"] = f"{key.removesuffix('_version')}{step[key]}"
    return image


def _network(value: Node) -> dict[str, str]:
    found = list(value) if isinstance(value, Mapping) else []
    return {_NETWORK.get(e.key, e.key): inline(e.value) for e in found} or {
        "subnets": "[subnet-0123456789]",
        "security_groups": "[sg-0123456789]",
    }


def _needed(
    key: str, value: Node, step: dict[str, Any], shape: dict[str, tuple[str, str]]
) -> dict[str, str]:
    """What the service wants beside what an argument says, if no other argument says it."""
    path, _ = shape[key]
    if key == "instance_groups":
        beside = ("InstanceType", "InstanceCount")
        return {path.replace("InstanceGroups", name): "null" for name in beside}
    if key == "model_uri":
        channel = path.removesuffix(".DataSource.S3DataSource.S3Uri")
        return {
            f"{channel}.ChannelName": str(step.get("model_channel_name", "model")),
            f"{channel}.ContentType": "application/x-sagemaker-model",
            f"{channel}.DataSource.S3DataSource.S3DataType": "S3Prefix",
        }
    if key in ("algorithm_arn", "algorithm_name"):
        return {path.replace("AlgorithmName", "TrainingImage"): "null"}
    other, filled = "", "…"
    if key == "use_spot_instances" and getattr(value, "data", False) is not False:
        other = "max_wait"
    elif key == "max_wait":  # to wait is for spot instances only
        other, filled = "use_spot_instances", "true"
    elif key == "checkpoint_local_path":
        other = "checkpoint_s3_uri"
    if not other or other in step or _is_requested(step, shape[other][0]):
        return {}
    return {shape[other][0]: filled}


def _is_requested(step: dict[str, Any], path: str) -> bool:
    """Whether `request:` says a member already."""
    found = step.get("request")
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found is not None


def _objective(step: dict[str, Any]) -> dict[str, str]:
    lowest = str(step.get("objective_type", "")).casefold() == "minimize"
    metric = str(step.get("objective_metric_name", "METRIC"))
    return {"minimize" if lowest else "maximize": f'"{metric}"' if ":" in metric else metric}


def as_members(node: Node, key: str) -> str:
    """The value of a key, with the keys of its mappings spelt as the service spells its members."""
    if _member(key) in _OWN_NAMES:
        return inline(node)
    match node:
        case Mapping():
            return braces({_member(e.key): as_members(e.value, e.key) for e in node})
        case Sequence():
            return f"[{', '.join(as_members(item, key) for item in node)}]"
        case _:
            return inline(node)


def _member(key: str) -> str:
    """`s3_output_path` as `S3OutputPath`; anything else as it is."""
    if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", key):
        return key
    return "".join(f"{word[0].upper()}{word[1:]}" for word in key.split("_"))
