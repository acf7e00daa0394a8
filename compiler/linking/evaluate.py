"""Putting values where `${…}` stands: what each reference means for one step."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Report, Span
from pipec.compiler.language.expressions import Reference, parse_template
from pipec.compiler.model import OutputPort, Parameter, Step
from pipec.compiler.parsing.properties import parse_path, property_type
from pipec.compiler.service.shapes import PathError
from pipec.compiler.similarity import did_you_mean, hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import PropertyPath
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, map_scalars
from pipec.compiler.values import (
    ABSENT,
    UNKNOWN,
    ExecutionGet,
    Expression,
    Hole,
    Join,
    Key,
    ParameterGet,
    PropertyFileGet,
    PropertyGet,
    S3JsonGet,
    join,
    path_text,
)

EXECUTION_VARIABLES = (
    "StartDateTime",
    "CurrentDateTime",
    "PipelineName",
    "PipelineArn",
    "PipelineExecutionId",
    "PipelineExecutionArn",
    "TrainingJobName",
    "ProcessingJobName",
)
"""From `sagemaker.core.workflow.execution_variables.ExecutionVariables` (3.27)."""
COMPILER_VARS = ("bucket", "prefix", "region", "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What references may name, the same for a whole pipeline."""

    pipeline: str
    parameters: AnyMapping[str, Parameter]
    variables: AnyMapping[str, Scalar]
    steps: AnyMapping[str, Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What references may name in one place.

    `step` is the step that the text belongs to. `inputs`, `input_paths` and `options` are None
    where the text is not a contract's. `answered` is True for an output's value, which is read
    when the step has run.
    """

    world: World
    report: Report
    step: str | None = None
    inputs: AnyMapping[str, Node] | None = None
    input_paths: AnyMapping[str, Scalar] = field(default_factory=dict)
    options: AnyMapping[str, Node] | None = None
    answered: bool = False

    def evaluate(self, node: Node) -> Node:
        """The same tree with every reference replaced by its value."""
        return map_scalars(node, self._scalar)

    def _scalar(self, scalar: Scalar) -> Node:
        if "$" not in scalar.text or not isinstance(scalar.data, str):
            return scalar
        parts = parse_template(scalar, self.report)
        if parts is None:
            return replace(scalar, data=UNKNOWN)
        if len(parts) == 1:
            part = parts[0]
            if isinstance(part, str):
                return Scalar(part, part, scalar.plain, scalar.span)
            return self.value(part, scalar.span)
        return self._text(scalar, parts)

    def _text(self, scalar: Scalar, parts: tuple[str | Reference, ...]) -> Scalar:
        """Text with references in it; a hole in one of them makes the whole a hole."""
        pieces: list[str | Expression] = []
        for part in parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            value = self.value(part, part.span)
            if not isinstance(value, Scalar):
                kind = "list" if isinstance(value, Sequence) else "mapping"
                self.report.add(
                    codes.BAD_REFERENCE,
                    f"`{part.text}` is a {kind}, which cannot stand inside a text",
                    part.span,
                    hint="let the reference be the whole value",
                )
                return replace(scalar, data=UNKNOWN)
            if isinstance(value.data, Hole):
                return replace(scalar, data=value.data)
            pieces.append(
                value.text
                if isinstance(value.data, str | int | float | bool | None)
                else value.data
            )
        joined = join(pieces)
        return Scalar(
            joined, joined if isinstance(joined, str) else scalar.text, False, scalar.span
        )

    # --- references -------------------------------------------------------------------

    def value(self, reference: Reference, span: Span) -> Node:
        """What a reference stands for, placed where it is used."""
        resolvers: dict[str, Callable[[Reference], Node | Expression | Hole]] = {
            "parameters": self._parameter,
            "execution": self._execution,
            "vars": self._variable,
            "pipeline": self._pipeline,
            "step": self._own_step,
            "steps": self._other_step,
            "inputs": self._input,
            "options": self._option,
            "item": self._item,
        }
        found = resolvers[reference.root](reference)
        if isinstance(found, Scalar):
            # What is wrong with an input or option is wrong where it was written.
            written = reference.root in ("inputs", "options")
            return found if written else replace(found, span=span)
        if isinstance(found, Sequence | Mapping):
            return found
        return Scalar(found, reference.text, False, span)

    def _error(self, code: Code, message: str, ref: Reference, hint: str | None = None) -> Hole:
        self.report.add(code, message, ref.span, hint=hint)
        return UNKNOWN

    def _one_name(self, ref: Reference, what: str) -> str | None:
        if len(ref.path) == 1 and not isinstance(ref.path[0], int):
            part = ref.path[0]
            return part.text if isinstance(part, Key) else part
        self._error(
            codes.BAD_REFERENCE,
            f"`{ref.text}` must name one {what}",
            ref,
            f"`${{{ref.root}.NAME}}`",
        )
        return None

    def _parameter(self, ref: Reference) -> Expression | Hole:
        name = self._one_name(ref, "parameter")
        if name is None:
            return UNKNOWN
        parameter = self.world.parameters.get(name)
        if parameter is None:
            hint = hint_from(name, self.world.parameters) or "declare it under `parameters:`"
            return self._error(
                codes.UNKNOWN_PARAMETER, f"there is no parameter `{name}`", ref, hint
            )
        return ParameterGet(name, parameter.type)

    def _execution(self, ref: Reference) -> Expression | Hole:
        name = self._one_name(ref, "execution variable")
        if name is None:
            return UNKNOWN
        if name not in EXECUTION_VARIABLES:
            hint = hint_from(name, EXECUTION_VARIABLES)
            return self._error(
                codes.UNKNOWN_EXECUTION, f"there is no execution variable `{name}`", ref, hint
            )
        return ExecutionGet(name)

    def _variable(self, ref: Reference) -> Node | Hole:
        name = self._one_name(ref, "var")
        if name is None:
            return UNKNOWN
        if name in self.world.variables:
            return self.world.variables[name]
        if name in COMPILER_VARS:
            return Hole("var", name)
        hint = did_you_mean(name, self.world.variables)
        return self._error(
            codes.UNKNOWN_VAR,
            f"there is no var `{name}`",
            ref,
            hint or f"set it under `vars:` or with `--var {name}=…`",
        )

    def _pipeline(self, ref: Reference) -> Node | Hole:
        if ref.path == ("name",):
            return Scalar(self.world.pipeline, self.world.pipeline, False, ref.span)
        return self._error(
            codes.BAD_REFERENCE,
            f"of the pipeline only the name can be referred to, not `{ref.text}`",
            ref,
            "`${pipeline.name}`",
        )

    def _own_step(self, ref: Reference) -> Node | Expression | Hole:
        if self.step is None:
            return self._error(codes.BAD_REFERENCE, "no step is meant here", ref)
        if ref.path == ("name",):
            return Scalar(self.step, self.step, False, ref.span)
        if ref.path[0] == "properties" and self.answered:
            return self._property(self.world.steps[self.step], ref, 1)
        if ref.path[0] == "properties":
            return self._error(
                codes.BAD_REFERENCE,
                f"`{ref.text}` is known only when the step has run",
                ref,
                "only the `value:` of an output may hold it",
            )
        return self._error(
            codes.BAD_REFERENCE,
            f"`{ref.text}` is neither the step's name nor one of its properties",
            ref,
            "`${step.name}` or `${step.properties.NAME}`",
        )

    def _input(self, ref: Reference) -> Node | Hole:
        if self.inputs is None:
            return self._error(
                codes.BAD_REFERENCE,
                "`inputs` can be referred to only in a contract or a `kind:` step",
                ref,
                "refer to the other step: `${steps.NAME.OUTPUT}`",
            )
        name = str(ref.path[0].text if isinstance(ref.path[0], Key) else ref.path[0])
        if name not in self.inputs:
            return self._error(
                codes.UNKNOWN_PORT,
                f"there is no input `{name}` here",
                ref,
                hint_from(name, self.inputs),
            )
        value = self.inputs[name]
        if len(ref.path) == 1:
            return value
        if ref.path[1:] == ("path",):
            if isinstance(value, Scalar) and value.data == ABSENT:
                return ABSENT
            if name in self.input_paths:
                return replace(self.input_paths[name], span=ref.span)
            return self._error(
                codes.BAD_REFERENCE,
                f"the input `{name}` is not a folder in the container",
                ref,
                f"give it a `path:`, or write `${{inputs.{name}}}`",
            )
        return self._error(
            codes.BAD_REFERENCE,
            f"`{ref.text}` goes further than an input does",
            ref,
            f"`${{inputs.{name}}}` or `${{inputs.{name}.path}}`",
        )

    def _option(self, ref: Reference) -> Node | Hole:
        if self.options is None:
            return self._error(
                codes.BAD_REFERENCE, "`options` can be referred to only in a contract", ref
            )
        name = self._one_name(ref, "option")
        if name is None:
            return UNKNOWN
        if name not in self.options:
            return self._error(
                codes.UNKNOWN_OPTION,
                f"the contract has no option `{name}`",
                ref,
                hint_from(name, self.options),
            )
        return self.options[name]

    def _item(self, ref: Reference) -> Hole:
        return self._error(codes.BAD_REFERENCE, "`item` has a meaning only inside a loop", ref)

    # --- other steps ------------------------------------------------------------------

    def _other_step(self, ref: Reference) -> Node | Expression | Hole:
        if self.answered:
            return self._error(
                codes.BAD_REFERENCE,
                "the value of an output can refer to its own step only",
                ref,
                "`${step.properties.NAME}`",
            )
        name = str(ref.path[0].text if isinstance(ref.path[0], Key) else ref.path[0])
        step = self.world.steps.get(name)
        if step is None:
            return self._error(
                codes.UNKNOWN_STEP,
                f"there is no step `{name}`",
                ref,
                hint_from(name, self.world.steps),
            )
        if len(ref.path) == 1:
            outputs = list(step.contract.outputs) if step.contract else []
            example = (
                f"`${{steps.{name}.{outputs[0]}}}`"
                if outputs
                else f"`${{steps.{name}.properties.…}}`"
            )
            return self._error(
                codes.BAD_REFERENCE,
                f"`{ref.text}` names a whole step, a value is wanted",
                ref,
                f"write one of its outputs: {example}",
            )
        if ref.path[1] == "properties":
            return self._property(step, ref, 2)
        port_name = str(ref.path[1].text if isinstance(ref.path[1], Key) else ref.path[1])
        port = step.contract.outputs.get(port_name) if step.contract else None
        if port is None:
            known = list(step.contract.outputs) if step.contract else []
            found = property_type(step.contract, step.kind, (port_name,))
            if isinstance(found, PathError):
                hint = hint_from(port_name, known)
            else:
                hint = f"for the service's answer write `steps.{name}.properties.{port_name}`"
            return self._error(
                codes.UNKNOWN_OUTPUT, f"the step `{name}` has no output `{port_name}`", ref, hint
            )
        return self.output(step, port, ref.path[2:], ref)

    def output(
        self, step: Step, port: OutputPort, inside: PropertyPath, ref: Reference
    ) -> Node | Expression | Hole:
        """An output's value, or a value inside its report."""
        folder = self._folder(step, port)
        if port.report is None or isinstance(folder, Hole):
            if inside and not isinstance(folder, Hole):
                whole = f"`steps.{step.name}.{port.name}`"
                return self._error(
                    codes.UNKNOWN_OUTPUT,
                    f"the output `{port.name}` of `{step.name}` has no report to look into",
                    ref,
                    f"give the output a `report: FILE.json`, or end the reference at {whole}",
                )
            return Scalar(folder, folder, False, ref.span) if isinstance(folder, str) else folder
        uri = join([folder, f"/{port.report.file}"])
        if not inside:
            return uri if not isinstance(uri, str) else Scalar(uri, uri, False, ref.span)
        if (
            port.property_path is None
            and port.value is None
            and STEP_TYPES[step.kind].property_files
        ):
            return PropertyFileGet(step.name, port.report.name, path_text(inside))
        return S3JsonGet(uri if isinstance(uri, Join) else Join((uri,)), path_text(inside))

    def _folder(self, step: Step, port: OutputPort) -> Expression | str | Hole:
        """An output's own value, without its report's file name."""
        if port.value is not None:
            inner = Scope(world=self.world, report=self.report, step=step.name, answered=True)
            value = inner.evaluate(port.value)
            data = value.data if isinstance(value, Scalar) else UNKNOWN
            return (
                data
                if isinstance(data, Hole) or not isinstance(data, int | float | bool | None)
                else str(data)
            )
        assert step.contract is not None
        path = port.property_path or STEP_TYPES[step.kind].output_path(step.contract, port)
        parsed = parse_path(path, self.report, port.span) if path else None
        if parsed is None:
            return UNKNOWN  # the contract's own check reports it
        found = property_type(step.contract, step.kind, parsed)
        kind = None if isinstance(found, PathError) else found
        return PropertyGet(step.name, parsed, kind)

    def _property(self, step: Step, ref: Reference, start: int) -> Expression | Hole:
        path = ref.path[start:]
        if not path:
            return self._error(codes.BAD_PROPERTY, f"`{ref.text}` names no property", ref)
        found = property_type(step.contract, step.kind, path)
        if isinstance(found, PathError):
            wrong = path[found.index]
            name = wrong.text if isinstance(wrong, Key) else str(wrong)
            hint = hint_from(name, found.known) or found.hint
            return self._error(
                codes.BAD_PROPERTY,
                f"the step `{step.name}` has no such property: {found.message}",
                ref,
                hint,
            )
        return PropertyGet(step.name, path, found)
