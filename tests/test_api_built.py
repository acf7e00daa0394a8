"""What `build`, `auto_connect`, `explain` and `write` give."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api_programs import (
    in_a_project,
    inferred,
    new,
    program,
    said,
    tell,
)
from pipec import (
    How,
    PipelineBuilder,
    PipelineError,
    PipelineWarning,
    UnknownName,
)
from pipec.cli import app
from pipec.cli.api import places
from pipec.compiler.syntax import to_data
from work import calls


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


def test_auto_connect_pins_what_is_inferred() -> None:
    """It gives the new edges, writes them into the steps, and changes no definition."""
    builder = inferred()
    before = builder.build()
    edges = builder.auto_connect()
    found = {(edge.target, edge.input): (edge.source, edge.output) for edge in edges}
    assert found == {
        ("Train", "training_data"): ("Prepare", "training_data"),
        ("Train", "validation_data"): ("Prepare", "validation_data"),
        ("Evaluate", "test_data"): ("Prepare", "test_data"),
        ("Evaluate", "model"): ("Train", "model_artifacts"),
    }
    assert all(edge.how is How.INFERRED and 0.5 < edge.confidence <= 1 for edge in edges)
    after = builder.build()
    assert after.definition() == before.definition()
    assert {edge.how for edge in after.dag.edges} == {How.WRITTEN}
    assert to_data(said(builder))["steps"]["Train"]["inputs"]["training_data"] == {
        "channel": {"content_type": "text/csv"},
        "value": "${steps.Prepare.training_data}",
    }
    assert builder.auto_connect() == []


def test_a_later_step_does_not_change_what_is_pinned() -> None:
    """A second source would else be a doubt, or would win."""
    pinned, free = inferred(), inferred()
    pinned.auto_connect()
    for builder in (pinned, free):
        builder.add_step("Train2", "XGBoostTraining", inputs={"training_data": "s3://a-bucket/y"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PipelineWarning)
        edges = pinned.build().dag.incoming("Evaluate")
        assert {edge.source for edge in edges} == {"Prepare", "Train"}
        with pytest.raises(PipelineError):
            free.build()


def test_auto_connect_of_a_wrong_pipeline_connects_nothing() -> None:
    """It raises all that is wrong."""
    builder = inferred()
    builder.add_step("Bad", kind="Lambda", function=5)
    with pytest.raises(PipelineError):
        builder.auto_connect()
    builder.remove_step("Bad")
    assert How.INFERRED in {edge.how for edge in builder.build().dag.edges}


def test_a_built_pipeline_does_not_change() -> None:
    """Whatever is done to the builder afterwards, and to what it gives."""
    builder = inferred()
    made = builder.build()
    texts = [made.definition(), made.to_yaml(), made.to_python(), str(made.explain())]
    made.to_dict()["Steps"].clear()
    builder.remove_step("Evaluate")
    tell(builder, "More")
    builder.auto_connect()
    builder["Train"].connect("training_data", "s3://other/x")
    assert [made.definition(), made.to_yaml(), made.to_python(), str(made.explain())] == texts
    assert list(made.dag.nodes) == ["Prepare", "Train", "Evaluate"]
    assert json.loads(made.definition()) == made.to_dict()
    assert repr(made) == "<pipeline P: 3 steps>"


def test_writing_is_what_the_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    """The three files, byte for byte, in the project's folder or another."""
    made = inferred().build()
    Path("pipeline.yaml").write_text(made.to_yaml())
    assert app.main(["compile", "pipeline.yaml", "-o", "theirs"]) == 0
    capsys.readouterr()
    paths = made.write("ours")
    assert sorted(path.name for path in paths) == ["assets.json", "definition.json", "pipeline.py"]
    for path in paths:
        theirs = Path("theirs/P", path.name).read_text("utf-8")
        ours = path.read_text("utf-8")
        if path.name != "pipeline.py":
            assert ours == theirs
        else:
            assert ours.replace("api_programs.py", "pipeline.yaml") == theirs
    assert capsys.readouterr() == ("", "")
    assert {path.parent for path in made.write()} == {Path("build/P")}


def test_explaining(capsys: pytest.CaptureFixture[str]) -> None:
    """As the command does, of all steps or one; also of what does not compile yet."""
    builder = inferred()
    Path("pipeline.yaml").write_text(builder.build().to_yaml())
    for step in (None, "Train"):
        assert app.main(["explain", "pipeline.yaml", *([step] if step else [])]) == 0
        assert str(builder.explain(step)) == capsys.readouterr().out.rstrip()
        assert str(builder.build().explain(step)) == str(builder.explain(step))
    with pytest.raises(UnknownName, match="did you mean `Train`"):
        builder.explain("Trian")
    assert json.loads(json.dumps(builder.explain().to_dict()))
    open_one = new()
    open_one.add_step("Train", "XGBoostTraining")
    assert "training_data" in str(open_one.explain("Train"))


def chain(length: int) -> PipelineBuilder:
    """Steps of which each takes what the one before gave."""
    builder = new()
    last = tell(builder, "S0")
    for number in range(1, length):
        last = tell(builder, f"S{number}", inputs={"x": last.auc, "y": {"value": [1, "a"]}})
    return builder


def test_a_thousand_steps_are_linear() -> None:
    """Adding is as much work for the last step as for the first, and so are blocks and trees."""
    few, many = calls(lambda: chain(100)), calls(lambda: chain(1000))
    assert many < 10.5 * few
    assert many < 1000 * 400


def test_straight_programs_are_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long module that calls a helper and the builder in turn: its positions are read once."""
    read = 0

    def counting(items: Iterator[Any]) -> list[Any]:
        nonlocal read
        found = [*items]
        read += len(found)
        return found

    monkeypatch.setattr(places, "list", counting, raising=False)
    monkeypatch.setattr(places, "_positions_of", {}, raising=False)
    lines = "".join(
        f"add('S{number}').connect('x', 'y')\np.parameter('P{number}', 5)\n"
        for number in range(150)
    )
    program(
        "from pipec import PipelineBuilder\n"
        "p = PipelineBuilder('P')\n"
        "def add(name):\n"
        "    return p.add_step(name, kind='Lambda', function=FUNCTION)\n" + lines
    )
    assert read < 150 * 100
