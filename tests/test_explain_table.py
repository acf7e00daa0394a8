"""`pipec explain` on a terminal: a table for each step; in a pipe the text stays as it is."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from cli_runs import PROJECT, ROOT, TRAINING, Pipec, runner, write

ABALONE = "pipelines/abalone/pipeline.yaml"
OPEN = TRAINING.replace(
    "  Prepare",
    "  AnotherSourceOfTheSameData: {uses: DataLoad, code: load.py}\n"
    "  Check: {uses: ModelQualityCheck}\n  Prepare",
)
"""An input that two outputs fit, and one that none does."""


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in a folder with a project, where `--table` has 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    write("load.py", "pass\n")
    return run


def on_terminal(columns: int, *arguments: str, folder: Path = ROOT, **environment: str) -> str:
    """What pipec shows on a terminal so wide."""
    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "pipec.cli", *arguments],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / ".editable"),
            "TERM": "xterm-256color",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.DEVNULL,
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(screen, 65536):
            shown += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(screen)
    process.wait()
    return shown.decode().replace("\r\n", "\n")


def unstyled(text: str) -> str:
    """What is read of it."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_a_terminal_shows_a_table() -> None:
    """The columns and cells of one step; reasons are wrapped within their column."""
    shown = unstyled(on_terminal(80, "explain", ABALONE, "TrainAbaloneModel"))

    assert [line.rstrip() for line in shown.splitlines()[:7]] == [
        "TrainAbaloneModel (XGBoostTraining)",
        "input                   output taken           score  why",
        "─" * 80,
        "training_data           PreprocessAbaloneData  1.00   +0.17 type",
        "                        .training_data                      processing_output",
        "                                                            fits training_data",
        "                                                      +0.35 TabularPreprocessing",
    ]


@pytest.mark.parametrize("columns", [60, 80, 120, 160])
@pytest.mark.parametrize("name", ["abalone", "batch-scoring", "xgboost-pipeline"])
def test_the_examples_fit_the_terminal(columns: int, name: str) -> None:
    """No line is longer than the terminal is wide, and no name is cut where there is room."""
    file = f"pipelines/{name}/pipeline.yaml"
    shown = unstyled(on_terminal(columns, "explain", file))

    assert "output taken" in shown
    assert max(map(len, shown.splitlines())) <= columns
    if name == "xgboost-pipeline" and columns >= 120:
        assert "PrepareHyperparameters.hyperparameters  0.91 " in shown
        assert "not Train.model_artifacts  0.85   0.05 behind" in shown


def test_colour_only_where_it_is_wanted() -> None:
    """`NO_COLOR` leaves what is bold, and no colour."""
    colours = ("\x1b[32m", "\x1b[36m", "\x1b[31m")
    shown = on_terminal(80, "explain", ABALONE)
    plain = on_terminal(80, "explain", ABALONE, NO_COLOR="1")

    assert colours[0] in shown
    assert not any(colour in plain for colour in colours)


def test_a_narrow_terminal_shows_the_text(pipec: Pipec) -> None:
    """In 40 columns a table would be all line breaks."""
    write("p.yaml", TRAINING)
    text = pipec("explain", "p.yaml")

    assert on_terminal(40, "explain", "p.yaml", folder=Path.cwd()) == text.out
    assert on_terminal(1, "explain", "p.yaml", folder=Path.cwd()) == text.out


def test_open_inputs_and_the_lines_that_settle_them(pipec: Pipec) -> None:
    """Below the table, each line whole, however wide: what to write, and for which output."""
    write("p.yaml", OPEN)
    run = pipec("explain", "p.yaml", "--table")
    lines = run.out.splitlines()

    assert run.code == 1
    assert "error[PC202]" in run.err
    at = lines.index("`raw_data` is not bound. One line in `Prepare` says what is meant:")
    assert [line.rstrip() for line in lines[at - 2 : at]] == [
        "raw_data  NOT BOUND            several fit nearly equally well",
        "",
    ]
    parts = (
        "type processing_output +0.17, DataLoad is a listed source +0.35, alias `raw_data` +0.28, "
        "keyword `raw` +0.05"
    )
    assert lines[at + 1 : at + 10] == [
        "  AnotherSourceOfTheSameData.data  0.85: not clearly better than the others",
        f"    {parts}",
        '    inputs: {raw_data: "${steps.AnotherSourceOfTheSameData.data}"}',
        "    from: [AnotherSourceOfTheSameData]",
        "  Load.data  0.85: not clearly better than the others",
        f"    {parts}",
        '    inputs: {raw_data: "${steps.Load.data}"}',
        "    from: [Load]",
        "",
    ]
    check = pipec("explain", "p.yaml", "Check", "--table").out
    assert "it is required, and no output is certain" in check
    assert "the score is below 0.40" in check


@pytest.mark.parametrize("key", ["inputs", "from"])
def test_each_line_settles_the_input(key: str, pipec: Pipec) -> None:
    """Written as they are shown, the pipeline compiles."""
    text = OPEN.replace("  Check: {uses: ModelQualityCheck}\n", "")
    write("p.yaml", text)
    shown = pipec("explain", "p.yaml", "Prepare", "--table").out
    lines = [line.strip() for line in shown.splitlines() if line.startswith(f"    {key}:")]

    assert len(lines) == 2
    for line in lines:
        write("p.yaml", text.replace("TabularPreprocessing,", f"TabularPreprocessing, {line},"))
        assert pipec("compile", "p.yaml").code == 0


@pytest.mark.parametrize(
    ("inputs", "key", "under"),
    [
        ("{more: null, LINE}", "raw_data", "inputs"),
        ("{raw_data: {path: /opt/ml/processing/x, LINE}}", "value", "inputs.raw_data"),
    ],
)
def test_the_lines_of_a_step_that_has_inputs(
    pipec: Pipec, inputs: str, key: str, under: str
) -> None:
    """A second `inputs:` would be an error; the text and the JSON say the same as the table."""
    write("pipec.yaml", f"{PROJECT}contracts: [contracts]\n")
    write(
        "contracts/prep.yaml",
        "contract: Prep\nkind: Processing\ncode: load.py\ninstance: ml.m5.large\n"
        "image: {framework: sklearn, version: 1.2-1}\n"
        "inputs:\n  raw_data: {type: processing_output}\n"
        "  more: {type: processing_output, required: false}\n",
    )
    write("contracts/load.py", "pass\n")
    load = "{uses: DataLoad, code: load.py}"
    text = f"pipeline: p\nsteps:\n  A: {load}\n  B: {load}\n"
    text += f"  Prep: {{uses: Prep, inputs: {inputs}}}\n"
    write("p.yaml", text.replace(", LINE", ""))
    shown = pipec("explain", "p.yaml", "Prep").out
    table = pipec("explain", "p.yaml", "Prep", "--table").out
    steps = json.loads(pipec("explain", "p.yaml", "Prep", "--json").out)["steps"]
    others = steps[0]["inputs"][0]["others"]

    assert {other["step"] for other in others} == {"A", "B"}
    place = "`raw_data:` of its `inputs:`" if key == "value" else "its `inputs:`"
    for other in others:
        line = f'{key}: "${{steps.{other["step"]}.data}}"'
        assert f"    {line} under {place}\n" in table
        assert f"to take it: {line} under {place}\n" in shown
        assert (other["write"], other["under"]) == (line, under)
        write("p.yaml", text.replace("LINE", line))
        assert pipec("compile", "p.yaml").code == 0


def test_no_from_where_it_settles_nothing(pipec: Pipec) -> None:
    """Beside a list that is written, or for two inputs that want the same, only the wire does."""
    both = "from: [AnotherSourceOfTheSameData, Load]"
    write("p.yaml", OPEN.replace("TabularPreprocessing,", f"TabularPreprocessing, {both},"))
    listed = pipec("explain", "p.yaml", "Prepare", "--table").out
    port = "{type: model_artifacts, compatible_sources: [XGBoostTraining]}"
    write("pipec.yaml", f"{PROJECT}contracts: [contracts]\n")
    write(
        "contracts/compare.yaml",
        f"contract: Compare\nkind: Processing\ninputs: {{one: {port}, two: {port}}}\n"
        "image: {framework: sklearn, version: 1.2-1}\ninstance: ml.m5.large\ncode: load.py\n",
    )
    write("p.yaml", f"{TRAINING}  Twin: {{uses: XGBoostTraining}}\n  Compare: {{uses: Compare}}\n")
    compared = pipec("explain", "p.yaml", "Compare", "--table").out

    assert "    inputs: {raw_data" in listed
    assert '    two: "${steps.Twin.model_artifacts}" under `inputs:`\n' in compared
    assert "    from:" not in listed + compared


def test_steps_without_inputs(pipec: Pipec) -> None:
    """They say so, as in the text; a step without a contract only when it is named."""
    write("p.yaml", f"{TRAINING}  Stop: {{fail: stopped}}\n")

    assert "has no inputs to wire" in pipec("explain", "p.yaml", "Stop", "--table").out
    assert "Stop" not in pipec("explain", "p.yaml", "--table").out
    write("p.yaml", "pipeline: p\n")
    assert pipec("explain", "p.yaml", "--table").out == ""


def test_json_is_no_table(pipec: Pipec) -> None:
    """Not on a terminal either; both at once are wrong usage."""
    write("p.yaml", TRAINING)
    text = pipec("explain", "p.yaml", "--json").out

    assert on_terminal(80, "explain", "p.yaml", "--json", folder=Path.cwd()) == text
    assert pipec("explain", "p.yaml", "--json", "--table").code == 2


def test_the_text_needs_no_table_library() -> None:
    """It takes its time to import, and a pipe shows nothing of it."""
    code = (
        "import sys\nfrom pipec.cli.app import main\n"
        f"main(['explain', {ABALONE!r}])\nprint('rich' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / ".editable")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.startswith("PreprocessAbaloneData (TabularPreprocessing)\n  raw_data = ")
    assert run.stdout.endswith("\nFalse\n")


def test_an_input_that_waits_for_the_one_beside_it_says_so(pipec: Pipec) -> None:
    """Nothing is nearly as good: what speaks against it is that `training_data` is open."""
    again = (
        "contract: Again\nkind: Processing\ninstance: ml.m5.large\n"
        "image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/again:1\n"
        "outputs: {training_data: {type: processing_output}}\n"
    )
    write("contracts/again.yaml", again)
    write("pipec.yaml", "contracts: [contracts]\n")
    steps = (
        "steps:\n  Again: {uses: Again}\n"
        "  Prep: {uses: TabularPreprocessing, code: p.py, inputs: {raw_data: s3://b-ucket/a}}\n"
        "  Train: {uses: XGBoostTraining, hyperparameters: {num_round: 3}}\n"
    )
    write("p.yaml", OPEN[: OPEN.index("steps:")] + steps)

    run = pipec("explain", "p.yaml", "Train")

    waits = "what the input beside it takes is unclear"
    assert f"  validation_data  left empty (optional, and {waits})\n" in run.out
    assert f"validation_data  1.00: {waits}\n" in run.out
