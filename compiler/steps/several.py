"""What is told of a search that lists several trainings, in place of the one of its keys."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.steps.base import BoundStep, carried_inputs, mapping_at, mappings_in, member
from pipec.compiler.steps.ranges import check_ranges, check_texts
from pipec.compiler.steps.tuning import JOB, SEVERAL
from pipec.compiler.values import Wire

_NEEDED = {
    "TuningObjective": "{Type: Minimize, MetricName: METRIC}",
    "HyperParameterRanges": "{ContinuousParameterRanges: "
    '[{Name: NAME, MinValue: "0.1", MaxValue: "0.5"}]}',
}
"""What each of several trainings says by itself: `HyperparameterTuner.create` in the SDK (2.257)
wants both for each."""


def check_several(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Sound ranges of each, and nothing beside them that speaks of one."""
    _check_list(step, arguments, report)
    for index, definition in enumerate(mappings_in(arguments.get(SEVERAL))):
        static = mapping_at(definition, "StaticHyperParameters")
        check_ranges(step, mapping_at(definition, "HyperParameterRanges"), static, report)
        written = member(step.request, SEVERAL, index, "HyperParameterRanges")
        check_texts(written, static, report)


def _check_list(step: BoundStep, arguments: dict[str, Wire], report: Report) -> None:
    """Several trainings have nothing beside them that speaks of one."""
    if arguments.get(JOB):
        report.add(
            codes.BAD_MEMBER,
            f"`{step.name}` has both one training and a list of `{SEVERAL}`",
            step.place_of(SEVERAL),
            hint=f"for the list alone, add `{JOB}: null` under `request:`, "
            "and no keys that speak of one training",
        )
        return
    for index, definition in enumerate(mappings_in(arguments.get(SEVERAL))):
        for name, form in _NEEDED.items():
            if name in definition or (name == "HyperParameterRanges" and "Autotune" in arguments):
                continue
            report.add(
                codes.MISSING_MEMBER,
                f"`{definition.get('DefinitionName', index)}` among the `{SEVERAL}` of "
                f"`{step.name}` has no `{name}`, which each has of its own",
                step.place_of(SEVERAL, index, "DefinitionName"),
                hint=f"write `{name}: {form}` in it: the step's `objective` and `ranges` are of "
                f"one `{JOB}`",
            )
    if step.contract.name is None:  # else the channels are those of the contract's own training
        for port, _ in carried_inputs(step, "channel"):
            if port.name not in step.mentioned:
                report.add(
                    codes.BAD_CONTRACT,
                    f"none of the `{SEVERAL}` of `{step.name}` reads its input `{port.name}`",
                    port.span,
                    hint=f'write `S3Uri: "${{inputs.{port.name}}}"` in a channel of one, or remove '
                    "the input",
                )
