"""Arguments of `ModelTrainer`, version 3 of the SDK, that hold what several keys say here."""

from __future__ import annotations

from typing import Any

from pipec.compiler.language.examples import braces, inline
from pipec.compiler.language.plain_names import snake_case
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

_SPOT = "EnableManagedSpotTraining"
_WAIT = "StoppingCondition.MaxWaitTimeInSeconds"
_ENCRYPT = "enable_inter_container_traffic_encryption"
_RESOURCES = "ResourceConfig"
_PLACES = {
    "checkpoint_config": {
        "local_path": ("request", "CheckpointConfig.LocalPath"),
        "s3_uri": ("request", "CheckpointConfig.S3Uri"),
    },
    "compute": {
        "enable_managed_spot_training": ("request", _SPOT),
        "instance_count": ("instance", "count"),
        "instance_groups": ("request", f"{_RESOURCES}.InstanceGroups"),
        "instance_placement_config": ("request", f"{_RESOURCES}.InstancePlacementConfig"),
        "instance_type": ("instance", "type"),
        "keep_alive_period_in_seconds": ("instance", "keep_alive"),
        "training_plan_arn": ("request", f"{_RESOURCES}.TrainingPlanArn"),
        "volume_kms_key_id": ("kms", "volume"),
        "volume_size_in_gb": ("instance", "volume_gb"),
    },
    "networking": {
        "enable_network_isolation": ("network", "isolation"),
        _ENCRYPT: ("network", "encrypt"),
        "security_group_ids": ("network", "security_groups"),
        "subnets": ("network", "subnets"),
    },
    "output_data_config": {
        "compression_type": ("request", "OutputDataConfig.CompressionType"),
        "kms_key_id": ("kms", "output"),
        "s3_output_path": ("request", "OutputDataConfig.S3OutputPath"),
    },
    "stopping_condition": {
        "max_pending_time_in_seconds": ("request", "StoppingCondition.MaxPendingTimeInSeconds"),
        "max_runtime_in_seconds": ("timeout", ""),
        "max_wait_time_in_seconds": ("request", _WAIT),
    },
}
"""By the argument and a member of what it holds: the key here, and what it is called below it."""
CONFIGS = frozenset({*_PLACES, "input_data_config", "source_code"})

Places = dict[str, dict[str, str]]


def trainer_places(entry: Entry, step: dict[str, Any], kind: str) -> Places:
    """Below which keys the members of an argument belong; `""` names a key's whole value."""
    value = entry.value
    if entry.key == "source_code":
        return _code(value)
    if entry.key == "input_data_config":
        return {"inputs": _inputs(value)}
    found: Places = {}
    for item in value if isinstance(value, Mapping) else ():
        place, name = _PLACES[entry.key].get(snake_case(item.key), ("", ""))
        if place:
            below = "TrainingJobDefinition." if (place, kind) == ("request", "Tuning") else ""
            found.setdefault(place, {})[f"{below}{name}"] = _value(item.value, place)
    return _with_wait(found, step)


def _value(node: Node, place: str) -> str:
    from pipec.compiler.language.sdk_names import as_members

    return as_members(node, "") if place == "request" else inline(node)


def _with_wait(found: Places, step: dict[str, Any]) -> Places:
    """With how long to wait for spot instances, if nothing else says it."""
    members = found.get("request", {})
    spot = next((path for path in members if path.endswith(_SPOT)), "")
    limit = step.get("stopping_condition")
    waits = isinstance(limit, dict) and "max_wait_time_in_seconds" in limit
    if spot and members[spot] == "true" and not waits and "request" not in step:
        members[spot.replace(_SPOT, _WAIT)] = "…"
    return found


def _code(value: Node) -> Places:
    """A script and its folder; a command of one's own runs what lies in a channel."""
    said = {item.key: item.value for item in value} if isinstance(value, Mapping) else {}
    folder, script = (said.get(key) for key in ("source_dir", "entry_script"))
    if "command" in said:
        source = inline(folder) if folder else "FOLDER"
        command = said["command"].text if isinstance(said["command"], Scalar) else "…"
        run = f"cd /opt/ml/input/data/code && exec {command}"
        quoted = "…" if "'" in run else f"'{run}'"
        return {
            "inputs": {"code": braces({"value": source, "channel": "code"})},
            "command": {"": f"[sh, -c, {quoted}]"},
        }
    if folder:
        return {"code": {"dir": inline(folder), "entry": inline(script) if script else "…"}}
    return {"code": {"": inline(script)}} if script else {}


def _inputs(value: Node) -> dict[str, str]:
    """Channels as inputs."""
    found = {}
    for item in value if isinstance(value, Sequence) else ():
        said = {snake_case(e.key): e.value for e in item} if isinstance(item, Mapping) else {}
        name, source = said.pop("channel_name", None), said.pop("data_source", None)
        data = inline(source) if isinstance(source, Scalar) else "…"
        kept = {"content_type": "content_type", "compression_type": "compression"}
        kept |= {"input_mode": "input_mode"}
        channel = {kept[key]: inline(node) for key, node in said.items() if key in kept}
        called = name.text if isinstance(name, Scalar) else "NAME"
        more = {"channel": braces(channel)} if channel else {}
        found[called] = braces({"value": data, **more}) if more else data
    return found or {"NAME": "s3://BUCKET/FOLDER"}
