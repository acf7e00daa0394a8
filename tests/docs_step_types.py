"""The made part of `docs/step-types.md`: what is proved of each step type, found by compiling."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from oracle.idiomatic_share import classes, steps
from pipec.cli.app import main
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepType

ORACLE = Path(__file__).resolve().parent / "oracle"


@dataclass(slots=True)
class Seen:
    """How often a type occurs: by folder of each sort, and by the Python class of its steps."""

    folders: dict[str, Counter[str]] = field(
        default_factory=lambda: {"twins": Counter(), "matrix": Counter()}
    )
    classes: Counter[str] = field(default_factory=Counter)


@cache
def step_types_page() -> str:
    """A table of all step types, and for each the programs and pipelines that hold it."""
    seen = _seen()
    known = sorted(STEP_TYPES.values(), key=lambda item: item.kind)
    lines = [
        "| type | in SDK programs | in pipelines for every feature | Python | cache | retry |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_row(item, seen.get(item.kind, Seen())) for item in known]
    for item in known:
        lines += _section(item, seen.get(item.kind, Seen()))
    return "\n".join(lines)


def _row(item: StepType, seen: Seen) -> str:
    twins, matrix = (sum(seen.folders[sort].values()) for sort in ("twins", "matrix"))
    retry = {"job": "`Step.`, `SageMaker.`", "step": "`Step.`", None: "no"}[item.retry]
    cells = (
        f"[{item.kind}](#{item.kind.lower()})", twins, matrix, _python(item),
        "yes" if item.cache else "no", retry,
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def _python(item: StepType) -> str:
    if item.python:
        return "the SDK's class"
    return "the SDK's class, or `RequestStep`" if item.idiomatic else "`RequestStep`"


def _section(item: StepType, seen: Seen) -> Iterator[str]:
    yield from ("", f"## {item.kind}", "", f"AWS documentation: <{item.doc_url}>", "")
    for sort, words in (("twins", "SDK programs"), ("matrix", "Pipelines for every feature")):
        found = (f"`{name}` ({count})" for name, count in sorted(seen.folders[sort].items()))
        yield f"* {words}: {', '.join(found) or 'none'}"
    made = (f"`{name}` ({count})" for name, count in sorted(seen.classes.items()))
    yield f"* Python: {', '.join(made) or 'none'}"


def _seen() -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory() as out:
        for sort in ("twins", "matrix"):
            for pipeline in sorted(ORACLE.glob(f"{sort}/*/pipeline.yaml")):
                name = pipeline.parent.name
                folder = _compiled(pipeline, Path(out, sort, name))
                definition = json.loads((folder / "definition.json").read_text("utf-8"))
                made = classes((folder / "pipeline.py").read_text("utf-8"))
                for step, kind in steps(definition):
                    seen = found.setdefault(kind, Seen())
                    seen.folders[sort][name] += 1
                    seen.classes[made.get(step, "another class")] += 1
    return found


def _compiled(pipeline: Path, out: Path) -> Path:
    """The folder with what a pipeline compiles to."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        assert main(["compile", str(pipeline), "-o", str(out)]) == 0, said.getvalue()
    (folder,) = (path.parent for path in out.glob("*/definition.json"))
    return folder
