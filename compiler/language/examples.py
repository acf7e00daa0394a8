"""What keys look like where they are written, for hints that say which line to add."""

from __future__ import annotations

_EXAMPLES = {
    "clean": "clean: [STEP]",
    "contract": "contract: StepType",
    "fail": "fail: TEXT",
    "for_each": "for_each: [a, b]",
    "function": "function: arn:aws:lambda:REGION:ACCOUNT:function:NAME",
    "if": "if: EXPRESSION",
    "image": "image: {framework: xgboost, version: 1.7-1}",
    "instance": "instance: ml.m5.xlarge",
    "kind": "kind: Processing",
    "max_concurrency": "max_concurrency: 5",
    "objective": "objective: {minimize: METRIC}",
    "pipeline": "pipeline: NAME",
    "queue": "queue: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME",
    "ranges": "ranges: {eta: {from: 0.1, to: 0.5}}",
    "steps": "steps: {NAME: {uses: StepType}}",
    "type": "type: String",
    "uses": "uses: StepType",
}


def example(key: str) -> str:
    """A key with a value that it can have, in backticks."""
    return f"`{_EXAMPLES.get(key, f'{key}: …')}`"
