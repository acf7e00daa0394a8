"""What a notebook shows: every step and edge once, nothing over anything, all text as text."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.cli import workspace
from pipec.cli.api.builder import PipelineBuilder
from pipec.cli.api.display import builder_html, pipeline_html
from pipec.cli.report import colours
from pipec.cli.report.explain_html import wiring_html
from pipec.cli.report.grid import grid_of
from pipec.cli.report.layout import Layout, Way, drawn_pairs, layout_of
from pipec.cli.report.svg import graph_svg
from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.dag import CycleFound, DependencyEdge, How, PipelineDAG, dag_of
from pipec.compiler.model import Contract, Step
from pipec.compiler.syntax import text_node
from wiring_language import DATA, NOTHING, SPAN, give, need

ROOT = Path(__file__).parents[1]
ABALONE = "pipelines/abalone/pipeline.yaml"
PIPELINES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("pipelines/*", "tests/oracle/matrix/*", "tests/oracle/twins/*")
    for path in ROOT.glob(f"{pattern}/pipeline.yaml")
)
SVG = "{http://www.w3.org/2000/svg}"
ROLE = "arn:aws:iam::111122223333:role/R"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1"
JOB = (
    f"{{kind: Processing, image: {IMAGE}, instance: ml.m5.large, role: '{ROLE}', command: [python]"
)
BRANCHES = f"""\
pipeline: P
parameters: {{Limit: 1.0}}
steps:
  Prepare: {JOB}}}
  Check:
    depends_on: [Prepare]
    if: parameters.Limit > 0.5
    then:
      First: {JOB}}}
      Second: {JOB}, depends_on: [First]}}
      Loop:
        for_each: [a, b]
        max_concurrency: 1
        steps:
          Inside: {JOB}}}
    else:
      Stop: {{fail: no}}
  After: {JOB}, environment: {{S: "${{steps.Check.properties.Outcome}}"}}}}
"""
HOSTILE = "</title></svg><script>alert(1)</script>&<b x='\"'>\u202e\x1b\uffff\n]]>"


# --- helpers ----------------------------------------------------------------------------


def compiled(text: str, *, explain: bool = True) -> Result:
    """Compile a text as if it stood in the repository."""
    file = (ROOT / "pipeline.yaml").as_posix()
    source = SourceFile(name=file, content=text.encode())
    context = workspace.Contexts().of(file)
    return compile_pipeline(source, context, workspace.DiskFiles(), explain=explain)


@cache
def compiled_file(file: str) -> Result:
    """Compile a file of the repository."""
    name = (ROOT / file).as_posix()
    source = SourceFile(name=name, content=(ROOT / file).read_bytes())
    context = workspace.Contexts().of(name)
    return compile_pipeline(source, context, workspace.DiskFiles(), explain=True)


def dag_in(result: Result) -> PipelineDAG:
    """The DAG of what was compiled."""
    assert result.links is not None
    return dag_of(result.steps, result.links)


def parsed(markup: str) -> ET.Element:
    """The markup as XML, which it is if it is well-formed."""
    return ET.fromstring(markup)  # noqa: S314 - we made it


def titles(root: ET.Element, kind: str) -> list[str]:
    """The tooltips of the drawn steps, edges or frames."""
    groups = (g for g in root.iter(f"{SVG}g") if kind in str(g.get("class")).split())
    return [group.findtext(f"{SVG}title") or "" for group in groups]


def laid_out(dag: PipelineDAG, steps: tuple[Step, ...] = ()) -> Layout:
    """The layout, all boxes as wide as the name is long."""
    return layout_of(dag, steps, lambda name: 40 + 5 * len(name))


def wires(*pairs: tuple[str, str]) -> list[DependencyEdge]:
    """Written wires from (source, target)."""
    return [
        DependencyEdge(source=source, target=target, output="o", input="i", how=How.WRITTEN)
        for source, target in pairs
    ]


def chance(count: int, seed: int, most: int = 3) -> PipelineDAG:
    """A DAG of so many steps, each fed by up to `most` of those before it."""
    chooser = random.Random(seed)  # noqa: S311 - an example
    names = [f"Step{index}" for index in range(count)]
    pairs = [
        (names[chooser.randrange(max(0, index - 12), index)], names[index])
        for index in range(1, count)
        for _ in range(chooser.randint(1, most))
    ]
    return PipelineDAG(nodes=dict.fromkeys(names), edges=wires(*pairs))


def check_layout(dag: PipelineDAG, steps: tuple[Step, ...] = ()) -> Layout:
    """Hold a layout against all that it promises."""
    layout = laid_out(dag, steps)
    boxes = {box.name: box for box in layout.boxes}
    assert list(boxes) == list(dag.nodes)
    for one, other in combinations(layout.boxes, 2):
        assert not overlap(rectangle(one), rectangle(other))
    for box in layout.boxes:
        assert inside(rectangle(box), (0, 0, layout.width, layout.height))
    columns = {name: cell.column for name, cell in grid_of(dag, steps).cells.items()}
    for edge in dag.edges:
        assert columns[edge.source] < columns[edge.target]
    for way in layout.ways:
        start, end = boxes[way.source], boxes[way.target]
        assert way.points[0] == (start.x + start.width, start.y + start.height // 2)
        assert way.points[-1] == (end.x, end.y + end.height // 2)
        for (x, y), (to_x, to_y) in pairwise(way.points):
            assert x < to_x
            piece = (x, min(y, to_y), to_x, max(y, to_y))
            assert not any(overlap(piece, rectangle(box)) for box in layout.boxes)
            assert 0 <= piece[1] <= piece[3] <= layout.height
    for way, beside in combinations(layout.ways, 2):
        if way.source != beside.source:
            assert not any(_together(a, b) for a in level(way) for b in level(beside))
    check_frames(layout, steps)
    return layout


def level(way: Way) -> list[Rectangle]:
    """The pieces of a way that neither rise nor fall."""
    return [(x, y, to_x, y) for (x, y), (to_x, to_y) in pairwise(way.points) if y == to_y]


def _together(one: Rectangle, other: Rectangle) -> bool:
    """Whether two level pieces lie on one another."""
    return one[1] == other[1] and one[0] < other[2] and other[0] < one[2]


def check_frames(layout: Layout, steps: tuple[Step, ...]) -> None:
    """Each frame holds the steps of its block and no others; frames are in each other or apart."""
    blocks = {step.name: step.block for step in steps}
    for frame in layout.frames:
        around = rectangle(frame)
        assert inside(around, (0, 0, layout.width, layout.height))
        for box in layout.boxes:
            if blocks[box.name][: len(frame.block)] == frame.block:
                assert inside(rectangle(box), around)
            else:
                assert not overlap(rectangle(box), around)
    for one, other in combinations(layout.frames, 2):
        if other.block[: len(one.block)] == one.block:
            assert inside(rectangle(other), rectangle(one))
        else:
            assert not overlap(rectangle(one), rectangle(other))


Rectangle = tuple[int, int, int, int]


def rectangle(shape: object) -> Rectangle:
    """Left, top, right, bottom."""
    x, y, width, height = (getattr(shape, key) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether two have more than an edge in common."""
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def inside(small: Rectangle, large: Rectangle) -> bool:
    """Whether one lies in the other."""
    starts = large[0] <= small[0] and large[1] <= small[1]
    return starts and small[2] <= large[2] and small[3] <= large[3]


# --- the layout -------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 5, 20, 200])
def test_any_number_of_steps(count: int) -> None:
    """They stand apart, and data flows to the right."""
    check_layout(chance(count, seed=count))


@given(st.integers(2, 14).flatmap(lambda n: st.lists(st.tuples(*[st.integers(0, n - 1)] * 2))))
def test_any_dag(pairs: list[tuple[int, int]]) -> None:
    """Its layout keeps what it promises, whatever waits for whatever."""
    names = [f"N{index}" for index in range(15)]
    forward = [(names[min(pair)], names[max(pair)]) for pair in pairs if pair[0] != pair[1]]
    check_layout(PipelineDAG(nodes=dict.fromkeys(names), edges=wires(*forward)))


@pytest.mark.parametrize("file", PIPELINES)
def test_real_pipelines(file: str) -> None:
    """Branches and loops are in them, also in each other."""
    result = compiled_file(file)
    check_layout(dag_in(result), result.steps)


def test_chain() -> None:
    """It is a line, and what passes by a step goes round it."""
    dag = PipelineDAG(nodes=dict.fromkeys("abc"), edges=wires(("a", "b"), ("b", "c"), ("a", "c")))
    layout = check_layout(dag)
    assert len({box.y for box in layout.boxes}) == 1
    assert [len(way.points) for way in layout.ways] == [2, 4, 2]


def test_tracks() -> None:
    """Two sources have one each, so that their lines differ; what one gives runs together."""
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("a", "d"), ("a", "e"), ("b", "e")]
    layout = check_layout(PipelineDAG(nodes=dict.fromkeys("abcde"), edges=wires(*pairs)))
    heights = {
        (way.source, way.target): way.points[1][1] for way in layout.ways if len(way.points) == 4
    }
    assert heights["a", "d"] == heights["a", "e"] != heights["b", "e"]


def test_frames() -> None:
    """There is one for each branch and for the body of a loop."""
    result = compiled(BRANCHES)
    layout = check_layout(dag_in(result), result.steps)
    assert [frame.block for frame in layout.frames] == [
        ("Check", "then"),
        ("Check", "then", "Loop", "steps"),
        ("Check", "else"),
    ]


def test_behind_a_loop() -> None:
    """What waits for a loop runs after its body, and stands there."""
    result = compiled_file("tests/oracle/twins/foreach/pipeline.yaml")
    cells = grid_of(dag_in(result), result.steps).cells
    assert cells["ProcessItem"].column < cells["TrainItem"].column < cells["Use"].column


def test_loop_that_cannot_be_stretched() -> None:
    """Its body waits for what waits for it: then the edges alone count."""
    result = compiled(BRANCHES)
    steps = tuple(
        s._replace(block=("Loop", "steps")) if s.name == "After" else s for s in result.steps
    )
    nodes = dict.fromkeys(["Loop", "Late", "After"])
    dag = PipelineDAG(nodes=nodes, edges=wires(("Loop", "Late"), ("Late", "After")))
    cells = grid_of(dag, [step for step in steps if step.name in nodes]).cells
    assert [cell.column for cell in cells.values()] == [0, 1, 2]


def test_cycle() -> None:
    """Steps that wait for each other have no columns."""
    dag = PipelineDAG(nodes=dict.fromkeys("ab"), edges=wires(("a", "b"), ("b", "a")))
    with pytest.raises(CycleFound):
        graph_svg(dag)


# --- the drawing ------------------------------------------------------------------------


@pytest.mark.parametrize("file", PIPELINES)
def test_all_is_drawn_once(file: str) -> None:
    """Every step, and every edge that no frame tells."""
    result = compiled_file(file)
    dag = dag_in(result)
    root = parsed(graph_svg(dag, result.steps))
    assert [text.split("\n")[0] for text in titles(root, "pipec-step")] == list(dag.nodes)
    found = Counter(text.split("\n")[0] for text in titles(root, "pipec-edge"))
    assert set(found.values()) <= {1}
    missing = {f"{edge.source} → {edge.target}" for edge in dag.edges} - found.keys()
    blocks = {step.name: step.block for step in result.steps}
    for text in missing:  # told by the frame: it stands behind another step of its block
        source, target = text.split(" → ")
        block = blocks[target]
        assert block[-2] == source
        assert any(blocks[name][: len(block)] == block for name in dag.predecessors(target))


def test_frames_save_lines() -> None:
    """A step behind another one of its branch has no line from the condition."""
    result = compiled(BRANCHES)
    pairs = drawn_pairs(dag_in(result), result.steps)
    assert ("Check", "First") in pairs
    assert ("First", "Second") in pairs
    assert ("Check", "Second") not in pairs


def test_merged_edges() -> None:
    """Edges between the same steps are one line, whose tooltip has all of them."""
    result = compiled_file(ABALONE)
    root = parsed(graph_svg(dag_in(result), result.steps))
    tooltips = titles(root, "pipec-edge")
    assert (
        "PreprocessAbaloneData → TrainAbaloneModel\n"
        "training_data → training_data (inferred, 1.00)\n"
        "validation_data → validation_data (inferred, 1.00)"
    ) in tooltips
    assert "CheckMSE → MSETooHigh\nruns after it" in tooltips
    assert (
        "EvaluateAbaloneModel → CheckMSE\nevaluation_report → a value in the step (written)"
    ) in tooltips


def test_lines() -> None:
    """They differ by how the edge is known."""
    result = compiled_file(ABALONE)
    root = parsed(graph_svg(dag_in(result), result.steps))
    count = {how: len(titles(root, f"pipec-{how}")) for how in How}
    assert count == {How.INFERRED: 5, How.WRITTEN: 1, How.ORDER: 2}
    lines = {
        how: path.attrib
        for how in How
        for group in root.iter(f"{SVG}g")
        if f"pipec-{how}" in str(group.get("class"))
        for path in group.findall(f"{SVG}path")[1:2]
    }
    assert "stroke-dasharray" in lines[How.ORDER]
    assert lines[How.INFERRED]["stroke"] != lines[How.WRITTEN]["stroke"]


def test_tooltips() -> None:
    """Boxes say what a step is, frames whose they are."""
    result = compiled_file(ABALONE)
    root = parsed(graph_svg(dag_in(result), result.steps))
    steps = titles(root, "pipec-step")
    assert steps[1].startswith("TrainAbaloneModel\nXGBoostTraining (Training)\n")
    assert steps[3] == "CheckMSE\nCondition"
    assert titles(root, "pipec-frame") == ["then of CheckMSE", "else of CheckMSE"]
    assert "each of Loop" in titles(
        parsed(graph_svg(dag_in(compiled(BRANCHES)), compiled(BRANCHES).steps)), "pipec-frame"
    )


def test_contrast() -> None:
    """Text can be read on the colour of every kind, and lines on the paper."""
    fills = {colour.fill for colour in colours.COLOURS} | {colours.PAPER, colours.FRAME}
    for ink in (colours.INK, colours.SMALL_INK):
        assert all(contrast(ink, fill) >= 4.5 for fill in fills)
    assert contrast(colours.FAINT, colours.PAPER) >= 4.5
    lines = (style["stroke"] for style in colours.EDGE_STYLES.values())
    assert all(contrast(line, colours.PAPER) >= 3 for line in lines)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_long_names() -> None:
    """They are cut in the middle by their width, and whole in the tooltip."""
    long, wide = "Step" + "W" * 60, "預" * 60
    root = parsed(graph_svg(PipelineDAG(nodes={long: None, wide: None, "Step": None})))
    shown = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert [text.count("…") for text in shown] == [1, 1, 0]
    assert all(len(text) < 30 for text in shown)
    assert titles(root, "pipec-step") == [long, wide, "Step"]


def test_long_names_that_end_otherwise() -> None:
    """Their boxes do not look alike."""
    names = [f"EvaluateCandidateNumber{number:02}" for number in range(40)]
    root = parsed(graph_svg(PipelineDAG(nodes=dict.fromkeys(names))))
    shown = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert len(set(shown)) == 40
    assert all(re.fullmatch(r"Evaluate\w*…\w*\d\d", text) for text in shown)


# --- what is shown in a notebook --------------------------------------------------------


def test_compiled_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows its graph and a table of its wiring."""
    monkeypatch.chdir(ROOT)
    pipeline = PipelineBuilder.load(ABALONE).build()
    shown = pipeline._repr_html_()
    root = parsed(shown)
    assert titles(root, "pipec-step")[0].startswith("PreprocessAbaloneData\n")
    rows = [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]
    assert rows[:3] == [
        ["step", "input", "← output", "score"],
        ["PreprocessAbaloneData", "raw_data", "${parameters.InputData}", "written"],
        ["TrainAbaloneModel", "training_data", "←\xa0PreprocessAbaloneData.training_data", "1.00"],
    ]
    assert ["hyperparameters_s3_uri", "left empty", ""] in rows
    assert ["model", "←\xa0TrainAbaloneModel.model_artifacts", "0.92"] in [row[-3:] for row in rows]
    assert "6 steps; wires: 6 inferred, 1 written" in "".join(root.itertext())


def test_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    """It shows all that `pipec explain` says."""
    monkeypatch.chdir(ROOT)
    explanation = PipelineBuilder.load(ABALONE).build().explain()
    root = parsed(explanation._repr_html_())
    shown = " ".join("".join(root.itertext()).split())
    for line in str(explanation).splitlines():
        for part in line.strip().removeprefix("to pin it: ").split("  "):
            if " ← " not in part:
                assert part.split(" = ")[-1].removeprefix("left empty (").rstrip(")") in shown


def test_explanation_of_one_step() -> None:
    """The others are left out; a condition is told to have no inputs."""
    result = compiled_file(ABALONE)
    shown = "".join(parsed(wiring_html(result, "EvaluateAbaloneModel")).itertext())
    assert "TrainAbaloneModel.model_artifacts" in shown
    assert "RegisterAbaloneModel (" not in shown
    nothing = "".join(parsed(wiring_html(result, "CheckMSE")).itertext())
    assert "CheckMSE (Condition)has no inputs to wire" in nothing


def test_open_input() -> None:
    """What it could be is to be seen at once, and how to say so."""
    text = f"""\
pipeline: P
vars: {{bucket: bucket}}
steps:
  A: {JOB}, outputs: {{data: {{type: training_data}}}}}}
  B: {JOB}, outputs: {{data: {{type: training_data}}}}}}
  C: {JOB}, inputs: {{data: {{type: training_data}}}}}}
"""
    result = compiled(text)
    root = parsed(wiring_html(result))
    shown = "".join(root.itertext())
    assert "NOT BOUND" in shown
    assert 'to take it: value: "${steps.A.data}" under `data:` of its `inputs:`' in shown
    assert [details.get("open") for details in root.iter("details")] == [""]
    built = parsed(builder_html("P", result))
    assert "does not compile yet" in "".join(built.itertext())
    report = built.findtext("pre") or ""
    assert report.startswith("error[PC202]")
    assert report.endswith("1 error")


def test_builder() -> None:
    """It shows what it compiles to and the warnings, or else what is wrong."""
    result = compiled_file(ABALONE)
    assert builder_html("P", result) == pipeline_html("P", dag_in(result), result.steps)
    warned = compiled_file("tests/oracle/matrix/loops/pipeline.yaml")
    root = parsed(builder_html("P", warned))
    assert titles(root, "pipec-step")
    assert (root.findtext("pre") or "").startswith("warning[")
    broken = parsed(builder_html("P", compiled("pipeline: P\nsteps: []\n")))
    assert (broken.findtext("pre") or "").startswith("error[")


def test_nothing() -> None:
    """A pipeline without steps, and one that was not read."""
    empty = parsed(pipeline_html("P", PipelineDAG(nodes={})))
    assert "".join(empty.itertext()) == "P 0 steps; wires: 0 inferred, 0 written"
    assert parsed(graph_svg(PipelineDAG(nodes={}))).tag == f"{SVG}svg"
    assert "no step has inputs" in wiring_html(Result(diagnostics=()))


def test_two_hundred_steps() -> None:
    """They take little time, and scroll."""
    dag = chance(200, seed=7)
    start = time.perf_counter()
    shown = pipeline_html("P", dag)
    assert time.perf_counter() - start < 2  # it takes 0.06 where nothing else runs
    root = parsed(shown)
    assert len(titles(root, "pipec-step")) == 200
    around = next(div for div in root.iter("div") if div.find(f"{SVG}svg") is not None)
    assert "overflow:auto" in str(around.get("style"))


# --- what users write is text -----------------------------------------------------------


def hostile() -> tuple[PipelineDAG, tuple[Step, ...]]:
    """A pipeline whose every text is an attack."""
    port = need(HOSTILE, DATA)._replace(description=HOSTILE)
    other = need(f"{HOSTILE}2", DATA)._replace(value=text_node(HOSTILE, SPAN))
    contract = Contract(
        name=HOSTILE,
        kind="Processing",
        span=SPAN,
        inputs={item.name: item for item in (port, other)},
        outputs={HOSTILE: give(HOSTILE, DATA)},
        options={},
        body=NOTHING,
        description=HOSTILE,
    )
    source, target = f"{HOSTILE}a", f"{HOSTILE}b"
    edges = [
        DependencyEdge(source=source, target=target, output=HOSTILE, input=into, how=How.INFERRED)
        for into in (HOSTILE, None)
    ]
    steps = tuple(
        Step(
            name=name,
            span=SPAN,
            head="uses",
            kind="Processing",
            block=block,
            body=NOTHING,
            contract=contract,
        )
        for name, block in ((source, ()), (target, (source, HOSTILE)))
    )
    return PipelineDAG(nodes=dict.fromkeys((source, target), contract), edges=edges), steps


def test_hostile_texts() -> None:
    """No text of the user gets out of its place, and none hides."""
    dag, steps = hostile()
    shown = [
        pipeline_html(HOSTILE, dag, steps),
        graph_svg(dag, steps),
        wiring_html(Result(diagnostics=(), steps=steps)),
        builder_html(HOSTILE, compiled(f"pipeline: {HOSTILE!r}\nsteps: {{}}\n")),
    ]
    for markup in shown:
        root = parsed(markup)
        assert "script" not in {element.tag.removeprefix(SVG) for element in root.iter()}
        assert "<script" not in markup
        assert not set("\u202e\x1b\uffff") & set(markup)
        keys = {key for element in root.iter() for key in element.keys()}  # noqa: SIM118 - no mapping
        assert not {"x'", "id"} & keys
        assert not any(key.startswith("on") or key.endswith("href") for key in keys)
        assert "alert(1)" in "".join(root.itertext())


def test_hostile_pipeline() -> None:
    """The texts that YAML may hold stay texts."""
    evil = "'s3://b/</code></svg><script>alert(1)</script>'"
    text = f"""\
pipeline: P
vars: {{bucket: bucket}}
steps:
  A:
    kind: Processing
    role: {ROLE}
    image: i
    instance: ml.m5.large
    command: [python]
    description: {evil}
    inputs: {{data: {evil}}}
    outputs: {{o: {{description: {evil}}}}}
"""
    result = compiled(text)
    assert result.artifacts is not None
    for markup in (builder_html("P", result), wiring_html(result)):
        parsed(markup)
        assert "<script" not in markup
        assert "&lt;script" in markup


# --- same input, same bytes -------------------------------------------------------------


def test_same_bytes_in_any_process() -> None:
    """However Python hashes."""
    program = (
        "from pipec.cli.api.builder import PipelineBuilder\n"
        f"built = PipelineBuilder.load({ABALONE!r}).build()\n"
        "import sys\n"
        "sys.stdout.buffer.write((built._repr_html_() + built.explain()._repr_html_()).encode())\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT / ".editable"), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_same_bytes_in_any_order() -> None:
    """However the edges are given."""
    dag = chance(40, seed=3)
    turned = PipelineDAG(nodes=dag.nodes, edges=reversed(dag.edges))
    assert graph_svg(turned) == graph_svg(dag)
