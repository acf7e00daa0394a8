"""What `pipec stubs` writes: a module of step classes, and its types.

A name that the types leave out can be used all the same, by the ways that a comment there names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from typing import Any

from pipec.cli.api.steps import ContractStep, key_of
from pipec.cli.stub_docs import about, docstring, wrapped
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.keys import FRIENDLY, JOB_KEYS, REFERENCE, Schema
from pipec.compiler.model import Contract, OutputPort
from pipec.compiler.python.pylayout import visible
from pipec.compiler.requests.friendly import check_supported
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, to_data

MARK = "Made by `pipec stubs`"
"""What the first line of both files begins with, after what makes it a comment or docstring."""
MODULE = f'''\
"""{MARK}: a step class for each contract, as the contracts are now."""

from pipec import step_classes

__getattr__, __dir__ = step_classes(__file__)
'''
HEAD = f"""\
# {MARK} from the contracts, for type checkers; after a change of them run it again.
# fmt: off
# ruff: noqa

from collections.abc import Mapping
from os import PathLike
from typing import Any, Literal, Never

from pipec import InputSource, PropertyReference, Reference, TypedStep
"""
_USED = frozenset(
    {
        *("Any", "InputSource", "Literal", "Mapping", "Never", "PathLike", "PropertyReference"),
        *("Reference", "TypedStep", "bool", "float", "int", "list", "property", "step_classes"),
        *("str", "tuple"),
    }
)
"""Names that mean something else in the files."""
_TAKEN = frozenset({"self", "step_name", "name", "contract"})
"""The other arguments of `add_step` and of a step class."""
_OWN = frozenset({*dir(ContractStep), "contract", "step_name"})
"""What a step has beside its outputs."""
_TYPES = {
    "array": "list[Any] | tuple[Any, ...]",
    "boolean": "bool",
    "integer": "int",
    "null": "None",
    "number": "float",
    "object": "Mapping[Any, Any]",
    "string": "str",
}
_WIDTH = 100
_NOWHERE = Span("", 1, 1, 1, 1)


def stub_text(contracts: Iterable[Contract]) -> str:
    """The text of `steps.pyi`: a class for each contract, in the order of their names."""
    parts = [HEAD]
    known = {contract.name or "": contract for contract in contracts}
    nameless = [name for name in sorted(known) if not _is_name(name) or name in _USED]
    if nameless:
        parts.append(f"# No names for classes, to be given as texts: {', '.join(nameless)}\n")
    classes = ("\n".join(_class(name, known[name])) for name in sorted({*known} - {*nameless}))
    return "\n".join([*parts, *(f"{text}\n" for text in classes)])


def step_keys(kind: str) -> dict[str, Schema]:
    """The keys that a step of a contract of this kind can have, with their schemas."""
    return {key: schema for key, schema in _all_keys(kind).items() if _has(kind, key)}


def _all_keys(kind: str) -> dict[str, Schema]:
    return {**JOB_KEYS, **STEP_TYPES[kind].keys, "options": {"type": "object"}}


def _has(kind: str, key: str) -> bool:
    """Whether a kind has a place for what a key says; it refuses the friendly keys it has not."""
    if key == "request" or key not in FRIENDLY:
        return True
    report = Report()
    given = Entry(key, _NOWHERE, Mapping({}, _NOWHERE))
    check_supported(Mapping({key: given}, _NOWHERE), STEP_TYPES[kind], report)
    return not report.has_errors


def _class(name: str, contract: Contract) -> Iterator[str]:
    inputs, outputs = _literal(contract.inputs) or "Never", _literal(contract.outputs) or "Never"
    head = f"class {name}(TypedStep[{inputs}, {outputs}]):"
    if len(head) > _WIDTH:
        head = f"class {name}(\n    TypedStep[\n        {inputs},\n        {outputs},\n    ]\n):"
    yield head
    yield from docstring(about(contract), "    ")
    arguments, left = _arguments(contract)
    attributes = [port for port in contract.outputs if _is_name(port) and port not in _OWN | _USED]
    if others := [port for port in contract.outputs if port not in attributes]:
        left["`step[…]`"] = others
    for way, names in left.items():
        yield f"    # By {way} alone: {visible(', '.join(names))}"
    yield "    def __init__("
    yield "        self,"
    yield "        step_name: str,"
    yield "        /,"
    yield "        *,"
    yield from (f"        {argument}: {type_} = ...," for argument, type_ in arguments.items())
    yield "    ) -> None: ..."
    for port in attributes:
        yield from _attribute(contract.outputs[port])


def _attribute(port: OutputPort) -> Iterator[str]:
    yield "    @property"
    head = f"    def {port.name}(self) -> PropertyReference:"
    if port.description:
        yield head
        yield from docstring(wrapped(port.description), "        ")
    else:
        yield f"{head} ..."


def _arguments(contract: Contract) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The keyword arguments with their types, and the names that cannot be any, by other ways.

    As when a program runs, a key of the step goes before an option, an option before an input.
    """
    taken = set(_all_keys(contract.kind))
    options = {name: _option_type(to_data(schema)) for name, schema in contract.options.items()}
    inputs = dict.fromkeys(contract.inputs, "InputSource")
    found: dict[str, str] = {}
    left: dict[str, list[str]] = {}
    for way, types in (("`options=`", options), ("`inputs=` or `connect`", inputs)):
        for name, type_ in types.items():
            argument = _argument(name)
            if argument is None or name in taken:
                left.setdefault(way, []).append(name)
            else:
                found[argument] = type_
        taken |= types.keys()
    keys = step_keys(contract.kind).items()
    return found | {_argument(key) or key: _key_type(key, schema) for key, schema in keys}, left


def _argument(name: str) -> str | None:
    """The keyword argument that a name is given by; None if there is none."""
    argument = f"{name}_" if iskeyword(name) else name
    fits = _is_name(argument) and key_of(argument) == name and argument not in _TAKEN
    return argument if fits and not argument.startswith("__") else None


def _is_name(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not iskeyword(name)


# --- types ------------------------------------------------------------------------------


def _option_type(schema: Any) -> str:
    return _union([*_types(schema), "Reference", "None"])


def _key_type(key: str, schema: Schema) -> str:
    """What a key of a step takes: a reference where it takes single values, a file as `code`."""
    types = [*_types(schema)]
    if key == "code":
        types.append("PathLike[str]")
    single = any(type_ not in (_TYPES["array"], _TYPES["object"]) for type_ in types)
    return _union([*types, *(["Reference"] if single else ()), "None"])


def _union(types: Iterable[str]) -> str:
    found = list(dict.fromkeys(types))
    return "Any" if "Any" in found else " | ".join(found)


def _types(schema: Any) -> Iterator[str]:
    """The Python types of what a JSON Schema allows, as far as types can say it."""
    match schema:
        case {"const": value}:
            yield from _literals([value])
        case {"enum": [_, *_] as values}:
            yield from _literals(values)
        case {"type": str(name)}:
            yield _TYPES.get(name, "Any")
        case {"type": [_, *_] as names}:
            yield from (_TYPES.get(str(name), "Any") for name in names)
        case {"anyOf": [_, *_] as ways} | {"oneOf": [_, *_] as ways}:
            for way in ways:
                if way != REFERENCE:  # in a program a reference is a value of its own
                    yield from _types(way)
        case {"then": then, "else": else_}:
            yield from (*_types(else_), *_types(then))
        case _:
            yield "Any"


def _literals(values: Iterable[Any]) -> Iterator[str]:
    listed = [value for value in values if isinstance(value, str | int)]
    if listed:
        yield _literal(listed)
    for value in values:
        if not isinstance(value, str | int):
            yield "None" if value is None else "float" if isinstance(value, float) else "Any"


def _literal(values: Iterable[str | int]) -> str:
    """`Literal["a", "b"]`, or nothing where there are no values."""
    listed = [
        visible(json.dumps(value, ensure_ascii=False)) if isinstance(value, str) else repr(value)
        for value in values
    ]
    return f"Literal[{', '.join(listed)}]" if listed else ""
