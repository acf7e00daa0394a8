"""Which account the caller is in."""

from __future__ import annotations

import re

from pipec.cli.aws.client import Aws
from pipec.cli.stop import USAGE, Stop, stop
from pipec.cli.target import Target
from pipec.compiler import codes
from pipec.compiler.linking.variables import ROLE, role_elsewhere


def account_of(arn: str) -> str:
    """The account in an ARN."""
    return arn.split(":")[4]


def caller_account(aws: Aws) -> str | None:
    """The caller's account; None where STS cannot be reached, as in a closed network.

    Everybody may ask it: GetCallerIdentity needs no permission. Raises `Stop` only where the
    credentials are no good, which every other call would find too.
    """
    try:
        return str(aws.call("sts", "get_caller_identity", on="the caller")["Account"])
    except Stop as error:
        if error.diagnostics[0].code in (codes.NO_CREDENTIALS, codes.NO_REGION):
            raise
        return None


def check_account(aws: Aws, pipeline: str, account: str) -> None:
    """Raise `Stop` if a pipeline, known by its ARN, is in another account than the caller.

    Calls go by name, and so would reach the caller's own pipeline of that name. Where STS does not
    tell the caller's account, `check_target` finds it.
    """
    caller = caller_account(aws)
    if caller is not None:
        _check_pipeline(pipeline, account, caller)


def check_target(target: Target, arn: str) -> None:
    """Raise `Stop` if a target or its role is in another account than what its name has found.

    `arn` is that of the found pipeline or of a run of it, so that its account is the caller's.
    """
    caller = account_of(arn)
    if target.account is not None:
        _check_pipeline(target.name, target.account, caller)
    check_role(target.role, caller)


def _check_pipeline(pipeline: str, account: str, caller: str) -> None:
    if account != caller:
        raise stop(
            codes.OTHER_ACCOUNT,
            f"the pipeline `{pipeline}` belongs to account {account}, and the caller to {caller}",
            hint="check `--profile`",
        )


def check_role(role: str | None, account: str | None, region: str | None = None) -> None:
    """Raise `Stop` if a role is not named by an ARN, or belongs to another account or partition.

    SageMaker would refuse all of them, after the uploads.
    """
    if role is None:
        return
    if not ROLE.fullmatch(role):
        name = role if re.fullmatch(r"[\w+=,.@-]+", role, re.ASCII) else "NAME"
        raise stop(
            codes.BAD_MEMBER,
            f"`{role}` is not the ARN of a role",
            hint=f"write the whole ARN: `arn:aws:iam::{account or '111122223333'}:role/{name}`",
            exit_code=USAGE,
        )
    if region and (problem := role_elsewhere(role, region)):
        raise stop(codes.BAD_MEMBER, problem[0], hint=problem[1], exit_code=USAGE)
    if account not in (None, account_of(role)):
        raise stop(
            codes.OTHER_ACCOUNT,
            f"the role `{role}` belongs to account {account_of(role)}, and the caller to {account}",
            hint="check `--profile` and `--env`, or the var `role`",
        )
