"""What a command imports: the time that it takes, counted where no machine can be slow.

`python -m benchmarks.startup` measures seconds. A test that fails here has made every run of
`pipec` slower: import the heavy thing where it is used, or say here why all need it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipec.compiler import packaged
from pipec.compiler.parsing.contracts import _library_file, library
from pipec.compiler.steps import HEADS, STEP_TYPES

ROOT = Path(__file__).parents[1]
ABALONE = "pipelines/abalone/pipeline.yaml"
PROBE = """
import json, sys
from pipec.cli.app import main
code = main(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump([code, sorted(sys.modules)], file)
"""
HEAVY = {
    *("typer", "click", "pydantic", "rich"),  # the command line, where it is not plain
    *("jsonschema", "referencing", "attr"),  # what `accepts` stands in front of
    *("boto3", "botocore", "sagemaker", "requests", "urllib3", "numpy", "pandas"),
    *("asyncio", "concurrent", "email", "http", "logging", "multiprocessing", "socket", "ssl"),
    *("ast", "dataclasses", "inspect"),  # dataclasses write code of their own, and need all three
    *("argparse", "csv", "importlib.metadata", "importlib.resources", "subprocess", "tempfile"),
    *("unittest", "urllib.request", "xml", "zipfile"),
}
MODULES = 193
"""At most so many of pipec's own modules for a plain pipeline with four kinds of step; 131 when it
was written. Each takes a quarter of a millisecond."""
OF_OTHERS = 140
"""At most so many modules of Python and of libraries; 132 when it was written."""


def imported(*arguments: str, tmp_path: Path, cwd: Path = ROOT) -> set[str]:
    """The modules that one run of the command has loaded, each with the packages around it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path / "modules.json"), *arguments],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(ROOT / ".editable")},
        capture_output=True,
        check=True,
    )
    code, modules = json.loads((tmp_path / "modules.json").read_text("utf-8"))
    assert code == 0
    return set(modules)


@pytest.mark.parametrize(
    "call",
    [f"compile {ABALONE} --out OUT", f"validate {ABALONE} contracts", "validate pipelines"],
)
def test_plain_runs_load_nothing_heavy(call: str, tmp_path: Path) -> None:
    """Clean files need neither typer nor jsonschema, nor what only few pipelines use."""
    arguments = call.replace("OUT", str(tmp_path / "out")).split()

    assert imported(*arguments, tmp_path=tmp_path) & HEAVY == set()


def test_few_modules_are_loaded(tmp_path: Path) -> None:
    """The number of modules is most of what a start takes."""
    found = imported("compile", ABALONE, "--out", str(tmp_path / "out"), tmp_path=tmp_path)
    own = {name for name in found if name.partition(".")[0] == "pipec"}

    assert len(own) <= MODULES, sorted(own)
    assert len(found - own) <= OF_OTHERS, sorted(found - own)


def test_only_the_kinds_of_the_pipeline_are_loaded(tmp_path: Path) -> None:
    """Nor the Python classes of others, nor what says mistakes or reads what is deployed."""
    found = imported("compile", ABALONE, "--out", str(tmp_path / "out"), tmp_path=tmp_path)
    kinds = {name.rpartition(".")[2] for name in found if name.startswith("pipec.compiler.steps.")}

    assert kinds == {"base", "processing", "training", "condition", "register_model", "fail"}
    assert not [name for name in found if name.startswith(("pipec.cli.report.", "pipec.cli.aws"))]
    assert "pipec.compiler.reader.yaml_errors" not in found
    assert "pipec.compiler.deployment.changes" not in found


def test_the_version_needs_no_compiler(tmp_path: Path) -> None:
    """It is asked for by scripts, and by people who wonder whether anything works."""
    found = imported("--version", tmp_path=tmp_path)

    assert not {"typer", "pipec.compiler.compile", "ruamel.yaml"} & found


def test_the_help_of_a_command_loads_only_that_command(tmp_path: Path) -> None:
    """Nothing of AWS is loaded to say what `compile` takes."""
    found = imported("compile", "--help", tmp_path=tmp_path)
    commands = {name for name in found if name.startswith("pipec.cli.commands.")}

    assert {name.rpartition(".")[2] for name in commands} == {
        *("compiling", "options", "root", "shared")
    }
    assert not {"jsonschema", "boto3", "botocore", "ruamel.yaml", "jellyfish"} & found


def test_a_mistake_is_still_told_in_full(tmp_path: Path) -> None:
    """What a clean run leaves out comes when it is needed."""
    (tmp_path / "p.yaml").write_text("pipeline: P\nsteps: {A: {uses: Nothing, bad: 1}}\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pipec.cli", "compile", "p.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / ".editable")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 1
    assert "there is no contract `Nothing`" in run.stderr
    assert "`bad` is not a key of" in run.stderr


def test_a_kind_is_found_by_the_name_of_its_file() -> None:
    """Else it would be looked for in vain: kinds are imported when they are asked for."""
    files = [name for name in packaged.names("pipec.compiler.steps", ".py") if name != "__init__"]

    assert (
        len(list(STEP_TYPES)) == len(files) - 5
    )  # less `base`, `checks`, `folders`, `ranges`, `several`
    assert all(STEP_TYPES.find(kind) is STEP_TYPES[kind] for kind in STEP_TYPES)
    assert STEP_TYPES.find("training") is None
    assert STEP_TYPES.find("Nothing") is None


def test_the_heads_are_those_of_the_kinds() -> None:
    """They are written beside the list of kinds, so that none is imported to learn its head."""
    assert {item.head: kind for kind, item in STEP_TYPES.items() if item.head != "kind"} == HEADS


def test_a_built_in_contract_is_found_by_the_name_of_its_file() -> None:
    """So that one is read, and not all of them."""
    assert {name: _library_file(name) for name in library()} == dict(library())
    assert len(library()) == len(packaged.names("pipec.contracts", ".yaml"))
