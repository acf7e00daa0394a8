"""`retry_policies` of the SDK, and `RetryPolicies` of a definition, as `retry:`."""

from __future__ import annotations

from pipec.compiler.language.examples import braces, inline
from pipec.compiler.language.keys import FRIENDLY
from pipec.compiler.language.plain_names import snake_case
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence

_NAMES = {
    "backoff_rate": "backoff",
    "expire_after_min": "expire_minutes",
    "expire_after_mins": "expire_minutes",
    "interval_seconds": "interval",
    "max_attempts": "attempts",
}
_EXCEPTIONS = ("exception_type", "exception_types", "failure_reason_types")
_KNOWN: list[str] = FRIENDLY["retry"]["items"]["properties"]["on"]["items"]["enum"]


def retry_line(policies: Node) -> str:
    """The line for some policies, with their own values."""
    items = list(policies) if isinstance(policies, Sequence) else [policies]
    entries = [entry for item in items if isinstance(item, Mapping) for entry in _entries(item)]
    return f"retry: [{', '.join(entries) or '{on: […], attempts: 3}'}]"


def _entries(policy: Mapping) -> list[str]:
    """The entries of one policy: its exceptions of the service and of the job stand apart."""
    families: dict[str, list[str]] = {}
    said = {}
    for entry in policy:
        name = snake_case(entry.key)
        if name in _EXCEPTIONS:
            for exception in _texts(entry.value):
                families.setdefault(exception.split(".")[0], []).append(exception)
        else:
            said[_NAMES.get(name, name)] = inline(entry.value)
    groups = [f"[{', '.join(names)}]" for names in families.values()] or ["[…]"]
    return [braces({"on": names, **said}) for names in groups]


def _texts(value: Node) -> list[str]:
    items = list(value) if isinstance(value, Sequence) else [value]
    return [_exception(item.text) for item in items if isinstance(item, Scalar)]


def _exception(text: str) -> str:
    """`StepExceptionTypeEnum.THROTTLING` as `Step.THROTTLING`."""
    name = text.rpartition(".")[2]
    return next((known for known in _KNOWN if name and known.endswith(name)), text)
