"""Names that a step gives to what it makes, and that nothing else may have."""

from __future__ import annotations

from collections.abc import Iterable

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.requests.loops import repeated
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import Hole, ItemGet, expressions


def check_own_names(definitions: Iterable[StepDefinition], report: Report) -> None:
    """Warn of names that the next run, the next item of a loop, or another step takes again."""
    steps = list(definitions)
    in_loops = repeated(steps)
    first: dict[str, StepDefinition] = {}
    for step in steps:
        member = STEP_TYPES[step.kind].own_name
        name = step.arguments.get(member) if member else None
        if name is None or isinstance(name, Hole):  # there is none, or it is told already
            continue
        other = first.setdefault(repr((step.kind, name)), step)
        if isinstance(name, str):
            report.add(
                codes.FIXED_NAME,
                f"`{step.name}` makes `{name}` anew in every run, and the second one fails",
                step.span,
                hint=f"write `{member}: {name}-${{execution.PipelineExecutionId}}`",
            )
        elif step.name in in_loops and not any(
            isinstance(found, ItemGet) for found in expressions(name)
        ):
            report.add(
                codes.FIXED_NAME,
                f"`{step.name}` gives one name to each item of its loop, and the second fails",
                step.span,
                hint=f"put `${{item}}`, or a part of it, into `{member}`",
            )
        if other is not step:
            report.add(
                codes.FIXED_NAME,
                f"`{other.name}` and `{step.name}` give the same name, and the second one fails",
                step.span,
                hint=f"give them different ones: `{member}`, or the option that it is made of",
                related=[Related(other.span, "the first one")],
            )
