"""The compiler on one page: the passes in order, and where it stops."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as AnyMapping
from typing import Any, NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Diagnostic, Report, Span
from pipec.compiler.emit.definition import MAX_DEFINITION, definition_of, definition_text
from pipec.compiler.emit.plan import Plan
from pipec.compiler.emit.python import IDIOMATIC, python_text
from pipec.compiler.language.pasted import without_pasted
from pipec.compiler.linking.evaluate import Room, World
from pipec.compiler.linking.graph import order
from pipec.compiler.linking.link import Links, link
from pipec.compiler.linking.variables import (
    check_regions,
    check_role,
    check_used,
    point_to_environments,
    variables,
)
from pipec.compiler.merge import is_null
from pipec.compiler.model import Contract, Settings, Step
from pipec.compiler.parsing.contract_checks import check_contract, check_reports
from pipec.compiler.parsing.contracts import (
    ContractRegistry,
    Elsewhere,
    check_defaults,
    nowhere,
    read_contracts,
    step_type_in,
)
from pipec.compiler.parsing.file_kinds import is_pipeline
from pipec.compiler.parsing.options import check_default_options
from pipec.compiler.parsing.parse import all_steps, check_name, parse_pipeline, pipeline_name_hint
from pipec.compiler.parsing.project import (
    Project,
    all_defaults,
    in_environment,
    known_vars,
    read_project,
)
from pipec.compiler.reader.source import read_yaml
from pipec.compiler.record import Record
from pipec.compiler.requests.assets import Asset, AssetStore, Files, manifest
from pipec.compiler.requests.definitions import (
    build_steps,
    check_named_entries,
)
from pipec.compiler.requests.experiments import experiment_of, mlflow_of
from pipec.compiler.requests.identifiers import NOWHERE, home_of
from pipec.compiler.requests.joined_places import check_joined_places, single_slashes
from pipec.compiler.requests.loops import check_loops
from pipec.compiler.requests.model_data import check_model_data
from pipec.compiler.requests.model_images import check_model_images
from pipec.compiler.requests.model_machines import check_model_machines
from pipec.compiler.requests.own_names import check_own_names
from pipec.compiler.requests.pipeline_checks import check_whole
from pipec.compiler.requests.places import Places
from pipec.compiler.requests.request import RequestBuilder
from pipec.compiler.requests.secrets import check_secrets
from pipec.compiler.requests.settings import settings_of
from pipec.compiler.requests.shared_places import check_places
from pipec.compiler.steps.base import all_definitions
from pipec.compiler.syntax import Mapping, Scalar


class SourceFile(Record):
    """A YAML file: its name as diagnostics show it (`/` between parts), and its bytes."""

    name: str
    content: bytes


class Artifacts(Record):
    """What a pipeline compiles to: the three files' texts, and what deploying needs of it.

    `assets` are the local files that the definition expects in S3, each with its URI there;
    `variables` the vars that it was compiled with; `to_choose` the environments of which one must
    be chosen for it to be deployed.
    """

    name: str
    variables: dict[str, str]
    settings: Settings
    definition: dict[str, Any]
    assets: tuple[tuple[Asset, str], ...]
    definition_text: str
    python_text: str
    manifest_text: str
    to_choose: tuple[str, ...] = ()


class Result(Record):
    """The outcome: `artifacts` is None after errors.

    `steps`, `links` and `plan` are for what shows a pipeline, and there as soon as its steps are
    known; after errors `plan` has holes. `named` is the pipeline's name, where the file says it.
    """

    diagnostics: tuple[Diagnostic, ...]
    artifacts: Artifacts | None = None
    steps: tuple[Step, ...] = ()
    links: Links | None = None
    plan: Plan | None = None
    named: Scalar | None = None


class Context(NamedTuple):
    """What all pipelines of a project share: its file and its own contracts, read once.

    In `project` the environment is chosen, if one is to hold. `broken` is True where the project
    cannot be relied on, which the report tells.
    """

    project: Project
    registry: ContractRegistry
    report: Report
    broken: bool = False


def read_context(
    project: SourceFile | None,
    contracts: Iterable[SourceFile],
    environment: str | None = None,
    in_code: Iterable[Mapping] = (),
    elsewhere: Elsewhere = nowhere,
) -> Context:
    """Read a project file and its contract files; their mistakes are in the context's report.

    `environment` is the name of the one that is to hold; None for none. `in_code` are further
    contracts, those that a program makes, as trees. `elsewhere` finds contracts in files that
    are not given, for hints.
    """
    report = Report()
    tree = read_other(project, report) if project else None
    trees = [(file, read_other(file, report)) for file in contracts]
    registry = read_contracts([*(tree for _, tree in trees if tree), *in_code], report, elsewhere)
    unread = (step_type_in(file.content) for file, tree in trees if tree is None)
    registry.broken.update(name for name in unread if name)
    form = Report()
    settings = read_project(tree, form, registry.known)
    broken = project is not None and tree is None
    if environment is not None and not (broken or form.has_errors):
        settings = in_environment(settings, environment, project.name if project else None, form)
    report.extend(form)
    for defaults in all_defaults(settings):
        check_defaults(defaults, registry, report)
    broken = broken or form.has_errors
    return Context(project=settings, registry=registry, report=report, broken=broken)


def compile_pipeline(
    source: SourceFile,
    context: Context,
    files: Files,
    given: AnyMapping[str, str] | None = None,
    *,
    explain: bool = False,
    python: str | None = IDIOMATIC,
) -> Result:
    """Compile one pipeline file, with the vars `given` on the command line; see `compile_tree`."""
    report = Report()
    tree = read_yaml(source.name, source.content, report)
    if tree is None:
        report.extend(context.report)
        return Result(diagnostics=report.diagnostics())
    return compile_tree(tree, source.name, context, files, given, explain=explain, python=python)


def compile_tree(
    tree: Mapping,
    name: str,
    context: Context,
    files: Files,
    given: AnyMapping[str, str] | None = None,
    *,
    explain: bool = False,
    python: str | None = IDIOMATIC,
) -> Result:
    """Compile the tree of a pipeline file, or of a program in the file `name`.

    User mistakes come back as diagnostics, never as exceptions. All errors of a phase are
    reported together: first what the text and its form tell, then everything that needs the
    steps to be known. With `explain` the decisions also say what else was weighed; `python` is
    the style of the Python, see `python_text`; None where only the
    mistakes are wanted, and no text.
    """
    report = Report()
    report.extend(context.report)
    tree = without_pasted(tree, report)
    pipeline = None
    if not context.broken:
        pipeline = parse_pipeline(tree, context.registry, report)
    named = _name_in(tree)
    if not pipeline or report.has_errors:
        check_name(tree, report)
        return Result(diagnostics=told(report, tree, context), named=named)

    steps = tuple(all_steps(pipeline.steps))
    world = World(
        pipeline=pipeline.name,
        parameters=pipeline.parameters,
        variables=variables(context.project, tree, given or {}, report),
        steps={step.name: step for step in steps},
        room=Room(),
        has_experiment=not is_null(tree.get("experiment")),
        words=context.project.words,
    )
    contracts = _contracts(steps)
    bodies = (contract.body for contract in contracts)
    texts = [tree, *all_defaults(context.project), *bodies]
    check_used(context.project, tree, given or {}, texts, report)
    if not report.has_errors:  # else a good value stands in for a wrong var
        check_role(world.variables, report)
    is_region_meant = name != ALONE and not report.has_errors
    home = home_of(world.variables) if is_region_meant else NOWHERE
    for contract in contracts:
        check_contract(contract, context.registry, report, contracts)
    defaults = _defaults(context.project, tree)
    check_reports(steps, defaults, report)
    _check_defaults(context.project, tree, steps, contracts, report)
    links = link(pipeline.steps, world, report, explain=explain)
    names = order([step.name for step in steps], links.edges, report)
    store = AssetStore(files=files, pipeline_file=name, report=report)
    places = Places(world=world, assets=store, uris={})
    builder = RequestBuilder(
        world=world, report=report, defaults=defaults, places=places, home=home
    )
    plan = Plan(
        name=pipeline.name,
        file=name.rsplit("/", 1)[-1],
        parameters=tuple(pipeline.parameters.values()),
        steps=single_slashes(
            build_steps(pipeline.steps, builder, links, names), pipeline.parameters, report
        ),
        experiment=experiment_of(pipeline, world, report),
        mlflow=mlflow_of(pipeline, world, report),
    )
    if world.room.is_full:
        return Result(diagnostics=report.diagnostics(), named=named)
    finished = tuple(all_definitions(plan.steps))
    check_named_entries(steps, finished, report)
    check_model_images(finished, steps, defaults, report)
    check_model_machines(finished, world.steps, defaults, report)
    check_model_data(finished, world.steps, links, report)
    check_joined_places(finished, world.steps, report)
    check_loops(finished, report)
    check_places(finished, world.steps, links.edges, report)
    check_secrets(finished, plan.parameters, world.steps, report)
    check_own_names(finished, report)
    settings = settings_of(pipeline, world, report)
    others = (plan.experiment, plan.mlflow)
    check_whole(world, finished, others, texts, links, report)
    if not report.has_errors:  # one of them may be that there are no images in the region
        check_regions(context.project, tree, given or {}, report)
    check_name(tree, report)  # late: some checks are for what has no errors so far
    span = tree.entries["pipeline"].value.span
    to_choose = context.project.to_choose
    artifacts = _emit(plan, settings, builder, span, report, python=python, to_choose=to_choose)
    return Result(
        diagnostics=point_to_environments(told(report, tree, context), context.project),
        artifacts=artifacts,
        steps=steps,
        links=links,
        plan=plan,
        named=named,
    )


def identity(
    source: SourceFile, context: Context, given: AnyMapping[str, str], report: Report
) -> tuple[str, dict[str, str]] | None:
    """A pipeline's name and its vars, of a file that need not compile; None after errors.

    Errors are those of the project file, of the file's form as YAML, of its name and of its vars.
    """
    if context.broken:
        report.extend(context.report)
    tree = read_yaml(source.name, source.content, report)
    if tree is None or context.broken or not is_pipeline(tree, report):
        return None
    name = tree.get("pipeline")
    if not isinstance(name, Scalar) or pipeline_name_hint(name.text):
        parse_pipeline(tree, context.registry, report)  # says what is wrong with its form
        check_name(tree, report)
        return None
    found = variables(context.project, tree, given, report)
    if report.has_errors:
        return None
    return name.text, {key: value.text for key, value in found.items()}


ALONE = "(a pipeline of this contract alone)"
"""The name of what is compiled for a contract's sake: no region is meant by it."""


def _emit(
    plan: Plan,
    settings: Settings,
    builder: RequestBuilder,
    span: Span | None,
    report: Report,
    *,
    python: str | None,
    to_choose: tuple[str, ...],
) -> Artifacts | None:
    if report.has_errors:
        return None
    definition = definition_of(plan)
    size = len(json.dumps(definition))
    if size > MAX_DEFINITION:
        report.add(
            codes.TOO_LARGE_DEFINITION,
            f"the definition has {size} characters, and the service takes {MAX_DEFINITION}",
            span,
            hint="shorten long texts, or make two pipelines of it",
        )
        return None
    assets = [(asset, uri) for uri, asset in sorted(builder.places.uris.items())]
    texts = ("", "", "")
    if python:
        assets_text = json.dumps(manifest(assets), indent=2, ensure_ascii=False) + "\n"
        texts = (definition_text(definition), python_text(plan, python), assets_text)
    return Artifacts(
        name=plan.name,
        variables={name: value.text for name, value in builder.world.variables.items()},
        settings=settings,
        definition=definition,
        assets=tuple(assets),
        definition_text=texts[0],
        python_text=texts[1],
        manifest_text=texts[2],
        to_choose=to_choose,
    )


def read_other(source: SourceFile, report: Report) -> Mapping | None:
    """The tree of a file that is no pipeline."""
    tree = read_yaml(source.name, source.content, report)
    return without_pasted(tree, report) if tree else None


def _name_in(tree: Mapping) -> Scalar | None:
    name = tree.get("pipeline")
    return name if isinstance(name, Scalar) and not is_null(name) else None


def told(
    report: Report, tree: Mapping, context: Context, users: Iterable[Mapping] = ()
) -> tuple[Diagnostic, ...]:
    """All that was reported of a file. Names are held against its project's and its `users`'."""
    found = report.diagnostics()
    if not found:
        return found
    from pipec.compiler.linking.odd_names import doubt_odd_names

    bodies = [contract.body for contract in context.registry.own.values()]
    others = [body for body in bodies if body.span.file != tree.span.file]
    others += [known_vars(context.project), *users]
    return doubt_odd_names(found, tree, others)


def _check_defaults(
    project: Project,
    tree: Mapping,
    steps: Sequence[Step],
    contracts: Iterable[Contract],
    report: Report,
) -> None:
    """What of defaults only the steps show, of those that count now and of the others."""
    for each in all_defaults(project):
        check_default_options(each, contracts, report)
    if "defaults" in tree:
        from pipec.compiler.requests.idle_defaults import check_idle_defaults

        check_idle_defaults(tree.get("defaults"), steps, report)


def _defaults(project: Project, tree: Mapping) -> tuple[Mapping, ...]:
    """Weakest first: of the project, the chosen environment, the pipeline; those that say any."""
    said = (project.defaults, project.environment.defaults, tree.get("defaults"))
    return tuple(each for each in said if isinstance(each, Mapping) and each.entries)


def _contracts(steps: Iterable[Step]) -> list[Contract]:
    """Every contract in use, once (steps of one contract differ only in their overrides)."""
    found: dict[int, Contract] = {}
    for step in steps:
        if step.contract:
            found.setdefault(id(step.contract.body), step.contract)
    return list(found.values())
