"""What keys look like where they are written, for hints that say which line to add."""

from __future__ import annotations

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
    "function": "function: arn:aws:lambda:REGION:ACCOUNT:function:NAME",
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
    "queue": "queue: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME",
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
