"""What is known of outputs, steps and contracts by what gives them, or by what lies beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipec.compiler.model import OutputPort, WiringStep
from pipec.compiler.wiring.words.names import (
    lex,
    says_nothing,
)
from pipec.compiler.wiring.words.vocabulary import Kind

_PortNames = frozenset[str]


def with_known_outputs(steps: Sequence[WiringStep]) -> list[WiringStep]:
    """The steps, with aliases of outputs that are known by what gives them, or what lies beside.

    What a batch transform gives is predictions, whatever its name, unless its names say otherwise;
    and `tr`, `va` and `te` of one step are the parts of the data. Ports of one contract stay the
    same objects.
    """
    named: dict[tuple[OutputPort, tuple[str, ...]], OutputPort] = {}

    def of(output: OutputPort, *aliases: str) -> OutputPort:
        if (output, aliases) not in named:
            more = (*output.aliases, *aliases)
            named[output, aliases] = output._replace(aliases=more)
        return named[output, aliases]

    def predicting(output: OutputPort) -> OutputPort:
        names = (lex(name) for name in (output.name, *output.aliases))
        says_little = all(name.keys <= {"transform"} or says_nothing(name) for name in names)
        return of(output, "predictions", "scores") if says_little else output

    def dividing(output: OutputPort) -> OutputPort:
        part = _SHORT_PARTS.get(output.name.lower())
        return of(output, part) if part else output

    def of_step(step: WiringStep) -> WiringStep:
        if step.kind == "Transform":
            return step._replace(outputs=tuple(map(predicting, step.outputs)))
        short = {_SHORT_PARTS.get(output.name.lower()) for output in step.outputs} - {None}
        if "train" in short and len(short) > 1:
            return step._replace(outputs=tuple(map(dividing, step.outputs)))
        return step

    return [of_step(step) for step in steps]


def with_families(steps: Sequence[WiringStep]) -> Sequence[WiringStep]:
    """The steps, those whose contracts differ only by the part of the data told as of one family.

    `LoadTraining` and `LoadCalibration`, with the same ports, do one work for two parts; what
    `TrainModel` and `EvaluateModel` take and give differs.
    """
    of_type, takes = dict[str, WiringStep](), defaultdict[str, set[str]](set)
    for step in steps:
        if not step.in_place:
            of_type[step.step_type] = step
            takes[step.step_type] |= step.input_names
    alike = defaultdict[tuple[str, str, _PortNames, _PortNames], list[str]](list)
    for step_type, step in of_type.items():
        if work := _without_parts(step_type):
            gives = frozenset(output.name for output in step.outputs)
            alike[work, step.kind, frozenset(takes[step_type]), gives].append(step_type)
    families = {one: min(types) for types in alike.values() if len(types) > 1 for one in types}
    if not families:
        return steps
    return [step._replace(family=families.get(step.step_type)) for step in steps]


def _without_parts(step_type: str) -> str | None:
    """What a type says but for the part of the data; None if that leaves no word of its own."""
    work = [token for token in lex(step_type).tokens if token.kind is not Kind.SPLIT]
    says = any(token.kind is Kind.QUALIFIER for token in work)
    return " ".join(token.text for token in work) if says else None


def spelled_out(steps: Sequence[WiringStep]) -> list[WiringStep]:
    """The steps, with the parts of the data spelled out in names of twins: `tok_tr`, `tok_va`."""
    words = [[token.text for token in lex(step.name).tokens] for step in steps]
    short = defaultdict[str, set[str]](set)
    for step, said in zip(steps, words, strict=True):
        short[step.twins] |= {_SHORT_PARTS[word] for word in said if word in _SHORT_PARTS}
    return [
        step._replace(name="_".join(_SHORT_PARTS.get(word, word) for word in said))
        if "train" in short[step.twins] and len(short[step.twins]) > 1
        else step
        for step, said in zip(steps, words, strict=True)
    ]


_SHORT_PARTS = {"tr": "train", "va": "validation", "vl": "validation", "te": "test", "ts": "test"}
"""What the parts of the data are called in short, if the part to train on is, too."""
