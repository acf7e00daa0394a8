"""Whether a `kind:` is one whose steps can be made."""

from __future__ import annotations

import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.schema import describe
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Mapping, Scalar


def check_kind(body: Mapping, report: Report) -> bool:
    """Whether `kind:` names a step type whose requests pipec can make; reports if not.

    With `unchecked: true` that may be one that only the service knows.
    """
    node = body.get("kind")
    if not isinstance(node, Scalar) or (node.plain and not isinstance(node.data, str)):
        if node is not None:
            message = f"`kind` must be a kind of step, not {describe(node)}"
            report.add(codes.WRONG_VALUE, message, body.entries["kind"].key_span)
        return False
    step_type = STEP_TYPES.get(node.text)
    known = [name for name, item in STEP_TYPES.items() if item.head == "kind"]
    unchecked = body.get("unchecked")
    if step_type is None and isinstance(unchecked, Scalar) and unchecked.data is True:
        if not re.fullmatch(r"[A-Za-z]+", node.text):
            message = f"`{node.text}` cannot be a kind of step, which is a word of letters"
            report.add(codes.WRONG_VALUE, message, node.span)
            return False
        report.add(
            codes.UNCHECKED_KIND,
            f"nothing is known of a step of the kind `{node.text}`, so nothing of it is checked",
            node.span,
            hint=did_you_mean(node.text, known),
        )
        return True
    if step_type and step_type.head == "kind":
        return True
    hint = f"write it as `{step_type.head}:`" if step_type else did_you_mean(node.text, known)
    report.add(
        codes.UNKNOWN_KIND,
        f"`{node.text}` is not a kind of step that pipec knows",
        node.span,
        hint=hint
        or "if the service knows it all the same, say `unchecked: true`; pipec knows "
        + ", ".join(f"`{name}`" for name in known),
    )
    return False
