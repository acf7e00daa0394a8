"""The files of a new project: templates with a few words filled in, and JSON Schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipec.cli.commands.schemas import FOLDER, Kind, schema_text
from pipec.cli.workspace import PROJECT_FILE
from pipec.compiler import codes, packaged
from pipec.compiler.compile import SourceFile, read_context
from pipec.compiler.diagnostics import Report
from pipec.compiler.linking.variables import PLACEHOLDERS, variables
from pipec.compiler.parsing.parse import pipeline_name_hint
from pipec.compiler.parsing.project import NOWHERE, Project
from pipec.compiler.reader.yaml_scalars import resolve_plain
from pipec.compiler.syntax import Mapping as Tree

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
_WORD = re.compile(r"__([A-Z]+)__")
_LONGEST_GROUP = 63
"""`ModelPackageGroupName` in botocore's model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new project is to be filled with, as given; None for an example value."""

    name: str
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
    variables(Project(), Tree({}, NOWHERE), values, report)


def project_texts(start: Start) -> dict[str, str]:
    """The files of the project, by their path in it; `start` was checked."""
    bucket = start.bucket or PLACEHOLDERS["bucket"]
    words = {
        "PIPELINE": start.name,
        "NAME": _scalar(start.name),
        "GROUP": _scalar(start.name[:_LONGEST_GROUP].rstrip("-")),
        "PLACE": f"s3://{bucket}/raw/",
        "BUCKET": _scalar(bucket),
        "REGION": start.region or PLACEHOLDERS["region"],
        "ROLE": start.role or PLACEHOLDERS["role"],
    }
    texts = {path: _filled(template, words) for path, template in TEMPLATES.items()}
    return {**texts, **_schemas(texts)}


def _scalar(text: str) -> str:
    """Plain YAML for a text that passed: only `null` would not be kept as it is written."""
    return f'"{text}"' if resolve_plain(text) is None else text


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = packaged.read("pipec.cli", f"templates/project/{template}").decode("utf-8")
    return _WORD.sub(lambda match: words[match[1]], text)


def _schemas(texts: Mapping[str, str]) -> dict[str, str]:
    """What `pipec schema --write` would write into the project."""
    project, contract = (
        SourceFile(name=name, content=texts[name].encode()) for name in (PROJECT_FILE, CONTRACT)
    )
    context = read_context(project, [contract])
    return {f"{FOLDER}/{kind}.schema.json": schema_text(kind.value, context) for kind in Kind}
