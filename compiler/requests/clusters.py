"""Whether the machines of a training are what the rest of its request takes them for."""

from __future__ import annotations

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.model import Step
from pipec.compiler.requests.written import place_of_name, place_of_text
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps.base import StepDefinition, mapping_at, mappings_in
from pipec.compiler.values import Wire


def check_cluster(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """Tell of a warm pool where there can be none, and of data for groups that are not there."""
    machines = mapping_at(request, "ResourceConfig")
    if machines.get("KeepAlivePeriodInSeconds"):
        _check_warm_pool(step, request, written, report)
    if machines.get("InstanceGroups"):
        _check_groups(step, request, written, report)


def _check_warm_pool(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """AWS's developer guide, `train-warm-pools`, "Considerations": neither can use a warm pool.

    Whether the service refuses the two, or passes over one of them, it does not say.
    """
    if request.get("EnableManagedSpotTraining") is True:
        what, other = "spot instances", "EnableManagedSpotTraining"
    elif mapping_at(request, "ResourceConfig").get("InstanceGroups"):
        what, other = "a cluster of several instance groups", "InstanceGroups"
    else:
        return
    place = place_of_name(written, "keep_alive")
    report.add(
        codes.ODD_VALUE,
        f"`{step.name}` keeps its machines for the next training, and trains on {what}, which "
        "cannot be kept",
        place if place != written.span else place_of_name(written, other),
        hint="remove `keep_alive`, or write `instance: {keep_alive: null}` where `defaults` say it",
    )


def _check_groups(
    step: StepDefinition, request: dict[str, Wire], written: Step, report: Report
) -> None:
    """`InstanceGroupNames` in botocore's model: names of instance groups that get the data."""
    groups = mapping_at(request, "ResourceConfig").get("InstanceGroups")
    names = [group.get("InstanceGroupName") for group in mappings_in(groups)]
    known = [name for name in names if isinstance(name, str)]
    if not isinstance(groups, list) or len(known) < len(groups):
        return
    for channel in mappings_in(request.get("InputDataConfig")):
        named = mapping_at(channel, "DataSource", "S3DataSource").get("InstanceGroupNames")
        for name in named if isinstance(named, list) else ():
            if isinstance(name, str) and name not in known:
                report.add(
                    codes.BAD_MEMBER,
                    f"the channel `{channel.get('ChannelName')}` of `{step.name}` is for the "
                    f"instance group `{name}`, and there is none of this name",
                    place_of_text(written, name),
                    hint=hint_from(name, known),
                )
