"""The schemas for editors take all that the compiler takes, and refuse what its schemas refuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from pipec.cli import workspace
from pipec.cli.app import main
from pipec.cli.commands.schemas import schema_text
from pipec.compiler.diagnostics import Report
from pipec.compiler.editor.descriptions import DESCRIPTIONS
from pipec.compiler.editor.forms import union
from pipec.compiler.editor.ports import HAS_REFERENCE, option_schema
from pipec.compiler.editor.schemas import KINDS
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import to_data

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
RIGHT = (
    "contracts",
    "pipelines",
    "tests/cases/asked",
    "tests/cases/ok",
    "tests/oracle/matrix",
    "tests/oracle/twins",
)
FORM_CODES = ("PC101", "PC102", "PC103")
LEFT_TO_THE_COMPILER = {
    "PC102-function-null": "null removes what a contract or defaults said, and they may say it",
    "PC102-lambda-without-function": "its contract may say it",
    "PC102-retry-on-nothing": "null may stand for any key",
    "PC103-contract-without-a-name": "null may stand for any key",
    "PC103-option-of-nothing": "null may stand for any key",
    "PC103-defaults-of-the-wrong-type": "6 and 6.0 are one number to an editor",
    "PC103-loop-over-text": "a reference is a text too",
    "PC103-name-without-a-value": "null removes what a contract or defaults said",
    "PC103-parallelism": "the value of a var is not looked up",
    "PC103-bad-cache-duration": "the duration's form is wider than a pattern worth its length",
    "PC103-code-of-a-server": "what is a place in S3 is wider than a pattern worth its length",
    "PC103-code-without-entry": "which keys go together hangs on the kind and on other layers",
    "PC103-default-not-in-enum": "compares a value with another one of the file",
    "PC103-empty-input-of-a-contract": "null may stand for any key",
    "PC103-folder-without-entry": "which keys go together hangs on the kind and on other layers",
    "PC103-leading-zero": "an editor reads 012 as the number 12",
    "PC103-number-out-of-range-in-parameters": "an editor reads 1e400 as a number or as a text",
    "PC103-number-out-of-range-in-payload": "an editor reads 1e400 as a number or as a text",
    "PC103-reference-in-a-default": "the text of a default is not looked into",
    "PC103-retry-without-limit": "which of two keys is there hangs on neither alone",
    "PC103-settings-without-a-value": "null may stand for any key",
}
"""Mistakes that a schema of one file does not see, and why."""


@cache
def _validator(kind: str, project: Path | None) -> Any:
    context = workspace.read_project(project, None)
    return Draft7Validator(json.loads(schema_text(kind, context)))


def _problems(path: Path) -> list[str]:
    """What the schema of a file's kind says against it, with the contracts of its project."""
    kind = "project" if path.name == workspace.PROJECT_FILE else workspace.kind_of(str(path))
    assert kind is not None, path
    tree = read_yaml(path.name, path.read_bytes(), Report())
    assert tree is not None, path
    validator = _validator(kind, workspace.find_project(str(path)))
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator.iter_errors(to_data(tree))
    ]


RIGHT_FILES = [path for folder in RIGHT for path in sorted((ROOT / folder).rglob("*.yaml"))]


@pytest.mark.parametrize("path", RIGHT_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_compiles_is_clean(path: Path) -> None:
    """Nothing is marked in an example, a case, a twin or a built-in contract."""
    assert _problems(path) == []


PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_documentation_shows_is_clean(page: Path) -> None:
    """Nothing is marked in a whole file that a page shows; the contracts may be the page's own."""
    for text in re.findall(r"^```yaml\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
        first = re.search(r"^(pipeline|contract|contracts):", text, re.MULTILINE)
        if first:
            kind = first[1] if first[1] in KINDS else "project"
            tree = read_yaml(page.name, text.encode(), Report())
            assert tree is not None
            errors = _open_validator(kind).iter_errors(to_data(tree))
            assert [error.message[:200] for error in errors] == [], text


@cache
def _open_validator(kind: str) -> Any:
    return Draft7Validator(json.loads(schema_text(kind, None)))


@pytest.mark.parametrize(
    "name",
    sorted(path.name for path in (CASES / "err").iterdir() if path.name.startswith(FORM_CODES)),
)
def test_a_wrong_form_is_marked(name: str) -> None:
    """What the compiler's own schemas refuse is refused, but for what is listed with a reason."""
    files = sorted((CASES / "err" / name).rglob("*.yaml"))
    marked = any(_problems(path) for path in files)
    assert marked != (name in LEFT_TO_THE_COMPILER)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema(kind: str) -> None:
    """The schema itself is one of draft-07."""
    Draft7Validator.check_schema(json.loads(schema_text(kind, None)))


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("pipeline", {"pipeline": "P", "steps": {"A": {"fail": "x"}}}),
        ("contract", {"contract": "C", "kind": "Wait"}),
        ("contract", {"contract": "C", "kind": "Lambda"}),
        ("project", {}),
    ],
)
def test_keys_for_anchors_are_taken(kind: str, of: dict[str, Any]) -> None:
    """At the top of each file, whatever they hold; another unknown key is marked."""
    if of.get("kind") == "Wait":
        of = {**of, "unchecked": True}
    validator = _open_validator(kind)
    assert validator.is_valid({**of, "x-a": 1, "x-": {"y": []}})
    assert not validator.is_valid({**of, "y-a": 1})


def test_without_a_project_any_contract_may_be_used() -> None:
    """The schema of nobody's project knows the built-in contracts and takes other names too."""
    validator = Draft7Validator(json.loads(schema_text("pipeline", None)))
    of = {"pipeline": "P", "steps": {"A": {"uses": "SomeoneElses", "options": {"x": 1}}}}
    assert validator.is_valid(of)
    of["steps"] = {"A": {"uses": "XGBoostTraining", "options": {"x": 1}}}
    assert not validator.is_valid(of)


@pytest.mark.parametrize("kind", KINDS)
def test_each_key_of_the_language_is_explained(kind: str) -> None:
    """Every key at the top of a file and of a step has a text."""
    schema = json.loads(schema_text(kind, None))
    found = schema["definitions"]
    keys = [*schema["properties"].values()]
    keys += [item for name, item in found.items() if name.startswith(("key.", "any.", "no."))]
    keys += [
        item
        for name in found
        if name.startswith("head.")
        for item in found[name]["properties"].values()
    ]
    for item in keys:
        resolved = found[item["$ref"].rpartition("/")[2]] if "$ref" in item else item
        assert item.get("description") or resolved.get("description"), item


def test_no_text_explains_a_key_that_is_not_there() -> None:
    """Each description belongs to a key of one of the schemas."""
    texts = {text for kind in KINDS for text in _texts(json.loads(schema_text(kind, None)))}
    unused = [key for key, text in DESCRIPTIONS.items() if not any(text in t for t in texts)]
    assert unused == []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key in ("description", "markdownDescription"):
            if isinstance(value.get(key), str):
                yield value[key]
        for item in value.values():
            yield from _texts(item)


def test_the_same_bytes_under_any_hash_seed() -> None:
    """The schema of a pipeline does not hang on the order of sets."""
    program = (
        "import sys; from pipec.cli.commands.schemas import schema_text;"
        "sys.stdout.write(schema_text('pipeline', None))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": str(ROOT / ".editable"), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert made == {schema_text("pipeline", None).encode()}


# --- parts ----------------------------------------------------------------------------------------

SIMPLE = st.one_of(
    st.sampled_from(["string", "integer", "boolean", "array", "object"]).map(
        lambda kind: {"type": kind}
    ),
    st.sampled_from(["^a", "^b"]).map(lambda text: {"type": "string", "pattern": text}),
    st.integers(0, 3).map(lambda least: {"type": "integer", "minimum": least}),
    st.lists(st.sampled_from(["a", "b", 1]), min_size=1).map(lambda found: {"enum": found}),
    st.just({"type": "object", "properties": {"x": {"type": "string"}}}),
)
DATA = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1, 4), st.sampled_from(["a", "b", "${x}"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("xy"), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.lists(SIMPLE, min_size=1, max_size=4), DATA)
def test_a_union_takes_what_one_of_its_parts_takes(parts: list[Any], data: Any) -> None:
    """One schema for several types means the same as the alternatives."""
    wanted = any(Draft7Validator(part).is_valid(data) for part in parts)
    assert Draft7Validator(union(*parts)).is_valid(data) == wanted


@given(SIMPLE, DATA)
def test_an_option_takes_what_its_contract_takes(schema: dict[str, Any], data: Any) -> None:
    """And a reference anywhere in it, which the compiler does not look into either."""
    made = {**option_schema(schema), "definitions": {"has_reference": HAS_REFERENCE}}
    refers = "${" in json.dumps(data) and (schema.get("type") in (None, "array", "object"))
    refers = refers or (isinstance(data, str) and "${" in data)
    if Draft202012Validator(schema).is_valid(data) or refers or data is None:
        assert Draft7Validator(made).is_valid(data)


def test_an_option_with_an_ordered_list() -> None:
    """`prefixItems` of 2020-12 is written as draft-07 says it."""
    schema = option_schema(
        {"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}}
    )
    validator = Draft7Validator({**schema, "definitions": {"has_reference": HAS_REFERENCE}})
    assert validator.is_valid(["a", 1])
    assert not validator.is_valid([1, 1])
    assert not validator.is_valid(["a", "b"])


# --- the command ----------------------------------------------------------------------------------

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a contract of its own; the working folder is below it."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "inside").mkdir()
    (tmp_path / "pipec.yaml").write_text("contracts: [contracts]\n")
    (tmp_path / "contracts" / "own.yaml").write_text(
        "contract: ChurnScores\nkind: Processing\noutputs: {scores: {path: /opt/ml/out}}\n"
    )
    monkeypatch.chdir(tmp_path / "inside")
    return tmp_path


def test_written_beside_the_project_file_and_fresh(project: Path, capsys: Captured) -> None:
    """`--write` writes all three; `--check` is content until a contract changes."""
    assert main(["schema", "--check"]) == 1
    assert capsys.readouterr().err.count("stale: ") == 3
    assert not (project / ".pipec").exists()
    assert main(["schema", "--write"]) == 0
    assert capsys.readouterr().err.count("wrote ../.pipec/") == 3
    written = (project / ".pipec" / "pipeline.schema.json").read_text()
    assert '"ChurnScores"' in written
    assert main(["schema", "pipeline"]) == 0
    assert capsys.readouterr().out == written
    assert main(["schema", "--check"]) == 0
    own = project / "contracts" / "own.yaml"
    own.write_text(own.read_text().replace("scores", "chances"))
    assert main(["schema", "--check"]) == 1
    assert capsys.readouterr().err == (
        "stale: ../.pipec/pipeline.schema.json\n`pipec schema --write` makes it fresh\n"
    )


def test_written_elsewhere(project: Path, tmp_path: Path, capsys: Captured) -> None:
    """`--out` names the folder, also in what is said to do about stale ones."""
    assert main(["schema", "--check", "--out", "a b"]) == 1
    assert "`pipec schema --write --out 'a b'` makes them fresh\n" in capsys.readouterr().err
    assert main(["schema", "--write", "--out", str(tmp_path / "x")]) == 0
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == [
        "contract.schema.json",
        "pipeline.schema.json",
        "project.schema.json",
    ]
    assert not (project / ".pipec").exists()


def test_settings_of_vs_code(project: Path, capsys: Captured) -> None:
    """The paths are relative to the project's folder, which the editor opens."""
    assert main(["schema", "--settings", "vscode"]) == 0
    found = json.loads(capsys.readouterr().out)["yaml.schemas"]
    assert found[".pipec/project.schema.json"] == ["pipec.yaml"]
    assert found[".pipec/contract.schema.json"] == ["contracts/**/*.yaml", "contracts/**/*.yml"]
    assert {"pipeline.yml", "a.pipeline.yml"} <= {
        name.replace("*", "a") for name in found[".pipec/pipeline.schema.json"]
    }
    assert project.is_dir()


def test_a_broken_contract_writes_nothing(project: Path, capsys: Captured) -> None:
    """The mistake is reported, the exit code is 1."""
    (project / "contracts" / "own.yaml").write_text("contract: A\nkind: Trainig\n")
    assert main(["schema", "--write"]) == 1
    assert "PC111" in capsys.readouterr().err
    assert not (project / ".pipec").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["pipeline", "--write"],
        ["nothing"],
        ["pipeline", "--out", "x"],
        ["--write", "--settings", "vscode"],
        ["--settings", "ed"],
    ],
)
def test_wrong_usage(arguments: list[str], project: Path) -> None:
    """One thing is asked for, of what there is."""
    assert main(["schema", *arguments]) == 2
    assert not (project / ".pipec").exists()
