"""Whether an output is a folder, in which a report may lie; loaded when that is in question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.model import OutputPort, Step
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.parsing.properties import parse_path, property_type
from pipec.compiler.service.shapes import PathError
from pipec.compiler.steps.base import member
from pipec.compiler.steps.processing import output_folder
from pipec.compiler.syntax import Mapping, Scalar
from pipec.compiler.values import ANY

_ARCHIVES = ("S3ModelArtifacts", "ModelDataUrl")
_BASELINE = re.compile(r"(CalculatedBaseline|BaselineUsedForDriftCheck)\w+")
_NO_PLACE = re.compile(r"\w*(Name|Arn|Id|Status|Reason|Image)")
"""What members of the service's answers are called that hold no place in S3."""


def check_report(
    step: Step, port: OutputPort, defaults: tuple[Mapping, ...], report: Report
) -> None:
    """Report an output that is to have a report and is a property with nothing in it.

    `defaults` are those of project, environment and pipeline, weakest first.
    """
    if what := no_folder(step, port, defaults):
        report.add(
            codes.KEY_NOT_FOR_KIND,
            f"the output `{port.name}` of `{step.name}` is {what}, so no report lies in it",
            _place(step, port),
            hint=f"remove its `report`, and {_WRITTEN_BY_A_JOB}",
        )


def no_folder(step: Step, port: OutputPort, defaults: tuple[Mapping, ...] = ()) -> str | None:
    """What an output is in place of a folder; None for what is one, or may be."""
    path = parse_path(port.property_path, Report(), port.span) if port.property_path else None
    kind = property_type(step.contract, step.kind, path) if path else None
    if path is None or isinstance(kind, PathError):
        return None  # the contract's own check reports it
    if kind not in ("String", ANY):
        return "no place in S3"
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if name in _ARCHIVES and not _stays_open(step, defaults):
        return "the archive of a model"
    if _BASELINE.fullmatch(name):
        return "a file"
    return "no place in S3" if _NO_PLACE.fullmatch(name) else None


def report_hint(step: Step, port: OutputPort) -> str:
    """How to look into an output that has no report, so that all who read it get what they got."""
    if no_folder(step, port):
        return _WRITTEN_BY_A_JOB
    if beside := _reports_beside(step, port):
        return f"the reports in that folder are {' and '.join(beside)}"
    where = f"the `outputs:` of `{step.name}`"
    if step.contract and step.contract.name:
        if is_built_in(step.contract):
            return _WRITTEN_BY_A_JOB
        where = f"the `outputs:` of the contract `{step.contract.name}`"
    place = f"path: {output_folder(port).text}"
    if port.property_path is not None:
        place = f'property_path: "{port.property_path}"'
    elif isinstance(port.value, Scalar):
        place = f'value: "{port.value.text}"'
    return f"add the file to {where}: `NAME: {{{place}, report: FILE.json}}`"


def _reports_beside(step: Step, port: OutputPort) -> list[str]:
    """The outputs that are reports in the folder of another."""
    return [
        f"`steps.{step.name}.{other.name}` (`{other.report.file}`)"
        for other in (step.contract.outputs.values() if step.contract else ())
        if other.report
        and port.property_path == other.property_path
        and port.value is other.value is None
        and output_folder(port).text == output_folder(other).text
    ]


_WRITTEN_BY_A_JOB = (
    "let a `kind: Processing` step write what is to be read as JSON, to an output with "
    "`report: FILE.json`"
)


def _stays_open(step: Step, defaults: tuple[Mapping, ...]) -> bool:
    """Whether a model is no archive, but a folder; so it may be if a reference tells."""
    config = ("request", "OutputDataConfig")
    for body in _texts(step, defaults):
        for path in (config, (*config, "CompressionType")):
            if isinstance(node := member(body, *path), Scalar):
                return re.match(r"NONE$|\$\{", node.text) is not None
    return False


def _place(step: Step, port: OutputPort) -> Span:
    """Where the report of an output is written."""
    for body in _texts(step):
        outputs = member(body, "outputs", port.name)
        if isinstance(outputs, Mapping) and "report" in outputs:
            return outputs.entries["report"].key_span
    return port.span


def _texts(step: Step, defaults: tuple[Mapping, ...] = ()) -> Iterator[Mapping]:
    """What is written of a step, the stronger first."""
    yield step.body
    if step.contract is None:
        return
    for each in reversed(defaults):
        chosen = member(each, "for", step.contract.name or "")
        if isinstance(chosen, Mapping):
            yield chosen
    yield step.contract.body
