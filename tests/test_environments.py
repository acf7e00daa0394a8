"""Environments of the project file: what `--env` changes, and what is said of a wrong one."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from cli_runs import CONTRACT, Pipec, runner, snapshot, write
from pipec.cli.app import application
from pipec.compiler.compile import Context, Result, SourceFile, compile_pipeline, read_context

PROJECT = """\
vars:
  bucket: example-project
  region: us-east-1
  role: arn:aws:iam::111122223333:role/Project
  prefix: shared
defaults:
  tags: {layer: project, team: shellfish}
  for: {XGBoostTraining: {instance: ml.m5.large, hyperparameters: {eta: 0.1, gamma: 1}}}
environments:
  dev: {vars: {bucket: example-dev, region: eu-west-1}}
  prod:
    vars: {bucket: example-prod, region: eu-west-2, rounds: 500, prefix: null}
    defaults:
      tags: {layer: environment, stage: prod}
      for: {XGBoostTraining: {instance: ml.m5.4xlarge, hyperparameters: {eta: 0.2}}}
  bare:
"""
OTHER = "{vars: {region: eu-west-1}}"
"""An environment that deploys to another place than one that says nothing."""
PIPELINE = """\
pipeline: Demo
vars: {rounds: 10}
steps:
  Train:
    uses: XGBoostTraining
    inputs: {training_data: s3://example-bucket/train}
    hyperparameters: {num_round: "${vars.rounds}"}
"""


class NoFiles:
    """A disk without files."""

    def read(self, path: str) -> bytes | None:
        """Nothing."""
        del path
        return None

    def walk(self, folder: str) -> list[str] | None:
        """Nothing."""
        del folder
        return None


def source(name: str, text: str) -> SourceFile:
    """A YAML file in memory."""
    return SourceFile(name=name, content=text.encode())


def context(environment: str | None, project: str = PROJECT) -> Context:
    """The project with an environment chosen."""
    return read_context(source("pipec.yaml", project), [], environment)


def compiled(
    environment: str | None, pipeline: str = PIPELINE, project: str = PROJECT, **given: str
) -> Result:
    """The pipeline compiled in an environment."""
    return compile_pipeline(
        source("p.yaml", pipeline), context(environment, project), NoFiles(), given
    )


def training(environment: str | None, pipeline: str = PIPELINE, **given: str) -> dict[str, Any]:
    """The request of the pipeline's one step."""
    result = compiled(environment, pipeline, **given)
    assert result.artifacts, result.diagnostics
    arguments: dict[str, Any] = result.artifacts.definition["Steps"][0]["Arguments"]
    return arguments


def messages(result: Result) -> list[str]:
    """The code and message of each diagnostic."""
    return [f"{item.code.number} {item.message}" for item in result.diagnostics]


# --- layers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "given", "place", "rounds"),
    [
        (None, {}, "s3://example-project/shared/Demo/Train", "10"),
        ("bare", {}, "s3://example-project/shared/Demo/Train", "10"),
        ("dev", {}, "s3://example-dev/shared/Demo/Train", "10"),
        ("prod", {}, "s3://example-prod/Demo/Train", "500"),
        ("prod", {"bucket": "example-var", "rounds": "7"}, "s3://example-var/Demo/Train", "7"),
    ],
)
def test_vars(environment: str | None, given: dict[str, str], place: str, rounds: str) -> None:
    """Project, pipeline, chosen environment, command line: the later outweighs; null removes."""
    request = training(environment, **given)

    assert request["OutputDataConfig"]["S3OutputPath"] == place
    assert request["HyperParameters"]["num_round"] == rounds


@pytest.mark.parametrize(
    ("environment", "instance", "eta", "tags"),
    [
        (None, "ml.m5.large", "0.1", {"layer": "project", "team": "shellfish"}),
        ("dev", "ml.m5.large", "0.1", {"layer": "project", "team": "shellfish"}),
        (
            "prod",
            "ml.m5.4xlarge",
            "0.2",
            {"layer": "environment", "team": "shellfish", "stage": "prod"},
        ),
    ],
)
def test_defaults(environment: str | None, instance: str, eta: str, tags: dict[str, str]) -> None:
    """`defaults` and `defaults.for` of the chosen environment are laid over the project's."""
    request = training(environment)

    assert request["ResourceConfig"]["InstanceType"] == instance
    assert request["HyperParameters"]["eta"] == eta
    assert request["HyperParameters"]["gamma"] == "1"
    assert {tag["Key"]: tag["Value"] for tag in request["Tags"]} == tags


def test_defaults_of_the_pipeline_win() -> None:
    """The pipeline's own `defaults` and `defaults.for` outweigh those of the environment."""
    own = "defaults: {tags: {layer: pipeline}, for: {XGBoostTraining: {instance: ml.c5.xlarge}}}\n"
    request = training("prod", PIPELINE.replace("vars:", f"{own}vars:"))

    assert request["ResourceConfig"]["InstanceType"] == "ml.c5.xlarge"
    assert {"Key": "layer", "Value": "pipeline"} in request["Tags"]
    assert {"Key": "stage", "Value": "prod"} in request["Tags"]


def test_options_of_an_environment() -> None:
    """`options` under an environment's `defaults.for` are layered like its other keys."""
    project = """\
defaults: {for: {ModelRegistration: {options: {model_package_group: Project}}}}
environments: {prod: {defaults: {for: {ModelRegistration: {options: {model_package_group: Prod}}}}}}
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
"""
    pipeline = """\
pipeline: Demo
steps:
  Register: {uses: ModelRegistration, inputs: {model_artifacts: "s3://example-bucket/m.tar.gz"}}
"""
    for environment, group in ((None, "Project"), ("prod", "Prod")):
        result = compiled(environment, pipeline, project)
        assert result.artifacts, result.diagnostics
        request = result.artifacts.definition["Steps"][0]["Arguments"]
        assert request["ModelPackageGroupName"] == group


def test_settings_follow_the_environment() -> None:
    """The pipeline's own settings read the vars of the chosen environment."""
    head = "pipeline: Demo\nparallelism: ${vars.rounds}\n"
    for environment, parallelism in ((None, 10), ("prod", 500)):
        result = compiled(environment, PIPELINE.replace("pipeline: Demo\n", head))
        assert result.artifacts, result.diagnostics
        assert result.artifacts.settings.parallelism == parallelism


# --- what is said -----------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [None, "dev"])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("prod: {tags: {a: b}}", "PC101 `tags` is not a key of `prod`"),
        ("prod: {vars: {a: [b]}}", "PC103 `a` must be a single value, not a list"),
        ("prod: [dev]", "PC103 `prod` must be a mapping with `vars` and `defaults`, not a list"),
        ("prod: {defaults: {instanc: x}}", "PC101 `instanc` is not a key of `defaults`"),
        ("prod: {defaults: {for: {Nope: {}}}}", "PC110 there is no contract `Nope`"),
        ("prod: {vars: {region: eu}}", "PC119 the var `region` cannot be `eu`"),
        ("prod: {vars: {x: '${vars.y}'}}", "PC119 the var `x` cannot hold a reference"),
        ("'a b': {}", "PC104 `a b` cannot be the name of an environment"),
    ],
)
def test_every_environment_is_checked(environment: str | None, wrong: str, message: str) -> None:
    """Mistakes in one that is not chosen are reported too."""
    project = f"{PROJECT.partition('environments:')[0]}environments:\n  dev: {OTHER}\n  {wrong}\n"
    result = compiled(environment, project=project)

    assert messages(result) == [message]
    assert result.artifacts is None
    span = result.diagnostics[0].span
    assert span is not None
    assert (span.file, span.line) == ("pipec.yaml", 11)


@pytest.mark.parametrize("environments", ["", "environments:\n", "environments: {}\n"])
def test_a_project_without_environments(environments: str) -> None:
    """There is then none to choose, and nothing wrong without `--env`."""
    project = PROJECT.partition("environments:")[0] + environments

    assert compiled(None, project=project).artifacts
    result = compiled("prod", project=project)
    assert messages(result) == ["PC123 there is no environment `prod`"]
    assert result.diagnostics[0].hint == (
        "`pipec.yaml` has no environments: add `environments: {prod: …}`"
    )


def test_no_project() -> None:
    """Without a project file there is no environment."""
    found = read_context(None, [], "prod")

    assert found.broken
    assert [item.code.number for item in found.report.diagnostics()] == ["PC123"]
    assert read_context(None, []).report.diagnostics() == ()


def test_a_broken_project_is_said_first() -> None:
    """Where the project file cannot be read, nothing is said of its environments."""
    result = compiled("prod", project="environments: {prd: {var: {}}}\n")

    assert messages(result) == ["PC101 `var` is not a key of `prd`"]


@pytest.mark.parametrize(
    ("variables", "environment", "said"),
    [
        ("bukcet: x", "", ["bukcet"]),
        ("roundz: x", "", ["roundz"]),
        ("roundz: x, rounds: 5", "", []),
        ("rounds_of_another: x", "", []),
        ("roundz: x", "roundz: y", []),
    ],
    ids=["a-compiler-var", "a-pipeline-var", "beside-the-right-one", "far-off", "in-two"],
)
def test_misspelt_vars(variables: str, environment: str, said: list[str]) -> None:
    """A var that only one environment sets, and nothing uses, is held against what is used."""
    project = (
        PROJECT.partition("environments:")[0]
        + f"environments:\n  prod: {{vars: {{{variables}}}}}\n"
        + f"  dev: {{vars: {{region: eu-west-1, {environment}}}}}\n"
    )
    result = compiled(None, project=project)

    assert messages(result) == [f"PC121 nothing uses the var `{name}`" for name in said]


def test_a_var_used_only_by_the_defaults_of_an_environment() -> None:
    """It counts as used."""
    project = PROJECT.replace("stage: prod", 'stage: "${vars.rouds}"').replace(
        "rounds: 500", "rounds: 500, rouds: x"
    )

    assert compiled("prod", project=project).diagnostics == ()


@pytest.mark.parametrize(
    ("environment", "shown"), [(None, ["dev", "prod"]), ("bare", ["dev", "prod"])]
)
def test_an_unset_var_shows_who_sets_it(environment: str | None, shown: list[str]) -> None:
    """The environments that set a missing var are named with their places."""
    project = PROJECT.replace("  bucket: example-project\n", "")
    result = compiled(environment, project=project)
    item = next(item for item in result.diagnostics if "var `bucket`" in item.message)

    assert [related.message for related in item.related] == [
        f"set in the environment `{name}`, by `--env {name}`" for name in shown
    ]
    assert [related.span.line for related in item.related] == [9, 11]


# --- the command line -------------------------------------------------------------------------


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in a folder with the project and the pipeline."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("p.yaml", PIPELINE)
    return run


def test_compile(pipec: Pipec) -> None:
    """`compile --env` writes what holds in the environment; the project's without it."""
    run = pipec("compile", "p.yaml", "--env", "prod", "--var", "bucket=example-var", "--stdout")

    assert run.code == 0, run.err
    request = json.loads(run.out)["Steps"][0]["Arguments"]
    assert request["OutputDataConfig"]["S3OutputPath"] == "s3://example-var/Demo/Train"
    assert request["ResourceConfig"]["InstanceType"] == "ml.m5.4xlarge"

    assert pipec("compile", "p.yaml").code == 0
    assert pipec("compile", "p.yaml", "--check").code == 0
    assert pipec("compile", "p.yaml", "--check", "--env", "bare").code == 0
    assert pipec("compile", "p.yaml", "--check", "--env", "prod").code == 1


def test_explain(pipec: Pipec) -> None:
    """`explain --env` explains what holds in the environment."""
    write("pipec.yaml", PROJECT.replace("  bucket: example-project\n", ""))

    assert pipec("explain", "p.yaml").code == 1
    assert pipec("explain", "p.yaml", "--env", "dev").code == 0


def test_validate(pipec: Pipec) -> None:
    """`validate --env` checks pipelines and contracts as they are in the environment."""
    write("contracts/greet.yaml", CONTRACT)
    write(
        "pipec.yaml",
        PROJECT.replace("  bucket: example-project\n", "") + "contracts: [contracts]\n",
    )

    assert pipec("validate", ".").code == 1
    assert pipec("validate", ".", "--env", "prod").code == 0
    assert pipec("validate", "contracts").code == 0


@pytest.mark.parametrize("place", ["p.yaml", "contracts/greet.yaml", "."])
def test_validate_in_an_unknown_environment(place: str, pipec: Pipec) -> None:
    """It is an error for pipelines and contracts alike, said once."""
    write("contracts/greet.yaml", CONTRACT)
    run = pipec("validate", place, "--env", "prd")

    assert run.code == 1
    assert run.out.count("error[PC123]") == 1
    assert "did you mean `prod`? the environments in `pipec.yaml`: `dev`, `prod`, `bare`" in run.out


@pytest.mark.parametrize("command", ["compile", "explain"])
def test_an_unknown_environment(command: str, pipec: Pipec) -> None:
    """Nothing is written or shown, and the exit code is 1."""
    run = pipec(command, "p.yaml", "--env", "staging")

    assert (run.code, run.out) == (1, "")
    assert "there is no environment `staging`" in run.err
    assert sorted(snapshot(".")) == ["p.yaml", "pipec.yaml"]


def test_two_projects(pipec: Pipec) -> None:
    """Each project's own environment of the name holds; one that lacks it is named."""
    write("a/pipec.yaml", PROJECT)
    write("a/p.yaml", PIPELINE)
    write("b/pipec.yaml", PROJECT.replace("  prod:\n", "  live:\n"))
    write("b/p.yaml", PIPELINE)
    run = pipec("validate", "a", "b", "--env", "prod")

    assert run.code == 1
    assert run.out.count("error[PC123]") == 1
    assert "`b/pipec.yaml`" in run.out
    assert "`a/pipec.yaml`" not in run.out


def test_an_empty_name(pipec: Pipec) -> None:
    """`--env ""`, as an unset variable of a shell gives it, is not the same as no `--env`."""
    run = pipec("compile", "p.yaml", "--env", "")

    assert run.code == 2
    assert "Invalid value for --env: it is empty" in run.err


def test_standard_input_has_an_environment(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` stands in the working folder, whose project has the environment."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PIPELINE.encode())))
    run = pipec("compile", "-", "--env", "prod", "--stdout")

    assert run.code == 0
    assert "example-prod" in run.out
    assert "example-dev" not in run.out


def test_the_process_environment_chooses_nothing(
    pipec: Pipec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same files compile to the same bytes in any shell."""
    plain = pipec("compile", "p.yaml", "--stdout").out
    for name in ("PIPEC_ENV", "ENV", "PIPEC_VAR_bucket", "AWS_REGION"):
        monkeypatch.setenv(name, "prod")

    assert pipec("compile", "p.yaml", "--stdout").out == plain


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("environmets: {}", "did you mean `environments`?"),
        ("environments: {prod: {var: {}}}", "did you mean `vars`?"),
        ("environments: {prod: {default: {}}}", "did you mean `defaults`?"),
        ("environments: {prod: {defaults: {instnace: ml.m5.xlarge}}}", "did you mean `instance`?"),
        ("environments: {prod: {out: there}}", "error[PC101]"),
        ("environments: {prod: {}, prod: {}}", "error[PC004]"),
    ],
)
@pytest.mark.parametrize("environment", [(), ("--env", "prod")])
def test_keys_are_strict(
    written: str, hint: str, environment: tuple[str, ...], pipec: Pipec
) -> None:
    """A key that may not stand there is an error, whether or not the environment is chosen."""
    write("pipec.yaml", f"{written}\n")
    run = pipec("validate", "p.yaml", *environment)

    assert run.code == 1
    assert hint in run.out
    assert "pipec.yaml:1:" in run.out


WITHOUT = {
    "init": "it writes a project",
    "stubs": "classes have the contracts' ports and options, which no environment changes",
    "schema": "the schemas are of all environments at once",
    "contracts new": "it writes a contract, which no environment changes",
}
"""The commands that take no `--env`, and why."""


def _commands(group: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


@pytest.mark.parametrize(("name", "command"), [*_commands(typer.main.get_group(application()))])
def test_every_command_that_reads_a_project_takes_an_environment(name: str, command: Any) -> None:
    """Or it is listed here with the reason."""
    options = {option for parameter in command.params for option in parameter.opts}

    assert ("--env" in options) is (name not in WITHOUT)


# --- where they deploy to -------------------------------------------------------------------

ROLE = "arn:aws:iam::111122223333:role/Project"
OF_ANOTHER = "arn:aws:iam::444455556666:role/Project"


@pytest.mark.parametrize(
    ("dev", "prod"),
    [
        ("", "prefix: prod"),
        ("bucket: example-dev", "role: 'arn:aws:iam::111122223333:role/Other'"),
        ("region: eu-west-1", "region: eu-west-1"),
        (f"role: '{OF_ANOTHER}'", f"role: '{OF_ANOTHER}'"),
    ],
)
def test_one_account_and_region(dev: str, prod: str) -> None:
    """Whatever else differs, a pipeline of one takes the place of the other's."""
    environments = f"environments:\n  dev: {{vars: {{{dev}}}}}\n  prod: {{vars: {{{prod}}}}}\n"
    found = context(None, PROJECT.partition("environments:")[0] + environments)
    [told] = found.report.diagnostics()
    assert told.code.number == "PC125"
    assert told.message.startswith("`prod` deploys to the same place as `dev`: account ")
    assert told.span
    assert (told.span.line, told.span.column) == (11, 3)


@pytest.mark.parametrize(
    ("shared", "dev", "prod"),
    [
        (f"role: '{ROLE}', region: us-east-1", "", f"role: '{OF_ANOTHER}'"),
        (f"role: '{ROLE}', region: us-east-1", "region: eu-west-1", ""),
        (f"role: '{ROLE}', region: us-east-1", "region: null", "role: null"),
        (f"role: '{ROLE}'", "", ""),
        ("region: us-east-1", "", ""),
        ("region: us-east-1", f"role: '{ROLE}'", ""),
        ("", "", ""),
    ],
)
def test_places_that_differ_or_are_not_known(shared: str, dev: str, prod: str) -> None:
    """A pipeline may have a role or a region of its own."""
    vars_ = f"vars: {{{shared}}}\nenvironments:\n"
    found = context(None, f"{vars_}  dev: {{vars: {{{dev}}}}}\n  prod: {{vars: {{{prod}}}}}\n")
    assert found.report.diagnostics() == ()


def test_one_place_is_told_once_and_may_be_allowed(pipec: Pipec) -> None:
    """For all pipelines together, at its line; with a comment no more."""
    text = PROJECT.partition("environments:")[0] + "environments:\n  dev:\n  try:\n"
    write("pipec.yaml", text)
    write("p.yaml", PIPELINE)
    write("q.yaml", PIPELINE.replace("Demo", "Other"))
    run = pipec("validate", ".")
    assert (run.code, run.out.count("PC125]")) == (0, 1)
    assert "give `try` the role of another account, " in run.out
    write("pipec.yaml", text.replace("try:", "try: # pipec: allow PC125: small instances only"))
    assert pipec("validate", ".", "--strict").code == 0


def test_one_that_must_be_chosen_is_the_way_to_a_var_that_it_sets() -> None:
    """To set the var otherwise would get round it."""
    project = PROJECT.replace("  bucket: example-project\n", "")
    pipeline = PIPELINE.replace("s3://example-bucket/train", '"s3://${vars.bucket}/train"')
    free, bound = (
        compiled(None, project=begin + project, pipeline=pipeline).diagnostics
        for begin in ("", "environment_required: true\n")
    )
    assert free
    assert all("--var bucket=" in str(item.hint) for item in free)
    assert {item.hint for item in bound} == {"add `--env`: `dev`, `prod`"}
