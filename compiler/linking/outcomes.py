"""Steps that wait for what cannot be: two outcomes of one step, or the end of a `fail`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report
from pipec.compiler.linking.graph import Edge
from pipec.compiler.model import DependsOn, Step

NOT_COMPLETED = ("failed", "stopped")


def check_outcomes(steps: AnyMapping[str, Step], edges: Sequence[Edge], report: Report) -> None:
    """Report each step that no run of the pipeline can reach, and what ends all of them."""
    needs = needed_to_complete(steps.values(), edges)
    _check_fails(steps, edges, report)
    for step in steps.values():
        _check_branches(step, steps, report)
        seen: dict[str, DependsOn] = {}
        for item in step.depends_on:
            first = seen.setdefault(item.step, item)
            producer = steps.get(item.step)
            if first.when != item.when:
                report.add(
                    codes.NEVER_RUNS,
                    f"`{step.name}` waits for `{item.step}` to have {first.when} and {item.when}",
                    item.span,
                    hint="keep one; `when: any` runs it after any outcome",
                )
            elif item.when in NOT_COMPLETED and (edge := _way(step.name, item.step, needs)):
                also = "needs what it gives" if edge.is_data else "waits for it to have completed"
                by = f"by way of `{edge.step}` " if edge.step != step.name else ""
                report.add(
                    codes.NEVER_RUNS,
                    f"`{step.name}` runs only when `{item.step}` has {item.when}, and {by}{also}",
                    item.span,
                    hint="remove one of the two",
                    related=[Related(edge.span, edge.why)],
                )
            elif producer and producer.kind == "Fail" and item.when == "completed":
                report.add(
                    codes.NEVER_RUNS,
                    f"`{step.name}` waits for `{item.step}`, which ends the pipeline",
                    item.span,
                    hint="remove it: nothing runs after a `fail`",
                )


def _check_fails(steps: AnyMapping[str, Step], edges: Iterable[Edge], report: Report) -> None:
    """Warn of an end that waits for nothing, but for pipelines that do nothing else."""
    waiting = {edge.step for edge in edges}
    fails = [step for step in steps.values() if step.kind == "Fail"]
    for step in fails if len(fails) < len(steps) else ():
        if not step.block and step.name not in waiting:
            report.add(
                codes.SAME_IN_EVERY_RUN,
                f"`{step.name}` waits for nothing, so it ends every run",
                step.span,
                hint="put it into a branch of an `if:`, or let it wait: "
                "`depends_on: [{step: STEP, when: failed}]`",
            )


def _check_branches(step: Step, steps: AnyMapping[str, Step], report: Report) -> None:
    """Warn where it waits for steps of both branches of a condition, of which one runs."""
    first: dict[str, tuple[str, DependsOn]] = {}
    for item in step.depends_on:
        block = steps[item.step].block if item.step in steps else ()
        for condition, branch in zip(block[::2], block[1::2], strict=True):
            other, earlier = first.setdefault(condition, (branch, item))
            waits = item.when == earlier.when == "completed" and condition not in step.block
            if waits and other != branch:
                report.add(
                    codes.MAY_NOT_RUN,
                    f"`{step.name}` waits for `{earlier.step}` and `{item.step}`, and only one of "
                    f"them runs: they stand in the two branches of `{condition}`",
                    item.span,
                    hint="make a step of it in each branch",
                )


def needed_to_complete(steps: Iterable[Step], edges: Iterable[Edge]) -> dict[str, dict[str, Edge]]:
    """By step, the steps that must have completed before it runs, each with why."""
    otherwise = {(s.name, i.step) for s in steps for i in s.depends_on if i.when != "completed"}
    needs: dict[str, dict[str, Edge]] = {}
    for edge in edges:
        # What went wrong may be read of a step that failed, its outputs may not.
        if edge.is_data or ((edge.step, edge.on) not in otherwise and not edge.may_have_failed):
            needs.setdefault(edge.step, {}).setdefault(edge.on, edge)
    return needs


def _way(start: str, goal: str, needs: AnyMapping[str, AnyMapping[str, Edge]]) -> Edge | None:
    """The last link of the shortest way by which `start` needs `goal` to have completed."""
    queue, seen = deque([start]), {start}
    while queue:
        links = needs.get(queue.popleft(), {})
        if goal in links:
            return links[goal]
        queue.extend(name for name in links if name not in seen)
        seen.update(links)
    return None
