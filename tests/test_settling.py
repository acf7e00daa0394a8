"""Which diagnostics count: allowing comments, `--select`, `--ignore`, `--strict`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_runs import PROJECT, Pipec, runner, write
from pipec.cli.settling import Choice, check_word, settle
from pipec.compiler.codes import CODES
from pipec.compiler.diagnostics import Diagnostic, Span
from pipec.compiler.reader.allowances import allowances
from work import calls

LOAD = """\
pipeline: demo
parameters:
  Ticket: none{}
steps:
  Load:
    kind: Lambda
    function: "arn:aws:lambda:us-east-1:111122223333:function:load"
"""
UNUSED = CODES["PC219"]


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    return run


def said(text: str, *, line: int, choice: Choice | None = None) -> list[str]:
    """The codes that are told where PC219 was found on a line of a text."""
    item = Diagnostic(code=UNUSED, message="m", span=Span("p.yaml", line, 1, line, 2))
    found = settle([item], ["p.yaml"], lambda _: text, choice or Choice())
    return [told.code.number for told in found]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        pytest.param("a: 1 # pipec: allow PC219: why", 1, [], id="its own line"),
        pytest.param("# pipec: allow PC219: why\na: 1", 2, [], id="the line above"),
        pytest.param("# pipec: allow pc219: why\n\n# more\n  \na: 1", 5, [], id="past blank lines"),
        pytest.param("# pipec: allow unused-parameter: why\na: 1", 2, [], id="by name"),
        pytest.param("#pipec:allow PC219,PC219:why\na: 1", 2, [], id="without spaces"),
        pytest.param("\ufeff# pipec: allow PC219: why\r\na: 1\r\n", 2, [], id="mark and CRLF"),
        pytest.param("a: 1 # pipec: allow PC219", 1, ["PC013", "PC219"], id="no reason"),
        pytest.param("a: 1 # Pipec: Allow PC219: why", 1, [], id="capitals"),
        pytest.param("a: 1 # Pipec: see PC219", 1, ["PC219"], id="the tool's name"),
        pytest.param("a: 1 # pipec: allow PC219 on the wall", 1, ["PC013", "PC219"], id="no colon"),
        pytest.param("a: 1 # pipec: allow PC219 PC204 x y", 1, ["PC013", "PC219"], id="two codes"),
        pytest.param("a: 1 # pipec: allow PC219:  ", 1, ["PC013", "PC219"], id="empty reason"),
        pytest.param("a: 1 # pipec: allow", 1, ["PC013", "PC219"], id="nothing"),
        pytest.param("a: 1 # pipec: ignore PC219: why", 1, ["PC013", "PC219"], id="other word"),
        pytest.param("a: 1 # pipec: allow PC2: why", 1, ["PC013", "PC219"], id="a beginning"),
        pytest.param("a: 1 # pipec: allow PC204: why", 1, ["PC014", "PC219"], id="another code"),
        pytest.param("a: 1 # pipec: allow PC219: why\nb: 1", 2, ["PC014", "PC219"], id="elsewhere"),
        pytest.param("a: 'x # pipec: allow PC219: why'", 1, ["PC219"], id="in a text"),
        pytest.param("a: |\n  # pipec: allow PC219: why\nb: 1", 3, ["PC219"], id="in a block"),
        pytest.param("a: 1# pipec: allow PC219: why", 1, ["PC219"], id="no comment"),
        pytest.param("a: [ # pipec: allow PC219: why\n1]", 1, [], id="in a list"),
        pytest.param("a: 1 # see [pipec: allow PC219]", 1, ["PC219"], id="among words"),
    ],
)
def test_a_comment_allows_a_warning_of_its_line(text: str, line: int, told: list[str]) -> None:
    """Only a comment, only with a code and a reason, and only for the line it is about."""
    assert sorted(said(text, line=line)) == told


@pytest.mark.parametrize(
    ("comment", "wrong", "hint"),
    [
        ("# pipec: allow PC219", "does not say why", "it as `# pipec: allow PC219: why`"),
        ("# pipec: allow PC219:", "does not say why", "it as `# pipec: allow PC219: why`"),
        ("# pipec: allow: PC219", "is not written as", "it as `# pipec: allow PC219: why`"),
        ("# pipec: allow: PC219 a b", "is not written as", "`# pipec: allow PC219: a b`"),
        ("# pipec: ignore PC219: a b", "is not written as", "`# pipec: allow PC219: a b`"),
        ("# pipec: alow PC219: a b", "is not written as", "`# pipec: allow PC219: a b`"),
        ("# pipec: ignore[PC219]", "is not written as", "it as `# pipec: allow PC219: why`"),
        ("# pipec: PC219, PC204: a", "is not written as", "`# pipec: allow PC219, PC204: a`"),
        ("# pipec allow PC219: a b", "has no `:` after `pipec`", "`# pipec: allow PC219: a b`"),
        ("# pipec ignore PC219", "is not written as", "it as `# pipec: allow PC219: why`"),
        ("# pipec allow unused-parameter: a", "has no `:`", "`# pipec: allow unused-parameter: a`"),
        ("# pipec: allow", "names no code", "it as `# pipec: allow PC218: the branch always runs`"),
    ],
)
def test_a_comment_that_is_nearly_right(comment: str, wrong: str, hint: str) -> None:
    """It allows nothing, and the hint has the codes and the reason that it names itself."""
    item = Diagnostic(code=UNUSED, message="m", span=Span("p.yaml", 1, 1, 1, 2))
    found = settle([item], ["p.yaml"], lambda _: f"a: 1 {comment}")
    [told] = [told for told in found if told.code.number == "PC013"]
    assert len(found) == 2
    assert told.message.startswith(f"this comment {wrong}")
    assert str(told.hint) == f"write {hint}"
    meant = hint.removeprefix("it as ").strip("`")
    if "PC218" not in hint:
        assert said(f"a: 1 {meant}", line=1) == (["PC014"] if "PC204" in hint else [])


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# pipec: allow PC219: why", "PC014"),
        ("# Pipec: allow PC219: why", "PC014"),
        ("# PIPEC : allow PC219: why", "PC014"),
        ("# pipec allow PC219: why", "PC013"),
        ("# pipec  ignore PC219", "PC013"),
    ],
)
def test_comments_of_a_file_with_nothing_else_to_tell(
    comment: str, told: str, pipec: Pipec
) -> None:
    """A comment is judged as it is beside other mistakes, however it is written."""
    write("p.yaml", f"{comment}\n" + LOAD.replace("parameters:\n  Ticket: none{}\n", ""))
    assert f"warning[{told}]" in pipec("validate", "p.yaml").out


def test_texts_that_look_like_comments_are_told_apart_at_once() -> None:
    """A comment is not held against each of thousands of values."""

    def values(count: int) -> list[str]:
        lines = [f"  k{n}: 'a # pipec: allow PC219: x'" for n in range(count)]
        return said("\n".join(["a:", *lines, "# pipec: allow PC219: why", "b: 1"]), line=count + 3)

    assert values(10) == []
    few, many = calls(lambda: values(100)), calls(lambda: values(400))
    assert many < 6 * few


def test_words_about_pipec_are_no_comments_for_it() -> None:
    """Only what has a code is taken for one."""
    for words in ("# pipec allow what you mean", "# let pipec ignore PC219", "# pipec reads it"):
        assert said(f"a: 1 {words}", line=1) == ["PC219"]


def test_an_error_is_never_allowed() -> None:
    """The comment is told of, and so is the error."""
    item = Diagnostic(code=CODES["PC211"], message="m", span=Span("p.yaml", 1, 1, 1, 2))
    text = "a: 1 # pipec: allow PC211, may-not-run: why"
    found = settle([item], ["p.yaml"], lambda _: text)
    assert [told.code.number for told in found] == ["PC211", "PC013"]


def test_comments_of_files_that_were_not_checked_are_not_judged() -> None:
    """A contract's allowance may serve another pipeline."""
    item = Diagnostic(code=UNUSED, message="m", span=Span("c.yaml", 1, 1, 1, 2))
    text = "a: 1 # pipec: allow PC219, PC204: why"
    assert settle([item], ["p.yaml"], {"c.yaml": text}.get) == ()
    [told] = settle([item], ["c.yaml"], {"c.yaml": text}.get)
    assert (told.code.number, told.span) == ("PC014", Span("c.yaml", 1, 28, 1, 33))


@given(st.text(st.characters(codec="utf-8")), st.integers(0, 3))
def test_any_text_can_be_read_for_comments(text: str, at: int) -> None:
    """Comments are found or not, and each has a place in the text."""
    lines = text.split("\n")
    lines[at % len(lines)] += " # pipec: allow PC219: " + text
    for found in allowances("p.yaml", "\n".join(lines)):
        assert found.span.line <= found.line


def test_the_words_of_the_command_line() -> None:
    """A code, the beginning of one, a name; of errors alone they make no sense."""
    ignored = Choice(ignore=["PC2"])
    assert said("a: 1", line=1, choice=ignored) == []
    assert said("a: 1", line=1, choice=Choice(select=["unused-parameter"])) == ["PC219"]
    assert said("a: 1", line=1, choice=Choice(select=["PC204"])) == []
    assert check_word("PC2") is check_word("pc219") is check_word("may-not-run") is None
    assert check_word("PC201") == "`PC201` is an error, which can only be mended"
    assert check_word("PC00") == "`PC00` are errors, which can only be mended"
    assert check_word("PC") == "there is no code `PC`"
    assert (
        check_word("may-not-rum") == "there is no code `may-not-rum`; did you mean `may-not-run`?"
    )


def test_strict_makes_errors_of_warnings(pipec: Pipec) -> None:
    """Nothing is written, the exit code is 1, and the report calls it an error."""
    write("p.yaml", LOAD.format(""))
    assert pipec("compile", "p.yaml").code == 0
    run = pipec("compile", "p.yaml", "--strict", "--out", "strict")
    assert run.code == 1
    assert "error[PC219]: nothing uses the parameter `Ticket`" in run.err
    assert not Path("strict").exists()
    assert pipec("validate", "p.yaml", "--strict").code == 1
    assert pipec("explain", "p.yaml", "--strict").code == 1
    assert pipec("wire", "p.yaml", "--check", "--strict").code == 1


@pytest.mark.parametrize("command", ["compile", "validate", "explain", "wire"])
def test_allowed_and_ignored_warnings_are_not_told(pipec: Pipec, command: str) -> None:
    """Neither to people nor under `--strict`."""
    write("p.yaml", LOAD.format(" # pipec: allow PC219: for the dashboard"))
    run = pipec(command, "p.yaml", "--strict")
    assert run.code == 0
    assert "PC219" not in run.out + run.err
    write("p.yaml", LOAD.format(""))
    for option in ("--ignore=PC219", "--ignore=PC1,unused-parameter", "--select=PC3"):
        run = pipec(command, "p.yaml", "--strict", option)
        assert run.code == 0
        assert "unused" not in run.out


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("PC201", "is an error, which can only be mended"),
        ("PC999", "there is no code"),
        ("unused-paramter", "did you mean `unused-parameter`?"),
    ],
)
def test_a_wrong_word_is_wrong_usage(pipec: Pipec, word: str, shown: str) -> None:
    """With what is wrong about it; of a file that gives no warnings, too."""
    for text in (LOAD.format(""), LOAD.replace("parameters:\n  Ticket: none{}\n", "")):
        write("p.yaml", text)
        for command in ("validate", "compile"):
            run = pipec(command, "p.yaml", "--ignore", word)
            assert run.code == 2
            assert shown in " ".join(run.err.replace("│", " ").split())


def test_unused_outputs_are_allowed_where_they_are_asked_for(pipec: Pipec) -> None:
    """Such an allowance is no unused one where nobody asked."""
    text = LOAD.replace("parameters:\n  Ticket: none{}\n", "")
    text += "    outputs: {a: {data_type: String}}\n"
    write("p.yaml", text.replace("  Load:", "  Load: # pipec: allow PC220: a client reads it"))
    assert pipec("validate", "p.yaml", "--strict").code == 0
    assert pipec("validate", "p.yaml", "--strict", "--unused-outputs").code == 0
    write("p.yaml", text)
    assert pipec("validate", "p.yaml", "--strict", "--unused-outputs").code == 1
    assert pipec("validate", "p.yaml", "--strict", "--select", "unused-output").code == 1
