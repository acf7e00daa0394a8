"""Which steps would run again, rather than reuse what runs of the deployed definition made.

A step with `CacheConfig` reuses an earlier successful run of the step of that name in that
pipeline if the values of certain members are the same, once all references in them are resolved:
https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-caching.html. So the members of both
definitions are written out as far as they are known before a run, and compared. The rules:

1. A parameter is its default, or itself if it has none. A changed default loses the caches of
   what reads it, for runs that use the default.
2. Of the execution, the pipeline's name and ARN are the same in all runs, the rest in no two.
3. A property of a step that reuses a run is what that run had, whatever its arguments are now.
4. A property of a step that runs again is what its own arguments say, where they say it and it is
   the same in all runs (`OutputDataConfig.S3OutputPath`), else another value in every run.
5. A step without a cache always runs again. One with a cache runs again if a member that counts
   differs from the old definition's, or has another value in every run.
6. A step that under the old definition could never reuse a run, as a member that counts has
   another value in every run, has no cache to lose.

A step of another name is another step, and a cache that is switched on or off is no loss; both
are plain changes. The content of S3 objects never counts, only their URIs.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from pipec.compiler.deployment.graph import (
    DeployedStep,
    Json,
    as_mapping,
    gets,
    step_read,
    steps_of,
)
from pipec.compiler.deployment.known import Runs, is_fresh
from pipec.compiler.deployment.members import ABSENT, equal, member_changes

COUNTING = {
    "Processing": (
        "Arguments.AppSpecification",
        "Arguments.Environment",
        "Arguments.ProcessingInputs",
    ),
    "Training": (
        "Arguments.AlgorithmSpecification",
        "Arguments.CheckpointConfig",
        "Arguments.DebugHookConfig",
        "Arguments.DebugRuleConfigurations",
        "Arguments.Environment",
        "Arguments.HyperParameters",
        "Arguments.InputDataConfig",
    ),
    "Tuning": (
        "Arguments.HyperParameterTuningJobConfig",
        "Arguments.TrainingJobDefinition.AlgorithmSpecification",
        "Arguments.TrainingJobDefinition.HyperParameterRanges",
        "Arguments.TrainingJobDefinition.InputDataConfig",
        "Arguments.TrainingJobDefinition.StaticHyperParameters",
        "Arguments.TrainingJobDefinition.TuningObjective",
        "Arguments.TrainingJobDefinitions",
    ),
    "AutoML": (
        "Arguments.AutoMLJobConfig.CompletionCriteria",
        "Arguments.AutoMLJobConfig.CandidateGenerationConfig",
        "Arguments.AutoMLJobConfig.DataSplitConfig",
        "Arguments.AutoMLJobConfig.Mode",
        "Arguments.AutoMLJobObjective",
        "Arguments.InputDataConfig",
        "Arguments.ProblemType",
    ),
    "Transform": (
        "Arguments.DataProcessing",
        "Arguments.Environment",
        "Arguments.ModelName",
        "Arguments.TransformInput",
    ),
    # The page names the SDK's ClarifyCheckConfig, QualityCheckConfig and CheckJobConfig. In the
    # definition they are the arguments, the type of the check and the model.
    "ClarifyCheck": (
        "Arguments",
        "CheckType",
        "ModelName",
        "SkipCheck",
        "RegisterNewBaseline",
        "ModelPackageGroupName",
        "SuppliedBaselineConstraints",
    ),
    "QualityCheck": (
        "Arguments",
        "CheckType",
        "ModelName",
        "SkipCheck",
        "RegisterNewBaseline",
        "ModelPackageGroupName",
        "SuppliedBaselineConstraints",
        "SuppliedBaselineStatistics",
    ),
    "EMR": ("Arguments.ClusterId", "Arguments.StepConfig"),
}
"""The members of a step that count, by its type, from
https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines-default-keys.html"""

COUNTING_ELSEWHERE = ("Arguments", "FunctionArn", "SqsQueueUrl", "OutputParameters")
"""What is taken to count where the page is silent (Lambda, Callback, Endpoint, Job, …): all that
makes the request. The SDK offers a cache for these types."""

COMPOSED = {
    "Condition": ("Arguments.Conditions",),
    "ForEach": ("Arguments.IterableItems", "Arguments.Selector"),
}
"""Steps that run nothing themselves: their properties are the same again if these members are,
and, of a loop, if each step of its body reuses a run."""

_REASONS = 3


class CacheLoss(NamedTuple):
    """A step of the new definition that would not hit the runs of the old one, and why."""

    step: str
    reason: str


def cache_losses(
    old_definition: dict[str, Json], new_definition: dict[str, Json]
) -> tuple[CacheLoss, ...]:
    """The steps with an enabled cache in both definitions that lose it, in the new one's order.

    An execution is thought of that is started without parameters, and before any cache expires.
    """
    old = _runs_of_old(old_definition)
    new = _runs_of_new(new_definition, old)
    return tuple(
        CacheLoss(name, _shortened(list(_reasons(old.steps[name], new.steps[name], old, new))))
        for name in new.steps
        if name in old.reused - new.reused
        and _has_cache(old.seen[name])
        and _has_cache(new.seen[name])
    )


def _runs_of_old(definition: dict[str, Json]) -> Runs:
    """The old definition's runs; reused are the steps that hit each other's, nothing changed."""
    runs = Runs(definition=definition, steps=steps_of(definition))
    for step in _in_order(runs):
        seen = runs.see(step)
        if _can_reuse(step, runs) and not is_fresh(_counting(step.type, seen)):
            runs.reused.add(step.name)
    return runs


def _runs_of_new(definition: dict[str, Json], old: Runs) -> Runs:
    """The new definition's runs; reused are the steps that hit runs of the old one."""
    runs = Runs(definition=definition, steps=steps_of(definition), earlier=old)
    for step in _in_order(runs):
        seen = runs.see(step)
        if (
            step.name in old.reused
            and _same_kind(old.steps[step.name], step, old, runs)
            and _can_reuse(step, runs)
            and equal(_counting(step.type, seen), _counting(step.type, old.seen[step.name]))
        ):
            runs.reused.add(step.name)
    return runs


def _in_order(runs: Runs) -> Iterator[DeployedStep]:
    """The steps, each after those whose values it sees."""
    needs = {name: list(step.reads) for name, step in runs.steps.items()}
    for step in runs.steps.values():
        if loop := runs.loop_of(step):
            needs[step.name] += loop.reads
            needs[loop.name].append(step.name)
    try:
        names = list(TopologicalSorter(needs).static_order())
    except CycleError:
        # No service takes it, but a stand-in for one may: what is not seen yet runs again.
        names = list(runs.steps)
    return (runs.steps[name] for name in names)


def _can_reuse(step: DeployedStep, runs: Runs) -> bool:
    if step.type == "ForEach":
        body = {inner.name for inner in runs.steps.values() if inner.inside == step.name}
        return body <= runs.reused
    return step.type in COMPOSED or _has_cache(runs.seen[step.name])


def _has_cache(members: dict[str, Json]) -> bool:
    return as_mapping(members.get("CacheConfig")).get("Enabled") is True


def _same_kind(old_step: DeployedStep, step: DeployedStep, old: Runs, new: Runs) -> bool:
    """Whether two steps of one name may share runs: in a loop, runs have another name."""
    moved = bool(old.loop_of(old_step)) != bool(new.loop_of(step))
    return old_step.type == step.type and not moved


def _counting(type_: str, members: dict[str, Json]) -> dict[str, Json]:
    """The members that count, by path; those that are not there are left out."""
    found = {}
    for path in COUNTING.get(type_) or COMPOSED.get(type_) or COUNTING_ELSEWHERE:
        value: Json = members
        for key in path.split("."):
            value = value.get(key, ABSENT) if isinstance(value, dict) else ABSENT
        if value is not ABSENT:
            found[path] = value
    return found


def _reasons(old_step: DeployedStep, step: DeployedStep, old: Runs, new: Runs) -> Iterator[str]:
    if old_step.type != step.type:
        yield f"it was a {old_step.type} step"
        return
    if not _same_kind(old_step, step, old, new):
        yield "it moved into a loop" if new.loop_of(step) else "it moved out of a loop"
        return
    before, after = _counting(step.type, old_step.own), _counting(step.type, step.own)
    for path in dict.fromkeys([*before, *after]):
        for change in member_changes(before.get(path, ABSENT), after.get(path, ABSENT), path):
            if not equal(old.known(change.old, old_step), new.known(change.new, step)):
                yield f"`{change.path}` changed"
    read_before = set(gets(before))
    for text in dict.fromkeys(gets(after)):
        reference = {"Get": text}
        same = equal(old.known(reference, old_step), new.known(reference, step))
        if text in read_before and not same:
            yield _cause(text, step, old, new)


def _cause(text: str, step: DeployedStep, old: Runs, new: Runs) -> str:
    """Why a reference that is still there has another value now."""
    root, _, name = text.partition(".")
    if root == "Parameters":
        return f"the default of parameter `{name}` changed"
    if root == "ForEach" and (loop := new.loop_of(step)):
        return f"the items of loop `{loop.name}` changed"
    producer = step_read(text) or ""
    if producer in new.steps and new.steps[producer].type == "Condition":
        return f"the conditions of `{producer}` changed"
    if producer in old.reused:
        return f"reads `{producer}`, which runs again"
    return f"`{text}` changed"


def _shortened(reasons: list[str]) -> str:
    reasons = list(dict.fromkeys(reasons))
    more = len(reasons) - _REASONS
    return "; ".join([*reasons[:_REASONS], *([f"{more} more"] if more > 0 else [])])
