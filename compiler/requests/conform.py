"""Holding a request against the service's model, and giving it its wire form.

Text is kept as written where the service wants a string; a number or boolean must be one.
A member whose optional input is unbound is left out, and outwards what is thereby empty or
lacks a required member. What is wrong is said in `mistakes.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING, NamedTuple

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.examples import example
from pipec.compiler.language.expressions import NO_NAMES, Names
from pipec.compiler.linking.loops import part_of_item
from pipec.compiler.merge import NAMED_LISTS, is_null
from pipec.compiler.model import Parameter
from pipec.compiler.requests.identifiers import (
    NOWHERE,
    Home,
    count_problem,
    identifier_problem,
    time_problem,
)
from pipec.compiler.requests.limits import (
    Problem,
    number_problem,
    place_doubt,
    ports_problem,
    text_of_parts_problem,
    text_problem,
)
from pipec.compiler.requests.payload import json_pieces, missing_var
from pipec.compiler.service.shapes import Shape
from pipec.compiler.syntax import Mapping, Node, Scalar, Sequence
from pipec.compiler.values import (
    ABSENT,
    ExecutionGet,
    Expression,
    Hole,
    ItemGet,
    Join,
    ParameterGet,
    Wire,
    is_structure,
    join,
    wire_type,
)

if TYPE_CHECKING:
    from pipec.compiler.requests.mistakes import Mistakes
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
    what the value at a place comes from; only after a mistake that is asked for. `items` are
    those of the loop around the step, as far as they are written; `used_at` is where one is used
    that is checked.
    """

    step: str
    report: Report
    span: Span
    refused: AnyMapping[str, str] = {}
    words: AnyMapping[str, str] = {}
    example: Callable[[str], str] = example
    origins: Callable[[], AnyMapping[Span, Origin]] = dict
    parameters: AnyMapping[str, Parameter] = {}
    items: tuple[Node, ...] = ()
    used_at: Span | None = None
    names: Names = NO_NAMES
    home: Home = NOWHERE

    def request(self, node: Mapping, shape: Shape) -> dict[str, Wire]:
        """The wire form of a whole request; what is wrong with it is reported."""
        wire = self._structure(node, shape, "")
        return wire if isinstance(wire, dict) else {}

    @property
    def _tell(self) -> Mistakes:
        """Reports a mistake."""
        from pipec.compiler.requests.mistakes import Mistakes

        return Mistakes(
            step=self.step,
            report=self.report,
            span=self.span,
            words=self.words,
            example=self.example,
            origins=self.origins(),
            used_at=self.used_at,
        )

    def _value(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        match shape.type:
            case "structure":
                return self._structure(node, shape, path)
            case "list":
                return self._list(node, shape, path)
            case "map":
                return self._map(node, shape, path)
            case _:
                return self._single(node, shape, path)

    def _hole(self, node: Node) -> Hole | None:
        """The hole that a node is; None for any other."""
        data = node.data if isinstance(node, Scalar) else None
        if not isinstance(data, Hole):
            return None
        if data.kind == "var":
            return missing_var(data.name, self.step, node.span, self.report)
        return data

    # --- containers -------------------------------------------------------------------

    def _structure(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if not isinstance(node, Mapping):
            return self._hole(node) or self._tell.no_structure(node, shape, path)
        wire: dict[str, Wire] = {}
        meant = set[str]()  # by members that are told already
        dropped = False
        for entry in node:
            member = shape.member(entry.key)
            inner = f"{path}.{entry.key}" if path else entry.key
            if inner in self.refused:
                self._tell.refused(inner, self.refused[inner], entry)
            elif member is None:
                meant.update(self._tell.unknown(path, entry, node, shape))
            elif not (isinstance(entry.value, Scalar) and entry.value.data is None):
                value = self._value(entry.value, member, inner)
                if value is ABSENT:
                    dropped = True
                else:
                    wire[entry.key] = value
        if dropped and path and all(value == {} for value in wire.values()):
            return ABSENT
        if lacking := shape.required - wire.keys() - meant:
            places = {name: f"{path}.{name}" if path else name for name in shape.members}
            missing = [p for n, p in places.items() if n in lacking and p not in self.refused]
            if missing and dropped and path:
                return ABSENT
            for place in missing:
                self._tell.missing(place, node, dropped=dropped)
        if shape.is_union and len(wire) != 1 and all(shape.member(entry.key) for entry in node):
            self._tell.not_one(wire, shape, node, path)
        # In the model's order, so that it does not show which layer a member came from.
        return {name: wire[name] for name in shape.members if name in wire}

    def _list(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if not isinstance(node, Sequence):
            return self._instead_of_list(node, path)
        assert shape.element is not None
        values = [
            self._value(item, shape.element, f"{path}[{index}]")
            for index, item in enumerate(node.items)
        ]
        kept = [value for value in values if value is not ABSENT]
        if len(kept) < len(values) and not kept:
            return ABSENT
        if problem := ports_problem(kept, shape, path):
            self._tell.ports(problem)
        else:
            self._check_size(len(kept), shape, node, path)
        self._check_names(values, node, path)
        return kept

    def _instead_of_list(self, node: Node, path: str) -> Wire | Hole:
        """A String parameter may hold a list as JSON text; what is surely one value may not."""
        data = node.data if isinstance(node, Scalar) else None
        is_plain = isinstance(data, Join | ExecutionGet)
        if isinstance(data, Expression) and not is_plain and wire_type(data) in (None, "String"):
            return data
        return self._hole(node) or self._tell.no_list(node, path)

    def _check_names(self, values: list[Wire | Hole], node: Sequence, path: str) -> None:
        """Entries that the service tells apart by a name must have different ones."""
        key = _TOLD_APART.get(path.rpartition(".")[2])
        if key is None or len(values) < 2:
            return
        seen = set[str]()
        for value, item in zip(values, node.items, strict=True):
            name = value.get(key) if isinstance(value, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                self._tell.twice(name, item, path)
            seen.add(name)

    def _map(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        if not isinstance(node, Mapping):
            return self._hole(node) or self._tell.wrong(node, "a mapping", path)
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
                self._tell.key(problem, path, entry.key_span)
            wire[entry.key] = value
        if dropped and not wire:
            return ABSENT
        self._check_size(len(wire), shape, node, path)
        return wire

    def _check_size(self, size: int, shape: Shape, node: Node, path: str) -> None:
        if shape.max is not None and size > shape.max:
            self._tell.size(size, f"at most {shape.max} are allowed", node, path)
        elif shape.min is not None and size < shape.min:
            self._tell.size(size, f"at least {shape.min} are needed", node, path)

    # --- single values ----------------------------------------------------------------

    def _single(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        wants = shape.json_type or "String"
        if not isinstance(node, Scalar):
            if wants == "String" and any(part in JSON_TEXT for part in path.split(".")):
                return self._json_text(node, shape, path)
            return self._tell.no_single(node, wants, path)
        data = node.data
        if isinstance(data, str | int | float):  # as nearly all
            if wants == "String":
                return self._checked_text(node.text, shape, node.span, path)
            return self._number(node, shape, wants, path)
        if isinstance(data, Expression):
            return self._expression(node, data, shape, wants, path)
        return self._hole(node) or self._tell.no_single(node, wants, path)

    def _json_text(self, node: Node, shape: Shape, path: str) -> Wire | Hole:
        pieces: list[str | Expression] = []
        hole = json_pieces(node, pieces, self.report)
        if hole is not None:
            return self._hole(hole)
        value = join(pieces)
        if isinstance(value, str):
            return self._checked_text(value, shape, node.span, path)
        return value

    def _checked_text(self, text: str, shape: Shape, span: Span, path: str) -> str | Hole:
        problem = text_problem(text, shape, self.names) or self._identifier_problem(text, path)
        if problem:
            return self._tell.bad_text(text, problem, shape, span, path)
        if doubt := place_doubt(text, shape):
            self._tell.odd(doubt, span, path)
        return text

    def _identifier_problem(self, text: str, path: str) -> Problem | None:
        problem = identifier_problem(path, text, self.home)
        if problem is None or any(part in OWN_NAMES for part in path.split(".")):
            return None  # as nearly all
        return problem

    def _number(self, node: Scalar, shape: Shape, wants: str, path: str) -> Wire | Hole:
        if wants == "Boolean" and isinstance(node.data, bool):
            return node.data
        number = _number_in(node.data, wants)
        if number is None:
            return self._tell.no_single(node, wants, path)
        problem = time_problem(path, number, shape.max) or number_problem(number, shape)
        if self.used_at:  # else it is told where the whole request is looked at
            problem = problem or count_problem(path, number)
        return self._tell.bad(problem, node.span, path) if problem else number

    # --- expressions ------------------------------------------------------------------

    def _expression(
        self, node: Scalar, value: Expression, shape: Shape, wants: str, path: str
    ) -> Wire | Hole:
        """A pipeline variable: its type must fit the place, as far as it is known."""
        kind = wire_type(value)
        if is_structure(value):
            return self._tell.not_single(node, path)
        if shape.enum and isinstance(value, ExecutionGet):
            return self._tell.none_of(node, shape, path)
        if isinstance(value, Join):
            if problem := text_of_parts_problem(value, shape, self.names):
                return self._tell.bad(problem, node.span, path)
            self._check_twice(value, node, path)
        if kind is None or kind == wants or (wants == "Float" and kind == "Integer"):
            if isinstance(value, ParameterGet):
                self._check_parameter(value.name, shape, path, node.span)
            elif isinstance(value, ItemGet):
                self._check_items(value, shape, path, node.span)
            return value
        if wants == "String" and not shape.enum and not text_problem(_AS_TEXT[kind or ""], shape):
            raw = any(part in RAW_GETS for part in path.split("."))
            return value if raw else Join((value,))
        return self._tell.other_type(node, kind, wants, path)

    def _check_parameter(self, name: str, shape: Shape, path: str, span: Span) -> None:
        """What a parameter is by default, or may be, must be possible where it is used."""
        parameter = self.parameters.get(name)
        if parameter is None:
            return
        for value in dict.fromkeys((parameter.default, *parameter.enum)):
            problem = self._problem(value, shape, path)
            if isinstance(value, str):
                problem = problem or place_doubt(value, shape)
            if problem:
                self._tell.bad_default(parameter, problem, span, path)

    def _check_items(self, part: ItemGet, shape: Shape, path: str, span: Span) -> None:
        """What is written as an item of the loop is checked as if it stood where it is used.

        Where a text is wanted, a mapping or a list is JSON text.
        """
        as_item = self._replace(used_at=span)
        is_text = shape.json_type in (None, "String")
        for item in self.items:
            value = part_of_item(item, part)
            if value is None:
                self._tell.no_part(item, part, span, path)
            elif not is_null(value) and (isinstance(value, Scalar) or not is_text):
                as_item._single(value, shape, path)  # noqa: SLF001 - its own

    def _problem(self, value: object, shape: Shape, path: str) -> Problem | None:
        """Why a value cannot stand at a place; an empty text means "not given"."""
        if value and isinstance(value, str):
            return text_problem(value, shape) or self._identifier_problem(value, path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            problem = time_problem(path, value, shape.max) or number_problem(value, shape)
            return problem or count_problem(path, value)
        return None

    def _check_twice(self, text: Join, node: Scalar, path: str) -> None:
        """`s3://` stands in front of no parameter that begins with it by default."""
        first, second = text.values[0], text.values[1] if len(text.values) > 1 else None
        parameter = self.parameters.get(second.name) if isinstance(second, ParameterGet) else None
        if first == "s3://" and parameter and str(parameter.default).startswith("s3://"):
            self._tell.scheme_twice(parameter, node.span, path)


_AS_TEXT = {"": "", "Integer": "1", "Float": "0.5", "Boolean": "true"}
"""What a value of a type looks like as text, to see whether a place could take one."""


def _number_in(data: object, wants: str) -> int | float | None:
    """The number that a value is; None for another type than is wanted."""
    match wants, data:
        case _, bool():
            return None
        case "Integer" | "Float", int() as number:
            return number
        case "Float", float() as number if math.isfinite(number):
            return number
        case _:
            return None
