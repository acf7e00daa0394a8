"""Programs that build pipelines: what the tests of the Python API share."""

from __future__ import annotations

import textwrap
import warnings
from pathlib import Path
from typing import Any

import pytest

from cli_runs import PROJECT
from pipec import PipelineBuilder, PipelineError, PipelineWarning, StepProxy
from pipec.cli import workspace
from pipec.compiler.compile import SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Mapping as Tree

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
VARS = {
    "bucket": "example-bucket",
    "region": "us-east-1",
    "role": "arn:aws:iam::111122223333:role/SageMakerRole",
}


def in_a_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes `folder` the working folder, and a project with scripts."""
    monkeypatch.chdir(folder)
    Path("pipec.yaml").write_text(PROJECT)
    Path("run.py").write_text("print()\n")
    # Code that steps here name lies beside this file; and beside the YAML that is made of them.
    Path("cli_runs.py").write_bytes(Path(__file__).with_name("cli_runs.py").read_bytes())


def new(name: str = "P", **settings: Any) -> PipelineBuilder:
    """An empty pipeline."""
    return PipelineBuilder(name, vars=VARS, **settings)


def tell(builder: Any, name: str, **options: Any) -> StepProxy:
    """A Lambda step in a block, with an output of each kind of name."""
    outputs = {key: {"data_type": "Float"} for key in ("auc", "dashed-name")}
    step: StepProxy = builder.add_step(
        name, kind="Lambda", function=FUNCTION, outputs=outputs, **options
    )
    return step


def said(builder: PipelineBuilder) -> Tree:
    """What the program has said so far, as the tree of the file that says the same."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PipelineWarning)
        text = builder.build().to_yaml()
    tree = read_yaml("pipeline.yaml", text.encode(), Report())
    assert tree is not None
    return tree


def steps_of(builder: PipelineBuilder) -> dict[str, Any]:
    """The steps of the built definition by name."""
    return {step["Name"]: step for step in builder.build().to_dict()["Steps"]}


def compiled(text: str) -> str:
    """What a file in the working folder compiles to."""
    context = workspace.read_project(workspace.find_project("pipeline.yaml"), None)
    source = SourceFile(name="pipeline.yaml", content=text.encode())
    result = compile_pipeline(source, context, workspace.DiskFiles())
    assert result.artifacts is not None, result.diagnostics
    return result.artifacts.definition_text


def program(text: str, *, name: str = "program.py", **given: Any) -> dict[str, Any]:
    """Run a program from a file; its globals. What is raised gets out."""
    data = textwrap.dedent(text)
    Path(name).write_bytes(data.encode())
    module = {"__name__": "__main__", "VARS": VARS, "FUNCTION": FUNCTION, "IMAGE": IMAGE, **given}
    exec(compile(Path(name).read_bytes(), str(Path(name).absolute()), "exec"), module)  # noqa: S102
    return module


def underlined(error: PipelineError, text: str) -> list[str]:
    """What the spans of an error cover in a text, to the end of the first line."""
    found = []
    for item in error.diagnostics:
        assert item.span
        line = text.split("\n")[item.span.line - 1]
        end = item.span.end_column - 1 if item.span.end_line == item.span.line else len(line)
        found.append(line[item.span.column - 1 : end])
    return found


def inferred() -> PipelineBuilder:
    """Three steps that find each other."""
    builder = new()
    builder.add_step(
        "Prepare", "TabularPreprocessing", code="cli_runs.py", raw_data="s3://a-bucket/x"
    )
    builder.add_step(
        "Train",
        "XGBoostTraining",
        inputs={"training_data": {"channel": {"content_type": "text/csv"}}},
        hyperparameters={"num_round": 10},
    )
    builder.add_step("Evaluate", "ModelEvaluation", code="cli_runs.py")
    return builder
