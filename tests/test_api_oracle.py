"""Files loaded into the Python API: the same products, the same reports, as YAML and in the SDK."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api_programs import said
from oracle.equal import exact_differences
from oracle.pipec_side import ROOT
from oracle.sdk import definition_of, offline, session
from pipec import PipelineBuilder, PipelineError
from pipec.cli import workspace
from pipec.cli.report import text
from pipec.cli.settling import settle
from pipec.cli.workspace import source_text
from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.syntax import Mapping

pytestmark = pytest.mark.filterwarnings("ignore::pipec.cli.api.errors.PipelineWarning")

PLACES = (
    "pipelines/*",
    "tests/oracle/matrix/*",
    "tests/oracle/twins/*",
    "tests/cases/ok/*",
    "tests/cases/asked/*",
)
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for place in PLACES
    for path in ROOT.glob(f"{place}/pipeline.yaml")
)
WRONG = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/cases/err/*/pipeline.yaml")
)
WITH_THE_SDK = (
    "pipelines/abalone/pipeline.yaml",
    "pipelines/batch-scoring/pipeline.yaml",
    "pipelines/xgboost-pipeline/pipeline.yaml",
    "tests/oracle/matrix/conditions/pipeline.yaml",
    "tests/oracle/matrix/processing/pipeline.yaml",
    "tests/oracle/twins/training/pipeline.yaml",
)


@pytest.fixture(autouse=True)
def _in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named as from the repository."""
    monkeypatch.chdir(ROOT)


def compiled(file: str, content: bytes | None = None) -> Result:
    """A pipeline file compiled as the command does it; `content` instead of what is on the disk."""
    source = SourceFile(name=file, content=content or Path(file).read_bytes())
    context = workspace.read_project(workspace.find_project(file), None)
    return compile_pipeline(source, context, workspace.DiskFiles(workspace.folder_of(file)))


def names_in(tree: Mapping) -> Iterator[str]:
    """The names of all steps of a file, those in branches too."""
    steps = tree.get("steps")
    for entry in steps if isinstance(steps, Mapping) else ():
        yield entry.key
        body = entry.value.entries if isinstance(entry.value, Mapping) else {}
        for key in ("then", "else", "steps"):
            if key in body:
                yield from names_in(Mapping({"steps": body[key]}, tree.span))


def test_there_is_something_to_load() -> None:
    """The lists are not empty by a wrong pattern."""
    assert len(FILES) > 50
    assert len(WRONG) > 250
    assert set(WITH_THE_SDK) <= set(FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_loaded_file_gives_the_same_products(file: str) -> None:
    """Each text is that of the command byte for byte, and so are the warnings."""
    wanted = compiled(file)
    assert wanted.artifacts is not None

    made = PipelineBuilder.load(file).build()

    assert made.definition() == wanted.artifacts.definition_text
    assert made.to_python() == wanted.artifacts.python_text
    assert made.artifacts == wanted.artifacts
    assert made.warnings == settle(wanted.diagnostics, (), source_text)


@pytest.mark.parametrize("file", FILES)
def test_its_yaml_compiles_to_the_same(file: str) -> None:
    """`to_yaml()` in the place of the file is the same pipeline, and it is stable."""
    builder = PipelineBuilder.load(file)
    made = builder.build()

    again = compiled(file, made.to_yaml().encode())

    assert again.artifacts is not None
    assert again.artifacts.definition_text == made.definition()
    assert again.artifacts.python_text == made.to_python()
    assert again.artifacts.settings == made.artifacts.settings
    assert builder.list_steps() == list(names_in(said(builder)))


@pytest.mark.parametrize("file", FILES)
def test_pinned_connections_change_nothing(file: str) -> None:
    """After `auto_connect()` the definition is the same, and nothing is left to infer."""
    builder = PipelineBuilder.load(file)
    before = builder.build()

    builder.auto_connect()

    assert builder.build().definition() == before.definition()
    assert builder.auto_connect() == []


@pytest.mark.parametrize("file", WRONG)
def test_a_wrong_file_raises_the_commands_report(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loading and building together raise one error, with what the command prints, and no other."""
    monkeypatch.chdir(ROOT / Path(file).parent)
    wanted = compiled("pipeline.yaml")
    if wanted.artifacts is not None:  # it needs an option, or is of another command
        return

    with pytest.raises(PipelineError) as caught:
        PipelineBuilder.load("pipeline.yaml").build()

    assert caught.value.diagnostics == wanted.diagnostics
    assert caught.value.report == text.render_plain(wanted.diagnostics, workspace.source_text)


# --- the SDK's own Pipeline ---------------------------------------------------------------


def sdk_definition(builder: PipelineBuilder) -> dict[str, Any]:
    """What the SDK's `Pipeline` says that `to_sagemaker` gives."""
    made = builder.build()
    with offline():
        pipeline = made.to_sagemaker(session())
        assert type(pipeline).__module__ == "sagemaker.mlops.workflow.pipeline"
        return definition_of(pipeline)


@pytest.mark.xdist_group("api-sdk")
@pytest.mark.parametrize("file", WITH_THE_SDK)
def test_the_sdks_pipeline_is_the_same(file: str) -> None:
    """`to_sagemaker()` of a loaded file is, in the SDK, the definition that pipec wrote."""
    builder = PipelineBuilder.load(file)

    assert (
        exact_differences(sdk_definition(builder), json.loads(builder.build().definition())) == []
    )


@pytest.mark.xdist_group("api-sdk")
def test_the_sdks_pipeline_of_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is that of a pipeline built in Python, with conditions, a loop and local code."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evaluate.py").write_text("print()\n")
    function = "arn:aws:lambda:us-east-1:111122223333:function:f"
    builder = PipelineBuilder(
        "Built",
        vars={
            "bucket": "example-bucket",
            "region": "us-east-1",
            "role": "arn:aws:iam::111122223333:role/SageMakerRole",
        },
    )
    most = builder.parameter("Most", 6.5)
    wanted = builder.parameter("Wanted", default=True)
    train = builder.add_step(
        "Train",
        "XGBoostTraining",
        hyperparameters={"objective": "reg:squarederror", "num_round": 5},
        inputs={"training_data": f"s3://example-bucket/{builder.execution.PipelineExecutionId}"},
    )
    evaluate = builder.add_step(
        "Evaluate",
        "ModelEvaluation",
        code=tmp_path / "evaluate.py",
        inputs={"model": train.model_artifacts, "test_data": "s3://example-bucket/test"},
    )
    mse = evaluate.evaluation_report["mse"]
    gate = builder.condition("Gate", (mse <= most) & (wanted | ~(mse > 3)))
    gate.then.add_step("Register", "ModelRegistration", model_package_group="Houses")
    inner = gate.otherwise.condition("Inner", mse.is_in([1, 2, most]))
    inner.then.fail("Bad", f"the error is {mse}")
    loop = builder.for_each("Each", ["a", {"b": 1}], max_concurrency=2)
    loop.add_step("Tell", kind="Lambda", function=function, inputs={"item": loop.item})

    definition = json.loads(builder.build().definition())

    assert exact_differences(sdk_definition(builder), definition) == []
    assert {"Condition", "ForEach"} <= {step["Type"] for step in definition["Steps"]}
