"""The parameters that a run is started with, held against the deployed definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite

from pipec.compiler import codes
from pipec.compiler.deployment.graph import Json, as_list, parameters_in
from pipec.compiler.diagnostics import Report
from pipec.compiler.similarity import hint_from

MAX_PARAMETERS, MAX_VALUE = 200, 1024
"""Of StartPipelineExecution, from botocore's model; the length is in characters."""

# The service is sent texts and reads them by the parameter's type.
_FORMS = {
    "Integer": (re.compile(r"[-+]?[0-9]+"), "a whole number"),
    "Float": (re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"), "a number"),
    "Boolean": (re.compile(r"true|false"), "`true` or `false`"),
}


def start_parameters(
    definition: Mapping[str, Json], given: Mapping[str, str], report: Report
) -> list[dict[str, str]]:
    """`PipelineParameters` of a StartPipelineExecution: what was `given`, in the given order.

    `definition` is the parsed JSON that the service has. Everything that is wrong is reported;
    then the list is not to be sent.
    """
    declared = parameters_in(definition)
    found = []
    for name, text in given.items():
        if name not in declared:
            report.add(
                codes.UNKNOWN_START_PARAMETER,
                f"the pipeline has no parameter `{name}`",
                None,
                hint=hint_from(name, declared) or _none_at_all(declared),
            )
            continue
        value = text.lower() if declared[name].get("Type") == "Boolean" else text
        _check_value(declared[name], value, text, report)
        found.append({"Name": name, "Value": value})
    _check_missing(declared, given, report)
    if len(found) > MAX_PARAMETERS:
        report.add(
            codes.TOO_MANY_FOR_A_START,
            f"{len(found)} parameters are given, and the service takes {MAX_PARAMETERS}",
            None,
            hint="leave out those that have the value of their default",
        )
    return found


def _none_at_all(declared: Mapping[str, Json]) -> str | None:
    return None if declared else "the pipeline has no parameters"


def _check_value(parameter: Mapping[str, Json], value: str, text: str, report: Report) -> None:
    for problem, hint in _problems(parameter, value, text):
        report.add(codes.BAD_START_PARAMETER, problem, None, hint=hint)


def _problems(
    parameter: Mapping[str, Json], value: str, text: str
) -> Iterator[tuple[str, str | None]]:
    name, kind = parameter["Name"], parameter.get("Type")
    if len(value) > MAX_VALUE:
        yield (
            f"the value of `{name}` has {len(value)} characters, and the service takes {MAX_VALUE}",
            "put the text into a file in S3, and give its place",
        )
        return
    pattern, wanted = _FORMS.get(str(kind), (None, ""))
    if pattern and not pattern.fullmatch(value):
        article = "an" if kind == "Integer" else "a"
        yield f"`{text}` is not {article} {kind}, which `{name}` is", f"give {wanted}"
    elif kind == "Float" and not isfinite(float(value)):
        yield f"`{text}` is beyond what a Float holds, which `{name}` is", "give a smaller number"
    allowed = [str(item) for item in as_list(parameter.get("EnumValues"))]
    if allowed and value not in allowed:
        yield f"`{text}` is not one of the values that `{name}` takes", hint_from(value, allowed)


def _check_missing(declared: Mapping[str, Json], given: Mapping[str, str], report: Report) -> None:
    missing = [
        name
        for name, item in declared.items()
        # A default of "" or 0 is one too.
        if item.get("DefaultValue") is None and name not in given
    ]
    if not missing:
        return
    listed = ", ".join(f"`{name}`" for name in missing)
    report.add(
        codes.MISSING_START_PARAMETER,
        f"{listed} {'has' if len(missing) == 1 else 'have'} no default and must be given",
        None,
        hint="add `" + " ".join(f"-p {name}=…" for name in missing) + "`",
    )
