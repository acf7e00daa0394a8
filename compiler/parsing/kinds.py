"""Whether a `kind:` is one whose steps can be made, and which keys it has a place for."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report
from pipec.compiler.language.examples import example
from pipec.compiler.language.keys import FRIENDLY
from pipec.compiler.language.schema import describe
from pipec.compiler.merge import is_null
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepType
from pipec.compiler.syntax import Mapping, Scalar

GROUPS = ("instance", "kms", "network")
"""Keys whose members are placed one by one."""
_SHORTEST_BEGINNING = 3
_OF_THE_SDK = {
    "CreateModel": "write `kind: Model`",
    "Model": "write `kind: Model` for `model.create()`, `kind: RegisterModel` for `register()`",
    "MonitorBatchTransform": "write two steps, a Transform and a QualityCheck or ClarifyCheck",
    "NotebookJob": "a notebook is run by `kind: Training`",
}
"""What classes of steps are called in the SDK, without `Step`, that do not end as a kind does."""


def check_kind(body: Mapping, contracts: Container[str], report: Report) -> bool:
    """Whether `kind:` names a step type whose requests pipec can make; reports if not.

    With `unchecked: true` that may be one that only the service knows. `contracts` are the names
    of contracts, for a hint where one of them is meant.
    """
    node = body.get("kind")
    if not isinstance(node, Scalar) or (node.plain and not isinstance(node.data, str)):
        if node is not None:
            message = f"`kind` must be a kind of step, not {describe(node)}"
            report.add(codes.WRONG_VALUE, message, body.entries["kind"].key_span)
        return False
    step_type = STEP_TYPES.find(node.text)
    if not _unchecked_rightly(body, node.text, report):
        return False
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
            hint=did_you_mean(node.text, _known())
            or "hold `request:` against the service's documentation yourself",
        )
        return True
    if step_type and step_type.head == "kind":
        return True
    known = _known()
    name = node.text.removesuffix("Step")  # as the SDK's classes end
    if head := getattr(STEP_TYPES.find(name), "head", "kind").removeprefix("kind"):
        hint: str | None = f"it has a key of its own: {example(head)}"
    elif name in contracts:
        hint = f"`{name}` is a contract: write `uses: {name}`"
    elif told := _OF_THE_SDK.get(name):
        hint = told
    elif name in known:
        hint = Hint(f"did you mean `{name}`?", node.text, name)
    else:
        hint = meant_kind(node.text)
    report.add(
        codes.UNKNOWN_KIND,
        f"`{node.text}` is not a kind of step that pipec knows",
        node.span,
        hint=hint
        or "if the service knows it all the same, say `unchecked: true`; pipec knows "
        + ", ".join(f"`{name}`" for name in known),
    )
    return False


def meant_kind(text: str) -> str | None:
    """A hint with the kind that is meant by a text: a near one, or the one that begins so."""
    if near := did_you_mean(text, _known()):
        return near
    begun = [name for name in _known() if name.casefold().startswith(text.casefold())]
    is_clear = len(begun) == 1 and len(text) >= _SHORTEST_BEGINNING
    return f"did you mean `{begun[0]}`?" if is_clear else None


def _known() -> list[str]:
    return [name for name, item in STEP_TYPES.items() if item.head == "kind"]


def _unchecked_rightly(body: Mapping, kind: str, report: Report) -> bool:
    """Whether `unchecked:`, if it is there, is `true` and on a kind that pipec does not know."""
    entry = body.entries.get("unchecked")
    if entry is None or is_null(entry.value):
        return True
    says_true = isinstance(entry.value, Scalar) and entry.value.data is True
    if not says_true:
        message = f"`unchecked` must be true, or not written, not {describe(entry.value)}"
        report.add(codes.WRONG_VALUE, message, entry.value.span, hint="write `unchecked: true`")
    elif kind in STEP_TYPES:
        message = f"pipec knows and checks the kind `{kind}`, so `unchecked` cannot stand here"
        report.add(codes.UNKNOWN_KEY, message, entry.key_span, hint="remove it")
    else:
        return True
    return False


def has_place(step_type: StepType, key: str) -> bool:
    """Whether a kind has a place for what a friendly key, or `instance.type` of one, says."""
    if key in step_type.keys:
        return True
    if key in GROUPS:
        return any(place.startswith(f"{key}.") for place in step_type.placements)
    return {
        "code": step_type.code is not None,
        "cache": step_type.cache,
        "retry": step_type.retry is not None,
    }.get(key, key in step_type.placements)


def taken_keys(step_type: StepType, keys: Iterable[str]) -> list[str]:
    """Of the keys that a step may have, those that mean something on this kind."""
    return [k for k in keys if k not in FRIENDLY or k == "request" or has_place(step_type, k)]
