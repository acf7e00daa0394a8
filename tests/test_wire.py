"""`pipec wire`: inferred wires written down, and every other byte of the file as it was."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from cli_runs import ROOT, Pipec, runner, write

AWKWARD = """\
# A pipeline with everything awkward.
pipeline: Awkward
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:

  Prepare:   # first
    uses: TabularPreprocessing # the head
    # a comment behind the head
    code: prepare.py
    inputs: {raw_data: 's3://b-ucket/x'}   # kept


  Train: {uses: XGBoostTraining, hyperparameters: {num_round: 3}}  # flow
  Evaluate:
    uses: "ModelEvaluation"
    code: prepare.py
    inputs:
      # wires
      model: ${steps.Train}   # whole
  Gate:
    if: parameters.Deep == 'yes'
    then:
      Register:
        options: {model_package_group: g}

        uses: ModelRegistration
    else: {Create: {inputs: {}, uses: CreateModel}}
  Deploy:
      uses: CreateModel
      inputs:    # none yet
  Score: {uses: BatchTransform,
    inputs: {transform_data: "${steps.Prepare.test_data}"}, instance: ml.m5.large, from: [Deploy]}
parameters: {Deep: "no"}   # ü, 木
"""
PINNED = """\
# A pipeline with everything awkward.
pipeline: Awkward
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:

  Prepare:   # first
    uses: TabularPreprocessing # the head
    # a comment behind the head
    code: prepare.py
    inputs: {raw_data: 's3://b-ucket/x'}   # kept


  Train: {uses: XGBoostTraining, inputs: {training_data: "${steps.Prepare.training_data}", \
validation_data: "${steps.Prepare.validation_data}"}, hyperparameters: {num_round: 3}}  # flow
  Evaluate:
    uses: "ModelEvaluation"
    code: prepare.py
    inputs:
      # wires
      test_data: ${steps.Prepare.test_data}
      model: ${steps.Train.model_artifacts}   # whole
  Gate:
    if: parameters.Deep == 'yes'
    then:
      Register:
        options: {model_package_group: g}

        uses: ModelRegistration
        inputs:
          model_artifacts: ${steps.Train.model_artifacts}
          evaluation_report: ${steps.Evaluate.evaluation_report}
    else: {Create: {inputs: {model_artifacts: "${steps.Train.model_artifacts}"}, uses: CreateModel}}
  Deploy:
      uses: CreateModel
      inputs: {model_artifacts: "${steps.Train.model_artifacts}"}    # none yet
  Score: {uses: BatchTransform,
    inputs: {model_name: "${steps.Deploy.model_name}", \
transform_data: "${steps.Prepare.test_data}"}, instance: ml.m5.large, from: [Deploy]}
parameters: {Deep: "no"}   # ü, 木
"""
VARS = 'vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}\n'
PREPARE = "  Prepare: {uses: TabularPreprocessing, code: prepare.py}\n"


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in a folder with the one script."""
    (tmp_path / "prepare.py").write_text("print()\n", encoding="utf-8")
    return runner(tmp_path, monkeypatch, capsys)


def put(text: str) -> Path:
    """A pipeline with the line ends that `text` has."""
    path = Path("p.yaml")
    path.write_bytes(text.encode())
    return path


def wired(pipec: Pipec, text: str) -> str:
    """`text` after `pipec wire --write`, which leaves nothing to infer."""
    path = put(text)
    run = pipec("wire", "--write", "p.yaml")
    assert run.code == 0, run.err
    assert pipec("wire", "--check", "p.yaml").code == 0
    return path.read_bytes().decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_awkward_file(pipec: Pipec, end: str) -> None:
    """Comments, blank lines, quoting, braces, branches, an empty `inputs:`; all line ends."""
    put(AWKWARD)
    plain = pipec("compile", "--stdout", "p.yaml").out
    text = wired(pipec, AWKWARD.replace("\n", end))

    assert text == PINNED.replace("\n", end)
    assert pipec("compile", "--stdout", "p.yaml").out == plain
    assert wired(pipec, text) == text


def test_no_line_end_at_the_end(pipec: Pipec) -> None:
    """The last line gets one only where lines come behind it."""
    head = f"pipeline: p\n{VARS}steps:\n{PREPARE}"

    assert wired(pipec, f"{head}  Train:\n    uses: XGBoostTraining") == (
        f"{head}  Train:\n    uses: XGBoostTraining\n    inputs:\n"
        "      training_data: ${steps.Prepare.training_data}\n"
        "      validation_data: ${steps.Prepare.validation_data}"
    )


@pytest.mark.parametrize(
    ("empty", "filled"),
    [
        ("{uses: CreateModel, inputs}", "{uses: CreateModel, inputs: {MODEL}}"),
        ("{inputs, uses: CreateModel}", "{inputs: {MODEL}, uses: CreateModel}"),
        ("{? inputs, uses: CreateModel}", "{? inputs: {MODEL}, uses: CreateModel}"),
        ("{inputs: &none, uses: CreateModel}", "{inputs: &none {MODEL}, uses: CreateModel}"),
        ("\n    ? inputs # a: b\n    uses: X", "\n    ? inputs\n    : {MODEL} # a: b\n    uses: X"),
        ("\n    uses: X\n    ? inputs", "\n    uses: X\n    ? inputs\n    : {MODEL}"),
        (
            "\n    ? inputs # a: b\n    :\n    uses: X",
            "\n    ? inputs # a: b\n    : {MODEL}\n    uses: X",
        ),
    ],
)
def test_inputs_of_which_nothing_is_written(pipec: Pipec, empty: str, filled: str) -> None:
    """Not even the colon of the key, which comments hold too; what is there stays."""
    head = f"pipeline: p\n{VARS}steps:\n{PREPARE}"
    train = "  Train: {uses: XGBoostTraining, inputs: {training_data: s3://b-ucket/t}}\n"
    model = '{model_artifacts: "${steps.Train.model_artifacts}"}'
    step, pinned = (text.replace("uses: X", "uses: CreateModel") for text in (empty, filled))

    text = wired(pipec, f"{head}{train}  Create: {step}\n")
    assert text.endswith(f"  Create: {pinned.replace('{MODEL}', model)}\n")


@pytest.mark.parametrize(("gap", "kept"), [("", " "), (" ", " "), ("\n      ", "\n      ")])
def test_wires_in_front_of_what_is_in_braces(pipec: Pipec, gap: str, kept: str) -> None:
    """The space that is there parts them, and a line end has none in front of it."""
    given = 'training_data: "${steps.Prepare.training_data}"}}'
    head = f"pipeline: p\n{VARS}steps:\n{PREPARE}  Train: {{uses: XGBoostTraining, inputs: {{"

    assert wired(pipec, f"{head}{gap}{given}\n") == (
        f'{head}validation_data: "${{steps.Prepare.validation_data}}",{kept}{given}\n'
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_json_stays_json(pipec: Pipec, mark: str) -> None:
    """Keys are quoted where the file is JSON, which may begin with a byte order mark."""
    steps = {
        "Prepare": {"uses": "TabularPreprocessing", "code": "prepare.py"},
        "Train": {"uses": "XGBoostTraining", "inputs": {}},
        "Create": {"uses": "CreateModel"},
    }
    project = {
        "bucket": "b-ucket",
        "region": "us-east-1",
        "role": "arn:aws:iam::111122223333:role/R",
    }
    text = wired(pipec, mark + json.dumps({"pipeline": "p", "vars": project, "steps": steps}))

    assert text.startswith(mark)
    found = json.loads(text.removeprefix(mark))["steps"]
    assert found["Create"]["inputs"] == {"model_artifacts": "${steps.Train.model_artifacts}"}
    assert found["Train"]["inputs"]["training_data"] == "${steps.Prepare.training_data}"


def test_merged_and_shared_bodies(pipec: Pipec) -> None:
    """A merged step gets inputs of its own; an alias has no place of its own, and is said so."""
    text = (
        f"pipeline: p\n{VARS}steps:\n{PREPARE}"
        "  One: &one\n    uses: XGBoostTraining\n"
        "  Two: *one\n"
        "  Three:\n    <<: *one\n    hyperparameters: {num_round: 4}\n"
    )
    path = put(text)
    run = pipec("wire", "--write", "p.yaml")

    assert run.code == 1
    assert "`One` shares its text with another step: write its wires by hand" in run.err
    assert "`Two` shares its text" in run.err
    assert "wrote 2 wires into p.yaml" in run.err
    pinned = (
        "  Three:\n    inputs:\n"
        "      training_data: ${steps.Prepare.training_data}\n"
        "      validation_data: ${steps.Prepare.validation_data}\n    <<"
    )
    assert path.read_text(encoding="utf-8") == text.replace("  Three:\n    <<", pinned)


@pytest.mark.parametrize(
    ("more", "last"),
    [
        ("", "4 wires inferred"),
        (
            "  Three: {uses: XGBoostTraining, hyperparameters: {num_round: 3}}\n",
            "6 wires inferred; `pipec wire --write` writes down 2 wires",
        ),
    ],
)
def test_check_says_which_wires_cannot_be_written(pipec: Pipec, more: str, last: str) -> None:
    """No one is sent to a command that has just said that it cannot."""
    put(
        f"pipeline: p\n{VARS}steps:\n{PREPARE}"
        "  One: &one\n    uses: XGBoostTraining\n    hyperparameters: {num_round: 3}\n"
        f"  Two: *one\n{more}"
    )
    run = pipec("wire", "--check", "p.yaml")

    assert run.code == 1
    assert run.err == (
        "`One` shares its text with another step: write its wires by hand\n"
        "`Two` shares its text with another step: write its wires by hand\n"
        f"{last}\n"
    )


def test_without_write_it_shows_a_diff(pipec: Pipec) -> None:
    """The changed lines as a diff; the file stays."""
    path = put(AWKWARD)
    run = pipec("wire", "p.yaml")

    assert run.code == 0
    old, new = AWKWARD.splitlines(), PINNED.splitlines()
    changes = [line for line in run.out.splitlines()[2:] if line[0] in "+-"]
    assert [line[1:] for line in changes if line[0] == "+"] == [x for x in new if x not in old]
    assert [line[1:] for line in changes if line[0] == "-"] == [x for x in old if x not in new]
    assert path.read_text(encoding="utf-8") == AWKWARD


def test_check_for_ci(pipec: Pipec) -> None:
    """Each inferred wire on a line, and exit code 1; none, and 0."""
    put(
        f"pipeline: p\n{VARS}steps:\n{PREPARE}"
        "  Train: {uses: XGBoostTraining, hyperparameters: {num_round: 3}}\n"
    )
    run = pipec("wire", "--check", "p.yaml")

    assert run.code == 1
    assert run.out == (
        "Train.training_data ← Prepare.training_data  inferred, not written\n"
        "Train.validation_data ← Prepare.validation_data  inferred, not written\n"
    )
    assert run.err == "2 wires inferred; `pipec wire --write` writes them down\n"


def test_check_of_several_files(pipec: Pipec) -> None:
    """Each line begins with its file; to show or to write several is refused."""
    rounds = "hyperparameters: {num_round: 10}"
    body = f"{VARS}steps:\n{PREPARE}  Train: {{uses: XGBoostTraining, {rounds}}}\n"
    put(f"pipeline: p\n{body}")
    Path("q.yaml").write_text(f"pipeline: q\n{VARS}steps:\n{PREPARE}", encoding="utf-8")
    run = pipec("wire", "--check", "p.yaml", "q.yaml")

    assert run.code == 1
    assert run.out.splitlines() == [
        "p.yaml: Train.training_data ← Prepare.training_data  inferred, not written",
        "p.yaml: Train.validation_data ← Prepare.validation_data  inferred, not written",
    ]
    assert run.err == "p.yaml: 2 wires inferred; `pipec wire --write` writes them down\n"
    assert pipec("wire", "--check", "q.yaml").code == 0
    assert pipec("wire", "p.yaml", "q.yaml").code == 2
    missing = pipec("wire", "--check", "p.yaml", "r.yaml")
    assert (missing.code, missing.out) == (1, "")


OPEN = f"""\
pipeline: p
{VARS}steps:
  Load: {{uses: DataLoad, code: prepare.py}}
  Other: {{uses: DataLoad, code: prepare.py}}
{PREPARE}  Train:
    uses: XGBoostTraining
    hyperparameters: {{num_round: "${{parameters.Rounds}}"}}
  Monitor:
    uses: ModelQualityCheck   # it needs predictions, which nobody gives
  Evaluate: {{uses: ModelEvaluation, code: none.py}}
"""
"""Each kind of error that leaves the wires as they are."""
OPEN_PINNED = OPEN.replace(
    "uses: XGBoostTraining\n",
    "uses: XGBoostTraining\n    inputs:\n"
    "      training_data: ${steps.Prepare.training_data}\n"
    "      validation_data: ${steps.Prepare.validation_data}\n",
).replace(
    "ModelEvaluation,",
    'ModelEvaluation, inputs: {model: "${steps.Train.model_artifacts}", '
    'test_data: "${steps.Prepare.test_data}"},',
)
AFTER_A = "{uses: CreateModel, depends_on: [A]}"
OPEN_ERRORS = ["PC116", "PC201", "PC202", "PC210", "PC406"]


def errors(text: str) -> set[str]:
    """The codes of the errors in a report."""
    return set(re.findall(r"error\[(PC[0-9]+)\]", text))


def test_what_is_certain_is_written_beside_errors(pipec: Pipec) -> None:
    """Errors stay errors, on the lines that the file now has; nothing else of it changes."""
    path = put(OPEN)
    run = pipec("wire", "--write", "p.yaml")

    assert run.code == 1
    assert path.read_text("utf-8") == OPEN_PINNED
    assert run.err.endswith("wrote 4 wires into p.yaml\n")
    assert sorted(errors(run.err)) == OPEN_ERRORS
    line = 1 + OPEN_PINNED.splitlines().index("  Monitor:")
    assert f" --> p.yaml:{line}:3\n" in run.err
    assert pipec("compile", "p.yaml").err == run.err.removesuffix("wrote 4 wires into p.yaml\n")
    again = pipec("wire", "--write", "p.yaml")
    assert again.code == 1
    assert again.err.endswith("every wire that is certain is written\n")
    assert path.read_text("utf-8") == OPEN_PINNED


def test_fix_writes_the_same_wires(pipec: Pipec) -> None:
    """Behind the mending, beside errors too; with `--diff` it is said that they would be."""
    wrong, path = OPEN.replace("XGBoostTraining", "XGBostTraining"), Path("p.yaml")
    put(wrong)
    run = pipec("fix", "--wires", "--diff", "p.yaml")
    assert run.code == 1
    assert "p.yaml: 4 wires would be written down\n" in run.err
    assert "+      training_data: ${steps.Prepare.training_data}" in run.out
    assert path.read_text("utf-8") == wrong

    run = pipec("fix", "--wires", "p.yaml")
    assert run.code == 1
    assert run.err.startswith("p.yaml: 4 wires written down\n")
    assert "nothing that `pipec fix` can mend" not in run.err
    assert sorted(errors(run.err)) == OPEN_ERRORS
    assert path.read_text("utf-8") == OPEN_PINNED


def test_fix_writes_no_wires_where_the_order_is_not_clear(pipec: Pipec) -> None:
    """It says so."""
    text = f"pipeline: p\n{VARS}steps:\n{PREPARE}  Train: {{uses: XGBoostTraining}}\n"
    text += "  More: {fail: no, depends_on: [Train, {step: Train, when: failed}]}\n"
    path = put(text)
    run = pipec("fix", "--wires", "p.yaml")
    assert run.code == 1
    assert run.err.startswith("p.yaml: no wires are written: wires depend on what")
    assert path.read_text("utf-8") == text


def test_the_diff_and_the_check_beside_errors(pipec: Pipec) -> None:
    """The same lines as a diff, the errors where the file has them; a check says only these."""
    path = put(OPEN)
    run = pipec("wire", "p.yaml")
    check = pipec("wire", "--check", "p.yaml")

    assert run.code == 1
    added = [line[1:] for line in run.out.splitlines()[2:] if line[0] == "+"]
    assert added == [x for x in OPEN_PINNED.splitlines() if x not in OPEN.splitlines()]
    assert f" --> p.yaml:{1 + OPEN.splitlines().index('  Monitor:')}:3\n" in run.err
    assert (check.code, check.out, check.err) == (1, "", run.err)
    assert path.read_text("utf-8") == OPEN


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("{kind: Lambda, function: '${vars.f}', depends_on: [Trian]}", "PC211"),
        ("{kind: Lambda, function: 'a${steps.Train'}", "PC010"),
        ("{kind: Lambda, function: '${stps.Train.model_artifacts}'}", "PC011"),
        ("{kind: Lambda, function: '${steps.Train.model}'}", "PC212"),
        ("{if: steps.Train = 1, then: {Stop: {fail: no}}}", "PC012"),
        ("{if: 1 == 2, then: {A: {uses: CreateModel}}, else: {B: " + AFTER_A + "}}", "PC217"),
        ("{kind: Lambda, function: '${vars.f}', depends_on: [More]}", "PC301"),
        ("{fail: no, depends_on: [Train, {step: Train, when: failed}]}", "PC302"),
    ],
)
def test_nothing_is_written_where_the_order_is_not_clear(
    pipec: Pipec, step: str, code: str
) -> None:
    """Mended, such an error may change the wires; the message says so, and that it is the one."""
    text = f"pipeline: p\n{VARS}steps:\n{PREPARE}  Train: {{uses: XGBoostTraining}}\n"
    path = put(f"{text}  More: {step}\n")
    why = f"wires depend on what the steps say of each other, and that is not clear ({code})"
    run = pipec("wire", "p.yaml")

    assert (run.code, run.out) == (1, "")
    assert run.err.endswith(f"no wires to show: {why}; mend it first\n")
    run = pipec("wire", "--write", "p.yaml")
    assert code in errors(run.err)
    assert run.code == 1
    assert run.err.endswith(f"nothing was written: {why}; mend it first\n")
    assert path.read_text("utf-8") == f"{text}  More: {step}\n"


def test_no_open_input_is_settled_by_writing(pipec: Pipec) -> None:
    """That `Compress` works on the model shows in a written wire as well.

    Else `Audit` would get `Train.model_artifacts`, and nobody would be asked.
    """
    write("pipec.yaml", "contracts: [contracts]\n")
    write("contracts/prepare.py", "pass\n")
    write(
        "contracts/compress.yaml",
        "contract: Compress\nkind: Processing\n"
        "inputs: {trained: {type: model_artifacts, compatible_sources: [XGBoostTraining]}}\n"
        "outputs: {small: {type: model_artifacts, path: /opt/ml/processing/small}}\n"
        "image: {framework: sklearn, version: 1.2-1}\ninstance: ml.m5.large\ncode: prepare.py\n",
    )
    write(
        "contracts/audit.yaml",
        "contract: Audit\nkind: Processing\n"
        "inputs: {model: {type: model_artifacts}}\n"
        "image: {framework: sklearn, version: 1.2-1}\ninstance: ml.m5.large\ncode: prepare.py\n",
    )
    text = (
        f"pipeline: p\n{VARS}steps:\n{PREPARE}  Train: {{uses: XGBoostTraining}}\n"
        "  Compress: {uses: Compress}\n"
        "  Audit: {uses: Audit}\n"
    )
    path = put(text)
    run = pipec("wire", "--write", "p.yaml")

    assert run.code == 1
    assert run.err.endswith("wrote 3 wires into p.yaml\n")
    assert '{trained: "${steps.Train.model_artifacts}"}' in path.read_text("utf-8")
    assert errors(run.err) == errors(pipec("compile", "p.yaml").err) == {"PC202"}


def test_no_wire_is_written_that_what_is_open_would_change(pipec: Pipec) -> None:
    """Nobody takes the merged model as long as the tuned answers are not settled."""
    job = "image: {framework: sklearn, version: 1.2-1}\ninstance: ml.m5.large\ncode: prepare.py\n"
    write("pipec.yaml", "contracts: [contracts]\n")
    write("contracts/prepare.py", "pass\n")
    for name, needs, gives, kind in (
        ("Fetch", "", "model", "model_artifacts"),
        ("Tune", "base_model", "adapter", "model_artifacts"),
        ("Merge", "base_model adapter", "model", "model_artifacts"),
        ("Answer", "model", "answers", "processing_output"),
    ):
        ports = ", ".join(f"{port}: {{type: model_artifacts}}" for port in needs.split())
        write(
            f"contracts/{name.lower()}.yaml",
            f"contract: {name}\nkind: Processing\ninputs: {{{ports}}}\n"
            f"outputs: {{{gives}: {{type: {kind}}}}}\n{job}",
        )
    path = put(
        f"pipeline: p\n{VARS}steps:\n  base: {{uses: Fetch}}\n  judge_model: {{uses: Fetch}}\n"
        "  lora: {uses: Tune}\n  merge: {uses: Merge}\n  answers_base: {uses: Answer}\n"
        "  answers_tuned: {uses: Answer}\n"
    )
    run = pipec("wire", "--write", "p.yaml")

    assert errors(run.err) == {"PC202"}
    assert "left out: the wires of `answers_base`," in run.err
    written = path.read_text("utf-8")
    assert "  answers_base: {uses: Answer}\n" in written
    assert 'lora: {uses: Tune, inputs: {base_model: "${steps.base.model}"}}' in written


def test_a_warning_that_goes_away_is_told_once_more(pipec: Pipec) -> None:
    """A wire that goes past a step is no longer in doubt once it is written."""
    put((ROOT / "tests/cases/ok/PC204-passed-over/pipeline.yaml").read_text("utf-8"))
    run = pipec("wire", "--write", "p.yaml")

    assert run.code == 0
    assert "warning[PC204]" in run.err
    assert pipec("compile", "p.yaml").err.startswith("wrote build/")


def test_nothing_is_written_of_what_is_no_pipeline(pipec: Pipec) -> None:
    """Its diagnostics are shown, the exit code is 1 and the file stays; wrong options are usage."""
    text = f"pipeline: p\n{VARS}steps:\n{PREPARE}  Train: {{use: XGBoostTraining}}\n"
    path = put(text)
    run = pipec("wire", "--write", "p.yaml")

    assert run.code == 1
    assert "p.yaml:5:" in run.err
    why = "nothing was written: the errors must be mended before the steps can be wired\n"
    assert run.err.endswith(why)
    assert path.read_text(encoding="utf-8") == text
    assert pipec("wire", "--write", "none.yaml").code == 1
    assert pipec("wire", "--write", "--check", "p.yaml").code == 2
    assert pipec("wire", "--write", "-").code == 2
    write("empty.yaml", "")
    assert pipec("wire", "empty.yaml").code == 1


def test_a_link_stays_a_link_and_permissions_stay(pipec: Pipec) -> None:
    """What the link leads to is written, by those who could read it before."""
    path = put((ROOT / "tests/cases/ok/PC204-passed-over/pipeline.yaml").read_text("utf-8"))
    path.chmod(0o600)
    link = path.with_name("link.yaml")
    link.symlink_to(path.name)
    run = pipec("wire", "--write", "link.yaml")

    assert run.code == 0
    assert link.is_symlink()
    assert "${steps.Evaluate.evaluation_report}" in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_read_only_stays(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder would let it be replaced, but who made it so would not want that."""
    text = f"pipeline: p\n{VARS}steps:\n{PREPARE}  Train: {{uses: XGBoostTraining}}\n"
    path = put(text)
    path.chmod(0o444)
    # Whoever runs the tests: root may write everything.
    monkeypatch.setattr(os, "access", lambda path, _: bool(Path(path).stat().st_mode & 0o200))
    run = pipec("wire", "--write", "p.yaml")
    assert run.code == 3
    assert run.err.endswith("pipec: cannot write `p.yaml`: it is read-only\n")
    assert path.read_text("utf-8") == text
    path.chmod(0o644)
    assert pipec("wire", "--write", "p.yaml").code == 0


def test_inputs_that_two_steps_share_are_left_alone(pipec: Pipec) -> None:
    """A wire that is written there would be both steps'."""
    text = (
        f"pipeline: p\n{VARS}steps:\n{PREPARE}"
        "  One:\n    uses: XGBoostTraining\n    inputs: &shared\n"
        "      hyperparameters_s3_uri: null\n"
        "  Two:\n    uses: XGBoostTraining\n    inputs: *shared\n"
    )
    path = put(text)
    write("contracts/prepare.py", "pass\n")
    run = pipec("wire", "--write", "p.yaml")

    assert run.code == 1
    assert "`One` shares its text with another step" in run.err
    assert "`Two` shares its text with another step" in run.err
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("step", "pinned"),
    [
        ("{uses: *used }", "{inputs: {INPUTS}, uses: *used }"),
        ("\n    uses: *used", "\n    inputs:\n      BLOCK\n    uses: *used"),
    ],
)
def test_a_step_that_begins_with_an_alias(pipec: Pipec, step: str, pinned: str) -> None:
    """Its inputs go in front of it, and not to where the anchor stands."""
    head = f"pipeline: p\nx-used: &used CreateModel\n{VARS}steps:\n{PREPARE}"
    train = "  Train: {uses: XGBoostTraining, inputs: {training_data: s3://b-ucket/t}}\n"
    wire = "${steps.Train.model_artifacts}"
    pinned = pinned.replace("INPUTS", f'model_artifacts: "{wire}"')

    text = wired(pipec, f"{head}{train}  Create: {step}\n")
    assert text.endswith(f"  Create: {pinned.replace('BLOCK', f'model_artifacts: {wire}')}\n")


SHARED = "{uses: XGBoostTraining, hyperparameters: *h, inputs: {training_data: *in}}"
SHARES = "shares its text with another step"


@pytest.mark.parametrize(
    ("steps", "wires", "left"),
    [
        (
            f"  One: {SHARED}\n  Two: {SHARED}\n",
            6,
            "".join(f"`{step}` {SHARES}: write its wires by hand\n" for step in ("One", "Two")),
        ),
        (
            "  One: {uses: XGBoostTraining, hyperparameters: *h, inputs: &no {}, tags: *no}\n",
            4,
            "left out: the wires of `One`, whose text is used elsewhere, too: write them by hand\n",
        ),
    ],
)
def test_what_cannot_be_written_is_left_out_alone(
    pipec: Pipec, steps: str, wires: int, left: str
) -> None:
    """All other wires are written, and `--check` promises no more than that."""
    anchors = "x-in: &in ${steps.Prepare}\nx-rounds: &h {num_round: 3}\n"
    text = f"pipeline: p\n{anchors}{VARS}steps:\n{PREPARE}{steps}"
    path = put(f"{text}  Last: {{uses: XGBoostTraining, hyperparameters: *h}}\n")
    check = pipec("wire", "--check", "p.yaml")
    run = pipec("wire", "--write", "p.yaml")

    assert (run.code, run.err) == (1, f"{left}wrote 2 wires into p.yaml\n")
    ways = f"{wires} wires inferred; `pipec wire --write` writes down 2 wires\n"
    assert (check.code, check.err) == (1, left + ways)
    written = path.read_text("utf-8")
    assert written.startswith(text)
    assert "Last: {uses: XGBoostTraining, inputs: {training_data: " in written
