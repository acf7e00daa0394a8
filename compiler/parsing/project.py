"""The project file `pipec.yaml`: where contracts lie, the vars, the defaults, the environments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from typing import NamedTuple

from pipec.compiler import codes
from pipec.compiler.diagnostics import Related, Report, Span
from pipec.compiler.language.expressions import excerpt
from pipec.compiler.language.keys import PROJECT_SCHEMA
from pipec.compiler.language.schema import Known, validate
from pipec.compiler.model import NO_WORDS, Words
from pipec.compiler.record import Record
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Entry, Mapping, Node, Scalar, Sequence, mapping, text_node

NOWHERE = Span("(command line)", 1, 1, 1, 1)
_EMPTY = Mapping({}, NOWHERE)
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/")
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z0-9_-]+")


class Environment(Record):
    """What one environment changes of its project; may be nothing. `span` is its name's place."""

    span: Span = NOWHERE
    variables: AnyMapping[str, Scalar] = {}
    defaults: Mapping = _EMPTY


class Project(NamedTuple):
    """What a project file says; all of it may be missing.

    `contracts` are folders beside the project file, `out` the build folder. `environments` are
    all that the file has; `environment` is the chosen one, which changes nothing if none was, and
    is `environment_required` for deploying.
    `words` are the project's own for the wiring.
    """

    contracts: tuple[Scalar, ...] = ()
    out: str = "build"
    variables: AnyMapping[str, Scalar] = {}
    defaults: Mapping = _EMPTY
    environments: AnyMapping[str, Environment] = {}
    environment: Environment = Environment()
    environment_required: bool = False
    words: Words = NO_WORDS

    @property
    def to_choose(self) -> tuple[str, ...]:
        """The environments of which one must be chosen before anything is deployed, if so."""
        is_open = self.environment_required and self.environment.span == NOWHERE
        return tuple(self.environments) if is_open else ()


def read_project(tree: Mapping | None, report: Report, known: Known) -> Project:
    """The project that a file's tree describes; an empty one for None.

    After errors only its contracts are known, and `known` is what they tell of the keys for them.
    """
    if tree is None:
        return Project()
    contracts = _contracts(tree.get("contracts"))
    if not validate(tree, PROJECT_SCHEMA, report, "the project file", known):
        return Project(contracts=contracts)
    out = tree.get("out")
    _check_out(out, report)
    environments, required = tree.get("environments"), tree.get("environment_required")
    project = Project(
        contracts=contracts,
        out=out.text if isinstance(out, Scalar) else "build",
        variables=variables_of(tree),
        defaults=_defaults_of(tree),
        environments={
            entry.key: _environment(entry, report)
            for entry in (environments if isinstance(environments, Mapping) else ())
        },
        environment_required=isinstance(required, Scalar) and required.data is True,
        words=_words(tree, report),
    )
    _check_places(project, report)
    return project


def _contracts(places: Node | None) -> tuple[Scalar, ...]:
    listed = places.items if isinstance(places, Sequence) else ()
    return tuple(item for item in listed if isinstance(item, Scalar) and item.data is not None)


def _check_out(out: Node | None, report: Report) -> None:
    """Report a build folder elsewhere: who compiles a project does not expect files there."""
    text = out.text if isinstance(out, Scalar) else ""
    parts = re.split(r"[/\\]", text)
    if (parts[0] in ("", "~") and text) or ".." in parts or ":" in text or not text.isprintable():
        report.add(
            codes.WRONG_VALUE,
            f"`out` must be a folder below the working folder, not the text `{excerpt(text)}`",
            out.span if out else NOWHERE,
            hint="any other folder can be named on the command line: `--out`",
        )


def _words(tree: Mapping, report: Report) -> Words:
    written = tree.get("words")
    if not isinstance(written, Mapping):
        return Words()
    same: dict[str, str] = {}
    groups = written.get("same")
    read_as = {entry.key.lower() for entry in groups} if isinstance(groups, Mapping) else set()
    for entry in groups if isinstance(groups, Mapping) else ():
        for word in _texts(entry.value):
            if word.text.lower() in read_as:
                report.add(
                    codes.WRONG_VALUE,
                    f"`{word.text}` has words that are read as it, and is itself read as "
                    f"`{entry.key}`",
                    word.span,
                    hint=f"put all of them under `{entry.key}`",
                )
                continue
            first = same.setdefault(word.text.lower(), entry.key.lower())
            if first != entry.key.lower():
                report.add(
                    codes.WRONG_VALUE,
                    f"`{word.text}` is read as `{first}` already",
                    word.span,
                    hint=f"remove it here or under `{first}`",
                )
    opposites = written.get("opposites")
    lists = opposites.items if isinstance(opposites, Sequence) else ()
    _check_ignored(written, {*same, *read_as}, lists, report)
    return Words(
        same=tuple(sorted(same.items())),
        ignored=tuple(word.text.lower() for word in _texts(written.get("ignore"))),
        opposites=tuple(tuple(word.text.lower() for word in _texts(group)) for group in lists),
    )


def _check_ignored(
    written: Mapping, same: set[str], opposites: Iterable[Node], report: Report
) -> None:
    """Report words that say nothing and are to say something."""
    excluding = {word.text.lower() for group in opposites for word in _texts(group)}
    for word in _texts(written.get("ignore")):
        for key, words in (("same", same), ("opposites", excluding)):
            if word.text.lower() in words:
                report.add(
                    codes.WRONG_VALUE,
                    f"`{word.text}` says nothing here, and something under `{key}`",
                    word.span,
                    hint=f"remove it here or under `{key}`",
                )


def _texts(node: Node | None) -> list[Scalar]:
    items = node.items if isinstance(node, Sequence) else ()
    return [item for item in items if isinstance(item, Scalar)]


def _environment(entry: Entry, report: Report) -> Environment:
    if not _ENVIRONMENT_NAME.fullmatch(entry.key):
        from pipec.compiler.language.plain_names import plain_name

        fixed = plain_name(entry.key)
        report.add(
            codes.BAD_NAME,
            f"`{entry.key}` cannot be the name of an environment",
            entry.key_span,
            hint=(f"write `{fixed}`: " if fixed else "") + "letters, digits, `_` and `-`",
        )
    if not isinstance(entry.value, Mapping):  # `dev:` alone is an environment that changes nothing
        return Environment(span=entry.key_span)
    return Environment(
        span=entry.key_span,
        variables=variables_of(entry.value),
        defaults=_defaults_of(entry.value),
    )


def _check_places(project: Project, report: Report) -> None:
    """Warn of environments in one account and region, as far as the project tells."""
    first: dict[tuple[str, str], str] = {}
    for name, environment in project.environments.items():
        values = {**project.variables, **environment.variables}
        texts = [values[key].text if key in values else "" for key in ("role", "region")]
        role, region = _ROLE.match(texts[0]), texts[1]
        if role is None or not region:
            continue
        other = first.setdefault((role[1], region), name)
        if other == name:
            continue
        report.add(
            codes.SAME_PLACE,
            f"`{name}` deploys to the same place as `{other}`: account {role[1]}, region {region}",
            environment.span,
            hint="a pipeline has one name in both, so each would take the place of the other: "
            f"give `{name}` the role of another account, "
            "`vars: {role: arn:aws:iam::ACCOUNT:role/NAME}`, or another region",
            related=[Related(project.environments[other].span, "the other one")],
        )


def in_environment(project: Project, name: str, file: str | None, report: Report) -> Project:
    """The project with the environment `name` chosen; an unknown one is reported.

    `file` is the project file's name for messages, None where there is no such file.
    """
    if name in project.environments:
        return project._replace(environment=project.environments[name])
    message = f"there is no environment `{name}`"
    if not name:
        message, hint = "the name of the environment is empty", "name an environment, or none"
    elif file is None:
        hint = (
            "environments stand in a `pipec.yaml` beside the pipeline or in a folder above it, "
            "and there is none"
        )
    elif project.environments:
        near = did_you_mean(name, project.environments)
        listed = ", ".join(f"`{known}`" for known in project.environments)
        hint = " ".join(filter(None, (near, f"the environments in `{file}`: {listed}")))
    else:
        hint = f"`{file}` has no environments: add `environments: {{{name}: …}}`"
    report.add(codes.UNKNOWN_ENVIRONMENT, message, None, hint=hint)
    return project


def all_defaults(project: Project) -> list[Mapping]:
    """The `defaults:` of a project and of each of its environments, the chosen one or not."""
    return [project.defaults, *(item.defaults for item in project.environments.values())]


def _defaults_of(tree: Mapping) -> Mapping:
    defaults = tree.get("defaults")
    return defaults if isinstance(defaults, Mapping) else _EMPTY


def variables_of(tree: Mapping) -> dict[str, Scalar]:
    """The `vars:` of a project, an environment or a pipeline."""
    found = tree.get("vars")
    if not isinstance(found, Mapping):
        return {}
    return {entry.key: entry.value for entry in found if isinstance(entry.value, Scalar)}


def known_vars(project: Project) -> Mapping:
    """The vars of a project and of its environments as one file would have them, each once."""
    values = dict(project.variables)
    for environment in project.environments.values():
        values |= environment.variables
    entries = {name: Entry(name, value.span, value) for name, value in values.items()}
    return mapping(NOWHERE, vars=Mapping(entries, NOWHERE))


def command_line_variables(given: AnyMapping[str, str]) -> dict[str, Scalar]:
    """`--var name=value` as vars, whose values are texts yet."""
    return {name: text_node(value, NOWHERE) for name, value in given.items()}
