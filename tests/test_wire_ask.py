"""`pipec wire --ask`: open inputs asked of a person, and what they say written down."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_runs import Pipec, Run, runner, write
from pipec.cli.commands import shared, wiring

HEAD = """\
pipeline: Two
vars: {bucket: b-ucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  PrepA: {uses: TabularPreprocessing, code: p.py, inputs: {raw_data: s3://b-ucket/a}}  # ü
  PrepB: {uses: TabularPreprocessing, code: p.py, inputs: {raw_data: s3://b-ucket/b}}
"""
ROUNDS = "hyperparameters: {num_round: 3}"
TRAIN = f"  Train: {{uses: XGBoostTraining, {ROUNDS}}}\n"
OTHER = f"  Other:\n    uses: XGBoostTraining  # the other one\n    {ROUNDS}\n"
REGISTER = "  Register: {uses: ModelRegistration, options: {model_package_group: g}}\n"


SCORE = """\
contract: Score
kind: Processing
image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/tables:1
instance: ml.m5.large
inputs: {rows: {type: processing_output}}
outputs: {predictions: {type: processing_output}}
"""


class Keys(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        """A terminal."""
        return True


Ask = Callable[..., Run]


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Runs pipec in a folder with the script that the steps run."""
    found = runner(tmp_path, monkeypatch, capsys)
    write("p.py", "print()\n")
    return found


@pytest.fixture
def ask(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs `pipec wire --ask` on a text; somebody types some lines at a terminal."""

    def run(text: str, *lines: str, options: tuple[str, ...] = ()) -> Run:
        write("pipeline.yaml", text)
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setattr(sys, "stdin", Keys("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        return pipec("wire", "pipeline.yaml", "--ask", *options)

    return run


def text() -> str:
    """The pipeline's file as it is now."""
    return Path("pipeline.yaml").read_text("utf-8")


def test_the_answers_are_written_and_tell_the_rest(ask: Ask) -> None:
    """Each training's optional validation data come from where its training data do."""
    run = ask(HEAD + TRAIN + OTHER, "2", "1", "")
    assert run.code == 0
    assert (
        "settled by your answers:\n"
        "  1  Train.validation_data takes PrepA.validation_data\n"
        "  2  Other.validation_data takes PrepB.validation_data\n"
    ) in run.err
    assert text() == HEAD + (
        '  Train: {uses: XGBoostTraining, inputs: {training_data: "${steps.PrepA.training_data}"}, '
        f"{ROUNDS}}}\n"
        "  Other:\n    uses: XGBoostTraining  # the other one\n"
        f"    inputs:\n      training_data: ${{steps.PrepB.training_data}}\n    {ROUNDS}\n"
    )
    assert run.err.endswith("wrote 2 wires into pipeline.yaml\n")
    assert run.out == ""


def test_a_question_shows_what_the_contract_says_and_the_scores(ask: Ask) -> None:
    """The best first, each with its parts."""
    run = ask(HEAD + TRAIN, "q")
    assert (
        "# The rows to learn from.\n"
        "`training_data` of `Train` may take\n"
        "  1  PrepB.training_data  1.00\n"
        "       type processing_output fits training_data +0.17, "
    ) in run.err
    assert "  0  nothing" not in run.err  # it is required


def test_with_write_the_inferred_wires_follow(ask: Ask) -> None:
    """As `--write` alone does where nothing is open."""
    run = ask(HEAD + TRAIN + OTHER, "2", "1", "", options=("--write",))
    assert run.code == 0
    assert text().count("validation_data: ") == 2
    assert "validation_data: ${steps.PrepB.validation_data}\n" in text()


def test_a_required_input_for_which_all_score_too_little_is_asked(ask: Ask) -> None:
    """A person knows what no name tells; the hint of its error shows the lines to write, too."""
    write(
        "contracts/look.yaml",
        "contract: Look\nkind: Processing\ninstance: ml.m5.large\n"
        "image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/look:1\n"
        "inputs: {weather: {type: processing_output}}\n",
    )
    write("pipec.yaml", "contracts: [contracts/]\n")
    run = ask(HEAD + "  Look: {uses: Look}\n", "2")
    assert run.code == 0
    assert "  1  PrepB.test_data  0.07\n" in run.err
    assert 'Look: {uses: Look, inputs: {weather: "${steps.PrepB.training_data}"}}' in text()


def test_what_answers_settle_may_be_meant_otherwise(ask: Ask) -> None:
    """It is asked then as what is open; the rest is shown once more."""
    run = ask(HEAD + TRAIN + OTHER, "2", "1", "3", "2", "0", "")
    assert run.code == 0
    assert "`3` is none of these\n" in run.err
    assert "Enter to leave it as it is" in run.err
    assert run.err.count("  1  Train.validation_data takes PrepA.validation_data\n") == 2
    assert text().count("validation_data: ") == 1
    assert "      validation_data: null\n" in text()


def test_an_output_may_be_named(ask: Ask) -> None:
    """Also one that is not shown; what is none of the input's is not taken."""
    run = ask(HEAD + TRAIN, "PrepC.data", "PrepA.training_data", "q")
    assert "`PrepC.data` is none of these\n" in run.err
    assert 'training_data: "${steps.PrepA.training_data}"' in text()


def test_an_optional_input_may_stay_empty(ask: Ask) -> None:
    """Which is written down as `null`, so that it is open no more."""
    run = ask(HEAD + TRAIN, "1", "0")
    assert run.code == 0
    assert "  0  nothing: it is optional\n" in run.err
    assert "validation_data: null" in text()
    assert "training_data: ${steps" not in text()  # in braces it is quoted


def test_what_is_left_open_is_an_error_still(ask: Ask) -> None:
    """The file is as it was."""
    run = ask(HEAD + TRAIN + REGISTER, "", "")
    assert run.code == 1
    assert "error[PC202]" in run.err
    assert text() == HEAD + TRAIN + REGISTER


def test_stopping_keeps_the_answers(ask: Ask) -> None:
    """`q` asks no more; what was said is written."""
    run = ask(HEAD + TRAIN + OTHER, "1", "q")
    assert run.code == 1
    assert text().count("training_data: ") == 1
    assert "wrote 1 wire into pipeline.yaml\n" in run.err


def test_breaking_off_changes_nothing(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-D is a no, and Ctrl-C ends the command as it ends any other."""
    run = ask(HEAD + TRAIN + OTHER, "1")
    assert (run.code, text()) == (1, HEAD + TRAIN + OTHER)
    assert run.err.endswith("\nnothing was changed\n")

    def at_once(_: Keys) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Keys, "readline", at_once)
    run = ask(HEAD + TRAIN + OTHER, "1")
    assert (run.code, text()) == (130, HEAD + TRAIN + OTHER)
    assert run.err.endswith("\nnothing was changed\n")


def test_nothing_is_asked_where_nothing_can_be_written(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers would be lost."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    run = ask(HEAD + TRAIN, "1", "q")
    assert (run.code, run.err) == (3, "pipec: cannot write `pipeline.yaml`: it is read-only\n")


def test_a_file_that_changes_meanwhile_is_left_alone(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody saves in an editor while being asked is not lost."""

    def saving(prompt: str) -> str | None:
        write("pipeline.yaml", HEAD)
        return shared.typed(prompt)

    monkeypatch.setattr(wiring, "typed", saving)
    run = ask(HEAD + TRAIN, "1", "q")
    assert (run.code, text()) == (1, HEAD)
    assert run.err.endswith("pipeline.yaml has changed meanwhile; nothing was written\n")


def test_a_file_that_is_gone_meanwhile_stays_so(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that has changed."""

    def removing(prompt: str) -> str | None:
        Path("pipeline.yaml").unlink(missing_ok=True)
        return shared.typed(prompt)

    monkeypatch.setattr(wiring, "typed", removing)
    run = ask(HEAD + TRAIN, "1", "q")
    assert (run.code, Path("pipeline.yaml").exists()) == (1, False)
    assert run.err.endswith("pipeline.yaml has changed meanwhile; nothing was written\n")


def test_answers_that_make_the_steps_unclear_end_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No wire is inferred from what the steps then say of each other."""
    monkeypatch.setattr(wiring, "asked", lambda *_: {"Train": {"training_data": "PrepC.data"}})
    run = ask(HEAD + TRAIN + OTHER, options=("--write",))
    assert run.code == 1
    assert "wrote 1 wire into pipeline.yaml\n" in run.err
    assert "no more was written: wires depend on what the steps say of each other" in run.err


def test_what_cannot_be_is_not_taken(ask: Ask) -> None:
    """`Train` cannot take what is made of its own model."""
    score = (
        "  Score:\n    uses: BatchTransform\n    instance: ml.m5.large\n"
        '    inputs: {model_name: "${steps.Create.model_name}", transform_data: s3://b-ucket/x}\n'
        '  Create: {uses: CreateModel, inputs: {model_artifacts: "${steps.Train}"}}\n'
    )
    run = ask(HEAD + TRAIN + score, "Score.transform_output", "1", "q")
    assert "`Score.transform_output` is none of these\n" in run.err
    assert 'training_data: "${steps.PrepB.training_data}"' in text()


def test_where_nothing_is_open_nothing_is_asked(ask: Ask) -> None:
    """And nothing written."""
    whole = HEAD.replace("  PrepB", "  # PrepB") + TRAIN
    run = ask(whole)
    assert (run.code, run.err, text()) == (0, "nothing was written\n", whole)


TWINS = f"  Train: &t\n    uses: XGBoostTraining\n    {ROUNDS}\n  Again: *t\n"
MERGED = (
    f"  Train: {{uses: XGBoostTraining, {ROUNDS}, inputs: *none}}\n"
    f"  Again: {{uses: XGBoostTraining, {ROUNDS}, inputs: {{<<: *none}}}}\n"
)


@pytest.mark.parametrize("whole", [HEAD + TWINS, f"x-none: &none {{}}\n{HEAD}{MERGED}"])
def test_a_step_with_shared_text_is_told(whole: str, ask: Ask) -> None:
    """What is answered for one step is never written for another one."""
    run = ask(whole, "1", "", "q")
    assert (run.code, text()) == (1, whole)
    assert "`Train` shares its text with another step: write its wires by hand" in run.err
    assert "nothing was written\n" in run.err


def test_a_value_of_two_steps_is_told(ask: Ask) -> None:
    """An alias for one value: the other step has not been asked."""
    write("pipec.yaml", "contracts: [score.yaml]\n")
    write("score.yaml", SCORE)
    steps = "".join(f"  {name}: {{uses: Score, inputs: {{rows: *rows}}}}\n" for name in ("A", "B"))
    whole = f'x-rows: &rows "${{steps.PrepA}}"\n{HEAD}{steps}'
    run = ask(whole, "1", "", "q")
    assert (run.code, text()) == (1, whole)
    assert "`A` shares its text with another step" in run.err


def test_it_needs_a_terminal(pipec: Pipec) -> None:
    """In CI nobody answers."""
    write("pipeline.yaml", HEAD + TRAIN)
    run = pipec("wire", "pipeline.yaml", "--ask")
    assert run.code == 2
    assert "there is no terminal to ask on" in run.err
    assert "`pipec explain pipeline.yaml` shows the lines" in run.err


@pytest.mark.parametrize("options", [("--check",), ("-",)])
def test_it_goes_with_one_file_that_can_be_written(pipec: Pipec, options: tuple[str]) -> None:
    """Not with `--check`, nor with standard input."""
    file = () if options == ("-",) else ("pipeline.yaml",)
    run = pipec("wire", *file, "--ask", *options)
    assert run.code == 2
    assert "--ask" in run.err
