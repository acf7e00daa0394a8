"""In which column and row each step of a pipeline is drawn, so that data flows to the right.

A step's column is the longest way to it from a step that waits for nothing. The steps of a branch
or of a loop's body have an area of cells for themselves, so that a rectangle can be drawn round it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pipec.compiler.dag import CycleFound, DependencyEdge, How, PipelineDAG
from pipec.compiler.model import Block, Step
from pipec.compiler.steps import STEP_TYPES

Near = Callable[[str], Sequence[str]]

_SWEEPS = 5
"""Odd: the last one goes with the data, which is how people read."""
_TALL = 8
"""In more rows what all wait for stays on top, where the scrolling begins."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a step stands, counted from 0."""

    column: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The cells, ends included, that belong to one block.

    `level` is 1 where it holds no other area, else one more than that of the highest in it.
    """

    block: Block
    left: int
    right: int
    top: int
    bottom: int
    level: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells by step, in node order, and the areas, each before those in it."""

    cells: dict[str, Cell]
    areas: tuple[Area, ...]


def grid_of(dag: PipelineDAG, steps: Iterable[Step] = ()) -> Grid:
    """The grid of a DAG; `steps` tell which stand in a branch or loop.

    Raises `CycleFound`.
    """
    by_name = {step.name: step for step in steps}
    blocks = {name: by_name[name].block if name in by_name else () for name in dag.nodes}
    columns = _columns(_behind_loops(dag, by_name.values()))
    layers = _swept(_layers(dag.topological_order(), columns), dag)
    rows, areas = _Stacking(blocks, columns, layers, dag).stack(())
    return Grid({name: Cell(columns[name], rows[name]) for name in dag.nodes}, tuple(areas))


# --- columns ----------------------------------------------------------------------------


def _behind_loops(dag: PipelineDAG, steps: Iterable[Step]) -> PipelineDAG:
    """The DAG where what waits for a loop waits for all that it repeats too."""
    steps = tuple(steps)
    inside: dict[str, dict[str, None]] = {
        step.name: {} for step in steps if STEP_TYPES[step.kind].repeats
    }
    for step in steps:
        for owner in step.block[::2]:
            if owner in inside:
                inside[owner][step.name] = None
    waits = [
        DependencyEdge(source=name, target=later, how=How.ORDER)
        for loop, names in inside.items()
        for later in (dag.successors(loop) if loop in dag.nodes else ())
        if later not in names
        for name in names
    ]
    stretched = PipelineDAG(nodes=dag.nodes, edges=(*dag.edges, *waits))
    try:
        stretched.topological_order()
    except CycleFound:  # a step of the loop waits for what waits for the loop
        return dag
    return stretched


def _columns(dag: PipelineDAG) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in dag.topological_order():
        found[name] = max((found[before] + 1 for before in dag.predecessors(name)), default=0)
    return found


def _layers(names: Iterable[str], columns: dict[str, int]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for name in names:
        layers[columns[name]].append(name)
    return layers


# --- the order in a column --------------------------------------------------------------


def _swept(layers: list[list[str]], dag: PipelineDAG) -> list[list[str]]:
    """The layers, each ordered by where the neighbours of its steps stand, which crosses less."""
    place = {name: index for layer in layers for index, name in enumerate(layer)}
    before = {name: dag.predecessors(name) for name in dag.nodes}
    after = {name: dag.successors(name) for name in dag.nodes}
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        near = (before if forward else after).__getitem__
        for layer in layers if forward else reversed(layers):
            centres = {name: _mean(near(name), place, place[name]) for name in layer}
            layer.sort(key=centres.__getitem__)
            place.update((name, index) for index, name in enumerate(layer))
    return layers


def _mean(names: Iterable[str], place: dict[str, int], otherwise: int) -> float:
    places = [place[name] for name in names if name in place]
    return sum(places) / len(places) if places else otherwise


# --- rows -------------------------------------------------------------------------------


class _Stacking:
    """Gives rows: the steps of a block, and below them, as high as they can be, its areas."""

    def __init__(
        self,
        blocks: dict[str, Block],
        columns: dict[str, int],
        layers: list[list[str]],
        dag: PipelineDAG,
    ) -> None:
        self._columns = columns
        self._dag = dag
        self._own: dict[Block, list[list[str]]] = {}
        self._children: dict[Block, list[Block]] = {(): []}
        for block in blocks.values():
            for end in range(0, len(block) + 1, 2):
                self._enter(block[:end])
        for layer in layers:
            of_block: dict[Block, list[str]] = {}
            for name in layer:
                of_block.setdefault(blocks[name], []).append(name)
            for block, names in of_block.items():
                self._own[block].append(names)

    def _enter(self, block: Block) -> None:
        if block in self._own:
            return
        self._own[block] = []
        self._children.setdefault(block, [])
        if block:
            self._children[block[:-2]].append(block)

    def stack(self, block: Block) -> tuple[dict[str, int], list[Area]]:
        """The rows of all steps in a block, from 0 on, and the areas in it."""
        rows = self._aligned(self._own.get(block, []))
        areas: list[Area] = []
        free: dict[int, int] = {}
        for name, row in rows.items():
            column = self._columns[name]
            free[column] = max(free.get(column, 0), row + 1)
        for child in self._children[block]:
            inner, within = self.stack(child)
            across = [self._columns[name] for name in inner]
            left, right = min(across), max(across)
            top = max(free.get(column, 0) for column in range(left, right + 1))
            bottom = top + max(inner.values())
            level = 1 + max((area.level for area in within), default=0)
            areas.append(
                Area(block=child, left=left, right=right, top=top, bottom=bottom, level=level)
            )
            areas += (replace(a, top=a.top + top, bottom=a.bottom + top) for a in within)
            rows |= {name: row + top for name, row in inner.items()}
            free |= dict.fromkeys(range(left, right + 1), bottom + 1)
        return rows, areas

    def _aligned(self, layers: list[list[str]]) -> dict[str, int]:
        """Rows for steps in a given order, each beside what it waits for if there is room."""
        rows: dict[str, int] = {}
        for layer in layers:
            self._settle(layer, self._dag.predecessors, rows)
        if max(rows.values(), default=0) < _TALL:
            first = {n for n in rows if not any(b in rows for b in self._dag.predecessors(n))}
            for layer in reversed(layers):
                self._settle(layer, lambda n: self._dag.successors(n) if n in first else (), rows)
        least = min(rows.values(), default=0)
        return {name: row - least for name, row in rows.items()}

    @staticmethod
    def _settle(layer: list[str], near: Near, rows: dict[str, int]) -> None:
        row = -1
        for name in layer:
            wanted = _mean(near(name), rows, rows.get(name, row + 1))
            row = max(row + 1, int(wanted))
            rows[name] = row
