"""Contracts, what one kind of step needs and gives: reading, finding, laying a step over one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as Sequenced
from functools import cache

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.language.carriers import widen
from pipec.compiler.language.examples import example
from pipec.compiler.language.expressions import excerpt, mentioned_inputs
from pipec.compiler.language.keys import (
    CONTRACT_KEYS,
    MAX_NAME,
    NOT_IN_CONTRACTS,
    Schema,
    step_schema,
)
from pipec.compiler.language.schema import as_step_type, validate
from pipec.compiler.merge import is_null, merge_mappings
from pipec.compiler.model import Contract, InputPort, OutputPort, ReportFile
from pipec.compiler.packaged import names, read
from pipec.compiler.parsing.file_kinds import contracts_of
from pipec.compiler.parsing.kinds import check_kind, taken_keys
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps import STEP_TYPES
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, scalars

LIBRARY = "<pipec>/contracts/"
"""Where the files of the built-in contracts lie, in diagnostics: no path of the user's is so."""
_FIRST_KEY = re.compile(rb"^contract:\s*['\"]?([A-Za-z0-9_-]+)", re.MULTILINE)
_PORT_NAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")
_MATCHING_KEYS = (
    "type",
    "required",
    "data_type",
    "compatible_sources",
    "semantic_keywords",
    "aliases",
    "description",
    "value",
    "property_path",
    "report",
)
RESERVED_PORTS = ("properties", "outputs")
Elsewhere = Callable[[str, str], str | None]
"""What to do for a contract, by its name, that a file names and that the project does not list.

None where no file is found that defines it.
"""


def nowhere(name: str, file: str) -> str | None:  # noqa: ARG001 - it is an `Elsewhere`
    """Where there are no files to look at."""
    return None


@cache
def library() -> AnyMapping[str, str]:
    """The built-in contracts: step type to file name. Only those that are used are parsed."""
    found = {}
    for file in _library_files().values():
        if name := step_type_in(read("pipec.contracts", file)):
            found[name] = file
    return found


@cache
def _library_files() -> dict[str, str]:
    """The files of the built-in contracts, by their step types in lower case."""
    return {name.replace("_", ""): f"{name}.yaml" for name in names("pipec.contracts", ".yaml")}


def _library_file(name: str) -> str | None:
    """The file of a built-in contract, which is named as its step type; None if there is none."""
    file = _library_files().get(name.lower())
    return file if file and step_type_in(read("pipec.contracts", file)) == name else None


def is_built_in(contract: Contract) -> bool:
    """Whether it is one of pipec's own."""
    return is_built_in_place(contract.span)


def is_built_in_place(span: Span) -> bool:
    """Whether a place lies in a contract that comes with pipec, where no user can mend a thing."""
    return span.file.startswith(LIBRARY)


class ContractRegistry:
    """Contracts by step type: the project's own first, then the built-in library.

    `broken` names contracts of the project whose files have mistakes, which were reported. One
    that cannot be called as it is stands there as it would be. `elsewhere` is asked only about
    contracts that there are not.
    """

    def __init__(
        self,
        own: dict[str, Contract] | None = None,
        broken: Iterable[str] = (),
        elsewhere: Elsewhere = nowhere,
    ) -> None:
        self.own = own or {}
        self.broken = set(broken)
        self.elsewhere = elsewhere
        self._loaded: dict[str, Contract | None] = {}

    def names(self) -> list[str]:
        """Every step type that `uses:` may name."""
        return sorted({*self.own, *self.broken, *library()})

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (
            name in self.own or name in self.broken or _library_file(name) is not None
        )

    def known(self, path: Sequenced[str | int]) -> Schema:
        """What is known of the keys for a contract, `defaults.for.NAME`, for hints."""
        from pipec.compiler.parsing.contract_hints import keys_for

        is_contract = [*path][-2:-1] == ["for"]
        contract = self.get(str(path[-1]), Report()) if is_contract else None
        return keys_for(contract) if contract else {}

    def get(self, name: str, report: Report) -> Contract | None:
        """The contract of a step type; None if there is none or it is broken (then reported)."""
        if name in self.own or name in self.broken:
            return self.own.get(name)
        if name not in self._loaded:
            file = _library_file(name)
            self._loaded[name] = _load(file, report) if file else None
        return self._loaded[name]


def _load(file: str, report: Report) -> Contract | None:
    tree = read_yaml(f"{LIBRARY}{file}", read("pipec.contracts", file), report)
    return read_contract(tree, report) if tree else None


def step_type_in(content: bytes) -> str | None:
    """The step type that a contract file defines, also where the file cannot be read as YAML."""
    match = _FIRST_KEY.search(content)
    return match[1].decode() if match else None


def read_contracts(
    trees: Iterable[Mapping], report: Report, elsewhere: Elsewhere = nowhere
) -> ContractRegistry:
    """A registry of a project's contract files; broken ones are reported and left out."""
    registry = ContractRegistry(elsewhere=elsewhere)
    for tree in contracts_of(trees, report):
        contract = read_contract(tree, report)
        if contract is None or contract.name is None:
            name = tree.get("contract")
            meant = as_step_type(name.text) if isinstance(name, Scalar) else ""
            registry.broken |= {meant} if meant else set()
            continue
        first = registry.own.setdefault(contract.name, contract)
        if first is not contract:
            report.add(
                codes.DUPLICATE_CONTRACT,
                f"the contract `{contract.name}` is defined twice",
                contract.span,
                hint="rename or remove one of them",
                related=[Related(first.span, "first defined here")],
            )
    return registry


def check_defaults(
    defaults: Node | None,
    registry: ContractRegistry,
    report: Report,
    steps: Mapping | None = None,
) -> None:
    """Report each name under `for:` of a file's `defaults:` that no contract has.

    `steps` are those of the file, if it is a pipeline: one of them may be meant.
    """
    chosen = defaults.get("for") if isinstance(defaults, Mapping) else None
    for entry in chosen if isinstance(chosen, Mapping) else ():
        if entry.key not in registry.names():
            from pipec.compiler.parsing.contract_hints import unknown_default_hint

            report.add(
                codes.UNKNOWN_CONTRACT,
                f"there is no contract `{entry.key}`",
                entry.key_span,
                hint=unknown_default_hint(entry, registry, steps),
            )


def read_contract(tree: Mapping, report: Report) -> Contract | None:
    """One contract file as a value; None after errors were reported."""
    kind_node = tree.get("kind")
    named = isinstance(kind_node, Scalar) and not is_null(kind_node)
    if named and not check_kind(tree, (), report):
        return None
    extra = STEP_TYPES[kind_node.text].keys if named and isinstance(kind_node, Scalar) else {}
    schema = step_schema({**CONTRACT_KEYS, **extra}, ("contract", "kind"))
    schema["elsewhere"] = NOT_IN_CONTRACTS
    if named and isinstance(kind_node, Scalar):
        step_type = STEP_TYPES[kind_node.text]
        schema["taken"] = taken_keys(step_type, schema["properties"])
        schema["step"] = {
            "kind": step_type.kind,
            "placed": step_type.placements,
            "ports": step_type.port_keys,
        }
    is_whole = validate(tree, schema, report, "the contract")
    for key in ("contract", "kind"):
        if key in tree and is_null(tree.get(key)):
            message, hint = f"`{key}` must not be empty", f"write {example(key)}"
            report.add(codes.WRONG_VALUE, message, tree.entries[key].key_span, hint=hint)
            is_whole = False
    if not is_whole:
        return None
    empty = [(key, entry) for key in ("inputs", "options") for entry in _without_a_value(tree, key)]
    if empty:  # there is no layer below, from which a null could take anything away
        from pipec.compiler.parsing.empty_names import report_empty

        report_empty(empty, report)
        return None
    entry = tree.entries["contract"]
    return contract_of(
        tree,
        name=entry.value.text if isinstance(entry.value, Scalar) else "",
        span=entry.value.span,
        report=report,
    )


def _without_a_value(tree: Mapping, key: str) -> list[Entry]:
    group = tree.get(key)
    return [e for e in group if is_null(e.value)] if isinstance(group, Mapping) else []


def contract_of(tree: Mapping, *, name: str | None, span: Span, report: Report) -> Contract:
    """The contract in a validated tree: a contract file, or a `kind:` step in place."""
    kind, description = tree.get("kind"), tree.get("description")
    kind_name = kind.text if isinstance(kind, Scalar) else ""
    in_place = name is None
    options = tree.get("options")
    contract = Contract(
        name=name,
        kind=kind_name,
        span=span,
        inputs={e.key: _input_port(e) for e in _ports(tree, "inputs", kind_name, report)},
        outputs={e.key: _output_port(e) for e in _ports(tree, "outputs", kind_name, report)},
        options={e.key: e.value for e in options if isinstance(e.value, Mapping)}
        if isinstance(options, Mapping) and not in_place
        else {},
        body=tree,
        description=description.text if isinstance(description, Scalar) else None,
    )
    return STEP_TYPES[kind_name].knows(contract)


def _ports(tree: Mapping, key: str, kind: str, report: Report) -> Iterable[Entry]:
    ports = tree.get(key)
    for entry in ports if isinstance(ports, Mapping) else ():
        if entry.key in RESERVED_PORTS:
            report.add(
                codes.BAD_NAME,
                f"`{entry.key}` cannot be the name of a port",
                entry.key_span,
                hint="give the port another name: the word has a meaning of its own in references",
            )
        elif not _PORT_NAME.fullmatch(entry.key):
            report.add(
                codes.BAD_NAME,
                f"`{excerpt(entry.key)}` cannot be the name of a port",
                entry.key_span,
                hint=f"letters, digits, `_` and `-`, at most {MAX_NAME} of them",
            )
        else:
            if key == "outputs":
                _check_fixed(entry, report)
            _check_port_keys(entry, key, kind, report)
            yield entry


def _check_port_keys(entry: Entry, key: str, kind: str, report: Report) -> None:
    """Report the ways to travel that a kind does not have (`path` on a training input)."""
    allowed = STEP_TYPES[kind].port_keys[key]
    for inner in entry.value if isinstance(entry.value, Mapping) else ():
        if inner.key in ("channel", "path", "to", "report") and inner.key not in allowed:
            hint = "it can have " + ", ".join(f"`{name}`" for name in sorted(allowed))
            if inner.key == "to" and STEP_TYPES[kind].request:
                hint += "; its place is a member of `request:`"
            elif inner.key == "to":
                hint = "remove it: the step's answer holds the value"
            report.add(
                codes.KEY_NOT_FOR_KIND,
                f"an {key[:-1]} of {STEP_TYPES[kind].a_step} has no `{inner.key}`",
                inner.key_span,
                hint=hint if allowed else None,
            )


def _check_fixed(entry: Entry, report: Report) -> None:
    """Other steps read an output by its names, which hence must be plain text."""
    fields = entry.value if isinstance(entry.value, Mapping) else Mapping({}, entry.key_span)
    path, file = fields.get("path"), fields.get("report")
    nodes = [file, path.get("name") if isinstance(path, Mapping) else None]
    for scalar in (scalar for node in nodes if node for scalar in scalars(node)):
        if "${" in scalar.text:
            report.add(
                codes.BAD_REFERENCE,
                f"the names of the output `{entry.key}` cannot hold a reference",
                scalar.span,
                hint="other steps read it by them: write the text",
            )
    file = file.get("file") if isinstance(file, Mapping) else file
    if isinstance(file, Scalar) and ("/" in file.text or not file.text.endswith(".json")):
        from pipec.compiler.parsing.report_files import check_report_file, written_folder

        check_report_file(entry, written_folder(fields), file, report)


def _fields(entry: Entry) -> tuple[Mapping, Mapping]:
    """A port's mapping, and the part of it that says how the value travels (the carrier)."""
    value = entry.value if isinstance(entry.value, Mapping) else Mapping({}, entry.key_span)
    return value, value.without(*_MATCHING_KEYS)


def _text(mapping: Mapping, key: str) -> str | None:
    node = mapping.get(key)
    return node.text if isinstance(node, Scalar) and node.data is not None else None


def _texts(mapping: Mapping, key: str) -> tuple[str, ...]:
    node = mapping.get(key)
    return (
        tuple(i.text for i in node if isinstance(i, Scalar)) if isinstance(node, Sequence) else ()
    )


def _input_port(entry: Entry) -> InputPort:
    if not isinstance(entry.value, Mapping):
        return InputPort(
            name=entry.key,
            type=None,
            span=entry.key_span,
            value=entry.value,
            carrier=Mapping({}, entry.key_span),
        )
    fields, carrier = _fields(entry)
    required = fields.get("required")
    return InputPort(
        name=entry.key,
        type=_text(fields, "type"),
        span=entry.key_span,
        carrier=carrier,
        required=not (isinstance(required, Scalar) and required.data is False),
        data_type=_text(fields, "data_type") or "S3Uri",
        compatible_sources=_texts(fields, "compatible_sources"),
        semantic_keywords=_texts(fields, "semantic_keywords"),
        aliases=_texts(fields, "aliases"),
        description=_text(fields, "description"),
        value=fields.get("value"),
    )


def _output_port(entry: Entry) -> OutputPort:
    fields, carrier = _fields(entry)
    return OutputPort(
        name=entry.key,
        type=_text(fields, "type"),
        span=entry.key_span,
        carrier=carrier,
        data_type=_text(fields, "data_type") or "S3Uri",
        semantic_keywords=_texts(fields, "semantic_keywords"),
        aliases=_texts(fields, "aliases"),
        description=_text(fields, "description"),
        property_path=_text(fields, "property_path"),
        value=fields.get("value"),
        report=_report_file(fields.get("report"), entry.key),
    )


def _report_file(node: Node | None, port: str) -> ReportFile | None:
    if isinstance(node, Scalar) and node.data is not None:
        return ReportFile(file=node.text, name=port)
    if isinstance(node, Mapping):
        return ReportFile(file=_text(node, "file") or "", name=_text(node, "name") or port)
    return None


def _changed_report(node: Node | None, given: OutputPort) -> ReportFile | None:
    if is_null(node):
        return None
    return _report_file(node, given.report.name if given.report else given.name) or given.report


def step_contract(contract: Contract, body: Mapping, report: Report) -> Contract:
    """A contract with the ports as one step changes them (`inputs:` and `outputs:` of the step).

    An entry of `inputs` is a value, or a mapping that may hold a `value` and overrides the
    carrier; an entry of `outputs` overrides `path`, `to` and `report`.
    """
    inputs, outputs = dict(contract.inputs), dict(contract.outputs)
    for entry in _ports(body, "inputs", contract.kind, report):
        port = inputs.get(entry.key)
        if port is None:
            _unknown_port(contract, "input", entry, inputs, report)
        elif not isinstance(entry.value, Mapping):
            inputs[entry.key] = port._replace(value=entry.value)
        else:
            fields, carrier = _fields(entry)
            inputs[entry.key] = port._replace(
                value=fields.get("value") or port.value,
                carrier=merge_mappings(widen(port.carrier), widen(carrier)),
            )
    for entry in _ports(body, "outputs", contract.kind, report):
        given = outputs.get(entry.key)
        if given is None:
            _unknown_port(contract, "output", entry, outputs, report)
        else:
            fields, carrier = _fields(entry)
            outputs[entry.key] = given._replace(
                carrier=merge_mappings(widen(given.carrier), widen(carrier)),
                report=_changed_report(fields.get("report"), given),
            )
    changed = contract._replace(inputs=inputs, outputs=outputs)
    if not any(key in body for key in STEP_TYPES[contract.kind].known_by):
        return changed
    # What is known of the ports may be another thing by what the step says.
    whole = changed._replace(body=merge_mappings(contract.body, body))
    return STEP_TYPES[contract.kind].knows(whole)._replace(body=contract.body)


def _unknown_port(
    contract: Contract, what: str, entry: Entry, known: AnyMapping[str, object], report: Report
) -> None:
    from pipec.compiler.parsing.contract_hints import as_option, by_alias

    report.add(
        codes.UNKNOWN_PORT,
        f"`{contract.name or contract.kind}` has no {what} `{entry.key}`",
        entry.key_span,
        hint=by_alias(entry.key, contract.inputs if what == "input" else contract.outputs)
        or as_option(contract, entry)
        or did_you_mean(entry.key, known)
        or (
            f"its {what}s: " + ", ".join(f"`{name}`" for name in known)
            if known
            else f"it has no {what}s"
        ),
        related=[Related(contract.span, "the contract")],
    )


def mentions(contract: Contract) -> frozenset[str]:
    """The inputs that a contract's own text mentions as `${inputs.X}` (`.path` is no value)."""
    body = contract.body.without("inputs", "outputs", "options")
    return frozenset(name for item in scalars(body) for name in mentioned_inputs(item.text))
