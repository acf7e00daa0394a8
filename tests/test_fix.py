"""`pipec fix`: what it writes, and that it never makes a file worse."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_runs import (
    CONTRACT,
    PIPELINE,
    PROJECT,
    TRAINING,
    WRONG,
    Pipec,
    Run,
    runner,
    write,
)
from pipec.cli.fixing import fix
from pipec.compiler.codes import CODES
from pipec.compiler.diagnostics import Diagnostic, Hint, Span
from pipec.compiler.similarity import did_you_mean
from test_cases import CASES, PIPELINES, compare, snapshot


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    return run


def errors(run: Run) -> int:
    """How many errors a `validate --format json` told."""
    count: int = json.loads(run.out)["summary"]["errors"]
    return count


def test_what_is_mended_in_the_cases(
    accept: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One golden list of all that is written into all failing cases; people read its diff.

    Whatever is written, the code that it mends is told no more often than before, `--diff` shows
    the same and writes nothing, and a second run finds nothing more to write.
    """
    shutil.copy(CASES / "pipec.yaml", tmp_path)
    lines = []
    for name in PIPELINES:
        folder = tmp_path / name
        shutil.copytree(CASES / "err" / name, folder)
        run = runner(folder, monkeypatch, capsys)
        before = snapshot(folder)
        paths = [path.name for path in (Path("pipec.yaml"), Path("pipeline.yaml")) if path.exists()]
        paths += [path.as_posix() for path in sorted(Path().glob("contracts/*.yaml"))]
        shown = run("fix", *paths, "--diff", "--format", "concise")
        assert snapshot(folder) == before
        made = run("fix", *paths, "--format", "concise")
        told = [line for line in made.err.splitlines() if " is now `" in line]
        assert bool(told) == (snapshot(folder) != before) == (" would become `" in shown.err)
        assert bool(told) == bool(shown.out)
        assert run("fix", *paths, "--format", "concise").err.count(" is now `") == 0
        lines += [f"{name}: {line}\n" for line in told]
    compare(CASES / "fixed.txt", "".join(lines), accept)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("trian", "train"),
        ("Train", "train"),
        ("trainingdata", "training_data"),
        ("m5.xlarge", "ml.m5.xlarge"),
    ],
)
def test_a_slip_is_mended(wrong: str, right: str) -> None:
    """A letter or two, their case, a forgotten beginning."""
    hint = did_you_mean(wrong, [right, "quite_another_name"])
    assert isinstance(hint, Hint)
    assert (hint.wrong, hint.right) == (wrong, right)


@pytest.mark.parametrize(
    ("wrong", "known"),
    [
        pytest.param("train_1", ["train_2"], id="another number"),
        pytest.param("1.7-9", ["1.7-1"], id="another version"),
        pytest.param("TrainA", ["TrainB"], id="another letter"),
        pytest.param("MinDepth", ["MaxDepth"], id="the opposite"),
        pytest.param("test_data", ["text_data"], id="another short word"),
        pytest.param("eval", ["evals", "evel"], id="a letter more or another"),
        pytest.param(
            "CalculatedBaselineStatistics", ["CalculatedBaselineConstraints"], id="another word"
        ),
        pytest.param("tran", ["train", "trans"], id="two that are as near"),
        pytest.param("prep", ["preps", "prap"], id="two, again"),
    ],
)
def test_what_may_be_meant_is_not_written(wrong: str, known: list[str]) -> None:
    """It is asked for, and a person decides."""
    hint = did_you_mean(wrong, known)
    assert hint is not None
    assert not isinstance(hint, Hint)


@pytest.mark.parametrize(
    ("default", "is_written"),
    [
        pytest.param("ml.m5.xlarge", False, id="another instance type"),
        pytest.param("Rejected", False, id="another status"),
        pytest.param("ml.m5.lage", True, id="no instance type"),
    ],
)
def test_a_default_that_the_service_knows_stays(
    pipec: Pipec,
    default: str,
    *,
    is_written: bool,
) -> None:
    """It is as likely that the `enum` lacks it."""
    parameter = f"{{type: String, default: {default}, enum: [ml.m5.large, Rejecte]}}"
    write("pipeline.yaml", PIPELINE.replace("steps:", f"parameters: {{P: {parameter}}}\nsteps:"))
    pipec("fix", "pipeline.yaml")
    assert (f"default: {default}," not in Path("pipeline.yaml").read_text()) == is_written


@pytest.mark.parametrize(
    ("wrong", "is_written"),
    [
        ("than", True),
        ("thon", True),
        ("when", False),
        ("ten", True),
        ("them", True),
        ("thaw", False),
    ],
)
def test_a_slip_of_a_key(wrong: str, is_written: bool) -> None:  # noqa: FBT001
    """Of a word of the language one letter may be another, but not the first."""
    hint = did_you_mean(wrong, ["then", "else"], are_keys=True)
    assert isinstance(hint, Hint) == is_written


JOB = """\
pipeline: p
parameters: {X: {type: String, default: "1"}}
vars: {flag: "true"}
steps:
  Clean:
    kind: Lambda
    function: arn:aws:lambda:us-east-1:111122223333:function:clean
"""


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        pytest.param("timeout: 1 hour", "timeout: 1h", id="a time in words"),
        pytest.param('timeout: "90 Mins"', 'timeout: "90m"', id="a time in quotes"),
        pytest.param("timeout: 2 months", None, id="months are no minutes"),
        pytest.param("timeout: 10 ms", None, id="nor are milliseconds"),
        pytest.param("args: --a 1", "args: [--a, 1]", id="a list in one"),
        pytest.param(
            'args: "--a ${parameters.X}"', 'args: [--a, "${parameters.X}"]', id="a list in quotes"
        ),
        pytest.param('args: --a "b c" d', 'args: [--a, "b c", d]', id="quotes hold together"),
        pytest.param("args: --a=b,c d", 'args: ["--a=b,c", d]', id="a comma in a command"),
        pytest.param("args: '--a null ~'", 'args: [--a, "null", "~"]', id="no texts to YAML"),
        pytest.param("args: --a *.csv {b}", 'args: [--a, "*.csv", "{b}"]', id="signs of YAML"),
        pytest.param(
            r"args: '--a C:\t${parameters.X}'",
            r'args: [--a, "C:\\t${parameters.X}"]',
            id="a backslash",
        ),
        pytest.param("args: --a 'b", None, id="half a quote"),
        pytest.param("environment: A=/b C=null", 'environment: {A: /b, C: "null"}', id="pairs"),
        pytest.param("environment: A=b A=c", None, id="one name twice"),
        pytest.param('instance: {count: "2"}', "instance: {count: 2}", id="a number"),
        pytest.param(
            'request: {NetworkConfig: {EnableNetworkIsolation: "true"}}',
            "request: {NetworkConfig: {EnableNetworkIsolation: true}}",
            id="a member",
        ),
        pytest.param(
            'request: {NetworkConfig: {EnableNetworkIsolation: "${vars.flag}"}}',
            None,
            id="a member that a var gives",
        ),
        pytest.param("args: [${parameters.X}]", 'args: ["${parameters.X}"]', id="a bracket"),
        pytest.param(
            "environment: {A: x/${parameters.X}-${parameters.X} }",
            'environment: {A: "x/${parameters.X}-${parameters.X}" }',
            id="a brace",
        ),
        pytest.param("args: ['a${parameters.X}'b]", None, id="quotes in it"),
    ],
)
def test_what_hints_say_to_write(wrong: str, right: str | None, pipec: Pipec) -> None:
    """All of it, or nothing where a person must say what is meant."""
    step = "  Prepare:\n    uses: TabularPreprocessing\n    code: load.py\n    {}\n"
    write("load.py", "pass\n")
    write("p.yaml", JOB + step.format(wrong))
    run = pipec("fix", "p.yaml")
    assert Path("p.yaml").read_text() == JOB + step.format(right or wrong), run.err
    assert ("is now" in run.err) == (right is not None)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('{type: Integer, default: "50"}', "{type: Integer, default: 50}"),
        ("{type: Boolean, default: 'true'}", "{type: Boolean, default: true}"),
        ('{type: Integer, default: "5.5"}', None),
        ("{type: str}", "{type: String}"),
        ("{type: number}", None),
    ],
)
def test_what_a_parameter_should_be(wrong: str, right: str | None, pipec: Pipec) -> None:
    """Only what makes it right."""
    text = JOB.replace('{X: {type: String, default: "1"}}', "{{X: {} }}")
    write("p.yaml", text.replace("{{X: {} }}", f"{{X: {wrong} }}"))
    pipec("fix", "p.yaml")
    assert Path("p.yaml").read_text() == text.replace("{{X: {} }}", f"{{X: {right or wrong} }}")


def test_what_stops_the_reading_is_mended_to_the_end(pipec: Pipec) -> None:
    """However often it comes, and also in front of what nothing can be written for."""
    value = "${parameters.X}"
    lines = [f"      V{number}: [{value}, {value}]\n" for number in range(30)]
    end = "    display_name:Clean\n"
    text = JOB + "    request:\n" + "".join(lines)
    mended = text.replace(f"[{value}, {value}]", f'["{value}", "{value}"]')
    write("p.yaml", text + end)
    run = pipec("fix", "p.yaml")
    assert Path("p.yaml").read_text() == mended + end.replace(":", ": ")
    assert run.err.count("is now") == 61

    write("p.yaml", text + "    display_name: 'Clean\n")
    assert pipec("fix", "p.yaml").code == 1
    assert Path("p.yaml").read_text() == mended + "    display_name: 'Clean\n"


def test_all_else_stays_byte_for_byte(pipec: Pipec) -> None:
    """Comments, quotes, line ends and a byte order mark."""
    odd = "\ufeff# ä: kidn\r\n" + WRONG.replace("\n", "\r\n").replace("kidn:", '"kidn" :  ')
    write("p.yaml", odd)
    run = pipec("fix", "p.yaml")
    assert run.code == 0
    assert run.err == "p.yaml:4: `kidn` is now `kind` (PC106)\n"
    assert Path("p.yaml").read_bytes() == odd.replace('"kidn"', '"kind"').encode()


def test_the_same_slip_twice_and_what_it_hid(pipec: Pipec) -> None:
    """Each is written, and so is what only shows once the first are gone."""
    text = PIPELINE.replace("  Load:", "  First:") + PIPELINE.splitlines()[-1].replace(
        "}", ", depends_on: [Frist]}"
    )
    write("p.yaml", text.replace("kind:", "kidn:") + "\n")
    run = pipec("fix", "p.yaml")
    assert run.code == 0
    assert Path("p.yaml").read_text() == text.replace("Frist", "First") + "\n"
    assert run.err.count("is now") == 3


def test_the_very_reference_is_mended(pipec: Pipec) -> None:
    """Not another to the same output, which is as it should be."""
    job = "kind: Processing, image: {framework: sklearn, version: 1.2-1}, instance: ml.m5.large"
    load = f"{job}, command: [load], outputs: {{rows: {{}}}}"
    show = f'{job}, command: [show], args: ["${{steps.Load.rows}}", "s3://${{steps.Load.rows}}/x"]'
    role = "arn:aws:iam::111122223333:role/R"
    text = f'pipeline: p\nvars: {{bucket: b-ucket, region: us-east-1, role: "{role}"}}\n'
    text += f"steps:\n  Load: {{{load}}}\n  Show: {{{show}}}\n"
    write("pipeline.yaml", text)
    pipec("fix", "pipeline.yaml")
    assert Path("pipeline.yaml").read_text() == text.replace('"s3://${', '"${')


def test_contracts_and_the_project_are_mended_first(pipec: Pipec) -> None:
    """A folder stands for all that is in it, the project file too."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}".replace("vars:", "var:"))
    write("contracts/greet.yaml", CONTRACT.replace("Lambda", "Lamda"))
    write("p.yaml", "pipeline: p\nsteps:\n  Hello: {uses: Gret}\n")
    run = pipec("fix", ".")
    assert run.code == 0, run.err
    assert "vars:" in Path("pipec.yaml").read_text()
    assert "kind: Lambda" in Path("contracts/greet.yaml").read_text()
    assert "uses: Greet" in Path("p.yaml").read_text()
    assert pipec("validate", ".").code == 0


@pytest.mark.parametrize(
    ("uses", "is_mended"),
    [
        pytest.param(["Rounds"], True, id="one use"),
        pytest.param(["Rounds", "Rounds"], False, id="two uses"),
        pytest.param(["Rounds", "Rounds", "Round"], True, id="another use"),
    ],
)
def test_uses_that_agree_outvote_a_definition(
    uses: list[str],
    is_mended: bool,  # noqa: FBT001
    pipec: Pipec,
) -> None:
    """A name that is only defined, and written otherwise wherever it is used, may be the slip."""
    steps = PIPELINE.partition("steps:\n")[2]
    text = "pipeline: p\nparameters: {Round: a}\nsteps:\n"
    for number, name in enumerate(uses):
        ports = f'inputs: {{x: "${{parameters.{name}}}"}}'
        text += steps.replace("Load", f"Load{number}").replace("}", f", {ports}}}", 1)
    write("p.yaml", text)
    run = pipec("fix", "p.yaml")
    assert run.code == (0 if is_mended else 1), run.err
    assert ("Rounds" not in Path("p.yaml").read_text()) == is_mended
    assert ("the slip may be in the definition" in run.err) == (not is_mended)


def test_the_uses_of_a_contract_are_those_in_all_files(pipec: Pipec) -> None:
    """A pipeline that is mended together with it counts, and each mistake is told once."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    contract = CONTRACT + "options: {tolerence: {type: string, default: x}}\n"
    contract += 'request: {limit: "${options.tolerance}"}\n'
    write("contracts/greet.yaml", contract)
    text = "pipeline: p\nsteps:\n  Hello: {uses: Greet, options: {tolerance: y}}\n"
    write("p.yaml", text)
    run = pipec("fix", ".")
    assert run.code == 1
    assert Path("contracts/greet.yaml").read_text() == contract
    assert Path("p.yaml").read_text() == text
    assert run.err.count("error[") == 2
    assert run.err.count("the slip may be in the definition") == 2


def test_defaults_for_a_contract_of_ones_own_stay(pipec: Pipec) -> None:
    """It may be called nearly as one of pipec's: then that one is not meant."""
    project = PROJECT + "contracts: [contracts]\ndefaults: {for: {PytorchTraining: {role: r}}}\n"
    contract = "contract: PytorchTraining\nkind: Training\ninstance: ml.m5.large\nimage: x\n"
    write("pipec.yaml", project)
    write("contracts/own.yaml", contract)
    assert pipec("fix", "pipec.yaml").code == 0
    assert Path("pipec.yaml").read_text() == project

    write("pipec.yaml", project.replace("PytorchTraining", "PytorchTrainin"))
    run = pipec("fix", "pipec.yaml")
    assert run.code == 1
    assert "did you mean `PyTorchTraining` or `PytorchTraining`?" in run.err


def test_only_named_files_are_written(pipec: Pipec) -> None:
    """A mistake elsewhere is told."""
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    contract = write("contracts/greet.yaml", CONTRACT.replace("kind: ", "knd: "))
    write("p.yaml", "pipeline: p\nsteps:\n  Hello: {uses: Greet}\n")
    before = contract.read_bytes()
    run = pipec("fix", "p.yaml")
    assert run.code == 1
    assert "contracts/greet.yaml" in run.err
    assert "there is nothing that `pipec fix` can mend" in run.err
    assert contract.read_bytes() == before


def test_wires_are_written_down_where_asked(pipec: Pipec) -> None:
    """With `--wires`, behind the mending; without it they stay inferred."""
    write("load.py", "pass\n")
    text = TRAINING.replace("XGBoostTraining", "XGBostTraining")
    write("p.yaml", text)
    assert pipec("fix", "p.yaml", "--diff", "--wires").code == 1
    assert Path("p.yaml").read_text() == text
    run = pipec("fix", "p.yaml")
    assert (run.code, Path("p.yaml").read_text()) == (0, TRAINING)
    run = pipec("fix", "p.yaml", "--wires")
    assert run.code == 0
    assert "written down" in run.err
    assert pipec("wire", "p.yaml", "--check").code == 0


def test_diff_is_a_check(pipec: Pipec) -> None:
    """Exit 1 where something would change, 0 where nothing would; all on stdout."""
    write("p.yaml", WRONG)
    run = pipec("fix", "p.yaml", "--diff")
    assert run.code == 1
    assert "-  Load: {kidn: Lambda" in run.out
    assert "+  Load: {kind: Lambda" in run.out
    write("p.yaml", PIPELINE)
    run = pipec("fix", "p.yaml", "--diff")
    assert (run.code, run.out) == (0, "")


def test_diff_tells_what_is_left(pipec: Pipec) -> None:
    """At the places of the file as it is; in a document for programs, too."""
    write("p.yaml", WRONG + "  Other: {kind: Nope}\n")
    run = pipec("fix", "p.yaml", "--diff")
    assert run.code == 1
    assert "p.yaml:4:17" in run.err
    assert "PC106" not in run.err.replace("would become `kind` (PC106)", "")
    [told] = json.loads(pipec("fix", "p.yaml", "--diff", "--format", "json").err)["diagnostics"]
    assert (told["code"], told["start"]["line"]) == ("PC111", 4)


def test_diff_does_not_tell_what_its_change_mends_too(pipec: Pipec) -> None:
    """A misspelt option is lacking as well, as long as it is misspelt."""
    options = "options: {number: {type: integer}}\nargs: ['${options.number}']\n"
    contract = CONTRACT.replace("Lambda", "Processing").split("function")[0]
    write(
        "contracts/greet.yaml",
        f"{contract}image: x\ncommand: [x]\ninstance: ml.m5.large\n{options}",
    )
    write("pipec.yaml", f"contracts: [contracts]\n{PROJECT}")
    write("p.yaml", "pipeline: p\nsteps:\n  Hello: {uses: Greet, options: {numbr: 1}}\n")
    run = pipec("fix", "p.yaml", "--diff")
    assert "`numbr` would become `number` (PC115)" in run.err
    assert "PC116" not in run.err
    assert pipec("fix", "p.yaml").code == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a\n", b"pipeline: [\n", b"a: b: c\n"])
def test_what_cannot_be_read_stays(pipec: Pipec, content: bytes) -> None:
    """The report is that of `validate`."""
    Path("p.yaml").write_bytes(content)
    run = pipec("fix", "p.yaml", "--format", "concise")
    assert run.code == 1
    assert pipec("validate", "p.yaml", "--format", "concise").out in run.err
    assert Path("p.yaml").read_bytes() == content


def test_standard_input_cannot_be_written(pipec: Pipec) -> None:
    """Wrong usage."""
    assert pipec("fix", "-").code == 2


@given(st.lists(st.sampled_from(["trian", "prep", "x", "\n", "é"]), max_size=8), st.booleans())
def test_what_does_not_help_is_taken_back(words: list[str], stubborn: bool) -> None:  # noqa: FBT001
    """A hint that does not make its mistake go away leaves the text as it was."""
    text = " ".join(words)

    def diagnose(now: str) -> list[Diagnostic]:
        lines = now.split("\n")
        return [
            Diagnostic(
                code=CODES["PC211"],
                message="no such step",
                span=Span("p.yaml", row, at + 1, row, at + 6),
                hint=Hint("did you mean `train`?", "trian", "train"),
            )
            for row, line in enumerate(lines, 1)
            for at in range(len(line))
            if line.startswith(("trian", "train") if stubborn else "trian", at)
        ]

    done = fix("p.yaml", text, diagnose)
    assert done.text == (text if stubborn else text.replace("trian", "train"))
    assert len(done.edits) == (0 if stubborn else words.count("trian"))


def test_one_bad_hint_keeps_no_good_one_back() -> None:
    """However many there are: those that help are written, in one go over the text."""
    text = "".join(f"trian{number}\n" for number in range(50))
    asked = 0

    def diagnose(now: str) -> list[Diagnostic]:
        nonlocal asked
        asked += 1
        return [
            Diagnostic(
                code=CODES["PC211"],
                message=f"no step {row}",
                span=Span("p.yaml", row, 1, row, 6),
                hint=Hint("did you mean `train`?", "trian", "train"),
            )
            for row, line in enumerate(now.splitlines(), 1)
            if line.startswith("trian") or line == "train7"
        ]

    done = fix("p.yaml", text, diagnose)
    assert done.text == text.replace("trian", "train").replace("train7\n", "trian7\n")
    assert [edit.line for edit in done.edits] == [row for row in range(1, 51) if row != 8]
    assert asked < 20


GREETING = "kind: Lambda, function: arn:aws:lambda:us-east-1:111122223333:function:a"
BRANCHES = f"""\
pipeline: p
parameters: {{X: {{type: Boolean, default: true}}}}
steps:
  Loader: {{{GREETING}, outputs: {{x: {{}}}}, LOADER}}
  Check:
    if: parameters.X == true
    then: {{Alarm: {{fail: stop}}, Notify: {{{GREETING}}}}}
    else: {{Go: {{{GREETING}, GO}}}}
"""


@pytest.mark.parametrize(
    ("step", "written"),
    [
        pytest.param("LOADER", "depends_on: [Loaders]", id="itself"),
        pytest.param("LOADER", 'environment: {A: "${steps.Loaders.x}"}', id="its own output"),
        pytest.param("GO", "depends_on: [Alram]", id="a fail step"),
        pytest.param("GO", "depends_on: [Notfiy]", id="the other branch"),
        pytest.param("GO", "depends_on: [Chekc]", id="the condition around it"),
        pytest.param("LOADER", "depends_on: [Alram]", id="a fail step, from outside"),
    ],
)
def test_no_step_is_made_to_wait_for_what_it_cannot(step: str, written: str, pipec: Pipec) -> None:
    """A name is not suggested where it could not stand."""
    other = ({"LOADER", "GO"} - {step}).pop()
    text = BRANCHES.replace(step, written).replace(f", {other}", "")
    write("p.yaml", text)
    run = pipec("fix", "p.yaml")
    assert run.code == 1
    assert "did you mean" not in run.err
    assert Path("p.yaml").read_text() == text


def test_the_step_in_reach_is_still_written(pipec: Pipec) -> None:
    """Beside a step that is as near and out of reach, too."""
    text = BRANCHES.replace("GO", "depends_on: [Laoder]").replace(", LOADER", "")
    write("p.yaml", text)
    assert pipec("fix", "p.yaml").code == 0
    assert Path("p.yaml").read_text() == text.replace("Laoder", "Loader")


@pytest.mark.parametrize(
    ("old", "new", "is_kept"),
    [
        pytest.param("a: [Loaders]\n", "Loader", False, id="an error of its own"),
        pytest.param("a: [x-Loader]\n", "[Loader]", True, id="an error that was there"),
        pytest.param("a: [Loaders\n", "Loader]", True, id="a file that could not be read"),
    ],
)
def test_what_brings_an_error_is_taken_back(old: str, new: str, is_kept: bool) -> None:  # noqa: FBT001
    """Where the error is about what was written, and the file could be read before."""
    wrong = old.partition("[")[2].partition("]")[0].strip()

    def diagnose(now: str) -> list[Diagnostic]:
        if now == old:
            place = Span("p.yaml", 1, 5, 1, 5 + len(wrong))
            hint = Hint("did you mean?", wrong, new)
            return [Diagnostic(CODES["PC211"], "no such step", place, hint)]
        start = now.index("Loader") + 1
        place = Span("p.yaml", 1, start, 1, start + 6)
        return [Diagnostic(CODES["PC301"], "it waits for itself", place)]

    assert (fix("p.yaml", old, diagnose).text != old) == is_kept


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ('command: [bash, -c, "run --mode ${MODE}"]', "the parameter `${parameters.MODE}`"),
        ("environment: {A: '${MODE}'}", "the parameter `${parameters.MODE}`"),
        ("args: ['${MODE}']", "the parameter `${parameters.MODE}`"),
        ("request: {Environment: {A: '${MODE}'}}", "the parameter `${parameters.MODE}`"),
        ('command: [bash, -c, "for items in a; do ${items}; done"]', "write `$${items}`"),
    ],
)
def test_a_variable_of_the_shell_stays(written: str, offered: str, pipec: Pipec) -> None:
    """A parameter of its name, or a word like it, may be meant as well."""
    text = "pipeline: p\nparameters: {MODE: fast}\nsteps:\n"
    text += f"  Load: {{{GREETING}, depends_on: [Other]}}\n"
    text += "  Other: {kind: Processing, image: a, instance: ml.m5.large, WRITTEN}\n"
    text = text.replace("WRITTEN", written)
    write("p.yaml", text)
    run = pipec("fix", "p.yaml")
    assert "for the shell's variable write `$${" in run.err
    assert offered in run.err
    assert Path("p.yaml").read_text() == text


def test_a_parameter_without_its_root_is_mended_elsewhere(pipec: Pipec) -> None:
    """Where no shell reads."""
    text = "pipeline: p\nparameters: {MODE: fast}\nsteps:\n"
    text += f"  Load: {{{GREETING}, inputs: {{a: '${{MODE}}'}}}}\n"
    write("p.yaml", text)
    pipec("fix", "p.yaml")
    assert "${parameters.MODE}" in Path("p.yaml").read_text()


@pytest.mark.parametrize(
    ("condition", "right"),
    [
        ("parameters.X == “full” or true", "parameters.X == 'full' or true"),
        ('parameters.X == “say "d"”', "parameters.X == 'say \"d\"'"),
        ("parameters.X == “it's”", "parameters.X == 'it''s'"),
        ('"parameters.X == “it\'s”"', None),
        ('"parameters.X == \u2018it\u2019s\u2019"', None),
        ("parameters.X == \u2018it\u2019s\u2019", None),
        ("'parameters.X == \u2018d\u2019'", None),
        ('"parameters.X == \u2018d\u2019"', None),
        ('''"parameters.X == “say \\"d\\"”"''', None),
        ("“a” == parameters.X", None),
        ('“a” == parameters.X or parameters.X == "d"', None),
    ],
)
def test_curly_quotes_of_a_condition(condition: str, right: str | None, pipec: Pipec) -> None:
    """Straight ones are written where they surely can be read."""
    text = "pipeline: p\nparameters: {X: a}\nsteps:\n  Check:\n    if: IF\n"
    text += f"    then: {{Go: {{{GREETING}}}}}\n"
    write("p.yaml", text.replace("IF", condition))
    run = pipec("fix", "p.yaml")
    assert run.code == (1 if right is None else 0), run.err
    assert Path("p.yaml").read_text() == text.replace("IF", right or condition)
    if shown := re.search(r"hint: write `(['\"][^…]*)`\n", run.err):
        write("p.yaml", text.replace("IF", shown[1]))
        assert pipec("validate", "p.yaml").code == 0


@pytest.mark.parametrize(
    ("condition", "right"),
    [
        ("!parameters.Big", "not parameters.Big"),
        ("!(parameters.Big or parameters.Big)", "not (parameters.Big or parameters.Big)"),
        ("! parameters.Big", "not parameters.Big"),
        ("!${parameters.Big}", "not parameters.Big"),
        ("'!parameters.Big'", "'not parameters.Big'"),
        ("parameters.Big&&(!parameters.Big)", "parameters.Big and (not parameters.Big)"),
        ("parameters.Big ||parameters.Big", "parameters.Big or parameters.Big"),
        ("parameters.Big=true", "parameters.Big==true"),
    ],
)
def test_operators_of_other_languages(condition: str, right: str, pipec: Pipec) -> None:
    """A word that takes the place of signs is parted from what they were glued to."""
    text = (
        "pipeline: P\nparameters: {Big: true}\nsteps:\n"
        "  Gate:\n    if: IF\n    then: {F: {fail: stopped}}\n"
    )
    write("p.yaml", text.replace("IF", condition))

    assert pipec("fix", "p.yaml").code == 0
    assert Path("p.yaml").read_text() == text.replace("IF", right)


@pytest.mark.parametrize(
    ("condition", "right"),
    [
        ("!parameters.Big", "not parameters.Big"),
        ("! parameters.Big", "not parameters.Big"),
        ("!(parameters.Big)", "not (parameters.Big)"),
        ("!${parameters.Big}", "not parameters.Big"),
        ("!parameters.Big and parameters.Big", "not parameters.Big and parameters.Big"),
        ("!(parameters.Size in ['a', 'b'])", "\"not (parameters.Size in ['a', 'b'])\""),
    ],
)
def test_a_negation_in_braces(condition: str, right: str, pipec: Pipec) -> None:
    """A tag goes on to the next space, so that it has the comma behind it as well."""
    text = (
        "pipeline: P\nparameters: {Big: true, Size: a}\nsteps:\n"
        "  Sized: {if: \"parameters.Size == 'a' and parameters.Big\", then: {E: {fail: stopped}}}\n"
        "  Gate: {if: IF, then: {F: {fail: stopped}}}\n"
    )
    write("p.yaml", text.replace("IF", condition))

    assert pipec("fix", "p.yaml").code == 0
    assert Path("p.yaml").read_text() == text.replace("IF", right)
