"""The compiler, as a user runs it: the command line in a process of its own.

Everything that the oracle tests know about pipec stands here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]


class Compiled(NamedTuple):
    """What `pipec compile` wrote: the definition, and the text of the Python beside it."""

    definition: dict[str, Any]
    python: str


class CompileError(Exception):
    """pipec refused the pipeline; the text is its report."""


@cache
def compile_folder(folder: Path, python: str | None = None) -> Compiled:
    """Compile the `pipeline.yaml` of a folder, once per test run.

    `python` is the style of the Python; None for what a user gets without asking.

    Raises CompileError with what pipec printed when it exits with anything but 0, and when
    a clean exit did not leave exactly one pipeline's files.
    """
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "pipec.cli", "--debug"]
        command += ["compile", "-o", out, "pipeline.yaml"]
        command += ["--python", python] if python else []
        run = subprocess.run(
            command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise CompileError(f"exit code {run.returncode}\n{run.stdout}{run.stderr}")
        definitions = list(Path(out).glob("*/definition.json"))
        if len(definitions) != 1:
            raise CompileError(f"it wrote {len(definitions)} definitions\n{run.stdout}{run.stderr}")
        return Compiled(
            definition=json.loads(definitions[0].read_text("utf-8")),
            python=definitions[0].with_name("pipeline.py").read_text("utf-8"),
        )


def _environment() -> dict[str, str]:
    """The environment without AWS, in which pipec is importable from a checkout."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    search = [str(ROOT / ".editable"), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in search if path)
    return environment
