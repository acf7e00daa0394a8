"""The command line: `validate` and `explain`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli_runs import CONTRACT, PIPELINE, PROJECT, TRAINING, WRONG, Pipec, runner, write
from pipec.cli.checking import MANY, Check


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in an empty folder."""
    return runner(tmp_path, monkeypatch, capsys)


# --- validate -------------------------------------------------------------------------------


def test_validate_files_folders_and_globs(pipec: Pipec) -> None:
    """Each pipeline and contract is checked once, however often it is named; other YAML is not."""
    write("a/one.yaml", PIPELINE)
    write("a/two.yml", PIPELINE.replace("demo", "other"))
    write("a/contracts/greet.yaml", CONTRACT)
    write("a/values.yaml", "some: other file\n")
    write("a/.hidden/three.yaml", WRONG)
    run = pipec("validate", "a", "a/one.yaml", "a/*.yaml", "a/**/*.yaml")

    assert (run.code, run.out) == (0, "")
    assert "checked 3 files" in run.err
    assert not Path("build").exists()
    assert "checked 1 file," in pipec("validate", "a/two.yml").err


def test_a_virtual_environment_in_a_folder_is_not_checked(pipec: Pipec) -> None:
    """Whatever it is called: pipec's own templates lie there, which are not yet a project."""
    write("one.yaml", PIPELINE)
    write("env/pyvenv.cfg", "home = /usr/bin\n")
    write("env/lib/python3.11/site-packages/two.yaml", WRONG)
    run = pipec("validate", ".")

    assert run.code == 0
    assert "checked 1 file," in run.err


def test_validate_of_many_files_on_all_cores(pipec: Pipec) -> None:
    """Other processes say the same as one: all diagnostics, in order, each once."""
    texts = [(WRONG if at % 3 else PIPELINE).replace("demo", f"demo{at}") for at in range(MANY)]
    for number, text in enumerate(texts):
        write(f"p{number:02}.yaml", text)
    run = pipec("validate", ".")
    alone = Check(None, {}, unused_outputs=False).some(
        [(f"p{number:02}.yaml", "pipeline") for number in range(MANY)]
    )

    assert run.code == 1
    found = alone.report.diagnostics()
    assert len(found) >= MANY // 2
    places = [f"{item.span.file}:{item.span.line}" for item in found if item.span]
    assert re.findall(r"--> (\S+?:\d+)", run.out) == places
    for number in range(MANY):
        write(f"p{number:02}.yaml", PIPELINE)
    run = pipec("validate", ".")
    assert run.err == f"checked {MANY} files, no errors\n"
    assert run.out.count("there is another pipeline `demo` in p00.yaml") == MANY - 1


SAME = "another pipeline `demo`"
CAPITALS = "`Demo` is that of `demo` but for capitals"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param({"a.yaml": "demo", "b/b.yaml": "demo"}, SAME, id="one name"),
        pytest.param({"a.yaml": "demo", "b.yaml": "'demo'"}, SAME, id="written otherwise"),
        pytest.param({"a.yaml": "demo", "b.yaml": "Demo"}, CAPITALS, id="capitals"),
        pytest.param({"a.yaml": "demo", "b.yaml": "demo-2"}, None, id="two names"),
        pytest.param({"a.yaml": "demo", "own/b.yaml": "demo"}, None, id="another project"),
        pytest.param({"own/a.yaml": "demo", "own/b.yaml": "demo"}, SAME, id="in that project"),
    ],
)
def test_pipelines_of_one_name(files: dict[str, str], said: str | None, pipec: Pipec) -> None:
    """They are told where one would take the other's place, also of pipelines with errors."""
    write("own/pipec.yaml", PROJECT)
    for text in (PIPELINE, WRONG):
        for file, name in files.items():
            write(file, text.replace("demo", name))
        run = pipec("validate", *reversed(files), *files, "./a.yaml" if "a.yaml" in files else ".")
        lines = [line for line in run.out.splitlines() if line.startswith("warning[PC124]")]
        assert len(lines) == (said is not None), run.out
        if said:
            assert said in lines[0]
            assert f"--> {list(files)[1]}:1:" in run.out


def test_one_name_is_allowed_by_a_comment(pipec: Pipec) -> None:
    """The comment is no unused one where the other file is not given."""
    write("a.yaml", PIPELINE)
    write("b.yaml", f"# pipec: allow shared-name: a region of its own\n{PIPELINE}")
    for files in (["."], ["b.yaml"]):
        assert pipec("validate", *files, "--strict").code == 0
        assert pipec("validate", *files, "--strict", "--unused-outputs").code == 0
    assert pipec("compile", "b.yaml", "--strict").code == 0


def test_validate_says_what_it_passed_over(pipec: Pipec) -> None:
    """YAML files of folders and globs that are neither, at most five by name; no project file."""
    write("p.yaml", PIPELINE)
    write("pipec.yaml", "contracts: []\n")
    write("notes.txt", "x")
    assert pipec("validate", ".").err == "checked 1 file, no errors\n"

    write("b.yaml", "")
    write("c.yml", "api-version: 1\npipelines: 2\n")
    expected = "; passed over: b.yaml, c.yml (neither a pipeline nor a contract)\n"
    assert pipec("validate", ".", "*").err == f"checked 1 file, no errors{expected}"
    assert "passed over" not in pipec("validate", "p.yaml").err

    for number in range(6):
        write(f"d{number}.yaml", "x: 1\n")
    assert (
        "over: b.yaml, c.yml, d0.yaml, d1.yaml, d2.yaml and 3 more (" in pipec("validate", ".").err
    )
    write("p.yaml", WRONG)
    for command in ("validate", "fix"):
        assert "passed over: b.yaml, c.yml, " in pipec(command, ".").err.splitlines()[-1]
    Path("p.yaml").unlink()
    run = pipec("validate", ".")
    assert "= hint: a pipeline begins with " in run.out
    assert run.err.startswith("passed over: b.yaml, c.yml, ")


def test_validate_a_folder_with_a_file_in_utf_16(pipec: Pipec) -> None:
    """It is not taken for another tool's: it is said how to save it."""
    for encoding in ("utf-16", "utf-16-be"):
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        Path("p.yaml").write_text(mark + PIPELINE, encoding)
        assert "error[PC002]" in pipec("validate", ".").out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Pipeline: X\nsteps: {}\n", "did you mean `pipeline`?"),
        ("\ufeff# why\n'pipline': X\n", "did you mean `pipeline`?"),
        ("contracts: X\nkind: Lambda\n", "did you mean `contract`?"),
        ("defaults: {}\nsteps: {T: {uses: X}}\n", "the pipeline file lacks `pipeline`"),
    ],
)
def test_validate_a_folder_with_a_misspelt_file(text: str, said: str, pipec: Pipec) -> None:
    """What is nearly a pipeline or a contract is not passed over: it is said what is wrong."""
    write("ok.yaml", PIPELINE)
    write("wrong.yaml", text)
    run = pipec("validate", ".")

    assert run.code == 1
    assert "--> wrong.yaml:" in run.out
    assert said in run.out


def test_validate_shows_the_mistakes_of_all_files(pipec: Pipec) -> None:
    """The report is the product: it goes to standard output, sorted by file."""
    write("b.yaml", WRONG)
    write("a.yaml", WRONG)
    write("contract.yaml", CONTRACT.replace("function", "funktion"))
    run = pipec("validate", ".", "--format", "concise")

    assert run.code == 1
    files = [line.partition(":")[0] for line in run.out.splitlines()]
    assert sorted(set(files)) == ["a.yaml", "b.yaml", "contract.yaml"]
    assert files == sorted(files)


@pytest.mark.parametrize("path", ["nothing.yaml", "empty", "*.yaml", "no/**/such.yaml"])
def test_validate_finds_nothing(path: str, pipec: Pipec) -> None:
    """A path with nothing behind it is an error, lest a typo look like success."""
    Path("empty").mkdir()
    run = pipec("validate", path)

    assert run.code == 1
    assert path in run.out
    assert "no errors" not in run.err


def test_validate_a_contract(pipec: Pipec) -> None:
    """A contract file is checked by itself, property paths included."""
    write("good.yaml", CONTRACT)
    write(
        "bad.yaml", "contract: T\nkind: Training\noutputs: {m: {property_path: ModelArtifact.X}}\n"
    )

    assert pipec("validate", "good.yaml").code == 0
    run = pipec("validate", "bad.yaml", "--format", "concise")
    assert run.code == 1
    assert "ModelArtifact" in run.out


def test_validate_a_file_that_is_neither(pipec: Pipec) -> None:
    """A file that is named outright is taken for a pipeline, and what it lacks is said."""
    write("values.yaml", "some: other file\n")
    run = pipec("validate", "values.yaml")

    assert run.code == 1
    assert "`pipeline: NAME`" in run.out


@pytest.mark.parametrize(
    "command", ["compile", "validate", "graph", "explain", "wire", "fix", "diff", "status"]
)
def test_a_python_program_in_place_of_a_pipeline(command: str, pipec: Pipec) -> None:
    """It is not read as YAML, which would find much to say of it."""
    write("houses.py", "import pipec\n\nprint({'steps': [1})\n")
    run = pipec(command, "houses.py")
    said = run.out + run.err
    assert run.code == 1
    assert said.count("error[") == 1
    assert "error[PC107]: `houses.py` is a Python program" in said
    assert "hint: run it: `python houses.py`" in said
    assert "does not exist" in pipec("compile", "house.py").err


def test_compiling_a_contract(pipec: Pipec) -> None:
    """It is told from a pipeline."""
    write("c.yaml", CONTRACT)
    run = pipec("compile", "c.yaml")

    assert run.code == 1
    assert "contract" in run.err


# --- explain --------------------------------------------------------------------------------


def test_explain_all_steps(pipec: Pipec) -> None:
    """Every input: what it is bound to, the score, the runners-up; on standard output."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    write("p.yaml", TRAINING)
    run = pipec("explain", "p.yaml")

    assert run.code == 0, run.err
    assert "training_data ← Prepare.training_data" in run.out
    assert "Load (DataLoad)" in run.out
    assert "Prepare.test_data" in run.out
    assert not Path("build").exists()


def test_explain_one_step(pipec: Pipec) -> None:
    """Only the step that is named."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    write("p.yaml", TRAINING)
    run = pipec("explain", "p.yaml", "Prepare")

    assert run.code == 0
    assert "raw_data ← Load.data" in run.out
    assert "Train" not in run.out.replace("Training", "")


def test_explain_an_unknown_step(pipec: Pipec) -> None:
    """A step that does not exist is wrong usage; the nearest is offered."""
    write("p.yaml", PIPELINE)
    run = pipec("explain", "p.yaml", "Laod")

    assert (run.code, run.out) == (2, "")
    assert "Laod" in run.err
    assert "`Load`" in run.err


def test_explain_in_spite_of_errors(pipec: Pipec) -> None:
    """What could be bound is shown even when the pipeline does not compile; exit code 1."""
    write("load.py", "pass\n")
    write("p.yaml", TRAINING)  # no project: bucket, region and role are missing
    run = pipec("explain", "p.yaml", "Train")

    assert run.code == 1
    assert "training_data ← Prepare.training_data" in run.out
    assert "bucket" in run.err


@pytest.mark.parametrize("step", ["Gate", "Stop"])
def test_explain_a_step_without_a_contract(step: str, pipec: Pipec) -> None:
    """A condition and a fail say that there is nothing to wire; of all steps they are left out."""
    gate = "  Gate: {if: 1 == 2, then: {Stop: {fail: stopped}}}\n"
    write("p.yaml", PIPELINE + gate)

    assert "has no inputs to wire" in pipec("explain", "p.yaml", step).out
    assert step not in pipec("explain", "p.yaml").out


def test_explain_an_ambiguous_input(pipec: Pipec) -> None:
    """It is not said to be optional or unknown: several fit."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    write(
        "p.yaml",
        TRAINING.replace("  Prepare", "  Other: {uses: DataLoad, code: load.py}\n  Prepare"),
    )
    run = pipec("explain", "p.yaml", "Prepare")

    assert run.code == 1
    assert "raw_data  NOT BOUND: several fit nearly equally well" in run.out
    assert 'to take it: inputs: {raw_data: "${steps.Load.data}"}' in run.out
    assert 'to take it: inputs: {raw_data: "${steps.Other.data}"}' in run.out


def test_explain_as_json(pipec: Pipec) -> None:
    """The same as the text says, for programs; the lines to write are whole."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    other = "uses: DataLoad, code: load.py, inputs: {source_data: s3://example-bucket/x}"
    write("p.yaml", TRAINING.replace("  Prepare", f"  Other: {{{other}}}\n  Prepare"))
    run = pipec("explain", "p.yaml", "--json")
    steps = {step["step"]: step for step in json.loads(run.out)["steps"]}

    assert run.code == 1
    assert "error[PC202]" in run.err
    assert list(steps) == ["Load", "Other", "Prepare", "Train"]
    assert steps["Other"]["inputs"] == [
        {"input": "source_data", "state": "written", "value": "s3://example-bucket/x"}
    ]
    [raw] = steps["Prepare"]["inputs"]
    assert (raw["input"], raw["state"], raw["source"]) == ("raw_data", "ambiguous", None)
    assert [other["write"] for other in raw["others"][:2]] == [
        'inputs: {raw_data: "${steps.Other.data}"}',
        'inputs: {raw_data: "${steps.Load.data}"}',
    ]
    ports = {port["input"]: port for port in steps["Train"]["inputs"]}
    training = ports["training_data"]["source"]
    assert (training["step"], training["output"]) == ("Prepare", "training_data")
    assert sum(part["value"] for part in training["parts"]) == pytest.approx(training["score"])
    empty = ports["hyperparameters_s3_uri"]
    assert empty["state"] == "empty"
    for other in empty["others"]:  # a line is for what may be meant, as in the text
        assert (other["write"] is None) == (other["score"] == 0)
    assert 0 in [other["score"] for other in empty["others"]]
    one = json.loads(pipec("explain", "p.yaml", "Prepare", "--json").out)
    assert one == {"steps": [steps["Prepare"]]}


def test_json_has_all_that_an_open_input_hesitates_between(pipec: Pipec) -> None:
    """A program may show what the table has no room for."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    load = "{uses: DataLoad, code: load.py, inputs: {source_data: s3://example-bucket/x}}"
    more = "".join(f"  Other{letter}: {load}\n" for letter in "ABCD")
    write("p.yaml", TRAINING.replace("  Prepare", f"{more}  Prepare"))

    steps = json.loads(pipec("explain", "p.yaml", "Prepare", "--json").out)["steps"]

    shown = {other["step"] for other in steps[0]["inputs"][0]["others"]}
    assert shown >= {"Load", "OtherA", "OtherB", "OtherC", "OtherD"}


def test_explain_a_named_step_that_gives_nothing_fitting(pipec: Pipec) -> None:
    """An optional input that names a step is not left empty silently."""
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    named = (
        "{uses: XGBoostTraining, inputs: {hyperparameters_s3_uri: '${steps.Load}'}, from: [Load]}"
    )
    write("p.yaml", TRAINING.replace("{uses: XGBoostTraining}", named))
    run = pipec("explain", "p.yaml", "Train")

    assert run.code == 1
    assert "hyperparameters_s3_uri  left empty" not in run.out


@pytest.mark.parametrize("path", ["load.yaml", "."])
def test_validate_of_a_contract_asks_for_no_vars(path: str, pipec: Pipec) -> None:
    """A contract is right without bucket, region and role, and may mention a pipeline's own."""
    write("load.py", "pass\n")
    text = (
        "contract: Load\nkind: Processing\ninputs: {a: {type: t}, n: {data_type: Integer}}\n"
        "outputs: {b: {type: t}}\noptions: {o: {type: string}}\n"
        "image: {framework: sklearn, version: 1.2-1}\ncode: load.py\n"
        "environment: {A: '${vars.mine}', B: '${parameters.Mine}', C: '${options.o}'}\n"
        "args: ['${inputs.a.path}', '${inputs.n}']\n"
    )
    write("load.yaml", text)
    run = pipec("validate", path)

    assert (run.code, run.out) == (0, "")


def test_a_contract_that_was_told_of_is_not_passed_over(pipec: Pipec) -> None:
    """It does not look like one, but lies where the project's contracts are."""
    write("pipec.yaml", "contracts: [own]\n")
    write("own/eval.yaml", "name: Eval\n")
    write("p.yaml", PIPELINE)
    run = pipec("validate", ".")
    assert "`name` is not a key of the contract" in run.out
    assert "passed over" not in run.err
