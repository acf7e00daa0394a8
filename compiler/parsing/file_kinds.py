"""Telling pipelines from the other YAML files that may be given in their place."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.keys import PIPELINE_SCHEMA, PROJECT_SCHEMA
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Mapping

HEADS = ("pipeline", "steps")


def is_pipeline(tree: Mapping, report: Report) -> bool:
    """Whether a file is meant to be a pipeline; if not, that is the one thing to say of it."""
    keys = list(tree.entries)
    if "contract" in tree and "pipeline" not in tree:
        message, first = "this is a contract, not a pipeline", "contract"
        hint = "compile the pipeline that uses it"
    elif any(key in HEADS or did_you_mean(key, HEADS) for key in keys) or not keys:
        return True
    elif _is_project(keys):
        message, first = "this is a project file, not a pipeline", keys[0]
        hint = "compile a pipeline: it finds the `pipec.yaml` of its folder, or above it, by itself"
    else:
        message, first = "this is no pipeline: it has no `pipeline: NAME`", keys[0]
        hint = "a pipeline begins with `pipeline: NAME` and has `steps:`"
    report.add(codes.NOT_A_PIPELINE, message, tree.entries[first].key_span, hint=hint)
    return False


def _is_project(keys: list[str]) -> bool:
    """Whether the keys are a project's; `vars` and `defaults` stand in pipelines too."""
    project = PROJECT_SCHEMA["properties"]
    others = [key for key in keys if key in PIPELINE_SCHEMA["properties"] and key not in project]
    return not others and any(key in project for key in keys)
