"""What a command is about: a pipeline's file, the name or ARN of a deployed one, or a run's ARN."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from pipec.cli import workspace
from pipec.cli.stop import USAGE, Stop, stop
from pipec.compiler import codes
from pipec.compiler.compile import identity
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.variables import variables
from pipec.compiler.parsing.parse import pipeline_name_hint
from pipec.compiler.parsing.project import NOWHERE
from pipec.compiler.syntax import Mapping

_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:([a-z0-9-]+):(\d{12}):pipeline/([^/]+)(/execution/[^/]+)?"
)
_KINDS = "give a pipeline file, or the name or ARN of a deployed pipeline"
_VAR = "the var `region`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A deployed pipeline's name, and the region that its file or ARN puts it in, if any.

    `source` says where that region is written, "" if `--region` may outweigh it. `account` is
    the one in an ARN, `role` the var of a file: it should be of the account that is deployed to.
    `run` is the ARN of one of its runs, where that was given in place of the pipeline.
    """

    name: str
    region: str | None = None
    source: str = ""
    account: str | None = None
    role: str | None = None
    run: str | None = None

    def check_execution(self, which: str | None) -> None:
        """Raises `Stop` if the run of the ARN and that of `--execution` are not the same."""
        if self.run and which not in (None, self.run, self.run.rpartition("/")[2]):
            message = f"`--execution {which}` is another run than that of the ARN"
            raise _no_target(message, "leave one of them out")

    def refuse_run(self) -> None:
        """Raises `Stop` for a run, where a pipeline is asked for."""
        if self.run:
            message = f"`{self.run}` is a run, and this is done to a pipeline"
            raise _no_target(message, f"give the pipeline: `{self.name}`")


def read_target(text: str, environment: str | None, given: dict[str, str]) -> Target:
    """What TARGET on the command line means; `environment` is its `--env`, `given` its `--var`s.

    Of a file only the name and the vars are needed, so that a run can be stopped even while its
    file does not compile. A name is looked for where the working folder's `pipec.yaml` (in it the
    environment) or `--var region` says. Raises `Stop` for a file that does not tell, a name
    that no pipeline can have, and an ARN that is not a pipeline's or a run's, or of another region
    than `--var region`.
    """
    if text.startswith("arn:"):
        return _of_arn(text, given)
    if _is_file(text):
        return _of_file(text, environment, given)
    if hint := pipeline_name_hint(text):
        raise _no_target(f"`{text}` is no file, and no pipeline can have this name", hint)
    return _of_name(text, environment, given)


def _is_file(text: str) -> bool:
    """Whether it is meant as a file, be it there or not; a name has no `/` and no `.`."""
    is_path = "/" in text or text.endswith(workspace.YAML_SUFFIXES)
    return text == "-" or is_path or os.path.isfile(text)  # noqa: PTH113 - Path's raises if it is too long


def _of_arn(arn: str, given: dict[str, str]) -> Target:
    match = _ARN.fullmatch(arn)
    if match is None:
        raise _no_target(f"`{arn}` is not the ARN of a pipeline", _KINDS)
    region, account, name, run = match.groups()
    if given.get("region", region) != region:
        raise stop(
            codes.OTHER_REGION,
            f"`--var region={given['region']}` contradicts the ARN: `{region}`",
            hint="leave `--var region` out",
            exit_code=USAGE,
        )
    return Target(
        name=name, region=region, source="the ARN", account=account, run=arn if run else None
    )


def _of_file(path: str, environment: str | None, given: dict[str, str]) -> Target:
    report = Report()
    source = workspace.read_source(path, report)
    if source is None:
        raise Stop(report.diagnostics())
    context = workspace.Contexts(environment).of(path)
    found = identity(source, context, given, report)
    if found is None:
        raise Stop(report.diagnostics())
    name, values = found
    return Target(name=name, region=values.get("region"), source=_VAR, role=values.get("role"))


def _of_name(name: str, environment: str | None, given: dict[str, str]) -> Target:
    """A pipeline of which there is no file: the project of the working folder tells the region.

    Nothing is compiled for that region, so that `--region` may outweigh it (`source` is "").
    """
    context = workspace.Contexts(environment).of("-")
    if context.broken:
        if environment is not None:
            raise Stop(context.report.diagnostics())
        return Target(name=name, region=given.get("region"))
    report = Report()
    stand_in = Mapping({}, NOWHERE)  # for the pipeline's own vars
    region = variables(context.project, stand_in, given, report).get("region")
    if report.has_errors:
        raise Stop(report.diagnostics())
    return Target(name=name, region=region.text if region else None)


def _no_target(message: str, hint: str) -> Stop:
    return stop(codes.NO_TARGET, message, hint=hint, exit_code=USAGE)
