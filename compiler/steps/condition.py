"""Condition: runs one of two blocks of steps.

Wire forms as `sagemaker` 3.27 writes them. The service has no `and` but the outermost list, so an
inner one is written as `Not(Or(Not a, Not b))`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import unquoted
from pipec.compiler.language.condition_errors import NUMBER
from pipec.compiler.language.conditions import (
    And,
    Comparison,
    Membership,
    Not,
    Operand,
    Or,
    Test,
    Truth,
    condition_references,
    parse_condition,
)
from pipec.compiler.language.expressions import Reference
from pipec.compiler.language.keys import COMMON, SCALARS
from pipec.compiler.model import Contract, Step
from pipec.compiler.python.pycode import Call, Expression, List_, Lit
from pipec.compiler.python.pywriter import CORE, MLOPS, PythonWriter
from pipec.compiler.service.shapes import PathError
from pipec.compiler.similarity import hint_from, suggestions
from pipec.compiler.steps.base import Evaluator, PropertyPath, StepDefinition, StepType
from pipec.compiler.syntax import Scalar
from pipec.compiler.values import UNKNOWN, ParameterGet, Wire, is_structure, wire_type

_OPERATORS = {
    "==": "Equals",
    "<": "LessThan",
    "<=": "LessThanOrEqualTo",
    ">": "GreaterThan",
    ">=": "GreaterThanOrEqualTo",
}
_NUMBERS = ("Integer", "Float")


def arguments(step: Step, evaluator: Evaluator) -> dict[str, Wire]:
    """`{"Conditions": […]}`; the branches are added where the whole definition is put together."""
    node = step.body.get("if")
    test = None
    if isinstance(node, Scalar):
        test = parse_condition(node, evaluator.report, evaluator.names)
    if test is None:
        return {"Conditions": []}
    tests = _conjuncts(test)
    if isinstance(node, Scalar) and not condition_references(test):
        evaluator.report.add(
            codes.SAME_IN_EVERY_RUN,
            f"`{node.text}` is the same in every run, so one branch of `{step.name}` never runs",
            node.span,
            hint="compare what a parameter or a step gives",
        )
    return {"Conditions": [_wire(item, evaluator) for item in tests]}


def _conjuncts(test: Test) -> list[Test]:
    if isinstance(test, And):
        return [inner for item in test.tests for inner in _conjuncts(item)]
    return [test]


def _wire(test: Test, evaluator: Evaluator) -> dict[str, Wire]:
    match test:
        case Comparison():
            return _comparison(test, evaluator)
        case Truth():
            value = _operand(test.operand, evaluator)
            if (kind := _known(value)) not in ("Boolean", None):
                example = "== 'x'" if kind == "String" else "== 1"
                compare = f"compare it with something, such as `{example}`"
                evaluator.report.add(
                    codes.TYPE_MISMATCH,
                    f"`{test.operand.text}` stands alone as a condition and is not Boolean",
                    test.operand.span,
                    hint=_in_report(test.operand, evaluator) or compare,
                )
            return {"Type": "Equals", "LeftValue": value, "RightValue": True}
        case Membership():
            query = _operand(test.query, evaluator)
            values = [_operand(value, evaluator) for value in test.values]
            for operand, value in zip(test.values, values, strict=True):
                _check_equal(test.query, query, operand, value, evaluator)
            _check_among(test, query, evaluator)
            inside: dict[str, Wire] = {"Type": "In", "QueryValue": query, "Values": values}
            return _negated(inside) if test.negated else inside
        case Not():
            return _negated(_wire(test.test, evaluator))
        case Or():
            return {"Type": "Or", "Conditions": [_wire(item, evaluator) for item in test.tests]}
        case And():
            parts = [_negated(_wire(item, evaluator)) for item in _conjuncts(test)]
            return _negated({"Type": "Or", "Conditions": parts})


def _negated(condition: dict[str, Wire]) -> dict[str, Wire]:
    if condition["Type"] == "Not":
        inner: dict[str, Wire] = condition["Condition"]
        return inner
    return {"Type": "Not", "Condition": condition}


def _comparison(test: Comparison, evaluator: Evaluator) -> dict[str, Wire]:
    left, right = _operand(test.left, evaluator), _operand(test.right, evaluator)
    if test.operator in ("==", "!="):
        _check_equal(test.left, left, test.right, right, evaluator)
        _check_possible(test.left, left, test.right, evaluator)
        _check_possible(test.right, right, test.left, evaluator)
    else:
        _check_ordered(test, left, right, evaluator)
    if test.operator == "!=":
        return _negated({"Type": "Equals", "LeftValue": left, "RightValue": right})
    return {"Type": _OPERATORS[test.operator], "LeftValue": left, "RightValue": right}


def _check_ordered(test: Comparison, left: Wire, right: Wire, evaluator: Evaluator) -> None:
    for operand, value in ((test.left, left), (test.right, right)):
        kind = _known(value)
        if kind is not None and kind not in _NUMBERS:
            evaluator.report.add(
                codes.TYPE_MISMATCH,
                f"`{test.operator}` compares numbers, and `{operand.text}` is {kind}",
                operand.span,
                hint=_in_report(operand, evaluator) or _number_hint(operand),
            )


def _check_equal(
    left: Operand, left_value: Wire, right: Operand, right_value: Wire, evaluator: Evaluator
) -> None:
    one, other = _known(left_value), _known(right_value)
    if one and other and one != other and not (one in _NUMBERS and other in _NUMBERS):
        hint = f"write `'{right.text}'`" if one == "String" and other in _NUMBERS else None
        evaluator.report.add(
            codes.TYPE_MISMATCH,
            f"`{left.text}` is {one} and `{right.text}` is {other}: never equal",
            right.span,
            hint=hint if not isinstance(right.value, Reference) else None,
        )
    _check_whole(left, one, right, evaluator)
    _check_whole(right, other, left, evaluator)


def _check_possible(operand: Operand, value: Wire, other: Operand, evaluator: Evaluator) -> None:
    """Warn where a parameter is compared with a written text that is not in its `enum`.

    The service refuses a run that gives it another value (`enum_values` of the SDK's
    `ParameterString`), so the comparison comes out the same always. A var may have another value
    in another environment.
    """
    known = _values(value, evaluator)
    if known and isinstance(other.value, str) and other.value not in known:
        _warn_of_impossible(operand, other, other.value, known, evaluator)


def _check_whole(operand: Operand, kind: str | None, other: Operand, evaluator: Evaluator) -> None:
    """Warn where what is a whole number in each run is compared with one that is none."""
    number = other.value
    is_fraction = isinstance(number, float) and not number.is_integer()
    if is_fraction and kind == "Integer" and isinstance(operand.value, Reference):
        evaluator.report.add(
            codes.SAME_IN_EVERY_RUN,
            f"`{operand.text}` is a whole number, and never {other.text}",
            other.span,
            hint=_number_hint(operand),
        )


def _check_among(test: Membership, query: Wire, evaluator: Evaluator) -> None:
    """The same for a list: where nothing in it is possible, or one of it is a slip of what is."""
    known = _values(query, evaluator)
    texts = [operand.value for operand in test.values if isinstance(operand.value, str)]
    if not known or len(texts) < len(test.values):
        return
    is_never = not set(texts) & set(known)
    for operand, text in zip(test.values, texts, strict=True):
        is_slip = any(near not in texts for near in suggestions(text, known)[:1])
        if text not in known and (is_never or is_slip):
            _warn_of_impossible(test.query, operand, text, known, evaluator)


def _values(value: Wire, evaluator: Evaluator) -> tuple[str, ...]:
    """All that a parameter can be; empty for what is none, or has no `enum`."""
    parameter = evaluator.parameters.get(value.name) if isinstance(value, ParameterGet) else None
    return parameter.enum if parameter else ()


def _warn_of_impossible(
    operand: Operand, other: Operand, text: str, known: Sequence[str], evaluator: Evaluator
) -> None:
    evaluator.report.add(
        codes.SAME_IN_EVERY_RUN,
        f"`{operand.text}` is never {other.text}, which is not in its `enum`",
        other.span,
        hint=hint_from(text, known),
    )


def _in_report(operand: Operand, evaluator: Evaluator) -> str | None:
    """To look into a report where an operand is the place that it lies at."""
    ref = operand.value
    if not isinstance(ref, Reference) or ref.root != "steps" or len(ref.path) != 2:
        return None
    step = evaluator.steps.get(str(ref.path[0]))
    port = step.contract.outputs.get(str(ref.path[1])) if step and step.contract else None
    if port is None or port.report is None:
        return None
    return f"it is a report: say what of it is meant, as `{operand.text}.NAME`"


def _number_hint(operand: Operand) -> str | None:
    """How an operand that is ordered becomes a number."""
    if isinstance(operand.value, str) and NUMBER.fullmatch(operand.value):
        return unquoted(operand.value, operand.text)
    if isinstance(operand.value, Reference) and operand.value.root == "parameters":
        return "declare the parameter as `{type: Float, …}`"
    return None


def _operand(operand: Operand, evaluator: Evaluator) -> Wire:
    if isinstance(operand.value, Reference):
        value = evaluator.reference(operand.value)
        if is_structure(value):
            evaluator.report.add(
                codes.TYPE_MISMATCH,
                f"`{operand.text}` is a list or a mapping, and only single values are compared",
                operand.span,
                hint=f"read a value of it: `{operand.text}…`",
            )
        return value
    if isinstance(operand.value, Scalar):
        return evaluator.text(operand.value)
    return operand.value


def _known(value: Wire) -> str | None:
    return None if value is UNKNOWN else wire_type(value)


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """A condition tells only how it came out."""
    if path == ("Outcome",):
        return "String"
    return PathError(0, "a Condition has `Outcome` only", ("Outcome",))


_CLASSES = {
    "Equals": "ConditionEquals",
    "GreaterThan": "ConditionGreaterThan",
    "GreaterThanOrEqualTo": "ConditionGreaterThanOrEqualTo",
    "LessThan": "ConditionLessThan",
    "LessThanOrEqualTo": "ConditionLessThanOrEqualTo",
    "In": "ConditionIn",
    "Not": "ConditionNot",
    "Or": "ConditionOr",
}


def python(
    step: StepDefinition, common: tuple[tuple[str, Expression], ...], writer: PythonWriter
) -> Call:
    """The SDK's `ConditionStep`."""
    kind = writer.use(f"{MLOPS}.condition_step", "ConditionStep")
    conditions = tuple(_python_condition(item, writer) for item in step.arguments["Conditions"])
    branches: tuple[tuple[str, Expression], ...] = tuple(
        (name, List_(tuple(writer.step(inner.name) for inner in step.branches.get(key, ()))))
        for key, name in (("then", "if_steps"), ("else", "else_steps"))
    )
    return Call(
        kind,
        kwargs=(("name", Lit(step.name)), ("conditions", List_(conditions)), *branches, *common),
    )


def _python_condition(condition: dict[str, Wire], writer: PythonWriter) -> Expression:
    kind = writer.use(f"{CORE}.conditions", _CLASSES[condition["Type"]])
    match condition["Type"]:
        case "Not":
            return Call(kind, (_python_condition(condition["Condition"], writer),))
        case "Or":
            parts = tuple(_python_condition(item, writer) for item in condition["Conditions"])
            return Call(kind, kwargs=(("conditions", List_(parts)),))
        case "In":
            query, values = writer.value(condition["QueryValue"]), writer.value(condition["Values"])
            return Call(kind, kwargs=(("value", query), ("in_values", values)))
        case _:
            left, right = (
                writer.value(condition["LeftValue"]),
                writer.value(condition["RightValue"]),
            )
            return Call(kind, kwargs=(("left", left), ("right", right)))


STEP = StepType(
    kind="Condition",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    head="if",
    keys={
        **COMMON,
        "if": {
            "type": SCALARS,
            "words": "an expression such as `parameters.X > 1`",
            "description": "What decides, without `${}`: "
            "`steps.Evaluate.report.mse <= parameters.MaxError`.",
        },
        "then": {
            "type": "object",
            "words": "a mapping of steps",
            "description": "The steps that run if it is so.",
        },
        "else": {
            "type": "object",
            "words": "a mapping of steps",
            "description": "The steps that run if it is not so.",
        },
    },
    branches={"then": "IfSteps", "else": "ElseSteps"},
    idles="guards nothing",
    arguments=arguments,
    properties=properties,
    python=python,
)
