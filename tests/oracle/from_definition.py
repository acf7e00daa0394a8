"""A definition that somebody else made, said in pipec's language: each step as a `kind:` step.

The result is data for a YAML file (JSON is YAML). It is as plain as can be: all that has no key of
its own stands under `request:`, so that the checks of every member see it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipec.compiler.steps import STEP_TYPES

Json = dict[str, Any]

_COMPARISONS = {
    "Equals": "==",
    "GreaterThan": ">",
    "GreaterThanOrEqualTo": ">=",
    "LessThan": "<",
    "LessThanOrEqualTo": "<=",
}
_EXPERIMENT = {"ExperimentName": "name", "TrialName": "trial"}
_BESIDE = ("Name", "Type", "Arguments", "DependsOn", "DisplayName", "Description")


MADE_UP = {
    '"FileSystemId": "fs-1"': '"FileSystemId": "fs-0123456789abcdef0"',
    '"ContentDigest": "d"': f'"ContentDigest": "sha256:{"0" * 64}"',
}
"""Values of the corpus's programs that no API takes, and such as it would."""
GUARDS_NOTHING = "EmptyBranches"
"""A step of the corpus that pipec refuses for good reason: both its branches are empty."""


def definition_in(path: Path) -> Json:
    """A definition of the corpus, without what was made up in it."""
    text = path.read_text("utf-8")
    for wrong, right in MADE_UP.items():
        text = text.replace(wrong, right)
    definition: Json = json.loads(text)
    definition["Steps"] = [s for s in definition["Steps"] if s["Name"] != GUARDS_NOTHING]
    return definition


def pipeline_of(definition: Json, name: str) -> Json:
    """The pipeline file that compiles to a definition."""
    return _Writer(definition).pipeline(name)


class _Writer:
    def __init__(self, definition: Json) -> None:
        self.definition = definition
        self.reports: dict[str, Json] = {}
        """Outputs with a report that some `Std:JsonGet` looks into, by step."""

    def pipeline(self, name: str) -> Json:
        steps = self.block(self.definition["Steps"])
        for step in _flat(steps):
            step[1].setdefault("outputs", {}).update(self.reports.get(step[0], {}))
            if not step[1]["outputs"]:
                del step[1]["outputs"]
        experiment = self.definition.get("PipelineExperimentConfig")
        mlflow = self.definition.get("MlflowConfig")
        found: Json = {
            "pipeline": name,
            "vars": {"nothing": ""},
            "parameters": {p["Name"]: _parameter(p) for p in self.definition["Parameters"]},
            "experiment": experiment
            and {_EXPERIMENT[key]: self.value(value) for key, value in experiment.items()},
            "steps": steps,
        }
        if mlflow:
            members = {"arn": "MlflowResourceArn", "experiment": "MlflowExperimentName"}
            found["mlflow"] = {k: mlflow[m] for k, m in members.items() if mlflow[m] is not None}
        return found

    def block(self, steps: list[Json]) -> Json:
        return {step["Name"]: self.step(step) for step in steps}

    def step(self, step: Json) -> Json:
        arguments = step["Arguments"]
        match step["Type"]:
            case "Condition":
                found: Json = {"if": " and ".join(map(self.test, arguments["Conditions"]))}
                branches = {"then": arguments["IfSteps"], "else": arguments["ElseSteps"]}
                found |= {key: self.block(steps) for key, steps in branches.items() if steps}
            case "Fail":
                found = {"fail": self.value(arguments["ErrorMessage"])}
            case "ForEach":
                found = self.loop(arguments)
            case _:
                found = self.job(step)
        if "DependsOn" in step:
            found["depends_on"] = [
                item
                if isinstance(item, str)
                else {"step": item["Step"], "when": item["Trigger"].lower()}
                for item in step["DependsOn"]
            ]
        for member, key in (("DisplayName", "display_name"), ("Description", "description")):
            if member in step:
                found[key] = step[member]
        return found

    def loop(self, arguments: Json) -> Json:
        found = {
            "for_each": self.value(arguments["IterableItems"]),
            "max_concurrency": arguments["MaxConcurrency"],
            "steps": self.block(arguments["ForEachBody"]),
        }
        if selector := arguments.get("Selector"):
            _, step, path = selector["Field"]["Get"].split(".", 2)
            found["pick"] = {selector["Pick"][:3].lower(): f"steps.{step}.properties.{path}"}
        return found

    def job(self, step: Json) -> Json:
        step_type = STEP_TYPES[step["Type"]]
        found: Json = {"kind": step["Type"]}
        request = self.value(step["Arguments"])
        if step["Type"] == "Cleanup":
            names = {"StepName": "step", "S3Uris": "uris"}
            sources = request.pop("Resources")["S3"]
            found["clean"] = [{names[k]: v for k, v in item.items()} for item in sources]
        prefix = step_type.placements.get("job_prefix")
        if prefix and prefix[0] in request:
            found["job_prefix"] = request.pop(str(prefix[0]))
        for path in _leaves(dict(step_type.unasked)):
            _remove_unless_said(request, path)
        for key, sibling in step_type.sibling_keys.items():
            if step.get(sibling.member) is not None:
                _set(found, key.split("."), self.value(step[sibling.member]))
        for output in step.get("OutputParameters", []):
            port = {"data_type": output["OutputType"]}
            found.setdefault("outputs", {})[output["OutputName"]] = port
        for file in step.get("PropertyFiles", []):
            found.setdefault("outputs", {})[file["PropertyFileName"]] = {
                "path": self.output_folder(request, file["OutputName"]),
                "report": file["FilePath"],
            }
        if cache := step.get("CacheConfig"):
            found["cache"] = cache["ExpireAfter"] if cache["Enabled"] else False
        if policies := step.get("RetryPolicies"):
            found["retry"] = [_policy(policy) for policy in policies]
        if request:
            found["request"] = request
        return found

    def output_folder(self, request: Json, name: str) -> Json:
        outputs = request["ProcessingOutputConfig"]["Outputs"]
        place = next(item["S3Output"] for item in outputs if item["OutputName"] == name)
        return {"name": name, "local": place["LocalPath"]}

    # --- values -------------------------------------------------------------------------

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            if len(value) == 1 and next(iter(value)) in ("Get", "Std:Join", "Std:JsonGet"):
                return self.text(value)
            return {key: self.value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return value.replace("${", "$${") if isinstance(value, str) else value

    def text(self, value: Any) -> str:
        """A value as text with references."""
        if not isinstance(value, dict):
            return str(self.value(value)) if isinstance(value, str) else _json(value)
        if "Std:Join" in value:
            join = value["Std:Join"]
            text = str(join["On"]).join(map(self.text, join["Values"]))
            # A join of one value makes text of it, which the bare reference would not.
            return text + "${vars.nothing}" if len(join["Values"]) == 1 else text
        return "${" + self.reference(value) + "}"

    def reference(self, value: Json) -> str:
        if "Std:JsonGet" in value:
            return self.report(value["Std:JsonGet"])
        root, _, path = value["Get"].partition(".")
        match root:
            case "Parameters" | "Execution":
                return f"{root.lower()}.{path}"
            case "PipelineExperimentConfig":
                return f"pipeline.experiment.{_EXPERIMENT[path]}"
            case "ForEach":
                return "item" + str(path).removeprefix("CurrentItem")
            case _:
                step, _, rest = path.partition(".")
                if match := re.fullmatch(r"IterationOutputs\[(\d+)\]\.([^.]+)\.(.*)", rest):
                    return f"steps.{step}.iterations[{match[1]}].{match[2]}.properties.{match[3]}"
                if rest.startswith("Selected."):
                    return f"steps.{step}.selected.properties.{rest.removeprefix('Selected.')}"
                return f"steps.{step}.properties.{rest}"

    def report(self, get: Json) -> str:
        if "PropertyFile" in get:
            step, _, file = (
                get["PropertyFile"]["Get"].removeprefix("Steps.").partition(".PropertyFiles.")
            )
            return f"steps.{step}.{file}.{get['Path']}"
        folder, file = get["S3Uri"]["Std:Join"]["Values"]
        _, step, path = folder["Get"].split(".", 2)
        port = "report_" + re.sub(r"\W", "_", file)
        self.reports.setdefault(step, {})[port] = {"property_path": path, "report": file}
        return f"steps.{step}.{port}.{get['Path']}"

    # --- conditions ---------------------------------------------------------------------

    def test(self, condition: Json) -> str:
        match condition["Type"]:
            case "Not":
                return f"not ({self.test(condition['Condition'])})"
            case "Or":
                return "(" + " or ".join(map(self.test, condition["Conditions"])) + ")"
            case "In":
                values = ", ".join(map(self.operand, condition["Values"]))
                return f"{self.operand(condition['QueryValue'])} in [{values}]"
            case kind:
                left, right = condition["LeftValue"], condition["RightValue"]
                return f"{self.operand(left)} {_COMPARISONS[kind]} {self.operand(right)}"

    def operand(self, value: Any) -> str:
        if isinstance(value, dict) and "Std:Join" not in value:
            return self.reference(value)
        if isinstance(value, str | dict):
            quoted = self.text(value).replace("'", "''")
            return f"'{quoted}'"
        return _json(value)


def _json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _parameter(parameter: Json) -> Json:
    members = {"type": "Type", "default": "DefaultValue", "enum": "EnumValues"}
    return {key: parameter[member] for key, member in members.items() if member in parameter}


def _policy(policy: Json) -> Json:
    members = {
        "on": "ExceptionType",
        "attempts": "MaxAttempts",
        "expire_minutes": "ExpireAfterMin",
        "interval": "IntervalSeconds",
        "backoff": "BackoffRate",
    }
    return {key: policy[member] for key, member in members.items() if member in policy}


def _leaves(value: Json, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield from _leaves(item, (*above, key))
        else:
            yield (*above, key)


def _remove_unless_said(request: Json, path: tuple[str, ...]) -> None:
    """A null where the definition does not have what pipec writes unasked."""
    for index, key in enumerate(path):
        if key not in request:
            _set(request, list(path[index:]), None)
            return
        if not isinstance(request[key], dict):
            return
        request = request[key]


def _set(target: Json, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        target = target.setdefault(key, {})
    target[path[-1]] = value


def _flat(steps: Json) -> Iterator[tuple[str, Json]]:
    for name, step in steps.items():
        if "kind" in step:
            yield name, step
        for key in ("then", "else", "steps"):
            yield from _flat(step.get(key, {}))
