"""A step's options, held against the JSON Schemas that its contract gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, Span, unquoted, write
from pipec.compiler.language.accepts import accepts, accepts_schema
from pipec.compiler.language.examples import inline
from pipec.compiler.language.schema import JSON_TYPES, as_list, describe, locate
from pipec.compiler.merge import is_null
from pipec.compiler.model import Contract, Parameter, Step
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.similarity import did_you_mean, hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, scalars, to_data

_TYPE_WORDS = {
    "array": "a list",
    "object": "a mapping",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


_KEYWORDS = frozenset(
    {
        *(
            "$comment",
            "additionalProperties",
            "allOf",
            "anyOf",
            "const",
            "contains",
            "default",
            "deprecated",
        ),
        *("description", "else", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum"),
        *("format", "if", "items", "maxItems", "maxLength", "maxProperties", "maximum"),
        *("minItems", "minLength", "minProperties", "minimum", "multipleOf", "not", "oneOf"),
        *("pattern", "patternProperties", "prefixItems", "properties", "propertyNames"),
        *("required", "then", "title", "type", "uniqueItems"),
    }
)
"""The keywords of JSON Schema (2020-12) that an option may use."""
_OF_REQUIRED = {
    "true": "drop it: without `default` an option is required",
    "false": "drop it, and give the option a `default`: it may be left out then",
}
"""What to do instead of saying of an option, as of a port, whether it is required."""
_REFERENCES = ("$ref", "$dynamicRef")
_NO_SCHEMAS = ("const", "default", "enum", "examples")
"""What holds values, in which the keywords are keys like any others."""


def check_options(
    step: Step, contract: Contract, given: AnyMapping[str, Entry], report: Report
) -> set[str]:
    """Report options that the contract does not have, lacks a value for, or whose value is wrong.

    A value that is a reference is only known at run time and is not looked into. Gives back
    the names of those whose value is wrong.
    """
    wrong = check_given_options(contract, given, report)
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


def check_default_options(defaults: Mapping, contracts: Iterable[Contract], report: Report) -> None:
    """Report the options of contracts under `for:` that are wrong, also where none counts now.

    Another environment's are checked as well, so that no run with it is the first to tell.
    """
    chosen = defaults.get("for")
    for contract in contracts if isinstance(chosen, Mapping) else ():
        body = chosen.get(contract.name or "") if isinstance(chosen, Mapping) else None
        options = body.get("options") if isinstance(body, Mapping) else None
        if isinstance(options, Mapping):
            check_given_options(contract, options.entries, report)


def check_given_options(
    contract: Contract, given: AnyMapping[str, Entry], report: Report
) -> set[str]:
    """Report options that the contract does not have or that it does not take so.

    Gives back the names of those whose value is wrong.
    """
    unknown = [entry for name, entry in given.items() if name not in contract.options]
    if unknown:
        _report_unknown(contract, given, unknown, report)
    return {
        name
        for name, entry in given.items()
        if name in contract.options
        and not is_null(entry.value)
        and not _option_fits(name, contract.options[name], entry.value, report)
    }


def _report_unknown(
    contract: Contract, given: AnyMapping[str, Entry], unknown: list[Entry], report: Report
) -> None:
    from pipec.compiler.language.flow_slips import slips

    known = list(contract.options)
    for entry, slip in slips(given.values(), unknown):
        hint = did_you_mean(entry.key, known) or (
            "its options: " + ", ".join(f"`{k}`" for k in known) if known else "it has none"
        )
        if "hyperparameters" in STEP_TYPES[contract.kind].placements and not known:
            line = f"hyperparameters: {{{entry.key}: {inline(entry.value)}}}"
            hint = f"it has none; a hyperparameter is written `{line}`"
        report.add(
            codes.UNKNOWN_OPTION,
            f"`{contract.name}` has no option `{entry.key}`",
            entry.key_span,
            hint=slip or hint,
        )


def check_option_schemas(contract: Contract, report: Report) -> None:
    """Report options whose schema is no JSON Schema, or whose default breaks it."""
    for name, schema in contract.options.items():
        _check_keywords(name, schema, report)
        if not _check_inside(name, schema, report):
            continue
        problem = _schema_problem(schema)
        if problem is None:
            default = schema.get("default")
            if default is not None and not is_null(default):
                _option_fits(name, schema, default, report, what="the default of the option")
            continue
        node, key_span, key = locate(schema, problem.absolute_path)
        word = node.text if isinstance(node, Scalar) else ""
        hint = "an option is written as `{type: number, default: 0.5}`"
        if key == "type":
            meant = JSON_TYPES.get(word.lower())
            hint = write(meant, word) if meant else hint_from(word, _TYPE_WORDS) or hint
        elif key == "required" and word in _OF_REQUIRED:
            hint = _OF_REQUIRED[word]
        report.add(
            codes.BAD_CONTRACT,
            f"the option `{name}` has no valid JSON Schema: "
            f"`{key or name}` cannot be {describe(node)}",
            node.span if isinstance(node, Scalar) else key_span or node.span,
            hint=hint,
        )


def _check_keywords(name: str, schema: Mapping, report: Report) -> None:
    """Report words that jsonschema would pass over."""
    unknown = [e for e in schema if e.key not in _KEYWORDS and e.key not in _REFERENCES]
    if not unknown:
        return
    from pipec.compiler.language.flow_slips import slips

    for entry, slip in slips(schema, unknown):
        report.add(
            codes.BAD_CONTRACT,
            f"the schema of the option `{name}` cannot have `{entry.key}`",
            entry.key_span,
            hint=slip or did_you_mean(entry.key, _KEYWORDS),
        )


def _check_inside(name: str, schema: Mapping, report: Report) -> bool:
    """Report, wherever it stands, what jsonschema could not end with; whether there is none."""
    bad = list(_unusable(schema))
    for place, message, hint in bad:
        report.add(
            codes.BAD_CONTRACT, f"the schema of the option `{name}` {message}", place, hint=hint
        )
    return not bad


def _unusable(schema: Node) -> Iterator[tuple[Span, str, str]]:
    """References, which may go round in circles, and patterns too large for Python."""
    for item in schema.items if isinstance(schema, Sequence) else ():
        yield from _unusable(item)
    for entry in schema if isinstance(schema, Mapping) else ():
        if entry.key in _NO_SCHEMAS:
            continue
        if entry.key in _REFERENCES and isinstance(entry.value, Scalar):
            what = "cannot have references"
            yield entry.key_span, what, "write the schema out, without references"
        if entry.key == "pattern" and isinstance(entry.value, Scalar):
            try:
                re.compile(entry.value.text)
            except (OverflowError, RecursionError):
                what = "has a pattern that is too large"
                yield entry.value.span, what, "a simpler one, or `enum:`"
            except re.error:
                pass  # jsonschema says so, too
        yield from _unusable(entry.value)


def _rules(schema: Mapping) -> Any:
    return to_data(schema.without("default", "description"))


def _schema_problem(schema: Mapping) -> Any | None:
    """What jsonschema says against a schema; None if it is one."""
    rules = _rules(schema)
    if accepts_schema(rules):
        return None
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(rules, format_checker=Draft202012Validator.FORMAT_CHECKER)
    except SchemaError as error:
        return error
    return None


def _errors(rules: Any, data: Any) -> Iterator[Any]:
    """In what data breaks a schema; a `$ref` that leads out of the schema holds for all."""
    if accepts(rules, data):
        return
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    # To JSON Schema `5.0` is a whole number; to a script that gets it as a text it is none.
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole)
    try:
        yield from extend(Draft202012Validator, type_checker=types)(
            rules, registry=Registry()
        ).iter_errors(data)
    except Unresolvable:
        return


def _is_whole(_: Any, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _found(value: Node, error: Any) -> str:
    """What an option cannot be, or hold where only a part of it is wrong."""
    path = list(error.absolute_path)
    part: Any = value
    for key in path:
        part = part.items[key] if isinstance(part, Sequence) else part.get(key)
    return f"hold {describe(part)}" if path else f"be {describe(value)}"


def _is_round(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _option_fits(
    name: str, schema: Mapping, value: Node, report: Report, what: str = "the option"
) -> bool:
    if any("${" in scalar.text for scalar in scalars(value)):
        return True
    if any(_unusable(schema)) or _schema_problem(schema) is not None:
        return True  # the contract's own check reports it
    rules = _rules(schema)
    data = (
        value.text
        if isinstance(value, Scalar) and rules.get("type") in ("string", ["string", "null"])
        else to_data(value)
    )
    for error in _errors(rules, data):
        if error.validator == "enum":
            listed = [str(item) for item in error.validator_value]
            hint = did_you_mean(str(error.instance), listed) or "one of " + ", ".join(
                f"`{item}`" for item in listed
            )
        elif error.validator == "type" and _is_round(error.instance):
            hint = f"write `{error.instance:.0f}`"
        elif error.validator == "type" and str(error.validator_value) in _TYPE_WORDS:
            hint = f"write {_TYPE_WORDS[error.validator_value]}"
            if error.validator_value == "object" and isinstance(schema.get("default"), Mapping):
                hint += f", as `{inline(schema.entries['default'].value)}`"
            if isinstance(value, Scalar) and not value.plain:
                bare = resolve_plain(value.text)
                hint = hint if any(_errors(rules, bare)) else unquoted(value.text)
            if error.validator_value == "array" and isinstance(value, Scalar):
                items = as_list(value.text)
                hint += f": `{items}`" if items else ""
        else:
            hint = f"its schema says `{error.validator}: {error.validator_value}`"
        report.add(
            codes.BAD_OPTION,
            f"{what} `{name}` cannot {_found(value, error)}",
            value.span,
            hint=hint,
        )
        return False
    return True


_OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")


def check_option_parameter(
    name: str, schema: Mapping, parameter: Parameter, report: Report
) -> None:
    """Warn of a parameter whose default is a number that the option does not take.

    What else a request cannot take is told where the parameter gets into it.
    """
    default = parameter.default
    if isinstance(default, bool) or not isinstance(default, int | float):
        return
    if any(_unusable(schema)) or _schema_problem(schema) is not None:
        return
    for error in _errors(_rules(schema), default):
        if error.validator in _OF_NUMBERS:
            report.add(
                codes.BAD_DEFAULT,
                f"the parameter `{parameter.name}`, used as the option `{name}`, cannot be "
                f"{default}",
                parameter.span,
                hint=f"the option's schema says `{error.validator}: {error.validator_value}`",
            )
