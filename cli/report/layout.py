"""A pipeline's graph in pixels: boxes for steps, frames for branches and loops, ways for edges.

No way crosses a box: between columns and between rows is room, and in it runs what goes further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from pipec.cli.report.grid import Area, Cell, Grid, grid_of
from pipec.compiler.dag import How, PipelineDAG
from pipec.compiler.model import Block, Step

BOX_HEIGHT = 42
HEAD = 20
"""The room for a frame's label."""
FOOT = 10
_BETWEEN_COLUMNS = 56
_BETWEEN_ROWS = 20
_TRACK = 7
_MARGIN = 14

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a step is drawn."""

    name: str
    x: int
    y: int
    width: int
    height: int = BOX_HEIGHT


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle round the steps of a branch, or of a loop's body."""

    block: Block
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Way:
    """From the right side of one step to the left side of another, always to the right.

    Where two points differ in height the line bends between them, else it is straight.
    """

    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A whole drawing, and its size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    ways: tuple[Way, ...]


def layout_of(dag: PipelineDAG, steps: Iterable[Step], width_of: Callable[[str], int]) -> Layout:
    """Where everything is drawn; `width_of` is how much room the texts of a step need.

    Raises `CycleFound`.
    """
    steps = tuple(steps)
    grid = grid_of(dag, steps)
    lanes = _Lanes(grid, drawn_pairs(dag, steps))
    scale = _Scale(grid, lanes, width_of)
    return Layout(
        width=scale.width,
        height=scale.height,
        boxes=tuple(scale.box(name, cell) for name, cell in grid.cells.items()),
        frames=tuple(scale.frame(area) for area in grid.areas),
        ways=tuple(scale.way(*pair, lanes) for pair in lanes.pairs),
    )


def drawn_pairs(dag: PipelineDAG, steps: Iterable[Step]) -> list[tuple[str, str]]:
    """The steps between which a line is drawn, once for all edges between the same two.

    That a step of a branch or loop waits for its owner is left to the frame, if the step waits for
    another one in there, too.
    """
    blocks = {step.name: step.block for step in steps}
    only_order = {(edge.source, edge.target): True for edge in dag.edges}
    for edge in dag.edges:
        only_order[edge.source, edge.target] &= edge.how is How.ORDER
    pairs = []
    for (source, target), is_order in only_order.items():
        if not {source, target} <= dag.nodes.keys():
            continue
        block = blocks.get(target, ())
        if is_order and block[-2:-1] == (source,):
            others = (blocks.get(name, ()) for name in dag.predecessors(target))
            if any(other[: len(block)] == block for other in others):
                continue
        pairs.append((source, target))
    return pairs


@dataclass(slots=True)
class _Lanes:
    """Which pairs run between two rows, and on which track there: a source has one in a gap.

    Of those that end at one step, one runs straight through the free cells before it.
    """

    grid: Grid
    pairs: list[tuple[str, str]]
    gaps: dict[tuple[str, str], int] = field(init=False)
    tracks: dict[tuple[int, str], int] = field(init=False)
    counts: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        taken = {(cell.column, cell.row) for cell in self.grid.cells.values()}
        straight = self._straight(taken)
        self.gaps = {}
        spans: dict[tuple[int, str], tuple[int, int]] = {}
        for source, target in self.pairs:
            start, end = self.grid.cells[source], self.grid.cells[target]
            between = range(start.column + 1, end.column)
            if not between or straight.get(target) == source:
                continue
            gap = self.gaps[source, target] = max(start.row, end.row)
            _, last = spans.get((gap, source), (0, 0))
            spans[gap, source] = (between[0], max(last, between[-1]))
        self.tracks, self.counts = _tracked(spans)

    def _straight(self, taken: set[tuple[int, int]]) -> dict[str, str]:
        """The source by target of what runs straight: one in the same row, else the farthest."""
        free: dict[str, list[tuple[bool, int, str]]] = {}
        for source, target in self.pairs:
            start, end = self.grid.cells[source], self.grid.cells[target]
            between = range(start.column + 1, end.column)
            if between and not any((column, end.row) in taken for column in between):
                ranked = (start.row != end.row, start.column, source)
                free.setdefault(target, []).append(ranked)
        return {target: min(sources)[-1] for target, sources in free.items()}


def _tracked(
    spans: dict[tuple[int, str], tuple[int, int]],
) -> tuple[dict[tuple[int, str], int], dict[int, int]]:
    """A track for each span of columns in a gap, so that none lie over each other; and how many."""
    tracks: dict[tuple[int, str], int] = {}
    ends: dict[int, list[int]] = {}
    for key, (first, last) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        used = ends.setdefault(key[0], [])
        track = next((i for i, end in enumerate(used) if end < first), len(used))
        used[track : track + 1] = [last]
        tracks[key] = track
    return tracks, {gap: len(used) for gap, used in ends.items()}


class _Scale:
    """From cells to pixels."""

    def __init__(self, grid: Grid, lanes: _Lanes, width_of: Callable[[str], int]) -> None:
        self._cells = grid.cells
        deepest = max((area.level for area in grid.areas), default=0)
        widths = [0] * (max((cell.column for cell in grid.cells.values()), default=-1) + 1)
        for name, cell in grid.cells.items():
            widths[cell.column] = max(widths[cell.column], width_of(name))
        gap = _BETWEEN_COLUMNS + 2 * FOOT * deepest
        edge = _MARGIN + FOOT * deepest
        self._widths = widths
        self._x = list(accumulate((width + gap for width in widths), initial=edge))
        self.width = edge + sum(widths) + gap * max(0, len(widths) - 1) + edge
        self._set_rows(grid.areas, lanes)

    def _set_rows(self, areas: Iterable[Area], lanes: _Lanes) -> None:
        """The room above each row and below the last: feet of frames, tracks, heads of frames."""
        rows = max((cell.row for cell in self._cells.values()), default=-1) + 1
        feet, heads = [0] * (rows + 1), [0] * (rows + 1)
        for area in areas:
            heads[area.top] = max(heads[area.top], HEAD * area.level)
            feet[area.bottom + 1] = max(feet[area.bottom + 1], FOOT * area.level)
        tracks = [lanes.counts.get(gap, 0) for gap in range(rows + 1)]
        rooms = [
            (_MARGIN if gap in (0, rows) else _BETWEEN_ROWS) + _TRACK * max(0, count - 1)
            for gap, count in enumerate(tracks)
        ]
        heights = [sum(parts) for parts in zip(feet, rooms, heads, strict=True)]
        tops = list(accumulate((height + BOX_HEIGHT for height in heights), initial=0))
        self._y = [top + height for top, height in zip(tops, heights, strict=False)]
        self._lane = [
            top + foot + (room - _TRACK * max(0, count - 1)) // 2
            for top, foot, room, count in zip(tops, feet, rooms, tracks, strict=False)
        ]
        self.height = tops[-1] - BOX_HEIGHT

    def box(self, name: str, cell: Cell) -> Box:
        return Box(name, self._x[cell.column], self._y[cell.row], self._widths[cell.column])

    def frame(self, area: Area) -> Frame:
        x = self._x[area.left] - FOOT * area.level
        y = self._y[area.top] - HEAD * area.level
        right = self._x[area.right] + self._widths[area.right] + FOOT * area.level
        bottom = self._y[area.bottom] + BOX_HEIGHT + FOOT * area.level
        return Frame(area.block, x, y, right - x, bottom - y)

    def way(self, source: str, target: str, lanes: _Lanes) -> Way:
        start, end = self._cells[source], self._cells[target]
        first = (self._x[start.column] + self._widths[start.column], self._middle(start.row))
        last = (self._x[end.column], self._middle(end.row))
        gap = lanes.gaps.get((source, target))
        height = last[1]
        if gap is not None:
            height = self._lane[gap] + _TRACK * lanes.tracks[gap, source]
        enter = (self._x[start.column + 1], height)
        leave = (self._x[end.column - 1] + self._widths[end.column - 1], height)
        points = [first, last] if end.column == start.column + 1 else [first, enter, leave, last]
        # Straight on is one line.
        bent = [
            b
            for a, b, c in zip(points, points[1:], points[2:], strict=False)
            if not a[1] == b[1] == c[1]
        ]
        return Way(source, target, (first, *bent, last))

    def _middle(self, row: int) -> int:
        return self._y[row] + BOX_HEIGHT // 2
