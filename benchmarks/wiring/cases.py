"""The benchmark's pipelines: contracts, steps without wires, and the true wire of each port.

A set is a folder in `cases/tuning` or `cases/held_out`: `contracts/*.yaml`, and for each pipeline
`NAME.yaml` with its steps and `NAME.truth.yaml`, which maps each step and input that is not set
to `step.output`, or to null where it is to stay unbound. A pipeline may have contracts of its own,
in `NAME.contracts.yaml`, a document each.

    python -m benchmarks.wiring.cases FOLDER     # are the pipelines of a set sound?
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipec.compiler.compile import Context, Result, SourceFile, compile_pipeline, read_context
from pipec.compiler.diagnostics import Severity

CASES = Path(__file__).parent / "cases"
PROJECT = SourceFile(
    name="pipec.yaml",
    content=b"vars: {bucket: example-bucket, region: us-east-1, "
    b'role: "arn:aws:iam::111122223333:role/SageMakerRole"}',
)
Port = tuple[str, str]
Json = dict[str, Any]


class NoFiles:
    """A project whose local files need not be there."""

    def read(self, _path: str) -> bytes | None:
        """Any file is an empty one."""
        return b""

    def walk(self, _folder: str) -> list[str] | None:
        """There are no folders."""
        return None


@dataclass(frozen=True, slots=True)
class Case:
    """One pipeline: `truth` has the output (`step.output`) of each port that is to be wired.

    `contracts` are the set's contract files by name, `by_name` the file of each contract.
    """

    name: str
    body: Json
    context: Context
    truth: Mapping[Port, str | None]
    contracts: Mapping[str, bytes]
    by_name: Mapping[str, str]

    def compiled(self, body: Json, *, explain: bool = False) -> Result:
        """The pipeline compiled, with the file's text made of `body`."""
        source = SourceFile(name=f"{self.name}.yaml", content=json.dumps(body).encode())
        return compile_pipeline(source, self.context, NoFiles(), explain=explain)

    def steps(self, body: Json) -> Iterator[tuple[str, Json]]:
        """Every step by name, those in branches and loops too."""
        yield from _steps(body["steps"])


def _steps(block: Json) -> Iterator[tuple[str, Json]]:
    for name, step in block.items():
        yield name, step
        for key in ("then", "else", "steps"):
            yield from _steps(step.get(key) or {})


def load_part(part: str) -> list[Case]:
    """All pipelines of all sets of a part, `tuning` or `held_out`."""
    folders = sorted(path for path in (CASES / part).iterdir() if path.is_dir())
    return [case for folder in folders for case in load(folder)]


def load(folder: Path) -> list[Case]:
    """All pipelines of a set."""
    yaml = YAML(typ="safe")
    shared = {
        path.name: path.read_bytes() for path in sorted((folder / "contracts").glob("*.yaml"))
    }
    in_common, shared_names = _context(shared), _by_name(shared)
    found: list[Case] = []
    for path in sorted(folder.glob("*.truth.yaml")):
        name = path.name.removesuffix(".truth.yaml")
        own = folder / f"{name}.contracts.yaml"
        contracts = _documents(own) if own.exists() else shared
        context = _context(contracts) if own.exists() else in_common
        by_name = _by_name(contracts) if own.exists() else shared_names
        stated = yaml.load(path.read_text("utf-8"))
        truth = {
            (step, port): source
            for step, ports in stated.items()
            for port, source in (ports or {}).items()
        }
        body = yaml.load((folder / f"{name}.yaml").read_text("utf-8"))
        found.append(Case(f"{folder.name}/{name}", body, context, truth, contracts, by_name))
    return found


def _by_name(contracts: Mapping[str, bytes]) -> dict[str, str]:
    """The file of each contract."""
    yaml = YAML(typ="safe")
    return {str(yaml.load(text)["contract"]): file for file, text in contracts.items()}


def _documents(path: Path) -> dict[str, bytes]:
    """The documents of a file, named by their place."""
    texts = path.read_text("utf-8").split("---\n")
    return {f"{path.stem}.{number}.yaml": text.encode() for number, text in enumerate(texts)}


def with_contracts(
    case: Case, contracts: Mapping[str, bytes], truth: Mapping[Port, str | None]
) -> Case:
    """A pipeline over other texts of its contracts."""
    return replace(case, context=_context(contracts), contracts=contracts, truth=truth)


def _context(contracts: Mapping[str, bytes]) -> Context:
    files = [SourceFile(name=name, content=content) for name, content in contracts.items()]
    return read_context(PROJECT, files)


def pinned(case: Case) -> Json:
    """The pipeline with every true wire written out."""
    body: Json = json.loads(json.dumps(case.body))
    for name, step in case.steps(body):
        for (owner, port), source in case.truth.items():
            if owner == name:
                wire = None if source is None else f"${{steps.{source}}}"
                inputs = step.setdefault("inputs", {})
                declared = inputs.get(port)
                inputs[port] = {**declared, "value": wire} if isinstance(declared, dict) else wire
    return body


def problems(case: Case) -> Iterator[str]:
    """What is wrong with a case itself."""
    result = case.compiled(pinned(case))
    for item in result.diagnostics:
        if item.code.severity is Severity.ERROR:
            line = f" (line {item.span.line})" if item.span else ""
            yield f"{item.code.number} {item.message}{line}"
    wanted = {
        (step.name, name)
        for step in result.steps
        if step.contract
        for name, port in step.contract.inputs.items()
        if port.value is None or (step.name, name) in case.truth
    }
    for port in sorted(wanted - case.truth.keys()):
        yield f"no truth for {'.'.join(port)}"
    for port in sorted(case.truth.keys() - wanted):
        yield f"truth for {'.'.join(port)}, which the step sets itself or does not have"


def main(folders: list[str]) -> int:
    """Print what is wrong with the sets in some folders."""
    wrong = 0
    for folder in folders:
        cases = load(Path(folder))
        for case in cases:
            for problem in problems(case):
                print(f"{case.name}: {problem}")
                wrong += 1
        ports = [source for case in cases for source in case.truth.values()]
        bound = sum(source is not None for source in ports)
        print(f"{folder}: {len(cases)} pipelines, {bound} wires, {len(ports) - bound} unbound")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
