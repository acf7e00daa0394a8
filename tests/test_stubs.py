"""`pipec stubs`: the files, their use when a program runs, and what type checkers find by them."""

from __future__ import annotations

import ast
import importlib
import json
import re
import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cli_runs import PROJECT, ROOT, Pipec, runner, snapshot, write
from pipec import ContractRegistry, PipelineError, TypedStep
from pipec.cli.api.steps import key_of
from pipec.cli.app import main
from pipec.cli.stub_docs import docstring
from pipec.cli.stubs import stub_text
from pipec.compiler.language.keys import JOB_KEYS
from pipec.compiler.steps import STEP_TYPES

pytestmark = pytest.mark.xdist_group("stubs")  # one worker starts the type checkers, once

GOLDEN = ROOT / "tests/cases/stubs/steps.pyi"
FEATURES = """\
contract: AddFeatures
description: Adds moving averages to a table.
kind: Processing
inputs:
  table: {type: processing_output, compatible_sources: [DataLoad], description: CSV files.}
  holidays: {type: processing_output, required: false, description: Dates to leave out.}
outputs:
  features: {type: processing_output, aliases: [training_data], path: /opt/ml/processing/features}
  summary: {path: /opt/ml/processing/summary, report: summary.json, description: "As \\"JSON\\""}
options:
  window: {type: integer, minimum: 1, default: 7, description: Days to average over.}
  target: {type: string, description: The column to predict.}
  ratio: {type: number, default: 0.5}
  strict: {type: boolean, default: false}
  columns: {type: array, default: []}
  how: {enum: [mean, median], default: mean}
image: {framework: sklearn, version: 1.2-1}
instance: ml.m5.large
code: add_features.py
args: [--table, "${inputs.table.path}", --window, "${options.window}", --target,
  "${options.target}", --ratio, "${options.ratio}", --how, "${options.how}",
  --strict, "${options.strict}", --columns, "${options.columns}",
  [--holidays, "${inputs.holidays.path}"]]
"""
ODD = r"""
contract: Odd
description: "It says \"\"\"so\"\"\", and C:\\new; this goes on and on, farther than a line of text
  is to be long in a docstring.\nThe end"
kind: Processing
inputs:
  in-put: {type: a}
  options: {type: b}
  level: {type: c}
  class: {type: d}
outputs:
  out-put: {path: /opt/ml/processing/a}
  connect: {path: /opt/ml/processing/b}
  str: {path: /opt/ml/processing/c}
  contract: {path: /opt/ml/processing/d}
  plain: {path: /opt/ml/processing/e}
options:
  level: {type: [string, "null"], default: low}
  timeout: {type: integer, default: 3}
  name: {default: x}
  self: {type: string, default: x}
  lambda: {anyOf: [{type: integer}, {type: object}], default: 1}
  lambda_: {type: string, default: x}
  __private: {type: string, default: x}
  half: {enum: [0.5, one, null], default: one}
image: {framework: sklearn, version: 1.2-1}
instance: ml.m5.large
code: add_features.py
"""
KEYWORD = """\
contract: class
kind: Lambda
function: arn:aws:lambda:us-east-1:111122223333:function:greet
"""
SCRIPT = '"""The real one would do something."""\n'


def project(folder: Path) -> Path:
    """A project with contracts of its own, as YAML files."""
    contracts = {"features": FEATURES, "odd": ODD, "keyword": KEYWORD}
    contracts |= {"hyphen": KEYWORD.replace("class", "with-hyphen")}
    contracts |= {"shadow": KEYWORD.replace("class", "Reference")}
    (folder / "contracts").mkdir(parents=True)
    (folder / "pipec.yaml").write_text(f"contracts: [contracts]\n{PROJECT}", "utf-8")
    for name, text in contracts.items():
        (folder / f"contracts/{name}.yaml").write_text(text, "utf-8")
    for name in ("contracts/add_features.py", "load.py"):
        (folder / name).write_text(SCRIPT, "utf-8")
    return folder


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Runs pipec in a project."""
    return runner(project(tmp_path / "project"), monkeypatch, capsys)


@pytest.fixture
def steps(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module that was written for the project, imported from its folder."""
    assert pipec("stubs").code == 0
    monkeypatch.syspath_prepend(Path.cwd())
    yield importlib.import_module("steps")
    del sys.modules["steps"]


# --- the files --------------------------------------------------------------------------


def test_files_are_written_beside_the_project_file(pipec: Pipec) -> None:
    """From any folder of the project; the bytes are the same each time."""
    run = pipec("stubs")
    assert (run.code, run.out, run.err) == (0, "", "wrote steps.py\nwrote steps.pyi\n")
    first = snapshot(".")
    assert pipec("stubs").code == 0
    assert snapshot(".") == first
    assert len(first["steps.py"].splitlines()) == 5


def test_the_folder_does_not_matter(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of the project's folders the command is run in."""
    monkeypatch.chdir("contracts")
    assert pipec("stubs").err == "wrote ../steps.py\nwrote ../steps.pyi\n"


def test_stub_is_as_expected(pipec: Pipec, *, accept: bool) -> None:
    """That of a project's own contracts."""
    assert pipec("validate", ".").code == 0
    own = ContractRegistry.of_project().own()
    text = stub_text(contract.contract for contract in own)
    if accept:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")


def test_descriptions_are_kept() -> None:
    """Whatever quotes, backslashes and lines a description has."""
    for lines in (['a "word"'], ["\\"], ['"""'], ["x", '""', "\\"], [""], ["", "y"]):
        text = "\n".join(["class X:", *docstring(lines, "    ")])
        found = ast.parse(text).body[0]
        assert isinstance(found, ast.ClassDef)
        assert (ast.get_docstring(found, clean=False) or "").split() == " ".join(lines).split()


def test_every_argument_has_a_meaning(pipec: Pipec) -> None:
    """It is a key of the step, an option or an input, when the program runs."""
    assert pipec("stubs").code == 0
    known = ContractRegistry.of_project()
    classes = [node for node in _stub().body if isinstance(node, ast.ClassDef)]
    assert {node.name for node in classes} == {*known} - {"class", "with-hyphen", "Reference"}
    for node in classes:
        init = next(item for item in node.body if isinstance(item, ast.FunctionDef))
        contract = known[node.name].contract
        keys = {*JOB_KEYS, *STEP_TYPES[contract.kind].keys, "options"}
        arguments = {key_of(argument.arg) for argument in init.args.kwonlyargs}
        assert arguments <= keys | contract.options.keys() | contract.inputs.keys()
        assert {"description", "from", "options", "inputs"} <= arguments


def _stub() -> ast.Module:
    return ast.parse(Path("steps.pyi").read_text("utf-8"))


@pytest.mark.parametrize(
    ("out", "module"),
    [
        ("typed", "typed/steps.py"),
        ("typed/all.py", "typed/all.py"),
        ("all.pyi", "all.py"),
        ("contracts", "contracts/steps.py"),
    ],
)
def test_out(out: str, module: str, pipec: Pipec) -> None:
    """A file, a folder that is there, or one that is not."""
    run = pipec("stubs", "--out", out)
    assert (run.code, run.err) == (0, f"wrote {module}\nwrote {module}i\n")
    assert Path(module).is_file()
    assert Path(f"{module}i").is_file()


@pytest.mark.parametrize("out", ["my-steps.py", "class.py", "../steps.py"])
def test_out_that_no_program_could_use(out: str, pipec: Pipec) -> None:
    """A name that cannot be imported, a place outside the project."""
    before = snapshot("..")
    run = pipec("stubs", "--out", out)
    assert run.code == 2
    assert "--out" in run.err
    assert snapshot("..") == before


def test_check(pipec: Pipec) -> None:
    """It names what is stale, and writes nothing."""
    run = pipec("stubs", "--check")
    assert (run.code, run.err) == (
        1,
        "stale: steps.py\nstale: steps.pyi\nthe same command without `--check` makes them fresh\n",
    )
    assert not Path("steps.py").exists()
    assert pipec("stubs").code == 0
    assert (pipec("stubs", "--check").code, pipec("stubs", "--check").err) == (0, "")
    write("contracts/features.yaml", FEATURES.replace("window", "width"))
    before = snapshot(".")
    run = pipec("stubs", "--check")
    assert (run.code, run.err) == (
        1,
        "stale: steps.pyi\nthe same command without `--check` makes it fresh\n",
    )
    assert snapshot(".") == before


@pytest.mark.parametrize("name", ["steps.py", "steps.pyi"])
def test_a_file_of_the_users_stays(name: str, pipec: Pipec) -> None:
    """Only what the command has written is written over."""
    write(name, "mine = 1\n")
    before = snapshot(".")
    for arguments in (["stubs"], ["stubs", "--check"]):
        run = pipec(*arguments)
        assert run.code == 2
        assert f"`{name}` is a file of yours" in run.err
    assert snapshot(".") == before
    assert pipec("stubs", "--out", "others.py").code == 0


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("contracts/features.yaml", FEATURES.replace("kind: P", "kind: Pr"), "PC"),
        ("contracts/features.yaml", FEATURES.replace("type: integer", "type: int"), "PC"),
        ("contracts/features.yaml", "contract: [", "PC"),
        ("pipec.yaml", "contarcts: [contracts]", "PC"),
    ],
)
def test_a_wrong_project(name: str, text: str, code: str, pipec: Pipec) -> None:
    """Its mistakes are shown, and nothing is written."""
    write(name, text)
    before = snapshot(".")
    run = pipec("stubs")
    assert run.code == 1
    assert f"error[{code}" in run.err
    assert name in run.err
    assert snapshot(".") == before


def test_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then pipec's own contracts are all there are."""
    pipec = runner(tmp_path, monkeypatch, capsys)
    run = pipec("stubs")
    assert (run.code, run.err) == (0, "wrote steps.py\nwrote steps.pyi\n")
    names = {node.name for node in _stub().body if isinstance(node, ast.ClassDef)}
    assert names == {*ContractRegistry()}


# --- when a program runs ----------------------------------------------------------------


SALES = """\
from pipec import PipelineBuilder


def sales(features, load, train):
    pipeline = PipelineBuilder("Sales")
    pipeline.add_step("Load", load, code="load.py")
    prepared = pipeline.add_step("Features", features, target="revenue", how="median")
    last = pipeline.add_step("Train", train, from_=[prepared], hyperparameters={"num_round": 10})
    last.connect("training_data", prepared.features)
    return pipeline
"""


def test_classes_make_the_steps_that_names_make(steps: ModuleType) -> None:
    """Those of the project's contracts and of pipec's own, wires that are inferred too."""
    sales = runpy.run_path(str(write("sales.py", SALES)))["sales"]
    names = sales("AddFeatures", "DataLoad", "XGBoostTraining").build()
    classes = sales(steps.AddFeatures, steps.DataLoad, steps.XGBoostTraining).build()
    assert classes.definition() == names.definition()
    assert str(classes.explain()) == str(names.explain())


def test_module_at_run_time(steps: ModuleType) -> None:
    """Classes are made once, complete, and are of the contracts."""
    assert steps.AddFeatures is steps.AddFeatures
    assert issubclass(steps.AddFeatures, TypedStep)
    assert steps.AddFeatures.__module__ == "steps"
    assert steps.AddFeatures.__doc__ == "Adds moving averages to a table."
    assert steps.AddFeatures.contract.step_type == "AddFeatures"
    assert getattr(steps, "with-hyphen").contract.step_type == "with-hyphen"
    assert getattr(steps, "class").contract.step_type == "class"
    assert dir(steps) == sorted({*ContractRegistry.of_project()} - {"class", "with-hyphen"})
    found: dict[str, Any] = {}
    exec("from steps import *", found)  # noqa: S102 - a star needs a module of its own
    assert found["XGBoostTraining"] is steps.XGBoostTraining


def test_a_name_that_no_contract_has(steps: ModuleType) -> None:
    """The nearest one is told; it is an error of attributes and of imports."""
    with pytest.raises(
        AttributeError, match="no contract `AddFeature`; did you mean `AddFeatures`"
    ):
        _ = steps.AddFeature
    with pytest.raises(ImportError):
        exec("from steps import AddFeature", {})  # noqa: S102 - as above
    assert not hasattr(steps, "_private")


def test_a_contract_that_broke_later(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is told the mistake."""
    assert pipec("stubs", "--out", "later.py").code == 0
    write("contracts/features.yaml", FEATURES.replace("kind: P", "kind: Pr"))
    monkeypatch.syspath_prepend(Path.cwd())
    later = importlib.import_module("later")
    with pytest.raises(PipelineError, match="`Prrocessing` is not a kind"):
        _ = later.AddFeatures


def test_classes_in_another_project(steps: ModuleType, tmp_path: Path) -> None:
    """A pipeline of another project can have the steps; the contract's script stays its own."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pipec.yaml").write_text(PROJECT, "utf-8")
    for folder in (elsewhere, Path.cwd()):
        (folder / "load.py").write_text(SCRIPT, "utf-8")
        (folder / "sales.py").write_text(SALES, "utf-8")
    given = (steps.AddFeatures, steps.DataLoad, "XGBoostTraining")
    there, here = (
        runpy.run_path(str(folder / "sales.py"))["sales"](*given).build()
        for folder in (elsewhere, Path.cwd())
    )
    assert there.definition() == here.definition()


# --- what type checkers find ------------------------------------------------------------

START = """\
from pathlib import Path
from typing import assert_type

import steps
from pipec import (
    ContractStep, OutputPort, PipelineBuilder, PropertyReference, StepContract, StepProxy,
)

p = PipelineBuilder("Sales")
rounds = p.parameter("Rounds", 100)
load = p.add_step("Load", steps.DataLoad, code="load.py")
features = p.add_step("Features", steps.AddFeatures, target="revenue")
odd = p.add_step("Odd", steps.Odd)
train = p.add_step("Train", steps.XGBoostTraining)
"""
RIGHT = """
assert_type(load, steps.DataLoad)
assert_type(train.model_artifacts, PropertyReference)
assert_type(train["model_artifacts"], PropertyReference)
assert_type(train.connect("training_data", features.features), steps.XGBoostTraining)
train.connect("training_data", load).connect("validation_data", "s3://bucket/data")
train.connect("validation_data", None)
odd["out-put"], odd["connect"], odd.plain, features.summary["rows"]["value"]
p.add_step("A", steps.DataLoad, code=Path("load.py"), inputs={"source_data": "s3://bucket/raw"})
p.add_step("B", steps.DataLoad, code={"dir": "src", "entry": "a.py"}, instance="ml.m5.large")
p.add_step("C", steps.DataLoad, instance={"type": "ml.m5.large", "count": rounds}, cache=False)
p.add_step("D", steps.DataLoad, timeout="2h", environment={"A": rounds, 1: True}, role=p.vars.role)
p.add_step("E", steps.XGBoostTraining, from_=[features], depends_on=[load, "A"], timeout=7200)
p.add_step("F", steps.XGBoostTraining, hyperparameters={"num_round": rounds}, training_data=load)
p.add_step("G", steps.AddFeatures, options={"target": "a"}, window=rounds, how="mean", ratio=1)
p.add_step("H", steps.AddFeatures, target=f"{rounds}", table=load.data, columns=["a"], strict=True)
p.add_step("I", steps.Odd, lambda_={"a": 1}, class_="s3://bucket/x", level=None, timeout="1h")
p.add_step("J", steps.EndpointConfiguration, options={"name": "x"}, instance_count=2)
p.add_step("K", steps.XGBoostTuning, max_jobs=10, ranges={"eta": [0, 1]}, strategy="Random")
p.for_each("Loop", [1, 2]).add_step("L", steps.DataLoad, code="load.py").data
p.condition("If", features.summary["rows"] > 3).then.add_step("M", steps.AddFeatures, window=7)

assert_type(p.add_step("N", "XGBoostTraining", anything=1), StepProxy)
assert_type(p.add_step("O", "XGBoostTraining").model_artifacts, PropertyReference)
p.add_step("P", kind="Lambda", function="arn:aws:lambda:us-east-1:111122223333:function:greet")


class ByHand(ContractStep):
    contract = StepContract("ByHand", "Processing", outputs=[OutputPort("result", path="/x")])


by_hand = p.add_step("Q", ByHand, code="load.py")
assert_type(by_hand, ByHand)
assert_type(by_hand.result, PropertyReference)
"""
WRONG = """
train.model_artifact
train["model_artifact"]
train.connect("trainig_data", load.data)
train.connect("training_data", object())
load.connect("data", "s3://bucket/raw")
odd.connect("result", load)
steps.XGBoostTrainng
p.add_step("A", steps.XGBoostTraining, hyperparametrs={"num_round": 10})
p.add_step("B", steps.XGBoostTraining, hyperparameters=10)
p.add_step("C", steps.AddFeatures, window="7")
p.add_step("D", steps.AddFeatures, how="mode")
p.add_step("E", steps.AddFeatures, windw=7)
p.add_step("F", steps.AddFeatures, target=7)
p.add_step("G", steps.AddFeatures, strict="yes")
p.add_step("H", steps.AddFeatures, columns="a")
p.add_step("I", steps.AddFeatures, tabel=load.data)
p.add_step("J", steps.AddFeatures, table=object())
p.add_step("K", steps.DataLoad, hyperparameters={"num_round": 10})
p.add_step("L", steps.DataLoad, from_=load)
p.add_step("M", steps.DataLoad, tags=["a"])
p.add_step("N", steps.DataLoad, {"code": "load.py"})
p.add_step("O", steps.AddFeatures, target="a").feature
p.condition("If", features.summary["rows"] > 3).then.add_step("P", steps.AddFeatures, window="7")
steps.DataLoad("Q", cod="load.py")
p.add_step(3, steps.DataLoad)
"""
Found = dict[str, Counter[int]]
"""By file, how many errors each line has."""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its stubs, and a right and a wrong program."""
    folder = project(tmp_path_factory.mktemp("typed") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["stubs"]) == 0
    (folder / "right.py").write_text(START + RIGHT, "utf-8")
    (folder / "wrong.py").write_text(START + WRONG, "utf-8")
    settings = {"typeCheckingMode": "standard", "extraPaths": [str(ROOT / ".editable")]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    return folder


def _by_mypy(folder: Path) -> Found:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary"]
    more = ["--cache-dir=cache", "--disable-error-code=unused-ignore"]
    text = _run(folder, [*command, *more, "steps.pyi", "right.py", "wrong.py"])
    found: Found = {}
    for file, line in re.findall(r"^(\S+?):(\d+): error", text, re.MULTILINE):
        found.setdefault(file, Counter())[int(line)] += 1
    return found


def _by_pyright(folder: Path) -> Found:
    files = ["steps.pyi", "steps.py", "right.py", "wrong.py"]
    text = _run(folder, [sys.executable, "-m", "basedpyright", "--outputjson", *files])
    found: Found = {}
    for item in json.loads(text)["generalDiagnostics"]:
        if item["severity"] == "error":
            line = item["range"]["start"]["line"] + 1
            found.setdefault(Path(item["file"]).name, Counter())[line] += 1
    return found


def _run(folder: Path, command: list[str]) -> str:
    environment = {"PATH": "", "MYPYPATH": str(ROOT / ".editable")}
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run.stdout


@pytest.mark.parametrize("checker", [_by_mypy, _by_pyright])
def test_type_checkers(checker: Any, typed: Path) -> None:
    """They find each wrong line, and no others; nothing in the stubs of all contracts either."""
    found = checker(typed)
    first = START.count("\n") + 2
    expected = set(range(first, first + WRONG.strip().count("\n") + 1))
    assert {file: {*lines} for file, lines in found.items()} == {"wrong.py": expected}
    if checker is _by_mypy:  # the other one tells of a call that it is wrong, and of what in it
        assert {*found["wrong.py"].values()} == {1}
