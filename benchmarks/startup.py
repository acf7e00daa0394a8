"""How long `pipec` takes from the shell, beside what it could be compared with.

    python -m benchmarks.startup              # a minute or two
    python -m benchmarks.startup 41           # with more rounds

Three things are measured, each as a process of its own, from its start to its end:

* `pipec compile pipelines/abalone/pipeline.yaml`, against `python -c "import typer, ruamel.yaml"`;
* the same against the program in the SageMaker SDK (v3) that makes this definition: the
  `pipeline.py` which that command has written, run with a session that reaches no network, as the
  oracle tests run it (`tests/oracle/sdk.py`), and its definition printed;
* `pipec validate` of 500 pipelines of five steps, in a project with 50 contracts.

Runs take turns (A, B, A, B, …), so that what else the machine does touches all alike; a ratio is
the median of those of each round. Before, each runs once, so that files are in the cache and
bytecode is compiled. `PYTHONDONTWRITEBYTECODE` and the like are taken away, as users have none.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scale import contracts, pipeline

ROOT = Path(__file__).parents[1]
PIPELINE = ROOT / "pipelines/abalone/pipeline.yaml"
PIPEC = [sys.executable, "-c", "from pipec.cli.__main__ import run; run()"]
"""As the console script `pipec` starts, whichever environment it was installed into."""
IMPORTS = [sys.executable, "-c", "import typer, ruamel.yaml"]
PIPELINES, STEPS, CONTRACTS = 500, 5, 50
SDK = ROOT / "tests/oracle/sdk.py"
"""Runs a program offline, and prints its definition."""


def seconds(command: list[str], folder: Path) -> float:
    """From the start of a command to its end. Raises `CalledProcessError` if it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment["PYTHONPATH"] = f"{ROOT / '.editable'}{os.pathsep}{ROOT / 'tests'}"
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S603 - our own
    return time.perf_counter() - begin


def rounds(commands: dict[str, list[str]], folder: Path, count: int) -> dict[str, list[float]]:
    """The seconds of each command in each round."""
    for command in commands.values():
        seconds(command, folder)
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            found[name].append(seconds(command, folder))
    return found


def show(times: dict[str, list[float]], against: str) -> None:
    """A line for each command: its median, its middle half, and the ratio to one of them."""
    for name, values in times.items():
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        ratios = [one / other for one, other in zip(values, times[against], strict=True)]
        first, ratio, third = statistics.quantiles(ratios, n=4, method="inclusive")
        print(
            f"{name:<42} {middle * 1000:8.1f} ms  ({low * 1000:.1f} to {high * 1000:.1f})"
            f"  {ratio:7.3f} of `{against}` ({first:.3f} to {third:.3f})"
        )


def write_project(folder: Path) -> None:
    """A project of `PIPELINES` files, each a pipeline with a name of its own."""
    (folder / "contracts").mkdir()
    vars_ = "{bucket: example, region: us-east-1, role: 'arn:aws:iam::111122223333:role/r'}"
    (folder / "pipec.yaml").write_text(f"contracts: [contracts]\nvars: {vars_}\n", "utf-8")
    for file in contracts(CONTRACTS):
        (folder / "contracts" / file.name).write_bytes(file.content)
    (folder / "pipelines").mkdir()
    steps = json.loads(pipeline(STEPS, CONTRACTS).content)["steps"]
    lines = "".join(f"  {name}: {{uses: {step['uses']}}}\n" for name, step in steps.items())
    for number in range(PIPELINES):
        text = f"pipeline: scale{number}\nsteps:\n{lines}"
        (folder / "pipelines" / f"p{number}.yaml").write_text(text, "utf-8")


def main(arguments: list[str]) -> None:
    """Measure, and print what was found and on what machine."""
    count = int(arguments[0]) if arguments else 21
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {count} rounds"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compile_ = [*PIPEC, "compile", str(PIPELINE), "--out", "build"]
        pair = {"import typer, ruamel.yaml": IMPORTS, "pipec compile": compile_}
        show(rounds(pair, folder, count), "import typer, ruamel.yaml")
        program = [sys.executable, str(SDK), "build/AbalonePipeline/pipeline.py"]
        few = rounds(
            {"the SDK's program": program, "pipec compile": compile_}, folder, max(3, count // 4)
        )
        show(few, "the SDK's program")
        project = folder / "project"
        project.mkdir()
        write_project(project)
        validate = rounds(
            {"validate": [*PIPEC, "validate", "pipelines"]}, project, max(3, count // 4)
        )
        taken = statistics.median(validate["validate"])
        print(
            f"pipec validate of {PIPELINES} files {taken:.2f} s, {PIPELINES / taken:.0f} a second"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
