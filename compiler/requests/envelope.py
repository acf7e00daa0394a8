"""`cache` and `retry`: the keys that become members of a step beside its request."""

from __future__ import annotations

import re

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.steps.base import StepType
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, scalars
from pipec.compiler.values import Expression

_ISO = {"s": "PT{}S", "m": "PT{}M", "h": "PT{}H", "d": "P{}D"}
_JOB_ERROR = "SageMaker.JOB_INTERNAL_ERROR"
_JOB_ERROR_IDLES = ("AutoML", "Tuning")
"""https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-retry-policy.html"""


def cache_config(value: Node | None, report: Report) -> dict[str, object] | None:
    """`cache:` on the wire: `{"Enabled": true, "ExpireAfter": "P30D"}`."""
    if isinstance(value, Scalar) and value.data is False:
        return {"Enabled": False}
    expire = value.get("expire") if isinstance(value, Mapping) else None
    if not isinstance(expire, Scalar):
        return None
    if isinstance(expire.data, Expression):
        report.add(
            codes.BAD_REFERENCE,
            "`cache` must be known before the pipeline runs",
            expire.span,
            hint="write a duration, such as `30d`",
        )
        return None
    if match := re.fullmatch(r"(\d+)([smhd])", expire.text, re.ASCII):
        return {"Enabled": True, "ExpireAfter": _ISO[match[2]].format(match[1])}
    # ISO 8601 durations as AWS's caching page shows them: P30D, P4DT12H, T12H, in either case.
    if (
        re.fullmatch(
            r"(?ai)(p(?=[\dt])(\d+y)?(\d+m)?(\d+w)?(\d+d)?)?(t(?=\d)(\d+h)?(\d+m)?(\d+s)?)?",
            expire.text,
        )
        and expire.text
    ):
        return {"Enabled": True, "ExpireAfter": expire.text}
    report.add(
        codes.WRONG_VALUE,
        f"`cache` must be a duration, not `{expire.text}`",
        expire.span,
        hint="such as `30d`, `12h` or `P30D`",
    )
    return None


def retry_policies(
    value: Node | None, step_type: StepType, report: Report
) -> list[dict[str, object]]:
    """`retry:` on the wire, with the rules that the SDK's `retry` module enforces."""
    items = value.items if isinstance(value, Sequence) else ()
    _check_idle(value, step_type, report)
    return [_policy(item, step_type, report) for item in items if isinstance(item, Mapping)]


def _check_idle(value: Node | None, step_type: StepType, report: Report) -> None:
    """Warn of exceptions that are named twice, or that the service does not retry here."""
    seen = set()
    for item in value.items if isinstance(value, Sequence) else ():
        on = item.get("on") if isinstance(item, Mapping) else None
        for name in scalars(on) if on else ():
            if name.text in seen:
                report.add(
                    codes.IDLE_RETRY,
                    f"`retry` names `{name.text}` twice",
                    name.span,
                    hint="keep one of the two: only one can hold",
                )
            elif name.text == _JOB_ERROR and step_type.kind in _JOB_ERROR_IDLES:
                report.add(
                    codes.IDLE_RETRY,
                    f"the service does not retry `{_JOB_ERROR}` of {step_type.a_step}",
                    name.span,
                    hint="remove it",
                )
            seen.add(name.text)


def _policy(item: Mapping, step_type: StepType, report: Report) -> dict[str, object]:
    on = item.get("on")
    names = (
        [node.text for node in on if isinstance(node, Scalar)] if isinstance(on, Sequence) else []
    )
    families = sorted({name.split(".")[0] for name in names})
    span = item.entries["on"].key_span
    if not names:
        report.add(
            codes.MISSING_KEY,
            "an entry of `retry` does not say on which exceptions",
            span,
            hint="write `on: [Step.THROTTLING]`",
        )
    if len(families) > 1:
        report.add(
            codes.WRONG_VALUE,
            "`on` mixes `Step.` and `SageMaker.` exceptions, which the service refuses",
            span,
            hint="make two entries of it",
        )
    if "SageMaker" in families and step_type.retry == "step":
        report.add(
            codes.WRONG_VALUE,
            f"{step_type.a_step} runs no job, so it has no `SageMaker.` exceptions",
            span,
            hint="`Step.SERVICE_FAULT` or `Step.THROTTLING`",
        )
    if ("attempts" in item) == ("expire_minutes" in item):
        report.add(
            codes.WRONG_VALUE,
            "an entry of `retry` needs either `attempts` or `expire_minutes`",
            span,
            hint="keep one of them" if "attempts" in item else "add `attempts: 3`",
        )
    policy: dict[str, object] = {
        "BackoffRate": _data(item, "backoff", 2.0),
        "IntervalSeconds": _data(item, "interval", 1),
    }
    for key, member in (("attempts", "MaxAttempts"), ("expire_minutes", "ExpireAfterMin")):
        if key in item:
            policy[member] = _data(item, key, None)
    policy["ExceptionType"] = names
    return policy


def _data(item: Mapping, key: str, default: object) -> object:
    node = item.get(key)
    return node.data if isinstance(node, Scalar) else default
