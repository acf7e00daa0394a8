"""The pipeline in the form of other deploy tools: which there are, and their files."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from pipec.compiler.compile import Artifacts
from pipec.compiler.diagnostics import Report
from pipec.compiler.emit.cloudformation import check_cloudformation, cloudformation_text
from pipec.compiler.emit.python import IDIOMATIC, REQUEST
from pipec.compiler.emit.terraform import terraform_text


class Emit(StrEnum):
    """A deploy tool whose input pipec writes."""

    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"


class PythonStyle(StrEnum):
    """How `pipeline.py` says the requests of jobs."""

    IDIOMATIC = IDIOMATIC
    REQUEST = REQUEST


def emitted(
    artifacts: Artifacts, file: str, wanted: Iterable[Emit], report: Report
) -> dict[str, str]:
    """The files for the tools, name to text; what a tool would refuse goes to the report.

    `file` is the pipeline's file as the user named it.
    """
    source = "<stdin>" if file == "-" else Path(file).name
    name, definition, settings = artifacts.name, artifacts.definition, artifacts.settings
    found = {}
    for tool in wanted:
        match tool:
            case Emit.CLOUDFORMATION:
                text = cloudformation_text(name, definition, settings, source)
                check_cloudformation(name, text, settings, report)
                found["template.json"] = text
            case Emit.TERRAFORM:
                found["pipeline.tf"] = terraform_text(name, definition, settings, source)
    return found
