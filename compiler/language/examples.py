"""What keys and values look like where they are written, for hints that say what to write."""

from __future__ import annotations

import re
from collections.abc import Mapping as AnyMapping
from typing import Any

from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence

_LONGEST = 100
_EXAMPLES = {
    "args": "args: [--verbose]",
    "cache": "cache: 30d",
    "clean": "clean: [STEP]",
    "code": "code: script.py",
    "command": "command: [python3, /opt/program.py]",
    "contract": "contract: StepType",
    "environment": "environment: {LOG_LEVEL: info}",
    "fail": "fail: TEXT",
    "for_each": "for_each: [a, b]",
    "function": "function: arn:aws:lambda:us-east-1:111122223333:function:NAME",
    "hyperparameters": "hyperparameters: {max_depth: 5}",
    "if": "if: EXPRESSION",
    "image": "image: {framework: xgboost, version: 1.7-1}",
    "instance": "instance: ml.m5.xlarge",
    "job_prefix": "job_prefix: nightly",
    "kind": "kind: Processing",
    "max_concurrency": "max_concurrency: 5",
    "max_jobs": "max_jobs: 20",
    "kms": "kms: {volume: KEY_ID, output: KEY_ID}",
    "network": "network: {subnets: [subnet-0123456789], security_groups: [sg-0123456789]}",
    "objective": "objective: {minimize: METRIC}",
    "on": "on: [Step.THROTTLING]",
    "parallel_jobs": "parallel_jobs: 4",
    "pipeline": "pipeline: NAME",
    "queue": "queue: https://sqs.us-east-1.amazonaws.com/111122223333/NAME",
    "ranges": "ranges: {eta: {from: 0.1, to: 0.5}}",
    "request": "request: {MEMBER: VALUE}",
    "retry": "retry: [{on: [Step.THROTTLING], attempts: 3}]",
    "role": "role: arn:aws:iam::111122223333:role/NAME",
    "steps": "steps: {NAME: {uses: StepType}}",
    "strategy": "strategy: Bayesian",
    "tags": "tags: {team: growth}",
    "timeout": "timeout: 1h",
    "type": "type: String",
    "uses": "uses: StepType",
}


def example(key: str) -> str:
    """A key with a value that it can have, in backticks."""
    return f"`{_EXAMPLES.get(key, f'{key}: …')}`"


def inline(node: Node) -> str:
    """A value as it can stand between braces; `…` for one that is long."""
    match node:
        case Mapping():
            text = braces({entry.key: inline(entry.value) for entry in node})
        case Sequence():
            text = f"[{', '.join(map(inline, node))}]"
        case Scalar(data=None):
            return "…"
        case _ if node.plain and not re.search(r"[,\[\]{}\n]", node.text):
            text = node.text
        case _:
            text = "…" if re.search(r"[\"\\\n]", node.text) else f'"{node.text}"'
    return text if len(text) <= _LONGEST else "…"


def braces(entries: AnyMapping[str, str]) -> str:
    """A mapping on one line."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"


def nested(entries: AnyMapping[str, str]) -> dict[str, str]:
    """Values by dotted paths as the entries of a mapping: `A.B` and `A.C` are one entry `A`.

    `0` on the way is the one item of a list.
    """
    tree: dict[str, Any] = {}
    for path, text in entries.items():
        *above, last = path.split(".")
        place = tree
        for part in above:
            place = place.setdefault(part, {})
        place[last] = text
    return {key: _text(value) for key, value in tree.items()}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if "0" in value:
        return f"[{_text(value['0'])}]"
    return braces({key: _text(inner) for key, inner in value.items()})
