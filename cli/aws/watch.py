"""What a run does at one time, and watching it until it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipec.cli.aws.client import Aws
from pipec.cli.aws.executions import (
    Execution,
    StepRun,
    definition_of_run,
    describe,
    steps_of_run,
)
from pipec.cli.stop import Stop
from pipec.compiler import codes
from pipec.compiler.deployment.graph import DeployedStep

# What may pass by itself. botocore has retried each call before; a watch of hours lives through
# more than that, but not for ever.
_PASSING = (codes.THROTTLED, codes.UNREACHABLE, codes.SERVICE_FAILED)
_PATIENCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A run, its steps that have begun, and those of its definition that have not.

    `definition` has the steps that the run may run, by name; it is empty where AWS does not tell.
    """

    execution: Execution
    steps: tuple[StepRun, ...]
    definition: Mapping[str, DeployedStep]

    @property
    def not_begun(self) -> tuple[DeployedStep, ...]:
        """Steps that have not begun, in the definition's order; some of them may never."""
        begun = {step.name for step in self.steps}
        return tuple(step for name, step in self.definition.items() if name not in begun)


def read_definition(aws: Aws, execution: Execution) -> dict[str, DeployedStep]:
    """The steps that a run may run: all of its definition, or the selected ones."""
    found = definition_of_run(aws, execution.arn)
    if not execution.selected:
        return found
    return {name: step for name, step in found.items() if name in execution.selected}


def read_snapshot(
    aws: Aws, arn: str, definition: Mapping[str, DeployedStep] | None = None
) -> Snapshot:
    """A run as it is now; `definition` is what an earlier snapshot of the run had."""
    # In this order: the steps of a run that has ended do not change any more.
    execution = describe(aws, arn)
    return Snapshot(
        execution=execution,
        steps=steps_of_run(aws, arn),
        definition=read_definition(aws, execution) if definition is None else definition,
    )


def watch(
    aws: Aws,
    arn: str,
    interval: float,
    sink: Callable[[Snapshot], None],
    sleep: Callable[[float], None] = time.sleep,
) -> Snapshot:
    """Give `sink` a snapshot every `interval` seconds until the run ends; gives the last one.

    Throttling and faults of network and service are lived through. Raises `Stop` for other errors,
    and if those do not pass.
    """
    definition: Mapping[str, DeployedStep] | None = None
    failures = 0
    while True:
        try:
            now = read_snapshot(aws, arn, definition)
        except Stop as error:
            failures += 1
            if failures == _PATIENCE or not _may_pass(error):
                raise
        else:
            failures, definition = 0, now.definition
            sink(now)
            if now.execution.has_ended:
                return now
        sleep(interval)


def _may_pass(error: Stop) -> bool:
    return all(item.code in _PASSING for item in error.diagnostics)
