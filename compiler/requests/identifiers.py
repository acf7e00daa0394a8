"""Names of things that lie outside of SageMaker, told by the member that they stand in.

The model's patterns take nearly anything for a subnet, a key or a tag. What is refused here is sure
by the documentation of the service whose name it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from functools import lru_cache

from pipec.compiler.linking.variables import partitions, role_elsewhere
from pipec.compiler.record import Record
from pipec.compiler.requests.limits import Problem
from pipec.compiler.syntax import Scalar

_ARN = re.compile(r"arn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):\d*:(.+)")
_KEY = re.compile(r"(key|alias)/.+")


class Home(Record):
    """Where the jobs run: the region, if it is known, and the role that the vars say."""

    region: str = ""
    role: str = ""


NOWHERE = Home()
"""For where the region does not matter, or stands in for another."""


def home_of(variables: AnyMapping[str, Scalar]) -> Home:
    """Where the jobs run, by the vars."""
    region, role = variables.get("region"), variables.get("role")
    return Home(region=region.text if region else "", role=role.text if role else "")


def identifier_problem(path: str, text: str, home: Home) -> Problem | None:
    """What the service refuses of the text of a member, by what the member is for."""
    rule = _rule_of(path)
    return rule(path, text, home) if rule else None


@lru_cache(maxsize=4096)  # steps of a kind have the same members
def _rule_of(path: str) -> _Rule | None:
    return _RULES.get(path.rpartition(".")[2].partition("[")[0])


def _subnet(_path: str, text: str, _home: Home) -> Problem | None:
    if text.startswith("sg-"):
        return Problem(
            f"cannot be `{text}`, which is a security group",
            "subnets begin with `subnet-`, and security groups stand under `security_groups`",
        )
    return _vpc(text, "subnet-")


def _group(_path: str, text: str, _home: Home) -> Problem | None:
    if text.startswith("subnet-"):
        return Problem(
            f"cannot be `{text}`, which is a subnet",
            "security groups begin with `sg-`, and subnets stand under `subnets`",
        )
    return _vpc(text, "sg-")


def _vpc(text: str, beginning: str) -> Problem | None:
    """EC2's ids begin with what they are of."""
    if not text.startswith("vpc-"):
        return None
    return Problem(f"cannot be `{text}`, which is a VPC", f"write one in it, `{beginning}…`")


def _tag(path: str, text: str, _home: Home) -> Problem | None:
    """AWS's "Tag naming limits and requirements"; a pipeline's own tags are told the same."""
    if "Tags[" not in path or not text.casefold().startswith("aws:"):
        return None
    return Problem(
        f"cannot be `{text}`: keys that begin with `aws:` are the service's own",
        "remove it, or rename it",
    )


def _role(_path: str, text: str, home: Home) -> Problem | None:
    """The var `role` is held against the region for itself."""
    if text == home.role or not text.startswith("arn:"):
        return None
    elsewhere = role_elsewhere(text, home.region)
    if elsewhere is None:
        return None
    return Problem(elsewhere[0].removeprefix(f"the role `{text}` "), elsewhere[1])


def _output_key(_path: str, text: str, home: Home) -> Problem | None:
    """One of the four forms that `OutputDataConfig.KmsKeyId` has in botocore's model."""
    found = _ARN.fullmatch(text)
    if not text.startswith("arn:"):
        return None
    if found is None or found[2] != "kms" or not _KEY.fullmatch(found[4]):
        return Problem(
            f"cannot be `{text}`, which is no key",
            "write a key's ARN, `arn:aws:kms:REGION:ACCOUNT:key/ID`, its id, or `alias/NAME`",
        )
    return partition_problem(text, home)


def _disk_key(path: str, text: str, home: Home) -> Problem | None:
    """Disks are encrypted with a key of the machines' own region, which no key ever leaves.

    "Concepts" in the developer guide of AWS KMS. A bucket may lie elsewhere, and so its key.
    """
    if problem := _output_key(path, text, home):
        return problem
    found = _ARN.fullmatch(text)
    if found is None or not home.region or found[3] == home.region:
        return None
    right = text.replace(found[3], home.region, 1)
    return Problem(
        f"cannot be `{text}`, a key of the region `{found[3]}`: the machines run in "
        f"`{home.region}`",
        f"name a key that is there: `{right.rpartition('/')[0]}/…`",
    )


def partition_problem(text: str, home: Home) -> Problem | None:
    """Partitions share nothing: what lies in one cannot be reached from a region of another."""
    found, wanted = _ARN.fullmatch(text), partitions().get(home.region)
    if found is None or wanted in (None, found[1]):
        return None
    return Problem(
        f"cannot be `{text}`, of the partition `{found[1]}`: the region `{home.region}` is in "
        f"`{wanted}`",
        f"name one that is there: `arn:{wanted}:…`",
    )


def count_problem(path: str, value: float) -> Problem | None:
    """A training has a machine, which the model does not say of its least number."""
    if path.endswith("ResourceConfig.InstanceCount") and value == 0:
        return Problem("must be at least 1, not 0")
    return None


_DAY = 24 * 60 * 60
_MOST_DAYS = 28


def time_problem(path: str, value: float, most: float | None) -> Problem | None:
    """`StoppingCondition.MaxRuntimeInSeconds` in botocore's model: "The maximum value is 28 days".

    Of a processing job the model says the largest number itself, `most`, and of none here more.
    """
    most = most or _MOST_DAYS * _DAY
    if path.endswith("StoppingCondition.MaxRuntimeInSeconds") and value > most:
        limit, given = (f"{seconds / _DAY:g} days" for seconds in (most, value))
        if limit == given:
            limit, given = f"{limit}, {most:.0f} seconds", f"{value:.0f}"
        return Problem(f"must be at most {limit}, not {given}")
    return None


_Rule = Callable[[str, str, Home], Problem | None]
"""From the member's path, its text, and where the jobs run."""

_RULES: dict[str, _Rule] = {
    "Subnets": _subnet,
    "SubnetIds": _subnet,
    "Ec2SubnetId": _subnet,
    "Ec2SubnetIds": _subnet,
    "SecurityGroupIds": _group,
    "Key": _tag,
    "RoleArn": _role,
    "ExecutionRoleArn": _role,
    "KmsKeyId": _output_key,
    "VolumeKmsKeyId": _disk_key,
}
