"""The values that flow between the passes: pipeline, steps, contracts, ports, wires.

Everything is frozen. Parsed files keep their YAML trees (`Node`) where the meaning depends
on the step type, and plain fields where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import NamedTuple, TypeVar

from pipec.compiler.diagnostics import Span
from pipec.compiler.record import Record
from pipec.compiler.syntax import Mapping, Node, Scalar

Port = TypeVar("Port")
Block = tuple[str, ...]
"""The steps map that a step stands in: `()` at the top, `("CheckMSE", "then")` in a branch."""
LOOPED = "steps"
"""The key of a block that runs once for each item."""


def common_block(left: Block, right: Block) -> Block:
    """The blocks that two steps share; of an odd length where they stand in two branches."""
    length = 0
    while length < min(len(left), len(right)) and left[length] == right[length]:
        length += 1
    return left[:length]


# --- contracts --------------------------------------------------------------------------

PORT_TYPES = (
    "custom_property", "hyperparameters", "model_artifacts", "payload_samples",
    "processing_output", "training_data",
)  # fmt: skip
"""The types with a meaning of their own; a project may use others, which fit only themselves."""


def _itself(port: type[Port]) -> type[Port]:
    """Let the objects of a tuple's class equal only themselves, as fast as Python can."""
    for name in ("__eq__", "__ne__", "__hash__"):
        setattr(port, name, getattr(object, name))
    return port


class Place(NamedTuple):
    """A member of a request that a port is for: `ModelMetrics.Bias.PreTrainingReport`.

    `only` says that nothing but what is made for it goes there.
    """

    path: str
    only: bool = True


@_itself
class InputPort(NamedTuple):
    """Something that a step needs. The matching fields keep the original design's names.

    `type` is None for an input that the wiring must leave alone. `carrier` holds the keys
    that say how the value enters the request (`channel`, `path`), as written. `place` is where, if
    the kind knows what is meant there; `parts` are the parts of the data, or `predictions`, that
    the kind takes, if nothing else is asked for. `given` is one whose data the step's own `request`
    says, so that nothing need be bound to it. A port equals only itself: what is found of it is
    looked up thousands of times, in all steps of its contract.
    """

    name: str
    type: str | None
    span: Span
    carrier: Mapping
    required: bool = True
    data_type: str = "S3Uri"
    compatible_sources: tuple[str, ...] = ()
    semantic_keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    description: str | None = None
    value: Node | None = None
    place: Place | None = None
    parts: frozenset[str] = frozenset()
    given: bool = False


class ReportFile(Record):
    """A JSON report in an output's folder: its file name, and the property file's name."""

    file: str
    name: str


@_itself
class OutputPort(NamedTuple):
    """Something that a step gives: by `property_path`, by `value`, or by its carrier's `path`.

    `places` are those in the requests of other steps that it is made for, if the kind knows any.
    It equals only itself, as an `InputPort` does.
    """

    name: str
    type: str | None
    span: Span
    carrier: Mapping
    data_type: str = "S3Uri"
    semantic_keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    description: str | None = None
    property_path: str | None = None
    value: Node | None = None
    report: ReportFile | None = None
    places: tuple[str, ...] = ()


class Contract(NamedTuple):
    """What one kind of step needs and gives, and how its request is made.

    `name` is the step type that pipelines name in `uses:`; None for a `kind:` step, which is
    a contract written in place. `body` holds the friendly keys and `request`, as written.
    """

    name: str | None
    kind: str
    span: Span
    inputs: dict[str, InputPort]
    outputs: dict[str, OutputPort]
    options: dict[str, Mapping]
    body: Mapping
    description: str | None = None


# --- pipelines --------------------------------------------------------------------------


class Parameter(Record):
    """A run-time parameter. `type` is String, Integer, Float or Boolean."""

    name: str
    type: str
    span: Span
    default: str | int | float | bool | None = None
    enum: tuple[str, ...] = ()


class DependsOn(Record):
    """An order without data. `when` is completed, failed, stopped or any."""

    step: str
    when: str
    span: Span


class Step(NamedTuple):
    """One step of a pipeline, before anything is bound.

    `head` is the key that makes it what it is (`uses`, `kind`, `if`, `fail`); `kind` the
    service's type. `body` is the step's mapping as written. `contract` is None for
    conditions and fails, whose branches are in `branches` by key (`then`, `else`).
    """

    name: str
    span: Span
    head: str
    kind: str
    block: Block
    body: Mapping
    contract: Contract | None = None
    depends_on: tuple[DependsOn, ...] = ()
    draws_from: tuple[Scalar, ...] | None = None
    branches: AnyMapping[str, tuple[Step, ...]] = {}


class Pipeline(Record):
    """A whole pipeline file, checked for form. `body` is the file's mapping."""

    name: str
    body: Mapping
    parameters: dict[str, Parameter]
    steps: tuple[Step, ...]


class Settings(NamedTuple):
    """What the service takes beside the definition; None where the file does not say.

    `role` is an ARN, `parallelism` the most steps that run at once.
    """

    role: str | None = None
    display_name: str | None = None
    description: str | None = None
    parallelism: int | None = None
    tags: AnyMapping[str, str] = {}


# --- wiring -----------------------------------------------------------------------------


class Want(NamedTuple):
    """An input that the wiring is asked to bind.

    `only` names the one step to take it from (`inputs: {x: ${steps.prep}}`).
    """

    port: InputPort
    span: Span
    only: str | None = None


class WiringStep(NamedTuple):
    """What the wiring sees of a step.

    `step_type` is the contract's name (or the kind, in place). `after` are the steps that
    it is already known to follow directly: written references, `depends_on`, and the
    condition whose branch it stands in. `draws_from` is its `from:` list, or None,
    and `from_spans` where each of it is written. `built_in` says that its contract is one of
    pipec's own, which every other of them knows. `input_types` are those of all its inputs,
    `input_names` the names of all that its contract has, and `written` the inputs that are written
    to be an output, with its step and its name: writing a wire changes nothing for the others.
    `given` are the inputs that are written to be what no step makes. `in_place` says that there is
    no contract. `body` is the step as written. `family` is the first of the contracts that differ
    from its own by the part of the data only.
    """

    name: str
    step_type: str
    kind: str
    block: Block
    span: Span
    wants: tuple[Want, ...]
    outputs: tuple[OutputPort, ...]
    after: frozenset[str] = frozenset()
    draws_from: tuple[str, ...] | None = None
    built_in: bool = False
    input_types: frozenset[str | None] = frozenset()
    input_names: frozenset[str] = frozenset()
    written: tuple[tuple[InputPort, str, str], ...] = ()
    given: tuple[InputPort, ...] = ()
    in_place: bool = False
    body: Mapping | None = None
    family: str | None = None

    @property
    def ports(self) -> tuple[InputPort, ...]:
        """All inputs, but those that are written to be left empty."""
        wanted, written = (want.port for want in self.wants), (port for port, *_ in self.written)
        return (*wanted, *written, *self.given)

    @property
    def twins(self) -> str:
        """What it has in common with steps of its contract or family; in place it is alone."""
        return f"{self.kind} {self.name}" if self.in_place else self.family or self.step_type

    from_spans: AnyMapping[str, Span] = {}


def may_wait(step: Step | WiringStep, other: Step | WiringStep) -> bool:
    """Whether a step can be told to run after another, as far as their places tell.

    Not after itself, what stands around or in it, what ends the run, a step in the other branch of
    a condition, and one of a loop that it is not in.
    """
    if other.kind == "Fail" or other.name in (step.name, *step.block[::2]):
        return False
    common = common_block(step.block, other.block)
    is_apart = len(common) % 2 == 1 or LOOPED in other.block[len(common) + 1 :: 2]
    return not is_apart and step.name not in other.block[::2]


class Words(NamedTuple):
    """A project's own words, by which the wiring reads names; all in lower case.

    `same` has words with the word that each is read as; `ignored` say nothing; of each group of
    `opposites` one word excludes the others.
    """

    same: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    opposites: tuple[tuple[str, ...], ...] = ()


NO_WORDS = Words()


class ScorePart(NamedTuple):
    """One reason for or against a wire, and what it adds to the score."""

    label: str
    value: float


class Candidate(NamedTuple):
    """An output that was looked at for an input.

    `refused` says why it cannot be (a gate, or a score below the threshold); None if it could be.
    `writable` says whether the user may write it all the same. The score is the sum of the parts,
    kept in 0 to 1.
    """

    step: str
    output: str
    score: float
    parts: tuple[ScorePart, ...]
    refused: str | None = None
    writable: bool = True


class Decision(Record):
    """What became of one input: the chosen candidate or None, and the others, best first.

    `others` are what it hesitates between, and all that was weighed when asked for (`pipec
    explain`). `blocked` says what else kept it from choosing.
    """

    step: str
    input: str
    required: bool
    chosen: Candidate | None
    others: tuple[Candidate, ...]
    blocked: str | None = None
