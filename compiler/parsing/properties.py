"""Property paths: what the service's answer to a step holds."""

from __future__ import annotations

import re
from functools import lru_cache

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span, write
from pipec.compiler.language.expressions import parse_template
from pipec.compiler.model import Contract
from pipec.compiler.service.shapes import PathError
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import PropertyPath, describe_property
from pipec.compiler.syntax import Scalar, scalars
from pipec.compiler.values import Key

_WRAPPED = re.compile(r"(?:\$\{)?(?:step\.|steps\.[\w-]+\.)?(?:properties\.)?([\w.\[\]'\"-]+)\}?")
"""A property as references to it are written: the path alone, in a group."""


def property_type(
    contract: Contract | None, kind: str, path: PropertyPath
) -> str | PathError | None:
    """The JSON type of a step's property, None for what is no single value."""
    step_type = STEP_TYPES[kind]
    if step_type.properties:
        return step_type.properties(contract, path)
    return describe_property(kind, path)


def parse_path(path: str, report: Report, span: Span) -> PropertyPath | None:
    """A contract's `property_path` as parts; None after its mistakes were reported."""
    found = _parsed(path)
    return found if found is not None else _parse(path, report, span)


@lru_cache(maxsize=4096)
def _parsed(path: str) -> PropertyPath | None:
    """A path without mistakes as parts: pipelines share their contracts' paths."""
    return _parse(path, Report(), Span("", 1, 1, 1, 1))


def _parse(path: str, report: Report, span: Span) -> PropertyPath | None:
    template = f"${{step.properties.{path}}}"
    parts = parse_template(Scalar(template, template, False, span), report)
    if parts is None or len(parts) != 1 or isinstance(parts[0], str):
        return None
    return parts[0].path[1:]


def check_property_path(contract: Contract, path: str, report: Report) -> None:
    """Report a contract's `property_path` that the service's answer does not have."""
    ports = contract.body.get("outputs") or contract.body
    span = next((node.span for node in scalars(ports) if node.text == path), contract.span)
    wrapped = _WRAPPED.fullmatch(path)
    if wrapped and wrapped[1] != path:
        message = "a `property_path` begins below `properties`, without `${}`"
        report.add(codes.BAD_PROPERTY, message, span, hint=write(wrapped[1], ""))
        return
    parsed = parse_path(path, report, span)
    found = property_type(contract, contract.kind, parsed) if parsed is not None else None
    if isinstance(found, PathError) and parsed is not None:
        wrong = parsed[found.index]
        name = wrong.text if isinstance(wrong, Key) else str(wrong)
        hint = hint_from(name, found.known) or found.hint
        report.add(
            codes.BAD_PROPERTY,
            f"`{path}` is no property of a {contract.kind} step: {found.message}",
            span,
            hint=hint,
        )
