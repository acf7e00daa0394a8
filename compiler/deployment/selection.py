"""Which steps a run of selected steps runs, and what it needs of an earlier run.

The rules are AWS's, from the page "Selective execution of pipeline steps"
(https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-selective-ex.html) and the API reference
of SelectiveExecutionConfig:

* "All step(s) in all path(s) between two selected steps should be included."
* Any subset can be run "as long as they are connected in the directed acyclic graph".
* Steps that are not selected do not run, those after selected ones neither; outputs of those
  before come from a reference run.

They name no kind of step that cannot be selected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipec.compiler import codes
from pipec.compiler.deployment.graph import DeployedStep, Json, steps_of
from pipec.compiler.diagnostics import Report
from pipec.compiler.similarity import hint_from

MAX_STEPS = 50
"""Of SelectiveExecutionConfig, from botocore's model."""

Edges = Mapping[str, frozenset[str]]
"""What each step directly waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A run of some steps; all names are in the definition's order.

    `steps` run; `added` are those of them that were not asked for, but lie between two that were.
    `needs` are steps that do not run, and that steps which run directly wait for: an earlier run
    must have them.
    """

    steps: tuple[str, ...]
    added: tuple[str, ...]
    needs: tuple[str, ...]


def selection(definition: dict[str, Json], wanted: Sequence[str], report: Report) -> Selection:
    """What selecting the steps `wanted` (at least one) of a definition means.

    What is wrong is reported; then the selection is not to be used.
    """
    steps = steps_of(definition)
    known = [name for name in dict.fromkeys(wanted) if _is_selectable(name, steps, report)]
    edges = graph(steps)
    chosen = closure(edges, known)
    in_order = tuple(name for name in edges if name in chosen)
    if len(in_order) > MAX_STEPS:
        report.add(
            codes.TOO_MANY_FOR_A_START,
            f"{len(in_order)} steps are selected, and the service takes {MAX_STEPS}",
            None,
            hint="start the whole pipeline, or select fewer",
        )
    _check_connected(edges, in_order, report)
    needs = {name for step in chosen for name in edges[step]} - chosen
    return Selection(
        steps=in_order,
        added=tuple(name for name in in_order if name not in known),
        # The service refuses a start without a source where "the selected steps have dependencies
        # on" others (its message: https://github.com/aws/sagemaker-python-sdk/issues/4444), and
        # `DependsOn` is a dependency too.
        needs=tuple(name for name in edges if name in needs),
    )


def graph(steps: Mapping[str, DeployedStep]) -> dict[str, frozenset[str]]:
    """What each step waits for, in the definition's order; a loop and its body are one step."""
    loops = {name: _loop(name, steps) for name in steps}
    edges: dict[str, set[str]] = {name: set() for name in steps if loops[name] == name}
    for name, step in steps.items():
        edges[loops[name]] |= {loops[before] for before in step.after}
    return {name: frozenset(before - {name}) for name, before in edges.items()}


def closure(edges: Edges, wanted: Iterable[str]) -> frozenset[str]:
    """The wanted steps, and all on every path between two of them."""
    wanted = frozenset(wanted)
    behind: dict[str, set[str]] = {name: set() for name in edges}
    for name, before in edges.items():
        for other in before:
            behind[other].add(name)
    return wanted | (_reach(edges, wanted) & _reach(behind, wanted))


def _reach(edges: Mapping[str, Iterable[str]], start: Iterable[str]) -> frozenset[str]:
    """Every step that is met on the way from `start` along the edges."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        for name in edges[waiting.pop()]:
            if name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def _loop(name: str, steps: Mapping[str, DeployedStep]) -> str:
    """The outermost loop that a step stands in, or the step itself."""
    found, at = name, steps[name].inside
    while at is not None:
        if steps[at].type == "ForEach":
            found = at
        at = steps[at].inside
    return found


def _is_selectable(name: str, steps: Mapping[str, DeployedStep], report: Report) -> bool:
    if name not in steps:
        report.add(
            codes.UNKNOWN_DEPLOYED_STEP,
            f"the pipeline has no step `{name}`",
            None,
            hint=hint_from(name, steps),
        )
        return False
    loop = _loop(name, steps)
    if loop != name:
        report.add(
            codes.STEP_IN_LOOP,
            f"`{name}` is a step of the loop `{loop}` and cannot be selected alone",
            None,
            hint=f"select `{loop}`",
        )
        return False
    return True


def _check_connected(edges: Edges, chosen: Sequence[str], report: Report) -> None:
    parts = _parts(edges, chosen)
    if len(parts) < 2:
        return
    listed = " and ".join(", ".join(f"`{name}`" for name in part) for part in parts)
    report.add(
        codes.UNCONNECTED_SELECTION,
        f"the selected steps are not connected: {listed} do not wait for each other",
        None,
        hint="start them one after the other, or select a step that connects them",
    )


def _parts(edges: Edges, chosen: Sequence[str]) -> list[list[str]]:
    """The chosen steps in groups that hang together, whichever way the edges point."""
    both: dict[str, set[str]] = {name: set() for name in chosen}
    for name in chosen:
        for other in edges[name] & both.keys():
            both[name].add(other)
            both[other].add(name)
    parts: list[list[str]] = []
    seen: set[str] = set()
    for name in chosen:
        if name not in seen:
            part = {name} | _reach(both, [name])
            seen |= part
            parts.append([other for other in chosen if other in part])
    return parts
