"""ForEach: runs a block of steps once for each item.

Rules and wire forms as `sagemaker.mlops.workflow.for_each_step` (3.27) has them.
"""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, write
from pipec.compiler.language.expressions import GrammarError, read_reference, report_grammar_error
from pipec.compiler.language.keys import COMMON, SCALARS
from pipec.compiler.merge import is_null
from pipec.compiler.model import Contract, Step
from pipec.compiler.python.pycode import Call, Expression, List_, Lit
from pipec.compiler.python.pywriter import MLOPS, PythonWriter
from pipec.compiler.service.shapes import PathError
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps.base import Evaluator, PropertyPath, StepDefinition, StepType
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import (
    UNKNOWN,
    IterationGet,
    ParameterGet,
    PropertyGet,
    Wire,
    wire_type,
)
from pipec.compiler.values import Expression as Variable

MOST_ITEMS = 100
"""Items of a list that is written out."""
NOT_IN_A_LOOP = ("Condition", "Fail", "ForEach")
COUNTS = (
    "InputItemCount",
    "TotalStepCount",
    "SucceededStepCount",
    "FailedStepCount",
    "StoppedStepCount",
)
_PICKS = {"max": "MaxBy", "min": "MinBy"}


def arguments(step: Step, evaluator: Evaluator) -> dict[str, Wire]:
    """Items, concurrency and selector; the body is added where the definition is put together."""
    for inner in step.branches.get("steps", ()):
        if inner.kind in NOT_IN_A_LOOP:
            evaluator.report.add(
                codes.BAD_LOOP,
                f"`{inner.name}` cannot stand in the loop `{step.name}`: the service takes no "
                "`if`, `fail` or `for_each` there",
                inner.span,
                hint="decide behind the loop, or in the code of a step",
            )
    found: dict[str, Wire] = {
        "IterableItems": _items(step.body.entries["for_each"].value, evaluator)
    }
    concurrency = step.body.get("max_concurrency")
    if isinstance(concurrency, Scalar):
        found["MaxConcurrency"] = concurrency.data
    pick = step.body.get("pick")
    for entry in pick if isinstance(pick, Mapping) else ():
        if is_null(entry.value):
            evaluator.report.add(
                codes.WRONG_VALUE,
                f"`{entry.key}` must be `steps.STEP.OUTPUT`, not null",
                entry.value.span,
                hint="without `pick`, no iteration is selected",
            )
        elif isinstance(entry.value, Scalar):
            field = _field(entry.value, step, evaluator)
            found["Selector"] = {"Pick": _PICKS[entry.key], "Field": field}
    return found


def _items(node: Node, evaluator: Evaluator) -> Wire:
    """A list of items, or what gives such a list as JSON text when the pipeline runs."""
    if isinstance(node, Sequence):
        if not 1 <= len(node.items) <= MOST_ITEMS:
            evaluator.report.add(
                codes.BAD_LOOP,
                f"`for_each` has {len(node.items)} items, 1 to {MOST_ITEMS} are allowed",
                node.span,
                hint="let a step or a parameter give the list as JSON text"
                if node.items
                else "write the items: `[a, b]`",
            )
        return [
            evaluator.value(item) if isinstance(item, Scalar) else evaluator.text(item)
            for item in node
        ]
    value = evaluator.value(node)
    if value is UNKNOWN:
        return value
    if not isinstance(value, Variable):
        evaluator.report.add(
            codes.WRONG_VALUE,
            "`for_each` must be a list, or a reference to one",
            node.span,
            hint='write `[a, b]`, or `${parameters.Items}` whose value is JSON text: `["a", "b"]`',
        )
    elif (kind := wire_type(value)) not in ("String", None):
        evaluator.report.add(
            codes.TYPE_MISMATCH,
            f"`for_each` wants a list as JSON text, and this is {kind}",
            node.span,
            hint="declare the parameter as `{type: String, …}`"
            if isinstance(value, ParameterGet)
            else None,
        )
    return value


def _field(node: Scalar, step: Step, evaluator: Evaluator) -> Wire:
    """The value of a body step by which iterations are compared."""
    if "${" in node.text:
        bare = node.text.replace("${", "").replace("}", "")
        _bad_pick(node, evaluator.report, "it stands without `${}`", write(bare, node.text))
        return UNKNOWN
    try:
        reference, end = read_reference(node, 0)
    except GrammarError as error:
        report_grammar_error(error, node, evaluator.report)
        return UNKNOWN
    body = [inner.name for inner in step.branches.get("steps", ())]
    name = str(reference.path[0]) if reference.path else ""
    if reference.root != "steps" or end != len(node.text) or name not in body:
        _bad_pick(
            node,
            evaluator.report,
            f"`{node.text}` is no value of a step in the loop",
            (did_you_mean(name, body) if reference.root == "steps" else None)
            or f"write `steps.{body[0] if body else 'STEP'}.OUTPUT`",
        )
        return UNKNOWN
    value = evaluator.reference(reference)
    if isinstance(value, PropertyGet):
        if (kind := wire_type(value)) in ("String", "Boolean"):
            _bad_pick(
                node,
                evaluator.report,
                f"`{node.text}` is {kind}, and iterations are compared by a number",
                "pick by an output whose `data_type` is Integer or Float",
            )
        return IterationGet(value.step, value.path)
    if value is not UNKNOWN:
        _bad_pick(
            node,
            evaluator.report,
            f"`{node.text}` is not a property of the step itself",
            "let the step give the number as an output, as Lambda steps do",
        )
    return UNKNOWN


def _bad_pick(node: Scalar, report: Report, problem: str, hint: str) -> None:
    report.add(codes.BAD_LOOP, f"`pick` cannot compare by this: {problem}", node.span, hint=hint)


def properties(_contract: Contract | None, path: PropertyPath) -> str | PathError | None:
    """How the loop went; what its steps gave is read with `selected` and `iterations`."""
    if path == ("Status",):
        return "String"
    if len(path) == 1 and path[0] in COUNTS:
        return "Integer"
    hint = None
    if path[:1] in (("Selected",), ("IterationOutputs",)):
        hint = "write `steps.LOOP.selected.OUTPUT` or `steps.LOOP.iterations[0].STEP.OUTPUT`"
    known = () if hint else ("Status", *COUNTS)
    return PathError(0, "a loop has `Status` and counts only", known, hint)


def python(
    step: StepDefinition, common: tuple[tuple[str, Expression], ...], writer: PythonWriter
) -> Call:
    """The SDK's `ForEachStep`."""
    kind = writer.use(f"{MLOPS}.for_each_step", "ForEachStep")
    body = tuple(writer.step(inner.name) for inner in step.branches["steps"])
    kwargs: list[tuple[str, Expression]] = [
        ("name", Lit(step.name)),
        ("iterable_items", writer.value(step.arguments["IterableItems"])),
        ("max_concurrency", Lit(step.arguments["MaxConcurrency"])),
        ("for_each_body", List_(body)),
    ]
    if selector := step.arguments.get("Selector"):
        picker = writer.use(f"{MLOPS}.for_each_step", "ForEachSelector")
        field = writer.value(selector["Field"])
        kwargs.append(("selector", Call(picker, (Lit(selector["Pick"]), field))))
    return Call(kind, kwargs=(*kwargs, *common))


STEP = StepType(
    kind="ForEach",
    doc_url="https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html",
    head="for_each",
    required=("max_concurrency",),
    keys={
        **COMMON,
        "for_each": {
            "type": ["array", *SCALARS],
            "words": "a list, or a reference to one such as `${parameters.Items}`",
            "description": "What the body runs for, one by one: a list, or a reference to one. In "
            "the body `${item}` is the current item.",
        },
        "steps": {
            "type": "object",
            "words": "a mapping of steps",
            "description": "The body: steps that run once for each item.",
        },
        "max_concurrency": {
            "type": "integer",
            "minimum": 1,
            "maximum": 50,
            "words": "a whole number, 1 to 50",
            "description": "How many items are worked on at once, 1 to 50.",
        },
        "pick": {
            "type": "object",
            "properties": {
                key: {
                    "type": "string",
                    "words": "`steps.STEP.OUTPUT`",
                    "description": f"The output of the body by whose {key}imum the iteration is "
                    "picked: `steps.STEP.OUTPUT`.",
                }
                for key in ("max", "min")
            },
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
            "words": "`{max: steps.STEP.OUTPUT}` or `{min: steps.STEP.OUTPUT}`",
            "description": "Picks the best iteration, which later steps read as "
            "`${steps.LOOP.selected.OUTPUT}`.",
        },
    },
    branches={"steps": "ForEachBody"},
    idles="repeats nothing",
    repeats=True,
    looks_ahead=("pick",),
    arguments=arguments,
    properties=properties,
    python=python,
)
