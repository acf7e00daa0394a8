"""What people bring along who port a program of the SDK: its spellings, and its forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipec.cli import workspace
from pipec.compiler.compile import SourceFile, compile_pipeline
from test_display import compiled

IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1"
HEAD = """
pipeline: P
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
parameters: {InputData: s3://example-bucket/in.csv}
"""


def told(steps: str, more: str = "") -> list[tuple[str, str]]:
    """Code and message with hint of all that is told of a pipeline's steps."""
    found = compiled(f"{HEAD}{more}\nsteps: {{{steps}}}").diagnostics
    return [(item.code.number, f"{item.message}; {item.hint}") for item in found]


def _processing(more: str) -> str:
    return f"S: {{kind: Processing, image: {IMAGE}, instance: ml.m5.large, command: [r], {more}}}"


USED = '"${parameters.InputData}"'


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Parameters.InputData", "${parameters.InputData}"),
        ("Execution.PipelineExecutionId", "${execution.PipelineExecutionId}"),
        ("ExecutionVariables.PIPELINE_EXECUTION_ID", "${execution.PipelineExecutionId}"),
        ("ExecutionVariables.START_DATETIME", "${execution.StartDateTime}"),
        ("Steps.S.ProcessingJobArn", "${steps.S.properties.ProcessingJobArn}"),
        ("Parameters.Other", None),
        ("Parameters.InputData.csv", None),
        ("Execution.Plan", None),
        ("see Parameters.InputData", None),
    ],
)
def test_a_reference_as_the_sdk_spells_it_is_no_text(text: str, meant: str | None) -> None:
    """If there is such a name, and it is the whole text."""
    found = told(_processing(f'args: ["{text}", --of, {USED}]'))
    assert [code for code, _ in found] == ["PC222"] * bool(meant)
    assert all(f"`{meant}`" in hint for _, hint in found)


def test_a_reference_is_told_by_its_name_with_its_value() -> None:
    """As the SDK's `@step` tells its own program."""
    assert told(_processing(f"args: [Parameters.InputData, {USED}]")) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("s3://b/ + ${parameters.InputData} + /raw", "s3://b/${parameters.InputData}/raw"),
        ("s3://b/ + 'x/' + ${parameters.InputData}", "s3://b/x/${parameters.InputData}"),
        ("s3://b/a+b/${parameters.InputData}", None),
        ("s3://b/a + b/${parameters.InputData}", None),
        ("${parameters.InputData} + 1", None),
    ],
)
def test_parts_of_a_place_are_not_added(text: str, meant: str | None) -> None:
    """A `+` within a name is part of it, and other texts are anybody's."""
    found = told(_processing(f'args: ["{text}"]'))
    assert [code for code, _ in found] == ["PC222"] * bool(meant)
    assert all(f"`{meant}`" in hint for _, hint in found)


def test_one_tag_is_not_two() -> None:
    """Neither of the pipeline, nor of a step or in `defaults`."""
    pair = "tags: {Key: team, Value: ml}"
    found = told(_processing(f"args: [{USED}], {pair}"), f"{pair}\ndefaults: {{{pair}}}")
    assert [code for code, _ in found] == ["PC424"] * 3
    assert all("`tags: {team: ml}`" in hint for _, hint in found)
    assert told(_processing(f"args: [{USED}], tags: {{Key: team, Value: ml, Other: x}}")) == []


@pytest.mark.parametrize(
    ("values", "lost"),
    [
        ('["1.10", adam]', ["1.10"]),
        ('["null", "true", "1e3"]', ["null", "true", "1e3"]),
        ("""['"1.10"', '"null"']""", []),
        ('["32", "64", "adam"]', []),
        ("[1.10, 2]", []),
        ("['[1, 2]', '[3]']", []),
    ],
)
def test_a_text_to_search_that_json_reads_otherwise_is_told(values: str, lost: list[str]) -> None:
    """The SDK v2 wrote the quotes of JSON; what no script gets is as it stands."""
    metrics = 'AlgorithmSpecification: {MetricDefinitions: [{Name: acc, Regex: "acc=(.*)"}]}'
    code = "code: {uri: s3://b/c.tar.gz, entry: t.py}, "
    step = (
        "T: {kind: Tuning, image: {framework: pytorch, version: 2.1.0, py: py310}, instance: "
        f"ml.g5.xlarge, {code}inputs: {{train: {USED}}}, objective: {{maximize: acc}}, "
        f"ranges: {{tag: {values}}}, request: {{TrainingJobDefinition: {{{metrics}}}}}}}"
    )
    found = told(step)
    assert [code for code, _ in found] == ["PC424"] * len(lost)
    for text, (_, hint) in zip(lost, found, strict=True):
        assert f"`'{json.dumps(text)}'`" in hint
    own = step.replace(code, "").replace("{framework: pytorch, version: 2.1.0, py: py310}", IMAGE)
    assert told(own) == []


@pytest.mark.parametrize("in_project", [True, False])
def test_what_defaults_say_beside_containers_is_named(
    tmp_path: Path,
    in_project: bool,  # noqa: FBT001
) -> None:
    """With the way out, which is one."""
    defaults = "defaults: {environment: {STAGE: prod}}\n"
    (tmp_path / "pipec.yaml").write_text(defaults if in_project else "vars: {}\n")
    containers = f"Containers: [{{Image: {IMAGE}}}, {{Image: {IMAGE}}}]"
    head = HEAD if in_project else HEAD + defaults

    def found(keys: str) -> list[tuple[str, str, int]]:
        text = f"{head}steps: {{M: {{kind: Model, {keys}request: {{{containers}}}}}}}"
        file = (tmp_path / "pipeline.yaml").as_posix()
        context = workspace.Contexts().of(file)
        source = SourceFile(name=file, content=text.encode())
        result = compile_pipeline(source, context, workspace.DiskFiles())
        return [
            (item.code.number, item.hint or "", len(item.related))
            for item in result.diagnostics
            if item.code.number != "PC219"  # a parameter that nothing uses
        ]

    ((code, hint, places),) = found("")
    assert (code, "`environment: null` in `M`" in hint, places) == ("PC404", True, 1)
    assert found("environment: null, ") == []
    ((_, hint, places),) = found("environment: {A: b}, ")
    assert (": null" in hint, places) == (False, 0)


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (
            "JsonGet(step_name='S', property_file='report', json_path='mse') <= 1",
            "steps.S.report.mse",
        ),
        (
            "JsonGet(step_name=S.name, property_file=report, json_path='$.a[0]') < 1",
            "S.report.a[0]",
        ),
        (
            "JsonGet(step_name=steps.S.name, property_file=report, json_path='a[b c]') < 1",
            "`steps.S.report.a",
        ),
        ("ConditionIn(Parameters.Mode, ['a'])", "`parameters.Mode in ['a']`"),
        ("JsonGet(s3_uri=parameters.InputData, json_path='a') > 1", "steps.STEP.OUTPUT.a"),
        ("ConditionLessThanOrEqualTo(steps.S.report.mse, 6.0)", "steps.S.report.mse <= 6.0"),
        (
            "ConditionGreaterThan(left=JsonGet('S', report, 'a'), right=0.5)",
            "steps.S.report.a > 0.5",
        ),
        ("ConditionIn(parameters.Mode, ['a', 'b'])", "parameters.Mode in ['a', 'b']"),
        ("ConditionEquals(left=parameters.Mode)", "parameters.Mode == …"),
        ("ConditionNot(parameters.Mode)", "not (…)"),
        ("max(1, 2) > 1", None),
    ],
)
def test_a_condition_of_the_sdk_is_told_as_it_is_written_here(call: str, meant: str | None) -> None:
    """Not as a value that a step must compute."""
    ((code, text),) = told(f'C: {{if: "{call}", then: {{F: {{fail: f}}}}}}')
    assert code == "PC012"
    assert (meant or "compute the value in a step") in text
    assert (meant is None) == ("compute" in text)


PROPERTY = "steps.S.properties.ProcessingOutputConfig.Outputs"


@pytest.mark.parametrize(
    "value", [f"'{PROPERTY}[\"a\"].S3Output.S3Uri'", f"'${{{PROPERTY}[\"a\"].S3Output.S3Uri}}'"]
)
def test_a_key_in_double_quotes_is_told_so_that_yaml_reads_it(value: str) -> None:
    """The quotes around it all are single then, and must be the other ones."""
    output = "outputs: {a: {path: /opt/ml/processing/a}}"
    steps = _processing(f"args: [{USED}], {output}")
    steps += f", T: {_processing(f'inputs: {{i: {value}}}')[3:]}"
    ((_, text),) = told(steps)
    assert "['a']" in text
    assert "make them double" in text or f"`\"${{{PROPERTY}['a'].S3Output.S3Uri}}\"`" in text


def test_an_archive_in_s3_is_the_place_of_the_code() -> None:
    """And no script of a folder."""
    step = (
        f"T: {{uses: PyTorchTraining, inputs: {{training_data: {USED}}}, "
        "code: s3://b/c/sourcedir.tar.gz}"
    )
    ((_, text),) = told(step)
    assert "`{uri: s3://b/c/sourcedir.tar.gz, entry: SCRIPT.py}`" in text
    ((_, text),) = told(step.replace("sourcedir.tar.gz", "t.py"))
    assert "`{uri: s3://b/c/, entry: t.py}`" in text


def test_a_property_file_of_an_output_is_its_report() -> None:
    """And no property."""
    step = _processing(f"args: [{USED}], outputs: {{a: {{path: /opt/a, property_file: e.json}}}}")
    ((_, text),) = told(step)
    assert "write `report` in place of `property_file`" in text


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("args: {input: a, rows: 3}", "`args: [--input, a, --rows, 3]`"),
        ("retry: [{on: [StepExceptionTypeEnum.THROTTLING], attempts: 3}]", "`Step.THROTTLING`"),
        (
            "retry: [{on: [SageMakerJobExceptionTypeEnum.CAPACITY_ERROR], attempts: 3}]",
            "`SageMaker.CAPACITY_ERROR`",
        ),
    ],
)
def test_a_value_as_the_sdk_has_it_gets_a_line(step: str, line: str) -> None:
    """The value itself tells what is meant."""
    found = told(_processing(f"{step}, environment: {{A: {USED}}}"))
    assert [code for code, _ in found] == ["PC103"]
    assert line in found[0][1]


def test_an_objective_as_the_service_has_it_gets_a_line() -> None:
    """Each of its members tells it."""
    objective = "{Type: Minimize, MetricName: mse}"
    found = told(f"T: {{uses: XGBoostTuning, objective: {objective}, inputs: {{}}}}")
    assert [text.count("`objective: {minimize: METRIC}`") for code, text in found[1:]] == [1, 1]


def test_a_json_path_of_a_report_begins_without_a_sign() -> None:
    """`$` is the whole of it there."""
    test = "C: {if: steps.S.report.$.mse < 1, then: {F: {fail: f}}}"
    assert [text.count("leave out `.$`") for _, text in told(test)] == [1]


def test_the_names_of_a_pipeline_and_its_experiment() -> None:
    """There is one error for each, and none that the key is missing."""
    head = HEAD.replace("pipeline: P", "pipeline_name: P")
    head += "experiment: {experiment_name: a, trial_name: b}\n"
    found = compiled(f"{head}steps: {{{_processing(f'args: [{USED}]')}}}").diagnostics
    names = ["`pipeline` in", "`name` in", "`trial` in"]
    assert sorted(str(item.hint)[6:20] for item in found) == sorted(
        f"{name} place of"[:14] for name in names
    )
