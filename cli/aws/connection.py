"""The way to AWS, for a target that may say which region it is for."""

from __future__ import annotations

from collections.abc import Callable

from pipec.cli.aws.client import Aws
from pipec.cli.aws.waiting import Waiting
from pipec.cli.stop import USAGE, stop
from pipec.cli.target import Target
from pipec.compiler import codes
from pipec.compiler.linking.variables import region_hint


def connect(
    target: Target,
    *,
    region: str | None = None,
    profile: str | None = None,
    endpoint_url: str | None = None,
    log: Callable[[str], None] | None = None,
    say: Callable[[str], None] | None = None,
) -> Aws:
    """The way to where a target is deployed; without a `region` it is the target's own.

    Nothing is called yet. `log` gets a line for each call, and `say` what a person who waits is to
    know. Raises `Stop` where `region` contradicts the region that the target was made for.
    """
    if region is not None and target.source and target.region not in (None, region):
        hint = f"to deploy there, compile for it: `--var region={region}`"
        if target.account:
            hint = "leave `--region` out"
        raise stop(
            codes.OTHER_REGION,
            f"`--region {region}` contradicts {target.source}: `{target.region}`",
            hint=region_hint(region) or hint,
            exit_code=USAGE,
        )
    return Aws(
        region=target.region if region is None else region,
        profile=profile,
        endpoint_url=endpoint_url,
        log=log,
        waiting=Waiting(say) if say else None,
    )
