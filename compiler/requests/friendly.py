"""Friendly keys: their short forms, and the request members that they become."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.examples import inline
from pipec.compiler.language.keys import FRIENDLY, SHORT_FORMS
from pipec.compiler.merge import is_null, merge_mappings, says
from pipec.compiler.parsing.kinds import GROUPS, has_place
from pipec.compiler.steps.base import StepType, nest
from pipec.compiler.syntax import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    from_data,
    key_place,
    scalars,
    text_node,
)
from pipec.compiler.values import ABSENT

PLACED_APART = ("image", "code", "command")
"""Keys that depend on others, perhaps of another layer: `special_keys.py` places them."""
ENVELOPE = ("cache", "retry")
"""Keys that become members of the step beside its request."""
_FORMS = {"code": ("file", "dir", "uri")}
"""Members that exclude each other: where a layer says another one, its whole key replaces."""
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Layer(NamedTuple):
    """One source of a request: its friendly keys and its `request`, references evaluated."""

    keys: Mapping
    request: Mapping | None


def friendly_keys(body: Mapping, own: Container[str] = ()) -> Mapping:
    """The friendly keys of a step, contract or defaults, short forms widened.

    `own` are keys that only this kind of step has; they merge and are removed like the others.
    """
    entries = {}
    for entry in body:
        key, value = entry.key, entry.value
        if key == "request" or not (key in FRIENDLY or key in own):
            continue
        entries[key] = entry
        if key in SHORT_FORMS and isinstance(value, Scalar) and value.data not in (None, False):
            entries[key] = entry.in_wide_form(SHORT_FORMS[key])
    return Mapping(entries, body.span)


def merged_keys(span: Span, layers: Iterable[Layer]) -> Mapping:
    """The keys of all layers, weakest first, as one mapping.

    What `image` becomes depends on more than its own members: see `effective_image`.
    """
    merged = Mapping({}, span)
    for layer in layers:
        replaced = (key for key in _FORMS if _is_another(key, merged, layer.keys))
        merged = merge_mappings(merged.without(*replaced), layer.keys)
    return merged


def last_with(layers: list[Layer], *keys: str) -> int | None:
    """The strongest layer that says one of these keys."""
    said = {*keys}
    found = [i for i, layer in enumerate(layers) if not said.isdisjoint(layer.keys.entries)]
    return found[-1] if found else None


def _is_another(key: str, lower: Mapping, upper: Mapping) -> bool:
    """Whether a layer says a key in another form than what it is laid over."""
    below, above = lower.get(key), upper.get(key)
    said = [name for name in _FORMS[key] if says(above, name)]
    return bool(said) and not says(below, *said)


def _hint(key: str, why: str | None, step_type: StepType) -> str | None:
    if why is not None:
        return None if "`" in why else "remove it"
    # Members beside the request, and a request that is a payload of the user's own.
    if key in ("cache", "retry") or not step_type.request:
        return "remove it"
    return "remove it, or say what you mean under `request:`"


def check_supported(keys: Mapping, step_type: StepType, report: Report) -> None:
    """Report each key that this kind of step has no place for."""
    for entry in keys:
        if not is_null(entry.value):
            place, related = key_place(entry, keys)
            for key, span in _dashes(entry, step_type):
                why = step_type.reasons.get(key) or step_type.reasons.get(key.split(".")[0])
                report.add(
                    codes.KEY_NOT_FOR_KIND,
                    f"{step_type.a_step} has no `{key}`" + (f": {why}" if why else ""),
                    place if related else span,
                    hint=_hint(key, why, step_type)
                    if not related
                    else f"write `{entry.key}: null` here",
                    related=related,
                )


def check_pairs(written: Iterable[Entry | None], report: Report) -> None:
    """Warn of two tags `Key` and `Value`, with which one is meant; `written` are keys `tags`."""
    for tags in filter(None, written):
        pair = tags.value
        if not isinstance(pair, Mapping) or {*pair.entries} != {"Key", "Value"}:
            continue
        name, text = pair.get("Key"), pair.get("Value")
        if isinstance(name, Scalar) and isinstance(text, Scalar):
            report.add(
                codes.ODD_VALUE,
                "`tags` sets two tags here, one named `Key` and one named `Value`",
                tags.key_span,
                hint=f"for one tag write `tags: {{{inline(name)}: {inline(text)}}}`",
            )


def _dashes(entry: Entry, step_type: StepType) -> list[tuple[str, Span]]:
    key = entry.key
    if not has_place(step_type, key):
        return [(key, entry.key_span)]
    if key not in GROUPS or key in step_type.keys or not isinstance(entry.value, Mapping):
        return []
    return [
        (f"{key}.{inner.key}", inner.key_span)
        for inner in entry.value
        if not has_place(step_type, f"{key}.{inner.key}") and not is_null(inner.value)
    ]


def supported_keys(keys: Mapping, step_type: StepType) -> Mapping:
    """Only the keys that this kind has a place for: what of `defaults` reaches a step."""
    kept = {}
    for entry in keys:
        dashes = [name for name, _ in _dashes(entry, step_type)]
        if entry.key in dashes or entry.key in step_type.not_from_defaults:
            continue
        if isinstance(entry.value, Mapping) and entry.key in GROUPS:
            inner = entry.value.without(*(name.split(".")[1] for name in dashes))
            kept[entry.key] = entry._replace(value=inner)
        elif entry.key == "retry" and step_type.retry == "step":
            kept[entry.key] = entry._replace(value=_without_job_exceptions(entry.value))
        else:
            kept[entry.key] = entry
    return Mapping(kept, keys.span)


def _without_job_exceptions(value: Node) -> Node:
    """The retry entries that also hold for a step that runs no job."""
    if not isinstance(value, Sequence):
        return value
    items = (item for item in value if not any("SageMaker." in s.text for s in scalars(item)))
    return Sequence(tuple(items), value.span)


def request_members(keys: Mapping, step_type: StepType) -> Mapping:
    """The request members that one layer's keys become (less those of `PLACED_APART`)."""
    layer = Mapping({}, keys.span)
    for entry in keys:
        if entry.key in PLACED_APART or entry.key in ENVELOPE:
            continue
        parts = [(entry.key, entry.key, entry.value)]
        if entry.key in GROUPS and isinstance(entry.value, Mapping):
            parts = [(f"{entry.key}.{inner.key}", inner.key, inner.value) for inner in entry.value]
        elif entry.key in GROUPS and is_null(entry.value):
            group = [key for key in step_type.placements if key.startswith(f"{entry.key}.")]
            parts = [(key, key, entry.value) for key in group]
        for key, name, value in parts:
            place = step_type.placements.get(key)
            if place is not None:
                node = nest(place, _converted(name, value), entry.key_span)
                if isinstance(node, Mapping):
                    layer = _overlaid(layer, node)
    return layer


def _overlaid(layer: Mapping, node: Mapping) -> Mapping:
    """Both in one layer. A null stays in it, so that it removes what a lower layer set."""
    entries = dict(layer.entries)
    for entry in node:
        below = entries.get(entry.key)
        if below and isinstance(below.value, Mapping) and isinstance(entry.value, Mapping):
            entries[entry.key] = entry._replace(value=_overlaid(below.value, entry.value))
        else:
            entries[entry.key] = entry
    return Mapping(entries, layer.span)


def _converted(name: str, value: Node) -> Node:
    match name:
        case "tags":
            return _tags(value)
        case "timeout" | "keep_alive":
            return _seconds(value)
        case "args":
            return spliced(value)
        case _:
            return value


def _tags(value: Node) -> Node:
    if not isinstance(value, Mapping):
        return value
    pairs = (
        Mapping(
            {
                "Key": Entry("Key", entry.key_span, text_node(entry.key, entry.key_span)),
                "Value": Entry("Value", entry.key_span, entry.value),
            },
            entry.key_span,
        )
        for entry in value
    )
    return Sequence(tuple(pairs), value.span)


def _seconds(value: Node) -> Node:
    if isinstance(value, Scalar) and isinstance(value.data, str):
        match = re.fullmatch(r"(\d+)([smhd])", value.data)
        if match:
            return from_data(int(match[1]) * _SECONDS[match[2]], value.span)
    return value


def spliced(value: Node) -> Node:
    """`args` with inner lists spliced in; one that mentions an unbound input is left out whole."""
    if not isinstance(value, Sequence):
        return value
    items: list[Node] = []
    for item in value:
        if not isinstance(item, Sequence):
            items.append(item)
        elif not any(isinstance(inner, Scalar) and inner.data is ABSENT for inner in item):
            items.extend(item.items)
    if value.items and not items:
        return Scalar(ABSENT, "args", False, value.span)
    return Sequence(tuple(items), value.span)
