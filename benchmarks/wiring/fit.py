"""Fits the weights of `compiler/wiring/evidence/scores.py` to the tuning part of the benchmark.

    python -m benchmarks.wiring.fit [--write]

Goes once through the weights, one at a time, and keeps a step up or down that costs less. A wrong
or spurious wire costs as much as a hundred inputs that stay open. Weights stay multiples of a
hundredth and keep their signs and the order of the parts (an exact name says more than an alias).
The limits (`THRESHOLD`, `MARGIN`, `LONE`) are not fitted: they are how careful pipec is; nor is
what speaks against a wire by far (`CLASH` and the like), nor what the numbers of steps say. With
`--write` the file is changed; the tests hold the pages on wiring against it.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from benchmarks.wiring.__main__ import MODES
from benchmarks.wiring.cases import Case, load_part
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking import link
from pipec.compiler.model import Decision, WiringStep
from pipec.compiler.wiring.choice import lookup
from pipec.compiler.wiring.evidence import scores
from pipec.compiler.wiring.resolve import resolve

MODULES: tuple[ModuleType, ...] = tuple(
    module for name, module in sys.modules.items() if name.startswith("pipec.compiler.wiring.")
)
WEIGHTS = tuple(
    """
    TYPE LISTED UNLISTED SAME_NAME READS_SAME ALIAS LIKENESS
    ALIAS_LIKENESS SAME_ARTEFACT KEYWORD SPLIT_KEYWORD STEP_WORD STEP_PART STEP_HAS_INPUT_WORD
    STEP_SAYS_INPUT CONSUMER_HAS_OUTPUT_WORD SAME_BUT_OURS OTHER_LANE LOST
    ALSO_LISTED STEP_WORDS STEP_HAS_KEYWORD TOLD_APART FITTED
    OWN_TYPE ONLY_PART MADE_FOR KIND_ASKS LEFTOVER
    """.split()  # noqa: SIM905 - read as a list
)
DESCENDING = (
    ("SAME_NAME", "READS_SAME", "ALIAS", "SAME_ARTEFACT"),
    ("LIKENESS", "ALIAS_LIKENESS", "SAME_ARTEFACT"),
    ("LONE_LEAD", "KIND_ASKS", "MARGIN"),
    ("STEP_SAYS_INPUT", "STEP_HAS_INPUT_WORD", "STEP_WORDS", "STEP_PART", "STEP_WORD"),
)
STEPS = (5, -5, 2, -2)
WRONG, SPURIOUS = 100, 100


@dataclass(frozen=True, slots=True)
class Problem:
    """What the wiring is given of a pipeline, and what is true."""

    case: Case
    steps: tuple[WiringStep, ...]
    used: frozenset[tuple[str, str]]


def problems(cases: list[Case]) -> list[Problem]:
    """The pipelines of two modes, as the wiring sees them."""
    found: list[Problem] = []
    for mode in ("free", "from"):
        for case in cases:
            with mock.patch.object(link, "resolve", side_effect=resolve) as called:
                case.compiled(MODES[mode](case))
            steps, _ = called.call_args.args
            found.append(Problem(case, tuple(steps), frozenset(called.call_args.kwargs["used"])))
    return found


def cost(tried: list[Problem], limit: float = math.inf) -> int:
    """What the wires cost that the weights lead to; at `limit` it is not counted on."""
    for cached in _cached():
        cached.cache_clear()
    total = 0
    for problem in tried:
        total += _cost_of(problem)
        if total >= limit:
            break
    return total


def _cached() -> Iterator[Any]:
    """What the wiring keeps for the whole process, weighed with the weights of before."""
    for module in MODULES:
        found = (value for value in vars(module).values() if not isinstance(value, type))
        yield from (value for value in found if hasattr(value, "cache_clear"))


def _cost_of(problem: Problem) -> int:
    made, _ = resolve(problem.steps, Report(), used=problem.used)
    return sum(_cost(problem.case, decision) for decision in made)


def _cost(case: Case, decision: Decision) -> int:
    chosen = decision.chosen and f"{decision.chosen.step}.{decision.chosen.output}"
    true = case.truth.get((decision.step, decision.input))
    if chosen == true:
        return 0
    if chosen is None:
        return 1
    return SPURIOUS if true is None else WRONG


def assign(name: str, value: int) -> None:
    """Set a weight in every module that has imported it, and what is made of it."""
    for module in MODULES:
        if hasattr(module, name):
            setattr(module, name, value)
    lookup._NEAR = scores.THRESHOLD - scores.MARGIN
    lookup._MOST_FOR = max(scores.STEP_SAYS_INPUT + scores.TOLD_APART, scores.SAME_BUT_OURS)


def in_order() -> bool:
    """Whether the weights still mean what `docs/wiring-rules.md` says of them."""
    rows = [[getattr(scores, name) for name in row] for row in DESCENDING]
    return all(left > right for row in rows for left, right in pairwise(row))


def fit(tried: list[Problem]) -> Iterator[str]:
    """Better weights, one after another; they stay set."""
    # The dearest first, so that what costs more shows early.
    tried = sorted(tried, key=_cost_of, reverse=True)
    best = cost(tried)
    yield f"cost {best}"
    for name in WEIGHTS:
        for change in STEPS:
            old = getattr(scores, name)
            assign(name, old + change)
            now = cost(tried, best) if in_order() and (old + change) * old > 0 else best
            if now < best:
                best = now
                yield f"cost {best}: {name} {old} -> {old + change}"
            else:
                assign(name, old)


def main(arguments: list[str]) -> None:
    """Print what is found, and write it down if asked to."""
    tried = problems(load_part("tuning"))
    for line in fit(tried):
        print(line, flush=True)
    if "--write" in arguments:
        path = Path(str(scores.__file__))
        text = path.read_text("utf-8")
        for name in WEIGHTS:
            text = re.sub(rf"(?m)^{name} = -?\d+$", f"{name} = {getattr(scores, name)}", text)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
