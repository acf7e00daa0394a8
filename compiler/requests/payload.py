"""Values that no model describes: JSON payloads, and JSON texts with references in them."""

from __future__ import annotations

import json
import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Report, Span
from pipec.compiler.language.numbers import number_stays
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import ABSENT, UNKNOWN, Expression, Hole, Wire, wire_type

_PURPOSES = {
    "bucket": " for an S3 place",
    "region": " for an image named by `framework`",
}


def missing_var(name: str, step: str, span: Span, report: Report) -> Hole:
    """Report, once for all steps, a compile-time variable that is needed and not set."""
    example = {
        "bucket": "my-bucket",
        "region": "us-east-1",
        "role": "arn:aws:iam::111122223333:role/NAME",
    }
    hint = f"set it with `--var {name}={example.get(name, '…')}` or under `vars:` in pipec.yaml"
    message = f"`{step}` needs the var `{name}`{_PURPOSES.get(name, '')}"
    report_once(codes.MISSING_VAR, message, span, hint, report)
    return UNKNOWN


def report_once(code: Code, message: str, span: Span, hint: str, report: Report) -> None:
    """Report what one hint mends in the whole project at the first step that shows it."""
    said = report.diagnostics()
    if not any(item.code is code and item.hint == hint for item in said):
        report.add(code, message, span, hint=hint)


_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")


def json_pieces(node: Node, pieces: list[str | Expression], report: Report) -> Scalar | None:
    """Append a tree's JSON text, with references between; gives back a hole if it meets one."""
    match node:
        case Scalar():
            return _json_scalar(node, pieces, report)
        case Sequence():
            pieces.append("[")
            for index, item in enumerate(node.items):
                pieces.append(", " if index else "")
                if hole := json_pieces(item, pieces, report):
                    return hole
            pieces.append("]")
        case Mapping():
            pieces.append("{")
            for index, entry in enumerate(node):
                pieces.append((", " if index else "") + json.dumps(entry.key) + ": ")
                if hole := json_pieces(entry.value, pieces, report):
                    return hole
            pieces.append("}")
    return None


def _json_scalar(node: Scalar, pieces: list[str | Expression], report: Report) -> Scalar | None:
    data = node.data
    if isinstance(data, Hole):
        return node
    if not number_stays(node, report):
        return node._replace(data=UNKNOWN)
    if isinstance(data, Expression):
        quote = "" if wire_type(data) in ("Integer", "Float", "Boolean") else '"'
        pieces += [quote, data, quote]
    elif isinstance(data, str):
        pieces.append(json.dumps(data))
    elif not isinstance(data, bool | None) and _JSON_NUMBER.fullmatch(node.text):
        pieces.append(node.text)
    else:
        pieces.append(json.dumps(data))
    return None


def free_wire(node: Node, step: str, report: Report) -> Wire | Hole:
    """The wire form of a payload that no model describes: JSON as it is, numbers as numbers."""
    match node:
        case Scalar(data=Hole(kind="var", name=name)):
            return missing_var(name, step, node.span, report)
        case Scalar():
            return node.data if number_stays(node, report) else UNKNOWN
        case Sequence():
            return [v for v in (free_wire(i, step, report) for i in node) if v is not ABSENT]
        case Mapping():
            values = {e.key: free_wire(e.value, step, report) for e in node}
            return {key: value for key, value in values.items() if value is not ABSENT}
