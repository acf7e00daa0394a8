"""The compiler on one page: the passes in order, and where it stops."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from typing import Any

from pipec.compiler import codes
from pipec.compiler.diagnostics import Diagnostic, Report
from pipec.compiler.emit.definition import definition_of, definition_text
from pipec.compiler.emit.plan import Plan
from pipec.compiler.emit.python import python_text
from pipec.compiler.linking.evaluate import World
from pipec.compiler.linking.graph import order
from pipec.compiler.linking.link import Links, link
from pipec.compiler.linking.properties import check_property_path
from pipec.compiler.model import Contract, Pipeline, Step
from pipec.compiler.parsing.contracts import (
    ContractRegistry,
    check_contract,
    check_defaults,
    read_contracts,
    step_type_in,
)
from pipec.compiler.parsing.parse import all_steps, parse_pipeline
from pipec.compiler.parsing.project import (
    Project,
    command_line_variables,
    read_project,
    variables_of,
)
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.requests.assets import AssetStore, Files, manifest
from pipec.compiler.requests.definitions import (
    build_steps,
    check_named_entries,
    experiment_of,
    mlflow_of,
)
from pipec.compiler.requests.places import Places
from pipec.compiler.requests.request import RequestBuilder
from pipec.compiler.steps.base import all_definitions
from pipec.compiler.syntax import Mapping, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A YAML file: its name as diagnostics show it (`/` between parts), and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifacts:
    """What a pipeline compiles to: the three files' texts, and the definition as data."""

    name: str
    definition: dict[str, Any]
    definition_text: str
    python_text: str
    manifest_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The outcome: `artifacts` is None after errors; `steps` and `links` are for `explain`."""

    diagnostics: tuple[Diagnostic, ...]
    artifacts: Artifacts | None = None
    steps: tuple[Step, ...] = ()
    links: Links | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all pipelines of a project share: its file and its own contracts, read once."""

    project: Project
    registry: ContractRegistry
    report: Report


def read_context(project: SourceFile | None, contracts: Iterable[SourceFile]) -> Context:
    """Read a project file and its contract files; their mistakes are in the context's report."""
    report = Report()
    tree = read_yaml(project.name, project.content, report) if project else None
    trees = [(file, read_yaml(file.name, file.content, report)) for file in contracts]
    registry = read_contracts([tree for _, tree in trees if tree], report)
    unread = (step_type_in(file.content) for file, tree in trees if tree is None)
    registry.broken.update(name for name in unread if name)
    settings = read_project(tree, report)
    check_defaults(settings.defaults, registry, report)
    return Context(project=settings, registry=registry, report=report)


def compile_pipeline(
    source: SourceFile,
    context: Context,
    files: Files,
    variables: AnyMapping[str, str] | None = None,
) -> Result:
    """Compile one pipeline file. User mistakes come back as diagnostics, never as exceptions.

    All errors of a phase are reported together: first what the text and its form tell, then
    everything that needs the steps to be known.
    """
    report = Report()
    report.extend(context.report)
    tree = read_yaml(source.name, source.content, report)
    pipeline = parse_pipeline(source.name, tree, context.registry, report) if tree else None
    if not tree or not pipeline or report.has_errors:
        return Result(diagnostics=report.diagnostics())

    steps = tuple(all_steps(pipeline.steps))
    world = World(
        pipeline=pipeline.name,
        parameters=pipeline.parameters,
        variables=_variables(context.project, tree, variables or {}, report),
        steps={step.name: step for step in steps},
    )
    for contract in _contracts(steps):
        check_contract(
            contract, lambda owner, path: check_property_path(owner, path, report), report
        )
    links = link(pipeline.steps, world, report)
    names = order([step.name for step in steps], links.edges, report)
    store = AssetStore(files=files, pipeline_file=source.name, report=report)
    places = Places(world=world, assets=store)
    builder = RequestBuilder(
        world=world, report=report, defaults=_defaults(context.project, tree), places=places
    )
    plan = Plan(
        name=pipeline.name,
        file=source.name.rsplit("/", 1)[-1],
        parameters=tuple(pipeline.parameters.values()),
        steps=build_steps(pipeline.steps, builder, links, names),
        experiment=experiment_of(pipeline, world, report),
        mlflow=mlflow_of(pipeline, world, report),
    )
    check_named_entries(steps, all_definitions(plan.steps), report)
    return Result(
        diagnostics=report.diagnostics(),
        artifacts=_emit(plan, builder, report),
        steps=steps,
        links=links,
    )


def _emit(plan: Plan, builder: RequestBuilder, report: Report) -> Artifacts | None:
    if report.has_errors:
        return None
    definition = definition_of(plan)
    assets = [(asset, uri) for uri, asset in builder.places.uris.items()]
    return Artifacts(
        name=plan.name,
        definition=definition,
        definition_text=definition_text(definition),
        python_text=python_text(plan),
        manifest_text=json.dumps(manifest(assets), indent=2, ensure_ascii=False) + "\n",
    )


def _variables(
    project: Project, tree: Mapping, given: AnyMapping[str, str], report: Report
) -> dict[str, Scalar]:
    """Vars, weakest first: project, pipeline, command line."""
    found = {**project.variables, **variables_of(tree), **command_line_variables(given)}
    for name, value in found.items():
        if "${" in value.text.replace("$${", ""):
            report.add(
                codes.BAD_VAR,
                f"the var `{name}` cannot hold a reference",
                value.span,
                hint="a var is a fixed text; where a run-time value is meant, use a parameter",
            )
    return {
        name: replace(value, text=value.text.replace("$${", "${")) for name, value in found.items()
    }


def _defaults(project: Project, tree: Mapping) -> tuple[Mapping, ...]:
    own = tree.get("defaults")
    return (project.defaults, own) if isinstance(own, Mapping) else (project.defaults,)


def _contracts(steps: Iterable[Step]) -> list[Contract]:
    """Every contract in use, once (steps of one contract differ only in their overrides)."""
    found: dict[object, Contract] = {}
    for step in steps:
        if step.contract:
            found.setdefault(step.contract.span, step.contract)
    return list(found.values())


__all__ = [
    "Artifacts",
    "Context",
    "Pipeline",
    "Result",
    "SourceFile",
    "compile_pipeline",
    "read_context",
]
