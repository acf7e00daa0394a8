"""Callback: a message in a queue, and a wait for the answer. Arguments are the message."""

from __future__ import annotations

from pipec.compiler.python.pycode import Call, Expression, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.steps.base import SiblingKey, StepDefinition, StepType
from pipec.compiler.steps.lambda_ import carry, output_path, properties, python_outputs, siblings


def python(
    step: StepDefinition, common: tuple[tuple[str, Expression], ...], writer: PythonWriter
) -> Call:
    """The SDK's `CallbackStep`."""
    kind = writer.use(f"{MLOPS}.callback_step", "CallbackStep")
    kwargs: list[tuple[str, Expression]] = [
        ("name", Lit(step.name)),
        ("sqs_queue_url", writer.value(step.siblings["SqsQueueUrl"])),
        ("inputs", writer.value(step.arguments)),
        ("outputs", python_outputs(step, "Callback", writer)),
    ]
    return Call(kind, kwargs=(*kwargs, *common))


# The host is not held against a list: a queue has several, those of VPC endpoints included.
_QUEUE = SiblingKey(
    "SqsQueueUrl",
    type="String",
    pattern=r"https://[^/\s]+/\d{12}/[a-zA-Z0-9_-]{1,80}(\.fifo)?",
)

STEP = StepType(
    kind="Callback",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    keys={
        "queue": {
            **_QUEUE.schema,
            "words": "the URL of an SQS queue",
            "description": "The URL of the SQS queue that the step's message is sent to.",
        }
    },
    sibling_keys={"queue": _QUEUE},
    cache=True,
    not_from_defaults=frozenset({"cache"}),
    carry=carry,
    carries_inputs=True,
    output_path=output_path,
    siblings=siblings,
    properties=properties,
    python=python,
    python_properties={"OutputParameters": "Outputs"},
)
