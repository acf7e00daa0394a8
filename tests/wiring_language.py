"""A small language for pipelines that only the wiring sees: ports, contracts, steps, wires."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.model import Decision, InputPort, OutputPort, Want, WiringStep
from pipec.compiler.syntax import Mapping, from_data
from pipec.compiler.wiring.resolve import resolve

SPAN = Span("pipeline.yaml", 1, 1, 1, 2)
FILES = "processing_output"
DATA = "training_data"
MODEL = "model_artifacts"
NOTHING = Mapping({}, SPAN)


def need(name: str, type_: str = FILES, *, sources: str = "", **more: object) -> InputPort:
    """An input; `sources`, `aliases` and `keywords` as words."""
    return InputPort(
        name=name,
        type=type_,
        span=SPAN,
        carrier=NOTHING,
        aliases=tuple(str(more.pop("aliases", "")).split()),
        semantic_keywords=tuple(str(more.pop("keywords", "")).split()),
        compatible_sources=tuple(sources.split()),
        **more,  # type: ignore[arg-type]
    )


def give(name: str, type_: str = FILES, *, aliases: str = "", **more: object) -> OutputPort:
    """An output; `aliases` as words."""
    return OutputPort(
        name=name,
        type=type_,
        span=SPAN,
        carrier=NOTHING,
        aliases=tuple(aliases.split()),
        **more,  # type: ignore[arg-type]
    )


BUILT_IN = ("ModelPackaging", "ModelEvaluation", "XGBoostTraining", "TabularPreprocessing")


class Contract:
    """A step type with its ports; calling it makes a step."""

    def __init__(self, step_type: str, kind: str, *ports: InputPort | OutputPort) -> None:
        self.step_type = step_type
        self.kind = kind
        self.inputs = tuple(port for port in ports if isinstance(port, InputPort))
        self.outputs = tuple(port for port in ports if isinstance(port, OutputPort))

    def __call__(
        self,
        name: str,
        *,
        draws: str | None = None,
        after: str = "",
        block: tuple[str, ...] = (),
        only: dict[str, str] | None = None,
        written: str = "",
        settings: dict[str, Any] | None = None,
    ) -> WiringStep:
        """A step; inputs in `written` have a value of the user's that no step makes."""
        body = from_data(settings or {}, SPAN)
        assert isinstance(body, Mapping)
        wants = tuple(
            Want(port=port, span=SPAN, only=(only or {}).get(port.name))
            for port in self.inputs
            if port.name not in written.split()
        )
        return WiringStep(
            name=name,
            built_in=self.step_type in BUILT_IN,
            step_type=self.step_type,
            kind=self.kind,
            block=block,
            span=SPAN,
            wants=wants,
            outputs=self.outputs,
            after=frozenset(after.split()),
            draws_from=None if draws is None else tuple(draws.split()),
            body=body,
            input_types=frozenset(port.type for port in self.inputs),
            input_names=frozenset(port.name for port in self.inputs),
            given=tuple(port for port in self.inputs if port.name in written.split()),
        )


Wires = dict[str, str | None]


def decided(
    steps: Sequence[WiringStep], report: Report, *, runners_up: bool = False
) -> tuple[Decision, ...]:
    """The decisions about all inputs."""
    return resolve(steps, report, runners_up=runners_up)[0]


def wire(*steps: WiringStep) -> tuple[Wires, list[str], list[str]]:
    """The wires as `step.input` to `step.output`, and the codes and texts of the errors."""
    report = Report()
    decisions = decided(steps, report)
    found = report.diagnostics()
    texts = [
        "\n".join([item.message, str(item.hint), *(other.message for other in item.related)])
        for item in found
    ]
    return wires_of(decisions), [item.code.number for item in found], texts


def wires_of(decisions: Sequence[Decision]) -> Wires:
    """The chosen wires by input."""
    return {
        f"{item.step}.{item.input}": (
            f"{item.chosen.step}.{item.chosen.output}" if item.chosen else None
        )
        for item in decisions
    }
