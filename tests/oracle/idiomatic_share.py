"""How many job steps the generated Python writes with the SDK's own class for the kind.

Run in `tests`, over the definitions that real SDKs made, or over the folders given:

    python -m oracle.idiomatic_share
"""

from __future__ import annotations

import ast
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from oracle.from_definition import definition_in, pipeline_of
from oracle.pipec_side import ROOT, Compiled, CompileError, compile_folder

CLASSES = {
    "Model": "ModelStep",
    "RegisterModel": "ModelStep",
    "Processing": "ProcessingStep",
    "Transform": "TransformStep",
    "Training": "TrainingStep",
    "Tuning": "TuningStep",
    "EndpointConfig": "EndpointConfigStep",
    "Endpoint": "EndpointStep",
    "InferenceComponent": "InferenceComponentStep",
    "Lineage": "LineageStep",
    "EMR": "EMRStep",
    "EMRServerless": "EMRServerlessStep",
}


def classes(python: str) -> dict[str, str]:
    """The class that each step of a generated module is made with, by the step's name."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(python)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            named = [word.value for word in node.keywords if word.arg == "name"]
            for value in [*named, *node.args[:1]]:
                if node.func.id.endswith("Step") and isinstance(value, ast.Constant):
                    found[str(value.value)] = node.func.id
    return found


def steps(definition: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and kind of every step, those in branches and loops too."""
    for step in definition.get("Steps", []):
        yield step["Name"], step["Type"]
        for member in ("IfSteps", "ElseSteps", "ForEachBody"):
            inner = step["Arguments"].get(member)
            if step["Type"] in ("Condition", "ForEach") and inner:
                yield from steps({"Steps": inner})


def share(pipelines: Iterable[Compiled]) -> dict[str, tuple[int, int]]:
    """By kind, how many steps are written with its class, and how many there are."""
    all_, own = Counter[str](), Counter[str]()
    for compiled in pipelines:
        used = classes(compiled.python)
        for name, kind in steps(compiled.definition):
            all_[kind] += 1
            own[kind] += used.get(name) == CLASSES.get(kind)
    return {kind: (own[kind], all_[kind]) for kind in CLASSES if all_[kind]}


def main(folders: list[str]) -> None:
    """Print the share of each kind, and the steps that are left out."""
    if folders:
        show("", [Path(folder).resolve() for folder in folders])
    for version in () if folders else ("v3", "v2"):
        with tempfile.TemporaryDirectory() as place:
            show(f" of SDK {version}", list(corpus(version, Path(place))))


def corpus(version: str, place: Path) -> Iterator[Path]:
    """The definitions of one SDK, each said in YAML in a folder of its own."""
    for path in sorted((ROOT / "tests" / "oracle" / "corpus" / version).glob("*.json")):
        definition = definition_in(path)
        folder = place / path.stem
        folder.mkdir()
        text = json.dumps(pipeline_of(definition, path.stem.replace("_", "-")))
        (folder / "pipeline.yaml").write_text(text, "utf-8")
        yield folder


def show(title: str, folders: list[Path]) -> None:
    """The share of the pipelines in some folders; those that have errors are named."""
    found = {}
    for folder in folders:
        try:
            found[folder.name] = compile_folder(folder)
        except CompileError:
            print(f"{folder.name} has errors")
    for kind, (own, all_) in share(found.values()).items():
        print(f"{kind}{title}: {own} of {all_}")
    for name, compiled in found.items():
        used = classes(compiled.python)
        for step, kind in steps(compiled.definition):
            if kind in CLASSES and used.get(step) != CLASSES[kind]:
                print(f"  written out: {name} {step} ({kind})")


if __name__ == "__main__":
    main(sys.argv[1:])
