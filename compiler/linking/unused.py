"""Outputs that nothing in the pipeline reads: told only when asked for, as many are results."""

from __future__ import annotations

from collections.abc import Sequence

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.link import Links, read_outputs
from pipec.compiler.model import Step


def check_unused_outputs(steps: Sequence[Step], links: Links, report: Report) -> None:
    """Warn of each output of each step that neither a wire nor a reference takes."""
    used = read_outputs(steps, {step.name: step for step in steps})
    used |= {(d.chosen.step, d.chosen.output) for d in links.decisions if d.chosen}
    for step in steps:
        outputs = step.contract.outputs if step.contract else {}
        idle = [name for name in outputs if (step.name, name) not in used]
        if idle:
            listed = ", ".join(f"`{name}`" for name in idle)
            report.add(
                codes.UNUSED_OUTPUT,
                f"nothing reads {listed} of `{step.name}`",
                step.span,
                hint="if it is a result of the pipeline, that is as it should be",
            )
