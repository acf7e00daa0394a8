"""`pipec compile --emit`: the pipeline for CloudFormation and Terraform, the definition unharmed.

cfn-lint and python-hcl2 judge the form, `deploy/hcl.py` reads HCL's texts by its specification.
`deploy/test_terraform.py` asks Terraform itself.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cli_runs import PIPELINE, PROJECT, TRAINING, Pipec, runner, write
from deploy import hcl
from pipec.cli.app import main
from pipec.cli.commands.shared import compiled
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.cloudformation import (
    MAX_TEMPLATE,
    check_cloudformation,
    cloudformation_text,
    logical_id,
)
from pipec.compiler.emit.definition import MAX_DEFINITION, definition_text
from pipec.compiler.emit.terraform import quoted, resource_name, terraform_text
from pipec.compiler.model import Settings

CASES = Path(__file__).parent / "cases" / "ok"
EXAMPLES = Path(__file__).parents[1] / "pipelines"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
EMITTED = ("template.json", "pipeline.tf")
EMIT = ("--emit", "cloudformation", "--emit", "terraform")

ROLE = "arn:aws:iam::111122223333:role/SageMakerRole"
FULL = Settings(
    role=ROLE,
    display_name="Full-name",
    description='Zeile 1\nZeile 2: "x" \\ $${a} %{b} ${c}% $ {{ y }} 顧客 \x1b\t\u2028',
    parallelism=3,
    tags={"team": "ml", "kosten stelle": "42/7", "größe": ""},
)
DEFINITION = {"Version": "2020-12-01", "Float": 6.0, "Steps": [{"Name": "a", "Share": 1e-05}]}


def same(found: str, definition: object) -> bool:
    """Whether a text is this JSON, to the order of members and the form of numbers."""
    return json.dumps(json.loads(found)) == json.dumps(definition)


def body(template: str) -> str:
    """The definition's text in a template, as CloudFormation hands it to the service."""
    (resource,) = json.loads(template)["Resources"].values()
    found = resource["Properties"]["PipelineDefinition"]["PipelineDefinitionBody"]
    assert isinstance(found, str)
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every right pipeline compiled with both tools' files: the case's name to its folder."""
    folders = {}
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            example_folder = EXAMPLES / name
            patch.chdir(example_folder if example_folder.is_dir() else CASES / name)
            out = tmp_path_factory.mktemp("made")
            assert main(["compile", "pipeline.yaml", "--out", str(out), *EMIT]) == 0
            (folders[name],) = out.iterdir()
    return folders


# --- the definition survives ----------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_both_hold_the_definition(name: str, made: dict[str, Path]) -> None:
    """What either tool sends is the definition of definition.json, `6.0` as `6.0`."""
    text = (made[name] / "definition.json").read_text(encoding="utf-8")
    template = (made[name] / "template.json").read_text(encoding="utf-8")
    module = (made[name] / "pipeline.tf").read_text(encoding="utf-8")
    assert same(body(template), json.loads(text))
    assert hcl.heredoc(hcl.definition_token(module)) == text


CHARACTERS = "$%{}~\\\"'\n\r\t\0 \x1b\x7f\x85aé顧🦪\u2028\ufeff"
PIECES = (
    *("${", "%{", "${AWS::Region}", "{{resolve:", "{{resolve:ssm:x}}", "\\u007b"),
    *("JSON", "\nJSON\n", "e\u0301"),
)
TEXTS = st.lists(
    st.sampled_from([*CHARACTERS, *PIECES]) | st.characters(exclude_categories=["Cs"]),
    max_size=12,
).map("".join)
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False).filter(abs),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
@example({"a": "$$${x} %%%{y} {{{resolve:s3:z}} $", "b": 6.0, "JSON": "\nJSON\n"})
def test_any_definition_survives(definition: dict[str, Any]) -> None:
    """Whatever is in its texts, both tools are left with the same JSON value."""
    template = cloudformation_text("p", definition, Settings(), "p.yaml")
    assert body(template).isascii()  # what CloudFormation itself shows as it is
    assert "{{resolve:" not in template
    assert "${" not in template  # which linters take for a forgotten Fn::Sub
    assert same(body(template), definition)
    module = terraform_text("p", definition, Settings(), "p.yaml")
    assert hcl.heredoc(hcl.definition_token(module)) == definition_text(definition)


@given(TEXTS)
@example(FULL.description or "")
def test_any_text_survives_quoting(text: str) -> None:
    """A quoted text is one line that can be seen, and that HCL reads as this text."""
    token = quoted(text)
    assert token.isprintable()
    assert hcl.quoted(token) == text


@pytest.mark.parametrize("token", ['"${x}"', '"%{x}"', '"a"b"', r'"\q"'])
def test_the_decoder_refuses_what_is_no_literal(token: str) -> None:
    """The reader that these tests trust does not take a template sequence for a text."""
    with pytest.raises(AssertionError, match=r"no literal|assert"):
        hcl.quoted(token)


def test_a_definition_that_indentation_makes_too_long_is_one_line() -> None:
    """Terraform's text stays within what the service takes."""
    steps = [[[[[0] * 10] * 10] * 10] * 10] * 8
    definition = {"Version": "2020-12-01", "Steps": steps}
    assert len(json.dumps(definition)) < MAX_DEFINITION < len(definition_text(definition))
    token = hcl.definition_token(terraform_text("p", definition, Settings(), "p.yaml"))
    assert len(hcl.heredoc(token)) <= MAX_DEFINITION
    assert same(hcl.heredoc(token), definition)


# --- what stands beside it ------------------------------------------------------------------------


def test_cloudformation_holds_the_settings() -> None:
    """Name, display name, description, role, parallelism and tags are the resource's members."""
    template = json.loads(cloudformation_text("Full-1", DEFINITION, FULL, "p.yaml"))
    assert "Parameters" not in template
    ((name, resource),) = template["Resources"].items()
    properties = resource["Properties"]
    assert name == "Full1"
    assert resource["Type"] == "AWS::SageMaker::Pipeline"
    assert json.loads(properties.pop("PipelineDefinition")["PipelineDefinitionBody"]) == DEFINITION
    assert properties == {
        "PipelineName": "Full-1",
        "PipelineDisplayName": FULL.display_name,
        "PipelineDescription": FULL.description,
        "RoleArn": ROLE,
        "ParallelismConfiguration": {"MaxParallelExecutionSteps": 3},
        "Tags": [{"Key": key, "Value": value} for key, value in FULL.tags.items()],
    }


def test_terraform_holds_the_settings() -> None:
    """The same, as python-hcl2 reads it."""
    text = terraform_text("Full-1", DEFINITION, FULL, "p.yaml")
    assert 'resource "aws_sagemaker_pipeline" "Full-1" {' in text
    assert "variable" not in text
    arguments = hcl.resource(text)
    assert {
        name: hcl.quoted(arguments[f"pipeline_{name}"])
        for name in ("name", "display_name", "description")
    } == {"name": "Full-1", "display_name": FULL.display_name, "description": FULL.description}
    assert hcl.quoted(arguments["role_arn"]) == ROLE
    (parallelism,) = arguments["parallelism_configuration"]
    assert parallelism["max_parallel_execution_steps"] == 3
    tags = {hcl.quoted(key): hcl.quoted(value) for key, value in arguments["tags"].items()}
    assert list(tags.items()) == list(FULL.tags.items())
    token = arguments["pipeline_definition"].removeprefix('"').removesuffix('"')
    assert same(hcl.heredoc(token), DEFINITION)


def test_without_a_role_it_is_asked_for() -> None:
    """A template has the parameter `RoleArn` then, and a module the variable `role_arn`."""
    template = json.loads(cloudformation_text("p", DEFINITION, Settings(), "p.yaml"))
    pattern = template["Parameters"]["RoleArn"]["AllowedPattern"]
    assert re.search(pattern, ROLE)
    assert not re.search(pattern, "SageMakerRole")
    assert template["Resources"]["p"]["Properties"]["RoleArn"] == {"Ref": "RoleArn"}
    module = terraform_text("p", DEFINITION, Settings(), "p.yaml")
    assert 'variable "role_arn" {' in module
    assert hcl.resource(module)["role_arn"] == "${var.role_arn}"


def test_what_is_not_said_is_left_out() -> None:
    """Terraform's provider insists on a display name, which is the name then, and on nothing."""
    template = json.loads(cloudformation_text("p", DEFINITION, Settings(), "p.yaml"))
    properties = template["Resources"]["p"]["Properties"]
    assert properties.keys() == {"PipelineName", "RoleArn", "PipelineDefinition"}
    arguments = hcl.resource(terraform_text("p", DEFINITION, Settings(), "p.yaml"))
    assert arguments.keys() - {"__is_block__"} == {
        "pipeline_name",
        "pipeline_display_name",
        "role_arn",
        "pipeline_definition",
    }
    assert arguments["pipeline_display_name"] == '"p"'


@pytest.mark.parametrize(
    ("name", "resource", "logical"),
    [
        ("Abalone", "Abalone", "Abalone"),
        ("a-b--c", "a-b--c", "abc"),
        ("0042", "_0042", "0042"),
        ("Role-Arn", "Role-Arn", "RoleArnPipeline"),
        ("n" * 256, "n" * 256, "n" * 255),
    ],
)
def test_names_inside_the_files(name: str, resource: str, logical: str) -> None:
    """Every pipeline's name gives names that the tools take, apart from the parameter's."""
    assert resource_name(name) == resource
    assert logical_id(name) == logical


def test_both_say_where_they_come_from() -> None:
    """The YAML file's name, not to edit, what to upload; no name of a file ends the comment."""
    file = "a\nb\u2028c.yaml"
    template = cloudformation_text("p", DEFINITION, Settings(), file)
    module = terraform_text("p", DEFINITION, Settings(), file)
    for text in (template, module):
        assert "written by pipec from a?b?c.yaml." in text
        assert "Do not edit: change a?b?c.yaml and compile again." in text
        assert "`pipec upload a?b?c.yaml`" in text
    assert [line[:2] for line in module.split("\n")[:4]] == ["# ", "# ", "# ", ""]


# --- what CloudFormation would refuse or change ---------------------------------------------------


def _problems(settings: Settings, definition: dict[str, Any]) -> list[str]:
    report = Report()
    text = cloudformation_text("p", definition, settings, "p.yaml")
    check_cloudformation("p", text, settings, report)
    return [item.code.number for item in report.diagnostics()]


def test_a_template_may_be_as_large_as_cloudformation_takes() -> None:
    """At the limit all is well, one byte more is PC510."""
    rest = len(cloudformation_text("p", {"Steps": ""}, Settings(), "p.yaml"))
    room = MAX_TEMPLATE - rest
    assert _problems(Settings(), {"Steps": "x" * room}) == []
    assert _problems(Settings(), {"Steps": "x" * (room + 1)}) == ["PC510"]


def test_a_reference_in_the_description_is_refused() -> None:
    """CloudFormation would replace it; in the definition it is hidden; mere braces are fine."""
    assert _problems(Settings(description="a {{resolve:ssm:x}}"), DEFINITION) == ["PC511"]
    assert _problems(Settings(description="a {{ x }}"), {"a": "{{resolve:ssm:x}}"}) == []


# --- cfn-lint -------------------------------------------------------------------------------------


def _broken(template: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """Ways to break a template that holds one resource `p`."""
    properties = template["Resources"]["p"]["Properties"]
    return {
        "no-name": lambda: properties.pop("PipelineName"),
        "no-definition": lambda: properties.pop("PipelineDefinition"),
        "unknown-member": lambda: properties.update(Parallelism=3),
        "no-parameter": lambda: template.pop("Parameters"),
        "definition-as-object": lambda: properties.update(PipelineDefinition=DEFINITION),
        "tags-as-mapping": lambda: properties.update(Tags={"a": "b"}),
    }


def test_cfn_lint_has_nothing_to_say(made: dict[str, Path], tmp_path: Path) -> None:
    """Every template is clean, not even a warning; each broken one is found.

    One run for all: starting cfn-lint is what takes long.
    """
    files = [folder / "template.json" for folder in made.values()]
    awkward = {"a": "${AWS::Region} {{resolve:ssm:x}} é", **DEFINITION}
    described = FULL._replace(description="100% of {{ y }}, über Nacht")
    for name, settings in {"full": described, "bare": Settings(), "Role-Arn": Settings()}.items():
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(cloudformation_text(name, awkward, settings, "p.yaml"))
    broken = set()
    source = cloudformation_text("p", DEFINITION, Settings(), "p.yaml")
    for name in _broken(json.loads(source)):
        template = json.loads(source)
        _broken(template)[name]()
        path = tmp_path / f"broken-{name}.json"
        path.write_text(json.dumps(template))
        broken.add(str(path))
    lint = Path(sys.executable).parent / "cfn-lint"
    options = ("--format", "json", "--regions", "us-east-1", "eu-central-1", "--")
    command = [str(lint), *options, *map(str, files), *broken]
    run = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
    found = json.loads(run.stdout)
    assert {item["Filename"] for item in found} == broken, run.stdout.decode()


# --- the command line -----------------------------------------------------------------------------


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Runs pipec in an empty folder with a pipeline."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipeline.yaml", PIPELINE)
    return run


def test_emit_writes_beside_the_others(pipec: Pipec) -> None:
    """Each tool's file is written into the pipeline's folder, and told on standard error."""
    done = pipec("compile", "pipeline.yaml", *EMIT)
    assert done.code == 0
    names = ["assets.json", "definition.json", "pipeline.py", "pipeline.tf", "template.json"]
    assert sorted(path.name for path in Path("build/demo").iterdir()) == names
    assert "wrote build/demo/template.json\nwrote build/demo/pipeline.tf\n" in done.err


def test_without_emit_nothing_more_is_written(pipec: Pipec) -> None:
    """The tools' files are there for those who ask."""
    assert pipec("compile", "pipeline.yaml").code == 0
    assert not {path.name for path in Path("build/demo").iterdir()} & set(EMITTED)


@pytest.mark.parametrize("tool", ["cloudformation", "terraform"])
def test_stdout_prints_what_is_emitted(pipec: Pipec, tool: str) -> None:
    """`--stdout` with `--emit` prints that text alone, the same as the file's."""
    done = pipec("compile", "pipeline.yaml", "--emit", tool, "--emit", tool, "--stdout")
    assert (done.code, done.err) == (0, "")
    assert not Path("build").exists()
    pipec("compile", "pipeline.yaml", "--emit", tool)
    written = {path.name: path.read_text() for path in Path("build/demo").iterdir()}
    assert done.out == written["template.json" if tool == "cloudformation" else "pipeline.tf"]


def test_stdout_prints_one_text(pipec: Pipec) -> None:
    """Two tools and one standard output do not go together; nor is there a third tool."""
    assert pipec("compile", "pipeline.yaml", *EMIT, "--stdout").code == 2
    assert pipec("compile", "pipeline.yaml", "--emit", "pulumi").code == 2
    assert not Path("build").exists()


def test_check_looks_at_what_is_emitted(pipec: Pipec) -> None:
    """A missing or changed file for a tool is stale when the tool is named."""
    pipec("compile", "pipeline.yaml")
    done = pipec("compile", "pipeline.yaml", *EMIT, "--check")
    assert done.code == 1
    assert done.err == (
        "stale: build/demo/template.json\nstale: build/demo/pipeline.tf\n"
        "the same command without `--check` makes them fresh\n"
    )
    pipec("compile", "pipeline.yaml", *EMIT)
    assert pipec("compile", "pipeline.yaml", *EMIT, "--check").code == 0
    write("build/demo/pipeline.tf", "# mine\n")
    assert pipec("compile", "pipeline.yaml", *EMIT, "--check").err == (
        "stale: build/demo/pipeline.tf\nthe same command without `--check` makes it fresh\n"
    )


def test_emitted_files_are_no_code(pipec: Pipec) -> None:
    """In a folder that is code, too, what pipec wrote there does not change what is compiled."""
    write("pipec.yaml", PROJECT)
    write("load.py", "print()\n")
    write("training.yaml", TRAINING.replace("code: load.py", "code: {dir: ., entry: load.py}"))
    assert pipec("compile", "training.yaml", *EMIT).code == 0
    assert pipec("compile", "training.yaml", *EMIT, "--check").code == 0


def test_a_template_that_cannot_be_is_not_written(pipec: Pipec) -> None:
    """An error of one tool leaves every file unwritten, in the format that was asked for."""
    folder = Path(__file__).parent / "cases" / "err" / "PC510-too-large-template"
    done = pipec("compile", str(folder / "pipeline.yaml"), *EMIT, "--format", "concise")
    assert done.code == 1
    assert "PC510" in done.err
    assert len(done.err.splitlines()) == 1
    assert not Path("build").exists()


def test_standard_input_has_a_name(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline from standard input is said to be from there."""
    monkeypatch.setattr("sys.stdin", open("pipeline.yaml"))  # noqa: SIM115, PTH123
    with sys.stdin:
        done = pipec("compile", "-", "--emit", "terraform", "--stdout")
    assert done.out.startswith("# The SageMaker pipeline demo, written by pipec from <stdin>.\n")


def test_the_settings_of_the_file_arrive(pipec: Pipec) -> None:
    """What the pipeline's file says beside its steps is in both."""
    write("pipeline.yaml", f"{PIPELINE}role: {ROLE}\nparallelism: 4\ntags: {{team: ml}}\n")
    settings = Settings(role=ROLE, parallelism=4, tags={"team": "ml"})
    pipec("compile", "pipeline.yaml", *EMIT)
    result, _ = compiled("pipeline.yaml", None)
    assert result.artifacts
    definition = result.artifacts.definition
    folder = Path("build/demo")
    for name, make in {"template.json": cloudformation_text, "pipeline.tf": terraform_text}.items():
        assert (folder / name).read_text() == make("demo", definition, settings, "pipeline.yaml")


# --- golden files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("file", EMITTED)
def test_the_abalone_example_is_golden(
    file: str,
    made: dict[str, Path],
    accept: bool,  # noqa: FBT001
) -> None:
    """A change of what is emitted is seen; `--accept` takes it."""
    golden, text = CASES / "abalone" / file, (made["abalone"] / file).read_bytes()
    if accept:
        golden.write_bytes(text)
    assert golden.read_bytes() == text
