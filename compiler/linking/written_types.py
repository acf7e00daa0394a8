"""What to say of a wire that is written against the types of its ports; loaded if there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.expressions import Reference, parse_template
from pipec.compiler.linking.evaluate import Scope
from pipec.compiler.model import InputPort, OutputPort, Step
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.parsing.properties import parse_path, property_type
from pipec.compiler.steps.base import member
from pipec.compiler.syntax import Node, Scalar
from pipec.compiler.values import Key
from pipec.compiler.wiring.evidence.ports import accepts_type, may_be, same_data
from pipec.compiler.wiring.words.names import (
    lex,
)

_MANY = 3
"""A hint names so many outputs at most."""


def report_types(
    port: InputPort, step: Step, source: Step, output: OutputPort, scope: Scope
) -> None:
    """Refuse another kind of value; warn of another type of port, which may be meant.

    `port` of `step` is written to be `output` of `source`.
    """
    reference = _reference(port.value)
    if reference is None:
        return
    if not same_data(port, output) and not _says_so_itself(port, source, output):
        scope.report.add(
            codes.TYPE_MISMATCH,
            f"the input `{port.name}` wants {port.data_type}, and `{reference.text}` "
            f"is {output.data_type}",
            reference.span,
            hint=_mended_data(port, step, source, output),
        )
        return
    if source.contract is None or may_be(port, output, source.contract.name):
        return
    scope.report.add(
        codes.OTHER_TYPE,
        f"`{port.name}` of `{step.name}` takes `{port.type}`, "
        f"and `{reference.text}` is `{output.type}`",
        reference.span,
        hint=_meant(port, step, source, output, scope),
    )


_PLACE = re.compile(r"(Path|Ur[il]|S3\w*)$")
"""The end of a member that holds a place in S3."""


def _says_so_itself(port: InputPort, source: Step, output: OutputPort) -> bool:
    """Whether an output that says no `data_type` is a property that shows to be what is wanted."""
    if _is_told(source, output) or output.property_path is None:
        return False
    path = parse_path(output.property_path, Report(), output.span)
    found = property_type(source.contract, source.kind, path) if path else None
    is_meant = found == port.data_type or (found, port.data_type) == ("Integer", "Float")
    return is_meant and not _PLACE.search(output.property_path)


def _is_told(source: Step, output: OutputPort) -> bool:
    """Whether somebody wrote the `data_type` of an output."""
    body = source.contract.body if source.contract else source.body
    return member(body, "outputs", output.name, "data_type") is not None


def _mended_data(port: InputPort, step: Step, source: Step, output: OutputPort) -> str:
    """What to write for another kind of value: at the output or at the input, where one can."""
    ways = [
        f"`data_type: {data_type}` at the {end} `{name}` of {_written_at(owner)}"
        for owner, end, name, data_type in (
            (source, "output", output.name, port.data_type),
            (step, "input", port.name, output.data_type),
        )
        if owner.contract is not None and not is_built_in(owner.contract)
    ]
    if not _is_told(source, output):
        ways = ways[:1]  # nobody said that it is a place in S3
    return "another output" + (f", or {' or '.join(ways)}" if ways else "")


def _written_at(step: Step) -> str:
    """Where a step's ports are said."""
    contract = step.contract.name if step.contract else None
    return f"the contract `{contract}`" if contract else f"`{step.name}`"


def _meant(port: InputPort, step: Step, source: Step, output: OutputPort, scope: Scope) -> str:
    """Another input for the output, or else another output of its step for the input."""
    inputs = [other.name for other in _other_inputs(port, step, output, scope)]
    if len(inputs) == 1:
        return f"did you mean it for `{inputs[0]}`?"
    outputs = source.contract.outputs.values() if source.contract else ()
    fitting = [
        f"`steps.{source.name}.{other.name}`"
        for other in outputs
        if accepts_type(port.type, other.type) and same_data(port, other)
    ]
    if fitting and len(fitting) <= _MANY:
        return f"did you mean {' or '.join(fitting)}?"
    allow = f"`# pipec: allow {codes.OTHER_TYPE.number}: why`"
    is_own = source.contract is not None and not is_built_in(source.contract)
    ways = f"`type: {port.type}` at the output, or {allow}" if is_own else allow
    return f"without a value pipec looks for one; if this one is meant, write {ways}"


def _other_inputs(
    port: InputPort, step: Step, output: OutputPort, scope: Scope
) -> Iterator[InputPort]:
    """The inputs of the step that take an output, and that are open or written as wrongly.

    One that may stay open must have a word of the output's name.
    """
    for other in step.contract.inputs.values() if step.contract else ():
        fits = accepts_type(other.type, output.type) and same_data(other, output)
        if other is port or not fits:
            continue
        is_alike = other.required or lex(other.name).keys & lex(output.name).keys
        if (other.value is None and is_alike) or _is_wrong(other, scope):
            yield other


def _is_wrong(port: InputPort, scope: Scope) -> bool:
    """Whether an input is written to be an output of another type."""
    reference = _reference(port.value)
    if reference is None or reference.root != "steps" or len(reference.path) != 2:
        return False
    name, output = (part.text if isinstance(part, Key) else str(part) for part in reference.path)
    source = scope.steps.get(name)
    given = source.contract.outputs.get(output) if source and source.contract else None
    if source is None or source.contract is None or given is None:
        return False
    return not may_be(port, given, source.contract.name)


def _reference(value: Node | None) -> Reference | None:
    """The reference that a value is, and nothing more."""
    parts = parse_template(value, Report()) if isinstance(value, Scalar) else None
    reference = parts[0] if parts and len(parts) == 1 else None
    return reference if isinstance(reference, Reference) else None
