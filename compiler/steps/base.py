"""What a step type is. Each file of this folder describes one, in a constant `STEP`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from functools import cache, lru_cache
from typing import Any, NamedTuple, Protocol

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.examples import braces, example
from pipec.compiler.language.expressions import Names, Reference, input_alone
from pipec.compiler.merge import says
from pipec.compiler.model import Contract, InputPort, OutputPort, Parameter, Step
from pipec.compiler.python.pycode import Call
from pipec.compiler.python.pycode import Expression as PyExpression
from pipec.compiler.python.pywriter import PythonWriter
from pipec.compiler.record import Record
from pipec.compiler.service.shapes import PathError, load_properties, walk
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, from_data
from pipec.compiler.syntax import Sequence as List
from pipec.compiler.values import (
    ABSENT,
    ANY,
    Contents,
    Join,
    Key,
    PropertyFileGet,
    PropertyGet,
    Wire,
)

MemberPath = tuple[str | int, ...]
"""Where a value goes in a request: member names, and positions in lists."""

ARCHIVE = "sourcedir.tar.gz"
"""What code that is packed is called."""

PropertyPath = tuple[str | int | Key, ...]


class StepDefinition(NamedTuple):
    """A finished step: all that a back end may read.

    `arguments` and `siblings` (members beside `Arguments`) are in wire form, and `contents` what
    stands in them. `branches` hold the steps of a condition or a loop by the key that they stand
    below (`then`, `else`, `steps`).
    """

    name: str
    kind: str
    span: Span
    arguments: dict[str, Wire]
    contents: Contents
    siblings: AnyMapping[str, Wire] = {}
    depends_on: tuple[tuple[str, str], ...] = ()
    display_name: str | None = None
    description: str | None = None
    retry: tuple[dict[str, Any], ...] = ()
    cache: dict[str, Any] | None = None
    branches: AnyMapping[str, tuple[StepDefinition, ...]] = {}


class CodePlace(NamedTuple):
    """Where `code:` lies: its S3 place, and the script in it.

    `uri` is an archive for kinds with `packs_code`, else the file or the folder of plain files.
    `isolated` is whether the container has no network to fetch it with.
    """

    uri: Node
    entry: Scalar
    isolated: bool = False


class BoundStep(NamedTuple):
    """What a step type sees of a step when it makes the request: ports bound, keys merged.

    `inputs` holds the bound value of each input (a scalar with a hole where nothing is bound);
    `keys` the friendly keys with all layers merged; `mentioned` the inputs that the contract's
    own text mentions; `place` makes the default S3 place of an output from its last parts.
    `request` is the whole request, as it was written, once it is made.
    """

    name: str
    span: Span
    contract: Contract
    inputs: AnyMapping[str, Node]
    keys: Mapping
    mentioned: frozenset[str]
    place: Callable[..., Node]
    request: Mapping | None = None

    def place_of(self, *path: str | int) -> Span:
        """Where a member of the request was written; the step itself if nobody wrote it."""
        around = member(self.request, *path[:-1]) if self.request else None
        entry = around.entries.get(str(path[-1])) if isinstance(around, Mapping) else None
        if entry is None:
            return self.span
        return entry.value.span if isinstance(entry.value, Scalar) else entry.key_span


class Evaluator(Protocol):
    """What a step without a request needs to turn its own text into values."""

    @property
    def report(self) -> Report:
        """Where mistakes go."""

    @property
    def names(self) -> Names:
        """What there is to name, for hints."""

    @property
    def parameters(self) -> AnyMapping[str, Parameter]:
        """The pipeline's parameters."""

    @property
    def steps(self) -> AnyMapping[str, Step]:
        """The pipeline's steps."""

    def value(self, node: Node) -> Wire:
        """Any tree with its references evaluated."""

    def text(self, node: Node) -> Wire:
        """A text with its references evaluated; a mapping or list becomes JSON text."""

    def reference(self, reference: Reference) -> Wire:
        """What one bare reference stands for (`UNKNOWN` after an error)."""


def no_members(_: BoundStep) -> Mapping | None:
    """For kinds that add nothing of their own."""
    return None


def all_definitions(steps: Iterable[StepDefinition]) -> Iterator[StepDefinition]:
    """Every finished step, those in branches too."""
    for step in steps:
        yield step
        for branch in step.branches.values():
            yield from all_definitions(branch)


def steps_read(step: StepDefinition) -> list[str]:
    """The steps that a finished one gets a value of, those in its branches aside."""
    found = step.contents.expressions
    return [item.step for item in found if isinstance(item, PropertyGet | PropertyFileGet)]


class Whole(Record):
    """All finished steps by their names, and by the same names what is read of each, by whom."""

    steps: AnyMapping[str, StepDefinition]
    reads: AnyMapping[str, Sequence[tuple[StepDefinition, PropertyGet]]]


PythonHook = Callable[[StepDefinition, tuple[tuple[str, PyExpression], ...], PythonWriter], Call]
"""Makes the call that builds a step from the definition and the arguments all steps take.

Statements that must stand before it go to the writer's `before`.
"""
IdiomaticHook = Callable[
    [StepDefinition, tuple[tuple[str, PyExpression], ...], PythonWriter], Call | None
]
"""As `PythonHook`, and None for a request that the SDK's class cannot say exactly."""


NEEDED, OMITTED = object(), object()
"""In place of the default of a `SiblingKey` that has none."""


class SiblingKey(Record):
    """The member beside `Arguments` that a key becomes.

    `default` is what is written where the key is not: `NEEDED` makes that an error, `OMITTED`
    leaves the member out. `type` is what a reference must give, where only that will do;
    `pattern` what a text that is known must be.
    """

    member: str
    default: object = NEEDED
    type: str | None = None
    pattern: str = ""

    @property
    def schema(self) -> dict[str, str]:
        """What a schema can tell of its text, in which references may stand."""
        return {"type": "string", "pattern": rf"^{self.pattern}$|\$\{{"}


class StepType(Record):
    """One SageMaker step type.

    kind: the wire `Type`. head: the key that such a step begins with.
    required: keys that a step without a contract must have.
    doc_url: the page of AWS's documentation.
    keys: JSON Schemas of the keys that only this kind has; editors show their `description`.
    branches: keys that hold steps; one of them is needed, else the step `idles`.
    repeats: whether what it holds runs once for each item.
    follows: the names, in a step's own text, of steps that it waits for though it reads nothing.
    looks_ahead: own keys that speak of steps which run later, so that it does not wait for them.
    placements: where each friendly key goes in the request.
    reasons: why a friendly key that other kinds have is missing here.
    unasked: what the SDK v3 classes write unasked. refused: request members that the pipeline
    service does not take in a step, by their path, with the reason; jobs' names are those that
    `trim_request_dict` in `sagemaker.core.workflow.utilities` (3.27) removes.
    needed: by friendly key, members of which the service wants one though its model says optional.
    to_add: by such a key, what to write for a request like this one, where it is not the usual.
    runs: members one of which says what a prebuilt image is to run; none: nothing is needed.
    runs_algorithms: whether a prebuilt image may be an algorithm, which needs no script.
    for_request: the same kind with other places of its keys, if what is written under `request`
    asks for that.
    cache, retry: whether the kind has them (`retry`: "job", "step" or None).
    not_from_defaults: keys that hold only where a step or its contract says them itself.
    check: what only this kind can be wrong about, once its request is made. check_among: the same,
    for what only shows among all the finished steps.
    several: a member of the request, and the list that may stand in its place; each of the list
    has what `defaults` say of the one.
    instead: members of which what pipec sets unasked is left out, where another is there.
    port_keys: which of `channel`, `path`, `to`, `report` a port of this kind can have.
    given: whether a step's own `request` says an input's data, so that nothing need be bound to it.
    carry: the request members that the ports become. carries_inputs: whether an input needs no
    mention to be carried. code: the members that `code:` becomes, given `command`.
    code_excludes: keys that cannot stand beside `code`. packs_code: whether it becomes an archive.
    machines: members that say on what machines the image runs; the first that is there decides.
    image_scope: which of a framework's images is meant, `training` or `inference`.
    own_image: the short form of the one prebuilt image that such a step can run.
    input_folder: where an input of this name is mounted by default.
    property_files: whether reports in outputs can be looked into as property files.
    output_path: the property path of an output that names none.
    output_place: the text of an output's place, if there is one, where no property tells that.
    request: the shape in botocore's model that describes the arguments; none: they are free.
    described: the shapes that describe the step's properties, all their members together.
    service: whose model that is.
    shapes: shapes of our own beside the model's, in its form (and `like` with `without` and `with`,
    for a shape that is another with members left out or changed): what the pipeline service takes
    where no single request says it.
    arguments: for kinds without a request, the arguments from the step itself.
    own_name: the member that names what the step makes, which nothing else may be called.
    sibling_keys: own keys, with dots inside, that become members beside `Arguments`.
    siblings: further such members.
    knows: a contract with what the kind knows of its ports: where they go, what they are made for.
    known_by: the keys by which it knows.
    python: the SDK class that says exactly this, whatever the request holds.
    idiomatic: the SDK class that data scientists know, or None where it cannot say this request.
    Where neither is there `RequestStep` is written, for which `enum_member` is the SDK's
    `StepTypeEnum` member.
    python_properties: where the SDK spells a property's first member differently.
    python_attributes: whether the SDK's class knows its properties as attributes.
    """

    kind: str
    doc_url: str
    head: str = "kind"
    keys: AnyMapping[str, dict[str, Any]] = {}
    required: tuple[str, ...] = ()
    branches: AnyMapping[str, str] = {}
    idles: str = ""
    repeats: bool = False
    looks_ahead: tuple[str, ...] = ()
    follows: Callable[[Mapping], Iterable[Scalar]] = lambda _body: ()
    placements: AnyMapping[str, MemberPath] = {}
    reasons: AnyMapping[str, str] = {}
    unasked: AnyMapping[str, Any] = {}
    several: tuple[str, str] | None = None
    instead: AnyMapping[MemberPath, tuple[MemberPath, ...]] = {}
    refused: AnyMapping[str, str] = {}
    for_request: Callable[[Iterable[Mapping]], StepType | None] = lambda _requests: None
    cache: bool = False
    not_from_defaults: frozenset[str] = frozenset()
    port_keys: AnyMapping[str, frozenset[str]] = {
        "inputs": frozenset(),
        "outputs": frozenset({"report"}),
    }
    check: Callable[[BoundStep, dict[str, Wire], Report], None] | None = None
    check_among: Callable[[StepDefinition, Whole, Report], None] | None = None
    retry: str | None = None
    needed: AnyMapping[str, tuple[MemberPath, ...]] = {}
    to_add: Callable[[dict[str, Wire]], AnyMapping[str, str]] = lambda _arguments: {}
    runs: tuple[MemberPath, ...] = ()
    runs_algorithms: bool = False
    given: Callable[[Mapping, Contract, InputPort], bool] = lambda _request, _contract, _port: False
    carry: Callable[[BoundStep], Mapping | None] = no_members
    carries_inputs: bool = False
    code: Callable[[CodePlace, Node | None], Mapping] | None = None
    packs_code: bool = False
    code_excludes: tuple[str, ...] = ()
    machines: tuple[MemberPath, ...] = ()
    image_scope: str = "inference"
    own_image: AnyMapping[str, str] = {}
    input_folder: Callable[[str], str] | None = None
    property_files: bool = False
    output_path: Callable[[Contract, OutputPort], str | None] = lambda _contract, _port: None
    output_place: Callable[[Contract, OutputPort], Node | None] = lambda _contract, _port: None
    request: str = ""
    described: tuple[str, ...] = ()
    service: str = "sagemaker"
    shapes: AnyMapping[str, AnyMapping[str, Any]] = {}
    arguments: Callable[[Step, Evaluator], dict[str, Wire]] | None = None
    own_name: str | None = None
    sibling_keys: AnyMapping[str, SiblingKey] = {}
    siblings: Callable[[BoundStep, dict[str, Wire]], dict[str, Wire]] = lambda _step, _arguments: {}
    properties: Callable[[Contract | None, PropertyPath], str | PathError | None] | None = None
    knows: Callable[[Contract], Contract] = lambda contract: contract
    known_by: tuple[str, ...] = ()
    enum_member: str = ""
    python: PythonHook | None = None
    idiomatic: IdiomaticHook | None = None
    python_properties: AnyMapping[str, str] = {}
    python_attributes: bool = True

    @property
    def a_step(self) -> str:
        """Such a step in a sentence: `an EMR step`."""
        return f"{'an' if self.kind[0] in 'AEIO' else 'a'} {self.kind} step"

    def example(self, key: str) -> str:
        """A key with a value that such a step can have, in backticks."""
        if key == "image" and self.own_image:
            return f"`image: {braces(self.own_image)}`"
        return example(key)

    def gives(self, contract: Contract, port: OutputPort) -> bool:
        """Whether an output without `property_path` and `value` has a place by its kind."""
        return self.output_path(contract, port) is not None


_UNCHECKED: dict[str, dict[str, Any]] = {
    "unchecked": {
        "const": True,
        "words": "true, or not written",
        "description": "`true` for a kind that the service knows and pipec does not: nothing of "
        "the step is checked.",
    }
}


@cache
def unchecked_type(kind: str) -> StepType:
    """A type that the service knows and pipec does not: its request and properties are free."""
    return StepType(
        kind=kind,
        doc_url="https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
        "API_PipelineExecutionStepMetadata.html",
        keys=_UNCHECKED,
        cache=True,
        not_from_defaults=frozenset({"cache"}),
        retry="job",
        properties=lambda _contract, _path: ANY,
        python_attributes=False,
    )


_FILED = "the pipeline's own `experiment:` says where its runs are filed"
NO_EXPERIMENT = {
    f"ExperimentConfig.{name}": _FILED for name in ("ExperimentName", "RunName", "TrialName")
}
"""Of `ExperimentConfig` the SDK keeps `TrialComponentDisplayName` and drops the rest, without a
word: `Step._trim_experiment_config` in `sagemaker.mlops.workflow.steps` (3.27)."""


@lru_cache(maxsize=4096)
def describe_property(kind: str, path: PropertyPath) -> str | PathError | None:
    """The JSON type at a property path by the Describe shape (None: not a single value)."""
    found = walk(load_properties(kind), path)
    return found if isinstance(found, PathError) else found.json_type


# --- helpers for the files of this folder -----------------------------------------------


def nest(path: MemberPath, value: Node, span: Span) -> Node:
    """`value` at `path` of an otherwise empty request."""
    for part in reversed(path):
        if isinstance(part, int):
            value = List((value,), span)
        else:
            value = Mapping({part: Entry(part, span, value)}, span)
    return value


def members(span: Span, **values: Node | str | int | bool | None) -> Mapping:
    """A mapping of request members; those that are None are left out."""
    entries = {}
    for name, value in values.items():
        if value is not None:
            node = from_data(value, span)
            entries[name] = Entry(name, node.span, node)
    return Mapping(entries, span)


def inference_code(place: CodePlace) -> Mapping:
    """The environment by which the framework images find their inference code."""
    return members(
        place.entry.span, SAGEMAKER_PROGRAM=place.entry, SAGEMAKER_SUBMIT_DIRECTORY=place.uri
    )


def fetches_code(container: dict[str, Wire]) -> bool:
    """Whether a container is told to fetch its inference code from S3 when it starts."""
    place = mapping_at(container, "Environment").get("SAGEMAKER_SUBMIT_DIRECTORY")
    beginning = place.values[0] if isinstance(place, Join) else place
    return isinstance(beginning, str) and beginning.startswith("s3://")


def sequence(items: Iterable[Node], span: Span) -> List | None:
    """A list, or None when it is empty, so that `members` leaves it out."""
    found = tuple(items)
    return List(found, span) if found else None


def carried_inputs(step: BoundStep, key: str) -> list[tuple[InputPort, Node]]:
    """The inputs that enter the request through the kind's carrier, in the contract's order.

    An input that the contract mentions by `${inputs.X}` is carried only if it also says `key`,
    and one that nothing is bound to only if the step's `request` says its data.
    """
    found = []
    for name, port in step.contract.inputs.items():
        value = step.inputs[name]
        is_there = port.given or not is_absent(value)
        if is_there and (key in port.carrier or name not in step.mentioned):
            found.append((port, value))
    return found


def is_absent(value: Node) -> bool:
    """Whether nothing is bound to an input."""
    return isinstance(value, Scalar) and value.data is ABSENT


def gives_model(contract: Contract, port: InputPort, container: Node | None) -> bool:
    """Whether a written container has files of a model in place of the archive of an input."""
    mentioned = inputs_in(contract.body.get("request"))
    is_archive = any(name == port.name and at.endswith("ModelDataUrl") for name, at in mentioned)
    return is_archive and says(container, "ModelDataSource")


def inputs_in(node: Node | None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The inputs that are the whole of a member, each with the dotted path of that member."""
    if isinstance(node, Mapping):
        for entry in node:
            yield from inputs_in(entry.value, (*path, entry.key))
    elif isinstance(node, List):
        for item in node:
            yield from inputs_in(item, path)
    elif isinstance(node, Scalar) and (name := input_alone(node.text)):
        yield name, ".".join(path)


def member(tree: Node | None, *path: str | int) -> Node | None:
    """What stands at a place of a contract's text or of a request; None if nothing does."""
    node = tree
    for part in path:
        if isinstance(part, int):
            items = node.items if isinstance(node, List) else ()
            node = items[part] if part < len(items) else None
        else:
            node = node.get(part) if isinstance(node, Mapping) else None
    return node


def mapping_at(value: Wire, *path: str) -> dict[str, Wire]:
    """The mapping at a place of a request; empty where there is none, or an error was reported."""
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def mappings_in(value: Wire) -> list[dict[str, Wire]]:
    """The mappings of a list; none where it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def file_name(place: Wire) -> str:
    """The name of the file at a place in S3; empty for a folder, and where it is not known."""
    end = place.values[-1] if isinstance(place, Join) else place
    name = end.rpartition("/")[2] if isinstance(end, str) and "/" in end else ""
    return name if "." in name else ""
