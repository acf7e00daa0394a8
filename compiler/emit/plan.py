"""What the back ends read."""

from __future__ import annotations

from pipec.compiler.model import Parameter
from pipec.compiler.record import Record
from pipec.compiler.steps.base import StepDefinition
from pipec.compiler.values import Wire


class Plan(Record):
    """A finished pipeline; `experiment` and `mlflow` are in wire form, `file` names its source."""

    name: str
    file: str
    parameters: tuple[Parameter, ...]
    steps: tuple[StepDefinition, ...]
    experiment: dict[str, Wire] | None
    mlflow: dict[str, Wire] | None
