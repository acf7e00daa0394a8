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
from pipec.compiler.language.sdk_members import MEMBERS, REPORTS
from pipec.compiler.language.sdk_retries import retry_line
from pipec.compiler.language.sdk_words import NOTHING, WORDS, words_of
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

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
_HYPERPARAMETERS = {
    "container_log_level": "sagemaker_container_log_level",
    "model_dir": "model_dir",
}
"""Arguments of an estimator that are hyperparameters of the script."""
_VARIABLES = {
    "container_log_level": "SAGEMAKER_CONTAINER_LOG_LEVEL",
    "model_server_workers": "SAGEMAKER_MODEL_SERVER_WORKERS",
}
"""Arguments of a model that its container finds in the environment."""
_WATCHING = (
    "debugger_hook_config",
    "disable_profiler",
    "profiler_config",
    "rules",
    "tensorboard_output_config",
)
"""Arguments of an estimator that the trainings of a search cannot have."""
_UNITS = ("gb", "mb")
"""What is all in capitals in the names of members, as `VolumeSizeInGB`."""
_DISTRIBUTIONS = ("distribution", "distributed")
_OWN_NAMES = ("CollectionParameters", "CustomerMetadataProperties", "RuleParameters")
"""Members whose keys are the user's own names."""

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
        return f"{NOTHING}pipec says nothing of it unasked"
    if entry.key == "cache_config" and "cache" in known:
        return f"`cache: {_cache(entry.value)}`"
    if entry.key == "retry_policies" and "retry" in known:
        return f"`{retry_line(entry.value)}`"
    if entry.key in _DISTRIBUTIONS and _trains(schema):
        return _other_distribution(entry, error.instance)
    if entry.key in ("input_mode", "training_input_mode") and _trains(schema):
        return f"`inputs: {_channel(entry.value, step, schema)}`, and so for each channel"
    if _kind(schema) == "Tuning" and entry.key in _WATCHING:
        return f"{NOTHING}the trainings of a Tuning have none"
    if entry.key in _shape(schema):
        return ""
    is_version = entry.key in _OF_HUGGING_FACE and "transformers_version" in step
    if (text := words_of(_kind(schema), entry.key)) and not is_version:
        return text.replace("VALUE", inline(entry.value))
    needed, text = WORDS.get(entry.key, ("", ""))
    return text.replace("OUTPUT", _a_port("outputs", step, schema)) if needed in known else ""


def _other_distribution(entry: Entry, step: dict[str, Any]) -> str:
    """What to write for a way of distributing that is turned off, or not known; else ""."""
    found = hyperparameters(entry.value, step)
    if found is None:
        return "the hyperparameters for it: docs/from-the-sdk.md has a table of them"
    return "" if found else f"{NOTHING}it is turned off"


def _known(schema: Schema) -> Collection[str]:
    """The keys that mean something where an argument stands."""
    return schema.get("taken") or schema.get("properties") or ()


def _kind(schema: Schema) -> str:
    return str(schema.get("step", {}).get("kind", ""))


def _trains(schema: Schema) -> bool:
    return _kind(schema) in ("Training", "Tuning")


def _shape(schema: Schema) -> dict[str, tuple[str, str]]:
    """By an argument of the SDK for the kind of step: the member of the request, and its form."""
    return MEMBERS.get(_kind(schema), {})


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
        if key in _HYPERPARAMETERS:
            return "hyperparameters", {_HYPERPARAMETERS[key]: inline(value)}
    if kind in ("Model", "RegisterModel") and key in _VARIABLES and "environment" in known:
        return "environment", {_VARIABLES[key]: inline(value)}
    if kind == "Tuning" and key in ("objective_metric_name", "objective_type"):
        return "objective", _objective(step)
    shape = _shape(schema)
    if key not in shape or _is_left_out(entry, schema):
        return None
    path, form = shape[key]
    if key in REPORTS and isinstance(value, Mapping) and {*value.entries} <= {*REPORTS[key]}:
        members = {REPORTS[key][e.key]: as_members(e.value, e.key) for e in value}
        return "request", {f"{path}.{member}": text for member, text in members.items()}
    written = form if _says_nothing(value, form) else as_members(value, key)
    return "request", {**_needed(key, value, step, shape), path: written}


def _says_nothing(value: Node, form: str) -> bool:
    """Whether a value is the text of an expression of Python where mappings or lists are wanted."""
    if isinstance(value, Sequence) and form.startswith("[{"):
        return any(isinstance(item, Scalar) for item in value)
    return bool(form) and isinstance(value, Scalar)


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


_TOGETHER = {
    "checkpoint_local_path": ("checkpoint_s3_uri", "…"),
    "job_objective": ("problem_type", "…"),
    "max_wait": ("use_spot_instances", "true"),  # to wait is for spot instances only
    "problem_type": ("job_objective", "{MetricName: …}"),
    "use_spot_instances": ("max_wait", "…"),
}
"""Arguments that need another one, and what that one says if nobody does."""


def _needed(
    key: str, value: Node, step: dict[str, Any], shape: dict[str, tuple[str, str]]
) -> dict[str, str]:
    """What the service wants beside what an argument says, if no other argument says it."""
    path, _ = shape[key]
    if key == "instance_configs":
        return {f"{path.partition('.')[0]}.ResourceConfig": "null"}
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
    other, filled = _TOGETHER.get(key, ("", ""))
    is_off = key == "use_spot_instances" and getattr(value, "data", False) is False
    if is_off or not other or other in step or _is_requested(step, shape[other][0]):
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
    words = key.split("_")
    return "".join(w.upper() if w in _UNITS else f"{w[0].upper()}{w[1:]}" for w in words)
