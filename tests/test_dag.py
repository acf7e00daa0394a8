"""The DAG as a value: what it answers, what is wrong with it, and that it is what was compiled."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.cli import workspace
from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.dag import (
    CycleFound,
    DependencyEdge,
    How,
    PipelineDAG,
    UnknownName,
    dag_of,
)
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.graph import order
from pipec.compiler.model import Contract, InputPort, OutputPort
from pipec.compiler.syntax import text_node
from wiring_language import DATA, FILES, MODEL, NOTHING, SPAN, give, need

ROOT = Path(__file__).parents[1]
PIPELINES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("pipelines/*", "tests/oracle/matrix/*", "tests/oracle/twins/*")
    for path in ROOT.glob(f"{pattern}/pipeline.yaml")
)
FAILING = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/cases/err/*/pipeline.yaml")
)
ABALONE = "pipelines/abalone/pipeline.yaml"
JOB = "{kind: Processing, image: i, instance: ml.m5.large, command: [python]"


def contract(*ports: InputPort | OutputPort) -> Contract:
    """A contract with these ports."""
    return Contract(
        name="C",
        kind="Processing",
        span=SPAN,
        inputs={port.name: port for port in ports if isinstance(port, InputPort)},
        outputs={port.name: port for port in ports if isinstance(port, OutputPort)},
        options={},
        body=NOTHING,
    )


def waits(*pairs: tuple[str, str]) -> list[DependencyEdge]:
    """Edges of order from (source, target)."""
    return [DependencyEdge(source=source, target=target, how=How.ORDER) for source, target in pairs]


def plain(names: str, *pairs: str) -> PipelineDAG:
    """Steps of one letter without contracts, and edges as `ab`: `b` waits for `a`."""
    return PipelineDAG(nodes=dict.fromkeys(names), edges=waits(*((p[0], p[1]) for p in pairs)))


def wire(source: str, target: str, how: How = How.INFERRED) -> DependencyEdge:
    """A wire from `step.output` to `step.input`."""
    (giver, output), (taker, into) = source.split("."), target.split(".")
    return DependencyEdge(source=giver, target=taker, output=output, input=into, how=how)


def problems(dag: PipelineDAG) -> list[tuple[str, str]]:
    """The numbers and messages of what is wrong."""
    return [(found.code.number, found.message) for found in dag.validate()]


PREP = contract(give("train"), give("count", FILES, data_type="Integer"))
TRAIN = contract(need("data", DATA), give("model", MODEL))
GOOD = PipelineDAG(nodes={"prep": PREP, "train": TRAIN}, edges=[wire("prep.train", "train.data")])
DIAMOND = plain("dbcae", "ab", "ac", "bd", "cd")


# --- a value ------------------------------------------------------------------------------


def test_equal_parts_make_equal_values() -> None:
    """However the edges are given, and however often."""
    edges = waits(("a", "b"), ("a", "c"), ("b", "c"))
    nodes = dict.fromkeys("abc")
    one = PipelineDAG(nodes=nodes, edges=edges)
    other = PipelineDAG(nodes=nodes, edges=iter([*reversed(edges), edges[0]]))

    assert one == other
    assert hash(one) == hash(other)
    assert one.edges == tuple(edges)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one  # noqa: S301 - our own


@pytest.mark.parametrize(
    "other",
    [
        plain("abd", "ab"),
        plain("bac", "ab"),
        plain("abc"),
        plain("abc", "ba"),
        PipelineDAG(nodes={"a": None, "b": PREP, "c": None}, edges=waits(("a", "b"))),
        "abc",
    ],
    ids=["names", "order of names", "fewer edges", "other edge", "contract", "no DAG"],
)
def test_other_parts_make_another_value(other: object) -> None:
    """Each part counts, and so does the order of the nodes, which all answers follow."""
    assert plain("abc", "ab") != other


def test_edges_are_sorted_by_the_places_of_their_steps() -> None:
    """The file's order, and not that of the names; what has no place comes last."""
    dag = plain("zyx", "yx", "qx", "zx", "zy")

    assert [edge.source + edge.target for edge in dag.edges] == ["zy", "zx", "yx", "qx"]


def test_it_cannot_change() -> None:
    """Neither by assignment nor by way of what it was made of."""
    nodes = dict.fromkeys("ab")
    dag = PipelineDAG(nodes=nodes, edges=[])
    nodes["c"] = None

    assert list(dag.nodes) == ["a", "b"]
    assert replace(dag, edges=dag.edges) == dag
    assert replace(dag, edges=tuple(waits(("a", "b")))) == plain("ab", "ab")
    with pytest.raises(FrozenInstanceError):
        dag.edges = ()  # type: ignore[misc]


# --- asking -------------------------------------------------------------------------------


def test_neighbours_are_those_of_one_edge() -> None:
    """In node order, once each."""
    assert DIAMOND.predecessors("d") == ("b", "c")
    assert DIAMOND.predecessors("a") == ()
    assert DIAMOND.successors("a") == ("b", "c")
    assert DIAMOND.successors("d") == ()
    twice = [wire("prep.train", "train.data"), wire("prep.count", "train.data")]
    assert PipelineDAG(nodes=GOOD.nodes, edges=twice).predecessors("train") == ("prep",)
    assert PipelineDAG(nodes=GOOD.nodes, edges=twice).successors("prep") == ("train",)


def test_ancestors_and_descendants_are_those_of_any_way() -> None:
    """In node order, without the step itself; what hangs elsewhere is not among them."""
    assert DIAMOND.ancestors("d") == ("b", "c", "a")
    assert DIAMOND.descendants("a") == ("d", "b", "c")
    assert DIAMOND.descendants("b") == ("d",)
    assert DIAMOND.ancestors("e") == DIAMOND.descendants("e") == ()


def test_a_cycle_does_not_keep_from_asking() -> None:
    """A step of it is not its own ancestor."""
    assert plain("abc", "ab", "bc", "ca").descendants("a") == ("b", "c")
    assert plain("abc", "ab", "bc", "ca").ancestors("a") == ("b", "c")


def test_edges_of_a_step_are_those_that_end_and_begin_there() -> None:
    """Also those whose other end is nowhere."""
    dag = plain("abc", "ab", "bc", "qb")

    assert list(dag.incoming("b")) == waits(("a", "b"), ("q", "b"))
    assert list(dag.outgoing("b")) == waits(("b", "c"))
    assert dag.incoming("a") == dag.outgoing("c") == ()
    assert dag.predecessors("b") == ("a",)


def test_roots_and_leaves() -> None:
    """What waits for nothing, and what nothing waits for; what stands alone is both."""
    assert DIAMOND.roots == ("a", "e")
    assert DIAMOND.leaves == ("d", "e")


@pytest.mark.parametrize(
    "method",
    ["predecessors", "successors", "ancestors", "descendants", "incoming", "outgoing"],
)
def test_an_unknown_step_is_an_error_that_reads_well(method: str) -> None:
    """With the name that may be meant; it is a `KeyError`."""
    with pytest.raises(UnknownName) as caught:
        getattr(GOOD, method)("trian")

    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == "there is no step `trian`; did you mean `train`?"


# --- order --------------------------------------------------------------------------------


def test_the_order_is_the_given_one_but_for_what_must_move() -> None:
    """As in the compiler's own order."""
    assert plain("cab").topological_order() == ("c", "a", "b")
    assert plain("cab", "bc").topological_order() == ("a", "b", "c")
    assert DIAMOND.topological_order() == ("a", "b", "c", "d", "e")


def test_an_edge_that_leads_nowhere_moves_nothing() -> None:
    """It is for `validate` to say."""
    assert plain("ba", "aq", "qb").topological_order() == ("b", "a")


def test_a_cycle_has_no_order() -> None:
    """The error shows the path, and is a `ValueError`."""
    with pytest.raises(CycleFound, match=r"^these steps .*: `a` → `b` → `c` → `a`$") as caught:
        plain("xabc", "ab", "bc", "ca").topological_order()
    assert isinstance(caught.value, ValueError)
    with pytest.raises(CycleFound, match=r"^the step `a` waits for itself$"):
        plain("a", "aa").topological_order()


@st.composite
def dags(draw: st.DrawFn) -> PipelineDAG:
    """DAGs of up to ten steps, whose file order says nothing."""
    names = [f"s{index}" for index in range(draw(st.integers(1, 10)))]
    possible = [(a, b) for index, b in enumerate(names) for a in names[:index]]
    pairs = [pair for pair in possible if draw(st.booleans())]
    return PipelineDAG(
        nodes=dict.fromkeys(draw(st.permutations(names))),
        edges=waits(*draw(st.permutations(pairs))),
    )


@given(dags())
def test_any_order_has_every_step_once_and_after_what_it_waits_for(dag: PipelineDAG) -> None:
    """And it is the first of all such orders, compared by the places in the file."""
    names = list(dag.topological_order())
    place = {name: index for index, name in enumerate(dag.nodes)}
    sorter = TopologicalSorter({name: dag.predecessors(name) for name in dag.nodes})
    sorter.prepare()
    ready: set[str] = set()
    for name in names:
        ready.update(sorter.get_ready())
        assert name == min(ready, key=place.__getitem__)
        ready.remove(name)
        sorter.done(name)

    assert not sorter.is_active()
    assert dag.validate() == ()


@given(dags())
def test_the_answers_agree_with_each_other(dag: PipelineDAG) -> None:
    """Each is derived here anew from the edges, the slow way."""
    names = list(dag.nodes)
    below = {name: {edge.target for edge in dag.edges if edge.source == name} for name in names}
    for _ in names:
        for found in below.values():
            found.update(*(below[other] for other in list(found)))
    for name in names:
        assert list(dag.descendants(name)) == [other for other in names if other in below[name]]
        assert list(dag.ancestors(name)) == [other for other in names if name in below[other]]
        assert all(name in dag.successors(other) for other in dag.predecessors(name))
        assert dag.incoming(name) == tuple(edge for edge in dag.edges if edge.target == name)
        assert dag.outgoing(name) == tuple(edge for edge in dag.edges if edge.source == name)
        assert (name in dag.roots) == (not dag.ancestors(name))
        assert (name in dag.leaves) == (not dag.descendants(name))


def test_a_long_chain_is_no_matter() -> None:
    """Nothing recurses, and the whole takes moments."""
    names = [f"s{index}" for index in range(20_000)]
    chain = waits(*pairwise(names))
    dag = PipelineDAG(nodes=dict.fromkeys(reversed(names)), edges=reversed(chain))

    assert dag.topological_order() == tuple(names)
    assert dag.descendants(names[0]) == tuple(reversed(names[1:]))
    assert dag.ancestors(names[-1]) == tuple(reversed(names[:-1]))
    assert dag.validate() == ()
    ring = PipelineDAG(nodes=dag.nodes, edges=[*chain, *waits((names[-1], names[0]))])
    with pytest.raises(CycleFound):
        ring.topological_order()


# --- what is wrong ------------------------------------------------------------------------


def test_a_good_one_has_nothing_wrong() -> None:
    """`training_data` takes what a processing gives, as the wiring has it."""
    assert GOOD.validate() == ()
    assert PipelineDAG(nodes={}).validate() == ()


def test_edges_from_and_to_nowhere() -> None:
    """Each unknown name is told, with what may be meant."""
    more = [wire("prop.x", "train.data", How.WRITTEN), wire("train.model", "nix.y")]
    more = [replace(more[0], input=None), more[1]]  # of what is not there no port is missed
    dag = PipelineDAG(nodes=GOOD.nodes, edges=[*GOOD.edges, *more])

    assert problems(dag) == [
        ("PC211", "`nix` waits for `train`, and there is no step `nix`"),
        ("PC211", "`train` waits for `prop`, and there is no step `prop`"),
    ]
    assert dag.validate()[1].hint == "did you mean `prep`?"


def test_cycles_and_steps_that_wait_for_themselves() -> None:
    """All of them, without a place: the DAG knows no file."""
    dag = plain("abcde", "ab", "ba", "cd", "dc", "ee")

    assert problems(dag) == [
        ("PC301", "the step `e` waits for itself"),
        ("PC301", "these steps wait for each other: `a` → `b` → `a`"),
        ("PC301", "these steps wait for each other: `c` → `d` → `c`"),
    ]
    assert all(found.span is None and not found.related for found in dag.validate())


def test_a_required_input_must_be_fed() -> None:
    """One that is optional, or has a value, need not."""
    value = text_node("s3://b/x", SPAN)
    ports = (need("a"), need("b", required=False), need("c", value=value))

    dag = PipelineDAG(nodes={"use": contract(*ports)})

    assert problems(dag) == [("PC201", "nothing feeds the input `a` of `use`, which it needs")]
    assert dag.validate()[0].span == SPAN


def test_an_order_feeds_nothing() -> None:
    """Nor does data that goes to a hyperparameter."""
    into_text = replace(wire("prep.train", "train.data", How.WRITTEN), input=None)
    for edges in (waits(("prep", "train")), [into_text]):
        assert [number for number, _ in problems(PipelineDAG(nodes=GOOD.nodes, edges=edges))] == [
            "PC201"
        ]


def test_an_input_takes_one_output() -> None:
    """Two edges into it are too many."""
    nodes = {"a": PREP, "b": PREP, "train": TRAIN}
    edges = [wire("a.train", "train.data"), wire("b.train", "train.data", How.WRITTEN)]

    assert problems(PipelineDAG(nodes=nodes, edges=edges)) == [
        (
            "PC202",
            "the input `data` of `train` is fed by `a.train` and `b.train`, and it takes one",
        )
    ]


def test_ports_that_are_not_there() -> None:
    """With what may be meant; a step without contract has none at all."""
    edges = [*GOOD.edges, wire("prep.trian", "train.dada"), wire("check.x", "check2.y")]
    dag = PipelineDAG(nodes={**GOOD.nodes, "check": None, "check2": None}, edges=edges)

    assert sorted(problems(dag)) == [
        ("PC114", "the step `check2` has no input `y`"),
        ("PC114", "the step `train` has no input `dada`"),
        ("PC212", "the step `check` has no output `x`"),
        ("PC212", "the step `prep` has no output `trian`"),
    ]
    hints = {found.message: found.hint for found in dag.validate()}
    assert hints["the step `prep` has no output `trian`"] == "did you mean `train`?"
    assert hints["the step `train` has no input `dada`"] == "did you mean `data`?"


def fed(port: InputPort, output: OutputPort, how: How) -> list[tuple[str, str]]:
    """What is wrong where an output feeds an input."""
    nodes = {"a": contract(output), "b": contract(port)}
    return problems(
        PipelineDAG(nodes=nodes, edges=[wire(f"a.{output.name}", f"b.{port.name}", how)])
    )


NOT_FED = "`a.out` cannot feed the input `in` of `b`: it "


@pytest.mark.parametrize("how", [How.INFERRED, How.WRITTEN])
def test_data_types_must_fit(how: How) -> None:
    """They are the same, or an Integer where a Float is wanted."""
    number, text = give("out", data_type="Integer"), give("out", data_type="String")

    assert fed(need("in", data_type="Float"), number, how) == []
    assert fed(need("in", data_type="Integer"), number, how) == []
    assert fed(need("in", data_type="Float"), text, how) == [
        ("PC216", NOT_FED + "has data type `String`, not `Float`")
    ]
    assert fed(need("in", data_type="Integer"), give("out", data_type="Float"), how) != []


def test_types_must_fit_where_the_wiring_chose() -> None:
    """A written wire may join any types, as in the compiler."""
    wrong = ("PC216", NOT_FED + f"is of type `{MODEL}`, not `{DATA}`")

    assert fed(need("in", DATA), give("out", FILES), How.INFERRED) == []
    assert fed(need("in", DATA), give("out", MODEL), How.INFERRED) == [wrong]
    assert fed(need("in", DATA), give("out", MODEL), How.WRITTEN) == []


def test_ports_without_types_are_joined_only_in_writing() -> None:
    """The wiring leaves them alone; a written wire into one is held against nothing."""
    untyped_in = need("in", data_type="Float")._replace(type=None)
    untyped_out = give("out")._replace(type=None)

    assert [n for n, _ in fed(untyped_in, give("out"), How.INFERRED)] == ["PC216"]
    assert [n for n, _ in fed(need("in"), untyped_out, How.INFERRED)] == ["PC216"]
    assert fed(untyped_in, give("out"), How.WRITTEN) == []
    assert fed(need("in"), untyped_out, How.WRITTEN) == []


def test_all_is_told_at_once() -> None:
    """Structure, dependencies and types."""
    edges = [
        wire("train.model", "again.data"),
        wire("prep.nothing", "prep.nowhere"),
        *waits(("prep", "nix"), ("again", "train")),
    ]
    dag = PipelineDAG(nodes={"prep": PREP, "train": TRAIN, "again": TRAIN}, edges=edges)

    numbers = sorted(number for number, _ in problems(dag))
    # Two cycles: `prep` feeds itself.
    assert numbers == ["PC114", "PC201", "PC211", "PC212", "PC216", "PC301", "PC301"]


# --- from what was compiled ---------------------------------------------------------------


def compiled(file: str, content: bytes) -> Result:
    """Compile a text as if it stood in the file."""
    context = workspace.Contexts().of(file)
    source = SourceFile(name=file, content=content)
    return compile_pipeline(source, context, workspace.DiskFiles())


@cache
def compiled_file(file: str) -> Result:
    """Compile a file of the repository."""
    return compiled((ROOT / file).as_posix(), (ROOT / file).read_bytes())


def dag_in(result: Result) -> PipelineDAG:
    """The DAG of what was compiled."""
    assert result.links is not None, result.diagnostics
    return dag_of(result.steps, result.links)


def of_steps(steps: str) -> PipelineDAG:
    """The DAG of a pipeline that compiles."""
    text = f"pipeline: p\nsteps:\n{steps}".replace("path: /", "path: /opt/ml/processing/")
    result = compiled((ROOT / ABALONE).as_posix(), text.encode())
    assert result.artifacts is not None, [found.message for found in result.diagnostics]
    return dag_in(result)


def test_abalone_is_what_one_reads_in_it() -> None:
    """Six wires, one reference in the condition, and two steps in its branches."""
    dag = dag_in(compiled_file(ABALONE))
    prep, train, evaluate = "PreprocessAbaloneData", "TrainAbaloneModel", "EvaluateAbaloneModel"
    check, register, fail = "CheckMSE", "RegisterAbaloneModel", "MSETooHigh"
    wires = [
        wire(f"{prep}.training_data", f"{train}.training_data"),
        wire(f"{prep}.validation_data", f"{train}.validation_data"),
        wire(f"{prep}.test_data", f"{evaluate}.test_data"),
        wire(f"{train}.model_artifacts", f"{evaluate}.model"),
        wire(f"{train}.model_artifacts", f"{register}.model_artifacts"),
        wire(f"{evaluate}.evaluation_report", f"{register}.evaluation_report"),
    ]
    read = DependencyEdge(
        source=evaluate, target=check, output="evaluation_report", how=How.WRITTEN
    )
    scores = {edge: edge.confidence for edge in dag.edges if edge.how is How.INFERRED}
    certain = [replace(edge, confidence=1.0) for edge in dag.edges]

    assert list(dag.nodes) == [prep, train, evaluate, check, register, fail]
    assert [name for name, of in dag.nodes.items() if of is None] == [check, fail]
    expected = [*wires, read, *waits((check, register), (check, fail))]
    assert PipelineDAG(nodes=dag.nodes, edges=certain) == PipelineDAG(
        nodes=dag.nodes, edges=expected
    )
    # The scores are the wiring's.
    links = compiled_file(ABALONE).links
    assert links is not None
    assert {(e.target, e.input): score for e, score in scores.items()} == {
        (d.step, d.input): d.chosen.score for d in links.decisions if d.chosen
    }
    assert set(scores.values()) != {1.0}
    assert dag.roots == (prep,)
    assert dag.leaves == (register, fail)
    assert dag.descendants(train) == (evaluate, check, register, fail)
    assert dag.ancestors(check) == (prep, train, evaluate)


@pytest.mark.parametrize("file", [*PIPELINES, *FAILING])
def test_it_joins_what_the_compiler_joins(file: str) -> None:
    """The same pairs, so the same order; what compiles has nothing wrong here either."""
    result = compiled_file(file)
    if result.links is None:
        assert result.artifacts is None
        return
    dag = dag_in(result)
    pairs = {(edge.on, edge.step) for edge in result.links.edges}
    report = Report()
    names = order([step.name for step in result.steps], result.links.edges, report)

    assert list(dag.nodes) == [step.name for step in result.steps]
    assert {(edge.source, edge.target) for edge in dag.edges} == pairs
    if report.has_errors:
        with pytest.raises(CycleFound):
            dag.topological_order()
    else:
        assert dag.topological_order() == names
    if result.artifacts is not None:
        assert dag.validate() == ()
    # What is wrong here, the compiler has told too, though of an input in doubt in other words.
    told = {found.code.number for found in result.diagnostics}
    for found in dag.validate():
        assert found.code.number in told or (found.code.number == "PC201" and told), file


def test_every_sort_of_written_reference() -> None:
    """A pinned wire names the input; elsewhere only the output, or nothing of the contract."""
    dag = of_steps(f"""
  load: {JOB}, outputs: {{data: {{type: processing_output, path: /out}}, rest: {{path: /rest}},
    report: {{path: /report, report: r.json}}}}}}
  wired: {JOB}, inputs: {{data: {{type: processing_output, path: /in}}}}}}
  pinned: {JOB}, inputs: {{x: {{path: /in, value: "${{steps.load.rest}}"}}}}}}
  value: {JOB}, inputs: {{x: {{path: /in, value: "${{steps.load.report.mse}}"}}}}}}
  text: {JOB}, environment: {{A: "${{steps.load.data}}"}}}}
  inside: {JOB}, inputs: {{x: {{path: /in, value: "${{steps.load.data}}/part"}}}}}}
  property: {JOB}, environment: {{A: "${{steps.load.properties.ProcessingJobName}}"}}}}
  whole: {JOB}, inputs: {{data: {{type: processing_output, path: /i, value: "${{steps.load}}"}}}}}}
  later: {JOB}, depends_on: [load]}}
""")

    assert {edge.target: (edge.output, edge.input, edge.how) for edge in dag.edges} == {
        "wired": ("data", "data", How.INFERRED),
        "pinned": ("rest", "x", How.WRITTEN),
        "value": ("report", None, How.WRITTEN),
        "text": ("data", None, How.WRITTEN),
        "inside": ("data", None, How.WRITTEN),
        "property": (None, None, How.WRITTEN),
        "whole": ("data", "data", How.INFERRED),
        "later": (None, None, How.ORDER),
    }
    assert len(dag.edges) == 8
    assert dag.successors("load") == tuple(dag.nodes)[1:]


def test_a_pair_with_data_has_no_order_beside_it() -> None:
    """`depends_on` adds nothing to a wire; several wires stay several."""
    dag = of_steps(f"""
  load: {JOB}, outputs: {{a: {{path: /a}}, b: {{path: /b}}}}}}
  use: {JOB}, depends_on: [load], inputs: {{x: {{path: /x, value: &v "${{steps.load.a}}"}},
    y: {{path: /y, value: *v}}, z: {{path: /z, value: "${{steps.load.b}}"}}}}}}
""")

    assert [(edge.output, edge.input, edge.how) for edge in dag.edges] == [
        ("a", "x", How.WRITTEN),
        ("a", "y", How.WRITTEN),
        ("b", "z", How.WRITTEN),
    ]


def test_loops_are_read_as_one_step() -> None:
    """What is read of an iteration is none of the loop's outputs, as it has none."""
    score = "arn:aws:lambda:us-east-1:111122223333:function:score"
    dag = of_steps(f"""
  each:
    for_each: [a, b]
    max_concurrency: 2
    pick: {{max: steps.score.mse}}
    steps:
      score: {{kind: Lambda, function: "{score}", outputs: {{mse: {{data_type: Float}}}}}}
  use: {JOB}, environment: {{A: "${{steps.each.selected.mse}}"}}}}
""")

    assert list(dag.edges) == [
        *waits(("each", "score")),
        DependencyEdge(source="each", target="use", how=How.WRITTEN),
    ]
    assert dag.nodes["each"] is None
