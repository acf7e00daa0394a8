"""Compiling sees the given files and nothing else: no network, no AWS, no settings of the user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PIPELINES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("pipelines/*", "tests/oracle/matrix/*")
    for path in ROOT.glob(f"{pattern}/pipeline.yaml")
)
FORBIDDEN_MODULES = ["boto3", "botocore", "sagemaker", "requests", "urllib3", "pandas", "numpy"]
# What only the commands on AWS use; nothing may bring it in by way of a shared module.
FOR_AWS_COMMANDS = ["pipec.cli.aws", "rich.live", "rich.progress"]

# Reports every event that reaches out of the process; refuses those that leave the machine. A copy
# of the process (`os.fork`), in which `validate` checks many files, has the same hook.
PROBE = """
import json, sys
events = {"open": [], "refused": []}
WORDS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "urllib.")
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        events["open"].append(arguments[0])
    if event.startswith(WORDS):
        events["refused"].append(event)
        raise RuntimeError(event)
sys.addaudithook(hook)
from pipec.cli.app import main
out, *pipelines = sys.argv[1:]
codes = [main(["compile", pipeline, "-o", f"{out}/{n}"]) for n, pipeline in enumerate(pipelines)]
codes += [main(["explain", pipelines[0]]), main(["validate", *pipelines])]
codes += [main(["--help"]), main(["upsert", "--help"]), main(["--version"])]
result = {"codes": codes, "modules": sorted(sys.modules), "events": events}
with open(f"{out}/result.json", "w") as file:
    json.dump(result, file)
"""


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All examples and the matrix compiled with an empty environment and nothing to talk to."""
    out = tmp_path_factory.mktemp("out")
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(out), *PIPELINES],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / ".editable")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads((out / "result.json").read_text("utf-8"))
    return {**found, "out": str(out), "talk": run.stderr}


def test_all_pipelines_compile_without_an_environment(probe: dict[str, Any]) -> None:
    """No variable but PATH and PYTHONPATH is needed, HOME neither."""
    assert probe["codes"] == [0] * (len(PIPELINES) + 5), probe["talk"]


def test_nothing_leaves_the_process(probe: dict[str, Any]) -> None:
    """No socket is made, no name looked up, no program started."""
    assert probe["events"]["refused"] == []


@pytest.mark.parametrize("name", FORBIDDEN_MODULES)
def test_a_heavy_module_is_not_imported(name: str, probe: dict[str, Any]) -> None:
    """Compiling, explaining, validating and help import neither AWS's libraries nor the SDK."""
    imported = {module.partition(".")[0] for module in probe["modules"]}

    assert name not in imported
    assert {"pipec", "ruamel", "jsonschema"} <= imported


@pytest.mark.parametrize("name", FOR_AWS_COMMANDS)
def test_the_way_to_aws_is_not_imported(name: str, probe: dict[str, Any]) -> None:
    """Commands on AWS are known by their options; what they do is imported when it is done."""
    below = [module for module in probe["modules"] if f"{module}.".startswith(f"{name}.")]

    assert below == []
    assert "pipec.cli.commands.deploying" in probe["modules"]


def test_only_the_given_files_are_read(probe: dict[str, Any]) -> None:
    """Files are opened below the checkout, the Python installation and the output folder only."""
    python = {sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()}
    allowed = tuple(f"{Path(p).resolve()}/" for p in [ROOT, probe["out"], *python])
    opened = {(ROOT / path).resolve().as_posix() for path in probe["events"]["open"]}

    assert any(path.endswith("pipelines/abalone/pipeline.yaml") for path in opened)
    assert [path for path in sorted(opened) if not path.startswith(allowed)] == []
