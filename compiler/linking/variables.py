"""Vars: those of all files and the command line as one, and what is wrong with them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from functools import cache

from pipec.compiler import codes
from pipec.compiler.diagnostics import Diagnostic, Related, Report, Span
from pipec.compiler.language.expressions import NAME_BEHIND_ROOT
from pipec.compiler.language.numbers import loses_zero
from pipec.compiler.linking.evaluate import COMPILER_VARS
from pipec.compiler.packaged import read
from pipec.compiler.parsing.project import NOWHERE, Project, command_line_variables, variables_of
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Mapping, Node, Scalar, scalars, text_node

PLACEHOLDERS = {
    "bucket": "example-bucket",
    "region": "us-east-1",
    "role": "arn:aws:iam::111122223333:role/ExampleRole",
}
"""Good values, for where the real ones are wrong or do not matter."""
# S3 User Guide, "General purpose bucket naming rules".
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
BUCKET_RULE = "3 to 63 lower-case letters, digits, `.` and `-`, as S3 names a bucket"
_PREFIX = re.compile(r"(?!.*://).*", re.DOTALL)
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")
ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+")
"""The pattern of RoleArn in the service's model."""
_ACCOUNT_DIGITS = 12
_MENTION = re.compile(rf"\bvars{NAME_BEHIND_ROOT}")
_MISSED = re.compile(r"\bvar `([^`]+)`")
_SHORTEST = 3
"""Names shorter than this are near to everything."""


def variables(
    project: Project, tree: Mapping, given: AnyMapping[str, str], report: Report
) -> dict[str, Scalar]:
    """Vars, weakest first: project, pipeline, chosen environment, command line.

    An environment outweighs the pipeline's own, which are what the pipeline says by default.
    A var that cannot be is reported once, and a good value put in its place; those of the
    environments that are not chosen are held against the same rules.
    """
    for environment in project.environments.values():
        for name, value in environment.variables.items():
            if value.data is not None:
                _checked(name, value, report)
    layers = (
        project.variables,
        variables_of(tree),
        project.environment.variables,
    )
    found = {name: value for layer in layers for name, value in layer.items()}
    for name, value in command_line_variables(given).items():
        found[name] = _as_in_a_file(value, found.get(name))
    return {
        name: _checked(name, value, report)
        for name, value in found.items()
        if value.data is not None
    }


def _as_in_a_file(value: Scalar, written: Scalar | None) -> Scalar:
    """A var of the command line as it would be in a file: text where it is one there."""
    data = resolve_plain(value.text)
    is_text = data is None or isinstance(data, str) or (written and isinstance(written.data, str))
    return value if is_text else value._replace(data=data, plain=True)


def _checked(name: str, value: Scalar, report: Report) -> Scalar:
    if "${" in value.text.replace("$${", ""):
        report.add(
            codes.BAD_VAR,
            f"the var `{name}` cannot hold a reference",
            value.span,
            hint="a var is a fixed text; where a run-time value is meant, use a parameter",
        )
    elif name in _RULES and not (rule := _RULES[name])[0].fullmatch(value.text):
        report.add(
            codes.BAD_VAR,
            f"the var `{name}` cannot be `{value.text}`"
            if value.text
            else f"the var `{name}` is empty",
            value.span if value.span != NOWHERE else None,
            hint=rule[1](value.text),
        )
    else:
        text = value.text.replace("$${", "${")
        is_text = isinstance(value.data, str) or loses_zero(value)
        return value._replace(text=text, data=text if is_text else value.data)
    return text_node(PLACEHOLDERS.get(name, value.text), value.span)


def _bucket_hint(text: str) -> str:
    if match := re.fullmatch(r"s3:/*([^/]+)(/.*)?", text):
        folder = (match[2] or "").strip("/")
        return f"write the name only: `bucket: {match[1]}`" + (
            f", and the folder as another var: `prefix: {folder}`" if folder else ""
        )
    return BUCKET_RULE


def _prefix_hint(text: str) -> str:
    bucket, _, folder = text.partition("://")[2].partition("/")
    return (
        f"write the folder only: `prefix: {folder or 'FOLDER'}`; the bucket is another var: "
        f"`bucket: {bucket or 'BUCKET'}`"
    )


def _region_rule(_text: str) -> str:
    return "the code of an AWS region, as `us-east-1`"


def role_hint(text: str) -> str:
    """What to write in place of a text that is no role's ARN."""
    found = re.fullmatch(r"arn:aws[a-z-]*:iam::(\d*):role/.+", text, re.ASCII)
    if found and len(found[1]) != _ACCOUNT_DIGITS:
        return f"an account has {_ACCOUNT_DIGITS} digits, and this one {len(found[1])}"
    name = text if re.fullmatch(r"[\w+=,.@/-]+", text, re.ASCII) else "NAME"
    return f"write the whole ARN: `arn:aws:iam::111122223333:role/{name}`"


_RULES: dict[str, tuple[re.Pattern[str], Callable[[str], str]]] = {
    "bucket": (_BUCKET, _bucket_hint),
    "prefix": (_PREFIX, _prefix_hint),
    "region": (_REGION, _region_rule),
    "role": (ROLE, role_hint),
}


def check_used(
    project: Project,
    tree: Mapping,
    given: AnyMapping[str, str],
    texts: Iterable[Node],
    report: Report,
) -> None:
    """Warn of vars that nothing uses and that look like a misspelt one.

    `texts` are the trees that may mention vars. A project's var may be there for another
    pipeline, so it is only compared with the compiler's own that are not set. An environment
    changes what is used already, so what it alone sets is compared with what it leaves as it is.
    """
    own, options = variables_of(tree), command_line_variables(given)
    environments = [environment.variables for environment in project.environments.values()]
    declared = Counter(
        name for layer in (project.variables, own, options, *environments) for name in layer
    )
    if declared.keys() <= set(COMPILER_VARS):
        return
    found = (_MENTION.finditer(scalar.text) for node in texts for scalar in scalars(node))
    meant = {*COMPILER_VARS, *(match[1] for matches in found for match in matches)}
    unset = set(COMPILER_VARS) - declared.keys()
    # One that is mentioned and not set is an error already.
    known = {*COMPILER_VARS, *declared}
    compared = [(project.variables, unset), (own, known), (options, known)]
    for layer in environments:
        once = {name: value for name, value in layer.items() if declared[name] == 1}
        compared.append((once, meant - layer.keys()))
    for layer, others in compared:
        for name, value in layer.items():
            if name in meant or len(name) < _SHORTEST:
                continue
            if near := did_you_mean(name, sorted(others - {name})):
                report.add(
                    codes.UNUSED_VAR,
                    f"nothing uses the var `{name}`",
                    value.span if value.span != NOWHERE else None,
                    hint=near,
                )


def point_to_environments(
    diagnostics: Iterable[Diagnostic], project: Project
) -> tuple[Diagnostic, ...]:
    """The same diagnostics; those of a var that is not set show the environments that set it.

    Where one must be chosen, that is what to do.
    """
    shown = []
    for item in diagnostics:
        setting: dict[str, Span] = {}
        if item.code in (codes.MISSING_VAR, codes.UNKNOWN_VAR):
            match = _MISSED.search(f"{item.message} {item.hint}")
            setting = dict(_setting(match[1], project)) if match else {}
        places = [
            Related(span, f"set in the environment `{name}`, by `--env {name}`")
            for name, span in setting.items()
        ]
        hint = item.hint
        if setting and project.to_choose:
            hint = f"add `--env`: {', '.join(f'`{name}`' for name in setting)}"
        shown.append(item._replace(related=(*item.related, *places), hint=hint))
    return tuple(shown)


def _setting(variable: str, project: Project) -> Iterable[tuple[str, Span]]:
    for name, environment in project.environments.items():
        value = environment.variables.get(variable)
        if value is not None and value.data is not None:
            yield name, value.span


# --- regions --------------------------------------------------------------------------------


def check_regions(
    project: Project, tree: Mapping, given: AnyMapping[str, str], report: Report
) -> None:
    """Warn of regions that look like a misspelt one, in all environments, chosen or not."""
    environments = (environment.variables for environment in project.environments.values())
    own, options = variables_of(tree), command_line_variables(given)
    for layer in (project.variables, own, *environments, options):
        region = layer.get("region")
        if region and region.data is not None and (near := region_hint(region.text)):
            report.add(
                codes.UNKNOWN_REGION,
                f"there is no region `{region.text}` that pipec knows",
                region.span if region.span != NOWHERE else None,
                hint=near,
            )


def check_role(found: AnyMapping[str, Scalar], report: Report) -> None:
    """Report a role that can do nothing in the region."""
    role, region = found.get("role"), found.get("region")
    if role and region and (problem := role_elsewhere(role.text, region.text)):
        span = role.span if role.span != NOWHERE else None
        report.add(codes.BAD_VAR, problem[0], span, hint=problem[1])


@cache
def partitions() -> AnyMapping[str, str]:
    """The partition (`aws`, `aws-cn`) of each region; a region may be newer than the table."""
    table = json.loads(read("pipec.schemas", "regions/aws.json"))["partitions"]
    return {region: partition for partition, regions in table.items() for region in regions}


def is_one_partition(region: str, other: str) -> bool:
    """Whether two regions share accounts; a region that is not known is taken to do so."""
    found = (partitions().get(region), partitions().get(other))
    return None in found or found[0] == found[1]


def region_hint(region: str) -> str | None:
    """The regions that a misspelt one may be meant to be; None for one that is there."""
    return None if region in partitions() else did_you_mean(region, partitions())


def role_elsewhere(role: str, region: str) -> tuple[str, str] | None:
    """What is wrong with a role for jobs in a region, and what to write; None where it fits.

    The partitions of AWS share nothing: a role of one can do nothing in a region of another.
    """
    own, wanted = role.split(":")[1], partitions().get(region)
    if wanted in (None, own):
        return None
    message = (
        f"the role `{role}` is of the partition `{own}`, and the region `{region}` of `{wanted}`"
    )
    return message, f"name a role of an account there: `arn:{wanted}:iam::…:role/…`"
