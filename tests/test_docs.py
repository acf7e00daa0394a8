from __future__ import annotations

import contextlib
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
import xgboost
from ruamel.yaml import YAML

from docs_aws import aws_of_a_page
from docs_pages import ROOT, made_page
from pipec.cli.app import _ON_AWS, COMMANDS, application, main
from pipec.cli.report import Format
from pipec.cli.stop import ENVIRONMENT
from pipec.compiler import codes
from pipec.compiler.compile import SourceFile, compile_pipeline, read_context
from pipec.compiler.language.expressions import ROOTS
from pipec.compiler.language.keys import (
    FRIENDLY,
    INPUT_PORT,
    JOB_KEYS,
    OUTPUT_PORT,
    PIPELINE_SCHEMA,
    PROJECT_SCHEMA,
)
from pipec.compiler.linking.evaluate import EXECUTION_VARIABLES

PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
DEPLOYING = ROOT / "docs" / "deploying.md"
"""The page whose commands talk to AWS; a moto server answers them."""
HEADS = {"uses", "kind", "if", "for_each", "fail"}
PROJECT = """
vars:
  bucket: example-bucket
  region: us-east-1
  role: arn:aws:iam::111122223333:role/SageMakerRole
"""
_BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w+)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `file` is the name that a comment above it gives it."""

    page: Path
    line: int
    language: str
    body: str
    file: str | None


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, m.start()) + 1, m["language"], m["body"], m["file"])
        for m in _BLOCK.finditer(text)
    ]


# --- pages that are made, and what commands print -------------------------------------------------


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page != DEPLOYING], ids=lambda page: page.name
)
def test_what_a_page_shows_is_what_pipec_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, accept: bool
) -> None:
    """Tables made from the code are fresh, and each `$ pipec …` prints what is shown below it."""
    monkeypatch.chdir(tmp_path)
    _play(page, accept=accept)


@pytest.mark.needs_loopback
def test_what_the_page_on_deploying_shows_is_what_pipec_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, accept: bool
) -> None:
    """The same, with the example pipelines to deploy and a moto server to deploy them to."""
    shutil.copytree(ROOT / "pipelines", tmp_path / "pipelines")
    monkeypatch.chdir(tmp_path)
    with aws_of_a_page(monkeypatch):
        _play(DEPLOYING, accept=accept)


def _play(page: Path, *, accept: bool) -> None:
    shown = page.read_text(encoding="utf-8")
    actual = _BLOCK.sub(_played, made_page(shown))
    if accept:
        page.write_text(actual, encoding="utf-8")
    else:
        assert shown == actual


def _played(match: re.Match[str]) -> str:
    """A block as it should be; on the way files are written or changed, its commands are run."""
    if match["file"]:
        path = Path(match["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(match["body"], encoding="utf-8")
    if match["language"] == "diff":
        _change(match["body"])
    if match["language"] != "console":
        return match[0]
    return f"```console\n{''.join(_run(match['body']))}```"


def _change(difference: str) -> None:
    """Change a file as a block of `diff` says; its first line is `--- FILE`."""
    head, *lines = difference.splitlines(keepends=True)
    path = Path(head.removeprefix("--- ").strip())
    old, new = ("".join(x[1:] for x in lines if x[0] in signs) for signs in ("- ", "+ "))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path}: not once there:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _run(body: str) -> Iterator[str]:
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        command, _, shown = part.partition("\n")
        if not command:
            continue
        program, *arguments = shlex.split(command.removeprefix("$ "))
        assert program in _PROGRAMS, f"`{command}` is no command of pipec: use a block of `sh`"
        said = _PROGRAMS[program](arguments)
        output = said.rstrip("\n") + "\n" if said else ""
        yield f"{command}\n{shown if _matches(shown, output) else output}"


def _pipec(arguments: list[str]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        assert main(arguments) != ENVIRONMENT, said.getvalue()
    return said.getvalue()


def _python(arguments: list[str]) -> str:
    """What a program of the page says; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".editable")}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


_PROGRAMS = {"pipec": _pipec, "python": _python}


def _matches(shown: str, output: str) -> bool:
    """Whether the lines are the same; a line `…` stands for any lines."""
    pattern = "".join("(?:.*\n)*" if x == "…\n" else re.escape(x) for x in shown.splitlines(True))
    return re.fullmatch(pattern, output) is not None


# --- examples -------------------------------------------------------------------------------------


class AnyFiles:
    """A disk that has every file that an example names."""

    def read(self, path: str) -> bytes | None:
        """Something, for what looks like a file."""
        if path.endswith("analysis_config.json"):
            return b'{"methods": {"pre_training_bias": {}, "post_training_bias": {}, "shap": {}}}'
        return b"pass" if "." in path.rsplit("/", 1)[-1] else None

    def walk(self, folder: str) -> list[str] | None:
        """The scripts that the examples name inside a folder; None for what looks like a file."""
        return ["inference.py", "train.py"] if self.read(folder) is None else None


# A block that begins with spaces is a piece out of a step, shown for its form.
WORKFLOW = ".github/workflows/pipeline.yml"
EXAMPLES = [
    block
    for page in PAGES
    for block in blocks(page)
    if block.language == "yaml" and block.body[0] != " " and block.file != WORKFLOW
]


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda b: f"{b.page.name}:{b.line}")
def test_an_example_compiles(block: Block) -> None:
    """Pipelines compile, contracts are read, and a fragment compiles within its page's pipeline."""
    page = [b for b in blocks(block.page) if b.language == "yaml"]
    project = (
        block
        if block.file == "pipec.yaml"
        else next((b for b in page if b.file == "pipec.yaml"), None)
    )
    contracts = [
        SourceFile(name=f"{b.line}.yaml", content=b.body.encode())
        for b in page
        if _is(b, "contract")
    ]
    context = read_context(
        SourceFile(name="pipec.yaml", content=(project.body if project else PROJECT).encode()),
        contracts,
    )
    assert context.report.diagnostics() == ()
    if block.file == "pipec.yaml" or _is(block, "contract"):
        return
    text = block.body
    if not _is(block, "pipeline"):
        text = _completed(
            text, next((b.body for b in page if _is(b, "pipeline")), "{pipeline: P, steps: {}}")
        )
    result = compile_pipeline(
        SourceFile(name="pipeline.yaml", content=text.encode()), context, AnyFiles()
    )
    page_text = block.page.read_text("utf-8")
    said = [
        d
        for d in result.diagnostics
        if (text == block.body or d.code != codes.UNUSED_PARAMETER)
        and f"warning[{d.code.number}]" not in page_text  # the page shows it
    ]
    assert [f"{d.span}: {d.message}" for d in said] == []


def _is(block: Block, head: str) -> bool:
    return re.search(rf"^{head}:", block.body, re.MULTILINE) is not None


def _completed(fragment: str, pipeline: str) -> str:
    """A page's pipeline with the steps and top-level keys of a fragment in place of its own."""
    whole: dict[str, Any] = YAML(typ="safe").load(pipeline)
    for key, value in YAML(typ="safe").load(fragment).items():
        if isinstance(value, Mapping) and HEADS & value.keys():
            whole["steps"][key] = value
        else:
            whole[key] = value
    return json.dumps(whole)


# --- completeness, links --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("pipeline", PIPELINE_SCHEMA["properties"]),
        ("project", PROJECT_SCHEMA["properties"]),
        ("step", JOB_KEYS),
        ("friendly", FRIENDLY),
        ("input", INPUT_PORT["properties"]),
        ("output", OUTPUT_PORT["properties"]),
        ("root", [root for root in ROOTS if root != "item"]),
        ("execution", EXECUTION_VARIABLES),
    ],
)
def test_the_reference_names_every_word(what: str, words: list[str]) -> None:
    """Each key, root and execution variable stands in docs/language.md or docs/contracts.md."""
    pages = ("language.md", "contracts.md")
    text = "".join((ROOT / "docs" / page).read_text(encoding="utf-8") for page in pages)
    code = " ".join(re.findall(r"`([^`\n]+)`", text))
    missing = [
        word for word in words if not re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", code)
    ]
    assert missing == [], f"{what}: not in the reference"


def test_the_reference_names_every_command_and_format() -> None:
    """All commands that need no AWS stand in the table, and what they have in common below it."""
    text = (ROOT / "docs" / "language.md").read_text(encoding="utf-8").partition("## Commands")[2]
    local = {name for name, place in COMMANDS.items() if place.partition(":")[0] not in _ON_AWS}
    assert set(re.findall(r"^\| `pipec (\w+)", text, re.MULTILINE)) == local
    assert all(f"`{name}`" in text for name in Format)
    for name in local - {"init"}:
        found = typer.main.get_group(application([name])).commands[name]
        for one in getattr(found, "commands", {"": found}).values():
            options = {option for item in one.params for option in item.opts}
            assert options >= {"--format", "--strict", "--select", "--ignore"}, name


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "docs" / "codes" / "README.md"], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link within the project names a file that exists, and a heading in it."""
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{target}: no such file"
        if anchor:
            assert anchor in _anchors(path), f"{target}: no such heading"


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    text = re.sub(
        r"^(```|~~~).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- the scripts of README.md ---------------------------------------------------------------------


def test_the_scripts_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One splits a table, the other measures a model on the part that is left for tests."""
    (tmp_path / "input" / "raw_data").mkdir(parents=True)
    rows = "".join(f"{2 * n}.0,{n}.0\n" for n in range(40))
    (tmp_path / "input" / "raw_data" / "houses.csv").write_text(f"price,size\n{rows}")
    _script("prepare.py", tmp_path)
    (tmp_path / "test").rename(tmp_path / "input" / "test_data")

    train = np.loadtxt(tmp_path / "train" / "train.csv", delimiter=",")
    booster = xgboost.train({}, xgboost.DMatrix(train[:, 1:], train[:, 0]), 20)
    booster.save_model(tmp_path / "xgboost-model.ubj")
    (tmp_path / "input" / "model").mkdir()
    with tarfile.open(tmp_path / "input" / "model" / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "xgboost-model.ubj", "xgboost-model")

    monkeypatch.setattr(sys, "argv", ["price_check.py", "--tolerance", "0.5"])
    _script("contracts/price_check.py", tmp_path)
    report = json.loads((tmp_path / "evaluation" / "evaluation.json").read_text())
    assert 0.5 <= report["right"] <= 1


def _script(name: str, home: Path) -> None:
    """Run a script of README.md with a folder in place of the container's."""
    text = next(b.body for b in blocks(ROOT / "README.md") if b.file == name)
    path = home / Path(name).name
    path.write_text(text.replace("/opt/ml/processing", str(home)), encoding="utf-8")
    runpy.run_path(str(path), run_name="__main__")


@pytest.mark.parametrize("package", ["words", "evidence", "choice", "settling", "telling"])
def test_the_map_of_the_wiring_names_every_module(package: str) -> None:
    """Each package has a row, with what is in it in reading order."""
    page = (ROOT / "docs/contributing.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if f"| `compiler/wiring/{package}/` |" in line)
    modules = {path.stem for path in (ROOT / "compiler/wiring" / package).glob("[a-z]*.py")}

    assert set(re.findall(r"`(\w+)`", row)) == modules
