"""`pipec docs`: what the pages say, that no text of a contract gets out of its place, the files."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cli_runs import PROJECT, ROOT, WRONG, Pipec, runner, snapshot, write
from pipec.cli.catalogue.escaping import code, prose
from pipec.cli.catalogue.example import example_of
from pipec.cli.catalogue.model import Entry
from pipec.cli.catalogue.pages import MARK, linked, page_of, pages
from pipec.cli.catalogue.tables import contract_tables, table
from pipec.cli.report.markup import plain
from pipec.compiler.compile import read_context
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import library
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import from_data
from wiring_language import DATA, NOTHING, SPAN, give, need

EVIL = "</td><script>alert(1)</script> | a ` b `c|d` \\`<img src=x> [x](javascript:y)\n# x\n\n- y"
CONTRACT = """\
contract: Features
description: Adds columns | and `rows`.
kind: Processing
inputs:
  table: {type: processing_output, compatible_sources: [DataLoad], description: CSV files.}
outputs:
  features: {type: processing_output, path: /opt/ml/processing/features, aliases: [training_data]}
options:
  window: {type: integer, minimum: 3, description: Days.}
image: {framework: sklearn, version: 1.2-1}
instance: ml.m5.large
code: features.py
"""
PIPELINE = """\
pipeline: Sales
steps:
  Load: {uses: DataLoad, code: load.py}
  Add: {uses: Features, options: {window: 7}}
  Train: {uses: XGBoostTraining, from: [Add]}
"""


@pytest.fixture
def pipec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pipec:
    """Run pipec in a project of one contract and one pipeline."""
    run = runner(tmp_path, monkeypatch, capsys)
    write("pipec.yaml", PROJECT + "contracts: [contracts]\n")
    write("contracts/features.yaml", CONTRACT)
    write("contracts/features.py", "pass\n")
    write("flows/sales.yaml", PIPELINE)
    write("flows/load.py", "pass\n")
    return run


def tokens(text: str) -> Iterator[Token]:
    """What a Markdown parser finds, HTML allowed, inside of other tokens too."""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def kinds(text: str) -> set[str]:
    """The kinds of tokens there are."""
    return {token.type for token in tokens(text)}


SAFE = {
    *("paragraph_open", "paragraph_close", "inline", "text", "code_inline", "softbreak"),
    *("em_open", "em_close", "strong_open", "strong_close", "text_special", "html_inline"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
}


# --- texts ----------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("ab`\\|<>&[](){}!*_#-~:\n\t \u202e"), max_size=30))
@example(EVIL)
@example("\\`<b>`")
@example("``a`b`` `c")
def test_any_text_stays_in_its_cell(text: str) -> None:
    """Of a description or a value: no HTML but ours, no link, no further cell, nothing lost."""
    for cell in (prose(text), code(text)):
        shown = "\n".join(table(("x", "y"), [(cell, "end")]))
        found = list(tokens(shown))
        assert {token.type for token in found} <= SAFE
        assert all(token.content in ("<code>", "</code>") for token in found
                   if token.type == "html_inline")  # fmt: skip
        assert sum(token.type == "td_open" for token in found) == 2
        assert sum(token.type == "tr_open" for token in found) == 2
    read = "".join(
        token.content for token in tokens(f"x{code(text)}")
        if token.type in ("text", "text_special", "code_inline")
    )  # fmt: skip
    assert html.unescape(read) == "x" + plain(" ".join(text.splitlines()))


def test_code_stays_code() -> None:
    """Where a description marks it; outside of it brackets are no links."""
    assert prose("Set `inputs: {a: null}`, not <b> or [x](y).") == (
        "Set `inputs: {a: null}`, not &lt;b&gt; or &#91;x&#93;(y)."
    )
    assert code({"a": [1, True, None], "b": {"c": "d"}}) == "`{a: [1, true, null], b: {c: d}}`"
    assert code("a|b") == "<code>a&#124;b</code>"


def test_hostile_contracts() -> None:
    """No text of a contract makes markup on its page or in the index."""
    port = need(EVIL, DATA)._replace(description=EVIL, aliases=(EVIL,), compatible_sources=(EVIL,))
    schema = from_data({"description": EVIL, "default": EVIL, "enum": [EVIL, {EVIL: EVIL}]}, SPAN)
    assert isinstance(schema, Tree)
    contract = Contract(
        name="Evil",
        kind="Processing",
        span=SPAN._replace(file=f"a/{EVIL}"),
        inputs={EVIL: port},
        outputs={EVIL: give(EVIL, DATA)._replace(description=EVIL)},
        options={EVIL: schema},
        body=NOTHING,
        description=EVIL,
    )
    entry = Entry(
        contract=contract,
        is_own=True,
        uses=((EVIL, "Step"),),
        feeds={EVIL: ()},
        takers={EVIL: ()},
        example=f"x: |\n  ```\n  {EVIL}\n",
    )
    for text in pages([entry], linked("out")).values():
        found = list(tokens(text.removeprefix(MARK)))
        html_ = {token.content for token in found if token.type.startswith("html")}
        assert html_ <= {"<code>", "</code>"}
        links = [token.attrs["href"] for token in found if token.type == "link_open"]
        assert all(str(link).startswith(("Evil.md", "../a/")) for link in links), links
        headings = [
            after.content
            for token, after in pairwise(found)
            if token.type == "heading_open" and after.type == "inline"
        ]
        assert headings in (["Contracts", "Of this project"], ["Evil", "Example", "Steps"])
        assert "bullet_list_open" not in {token.type for token in found}


# --- contracts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", library())
def test_every_contract_of_pipec_has_an_example(name: str) -> None:
    """It names the contract, and the tables begin with its kind."""
    context = read_context(None, [])
    contract = context.registry.get(name, Report())
    assert contract is not None
    shown = example_of(contract, context, {})
    assert shown is not None
    assert shown.splitlines()[1] == f"  uses: {name}"
    assert "\n".join(contract_tables(contract)).startswith(f"Kind {contract.kind}. ")


@pytest.mark.parametrize("name", library())
def test_an_example_compiles(name: str, pipec: Pipec) -> None:
    """As a step of a file, with a script beside it."""
    context = read_context(None, [])
    contract = context.registry.get(name, Report())
    assert contract is not None
    shown = example_of(contract, context, {})
    assert shown is not None
    step = "".join(f"  {line}\n" for line in shown.splitlines())
    write("flows/example.yaml", f"pipeline: Example\nsteps:\n{step}")
    write("flows/script.py", "pass\n")
    run = pipec("validate", "flows/example.yaml")
    assert run.code == 0, run.out


def test_no_example_where_it_is_not_known(pipec: Pipec) -> None:
    """What only its author can know is not made up."""
    write(
        "contracts/features.yaml",
        CONTRACT.replace("integer, minimum: 3", "string, pattern: '^[xyz]{7}$'"),
    )
    write("flows/sales.yaml", PIPELINE.replace("window: 7", "window: xyzzyxx"))
    assert pipec("docs").code == 0
    assert "## Example" not in Path("docs/contracts/Features.md").read_text("utf-8")


# --- the command ----------------------------------------------------------------------------------


def test_the_pages(pipec: Pipec) -> None:
    """One for each contract of the project's own or in use, and an index that links to them."""
    run = pipec("docs")
    assert (run.code, run.out) == (0, "")
    names = ["DataLoad.md", "Features.md", "README.md", "XGBoostTraining.md"]
    assert sorted(run.err.splitlines()) == [f"wrote docs/contracts/{name}" for name in names]
    assert sorted(snapshot("docs/contracts")) == names
    index = Path("docs/contracts/README.md").read_text("utf-8")
    assert "| [Features](Features.md) | Processing | Adds columns &#124; and `rows` | 1 |" in index
    page = Path("docs/contracts/Features.md").read_text("utf-8")
    assert "Defined in [features.yaml](<../../contracts/features.yaml>), line 1." in page
    assert "  uses: Features\n  inputs: {table: s3://example-bucket/table}\n" in page
    assert "  options: {window: 3}\n" in page
    assert (
        "| `table` | takes | `data` of [DataLoad](DataLoad.md) | `Add` ← `Load` | "
        "`flows/sales.yaml` |" in page
    )
    assert (
        "| `features` | feeds | `training_data` of [XGBoostTraining](XGBoostTraining.md) | "
        "`Add` → `Train` | `flows/sales.yaml` |" in page
    )
    assert "| `Add` | `flows/sales.yaml` |" in page
    for path in Path("docs/contracts").iterdir():
        for token in tokens(path.read_text("utf-8")):
            if token.type == "link_open":
                assert (path.parent / str(token.attrs["href"])).exists()


def test_the_same_from_anywhere(pipec: Pipec, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder and the way to the project leave no trace in the pages."""
    assert pipec("docs").code == 0
    before = snapshot("docs/contracts")
    project = Path.cwd()
    shutil.rmtree("docs")
    monkeypatch.chdir(project / "flows")
    assert pipec("docs", "sales.yaml").code == 0
    monkeypatch.chdir(project.parent)
    assert pipec("docs", project.name, "--check").code == 0
    monkeypatch.chdir(project)
    assert snapshot("docs/contracts") == before


def test_check(pipec: Pipec) -> None:
    """It names what is stale, what is missing and what is left over, and writes nothing."""
    assert pipec("docs").code == 0
    assert pipec("docs", "--check").code == 0
    write("contracts/features.yaml", CONTRACT.replace("CSV files", "Tables"))
    write("docs/contracts/Gone.md", f"{MARK}\n")
    write("docs/contracts/mine.md", "mine")
    before = snapshot("docs/contracts")
    run = pipec("docs", "--check")
    assert run.code == 1
    assert run.err == (
        "stale: docs/contracts/Features.md\nstale: docs/contracts/Gone.md\n"
        "the same command without `--check` makes them fresh\n"
    )
    assert snapshot("docs/contracts") == before
    run = pipec("docs")
    assert "removed docs/contracts/Gone.md" in run.err
    assert Path("docs/contracts/mine.md").exists()
    assert pipec("docs", "--check").code == 0


def test_files_of_the_user_stay(pipec: Pipec) -> None:
    """A page of theirs with the name of one of ours stops it before anything is written."""
    write("docs/contracts/README.md", "# Ours\n")
    run = pipec("docs")
    assert run.code == 2
    assert "is a file of yours" in run.err.replace("\n", " ")
    assert snapshot("docs/contracts") == {"README.md": b"# Ours\n"}
    assert pipec("docs", "--out", "pages").code == 0
    assert Path("pages/Features.md").exists()


def test_mistakes_are_told(pipec: Pipec) -> None:
    """Of contracts and pipelines, all at once; nothing is written."""
    write("contracts/wrong.yaml", "contract: Wrong\nkind: Procesing\n")
    write("flows/wrong.yaml", WRONG)
    run = pipec("docs")
    assert (run.code, run.out) == (1, "")
    assert "contracts/wrong.yaml:2:7" in run.err
    assert not Path("docs").exists()
    write("contracts/wrong.yaml", "contract: Wrong\nkind: Processing\nimage: i\n")
    run = pipec("docs")
    assert run.code == 1
    assert "flows/wrong.yaml" in run.err


def test_no_such_path(pipec: Pipec) -> None:
    """It is a wrong use."""
    assert pipec("docs", "nowhere").code == 2


def test_without_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The contracts that the folder's pipelines use; of an empty folder the index says so."""
    run = runner(tmp_path, monkeypatch, capsys)
    assert run("docs").code == 0
    assert "There are none" in Path("docs/contracts/README.md").read_text("utf-8")
    shutil.copytree(ROOT / "pipelines" / "abalone", "abalone")
    assert run("docs").code == 0
    assert Path("docs/contracts/ModelEvaluation.md").exists()


def test_a_contract_named_as_the_index() -> None:
    """Its page has another name, on file systems that tell no case too."""
    assert page_of("README") == "README_.md"
    assert page_of("readme") == "readme_.md"
    assert page_of("Features") == "Features.md"
