"""The project file `pipec.yaml`: where contracts lie, the vars, the defaults."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass

from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.language.keys import PROJECT_SCHEMA
from pipec.compiler.language.schema import validate
from pipec.compiler.syntax import Mapping, Scalar, Sequence, text_node

NOWHERE = Span("(command line)", 1, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a project file says; all of it may be missing.

    `contracts` are folders beside the project file, `out` the build folder.
    """

    contracts: tuple[Scalar, ...] = ()
    out: str = "build"
    variables: AnyMapping[str, Scalar]
    defaults: Mapping


def read_project(tree: Mapping | None, report: Report) -> Project:
    """The project that a file's tree describes; an empty one for None or after errors."""
    empty = Mapping({}, NOWHERE)
    if tree is None or not validate(tree, PROJECT_SCHEMA, report):
        return Project(variables={}, defaults=empty)
    contracts = tree.get("contracts")
    out = tree.get("out")
    defaults = tree.get("defaults")
    return Project(
        contracts=tuple(item for item in contracts if isinstance(item, Scalar))
        if isinstance(contracts, Sequence)
        else (),
        out=out.text if isinstance(out, Scalar) else "build",
        variables=variables_of(tree),
        defaults=defaults if isinstance(defaults, Mapping) else empty,
    )


def variables_of(tree: Mapping) -> dict[str, Scalar]:
    """The `vars:` of a project or pipeline file."""
    found = tree.get("vars")
    if not isinstance(found, Mapping):
        return {}
    return {entry.key: entry.value for entry in found if isinstance(entry.value, Scalar)}


def command_line_variables(given: AnyMapping[str, str]) -> dict[str, Scalar]:
    """`--var name=value` as vars: always text."""
    return {name: text_node(value, NOWHERE) for name, value in given.items()}
