"""Which YAML files of a folder are pipec's, and which are another tool's."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runs import CONTRACT, PIPELINE, PROJECT, Pipec, runner, write
from pipec.compiler.diagnostics import Report
from pipec.compiler.parsing.contracts import read_contracts
from pipec.compiler.parsing.file_kinds import kind_in
from pipec.compiler.reader.source import read_yaml

STEPS = "steps:\n  Load:\n    # from S3\n    uses: DataLoad\n"
OTHERS = {
    "Bitbucket": "pipelines:\n  default:\n    - step: {script: [make]}\n",
    "Bitbucket with a list": "pipelines: [a]\ndefinitions: {steps: []}\n",
    "Azure Pipelines": "trigger:\n- main\nsteps:\n- task: Bash@3\n  inputs:\n    kind: x\n",
    "Azure Pipelines, indented": "pool: x\nsteps:\n\n  # why\n  - script: make\n    uses: pool\n",
    "Cloud Build": "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build]\n",
    "Cloud Build in braces": "steps: [{name: x, if: y}]\n",
    "Buildkite": "steps:\n  - {label: Test, if: build.branch == 'main', command: make}\n",
    "Woodpecker": "steps:\n  build:\n    image: golang\n    settings:\n      kind: x\n",
    "Woodpecker 0": "pipeline:\n  build:\n    image: golang\n    commands: [make]\n",
    "Harness": "pipeline:\n  name: x\n  stages:\n    - stage: {steps: [{uses: x}]}\n",
    "Codefresh": "version: '1.0'\nsteps:\n  clone: {type: git-clone, when: {kind: x}}\n",
    "Drone": "kind: pipeline\ntype: docker\nsteps:\n- name: test\n  image: golang\n",
    "Tekton": "apiVersion: tekton.dev/v1\nkind: Pipeline\nspec: {tasks: []}\n",
    "CWL": "cwlVersion: v1.2\nclass: Workflow\nsteps:\n  one:\n    run: x.cwl\n    in: {a: b}\n",
    "Rasa": "language: en\npipeline:\n- name: WhitespaceTokenizer\npolicies: []\n",
    "Rasa 1": "language: en\npipeline: supervised_embeddings\npolicies: []\n",
    "Logstash": "- pipeline.id: main\n  path.config: x\n",
    "DVC": "stages:\n  train: {cmd: python train.py}\n",
    "GitHub": "name: x\non: push\njobs: {a: {steps: [{uses: actions/checkout@v4}]}}\n",
    "Spring": "contracts:\n  - request: {method: GET}\n",
    "a project": "contracts: [contracts]\nvars: {bucket: x}\nenvironments: {dev: {}}\n",
    "nothing": "",
    "a text": "only words\n",
    "a ledger": "contract: 0xabc\nnetwork: mainnet\nabi: []\n",
    "a service": "service: nginx\npipeline: default\nvars: {}\ntags: [a]\n",
    "a manifest": "kind: Pipeline\nmetadata: {}\ncontract: x\n",
    "Piper": "general: {}\nsteps:\n  executeBuild: {kind: docker}\n",
    "Piper, in lines": "general: {}\nsteps:\n  executeBuild:\n    kind: docker\n",
    "Rasa 1, by its pipeline": "pipeline: supervised_embeddings\nlanguage: en\npolicies: []\n",
    "a template": "{{- if .Values.on }}\n  pool: {{ .Values.pool }}\n{{- end }}\n",
    "an OpenAPI document": '{"openapi": "3.0", "paths": {"/steps": {"kind": "x"}}}',
    "Cloud Build in JSON": '{"steps": [{"name": "x", "if": "y"}]}',
}
OURS = {
    "right": "pipeline: X\n" + STEPS,
    "behind others": "description: why\npipeline: X\n" + STEPS,
    "no steps yet": "pipeline: X\n",
    "no name yet": "pipeline:\n" + STEPS,
    "nothing yet": "pipeline:  # later\n\n# and\nsteps:\n",
    "steps misspelt": "pipeline: X\nstep:\n  Load: {uses: DataLoad}\n",
    "a wrong key": "pipeline: X\nstages:\n  Load: {uses: DataLoad}\n",
    "name misspelt": "pipline: X\n" + STEPS,
    "name and steps misspelt": "pipelines: X\nstep: {Load: {uses: DataLoad}}\n",
    "name in capitals": "Pipeline: X\n" + STEPS,
    "name alone, misspelt": "\ufeff# why\n'pipline': X\n",
    "no space": "pipeline:X\n" + STEPS,
    "no colon": "pipeline X\n" + STEPS,
    "another word": "name: X\n" + STEPS,
    "no name": "defaults: {}\nsteps: {Load: {uses: DataLoad}}\n",
    "no name, a condition": "vars: {}\nsteps:\r\n  Load: {description: x, 'if': x}\r\n",
    "a name in a block": "pipeline:\n  name: X\n" + STEPS,
    "a long name": "pipeline: >-\n  X\n" + STEPS,
    "behind anchors, misspelt": "x-job: &a {kind: Lambda}\npipline: X\n",
    "a list of steps": "pipeline: X\nsteps:\n- uses: DataLoad\n",
    "no steps yet, other keys": "pipeline: X\ndescription: why\nparameter: {A: 1}\n",
    "a kind misspelt, no name": "steps:\n  Load:\n    kind: Lamda\n",
    "steps misspelt, no name": "step:\n  Load:\n    uses: DataLoad\n",
    "in braces": "# why\n{pipeline: X, steps: {Load: {uses: DataLoad}}}\n",
    "in braces, no name": "---\n{description: why, step: {A: {code: {file: a}, uses: B}}}\n",
    "in braces, not readable": "{ pipeline: X, steps: {\n",
    "in JSON": '{\n  "description": "a\\nb",\n  "pipeline": "X",\n  "steps": {}\n}\n',
    "in JSON, not readable": '{\n  "pipeline": "X",\n  "steps": {,\n}\n',
    "indented": "\n  # why\n  description: x\n  pipeline: X\n  steps: {}\n",
    "indented, no name": "  steps:\n    Load:\n      uses: DataLoad\n",
    "not readable": "pipeline: X\nsteps: [\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_file_of_another_tool(text: str) -> None:
    """It has words of pipec's, but not where pipec has them."""
    assert kind_in(text) is None


@pytest.mark.parametrize("text", OURS.values(), ids=OURS)
def test_a_pipeline_with_mistakes(text: str) -> None:
    """It is told by what is right in it."""
    assert kind_in(text) == "pipeline"


@pytest.mark.parametrize(
    "text",
    [
        CONTRACT,
        "kind: Lambda\ncontract: X\n",
        "contracts: X\nkind: Lambda\n",
        "contrat: X\n",
        "contract:\nkind: Lambda\n",
        "contract: X\nsteps: {}\n",
        "contract: X\nx-port: {}\n",
        "contract: X\nkind: Lamda\nin: {}\nout: {}\nwhy: x\n",
        "contract: X\ndescription: why\ninput: {}\nwhy: x\n",
    ],
)
def test_a_contract_with_mistakes(text: str) -> None:
    """As of a pipeline."""
    assert kind_in(text) == "contract"


def test_a_folder_with_files_of_other_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`validate`, `fix` and `docs` pass over the same files; one that is named is taken."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("p.yaml", PIPELINE)
    for number, text in enumerate(OTHERS.values()):
        write(f"other/{number:02}.yml", text)
    before = {path: path.read_bytes() for path in Path().rglob("*.yml")}

    assert pipec("validate", ".", "--strict").code == 0
    run = pipec("fix", ".")
    assert run.code == 0
    assert "; passed over: other/00.yml, other/01.yml" in run.err
    assert pipec("docs", ".", "--out", "pages").code == 0
    assert {path: path.read_bytes() for path in before} == before

    run = pipec("validate", "other/00.yml")
    assert run.code == 1
    assert "did you mean `pipeline`?" in run.out


@pytest.mark.parametrize(
    "command",
    [
        "validate .",
        "fix .",
        "fix pipec.yml",
        "compile p.yaml",
        "schema --check",
        "contracts list",
        "contracts new Other --kind Lambda",
        "docs .",
    ],
)
def test_a_project_file_with_the_other_suffix(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is said how to call it, in place of all that is missing without it; nothing is written."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    text = PROJECT + "contracts: [contracts]\nenvironments: {dev: {}}\n"
    write("pipec.yml", text)
    write("contracts/greet.yaml", CONTRACT)
    write("p.yaml", PIPELINE)
    run = pipec(*command.split())

    assert run.code == 1
    assert (run.out + run.err).count("error[") == 1
    assert "= hint: rename it to `pipec.yaml`" in run.out + run.err
    assert Path("pipec.yml").read_text() == text
    assert {path.as_posix() for path in Path().rglob("*") if path.is_file()} == {
        "pipec.yml",
        "p.yaml",
        "contracts/greet.yaml",
    }

    Path("pipec.yml").rename("pipec.yaml")
    assert pipec("validate", ".").code == 0


@pytest.mark.parametrize("name", ["Pipec.yaml", "PIPEC.YAML", "pipec.YML", "Pipec.yml"])
@pytest.mark.parametrize("command", ["validate .", "compile p.yaml", "init"])
def test_a_project_file_in_capitals(
    name: str,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where capitals count it would not be found, and its vars be missed."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    write(name, PROJECT)
    write("p.yaml", PIPELINE)
    if Path("pipec.yaml").exists() or Path("pipec.yml").exists():
        pytest.skip("capitals do not count on this disk")
    run = pipec(*command.split())
    assert run.code == 1
    assert (run.out + run.err).count("error[") == 1
    assert f"`{name}` is " in run.out + run.err
    assert "= hint: rename it to `pipec.yaml`" in run.out + run.err

    write(name, "jobs: {}\n")
    assert pipec("validate", ".").code == 0


def test_a_glob_passes_over_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their texts may look like pipelines; one that is named is told from them."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    write("p.yaml", PIPELINE)
    write("houses.py", f'TEXT = """\n{PIPELINE}"""\n')
    assert pipec("validate", "*").code == 0
    assert "hint: run it: `python houses.py`" in pipec("validate", "houses.py").out


def test_a_pipeline_named_as_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file is no project by its name alone."""
    pipec: Pipec = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yml", PIPELINE + PROJECT)
    assert pipec("validate", ".").code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pipeline: P\nsteps: {A: {uses: DataLoad}}\n", "PC108"),
        ("pipline: P\nstep: {A: {uses: DataLoad}}\n", "PC108"),
        ("vars: {region: us-east-1}\n", "PC108"),
        ("kind: Lambda\nfunction: f\n", "PC102"),
        ("contracts: A\ndescription: what\n", "PC101"),
    ],
)
def test_what_a_file_among_contracts_is(text: str, told: str) -> None:
    """What may be meant as a contract is told what it lacks, anything else once what it is."""
    report = Report()
    tree = read_yaml("a.yaml", text.encode(), report)
    assert tree is not None
    read_contracts([tree, tree], report)

    codes = [item.code.number for item in report.diagnostics()]
    assert told in codes
    assert codes == ["PC108"] or "PC108" not in codes
