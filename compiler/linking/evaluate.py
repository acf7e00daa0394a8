"""Putting values where `${…}` stands: what each reference means for one step."""

from __future__ import annotations

from collections.abc import Callable, Collection
from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Hint, Report, Span, write
from pipec.compiler.language.expressions import Names, Reference, excerpt, template_parts
from pipec.compiler.linking.buckets import check_bucket
from pipec.compiler.linking.loops import item_part, members_of_items
from pipec.compiler.linking.step_references import other_step, step_property
from pipec.compiler.model import NO_WORDS, Block, Parameter, Step, Words
from pipec.compiler.record import Record
from pipec.compiler.similarity import did_you_mean, hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import PropertyPath
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence
from pipec.compiler.values import (
    ABSENT,
    UNKNOWN,
    ExecutionGet,
    ExperimentGet,
    Expression,
    Hole,
    ItemGet,
    Key,
    ParameterGet,
    is_structure,
    join,
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
_EXPERIMENT: dict[PropertyPath, str] = {
    ("experiment", "name"): "ExperimentName",
    ("experiment", "trial"): "TrialName",
}
"""As `sagemaker.mlops.workflow.pipeline_experiment_config` (3.27) has them."""
FIXED_NAMES = {
    "execution": EXECUTION_VARIABLES,
    "pipeline": ("name", "experiment.name", "experiment.trial"),
    "step": ("name",),
}
"""What there is to name in every pipeline, by root."""
_SHELL_KEYS = frozenset(
    ("environment", "command", "args", "Environment", "ContainerEntrypoint", "ContainerArguments")
)
"""Keys of steps, and members of requests, with texts that a shell may read."""
COMPILER_VARS = ("bucket", "prefix", "region", "role")


class Room:
    """How many characters texts with references in them, and requests, may yet come to.

    Many times what the service takes, and nothing to a machine. Without a limit a long var that
    many texts name, or a large contract that many steps use, would fill its memory.
    """

    def __init__(self) -> None:
        self.left = 16 * 1_048_576

    @property
    def is_full(self) -> bool:
        """Whether there was too much; an error tells."""
        return self.left < 0

    def take(self, size: int, place: Span, report: Report) -> bool:
        """Whether there is room for so much; that there is none is reported once."""
        if self.is_full:
            return False
        self.left -= size
        if self.is_full:
            report.add(
                codes.TOO_LARGE_DEFINITION,
                "the pipeline comes to more than 16 MiB up to here",
                place,
                hint="shorten the vars and options that many texts name, or the contracts",
            )
        return not self.is_full


class World(Record):
    """What references may name, the same for a whole pipeline."""

    pipeline: str
    parameters: AnyMapping[str, Parameter]
    variables: AnyMapping[str, Scalar]
    steps: AnyMapping[str, Step]
    room: Room
    has_experiment: bool = True
    words: Words = NO_WORDS

    @property
    def names(self) -> Names:
        """What there is to name, for hints."""
        return Names(self.steps, self.parameters, variables=self.variables)


class Scope(NamedTuple):
    """What references may name in one place.

    `step` is the step that the text belongs to. `inputs`, `input_paths` and `options` are None
    where the text is not a contract's. `answered` is True for an output's value, which is read
    when the step has run. `in_shell` is True where a shell's variables may be meant as well.
    """

    world: World
    report: Report
    step: str | None = None
    inputs: AnyMapping[str, Node] | None = None
    input_paths: AnyMapping[str, Scalar] = {}
    options: AnyMapping[str, Node] | None = None
    answered: bool = False
    in_shell: bool = False

    @property
    def steps(self) -> AnyMapping[str, Step]:
        """All steps by name."""
        return self.world.steps

    def answering(self, step: str, report: Report | None = None) -> Scope:
        """The scope of an output's value, which is read when its step has run."""
        return Scope(world=self.world, report=report or self.report, step=step, answered=True)

    def evaluate(self, node: Node) -> Node:
        """The same tree with every reference replaced by its value."""
        match node:
            case Scalar():
                return self._scalar(node)
            case Sequence():
                return Sequence(tuple(self.evaluate(item) for item in node.items), node.span)
            case Mapping():
                entries = dict(node.entries)
                for key, span, value in node:
                    if not isinstance(value, Scalar) or "$" in value.text:
                        entries[key] = Entry(key, span, self._below(key).evaluate(value))
                return Mapping(entries, node.span)

    def _below(self, key: str) -> Scope:
        return self._replace(in_shell=True) if key in _SHELL_KEYS else self

    @property
    def _names(self) -> Names:
        return Names(
            steps=self.steps,
            parameters=self.world.parameters,
            inputs=self.inputs or (),
            folders=self.input_paths,
            options=self.options or (),
            in_shell=self.in_shell,
            variables=self.world.variables,
        )

    def _scalar(self, scalar: Scalar) -> Node:
        if "$" not in scalar.text or not isinstance(scalar.data, str):
            return scalar
        parts, is_whole = template_parts(scalar, self.report, self._names)
        if not is_whole:
            self._text(scalar, parts)  # for what else is wrong in it
            return scalar._replace(data=UNKNOWN)
        if len(parts) == 1:
            part = parts[0]
            if isinstance(part, str):
                return Scalar(part, part, scalar.plain, scalar.span)
            return self.value(part, scalar.span)
        return self._text(scalar, parts)

    def _text(self, scalar: Scalar, parts: tuple[str | Reference, ...]) -> Scalar:
        """Text with references in it; a hole in one of them makes the whole a hole.

        All are read, so that all that is wrong is told at once.
        """
        pieces: list[str | Expression] = []
        hole: Hole | None = None
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
                hole = hole or UNKNOWN
                continue
            if isinstance(value.data, Hole | None):  # an option's null is nothing
                hole = hole or value.data or ABSENT
                continue
            if is_structure(value.data):
                self.report.add(
                    codes.TYPE_MISMATCH,
                    f"`{part.text}` is a list or a mapping, and a text can hold single values only",
                    part.span,
                    hint=f"read a value of it: `${{{part.text}…}}`",
                )
                hole = hole or UNKNOWN
                continue
            pieces.append(
                value.text if isinstance(value.data, str | int | float | bool) else value.data
            )
            size = len(pieces[-1]) if isinstance(pieces[-1], str) else 1
            if not self.world.room.take(size, scalar.span, self.report):
                return scalar._replace(data=UNKNOWN)
        if hole:
            return scalar._replace(data=hole)
        check_bucket(scalar, parts, pieces, self.world.parameters, self.report)
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
            "steps": lambda ref: other_step(self, ref),
            "inputs": self._input,
            "options": self._option,
            "item": self._item,
        }
        found = resolvers[reference.root](reference)
        if isinstance(found, Scalar):
            # What is wrong with an input or option is wrong where it was written.
            written = reference.root in ("inputs", "options")
            return found if written else found._replace(span=span)
        if isinstance(found, Sequence | Mapping):
            return found
        return Scalar(found, reference.text, False, span)

    def error(self, code: Code, message: str, ref: Reference, hint: str | None = None) -> Hole:
        """Report a mistake in a reference."""
        self.report.add(code, message, ref.span, hint=hint)
        return UNKNOWN

    def _one_name(self, ref: Reference, what: str) -> str | None:
        if len(ref.path) == 1 and not isinstance(ref.path[0], int):
            part = ref.path[0]
            return part.text if isinstance(part, Key) else part
        self.error(
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
            hint = self._of_the_other("var", "vars", self.world.variables, ref)
            hint = hint or did_you_mean(name, self.world.parameters)
            hint = hint or f"declare it under `parameters:`, as `{name}: VALUE`"
            return self.error(codes.UNKNOWN_PARAMETER, f"there is no parameter `{name}`", ref, hint)
        return ParameterGet(name, parameter.type)

    @staticmethod
    def _of_the_other(what: str, root: str, names: Collection[str], ref: Reference) -> str | None:
        """The root to write where a var was taken for a parameter, or a parameter for a var."""
        name = str(ref.path[0])
        said = f"`{name}` is a {what}: in place of `{ref.text}` write `{root}.{name}`"
        return Hint(said, ref.text, f"{root}.{name}") if name in names else None

    def _execution(self, ref: Reference) -> Expression | Hole:
        name = self._one_name(ref, "execution variable")
        if name is None:
            return UNKNOWN
        if name not in EXECUTION_VARIABLES:
            hint = hint_from(name, EXECUTION_VARIABLES)
            return self.error(
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
        hint = self._of_the_other("parameter", "parameters", self.world.parameters, ref)
        hint = hint or did_you_mean(name, self.world.variables)
        return self.error(
            codes.UNKNOWN_VAR,
            f"there is no var `{name}`",
            ref,
            hint or f"set it under `vars:` or with `--var {name}=…`",
        )

    def _pipeline(self, ref: Reference) -> Node | Expression | Hole:
        if ref.path == ("name",):
            return Scalar(self.world.pipeline, self.world.pipeline, False, ref.span)
        if ref.path in _EXPERIMENT and not self.world.has_experiment:
            message = f"`{ref.text}` is never set: the pipeline says `experiment: null`"
            return self.error(codes.BAD_REFERENCE, message, ref, "remove `experiment: null`")
        if ref.path in _EXPERIMENT:
            return ExperimentGet(_EXPERIMENT[ref.path])
        return self.error(
            codes.BAD_REFERENCE,
            f"only the pipeline's name and experiment can be referred to, not `{ref.text}`",
            ref,
            "`${pipeline.name}`, `${pipeline.experiment.name}` or `${pipeline.experiment.trial}`",
        )

    def _own_step(self, ref: Reference) -> Node | Expression | Hole:
        if ref.path[0] not in ("name", "properties", self.step) and ref.path[0] in self.steps:
            message = f"`{ref.path[0]}` is another step, and `step` the step itself"
            meant = write(f"steps{ref.text.removeprefix('step')}", ref.text)
            return self.error(codes.BAD_REFERENCE, message, ref, meant)
        if self.step is None:
            message = f"`{ref.text}` has a meaning only in a step"
            return self.error(codes.BAD_REFERENCE, message, ref, "the pipeline: `${pipeline.name}`")
        if ref.path == ("name",):
            return Scalar(self.step, self.step, False, ref.span)
        if ref.path[0] == "properties" and self.answered:
            return step_property(self, self.steps[self.step], ref, 1)
        if ref.path[0] == "properties":
            return self.error(
                codes.BAD_REFERENCE,
                f"`{ref.text}` is known only when the step has run",
                ref,
                "only the `value:` of an output may hold it",
            )
        return self.error(
            codes.BAD_REFERENCE,
            f"`{ref.text}` is neither the step's name nor one of its properties",
            ref,
            "`${step.name}` or `${step.properties.NAME}`",
        )

    def _input(self, ref: Reference) -> Node | Hole:
        name = str(ref.path[0].text if isinstance(ref.path[0], Key) else ref.path[0])
        if self.inputs is None:
            return self.error(codes.BAD_REFERENCE, *self._no_inputs(ref, name))
        if name not in self.inputs:
            return self.error(
                codes.UNKNOWN_PORT,
                f"there is no input `{name}` here",
                ref,
                hint_from(name, self.inputs),
            )
        value = self.inputs[name]
        if len(ref.path) == 1:
            return value
        if ref.path[1:] == ("path",):
            if isinstance(value, Scalar) and value.data is ABSENT:
                return ABSENT
            if name in self.input_paths:
                return self.input_paths[name]._replace(span=ref.span)
            return self.error(
                codes.BAD_REFERENCE,
                f"the input `{name}` is not a folder in the container",
                ref,
                f"give it a `path:`, or write `${{inputs.{name}}}`",
            )
        return self.error(
            codes.BAD_REFERENCE,
            f"`{ref.text}` goes further than an input does",
            ref,
            f"`${{inputs.{name}}}` or `${{inputs.{name}.path}}`",
        )

    def _no_inputs(self, ref: Reference, name: str) -> tuple[str, Reference, str]:
        """Why nothing can refer to an input in this place, and what to write."""
        step = self.world.steps.get(self.step or "")
        message = "`inputs` can be referred to only in a contract or a `kind:` step"
        hint = "refer to the other step: `${steps.NAME.OUTPUT}`"
        if step and step.contract and (self.answered or step.head == "kind"):
            message = (
                "`inputs` can be referred to in what a step does, "
                "not in its own inputs, outputs and description"
            )
            port = step.contract.inputs.get(name)
            text = port.value.text if port and isinstance(port.value, Scalar) else ""
            if text and len(ref.path) == 1 and "${inputs" not in text:
                hint = f"write here too what `{name}` is: `{excerpt(text)}`"
        return message, ref, hint

    def _option(self, ref: Reference) -> Node | Hole:
        if self.options is None:
            return self.error(
                codes.BAD_REFERENCE, "`options` can be referred to only in a contract", ref
            )
        name = self._one_name(ref, "option")
        if name is None:
            return UNKNOWN
        if name not in self.options:
            return self.error(
                codes.UNKNOWN_OPTION,
                f"the contract has no option `{name}`",
                ref,
                hint_from(name, self.options),
            )
        return self.options[name]

    def _item(self, ref: Reference) -> Expression | Hole:
        step = self.world.steps.get(self.step or "")
        if step is None or not self._repeats(step.block[-2:-1]):
            hint = "it is for the steps below `for_each:`" if step else None
            message = "`item` has a meaning only inside a loop"
            return self.error(codes.BAD_REFERENCE, message, ref, hint)
        first = ref.path[0] if ref.path else None
        name = first.text if isinstance(first, Key) else first
        known = members_of_items(self.world.steps[step.block[-2]])
        if known is not None and isinstance(name, str) and name not in known:
            message = f"no item of the loop `{step.block[-2]}` has a `{name}`"
            return self.error(codes.BAD_REFERENCE, message, ref, hint_from(name, known))
        return ItemGet(tuple(item_part(part) for part in ref.path))

    def _repeats(self, owner: Block) -> bool:
        """Whether a step (none or one name) is a loop."""
        return any(STEP_TYPES[self.world.steps[name].kind].repeats for name in owner)
