"""The table of diagnostic codes, and that every code is shown by a case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipec.compiler.codes import CODES
from pipec.compiler.diagnostics import Code, Severity

CASES = Path(__file__).parent / "cases"
SHOWN = {path.name: path / "report.txt" for path in CASES.glob("*/PC*-*")}

PYTHON_WORDS = r"\b(None|NoneType|dict|str|int|float|bool|Scalar|Traceback)\b"
LIBRARY_WORDS = (
    r"botocore|boto3|ClientError|An error occurred|operation:|Parameter validation|Unable to locate"
    r"|ValidationException|response stub|Traceback|bug in pipec"
)
SENTENCE = re.compile(r"^(?:error|warning)\[\w+\]: (.*)|^ *= (?:hint|related): (.*)", re.MULTILINE)


@pytest.mark.parametrize("number", sorted(CODES))
def test_a_case_shows_each_code(number: str) -> None:
    """Each code has a case named after it; a warning's is among the right pipelines."""
    assert any(name.startswith(f"{number}-") for name in SHOWN)


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_case_shows_the_code_that_it_is_named_after(name: str) -> None:
    """`PC101-…` reports PC101, as an error or a warning as the table has it."""
    code = CODES[name.partition("-")[0]]
    assert f"{code.severity}[{code.number}]: " in SHOWN[name].read_text()


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_report_speaks_to_people(name: str) -> None:
    """No report shows Python's words for things, nor a message that ends with a full stop."""
    for message, note in SENTENCE.findall(SHOWN[name].read_text()):
        own_words = re.sub(r"`[^`]*`", "", message or note)
        assert not re.search(PYTHON_WORDS, own_words)
        assert not message.endswith(".")


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_report_keeps_the_libraries_to_itself(name: str) -> None:
    """No report has the words of botocore, nor is one a bug of pipec."""
    assert not re.search(LIBRARY_WORDS, SHOWN[name].read_text())


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.number)
def test_a_code_is_documented(code: Code) -> None:
    """A slug of words, a summary in one line, an explanation that ends with a full stop."""
    assert re.fullmatch(r"PC[0-5]\d\d", code.number)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.slug)
    assert code.summary
    assert not code.summary.endswith(".")
    assert code.explanation.endswith(".")
    assert isinstance(code.severity, Severity)


def test_slugs_are_unique() -> None:
    """Two codes never share a slug."""
    slugs = [code.slug for code in CODES.values()]
    assert len(slugs) == len(set(slugs))
