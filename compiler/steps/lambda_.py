"""Lambda: calls a function and waits for its answer. Arguments are the payload."""

from __future__ import annotations

from pipec.compiler.language.carriers import widen
from pipec.compiler.model import Contract, OutputPort
from pipec.compiler.python.pycode import Attr, Call, Expression, List_, Lit, Raw
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import (
    BoundStep,
    PropertyPath,
    SiblingKey,
    StepDefinition,
    StepType,
    carried_inputs,
)
from pipec.compiler.syntax import Entry, Mapping
from pipec.compiler.values import Key, Wire

_TYPES = {"S3Uri": "String"}


def output_type(port: OutputPort) -> str:
    """An output's type on the wire: an S3 place travels as String."""
    return _TYPES.get(port.data_type, port.data_type)


def output_path(_contract: Contract, port: OutputPort) -> str:
    """Where the answer has an output."""
    return f"OutputParameters['{port.name}']"


def _answered(contract: Contract) -> dict[str, OutputPort]:
    """The outputs that are members of the answer, which the others say something else to be."""
    return {
        name: port
        for name, port in contract.outputs.items()
        if port.value is None and port.property_path in (None, output_path(contract, port))
    }


def carry(step: BoundStep) -> Mapping:
    """Each input is a member of the payload, by its name."""
    entries = {
        port.name: Entry(port.name, port.span, value)
        for port, value in carried_inputs(step, "payload")
        if not widen(port.carrier).entries
    }
    return Mapping(entries, step.span)


def properties(contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """A function's answer has only its declared outputs."""
    outputs = _answered(contract) if contract else {}
    if not path or path[0] != "OutputParameters":
        return PathError(0, "it has `OutputParameters` only", ("OutputParameters",))
    if len(path) != 2 or not isinstance(path[1], Key) or path[1].text not in outputs:
        known = tuple(f"OutputParameters['{name}']" for name in outputs)
        return PathError(min(1, len(path) - 1), "it has no such output", known)
    return output_type(outputs[path[1].text])


def siblings(step: BoundStep, _arguments: dict[str, Wire]) -> dict[str, Wire]:
    """The function, and the outputs with their types."""
    outputs = [
        {"OutputName": port.name, "OutputType": output_type(port)}
        for port in _answered(step.contract).values()
    ]
    return {"OutputParameters": outputs}


def python_outputs(step: StepDefinition, word: str, writer: PythonWriter) -> List_:
    """The declared outputs as the SDK's classes: `LambdaOutput`, or `CallbackOutput`."""
    module = f"{MLOPS}.{word.lower()}_step"
    outputs = []
    for output in step.siblings["OutputParameters"]:
        name = writer.use(module, f"{word}Output")
        types = writer.use(module, f"{word}OutputTypeEnum")
        outputs.append(
            Call(name, (Lit(output["OutputName"]), Attr(Raw(types), output["OutputType"])))
        )
    return List_(tuple(outputs))


def python(
    step: StepDefinition, common: tuple[tuple[str, Expression], ...], writer: PythonWriter
) -> Call:
    """The SDK's `LambdaStep` with the ARN of a function that exists."""
    kind = writer.use(f"{MLOPS}.lambda_step", "LambdaStep")
    helper = writer.use("sagemaker.core.lambda_helper", "Lambda")
    function = writer.value(step.siblings["FunctionArn"])
    call = Call(helper, kwargs=(("function_arn", function), ("session", Raw("session"))))
    kwargs: list[tuple[str, Expression]] = [("name", Lit(step.name)), ("lambda_func", call)]
    if step.arguments:
        kwargs.append(("inputs", writer.value(step.arguments)))
    outputs = python_outputs(step, "Lambda", writer)
    if outputs.items:
        kwargs.append(("outputs", outputs))
    return Call(kind, kwargs=(*kwargs, *common))


# `NameSpacedFunctionArn` in botocore's model of Lambda; regions may be newer than its pattern.
_FUNCTION = SiblingKey(
    "FunctionArn",
    type="String",
    pattern=r"arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9_.-]+"
    r"(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9_-]+))?",
)

STEP = StepType(
    kind="Lambda",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    keys={
        "function": {
            **_FUNCTION.schema,
            "words": "the ARN of a Lambda function",
            "description": "The ARN of the Lambda function that the step calls.",
        }
    },
    sibling_keys={"function": _FUNCTION},
    reasons={
        "environment": "the function has its own",
        "role": "the function has its own",
        "timeout": "the function's own setting says how long it may run",
    },
    cache=True,
    # A function acts on the world: that it need not run again is for the step to say.
    not_from_defaults=frozenset({"cache"}),
    carry=carry,
    carries_inputs=True,
    output_path=output_path,
    siblings=siblings,
    properties=properties,
    python=python,
    python_properties={"OutputParameters": "Outputs"},
)
