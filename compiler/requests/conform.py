"""Holding a request against the service's model, and giving it its wire form.

Text is kept as written where the service wants a string; a number or boolean must be one.
A member whose optional input is unbound is left out, and outwards what is thereby empty or
lacks a required member.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING, NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Code, Hint, Related, Report, Span, unquoted, write
from pipec.compiler.language.examples import example
from pipec.compiler.language.expressions import NO_NAMES, Names
from pipec.compiler.language.schema import as_list, describe
from pipec.compiler.merge import NAMED_LISTS
from pipec.compiler.model import Parameter
from pipec.compiler.parsing.contracts import is_built_in_place
from pipec.compiler.requests.identifiers import (
    NOWHERE,
    Home,
    count_problem,
    identifier_problem,
    time_problem,
)
from pipec.compiler.requests.limits import (
    Problem,
    letters_hint,
    number_problem,
    place_doubt,
    ports_problem,
    text_of_parts_problem,
    text_problem,
)
from pipec.compiler.requests.payload import json_pieces, missing_var, report_once
from pipec.compiler.service.shapes import Shape
from pipec.compiler.similarity import hint_from
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import (
    ABSENT,
    UNKNOWN,
    ExecutionGet,
    Expression,
    Hole,
    Join,
    ParameterGet,
    Wire,
    is_structure,
    join,
    wire_type,
)

if TYPE_CHECKING:
    from pipec.compiler.requests.origins import Origin

JSON_TEXT = ("HyperParameters", "StaticHyperParameters", "Environment", "JobConfigDocument")
"""Members in which a mapping or list becomes JSON text."""
OWN_NAMES = (
    *JSON_TEXT,
    "CollectionParameters",
    "CustomerMetadataProperties",
    "HookParameters",
    "ProfilingParameters",
    "Properties",
    "RuleParameters",
)
"""Members in which the names are the user's own, and mean nothing to the service."""
RAW_GETS = ("HyperParameters", "StaticHyperParameters")
"""Members whose strings may be a reference to a number: the SDK v3 writes the bare Get there,
and a one-value Join (`.to_string()`) elsewhere."""

_TOLD_APART = {
    **NAMED_LISTS,
    "ProductionVariants": "VariantName",
    "ShadowProductionVariants": "VariantName",
    "TrainingJobDefinitions": "DefinitionName",
    "InstanceGroups": "InstanceGroupName",
}
"""Lists whose entries the service tells apart by a name."""


class Conformer(NamedTuple):
    """Checks the request of one step, and names its members as the user knows them.

    `words` says for a key which member path it sets, `example` what it looks like, and `origins`
    what the value at a place comes from; only after a mistake that is asked for.
    """

    step: str
    report: Report
    span: Span
    refused: AnyMapping[str, str] = {}
    words: AnyMapping[str, str] = {}
    example: Callable[[str], str] = example
    origins: Callable[[], AnyMapping[Span, Origin]] = dict
    parameters: AnyMapping[str, Parameter] = {}
    names: Names = NO_NAMES
    home: Home = NOWHERE

    def request(self, node: Mapping, shape: Shape) -> dict[str, Wire]:
        """The wire form of a whole request; what is wrong with it is reported."""
        wire = self._structure(node, shape, "")
        return wire if isinstance(wire, dict) else {}

    def _error(self, code: Code, message: str, span: Span, hint: str | None = None) -> Hole:
        origin = self.origins().get(span)
        if origin and origin.once:
            report_once(code, message, origin.span or span, origin.once, self.report)
        elif origin and origin.span:
            shown = [] if is_built_in_place(span) else [Related(span, "what is made of it")]
            self.report.add(code, message, origin.span, hint=hint, related=shown)
        else:
            self.report.add(code, message, span, hint=hint)
        return UNKNOWN

    def _name(self, path: str, span: Span) -> str:
        """What the user calls a member: the input, option or key that sets it, else its path."""
        origin = self.origins().get(span)
        member = f"`{path}`" if path else "the request"
        if origin and origin.made_of:
            return f"{member} of `{self.step}`, made of {origin.made_of},"
        if origin and origin.span:
            return f"{member} of `{self.step}`"
        return origin.words if origin else member

    def _value(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if isinstance(node, Scalar) and isinstance(node.data, Hole):
            return self._hole(node)
        match shape.type:
            case "structure":
                return self._structure(node, shape, path)
            case "list":
                return self._list(node, shape, path)
            case "map":
                return self._map(node, shape, path)
            case _:
                return self._scalar(node, shape, path)

    def _hole(self, node: Scalar) -> Hole:
        assert isinstance(node.data, Hole)
        if node.data.kind != "var":
            return node.data
        return missing_var(node.data.name, self.step, node.span, self.report)

    # --- containers -------------------------------------------------------------------

    def _structure(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if not isinstance(node, Mapping):
            known = ", ".join(f"`{name}`" for name in shape.members[:6])
            return self._wrong(node, "a mapping", path, f"its members: {known}")
        wire: dict[str, Wire] = {}
        dropped = False
        for entry in node:
            member = shape.member(entry.key)
            inner = f"{path}.{entry.key}" if path else entry.key
            if inner in self.refused:
                self._error(
                    codes.REFUSED_MEMBER,
                    f"`{inner}` cannot be set in a step: {self.refused[inner]}",
                    entry.key_span,
                    "to say how its name begins, write `job_prefix: …`"
                    if self.words.get("job_prefix") == entry.key
                    else "remove it",
                )
            elif member is None:
                from pipec.compiler.requests.misplaced import member_hint

                self._error(
                    codes.UNKNOWN_MEMBER,
                    f"{self._name(path, node.span)} has no member `{entry.key}`",
                    entry.key_span,
                    member_hint(entry, shape),
                )
            elif not (isinstance(entry.value, Scalar) and entry.value.data is None):
                value = self._value(entry.value, member, inner)
                if value is ABSENT:
                    dropped = True
                else:
                    wire[entry.key] = value
        if dropped and path and all(value == {} for value in wire.values()):
            return ABSENT
        lacking = shape.required - wire.keys()
        missing = [
            name
            for name in (shape.members if lacking else ())
            if name in lacking and (f"{path}.{name}" if path else name) not in self.refused
        ]
        if missing and dropped and path:
            return ABSENT
        for name in missing:
            self._missing(f"{path}.{name}" if path else name, node, dropped=dropped)
        if shape.is_union and len(wire) != 1 and all(shape.member(entry.key) for entry in node):
            self._not_one(wire, shape, node, path)
        # In the model's order, so that it does not show which layer a member came from.
        return {name: wire[name] for name in shape.members if name in wire}

    def _missing(self, path: str, node: Mapping, *, dropped: bool) -> None:
        if dropped:
            self._error(
                codes.MISSING_MEMBER,
                f"`{self.step}` needs `{path}`, and the input that fills it is not bound",
                self.span,
                "bind the input, or make it required in the contract",
            )
            return
        key = next(
            (
                k
                for k, place in self.words.items()
                # A key for encryption does not make up for the whole that it belongs to.
                if place == path or (place.startswith(path + ".") and not k.startswith("kms."))
            ),
            None,
        )
        if key == "role":
            hint = "set the var `role` in pipec.yaml, or `role:` on the step or in `defaults`"
            message = f"`{self.step}` has no role to run under"
            report_once(codes.MISSING_VAR, message, self.span, hint, self.report)
            return
        span = node.span.first if node.span.file and "." in path else self.span
        hint, lacks = _add_member(path), path
        if key:
            span, lacks = self.span, key.removesuffix(".type")
            example = f"`{_as_key(key)}`" if "." in lacks else self.example(lacks)
            hint = f"add {example} to the step or its contract"
        message = f"`{self.step}` lacks `{lacks}`, which the service requires"
        self._error(codes.MISSING_MEMBER, message, span, hint)

    def _not_one(self, given: Collection[str], shape: Shape, node: Mapping, path: str) -> None:
        members = [f"`{name}`" for name in shape.members]
        self._error(
            codes.BAD_MEMBER if given else codes.MISSING_MEMBER,
            f"`{path}` of `{self.step}` needs {' or '.join(members)}, one of them",
            node.span.first if node.span.file else self.span,
            "keep one" if given else _add_member(f"{path}.{shape.members[0]}"),
        )

    def _list(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if isinstance(node, Scalar) and isinstance(node.data, Expression):
            # A String parameter may hold a list as JSON text; what is surely one value may not.
            plain = isinstance(node.data, Join | ExecutionGet)
            if not plain and wire_type(node.data) in (None, "String"):
                return node.data
        if not isinstance(node, Sequence):
            literal = isinstance(node, Scalar) and not isinstance(node.data, Expression | None)
            text = node.text if literal and isinstance(node, Scalar) else ""
            # As it stands here, unless a var gave it: then there is no such text to be replaced.
            written = text if isinstance(node, Scalar) and node.plain else f'"{text}"'
            listed = as_list(text) if text else None
            hint = write(listed, written) if listed else None
            return self._wrong(node, "a list", path, hint)
        assert shape.element is not None
        values = [
            self._value(item, shape.element, f"{path}[{index}]")
            for index, item in enumerate(node.items)
        ]
        kept = [value for value in values if value is not ABSENT]
        if len(kept) < len(values) and not kept:
            return ABSENT
        if problem := ports_problem(kept, shape, path):
            message = f"`{self.step}` {problem.message}"
            self._error(codes.BAD_MEMBER, message, self.span, problem.hint)
        else:
            self._check_size(len(kept), shape, node, path)
        self._check_names(values, node, path)
        return kept

    def _check_names(self, values: list[Wire | Hole], node: Sequence, path: str) -> None:
        """Entries that the service tells apart by a name must have different ones."""
        key = _TOLD_APART.get(path.rsplit(".", 1)[-1])
        seen = set()
        for value, item in zip(values, node.items, strict=True):
            name = value.get(key) if key and isinstance(value, dict) else None
            if isinstance(name, str) and name in seen:
                message = f"two entries of `{path}` are named `{name}`"
                self._error(codes.BAD_MEMBER, message, item.span, "give one of them another name")
            seen.add(name if isinstance(name, str) else None)

    def _map(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if not isinstance(node, Mapping):
            return self._wrong(node, "a mapping", path)
        assert shape.value is not None
        wire, dropped = {}, False
        for entry in node:
            if isinstance(entry.value, Scalar) and entry.value.data is None:
                continue
            value = self._value(entry.value, shape.value, f"{path}.{entry.key}")
            if value is ABSENT:
                dropped = True
                continue
            if shape.key and (problem := text_problem(entry.key, shape.key, self.names)):
                self._bad_text(problem, f"a key of `{path}`", entry.key_span)
            wire[entry.key] = value
        if dropped and not wire:
            return ABSENT
        self._check_size(len(wire), shape, node, path)
        return wire

    # --- single values ----------------------------------------------------------------

    def _scalar(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        wants = _wanted(shape)
        if not isinstance(node, Scalar):
            if wants == "String" and any(part in JSON_TEXT for part in path.split(".")):
                return self._json_text(node, shape, path)
            return self._wrong(node, _WORDS[wants], path)
        if isinstance(node.data, Hole):
            return self._hole(node)
        if isinstance(node.data, Expression):
            return self._expression(node, node.data, shape, path)
        if node.data is None:
            return self._wrong(node, _WORDS[wants], path)
        if wants == "String":
            return self._checked_text(node.text, shape, node.span, path)
        return self._number(node, shape, wants, path)

    def _number(self, node: Scalar, shape: Shape, wants: str, path: str) -> Wire | Hole:
        data = node.data
        fits = {
            "Integer": isinstance(data, int) and not isinstance(data, bool),
            "Float": isinstance(data, int | float)
            and not isinstance(data, bool)
            and math.isfinite(data),
            "Boolean": isinstance(data, bool),
        }[wants]
        if not fits:
            quoted = isinstance(data, str) and re.fullmatch(r"[-+]?\d+(\.\d+)?|true|false", data)
            hint = unquoted(str(data), f'"{data}"') if quoted else None
            return self._wrong(node, _WORDS[wants], path, hint)
        problem = None
        if isinstance(data, int | float):
            problem = number_problem(data, shape) or time_problem(path, data)
        if problem:
            place = self._name(path, node.span)
            return self._error(codes.BAD_MEMBER, f"{place} {problem.message}", node.span)
        return data

    def _expression(self, node: Scalar, value: Expression, shape: Shape, path: str) -> Wire | Hole:
        """A pipeline variable: its type must fit the place, as far as it is known."""
        kind, wants = wire_type(value), _wanted(shape)
        if is_structure(value):
            return self._error(
                codes.TYPE_MISMATCH,
                f"`{node.text}` is not a single value, {self._name(path, node.span)} wants one",
                node.span,
                f"read a value of it: `${{{node.text}.…}}`",
            )
        if shape.enum and isinstance(value, ExecutionGet):
            name = self._name(path, node.span)
            message = f"{name} cannot be `{node.text}`, which is none of its values"
            hint = hint_from("", shape.enum) if len(shape.enum) < 10 else None
            return self._error(codes.BAD_MEMBER, message, node.span, hint)
        if isinstance(value, Join) and (problem := text_of_parts_problem(value, shape, self.names)):
            name = self._name(path, node.span)
            message = f"{name} {problem.message}"
            return self._error(codes.BAD_MEMBER, message, node.span, problem.hint)
        if isinstance(value, Join):
            self._check_twice(value, node, path)
        if kind is None or kind == wants or (wants == "Float" and kind == "Integer"):
            if isinstance(value, ParameterGet):
                self._check_parameter(value.name, shape, path, node.span)
            return value
        if wants == "String" and not shape.enum and not text_problem(_AS_TEXT[kind or ""], shape):
            raw = any(part in RAW_GETS for part in path.split("."))
            return value if raw else Join((value,))
        hint = None
        if isinstance(value, ParameterGet):
            hint = f"declare the parameter as `{{type: {wants}, …}}`"
        return self._error(
            codes.TYPE_MISMATCH,
            f"{self._name(path, node.span)} wants {_WORDS[wants]}, and `{node.text}` is {kind}",
            node.span,
            hint,
        )

    def _check_parameter(self, name: str, shape: Shape, path: str, span: Span) -> None:
        """What a parameter is by default, or may be, must be possible where it is used."""
        parameter = self.parameters.get(name)
        if parameter is None:
            return
        for value in dict.fromkeys((parameter.default, *parameter.enum)):
            problem = None
            if value and isinstance(value, str):  # an empty text means "not given"
                problem = text_problem(value, shape)
                problem = problem or self._identifier_problem(value, path)
                problem = problem or place_doubt(value, shape)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                problem = number_problem(value, shape) or count_problem(path, value)
                problem = problem or time_problem(path, value)
            if problem:
                place = self._name(path, span)
                message = f"the parameter `{name}`, used as {place}, {problem.message}"
                self.report.add(codes.BAD_DEFAULT, message, parameter.span, hint=problem.hint)

    def _check_twice(self, text: Join, node: Scalar, path: str) -> None:
        """Warn of `s3://` in front of a parameter that begins with it by default."""
        first, second = text.values[0], text.values[1] if len(text.values) > 1 else None
        parameter = self.parameters.get(second.name) if isinstance(second, ParameterGet) else None
        if first == "s3://" and parameter and str(parameter.default).startswith("s3://"):
            name = parameter.name
            place = self._name(path, node.span)
            message = f"{place} begins with `s3://`, and so does the parameter `{name}`"
            hint = Hint(f"write `${{parameters.{name}}}…`", "s3://${", "${")
            self.report.add(codes.BAD_DEFAULT, message, node.span, hint=hint)

    def _json_text(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        pieces: list[str | Expression] = []
        hole = json_pieces(node, pieces, self.report)
        if hole is not None:
            return self._hole(hole)
        value = join(pieces)
        if isinstance(value, str):
            return self._checked_text(value, shape, node.span, path)
        return value

    def _wrong(self, node: Node, words: str, path: str, hint: str | None = None) -> Hole:
        shown = describe(node)
        if isinstance(node, Scalar) and isinstance(node.data, Expression):
            shown = f"the reference `{node.text}`"
        name = self._name(path, node.span)
        return self._error(
            codes.WRONG_TYPE, f"{name} must be {words}, not {shown}", node.span, hint
        )

    def _checked_text(self, text: str, shape: Shape, span: Span, path: str) -> str | Hole:
        problem = text_problem(text, shape, self.names)
        problem = problem or self._identifier_problem(text, path)
        if problem is None:
            if doubt := place_doubt(text, shape):
                message = f"{self._name(path, span)} {doubt.message}"
                self.report.add(codes.ODD_VALUE, message, span, hint=doubt.hint)
            return text
        origin = self.origins().get(span)
        if origin and origin.made_of:  # a hint would have all of the text, and this is a part of it
            problem = Problem(problem.message, letters_hint(text, shape))
        return self._bad_text(problem, self._name(path, span), span)

    def _identifier_problem(self, text: str, path: str) -> Problem | None:
        problem = identifier_problem(path, text, self.home)
        if problem is None or any(part in OWN_NAMES for part in path.split(".")):
            return None  # as nearly all
        return problem

    def _bad_text(self, problem: Problem, place: str, span: Span) -> Hole:
        return self._error(codes.BAD_MEMBER, f"{place} {problem.message}", span, problem.hint)

    def _check_size(self, size: int, shape: Shape, node: Node, path: str) -> None:
        limit = None
        if shape.max is not None and size > shape.max:
            limit = f"at most {shape.max} are allowed"
        elif shape.min is not None and size < shape.min:
            limit = f"at least {shape.min} are needed"
        if limit:
            message = f"{self._name(path, node.span)} has {size} entries, {limit}"
            self._error(codes.BAD_MEMBER, message, node.span)


def _add_member(path: str) -> str:
    """What to write for a member of the request that no key sets."""
    if "[" in path:
        return f"add `{path}` under `request:`"
    text = "…"
    for part in reversed(path.split(".")):
        text = f"{{{part}: {text}}}"
    return f"add `request: {text}`"


def _as_key(key: str) -> str:
    """A friendly key as it is written: `instance:`, `network: {subnets: …}`."""
    group, _, inner = key.partition(".")
    return f"{group}: {{{inner}: …}}" if inner and inner != "type" else f"{group}:"


_WORDS = {
    "String": "text",
    "Integer": "a whole number",
    "Float": "a number",
    "Boolean": "true or false",
}


_AS_TEXT = {"": "", "Integer": "1", "Float": "0.5", "Boolean": "true"}
"""What a value of a type looks like as text, to see whether a place could take one."""


def _wanted(shape: Shape) -> str:
    match shape.type:
        case "integer" | "long":
            return "Integer"
        case "float" | "double":
            return "Float"
        case "boolean":
            return "Boolean"
        case _:
            return "String"
