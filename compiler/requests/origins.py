"""Where a request's values come from: in the user's words, and at the user's place.

Only a mistake asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.expressions import Reference, parse_template
from pipec.compiler.merge import is_null
from pipec.compiler.model import Contract
from pipec.compiler.parsing.contracts import is_built_in
from pipec.compiler.parsing.kinds import GROUPS
from pipec.compiler.record import Record
from pipec.compiler.requests.friendly import Layer
from pipec.compiler.steps.base import BoundStep
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence, scalars


class Origin(Record):
    """What a value comes from.

    `words` name all of it, as "the option `name`"; where it is a text of several parts, `made_of`
    names the part that the user wrote. `span` is where that stands, None for the value's own
    place. `once` is what mends it in all steps, so that it need not be told of each.
    """

    words: str = ""
    made_of: str = ""
    span: Span | None = None
    once: str = ""


def origins(
    step: BoundStep, options: AnyMapping[str, Node], layers: list[Layer]
) -> dict[Span, Origin]:
    """The origin of what stands at a place, for all that is not a member of the step's own."""
    named = dict(_named(step, options, layers))
    named.pop(step.span, None)  # what the compiler itself wrote
    found = {span: Origin(words=words) for span, words in named.items()}
    if is_built_in(step.contract):
        found |= {node.span: Origin(span=step.span) for node in scalars(step.contract.body)}
    return found | dict(_made(step, options) if step.contract.name else ())


def _named(
    step: BoundStep, options: AnyMapping[str, Node], layers: list[Layer]
) -> Iterator[tuple[Span, str]]:
    """Which friendly key, option, input or part of a port was written at a place."""
    for what, ports in (("input", step.contract.inputs), ("output", step.contract.outputs)):
        for name, port in ports.items():
            for part in port.carrier:
                for text in scalars(part.value):
                    yield text.span, f"`{part.key}` of the {what} `{name}`"
    for layer in layers:
        for entry in layer.keys:
            yield entry.value.span, f"`{entry.key}`"
            if isinstance(entry.value, Mapping) and entry.key in GROUPS:
                for inner in entry.value:
                    yield inner.value.span, f"`{entry.key}.{inner.key}`"
    for name, node in options.items():
        for item in node if isinstance(node, Sequence) else ():
            yield item.span, f"an entry of the option `{name}`"
        yield node.span, f"the option `{name}`"
    for name, node in step.inputs.items():
        yield node.span, f"the input `{name}`"


def _made(step: BoundStep, options: AnyMapping[str, Node]) -> Iterator[tuple[Span, Origin]]:
    """The texts of a contract that hold more than one option or input alone."""
    for text in scalars(step.contract.body):
        parts = parse_template(text, Report()) if "${" in text.text else None
        for part in parts if parts and len(parts) > 1 else ():
            origin = _of_part(part, step, options) if isinstance(part, Reference) else None
            if origin:
                yield text.span, origin
                break


def _of_part(part: Reference, step: BoundStep, options: AnyMapping[str, Node]) -> Origin | None:
    """What the first name of a reference stands for, if the user wrote that or could."""
    name, contract = str(part.path[0]), step.contract
    if len(part.path) > 1:
        return None
    if part.root == "inputs" and name in step.inputs:
        return Origin(made_of=f"its input `{name}`", span=step.inputs[name].span)
    if part.root != "options" or name not in options:
        return None
    default = contract.options[name].get("default")
    if default is None or is_null(default) or options[name].span != default.span:
        return Origin(made_of=f"its option `{name}`", span=options[name].span)
    return _of_default(name, default, contract, step)


def _of_default(name: str, default: Node, contract: Contract, step: BoundStep) -> Origin | None:
    """An option that nobody wrote: only the pipeline's name in it is the user's own."""
    if not (isinstance(default, Scalar) and "${pipeline.name}" in default.text):
        return None
    return Origin(
        made_of="the pipeline's name",
        span=step.span if is_built_in(contract) else None,
        once=f"write `options: {{{name}: …}}`, shorter than the pipeline's name, "
        "in each step that makes a name of it",
    )
