"""What a pipeline's own `defaults:` say for steps that it has not."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.merge import is_null
from pipec.compiler.model import Step
from pipec.compiler.requests.friendly import friendly_keys, supported_keys
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Mapping, Node


def check_idle_defaults(defaults: Node | None, steps: Sequence[Step], report: Report) -> None:
    """Warn of keys that no step has a place for, and of contracts that no step uses.

    Those of a project are for other pipelines too.
    """
    if not isinstance(defaults, Mapping):
        return
    keys = friendly_keys(defaults)
    kinds = sorted({step.kind for step in steps})
    taken = {
        entry.key
        for kind in kinds
        for entry in supported_keys(keys, STEP_TYPES[kind])
        if not _is_empty(entry.value)
    }
    for entry in keys:
        if entry.key not in taken and not is_null(entry.value) and not _is_empty(entry.value):
            report.add(
                codes.IDLE_DEFAULT,
                f"no step of the pipeline takes `{entry.key}` from `defaults`",
                entry.key_span,
                hint="remove it; what is for other pipelines stands in `defaults` of pipec.yaml",
            )
    used = {step.contract.name for step in steps if step.contract}
    chosen = defaults.get("for")
    for entry in chosen if isinstance(chosen, Mapping) else ():
        if entry.key not in used and not is_null(entry.value):
            report.add(
                codes.IDLE_DEFAULT,
                f"no step uses the contract `{entry.key}`",
                entry.key_span,
                hint=f"remove it, or write `uses: {entry.key}` in the step that is meant",
            )


def _is_empty(value: Node) -> bool:
    return isinstance(value, Mapping) and not value.entries
