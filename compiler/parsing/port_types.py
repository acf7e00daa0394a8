"""Types of ports that pipec does not know: which are misspelt, which are other words for its own.

Loaded where there is one. A type of a project's own is used on an output and on an input, and is
right as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report, Span
from pipec.compiler.model import PORT_TYPES, Contract, InputPort, OutputPort
from pipec.compiler.similarity import did_you_mean, suggestions
from pipec.compiler.syntax import Mapping

_MODEL = (
    "model", "models", "modeldata", "modelfile", "modelfiles", "modeltar", "trainedmodel",
    "artifact", "artifacts",
)  # fmt: skip
_DATA = (
    "data", "dataset", "datasets", "rawdata", "traindata", "trainingset", "trainset",
    "validationdata", "testdata", "csv", "parquet",
)  # fmt: skip
_FILES = (
    "file", "files", "folder", "directory", "output", "processedoutput", "processingjob",
    "report", "reports", "metric", "metrics", "evaluation", "evaluationreport",
)  # fmt: skip
_PLACES = (
    "s3", "uri", "s3uri", "s3url", "s3path", "s3prefix", "s3folder", "path",
)  # fmt: skip
_VALUES = {
    **dict.fromkeys(("string", "str"), "String"),
    **dict.fromkeys(("integer", "int"), "Integer"),
    **dict.fromkeys(("float", "double", "number"), "Float"),
    **dict.fromkeys(("boolean", "bool"), "Boolean"),
}
"""What is a `data_type`, in the words of several languages."""
_A_MODEL = re.compile(r"(^|.*[_-])model([_-]?(artifacts?|data|files?))?$", re.IGNORECASE)
"""The name of a port that is a model."""
_TRAINS = ("Training", "Tuning")


def check_port_types(contract: Contract, others: Iterable[Contract], report: Report) -> None:
    """Warn of each type that is nearly one that pipec knows, or another word for one.

    Or nearly one of the project's own. `others` are the contracts whose ports may have the same
    type, this one perhaps among them.
    """
    ports: list[InputPort | OutputPort] = [*contract.inputs.values(), *contract.outputs.values()]
    contracts = {id(one): one for one in (contract, *others)}.values()
    given = Counter(port.type for one in contracts for port in one.outputs.values() if port.type)
    taken = Counter(port.type for one in contracts for port in one.inputs.values() if port.type)
    for port in ports:
        if port.type is None or port.type in PORT_TYPES:
            continue
        near = suggestions(port.type, PORT_TYPES, within=2)
        if near:
            hint = did_you_mean(port.type, near)
        elif port.type in given and port.type in taken:
            continue
        else:
            hint = _slip(port, given, taken) or _other_word(port, contract)
        if hint:
            message = f"`{port.type}` is no type of ports that pipec knows, and fits only itself"
            report.add(codes.UNKNOWN_TYPE, message, _type_span(contract, port), hint=hint)


def _slip(
    port: InputPort | OutputPort, given: AnyMapping[str, int], taken: AnyMapping[str, int]
) -> Hint | None:
    """The own type that one which joins nothing is a slip of: it is used more often.

    Of two that are used as often the output's is wrong.
    """
    is_output, type_ = isinstance(port, OutputPort), port.type or ""
    uses = Counter(given) + Counter(taken)
    least = uses[type_] + (not is_output)
    joined = taken if is_output else given
    own = [one for one in joined if one not in PORT_TYPES and uses[one] >= least]
    hint = did_you_mean(type_, sorted(own))
    return hint if isinstance(hint, Hint) else None


def _other_word(port: InputPort | OutputPort, contract: Contract) -> str | None:
    """The hint for a type that is a usual word for a known one; None for any other word."""
    word = re.sub(r"[-_ ]", "", port.type or "").casefold()
    if value := _VALUES.get(word):
        also = "" if port.data_type == value else f" and `data_type: {value}`"
        return f"that is a `data_type`: write `type: custom_property`{also}"
    if word not in (*_MODEL, *_DATA, *_FILES, *_PLACES):
        return None
    if port.data_type != "S3Uri":
        return "write `type: custom_property`"
    trains = contract.kind in _TRAINS
    is_output = isinstance(port, OutputPort)
    is_place = word in _PLACES
    if word in _MODEL or (is_place and (_A_MODEL.match(port.name) or (trains and is_output))):
        right = "model_artifacts"
    else:
        right = "training_data" if trains and not is_output else "processing_output"
    why = "a place in S3 is the usual `data_type`; " if is_place else ""
    return f"{why}write `type: {right}`"


def _type_span(contract: Contract, port: InputPort | OutputPort) -> Span:
    """Where the type of a port is written."""
    ports = contract.body.get("inputs" if isinstance(port, InputPort) else "outputs")
    written = ports.get(port.name) if isinstance(ports, Mapping) else None
    found = written.get("type") if isinstance(written, Mapping) else None
    return found.span if found else port.span
