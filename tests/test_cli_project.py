"""The command line: where a pipeline, its project, its vars and its contracts come from."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli_runs import (
    CONTRACT,
    FILES,
    PIPELINE,
    PROJECT,
    TRAINING,
    WRONG,
    Pipec,
    runner,
    snapshot,
    write,
)


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


# --- standard input, vars, the project ------------------------------------------------------


def test_standard_input(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads the pipeline from standard input, with the project and code of the folder."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TRAINING.encode())))
    run = pipec("compile", "-", "--stdout")

    assert run.code == 0, run.err
    assert json.loads(run.out)["Steps"][0]["Name"] == "Load"


def test_a_mistake_on_standard_input(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named `<stdin>`."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(WRONG.encode())))
    run = pipec("compile", "-", "--format", "concise")

    assert run.code == 1
    assert run.err.startswith("<stdin>:3:")


def test_vars_on_the_command_line_win(pipec: Pipec) -> None:
    """`--var` may be repeated, may hold `=`, and overrides project and pipeline."""
    write("pipec.yaml", "vars: {a: project, b: project, c: project}\n")
    payload = 'inputs: {a: "${vars.a}", b: "${vars.b}", c: "${vars.c}"}'
    text = PIPELINE.replace('load"}', f'load", {payload}}}')
    text = text.replace("steps:", "vars: {b: p, c: p}\nsteps:")
    write("p.yaml", text)
    run = pipec("compile", "p.yaml", "--stdout", "--var", "c=x=y", "--var=d=unused")

    assert run.code == 0, run.err
    assert json.loads(run.out)["Steps"][0]["Arguments"] == {"a": "project", "b": "p", "c": "x=y"}


@pytest.mark.parametrize(
    ("value", "written", "meant"),
    [
        ("2", "3", 2),
        ("2", "word", "2"),
        ("2", "~", 2),
        ("2", None, 2),
        ("2", '"3"', "2"),
        ("true", None, True),
        ("1.5", None, 1.5),
        ("0123", "3", "0123"),
        ("12e4567", None, "12e4567"),
        ("null", None, "null"),
        ("", None, ""),
        ("$${A}", None, "${A}"),
    ],
)
def test_a_var_on_the_command_line_means_what_it_does_in_a_file(
    value: str, written: str | None, meant: object, pipec: Pipec
) -> None:
    """A number or a Boolean, unless the file's own value is a text."""
    text = PIPELINE.replace('load"}', 'load", inputs: {a: "${vars.a}"}}')
    write("p.yaml", f"vars: {{a: {written}}}\n{text}" if written else text)
    run = pipec("compile", "p.yaml", "--stdout", "--var", f"a={value}")

    assert run.code == 0, run.err
    found = json.loads(run.out)["Steps"][0]["Arguments"]["a"]
    assert (found, type(found)) == (meant, type(meant))


def test_numbers_on_the_command_line(pipec: Pipec) -> None:
    """They are taken wherever numbers are."""
    write("pipec.yaml", PROJECT)
    write(
        "p.yaml",
        """\
pipeline: demo
parallelism: ${vars.n}
parameters: {A: 1}
steps:
  Train:
    uses: XGBoostTraining
    inputs: {training_data: s3://example-bucket/x}
    instance: {count: "${vars.n}", volume_gb: "${vars.n}"}
    timeout: ${vars.n}
    network: {isolation: "${vars.b}"}
    hyperparameters: {num_round: "${vars.n}"}
  Gate: {if: parameters.A == vars.n, then: {Stop: {fail: it is}}}
""",
    )
    given = pipec("compile", "p.yaml", "--stdout", "--var", "n=2", "--var", "b=true")
    assert given.code == 0, given.err
    write("pipec.yaml", PROJECT + "  n: 2\n  b: true\n")
    assert pipec("compile", "p.yaml", "--stdout").out == given.out


@pytest.mark.parametrize("command", ["compile", "validate", "explain"])
@pytest.mark.parametrize("given", ["bucket", "=x"])
def test_malformed_vars(given: str, command: str, pipec: Pipec) -> None:
    """`--var` wants NAME=VALUE; anything else is wrong usage."""
    write("p.yaml", PIPELINE)
    run = pipec(command, "p.yaml", "--var", given)

    assert (run.code, run.out) == (2, "")
    assert "NAME=VALUE" in run.err


def test_the_project_is_found_upwards(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest `pipec.yaml` above the pipeline counts, with its contracts."""
    write("pipec.yaml", "vars: {bucket: far}\n")
    write("team/pipec.yaml", PROJECT + "contracts: [own]\n")
    write("team/own/greet.yaml", CONTRACT)
    write("team/deep/er/p.yaml", TRAINING + "  Greet: {uses: Greet}\n")
    write("team/deep/er/load.py", "pass\n")
    above = pipec("compile", "team/deep/er/p.yaml", "--stdout")
    monkeypatch.chdir("team/deep")
    below = pipec("compile", "er/p.yaml", "--stdout")

    assert above.code == 0, above.err
    assert "s3://example-bucket/" in above.out
    assert below.out == above.out


def test_the_project_names_the_output_folder(pipec: Pipec) -> None:
    """`out:` is used in place of `build`, from where one stands; `-o` outweighs it."""
    write("team/pipec.yaml", "out: artefacts\n")
    write("team/p.yaml", PIPELINE)

    assert pipec("compile", "team/p.yaml").code == 0
    assert sorted(snapshot("artefacts/demo")) == FILES
    assert pipec("compile", "team/p.yaml", "--check").code == 0
    assert pipec("compile", "team/p.yaml", "--check", "-o", "build").code == 1


def test_a_project_contract_replaces_a_built_in_one(pipec: Pipec) -> None:
    """A contract of the project comes first; `contracts:` may also list a single file."""
    write("pipec.yaml", PROJECT + "contracts: [mine.yaml]\n")
    write("mine.yaml", CONTRACT.replace("Greet", "DataLoad"))
    write("p.yaml", "pipeline: p\nsteps: {Load: {uses: DataLoad}}\n")
    run = pipec("compile", "p.yaml", "--stdout")

    assert run.code == 0, run.err
    assert json.loads(run.out)["Steps"][0]["Type"] == "Lambda"


def test_a_broken_project_file(pipec: Pipec) -> None:
    """Its mistake is shown in its own file, and nothing is compiled."""
    write("pipec.yaml", "vars: [x\n")
    write("p.yaml", PIPELINE)
    for command in ("compile", "validate", "explain"):
        run = pipec(command, "p.yaml", "--format", "concise")
        assert run.code == 1
        assert "pipec.yaml:" in run.out + run.err
    assert not Path("build").exists()


def test_a_contract_folder_that_is_not_there(pipec: Pipec) -> None:
    """It is reported at its entry in the project file."""
    write("pipec.yaml", "contracts:\n  - nowhere\n")
    write("p.yaml", PIPELINE)
    run = pipec("compile", "p.yaml", "--format", "concise")

    assert run.code == 1
    assert run.err.startswith("pipec.yaml:2:5:")
    assert "`nowhere`" in run.err


def test_a_broken_contract_of_the_project(pipec: Pipec) -> None:
    """Its mistake is shown in its own file."""
    write("pipec.yaml", "contracts: [own]\n")
    write("own/greet.yaml", CONTRACT.replace("kind: Lambda", "kind: Lambada"))
    write("p.yaml", "pipeline: p\nsteps: {Hello: {uses: Greet}}\n")
    run = pipec("compile", "p.yaml", "--format", "concise")

    assert run.code == 1
    assert run.err.startswith("own/greet.yaml:2:")


# --- files that cannot be read --------------------------------------------------------------


@pytest.mark.parametrize("command", ["compile", "validate", "explain"])
def test_a_file_that_is_not_there(command: str, pipec: Pipec) -> None:
    """A wrong file name is an error that offers the right one."""
    write("pipeline.yaml", PIPELINE)
    run = pipec(command, "pipelin.yaml")

    assert run.code == 1
    assert "`pipelin.yaml` does not exist" in run.out + run.err
    assert "pipeline.yaml" in run.out + run.err


@pytest.mark.parametrize("command", ["compile", "explain"])
def test_a_folder_in_place_of_a_file(command: str, pipec: Pipec) -> None:
    """A folder is no pipeline; the file in it is offered."""
    write("some/pipeline.yaml", PIPELINE)
    run = pipec(command, "some")

    assert run.code == 1
    assert "some/pipeline.yaml" in run.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(pipec: Pipec) -> None:
    """The reason is given."""
    write("p.yaml", PIPELINE).chmod(0)
    run = pipec("compile", "p.yaml")

    assert run.code == 1
    assert "cannot be read" in run.err


def refuse(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the disk refuse to open files of a name."""
    opened = Path.open

    def closed(self: Path, mode: str = "r") -> Any:
        if self.name == name:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, mode)

    monkeypatch.setattr(Path, "open", closed)


@pytest.mark.parametrize("command", ["compile", "validate"])
def test_a_project_file_that_cannot_be_read(
    command: str, pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses: exit code 3 or an error, with the reason and without a traceback."""
    write("p.yaml", PIPELINE)
    write("pipec.yaml", PROJECT)
    refuse(monkeypatch, "pipec.yaml")
    run = pipec(command, "p.yaml")

    assert run.code in (1, 3)
    assert "Permission denied" in run.out + run.err
    assert "pipec.yaml" in run.out + run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("path", "said", "hint"),
    [
        ("", "no file is named", "a pipeline file is wanted, as `pipeline.yaml`"),
        (".", "`.` is a folder, not a file", "did you mean `train.yaml`?"),
        ("team/", "`team/` is a folder, not a file", "did you mean `team/train.yml`?"),
        ("two", "`two` is a folder, not a file", "name one of its 2 pipelines, as `two/b.yaml`"),
        ("others", "`others` is a folder, not a file", "did you mean `others/values.yaml`?"),
        ("project", "`project` is a folder, not a file", "a pipeline file is wanted, as"),
        ("train", "`train` does not exist", "did you mean `train.yaml`?"),
        ("team/train", "`team/train` does not exist", "did you mean `train.yml`?"),
        ("pipe.yaml", "`pipe.yaml` does not exist", "a pipeline file is wanted, as"),
        ("tema/train", "`tema/train` does not exist", "the folder `tema` does not exist either"),
    ],
)
def test_what_to_give_in_place_of_what_is_no_file(
    path: str, said: str, hint: str, pipec: Pipec
) -> None:
    """A pipeline that is there, rather than other YAML and never the project file."""
    for name in ("train.yaml", "team/train.yml", "trains/x", "two/b.yaml", "two/c.yaml"):
        write(name, PIPELINE)
    for name in ("a.yaml", "team/a.yaml", "two/a.yaml", "others/values.yaml"):
        write(name, "vars: {}\n")
    for name in ("pipec.yaml", "project/pipec.yaml"):
        write(name, "vars: {}\n")
    run = pipec("compile", path)

    assert run.code == 1
    assert f"error[PC001]: {said}\n" in run.err
    assert f"  = hint: {hint}" in run.err


def test_a_link_that_leads_to_nothing(pipec: Pipec) -> None:
    """It is there itself, so that its name is no better one; what it leads to is told."""
    Path("train.yaml").symlink_to("gone.yaml")
    run = pipec("compile", "train.yaml")

    assert run.code == 1
    why = "`train.yaml` is a link, and `gone.yaml`, to which it leads, does not exist"
    assert f"error[PC001]: {why}\n" in run.err
    assert "did you mean" not in run.err


def test_a_file_that_may_not_be_read_is_not_suggested(
    pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor another in its place: it was named rightly."""
    write("p.yaml", PIPELINE)
    refuse(monkeypatch, "p.yaml")
    run = pipec("compile", "p.yaml")

    assert "error[PC001]: `p.yaml` cannot be read: Permission denied\n" in run.err
    assert "hint" not in run.err


# --- a folder that is called `pipec` --------------------------------------------------------


def test_a_project_in_a_folder_called_pipec(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its contracts are its own, wherever pipec runs; one replaces that of pipec by its name."""
    name = "pipec/contracts/xgboost_training.yaml"
    contract = """\
contract: XGBoostTraining
kind: Training
image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/own:1
instance: ml.m5.xlarge
outputs: {weights: {type: model_artifacts, property_path: ModelArtifacts.S3ModelArtifacts}}
"""
    write(name, contract)
    write("pipec/pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write(
        "pipec/pipeline.yaml",
        "pipeline: demo\nsteps:\n  Fit: {uses: XGBoostTraining}\n"
        "  Reg: {uses: ModelRegistration, options: {model_package_group: G}}\n",
    )
    above = pipec("compile", "pipec/pipeline.yaml", "--stdout")
    assert above.code == 0, above.err
    show = ("contracts", "show", "XGBoostTraining", "--yaml", "--project", "pipec")
    assert pipec(*show).out == contract
    monkeypatch.chdir("pipec")
    assert pipec("compile", "pipeline.yaml", "--stdout").out == above.out
    monkeypatch.chdir("..")
    write(name, contract.replace("instance", "instanec"))
    assert "\n4 | instanec: ml.m5.xlarge\n" in pipec("validate", "pipec").out
