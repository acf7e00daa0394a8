"""Fail: ends the execution with a message."""

from __future__ import annotations

from pipec.compiler.language.keys import COMMON, TEXT
from pipec.compiler.model import Contract, Step
from pipec.compiler.python.pycode import Call, Expression, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import Evaluator, PropertyPath, StepDefinition, StepType
from pipec.compiler.values import Wire


def arguments(step: Step, evaluator: Evaluator) -> dict[str, Wire]:
    """`{"ErrorMessage": text or expression}`."""
    return {"ErrorMessage": evaluator.text(step.body.entries["fail"].value)}


def properties(_contract: Contract | None, _path: PropertyPath) -> PathError:
    """A failed execution has nothing more to say."""
    return PathError(0, "a Fail step has no properties")


def python(
    step: StepDefinition, common: tuple[tuple[str, Expression], ...], writer: PythonWriter
) -> Call:
    """The SDK's `FailStep`."""
    kind = writer.use(f"{MLOPS}.fail_step", "FailStep")
    message = writer.value(step.arguments["ErrorMessage"])
    return Call(kind, kwargs=(("name", Lit(step.name)), ("error_message", message), *common))


STEP = StepType(
    kind="Fail",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    head="fail",
    keys={**COMMON, "fail": {**TEXT, "description": "Ends the run with this message."}},
    arguments=arguments,
    properties=properties,
    python=python,
)
