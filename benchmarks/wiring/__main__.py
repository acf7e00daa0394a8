"""How well pipec wires pipelines whose true wires are known, and how well two baselines do.

    python -m benchmarks.wiring [tuning|held_out] [--each]

For each system, with the order of steps unknown: with nothing said (`free`), with the file's
steps shuffled (`shuffled`), and with the true sources of each step under `from:` (`from`).

bindable   inputs that have a true wire        right      bound to it
wrong      bound to another output             spurious   bound though nothing is meant
open       left to the user, by an error       in three   of these, the true output is among the
silent     optional, and left empty unasked               first three that are shown
cyclic     pipelines whose wires close a cycle

`--each` lists every input that is not right.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from benchmarks.wiring.baselines import best_name, original_formula, wire
from benchmarks.wiring.cases import Case, Json, Port, load_part
from pipec.compiler.compile import Result
from pipec.compiler.model import Step

Wires = dict[Port, str | None]
Shown = dict[Port, tuple[str, ...]]


@dataclass(slots=True)
class Tally:
    """Counts over many pipelines."""

    bindable: int = 0
    right: int = 0
    wrong: int = 0
    spurious: int = 0
    open: int = 0
    silent: int = 0
    in_three: int = 0
    empty: int = 0
    cyclic: int = 0
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def line(self) -> str:
        """A row of the table."""
        bound = self.right + self.wrong + self.spurious
        precision = self.right / bound if bound else 1.0
        recall = self.right / self.bindable if self.bindable else 1.0
        return (
            f"{precision:>9.1%} {recall:>7.1%} {self.right:>6} {self.wrong:>6} "
            f"{self.spurious:>8} {self.open:>6} {self.in_three:>8} {self.silent:>6} "
            f"{self.cyclic:>6} "
            f"{self.seconds:>8.2f}"
        )


def judge(case: Case, wires: Wires, shown: Shown, steps: Mapping[str, Step], tally: Tally) -> None:
    """Compare a pipeline's wires with the true ones."""
    for port, true in case.truth.items():
        chosen = wires.get(port)
        tally.bindable += true is not None
        tally.empty += true is None
        if chosen == true:
            tally.right += true is not None
            continue
        near = shown.get(port, ())[:3]
        if chosen is None and port not in shown:
            tally.silent += 1
            verdict = "silent"
        elif chosen is None:
            tally.open += 1
            tally.in_three += true in near
            verdict = f"open{'' if true in near else ', and not shown'}"
        elif true is None:
            tally.spurious += 1
            verdict = f"spurious {chosen}"
        else:
            tally.wrong += 1
            verdict = f"WRONG {chosen}"
        tally.misses.append(f"{case.name} {'.'.join(port)}: {verdict} (true: {true}; {near})")
    graph: dict[str, set[str]] = {name: set(step.block[::2]) for name, step in steps.items()}
    for (name, _), source in wires.items():
        if source is not None:
            graph.setdefault(name, set()).add(source.split(".")[0])
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        tally.cyclic += 1


def by_pipec(result: Result) -> tuple[Wires, Shown]:
    """What pipec bound, and what it shows where an error asks."""
    wires: Wires = {}
    shown: Shown = {}
    asked = [d.message for d in result.diagnostics if d.code.number in ("PC201", "PC202")]
    for decision in result.links.decisions if result.links else ():
        port = (decision.step, decision.input)
        chosen = decision.chosen
        wires[port] = f"{chosen.step}.{chosen.output}" if chosen else None
        if any(f"`{port[1]}`" in said and f" of `{port[0]}`" in said for said in asked):
            shown[port] = tuple(f"{c.step}.{c.output}" for c in decision.others)
    return wires, shown


def shuffled(case: Case) -> Json:
    """The pipeline with its steps in another order."""
    body: Json = json.loads(json.dumps(case.body))
    steps = list(body["steps"].items())
    random.Random(case.name).shuffle(steps)  # noqa: S311 - not for secrets
    body["steps"] = dict(steps)
    return body


def with_from(case: Case) -> Json:
    """The pipeline with the true sources of each step written down."""
    body: Json = json.loads(json.dumps(case.body))
    sources: dict[str, set[str]] = {}
    for (step, _), source in case.truth.items():
        if source is not None:
            sources.setdefault(step, set()).add(source.split(".")[0])
    for name, written in case.steps(body):
        if name in sources:
            written["from"] = sorted(sources[name])
    return body


MODES: dict[str, Callable[[Case], Json]] = {
    "free": lambda case: case.body,
    "shuffled": shuffled,
    "from": with_from,
}


def measure(cases: list[Case], mode: str) -> dict[str, Tally]:
    """One tally for each system."""
    tallies = {name: Tally() for name in ("pipec", "original", "best name")}
    for case in cases:
        body = MODES[mode](case)
        begin = time.perf_counter()
        result = case.compiled(body)
        tallies["pipec"].seconds += time.perf_counter() - begin
        steps = {step.name: step for step in result.steps}
        if result.links is None:
            raise SystemExit(f"{case.name}: {[d.message for d in result.diagnostics]}")
        explained = case.compiled(body, explain=True)
        judge(case, *by_pipec(explained), steps, tallies["pipec"])
        for name, score in (("original", original_formula), ("best name", best_name)):
            begin = time.perf_counter()
            wires = wire(result.steps, list(case.truth), score)
            tallies[name].seconds += time.perf_counter() - begin
            judge(case, wires, {}, steps, tallies[name])
    return tallies


def main(arguments: list[str]) -> None:
    """Print the tables."""
    parts = [name for name in arguments if not name.startswith("-")] or ["tuning", "held_out"]
    for part in parts:
        cases = load_part(part)
        if not cases:
            continue
        wires = sum(true is not None for case in cases for true in case.truth.values())
        ports = sum(len(case.truth) for case in cases)
        print(f"{part}: {len(cases)} pipelines, {wires} wires, {ports - wires} to stay unbound")
        head = "precision recall  right  wrong spurious   open in three silent cyclic  seconds"
        print(f"{'':<20} {head}")
        for mode in MODES:
            for name, tally in measure(cases, mode).items():
                print(f"{mode:<9} {name:<10} {tally.line()}")
                if "--each" in arguments and name == "pipec":
                    print("\n".join(f"    {miss}" for miss in tally.misses))
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
