"""How compile time grows with the pipeline.

    python -m benchmarks.scale                 # 10 to 10,000 steps
    python -m benchmarks.scale 1000            # one size, profiled

A synthetic pipeline is made of lanes of five steps (load, two preparations, training,
evaluation), with three wires to infer for each step on average; each lane has contracts of its
own until their number is used up. More kinds of pipelines are hard in other ways: in `own` each
step has a contract of its own, with words of its own, and takes what three others give; in `fan`
all trainings and their evaluations work on one split; in `kept` each model is registered with the
report about it, which only the model tells from others. Times are of `compile_pipeline`, files
read, in this process; the exponent is the slope of log(time) over log(steps) from 100 steps on.
"""

from __future__ import annotations

import cProfile
import gc
import json
import math
import pstats
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.wiring.cases import PROJECT, NoFiles
from pipec.cli.memory import collect_rarely
from pipec.compiler.compile import SourceFile, compile_pipeline, read_context

SIZES = (10, 100, 1_000, 10_000)
CONTRACTS = {10: 5, 100: 50, 1_000: 200, 10_000: 200}
IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/scale:1"
ROLES = ("Load", "Clean", "Prep", "Train", "Eval")


def contracts(count: int) -> list[SourceFile]:
    """`count` contracts, five for each family of steps."""
    found = []
    for number in range(count):
        role, family = ROLES[number % 5], f"F{number // 5}"
        found.append(_file(f"{family}{role}", _body(role, family)))
    return found


def _body(role: str, family: str) -> dict[str, Any]:
    def processing(inputs: dict[str, list[str]], *outputs: str) -> dict[str, Any]:
        ports = {
            name: {"type": "processing_output", "compatible_sources": sources}
            for name, sources in inputs.items()
        }
        places = {
            name: {"type": "processing_output", "path": f"/opt/ml/processing/{name}"}
            for name in outputs
        }
        return {"kind": "Processing", "inputs": ports, "outputs": places, **_job()}

    loads, cleans, preps = ([f"{family}{name}"] for name in ("Load", "Clean", "Prep"))
    match role:
        case "Load":
            return processing({}, "events", "accounts", "devices")
        case "Clean":
            ins = {"events": loads, "accounts": loads, "devices": loads}
            return processing(ins, "clean_events", "rejected")
        case "Prep":
            ins = {"clean_events": cleans, "accounts": loads, "devices": loads}
            return processing(ins, "train_data", "validation_data", "test_data", "statistics")
        case "Train":
            inputs = {
                name: {"type": "processing_output", "compatible_sources": preps, "channel": name}
                for name in ("train_data", "validation_data", "statistics")
            }
            path = "ModelArtifacts.S3ModelArtifacts"
            outputs = {"model": {"type": "model_artifacts", "property_path": path}}
            job = {"image": IMAGE, "instance": "ml.m5.large"}
            return {"kind": "Training", "inputs": inputs, "outputs": outputs, **job}
        case _:
            ins = {"test_data": preps, "statistics": preps, "rejected": cleans}
            ins |= {"clean_events": cleans, "accounts": loads}
            found = processing(ins, "report")
            trainers = [f"{family}Train"]
            model = {"type": "model_artifacts", "compatible_sources": trainers}
            return {**found, "inputs": {"model": model, **found["inputs"]}}


def pipeline(steps: int, count: int) -> SourceFile:
    """A pipeline of that many steps, over that many contracts."""
    families = max(1, count // 5)
    body = {}
    for number in range(steps):
        role, lane = ROLES[number % 5], number // 5
        body[f"{role}Lane{_word(lane)}"] = {"uses": f"F{lane % families}{role}"}
    return _pipeline(body)


def _word(number: int) -> str:
    """A number as a made-up word, since people name lanes by words: `Bada`, `Cebo`."""
    letters = ""
    for vowels in range(4):
        number, digit = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[digit] + "aeio"[vowels]
    return letters.capitalize()


def lanes(steps: int) -> tuple[list[SourceFile], SourceFile]:
    """The contracts and the pipeline of that many steps."""
    count = CONTRACTS.get(steps, 200)
    return contracts(count), pipeline(steps, count)


def own(steps: int) -> tuple[list[SourceFile], SourceFile]:
    """Each step has a contract of its own, and takes a table from each of the three before it."""
    files, body = [], {}
    for number in range(steps):
        word = _word(number)
        ports = {
            f"{_word(other).lower()}_table": {"type": "processing_output"}
            for other in range(max(0, number - 3), number)
        }
        places = {
            f"{word.lower()}_{thing}": {"type": "processing_output", "path": f"/opt/ml/{thing}"}
            for thing in ("table", "notes", "counts")
        }
        found = {"kind": "Processing", "inputs": ports, "outputs": places, **_job()}
        files.append(_file(f"Make{word}", found))
        body[f"make_{word.lower()}"] = {"uses": f"Make{word}"}
    return files, _pipeline(body)


def fan(steps: int) -> tuple[list[SourceFile], SourceFile]:
    """One split, and trainings on it, each with its evaluation."""
    roles = ("Load", "Clean", "Prep", "Train", "Eval")
    files = [_file(f"F0{role}", _body(role, "F0")) for role in roles]
    body: dict[str, Any] = {role.lower(): {"uses": f"F0{role}"} for role in roles[:3]}
    for number in range((steps - 3) // 2):
        word = _word(number).lower()
        body[f"train_{word}"] = {"uses": "F0Train", "hyperparameters": {"seed": number}}
        body[f"eval_{word}"] = {"uses": "F0Eval"}
    return files, _pipeline(body)


def _job() -> dict[str, Any]:
    return {"image": IMAGE, "instance": "ml.m5.large", "command": ["python", "x.py"]}


def kept(steps: int) -> tuple[list[SourceFile], SourceFile]:
    """Trainings, each with its evaluation and its registration."""
    model = {"type": "model_artifacts", "required": True}
    tree = {"type": "model_artifacts", "property_path": "ModelArtifacts.S3ModelArtifacts"}
    report = {"type": "processing_output", "path": "/opt/ml/report", "report": "report.json"}
    container = {"Image": IMAGE, "ModelDataUrl": "${inputs.model}"}
    types = {key: ["text/csv"] for key in ("SupportedContentTypes", "SupportedResponseMIMETypes")}
    request = {
        "ModelPackageGroupName": "scale",
        "InferenceSpecification": {"Containers": [container], **types},
        "CustomerMetadataProperties": {"report": "${inputs.evaluation_report}"},
    }
    ports = {"model": model, "evaluation_report": {"type": "processing_output", "required": False}}
    job = {"image": IMAGE, "instance": "ml.m5.large"}
    check = {"inputs": {"model": model}, "outputs": {"findings": report}, **_job()}
    files = [
        _file("Fit", {"kind": "Training", "outputs": {"tree": tree}, **job}),
        _file("Check", {"kind": "Processing", **check}),
        _file("Keep", {"kind": "RegisterModel", "inputs": ports, "request": request}),
    ]
    body: dict[str, Any] = {}
    for number in range(steps // 3):
        word = _word(number).lower()
        body[f"fit_{word}"] = {"uses": "Fit", "hyperparameters": {"seed": number}}
        body[f"check_{word}"] = {"uses": "Check"}
        body[f"keep_{word}"] = {"uses": "Keep"}
    return files, _pipeline(body)


def _file(name: str, body: dict[str, Any]) -> SourceFile:
    content = json.dumps({"contract": name, **body}).encode()
    return SourceFile(name=f"{name}.yaml", content=content)


def _pipeline(steps: dict[str, Any]) -> SourceFile:
    content = json.dumps({"pipeline": "scale", "steps": steps}, indent=1).encode()
    return SourceFile(name="scale.yaml", content=content)


Shape = Callable[[int], tuple[list[SourceFile], SourceFile]]
HARD: dict[Shape, tuple[int, ...]] = {
    own: (50, 100, 200),
    fan: (100, 300, 1_000),
    kept: (100, 300, 1_000),
}


def measure(steps: int, shape: Shape = lanes) -> tuple[float, int, int]:
    """Seconds to compile, the wires inferred, and the errors."""
    files, source = shape(steps)
    context = read_context(PROJECT, files)
    collect_rarely()  # as the command does
    gc.collect()
    begin = time.perf_counter()
    result = compile_pipeline(source, context, NoFiles())
    seconds = time.perf_counter() - begin
    wires = sum(d.chosen is not None for d in result.links.decisions) if result.links else 0
    errors = sum(item.code.severity == "error" for item in result.diagnostics)
    return seconds, wires, errors


def main(arguments: list[str]) -> None:
    """A table of sizes and times, or the profile of one size."""
    if arguments:
        profile = cProfile.Profile()
        profile.runcall(measure, int(arguments[0]))
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return
    measure(SIZES[0])  # imports and tables
    points = []
    print(f"{'steps':>7} {'contracts':>9} {'wires':>7} {'errors':>6} {'seconds':>8}")
    for steps in SIZES:
        seconds, wires, errors = min(measure(steps) for _ in range(3 if steps < 10_000 else 1))
        points.append((math.log(steps), math.log(seconds)))
        print(f"{steps:>7} {CONTRACTS[steps]:>9} {wires:>7} {errors:>6} {seconds:>8.3f}")
    print(f"exponent from {SIZES[1]} to {SIZES[-1]} steps: {_slope(points[1:]):.2f}")
    for shape, sizes in HARD.items():
        for steps in sizes:
            seconds, wires, errors = min(measure(steps, shape) for _ in range(3))
            print(f"{steps:>7} {shape.__name__:>9} {wires:>7} {errors:>6} {seconds:>8.3f}")


def _slope(points: list[tuple[float, float]]) -> float:
    """The slope of the line through points, by least squares."""
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    above = sum((a - x) * (b - y) for a, b in points)
    return float(above / sum((a - x) ** 2 for a, _ in points))


if __name__ == "__main__":
    main(sys.argv[1:])
