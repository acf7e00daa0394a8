"""Run-time parameters: literals and `{type, default, enum}`."""

from __future__ import annotations

import math
import re
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Report, unquoted, write
from pipec.compiler.language.expressions import Reference, parse_template
from pipec.compiler.language.numbers import loses_zero, number_holds
from pipec.compiler.language.schema import describe
from pipec.compiler.merge import is_null
from pipec.compiler.model import Parameter
from pipec.compiler.reader.yaml_scalars import out_of_range, resolve_plain
from pipec.compiler.similarity import hint_from
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence

PARAMETER_NAME = r"[A-Za-z0-9_-]{1,256}"


def read_parameters(node: Node | None, report: Report) -> dict[str, Parameter]:
    """The parameters that `parameters:` declares; what is wrong with them is reported."""
    found = {}
    for entry in node if isinstance(node, Mapping) else ():
        if not re.fullmatch(PARAMETER_NAME, entry.key):
            from pipec.compiler.language.plain_names import plain_name

            fixed = plain_name(entry.key)
            report.add(
                codes.BAD_NAME,
                f"`{entry.key}` cannot be the name of a parameter",
                entry.key_span,
                hint=(f"write `{fixed}`: " if fixed else "")
                + "letters, digits, `_` and `-`, at most 256",
            )
        found[entry.key] = _parameter(entry, report)
    return found


def _parameter(entry: Entry, report: Report) -> Parameter:
    if not isinstance(entry.value, Mapping):
        default = entry.value if isinstance(entry.value, Scalar) else None
        _check_literal(entry, report)
        return Parameter(
            name=entry.key,
            type=_literal_type(default),
            span=entry.key_span,
            default=_default(default, _literal_type(default), report),
        )
    type_node, default_node, enum_node = (
        entry.value.get(key) for key in ("type", "default", "enum")
    )
    kind = type_node.text if isinstance(type_node, Scalar) else "String"
    given = _default(default_node if isinstance(default_node, Scalar) else None, kind, report)
    enum = _enum(enum_node, report)
    if enum and kind in ("Integer", "Float", "Boolean"):  # no other is a type, which is told
        report.add(
            codes.WRONG_VALUE,
            f"only a String parameter can have an `enum`, `{entry.key}` is {kind}",
            entry.value.entries["enum"].key_span,
            hint="remove `enum`, or make the parameter a String with all its values in quotes",
        )
    elif enum and given is not None and given not in enum and isinstance(default_node, Scalar):
        report.add(
            codes.WRONG_VALUE,
            f"the default `{given}` is not one of the `enum` values",
            default_node.span,
            hint=_meant(str(given), enum),
        )
    return Parameter(name=entry.key, type=kind, span=entry.key_span, default=given, enum=enum)


def _enum(node: Node | None, report: Report) -> tuple[str, ...]:
    items = (
        [item for item in node if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    )
    texts = [_fixed(item, "a value of `enum`", report) for item in items]
    return tuple(text for text in texts if text is not None)


def _fixed(node: Scalar, what: str, report: Report) -> str | None:
    """A text that must be known before the pipeline runs; None after an error."""
    parts = parse_template(node, report)
    if parts is not None and any(isinstance(part, Reference) for part in parts):
        report.add(
            codes.WRONG_VALUE,
            f"{what} cannot hold a reference",
            node.span,
            hint="it must be known before the pipeline runs: write the value",
        )
        return None
    return str(parts[0]) if parts else None


def _meant(given: str, enum: tuple[str, ...]) -> str | None:
    """Which value of an `enum` a default is meant as.

    Of two instance types the one is no slip of the other: it may be missing in the `enum`.
    """
    from pipec.compiler.service.shapes import is_listed

    kinds = (kind for kind, step_type in STEP_TYPES.items() if step_type.request)
    if is_listed(given, kinds):
        return f"add it to `enum`, or write one that is there: `{enum[0]}`"
    return hint_from(given, enum)


def _check_literal(entry: Entry, report: Report) -> None:
    """A literal gives a parameter its type, so it must be there and mean what it looks like."""
    node = entry.value
    if is_null(node):
        report.add(
            codes.WRONG_VALUE,
            f"the parameter `{entry.key}` has no value",
            entry.key_span,
            hint=f"without a default write its type: `{entry.key}: {{type: String}}`",
        )
    elif isinstance(node, Scalar) and loses_zero(node):
        report.add(
            codes.WRONG_VALUE,
            f"`{node.text}` is a number, which would lose its leading zero",
            node.span,
            hint=f"quote it to make `{entry.key}` a String: `'{node.text}'`",
        )


def _literal_type(node: Scalar | None) -> str:
    match node.data if node else None:
        case bool():
            return "Boolean"
        case int():
            return "Integer"
        case float():
            return "Float"
        case _:
            # What is no number only as it is out of range is meant as one.
            lost = node is not None and node.plain and out_of_range(node.text)
            return "Float" if lost else "String"


def _fits(data: Any, kind: str) -> bool:
    match kind:
        case "Integer":
            return isinstance(data, int) and not isinstance(data, bool)
        case "Float":
            return isinstance(data, float) and math.isfinite(data)
        case "Boolean":
            return isinstance(data, bool)
        case _:
            return True


def _default(node: Scalar | None, kind: str, report: Report) -> str | int | float | bool | None:
    """The default as the type wants it; the SDK's own check misses falsy and boolean ones."""
    if node is None or node.data is None:
        return None
    text = _fixed(node, "a parameter's default", report)
    if text is None or kind == "String":
        return text
    data = node.data
    if not number_holds(node, report):
        return None
    if _fits(data, kind):
        return data if isinstance(data, int | float | bool) else None
    hint: str | None = None
    if kind == "Float" and isinstance(data, int) and not isinstance(data, bool):
        hint = write(f"{data}.0", str(data))
    elif not node.plain and _fits(resolve_plain(node.text), kind):
        hint = unquoted(node.text)
    elif kind == "Boolean":
        hint = "write `true` or `false`"
    article = "an" if kind == "Integer" else "a"
    report.add(
        codes.WRONG_VALUE,
        f"the default of {article} {kind} parameter cannot be {describe(node)}",
        node.span,
        hint=hint,
    )
    return None
