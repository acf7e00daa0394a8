"""Commas in texts in `{ }`: what is a slip, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_runs import runner, write
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.flow_slips import slips
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Mapping

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:own"
KNOWN = ("description", "type", "default", "to")


def told(text: str) -> list[tuple[str, str | None]]:
    """The unknown keys that are told, with what to write."""
    tree = read_yaml("f.yaml", f"a: {text}\n".encode(), Report())
    node = tree.get("a") if tree else None
    assert isinstance(node, Mapping)
    unknown = [entry for entry in node if entry.key not in KNOWN]
    return [(entry.key, hint) for entry, hint in slips(node, unknown)]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("{description: Good, bad}", 'description: "Good, bad"'),
        ("{description: One,two,  three words, type: x}", 'description: "One,two,  three words"'),
        ('{description: Say "no", twice}', r'description: "Say \"no\", twice"'),
        ("{to: a b, c}", 'to: "a b, c"'),
        ("{to: a, b c}", 'to: "a, b c"'),
        ("{description: The name, type, is odd}", 'description: "The name, type, is odd"'),
    ],
)
def test_a_text_with_commas_is_told_once(text: str, right: str) -> None:
    """With the whole text, as it was written."""
    [(_, hint)] = told(text)
    assert hint is not None
    assert hint.endswith(f"quote the text: `{right}`")


@pytest.mark.parametrize(
    "text",
    [
        "{type: string, optional}",
        "{default: 3, no more}",
        '{description: "Good", bad words}',
        "{description: Good, other: bad words}",
        "{description: Good, bad: null}",
        "\n  description: Good words\n  bad words:\n  worse:",
        "{s3://bucket: 1}",
    ],
)
def test_other_unknown_keys_are_only_unknown(text: str) -> None:
    """Words behind a word, a number or quotes; keys with values, or on lines of their own."""
    assert {hint for _, hint in told(text)} == {None}


def test_in_the_schema_of_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One error for all pieces; none for a text that ends with a key of its own, or has quotes."""
    pipec = runner(tmp_path, monkeypatch, capsys)
    options = (
        "  rounds: {type: integer, default: 3, description: Rounds, as few as may be, of boosting}",
        "  depth: {description: How deep, type: integer, default: 4}",
        '  eta: {description: "Between 0, and 1", type: number, default: 0.1}',
    )
    lines = ["contract: Own", "kind: Lambda", f"function: {FUNCTION}", "options:", *options]
    write("pipec.yaml", "contracts: [own.yaml]\n")
    write("own.yaml", "\n".join(lines) + "\n")
    write("p.yaml", "pipeline: P\nsteps:\n  Own: {uses: Own}\n")
    said = pipec("validate", "p.yaml").out
    assert "error[PC113]: the schema of the option `rounds` cannot have `as few as may be`" in said
    assert 'quote the text: `description: "Rounds, as few as may be, of boosting"`' in said
    assert said.endswith("\n1 error\n")
