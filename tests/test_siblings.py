"""Keys that become members beside the request: functions and queues are held to their forms."""

from __future__ import annotations

import pytest

from test_display import compiled

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"
QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/q"


def _codes(key: str, text: str) -> list[list[str]]:
    """What is told of a text, written at the step and by way of a var."""
    kind = {"function": "Lambda", "queue": "Callback"}[key]
    step = 'steps: {S: {kind: KIND, KEY: "TEXT"}}'.replace("KIND", kind).replace("KEY", key)
    return [
        [item.code.number for item in compiled(f"pipeline: P\n{line}").diagnostics]
        for line in (
            step.replace("TEXT", text),
            f'vars: {{it: "{text}"}}\n' + step.replace("TEXT", "${vars.it}"),
        )
    ]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("function", FUNCTION),
        ("function", f"{FUNCTION}:live"),
        ("function", f"{FUNCTION}:$LATEST"),
        ("function", "arn:aws-cn:lambda:cn-north-1:111122223333:function:f_1-x"),
        ("function", "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f:3"),
        ("queue", QUEUE),
        ("queue", f"{QUEUE}_1-x.fifo"),
        ("queue", "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q"),
        ("queue", "https://us-east-1.queue.amazonaws.com/111122223333/q"),
        ("queue", "https://vpce-1-a.sqs.us-east-1.vpce.amazonaws.com/111122223333/q"),
    ],
)
def test_what_the_service_takes(key: str, text: str) -> None:
    """Versions, aliases, other partitions and all addresses of a queue."""
    assert _codes(key, text) == [[], []]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("function", "arn:aws:s3:::bucket"),
        ("function", "arn:aws:lambda:function:tell"),
        ("function", "arn:aws:lambda:us-east-1:12345:function:f"),
        ("function", "arn:aws:lambda:us-east-1:111122223333:layer:f"),
        ("function", f"{FUNCTION} of mine"),
        ("queue", "https://sqs.us-east-1.amazonaws.com/111122223333"),
        ("queue", "https://sqs.us-east-1.amazonaws.com/q"),
        ("queue", f"{QUEUE}.txt"),
    ],
)
def test_what_it_does_not(key: str, text: str) -> None:
    """Told where it stands, also where a var holds it."""
    assert _codes(key, text) == [["PC103"], ["PC404"]]


def test_what_only_a_run_tells_is_let_be() -> None:
    """A parameter, and a text with one in it."""
    for text in ("${parameters.F}", "arn:aws:lambda:us-east-1:${parameters.F}:function:f"):
        head = "pipeline: P\nparameters: {F: x}\n"
        step = f'steps: {{S: {{kind: Lambda, function: "{text}"}}}}'
        assert not compiled(head + step).diagnostics
