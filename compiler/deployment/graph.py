"""What waits for what in a definition, read from the JSON that the service has.

It may have been written by hand or by another tool. What is not of the expected form stands for
itself: it is compared, and never read as a step, a parameter or a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Json = Any
"""JSON data: dict, list, str, int, float, bool or None."""

INNER_STEPS = {"Condition": ("IfSteps", "ElseSteps"), "ForEach": ("ForEachBody",)}
"""The members of `Arguments` that hold steps, by step type."""


class DeployedStep(NamedTuple):
    """A step of a definition. `inside` is the step whose branch or body it stands in, or None.

    `branch` is the member of `inside` that holds it (`IfSteps`, `ElseSteps`, `ForEachBody`), or
    None. `own` is the step's JSON without the steps that stand in it. `reads` are the steps whose
    properties its arguments get; `after` are all that it directly waits for: those, its
    `DependsOn`, and the step that it stands in.
    """

    name: str
    type: str
    inside: str | None
    branch: str | None
    own: dict[str, Json]
    reads: tuple[str, ...]
    after: tuple[str, ...]


def steps_of(definition: dict[str, Json]) -> dict[str, DeployedStep]:
    """Every step by name, those in branches and loops too, in the definition's order.

    Names that are not in the definition are left out of `reads` and `after`, and steps without a
    name altogether. Of two steps of one name the first counts.
    """
    raw = list(_walk(definition.get("Steps"), None, None))
    names = {step["Name"] for step, _, _ in raw}
    found: dict[str, DeployedStep] = {}
    for step, inside, branch in raw:
        if step["Name"] in found:
            continue
        own = _without_inner_steps(step)
        reads = tuple(dict.fromkeys(name for name in _reads(own) if name in names))
        waits = [_depended(item) for item in as_list(step.get("DependsOn"))]
        after = [*reads, *waits, *([inside] if inside else [])]
        found[step["Name"]] = DeployedStep(
            name=step["Name"],
            type=_type(step),
            inside=inside,
            branch=branch,
            own=own,
            reads=reads,
            after=tuple(dict.fromkeys(name for name in after if name in names)),
        )
    return found


def parameters_in(definition: Mapping[str, Json]) -> dict[str, dict[str, Json]]:
    """The parameters that a definition declares, by name; those without a name are left out."""
    return {entry["Name"]: entry for entry in _named(definition.get("Parameters"))}


def as_list(value: Json) -> list[Json]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_mapping(value: Json) -> dict[str, Json]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def gets(value: Json) -> Iterator[str]:
    """The text of every `{"Get": …}` in a value, in order."""
    match value:
        case {"Get": str(text)} if len(value) == 1:
            yield text
        case dict():
            for item in value.values():
                yield from gets(item)
        case list():
            for item in value:
                yield from gets(item)
        case _:
            pass


def step_read(get: str) -> str | None:
    """The step that a `Get` reads: `Steps.train.ModelArtifacts…` gives `train`, others None."""
    root, _, rest = get.partition(".")
    return rest.partition(".")[0].partition("[")[0] if root == "Steps" else None


def _walk(
    steps: Json, inside: str | None, branch: str | None
) -> Iterator[tuple[dict[str, Json], str | None, str | None]]:
    for step in _named(steps):
        yield step, inside, branch
        arguments = as_mapping(step.get("Arguments"))
        for key in INNER_STEPS.get(_type(step), ()):
            yield from _walk(arguments.get(key), step["Name"], key)


def _without_inner_steps(step: dict[str, Json]) -> dict[str, Json]:
    inner = INNER_STEPS.get(_type(step))
    arguments = step.get("Arguments", {})
    if not inner or not isinstance(arguments, dict):
        return step
    kept = {
        key: value
        for key, value in arguments.items()
        if key not in inner or not (value is None or isinstance(value, list))
    }
    return {**step, "Arguments": kept}


def _named(entries: Json) -> list[dict[str, Json]]:
    """The entries of a list that are objects with a name."""
    return [
        entry
        for entry in as_list(entries)
        if isinstance(entry, dict) and isinstance(entry.get("Name"), str) and entry["Name"]
    ]


def _type(step: dict[str, Json]) -> str:
    found = step.get("Type")
    return found if isinstance(found, str) else ""


def _reads(own: dict[str, Json]) -> Iterator[str]:
    for get in gets(own):
        if name := step_read(get):
            yield name


def _depended(item: Json) -> str:
    return str(item.get("Step")) if isinstance(item, dict) else str(item)
