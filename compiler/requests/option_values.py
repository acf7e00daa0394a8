"""The values of a step's options: its own, those of `defaults`, and the contract's defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.evaluate import Scope, World
from pipec.compiler.merge import is_null
from pipec.compiler.model import Step
from pipec.compiler.parsing.options import check_option_parameter, check_options
from pipec.compiler.requests.unwritten import check_unwritten_option
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, scalars
from pipec.compiler.values import UNKNOWN, ParameterGet


def option_values(
    step: Step, defaults: Iterable[Mapping], world: World, report: Report
) -> dict[str, Node]:
    """Every option of the step's contract, references in it evaluated; what is wrong is reported.

    `defaults` are those of project, environment and pipeline, weakest first.
    """
    contract = step.contract
    assert contract is not None
    scope = Scope(world=world, report=report, step=step.name)
    given: dict[str, Entry] = {}
    for layer in _layers(step, contract.name, defaults):
        for name, entry in layer.items():
            default = contract.options[name].get("default") if name in contract.options else None
            if default and (name not in given or is_null(given[name].value)):
                check_unwritten_option(entry, default, report)
        given |= layer
    wrong = check_options(step, contract, given, report)
    values: dict[str, Node] = {}
    for name, schema in contract.options.items():
        if name in wrong:
            values[name] = Scalar(UNKNOWN, name, False, step.span)
        elif name in given and (not is_null(given[name].value) or _may_be_null(schema)):
            values[name] = value = scope.evaluate(given[name].value)
            found = value.data if isinstance(value, Scalar) else None
            if isinstance(found, ParameterGet) and found.name in world.parameters:
                check_option_parameter(name, schema, world.parameters[found.name], report)
        elif (default := schema.get("default")) is not None:
            values[name] = scope.evaluate(default)
        else:
            values[name] = Scalar(UNKNOWN, name, False, step.span)
    return values


def _may_be_null(schema: Mapping) -> bool:
    """Whether `null` is a value of an option like any other, and does not mean its default."""
    types = schema.get("type")
    return isinstance(types, Sequence) and any(item.text == "null" for item in scalars(types))


def _layers(
    step: Step, contract: str | None, defaults: Iterable[Mapping]
) -> Iterator[dict[str, Entry]]:
    """Weakest first: the options of `for:` in the defaults, and the step's own."""
    if contract is None:
        return
    for each in defaults:
        chosen = each.get("for")
        body = chosen.get(contract) if isinstance(chosen, Mapping) else None
        yield _entries(body.get("options") if isinstance(body, Mapping) else None)
    yield _entries(step.body.get("options"))


def _entries(node: Node | None) -> dict[str, Entry]:
    return dict(node.entries) if isinstance(node, Mapping) else {}
