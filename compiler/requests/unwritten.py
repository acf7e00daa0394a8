"""Values of which nothing is written, where YAML reads a null and the key would be lost."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.schema import describe
from pipec.compiler.merge import is_null, is_unwritten
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar

_OF_NAMES = ("hyperparameters", "environment", "tags")
"""Keys that hold names of the user's own, so that no schema tells what is meant."""
_OF_A_VALUE = ("cache", "code", "job_prefix", "max_jobs", "timeout")
"""Keys with a single value, without which no step would be incomplete."""
_SETTINGS = {
    "role": "write the ARN, remove the line for the var `role`, or write `role: null` for none",
    "display_name": "write one, or `display_name: {name}` to show the name; without the key a "
    "deployed one stays",
    "description": 'write one, or `description: ""` to empty a deployed one; without the key it '
    "stays",
    "parallelism": "write a whole number; without the key a deployed one stays, so to lift it "
    "write one that no run reaches, as `parallelism: 50`",
    "experiment": "write `experiment: null` for none, or remove the line for the pipeline's name "
    "and the execution's id",
    "mlflow": "write `mlflow: {{arn: …}}`, or remove the line",
}
"""Keys of the pipeline itself, each with what to write."""
_KEPT = ("display_name", "description", "parallelism")
"""Settings that stay as they are deployed, unless a value is sent."""


def check_unwritten_settings(pipeline: Mapping, report: Report) -> None:
    """Report settings of the pipeline without a value, and such that a null cannot take away."""
    name = pipeline.get("pipeline")
    for key, hint in _SETTINGS.items():
        entry = pipeline.entries.get(key)
        if entry is None:
            continue
        if is_unwritten(entry.value):
            message = f"`{key}` has no value"
        elif key in _KEPT and is_null(entry.value):
            message = f"`{key}` cannot be null: the service keeps what is deployed"
        else:
            continue
        shown = hint.format(name=name.text if isinstance(name, Scalar) else "NAME")
        report.add(codes.WRONG_VALUE, message, entry.key_span, hint=shown)
    for key in ("experiment", "mlflow"):
        group = pipeline.get(key)
        if isinstance(group, Mapping):
            _check_group(key, group, [group], report)


def check_unwritten(layers: Sequence[Mapping], contract: int | None, report: Report) -> None:
    """Report names and values of which no layer of a step says more than the name.

    An empty value may remove what another layer gives, and a written `null` is always let be.
    The layer `contract`, of a contract with a name, may leave what steps are to fill.
    """
    for index, layer in enumerate(layers):
        for entry in layer if index != contract else ():
            if entry.key in _OF_NAMES and isinstance(entry.value, Mapping):
                groups = [other.get(entry.key) for other in layers]
                _check_group(entry.key, entry.value, groups, report)
            elif entry.key in _OF_A_VALUE and not any(_gives(o, entry.key) for o in layers):
                check_unwritten_value(entry, report)


def check_unwritten_value(entry: Entry, report: Report) -> None:
    """Report a key of which only the name is written."""
    if is_unwritten(entry.value):
        key = entry.key
        hint = f"write `{key}: …`, or remove the line"
        report.add(codes.WRONG_VALUE, f"`{key}` has no value", entry.key_span, hint=hint)


def check_unwritten_tags(tags: Mapping, report: Report) -> None:
    """Report tags of the pipeline itself of which only the name is written."""
    _check_group("tags", tags, [tags], report)


def check_unwritten_option(entry: Entry, default: Node, report: Report) -> None:
    """Report an option that has a default, and of which only the name is written."""
    if is_unwritten(entry.value):
        known = f", {describe(default)}" if isinstance(default, Scalar) else ""
        report.add(
            codes.WRONG_VALUE,
            f"the option `{entry.key}` has no value",
            entry.key_span,
            hint=f"write `{entry.key}: …`, or remove it for the default{known}",
        )


def _check_group(key: str, group: Mapping, groups: Sequence[Node | None], report: Report) -> None:
    before: Entry | None = None
    for entry in group:
        if is_unwritten(entry.value) and not any(_gives(other, entry.key) for other in groups):
            report.add(
                codes.WRONG_VALUE,
                f"`{entry.key}` of `{key}` has no value",
                entry.key_span,
                hint=_hint(key, entry, before),
            )
        before = entry


def _gives(group: Node | None, name: str) -> bool:
    return isinstance(group, Mapping) and name in group and not is_null(group.get(name))


def _hint(key: str, entry: Entry, before: Entry | None) -> str:
    if before and (whole := _whole(key, entry, before)):
        also = f"or if it belongs to the value before it: `{before.key}: {whole}`"
        return f"write `{entry.key}: …`, {also}"
    if key in ("hyperparameters", "experiment", "mlflow"):
        return f"write `{entry.key}: …`, or remove it"
    return f'write `{entry.key}: …`, or `{entry.key}: ""` for an empty text'


def _whole(key: str, entry: Entry, before: Entry) -> str | None:
    """The value before a name, and the name: between braces a comma ends one without quotes."""
    value, place = before.value, entry.key_span
    if not isinstance(value, Scalar) or not value.plain or value.span.end_line != place.line:
        return None
    spaces = " " * (place.column - value.span.end_column - 1)
    if value.data is None or (spaces and not isinstance(value.data, str)):
        return None
    # The service takes no comma in a tag.
    return f"{value.text} {entry.key}" if key == "tags" else f'"{value.text},{spaces}{entry.key}"'
