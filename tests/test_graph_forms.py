"""`pipec graph` without a browser: its forms, what hostile texts do to them, and the command."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cli_runs import PROJECT, ROOT, WRONG, Pipec, runner, snapshot, write
from pipec.cli.graph.dot import graph_dot
from pipec.cli.graph.forms import SUFFIXES, Form, formed
from pipec.cli.graph.mermaid import MAX_LINES, fenced, graph_mermaid, too_large
from pipec.cli.graph.model import Graph, GraphStep, graph_of
from pipec.cli.graph.page import graph_page
from pipec.cli.graph.text import WIDTH, graph_text
from pipec.cli.workspace import source_text
from pipec.compiler.dag import How
from test_display import BRANCHES, PIPELINES, SVG, compiled, compiled_file, contrast, hostile
from test_docs import blocks
from work import calls

ABALONE = "pipelines/abalone/pipeline.yaml"
EVIL = '</script><script>alert(1)</script>%%{init: {}}%% "];end `**x**` \\N &lt; \\u202e'


@cache
def graph(file: str) -> Graph:
    """The graph of a file of the repository."""
    result = compiled_file(file)
    assert result.links is not None
    assert result.plan is not None
    return graph_of(result, result.links, result.plan, Path(file).name, source_text)


def test_many_wires_between_two_steps_are_found_at_once() -> None:
    """A step's texts are not read again for each of its wires."""

    def wired(count: int) -> Callable[[], None]:
        function = "kind: Lambda, function: arn:aws:lambda:us-east-1:111122223333:function:f"
        outputs = ", ".join(f"o{n}: {{data_type: String}}" for n in range(count))
        inputs = ", ".join(f"i{n}: '${{steps.A.o{n}}}'" for n in range(count))
        first = f"A: {{{function}, outputs: {{{outputs}}}}}"
        second = f"B: {{{function}, inputs: {{{inputs}}}}}"
        result = compiled(f"pipeline: p\nsteps:\n  {first}\n  {second}\n")
        links, plan = result.links, result.plan
        assert links is not None
        assert plan is not None

        def drawn() -> None:
            made = graph_of(result, links, plan, "p.yaml", lambda _: "")
            found = {reason.text for wire in made.steps[1].wires for reason in wire.reasons}
            assert found == {f"it reads `steps.A.o{n}`" for n in range(count)}

        return drawn

    few, many = calls(wired(50)), calls(wired(200))
    assert many < 6 * few


def hostile_graph() -> Graph:
    """One whose every text is an attack."""
    dag, (outer, inner) = hostile()
    steps = (outer._replace(branches={inner.block[-1]: (inner,)}), inner)
    items = tuple(
        GraphStep(
            step=step,
            level=level,
            said=EVIL,
            inputs=(),
            wires=(),
            parameters=(),
            request={"Arguments": {EVIL: EVIL}},
            source=None,
        )
        for level, step in enumerate(steps, 1)
    )
    return Graph(name=EVIL, file=EVIL, dag=dag, steps=items, parameters=())


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in a folder with the abalone pipeline."""
    shutil.copytree(ROOT / "pipelines" / "abalone", tmp_path / "abalone")
    (tmp_path / "pipec.yaml").write_text(PROJECT)
    return runner(tmp_path, monkeypatch, capsys)


# --- what a graph is ----------------------------------------------------------------------------


def test_parameters_know_their_steps() -> None:
    """Those whose requests name them, in conditions and texts too."""
    found = {item.name: item.steps for item in graph(ABALONE).parameters}
    assert found == {
        "InputData": ("PreprocessAbaloneData",),
        "TrainingInstanceType": ("TrainAbaloneModel",),
        "ModelApprovalStatus": ("RegisterAbaloneModel",),
        "MseThreshold": ("CheckMSE", "MSETooHigh"),
    }


@pytest.mark.parametrize("file", PIPELINES)
def test_every_wire_has_a_reason_and_its_line(file: str) -> None:
    """The line is that of the file at the place that is named."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    for item in graph(file).steps:
        for wire in item.wires:
            assert wire.reasons, wire.edge
            assert (wire.decision is not None) == (wire.edge.how is How.INFERRED)
            for reason in wire.reasons:
                assert reason.line == lines[reason.span.line - 1]


@pytest.mark.parametrize("file", PIPELINES)
def test_every_step_has_its_lines_and_its_request(file: str) -> None:
    """The lines begin with its name; the request has no steps in it."""
    for item in graph(file).steps:
        assert item.source is not None
        assert item.step.name in item.source.lines[0]
        assert item.request is not None
        assert item.request["Name"] == item.step.name
        assert not {"IfSteps", "ElseSteps", "ForEachBody"} & item.request["Arguments"].keys()


# --- forms of all pipelines -----------------------------------------------------------------------


@pytest.mark.parametrize("file", PIPELINES)
def test_text_fits_the_terminal_and_names_all(file: str) -> None:
    """No line is too wide, and each step stands on one of its own, after what it waits for."""
    lines = graph_text(graph(file)).splitlines()
    assert all(len(line) <= WIDTH for line in lines)
    # A step's line begins with its level, behind the rails of the blocks that it is in.
    found = [m[1] for line in lines if (m := re.match(r"[ │]*\d+  ([\w-]+)  \S", line))]
    dag = graph(file).dag
    assert sorted(found) == sorted(dag.nodes)
    blocks = {item.step.name: item.step.block for item in graph(file).steps}
    for edge in dag.edges:
        if blocks[edge.source] == blocks[edge.target]:
            assert found.index(edge.source) < found.index(edge.target)


_NODE = re.compile(r'(s\d+)\["([^"]*)"\]:::(\w+)')
_SUBGRAPH = re.compile(r'subgraph (s\d+b\d+)\["([^"]*)"\]')
_LINK = re.compile(r'(s\d+) (?:-->|==>|-\.->)(?:\|"([^"]*)"\|)? (s\d+)')
_STYLE = re.compile(r"classDef (\w+) fill:#\w{6},stroke:#\w{6},color:#\w{6}")
_LABEL = re.compile(r"(?:[\w .,/=+←→≥-]|#\d+;|<br/>)*")


def read_mermaid(text: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """The labels of nodes and subgraphs, and the links, of the part of the grammar that we use."""
    first, *lines = text.splitlines()
    assert first == "flowchart LR"
    nodes: dict[str, str] = {}
    blocks, links, depth, classes, defined = [], [], 0, set(), set()
    for line in map(str.strip, lines):
        if match := _NODE.fullmatch(line):
            assert match[1] not in nodes
            nodes[match[1]] = match[2]
            classes.add(match[3])
            labels = [match[2]]
        elif match := _SUBGRAPH.fullmatch(line):
            depth += 1
            blocks.append(match[2])
            labels = [match[2]]
        elif match := _LINK.fullmatch(line):
            links.append((match[1], match[3]))
            labels = [match[2] or ""]
        elif match := _STYLE.fullmatch(line):
            defined.add(match[1])
            labels = []
        else:
            assert line == "end", line
            depth -= 1
            labels = []
        assert depth >= 0
        assert all(_LABEL.fullmatch(label) for label in labels)
    assert depth == 0
    assert classes == defined
    assert all({*pair} <= nodes.keys() for pair in links)
    return list(nodes.values()), blocks, links


@pytest.mark.parametrize("file", PIPELINES)
def test_mermaid_has_all(file: str) -> None:
    """Each step once, each branch and loop once, each line that is drawn once."""
    found = graph(file)
    nodes, blocks, links = read_mermaid(graph_mermaid(found))
    assert sorted(label.split("<br/>")[0] for label in nodes) == sorted(found.dag.nodes)
    assert len(blocks) == len({item.step.block for item in found.steps} - {()})
    assert len(links) == len(set(links)) == len(list(found.drawn()))


@pytest.mark.parametrize("file", PIPELINES)
def test_dot_has_all(file: str) -> None:
    """Each step once, and each line; braces match."""
    found = graph(file)
    text = graph_dot(found)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert (
        bare.count("{")
        == bare.count("}")
        == 1 + len({item.step.block for item in found.steps} - {()})
    )
    assert bare.count("->") == len(list(found.drawn()))
    for name in found.dag.nodes:
        assert len(re.findall(rf'^ *"{re.escape(name)}" \[', text, re.MULTILINE)) == 1


@pytest.mark.skipif(shutil.which("dot") is None, reason="no Graphviz on this machine")
@pytest.mark.parametrize("name", [*PIPELINES[:6], "hostile"])
def test_graphviz_draws_it(name: str) -> None:
    """Without a warning; the texts of nodes are those of the steps."""
    found = hostile_graph() if name == "hostile" else graph(name)
    done = subprocess.run(
        ["dot", "-Tsvg"], input=graph_dot(found).encode(), capture_output=True, check=True
    )
    assert done.stderr == b""
    root = ET.fromstring(done.stdout)  # noqa: S314 - made by us
    nodes = [g for g in root.iter(f"{SVG}g") if g.get("class") == "node"]
    assert len(nodes) == len(found.dag.nodes)
    assert not list(root.iter(f"{SVG}script"))


def test_svg_stands_alone() -> None:
    """It is one SVG with a legend of the kinds and lines that are there."""
    root = ET.fromstring(formed(graph(ABALONE), Form.SVG))  # noqa: S314 - made by us
    assert root.tag == f"{SVG}svg"
    assert root.get("style") is None
    (legend,) = (g for g in root.iter(f"{SVG}g") if g.get("class") == "pipec-legend")
    assert ["".join(text.itertext()) for text in legend.iter(f"{SVG}text")] == [
        "Processing",
        "Training",
        "Condition",
        "RegisterModel",
        "Fail",
        "inferred by pipec, with the lowest score",
        "written",
        "only the order",
    ]
    scores = [g.text for g in root.iter(f"{SVG}text") if g.get("class") == "pipec-score"]
    assert scores == ["1.00", "≥ 0.92", "≥ 0.92"]


# --- the page -------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """All start tags with their attributes, and the texts of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take it down."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Take down what is not markup."""
        last = self.tags[-1][0] if self.tags else ""
        if last in ("script", "style") and data.strip():
            self.raw.append((last, data))


@pytest.mark.parametrize("name", [ABALONE, "hostile"])
def test_the_page_needs_nothing_else(name: str) -> None:
    """No address, no handler, no style in an element; the policy has the digests of the rest."""
    text = graph_page(hostile_graph() if name == "hostile" else graph(name))
    page = Elements(text)
    for tag, attributes in page.tags:
        assert tag not in ("link", "img", "iframe", "base", "a", "object", "embed")
        assert not [key for key in attributes if key.startswith("on")]
        assert not {"src", "href", "style", "srcset", "action"} & attributes.keys()
    policy = next(
        a["content"] or ""
        for tag, a in page.tags
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    (style,) = (data for tag, data in page.raw if tag == "style")
    data, script = (data for tag, data in page.raw if tag == "script")
    for kind, part in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'; ")
    assert not set("<>&\u2028\u2029") & set(data)
    assert data.isascii()
    json.loads(data)
    assert text.count("<script") == 2, "a text became a script"
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_has_the_requests() -> None:
    """As in the definition, with its members beside the arguments, and the lines of the file."""
    page = Elements(graph_page(graph(ABALONE)))
    data = json.loads(next(d for tag, d in page.raw if tag == "script"))
    steps = {step["name"]: step for step in data["steps"]}
    result = compiled_file(ABALONE)
    assert result.artifacts is not None
    first = result.artifacts.definition["Steps"][0]
    assert json.loads(steps[first["Name"]]["request"]) == first["Arguments"]
    assert json.loads(steps["EvaluateAbaloneModel"]["beside"])["PropertyFiles"]
    lines = (ROOT / ABALONE).read_text("utf-8").splitlines()
    source = steps["TrainAbaloneModel"]["source"]
    start = source["first"] - 1
    assert source["lines"] == lines[start : start + len(source["lines"])]
    assert source["lines"][0] == "  TrainAbaloneModel:"
    assert source["lines"][-1].strip() == "subsample: 0.7"
    wire = next(w for w in data["wires"] if w["input"] == "model")
    assert wire["score"] == pytest.approx(sum(part["value"] for part in wire["parts"]), abs=0.001)


def schemes() -> Iterator[dict[str, str]]:
    """The colours of the light scheme, and those of the dark one."""
    style = (ROOT / "cli" / "graph" / "page.css").read_text("utf-8")
    for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL):
        yield dict(re.findall(r"--([\w-]+): (#\w{6})", block))


def test_contrast_in_both_schemes() -> None:
    """Text can be read on every colour, lines can be seen (WCAG 2: 4.5 and 3 to 1)."""
    light, dark = schemes()
    assert light.keys() == dark.keys()
    for colours in (light, dark):
        fills = [colours[name.removesuffix("-line")] for name in colours if name.endswith("-line")]
        for ground in (*fills, colours["paper"], colours["panel"]):
            assert contrast(colours["ink"], ground) >= 4.5
            assert contrast(colours["small"], ground) >= 4.5
        for name in ("faint", "focus", "bad", "inferred"):
            assert contrast(colours[name], colours["paper"]) >= 4.5, name
            assert contrast(colours[name], colours["panel"]) >= 4.5, name
        for name in ("inferred", "written", "order", "frame-line"):
            assert contrast(colours[name], colours["paper"]) >= 3, name


# --- what users write is text ---------------------------------------------------------------------


def test_no_text_gets_out_of_its_place() -> None:
    """In any form; nothing hides, and no line is added."""
    found = hostile_graph()
    read_mermaid(graph_mermaid(found))
    for form in Form:
        text = formed(found, form)
        assert "<script>alert" not in text or form in (Form.TEXT, Form.DOT)
        assert not set("\u202e\x1b") & set(text)
    assert all(line.startswith(("  ", "digraph", "}")) for line in graph_dot(found).splitlines())
    assert len(graph_text(found).splitlines()) == 7


# --- the command ----------------------------------------------------------------------------------


def test_text_by_default(pipec: Pipec) -> None:
    """It goes to standard output, and nothing else does."""
    run = pipec("graph", "abalone/pipeline.yaml")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("AbalonePipeline: 6 steps, 4 parameters; wires: 6 inferred, 1 writ")
    assert "   ├─ then\n   │  5  RegisterAbaloneModel  ModelRegistration (RegisterModel)" in run.out
    assert "model ← TrainAbaloneModel.model_artifacts  0.92" in run.out
    assert "\x1b" not in run.out


@pytest.mark.parametrize("form", Form)
def test_each_form_is_named(pipec: Pipec, form: Form) -> None:
    """`--as` gives the same as a file whose suffix says it."""
    suffix = next(suffix for suffix, found in SUFFIXES.items() if found is form)
    run = pipec("graph", "abalone/pipeline.yaml", "--as", form.value)
    assert run.code == 0
    written = pipec("graph", "abalone/pipeline.yaml", "--out", f"out/graph{suffix}")
    assert (written.code, written.out) == (0, "")
    assert written.err == f"wrote out/graph{suffix}\n"
    assert Path(f"out/graph{suffix}").read_text("utf-8") == run.out


def test_markdown_has_a_fence(pipec: Pipec) -> None:
    """GitHub draws it."""
    plain = pipec("graph", "abalone/pipeline.yaml", "--as", "mermaid").out
    assert pipec("graph", "abalone/pipeline.yaml", "--out", "graph.md").code == 0
    assert Path("graph.md").read_text("utf-8") == fenced(plain) == f"```mermaid\n{plain}```\n"


def test_a_suffix_that_says_nothing(pipec: Pipec) -> None:
    """It is a wrong use, unless the form is named."""
    run = pipec("graph", "abalone/pipeline.yaml", "--out", "graph.png")
    assert run.code == 2
    assert "say what it is to hold with --as" in " ".join(run.err.replace("│", " ").split())
    assert pipec("graph", "abalone/pipeline.yaml", "--out", "graph.png", "--as", "svg").code == 0


def test_a_suffix_that_says_another_form(pipec: Pipec) -> None:
    """It is a wrong use: nobody wants HTML in a file that is called SVG."""
    run = pipec("graph", "abalone/pipeline.yaml", "--out", "graph.svg", "--as", "html")
    assert run.code == 2
    said = " ".join(run.err.replace("│", " ").split())
    assert "'graph.svg' is a name for svg, and --as says html: leave one of them out" in said
    assert not Path("graph.svg").exists()
    assert pipec("graph", "abalone/pipeline.yaml", "--out", "graph.svg", "--as", "svg").code == 0


def test_errors_are_told(pipec: Pipec) -> None:
    """Where the steps are not known there is no graph, and what was there stays."""
    write("wrong.yaml", WRONG)
    write("out/graph.html", "old")
    run = pipec("graph", "wrong.yaml", "--out", "out/graph.html")
    assert (run.code, run.out) == (1, "")
    assert "error[PC106]" in run.err
    assert snapshot("out") == {"graph.html": b"old"}


def test_errors_in_known_steps(pipec: Pipec) -> None:
    """Name, parameters and steps are shown with what is not bound; no file is written."""
    write("open.yaml", "pipeline: P\nparameters: {Rounds: 50, Unseen: x}\nsteps:\n"
                       "  Train: {uses: XGBoostTraining, instance: ml.m5.xlrage,\n"
                       "    hyperparameters: {num_round: '${parameters.Rounds}'}}\n")  # fmt: skip
    run = pipec("graph", "open.yaml")
    assert run.code == 1
    assert {"error[PC201]", "error[PC404]"} <= set(run.err.replace(":", " ").split())
    assert run.out.splitlines()[:5] == [
        "P: 1 step, 2 parameters; wires: 0 inferred, 0 written",
        "",
        "  Rounds  Integer = 50  → Train",
        "  Unseen  String = x",  # it may be what a step with mistakes was to use
        "",
    ]
    assert "training_data  NOT BOUND: it is required, and no output is certain" in run.out
    page = pipec("graph", "open.yaml", "--as", "html").out
    assert "not bound (unbound): it is required, and no output is certain" in page
    assert pipec("graph", "open.yaml", "--out", "open.svg").code == 1
    assert not Path("open.svg").exists()


def test_open_inputs_are_told_as_explain_tells_them(pipec: Pipec) -> None:
    """The optional one, too; what else lost is not weighed for it."""
    prepare = "{uses: TabularPreprocessing, code: load.py, inputs: {raw_data: s3://a-bucket/x}}"
    train = "{uses: XGBoostTraining, hyperparameters: {num_round: 50}}"
    steps = f"  A: {prepare}\n  B: {prepare}\n  Train: {train}\n"
    write("load.py", "pass\n")
    write("open.yaml", f"pipeline: P\nsteps:\n{steps}")
    shown, explained = pipec("graph", "open.yaml").out, pipec("explain", "open.yaml").out

    for name in ("training_data", "validation_data"):
        line = f"{name}  NOT BOUND: several fit nearly equally well\n"
        assert line in shown
        assert line in explained


def test_steps_without_an_order(pipec: Pipec) -> None:
    """They have no places; the cycle is told."""
    job = "kind: Lambda, function: 'arn:aws:lambda:us-east-1:111122223333:function:f'"
    write("cycle.yaml", f"pipeline: P\nsteps:\n  A: {{{job}, depends_on: [B]}}\n"
                        f"  B: {{{job}, depends_on: [A]}}\n")  # fmt: skip
    run = pipec("graph", "cycle.yaml", "--as", "svg")
    assert (run.code, run.out) == (1, "")
    assert "error[PC301]" in run.err


def test_too_much_for_mermaid() -> None:
    """What draws it with usual settings refuses more; the command tells."""
    small = graph_mermaid(graph(ABALONE))
    assert too_large(small) is None
    assert "501" in str(too_large("flowchart LR\n" + "  s1 --> s2\n" * (MAX_LINES + 1)))
    assert "60,9" in str(too_large(small + " " * 60_000))


def test_branches_in_each_other() -> None:
    """Levels go on through a loop in a branch."""
    result = compiled(BRANCHES)
    assert result.links is not None
    assert result.plan is not None
    found = graph_of(result, result.links, result.plan, "pipeline.yaml", lambda _: None)
    assert {item.step.name: item.level for item in found.steps} == {
        "Prepare": 1,
        "Check": 2,
        "First": 3,
        "Second": 4,
        "Loop": 3,
        "Inside": 4,
        "Stop": 3,
        "After": 3,
    }
    assert all(item.source is None for item in found.steps)


def test_same_bytes_in_any_process() -> None:
    """However Python hashes."""

    def run(form: Form, seed: str) -> bytes:
        return subprocess.run(
            [sys.executable, "-m", "pipec.cli", "graph", ABALONE, "--as", form.value],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / ".editable"), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout

    for form in (Form.HTML, Form.MERMAID):
        assert run(form, "1") == run(form, "2")


def test_the_flowchart_in_the_documentation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is that of the page's own pipeline."""
    pipec = runner(tmp_path, monkeypatch, capsys)
    page = blocks(ROOT / "docs" / "looking.md")
    for block in page:
        if block.file:
            write(block.file, block.body)
    shown = next(block.body for block in page if block.language == "mermaid")
    assert pipec("graph", "pipeline.yaml", "--as", "mermaid").out == shown
