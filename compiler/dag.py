"""The steps of a pipeline as one value: who feeds whom, in which order, and whether that holds.

`dag_of` makes it of what the compiler found out. It can also be made by hand, so nothing is taken
for granted: `PipelineDAG.validate` says all that is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from pipec.compiler import codes
from pipec.compiler.diagnostics import Diagnostic, Report, Span
from pipec.compiler.language.expressions import Reference, parse_template
from pipec.compiler.linking.graph import Edge, order
from pipec.compiler.linking.link import Links, written_references
from pipec.compiler.model import Contract, InputPort, OutputPort, Step
from pipec.compiler.similarity import hint_from, no_such
from pipec.compiler.syntax import Node, Scalar
from pipec.compiler.values import Key
from pipec.compiler.wiring.evidence.ports import unfit


class How(StrEnum):
    """How it is known that a step depends on another.

    INFERRED: the wiring chose the output. WRITTEN: a reference or a pinned wire names it. ORDER:
    one only waits for the other (`depends_on`, standing in a branch or loop, naming a step).
    """

    INFERRED = "inferred"
    WRITTEN = "written"
    ORDER = "order"


class CycleFound(ValueError):  # noqa: N818 - it reads as what was found
    """Steps wait for each other, so that they have no order; the message shows the path."""

    __module__ = "pipec"


class UnknownName(KeyError):  # noqa: N818 - named as the diagnostic is
    """There is no step, output or contract of a name."""

    __module__ = "pipec"  # as a traceback names it

    def __str__(self) -> str:  # that of KeyError shows the message in quotes
        return str(self.args[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyEdge:
    """`target` runs after `source`, and gets `output` of it as its `input`.

    `input` is None where the data goes elsewhere (a hyperparameter, a condition) or there is none;
    `output` where no output of the contract is read (a property, or no data). `confidence` is the
    wiring's score, 0 to 1, and 1 for what is written.
    """

    source: str
    target: str
    output: str | None = None
    input: str | None = None
    confidence: float = 1.0
    how: How


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class PipelineDAG:
    """Steps and what depends on what, as a value: it is equal to one of equal parts, and hashable.

    `nodes` are the steps by name, in file order, each with its contract (None for conditions,
    loops and fails). `edges` may be given in any order; they are kept once each, by the places of
    source and target in the file. What has an end that is no node is kept for `validate` and
    otherwise leads nowhere.
    """

    # Without slots, as what is looked up often is kept in the instance's `__dict__`.
    nodes: Mapping[str, Contract | None]
    edges: tuple[DependencyEdge, ...]

    def __init__(
        self, *, nodes: Mapping[str, Contract | None], edges: Iterable[DependencyEdge] = ()
    ) -> None:
        position = {name: index for index, name in enumerate(nodes)}

        def place(edge: DependencyEdge) -> tuple[int | str | float, ...]:
            ends = (edge.source, edge.target)
            places = (position.get(name, len(position)) for name in ends)
            ports = (edge.input or "", edge.output or "")
            return (*places, *ends, *ports, edge.how, edge.confidence)

        object.__setattr__(self, "nodes", dict(nodes))
        object.__setattr__(self, "edges", tuple(sorted(dict.fromkeys(edges), key=place)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PipelineDAG):
            return NotImplemented
        # The order of the nodes is that of all answers, so it counts.
        same_names = tuple(self.nodes) == tuple(other.nodes)
        return same_names and self.nodes == other.nodes and self.edges == other.edges

    def __hash__(self) -> int:
        return hash((tuple(self.nodes), self.edges))

    def __repr__(self) -> str:
        return f"<DAG of {len(self.nodes)} steps and {len(self.edges)} edges>"

    # --- asking ---------------------------------------------------------------------------

    def topological_order(self) -> tuple[str, ...]:
        """The steps so that each follows what it waits for, else in their given order.

        Raises `CycleFound`.
        """
        names, cycles = self._ordered
        if cycles:
            raise CycleFound(cycles[0].message)
        return names

    def predecessors(self, name: str) -> tuple[str, ...]:
        """The steps that a step waits for directly, in node order. Raises `UnknownName`."""
        sources = (edge.source for edge in self.incoming(name))
        return tuple(dict.fromkeys(source for source in sources if source in self.nodes))

    def successors(self, name: str) -> tuple[str, ...]:
        """The steps that wait for a step directly, in node order. Raises `UnknownName`."""
        targets = (edge.target for edge in self.outgoing(name))
        return tuple(dict.fromkeys(target for target in targets if target in self.nodes))

    def ancestors(self, name: str) -> tuple[str, ...]:
        """All other steps that must have run before a step, in node order. Raises `UnknownName`."""
        return self._reached(name, self.predecessors)

    def descendants(self, name: str) -> tuple[str, ...]:
        """All other steps that a step holds up, in node order. Raises `UnknownName`."""
        return self._reached(name, self.successors)

    def incoming(self, name: str) -> tuple[DependencyEdge, ...]:
        """The edges that end at a step. Raises `UnknownName`."""
        return tuple(self._ending[self._known(name)])

    def outgoing(self, name: str) -> tuple[DependencyEdge, ...]:
        """The edges that begin at a step. Raises `UnknownName`."""
        return tuple(self._beginning[self._known(name)])

    @property
    def roots(self) -> tuple[str, ...]:
        """The steps that wait for nothing, in node order."""
        return tuple(name for name in self.nodes if not self.predecessors(name))

    @property
    def leaves(self) -> tuple[str, ...]:
        """The steps that nothing waits for, in node order."""
        return tuple(name for name in self.nodes if not self.successors(name))

    def validate(self) -> tuple[Diagnostic, ...]:
        """All that is wrong: with the structure, the dependencies, and the types; () if nothing."""
        report = Report()
        _check_structure(self, report)
        report.take(self._ordered[1])
        _check_dependencies(self, report)
        _check_types(self, report)
        return report.diagnostics()

    # --- looked up often ------------------------------------------------------------------

    @cached_property
    def _ordered(self) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
        """The order, and the cycles, for which it is of no use."""
        report = Report()
        waits = [_wait(e) for e in self.edges if {e.source, e.target} <= self.nodes.keys()]
        names = order(tuple(self.nodes), waits, report)
        # The edges do not know where they are written.
        cycles = (found._replace(span=None, related=()) for found in report.diagnostics())
        return names, tuple(cycles)

    @cached_property
    def _ending(self) -> dict[str, list[DependencyEdge]]:
        return self._by_node((edge.target, edge) for edge in self.edges)

    @cached_property
    def _beginning(self) -> dict[str, list[DependencyEdge]]:
        return self._by_node((edge.source, edge) for edge in self.edges)

    def _by_node(
        self, edges: Iterable[tuple[str, DependencyEdge]]
    ) -> dict[str, list[DependencyEdge]]:
        found: dict[str, list[DependencyEdge]] = {name: [] for name in self.nodes}
        for name, edge in edges:
            if name in found:
                found[name].append(edge)
        return found

    def _known(self, name: str) -> str:
        if name in self.nodes:
            return name
        raise UnknownName(no_such("step", name, self.nodes))

    def _reached(self, start: str, near: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
        found, todo = {start}, [start]
        while todo:
            new = [name for name in near(todo.pop()) if name not in found]
            found.update(new)
            todo += new
        return tuple(name for name in self.nodes if name in found and name != start)


# --- what is wrong ----------------------------------------------------------------------

_NOWHERE = Span("", 0, 0, 0, 0)


def _wait(edge: DependencyEdge) -> Edge:
    read = f"{edge.source}.{edge.output}" if edge.output else edge.source
    why = "it is to run after it" if edge.how is How.ORDER else f"it reads `{read}`"
    return Edge(edge.target, edge.source, why, _NOWHERE, is_data=edge.how is not How.ORDER)


def _check_structure(dag: PipelineDAG, report: Report) -> None:
    """Report the edges that lead from or to steps that are not there."""
    for edge in dag.edges:
        for name in (edge.source, edge.target):
            if name not in dag.nodes:
                report.add(
                    codes.UNKNOWN_STEP,
                    f"`{edge.target}` waits for `{edge.source}`, and there is no step `{name}`",
                    None,
                    hint=hint_from(name, dag.nodes),
                )


def _check_dependencies(dag: PipelineDAG, report: Report) -> None:
    """Report ports that are not there, and inputs that get too little or too much."""
    feeding: dict[tuple[str, str], list[DependencyEdge]] = {}
    for edge in dag.edges:
        _check_ports(dag, edge, report)
        if edge.input is not None:
            feeding.setdefault((edge.target, edge.input), []).append(edge)
    for name, contract in dag.nodes.items():
        for port in contract.inputs.values() if contract else ():
            given = feeding.get((name, port.name), [])
            if port.required and port.value is None and not given:
                report.add(
                    codes.UNRESOLVED_INPUT,
                    f"nothing feeds the input `{port.name}` of `{name}`, which it needs",
                    port.span,
                    hint="add an edge from an output of a fitting type, or give the input a value",
                )
            if len(given) > 1:
                listed = " and ".join(f"`{edge.source}.{edge.output}`" for edge in given)
                report.add(
                    codes.AMBIGUOUS_INPUT,
                    f"the input `{port.name}` of `{name}` is fed by {listed}, and it takes one",
                    port.span,
                    hint="keep one of the edges",
                )


def _check_ports(dag: PipelineDAG, edge: DependencyEdge, report: Report) -> None:
    giver, taker = dag.nodes.get(edge.source), dag.nodes.get(edge.target)
    outputs, inputs = giver.outputs if giver else {}, taker.inputs if taker else {}
    if edge.output is not None and edge.source in dag.nodes and edge.output not in outputs:
        report.add(
            codes.UNKNOWN_OUTPUT,
            f"the step `{edge.source}` has no output `{edge.output}`",
            giver.span if giver else None,
            hint=hint_from(edge.output, outputs),
        )
    if edge.input is not None and edge.target in dag.nodes and edge.input not in inputs:
        report.add(
            codes.UNKNOWN_PORT,
            f"the step `{edge.target}` has no input `{edge.input}`",
            taker.span if taker else None,
            hint=hint_from(edge.input, inputs),
        )


def _check_types(dag: PipelineDAG, report: Report) -> None:
    """Report the outputs whose type or data type does not fit the input that they feed."""
    for edge in dag.edges:
        giver, taker = dag.nodes.get(edge.source), dag.nodes.get(edge.target)
        output = giver.outputs.get(edge.output or "") if giver else None
        port = taker.inputs.get(edge.input or "") if taker else None
        reason = _misfit(edge.how, output, port) if output and port else None
        if reason and port:
            report.add(
                codes.TYPE_MISMATCH,
                f"`{edge.source}.{edge.output}` cannot feed the input `{edge.input}` of "
                f"`{edge.target}`: it {reason}",
                port.span,
                hint="take another output, or mend the type in one of the contracts",
            )


def _misfit(how: How, output: OutputPort, port: InputPort) -> str | None:
    """Why an output cannot feed an input, or None."""
    if how is How.INFERRED:
        return unfit(port, output)
    # Whoever writes a wire answers for the type; the data type must fit where there is a type.
    return unfit(port, output._replace(type=port.type)) if port.type is not None else None


# --- from what was compiled ---------------------------------------------------------------


def dag_of(steps: tuple[Step, ...], links: Links) -> PipelineDAG:
    """The DAG of a compiled pipeline (`Result.steps`, `Result.links`).

    Its edges join the same pairs of steps as `links.edges`, which are the reason for them.
    """
    by_name = {step.name: step for step in steps}
    edges = [*_inferred(links)]
    edges += (edge for step in steps for edge in _written(step, by_name))
    with_data = {(edge.source, edge.target) for edge in edges}
    edges += (
        DependencyEdge(source=edge.on, target=edge.step, how=How.ORDER)
        for edge in links.edges
        if (edge.on, edge.step) not in with_data
    )
    return PipelineDAG(nodes={step.name: step.contract for step in steps}, edges=edges)


def _inferred(links: Links) -> Iterator[DependencyEdge]:
    for decision in links.decisions:
        if decision.chosen is not None:
            yield DependencyEdge(
                source=decision.chosen.step,
                target=decision.step,
                output=decision.chosen.output,
                input=decision.input,
                confidence=decision.chosen.score,
                how=How.INFERRED,
            )


def _written(step: Step, by_name: Mapping[str, Step]) -> Iterator[DependencyEdge]:
    """An edge for each reference to a value of another step."""
    fed = _fed_by(step)
    for reference in written_references(step):
        names = [part.text if isinstance(part, Key) else str(part) for part in reference.path]
        source = by_name.get(names[0])
        # A whole step is no value: it tells the wiring where to look.
        if source is None or len(names) == 1:
            continue
        outputs = source.contract.outputs if source.contract else {}
        output = names[1] if names[1] in outputs else None
        # What is read inside of an output's report is another value than the output.
        whole = output is not None and len(names) == 2
        edge = DependencyEdge(source=source.name, target=step.name, output=output, how=How.WRITTEN)
        inputs = fed.get(reference, ()) if whole else ()
        yield from [replace(edge, input=name) for name in inputs] or [edge]


def _fed_by(step: Step) -> dict[Reference, list[str]]:
    """The inputs whose value is one reference and nothing else; several by way of an alias."""
    found: dict[Reference, list[str]] = {}
    for port in step.contract.inputs.values() if step.contract else ():
        reference = _alone(port.value)
        if reference is not None:
            found.setdefault(reference, []).append(port.name)
    return found


def _alone(value: Node | None) -> Reference | None:
    parts = parse_template(value, Report()) if isinstance(value, Scalar) else None
    if parts and len(parts) == 1 and isinstance(parts[0], Reference):
        return parts[0]
    return None
