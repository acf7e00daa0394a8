"""What is known of the values in a definition before it runs: references written out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from pipec.compiler.deployment.graph import (
    DeployedStep,
    Json,
    as_mapping,
    gets,
    parameters_in,
    step_read,
)
from pipec.compiler.deployment.members import ABSENT, entries_by_name

# Marks, in what `Runs.known` gives, a property that has another value in every run.
AGAIN = "Again"

_CONSTANT = ("Execution.PipelineName", "Execution.PipelineArn")
_PART = re.compile(r"\.([^.\[\]]+)|\[([0-9]+)\]|\['([^']*)'\]")

GENERATED = {
    "Training": "TrainingJobName",
    "Processing": "ProcessingJobName",
    "Transform": "TransformJobName",
    "Tuning": "HyperParameterTuningJobName",
    "AutoML": "AutoMLJobName",
    "Job": "JobName",
    "Model": "ModelName",
}
"""The name that the service makes for what a step creates, by step type. One that is given in
the arguments is only how the made one begins."""


@dataclass(slots=True, kw_only=True)
class Runs:
    """The runs of a definition, as far as they are known; filled step by step.

    A step is to be seen after those that it reads. `seen` has the members of those seen, known
    values in place of references; `reused` are the steps that take over an earlier run instead
    of running again: one made with the definition of `earlier`, or, if that is None, with this
    same definition.
    """

    definition: dict[str, Json]
    steps: dict[str, DeployedStep]
    earlier: Runs | None = None
    seen: dict[str, dict[str, Json]] = field(default_factory=dict)
    reused: set[str] = field(default_factory=set)

    def see(self, step: DeployedStep) -> dict[str, Json]:
        """A step's members with known values, kept for those that read them."""
        self.seen[step.name] = self.known(step.own, step)
        return self.seen[step.name]

    def known(self, value: Json, step: DeployedStep) -> Json:
        """A value of a step, with what its references stand for if that is known.

        A `Std:Join` is its text; while parts of it are not known `{"Std:Join": [part, …]}`, no
        two texts in a row, so that however it is cut it is the same. Other references stay, with
        what tells them apart: `AGAIN`, and of the loop's item `Of`, the items.
        """
        match value:
            case {"Get": str(text)} if len(value) == 1:
                return self._got(text, step)
            case {"Std:Join": {"On": str(between), "Values": list(values)}} if len(value) == 1:
                return _joined(between, [self.known(part, step) for part in values])
            case dict():
                return {key: self.known(member, step) for key, member in value.items()}
            case list():
                return [self.known(entry, step) for entry in value]
            case _:
                return value

    def loop_of(self, step: DeployedStep) -> DeployedStep | None:
        """The loop whose body a step stands in."""
        around = self.steps.get(step.inside or "")
        return around if around and around.type == "ForEach" else None

    def _got(self, text: str, step: DeployedStep) -> Json:
        root, _, name = text.partition(".")
        match root:
            case "Parameters":
                declared = parameters_in(self.definition).get(name, {})
                if "DefaultValue" in declared:
                    return declared["DefaultValue"]
            case "PipelineExperimentConfig":
                value = as_mapping(self.definition.get(root)).get(name)
                if value is not None and not any(get.startswith(root) for get in gets(value)):
                    return self.known(value, step)
            case "ForEach" if loop := self.loop_of(step):
                items = as_mapping(loop.own.get("Arguments")).get("IterableItems")
                return {"Get": text, "Of": self.known(items, loop)}
            case "Steps":
                return self._property(text)
            case _:
                pass
        return {"Get": text}

    def _property(self, text: str) -> Json:
        name = step_read(text) or ""
        if self.earlier and name in self.reused:
            return self.earlier._property(text)  # noqa: SLF001 - its own kind
        value = self._said(name, text.removeprefix(f"Steps.{name}"))
        if value is not ABSENT and not is_fresh(value):
            return value
        return {"Get": text} if name in self.reused else {"Get": text, AGAIN: True}

    def _said(self, name: str, path: str) -> Json:
        """What the arguments of a step that was seen say at the path of a property."""
        if name not in self.seen:
            return ABSENT
        value = self.seen[name].get("Arguments")
        if path.removeprefix(".") == GENERATED.get(self.steps[name].type):
            return ABSENT
        for member, index, entry in _PART.findall(path):
            value = _at(value, member, index, entry)
        return value


def is_fresh(value: Json) -> bool:
    """Whether a known value holds something that is another in every run."""
    match value:
        case {"Get": str(text)} if value.keys() == {"Get"}:
            return text.startswith("Execution.") and text not in _CONSTANT
        case {"Get": _, "Again": True}:
            return True
        case dict():
            return any(map(is_fresh, value.values()))
        case list():
            return any(map(is_fresh, value))
        case _:
            return False


def _at(value: Json, member: str, index: str, entry: str) -> Json:
    if member:
        return value.get(member, ABSENT) if isinstance(value, dict) else ABSENT
    if index:
        entries = value if isinstance(value, list) else []
        return entries[int(index)] if int(index) < len(entries) else ABSENT
    if isinstance(value, dict):
        return value.get(entry, ABSENT)
    named = entries_by_name(value) if isinstance(value, list) else None
    return named[0].get(entry, ABSENT) if named else ABSENT


def _joined(between: str, values: list[Json]) -> Json:
    parts: list[Json] = []
    for position, value in enumerate(values):
        before: list[Json] = [between] if position else []
        for part in before + _parts(value):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
    parts = [part for part in parts if part != ""]
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    return {"Std:Join": parts}


def _parts(value: Json) -> list[Json]:
    """The parts that a value adds to a join; a number is joined as its JSON text."""
    match value:
        case {"Std:Join": list(parts)}:
            return parts
        case bool() | int() | float():
            return [json.dumps(value)]
        case _:
            return [value]
