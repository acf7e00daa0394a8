"""What pipec is compared with: two simpler ways to wire a pipeline by its contracts.

Both weigh every output of every other step that stands in sight. Neither knows an order of the
steps: as in the tools that they stand for, the best output wins wherever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from jellyfish import jaro_winkler_similarity

from benchmarks.wiring.cases import Port
from pipec.compiler.model import InputPort, OutputPort, Step

Score = Callable[[InputPort, OutputPort], float]
Wires = dict[Port, str | None]


def original_formula(wanted: InputPort, offered: OutputPort) -> float:
    """The original design: type 0.5, likeness of names 0.4, a keyword 0.1; bound above 0.5."""
    same_type = wanted.type == offered.type
    keyword = any(word in offered.name.lower() for word in wanted.semantic_keywords)
    likeness = jaro_winkler_similarity(wanted.name.lower(), offered.name.lower())
    return 0.5 * same_type + 0.4 * likeness + 0.1 * keyword


def best_name(wanted: InputPort, offered: OutputPort) -> float:
    """The output of the right type whose name is most like the input's; bound above 0.5."""
    if wanted.type != offered.type:
        return 0.0
    ours, theirs = (wanted.name, *wanted.aliases), (offered.name, *offered.aliases)
    return max(jaro_winkler_similarity(a.lower(), b.lower()) for a in ours for b in theirs)


def wire(steps: Sequence[Step], wanted: Sequence[Port], score: Score) -> Wires:
    """The best output for each port; the first of those that are equally good."""
    by_name = {step.name: step for step in steps}
    found: Wires = {}
    for step_name, port_name in wanted:
        step = by_name[step_name]
        assert step.contract is not None
        port = step.contract.inputs[port_name]
        ranked = [(score(port, output), source) for output, source in _in_sight(step, steps)]
        best = max((points for points, _ in ranked), default=0.0)
        first = next((source for points, source in ranked if points == best), None)
        found[step_name, port_name] = first if best > 0.5 else None
    return found


def _in_sight(step: Step, steps: Sequence[Step]) -> Iterator[tuple[OutputPort, str]]:
    for other in steps:
        inside = step.block[: len(other.block)] == other.block
        allowed = step.draws_from is None or other.name in {s.text for s in step.draws_from}
        if other is not step and inside and allowed and other.contract:
            for output in other.contract.outputs.values():
                yield output, f"{other.name}.{output.name}"
