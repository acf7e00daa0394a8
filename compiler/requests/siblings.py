"""Members beside the request: a kind's own keys that stand there, such as `function` of Lambda."""

from __future__ import annotations

import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.examples import example
from pipec.compiler.model import Step
from pipec.compiler.requests.identifiers import Home, partition_problem
from pipec.compiler.requests.payload import free_wire
from pipec.compiler.steps.base import NEEDED, OMITTED, SiblingKey, StepType, member
from pipec.compiler.syntax import Mapping, Node, Scalar
from pipec.compiler.values import ABSENT, Expression, ParameterGet, Wire, wire_type


def sibling_members(
    step: Step, step_type: StepType, keys: Mapping, home: Home, report: Report
) -> dict[str, Wire]:
    """The members that the keys become; what is wrong with them is reported."""
    found: dict[str, Wire] = {}
    for key, sibling in step_type.sibling_keys.items():
        node = member(keys, *key.split("."))
        if isinstance(node, Scalar) and node.data is ABSENT:
            node = None  # an optional input that stays empty
        if node is not None:
            found[sibling.member] = value = free_wire(node, step.name, report)
            _check(key, sibling, node, value, report)
            if isinstance(value, str) and (problem := partition_problem(value, home)):
                message = f"`{key}` {problem.message}"
                report.add(codes.BAD_MEMBER, message, node.span, hint=problem.hint)
        elif sibling.default is NEEDED:
            hint = f"add `{key.replace('.', ': {')}: …" + "}" * key.count(".") + "`"
            if "." not in key:
                hint = f"add {example(key)}"
            report.add(codes.MISSING_KEY, f"`{step.name}` lacks `{key}`", step.span, hint=hint)
        elif sibling.default is not OMITTED:
            found[sibling.member] = sibling.default
    return found


def _check(key: str, sibling: SiblingKey, node: Node, value: Wire, report: Report) -> None:
    """A reference must be of the type, and a text as the service wants it, a var's included."""
    if isinstance(value, Expression):
        given = wire_type(value)
        if sibling.type and given not in (None, sibling.type):
            report.add(
                codes.TYPE_MISMATCH,
                f"`{key}` wants {sibling.type}, and this is {given}",
                node.span,
                hint=f"declare the parameter as `{{type: {sibling.type}, …}}`"
                if isinstance(value, ParameterGet)
                else None,
            )
    elif isinstance(value, str) and sibling.pattern and not re.fullmatch(sibling.pattern, value):
        report.add(
            codes.BAD_MEMBER,
            f"`{key}` cannot be `{value}`",
            node.span,
            hint=f"write it as in {example(key)}",
        )
