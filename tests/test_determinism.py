"""Same files, same bytes: on any machine, in any folder, whatever the order of the steps."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping as AnyMapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipec.cli import workspace
from pipec.compiler.compile import Result, SourceFile, compile_pipeline
from pipec.compiler.diagnostics import Report
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.syntax import Mapping

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted(path.parent for path in ROOT.glob("pipelines/*/pipeline.yaml"))
MATRIX = sorted(path.parent for path in ROOT.glob("tests/oracle/matrix/*/pipeline.yaml"))
SHUFFLED = [*EXAMPLES, ROOT / "tests/oracle/matrix/wiring"]
SOURCES = ("cli", "compiler", "contracts", "schemas", "pipelines", "tests/oracle/matrix")

COMPILE = """
import sys
from pathlib import Path
from pipec.cli.app import main
out, *pipelines = sys.argv[1:]
for number, pipeline in enumerate(pipelines):
    code = main(["compile", pipeline, "-o", f"{out}/{number:02}"])
    assert code == 0, (pipeline, code)
"""

Files = dict[str, bytes]
Environment = AnyMapping[str, str]


def compiled(
    checkout: Path,
    out: Path,
    *,
    cwd: Path | None = None,
    environment: Environment = MappingProxyType({}),
) -> Files:
    """What a fresh process writes for all examples and the matrix of a checkout.

    Without `cwd` it runs in the checkout; paths are given relative to where it runs.
    """
    place = cwd or checkout
    folders = [checkout / folder.relative_to(ROOT) for folder in (*EXAMPLES, *MATRIX)]
    pipelines = [os.path.relpath(folder / "pipeline.yaml", place) for folder in folders]
    fixed = {"PATH": os.environ["PATH"], "PYTHONPATH": str(checkout / ".editable")}
    subprocess.run(
        [sys.executable, "-c", COMPILE, str(out), *pipelines],
        cwd=place,
        env={**fixed, "PYTHONHASHSEED": "0", **environment},
        capture_output=True,
        check=True,
    )
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def copy_of_the_checkout(place: Path) -> Path:
    """The checkout at another path, its code folders dirtied by what tools leave behind."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".editable", place / ".editable", symlinks=True)
    for script in [*place.glob("pipelines/*/code"), place / "tests/oracle/matrix/code/src"]:
        (script / "__pycache__").mkdir()
        (script / "__pycache__" / "train.cpython-311.pyc").write_bytes(os.urandom(16))
        (script / "stray.pyc").write_bytes(os.urandom(16))
    return place


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What the checkout itself gives, under the hash seed 0."""
    return compiled(ROOT, tmp_path_factory.mktemp("expected"))


def test_three_files_come_out_of_each_pipeline(expected: Files) -> None:
    """Definition, Python and manifest of every example and matrix pipeline are compared."""
    names = [path.rsplit("/", 1)[1] for path in expected]

    assert len(EXAMPLES) >= 3
    for name in ("definition.json", "pipeline.py", "assets.json"):
        assert names.count(name) == len(EXAMPLES) + len(MATRIX)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "random", "PYTHONOPTIMIZE": "2", "AWS_DEFAULT_REGION": "eu-west-3"},
    ],
    ids=["c-locale", "turkish", "random-seed"],
)
def test_the_environment_changes_nothing(
    environment: dict[str, str], expected: Files, tmp_path: Path
) -> None:
    """Hash seed, time zone, locale and AWS settings leave every byte as it is."""
    assert compiled(ROOT, tmp_path, environment=environment) == expected


@pytest.mark.parametrize("place", ["a", "deep/er and/ünïcødé 🦪"])
def test_the_place_of_the_checkout_changes_nothing(
    place: str, expected: Files, tmp_path: Path
) -> None:
    """A copy elsewhere, with newer files, caches in its code folders and another working folder."""
    checkout = copy_of_the_checkout(tmp_path / place)
    for number, path in enumerate(sorted(checkout.glob("pipelines/**/*"))):
        os.utime(path, (number * 1000, number * 1000))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    assert compiled(checkout, tmp_path / "out", cwd=elsewhere) == expected


def test_a_file_may_be_named_in_any_way(expected: Files, tmp_path: Path) -> None:
    """Named from its own folder, or by its absolute path, a pipeline gives the same files."""
    pipeline = EXAMPLES[0] / "pipeline.yaml"
    first = {name: content for name, content in expected.items() if name.startswith("00/")}
    fixed = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / ".editable")}
    for number, name in enumerate(["pipeline.yaml", "./pipeline.yaml", str(pipeline)]):
        out = tmp_path / str(number)
        command = [sys.executable, "-c", COMPILE, str(out), name]
        subprocess.run(command, cwd=pipeline.parent, env=fixed, capture_output=True, check=True)
        found = {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*.*")}
        assert found == first


# --- the order of the steps in the file -----------------------------------------------------


@pytest.mark.parametrize("folder", SHUFFLED, ids=lambda folder: folder.name)
@given(data=st.data())
def test_shuffled_steps_mean_the_same(folder: Path, data: st.DataObject) -> None:
    """The same wires with the same scores, and apart from the order the same steps."""
    file, text, plain = original(folder)
    shuffled = shuffle(file, text, data)
    result = compile_text(file, shuffled)

    assert result.artifacts is not None, shuffled
    assert decisions(result) == decisions(plain)
    assert plain.artifacts is not None
    assert unordered(result.artifacts.definition) == unordered(plain.artifacts.definition)
    assert result.artifacts.manifest_text == plain.artifacts.manifest_text


@pytest.mark.parametrize("folder", SHUFFLED, ids=lambda folder: folder.name)
def test_shuffling_moves_steps(folder: Path) -> None:
    """The helper above really moves whole steps, those in branches too."""
    file, text, plain = original(folder)
    turned = "".join(in_order(file, text, lambda chunks: chunks[::-1]))

    assert turned != text
    assert sorted(turned) == sorted(text)
    names = [step.name for step in plain.steps if not step.block]
    tree = read_yaml(file, turned.encode(), Report())
    assert tree is not None
    steps = tree.get("steps")
    assert isinstance(steps, Mapping)
    assert list(steps.entries) == names[::-1]


@cache
def original(folder: Path) -> tuple[str, str, Result]:
    """A pipeline's file name, its text, and what it compiles to as it is."""
    file = (folder / "pipeline.yaml").as_posix()
    text = Path(file).read_text("utf-8")
    return file, text, compile_text(file, text)


def compile_text(file: str, text: str) -> Result:
    """Compile a text as if it stood in the file."""
    context = workspace.Contexts().of(file)
    source = SourceFile(name=file, content=text.encode())
    return compile_pipeline(source, context, workspace.DiskFiles())


def decisions(result: Result) -> dict[tuple[str, str], tuple[str, str, float] | None]:
    """Each input that the compiler was to bind: the output it chose, and the score."""
    assert result.links is not None
    return {
        (item.step, item.input): (item.chosen.step, item.chosen.output, item.chosen.score)
        if item.chosen
        else None
        for item in result.links.decisions
    }


def unordered(value: Any) -> Any:
    """A definition with its steps sorted by name, in branches too."""
    if isinstance(value, dict):
        return {key: unordered(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [unordered(item) for item in value]
        steps = all(
            isinstance(item, dict) and {"Name", "Arguments"} <= item.keys() for item in items
        )
        return sorted(items, key=json.dumps) if steps else items
    return value


def shuffle(file: str, text: str, data: st.DataObject) -> str:
    """The text with the steps of each block in another order."""
    return "".join(in_order(file, text, lambda chunks: data.draw(st.permutations(chunks))))


def in_order(file: str, text: str, arrange: Any) -> list[str]:
    """The lines of a file with the chunks of lines of each block's steps rearranged."""
    tree = read_yaml(file, text.encode(), Report())
    assert tree is not None
    lines = text.splitlines(keepends=True)
    steps, following = tree.get("steps"), [e.key_span.line - 1 for e in tree]
    assert isinstance(steps, Mapping)
    begin = first_line(steps)
    end = next((line for line in following if line >= begin), len(lines))
    return lines[:begin] + block(lines, steps, end, arrange, is_block=True) + lines[end:]


def block(
    lines: list[str], mapping: Mapping, end: int, arrange: Any, *, is_block: bool
) -> list[str]:
    """The lines of a mapping; `is_block` alternates between step maps and steps' own keys."""
    starts = [entry.key_span.line - 1 for entry in mapping]
    chunks = []
    for entry, begin, stop in zip(mapping, starts, [*starts[1:], end], strict=True):
        value = entry.value
        descends = is_block or entry.key in ("then", "else")
        if descends and isinstance(value, Mapping) and value.entries and first_line(value) > begin:
            inside = block(lines, value, stop, arrange, is_block=not is_block)
            chunks.append(lines[begin : first_line(value)] + inside)
        else:
            chunks.append(lines[begin:stop])
    if is_block:
        # A last line without its line break must not swallow the step that comes to follow it.
        assert all(chunk[-1].endswith("\n") for chunk in chunks)
        chunks = list(arrange(chunks))
    return [line for chunk in chunks for line in chunk]


def first_line(mapping: Mapping) -> int:
    """The line of a mapping's first key, from 0."""
    return min(entry.key_span.line for entry in mapping) - 1
