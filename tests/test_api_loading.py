"""Pipelines that begin with a file, a project's environments, and the way back to files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api_programs import (
    FUNCTION,
    IMAGE,
    compiled,
    in_a_project,
    program,
    steps_of,
    tell,
)
from cli_runs import PROJECT
from pipec import (
    CompiledPipeline,
    PipelineBuilder,
    PipelineError,
)


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a project folder of its own."""
    in_a_project(tmp_path, monkeypatch)


WRITTEN = """\
pipeline: P
parameters: {Really: true}
steps:
  A: {kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"}
  Check:
    if: parameters.Really
    then:
      Deeper:
        if: parameters.Really
        else:
          Stop: {fail: stopped}
    else:
      TooBad: {fail: bad}
  Each:
    for_each: [a, b]
    max_concurrency: 1
    steps:
      Tell: {kind: Lambda, function: "arn:aws:lambda:us-east-1:111122223333:function:f"}
"""


def test_a_step_is_added_to_a_file(tmp_path: Path) -> None:
    """To the pipeline, a branch and a loop; taken out again, the file's own is left."""
    Path("pipeline.yaml").write_text(WRITTEN)
    builder = PipelineBuilder.load(tmp_path / "pipeline.yaml")
    before = builder.build()
    inner = ["Check", "Deeper", "Stop", "TooBad", "Each", "Tell"]
    assert builder.list_steps() == ["A", *inner]
    last = tell(builder, "Last")
    tell(builder["Check"].then, "Extra", inputs={"x": last.auc})
    tell(builder["Deeper"].otherwise, "Deepest")
    tell(builder["Each"], "Second", inputs={"x": builder["Each"].item})
    after = builder.build()
    steps = steps_of(builder)
    assert list(steps) == ["A", "Check", "Each", "Last"]
    [deeper, extra] = steps["Check"]["Arguments"]["IfSteps"]
    assert (deeper["Name"], extra["Name"]) == ("Deeper", "Extra")
    assert [step["Name"] for step in deeper["Arguments"]["ElseSteps"]] == ["Stop", "Deepest"]
    assert [step["Name"] for step in steps["Each"]["Arguments"]["ForEachBody"]] == [
        "Tell",
        "Second",
    ]
    assert after.definition() == compiled(after.to_yaml())
    for name in ("Extra", "Deepest", "Second", "Last"):
        builder.remove_step(name)
    assert builder.build().definition() == before.definition()


def test_local_paths_of_a_loaded_pipeline(tmp_path: Path) -> None:
    """Code that a program adds to a file elsewhere is found, and `to_yaml` beside the file too."""
    far = tmp_path / "far"
    far.mkdir()
    (far / "pipec.yaml").write_text(PROJECT)
    (far / "there.py").write_text("print()\n")
    step = "{kind: Lambda, function: " + json.dumps(FUNCTION) + "}"
    (far / "pipeline.yaml").write_text("pipeline: P\nsteps:\n  A: " + step + "\n")
    builder = PipelineBuilder.load("far/pipeline.yaml")
    builder.add_step(
        "B",
        kind="Processing",
        image=IMAGE,
        instance="ml.m5.large",
        command=["python3"],
        code=far / "there.py",
    )
    made = builder.build()
    (far / "pipeline.yaml").write_text(made.to_yaml())
    assert PipelineBuilder.load("far/pipeline.yaml").build().definition() == made.definition()


@pytest.mark.parametrize(("here", "there"), [(".", "far"), ("deep/er", "."), ("one", "other")])
def test_to_yaml_moves_local_paths_to_its_folder(here: str, there: str) -> None:
    """Scripts, folders and files beside the program are found from the file, in branches too."""
    for folder in (here, there, f"{here}/src"):
        Path(folder).mkdir(parents=True, exist_ok=True)
    for name in ("run.py", "src/main.py", "table.csv"):
        Path(here, name).write_text("print()\n")
    file = Path(there, "pipeline.yaml")
    file.write_text(WRITTEN)
    made: CompiledPipeline = program(
        """\
        from pipec import PipelineBuilder
        p = PipelineBuilder.load(FILE)
        job = {"kind": "Processing", "image": IMAGE, "instance": "ml.m5.large"}
        job["command"] = ["python3"]
        p.add_step("Script", code="run.py", inputs={"table": {"value": "./table.csv"}}, **job)
        code = {"dir": "src", "entry": "main.py"}
        p["Check"].then.add_step("Folder", code=code, inputs={"table": "./table.csv"}, **job)
        made = p.build()
        """,
        name=f"{here}/program.py",
        FILE=file,
    )["made"]
    file.write_text(made.to_yaml())
    again = PipelineBuilder.load(file).build()
    assert again.definition() == made.definition()
    assert again.artifacts.manifest_text == made.artifacts.manifest_text


def test_removing_the_last_step_of_a_file() -> None:
    """Leaves a pipeline without steps, not the file's own."""
    Path("pipeline.yaml").write_text("pipeline: P\nsteps: {A: {fail: x}}\n")
    builder = PipelineBuilder.load("pipeline.yaml")
    builder.remove_step("A")
    assert builder.list_steps() == []
    with pytest.raises(PipelineError):
        builder.build()
    tell(builder, "B")
    assert list(steps_of(builder)) == ["B"]


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, "PC001"), ("", "PC005"), ("a: [", "PC003"), ("contract: A\nkind: Lambda\n", "PC107")],
)
def test_what_cannot_be_loaded(text: str | None, code: str) -> None:
    """A missing, broken or other file is the command's error, at the latest when built."""
    if text is not None:
        Path("pipeline.yaml").write_text(text)
    with pytest.raises(PipelineError, match=code):
        PipelineBuilder.load("pipeline.yaml").build()


def test_environments_and_variables() -> None:
    """As `--env` and `--var`, for a loaded pipeline and one in code."""
    Path("pipec.yaml").write_text(PROJECT + "environments: {prod: {vars: {bucket: prod-bucket}}}\n")
    for variables, bucket in (({}, "prod-bucket"), ({"bucket": "given"}, "given")):
        builder = PipelineBuilder("P", env="prod", variables=variables)
        tell(builder, "A", inputs={"x": f"{builder.vars.bucket}"})
        assert steps_of(builder)["A"]["Arguments"]["x"] == bucket
        Path("pipeline.yaml").write_text(builder.build().to_yaml())
        again = PipelineBuilder.load("pipeline.yaml", env="prod", variables=variables)
        assert steps_of(again)["A"]["Arguments"]["x"] == bucket
    for name, words in (("tset", "there is no environment `tset`"), ("", "is empty")):
        wrong = PipelineBuilder("P", env=name)
        tell(wrong, "A")
        with pytest.raises(PipelineError, match=rf"PC123.*{words}"):
            wrong.build()


def test_files_of_a_loaded_pipeline_go_back_to_its_folder(tmp_path: Path) -> None:
    """Under its own name, so that the file is changed and not doubled; local code is found."""
    far = tmp_path / "far"
    far.mkdir()
    (far / "pipec.yaml").write_text(PROJECT)
    step = "{kind: Lambda, function: " + json.dumps(FUNCTION) + "}"
    (far / "own.yml").write_text("pipeline: P\nsteps:\n  A: " + step + "\n")
    made: CompiledPipeline = program(
        """\
        from pipec import PipelineBuilder, StepContract
        own = StepContract(
            "Own",
            "Processing",
            image=IMAGE,
            instance="ml.m5.large",
            command=["python3"],
            code="run.py",
        )
        p = PipelineBuilder.load("far/own.yml")
        p.add_step("G", own)
        made = p.build()
        """
    )["made"]
    assert list(made.yaml_files()) == ["own.yml", "contracts/Own.yaml"]
    for name, text in made.yaml_files().items():
        (made.folder / name).parent.mkdir(exist_ok=True)
        (made.folder / name).write_text(text)
    (far / "pipec.yaml").write_text(PROJECT + "contracts: [contracts]\n")
    assert PipelineBuilder.load("far/own.yml").build().definition() == made.definition()


def test_files_of_a_pipeline_with_contracts_in_code() -> None:
    """Written out, they compile to the same without the program; local code is found."""
    made: CompiledPipeline = program(
        """\
        from pipec import OutputPort, PipelineBuilder, StepContract
        greet = StepContract(
            "Greet",
            "Processing",
            image=IMAGE,
            instance="ml.m5.large",
            command=["python3"],
            code="run.py",
            outputs=[OutputPort("hello", path="/opt/ml/processing/output")],
        )
        p = PipelineBuilder("P")
        hello = p.add_step("G", greet).hello
        p.add_step("T", kind="Lambda", function=FUNCTION, inputs={"x": hello})
        made = p.build()
        """
    )["made"]
    for name, text in made.yaml_files().items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)
    Path("pipec.yaml").write_text(PROJECT + "contracts: [contracts]\n")
    assert PipelineBuilder.load("pipeline.yaml").build().definition() == made.definition()
