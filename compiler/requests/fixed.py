"""Values that must be known before the pipeline runs: names, descriptions, the pipeline's role."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.linking.evaluate import Scope
from pipec.compiler.requests.payload import missing_var
from pipec.compiler.syntax import Node, Scalar
from pipec.compiler.values import Expression, Hole


def fixed_value(node: Node | None, what: str, scope: Scope) -> Scalar | None:
    """A single value with its references evaluated; None where there is none, or after an error.

    `what` names the value at the beginning of a message: "`role`", "the tag `team`".
    """
    if not isinstance(node, Scalar) or node.data is None:
        return None
    value = scope.evaluate(node)
    if not isinstance(value, Scalar):
        return None
    if isinstance(value.data, Expression):
        roots = (
            "`vars`, `pipeline.name` or `step.name`" if scope.step else "`vars` or `pipeline.name`"
        )
        scope.report.add(
            codes.BAD_REFERENCE,
            f"{what} must be known before the pipeline runs",
            node.span,
            hint=f"use {roots} only",
        )
        return None
    if isinstance(value.data, Hole):
        if value.data.kind == "var":
            missing_var(
                value.data.name, scope.step or scope.world.pipeline, node.span, scope.report
            )
        return None
    return value


def fixed_text(node: Node | None, key: str, scope: Scope, *, at_most: int) -> str | None:
    """The text of the key `key`, as written, of `at_most` characters; None as `fixed_value`."""
    value = fixed_value(node, f"`{key}`", scope)
    if value is None:
        return None
    if len(value.text) > at_most:
        scope.report.add(
            codes.BAD_MEMBER,
            f"`{key}` has {len(value.text)} characters, at most {at_most} are allowed",
            value.span,
        )
        return None
    return value.text
