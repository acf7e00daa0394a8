"""The folders of a processing container: which may not be one, and which lie well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipec.cli.app import main
from test_display import compiled

STEP = """
pipeline: Folders
vars: {bucket: example-bucket, region: us-east-1, role: "arn:aws:iam::111122223333:role/R"}
steps:
  Measure:
    kind: Processing
    image: {framework: sklearn, version: 1.2-1}
    instance: ml.m5.large
    code: tests/cli_runs.py
    inputs:
      one: {value: "s3://example-bucket/one"ONE}
      two: {value: "s3://example-bucket/two"TWO}
    outputs: {found: {path: FOUND}}
"""
BELOW = "/opt/ml/processing"


def _text(one: str = "", two: str = "", found: str = f"{BELOW}/output") -> str:
    one, two = (f", path: {BELOW}{path}" if path else "" for path in (one, two))
    return STEP.replace("ONE", one).replace("TWO", two).replace("FOUND", found)


def _told(text: str) -> list[tuple[str, str]]:
    found = compiled(text).diagnostics
    return [(item.code.number, f"{item.message}; {item.hint}") for item in found]


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ("", "", f"{BELOW}/output"),
        ("/input", "/input/two", f"{BELOW}/input/found"),
        ("/input", "", f"{BELOW}/input_files"),
        ("/code", "/input/code/two", f"{BELOW}/output/two"),
        ("/input/one", "/input/One", f"{BELOW}/evaluation"),
    ],
)
def test_folders_beside_and_below_one_another_are_apart(one: str, two: str, found: str) -> None:
    """Many jobs have an input in `/opt/ml/processing/input` and others below it."""
    assert _told(_text(one, two, found)) == []


def test_an_input_that_stays_empty_lies_nowhere() -> None:
    """Either of two may be given, and lies in the same folder."""
    text = _text("/input", "/input").replace('value: "s3://example-bucket/two"', "required: false")
    assert _told(text) == []


@pytest.mark.parametrize(
    ("one", "two", "wrong", "other", "right"),
    [
        ("/input", "/input", "two", "`one`", "two"),
        ("/input", "/input/", "two", "`one`", "two"),
        ("/input/code", "", "one", "the code", "one"),
        ("", "/input/one", "two", "`one`", "two"),
        ("/input/two", "", "one", "`two`", "one"),  # the folder of `two` is not written
    ],
)
def test_two_inputs_of_one_folder_are_refused(
    one: str, two: str, wrong: str, other: str, right: str
) -> None:
    """The later that is written is to change, and what the hint says is well."""
    text = _text(one, two)
    ((code, said),) = _told(text)
    assert code == "PC404"
    assert said.startswith(f"`{wrong}` lies in")
    assert f"and so does {other};" in said
    line = re.search(r"write `(path: [^`]*)`", said)
    assert line
    assert line[1] == f"path: {BELOW}/input/{right}"
    old = f", path: {BELOW}{two if wrong == 'two' else one}}}"
    assert _told(text[::-1].replace(old[::-1], f", {line[1]}}}"[::-1], 1)[::-1]) == []


def test_the_folder_in_the_hint_is_free() -> None:
    """Not that of a third."""
    text = _text("/input", "/input", f"{BELOW}/input/two")
    ((_, said),) = _told(text)
    assert f"write `path: {BELOW}/input/two_files`" in said


@pytest.mark.parametrize(
    ("one", "found", "right"),
    [
        ("/evaluation", "/evaluation", "input/one"),
        ("", "/input/one", "output/found"),
        ("", "/input/code", "output/found"),
    ],
)
def test_an_input_in_the_folder_of_an_output_is_told(one: str, found: str, right: str) -> None:
    """Only a warning: that the service refuses it is not sure."""
    text = _text(one, found=f"{BELOW}{found}")
    ((code, said),) = _told(text)
    assert code == "PC422"
    assert f"write `path: {BELOW}/{right}`" in said


@pytest.mark.parametrize(
    ("one", "two", "found", "said", "right"),
    [
        ("/all/one", "", "/all", "`one` lies below", "input/one"),
        ("/all/one", "/all/two", "/all", "`one` and `two` lie below", "output/found"),
        ("", "", "", "`one` and `two` and the code lie below", "output/found"),
    ],
)
def test_an_input_below_the_folder_of_an_output_is_told(
    one: str, two: str, found: str, said: str, right: str
) -> None:
    """It is uploaded with the rest; of several it is the output that is to change."""
    ((code, text),) = _told(_text(one, two, f"{BELOW}{found}"))
    assert (code, text.startswith(said)) == ("PC422", True)
    assert f"write `path: {BELOW}/{right}`" in text


@pytest.mark.parametrize(("first", "second"), [("", ""), ("", "/"), ("/", ""), ("/", "//")])
def test_outputs_of_one_folder_are_uploaded_once(first: str, second: str) -> None:
    """A slash at its end makes no other folder of it."""
    outputs = ", ".join(
        f"{name}: {{path: {BELOW}/o{end}}}" for name, end in (("b", first), ("a", second))
    )
    made = compiled(_text().replace(f"{{found: {{path: {BELOW}/output}}}}", f"{{{outputs}}}"))
    assert made.artifacts
    (step,) = made.artifacts.definition["Steps"]
    (upload,) = step["Arguments"]["ProcessingOutputConfig"]["Outputs"]
    assert upload["OutputName"] == "a"
    assert upload["S3Output"]["LocalPath"] == f"{BELOW}/o{second}"


def test_the_root_has_a_name() -> None:
    """All folders lie below it."""
    ((code, said),) = _told(_text(found="/"))
    assert code == "PC422"
    assert said.startswith("`one` and `two` and the code lie below `/`, which is uploaded")


@pytest.mark.parametrize(
    ("one", "local", "found", "code", "says"),
    [
        ("", "input/one", "output", "PC404", "`z` lies in `/opt/ml/processing/input/one`"),
        ("/data", "data/", "output", "PC404", "`z` lies in `/opt/ml/processing/data`"),
        ("", "input/code", "output", "PC404", "`z` lies in `/opt/ml/processing/input/code`"),
        ("", "out", "out", "PC422", "`z` lies in `/opt/ml/processing/out`, which is uploaded"),
        ("", "out/z", "out", "PC422", "`z` lies below `/opt/ml/processing/out`"),
    ],
)
def test_what_a_request_says_is_what_should_change(
    one: str, local: str, found: str, code: str, says: str
) -> None:
    """It is told where its `LocalPath` stands, also beside a folder that a port says."""
    path = f"LocalPath: {BELOW}/{local}"
    place = f"{{S3Uri: s3://example-bucket/z, S3DataType: S3Prefix, {path}}}"
    text = f"{_text(one, found=f'{BELOW}/{found}')}    request:\n      ProcessingInputs:\n"
    text += f"        - {{InputName: z, S3Input: {place}}}\n"
    (item,) = compiled(text).diagnostics
    assert (item.code.number, item.message.startswith(says)) == (code, True)
    assert item.span
    assert text.splitlines()[item.span.line - 1][item.span.column - 1 :].startswith(path[11:])
    line = re.search(r"write `(LocalPath: [^`]*)`", str(item.hint))
    assert line
    assert _told(text.replace(path, line[1])) == []


def test_an_output_that_a_request_says_lies_elsewhere() -> None:
    """And not the input whose place its port says, which others may know."""
    path = f"LocalPath: {BELOW}/data"
    place = f"{{S3Uri: s3://example-bucket/z, S3UploadMode: EndOfJob, {path}}}"
    text = f"{_text('/data')}    request:\n      ProcessingOutputConfig:\n        Outputs:\n"
    text += f"          - {{OutputName: z, S3Output: {place}}}\n"
    ((code, said),) = _told(text)

    assert code == "PC422"
    assert f"`one` lies in `{BELOW}/data`, which is uploaded as the output `z`" in said
    assert f"write `LocalPath: {BELOW}/output/z`" in said


CONTRACT = """
contract: Measure
kind: Processing
image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/i:1
instance: ml.m5.large
inputs:
  rows: {required: false, path: /opt/ml/processing/input/data}
  table: {required: false, path: /opt/ml/processing/input/data}
outputs: {found: {}}
"""
USERS = """
pipeline: Users
steps:
  One: {uses: Measure, inputs: {rows: "s3://example-bucket/rows"}}
  Both: {uses: Measure, inputs: {rows: "s3://example-bucket/a", table: "s3://example-bucket/b"}}
"""


def test_a_contract_may_take_either_of_two_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong is the step that gives both, and a required one that the other meets."""
    monkeypatch.chdir(tmp_path)
    values = "bucket: example-bucket, region: us-east-1, role: 'arn:aws:iam::111122223333:role/R'"
    Path("pipec.yaml").write_text(f"vars: {{{values}}}\ncontracts: [measure.yaml]\n", "utf-8")
    Path("measure.yaml").write_text(CONTRACT, "utf-8")
    Path("users.yaml").write_text(USERS, "utf-8")

    assert main(["validate", "measure.yaml"]) == 0
    assert main(["validate", "users.yaml"]) == 1
    said = capsys.readouterr().out
    assert said.count("error[PC404]") == 1
    assert "users.yaml:5:3" in said
    Path("measure.yaml").write_text(CONTRACT.replace("required: false, ", "", 1), "utf-8")
    assert main(["validate", "measure.yaml"]) == 1
    assert "measure.yaml:8:34" in capsys.readouterr().out
