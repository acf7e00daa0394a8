"""The least step of a contract that compiles, found by compiling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipec.cli.stubs import step_keys
from pipec.cli.workspace import DiskFiles
from pipec.compiler.compile import Context, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report, Severity, Span
from pipec.compiler.emit.yaml import yaml_text
from pipec.compiler.linking.variables import PLACEHOLDERS
from pipec.compiler.model import Contract
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import from_data, to_data

SCRIPT = "script.py"
_ACCOUNT = "111122223333"
_NOWHERE = Span("", 1, 1, 1, 1)
_VALUES: dict[str, Any] = {
    "S3Uri": "s3://example-bucket/{}",
    "String": "example",
    "Integer": 1,
    "Float": 1.5,
    "Boolean": True,
}
_BY_TYPE: dict[str, Any] = {
    "string": "example",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
}
_MORE: dict[str, Any] = {
    "code": SCRIPT,
    "instance": "ml.m5.large",
    "image": f"{_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/example:1",
    "command": ["python", "/opt/program.py"],
    "objective": {"minimize": "validation:rmse"},
    "ranges": {"eta": {"from": 0.1, "to": 0.5}},
}
"""What a step may have to say for its contract, tried in this order."""


class _Files(DiskFiles):
    """The disk, and a script that examples name."""

    def read(self, path: str) -> bytes | None:
        return b"" if path.endswith(SCRIPT) else DiskFiles.read(self, path)


def example_of(contract: Contract, context: Context, given: Mapping[str, str]) -> str | None:
    """A step as YAML; None if what such a step needs is not for pipec to guess.

    `given` are the vars that are to hold; others have values for examples.
    """
    assert contract.name is not None
    step: dict[str, Any] = {"uses": contract.name, **_needed(contract)}
    wrong, known = _mistakes(step, context, given), step_keys(contract.kind)
    for key, value in _MORE.items():
        if not wrong:
            break
        if key in known and key not in contract.body:
            fuller = _in_order({**step, key: value})
            left = _mistakes(fuller, context, given)
            if left < wrong:
                step, wrong = fuller, left
    if wrong:
        return None
    name = re.sub(r"[^A-Za-z0-9_-]", "", contract.name)[:60]
    tree = from_data({f"My{name}": step}, _NOWHERE)
    assert isinstance(tree, Tree)
    return yaml_text(tree)


def _in_order(step: dict[str, Any]) -> dict[str, Any]:
    """Code and the like before what the step is given."""
    last = ("inputs", "options")
    first = {key: value for key, value in step.items() if key not in last}
    return {**first, **{key: step[key] for key in last if key in step}}


def _needed(contract: Contract) -> dict[str, Any]:
    """The inputs and options that have no values of their own."""
    inputs = {
        name: _filled(_VALUES.get(port.data_type, _VALUES["String"]), name)
        for name, port in contract.inputs.items()
        if port.required and port.value is None
    }
    schemas = {name: to_data(schema) for name, schema in contract.options.items()}
    options = {name: _value(schema) for name, schema in schemas.items() if "default" not in schema}
    found = {"inputs": inputs, "options": options}
    return {key: values for key, values in found.items() if values}


def _filled(value: Any, name: str) -> Any:
    return value.format(name) if isinstance(value, str) else value


def _value(schema: dict[str, Any]) -> Any:
    """A value that a JSON Schema of an option is likely to allow."""
    for key in ("examples", "enum"):
        if isinstance(schema.get(key), list) and schema[key]:
            return schema[key][0]
    if "const" in schema:
        return schema["const"]
    if "minimum" in schema:
        return schema["minimum"]
    types = schema.get("type", "string")
    return _BY_TYPE.get(types[0] if isinstance(types, list) else types, "example")


def _mistakes(step: dict[str, Any], context: Context, given: Mapping[str, str]) -> int:
    """How many errors a pipeline of just this step has."""
    tree = from_data({"pipeline": "Example", "steps": {"Example": step}}, _NOWHERE)
    assert isinstance(tree, Tree)
    source = SourceFile(name="example.yaml", content=yaml_text(tree).encode())
    project = context.project
    known = {**project.variables, **project.environment.variables}
    missing = {key: value for key, value in PLACEHOLDERS.items() if key not in known}
    alone = context._replace(report=Report())
    result = compile_pipeline(source, alone, _Files(), {**missing, **given})
    return sum(item.code.severity is Severity.ERROR for item in result.diagnostics)
