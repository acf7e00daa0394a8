"""The way of a compiled pipeline to AWS: what would change, and doing it. boto3 is loaded here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipec.cli.api.errors import PipelineError
from pipec.cli.aws.client import Aws
from pipec.cli.aws.connection import connect
from pipec.cli.deploying import Done, Local, Plan, deploy, local_of, plan
from pipec.cli.stop import Stop
from pipec.compiler.compile import Artifacts
from pipec.compiler.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Which AWS is meant: as the options of the commands say it, and boto3 finds credentials."""

    role: str | None = None
    region: str | None = None
    profile: str | None = None
    endpoint_url: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What `pipec diff` shows, printed as its text; true if something would change."""

    plan: Plan

    def __bool__(self) -> bool:
        return self.plan.action != "none"

    def __str__(self) -> str:
        return self.plan.text().rstrip()

    def __repr__(self) -> str:
        return str(self)

    def to_dict(self) -> dict[str, Any]:
        """What `pipec diff --json` prints."""
        return self.plan.to_data()


def difference(artifacts: Artifacts, folder: Path, account: Account) -> Difference:
    """What upserting would change. Raises `PipelineError` for what AWS refuses."""
    with _errors():
        local = local_of(artifacts, folder, account.role)
        return Difference(plan(_connected(local, account), local))


def upserted(artifacts: Artifacts, folder: Path, account: Account) -> Done:
    """Create or update the pipeline. Raises `PipelineError`, and the old pipeline is then whole."""
    with _errors():
        local = local_of(artifacts, folder, account.role)
        aws = _connected(local, account)
        return deploy(aws, local, plan(aws, local))


def _connected(local: Local, account: Account) -> Aws:
    return connect(
        local.target,
        region=account.region,
        profile=account.profile,
        endpoint_url=account.endpoint_url,
    )


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except Stop as stop:
        raise PipelineError([_in_python(item) for item in stop.diagnostics]) from None


def _in_python(found: Diagnostic) -> Diagnostic:
    """The same with the arguments of a program in place of a command's options."""
    if found.hint is None:
        return found
    return found._replace(hint=re.sub(r"`--(env|profile|region|role)`", r"`\1=`", found.hint))
