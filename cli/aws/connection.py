"""The way to AWS, for a target that may say which region it is for."""

from __future__ import annotations

from collections.abc import Callable

from pipec.cli.aws.client import Aws
from pipec.cli.stop import USAGE, stop
from pipec.cli.target import Target
from pipec.compiler import codes


def connect(
    target: Target,
    *,
    region: str | None = None,
    profile: str | None = None,
    endpoint_url: str | None = None,
    log: Callable[[str], None] | None = None,
) -> Aws:
    """The way to where a target is deployed; without a `region` it is the target's own.

    Nothing is called yet. `log` gets a line for each call. Raises `Stop` where `region`
    contradicts the region that the target was made for.
    """
    if region and target.source and target.region not in (None, region):
        hint = f"to deploy there, compile for it: `--var region={region}`"
        raise stop(
            codes.OTHER_REGION,
            f"`--region {region}` contradicts {target.source}: `{target.region}`",
            hint="leave `--region` out" if target.account else hint,
            exit_code=USAGE,
        )
    return Aws(
        region=region or target.region,
        profile=profile,
        endpoint_url=endpoint_url,
        log=log,
    )
