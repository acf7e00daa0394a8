"""A compiled pipeline as all forms of its graph show it: steps, wires with reasons, parameters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipec.cli.report.excerpt import split_lines
from pipec.cli.report.grid import grid_of
from pipec.cli.report.layout import drawn_pairs
from pipec.compiler.compile import Result
from pipec.compiler.dag import DependencyEdge, How, PipelineDAG, dag_of
from pipec.compiler.deployment.graph import gets, parameters_in, steps_of
from pipec.compiler.diagnostics import Span
from pipec.compiler.emit.definition import definition_of
from pipec.compiler.emit.plan import Plan
from pipec.compiler.linking.graph import Edge
from pipec.compiler.linking.link import Links, written_references
from pipec.compiler.model import Block, Contract, Decision, InputPort, Step
from pipec.compiler.syntax import Node, Scalar, Sequence
from pipec.compiler.values import Key

SourceText = Callable[[str], str | None]
"""The text of a file by its name in spans; None where there is none to show."""

_SAID = ("if", "for_each", "fail")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file, from line `first` on."""

    file: str
    first: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step waits for another one, where that is written, and the whole line there."""

    text: str
    span: Span
    line: str


@dataclass(frozen=True, slots=True)
class GraphInput:
    """An input of a step; `decision` is the wiring's, None where the input is not its business."""

    port: InputPort
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Wire:
    """An edge with its reasons; `decision` is the wiring's, where it chose."""

    edge: DependencyEdge
    reasons: tuple[Reason, ...]
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class GraphParameter:
    """A run-time parameter, its default as text, and the steps whose requests name it.

    `steps` is None where no request is seen to, and not all of them are known.
    """

    name: str
    type: str
    default: str | None
    choices: tuple[str, ...]
    steps: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphStep:
    """A step with all that is shown of it.

    Steps of one `level`, counted from 1, wait for no other of it. `said` is the text of its
    condition, list or failure. `request` is its part of the definition without the steps in it;
    None where the pipeline has errors.
    """

    step: Step
    level: int
    said: str | None
    inputs: tuple[GraphInput, ...]
    wires: tuple[Wire, ...]
    parameters: tuple[str, ...]
    request: Mapping[str, Any] | None
    source: Excerpt | None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its branches, or its loop's body."""
        step = self.step
        return tuple((*step.block, step.name, key) for key, inner in step.branches.items() if inner)

    @property
    def type(self) -> str:
        """Its contract and kind, or its kind alone."""
        contract = self.step.contract
        name = contract.name if contract else None
        return f"{name} ({self.step.kind})" if name else self.step.kind

    @property
    def description(self) -> str | None:
        """Its own description, or its contract's."""
        own = self.step.body.get("description")
        if isinstance(own, Scalar):
            return own.text
        return self.step.contract.description if self.step.contract else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A pipeline. Steps are in file order."""

    name: str
    file: str
    dag: PipelineDAG
    steps: tuple[GraphStep, ...]
    parameters: tuple[GraphParameter, ...]

    @property
    def compiled(self) -> tuple[Step, ...]:
        """The steps as the compiler has them."""
        return tuple(item.step for item in self.steps)

    def within(self, block: Block) -> tuple[GraphStep, ...]:
        """The steps that stand directly in a block, each after those that it waits for."""
        found = (item for item in self.steps if item.step.block == block)
        return tuple(sorted(found, key=lambda item: item.level))

    def drawn(self) -> Iterator[tuple[str, str, tuple[DependencyEdge, ...]]]:
        """The pairs of steps between which one line is drawn, with all edges between them."""
        for source, target in drawn_pairs(self.dag, self.compiled):
            edges = (edge for edge in self.dag.incoming(target) if edge.source == source)
            yield source, target, tuple(edges)

    @property
    def summary(self) -> str:
        """How much there is of what."""
        count = {how: sum(edge.how is how for edge in self.dag.edges) for how in How}
        return (
            f"{counted(len(self.steps), 'step')}, {counted(len(self.parameters), 'parameter')}; "
            f"wires: {count[How.INFERRED]} inferred, {count[How.WRITTEN]} written"
        )


def counted(count: int, what: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def graph_of(result: Result, links: Links, plan: Plan, file: str, text_of: SourceText) -> Graph:
    """The graph of a result; what was not taken is in it if that was compiled with `explain`.

    `links` and `plan` are the result's; `file` is the pipeline's file as it is to be shown. Raises
    `CycleFound` where the steps have no order.
    """
    dag = dag_of(result.steps, links)
    is_whole = result.artifacts is not None
    definition = definition_of(plan)
    found = {name: item.own for name, item in steps_of(definition).items()}
    used = {name: tuple(dict.fromkeys(_parameters(own))) for name, own in found.items()}
    requests = found if is_whole else {}
    return Graph(
        name=plan.name,
        file=file,
        dag=dag,
        steps=tuple(_steps(result.steps, links, dag, requests, used, text_of)),
        parameters=tuple(
            _parameter(name, entry, used, is_whole=is_whole)
            for name, entry in parameters_in(definition).items()
        ),
    )


def _steps(
    steps: tuple[Step, ...],
    links: Links,
    dag: PipelineDAG,
    requests: Mapping[str, Mapping[str, Any]],
    used: Mapping[str, tuple[str, ...]],
    text_of: SourceText,
) -> Iterator[GraphStep]:
    cells = grid_of(dag, steps).cells
    decisions = {(item.step, item.input): item for item in links.decisions}
    waits: dict[str, list[Edge]] = {step.name: [] for step in steps}
    for edge in links.edges:
        waits[edge.step].append(edge)
    texts = {file: split_lines(text_of(file) or "") for file in {s.span.file for s in steps}}
    for step in steps:
        lines = texts[step.span.file]
        ports = step.contract.inputs.values() if step.contract else ()
        yield GraphStep(
            step=step,
            level=cells[step.name].column + 1,
            said=_said(step),
            inputs=tuple(GraphInput(p, decisions.get((step.name, p.name))) for p in ports),
            wires=tuple(_wires(step, dag, decisions, waits[step.name], lines)),
            parameters=used.get(step.name, ()),
            request=requests.get(step.name),
            source=_excerpt(step, lines),
        )


def _parameter(
    name: str, entry: Mapping[str, Any], used: Mapping[str, tuple[str, ...]], *, is_whole: bool
) -> GraphParameter:
    default = entry.get("DefaultValue")
    steps = tuple(step for step, names in used.items() if name in names)
    return GraphParameter(
        name=name,
        type=str(entry["Type"]),
        default=default if isinstance(default, str | None) else json.dumps(default),
        choices=tuple(map(str, entry.get("EnumValues", ()))),
        steps=steps if steps or is_whole else None,
    )


def _parameters(request: Any) -> Iterator[str]:
    for text in gets(request):
        root, _, name = text.partition(".")
        if root == "Parameters":
            yield name


def _said(step: Step) -> str | None:
    if step.head not in _SAID:
        return None
    value = step.body.get(step.head)
    return _one_line(value) if value is not None else None


def _one_line(value: Node) -> str:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_one_line, value.items))}]"
    return f"{{{', '.join(f'{entry.key}: {_one_line(entry.value)}' for entry in value)}}}"


def _excerpt(step: Step, lines: list[str]) -> Excerpt | None:
    """The step's text; of one that an alias stands for, the line with its name."""
    start, end = step.span, step.body.span
    last = end.end_line if end.file == start.file and end.end_line >= start.line else start.line
    shown = tuple(lines[start.line - 1 : last])
    return Excerpt(start.file, start.line, shown) if any(shown) else None


# --- wires ------------------------------------------------------------------------------


def _wires(
    step: Step,
    dag: PipelineDAG,
    decisions: Mapping[tuple[str, str], Decision],
    waits: Iterable[Edge],
    lines: list[str],
) -> Iterator[Wire]:
    """The wires into a step; `waits` is all that it waits for, `lines` the file that it is in."""
    read = _read(step, dag.nodes)
    for edge in dag.incoming(step.name):
        decision = None
        found: list[tuple[str, Span]] = []
        match edge.how:
            case How.INFERRED:
                decision = decisions[step.name, edge.input or ""]
                found = [("pipec chose it by its score", step.span)]
            case How.WRITTEN:
                found = read.get((edge.source, edge.output), [])
            case How.ORDER:
                found = [(item.why, item.span) for item in waits if item.on == edge.source]
        reasons = (
            Reason(text, span, lines[span.line - 1] if span.line <= len(lines) else "")
            for text, span in dict.fromkeys(found)
        )
        yield Wire(edge, tuple(reasons), decision)


def _read(
    step: Step, sources: Mapping[str, Contract | None]
) -> dict[tuple[str, str | None], list[tuple[str, Span]]]:
    """What a step reads, by its source and the output; None is anything but outputs."""
    found: dict[tuple[str, str | None], list[tuple[str, Span]]] = {}
    for reference in written_references(step):
        names = [part.text if isinstance(part, Key) else str(part) for part in reference.path]
        if len(names) > 1:
            source = sources.get(names[0])
            is_output = source is not None and names[1] in source.outputs
            place = names[0], names[1] if is_output else None
            found.setdefault(place, []).append((f"it reads `{reference.text}`", reference.span))
    return found
