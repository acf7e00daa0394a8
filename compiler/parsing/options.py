"""A step's options, held against the JSON Schemas that its contract gives them."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report
from pipec.compiler.language.schema import as_list, describe
from pipec.compiler.merge import is_null
from pipec.compiler.model import Contract, Step
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, scalars, to_data

_TYPE_WORDS = {
    "array": "a list",
    "object": "a mapping",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def check_options(
    step: Step, contract: Contract, given: AnyMapping[str, Entry], report: Report
) -> set[str]:
    """Report options that the contract does not have, lacks a value for, or whose value is wrong.

    A value that is a reference is only known at run time and is not looked into. Gives back
    the names of those whose value is wrong.
    """
    wrong = set()
    for name, entry in given.items():
        if name not in contract.options:
            known = list(contract.options)
            hint = did_you_mean(name, known) or (
                "its options: " + ", ".join(f"`{k}`" for k in known) if known else "it has none"
            )
            report.add(
                codes.UNKNOWN_OPTION,
                f"`{contract.name}` has no option `{name}`",
                entry.key_span,
                hint=hint,
            )
        elif not is_null(entry.value) and not _option_fits(
            name, contract.options[name], entry.value, report
        ):
            wrong.add(name)
    for name, schema in contract.options.items():
        if "default" not in schema and (name not in given or is_null(given[name].value)):
            words = schema.get("description")
            report.add(
                codes.MISSING_OPTION,
                f"`{step.name}` lacks the option `{name}` of `{contract.name}`",
                step.span,
                hint=f"add `options: {{{name}: …}}`"
                + (f" ({words.text})" if isinstance(words, Scalar) else ""),
            )
    return wrong


def _option_fits(name: str, schema: Mapping, value: Node, report: Report) -> bool:
    if any("${" in scalar.text for scalar in scalars(value)):
        return True
    rules = to_data(schema.without("default", "description"))
    data = (
        value.text
        if isinstance(value, Scalar) and rules.get("type") == "string"
        else to_data(value)
    )
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(rules).iter_errors(data):
        if error.validator == "enum":
            listed = [str(item) for item in error.validator_value]
            hint = did_you_mean(str(error.instance), listed) or "one of " + ", ".join(
                f"`{item}`" for item in listed
            )
        elif error.validator == "type" and error.validator_value in _TYPE_WORDS:
            hint = f"write {_TYPE_WORDS[error.validator_value]}"
            if error.validator_value == "array" and isinstance(value, Scalar):
                hint += f": `{as_list(value.text)}`"
        else:
            hint = f"its schema says `{error.validator}: {error.validator_value}`"
        report.add(
            codes.BAD_OPTION,
            f"the option `{name}` cannot be {describe(value)}",
            value.span,
            hint=hint,
        )
        return False
    return True
