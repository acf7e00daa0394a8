"""The files of a new project: templates with a few words filled in, and JSON Schemas."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from pipec.cli.commands.schemas import FOLDER, Kind, schema_text
from pipec.cli.workspace import PROJECT_FILE
from pipec.compiler import codes, packaged
from pipec.compiler.compile import SourceFile, read_context
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.variables import PLACEHOLDERS, check_role, partitions, variables
from pipec.compiler.parsing.parse import pipeline_name_hint
from pipec.compiler.parsing.project import NOWHERE, Project
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.service.images import ImageProblem, lookup
from pipec.compiler.similarity import hint_from
from pipec.compiler.syntax import Mapping as Tree
from pipec.compiler.syntax import text_node

CONTRACT = "contracts/table_preparation.yaml"
TEMPLATES = {
    PROJECT_FILE: PROJECT_FILE,
    "pipeline.yaml": "pipeline.yaml",
    CONTRACT: CONTRACT,
    "code/prepare.py": "code/prepare.py",
    "code/evaluate.py": "code/evaluate.py",
    "README.md": "README.md",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/pipec.yml": "workflow.yaml",
}
"""Each file of the project, and its template; those that tools look for have other names there,
so that nothing takes the templates for pipec's own settings."""
SHARED = ("README.md", ".gitignore", ".pre-commit-config.yaml")
"""Those that a folder may well have already, and that the project does without."""
CHECKS = (".pre-commit-config.yaml", ".github/workflows/pipec.yml")
"""Those that are looked for, and run, at the top of the repository."""
_COMMAND = re.compile(r"^( *(?:- )?(entry|run): )(pipec .*?)( +#.*)?$", re.MULTILINE)
_VALIDATE = "pipec validate ."
_FILES = re.compile(r"^( *files: )(\^?)(.*)$", re.MULTILINE)
_PLAIN = re.compile(r"""[\w^(][\w ./\\()|?*$&'^-]*""", re.ASCII)
"""Texts that surely are plain scalars of YAML."""
_WORD = re.compile(r"__([A-Z]+)__")
_LONGEST_GROUP = 63
"""`ModelPackageGroupName` in botocore's model."""
_IMAGES = (("sklearn", "1.2-1"), ("xgboost", "1.7-1"))
"""Those that the project uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new project is to be filled with, as given; None for an example value.

    `way` is the folder of the project from the top of its repository, "" if it is the top.
    """

    name: str
    way: str = ""
    bucket: str | None = None
    region: str | None = None
    role: str | None = None


def check_start(start: Start, report: Report) -> None:
    """Report values that cannot be, so that those that pass can stand in any file as they are."""
    if hint := pipeline_name_hint(start.name):
        message = f"`{start.name}` cannot be the name of a pipeline"
        report.add(codes.BAD_NAME, message, None, hint=hint)
    given = {"bucket": start.bucket, "region": start.region, "role": start.role}
    values = {name: value for name, value in given.items() if value is not None}
    found = variables(Project(), Tree({}, NOWHERE), values, report)
    if not report.has_errors:
        check_role({"region": text_node(PLACEHOLDERS["region"], NOWHERE), **found}, report)
    if start.region is not None and not report.has_errors:
        _check_region(start.region, report)


def _check_region(region: str, report: Report) -> None:
    """Report a region in which there are no images for the project."""
    for image in _IMAGES:
        found = lookup(*image, region)
        if isinstance(found, ImageProblem):
            hint = hint_from(region, found.known) or "name one that has: `us-east-1`"
            report.add(codes.BAD_IMAGE, found.message, None, hint=hint)
            return


def project_texts(start: Start) -> dict[str, str]:
    """The files of the project, by their path in it; `start` was checked."""
    region = start.region or PLACEHOLDERS["region"]
    partition = partitions().get(region, "aws")
    role = start.role or PLACEHOLDERS["role"].replace("aws", partition, 1)
    words = {
        "PIPELINE": start.name,
        "NAME": _scalar(start.name),
        "GROUP": _scalar(start.name[:_LONGEST_GROUP].rstrip("-")),
        "BUCKET": _scalar(start.bucket or PLACEHOLDERS["bucket"]),
        "REGION": region,
        "ROLE": role,
        "PARTITION": partition,
        "VERSION": version("pipec"),
    }
    texts = {path: _filled(template, words) for path, template in TEMPLATES.items()}
    if start.way:
        texts |= {path: _from_the_top(texts[path], start.way) for path in CHECKS}
    return {**texts, **_schemas(texts)}


def _scalar(text: str) -> str:
    """Plain YAML for a text that passed: only `null` would not be kept as it is written."""
    return f'"{text}"' if resolve_plain(text) is None else text


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = packaged.read("pipec.cli", f"templates/project/{template}").decode("utf-8")
    return _WORD.sub(lambda match: words[match[1]], text)


def _from_the_top(text: str, way: str) -> str:
    """The checks of a project that lies below the top of the repository, where they are run.

    `validate` is given the folder: what it finds has then the paths that GitHub and people know
    the files by. pre-commit runs no shell, so that what must run in the folder brings one.
    """

    def command(match: re.Match[str]) -> str:
        head, key, words, comment = match.groups("")
        if words.startswith(_VALIDATE):
            words = words.replace(_VALIDATE, f"pipec validate {folder}")
        else:
            words = f"cd {folder} && {words}"
            words = f"bash -c {shlex.quote(words)}" if key == "entry" else words
        return f"{head}{_plain_or_quoted(words)}{comment}"

    def files(match: re.Match[str]) -> str:
        head, begin, pattern = match.groups()
        between = "" if begin else ".*"
        return head + _plain_or_quoted(f"^{_pattern(way)}/{between}{pattern}")

    folder = shlex.quote(f"./{way}" if way.startswith("-") else way)
    return _FILES.sub(files, _COMMAND.sub(command, text))


def _pattern(way: str) -> str:
    """A regular expression for just this text; a hyphen is no sign of it outside of `[…]`."""
    return re.escape(way).replace(r"\-", "-")


def _plain_or_quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def _schemas(texts: Mapping[str, str]) -> dict[str, str]:
    """What `pipec schema --write` would write into the project."""
    project, contract = (
        SourceFile(name=name, content=texts[name].encode()) for name in (PROJECT_FILE, CONTRACT)
    )
    context = read_context(project, [contract])
    return {f"{FOLDER}/{kind}.schema.json": schema_text(kind.value, context) for kind in Kind}
