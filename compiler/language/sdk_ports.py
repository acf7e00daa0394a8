"""What the SDK's `TrainingInput`, `ProcessingInput` and `ProcessingOutput` say of one port.

The service's own names of the same members count too, as people paste them from a definition.
"""

from __future__ import annotations

from typing import Any

from pipec.compiler.language.examples import inline
from pipec.compiler.language.keys import DATA_TYPES
from pipec.compiler.language.plain_names import snake_case
from pipec.compiler.language.sdk_members import MEMBERS
from pipec.compiler.language.sdk_names import as_members
from pipec.compiler.syntax import Entry, Mapping, Scalar

_S3 = "DataSource.S3DataSource"
_CHANNEL = {
    "attribute_names": ("request", f"{_S3}.AttributeNames"),
    "channel_name": ("channel", "name"),
    "compression": ("channel", "compression"),
    "compression_type": ("channel", "compression"),
    "content_type": ("channel", "content_type"),
    "distribution": ("channel", "distribution"),
    "hub_access_config": ("request", f"{_S3}.HubAccessConfig"),
    "input_mode": ("channel", "input_mode"),
    "instance_group_names": ("request", f"{_S3}.InstanceGroupNames"),
    "instance_groups": ("request", f"{_S3}.InstanceGroupNames"),
    "model_access_config": ("request", f"{_S3}.ModelAccessConfig"),
    "record_wrapper_type": ("request", "RecordWrapperType"),
    "record_wrapping": ("request", "RecordWrapperType"),
    "s3_compression_type": ("channel", "compression"),
    "s3_data_distribution_type": ("channel", "distribution"),
    "s3_data_type": ("request", f"{_S3}.S3DataType"),
    "s3_input_mode": ("channel", "input_mode"),
    "shuffle_config": ("request", "ShuffleConfig"),
}
_FOLDER = {
    "app_managed": ("request", "AppManaged"),
    "compression": ("path", "compression"),
    "compression_type": ("path", "compression"),
    "dataset_definition": ("request", "DatasetDefinition"),
    "distribution": ("path", "distribution"),
    "input_mode": ("path", "mode"),
    "input_name": ("path", "name"),
    "s3_compression_type": ("path", "compression"),
    "s3_data_distribution_type": ("path", "distribution"),
    "s3_data_type": ("request", "S3Input.S3DataType"),
    "s3_input_mode": ("path", "mode"),
}
_UPLOAD = {
    "app_managed": ("request", "AppManaged"),
    "feature_store_output": ("request", "FeatureStoreOutput"),
    "output_name": ("path", "name"),
    "s3_upload_mode": ("path", "upload"),
    "upload_mode": ("path", "upload"),
}
_CARRIED = {
    ("inputs", "channel"): (_CHANNEL, "InputDataConfig", "ChannelName"),
    ("inputs", "path"): (_FOLDER, "ProcessingInputs", "InputName"),
    ("outputs", "path"): (_UPLOAD, "ProcessingOutputConfig.Outputs", "OutputName"),
}
"""By a kind of port and what carries it: its arguments, each with the key below which it belongs
and its name there; the list of the request that the port is an item of; and what names an item."""


def port_place(entry: Entry, error: Any) -> tuple[str, dict[str, str]] | None:
    """Below which key an argument of one port belongs, and what to write there by dotted names.

    `request` is that of the step; all else is of the port.
    """
    of, (*_, ports, port) = error.schema["port_of"], error.absolute_path
    name = snake_case(entry.key)
    for carrier in sorted(of["ports"].get(ports, ())):
        table, items, names = _CARRIED.get((ports, carrier), ({}, "", ""))
        if name not in table:
            continue
        place, member = table[name]
        if place != "request":
            return place, {member: inline(entry.value)}
        below = "TrainingJobDefinition." if of["kind"] == "Tuning" else ""
        item = f"{below}{items}.0"
        called = _item_name(carrier, port, error)
        return place, {f"{item}.{names}": called, f"{item}.{member}": as_members(entry.value, name)}
    if name == "data_type" and getattr(entry.value, "data", None) in DATA_TYPES:
        return None  # it says what a port gives, and stands where the contract declares it
    member, _ = MEMBERS.get(of["kind"], {}).get(name, ("", ""))
    return ("request", {member: as_members(entry.value, name)}) if member else None


def is_of_ports(key: str) -> bool:
    """Whether a key is one that the SDK has for inputs or outputs of jobs."""
    return any(snake_case(key) in table for table, _, _ in _CARRIED.values())


def inside(place: str, key: str, known: dict[str, Any]) -> str:
    """What an argument of a port is called within `channel` or `path`; "" for none."""
    for (_, carrier), (table, _, _) in _CARRIED.items():
        below, name = table.get(snake_case(key), ("", ""))
        if place == carrier == below and name in known:
            return name
    return ""


def _item_name(carrier: str, port: str, error: Any) -> str:
    """What the request calls a port: the name that it, or that of its contract, says."""
    said = error.schema["port_of"].get(error.absolute_path[-2], {}).get(port)
    written = error.schema["port_of"]["body"].get(error.absolute_path[-2]).get(port)
    carriers = [written.get(carrier), said.carrier.get(carrier) if said else None]
    for node in carriers:
        name = node.get("name") if isinstance(node, Mapping) else node
        if isinstance(name, Scalar) and (carrier == "channel" or isinstance(node, Mapping)):
            return name.text
    return port
