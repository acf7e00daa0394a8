"""References to other steps: their outputs, their properties, and what iterations of loops gave."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Protocol

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Report, Span
from pipec.compiler.language.expressions import Reference
from pipec.compiler.linking.loops import LOOP_WORDS, picked_step, within_iteration
from pipec.compiler.linking.reach import within_reach
from pipec.compiler.model import Contract, OutputPort, Step
from pipec.compiler.parsing.properties import parse_path, property_type
from pipec.compiler.service.shapes import PathError
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import PropertyPath, member
from pipec.compiler.syntax import Node, Scalar, Sequence
from pipec.compiler.values import (
    UNKNOWN,
    Expression,
    Hole,
    ItemGet,
    Join,
    Key,
    PropertyFileGet,
    PropertyGet,
    S3JsonGet,
    expressions,
    join,
    path_text,
)


class Resolver(Protocol):
    """What these need of the scope that a reference stands in (`evaluate.Scope`)."""

    @property
    def answered(self) -> bool:
        """Whether the text is an output's value, read when its step has run."""

    @property
    def steps(self) -> AnyMapping[str, Step]:
        """All steps by name."""

    @property
    def step(self) -> str | None:
        """The step that the text belongs to."""

    @property
    def report(self) -> Report:
        """Where mistakes go."""

    def answering(self, step: str, report: Report | None = None) -> Resolver:
        """The scope of an output's value, which is read when its step has run."""

    def evaluate(self, node: Node) -> Node:
        """The same tree with every reference replaced by its value."""

    def value(self, reference: Reference, span: Span) -> Node:
        """What a reference stands for, placed where it is used."""

    def error(self, code: Code, message: str, ref: Reference, hint: str | None = None) -> Hole:
        """Report a mistake in a reference."""


def other_step(scope: Resolver, ref: Reference) -> Node | Expression | Hole:
    """What `steps.NAME.…` stands for."""
    if scope.answered:
        return scope.error(
            codes.BAD_REFERENCE,
            "the value of an output can refer to its own step only",
            ref,
            "`${step.properties.NAME}`",
        )
    name = str(ref.path[0].text if isinstance(ref.path[0], Key) else ref.path[0])
    step = scope.steps.get(name)
    if step is None:
        return scope.error(
            codes.UNKNOWN_STEP,
            f"there is no step `{name}`",
            ref,
            hint_from(name, scope.steps, within_reach(scope.step, scope.steps)),
        )
    if len(ref.path) == 1:
        outputs = list(step.contract.outputs) if step.contract else []
        example = (
            f"`${{steps.{name}.{outputs[0]}}}`" if outputs else f"`${{steps.{name}.properties.…}}`"
        )
        return scope.error(
            codes.BAD_REFERENCE,
            f"`{ref.text}` names a whole step, a value is wanted",
            ref,
            f"write one of its outputs: {example}",
        )
    if STEP_TYPES[step.kind].repeats and ref.path[1] in LOOP_WORDS:
        return _iteration(scope, step, ref)
    if ref.path[1] == "properties":
        return step_property(scope, step, ref, 2)
    port_name = str(ref.path[1].text if isinstance(ref.path[1], Key) else ref.path[1])
    port = step.contract.outputs.get(port_name) if step.contract else None
    if port is None:
        from pipec.compiler.parsing.contract_hints import by_alias

        known = list(step.contract.outputs) if step.contract else []
        found = property_type(step.contract, step.kind, (port_name,))
        if isinstance(found, PathError):
            ports = step.contract.outputs if step.contract else {}
            if STEP_TYPES[step.kind].repeats:
                known = sorted(LOOP_WORDS)
            hint = by_alias(port_name, ports) or hint_from(port_name, known)
        else:
            rest = ref.text.partition(f"{name}.")[2] or port_name
            hint = f"for the service's answer write `steps.{name}.properties.{rest}`"
        return scope.error(
            codes.UNKNOWN_OUTPUT, f"the step `{name}` has no output `{port_name}`", ref, hint
        )
    return _output(scope, step, port, ref.path[2:], ref)


def _iteration(scope: Resolver, loop: Step, ref: Reference) -> Node | Expression | Hole:
    """`selected.OUTPUT` and `iterations[0].STEP.OUTPUT` of a loop: a body step's output."""
    body = {step.name: step for step in loop.branches["steps"]}
    if ref.path[1] == "selected":
        name, begin = picked_step(loop) or "", 2
        prefix: PropertyPath = ("Selected",)
        if not name:
            message = f"the loop `{loop.name}` picks none of its iterations"
            hint = "add `pick: {max: steps.STEP.OUTPUT}` to it"
            return scope.error(codes.BAD_REFERENCE, message, ref, hint)
        if len(ref.path) == 2:
            message = f"`{ref.text}` names a whole iteration, a value is wanted"
            return scope.error(codes.BAD_REFERENCE, message, ref, _selected(loop, body.get(name)))
    else:
        index = ref.path[2] if len(ref.path) > 2 else None
        part = ref.path[3] if len(ref.path) > 3 else ""
        if not isinstance(index, int):
            message = f"`{ref.text}` does not say which iteration is meant"
            hint = f"`${{steps.{loop.name}.iterations[0].STEP.OUTPUT}}`"
            return scope.error(codes.BAD_REFERENCE, message, ref, hint)
        items = loop.body.entries["for_each"].value
        if isinstance(items, Sequence) and not items.items:
            return UNKNOWN  # an error of the loop's own
        if isinstance(items, Sequence) and index >= len(items.items):
            message = f"the loop `{loop.name}` has {len(items.items)} items, and no `[{index}]`"
            hint = f"the last is `iterations[{len(items.items) - 1}]`"
            return scope.error(codes.BAD_PROPERTY, message, ref, hint)
        if not part:
            message = f"`{ref.text}` does not say which step of the loop is meant"
            hint = f"`${{{ref.text}.{next(iter(body), 'STEP')}.OUTPUT}}`"
            return scope.error(codes.BAD_REFERENCE, message, ref, hint)
        name = part.text if isinstance(part, Key) else str(part)
        begin, prefix = 4, ("IterationOutputs", index, name)
    if name not in body:
        message = f"the loop `{loop.name}` holds no step `{name}`"
        return scope.error(codes.UNKNOWN_STEP, message, ref, hint_from(name, body))
    inner = ref._replace(path=(name, *ref.path[begin:]))
    value = scope.value(inner._replace(root="steps"), ref.span)
    found = value.data if isinstance(value, Scalar) else UNKNOWN
    if any(isinstance(part, ItemGet) for part in expressions(found)):
        message = f"the value of `{ref.text}` holds `item`, which has a meaning only in the loop"
        return scope.error(codes.BAD_REFERENCE, message, ref)
    if isinstance(found, PropertyFileGet):
        message = f"`{ref.text}` looks into a report of one iteration, which the service cannot"
        hint = "let the step of the loop give the value as an output of its own"
        return scope.error(codes.BAD_REFERENCE, message, ref, hint)
    if isinstance(found, str):  # a place that is written out, the same in each iteration
        return value
    return found if isinstance(found, Hole) else within_iteration(found, loop.name, prefix)


def _selected(loop: Step, picked: Step | None) -> str:
    """What to write for a value of the picked iteration."""
    outputs = list(picked.contract.outputs) if picked and picked.contract else []
    return f"write `${{steps.{loop.name}.selected.{outputs[0] if outputs else 'OUTPUT'}}}`"


def _output(
    scope: Resolver, step: Step, port: OutputPort, inside: PropertyPath, ref: Reference
) -> Node | Expression | Hole:
    """An output's value, or a value inside its report."""
    folder = _folder(scope, step, port, ref)
    if port.report is None or isinstance(folder, Hole):
        if inside and not isinstance(folder, Hole):
            from pipec.compiler.parsing.report_places import report_hint

            whole = f"`steps.{step.name}.{port.name}`"
            return scope.error(
                codes.UNKNOWN_OUTPUT,
                f"the output `{port.name}` of `{step.name}` has no report to look into",
                ref,
                f"{report_hint(step, port)}; or end the reference at {whole}",
            )
        return Scalar(folder, folder, False, ref.span) if isinstance(folder, str) else folder
    uri = join([folder, f"{_slash_behind(folder)}{port.report.file}"])
    if not inside:
        return uri if not isinstance(uri, str) else Scalar(uri, uri, False, ref.span)
    if port.property_path is None and port.value is None and STEP_TYPES[step.kind].property_files:
        return PropertyFileGet(step.name, port.report.name, path_text(inside))
    if any(isinstance(found, ItemGet) for found in expressions(uri)):
        message = f"the place of `steps.{step.name}.{port.name}` holds `item`"
        hint = "the service looks only into reports whose place needs no item"
        return scope.error(codes.BAD_REFERENCE, message, ref, hint)
    return S3JsonGet(uri if isinstance(uri, Join) else Join((uri,)), path_text(inside))


def _slash_behind(folder: Expression | str) -> str:
    """What parts a folder from the name of a file in it."""
    end = folder.values[-1] if isinstance(folder, Join) else folder
    return "" if isinstance(end, str) and end.endswith("/") else "/"


def _folder(
    scope: Resolver, step: Step, port: OutputPort, ref: Reference
) -> Expression | str | Hole:
    """An output's own value, without its report's file name."""
    if port.value is not None:
        return _as_text(scope.answering(step.name).evaluate(port.value))
    assert step.contract is not None
    path = port.property_path or STEP_TYPES[step.kind].output_path(step.contract, port)
    parsed = parse_path(path, scope.report, port.span) if path else None
    if parsed is None:
        return UNKNOWN  # the contract's own check reports it
    found = property_type(step.contract, step.kind, parsed)
    if isinstance(found, PathError):
        if port.property_path is not None:
            return UNKNOWN  # as above
        return _own_place(scope, step, step.contract, port, ref)
    return PropertyGet(step.name, parsed, found)


def _own_place(
    scope: Resolver, step: Step, contract: Contract, port: OutputPort, ref: Reference
) -> Expression | str | Hole:
    """The place that the step's text gives an output which no property tells the place of."""
    step_type, request = STEP_TYPES[step.kind], ("request", "ProcessingOutputConfig", "Outputs")
    is_changed = any(member(body, *request) is not None for body in (contract.body, step.body))
    place = None if is_changed else step_type.output_place(contract, port)
    # What is wrong with the place is reported where it stands.
    found = _as_text(scope.answering(step.name, Report()).evaluate(place)) if place else UNKNOWN
    if found is not UNKNOWN:
        return found
    line = f'`outputs: {{{port.name}: {{to: "s3://…/${{execution.PipelineExecutionId}}"}}}}`'
    return scope.error(
        codes.UNKNOWN_OUTPUT,
        f"{step_type.a_step} does not tell where its output `{port.name}` lies",
        ref,
        f"give it a place of your own in `{step.name}`, which may hold vars, parameters and "
        f"`execution`: {line}" + (f", and not by `{'.'.join(request)}`" if is_changed else ""),
    )


def _as_text(value: Node) -> Expression | str | Hole:
    """An evaluated place, its numbers as texts."""
    data = value.data if isinstance(value, Scalar) else UNKNOWN
    return (
        data
        if isinstance(data, Hole) or not isinstance(data, int | float | bool | None)
        else str(data)
    )


def step_property(scope: Resolver, step: Step, ref: Reference, start: int) -> Expression | Hole:
    """A property of a step's answer, checked against what the service gives."""
    path = ref.path[start:]
    if not path:
        return scope.error(codes.BAD_PROPERTY, f"`{ref.text}` names no property", ref)
    found = property_type(step.contract, step.kind, path)
    if isinstance(found, PathError):
        wrong = path[found.index]
        name = wrong.text if isinstance(wrong, Key) else str(wrong)
        hint = hint_from(name, found.known) or found.hint
        return scope.error(
            codes.BAD_PROPERTY,
            f"the step `{step.name}` has no such property: {found.message}",
            ref,
            hint,
        )
    return PropertyGet(step.name, path, found)
