"""What pipec says of a pipeline in which a step has been forgotten.

    python -m benchmarks.wiring.forgotten [tuning|held_out] [--each]

Each step that feeds another is taken out, one at a time. The inputs that took from it have lost
their source, so pipec should ask; with nothing said (`free`), and with what is left of the true
sources of each step under `from:` (`from`).

deprived   inputs whose source was taken out     asked     left to the user, or optional and empty
fair       bound to an output of the same name   bound     bound to another output
compiles   of these, in pipelines in which nothing is asked

`--each` lists what is bound.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator

from benchmarks.wiring.__main__ import MODES, by_pipec
from benchmarks.wiring.cases import Case, Json, Port, load_part

COLUMNS = ("deprived", "asked", "fair", "bound", "compiles")


def without(case: Case, body: Json, gone: str) -> Json | None:
    """A pipeline's text without one of its outermost steps; None if its text names the step."""
    body = json.loads(json.dumps(body))
    if body["steps"].pop(gone, None) is None:
        return None
    for _, step in case.steps(body):
        if "from" in step:
            step["from"] = [name for name in step["from"] if name != gone]
    names_it = (f"steps.{gone}.", f"steps.{gone}}}", f'"{gone}"')
    return None if any(name in json.dumps(body) for name in names_it) else body


def deprived(case: Case, gone: str) -> Iterator[tuple[Port, str]]:
    """The inputs of the other steps that took from a step, and what they took."""
    for port, true in case.truth.items():
        if true and true.split(".")[0] == gone and port[0] != gone:
            yield port, true


def measure(cases: list[Case], mode: str) -> tuple[Counter[str], list[str]]:
    """The counts over all pipelines, and what was bound."""
    counts: Counter[str] = Counter()
    bound: list[str] = []
    for case in cases:
        for gone in sorted({true.split(".")[0] for true in case.truth.values() if true}):
            body = without(case, MODES[mode](case), gone)
            if body is None:
                continue
            wires, shown = by_pipec(case.compiled(body, explain=True))
            for port, true in deprived(case, gone):
                taken = wires.get(port)
                is_fair = taken is not None and taken.split(".")[1] == true.split(".")[1]
                verdict = "asked" if taken is None else "fair" if is_fair else "bound"
                counts["deprived"] += 1
                counts[verdict] += 1
                if verdict == "bound":
                    counts["compiles"] += not shown
                    bound.append(f"{case.name} without {gone}: {'.'.join(port)} takes {taken}")
    return counts, bound


def main(arguments: list[str]) -> None:
    """Print the tables."""
    parts = [name for name in arguments if not name.startswith("-")] or ["tuning", "held_out"]
    for part in parts:
        print(f"{part:<9} {' '.join(f'{column:>9}' for column in COLUMNS)}")
        for mode in ("free", "from"):
            counts, bound = measure(load_part(part), mode)
            print(f"{mode:<9} {' '.join(f'{counts[column]:>9}' for column in COLUMNS)}")
            if "--each" in arguments:
                print("\n".join(f"    {line}" for line in bound))


if __name__ == "__main__":
    main(sys.argv[1:])
