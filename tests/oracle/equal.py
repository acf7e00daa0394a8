"""When two pipeline definitions are the same one.

`exact_differences` is for one compiler's two outputs: equal JSON values.
`differences` is for a program that somebody wrote in the SDK against its YAML twin: each
`Std:Join` first becomes the sequence of texts and references that it concatenates.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

Definition = Mapping[str, Any]


def exact_differences(left: Definition, right: Definition) -> list[str]:
    """Where two definitions differ as JSON values; null members at the top level do not count."""
    return list(_differences(_without_nulls(left), _without_nulls(right), "$"))


def differences(left: Definition, right: Definition) -> list[str]:
    """Where two definitions differ, however their Joins are cut."""
    return exact_differences(flatten_joins(left), flatten_joins(right))


def flatten_joins(value: Any) -> Any:
    """The value with each Join written as `{"Std:Join": [text or reference, ...]}`.

    Nested Joins are taken apart, `On` stands between the values, neighbouring texts are one
    text, and a Join of nothing but texts is that text. A Join of a single reference stays
    one: it makes text of a number, which the bare reference does not.
    """
    if isinstance(value, list):
        return [flatten_joins(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if not _is_join(value):
        return {key: flatten_joins(member) for key, member in value.items()}
    parts = _merge_texts(_join_parts(value["Std:Join"]))
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return {"Std:Join": parts}


def _is_join(value: Any) -> bool:
    return isinstance(value, Mapping) and list(value) == ["Std:Join"]


def _join_parts(join: Mapping[str, Any]) -> Iterator[Any]:
    for position, value in enumerate(join["Values"]):
        if position:
            yield join["On"]
        if _is_join(value):
            yield from _join_parts(value["Std:Join"])
        elif isinstance(value, bool | int | float):
            yield json.dumps(value)
        else:
            yield flatten_joins(value)


def _merge_texts(parts: Iterator[Any]) -> list[Any]:
    merged: list[Any] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _without_nulls(definition: Definition) -> dict[str, Any]:
    return {key: value for key, value in definition.items() if value is not None}


def _differences(left: Any, right: Any, path: str) -> Iterator[str]:
    if type(left) is not type(right):
        yield f"{path}: {_show(left)} against {_show(right)}"
    elif isinstance(left, dict):
        yield from _member_differences(left, right, path)
    elif isinstance(left, list):
        yield from _item_differences(left, right, path)
    elif left != right:
        yield f"{path}: {_show(left)} against {_show(right)}"


def _member_differences(left: dict[str, Any], right: dict[str, Any], path: str) -> Iterator[str]:
    for key in [*left, *(key for key in right if key not in left)]:
        place = f"{path}.{key}"
        if key not in right:
            yield f"{place}: only the left has it: {_show(left[key])}"
        elif key not in left:
            yield f"{place}: only the right has it: {_show(right[key])}"
        else:
            yield from _differences(left[key], right[key], place)


def _item_differences(left: list[Any], right: list[Any], path: str) -> Iterator[str]:
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        yield from _differences(one, other, f"{path}[{_label(index, one)}]")
    for index in range(len(right), len(left)):
        yield f"{path}[{index}]: only the left has it: {_show(left[index])}"
    for index in range(len(left), len(right)):
        yield f"{path}[{index}]: only the right has it: {_show(right[index])}"


def _label(index: int, item: Any) -> str:
    """The index, and the name of a step, channel, input or output that it stands for."""
    if isinstance(item, dict):
        for key in ("Name", "ChannelName", "InputName", "OutputName", "Key"):
            if isinstance(item.get(key), str):
                return f"{index} {item[key]}"
    return str(index)


def _show(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 300 else text[:297] + "..."
